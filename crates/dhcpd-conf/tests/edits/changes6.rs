//! Changes of DHCPv6 files at random, each with what should come of it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv6Addr;

use config_text::Edits;
use dhcpair_testbed::{Dice, Verdict};
use dhcpd_conf::{AnyRange, Config, Editor, RangePlace, Refusal, ScopeIx, Subnet};
use ipnet::IpNet;

use crate::changes::{add_class, line_without, replaced_class};
use crate::site::{Site, line, rest};

/// How many kinds of changes there are.
const KINDS: usize = 13;

struct Made {
    what: &'static str,
    edits: Edits,
    ranges: BTreeSet<String>,
    rest: Vec<String>,
}

/// Every range in one way of writing it, with the kind of its place.
fn ranges(config: &Config) -> BTreeSet<String> {
    config.all_ranges().map(|range| said(&range)).collect()
}

fn said(range: &AnyRange) -> String {
    format!("{} in a pool: {}", range.canonical(), range.pool().is_some())
}

/// One change at random; nothing where it was refused for a reason that the configuration gives, or has
/// nothing to do.
fn change(config: &Config, dice: &mut Dice) -> Option<Made> {
    let mut editor = Editor::new(config).expect("a whole configuration");
    let mut made =
        Made { what: "", edits: Edits::new(), ranges: ranges(config), rest: rest(config, true) };
    let all = config.subnets();
    let at = dice.below(all.len());
    let subnet = &all[at];
    let own: Vec<_> = config.all_ranges().filter(|one| one.subnet().index() == at).collect();
    let (what, done) = match dice.below(KINDS) {
        0 => ("set a setting", set(config, &mut editor, subnet.scope, dice, &mut made.rest)),
        1 => ("unset a setting", unset(config, &mut editor, subnet.scope, dice, &mut made.rest)),
        2 => ("add a range", add_range(&mut editor, subnet, &own, dice, &mut made.ranges)),
        3 => ("add prefixes", add_prefixes(&mut editor, &own, dice, &mut made.ranges)),
        4 if !own.is_empty() => {
            let range = *dice.pick(&own);
            let (low, _) = range.addresses();
            made.ranges.remove(&said(&range));
            let new = match range {
                AnyRange::V6(range) if !range.temporary => {
                    AnyRange::V6(dhcpd_conf::Range6 { high: range.low, ..range })
                }
                AnyRange::Prefixes(range) => {
                    AnyRange::Prefixes(dhcpd_conf::PrefixRange { high: range.low, ..range })
                }
                other => other,
            };
            made.ranges.insert(said(&new));
            ("set a range", editor.set_range(range, low, new.addresses().1))
        }
        5 if !own.is_empty() => {
            let range = *dice.pick(&own);
            made.ranges.remove(&said(&range));
            let alone = config.all_ranges().filter(|one| one.pool() == range.pool()).count() == 1;
            if let Some(pool) = range.pool().filter(|_| alone) {
                let scope = config.pool(pool).unwrap().scope;
                made.rest = line_without(config, &[scope], made.rest);
            }
            ("remove a range", editor.remove_range(range))
        }
        6 => {
            made.rest.push("host dice-host".to_owned());
            let net = subnet.net().unwrap();
            let text = format!(
                "host dice-host {{ hardware ethernet 02:00:00:00:00:01; fixed-address6 {}; }}",
                net.network()
            );
            let added = if net.network().is_ipv6() { editor.add_host(&text, &[]) } else { Ok(()) };
            ("add a host", added)
        }
        7 => {
            let net = subnet.net().unwrap();
            made.ranges.retain(|one| !own.iter().any(|range| said(range) == *one));
            made.rest = without_scope(config, subnet.scope, made.rest);
            ("remove a scope", editor.remove_scope(net))
        }
        8 | 9 => {
            let hosts: Vec<_> = config.hosts().collect();
            if hosts.is_empty() {
                return None;
            }
            let host = dice.pick(&hosts);
            made.rest = line_without(config, &[host.scope], made.rest);
            if dice.one_in(2) {
                made.rest.push(line(config.scope(host.scope).unwrap(), "max-lease-time", "4321"));
                let text = format!(
                    "host {} {{ hardware ethernet 2:0:0:0:0:1; max-lease-time 4321; }}",
                    host.name
                );
                ("replace a host", editor.replace_declaration(host.scope, &text))
            } else {
                let gone = format!("host {}", host.name);
                made.rest.remove(made.rest.iter().position(|one| *one == gone).unwrap());
                ("remove a host", editor.remove_declaration(host.scope))
            }
        }
        10 => {
            let network = config.network(subnet.network).unwrap();
            made.ranges.retain(|one| !own.iter().any(|range| said(range) == *one));
            made.rest = without_scope(config, network.scope, made.rest);
            // Those of the other family are another matter.
            let net = subnet.net().unwrap();
            let off = if net.network().is_ipv6() { editor.disable_scope(net) } else { Ok(()) };
            ("disable a scope", off)
        }
        11 => ("add a class", add_class(&mut editor, &mut made.rest)),
        _ => ("replace a class", replaced_class(config, &mut editor, dice, &mut made.rest)),
    };
    match done.and_then(|()| editor.finish()) {
        Ok(edits) if edits.is_empty() => None,
        Ok(edits) => {
            made.rest.sort();
            Some(Made { what, edits, ..made })
        }
        Err(
            Refusal::HostExists { .. }
            | Refusal::ClassExists { .. }
            | Refusal::Holds { .. }
            | Refusal::LastSubnet { .. }
            | Refusal::SharedWire { .. }
            | Refusal::RangeTaken { .. },
        ) => None,
        Err(other) => panic!("{what}: {other}"),
    }
}

