//! The program beside a running pair of dhcpds: what a user would see when all is well, and when a server is
//! gone.

mod support;

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use dhcpair_testbed::lab::{Dhcpd, MessageType, Packet, Station};
use dhcpair_testbed::{DeadEnd, Folders};
use omapi::{Algorithm, Connection, Key, Limits, Secret};
use support::Run;
use support::dhcpds::Pair;
use support::every::{self, Subject, calls};
use support::hostile::{cut_off_after, documented, each};
use support::still::nothing_changes;

/// The secret of the key of both servers, in base 64.
const SECRET: &str = "c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==";

/// Its lead time, in seconds.
const MCLT: u32 = 60;

fn start() -> Option<Pair> {
    let rest = format!(
        "omapi-port 7911;
         key dhcpair {{ algorithm hmac-sha256; secret {SECRET}; }}
         omapi-key dhcpair;
         ping-check off;
         subnet 10.77.0.0 netmask 255.255.255.0 {{
           pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }}
         }}\n"
    );
    Pair::start(MCLT, |_| rest.clone())
}

impl Pair {
    fn with_key(&self, key: &str) -> String {
        self.inventory(|at| format!("omapi = {{ host = \"{}\", {key} }}", self.hosts[at].address()))
    }

    /// The second server as one of the first one's machine, at a port that nobody listens at.
    fn with_dead_here(&self) -> String {
        let [a, b] = [0, 1].map(|at| format!("host = \"{}\"", self.hosts[at].address()));
        self.with_key(KEY).replace(&b, &format!("{a}, port = 7912"))
    }

    /// Runs the program on the first server, with the secret beside it and another one.
    fn call(&self, inventory: &str, arguments: &[&str]) -> Run {
        let secrets: [(&str, &[u8]); 2] =
            [("key", SECRET.as_bytes()), ("other", b"b3RoZXIgc2VjcmV0IG9mIHR3ZW50eQ==")];
        self.run_beside(&secrets, inventory, arguments)
    }

    /// Waits until `explain` names a situation; gives how long that took.
    fn becomes(&self, situation: &str, within: Duration) -> Duration {
        let began = Instant::now();
        loop {
            let told = self.call(&self.with_key(KEY), &["explain", "campus", "-o", "json"]);
            if told.json()["situation"] == situation {
                return began.elapsed();
            }
            assert!(began.elapsed() < within, "not {situation}: {}", told.all());
        }
    }
}

const KEY: &str = r#"key = "dhcpair", algorithm = "hmac-sha256", secret-file = "key""#;

/// dhcpd does not tell what it runs: the times of its file and of its process do.
fn newer_file(pair: &Pair, inventory: &str) {
    let changed = |time: SystemTime| {
        let file = std::fs::File::options().append(true).open(pair.dhcpds[0].conf()).unwrap();
        file.set_modified(time).unwrap();
        pair.call(inventory, &["drift"])
    };
    let told = changed(SystemTime::now() - Duration::from_secs(3600));
    assert_eq!(told.code, Some(0), "{}", told.all());
    assert!(
        told.stdout.contains("compared: the files that were loaded by dhcp-a"),
        "{}",
        told.all()
    );
    let told = changed(SystemTime::now() + Duration::from_secs(7200));
    assert_eq!(told.code, Some(3), "{}", told.all());
    let said = "dhcp-a: its file was compared, not what runs: its file was changed 2h";
    assert!(told.stdout.contains(said), "{}", told.all());
    changed(SystemTime::now() - Duration::from_secs(3600));
}

/// What is from the lease file has with it how old that is, and why OMAPI told nothing.
fn stands_in(pair: &Pair, key: &str, status: &serde_json::Value) {
    let why = "OMAPI: the server does not know a key `dhcpair` of hmac-md5: its `omapi-key` is another one";
    let side = &status["relationships"][0]["primary"];
    let reason = side["reason"].as_str().unwrap();
    assert!(reason.starts_with("from its lease file, written "), "{status}");
    assert!(reason.ends_with(why), "{status}");
    assert!(side["as-of"].is_string(), "{status}");
    let calls: [&[&str]; 3] =
        [&["status"], &["relationship", "show", "campus"], &["explain", "campus"]];
    for call in calls {
        let told = pair.call(&pair.with_key(key), call);
        let text = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["the server does not know a key", "written", " ago", "lease file"] {
            assert!(text.contains(part), "{call:?}: {part}: {}", told.all());
        }
    }
}

