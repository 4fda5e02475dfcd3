//! `init HOST`: real servers are found where they run, here and behind a real OpenSSH, and the inventory that is
//! written for them works as it stands.

mod support;

use std::path::Path;

use dhcpair_testbed::lab::{Dhcpd, Host, Kea, Lab};
use dhcpair_testbed::{Family, OpenSsh};
use support::{Run, dhcpair, folder};

/// A secret of which nothing may be written anywhere.
const SECRET: &str = "bm90IHRvIGJlIHNlZW4gYW55d2hlcmU=";

fn dhcpd(role: &str, own: &Host, partner: &Host, include: &Path) -> String {
    let primary = if role == "primary" { "mclt 600; split 128;" } else { "" };
    format!(
        "include \"{}\";\nomapi-port 7911;\nomapi-key dhcpair;\n\
         failover peer \"campus\" {{ {role}; address {}; port 647; peer address {}; peer port 647;\n\
           max-response-delay 30; max-unacked-updates 10; load balance max seconds 3; {primary} }}\n\
         subnet 10.77.0.0 netmask 255.255.255.0 {{\n\
           pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }} }}\n",
        include.display(),
        own.address(),
        partner.address(),
    )
}

fn kea(folder: &Path) -> String {
    format!(
        r#"{{ "Dhcp4": {{ "interfaces-config": {{ "interfaces": [] }},
             "control-socket": {{ "socket-type": "unix", "socket-name": "{0}/kea.sock" }},
             "lease-database": {{ "type": "memfile", "name": "{0}/leases.csv" }},
             "subnet4": [ {{ "id": 1, "subnet": "10.30.0.0/24", "pools": [ {{ "pool": "10.30.0.10-10.30.0.99" }} ] }} ]
           }} }}"#,
        folder.display()
    )
}

struct Site {
    dhcpds: [Dhcpd; 2],
    kea: Kea,
    key: tempfile::NamedTempFile,
    _hosts: [Host; 2],
    _lab: Lab,
}

impl Site {
    fn start() -> Option<Self> {
        let lab = Lab::new(&["dhcpd", "kea-dhcp4"]).unwrap()?;
        let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
        let key = tempfile::NamedTempFile::new().unwrap();
        let text = format!("key dhcpair {{ algorithm hmac-sha256; secret {SECRET}; }}\n");
        std::fs::write(key.path(), text).unwrap();
        let [a, b] = &hosts;
        let dhcpds = [
            Dhcpd::start(a, dhcpd("primary", a, b, key.path())).unwrap(),
            Dhcpd::start(b, dhcpd("secondary", b, a, key.path())).unwrap(),
        ];
        let kea = Kea::start(a, Family::V4, kea).unwrap();
        Some(Self { dhcpds, kea, key, _hosts: hosts, _lab: lab })
    }

    /// The entries of an inventory, each of which has one of our files: other servers of this machine have theirs.
    fn check(&self, run: &Run, far: bool) -> toml::Table {
        let text = &run.stdout;
        println!("{text}");
        assert!(!run.all().contains(SECRET), "{}", run.all());
        let inventory: toml::Table = toml::from_str(text).unwrap();
        let servers = inventory["servers"].as_table().unwrap();
        let of = |file: &Path| {
            let is = |one: &&toml::Value| {
                one.get("config").and_then(toml::Value::as_str) == file.to_str()
            };
            servers.values().find(is).unwrap_or_else(|| panic!("no {}: {text}", file.display()))
        };
        for one in &self.dhcpds {
            let entry = of(&one.conf());
            assert_eq!(entry["vendor"].as_str(), Some("isc"));
            assert_eq!(entry["leases"].as_str(), one.leases().to_str());
            match far {
                // The key is on the other machine.
                true => assert!(entry.get("omapi").is_none()),
                false => {
                    assert_eq!(entry["omapi"]["secret-file"].as_str(), self.key.path().to_str())
                }
            }
        }
        let entry = of(&self.kea.file());
        assert_eq!(entry["vendor"].as_str(), Some("kea"));
        let folder = self.kea.folder();
        assert_eq!(entry["control"]["socket"].as_str(), folder.join("kea.sock").to_str());
        assert_eq!(entry["leases"].as_str(), folder.join("leases.csv").to_str());
        let kind = if far { "ssh" } else { "local" };
        assert_eq!(entry["access"]["type"].as_str(), Some(kind));
        servers.clone()
    }

