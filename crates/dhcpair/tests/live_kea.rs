//! The program beside a running pair of Keas: what a user would see when all is well, and when a server is
//! gone.

mod support;

use std::path::Path;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Kea, Lab};
use dhcpair_testbed::{Family, Folders};
use serde_json::Value;
use support::every::{self, Subject, calls};
use support::keas::{Half, Pair, half, half_v6};
use support::still::nothing_changes;
use support::{Run, dhcpair, folder};

fn run(inventory: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    dhcpair(folder.path(), arguments)
}

/// The situation that `explain` names.
fn situation(inventory: &str) -> String {
    let list = run(inventory, &["relationships", "-o", "json"]).json();
    let name = list["relationships"][0]["relationship"].as_str().unwrap_or_default().to_owned();
    let told = run(inventory, &["explain", &name, "-o", "json", "--timeout", "3s"]).json();
    told["situation"].as_str().unwrap().to_owned()
}

#[test]
fn a_pair_is_seen_as_it_is_and_nothing_is_changed() {
    let Some(mut pair) = Pair::start() else { return };
    for files in [false, true] {
        let inventory = pair.inventory(files);
        let status = run(&inventory, &["status", "-o", "json"]).json();
        let row = &status["relationships"][0];
        assert_eq!(row["primary"]["state"], "load-balancing", "{status}");
        assert_eq!(row["secondary"]["state"], "load-balancing", "{status}");
        assert_eq!(row["primary"]["source"], "control channel", "{status}");
        assert_eq!(row["health"], "well", "{status}");
        assert_eq!(status["unread"].as_array().map(Vec::len), Some(0), "{status}");
        assert_eq!(situation(&inventory), "well");
    }
    let told = run(&pair.inventory(true), &["doctor", "kea-1", "-o", "json"]);
    let checks = told.json()["servers"][0]["checks"].clone();
    for name in ["read", "checker", "login", "process", "loaded", "clock"] {
        let check = checks.as_array().unwrap().iter().find(|check| check["check"] == name);
        assert_eq!(check.unwrap()["verdict"], "ok", "{}", told.all());
    }
    scopes_by_hand(&pair);
    let before = pair.keas.each_ref().map(|kea| std::fs::read(kea.file()).unwrap());
    pair.keas[1].daemon().kill().unwrap();
    let inventory = pair.inventory(false);
    let status = run(&inventory, &["status"]);
    // Which of the processes of this machine it would be, only its file tells.
    assert!(status.stdout.contains("kea-2 ? not read"), "{}", status.all());
    assert!(status.took < Duration::from_secs(10), "{:?}", status.took);
    let began = Instant::now();
    while situation(&inventory) != "kea-communication-recovery" {
        assert!(
            began.elapsed() < Duration::from_secs(15),
            "{}",
            run(&inventory, &["status"]).all()
        );
    }
    let told = run(&inventory, &["doctor"]);
    assert_eq!(told.code, Some(6), "{}", told.all());
    assert!(told.stdout.contains("XX login"), "{}", told.all());
    // Beside its file, a server that does not answer still has its configuration.
    let status = run(&pair.inventory(true), &["status", "-o", "json"]).json();
    assert_eq!(status["relationships"][0]["secondary"]["source"], "not running", "{status}");
    assert_eq!(status["relationships"][0]["health"], "at-risk", "{status}");
    pair.keas[0].daemon().kill().unwrap();
    nobody_runs(&pair.inventory(true));
    let after = pair.keas.each_ref().map(|kea| std::fs::read(kea.file()).unwrap());
    assert!(before == after, "a file was changed");
    assert_eq!(pair.hosts.len(), 2);
}

