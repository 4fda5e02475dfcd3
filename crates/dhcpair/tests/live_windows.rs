//! The program beside two running Windows servers: the strict fake of `windows-dhcp` in the place of their
//! PowerShells, behind real SSH servers.

mod support;

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use dhcpair_testbed::{OpenSsh, Reply};
use support::every::{self, Subject, calls};
use support::still::nothing_changes;
use support::{Run, dhcpair, folder};
use windows_dhcp::fake::FakePair;
use windows_dhcp::hop::Session;
use windows_dhcp::runner::PowerShellRunner;
use windows_dhcp::{FailoverState, RecordedState};

const SERVERS: [&str; 2] = ["win-1", "win-2"];

/// The campus of the examples on two computers.
struct Campus {
    pair: Arc<Mutex<FakePair>>,
    computers: [OpenSsh; 2],
    inventory: String,
}

impl Campus {
    fn start() -> Option<Self> {
        let states = SERVERS.map(|server| {
            let campus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean");
            let file = Path::new(campus).join(server).join("state.json");
            let text = std::fs::read_to_string(file).unwrap();
            serde_json::from_str::<RecordedState>(&text).unwrap()
        });
        let mut pair = FakePair::of([&states[0], &states[1]]);
        pair.session = Session::SshKey;
        let pair = Arc::new(Mutex::new(pair));
        let computers = [OpenSsh::start().unwrap()?, OpenSsh::start().unwrap()?];
        let mut inventory = "name = \"lab\"\n".to_owned();
        for (name, computer) in SERVERS.iter().zip(&computers) {
            let (pair, on) = (Arc::clone(&pair), format!("{name}.example.net"));
            let key = computer.stand_in("power-shell", move |line, stdin| {
                let mut pair = pair.lock().unwrap();
                pair.on.clone_from(&on);
                let output = pair.run(line, stdin).unwrap();
                Reply { code: 0, stdout: output.stdout, stderr: output.stderr }
            });
            inventory.push_str(&format!(
                "[servers.{name}]\nvendor = \"windows\"\naddresses = [\"{name}.example.net\"]\n\
                 access = {{ type = \"powershell\", host = \"127.0.0.1\", port = {}, user = \"{}\", \
                 identity-file = \"{}\", known-hosts = \"{}\" }}\n",
                computer.port(),
                computer.user(),
                key.unwrap().display(),
                computer.known_hosts().display(),
            ));
        }
        Some(Self { pair, computers, inventory })
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let folder = folder(&[("dhcpair.toml", self.inventory.as_bytes())]);
        dhcpair(folder.path(), arguments)
    }

    fn set(&self, at: usize, state: FailoverState) {
        let all = &mut self.pair.lock().unwrap().servers[at].v4.failover.0;
        all.iter_mut().for_each(|one| one.record.state = state);
    }
}

#[test]
fn a_pair_is_seen_as_it_is_and_stays_so() {
    let Some(mut campus) = Campus::start() else { return };
    let before = campus.pair.lock().unwrap().servers.clone();
    let status = campus.run(&["status", "-o", "json"]);
    let row = &status.json()["relationships"][0];
    for side in ["primary", "secondary"] {
        assert_eq!(row[side]["state"], "Normal", "{}", status.all());
        assert_eq!(row[side]["source"], "cmdlet", "{}", status.all());
    }
    let servers = campus.run(&["servers"]);
    assert_eq!(servers.stdout.matches(" live ").count(), 2, "{}", servers.all());
    let drift = campus.run(&["drift"]);
    assert_eq!(drift.code, Some(0), "{}", drift.all());
    assert_eq!(campus.pair.lock().unwrap().servers, before);

    campus.set(0, FailoverState::PartnerDown);
    let told = campus.run(&["explain", "branch"]);
    assert!(told.stdout.contains("PartnerDown"), "{}", told.all());

    services_stop(&campus);

    // One is gone: the other is shown as usual, within its time.
    campus.computers[1].stop();
    let status = campus.run(&["status"]);
    assert!(status.stdout.contains("win-2 ?"), "{}", status.all());
    assert!(status.stdout.contains("win-1 PARTNER-DOWN"), "{}", status.all());
    assert!(status.took < Duration::from_secs(20), "{:?}", status.took);
    let drift = campus.run(&["drift"]);
    assert_eq!(drift.code, Some(6), "{}", drift.all());
    assert!(drift.all().contains("refuses the connection"), "{}", drift.all());
}

/// The computers answer, and say that their services do not run.
fn services_stop(campus: &Campus) {
    let runs = |runs| campus.pair.lock().unwrap().runs = runs;
    runs([true, false]);
    let status = campus.run(&["status"]);
    assert!(status.stdout.contains("win-2 NOT RUNNING"), "{}", status.all());
    assert!(status.stdout.contains("1 server not running"), "{}", status.all());
    let doctor = campus.run(&["doctor", "win-2"]);
    assert_eq!(doctor.code, Some(3), "{}", doctor.all());
    let text = doctor.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = "`DHCPServer` does not run on `win-2.example.net` fix: start it: `Start-Service DHCPServer`";
    assert!(text.contains(found), "{}", doctor.all());
    // Nobody tells which relationships there are.
    runs([false, false]);
    let status = campus.run(&["status"]);
    for part in
        ["2 servers not running", "XX win-1: `DHCPServer` does not run on", "dhcpair doctor win-1"]
    {
        assert!(status.stdout.contains(part), "{part}: {}", status.all());
    }
    let nagios = campus.run(&["status", "--nagios"]);
    assert_eq!(nagios.code, Some(2), "{}", nagios.all());
    assert!(
        nagios.stdout.contains("CRITICAL - 0 of 0 relationships well: win-1: `DHCPServer`"),
        "{}",
        nagios.all()
    );
    assert_eq!(campus.run(&["status", "--exit-code"]).code, Some(3));
    runs([true, true]);
}

