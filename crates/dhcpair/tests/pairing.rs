//! Names alone never pair: unrelated pairs that use the same names stay apart.

mod support;

use support::{dhcpair, folder};

fn isc(role: &str, own: &str, partner: &str, net: &str) -> String {
    let primary = if role == "primary" { "mclt 1800; split 128;" } else { "" };
    format!(
        "authoritative;\n\
         failover peer \"dhcp\" {{ {role}; address {own}; port 647; peer address {partner};\n  \
         peer port 647; max-response-delay 30; load balance max seconds 3; {primary} }}\n\
         subnet {net}.0 netmask 255.255.255.0 {{\n  \
         pool {{ failover peer \"dhcp\"; range {net}.10 {net}.99; }}\n}}\n"
    )
}

fn kea(this: &str, first: &str, second: &str, net: &str) -> String {
    format!(
        r#"{{ "Dhcp4": {{
    "interfaces-config": {{ "interfaces": [ ] }},
    "hooks-libraries": [
        {{ "library": "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" }},
        {{ "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
            "this-server-name": "{this}", "mode": "hot-standby",
            "heartbeat-delay": 10000, "max-response-delay": 60000,
            "peers": [
                {{ "name": "server1", "url": "http://{first}:8000/", "role": "primary" }},
                {{ "name": "server2", "url": "http://{second}:8000/", "role": "standby" }}
            ] }} ] }} }}
    ],
    "subnet4": [ {{ "id": 1, "subnet": "{net}.0/24", "pools": [ {{ "pool": "{net}.10 - {net}.99" }} ] }} ]
}} }}
"#
    )
}

/// `addresses` says whether the inventory knows them: the files alone must be enough.
fn fleet(addresses: bool) -> tempfile::TempDir {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut inventory = String::new();
    let mut add = |name: &str, vendor: &str, address: &str, path: &str, text: String| {
        files.push((format!("{name}{path}"), text));
        let addresses = if addresses { &format!("addresses = [\"{address}\"]\n") } else { "" };
        inventory.push_str(&format!(
            "[servers.{name}]\nvendor = \"{vendor}\"\n{addresses}\
             access = {{ type = \"files\", root = \"{name}\" }}\nconfig = \"{path}\"\n"
        ));
    };
    let (dhcpd, keafile) = ("/etc/dhcp/dhcpd.conf", "/etc/kea/kea-dhcp4.conf");
    for (pair, net) in [("north", "10.1.0"), ("south", "10.2.0")] {
        let address = |last: u8| format!("192.0.2.{}", last + if pair == "north" { 0 } else { 10 });
        let (a, b) = (address(1), address(2));
        let (one, two) = (isc("primary", &a, &b, net), isc("secondary", &b, &a, net));
        add(&format!("isc-{pair}-a"), "isc", &a, dhcpd, one);
        add(&format!("isc-{pair}-b"), "isc", &b, dhcpd, two);
        let (c, d) = (address(101), address(102));
        let (one, two) = (kea("server1", &c, &d, net), kea("server2", &c, &d, net));
        add(&format!("kea-{pair}-a"), "kea", &c, keafile, one);
        add(&format!("kea-{pair}-b"), "kea", &d, keafile, two);
    }
    files.push(("dhcpair.toml".to_owned(), inventory));
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    folder(&files)
}

#[test]
fn two_isc_pairs_and_two_kea_pairs_of_the_same_names_are_four_relationships() {
    for addresses in [true, false] {
        let folder = fleet(addresses);
        let run = dhcpair(folder.path(), ["relationships", "-o", "json"]);
        assert_eq!(run.code, Some(0), "{}", run.all());
        let document = run.json();
        let rows = document["relationships"].as_array().unwrap();
        let mut pairs: Vec<(String, String)> = rows
            .iter()
            .map(|row| {
                let server = |side: &str| row[side]["server"].as_str().unwrap().to_owned();
                (server("primary"), server("secondary"))
            })
            .collect();
        pairs.sort();
        let expected = ["isc-north", "isc-south", "kea-north", "kea-south"]
            .map(|pair| (format!("{pair}-a"), format!("{pair}-b")));
        assert_eq!(pairs, expected, "addresses: {addresses}");
        let ids: std::collections::BTreeSet<_> =
            rows.iter().map(|row| row["relationship"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), 4, "{ids:?}");
        let drift = dhcpair(folder.path(), ["drift"]);
        assert_eq!(drift.code, Some(0), "{}", drift.all());
    }
}

