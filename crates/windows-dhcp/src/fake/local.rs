//! What the fake's cmdlets change on one server: scopes and what is in them.

use std::net::Ipv4Addr;

use crate::TimeSpan;
use crate::class::{
    AddressState, ClientType, ExclusionRange, Lease, LeaseState, Reservation, Scope, ScopeState,
};
use crate::command::{Cmdlet, Effect};
use crate::record::{Recorded, Records};
use crate::scalar::Address4;

use super::server::FakeServer;
use super::work::{DONE, Done, refuse};
use super::{Bound, FakePair, Refusal, definition, level, policy, setting};

impl FakePair {
    /// Cmdlets of one server.
    pub(super) fn local(&mut self, at: usize, bound: &Bound) -> Done {
        if bound.cmdlet.effect() == Effect::Reads {
            return self.ask(at, bound);
        }
        // What is refused is found before there is an effect.
        let mut tried = self.peek(at)?.clone();
        change(&mut tried, bound)?;
        self.step(|all| {
            *all.server(at)? = tried;
            Ok(())
        })?;
        DONE
    }
}

/// Changes a server, or leaves half of a change on it that is refused.
fn change(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    match bound.cmdlet {
        Cmdlet::AddScope => add_scope(server, bound),
        Cmdlet::SetScope => set_scope(server, bound),
        Cmdlet::RemoveScope => remove_scopes(server, bound),
        Cmdlet::AddExclusionRange => add_exclusion(scope(server, bound)?, bound),
        Cmdlet::RemoveExclusionRange => remove_exclusions(scope(server, bound)?, bound),
        Cmdlet::AddReservation => add_reservation(scope(server, bound)?, bound),
        Cmdlet::SetReservation => set_reservation(server, bound),
        Cmdlet::RemoveReservation => remove_reservations(server, bound),
        Cmdlet::AddSuperscope => join(server, bound),
        Cmdlet::RemoveSuperscope => leave(server, bound),
        Cmdlet::AddPolicy
        | Cmdlet::SetPolicy
        | Cmdlet::RemovePolicy
        | Cmdlet::AddPolicyIPRange
        | Cmdlet::RemovePolicyIPRange => policy::change(server, bound),
        Cmdlet::SetSetting
        | Cmdlet::SetDnsSetting
        | Cmdlet::AddFilter
        | Cmdlet::RemoveFilter
        | Cmdlet::SetFilterList => setting::change(server, bound),
        _ => definition::change(server, bound),
    }
}

/// The scope that a call is for.
fn scope<'s>(server: &'s mut FakeServer, bound: &Bound) -> Result<&'s mut Scope, Refusal> {
    let found = bound.address("ScopeId").and_then(|id| server.scope_mut(id));
    found.map_or_else(|| refuse(20005), Ok)
}