#[test]
fn a_server_that_its_directory_does_not_let_serve_is_found() {
    let Some(campus) = Campus::start() else { return };
    let set = |joined: bool, authorised: bool| {
        let setting = &mut campus.pair.lock().unwrap().servers[1].server.setting.record;
        (setting.is_domain_joined, setting.is_authorized) = (joined, authorised);
    };
    let found = |joined: bool, authorised: bool| {
        set(joined, authorised);
        let shown = campus.run(&["server", "show", "win-2", "-o", "json"]);
        let findings = shown.json()["servers"][0]["findings"].as_array().unwrap().clone();
        let mine = findings.iter().find(|one| one["rule"] == "win-not-authorised");
        mine.map(|one| one["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(found(true, true), None);
    assert_eq!(found(true, false).as_deref(), Some("error"));
    // Nothing lets a server of a workgroup serve, and nothing keeps it from it.
    assert_eq!(found(false, false), None);
}

#[test]
fn no_command_changes_anything() {
    let Some(campus) = Campus::start() else { return };
    let recorded = |server: &str| {
        let campus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean");
        Path::new(campus).join(server).join("state.json")
    };
    let scope = campus.run(&["scopes", "-o", "json"]).json()["scopes"][0]["scope"].clone();
    let scope = scope.as_str().unwrap().to_owned();
    let subject = Subject {
        server: "win-1",
        relationship: "branch",
        scope: &scope,
        address: scope.split('/').next().unwrap(),
        file: &recorded("win-1"),
        partner_file: &recorded("win-2"),
    };
    let files = [("dhcpair.toml", campus.inventory.as_bytes())];
    // This version has no way to the leases of a Windows server, and finds none of them on a machine: that is said.
    let unanswered = |call: &Vec<String>| {
        call[0].starts_with("lease") || call[0] == "init" && call[1] == "localhost"
    };
    let (unanswered, calls): (Vec<_>, Vec<_>) = calls(&subject).into_iter().partition(unanswered);
    let seen = || campus.pair.lock().unwrap().servers.clone();
    nothing_changes(&calls, &files, every::run, seen);
    let before = seen();
    for call in unanswered {
        let call: Vec<&str> = call.iter().map(String::as_str).collect();
        let run = campus.run(&call);
        // Other servers of this machine may be found.
        assert!(run.code == Some(6) || call[0] == "init", "{call:?}: {}", run.all());
        assert_eq!(seen(), before, "{call:?}");
    }
}

#[test]
fn free_addresses_are_those_of_the_servers() {
    let Some(campus) = Campus::start() else { return };
    let servers = campus.pair.lock().unwrap().servers.clone();
    let now = windows_dhcp::Instant(chrono::Utc::now());
    let states = servers.map(|server| server.state(now));
    let show = campus.run(&["relationship", "show", "branch", "-o", "json"]).json();
    let stocks = show["headroom"].as_array().unwrap();
    for (state, survivor) in states.iter().zip(SERVERS) {
        let of = |scope: &Ipv4Addr| {
            let scope = state.v4.scopes.iter().find(|one| one.scope_id.0 == *scope).unwrap();
            scope.statistics.clone().unwrap().record
        };
        let (mut free, mut partner) = (0, 0);
        for stock in stocks.iter().filter(|one| one["survivor"] == survivor) {
            let scopes = stock["scopes"].as_array().unwrap().iter();
            let scopes: Vec<Ipv4Addr> = scopes
                .map(|scope| scope.as_str().unwrap().split('/').next().unwrap().parse().unwrap())
                .collect();
            let here: u32 =
                scopes.iter().map(|id| of(id).addresses_free_on_this_server.unwrap()).sum();
            let there: u32 =
                scopes.iter().map(|id| of(id).addresses_free_on_partner_server.unwrap()).sum();
            let used: u32 = scopes.iter().map(|id| of(id).addresses_in_use).sum();
            assert_eq!(stock["usable"], here, "{stock}");
            assert_eq!(stock["addresses"]["partner"], there, "{stock}");
            assert_eq!(stock["addresses"]["in-use"], used, "{stock}");
            free += here;
            partner += there;
        }
        assert!(free > 0 && partner > 0, "{show}");
    }
    // Two scopes of one superscope are one stock.
    let north = stocks.iter().find(|one| one["network"] == "branch-north").unwrap();
    assert_eq!(north["scopes"].as_array().map(Vec::len), Some(2), "{north}");
    // Windows does not say how fast they are taken.
    let status = campus.run(&["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["verdict"], "unknown", "{alone}");
    assert_eq!(alone["reason"], "Windows does not count the new clients of each scope", "{alone}");
    let show = campus.run(&["relationship", "show", "branch"]);
    assert!(show.stdout.contains("with 10.30.2.0/24 (branch-north)"), "{}", show.all());

    campus.set(0, FailoverState::CommunicationInterrupted);
    let mine = stocks.iter().filter(|one| one["survivor"] == "win-1");
    let sum = |key: &dyn Fn(&serde_json::Value) -> u64| mine.clone().map(key).sum::<u64>();
    let free = sum(&|one| one["usable"].as_u64().unwrap());
    let wait = sum(&|one| one["addresses"]["partner"].as_u64().unwrap());
    let status = campus.run(&["status"]);
    let line = format!(
        "win-1 serves all, from its own addresses: {free} free, {wait} wait for the partner"
    );
    let shown = status.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains(&line), "{line} {}", status.all());
}
