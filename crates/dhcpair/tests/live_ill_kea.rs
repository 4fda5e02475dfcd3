//! Pairs of Keas that are ill: what is said of them is true.

mod support;

use std::time::Duration;

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::Kea;
use serde_json::Value;
use support::keas::{Pair, hot};
use support::{Run, dhcpair, folder};

fn run(inventory: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    dhcpair(folder.path(), arguments)
}

fn pid(kea: &Kea) -> String {
    let told = kea.command("control", r#"{ "command": "status-get" }"#).unwrap();
    let told: Value = serde_json::from_str(&told).unwrap();
    told["arguments"]["pid"].to_string()
}

fn signal(which: &str, pid: &str) {
    assert!(std::process::Command::new("kill").args([which, pid]).status().unwrap().success());
}

/// What `doctor` says, its lines as one.
fn doctor(inventory: &str, server: &str) -> String {
    let told = run(inventory, &["doctor", server, "--timeout", "6s"]);
    told.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What `explain` says, its lines as one.
fn explain(inventory: &str) -> String {
    let list = run(inventory, &["relationships", "-o", "json"]).json();
    let name = list["relationships"][0]["relationship"].as_str().unwrap_or_default().to_owned();
    let told = run(inventory, &["explain", &name]);
    told.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// One that is halted takes connections, as the system does for it, and says nothing.
#[test]
fn a_kea_that_is_halted_is_named_and_its_files_are_read() {
    let Some(mut pair) = Pair::start_for(Family::V4, hot) else { return };
    let id = pid(&pair.keas[1]);
    signal("-STOP", &id);
    let told = doctor(&pair.inventory(true), "kea-2");
    signal("-CONT", &id);
    has(
        &told,
        &[
            "ok read `",
            "ok checker `",
            "control` takes the connection and does not answer within",
            "XX process `kea-dhcp4` takes connections, and does not answer them",
            "`kill -CONT PID`",
            "ok clock ",
            "ok peer-port ",
        ],
    );
    assert!(!told.contains("start it"), "{told}");
    // Whether a partner is dead that does not listen, the server does not know.
    pair.keas[0].daemon().kill().unwrap();
    let inventory = pair.inventory(true);
    let told = pair.hosts[1].inside("run dhcpair", || Ok(doctor(&inventory, "kea-2"))).unwrap();
    has(&told, &["XX peer-port", "see that the partner runs and listens there"]);
}

/// Both are alive, and each takes the other for gone.
#[test]
fn a_link_that_is_cut_is_no_death() {
    let Some(mut pair) = Pair::start_for(Family::V4, hot) else { return };
    let mark = pair.keas[0].daemon().mark();
    pair.hosts[1].cut().unwrap();
    // It gives up on a connection after ten seconds.
    pair.keas[0].wait_for("to PARTNER-DOWN state", mark, Duration::from_secs(40)).unwrap();
    let told = explain(&pair.inventory(true));
    has(
        &told,
        &[
            "kea-1 and kea-2 both run, and do not reach each other: kea-1 serves all",
            "repair what is between kea-1 and kea-2",
            "both are alive",
        ],
    );
    assert!(!told.contains("dead") && !told.contains("start kea-2:"), "{told}");
}
