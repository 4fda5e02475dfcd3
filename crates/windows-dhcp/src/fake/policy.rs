//! What the fake's cmdlets change on one server: policies and their ranges.

use crate::class::{Condition, Policy, PolicyRange};
use crate::command::Cmdlet;
use crate::record::{Recorded, Records};
use crate::scalar::Address4;

use super::definition::remove;
use super::local::described;
use super::server::{FakeServer, place_policy};
use super::work::refuse;
use super::{Bound, Refusal, level};

/// Changes a server.
pub(super) fn change(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let scope = bound.address("ScopeId").map(Address4);
    let names = bound.texts("Name");
    let name = names.first().map_or("", String::as_str);
    match bound.cmdlet {
        Cmdlet::AddPolicy => add(server, bound),
        Cmdlet::SetPolicy => {
            let policy = level::policy(server, bound, name)?;
            if let Some(name) = bound.text("NewName") {
                name.clone_into(&mut policy.name);
            }
            describe(policy, bound);
            place_policy(policy, scope);
            Ok(())
        }
        Cmdlet::RemovePolicy => {
            let all = &mut level::policies(server, bound)?.0;
            remove(all, names.len(), |one| names.contains(&one.name), 20111)
        }
        Cmdlet::AddPolicyIPRange => {
            let policy = level::policy(server, bound, name)?;
            let Some((start, end)) = bound.address("StartRange").zip(bound.address("EndRange"))
            else {
                return Err(Refusal::win32(87));
            };
            let (start_range, end_range) = (Address4(start), Address4(end));
            let overlaps = |one: &Recorded<PolicyRange>| {
                start_range <= one.end_range && one.start_range <= end_range
            };
            if start > end || policy.ranges.iter().any(overlaps) {
                return refuse(if start > end { 20107 } else { 20106 });
            }
            let name = Some(policy.name.clone());
            let range = PolicyRange { name, scope_id: scope, start_range, end_range };
            policy.ranges.0.push(range.into());
            Ok(())
        }
        Cmdlet::RemovePolicyIPRange => {
            let policy = level::policy(server, bound, name)?;
            match bound.address("StartRange").zip(bound.address("EndRange")) {
                None => policy.ranges.0.clear(),
                Some(range) => {
                    let asked =
                        |one: &Recorded<PolicyRange>| (one.start_range.0, one.end_range.0) == range;
                    return remove(&mut policy.ranges.0, 1, asked, 20107);
                }
            }
            Ok(())
        }
        _ => refuse(20118),
    }
}

fn add(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let name = bound.text("Name").unwrap_or_default().to_owned();
    let scope_id = bound.address("ScopeId").map(Address4);
    let all = level::policies(server, bound)?;
    if all.iter().any(|one| one.name == name) {
        return refuse(20105);
    }
    let order = u16::try_from(all.len() + 1).unwrap_or(u16::MAX);
    let mut policy = Policy {
        name,
        description: None,
        scope_id,
        enabled: true,
        condition: Condition::And,
        processing_order: order,
        vendor_class: Vec::new(),
        user_class: Vec::new(),
        mac_address: Vec::new(),
        client_id: Vec::new(),
        relay_agent: Vec::new(),
        circuit_id: Vec::new(),
        remote_id: Vec::new(),
        subscriber_id: Vec::new(),
        lease_duration: None,
        fqdn: Vec::new(),
        ranges: Records::default(),
        options: Records::default(),
        dns_setting: None,
    };
    describe(&mut policy, bound);
    all.0.push(policy.into());
    Ok(())
}

fn describe(policy: &mut Policy, bound: &Bound) {
    if bound.has("Description") {
        policy.description = described(bound, "Description");
    }
    policy.enabled = bound.boolean("Enabled").unwrap_or(policy.enabled);
    policy.condition = bound.choice("Condition").unwrap_or(policy.condition);
    let order = bound.number("ProcessingOrder").and_then(|order| u16::try_from(order).ok());
    policy.processing_order = order.unwrap_or(policy.processing_order);
    policy.lease_duration = bound.span("LeaseDuration").or(policy.lease_duration);
    for (name, list) in [
        ("VendorClass", &mut policy.vendor_class),
        ("UserClass", &mut policy.user_class),
        ("MacAddress", &mut policy.mac_address),
        ("ClientId", &mut policy.client_id),
        ("RelayAgent", &mut policy.relay_agent),
        ("CircuitId", &mut policy.circuit_id),
        ("RemoteId", &mut policy.remote_id),
        ("SubscriberId", &mut policy.subscriber_id),
        ("Fqdn", &mut policy.fqdn),
    ] {
        if bound.has(name) {
            *list = bound.texts(name);
        }
    }
}
