//! A replication ends what drift reports: after any changes of one side, the other one is made to say the
//! same, and nothing differs any more but what each server has its own of.

use std::collections::BTreeMap;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpair_testbed::{Dice, Sample};
use kea_config::{Document, Editor, ReplicationError};
use kea_ha::{HaSharing, MirrorError};
use serde_json::Value;

use crate::ground::Ground;
use crate::site::{Found, MAIN, Site, compare};
use crate::{VERSION, changes, grounds, known, neutral, real, render};

/// How often each pair is changed and made equal again.
const ROUNDS: usize = 10;

/// Changes that make another server of it, or none that fits the partner.
const ANOTHER: [&str; 1] = ["own name"];

/// Changes that may leave what cannot be replicated: a parameter that nobody knows, another name of the
/// destination, certificates on one side only.
const STOPS: [&str; 4] = ["HA parameter", "hook parameter", "peer renamed", "encryption"];

/// What may differ after a replication, by the last part of its path: what the list of keys calls
/// advisory and is a server's own all the same. Whether a network has an interface here, and how leases
/// are kept.
const OWN: [&str; 3] = ["interface", "lease-database.persist", "lease-database.type"];

fn read(site: &Site) -> (Document, Sources) {
    let loader = site
        .files
        .iter()
        .fold(MemoryLoader::new(), |loader, (path, text)| loader.with(Path::new(path), text));
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new(MAIN)).unwrap();
    (document, sources)
}

/// The destination made to say what the source says.
fn replicated(source: &Site, destination: &Site) -> Result<Site, MirrorError> {
    let ((from, _), (document, sources)) = (read(source), read(destination));
    let mut editor = Editor::new(&document).unwrap();
    kea_ha::replicate(&mut editor, &from)?;
    let edits = editor.finish().unwrap();
    let mut after = destination.clone();
    for file in document.files() {
        let text = String::from_utf8(edits.apply(&sources, file).unwrap()).unwrap();
        after.files.insert(sources.path(file).to_str().unwrap().to_owned(), text);
    }
    let (document, _) = read(&after);
    let left = kea_config::compare(&document, &from, &HaSharing).unwrap();
    let left: Vec<_> = left.differences.iter().map(kea_config::Difference::path).collect();
    assert!(left.is_empty(), "{left:?}\n{}\n{}", source.print(), after.print());
    Ok(after)
}

/// A configuration with some changes by chance, and what they are.
fn changed(config: &Value, dice: &mut Dice) -> (Value, Vec<&'static str>) {
    let (mut config, mut kinds) = (config.clone(), Vec::new());
    for _ in 0..1 + dice.below(4) {
        let mut all = changes::some(&config, 1, dice);
        all.retain(|change| change.loads && !ANOTHER.contains(&change.kind));
        let change = all.swap_remove(dice.below(all.len()));
        kinds.push(change.kind);
        config = change.config;
    }
    (config, kinds)
}

/// Real files have libraries that nobody knows.
fn is_of_strange_library(error: &MirrorError) -> bool {
    let MirrorError::Replication(error @ ReplicationError::Unknown { .. }) = error else {
        return false;
    };
    error.places().iter().all(|place| place.path.contains("hooks-libraries"))
}

fn is_own(found: &Found) -> bool {
    OWN.iter().any(|own| found.path.rsplit('/').next() == Some(own))
}

/// Pairs made equal after changes, and what stood in the way of others.
#[derive(Default)]
struct Tally {
    made: usize,
    kinds: BTreeMap<&'static str, usize>,
    refused: BTreeMap<String, usize>,
}

impl Tally {
    /// Changes one side, makes the other one equal, and asks what differs.
    fn try_one(&mut self, sides: &[Value; 2], v6: bool, what: &str, dice: &mut Dice) {
        let from = dice.below(2);
        let (source, kinds) = changed(&sides[from], dice);
        let mut destination = sides[1 - from].clone();
        // It has its own of what is its own, and spells in its own way.
        for (name, rewrite, loads) in neutral::ALL {
            if loads && (name.contains("own") || dice.one_in(4)) {
                rewrite(&mut destination, dice);
            }
        }
        let source = render::random(&source, v6, VERSION, dice);
        let destination = render::random(&destination, v6, VERSION, dice);
        let after = match replicated(&source, &destination) {
            Ok(after) => after,
            Err(error) => {
                let expected = kinds.iter().any(|kind| STOPS.contains(kind));
                assert!(
                    expected || is_of_strange_library(&error),
                    "{what}, {kinds:?}: {error}\n{}",
                    source.print()
                );
                *self.refused.entry(error.to_string()).or_insert(0) += 1;
                return;
            }
        };
        let observed = [source.observe(["a", "b"][from]), after.observe(["a", "b"][1 - from])];
        let left = compare(&observed[0], &observed[1]);
        let left: Vec<_> = left.into_iter().filter(|found| !is_own(found)).collect();
        assert_eq!(left, [], "{what}, {kinds:?}\n{}\n{}", source.print(), after.print());
        self.made += 1;
        kinds.into_iter().for_each(|kind| *self.kinds.entry(kind).or_insert(0) += 1);
    }

    fn print(&self) {
        let Self { made, kinds, refused } = self;
        println!("{made} made equal after changes of {kinds:#?}\nrefused: {refused:#?}");
    }
}

#[test]
fn nothing_differs_after_a_replication() {
    let (mut sample, mut tally) = (Sample::new(), Tally::default());
    for (at, ground) in grounds(3).iter().enumerate() {
        let mut dice = Dice::new(at as u64);
        for round in 0..ROUNDS {
            if sample.takes() {
                let what = format!("pair {at}, round {round}");
                tally.try_one(&ground.sides, ground.v6, &what, &mut dice);
            }
        }
    }
    tally.print();
    assert!(tally.made >= Sample::least(55), "only {}", tally.made);
    assert!(tally.kinds.len() >= changes::KINDS.len() / 2 || !Sample::is_full());
}

#[test]
fn nothing_differs_between_real_files_after_a_replication() {
    let Some(all) = real::all() else { return };
    let (mut sample, mut tally) = (Sample::new(), Tally::default());
    for (at, real) in all.iter().enumerate() {
        if sample.takes() {
            tally.try_one(&real.sides, real.v6, &real.name, &mut Dice::new(at as u64));
        }
    }
    tally.print();
    assert!(tally.made >= Sample::least(60), "only {}", tally.made);
}

/// A partner behind a relay has no interface in a network: that is seen, and left as it is.
#[test]
fn an_interface_on_one_side_stays_and_is_seen() {
    for ground in Ground::clean() {
        for with in [0, 1] {
            let mut sides = ground.sides.clone();
            let subnet = &known::subnets(&sides[with])[0];
            sides[with].pointer_mut(&subnet.pointer).unwrap()["interface"] = "eth7".into();
            let sites = sides.each_ref().map(|side| render::plain(side, ground.v6, VERSION));
            let after = replicated(&sites[0], &sites[1]).unwrap();
            assert_eq!(after.print().contains("eth7"), with == 1);
            let found = compare(&sites[0].observe("a"), &after.observe("b"));
            let [one] = found.as_slice() else { panic!("{found:?}") };
            assert!(is_own(one), "{one:?}");
        }
    }
}
