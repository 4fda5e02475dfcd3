//! Which server gives out what: guards of pools, and subnets of a hub.

use std::collections::{HashMap, HashSet};

use kea_config::Node;
use kea_config::view::{PdPool, Pool, Subnet};

use super::judge::Judge;
use crate::mode::Mode;
use crate::relationship::Relationship;
use crate::rules;

mod guards;
mod shares;

use guards::{Classes, Servers};

pub(super) fn check(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    tags(judge, relationships);
    let Some(servers) = Servers::of(relationships) else { return };
    let classes = Classes::of(judge.server);
    dead(judge, &servers);
    let [relationship] = relationships else { return };
    if relationship.mode() != Some(Mode::LoadBalancing) {
        return;
    }
    let mut groups: HashMap<u32, Vec<Subnet<'_>>> = HashMap::new();
    let mut order = Vec::new();
    for subnet in judge.server.subnets() {
        for pool in pools(subnet) {
            unguarded(judge, &classes, subnet, pool);
        }
        // Subnets of one wire serve the same clients.
        let wire = subnet.shared_network().map_or(subnet.node(), |network| network.node());
        let group = groups.entry(wire.index()).or_default();
        if group.is_empty() {
            order.push(wire);
        }
        group.push(subnet);
    }
    for wire in order {
        let subnets = groups.remove(&wire.index()).unwrap_or_default();
        shares::check(judge, &servers, &classes, wire, &subnets);
    }
}

/// Pools of addresses and of prefixes.
fn pools(subnet: Subnet<'_>) -> Vec<Node<'_>> {
    let addresses = subnet.pools();
    let prefixes = subnet.pd_pools();
    let addresses = addresses.iter().map(Pool::node);
    addresses.chain(prefixes.iter().map(PdPool::node)).collect()
}

/// The maps whose guards a client must pass, from a pool outwards.
fn levels<'d>(subnet: Subnet<'d>, pool: Node<'d>) -> impl Iterator<Item = Node<'d>> {
    let network = subnet.shared_network().map(|network| network.node());
    [Some(pool), Some(subnet.node()), network].into_iter().flatten()
}

fn unguarded(judge: &mut Judge<'_>, classes: &Classes, subnet: Subnet<'_>, pool: Node<'_>) {
    let split = |level: Node<'_>| {
        let guards = guards::of(level);
        !guards.is_empty() && guards.iter().all(|(_, name)| classes.may_split(name))
    };
    if levels(subnet, pool).any(split) {
        return;
    }
    let at = pool.get_any(&["pool", "prefix"]).unwrap_or(pool);
    let message = format!("both servers allocate from the pool `{}`", at.shown());
    judge.find(&rules::POOL_UNGUARDED, at, message);
}

/// Guards by classes of servers that never answer.
fn dead(judge: &mut Judge<'_>, servers: &Servers) {
    let server = judge.server;
    let mut levels = Vec::new();
    for network in server.shared_networks() {
        levels.push(network.node());
    }
    for subnet in server.subnets() {
        levels.push(subnet.node());
        levels.extend(pools(subnet));
    }
    for level in levels {
        let guards = guards::of(level);
        // Of several classes one is enough.
        if guards.iter().any(|(_, name)| servers.why_dead(name).is_none()) {
            continue;
        }
        for (at, name) in guards {
            if let Some(why) = servers.why_dead(&name) {
                judge.find(&rules::GUARD_DEAD, at, format!("nobody is in `{}`: {why}", at.shown()));
            }
        }
    }
}

/// With several relationships every subnet says which one answers for it.
fn tags(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    if relationships.len() < 2 || judge.version.is_before(2, 5, 5) {
        return;
    }
    let peers = relationships.iter().flat_map(Relationship::peers);
    let names: HashSet<_> = peers.filter_map(|peer| peer.name().map(|n| n.into_owned())).collect();
    for subnet in judge.server.subnets() {
        match subnet.ha_server_name() {
            None => {
                let message = "no `ha-server-name` says which relationship answers for this subnet";
                judge.find(&rules::HUB_UNTAGGED, subnet.node(), message);
            }
            Some(at) if !names.contains(&*at.as_str().unwrap_or_default()) => {
                let message = format!("no relationship has a peer `{}`", at.shown());
                judge.find(&rules::HUB_UNTAGGED, at, message);
            }
            Some(_) => {}
        }
    }
}
