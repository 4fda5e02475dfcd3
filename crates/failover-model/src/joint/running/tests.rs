//! Clocks and files of two servers that run.

use chrono::{DateTime, TimeDelta, Utc};
use config_text::{Severity, Sources, Span};
use ipnet::Ipv4Net;

use crate::fixture::{isc_side, server, unread, with_side};
use crate::joint::find;
use crate::pairing::pair;
use crate::state::{ClockOffset, Running};
use crate::{Knowledge, Observation, Role, ServerName, Vendor};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:02:11Z".parse().expect("a time")
}

fn isc_pair() -> [Observation; 2] {
    let own = ["192.0.2.1", "192.0.2.2"];
    [0, 1].map(|at: usize| {
        let role = [Role::Primary, Role::Secondary][at];
        let side = isc_side("campus", role, own[at], own[1 - at]);
        server(["a", "b"][at], Vendor::Isc, own[at], with_side(side))
    })
}

/// Seconds that the second clock is ahead, how exactly that is known, and how long after it was loaded its file
/// was changed.
fn found(ahead: i64, within: i64, late: i64) -> Vec<(&'static str, String, String)> {
    let running = |ahead, late| {
        let (ahead, within) = (TimeDelta::seconds(ahead), TimeDelta::seconds(within));
        Knowledge::Known(Running {
            at: now(),
            clock: Knowledge::Known(ClockOffset { ahead, within }),
            started: Knowledge::Known(now()),
            loaded: Knowledge::Known(now()),
            changed: Knowledge::Known(now() + TimeDelta::seconds(late)),
            addresses: Knowledge::unknown("not looked at"),
        })
    };
    let [a, b] = isc_pair();
    let observations = [
        Observation { running: running(0, -60), ..a },
        Observation { running: running(ahead, late), ..b },
    ];
    let relationships = pair(&observations, &[]);
    let found = find(&observations, &relationships);
    found
        .into_iter()
        .map(|one| (one.rule.id, one.severity.as_str().to_owned(), one.message))
        .collect()
}

#[test]
fn clocks_are_apart_for_certain_or_not_at_all() {
    assert_eq!(found(4, 0, 0), []);
    assert_eq!(found(-6, 1, 0), [], "they may be 4 s apart");
    let [(rule, severity, message)] = &found(-75, 1, 0)[..] else { panic!() };
    assert_eq!((*rule, severity.as_str()), ("any-clock-apart", "error"));
    assert!(message.ends_with("are 73 s apart"), "{message}");
    let [(_, severity, _)] = &found(62, 1, 0)[..] else { panic!() };
    assert_eq!(severity, "warning", "60 s are the limit");
}

#[test]
fn a_file_that_was_changed_after_it_was_loaded_is_found() {
    assert_eq!(found(0, 0, 1), []);
    let [(rule, _, message)] = &found(0, 0, 180)[..] else { panic!() };
    assert_eq!(*rule, "any-file-newer-than-process");
    assert!(message.contains("changed 3m after"), "{message}");
}

/// The rules that the first side shows alone, with this own address where its process has these.
fn here(own: &str, addresses: Knowledge<Vec<Ipv4Net>>) -> Vec<&'static str> {
    let side = isc_side("campus", Role::Primary, own, "192.0.2.2");
    let running = Knowledge::Known(Running {
        at: now(),
        clock: Knowledge::unknown("not asked"),
        started: Knowledge::unknown("not asked"),
        loaded: Knowledge::unknown("not asked"),
        changed: Knowledge::unknown("not asked"),
        addresses,
    });
    let seen = Observation { running, ..server("a", Vendor::Isc, own, with_side(side)) };
    // The partner need not be seen.
    let observations = [seen, unread("b", Vendor::Isc, "192.0.2.2")];
    let relationships = pair(&observations, &[]);
    assert_eq!(relationships.len(), 1);
    find(&observations, &relationships).into_iter().map(|one| one.rule.id).collect()
}

#[test]
fn an_own_address_that_the_process_does_not_have_is_found() {
    let nets =
        |all: &[&str]| Knowledge::Known(all.iter().map(|net| net.parse().unwrap()).collect());
    let had = ["127.0.0.0/8", "192.0.2.1/32", "198.51.100.0/24"];
    let of = |own: &str| here(own, nets(&had));
    assert_eq!(of("192.0.2.3"), ["isc-address-not-here"]);
    for own in ["192.0.2.1", "198.51.100.9", "0.0.0.0", "dhcp-a.example.net"] {
        assert!(of(own).is_empty(), "{own}");
    }
    assert!(here("192.0.2.3", Knowledge::unknown("not asked")).is_empty());
}

#[test]
fn what_is_not_known_is_no_fault() {
    let [a, b] = isc_pair();
    let observations = [a, b];
    assert_eq!(find(&observations, &pair(&observations, &[])), []);
}

#[test]
fn an_open_secret_is_found_where_it_is_known() {
    let mut sources = Sources::new();
    let file = sources.add("dhcpd.conf", b"secret c2VjcmV0;".to_vec());
    let of = |open: Knowledge<Vec<Span>>| {
        let [a, b] = isc_pair();
        let observations = [Observation { open_secrets: open, ..a }, b];
        find(&observations, &pair(&observations, &[]))
    };
    let span = Span::new(file, 7, 15);
    let found = of(Knowledge::Known(vec![span]));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule.id, one.severity), ("any-secret-readable", Severity::Warning));
    assert_eq!(one.places, [(ServerName::new("a"), span, "a secret".to_owned())]);
    assert_eq!(of(Knowledge::Known(Vec::new())), []);
    assert_eq!(of(Knowledge::unknown("a copy")), []);
}
