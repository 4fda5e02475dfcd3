use dhcpair_drivers::{Access, Ask, KeaWay, SshClient};

use super::*;

fn parse(text: &str) -> Result<Inventory, InventoryError> {
    Inventory::parse(text, Path::new("lab/dhcpair.toml"))
}

fn complaint(text: &str) -> (String, String) {
    let error = parse(text).unwrap_err();
    (error.to_string(), error.help())
}

#[test]
fn relative_roots_start_at_the_file() {
    let inventory = parse(
        r#"
        [servers.a]
        vendor = "isc"
        access = { type = "files", root = "dhcp-a" }
        config = "/etc/dhcp/dhcpd.conf"
        "#,
    )
    .unwrap();
    let root = Path::new("lab/dhcp-a").to_owned();
    let access = Access::Files { root, cwd: None };
    assert_eq!(inventory.server("a").unwrap().target.access, access);
    assert_eq!(inventory.name, "lab");
}

#[test]
fn a_fleet_in_the_working_directory_is_called_as_that_is() {
    let inventory = Inventory::parse("", Path::new("dhcpair.toml")).unwrap();
    assert_eq!(inventory.name, "dhcpair-manager");
}

#[test]
fn a_mistyped_key_is_named_with_its_place_and_a_guess() {
    let (error, help) = complaint("[servers.a]\nvendor = \"isc\"\nadresses = []\n");
    assert!(error.starts_with("lab/dhcpair.toml:3:1: unknown field `adresses`"), "{error}");
    assert_eq!(help, "did you mean `addresses`?");
}

#[test]
fn a_relationship_must_name_known_servers() {
    let text = r#"
[servers.dhcp-a]
vendor = "isc"
[relationships.x]
vendor = "isc"
primary = "dhcp-b"
secondary = "dhcp-a"
"#;
    let (error, help) = complaint(text);
    assert!(error.starts_with("lab/dhcpair.toml:6:11: no server `dhcp-b`"), "{error}");
    assert_eq!(help, "did you mean `dhcp-a`?");
}

#[test]
fn times_shares_and_dates_are_checked() {
    let head = "[servers.a]\nvendor = \"isc\"\n[relationships.x]\nvendor = \"isc\"\n";
    for (line, kind) in [
        ("mclt = \"1 fortnight\"", "a duration"),
        ("share = \"101%\"", "a percentage"),
        ("scopes = [\"10.0.0.0/33\"]", "a network"),
        ("scopes = [\"10.1.0.5/24\"]", "a network, but an address in one"),
    ] {
        let (error, _) = complaint(&format!("{head}{line}\n"));
        assert!(error.contains(kind) && error.contains(":5:"), "{error}");
    }
    let (error, _) = complaint("[[expected]]\npath = \"x\"\nreason = \"r\"\nuntil = \"soon\"\n");
    assert!(error.contains("`soon` is not a date"), "{error}");
    let (error, _) = complaint("[[expected]]\npath = \"x\"\nreason = \" \"\n");
    assert!(error.contains("the reason is empty"), "{error}");
}

#[test]
fn a_server_is_no_partner_of_itself_and_versions_are_numbers() {
    let text = "[servers.a]\nvendor = \"isc\"\n[relationships.x]\nvendor = \"isc\"\n\
                primary = \"a\"\nsecondary = \"a\"\n";
    let (error, _) = complaint(text);
    assert!(error.contains(":6:13: `a` is primary and secondary at once"), "{error}");
    let of = |version: &str| format!("[servers.a]\nvendor = \"kea\"\nversion = \"{version}\"\n");
    for no_version in ["abc", "2x", "2,6", "70000.1", "+2.6", ""] {
        let (error, _) = complaint(&of(no_version));
        assert!(error.contains(&format!(":3:11: `{no_version}` is not a version")), "{error}");
    }
    for version in ["4.4.3-P1", "2.2.0 (tarball)", "3", "3.3.1-git", "10.0.20348"] {
        parse(&of(version)).unwrap();
    }
}

#[test]
fn the_log_is_one_of_dhcpd() {
    let of =
        |vendor: &str| format!("[servers.a]\nvendor = \"{vendor}\"\nlog = \"/var/log/syslog\"\n");
    let inventory = parse(&of("isc")).unwrap();
    let log = inventory.server("a").unwrap().target.log.clone();
    assert_eq!(log, Some("/var/log/syslog".into()));
    for other in ["kea", "windows"] {
        let (error, _) = complaint(&of(other));
        assert!(error.contains(":3:7: server `a`: `log` is for dhcpd"), "{error}");
    }
}

#[test]
fn how_long_addresses_should_last_is_said_at_the_top() {
    let servers = "[servers.a]\nvendor = \"isc\"\n";
    assert_eq!(parse(servers).unwrap().headroom, None);
    let said = parse(&format!("headroom = \"12h\"\n{servers}")).unwrap();
    assert_eq!(said.headroom, Some(Seconds(43_200)));
    let (error, help) = complaint(&format!("headroom = \"long\"\n{servers}"));
    assert!(error.contains(":1:12: `long` is not a duration"), "{error}");
    assert!(help.contains("12h") || help.contains("1h"), "{help}");
}

