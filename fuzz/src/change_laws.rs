//! The law of changes to a dhcpd.conf.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;

use config_text::Sources;
use dhcpd_conf::{Config, Editor, Family, PeerStatement, Refusal};
use ipnet::Ipv4Net;

use crate::laws::{DIVIDER, files};

/// Subnets, and peers for each of them, that are tried in a file: more only take time.
const FEW: usize = 2;

/// A change may be refused. Else its replacements can be applied, change nothing but membership,
/// and what loaded before loads afterwards.
pub fn conf_changes(data: &[u8]) {
    let mut sources = Sources::new();
    let read = dhcpd_conf::read(&mut sources, &files(data), Path::new("main"), Family::V4);
    let config = read.expect("a main file that is there can be read");
    let nets: Vec<_> = config.subnets().iter().filter_map(dhcpd_conf::Subnet::net4).collect();
    for net in nets.into_iter().take(FEW) {
        let all = members(&config);
        // Not by the network: a netmask may have holes.
        let own = config.ranges().iter().filter(|range| {
            config.subnet(range.subnet).and_then(dhcpd_conf::Subnet::net4) == Some(net)
        });
        let own: Vec<_> = own.map(|range| (range.low, range.high)).collect();
        let inside = |at: &(Ipv4Addr, Ipv4Addr)| own.contains(at);
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
        let others: Members =
            all.iter().filter(|(at, _)| !inside(at)).map(|(at, one)| (*at, one.clone())).collect();
        changes(&sources, &config, &others, |editor| editor.remove_scope(net));
        if let Some(off) = changes(&sources, &config, &others, |editor| editor.disable_scope(net)) {
            let before = texts(|at| Some(sources.bytes(config.files().get(at)?.file).to_vec()));
            comes_back(&off, net, &all, &before);
        }
    }
    let all = members(&config);
    changes(&sources, &config, &all, |editor| {
        editor.add_class("class \"fuzz class\" { match if known; }")
    });
    changes(&sources, &config, &all, |editor| editor.add_host("host fuzz-host { }", &[]));
    for host in config.hosts().take(FEW) {
        let text = format!("host {} {{ max-lease-time 60; }}", host.name);
        changes(&sources, &config, &all, |editor| editor.replace_declaration(host.scope, &text));
        changes(&sources, &config, &all, |editor| editor.remove_declaration(host.scope));
    }
    for range in config.ranges().iter().take(FEW) {
        let mut others = members(&config);
        others.remove(&(range.low, range.high));
        changes(&sources, &config, &others, |editor| editor.remove_range(range));
    }
}

type Members = BTreeMap<(Ipv4Addr, Ipv4Addr), Option<String>>;

/// Each range with its peer.
fn members(config: &Config) -> Members {
    let peer_of = |range: &dhcpd_conf::Range| {
        let pool = config.pool(range.pool?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    config.ranges().iter().map(|range| ((range.low, range.high), peer_of(range))).collect()
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
    let mut again = Sources::new();
    let read = dhcpd_conf::read(&mut again, &files(&after), Path::new("main"), Family::V4);
    let read = read.expect("a main file that is there can be read");
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
fn comes_back(off: &[u8], net: Ipv4Net, members: &Members, before: &[u8]) {
    let mut sources = Sources::new();
    let read = dhcpd_conf::read(&mut sources, &files(off), Path::new("main"), Family::V4);
    let config = read.expect("a main file that is there can be read");
    let on = changes(&sources, &config, members, |editor| editor.enable_scope(net));
    if let Some(on) = on {
        let shown = [before, b"\n--- off\n", off, b"\n--- on\n", &on].concat();
        // The second file may be one that only the pool had included.
        let same = on == before || on.ends_with(DIVIDER) && before.starts_with(&on);
        assert!(same, "{}", String::from_utf8_lossy(&shown));
    }
}
