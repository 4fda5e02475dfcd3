//! Networks, pools and hosts that load and get in each other's way.

use std::net::Ipv4Addr;

use config_text::{Diagnostic, Span};

use crate::rules;
use crate::view::{Config, Permit, PermitKind, Pool, ScopeKind, mask6};

pub(super) fn run(config: &Config, found: &mut Vec<Diagnostic>) {
    wires(config, found);
    subnets(config, found);
    hosts(config, found);
    closed_pools(config, found);
    deaf_subnets(config, found);
}

/// Pools of one wire with different peers, and ranges that no failover reaches.
fn wires(config: &Config, found: &mut Vec<Diagnostic>) {
    // The first pool of each wire, and the first one in failover.
    let mut first: Vec<Option<&Pool>> = vec![None; config.networks().len()];
    let mut covered: Vec<Option<&Pool>> = vec![None; config.networks().len()];
    let mut told = vec![false; config.networks().len()];
    for pool in config.pools().iter().filter(|pool| pool.ranges > 0) {
        let wire = pool.network.index();
        let (Some(first), Some(covered)) = (first.get_mut(wire), covered.get_mut(wire)) else {
            continue;
        };
        if pool.peer.is_some() {
            covered.get_or_insert(pool);
        }
        let first = *first.get_or_insert(pool);
        let peer = |pool: &Pool| pool.peer.map(|peer| peer.peer);
        if peer(first) != peer(pool)
            && let Some(told) = told.get_mut(wire)
            && !std::mem::replace(told, true)
        {
            let message = "this pool and another one of its wire are not under the same peer";
            let finding = Diagnostic::without_place(&rules::MIXED_NETWORK, message);
            let finding = label(finding, word(config, pool), "");
            found.push(label(finding, word(config, first), "the other pool"));
        }
    }
    for range in config.ranges().iter().filter(|range| range.pool.is_none()) {
        let wire = config.subnet(range.subnet).map(|subnet| subnet.network.index());
        let covered = wire.and_then(|wire| covered.get(wire)).copied().flatten();
        if let Some(pool) = covered {
            let message = "this range is outside all pools, so failover never covers it";
            let finding = Diagnostic::new(&rules::BARE_RANGE, range.span, message);
            found.push(label(finding, word(config, pool), "a failover pool of the same wire"));
        }
    }
}

fn label(finding: Diagnostic, span: Option<Span>, text: &str) -> Diagnostic {
    match span {
        Some(span) => finding.with_label(span, text),
        None => finding,
    }
}

/// The word `pool`.
fn word(config: &Config, pool: &Pool) -> Option<Span> {
    config.scope(pool.scope).map(|scope| scope.name_span)
}

/// Networks that share addresses.
fn subnets(config: &Config, found: &mut Vec<Diagnostic>) {
    let nets = config.subnets().iter().filter_map(|subnet| {
        let span = config.scope(subnet.scope)?.name_span;
        Some(match (subnet.v4, subnet.v6) {
            (Some((net, mask)), _) => (false, u128::from(net), u128::from(net | !mask), span),
            (None, Some((net, len))) => (true, net, net | !mask6(len), span),
            (None, None) => return None,
        })
    });
    let mut nets: Vec<_> = nets.collect();
    // Wider ones first, so that a net inside another one stands behind it.
    nets.sort_by_key(|(v6, low, high, _)| (*v6, *low, std::cmp::Reverse(*high)));
    let mut widest: Option<(bool, u128, Span)> = None;
    for (v6, low, high, span) in nets {
        let around = widest.filter(|(other, end, _)| *other == v6 && *end >= low);
        if let Some((_, _, other)) = around {
            let message = "this subnet shares addresses with another one";
            let finding = Diagnostic::new(&rules::SUBNET_TWICE, span, message);
            found.push(finding.with_label(other, "the other one"));
        }
        if around.is_none_or(|(_, end, _)| end < high) {
            widest = Some((v6, high, span));
        }
    }
}

/// Fixed addresses that are handed out to others as well.
fn hosts(config: &Config, found: &mut Vec<Diagnostic>) {
    let mut ranges: Vec<_> = config.ranges().iter().collect();
    ranges.sort_by_key(|range| range.low);
    let mut below = 0;
    for fixed in &config.fixed {
        let address = Ipv4Addr::from(fixed.address);
        // Files are mostly in the order of addresses: then it is the same range or the next one.
        let starts_below = |at: usize| ranges.get(at).is_some_and(|range| range.low <= address);
        let fits =
            |below: usize| !starts_below(below) && below.checked_sub(1).is_none_or(starts_below);
        if fits(below + 1) {
            below += 1;
        } else if !fits(below) {
            below = ranges.partition_point(|range| range.low <= address);
        }
        let range = below.checked_sub(1).and_then(|at| ranges.get(at));
        let Some(range) = range.filter(|range| range.high >= address) else {
            continue;
        };
        let host = match config.scope(fixed.scope).map(|scope| &scope.kind) {
            Some(ScopeKind::Host { name }) => name.as_ref(),
            _ => "",
        };
        let message = format!("{address} is fixed for the host `{host}` and lies in a range");
        let finding = Diagnostic::new(&rules::HOST_IN_RANGE, fixed.span, message);
        found.push(finding.with_label(range.span, "the range"));
    }
}

/// Pools that are closed by their permits.
fn closed_pools(config: &Config, found: &mut Vec<Diagnostic>) {
    for pool in config.pools() {
        let denied = |kind: &PermitKind| {
            let denies = |permit: &&Permit| !permit.allow && permit.kind == *kind;
            pool.permits.iter().find(denies)
        };
        let halves = denied(&PermitKind::KnownClients).and(denied(&PermitKind::UnknownClients));
        if let Some(permit) = denied(&PermitKind::AllClients).or(halves) {
            let message = "nobody may have an address of this pool, and its clients get a NAK";
            found.push(Diagnostic::new(&rules::DENIED_POOL_NAKS, permit.span, message));
        }
    }
}

/// Subnets and pools with addresses in which dhcpd ignores who boots, beside others on the same wire.
fn deaf_subnets(config: &Config, found: &mut Vec<Diagnostic>) {
    let pools = config.pools().iter();
    let of_pools =
        pools.filter(|pool| pool.ranges > 0).map(|pool| (pool.scope, Some(pool.network)));
    let of_ranges = config.ranges().iter().filter_map(|range| {
        let subnet = config.subnet(range.subnet)?;
        Some((subnet.scope, Some(subnet.network)))
    });
    let mut scopes: Vec<_> = of_pools.chain(of_ranges).collect();
    scopes.sort_unstable_by_key(|(scope, _)| *scope);
    scopes.dedup_by_key(|(scope, _)| *scope);
    for (scope, network) in scopes {
        let network = network.and_then(|ix| config.network(ix));
        let Some(network) = network.filter(|network| network.subnets.len() > 1) else { continue };
        let deaf = |scope| {
            let said = super::parameter(config, scope, "allow-booting");
            said.filter(|setting| matches!(setting.value.as_str(), "false" | "ignore"))
        };
        // Where the whole wire is told to ignore them, that is what its blocks say.
        if let Some(setting) = deaf(scope).filter(|_| deaf(network.scope).is_none()) {
            let message =
                "new clients of the other subnets of this shared network get no answer, too";
            found.push(Diagnostic::new(&rules::IGNORED_BOOTING_STARVES, setting.span, message));
        }
    }
}
