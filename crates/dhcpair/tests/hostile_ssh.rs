//! A server whose files are read over SSH and that cannot be reached, or does not let in: every command says what is wrong
//! within the limit and shows the other server of the pair as usual.

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use dhcpair_testbed::{DeadEnd, OpenSsh};
use serde_json::Value;
use support::dhcpds::{Pair, over_ssh};
use support::hostile::documented;
use support::{dhcpair, folder};

/// How long the program may wait for a server.
const LIMIT: Duration = Duration::from_secs(2);

/// What starting a debug build on a busy machine may take beside that, and asking the other server.
const SLACK: Duration = Duration::from_secs(6);

/// The way to the second server.
struct Way<'w> {
    port: u16,
    key: &'w Path,
    known_hosts: &'w Path,
}

/// One half of a pair of files.
fn half(role: &str, own: u8, partner: u8) -> String {
    let primary = if role == "primary" { "mclt 3600; split 128;" } else { "" };
    format!(
        "failover peer \"campus\" {{ {role}; address 192.0.2.{own}; port 647; peer address 192.0.2.{partner};
           peer port 647; max-response-delay 60; max-unacked-updates 10; load balance max seconds 3; {primary} }}
         subnet 10.1.0.0 netmask 255.255.255.0 {{ pool {{ failover peer \"campus\"; range 10.1.0.100 10.1.0.199; }} }}"
    )
}

/// Asks all commands that look at running servers.
fn says(ssh: &OpenSsh, way: &Way<'_>, what: &str, help: &str) {
    let [a, b] = [half("primary", 1, 2), half("secondary", 2, 1)];
    let files = folder(&[("a.conf", a.as_bytes()), ("b.conf", b.as_bytes()), ("leases", b"")]);
    let at = |name: &str| files.path().join(name).display().to_string();
    let (key, known) = (way.key.display(), way.known_hosts.display());
    let inventory = format!(
        "[servers.dhcp-a]\nvendor = \"isc\"\nconfig = \"{}\"\nleases = \"{}\"\n\
         [servers.dhcp-b]\nvendor = \"isc\"\naddresses = [\"192.0.2.2\"]\nconfig = \"{}\"\nleases = \"{}\"\n\
         access = {{ type = \"ssh\", host = \"127.0.0.1\", port = {}, user = \"{}\", identity-file = \"{key}\", \
         known-hosts = \"{known}\" }}\n",
        at("a.conf"),
        at("leases"),
        at("b.conf"),
        at("leases"),
        way.port,
        ssh.user(),
    );
    std::fs::write(files.path().join("dhcpair.toml"), inventory).unwrap();
    let run = |words: &[&str]| {
        let limit = format!("{}s", LIMIT.as_secs());
        let fixed = ["-o", "json", "--timeout", &limit];
        let run = dhcpair(files.path(), words.iter().chain(&fixed));
        assert!(run.took < LIMIT + SLACK, "{words:?}: {:?}: {}", run.took, run.all());
        run
    };
    let status = run(&["status"]);
    let row = &status.json()["relationships"][0];
    assert_eq!(row["primary"]["server"], "dhcp-a", "{}", status.all());
    // Nobody says whether it runs where another test of this machine has a dhcpd.
    let source = row["primary"]["source"].as_str().unwrap();
    assert!(["no state", "not running"].contains(&source), "its file was read: {}", status.all());
    let reason = row["secondary"]["reason"].as_str().unwrap_or_default();
    assert!(reason.contains(what), "{what}: {}", status.all());

    let told = run(&["explain", "campus"]);
    assert!(told.stdout.contains(what), "{what}: {}", told.all());

    let audit = run(&["leases", "audit", "campus", "--wait", "0s"]);
    assert_eq!(audit.code, Some(6), "{}", audit.all());
    assert_eq!(audit.json()["unread"][0]["server"], "dhcp-b", "{}", audit.all());

    let doctor = run(&["doctor"]);
    let servers = doctor.json()["servers"].clone();
    let checks = |at: usize| servers[at]["checks"].as_array().unwrap().clone();
    let read = checks(0).into_iter().find(|check| check["check"] == "read").unwrap();
    assert_eq!(read["verdict"], "ok", "{}", doctor.all());
    let reach = checks(1).into_iter().find(|check| check["check"] == "reach").unwrap();
    assert_eq!(reach["verdict"], "failed", "{}", doctor.all());
    let code = reach["code"].as_str().unwrap();
    assert!(documented(code) && code.starts_with("host-"), "{code}");
    assert!(reach["found"].as_str().unwrap().contains(what), "{what}: {reach}");
    assert!(reach["fix"].as_str().unwrap().contains(help), "{help}: {reach}");
}

#[test]
fn whoever_is_not_let_in_is_told_why() {
    let Some(ssh) = OpenSsh::start().unwrap() else { return };
    let stranger = ssh.stranger("stranger", "ed25519").unwrap();
    let way = Way { port: ssh.port(), key: &stranger, known_hosts: &ssh.known_hosts() };
    says(&ssh, &way, "refuses the user", "authorized_keys");
    let missing = ssh.file("no-key");
    says(&ssh, &Way { key: &missing, ..way }, "cannot be used", "`identity-file`");
}

#[test]
fn another_host_key_is_never_taken() {
    let Some(mut ssh) = OpenSsh::start().unwrap() else { return };
    let (key, known, empty) = (ssh.key(), ssh.known_hosts(), ssh.file("empty"));
    std::fs::write(&empty, "").unwrap();
    let way = Way { port: ssh.port(), key: &key, known_hosts: &empty };
    says(&ssh, &way, "is not known", "compare the fingerprint");
    ssh.change_host_keys().unwrap();
    let way = Way { port: ssh.port(), key: &key, known_hosts: &known };
    says(&ssh, &way, "another host key", "`ssh-keygen -R HOST`");
}

/// A dhcpd whose machine does not let in says its state itself, where OMAPI is open from here.
#[test]
fn a_dhcpd_whose_machine_is_not_reached_is_asked_itself() {
    let rest = "omapi-port 7911; subnet 10.77.0.0 netmask 255.255.255.0 {
        pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; } }\n";
    let Some(mut pair) = Pair::start(600, |_| rest.to_owned()) else { return };
    let ssh = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap();
    let Some(mut ssh) = ssh else { return };
    let right = over_ssh(&ssh);
    let stranger = ssh.stranger("stranger", "ed25519").unwrap().display().to_string();
    let wrong = right.replace(&ssh.key().display().to_string(), &stranger);
    pair.says_itself(&wrong, "refuses the user", "dhcpair doctor dhcp-b");
    let changed = pair.hosts[0].inside("change the host keys", || ssh.change_host_keys());
    changed.unwrap();
    pair.says_itself(&right, "another host key", "dhcpair doctor dhcp-b");
    let copy = "access = { type = \"files\", root = \"/nowhere\" }";
    pair.says_itself(copy, "/nowhere", "dhcpair server show dhcp-b");

    pair.dhcpds[0].daemon().kill().unwrap();
    let inventory = pair.inventory(|at| pair.way(at, &right));
    let status =
        || pair.run(&inventory, &["status", "-o", "json"]).json()["relationships"][0].take();
    let is_lost = |row: &Value| row["secondary"]["state"] == "communications-interrupted";
    pair.wait_for("noticed by the partner", |_| is_lost(&status()));
    let row = status();
    assert_eq!(
        (&row["primary"]["source"], &row["health"]),
        (&"not running".into(), &"broken".into())
    );

    // Nobody is left to say anything.
    pair.dhcpds[1].daemon().kill().unwrap();
    let inventory = pair.inventory(|at| pair.way(at, &right));
    let row = pair.run(&inventory, &["status", "-o", "json"]).json()["relationships"][0].take();
    assert_eq!(
        (&row["secondary"]["source"], &row["secondary"]["state"]),
        (&"not read".into(), &Value::Null)
    );
}

