//! Scopes: whether their addresses are addresses of their network, and whether what stands inside
//! them is theirs.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::Report;
use crate::class::{Policy, Scope};
use crate::record::{Place, Recorded};
use crate::rules::{WIN_STATE_CONTRADICTION, WIN_STATE_PROPERTY};
use crate::scalar::Address4;
use crate::state::RecordedState;

pub(super) fn check(state: &RecordedState, report: &mut Report<'_>) {
    let mut nets: Vec<(Ipv4Net, &Recorded<Scope>)> = Vec::new();
    for scope in &state.v4.scopes {
        belongs(scope, report);
        let Some(net) = scope.network() else {
            let message = format!(
                "{} is not the network address of a network with the mask {}",
                scope.scope_id, scope.subnet_mask
            );
            report.add(&WIN_STATE_PROPERTY, scope.at, "ScopeId", message);
            continue;
        };
        addresses(scope, net, report);
        nets.push((net, scope));
    }
    overlaps(nets, report);
    for scope in state.v6.iter().flat_map(|v6| &v6.scopes) {
        if scope.prefix_length > 128 {
            let message = format!("{} is no length of a prefix", scope.prefix_length);
            report.add(&WIN_STATE_PROPERTY, scope.at, "PrefixLength", message);
        }
    }
}

/// Ranges run upwards, and everything lies in the network.
fn addresses(scope: &Recorded<Scope>, net: Ipv4Net, report: &mut Report<'_>) {
    let mut range = |at: Place, start: Address4, end: Address4| {
        if start > end {
            let message = format!("a range that ends at {end} cannot start at {start}");
            report.add(&WIN_STATE_PROPERTY, at, "StartRange", message);
        }
        for (property, address) in [("StartRange", start), ("EndRange", end)] {
            outside(report, net, at, property, address.0);
        }
    };
    range(scope.at, scope.start_range, scope.end_range);
    let ranges = scope.policies.iter().flat_map(|policy| &policy.ranges);
    for one in ranges {
        range(one.at, one.start_range, one.end_range);
    }
    for one in &scope.exclusions {
        range(one.at, one.start_range, one.end_range);
    }
    for one in &scope.reservations {
        outside(report, net, one.at, "IPAddress", one.ip_address.0);
    }
    for one in scope.leases.iter().flatten() {
        outside(report, net, one.at, "IPAddress", one.ip_address.0);
    }
}

fn outside(report: &mut Report<'_>, net: Ipv4Net, at: Place, property: &str, address: Ipv4Addr) {
    if !net.contains(&address) {
        let message = format!("{address} is not in the network {net} of its scope");
        report.add(&WIN_STATE_CONTRADICTION, at, property, message);
    }
}

/// What names its scope or policy itself names the one it stands in.
fn belongs(scope: &Recorded<Scope>, report: &mut Report<'_>) {
    let mut named = |at: Place, id: Option<Address4>| {
        if let Some(id) = id.filter(|id| *id != scope.scope_id) {
            let message = format!("it stands in the scope {} and says {id}", scope.scope_id);
            report.add(&WIN_STATE_CONTRADICTION, at, "ScopeId", message);
        }
    };
    for one in &scope.exclusions {
        named(one.at, one.scope_id);
    }
    for one in &scope.reservations {
        named(one.at, one.scope_id);
    }
    for policy in &scope.policies {
        named(policy.at, policy.scope_id);
        policy.ranges.iter().for_each(|range| named(range.at, range.scope_id));
    }
    for one in scope.leases.iter().flatten() {
        named(one.at, one.scope_id);
    }
    if let Some(statistics) = &scope.statistics {
        named(statistics.at, statistics.scope_id);
    }
    scope.policies.iter().for_each(|policy| of_policy(policy, report));
}

pub(super) fn of_policy(policy: &Policy, report: &mut Report<'_>) {
    let options = policy.options.iter().map(|one| (one.at, "PolicyName", &one.policy_name));
    let ranges = policy.ranges.iter().map(|one| (one.at, "Name", &one.name));
    for (at, property, name) in options.chain(ranges) {
        if let Some(name) = name.as_ref().filter(|name| **name != policy.name) {
            let message = format!("it stands in the policy `{}` and says `{name}`", policy.name);
            report.add(&WIN_STATE_CONTRADICTION, at, property, message);
        }
    }
}

fn overlaps(mut nets: Vec<(Ipv4Net, &Recorded<Scope>)>, report: &mut Report<'_>) {
    nets.sort_by_key(|(net, _)| (net.network(), net.broadcast()));
    let mut widest: Option<(Ipv4Net, &Recorded<Scope>)> = None;
    for (net, scope) in nets {
        if let Some((outer, other)) = widest
            && net.network() <= outer.broadcast()
        {
            // The same scope twice is reported as such.
            if outer.network() != net.network() {
                let message = format!("the scopes {outer} and {net} overlap");
                report.add(&WIN_STATE_CONTRADICTION, scope.at, "ScopeId", message).label(
                    other.at,
                    "ScopeId",
                    "the other scope",
                );
            }
            continue;
        }
        widest = Some((net, scope));
    }
}