type Done = Result<(), Refusal>;

fn set(
    config: &Config,
    editor: &mut Editor<'_>,
    scope: ScopeIx,
    dice: &mut Dice,
    rest: &mut Vec<String>,
) -> Done {
    let (key, value) = *dice.pick(&[
        ("option dhcp6.name-servers", "2001:db8::53"),
        ("option dhcp6.domain-search", "\"dice.example\""),
        ("preferred-lifetime", "432"),
        ("default-lease-time", "4321"),
    ]);
    let node = config.scope(scope).unwrap();
    let own: Vec<_> =
        config.settings(scope).filter(|one| *one.key == *key && !one.executable).collect();
    if let Some(last) = own.last() {
        let gone = line(node, key, &last.value);
        rest.remove(rest.iter().position(|one| *one == gone).unwrap());
    }
    rest.push(line(node, key, value));
    editor.set(scope, key, value)
}

fn unset(
    config: &Config,
    editor: &mut Editor<'_>,
    scope: ScopeIx,
    dice: &mut Dice,
    rest: &mut Vec<String>,
) -> Done {
    let node = config.scope(scope).unwrap();
    let own: Vec<_> = config
        .settings(scope)
        .filter(|one| !one.executable && one.operator == dhcpd_conf::Operator::Set)
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    let key = &dice.pick(&own).key;
    for one in own.iter().filter(|one| one.key == *key) {
        let gone = line(node, key, &one.value);
        rest.remove(rest.iter().position(|one| *one == gone).unwrap());
    }
    editor.unset(scope, key)
}

fn add_range(
    editor: &mut Editor<'_>,
    subnet: &Subnet,
    own: &[AnyRange],
    dice: &mut Dice,
    ranges: &mut BTreeSet<String>,
) -> Done {
    let (Some(IpNet::V6(net)), false) = (subnet.net(), own.is_empty()) else { return Ok(()) };
    let low = u128::from(net.network()) | u128::from(dice.between(1, u32::MAX) >> dice.below(16));
    if net.prefix_len() > 96 {
        return Ok(());
    }
    let (low, high) = (Ipv6Addr::from(low), Ipv6Addr::from(low.saturating_add(3)));
    let place = place(dice.pick(own));
    ranges.insert(format!(
        "range6 {low} {high}; in a pool: {}",
        matches!(place, RangePlace::Pool(_))
    ));
    editor.add_range(place, low, high)
}

