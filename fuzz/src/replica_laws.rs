//! The law of scopes that are replicated from one dhcpd.conf into another.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::{AnyRange, Config, Editor, Family, Refusal};
use ipnet::IpNet;

use crate::laws::files;

/// Subnets that are tried: more only take time.
const FEW: usize = 3;

/// The first file is the destination, the second one the source. A replication may be refused. Else
/// its replacements can be applied; what loaded before loads afterwards; the wire has the ranges
/// of the source and no other wire has changed; and nothing is left to be done.
pub fn conf_replicas(data: &[u8]) {
    for family in [Family::V4, Family::V6] {
        replicas(data, family);
    }
}

fn replicas(data: &[u8], family: Family) {
    let read = |sources: &mut Sources, loader: &MemoryLoader, main: &str| {
        let read = dhcpd_conf::read(sources, loader, Path::new(main), family);
        read.expect("a main file that is there can be read")
    };
    let mut sources = Sources::new();
    let both = files(data);
    let (ours, theirs) = (read(&mut sources, &both, "main"), read(&mut sources, &both, "below"));
    let nets: BTreeSet<_> = theirs.subnets().iter().filter_map(dhcpd_conf::Subnet::net).collect();
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

fn replicated(ours: &Config, theirs: &Config, net: IpNet) -> Result<config_text::Edits, Refusal> {
    let mut editor = Editor::new(ours)?;
    editor.replicate_network(theirs, net)?;
    editor.finish()
}

/// The subnets on the wire of one.
fn wire(config: &Config, net: IpNet) -> BTreeSet<IpNet> {
    let known = config.subnets().iter().find(|one| one.net() == Some(net));
    let network = known.and_then(|one| config.network(one.network));
    let all = network.into_iter().flat_map(|network| &network.subnets);
    all.filter_map(|ix| config.subnet(*ix)?.net()).collect()
}

/// What is handed out, in numbers.
type Handed = (Kind, u128, u128, Option<String>);

/// Whether BOOTP clients may have it, whether it is temporary, and how long prefixes are.
type Kind = (bool, bool, Option<u8>);

/// What subnets hand out, with the peer of each range.
fn ranges(config: &Config, wire: &BTreeSet<IpNet>, inside: bool) -> BTreeSet<Handed> {
    let part = |range: &AnyRange| {
        let net = config.subnet(range.subnet()).and_then(dhcpd_conf::Subnet::net);
        net.is_some_and(|net| wire.contains(&net)) == inside
    };
    let peer = |range: &AnyRange| {
        let pool = config.pool(range.pool()?)?.peer?;
        Some(config.failover_peers()[pool.peer].name.clone())
    };
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    };
    let handed = |range: AnyRange| {
        let (low, high) = range.addresses();
        let (kind, size) = match range {
            AnyRange::V4(range) => ((range.dynamic_bootp, false, None), 0),
            AnyRange::V6(range) => ((false, range.temporary, None), 0),
            AnyRange::Prefixes(range) => ((false, false, Some(range.len)), u128::MAX >> range.len),
        };
        (kind, number(low), number(high) | size, peer(&range))
    };
    let mut all: Vec<Handed> = config.all_ranges().filter(part).map(handed).collect();
    all.sort();
    // Two ranges that follow one another are one, but for nets of temporary addresses.
    let mut joined: Vec<Handed> = Vec::new();
    for one in all {
        match joined.last_mut() {
            Some(last)
                if (last.0, &last.3) == (one.0, &one.3)
                    && !one.0.1
                    && last.2.checked_add(1) == Some(one.1) =>
            {
                last.2 = one.2;
            }
            _ => joined.push(one),
        }
    }
    joined.into_iter().collect()
}
