//! Scopes of one configuration, replicated into another: both then mean the same, and nothing else
//! has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use config_text::Severity;
use dhcpair_testbed::{Dice, Verdict};
use dhcpd_conf::{Config, Editor, Family, Obstacle, Refusal, ScopeKind};
use ipnet::IpNet;

use crate::answers::answers;
use crate::made::Files;
use crate::meaning::Asked;
use crate::site::Site;

/// What became of the attempts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) done: usize,
    pub(crate) loaded: usize,
    pub(crate) nothing: usize,
    pub(crate) answers: usize,
    pub(crate) refused: BTreeMap<String, usize>,
}

/// The rules of the errors that `check` finds, and how often each.
fn errors(config: &Config) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for one in config.diagnostics().iter().filter(|one| one.severity == Severity::Error) {
        *all.entry(one.rule.id.to_owned()).or_default() += 1;
    }
    all
}

/// Why a pair may be refused: what the files themselves say. Anything else is a fault.
fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Replicate(obstacle) => match obstacle {
            Obstacle::Inherited { .. } => "inherited".to_owned(),
            Obstacle::Differs { what, .. } => format!("{what} differs"),
            Obstacle::Wire { .. } => "wire".to_owned(),
            Obstacle::Early { .. } => "early".to_owned(),
            Obstacle::NoGroup { .. } => "no group".to_owned(),
            Obstacle::HostElsewhere { .. } => "host elsewhere".to_owned(),
            Obstacle::Below { .. } => "below".to_owned(),
            Obstacle::Missing { .. } => "missing".to_owned(),
            Obstacle::RangeBesidePools { .. } => "range beside pools".to_owned(),
            Obstacle::Overlap { .. } => "overlap".to_owned(),
            other => panic!("{other}"),
        },
        Refusal::Holds { .. } => "holds".to_owned(),
        Refusal::NoPeer { .. } => "no peer".to_owned(),
        Refusal::PeerUnused { .. } => "peer unused".to_owned(),
        Refusal::PeerBelow { .. } => "peer below".to_owned(),
        Refusal::DynamicBootp { .. } => "bootp".to_owned(),
        Refusal::Inherited { .. } => "peer inherited".to_owned(),
        Refusal::ScopeTwice { .. } => "scope twice".to_owned(),
        other => panic!("{other}"),
    }
}

/// Replicates a scope from one site to another and asks everybody about the result.
pub(crate) fn judge(destination: &Site, source: &Site, net: IpNet, tally: &mut Tally) {
    let (sources, ours, theirs) = destination.read_with(source);
    let mut editor = Editor::new(&ours).expect("a whole configuration");
    let done = editor.replicate_network(&theirs, net).and_then(|()| editor.finish());
    let edits = match done {
        Ok(edits) => edits,
        Err(refusal) => {
            *tally.refused.entry(reason(&refusal)).or_default() += 1;
            return;
        }
    };
    let after_site = destination.with(&sources, &ours, &edits);
    let shown = || {
        format!(
            "{net}\n--- destination\n{}\n--- source\n{}\n--- after\n{}",
            destination.text(),
            source.text(),
            after_site.text()
        )
    };
    let (sources, after, theirs) = after_site.read_with(source);
    assert!(after.is_loadable(), "{:?}\n{}", after.diagnostics(), shown());
    let (before, now, wanted) = (Asked::new(&ours), Asked::new(&after), Asked::new(&theirs));
    let nets = wanted.wire(net);
    let (here, inside) = (now.meaning(&nets, true), wanted.meaning(&nets, true));
    for (place, said) in &inside {
        assert_eq!(here.get(place), Some(said), "{place} is not alike\n{}", shown());
    }
    assert!(here.keys().eq(inside.keys()), "{}", shown());
    let (classes, options) = (now.classes(&nets), now.options());
    for name in wanted.used(&nets) {
        assert_eq!(
            classes.get(&name),
            wanted.classes(&nets).get(&name),
            "class {name}\n{}",
            shown()
        );
    }
    // Where classes say the same, clients are told the same.
    if classes == wanted.classes(&nets) {
        let hints = crate::answers6::hints(&theirs, &nets);
        let ask = |config: &Config| match config.family() {
            Family::V4 => answers(config, &nets),
            Family::V6 => crate::answers6::answers(config, &nets, &hints),
        };
        let (here, there) = (ask(&after), ask(&theirs));
        for (client, said) in there {
            if let Some(here) = here.get(&client) {
                assert_eq!(*here, said, "client {client}\n{}", shown());
                tally.answers += 1;
            }
        }
    }
    // Everything else means what it did.
    let mut others = before.meaning(&nets, false);
    // A host without an address, which the source has in the scope, is in it now.
    others.retain(|place, _| !place.starts_with("host ") || !inside.contains_key(place));
    assert_eq!(now.meaning(&nets, false), others, "{}", shown());
    for (name, said) in before.classes(&nets) {
        assert_eq!(classes.get(&name), Some(&said), "class {name}\n{}", shown());
    }
    for (name, said) in before.options() {
        assert_eq!(options.get(&name), Some(&said), "option {name}\n{}", shown());
    }
    let (known, new) = ([errors(&ours), errors(&theirs)], errors(&after));
    for (rule, count) in new {
        let most: usize = known.iter().filter_map(|known| known.get(&rule)).sum();
        assert!(count <= most, "new {rule}: {:?}\n{}", after.diagnostics(), shown());
    }
    lines_stay(destination, &after_site, &before.may_change(&nets), &ours, &shown);
    let mut editor = Editor::new(&after).unwrap();
    editor.replicate_network(&theirs, net).unwrap_or_else(|again| panic!("{again}\n{}", shown()));
    let again = editor.finish().unwrap();
    if !again.is_empty() {
        let twice = after_site.with(&sources, &after, &again);
        panic!("a second time:\n{}\n{}", twice.text(), shown());
    }
    if edits.is_empty() {
        tally.nothing += 1;
        return;
    }
    tally.done += 1;
    if let Some(verdict) = after_site.verdict() {
        assert!(matches!(verdict, Verdict::Accepted), "{verdict:?}\n{}", shown());
        tally.loaded += 1;
    }
}