    /// Whether the inventory as it stands shows our pair in its state.
    fn works(&self, run: &Run) {
        let folder = folder(&[("dhcpair.toml", run.stdout.as_bytes())]);
        let list = dhcpair(folder.path(), ["servers", "-o", "json"]).json();
        let all = list["servers"].as_array().unwrap();
        let read = |file: &Path| {
            let has = |one: &&serde_json::Value| {
                one["files"].as_array().unwrap().iter().any(|known| known.as_str() == file.to_str())
            };
            let row = all.iter().find(has).unwrap_or_else(|| panic!("{list:#}"));
            assert_eq!(row["read"], true, "{row:#}");
            row["server"].as_str().unwrap().to_owned()
        };
        let pair = [read(&self.dhcpds[0].conf()), read(&self.dhcpds[1].conf())];
        read(&self.kea.file());
        let status = dhcpair(folder.path(), ["status", "-o", "json"]).json();
        let rows = status["relationships"].as_array().unwrap();
        let mine = rows.iter().find(|row| {
            row["primary"]["server"] == *pair[0] && row["secondary"]["server"] == *pair[1]
        });
        let mine = mine.unwrap_or_else(|| panic!("{status:#}"));
        assert!(mine["relationship"].as_str().unwrap().starts_with("campus"), "{mine:#}");
    }
}

#[test]
fn servers_are_found_where_they_run() {
    let Some(site) = Site::start() else { return };
    let here = folder(&[]);
    let run = dhcpair(here.path(), ["init", "localhost"]);
    assert_eq!(run.code, Some(0), "{}", run.all());
    site.check(&run, false);
    site.works(&run);

    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    let config = sshd.client_config();
    let config = config.to_str().unwrap();
    let run = dhcpair(here.path(), ["init", "dhcp-host", "--ssh-config", config]);
    assert_eq!(run.code, Some(0), "{}", run.all());
    site.check(&run, true);
    site.works(&run);
    // The same with a client of our own.
    let known = sshd.known_hosts();
    let run = own_client(&sshd, "127.0.0.1", &known);
    assert_eq!(run.code, Some(0), "{}", run.all());
    site.check(&run, true);
    site.works(&run);
}

/// Looks at a host with the client of our own.
fn own_client(sshd: &OpenSsh, address: &str, known: &Path) -> Run {
    let host = format!("{}@{address}:{}", sshd.user(), sshd.port());
    let (key, known) = (sshd.key(), known.to_str().unwrap());
    let key = key.to_str().unwrap();
    let words = ["init", &host, "--identity-file", key, "--known-hosts", known];
    dhcpair(folder(&[]).path(), words)
}

/// What is wrong with a host is said to who waits, and beside the other hosts in the inventory; with the next step, and the
/// call to make again.
#[test]
fn a_host_that_was_not_looked_at_is_said() {
    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    let none = folder(&[("none", b"")]);
    let none = none.path().join("none");
    let (user, port, known) = (sshd.user(), sshd.port(), sshd.known_hosts());
    let by_hand =
        format!("ssh -o UserKnownHostsFile={} -p {port} {user}@127.0.0.1", none.display());
    let cases: [(&str, &Path, [&str; 3]); 2] = [
        ("127.0.0.2", &known, ["refuses the connection", "start `sshd` there", "then:"]),
        ("127.0.0.1", &none, ["ssh-ed25519 SHA256:", "ssh-keygen -lf", &by_hand]),
    ];
    for (address, known, parts) in cases {
        let run = own_client(&sshd, address, known);
        assert_eq!(run.code, Some(6), "{}", run.all());
        assert!(run.stderr.starts_with("error[host-unseen]: no server of"), "{}", run.all());
        let again = format!(
            "dhcpair init --identity-file {} --known-hosts {} {user}@{address}:{port}",
            sshd.key().display(),
            known.display()
        );
        // Lines may be broken anywhere in long paths.
        let flat = |text: &str| text.split_whitespace().collect::<String>();
        for text in [flat(&run.stdout), flat(&run.stderr)] {
            for part in parts.iter().chain(&[again.as_str()]) {
                assert!(text.contains(&flat(part)), "{part}: {}", run.all());
            }
        }
    }
}

#[test]
fn a_file_that_is_there_stays() {
    let there = folder(&[("dhcpair.toml", b"# mine\n"), ("dhcpd.conf", b"authoritative;\n")]);
    let to = |more: &[&str]| {
        let words = ["init", "dhcpd.conf", "--to", "dhcpair.toml"];
        dhcpair(there.path(), words.iter().chain(more))
    };
    let run = to(&[]);
    assert_eq!(run.code, Some(2), "{}", run.all());
    assert!(run.stderr.contains("`dhcpair.toml` is there already"), "{}", run.all());
    let text = || std::fs::read_to_string(there.path().join("dhcpair.toml")).unwrap();
    assert_eq!(text(), "# mine\n");
    let run = to(&["--force"]);
    assert_eq!(run.code, Some(0), "{}", run.all());
    assert!(text().contains("[servers."), "{}", text());
    let mixed = dhcpair(there.path(), ["init", "dhcpd.conf", "dhcp-b"]);
    assert_eq!(mixed.code, Some(2), "{}", mixed.all());
}