#[test]
fn a_duration_may_be_a_number_of_seconds() {
    let head = "[servers.a]\nvendor = \"isc\"\n[relationships.x]\nvendor = \"isc\"\n";
    let inventory = parse(&format!("{head}mclt = 3600\n")).unwrap();
    assert_eq!(inventory.desired[0].mclt, Some(Seconds(3_600)));
    for wrong in ["-1", "true", "1.5"] {
        let (error, _) = complaint(&format!("{head}mclt = {wrong}\n"));
        assert!(error.contains(":5:8: expected a duration"), "{error}");
    }
}

#[test]
fn durations_read_as_they_are_written() {
    for (text, seconds) in [("90s", 90), ("10min", 600), ("1h", 3_600), ("8d", 691_200), ("30", 30)]
    {
        let inventory = parse(&format!(
            "[servers.a]\nvendor = \"isc\"\n[relationships.x]\nvendor = \"isc\"\nmclt = \"{text}\"\n"
        ));
        let mclt = inventory.unwrap().desired[0].mclt;
        assert_eq!(mclt, Some(Seconds(seconds)), "{text}");
    }
}

#[test]
fn files_access_needs_a_root_and_something_to_read() {
    let head = "[servers.a]\nvendor = \"isc\"\n";
    let (error, _) = complaint(&format!("{head}access = {{ type = \"files\" }}\n"));
    assert!(error.contains("no `root`"), "{error}");
    let (error, _) = complaint(&format!("{head}access = {{ type = \"files\", root = \"x\" }}\n"));
    assert!(error.contains("nothing to read"), "{error}");
}

#[test]
fn ways_to_running_servers_are_read() {
    let inventory = parse(
        r#"
        [servers.a]
        vendor = "isc"
        access = { type = "ssh", host = "a.example", user = "dhcpair", identity-file = "id" }
        config = "/etc/dhcp/dhcpd.conf"
        omapi = { secret-file = "omapi.key" }

        [servers.k]
        vendor = "kea"
        access = { type = "kea-http", url = "https://192.0.2.1:8000/", user = "ops", password-file = "pw" }

        [servers.u]
        vendor = "kea"
        config = "/etc/kea/kea-dhcp4.conf"
        control = { socket = "/run/kea/kea4-ctrl-socket" }
        "#,
    )
    .unwrap();
    let target = |name: &str| &inventory.server(name).unwrap().target;
    let Ask::Omapi(omapi) = &target("a").ask else { panic!("{:?}", target("a")) };
    assert_eq!((omapi.host.as_str(), omapi.port), ("a.example", 7911));
    let key = omapi.key.as_ref().unwrap();
    assert_eq!(key.secret_file, Path::new("lab/omapi.key"));
    let Access::Ssh { way, .. } = &target("a").access else { panic!("{:?}", target("a")) };
    let identity = Some(Path::new("lab/id").to_owned());
    assert_eq!(way.client, SshClient::Own { identity, known_hosts: None });
    let Ask::Kea { v4: Some(KeaWay::Http { password_file, .. }), v6: None } = &target("k").ask
    else {
        panic!("{:?}", target("k"))
    };
    assert_eq!(password_file.as_deref(), Some(Path::new("lab/pw")));
    assert_eq!(target("k").access, Access::Asked);
    let socket = KeaWay::Socket("/run/kea/kea4-ctrl-socket".into());
    assert_eq!(target("u").ask, Ask::Kea { v4: Some(socket), v6: None });
    assert_eq!(target("u").access, Access::Local { cwd: None });
}

#[test]
fn ways_that_lack_something_are_refused_with_what_to_write() {
    for (server, message, help) in [
        ("vendor = \"isc\"\naccess = { type = \"ssh\" }", "no `host`", "host = "),
        ("vendor = \"kea\"\naccess = { type = \"kea-http\" }", "no `url`", "url = "),
        ("vendor = \"kea\"\naccess = { type = \"kea-unix\" }", "no `socket`", "socket = "),
        ("vendor = \"isc\"\nomapi = { key = \"k\" }", "no `secret-file`", "secret-file = "),
        (
            "vendor = \"isc\"\naccess = { type = \"ssh\", host = \"a\", ssh-config = \"c\" }",
            "`ssh-config` is for the system's ssh",
            "client = ",
        ),
        (
            "vendor = \"kea\"\naccess = { type = \"kea-unix\", socket = \"s\" }\ncontrol = { socket = \"s\" }",
            "both `access` and `control`",
            "leave out `control`",
        ),
    ] {
        let (error, wanted) = complaint(&format!("[servers.a]\n{server}\n"));
        assert!(error.contains(message) && error.contains(":1:"), "{error}");
        assert!(wanted.contains(help), "{wanted}");
    }
}