impl Pair {
    /// Both over OMAPI, and the files of the second one by this way.
    fn way(&self, at: usize, access: &str) -> String {
        let access = if at == 1 { access } else { "" };
        format!("{}\n{access}", self.omapi(at))
    }

    /// What is said of the second server, whose files cannot be read, and of its machine.
    fn says_itself(&self, access: &str, what: &str, next: &str) {
        let inventory = self.inventory(|at| self.way(at, access));
        let status = self.run(&inventory, &["status", "-o", "json"]);
        let row = &status.json()["relationships"][0];
        for side in ["primary", "secondary"] {
            assert_eq!(row[side]["state"], "normal", "{}", status.all());
            assert_eq!(row[side]["source"], "omapi", "{}", status.all());
            assert!(row[side]["since"].is_string(), "{}", status.all());
        }
        let note = row["secondary"]["reason"].as_str().unwrap_or_default();
        assert!(note.starts_with("its files were not read: ") && note.contains(what), "{note}");
        assert_eq!((&row["health"], &row["next"]), (&"unknown".into(), &next.into()));
        assert!(row["detail"].as_str().unwrap().contains(what), "{}", status.all());

        let told = self.run(&inventory, &["explain", "campus", "-o", "json"]).json();
        let says = told["says"].as_array().unwrap();
        assert!(says[1].as_str().unwrap().starts_with("dhcp-b: normal since"), "{told:#}");
        assert!(says[2].as_str().unwrap().contains(what), "{told:#}");
        let show = self.run(&inventory, &["relationship", "show", "campus", "-o", "json"]).json();
        assert_eq!(show["sides"][1]["partner-state"], "normal", "{show:#}");
        assert!(show["sides"][1]["looked-at"].is_string(), "{show:#}");
        let show = self.run(&inventory, &["relationship", "show", "campus"]);
        assert!(show.stdout.contains("its files were not read"), "{}", show.all());
    }
}

#[test]
fn nobody_is_waited_for_longer_than_the_limit() {
    let Some(ssh) = OpenSsh::start().unwrap() else { return };
    let (key, known) = (ssh.key(), ssh.known_hosts());
    let end = DeadEnd::new().unwrap();
    let refused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let way = |port| Way { port, key: &key, known_hosts: &known };
    // Takes the connection and says nothing; says something else and is gone; begins to speak SSH and is gone.
    let [silent, other, cut] =
        [None, Some("HTTP/1.1 400 Bad Request\r\n\r\n"), Some("SSH-2.0-OpenSSH_9.2\r\n\0\0")]
            .map(listener);
    std::thread::scope(|scope| {
        for (port, what, help) in [
            (end.address().port(), "did not answer within", "no firewall drops SSH"),
            (refused, "refuses the connection", "start `sshd` there"),
            (silent, "did not answer within", "no firewall drops SSH"),
            (other, "no SSH session", "docs/guide/ssh.md"),
            (cut, "no SSH session", "docs/guide/ssh.md"),
        ] {
            let (ssh, way) = (&ssh, way(port));
            scope.spawn(move || says(ssh, &way, what, help));
        }
    });
}

/// A listener that says these words to everybody and is gone, or takes connections and says nothing.
fn listener(words: Option<&'static str>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || match words {
                None => drop(stream.read_to_end(&mut Vec::new())),
                Some(words) => {
                    drop(stream.write_all(words.as_bytes()));
                    drop(stream.read(&mut [0; 256]));
                }
            });
        }
    });
    port
}
