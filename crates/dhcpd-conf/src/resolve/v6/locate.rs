//! Which wire a client is on, and which host is for it.

use std::net::Ipv6Addr;

use super::{Client, Kind};
use crate::index::kind::Kind as Word;
use crate::read::Cursor;
use crate::resolve::Resolver;
use crate::resolve::hosts::Hosts;
use crate::resolve::state::State;
use crate::view::{Config, ItemKind, NetworkIx, ScopeIx};

/// The option with the client's hardware address (RFC 6939), as the nearest relay adds it.
const CLIENT_LINK_LAYER: u16 = 79;

/// The longest hardware address that dhcpd knows.
const LONGEST: usize = 20;

/// The wire that a client is on.
pub(super) fn network(resolver: &Resolver<'_>, client: &Client) -> Option<NetworkIx> {
    let links = client.relays.iter().map(|relay| relay.link);
    let link = links.into_iter().find(|link| !link.is_unspecified() && !is_link_local(*link));
    if let Some(link) = link {
        return of_address(resolver, link);
    }
    // dhcpd does not start where they contradict each other.
    let of_server = client.server.and_then(|address| of_address(resolver, address));
    of_server.or_else(|| of_interface(resolver.config, client.interface.as_deref()?))
}

/// The wire of an address.
pub(super) fn of_address(resolver: &Resolver<'_>, address: Ipv6Addr) -> Option<NetworkIx> {
    let subnet = resolver.networks().subnet(address)?;
    resolver.config.subnet(subnet).map(|subnet| subnet.network)
}

/// The wire of the first address or prefix that a client would like.
pub(super) fn of_hints(resolver: &Resolver<'_>, client: &Client) -> Option<NetworkIx> {
    let first = |kind| {
        let own = client.associations.iter().filter(move |one| one.kind == kind);
        own.flat_map(|one| &one.hints).next().map(|hint| hint.address)
    };
    let kinds = [Kind::NonTemporary, Kind::Delegation, Kind::Temporary];
    of_address(resolver, kinds.into_iter().find_map(first)?)
}

fn is_link_local(address: Ipv6Addr) -> bool {
    address.segments().first().is_some_and(|first| first & 0xffc0 == 0xfe80)
}

/// The wire that has an interface for its own (`interface`): the first that names it.
fn of_interface(config: &Config, name: &str) -> Option<NetworkIx> {
    let networks = (0u32..).map(NetworkIx).zip(config.networks());
    let of_subnets = |network: &crate::SharedNetwork| -> Vec<ScopeIx> {
        let subnets = network.subnets.iter().filter_map(|subnet| config.subnet(*subnet));
        std::iter::once(network.scope).chain(subnets.map(|subnet| subnet.scope)).collect()
    };
    let names = |scope: ScopeIx| {
        config.items_of(scope).filter(|item| item.kind == ItemKind::Plain).any(|item| {
            let file = config.file_of(item);
            let node = file.and_then(|file| Some((file, file.tree.node(item.node)?)));
            node.is_some_and(|(file, node)| interface(Cursor::new(file, node.first), name))
        })
    };
    let has = |network: &crate::SharedNetwork| of_subnets(network).into_iter().any(names);
    networks.into_iter().find(|(_, network)| has(network)).map(|(ix, _)| ix)
}

/// Whether a statement is `interface NAME;`.
fn interface(mut cur: Cursor<'_>, name: &str) -> bool {
    if cur.next() != Word::Interface {
        return false;
    }
    let found = match cur.next() {
        Word::Quoted => cur.string(),
        _ => cur.text().to_vec(),
    };
    found == name.as_bytes()
}

/// The first of the hosts that a client is known by.
pub(super) fn host(hosts: &Hosts, client: &Client, state: &State) -> Option<usize> {
    let duid = client.option(super::client::CLIENT_ID).unwrap_or_default();
    hosts
        .of_identifier(duid)
        .or_else(|| {
            let relay = client.relays.first()?;
            let (kind, address) = relay.options.get(&CLIENT_LINK_LAYER)?.split_first_chunk()?;
            of_hardware(hosts, *kind, address)
        })
        .or_else(|| hosts.of_options(state))
        .or_else(|| {
            let (kind, rest) = duid.split_first_chunk::<2>()?;
            let (hardware, rest) = rest.split_first_chunk::<2>()?;
            match u16::from_be_bytes(*kind) {
                // With the time when it was made, and without (RFC 8415, section 11).
                1 => of_hardware(hosts, *hardware, rest.get(4..)?),
                3 => of_hardware(hosts, *hardware, rest),
                _ => None,
            }
        })
}

fn of_hardware(hosts: &Hosts, kind: [u8; 2], address: &[u8]) -> Option<usize> {
    let kind = u8::try_from(u16::from_be_bytes(kind)).ok()?;
    (1..=LONGEST).contains(&address.len()).then(|| hosts.of_hardware(kind, address))?
}
