//! The law of scopes that are replicated from one dhcpd.conf into another.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::{Config, Editor, Family, Refusal};
use ipnet::Ipv4Net;

use crate::laws::files;

/// Subnets that are tried: more only take time.
const FEW: usize = 3;

/// The first file is the destination, the second one the source. A replication may be refused. Else
/// its replacements can be applied; what loaded before loads afterwards; the wire has the ranges
/// of the source and no other wire has changed; and nothing is left to be done.
pub fn conf_replicas(data: &[u8]) {
    let mut sources = Sources::new();
    let both = files(data);
    let (ours, theirs) = (read(&mut sources, &both, "main"), read(&mut sources, &both, "below"));
    let nets: BTreeSet<_> = theirs.subnets().iter().filter_map(dhcpd_conf::Subnet::net4).collect();
    for net in nets.into_iter().take(FEW) {
        let Ok(edits) = replicated(&ours, &theirs, net) else { continue };
        let text = edits.apply(&sources, ours.files()[0].file);
        let text = text.expect("edits of one reading do not overlap");
        if !ours.is_loadable() || !theirs.is_loadable() || ours.files().len() != 1 {
            continue;
        }
        let shown = || format!("{net}\n{}", String::from_utf8_lossy(&text));
        let after = MemoryLoader::new().with("main", text.clone());
        let (mut again, below) = (Sources::new(), &both);
        let (read_ours, read_theirs) =
            (read(&mut again, &after, "main"), read(&mut again, below, "below"));
        assert!(read_ours.is_loadable(), "{:?}\n{}", read_ours.diagnostics(), shown());
        let wire = wire(&theirs, net);
        assert_eq!(ranges(&read_ours, &wire, true), ranges(&theirs, &wire, true), "{}", shown());
        assert_eq!(ranges(&read_ours, &wire, false), ranges(&ours, &wire, false), "{}", shown());
        let left = replicated(&read_ours, &read_theirs, net);
        assert!(left.is_ok_and(|edits| edits.is_empty()), "a second time\n{}", shown());
    }
}

fn read(sources: &mut Sources, loader: &MemoryLoader, main: &str) -> Config {
    let read = dhcpd_conf::read(sources, loader, Path::new(main), Family::V4);
    read.expect("a main file that is there can be read")
}

fn replicated(ours: &Config, theirs: &Config, net: Ipv4Net) -> Result<config_text::Edits, Refusal> {
    let mut editor = Editor::new(ours)?;
    editor.replicate_network(theirs, net)?;
    editor.finish()
}

/// The subnets on the wire of one.
fn wire(config: &Config, net: Ipv4Net) -> BTreeSet<Ipv4Net> {
    let known = config.subnets().iter().find(|one| one.net4() == Some(net));
    let network = known.and_then(|one| config.network(one.network));
    let all = network.into_iter().flat_map(|network| &network.subnets);
    all.filter_map(|ix| config.subnet(*ix)?.net4()).collect()
}

/// The addresses that subnets hand out, with the peer of each range.
fn ranges(
    config: &Config,
    wire: &BTreeSet<Ipv4Net>,
    inside: bool,
) -> BTreeSet<(Ipv4Addr, Ipv4Addr, Option<String>)> {
    let part = |range: &&dhcpd_conf::Range| {
        let net = config.subnet(range.subnet).and_then(dhcpd_conf::Subnet::net4);
        net.is_some_and(|net| wire.contains(&net)) == inside
    };
    let peer = |range: &dhcpd_conf::Range| {
        let pool = config.pool(range.pool?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    let all = config.ranges().iter().filter(part);
    let mut all: Vec<_> = all.map(|range| (range.low, range.high, peer(range))).collect();
    all.sort();
    // Two ranges that follow one another are one.
    let mut joined: Vec<(Ipv4Addr, Ipv4Addr, Option<String>)> = Vec::new();
    for (low, high, peer) in all {
        match joined.last_mut() {
            Some(last)
                if last.2 == peer && u32::from(last.1).checked_add(1) == Some(low.into()) =>
            {
                last.1 = high;
            }
            _ => joined.push((low, high, peer)),
        }
    }
    joined.into_iter().collect()
}
