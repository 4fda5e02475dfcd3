//! Drift of Windows pairs is exact: every single change of one side is reported, once and by its
//! right name, and nothing that means the same is reported at all.
//!
//! Changes are made to JSON values and texts, by code that shares nothing with the reader under
//! test, from seeds, so that every run makes the same ones. No Windows was at hand: the pairs follow
//! the published classes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod changes;
mod dice;
mod ground;
mod pair;

use std::collections::BTreeMap;

use changes::Change;
use dice::Dice;
use ground::Ground;
use pair::{Found, compare};
use serde_json::Value;

fn pretty(state: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(state).unwrap()
}

/// What is found between the state of one side and the other side of the clean pair.
fn against(ground: &Ground, side: usize, state: &[u8]) -> Vec<Found> {
    let other = pretty(&ground.states[1 - side]);
    if side == 0 { compare([state, &other]) } else { compare([&other, state]) }
}

#[test]
fn the_clean_pair_is_clean() {
    let ground = Ground::campus();
    assert_eq!(compare([&pretty(&ground.states[0]), &pretty(&ground.states[1])]), []);
}

/// Why what is found is not exactly the change.
fn wrong(change: &Change, side: usize, found: &[Found]) -> Option<String> {
    let [one] = found else { return Some(format!("{} differences", found.len())) };
    let says = (&one.sides[1 - side], &one.sides[side]);
    if one.path != change.path {
        Some("another path".to_owned())
    } else if says != (&change.was, &change.now) {
        Some("other values".to_owned())
    } else {
        None
    }
}

/// Makes every change of both sides of a pair; gives how many of each kind, and what went wrong.
fn try_all(ground: &Ground, seed: u64, made: &mut BTreeMap<&str, usize>) -> Vec<String> {
    let mut failures = Vec::new();
    for side in [0, 1] {
        let mut dice = Dice::new(seed + side as u64);
        for change in changes::all(ground, side, &mut dice) {
            *made.entry(change.kind).or_default() += 1;
            let found = against(ground, side, &pretty(&change.state));
            if let Some(why) = wrong(&change, side, &found) {
                failures.push(format!(
                    "{} on side {side}: {why}\n  expected {} {:?} -> {:?}\n  found {found:#?}",
                    change.kind, change.path, change.was, change.now
                ));
            }
        }
    }
    failures
}

#[test]
fn every_single_change_is_reported_by_name() {
    let ground = Ground::campus();
    let mut made = BTreeMap::new();
    let failures: Vec<_> =
        (1..=2).flat_map(|seed| try_all(&ground, seed * 10, &mut made)).collect();
    let total: usize = made.values().sum();
    println!("{total} changes: {made:?}");
    assert!(failures.is_empty(), "{} of {total}:\n{}", failures.len(), failures.join("\n"));
    assert!(total >= 1_000, "only {total}");
}
