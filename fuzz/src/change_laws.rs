//! The law of changes to a dhcpd.conf.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;

use config_text::Sources;
use dhcpd_conf::{AnyRange, Config, Editor, Family, PeerStatement, RangePlace, Refusal};
use ipnet::IpNet;

use crate::laws::{DIVIDER, files};

/// Subnets, and peers for each of them, that are tried in a file: more only take time.
const FEW: usize = 2;

/// A change may be refused. Else its replacements can be applied, change nothing but what is handed out and by
/// whom, and what loaded before loads afterwards.
pub fn conf_changes(data: &[u8]) {
    membership(data);
    for family in [Family::V4, Family::V6] {
        anything(data, family);
    }
}

fn read(data: &[u8], family: Family) -> (Sources, Config) {
    let mut sources = Sources::new();
    let read = dhcpd_conf::read(&mut sources, &files(data), Path::new("main"), family);
    (sources, read.expect("a main file that is there can be read"))
}

/// Changes that are about failover, and so about DHCPv4.
fn membership(data: &[u8]) {
    let (sources, config) = read(data, Family::V4);
    let nets: Vec<_> = config.subnets().iter().filter_map(dhcpd_conf::Subnet::net4).collect();
    for net in nets.into_iter().take(FEW) {
        let all = members(&config);
        // Not by the network: a netmask may have holes.
        let own = config.all_ranges().filter(|range| {
            config.subnet(range.subnet()).and_then(dhcpd_conf::Subnet::net4) == Some(net)
        });
        let own: Vec<_> = own.map(|range| range.addresses()).collect();
        let inside = |at: &(IpAddr, IpAddr)| own.contains(at);
        for peer in config.failover_peers().iter().take(FEW) {
            let name = Some(peer.name.clone());
            let put = all
                .iter()
                .map(|(at, before)| (*at, if inside(at) { name.clone() } else { before.clone() }));
            changes(&sources, &config, &put.collect(), |editor| editor.put_scope(net, &peer.name));
            for statement in [PeerStatement::MaxResponseDelay(60), PeerStatement::Split(64)] {
                changes(&sources, &config, &all, |editor| editor.set_peer(&peer.name, statement));
            }
        }
        let taken =
            all.iter().map(|(at, before)| (*at, if inside(at) { None } else { before.clone() }));
        changes(&sources, &config, &taken.collect(), |editor| editor.take_scope(net));
    }
}

/// Changes of files of either family.
fn anything(data: &[u8], family: Family) {
    let (sources, config) = read(data, family);
    let all = members(&config);
    let nets: Vec<_> = config.subnets().iter().filter_map(dhcpd_conf::Subnet::net).collect();
    for net in nets.into_iter().take(FEW) {
        let own = config.all_ranges().filter(|range| {
            config.subnet(range.subnet()).and_then(dhcpd_conf::Subnet::net) == Some(net)
        });
        let own: Vec<_> = own.map(|range| range.addresses()).collect();
        let others: Members = all
            .iter()
            .filter(|(at, _)| !own.contains(at))
            .map(|(at, one)| (*at, one.clone()))
            .collect();
        changes(&sources, &config, &others, |editor| editor.remove_scope(net));
        if let Some(off) = changes(&sources, &config, &others, |editor| editor.disable_scope(net)) {
            let before = texts(|at| Some(sources.bytes(config.files().get(at)?.file).to_vec()));
            comes_back(&off, family, net, &all, &before);
        }
    }
    changes(&sources, &config, &all, |editor| {
        editor.add_class("class \"fuzz class\" { match if known; }")
    });
    changes(&sources, &config, &all, |editor| editor.add_host("host fuzz-host { }", &[]));
    for host in config.hosts().take(FEW) {
        let text = format!("host {} {{ max-lease-time 60; }}", host.name);
        changes(&sources, &config, &all, |editor| editor.replace_declaration(host.scope, &text));
        changes(&sources, &config, &all, |editor| editor.remove_declaration(host.scope));
    }
    let mut ranges: Vec<_> = config.all_ranges().collect();
    // One of each kind.
    ranges.dedup_by_key(|range| std::mem::discriminant(range));
    for range in ranges {
        let mut others = all.clone();
        let same = config.all_ranges().filter(|one| one.addresses() == range.addresses()).count();
        if same == 1 {
            let (low, high) = range.addresses();
            let peer = others.remove(&(low, high)).flatten();
            changes(&sources, &config, &others, |editor| editor.remove_range(range));
            others.insert((low, low), peer.clone());
            changes(&sources, &config, &others, |editor| editor.set_range(range, low, low));
            let place = range.pool().map_or(RangePlace::Subnet(range.subnet()), RangePlace::Pool);
            let mut more = all.clone();
            if let Some(next) = next(high) {
                more.insert((next, next), peer.clone());
                changes(&sources, &config, &more, |editor| editor.add_range(place, next, next));
            }
            if !matches!(range, AnyRange::V4(_)) {
                let mut more = all.clone();
                let prefix = Ipv6Addr::new(0x3fff, 0xf, 0, 0, 0, 0, 0, 0);
                more.insert((prefix.into(), prefix.into()), peer);
                changes(&sources, &config, &more, |editor| {
                    editor.add_prefixes(place, prefix, prefix, 56)
                });
            }
        }
    }
}

/// The address behind another one.
fn next(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(1).map(|one| IpAddr::V4(one.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(1).map(|one| IpAddr::V6(one.into())),
    }
}

type Members = BTreeMap<(IpAddr, IpAddr), Option<String>>;

/// Each range with its peer.
fn members(config: &Config) -> Members {
    let peer_of = |range: &AnyRange| {
        let pool = config.pool(range.pool()?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    config.all_ranges().map(|range| (range.addresses(), peer_of(&range))).collect()
}

/// Makes a change; the files after it, unless it was refused.
fn changes(
    sources: &Sources,
    config: &Config,
    expected: &Members,
    change: impl Fn(&mut Editor<'_>) -> Result<(), Refusal>,
) -> Option<Vec<u8>> {
    let mut editor = Editor::new(config).ok()?;
    change(&mut editor).ok()?;
    let edits = editor.finish().ok()?;
    let after = texts(|at| {
        let file = config.files().get(at)?.file;
        Some(edits.apply(sources, file).expect("edits of one reading do not overlap"))
    });
    let (_, read) = read(&after, config.family());
    if config.is_loadable() {
        let shown = || String::from_utf8_lossy(&after).into_owned();
        assert!(read.is_loadable(), "{:?}\n{}", read.diagnostics(), shown());
        assert_eq!(&members(&read), expected, "{}", shown());
    }
    config.is_loadable().then_some(after)
}

/// Both files in the form in which the fuzzer gives them.
fn texts(text: impl Fn(usize) -> Option<Vec<u8>>) -> Vec<u8> {
    [text(0).unwrap_or_default(), DIVIDER.to_vec(), text(1).unwrap_or_default()].concat()
}

/// A scope that was disabled and is enabled again: the bytes of before.
fn comes_back(off: &[u8], family: Family, net: IpNet, members: &Members, before: &[u8]) {
    let (sources, config) = read(off, family);
    let on = changes(&sources, &config, members, |editor| editor.enable_scope(net));
    if let Some(on) = on {
        let shown = [before, b"\n--- off\n", off, b"\n--- on\n", &on].concat();
        // The second file may be one that only the pool had included.
        let same = on == before || on.ends_with(DIVIDER) && before.starts_with(&on);
        assert!(same, "{}", String::from_utf8_lossy(&shown));
    }
}
