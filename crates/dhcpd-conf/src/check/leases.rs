//! Addresses and times that a pair promises its clients.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use config_text::{Diagnostic, Rule, Span};

use super::inherited::{ByScope, Inherited, Seconds};
use super::root_parameter;
use crate::rules;
use crate::view::{ClassRule, Config, FailoverPeer, PeerAddress, Range, ScopeIx};

/// Seconds of `max-lease-time` where no statement sets it (dhcpd.conf(5)).
const MAX_LEASE_TIME: u32 = 86_400;

pub(super) fn run(config: &Config, inherited: &ByScope, found: &mut Vec<Diagnostic>) {
    special_addresses(config, inherited, found);
    if config.failover_peers().is_empty() {
        return;
    }
    commits(config, found);
    class_limits(config, found);
    let mut told = BTreeSet::new();
    for pool in config.pools() {
        let peer = pool.peer.and_then(|peer| config.peers.get(peer.peer));
        if let (Some(peer), Some(inherited)) = (peer, inherited.get(&pool.scope)) {
            let mut add = |span: Span, message: String| {
                if told.insert((span.file, span.start)) {
                    found.push(Diagnostic::new(&rules::LEASE_TIMES_ODD, span, message));
                }
            };
            times(inherited, peer, &mut add);
        }
    }
}

/// Addresses in ranges that are somebody's.
fn special_addresses(config: &Config, inherited: &ByScope, found: &mut Vec<Diagnostic>) {
    let ends = config.failover_peers().iter().flat_map(|peer| [&peer.address, &peer.peer_address]);
    let servers: Vec<Ipv4Addr> = ends
        .flatten()
        .filter_map(|address| match address.value {
            PeerAddress::Ip(address) => Some(address),
            PeerAddress::Name(_) => None,
        })
        .collect();
    for range in config.ranges() {
        let has = |address: &Ipv4Addr| (range.low..=range.high).contains(address);
        let mut add = |address: Ipv4Addr, what: &str| {
            let message = format!("{address} is {what}, and lies in this range");
            let rule: &'static Rule = &rules::SPECIAL_ADDRESS_IN_RANGE;
            found.push(Diagnostic::new(rule, range.span, message));
        };
        let net = config.subnet(range.subnet).and_then(|subnet| subnet.v4);
        if let Some((net, mask)) = net.filter(|(_, mask)| mask.leading_ones() <= 30) {
            let ends = [(net, "the address of the network"), (net | !mask, "for broadcasts")];
            let ends = ends.map(|(bits, what)| (Ipv4Addr::from(bits), what));
            ends.iter().filter(|(end, _)| has(end)).for_each(|(end, what)| add(*end, what));
        }
        let routers =
            scope_of(config, range).and_then(|scope| inherited.get(&scope)?.routers.as_ref());
        let routers = routers.iter().flat_map(|routers| &routers.value).filter(|one| has(one));
        routers.for_each(|router| add(*router, "a router"));
        servers.iter().filter(|one| has(one)).for_each(|server| add(*server, "a failover server"));
    }
}

/// The innermost scope that a range stands in.
fn scope_of(config: &Config, range: &Range) -> Option<ScopeIx> {
    match range.pool {
        Some(pool) => config.pool(pool).map(|pool| pool.scope),
        None => config.subnet(range.subnet).map(|subnet| subnet.scope),
    }
}

/// Promises that are not on disk before they are given.
fn commits(config: &Config, found: &mut Vec<Diagnostic>) {
    let fsync = root_parameter(config, "dont-use-fsync").filter(|one| one.value == "true");
    let acks = root_parameter(config, "delayed-ack");
    let acks = acks.filter(|one| one.value.parse::<u32>().is_ok_and(|acks| acks > 0));
    for (setting, what) in [(fsync, "the lease file is not synced"), (acks, "answers are delayed")]
    {
        if let Some(setting) = setting {
            let message = format!("{what}: a crash forgets what the partner was promised");
            found.push(Diagnostic::new(&rules::WEAK_COMMIT, setting.span, message));
        }
    }
}

/// Limits that each server counts by itself.
fn class_limits(config: &Config, found: &mut Vec<Diagnostic>) {
    for rule in config.classes().iter().flat_map(|class| &class.rules) {
        let what = match rule.value {
            ClassRule::LeaseLimit(_) => "the leases of a class are counted",
            ClassRule::SpawnWith(_) => "subclasses are made",
            _ => continue,
        };
        let message = format!("{what} by each server for itself");
        found.push(Diagnostic::new(&rules::CLASS_LIMIT_LOCAL, rule.span, message));
    }
}

/// Lease times of a pool in failover.
fn times(inherited: &Inherited, peer: &FailoverPeer, add: &mut impl FnMut(Span, String)) {
    let Inherited { default_lease_time: default, max_lease_time: max, .. } = inherited;
    let forever = |time: &&Seconds| time.value == u32::MAX;
    let limit = max.as_ref().map_or(MAX_LEASE_TIME, |max| max.value);
    if let Some(time) = default.as_ref().filter(forever).or(max.as_ref().filter(forever)) {
        add(time.span, "a lease in a failover pool that never ends is never balanced".to_owned());
    } else if let Some(default) = default.as_ref().filter(|default| default.value > limit) {
        let message = format!("the default of {} s is above the limit of {limit} s", default.value);
        add(default.span, message);
    }
    let lead = peer.mclt.as_ref().map_or(0, |mclt| u32::try_from(mclt.value).unwrap_or(0));
    for time in [default, max].into_iter().flatten().filter(|time| time.value < lead) {
        let message = format!("a lease of {} s is shorter than the `mclt` of {lead} s", time.value);
        add(time.span, message);
    }
    if let Some(threshold) = inherited.adaptive_threshold.as_ref() {
        let message = "each server shortens leases by its own count of free addresses";
        add(threshold.span, message.to_owned());
    }
}