fn add_prefixes(
    editor: &mut Editor<'_>,
    own: &[AnyRange],
    dice: &mut Dice,
    ranges: &mut BTreeSet<String>,
) -> Done {
    if own.is_empty() || own.iter().any(|one| matches!(one, AnyRange::V4(_))) {
        return Ok(());
    }
    let place = place(dice.pick(own));
    let (low, high) = ("2001:db8:dd00::", "2001:db8:dd00:f00::");
    let pool = matches!(place, RangePlace::Pool(_));
    ranges.insert(format!("prefix6 {low} {high} /56; in a pool: {pool}"));
    editor.add_prefixes(place, low.parse().unwrap(), high.parse().unwrap(), 56)
}

fn place(range: &AnyRange) -> RangePlace {
    range.pool().map_or(RangePlace::Subnet(range.subnet()), RangePlace::Pool)
}

/// What is expected without a scope and all in it.
fn without_scope(config: &Config, scope: ScopeIx, rest: Vec<String>) -> Vec<String> {
    let inside = |ix: ScopeIx| config.chain(ix).any(|(ix, _)| ix == scope);
    let gone: Vec<_> = config.scopes().map(|(ix, _)| ix).filter(|ix| inside(*ix)).collect();
    let mut rest = line_without(config, &gone, rest);
    for host in gone.iter().filter_map(|scope| config.host(*scope)) {
        let gone = format!("host {}", host.name);
        rest.remove(rest.iter().position(|one| *one == gone).unwrap());
    }
    rest
}

/// Changes a site and asks everybody about the result.
fn judge(site: &Site, dice: &mut Dice, counts: &mut BTreeMap<&'static str, usize>) {
    let (sources, config) = site.read();
    if config.subnets().is_empty() {
        return;
    }
    let Some(made) = change(&config, dice) else { return };
    let what = made.what;
    let after = site.with(&sources, &config, &made.edits);
    let (_, read) = after.read();
    let shown = || format!("{what}\n{}\n--- after\n{}", site.text(), after.text());
    assert!(read.is_loadable(), "{:?}\n{}", read.diagnostics(), shown());
    assert_eq!(ranges(&read), made.ranges, "{}", shown());
    assert_eq!(rest(&read, true), made.rest, "{}", shown());
    if let Some(verdict) = after.verdict() {
        assert!(matches!(verdict, Verdict::Accepted), "{verdict:?}\n{}", shown());
        *counts.entry(what).or_default() += 1;
    }
}

/// Changes a site without asking; for sites that are to differ.
pub(crate) fn edits(config: &Config, dice: &mut Dice) -> Option<Edits> {
    (!config.subnets().is_empty()).then(|| change(config, dice))?.map(|made| made.edits)
}

#[test]
fn changed_files_of_dhcpv6_load_and_mean_what_they_should() {
    let Some(mut sites) = crate::site::corpus6() else { return };
    assert!(sites.len() > 20, "{} files", sites.len());
    let mut dice = Dice::new(crate::seed());
    // The corpus has few hosts and pools.
    for _ in 0..sites.len() {
        let (made, _) = crate::made6::pair(&mut dice);
        sites.push(crate::replicas::site(made, dhcpd_conf::Family::V6));
    }
    let (mut counts, rounds) = (BTreeMap::new(), crate::rounds6());
    for _ in 0..rounds * 2 {
        judge(dice.pick(&sites), &mut dice, &mut counts);
        if counts.values().sum::<usize>() >= rounds {
            break;
        }
    }
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    println!("{counts:?}");
    assert_eq!(counts.len(), KINDS, "every kind of change: {counts:?}");
    assert!(counts.values().sum::<usize>() >= rounds, "{counts:?}");
}