/// Scopes that were set by command: the states say nothing of it.
fn scopes_by_hand(pair: &Pair) {
    let inventory = pair.inventory(true);
    for (scopes, named, health, detail) in [
        (
            "",
            "kea-unserved",
            "broken",
            "nobody answers the clients of kea-1: kea-1 is set to answer nobody",
        ),
        ("\"kea-1\", \"kea-2\"", "kea-scopes-set", "at-risk", "both answer the clients of kea-2"),
        ("\"kea-1\"", "well", "well", ""),
    ] {
        let command =
            format!(r#"{{ "command": "ha-scopes", "arguments": {{ "scopes": [ {scopes} ] }} }}"#);
        let answer = pair.keas[0].command("control", &command).unwrap();
        assert!(answer.contains(r#""result": 0"#), "{answer}");
        let status = run(&inventory, &["status", "-o", "json"]).json();
        let row = &status["relationships"][0];
        assert_eq!(row["primary"]["state"], "load-balancing", "{status}");
        assert_eq!(row["health"], health, "{status}");
        assert!(row["detail"].as_str().unwrap_or_default().contains(detail), "{status}");
        assert_eq!(situation(&inventory), named);
    }
}

/// Both are dead, and their machine says so.
fn nobody_runs(inventory: &str) {
    let status = run(inventory, &["status"]);
    assert!(status.stdout.contains("1 BROKEN"), "{}", status.all());
    let said = "kea-dhcp4 does not run on kea-1, nor on kea-2: nobody answers clients";
    assert!(status.stdout.contains(said), "{}", status.all());
    assert_eq!(run(inventory, &["status", "--nagios"]).code, Some(2));
    let doctor = run(inventory, &["doctor", "kea-1"]);
    assert_eq!(doctor.code, Some(3), "{}", doctor.all());
    let text = doctor.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "XX process `kea-dhcp4` does not run on `this computer`",
        "fix: start it: `systemctl start kea-dhcp4-server`",
    ] {
        assert!(text.contains(part), "{part}: {}", doctor.all());
    }
}

/// What both say to commands that only read, without what counts the seconds.
fn said(keas: &[Kea; 2], family: Family) -> Vec<Value> {
    let (service, leases) = match family {
        Family::V4 => ("dhcp4", "lease4-get-all"),
        Family::V6 => ("dhcp6", "lease6-get-all"),
    };
    let mut said = Vec::new();
    for kea in keas {
        for command in ["config-get", "status-get", "ha-heartbeat", "statistic-get-all", leases] {
            let command = format!(r#"{{ "command": "{command}", "service": [ "{service}" ] }}"#);
            let answer = kea.command("control", &command).unwrap();
            let mut answer = serde_json::from_str(&answer).unwrap();
            without_times(&mut answer);
            said.push(answer);
        }
    }
    said
}

/// What goes on by itself: how long ago something was, and what time it is.
fn without_times(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for key in ["age", "uptime", "reload", "date-time"] {
                map.remove(key);
            }
            map.values_mut().for_each(without_times);
        }
        Value::Array(list) => list.iter_mut().for_each(without_times),
        _ => {}
    }
}

/// Runs every command beside a pair where each server has a lease.
fn no_command_changes_anything(family: Family, half: Half, scope: &str, lease: &str) {
    let Some(pair) = Pair::start_for(family, half) else { return };
    let keas = &pair.keas;
    for kea in keas {
        let answer = kea.command("control", lease).unwrap();
        assert!(answer.contains(r#""result": 0"#), "{answer}");
    }
    let (inventory, kind) = match family {
        Family::V4 => (pair.inventory(true), "leases"),
        Family::V6 => {
            let text = pair.inventory(true).replace("config =", "config6 =");
            (text.replace("socket =", "socket6 ="), "leases6")
        }
    };
    let mut text = String::new();
    for line in inventory.lines() {
        text.push_str(&format!("{line}\n"));
        if let Some(file) = line.strip_suffix("kea.json\"").and_then(|line| line.split('"').nth(1))
        {
            text.push_str(&format!("{kind} = \"{file}leases.csv\"\n"));
        }
    }
    let list = run(&text, &["relationships", "-o", "json"]);
    let name = list.json()["relationships"][0]["relationship"].as_str().unwrap().to_owned();
    let files = keas.each_ref().map(Kea::file);
    let subject = Subject {
        server: "kea-1",
        relationship: &name,
        scope,
        address: &scope.replace("0/24", "20").replace("::/64", "::20"),
        file: &files[0],
        partner_file: &files[1],
    };
    let seen = || (said(keas, family), Folders::of(keas.iter().map(Kea::folder)).unwrap());
    assert!(seen().1.count() >= 2 * 4, "a folder, a configuration, a socket and leases of each");
    let inventory = [("dhcpair.toml", text.as_bytes())];
    nothing_changes(&calls(&subject), &inventory, every::run, seen);
}

/// A server of both families of which one daemon is dead has not been heard, whatever the other one says.
#[test]
fn a_daemon_that_is_dead_is_named_beside_one_that_runs() {
    let Some(lab) = Lab::new(&["kea-dhcp4", "kea-dhcp6"]).unwrap() else { return };
    let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
    let six = |folder: &Path| half_v6("kea-1", &hosts, folder).replace(":8001/", ":8002/");
    let v4 = Kea::start(&hosts[0], Family::V4, |folder| half("kea-1", &hosts, folder)).unwrap();
    let mut v6 = Kea::start(&hosts[0], Family::V6, six).unwrap();
    let inventory = format!(
        "[servers.kea-1]\nvendor = \"kea\"\nconfig = \"{}\"\nconfig6 = \"{}\"\n\
         control = {{ socket = \"{}/control\", socket6 = \"{}/control\" }}\n",
        v4.file().display(),
        v6.file().display(),
        v4.folder().display(),
        v6.folder().display(),
    );
    let servers = || run(&inventory, &["servers", "-o", "json"]).json()["servers"][0].clone();
    assert_eq!((&servers()["unheard"], &servers()["stopped"]), (&Value::Null, &false.into()));
    v6.daemon().kill().unwrap();
    let dead = "`kea-dhcp6` does not run on `this computer`";
    assert_eq!((&servers()["unheard"], &servers()["stopped"]), (&dead.into(), &true.into()));
    let doctor = run(&inventory, &["doctor", "kea-1"]);
    let text = doctor.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [&format!("XX process {dead}"), "ok process `kea-dhcp4` runs since"] {
        assert!(text.contains(part), "{part}: {}", doctor.all());
    }
}

#[test]
fn no_command_changes_anything_v4() {
    let lease = r#"{ "command": "lease4-add", "arguments": {
        "ip-address": "10.20.1.20", "hw-address": "02:00:00:00:00:01", "subnet-id": 1 } }"#;
    no_command_changes_anything(Family::V4, half, "10.20.1.0/24", lease);
}

#[test]
fn no_command_changes_anything_v6() {
    let lease = r#"{ "command": "lease6-add", "arguments": {
        "ip-address": "2001:db8:1::20", "duid": "00:03:00:01:02:00:00:00:00:01", "iaid": 1, "subnet-id": 1 } }"#;
    no_command_changes_anything(Family::V6, half_v6, "2001:db8:1::/64", lease);
}