pub(super) fn described(bound: &Bound, name: &str) -> Option<String> {
    bound.text(name).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn in_network(scope: &Scope, address: Ipv4Addr) -> bool {
    scope.network().is_some_and(|network| network.contains(&address))
}

fn add_scope(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let (Some(start), Some(end), Some(mask)) =
        (bound.address("StartRange"), bound.address("EndRange"), bound.address("SubnetMask"))
    else {
        return Err(Refusal::win32(87));
    };
    let id = Ipv4Addr::from(u32::from(start) & u32::from(mask));
    if start > end || Ipv4Addr::from(u32::from(end) & u32::from(mask)) != id {
        return refuse(20023);
    }
    if server.scope(id).is_some() {
        return refuse(20052);
    }
    let mut scope = Scope {
        scope_id: Address4(id),
        name: bound.text("Name").unwrap_or_default().to_owned(),
        description: None,
        subnet_mask: Address4(mask),
        start_range: Address4(start),
        end_range: Address4(end),
        superscope_name: None,
        lease_duration: TimeSpan::from_seconds(691_200),
        nap_profile: None,
        nap_enable: bound.has("NapEnable"),
        delay: 0,
        state: ScopeState::Active,
        kind: ClientType::Dhcp,
        max_bootp_clients: u32::MAX,
        activate_policies: true,
        exclusions: Records::default(),
        reservations: Records::default(),
        options: Records::default(),
        policies: Records::default(),
        dns_setting: None,
        statistics: None,
        leases: Some(Records::default()),
    };
    describe_scope(&mut scope, bound);
    server.put_scope(scope);
    Ok(())
}

fn set_scope(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let held = bound.address("ScopeId").is_some_and(|id| server.holder(id).is_some());
    let scope = scope(server, bound)?;
    if held && bound.has("Type") {
        return refuse(20129);
    }
    if let Some((start, end)) = bound.address("StartRange").zip(bound.address("EndRange")) {
        if start > end || !in_network(scope, start) || !in_network(scope, end) {
            return refuse(20023);
        }
        (scope.start_range, scope.end_range) = (Address4(start), Address4(end));
    }
    scope.nap_enable = bound.boolean("NapEnable").unwrap_or(scope.nap_enable);
    describe_scope(scope, bound);
    Ok(())
}

/// What a scope is given when it is made, and when it is changed.
fn describe_scope(scope: &mut Scope, bound: &Bound) {
    if let Some(name) = bound.text("Name") {
        name.clone_into(&mut scope.name);
    }
    for (name, field) in [
        ("Description", &mut scope.description),
        ("SuperscopeName", &mut scope.superscope_name),
        ("NapProfile", &mut scope.nap_profile),
    ] {
        if bound.has(name) {
            *field = described(bound, name);
        }
    }
    scope.lease_duration = bound.span("LeaseDuration").unwrap_or(scope.lease_duration);
    scope.state = bound.choice("State").unwrap_or(scope.state);
    scope.kind = bound.choice("Type").unwrap_or(scope.kind);
    scope.max_bootp_clients = bound.number("MaxBootpClients").unwrap_or(scope.max_bootp_clients);
    scope.activate_policies = bound.boolean("ActivatePolicies").unwrap_or(scope.activate_policies);
    let delay = bound.number("Delay").and_then(|delay| u16::try_from(delay).ok());
    scope.delay = delay.unwrap_or(scope.delay);
}

fn remove_scopes(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    for id in bound.addresses("ScopeId") {
        let Some(scope) = server.scope(id) else { return refuse(20005) };
        if server.holder(id).is_some() {
            return refuse(20113);
        }
        let active = |one: &Recorded<Lease>| {
            matches!(one.address_state, LeaseState::Active | LeaseState::ActiveReservation)
        };
        if scope.leases.iter().flatten().any(active) && !bound.has("Force") {
            return refuse(20007);
        }
        server.v4.scopes.0.retain(|one| one.scope_id.0 != id);
    }
    Ok(())
}

fn add_exclusion(scope: &mut Scope, bound: &Bound) -> Result<(), Refusal> {
    let Some((start, end)) = bound.address("StartRange").zip(bound.address("EndRange")) else {
        return Err(Refusal::win32(87));
    };
    let overlaps =
        |one: &Recorded<ExclusionRange>| start <= one.end_range.0 && one.start_range.0 <= end;
    let within = scope.start_range.0 <= start && start <= end && end <= scope.end_range.0;
    if !within || scope.exclusions.iter().any(overlaps) {
        return refuse(20023);
    }
    let (start_range, end_range) = (Address4(start), Address4(end));
    let range = ExclusionRange { scope_id: Some(scope.scope_id), start_range, end_range };
    scope.exclusions.0.push(range.into());
    scope.exclusions.0.sort_by_key(|one| one.start_range);
    Ok(())
}

fn remove_exclusions(scope: &mut Scope, bound: &Bound) -> Result<(), Refusal> {
    let Some((start, end)) = bound.address("StartRange").zip(bound.address("EndRange")) else {
        scope.exclusions.0.clear();
        return Ok(());
    };
    let before = scope.exclusions.len();
    scope.exclusions.0.retain(|one| (one.start_range.0, one.end_range.0) != (start, end));
    if scope.exclusions.len() < before { Ok(()) } else { refuse(20005) }
}

fn add_reservation(scope: &mut Scope, bound: &Bound) -> Result<(), Refusal> {
    let Some(address) = bound.address("IPAddress") else { return Err(Refusal::win32(87)) };
    let client = bound.text("ClientId").unwrap_or_default().to_owned();
    if !in_network(scope, address) {
        return refuse(20023);
    }
    let known =
        |one: &Recorded<Reservation>| one.ip_address.0 == address || one.client_id == client;
    if scope.reservations.iter().any(known) {
        return refuse(20022);
    }
    let reservation = Reservation {
        name: described(bound, "Name"),
        description: described(bound, "Description"),
        kind: bound.choice("Type").unwrap_or(ClientType::Both),
        client_id: client,
        ip_address: Address4(address),
        scope_id: Some(scope.scope_id),
        address_state: Some(AddressState::InactiveReservation),
        options: Records::default(),
        dns_setting: None,
    };
    scope.reservations.0.push(reservation.into());
    scope.reservations.0.sort_by_key(|one| one.ip_address);
    Ok(())
}

fn set_reservation(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let Some(address) = bound.address("IPAddress") else { return Err(Refusal::win32(87)) };
    let one = level::reservation(server, address)?;
    if let Some(client) = bound.text("ClientId") {
        client.clone_into(&mut one.client_id);
    }
    for (name, field) in [("Name", &mut one.name), ("Description", &mut one.description)] {
        if bound.has(name) {
            *field = described(bound, name);
        }
    }
    one.kind = bound.choice("Type").unwrap_or(one.kind);
    Ok(())
}

fn remove_reservations(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    if bound.set != "IPAddress" {
        let scope = scope(server, bound)?;
        let clients = bound.texts("ClientId");
        scope.reservations.0.retain(|one| !clients.is_empty() && !clients.contains(&one.client_id));
        return Ok(());
    }
    for address in bound.addresses("IPAddress") {
        level::reservation(server, address)?;
        for scope in &mut server.v4.scopes.0 {
            scope.record.reservations.0.retain(|one| one.ip_address.0 != address);
        }
    }
    Ok(())
}

fn join(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let name = described(bound, "SuperscopeName");
    for id in bound.addresses("ScopeId") {
        let Some(scope) = server.scope_mut(id) else { return refuse(20005) };
        let other = scope.superscope_name.is_some() && scope.superscope_name != name;
        if other && !bound.has("Force") {
            return refuse(20083);
        }
        scope.superscope_name.clone_from(&name);
    }
    Ok(())
}

fn leave(server: &mut FakeServer, bound: &Bound) -> Result<(), Refusal> {
    let names = bound.texts("SuperscopeName");
    let ids = bound.texts("ScopeId");
    for scope in &mut server.v4.scopes.0 {
        let in_it = scope.superscope_name.as_ref().is_some_and(|name| names.contains(name));
        if in_it && (ids.is_empty() || ids.contains(&scope.scope_id.to_string())) {
            scope.record.superscope_name = None;
        }
    }
    Ok(())
}