#[test]
fn a_name_that_several_share_has_to_be_said_exactly() {
    let folder = fleet(true);
    let run = dhcpair(folder.path(), ["relationship", "show", "dhcp"]);
    assert_eq!(run.code, Some(1), "{}", run.all());
    assert!(run.stderr.contains("error[ambiguous-relationship]"), "{}", run.stderr);
    assert!(run.stderr.contains("`dhcp@isc-north-a`, `dhcp@isc-south-a`"), "{}", run.stderr);
    let run = dhcpair(folder.path(), ["relationship", "show", "dhcp@isc-south-a"]);
    assert_eq!(run.code, Some(0), "{}", run.all());
    assert!(run.stdout.contains("isc-south-b") && !run.stdout.contains("north"), "{}", run.stdout);
}

#[test]
fn a_server_that_cannot_be_read_is_unknown_and_never_missing() {
    let folder = fleet(true);
    std::fs::remove_file(folder.path().join("isc-north-b/etc/dhcp/dhcpd.conf")).unwrap();
    let drift = dhcpair(folder.path(), ["drift"]);
    assert_eq!(drift.code, Some(6), "{}", drift.all());
    assert!(drift.stdout.contains("isc-north-b was not read"), "{}", drift.stdout);
    let status = dhcpair(folder.path(), ["status"]);
    assert_eq!(status.code, Some(0), "{}", status.all());
    assert!(status.stdout.contains("?? "), "{}", status.stdout);
    for word in ["missing", "one-sided", "has none"] {
        assert!(!status.stdout.contains(word), "{}", status.stdout);
    }
    let document = dhcpair(folder.path(), ["status", "-o", "json"]).json();
    let row = document["relationships"].as_array().unwrap().iter().find(|row| {
        row["secondary"]["server"] == "isc-north-b" || row["primary"]["server"] == "isc-north-b"
    });
    assert_eq!(row.unwrap()["health"], "unknown");
    // The other relationships are compared all the same, and do not wait for this one.
    let other = dhcpair(folder.path(), ["drift", "--relationship", "dhcp@isc-south-a"]);
    assert_eq!(other.code, Some(0), "{}", other.all());
}

#[test]
fn a_server_that_would_not_start_is_broken_with_its_line() {
    let folder = fleet(true);
    let path = folder.path().join("isc-north-b/etc/dhcp/dhcpd.conf");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("authoritative;", "authoritative;\nsubnet here;")).unwrap();
    let status = dhcpair(folder.path(), ["status"]);
    assert!(status.stdout.contains("XX "), "{}", status.stdout);
    assert!(status.stdout.contains("/etc/dhcp/dhcpd.conf:2"), "{}", status.stdout);
    assert_eq!(dhcpair(folder.path(), ["drift"]).code, Some(6));
}

/// Of a server that was not seen "no drift" is never said, listed or not.
#[test]
fn a_partner_outside_the_inventory_makes_drift_incomplete() {
    let text = isc("primary", "192.0.2.1", "192.0.2.2", "10.1.0");
    let inventory = "[servers.a]\nvendor = \"isc\"\naddresses = [\"192.0.2.1\"]\n\
                     access = { type = \"files\", root = \"a\" }\nconfig = \"/etc/dhcpd.conf\"\n";
    let files: [(&str, &[u8]); 2] =
        [("a/etc/dhcpd.conf", text.as_bytes()), ("dhcpair.toml", inventory.as_bytes())];
    let folder = folder(&files);
    let run = dhcpair(folder.path(), ["drift"]);
    assert_eq!(run.code, Some(6), "{}", run.all());
    assert!(run.stdout.contains("incomplete") && run.stdout.contains("192.0.2.2"), "{}", run.all());
    let status = dhcpair(folder.path(), ["status", "-o", "json"]).json();
    assert!(status["relationships"][0]["drift"].is_null(), "{status}");
}

/// Defaults differ from version to version: one that is known in part is no reason to take those of the oldest.
#[test]
fn a_version_that_says_too_little_makes_no_difference() {
    let folder = fleet(true);
    let inventory = std::fs::read_to_string(folder.path().join("dhcpair.toml")).unwrap();
    let drift = |one: &str, other: &str| {
        let with = |text: String, server: &str, version: &str| {
            let of = format!("[servers.{server}]\n");
            text.replace(&of, &format!("{of}version = \"{version}\"\n"))
        };
        let text = with(inventory.clone(), "kea-north-a", one);
        let text = with(text, "kea-north-b", other);
        std::fs::write(folder.path().join("versions.toml"), text).unwrap();
        let run = dhcpair(folder.path(), ["drift", "--config", "versions.toml"]);
        assert!(matches!(run.code, Some(0 | 3)), "{}", run.all());
        run.stdout
    };
    let none = "no drift";
    for (one, other) in
        [("2", "2.6.3"), ("2.6.3", "2"), ("2.x", "2.2.0"), ("2", "2"), ("3", "3.0.4")]
    {
        let told = drift(one, other);
        assert!(told.contains(none), "{one} and {other}: {told}");
    }
    for (one, other) in [("2.2.0", "2.6.3"), ("2", "3.0.4")] {
        let told = drift(one, other);
        assert!(!told.contains(none), "{one} and {other}: {told}");
    }
}

