//! Pairs made by chance: several peers, shared networks, groups in groups, pools with permits, hosts
//! at every level, classes, includes.
//!
//! A [`Plan`] says what both servers do. Each of them writes it down in its own way, and a change is
//! made to the plan of one of them.

mod changes;
mod plan;
mod render;

use std::collections::BTreeMap;

use dhcpair_testbed::{Dice, Sample, Verdict};
use plan::Plan;

use crate::neutral;
use crate::pair::{Site, against, compare_seen};

/// Both servers of a seed, each written in its own way.
fn sites(plan: &Plan, seed: u64) -> [Site; 2] {
    [0, 1].map(|side| render::site(plan, side, &mut Dice::new(seed * 2 + side as u64)))
}

fn seen(sites: &[Site; 2]) -> [failover_model::Observation; 2] {
    [0, 1].map(|side| sites[side].observe(side).unwrap_or_else(|why| panic!("{why}")))
}

#[test]
fn pairs_made_by_chance_are_clean() {
    for seed in 0..100 {
        let both = sites(&Plan::new(seed), seed);
        let [one, two] = seen(&both);
        let texts = || both.each_ref().map(Site::print).join("\n");
        assert_eq!(compare_seen([&one, &two]), [], "pair {seed}\n{}", texts());
    }
}

#[test]
fn dhcpd_accepts_pairs_made_by_chance() {
    for seed in 0..30 {
        for site in sites(&Plan::new(seed), seed) {
            match site.verdict() {
                None => return,
                Some(Verdict::Accepted) => {}
                Some(other) => panic!("pair {seed}: {other:?}\n{}", site.print()),
            }
        }
    }
}

#[test]
fn single_changes_of_pairs_made_by_chance_are_reported_by_name() {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut sample = Sample::new();
    for seed in 200..220 {
        let plan = Plan::new(seed);
        let clean = seen(&sites(&plan, seed));
        let mut dice = Dice::new(seed);
        let side = dice.below(2);
        for change in changes::all(&plan, side, &mut dice) {
            if !sample.takes() {
                continue;
            }
            *made.entry(change.kind).or_default() += 1;
            let site = render::site(&change.plan, side, &mut Dice::new(seed * 2 + side as u64));
            let found = against(&clean, &site, side).unwrap_or_else(|why| panic!("{why}"));
            let fits = matches!(&found[..], [one] if one.path == change.path
                && one.sides[1 - side] == change.was
                && change.now.as_ref().is_none_or(|now| one.sides[side].as_ref() == Some(now)));
            if !fits {
                wrong.push(format!(
                    "pair {seed}, {} on side {side}\n  expected {} {:?} -> {:?}\n  found {found:#?}",
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
fn nothing_is_reported_of_pairs_made_by_chance_that_means_the_same() {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut sample = Sample::new();
    for seed in 400..420 {
        let both = sites(&Plan::new(seed), seed);
        let clean = seen(&both);
        for n in 0..30 {
            if !sample.takes() {
                continue;
            }
            let side = n % 2;
            let mut dice = Dice::new(seed * 100 + n as u64);
            let (site, kinds) = neutral::several(&both[side], &mut dice);
            kinds.iter().for_each(|kind| *made.entry(kind).or_default() += 1);
            match against(&clean, &site, side) {
                Ok(found) if found.is_empty() => {}
                Ok(found) => {
                    wrong.push(format!(
                        "pair {seed}, {n}: {kinds:?}\n  {found:#?}\n{}",
                        site.print()
                    ));
                }
                Err(why) => wrong.push(format!("pair {seed}, {n}: {kinds:?}\n  {why}")),
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} neutral changes: {made:?}");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(total >= Sample::least(1_000), "only {total}");
}

#[test]
fn an_option_below_a_condition_that_sets_it_is_one_difference() {
    let site = |inside: &str| {
        let text = format!(
            "subnet 10.0.0.0 netmask 255.255.255.0 {{ range 10.0.0.9 10.0.0.20; {inside} }}\n"
        );
        Site::of(text, false)
    };
    let (code, option) = ("if known { filename \"a\"; }", "filename \"b\";");
    let below = site(&format!("{code} {option}"));
    let place = "pair.dhcp-a+dhcp-b/scope.10.0.0.0/24";
    let told = "below if known { filename \"a\"; }";
    for (other, field, said) in [
        (site(&format!("{option} {code}")), "order.of.filename", [Some(told), None]),
        (site(code), "filename", [Some("\"b\""), None]),
        (site(option), "if", [Some("known { filename \"a\"; }"), None]),
    ] {
        let [one, two] = seen(&[below.clone(), other]);
        let found = compare_seen([&one, &two]);
        let [one] = &found[..] else { panic!("{field}: {found:#?}") };
        assert_eq!(one.path, format!("{place}/{field}"));
        assert_eq!(one.sides, said.map(|side| side.map(str::to_owned)));
    }
}