/// What `init` writes for the Kea with this file; `bound` by the permissions of files, as everybody but root is.
fn written(host: &Host, bound: bool, file: &Path) -> (toml::Table, String) {
    let here = folder(&[]);
    let program = env!("CARGO_BIN_EXE_dhcpair");
    let run = || {
        let mut command = std::process::Command::new(if bound { "setpriv" } else { program });
        if bound {
            let without = "-dac_override,-dac_read_search";
            command.args(["--inh-caps", without, "--bounding-set", without, program]);
        }
        Ok(command.args(["init", "localhost"]).current_dir(here.path()).output().unwrap())
    };
    let output = host.inside("run dhcpair", run).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let inventory: toml::Table = toml::from_str(&text).unwrap();
    let servers = inventory["servers"].as_table().unwrap();
    let mut mine = servers
        .values()
        .filter(|one| one.get("config").and_then(toml::Value::as_str) == file.to_str());
    let entry = mine.next().unwrap_or_else(|| panic!("no {}: {text}", file.display()));
    (entry.as_table().unwrap().clone(), text)
}

#[test]
fn a_kea_with_a_closed_socket_is_asked_through_its_control_agent() {
    let Some(lab) = Lab::new(&["kea-dhcp4", "kea-ctrl-agent", "setpriv"]).unwrap() else { return };
    let host = lab.host("kea-1").unwrap();
    let server = Kea::start(&host, Family::V4, kea).unwrap();
    let socket = server.folder().join("kea.sock");
    let agent = |more: &str| {
        let (address, socket) = (host.address(), socket.display());
        format!(
            r#"{{ "Control-agent": {{ "http-host": "{address}", "http-port": 8000, {more}
                 "control-sockets": {{ "dhcp4": {{ "socket-type": "unix", "socket-name": "{socket}" }} }} }} }}"#
        )
    };
    let mut running = server.start_agent(&host, &agent("")).unwrap();
    let url = format!("http://{}:8000/", host.address());
    let (entry, text) = written(&host, false, &server.file());
    assert_eq!(entry["control"]["socket"].as_str(), socket.to_str(), "{text}");
    assert!(text.contains(&format!("may not use the socket: {url}")), "{text}");
    // The account may read the files, and not use the socket.
    dhcpair_testbed::set_mode(&socket, 0o000).unwrap();
    let (entry, text) = written(&host, true, &server.file());
    assert_eq!(entry["control"]["url"].as_str(), Some(url.as_str()), "{text}");
    assert!(entry["control"].get("socket").is_none(), "{text}");
    // It can be used as it stands.
    let files = folder(&[("dhcpair.toml", text.as_bytes())]);
    let list = host
        .inside("run dhcpair", || Ok(dhcpair(files.path(), ["servers", "-o", "json"]).json()))
        .unwrap();
    let all = list["servers"].as_array().unwrap();
    let has = |row: &&serde_json::Value| {
        row["files"].to_string().contains(&*server.file().to_string_lossy())
    };
    let row = all.iter().find(has).unwrap_or_else(|| panic!("{list:#}"));
    assert!(row["version"].is_string() && row["unheard"].is_null(), "{row:#}");

    // One that wants a password is named, with the user and without what is secret.
    running.stop().unwrap();
    let clients = r#""authentication": { "type": "basic", "realm": "kea", "clients": [
        { "user": "looker", "password": "x9y8z7" } ] },"#;
    let _running = server.start_agent(&host, &agent(clients)).unwrap();
    let (entry, text) = written(&host, true, &server.file());
    assert!(entry.get("control").is_none(), "{text}");
    let line = format!(
        "#control = {{ url = \"{url}\", user = \"looker\", password-file = \"kea.password\" }}"
    );
    assert!(text.contains(&line) && !text.contains("x9y8z7"), "{text}");
    // It stays an inventory where that is made a statement.
    assert!(toml::from_str::<toml::Table>(&text.replace(&line, &line[1..])).is_ok(), "{text}");

    // For whom one speaks whose file is closed is not known.
    dhcpair_testbed::set_mode(server.folder().join("agent.json"), 0o000).unwrap();
    let (_, text) = written(&host, true, &server.file());
    let words = text.replace('#', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("passes commands on to it is not known, since `"), "{text}");
}
