//! A pair of dhcpds that nobody asks over OMAPI: their states are what they have written of themselves, into their lease files and
//! their logs, here and over SSH.

mod support;

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use dhcpair_testbed::OpenSsh;
use serde_json::Value;
use support::dhcpds::{NAMES, Pair, over_ssh};

const REST: &str = "ping-check off; subnet 10.77.0.0 netmask 255.255.255.0 {
   pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; } }\n";

/// What both say with `status`, and with `relationship show` for people.
fn seen(pair: &Pair, inventory: &str) -> [Value; 2] {
    let status = pair.run(inventory, &["status", "-o", "json"]);
    let json = status.json();
    let row = &json["relationships"][0];
    let show = pair.run(inventory, &["relationship", "show", "campus"]);
    let screen = pair.run(inventory, &["status"]);
    for side in ["primary", "secondary"]
        .map(|side| &row[side])
        .iter()
        .filter(|side| !side["state"].is_null())
    {
        let source = format!("({})", side["source"].as_str().unwrap());
        for part in [&source, "state written"] {
            assert!(show.stdout.contains(part), "{part}: {}", show.all());
        }
        let source = format!("from its {}, written ", side["source"].as_str().unwrap());
        assert!(screen.stdout.contains(&source), "{source}: {}", screen.all());
    }
    ["primary", "secondary"].map(|side| row[side].clone())
}

/// What a syslog keeps of what a server has said so far.
fn keep(pair: &Pair, at: usize, log: &Path, now: DateTime<Utc>) {
    let [name, zone] = ["uname -n", "date +%z"].map(|line| {
        let output = std::process::Command::new("sh").args(["-c", line]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    });
    let zone: chrono::FixedOffset = zone.parse().unwrap();
    let now = now.with_timezone(&zone);
    let head = now.format(&format!("%b %e %H:%M:%S {name} dhcpd[7]: ")).to_string();
    let lines = pair.dhcpds[at].log();
    let lines: String = lines.lines().map(|line| format!("{head}{line}\n")).collect();
    std::fs::write(log, lines).unwrap();
}

#[test]
fn the_states_are_what_the_servers_wrote_here_and_over_ssh() {
    let Some(mut pair) = Pair::start(60, |_| REST.to_owned()) else { return };
    let Some(ssh) = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let logs = NAMES.map(|name| folder.path().join(name));
    let ways = ["".to_owned(), over_ssh(&ssh)];
    let without_leases = |inventory: String| -> String {
        let lines = inventory.lines().filter(|line| !line.starts_with("leases"));
        lines.map(|line| format!("{line}\n")).collect()
    };
    let named = |pair: &Pair, way: &str| {
        pair.inventory(|at| format!("log = \"{}\"\n{way}", logs[at].display()))
    };

    for way in &ways {
        for side in seen(&pair, &pair.inventory(|_| way.clone())) {
            let told = (&side["state"], &side["source"]);
            assert_eq!(told, (&"normal".into(), &"lease file".into()), "{side}");
            assert!(side["since"].is_string() && side["as-of"].is_string(), "{side}");
        }
        let [side, _] = seen(&pair, &without_leases(pair.inventory(|_| way.clone())));
        assert!(side["state"].is_null(), "nothing was read: {side}");
    }

    // The first one has no lease file at hand, the second one's log is behind it.
    let now = Utc::now();
    for at in [0, 1] {
        keep(&pair, at, &logs[at], now);
    }
    for way in &ways {
        for side in seen(&pair, &without_leases(named(&pair, way))) {
            let told = (&side["state"], &side["source"]);
            assert_eq!(told, (&"normal".into(), &"log".into()), "{side}");
            let since: DateTime<Utc> = side["since"].as_str().unwrap().parse().unwrap();
            assert!((now - since).num_seconds().abs() <= 1, "{side}");
        }
    }
    // What was kept before they were started says nothing.
    for at in [0, 1] {
        keep(&pair, at, &logs[at], now - chrono::TimeDelta::hours(1));
    }
    let [side, _] = seen(&pair, &without_leases(named(&pair, "")));
    assert!(side["state"].is_null(), "{side}");
    let reason = side["reason"].as_str().unwrap();
    assert!(reason.contains("its times cannot be placed"), "{reason}");
    for at in [0, 1] {
        keep(&pair, at, &logs[at], Utc::now());
    }
    // It was begun anew, and nothing has moved since.
    for log in &logs {
        std::fs::rename(log, log.with_extension("1")).unwrap();
        std::fs::write(log, "Nov 30 10:00:00 dhcp cron[1]: something else\n").unwrap();
    }
    for way in &ways {
        let [side, _] = seen(&pair, &without_leases(named(&pair, way)));
        assert_eq!((&side["state"], &side["source"]), (&"normal".into(), &"log".into()), "{side}");
    }

    // What it has written is history where it does not run, and the partner has written more.
    pair.dhcpds[1].daemon().kill().unwrap();
    pair.wait_for("cut off", |pair| {
        pair.dhcpds[0].log().contains("I move from normal to communications-interrupted")
    });
    keep(&pair, 0, &logs[0], Utc::now());
    for way in &ways {
        for inventory in [pair.inventory(|_| way.clone()), without_leases(named(&pair, way))] {
            let [alive, dead] = seen(&pair, &inventory);
            assert_eq!(alive["state"], "communications-interrupted", "{alive}");
            assert_eq!(dead["source"], "not running", "{dead}");
            assert!(dead["state"].is_null(), "{dead}");
        }
    }
    let doctor = pair.run(&without_leases(named(&pair, &ways[1])), &["doctor", "dhcp-a"]);
    assert!(doctor.stdout.contains("log"), "{}", doctor.all());
    std::fs::remove_file(&logs[0]).unwrap();
    let doctor = pair.run(&named(&pair, &ways[1]), &["doctor", "dhcp-a", "-o", "json"]);
    let checks = doctor.json()["servers"][0]["checks"].clone();
    let check = checks.as_array().unwrap().iter().find(|check| check["check"] == "log").cloned();
    let check = check.unwrap_or_else(|| panic!("{checks}"));
    assert_eq!(check["verdict"], "failed", "{check}");
    assert!(doctor.took < Duration::from_secs(10), "{:?}", doctor.took);
}