/// What lists call a relationship or a scope is what every other command knows it by.
#[test]
fn what_is_shown_is_what_commands_take() {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut inventory = String::new();
    // Both families of one pair of Keas have the same name; two pairs of dhcpds share theirs.
    for (at, name) in ["a", "b"].into_iter().enumerate() {
        let v4 = kea(["server1", "server2"][at], "192.0.2.1", "192.0.2.2", "10.1.0");
        let v6 = v4.replace("Dhcp4", "Dhcp6").replace("subnet4", "subnet6");
        let v6 = v6.replace("10.1.0.0/24", "2001:db8:1::/64");
        let v6 = v6.replace("10.1.0.10 - 10.1.0.99", "2001:db8:1::10 - 2001:db8:1::99");
        files.extend([(format!("{name}/4.conf"), v4), (format!("{name}/6.conf"), v6)]);
        inventory.push_str(&format!(
            "[servers.{name}]\nvendor = \"kea\"\naddresses = [\"192.0.2.{}\"]\n\
             access = {{ type = \"files\", root = \"{name}\" }}\n\
             config = \"/4.conf\"\nconfig6 = \"/6.conf\"\n",
            at + 1
        ));
    }
    for (name, role, own, partner, net) in [
        ("c", "primary", 11, 12, "10.2.0"),
        ("d", "secondary", 12, 11, "10.2.0"),
        ("it's e", "primary", 21, 22, "10.3.0"),
    ] {
        let text = isc(role, &format!("192.0.2.{own}"), &format!("192.0.2.{partner}"), net);
        files.push((format!("{name}/dhcpd.conf"), text));
        inventory.push_str(&format!(
            "[servers.\"{name}\"]\nvendor = \"isc\"\naddresses = [\"192.0.2.{own}\"]\n\
             access = {{ type = \"files\", root = \"{name}\" }}\nconfig = \"/dhcpd.conf\"\n"
        ));
    }
    files.push(("dhcpair.toml".to_owned(), inventory));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let run = |words: &[&str]| dhcpair(folder.path(), words);
    let list = |command: &str, key: &str| -> Vec<String> {
        let document = run(&[command, "-o", "json"]).json();
        let rows = document[command].as_array().unwrap().clone();
        rows.iter().map(|row| row[key].as_str().unwrap().to_owned()).collect()
    };
    let ids = list("relationships", "relationship");
    assert_eq!(ids, ["a+b@a", "a+b@a.v6", "dhcp@c", "dhcp@it's e"]);
    for command in ["status", "relationships"] {
        let shown = run(&[command]).stdout;
        assert!(ids.iter().all(|id| shown.contains(&format!("{id} "))), "{shown}");
    }
    for id in &ids {
        let calls: [&[&str]; 5] = [
            &["relationship", "show", id],
            &["explain", id],
            &["drift", "--relationship", id],
            &["scopes", "--relationship", id],
            &["leases", "audit", id, "--wait", "0s"],
        ];
        for call in calls {
            let told = run(call);
            assert!(matches!(told.code, Some(0 | 3 | 6)), "{call:?}: {}", told.all());
            assert!(!told.stderr.contains("error["), "{call:?}: {}", told.all());
        }
        let scopes = run(&["scopes", "--relationship", id, "-o", "json"]).json();
        assert_eq!(scopes["scopes"].as_array().unwrap().len(), 1, "{id}: {scopes}");
    }
    for scope in list("scopes", "scope") {
        let told = run(&["scope", "show", &scope]);
        assert_eq!(told.code, Some(0), "{}", told.all());
        assert!(told.stdout.contains(&scope), "{}", told.all());
    }
    for server in list("servers", "server") {
        assert_eq!(run(&["server", "show", &server]).code, Some(0));
        let told = run(&["relationships", "--server", &server, "-o", "json"]).json();
        assert!(!told["relationships"].as_array().unwrap().is_empty(), "{server}: {told}");
    }
}