#[test]
fn a_pair_is_seen_as_it_is() {
    let Some(mut pair) = start() else { return };
    let inventory = pair.with_key(KEY);
    let status = pair.call(&inventory, &["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    for side in ["primary", "secondary"] {
        assert_eq!(row[side]["state"], "normal", "{status}");
        assert_eq!(row[side]["source"], "omapi", "{status}");
        assert!(row[side]["since"].is_string(), "{status}");
    }
    assert_eq!(row["health"], "well", "{status}");

    // A key that is refused is said, and the lease file stands in.
    let wrong = KEY.replace("hmac-sha256", "hmac-md5");
    let status = pair.call(&pair.with_key(&wrong), &["status", "-o", "json"]).json();
    assert_eq!(status["relationships"][0]["primary"]["source"], "lease file", "{status}");
    assert_eq!(status["relationships"][0]["health"], "at-risk", "{status}");
    stands_in(&pair, &wrong, &status);
    let told = pair.call(&pair.with_key(&wrong), &["status", "--exit-code"]);
    assert_eq!(told.code, Some(3), "{}", told.all());
    assert!(told.stdout.contains("next: dhcpair doctor dhcp-"), "{}", told.all());

    newer_file(&pair, &inventory);

    pair.dhcpds[1].daemon().kill().unwrap();
    pair.becomes("isc-communications-interrupted", Duration::from_secs(20));
    let status = pair.call(&inventory, &["status"]);
    assert!(status.stdout.contains("XX campus"), "{}", status.all());
    assert!(status.stdout.contains("dhcp-a COMM-INT"), "{}", status.all());
    // The processes here are not those of another machine.
    let source = |inventory| {
        let status = pair.call(inventory, &["status", "-o", "json"]).json();
        status["relationships"][0]["secondary"]["source"].clone()
    };
    assert_eq!(source(&inventory), "no state");
    let inventory = pair.with_dead_here();
    assert_eq!(source(&inventory), "not running");
    // What the lease file of a dead server says is history.
    let status = pair.call(&inventory, &["status"]);
    assert!(status.stdout.contains("dhcp-b NOT RUNNING"), "{}", status.all());
    let told = pair.call(&inventory, &["explain", "campus"]);

    assert!(told.stdout.contains("dhcp-a answers every client"), "{}", told.all());
    let text = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "dhcp-b: `dhcpd` does not run on `this computer`; its lease file has normal since",
        "dhcp-b answers nobody: dhcpd does not run",
        "next - dhcpd does not run on dhcp-b: `journalctl",
    ] {
        assert!(text.contains(part), "{part}: {}", told.all());
    }
    unheard(&pair, &inventory);
    pair.dhcpds[0].daemon().kill().unwrap();
    nobody_runs(&pair, &inventory);
}

