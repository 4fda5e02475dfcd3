//! Things that a server has once and the record has twice.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::Report;
use super::place::of_policy;
use crate::canonical::{client_id, hardware_pattern};
use crate::class::{OptionKey, OptionValue, Policy, Scope};
use crate::record::{Place, Records};
use crate::rules::{WIN_STATE_CONTRADICTION, WIN_STATE_TWICE};
use crate::state::RecordedState;

pub(super) fn check(state: &RecordedState, report: &mut Report<'_>) {
    let v4 = &state.v4;
    let relationships = v4.failover.iter().map(|one| (one.at, &one.name));
    unique(relationships, "Name", "relationship", report);
    let scopes = v4.scopes.iter().map(|one| (one.at, one.scope_id));
    unique(scopes, "ScopeId", "scope", report);
    let classes = v4.classes.iter().map(|one| (one.at, format!("{} ({})", one.name, one.kind)));
    unique(classes, "Name", "class", report);
    let definitions = v4.option_definitions.iter().map(|one| (one.at, option(one.key())));
    unique(definitions, "OptionId", "option definition", report);
    let filters = v4.filters.iter();
    let filters = filters.map(|one| (one.at, (one.list, hardware_pattern(&one.mac_address))));
    let filters = filters.map(|(at, (list, address))| (at, format!("{address} ({list})")));
    unique(filters, "MacAddress", "filter", report);
    options(&v4.options, report);
    policies(&v4.policies, report);
    v4.policies.iter().for_each(|policy| of_policy(policy, report));
    v4.scopes.iter().for_each(|one| scope(one, report));
    let scopes = state.v6.iter().flat_map(|v6| &v6.scopes).map(|one| (one.at, one.prefix));
    unique(scopes, "Prefix", "scope", report);
}

fn scope(scope: &Scope, report: &mut Report<'_>) {
    let addresses = scope.reservations.iter().map(|one| (one.at, one.ip_address));
    unique(addresses, "IPAddress", "reservation", report);
    let clients = scope.reservations.iter().map(|one| (one.at, client_id(&one.client_id)));
    unique(clients, "ClientId", "reservation", report);
    let leases = scope.leases.iter().flatten().map(|one| (one.at, one.ip_address));
    unique(leases, "IPAddress", "lease", report);
    options(&scope.options, report);
    policies(&scope.policies, report);
    scope.reservations.iter().for_each(|one| options(&one.options, report));
}

fn policies(policies: &Records<Policy>, report: &mut Report<'_>) {
    let names = policies.iter().map(|one| (one.at, &one.name));
    unique(names, "Name", "policy", report);
    let mut taken: BTreeMap<u16, &str> = BTreeMap::new();
    for policy in policies {
        if let Some(other) = taken.insert(policy.processing_order, &policy.name) {
            let message = format!(
                "the policies `{other}` and `{}` both have the place {}",
                policy.name, policy.processing_order
            );
            report.add(&WIN_STATE_CONTRADICTION, policy.at, "ProcessingOrder", message);
        }
        options(&policy.options, report);
    }
}

fn options(options: &Records<OptionValue>, report: &mut Report<'_>) {
    let keys = options.iter().map(|one| (one.at, option(one.key())));
    unique(keys, "OptionId", "option", report);
}

fn option(key: OptionKey<'_>) -> String {
    let mut name = key.id.to_string();
    for (kind, class) in [("vendor", key.vendor), ("user", key.user)] {
        if !class.is_empty() {
            name.push_str(&format!(" ({kind} class {class})"));
        }
    }
    name
}

/// Reports every record whose key an earlier one has.
fn unique<K: Ord + Display>(
    records: impl Iterator<Item = (Place, K)>,
    property: &str,
    what: &str,
    report: &mut Report<'_>,
) {
    let mut first: BTreeMap<K, Place> = BTreeMap::new();
    for (at, key) in records {
        if let Some(earlier) = first.get(&key) {
            let message = format!("the {what} {key} stands here a second time");
            report.add(&WIN_STATE_TWICE, at, property, message).label(
                *earlier,
                property,
                "first here",
            );
            continue;
        }
        first.insert(key, at);
    }
}
