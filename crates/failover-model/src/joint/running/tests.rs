//! Clocks and files of two servers that run.

use chrono::{DateTime, TimeDelta, Utc};

use crate::fixture::{isc_side, server, with_side};
use crate::joint::find;
use crate::pairing::pair;
use crate::state::{ClockOffset, Running};
use crate::{Knowledge, Observation, Role, Vendor};

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

#[test]
fn what_is_not_known_is_no_fault() {
    let [a, b] = isc_pair();
    let observations = [a, b];
    assert_eq!(find(&observations, &pair(&observations, &[])), []);
}
