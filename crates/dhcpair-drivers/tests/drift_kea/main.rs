//! Drift of Kea pairs is exact: every single change is reported, once and by its right name, and
//! nothing that means the same is reported at all.
//!
//! Changes are made to plain JSON, which is then written in any layout; both from seeds, so that
//! every run makes the same ones. The pairs are those of the clean examples, and pairs made by
//! chance.

mod changes;
mod disabled;
mod ground;
mod known;
mod neutral;
mod real;
mod render;
mod replicated;
mod running;
mod site;

use std::collections::BTreeMap;

use changes::{Change, Said};
use dhcpair_testbed::{Dice, Sample, Verdict};
use failover_model::Observation;
use ground::Ground;
use site::{Found, Site, compare};

/// Helpers of the changes that rewritings need, too.
mod changes_api {
    pub(crate) use crate::changes::list;
    pub(crate) use crate::changes::pools::{further, range};
}

/// The version that is installed where the real server is asked, and the one that all changes are
/// judged for.
const VERSION: &str = "2.4.0";

/// How many changes of a kind are made to one side of a pair.
const EACH: usize = 1;

/// The clean pairs of both families, and this many pairs of each family made by chance.
fn grounds(random: u64) -> Vec<Ground> {
    let mut all: Vec<_> = Ground::clean().into();
    for seed in 0..random {
        for v6 in [false, true] {
            all.push(Ground::random(v6, &mut Dice::new(100 + seed)));
        }
    }
    all
}

/// Both sides written by chance, and read.
fn observe(ground: &Ground, dice: &mut Dice) -> [Observation; 2] {
    let mut read = |side: usize, name: &str| {
        render::random(&ground.sides[side], ground.v6, VERSION, dice).observe(name)
    };
    [read(0, "a"), read(1, "b")]
}

/// One side against the other, in order.
fn against(side: usize, changed: &Observation, other: &Observation) -> Vec<Found> {
    if side == 0 { compare(changed, other) } else { compare(other, changed) }
}

#[test]
fn pairs_that_mean_the_same_do_not_differ() {
    for (at, ground) in grounds(12).iter().enumerate() {
        let [a, b] = observe(ground, &mut Dice::new(at as u64));
        assert_eq!(compare(&a, &b), [], "pair {at}");
    }
}

/// Whether the one difference is the one that was made.
fn judge(change: &Change, side: usize, found: &[Found]) -> Result<(), String> {
    let mut sides = [change.now.clone(), change.was.clone()];
    if side == 1 {
        sides.reverse();
    }
    let path = change.path.replace("{}", sides[0].as_deref().unwrap_or("?"));
    match found {
        [one] if one.path == path && one.sides == sides => Ok(()),
        [_] => Err(format!("another one than {path} {sides:?}")),
        others => Err(format!("{} instead of one, which is {path} {sides:?}", others.len())),
    }
}

