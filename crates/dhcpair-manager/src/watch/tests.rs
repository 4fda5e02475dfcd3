use chrono::{DateTime, TimeDelta};

use super::*;
use crate::contract::{AloneRecord, Health, StatusRow, StatusSummary, UnreadRecord};

/// A document of a number of rounds later, with these sides: server, state, source.
fn document(round: i32, sides: [(&str, Option<&str>, &str); 2]) -> StatusDocument {
    let side = |(server, state, source): (&str, Option<&str>, &str)| SideRecord {
        server: server.to_owned(),
        state: state.map(str::to_owned),
        label: None,
        since: None,
        restarted: None,
        as_of: None,
        source: source.to_owned(),
        reason: None,
    };
    let [primary, secondary] = sides.map(side);
    let row = StatusRow {
        relationship: "campus".to_owned(),
        vendor: "isc".to_owned(),
        family: "v4".to_owned(),
        mode: None,
        health: Health::Well,
        primary,
        secondary: Some(secondary),
        since: None,
        seconds: None,
        alone: AloneRecord { verdict: "file", seconds: None, reason: None, worst: None },
        scopes: 1,
        drift: Some(0),
        pair_errors: 0,
        detail: None,
        next: None,
    };
    StatusDocument {
        schema: "dhcpair.status/1",
        name: "lab".to_owned(),
        at: at(round),
        summary: StatusSummary::default(),
        relationships: vec![row],
        unread: Vec::new(),
        expected: Vec::new(),
        silent: Vec::new(),
    }
}

fn at(round: i32) -> Time {
    (DateTime::UNIX_EPOCH + TimeDelta::seconds(5) * round).into()
}

const WELL: (&str, Option<&str>, &str) = ("dhcp-a", Some("normal"), "omapi");

#[test]
fn who_is_seen_is_not_silent() {
    let mut watch = Watch::default();
    for round in 0..6 {
        let seen = watch.add(document(round, [WELL, ("dhcp-b", Some("normal"), "lease file")]));
        assert_eq!(seen.silent, []);
    }
}

#[test]
fn a_server_that_falls_silent_is_told_with_what_it_said() {
    let mut watch = Watch::default();
    let _ = watch.add(document(0, [WELL, ("dhcp-b", Some("normal"), "omapi")]));
    for round in 1..=5 {
        let mut now = watch.add(document(round, [WELL, ("dhcp-b", None, "no state")]));
        let one = now.silent.remove(0);
        assert_eq!(now.silent, []);
        assert_eq!((one.server.as_str(), one.seen, one.since), ("dhcp-b", Some(at(0)), at(0)));
        assert_eq!(one.looks, u32::try_from(round).unwrap());
        let told = ToldRecord { relationship: "campus".to_owned(), state: "normal".to_owned() };
        assert_eq!(one.told, [told]);
        // Three rounds may pass.
        assert_eq!(one.rule, (round > 3).then_some("any-observation-stale"), "{round}");
    }
    let back = watch.add(document(6, [WELL, ("dhcp-b", Some("recover"), "omapi")]));
    assert_eq!(back.silent, []);
    let gone = watch.add(document(7, [WELL, ("dhcp-b", None, "not read")]));
    assert_eq!((gone.silent[0].seen, gone.silent[0].looks), (Some(at(6)), 1));
    assert_eq!(gone.silent[0].told[0].state, "recover");
}

#[test]
fn a_server_that_was_never_seen_has_no_last_look() {
    let mut watch = Watch::default();
    for round in 0..4 {
        let mut now = document(round, [WELL, ("10.0.0.9", None, "not in the inventory")]);
        now.unread.push(unread("kea-1", false));
        let one = watch.add(now).silent.remove(0);
        assert_eq!((one.server.as_str(), one.seen, one.since), ("kea-1", None, at(0)));
        assert_eq!(one.rule.is_some(), round == 3);
    }
}

#[test]
fn what_is_known_not_to_run_and_what_is_a_file_is_not_silent() {
    let mut watch = Watch::default();
    for round in 0..6 {
        let mut now = document(round, [("a", None, "file"), ("b", None, "not running")]);
        now.unread.push(unread("b", true));
        assert_eq!(watch.add(now).silent, []);
    }
}

#[test]
fn who_says_its_state_itself_is_not_silent_without_its_files() {
    let mut watch = Watch::default();
    let mut now = document(0, [WELL, ("dhcp-b", Some("normal"), "omapi")]);
    now.unread.push(unread("dhcp-b", false));
    assert_eq!(watch.add(now).silent, []);
    let mut now = document(1, [WELL, ("dhcp-b", None, "not read")]);
    now.unread.push(unread("dhcp-b", false));
    assert_eq!(watch.add(now).silent[0].told[0].state, "normal");
}

fn unread(server: &str, stopped: bool) -> UnreadRecord {
    UnreadRecord {
        server: server.to_owned(),
        reason: "no answer".to_owned(),
        relationships: Vec::new(),
        partly: false,
        managed: true,
        stopped,
        candidates: Vec::new(),
    }
}