/// Every line outside the scope and hosts is still there, in the same order.
fn lines_stay(
    before: &Site,
    after: &Site,
    may_change: &[config_text::Span],
    config: &Config,
    shown: &dyn Fn() -> String,
) {
    let hosts = config.hosts().filter_map(|host| config.scope(host.scope).map(|node| node.span));
    let free: Vec<_> = may_change.iter().copied().chain(hosts).collect();
    for ((_, text), ((_, after), read)) in
        before.files.iter().zip(after.files.iter().zip(config.files()))
    {
        let (text, after) = (String::from_utf8_lossy(text), String::from_utf8_lossy(after));
        let mut rest = after.lines();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let (start, end) = (at as u32, (at + line.len()) as u32);
            at += line.len();
            let inside = |span: &&config_text::Span| {
                span.file == read.file && span.start < end && start < span.end
            };
            if free.iter().any(|span| inside(&span)) {
                continue;
            }
            let line = line.trim_end_matches(['\r', '\n']);
            assert!(rest.any(|other| other == line), "`{line}` is gone\n{}", shown());
        }
    }
}

/// A site with several changes at random.
fn changed(site: &Site, dice: &mut Dice) -> Site {
    let mut site = site.clone();
    for _ in 0..dice.between(1, 6) {
        let (sources, config) = site.read();
        let v4 = site.family == Family::V4;
        let bare = v4 && (config.failover_peers().is_empty() || config.ranges().is_empty());
        let edits = match dice.below(6) {
            0 => in_a_group(&sources, &config, dice),
            1 | 2 => without_something(&config, dice),
            _ if bare => without_something(&config, dice),
            _ if site.family == Family::V6 => crate::changes6::edits(&config, dice),
            _ => crate::changes::change(&config, dice).map(|made| made.edits),
        };
        let Some(edits) = edits else { continue };
        let next = site.with(&sources, &config, &edits);
        let (_, config) = next.read();
        // Others may need what is gone.
        if config.is_loadable() && config.is_complete() {
            site = next;
        }
    }
    site
}

/// Puts a host or a class into a group of its own.
fn in_a_group(
    sources: &config_text::Sources,
    config: &Config,
    dice: &mut Dice,
) -> Option<config_text::Edits> {
    let wanted =
        |kind: &ScopeKind| matches!(kind, ScopeKind::Host { .. } | ScopeKind::Class { .. });
    let all: Vec<_> = config.scopes().filter(|(_, node)| wanted(&node.kind)).collect();
    if all.is_empty() {
        return None;
    }
    let (scope, node) = *dice.pick(&all);
    let setting =
        dice.pick(&["filename \"dice\";", "max-lease-time 777;", "option pop-server 10.0.0.7;"]);
    let mut editor = Editor::new(config).ok()?;
    editor.remove_declaration(scope).ok()?;
    let text = format!("group {{\n  {setting}\n  {}\n}}", sources.text(node.span));
    editor.add(dhcpd_conf::ScopeIx::ROOT, &text).ok()?;
    editor.finish().ok()
}

