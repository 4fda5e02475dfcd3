//! Real files, changed at random: the change has its effect and no other, and dhcpd itself loads the
//! result.

mod answers;
mod answers6;
mod changes;
mod changes6;
mod made;
mod made6;
mod meaning;
mod replicas;
mod returns;
mod site;

use std::collections::BTreeMap;

use dhcpair_testbed::{Dice, Verdict};
use dhcpd_conf::Editor;

use changes::{Rest, change};
use site::{Site, corpus, members, rest};

/// Changes a site at random and asks everybody about the result; counts the changes that dhcpd
/// loads.
fn judge(site: &Site, dice: &mut Dice, counts: &mut BTreeMap<&'static str, usize>) {
    let (sources, config) = site.read();
    // Several of each, since the reading takes longest.
    for _ in 0..4 {
        let Some(made) = change(&config, dice) else { continue };
        let what = made.what;
        let after = site.with(&sources, &config, &made.edits);
        let (_, read) = after.read();
        let shown = || String::from_utf8_lossy(&after.files[0].1).into_owned();
        assert!(read.is_loadable(), "{what}: {:?}\n{}", read.diagnostics(), shown());
        assert_eq!(members(&read), made.members, "{what}\n{}", shown());
        match made.rest {
            Rest::Same => assert_eq!(rest(&read, true), rest(&config, true), "{what}"),
            Rest::WithoutPools => assert_eq!(rest(&read, false), rest(&config, false), "{what}"),
            Rest::Exactly(expected) => assert_eq!(rest(&read, true), expected, "{what}"),
        }
        if what == "disable a scope" {
            comes_back(&after, site);
        }
        if let Some(verdict) = after.verdict() {
            assert!(matches!(verdict, Verdict::Accepted), "{what}: {verdict:?}\n{}", shown());
            *counts.entry(what).or_default() += 1;
        }
    }
}

/// Enables every scope that is disabled; the members are those of before.
fn comes_back(disabled: &Site, before: &Site) {
    let (sources, config) = disabled.read();
    let mut editor = Editor::new(&config).unwrap();
    let nets = config.subnets().iter().filter_map(dhcpd_conf::Subnet::net);
    let enabled: Vec<_> = nets.filter(|net| editor.enable_scope(*net).is_ok()).collect();
    assert_eq!(enabled.len(), 1, "one scope was disabled");
    let edits = editor.finish().unwrap();
    let (_, after) = disabled.with(&sources, &config, &edits).read();
    let (_, before) = before.read();
    assert_eq!(members(&after), members(&before));
    assert_eq!(rest(&after, true), rest(&before, true));
}

fn rounds() -> usize {
    let given = std::env::var("DHCPAIR_EDITS").ok().and_then(|text| text.parse().ok());
    given.unwrap_or(500)
}

/// DHCPv6 files are few and small.
fn rounds6() -> usize {
    rounds().div_ceil(3)
}

fn seed() -> u64 {
    std::env::var("DHCPAIR_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

#[test]
fn changed_files_of_the_corpus_load_and_mean_what_they_should() {
    let Some(sites) = corpus() else { return };
    assert!(sites.len() > 60, "{} files", sites.len());
    let mut dice = Dice::new(seed());
    let mut counts = BTreeMap::new();
    let mut done = 0;
    // Not every change can be made in every file.
    for _ in 0..rounds() * 2 {
        let site = &sites[dice.below(sites.len())];
        judge(site, &mut dice, &mut counts);
        done = counts.values().sum();
        if done >= rounds() {
            break;
        }
    }
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    println!("{done} changed files loaded by dhcpd: {counts:?}");
    assert!(done >= rounds(), "{counts:?}");
    assert_eq!(counts.len(), changes::KINDS, "every kind of change: {counts:?}");
}
