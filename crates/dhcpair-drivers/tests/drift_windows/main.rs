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

mod chance;
mod changes;
mod ground;
mod joint;
mod neutral;
mod pair;
mod recorded;
mod rules;

use std::collections::BTreeMap;

use changes::Change;
use dhcpair_testbed::{Dice, Sample};
use ground::Ground;
use pair::{Found, Seen, compare, observe};
use serde_json::Value;

fn pretty(state: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(state).unwrap()
}

/// What is found between a state of one side and what the other side of the clean pair has.
fn against(clean: &[Seen; 2], side: usize, state: &[u8]) -> Result<Vec<Found>, String> {
    let changed = observe(state, side)?;
    let both = if side == 0 { [&changed, &clean[1]] } else { [&clean[0], &changed] };
    Ok(compare(both))
}

/// Both sides as they are.
fn clean(ground: &Ground) -> [Seen; 2] {
    [0, 1].map(|side| observe(&pretty(&ground.states[side]), side).unwrap())
}

#[test]
fn the_clean_pair_is_clean() {
    let [first, second] = clean(&Ground::campus());
    assert_eq!(compare([&first, &second]), []);
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

/// Makes every `step`th change of both sides of a pair; gives how many of each kind, and what went
/// wrong.
fn try_all(
    ground: &Ground,
    seed: u64,
    step: usize,
    made: &mut BTreeMap<&'static str, usize>,
) -> Vec<String> {
    let mut failures = Vec::new();
    let clean = clean(ground);
    let mut sample = Sample::new();
    for side in [0, 1] {
        let mut dice = Dice::new(seed + side as u64);
        for change in changes::all(ground, side, step, &mut dice) {
            if !sample.takes() {
                continue;
            }
            *made.entry(change.kind).or_default() += 1;
            let found = against(&clean, side, &pretty(&change.state)).unwrap();
            if let Some(why) = wrong(&change, side, &found) {
                failures.push(format!(
                    "pair {seed}, {} on side {side}: {why}\n  expected {} {:?} -> {:?}\n  found {found:#?}",
                    change.kind, change.path, change.was, change.now
                ));
            }
        }
    }
    failures
}

/// Makes `count` neutral changes of a pair.
fn try_neutral(
    ground: &Ground,
    seed: u64,
    count: usize,
    made: &mut BTreeMap<&'static str, usize>,
) -> Vec<String> {
    let mut failures = Vec::new();
    let clean = clean(ground);
    let mut sample = Sample::new();
    for n in 0..count {
        if !sample.takes() {
            continue;
        }
        let side = n % 2;
        let mut dice = Dice::new(seed * 10_000 + n as u64);
        let (state, kinds) = neutral::changed(&ground.states[side], &mut dice);
        kinds.iter().for_each(|kind| *made.entry(kind).or_default() += 1);
        match against(&clean, side, &state) {
            Ok(found) if found.is_empty() => {}
            Ok(found) => failures.push(format!("pair {seed}, {n}: {kinds:?}\n  {found:#?}")),
            Err(refused) => failures.push(format!("pair {seed}, {n}: {kinds:?}\n{refused}")),
        }
    }
    failures
}

/// Fails where something went wrong, and where too little was tried.
fn judge(made: &BTreeMap<&str, usize>, failures: &[String], least: usize) {
    let total: usize = made.values().sum();
    println!("{total} changes: {made:?}");
    assert!(failures.is_empty(), "{} of {total}:\n{}", failures.len(), failures.join("\n"));
    assert!(total >= Sample::least(least), "only {total}");
}

#[test]
fn every_single_change_is_reported_by_name() {
    let mut made = BTreeMap::new();
    let mut failures = try_all(&Ground::campus(), 10, 1, &mut made);
    failures.extend(try_all(&Ground::campus(), 20, 8, &mut made));
    judge(&made, &failures, 1_000);
}

#[test]
fn nothing_is_reported_of_what_means_the_same() {
    let mut made = BTreeMap::new();
    let failures = try_neutral(&Ground::campus(), 1, 600, &mut made);
    judge(&made, &failures, 1_000);
}

#[test]
fn pairs_made_by_chance_are_clean() {
    for seed in 0..100 {
        let [first, second] = clean(&chance::ground(seed));
        assert_eq!(compare([&first, &second]), [], "pair {seed}");
    }
}

#[test]
fn single_changes_of_pairs_made_by_chance_are_reported_by_name() {
    let mut made = BTreeMap::new();
    let each = |seed| try_all(&chance::ground(seed), seed, 29, &mut made);
    let failures: Vec<_> = (100..140).flat_map(each).collect();
    judge(&made, &failures, 1_000);
}

#[test]
fn nothing_is_reported_of_pairs_made_by_chance_that_means_the_same() {
    let mut made = BTreeMap::new();
    let each = |seed| try_neutral(&chance::ground(seed), seed, 24, &mut made);
    let failures: Vec<_> = (200..250).flat_map(each).collect();
    judge(&made, &failures, 1_000);
    let all = made.len() == neutral::ALL.len();
    assert!(all || !Sample::is_full(), "some kinds never happened: {made:?}");
}