#[test]
fn every_single_change_is_reported_by_name() {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut sample = Sample::new();
    for (at, ground) in grounds(2).iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        let pristine = observe(ground, &mut dice);
        for side in [0, 1] {
            for change in changes::some(&ground.sides[side], EACH, &mut dice) {
                if !sample.takes() {
                    continue;
                }
                *made.entry(change.kind).or_default() += 1;
                let site = render::random(&change.config, ground.v6, VERSION, &mut dice);
                let changed = site.observe(["a", "b"][side]);
                let found = against(side, &changed, &pristine[1 - side]);
                if let Err(why) = judge(&change, side, &found) {
                    wrong.push(format!(
                        "{} on side {side} of pair {at}: {why}\n  {found:#?}",
                        change.kind
                    ));
                }
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} changes: {made:#?}");
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{shown}", wrong.len());
    assert!(total >= Sample::least(1_000), "only {total}");
    let kinds: Vec<_> = made.into_keys().collect();
    assert!(kinds == changes::KINDS || !Sample::is_full(), "{kinds:?}");
}

#[test]
fn nothing_that_means_the_same_is_reported() {
    let mut made: BTreeMap<&str, usize> = BTreeMap::new();
    let mut included = 0;
    let mut wrong = Vec::new();
    let mut sample = Sample::new();
    for (at, ground) in grounds(3).iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        let pristine = observe(ground, &mut dice);
        for round in 0..6 {
            for (name, rewrite, _) in neutral::ALL {
                if !sample.takes() {
                    continue;
                }
                let side = dice.below(2);
                let mut config = ground.sides[side].clone();
                let mut names = vec![name];
                if !rewrite(&mut config, &mut dice) {
                    continue;
                }
                // Later rounds do several things at once.
                for _ in 0..round / 2 {
                    let (another, rewrite, _) = *dice.pick(&neutral::ALL);
                    if rewrite(&mut config, &mut dice) {
                        names.push(another);
                    }
                }
                *made.entry(name).or_default() += 1;
                let site = render::random(&config, ground.v6, VERSION, &mut dice);
                included += usize::from(site.files.len() > 1);
                let found = against(side, &site.observe(["a", "b"][side]), &pristine[1 - side]);
                if !found.is_empty() {
                    wrong.push(format!("{names:?} on side {side} of pair {at}: {found:#?}"));
                }
            }
        }
    }
    let total: usize = made.values().sum();
    println!("{total} rewritings, {included} with includes: {made:#?}");
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {total} wrong:\n{shown}", wrong.len());
    assert!(total >= Sample::least(1_000), "only {total}");
    assert!(made.len() == neutral::ALL.len() || !Sample::is_full(), "{made:#?}");
    assert!(included >= Sample::least(300), "only {included} have text in files of their own");
}

/// Asks the real server about files that it should take.
fn ask(sites: impl Iterator<Item = (String, Site)>) {
    let mut refused = Vec::new();
    for (what, site) in sites {
        match site.verdict() {
            None => return,
            Some(Verdict::Accepted) => {}
            Some(other) => refused.push(format!("{what}: {other:?}\n{}", site.print())),
        }
    }
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), refused.join("\n"));
}

/// One of every kind of change, each to a side of another pair.
#[test]
fn the_changes_are_real() {
    let mut dice = Dice::new(7);
    let mut sites = BTreeMap::new();
    for ground in grounds(1) {
        for config in &ground.sides {
            for change in changes::some(config, 1, &mut dice).into_iter().filter(|one| one.loads) {
                if !sites.contains_key(change.kind) || dice.one_in(3) {
                    let site = render::random(&change.config, ground.v6, VERSION, &mut dice);
                    sites
                        .insert(change.kind, (format!("{} at {}", change.kind, change.path), site));
                }
            }
        }
    }
    ask(sites.into_values());
}

/// Every rewriting, in both families by turns.
#[test]
fn the_rewritings_are_real() {
    let mut dice = Dice::new(8);
    let grounds = grounds(1);
    let all = neutral::ALL.iter().filter(|(_, _, loads)| *loads).enumerate();
    ask(all.map(|(at, (name, rewrite, _))| {
        let ground = &grounds[at % grounds.len()];
        let mut config = ground.sides[at % 2].clone();
        rewrite(&mut config, &mut dice);
        ((*name).to_owned(), render::random(&config, ground.v6, VERSION, &mut dice))
    }));
}

/// A value that nobody has a view of is compared all the same.
#[test]
fn an_unknown_key_is_compared() {
    for ground in Ground::clean() {
        let top = ground::top(ground.v6);
        let with = |value: serde_json::Value| {
            let mut config = ground.sides[0].clone();
            config[top]["brand-new"] = value;
            render::plain(&config, ground.v6, VERSION).observe("a")
        };
        let other = render::plain(&ground.sides[1], ground.v6, VERSION).observe("b");
        let found = compare(&with(serde_json::json!({ "b": [1, true], "a": "x" })), &other);
        let said: Said = Some(r#"{"a":"x","b":[1,true]}"#.to_owned());
        let paths: Vec<_> = found.iter().map(|one| (one.path.as_str(), &one.sides)).collect();
        assert_eq!(paths, [("pair.a+b/brand-new", &[said, None])]);
        let secret = with(serde_json::json!({ "password": "example-secret" }));
        let shown = format!("{:?}", compare(&secret, &other));
        assert!(shown.contains("brand-new") && !shown.contains("example-secret"), "{shown}");
    }
}
