//! Drift of dhcpd pairs is exact: every single change is reported, once and by its right name, and
//! nothing that means the same is reported at all.
//!
//! Changes are made to texts, by a reader that shares nothing with the parser under test, from
//! seeds, so that every run makes the same ones.

mod chance;
mod changes;
mod changes_peer;
mod defaults;
mod ground;
mod neutral;
mod neutral_blocks;
mod pair;
mod real;
mod tree;
mod v6;

use std::collections::BTreeMap;

use changes::{Change, Now};
use dhcpair_testbed::{Dice, Sample, Verdict};
use ground::Ground;
use pair::{Found, Site, against, compare_seen};

#[test]
fn the_clean_pair_is_clean() {
    let [one, two] = Ground::clean().seen();
    assert_eq!(compare_seen([&one, &two]), []);
}

/// Checks that the one difference is the one that was made.
fn check_change(change: &Change, side: usize, found: &[Found]) -> Result<(), String> {
    let [one] = found else {
        return Err(format!("{} differences instead of one", found.len()));
    };
    if one.path != change.path {
        return Err("another path".to_owned());
    }
    let (now, was) = (&one.sides[side], &one.sides[1 - side]);
    if *was != change.was {
        return Err("the other side says something else".to_owned());
    }
    let fits = match &change.now {
        Now::Says(expected) => now.as_ref() == Some(expected),
        Now::Less => now != was || now.is_none(),
    };
    if fits { Ok(()) } else { Err("the changed side says something else".to_owned()) }
}

#[test]
fn every_single_change_is_reported_by_name() {
    let ground = Ground::clean();
    let clean = ground.seen();
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut sample = Sample::new();
    for (seed, side) in [(1, 0), (2, 1), (3, 0), (4, 1)] {
        let mut dice = Dice::new(seed);
        for change in changes::all(&ground, side, &mut dice) {
            if !sample.takes() {
                continue;
            }
            *made.entry(change.kind).or_default() += 1;
            let found = against(&clean, &change.site, side).unwrap_or_else(|why| panic!("{why}"));
            if let Err(why) = check_change(&change, side, &found) {
                wrong.push(format!(
                    "{} on side {side}: {why}\n  expected {} {:?} -> {:?}\n  found {found:#?}",
                    change.kind, change.path, change.was, change.now
                ));
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} changes: {made:?}");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}

#[test]
fn nothing_is_reported_of_what_means_the_same() {
    let ground = Ground::clean();
    let clean = ground.seen();
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut wrong, mut total) = (Vec::new(), 0);
    let mut sample = Sample::new();
    for seed in 0..1_200 {
        if !sample.takes() {
            continue;
        }
        let side = seed % 2;
        let mut dice = Dice::new(1_000 + seed as u64);
        let (site, kinds) = neutral::several(&ground.sites[side], &mut dice);
        total += 1;
        kinds.iter().for_each(|kind| *made.entry(kind).or_default() += 1);
        let found = against(&clean, &site, side).unwrap_or_else(|why| panic!("{why}"));
        if !found.is_empty() {
            wrong.push(format!(
                "seed {seed}: {kinds:?}
  {found:#?}"
            ));
        }
    }
    println!("{total} neutral changes: {made:?}");
    let all = made.len() == neutral::ALL.len();
    assert!(all || !Sample::is_full(), "some kinds never happened: {made:?}");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}

#[test]
fn the_neutral_changes_are_accepted() {
    let ground = Ground::clean();
    // Not of one side alone: an odd step.
    let made = (0..1_200).step_by(13);
    let made: Vec<_> = made
        .map(|seed| neutral::several(&ground.sites[seed % 2], &mut Dice::new(1_000 + seed as u64)))
        .map(|(site, kinds)| (format!("{kinds:?}"), site))
        .collect();
    ask_dhcpd(made.iter().map(|(kind, site)| (kind.as_str(), site)), 1);
}

/// Asks the real dhcpd about every `n`th of them.
fn ask_dhcpd<'a>(sites: impl Iterator<Item = (&'a str, &'a Site)>, n: usize) {
    for (kind, site) in sites.step_by(n) {
        match site.verdict() {
            None => return,
            Some(Verdict::Accepted) => {}
            Some(other) => panic!("{kind}: {other:?}\n{}", site.print()),
        }
    }
}

#[test]
fn the_changes_are_real() {
    let ground = Ground::clean();
    for side in [0, 1] {
        let all = changes::all(&ground, side, &mut Dice::new(5 + side as u64));
        ask_dhcpd(all.iter().map(|one| (one.kind, &one.site)), 9);
    }
}