/// Both are dead, and their machine says so. That one of them cannot be looked at is another matter.
fn nobody_runs(pair: &Pair, inventory: &str) {
    let status = pair.call(inventory, &["status"]);
    assert!(status.stdout.contains("1 BROKEN"), "{}", status.all());
    let said = "dhcpd does not run on dhcp-a, nor on dhcp-b: nobody answers clients";
    assert!(status.stdout.contains(said), "{}", status.all());
    assert!(status.stdout.contains("next: dhcpair explain campus"), "{}", status.all());
    let nagios = pair.call(inventory, &["status", "--nagios"]);
    assert_eq!(nagios.code, Some(2), "{}", nagios.all());
    assert!(nagios.stdout.starts_with("DHCPAIR CRITICAL"), "{}", nagios.all());
    let told = pair.call(inventory, &["explain", "campus"]);
    let text = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = "dhcp-a: `dhcpd` does not run on `this computer`; its lease file has \
                communications-interrupted since";
    let first = "start dhcp-a first, which served last (the lease file of dhcp-a has communications-interrupted since";
    for part in [says, first, ": `systemctl start isc-dhcp-server`"] {
        assert!(text.contains(part), "{part}: {}", told.all());
    }
    let doctor = pair.call(inventory, &["doctor", "dhcp-a", "-o", "json"]).json();
    let (verdict, found, fix) = check(&doctor, 0, "process");
    assert_eq!((&*verdict, &*found), ("failed", "`dhcpd` does not run on `this computer`"));
    assert!(fix.starts_with("start it: `systemctl start"), "{fix}");

    // Of one whose files are a copy nobody knows whether it runs.
    let copy = format!(
        "access = {{ type = \"files\", root = \"/\" }}\nconfig = \"{}\"",
        pair.dhcpds[1].conf().display()
    );
    let own = format!("config = \"{}\"", pair.dhcpds[1].conf().display());
    let half = inventory.replace(&own, &copy);
    assert_ne!(half, inventory);
    let status = pair.call(&half, &["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    assert_eq!(row["health"], "unknown", "{status}");
    assert_eq!(row["detail"], "dhcpd does not run on dhcp-a; dhcp-b was not seen", "{status}");
    assert_eq!(row["primary"]["source"], "not running", "{status}");
    assert_eq!(row["secondary"]["source"], "no state", "{status}");
    assert_eq!(pair.call(&half, &["status", "--nagios"]).code, Some(3));
}

/// Every list says that the second server was asked in vain, and of the first one that it was not.
fn unheard(pair: &Pair, inventory: &str) {
    let servers = pair.call(inventory, &["servers"]);
    assert!(servers.stdout.contains("ok dhcp-a"), "{}", servers.all());
    assert!(servers.stdout.contains("XX dhcp-b"), "{}", servers.all());
    assert!(servers.stdout.contains("     next: dhcpair doctor dhcp-b"), "{}", servers.all());
    let calls: [&[&str]; 4] = [
        &["servers"],
        &["server", "show", "dhcp-b"],
        &["drift"],
        &["leases", "audit", "campus", "--wait", "0s"],
    ];
    for call in calls {
        let told = pair.call(inventory, call);
        let text = told.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(text.matches("asked in vain").count(), 1, "{call:?}: {}", told.all());
        assert!(
            text.contains("`dhcpd` does not run on `this computer`"),
            "{call:?}: {}",
            told.all()
        );
    }
    let audit = pair.call(inventory, &["leases", "audit", "campus", "--wait", "0s"]);
    let text = audit.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("last normal since"), "{}", audit.all());
    // Both files say the same; what a server would do that does not run, nobody has seen.
    let told = pair.call(inventory, &["drift", "-o", "json"]);
    let document = told.json();
    assert_eq!(told.code, Some(6), "{}", told.all());
    assert_eq!(
        (&document["complete"], &document["drift"]),
        (&false.into(), &serde_json::json!([]))
    );
    let [one, two] = [0, 1].map(|at| &document["compared"][at]);
    assert!(one["unseen"].is_null() && two["unseen"] == "running", "{document}");
    let shown = pair.call(inventory, &["drift"]);
    assert!(shown.stdout.contains("no drift in what was read"), "{}", shown.all());
    let servers = pair.call(inventory, &["servers", "-o", "json"]).json();
    assert!(servers["servers"][0]["unheard"].is_null(), "{servers}");
    assert!(servers["servers"][1]["unheard"].is_string(), "{servers}");
    let used = [0, 1].map(|at| servers["servers"][at]["seen"].clone());
    assert_eq!(used, ["both", "file"], "{servers}");
    let list = pair.call(inventory, &["servers"]);
    let rows =
        ["ok dhcp-a  isc     local   file, live  ", "XX dhcp-b  isc     local   file        "];
    rows.iter().for_each(|row| assert!(list.stdout.contains(row), "{row}: {}", list.all()));
}

/// How a check of a server came out, and what is said of it.
fn check(document: &serde_json::Value, server: usize, name: &str) -> (String, String, String) {
    let text = |key: &str| text_of(document, server, name, key);
    (text("verdict"), text("found"), text("fix"))
}

/// A text of a check of a server; empty where it has none.
fn text_of(document: &serde_json::Value, server: usize, name: &str, key: &str) -> String {
    let checks = document["servers"][server]["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["check"] == name).unwrap();
    found[key].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_doctor_says_what_works_and_what_to_grant() {
    let Some(mut pair) = start() else { return };
    let inventory = pair.with_key(KEY);
    let before = pair.dhcpds.each_ref().map(|dhcpd| std::fs::read(dhcpd.conf()).unwrap());
    let marks = pair.dhcpds.each_mut().map(|dhcpd| dhcpd.daemon().mark());
    dhcpair_testbed::set_mode(pair.dhcpds[0].conf(), 0o644).unwrap();
    dhcpair_testbed::set_mode(pair.dhcpds[0].conf().parent().unwrap(), 0o755).unwrap();
    let told = pair.call(&inventory, &["doctor", "-o", "json"]);
    let document = told.json();
    for server in [0, 1] {
        for name in ["read", "lease-file", "checker", "login", "process", "loaded", "clock"] {
            assert_eq!(check(&document, server, name).0, "ok", "{name}: {document:#}");
        }
        assert_eq!(check(&document, server, "partner-clock").0, "ok", "{document:#}");
        assert_eq!(check(&document, server, "restart").0, "not-applicable", "{document:#}");
    }
    assert_eq!(check(&document, 0, "peer-port").0, "ok", "{document:#}");
    // The looks left the pair as it was: no word of an interruption.
    for (dhcpd, mark) in pair.dhcpds.iter_mut().zip(marks) {
        let since = dhcpd.daemon().log_since(mark);
        assert!(!since.contains("interrupted") && !since.contains("peer campus:"), "{since}");
    }

    // A key that everybody can read, and a wrong one.
    let (verdict, found, fix) = check(&document, 0, "secrets");
    assert_eq!(verdict, "failed", "{found}");
    assert!(fix.contains("chmod o-rwx"), "{fix}");
    assert_eq!(check(&document, 1, "secrets").0, "ok", "{document:#}");
    assert_eq!(told.code, Some(3), "{}", told.all());
    let wrong = pair.with_key(&KEY.replace("hmac-sha256", "hmac-md5"));
    let document = pair.call(&wrong, &["doctor", "dhcp-a", "-o", "json"]).json();
    assert_eq!(document["servers"].as_array().unwrap().len(), 1);
    let (verdict, found, fix) = check(&document, 0, "login");
    assert_eq!(verdict, "failed", "{found}");
    assert!(found.contains("does not know a key `dhcpair`"), "{found}");
    assert!(fix.contains("`omapi-key` names in dhcpd.conf"), "{fix}");

    // A file that was changed is said; a server that is gone, too, with its port.
    let text = std::fs::read_to_string(pair.dhcpds[0].conf()).unwrap();
    std::fs::write(pair.dhcpds[0].conf(), text + "\n# changed\n").unwrap();
    pair.dhcpds[1].daemon().kill().unwrap();
    let told = pair.call(&inventory, &["doctor"]);
    let document = pair.call(&inventory, &["doctor", "-o", "json", "--timeout", "3s"]).json();
    assert_eq!(check(&document, 0, "loaded").0, "warning", "{document:#}");
    assert_eq!(check(&document, 0, "peer-port").0, "failed", "{document:#}");
    assert!(check(&document, 1, "login").1.contains("refused the connection"), "{document:#}");
    assert!(told.stdout.lines().all(|line| line.chars().count() <= 80), "{}", told.all());
    assert!(told.stdout.contains("XX login"), "{}", told.all());
    assert!(told.took < Duration::from_secs(12), "{:?}", told.took);
    let after = std::fs::read(pair.dhcpds[1].conf()).unwrap();
    assert!(before[1] == after, "a file was changed");
}

impl Pair {
    /// A lease of one client from each server.
    fn give_leases(&self) {
        let client = self.lab.host("client").unwrap();
        let mut station = Station::client(&client).unwrap();
        for (server, number) in self.hosts.iter().zip(1..) {
            let server = server.address();
            let packet = |kind| {
                let mut packet = Packet::new(kind, [2, 0, 0, 0, 0, number]);
                // Who waits as long is answered by the other one, too (`load balance max seconds`).
                packet.seconds = 20;
                packet
            };
            let offer = station.ask(server, &packet(MessageType::Discover)).unwrap().packet;
            let request = packet(MessageType::Request).with(50, offer.yours.octets());
            let ack = station.ask(server, &request.with(54, server.octets())).unwrap().packet;
            assert_eq!(ack.message_type(), Some(MessageType::Ack));
        }
    }

    /// All that a server says of its relationship.
    fn states(&self) -> Vec<omapi::FailoverState> {
        let secret = Secret::from_base64(SECRET).unwrap();
        let key = Key::new("dhcpair", Algorithm::HmacSha256, secret);
        let asked = self.hosts.iter().map(|host| {
            let address = (host.address(), 7911).into();
            let asked = async {
                let mut server =
                    Connection::connect(address, Some(key.clone()), Limits::default()).await?;
                server.failover_state("campus").await
            };
            let ask = || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                Ok(runtime.block_on(asked).unwrap())
            };
            self.hosts[0].inside("ask dhcpd", ask).unwrap()
        });
        asked.collect()
    }
}

#[test]
fn no_command_changes_anything() {
    let Some(mut pair) = start() else { return };
    pair.give_leases();
    let inventory = pair.with_key(KEY);
    let files = [("dhcpair.toml", inventory.as_bytes()), ("key", SECRET.as_bytes())];
    let marks = pair.dhcpds.each_mut().map(|dhcpd| dhcpd.daemon().mark());
    let confs = pair.dhcpds.each_ref().map(Dhcpd::conf);
    let subject = Subject {
        server: "dhcp-a",
        relationship: "campus",
        scope: "10.77.0.0/24",
        address: "10.77.0.100",
        file: &confs[0],
        partner_file: &confs[1],
    };
    let run = |folder: &Path, call: &[String]| {
        pair.hosts[0].inside("run dhcpair", || Ok(every::run(folder, call))).unwrap()
    };
    let folders = confs.each_ref().map(|conf| conf.parent().unwrap());
    let seen = || (pair.states(), Folders::of(folders).unwrap());
    assert!(seen().1.count() >= 2 * 3, "a folder, a configuration and leases of each");
    nothing_changes(&calls(&subject), &files, run, seen);
    // Nobody was talked to on the port of the partners, and no state came and went.
    for (dhcpd, mark) in pair.dhcpds.iter_mut().zip(marks) {
        let since = dhcpd.daemon().log_since(mark);
        assert!(!since.contains("peer campus"), "{since}");
        assert!(dhcpd.daemon().ended().unwrap().is_none(), "{since}");
    }
}

/// How long the program may wait for a server, and what a debug build on a busy machine may take beside that.
const LIMIT: Duration = Duration::from_secs(4);
const SLACK: Duration = Duration::from_secs(6);

impl Pair {
    /// Asks all commands that look at running servers, where the second one is asked this way and has no lease file: what they say
    /// of it, and that they show the first one as usual.
    fn says(&self, omapi: &str, what: &str, help: &str) {
        let line = format!("omapi = {{ host = \"{}\", {KEY} }}", self.hosts[1].address());
        let whole = self.with_key(KEY);
        assert!(whole.contains(&line), "{whole}");
        let with_leases = whole.replace(&line, omapi);
        let second = format!("leases = \"{}\"\n", self.dhcpds[1].leases().display());
        let inventory = with_leases.replace(&second, "");
        let run = |inventory: &str, words: &[&str]| {
            let limit = format!("{}s", LIMIT.as_secs());
            let run = self.call(inventory, &[words, &["-o", "json", "--timeout", &limit]].concat());
            assert!(run.took < LIMIT + SLACK, "{words:?}: {:?}: {}", run.took, run.all());
            run
        };
        let status = run(&inventory, &["status"]);
        let row = &status.json()["relationships"][0];
        assert_eq!(row["primary"]["state"], "normal", "{}", status.all());
        assert_eq!(row["primary"]["source"], "omapi", "{}", status.all());
        assert_eq!(row["secondary"]["source"], "no state", "{}", status.all());
        let reason = row["secondary"]["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(what), "{what}: {}", status.all());
        assert_eq!(row["health"], "unknown", "{}", status.all());
        assert!(row["detail"].as_str().unwrap().contains(what), "{what}: {}", status.all());
        assert_eq!(row["drift"], 0, "both files were read: {}", status.all());

        let told = run(&inventory, &["explain", "campus"]);
        assert!(told.stdout.contains(what), "{what}: {}", told.all());
        let says = told.json()["says"].to_string();
        assert!(says.contains("dhcp-a: normal"), "{}", told.all());

        let audit = run(&with_leases, &["leases", "audit", "campus", "--wait", "0s"]);
        assert_eq!(audit.json()["complete"], true, "{}", audit.all());

        let doctor = run(&inventory, &["doctor"]).json();
        assert_eq!(check(&doctor, 0, "login").0, "ok", "{doctor:#}");
        let (verdict, found, fix) = check(&doctor, 1, "login");
        assert_eq!(verdict, "failed", "{doctor:#}");
        assert!(found.contains(what) && fix.contains(help), "{what}, {help}: {found}, {fix}");
        let code = text_of(&doctor, 1, "login", "code");
        assert!(documented(&code) && code.starts_with("omapi-"), "{code}");
    }
}

#[test]
fn a_server_that_cannot_be_asked_is_said_beside_one_that_is_well() {
    let Some(pair) = start() else { return };
    let b = pair.hosts[1].address();
    let inside = &pair.hosts[0];
    let end = inside.inside("make a dead end", DeadEnd::new).unwrap();
    let dead =
        format!("omapi = {{ host = \"127.0.0.1\", port = {}, {KEY} }}", end.address().port());
    let server = (b, 7911).into();
    // Of the first answer, and behind the login.
    let cut = [3, 20, 150].map(|bytes| {
        let port = inside.inside("cut", || cut_off_after(bytes, server)).unwrap();
        format!("omapi = {{ host = \"127.0.0.1\", port = {port}, {KEY} }}")
    });
    let of = |host: &str, key: &str| format!("omapi = {{ host = \"{host}\", {key} }}");
    let other = KEY.replace("\"key\"", "\"other\"");
    let b = b.to_string();
    let cases = [
        (dead, "did not take the connection within 2s", "no firewall drops the port"),
        (of("10.77.0.99", KEY), "10.77.0.99:7911", "the host is up"),
        (of("2001:db8::1", KEY), "cannot be reached", "the route to it"),
        (of(&b, &other), "refused the key `dhcpair`", "check the secret"),
        (of(&b, &KEY.replace("256", "512")), "does not know a key", "name and algorithm"),
        (of(&b, "key = \"dhcpair\", secret-file = \"missing\""), "cannot be read", "`secret-file`"),
        (format!("omapi = {{ host = \"{b}\" }}"), "wants a key", "give the key"),
    ];
    let cut = cut.map(|omapi| (omapi, "closed", "look at the log of dhcpd"));
    let cases: Vec<_> = cases.into_iter().chain(cut).collect();
    each(&cases, |omapi, what, help| pair.says(omapi, what, help));
    pair.is_hung();
}

impl Pair {
    /// What a server wrote that takes connections and does not answer is history.
    fn is_hung(&self) {
        let hung = || std::net::TcpListener::bind("127.0.0.1:0");
        let hung = self.hosts[0].inside("listen", hung).unwrap();
        let port = hung.local_addr().unwrap().port();
        let [a, b] = self.hosts.each_ref().map(dhcpair_testbed::lab::Host::address);
        let inventory = self.inventory(|at| match at {
            0 => format!("omapi = {{ host = \"{a}\", {KEY} }}"),
            _ => format!("omapi = {{ host = \"127.0.0.1\", port = {port}, {KEY} }}"),
        });
        // It is taken for the one of this machine, which has such a process.
        let inventory = inventory.replace(&format!("addresses = [\"{b}\"]\n"), "");
        let status = self.call(&inventory, &["status", "-o", "json", "--timeout", "6s"]);
        let side = &status.json()["relationships"][0]["secondary"];
        assert!(side["state"].is_null(), "{}", status.all());
        let reason = side["reason"].as_str().unwrap();
        for part in ["no answer within", "its lease file has normal"] {
            assert!(reason.contains(part), "{part}: {}", status.all());
        }
    }
}