/// Takes a declaration or a setting out, wherever it stands.
fn without_something(config: &Config, dice: &mut Dice) -> Option<config_text::Edits> {
    let scopes: Vec<_> = config.scopes().map(|(ix, _)| ix).collect();
    let scope = *dice.pick(&scopes);
    let mut editor = Editor::new(config).ok()?;
    let keys: Vec<_> = config.settings(scope).map(|one| one.key).collect();
    if keys.is_empty() || dice.one_in(2) {
        editor.remove_declaration(scope).ok()?;
    } else {
        let key = dice.pick(&keys);
        editor.unset(scope, key).ok()?;
    }
    editor.finish().ok()
}

#[test]
fn scopes_of_the_corpus_are_alike_afterwards() {
    changed_files(crate::site::corpus(), crate::rounds());
}

#[test]
fn scopes_of_dhcpv6_in_the_corpus_are_alike_afterwards() {
    changed_files(crate::site::corpus6(), crate::rounds6());
}

/// Replicates scopes between files and what becomes of them after changes at random.
fn changed_files(sites: Option<Vec<Site>>, rounds: usize) {
    let Some(sites) = sites else { return };
    let mut dice = Dice::new(crate::seed());
    let (mut tally, mut tried) = (Tally::default(), 0);
    for _ in 0..rounds {
        let site = dice.pick(&sites);
        let other = changed(site, &mut dice);
        let (ours, theirs) = if dice.one_in(2) { (site, &other) } else { (&other, site) };
        let ((_, here), (_, there)) = (ours.read(), theirs.read());
        let (here, asked) = (Asked::new(&here), Asked::new(&there));
        let all = nets(&there).into_iter();
        // A scope that has not changed is looked at only now and then.
        let (changed, same): (Vec<_>, Vec<_>) = all.partition(|net| {
            let nets = asked.wire(*net);
            here.meaning(&nets, true) != asked.meaning(&nets, true)
        });
        let nets = if changed.is_empty() || dice.one_in(10) { same } else { changed };
        if !nets.is_empty() {
            tried += 1;
            judge(ours, theirs, *dice.pick(&nets), &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.done * 4 > tried && tried * 3 > rounds, "{tried} {tally:?}");
}

pub(crate) fn site(files: Files, family: Family) -> Site {
    let files = files.into_iter().map(|(path, text)| (path.into(), text.into_bytes()));
    Site { main: PathBuf::from(crate::made::MAIN), files: files.collect(), family }
}

/// The networks that a configuration declares once.
fn nets(config: &Config) -> BTreeSet<IpNet> {
    config.subnets().iter().filter_map(dhcpd_conf::Subnet::net).collect()
}

/// Replicates scopes between pairs made at random.
fn made_pairs(family: Family, rounds: usize, make: fn(&mut Dice) -> (Files, Files)) {
    let mut dice = Dice::new(crate::seed());
    let mut tally = Tally::default();
    for _ in 0..rounds {
        let (ours, theirs) = make(&mut dice);
        let (ours, theirs) = (site(ours, family), site(theirs, family));
        for one in [&ours, &theirs] {
            let (_, config) = one.read();
            let errors =
                config.diagnostics().iter().find(|one| one.phase == config_text::Phase::Load);
            assert!(config.is_loadable(), "{errors:?}\n{}", one.text());
        }
        let (_, config) = theirs.read();
        let nets: Vec<_> = nets(&config).into_iter().collect();
        if !nets.is_empty() {
            judge(&ours, &theirs, *dice.pick(&nets), &mut tally);
        }
    }
    println!("{tally:?}");
    assert!(tally.done * 4 > rounds, "{tally:?}");
}

#[test]
fn made_pairs_are_alike_afterwards() {
    made_pairs(Family::V4, crate::rounds(), crate::made::pair);
}

#[test]
fn made_pairs_of_dhcpv6_are_alike_afterwards() {
    made_pairs(Family::V6, crate::rounds6(), crate::made6::pair);
}
