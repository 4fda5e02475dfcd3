//! What the fake's cmdlets that read give: objects with every property of their class.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use crate::class::{Lease, LeaseState, OptionValue, Scope};
use crate::command::Cmdlet;
use crate::record::{Recorded, Records};
use crate::scalar::Address4;

use super::level::{self, same_class};
use super::server::{FakeServer, utilisation};
use super::work::{Done, refuse};
use super::{Bound, FakePair, object};

impl FakePair {
    /// Answers a cmdlet that reads.
    pub(super) fn ask(&mut self, at: usize, bound: &Bound) -> Done {
        // Relationships are given by the name that was asked for.
        if bound.cmdlet == Cmdlet::GetFailover {
            return self.relationships(at, bound);
        }
        self.step(|_| Ok(()))?;
        answer(self.server(at)?, bound)
    }
}

fn answer(server: &mut FakeServer, bound: &Bound) -> Done {
    let v4 = &server.v4;
    match bound.cmdlet {
        Cmdlet::GetVersion => Ok(vec![object(&*server.server.version)]),
        Cmdlet::GetSetting => Ok(vec![object(&*server.server.setting)]),
        Cmdlet::GetDatabase => Ok(one(server.server.database.as_ref())),
        Cmdlet::GetAuditLog => Ok(one(server.server.audit_log.as_ref())),
        Cmdlet::GetDnsCredential => Ok(one(server.server.dns_credential.as_ref())),
        Cmdlet::GetBinding => Ok(v4.bindings.as_ref().map(objects).unwrap_or_default()),
        Cmdlet::GetStatistics => Ok(server.counters().iter().map(object).collect()),
        Cmdlet::GetClass => Ok(objects(&v4.classes)),
        Cmdlet::GetFilter => Ok(objects(&v4.filters)),
        Cmdlet::GetFilterList => Ok(vec![object(&*v4.filter_list)]),
        Cmdlet::GetScope => scopes(server, bound, |scope| vec![object(scope)]),
        Cmdlet::GetExclusionRange => scopes(server, bound, |scope| objects(&scope.exclusions)),
        Cmdlet::GetScopeStatistics => {
            let of = |scope: &Scope| match bound.has("Failover") {
                true => server.shared_utilisation(scope),
                false => utilisation(scope),
            };
            scopes(server, bound, |scope| vec![object(&of(scope))])
        }
        Cmdlet::GetSuperscope => Ok(superscopes(server)),
        Cmdlet::GetReservation => reservations(server, bound),
        Cmdlet::GetLease => leases(server, bound),
        Cmdlet::GetOptionDefinition => Ok(definitions(server, bound)),
        Cmdlet::GetOptionValue => options(server, bound),
        Cmdlet::GetPolicy => policies(server, bound),
        Cmdlet::GetPolicyIPRange => {
            let Some(scope) = bound.address("ScopeId").and_then(|id| server.scope(id)) else {
                return refuse(20005);
            };
            let names = bound.texts("Name");
            let asked = scope.policies.iter();
            let asked = asked.filter(|one| names.is_empty() || names.contains(&one.name));
            Ok(asked.flat_map(|one| objects(&one.ranges)).collect())
        }
        Cmdlet::GetDnsSetting if bound.is_for_server() => Ok(vec![object(&*v4.dns_setting)]),
        Cmdlet::GetDnsSetting => {
            let effective = server.v4.dns_setting.record.clone();
            let own = level::dns(server, bound)?.as_ref().map(|own| own.record.clone());
            // What the server does holds where nothing is set: whether Windows then shows that, or
            // nothing, is not known.
            Ok(vec![object(&own.unwrap_or(effective))])
        }
        _ => refuse(20118),
    }
}

fn one<T: serde::Serialize>(record: Option<&Recorded<T>>) -> Vec<Json> {
    record.iter().map(|one| object(&one.record)).collect()
}

fn objects<T: serde::Serialize>(all: &Records<T>) -> Vec<Json> {
    all.iter().map(|one| object(&one.record)).collect()
}

/// Something of the scopes that are asked for, or of all.
fn scopes(server: &FakeServer, bound: &Bound, of: impl Fn(&Scope) -> Vec<Json>) -> Done {
    let ids: Vec<Ipv4Addr> = match bound.has("ScopeId") {
        true => bound.addresses("ScopeId"),
        false => server.v4.scopes.iter().map(|one| one.scope_id.0).collect(),
    };
    let found: Option<Vec<_>> = ids.into_iter().map(|id| server.scope(id)).collect();
    found.map_or_else(|| refuse(20005), |all| Ok(all.into_iter().flat_map(of).collect()))
}

/// Superscopes by their names; scopes that are in none are shown together, without a name.
fn superscopes(server: &FakeServer) -> Vec<Json> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for scope in &server.v4.scopes {
        let name = scope.superscope_name.as_deref().unwrap_or("");
        all.entry(name).or_default().push(scope.scope_id.to_string());
    }
    let rows = all.into_iter();
    rows.map(|(name, ids)| json!({ "SuperscopeName": name, "ScopeId": ids })).collect()
}

fn reservations(server: &FakeServer, bound: &Bound) -> Done {
    let all = || server.v4.scopes.iter().flat_map(|scope| &scope.reservations);
    if bound.set == "IPAddress" {
        let asked = bound.addresses("IPAddress").into_iter().map(Address4);
        let found: Option<Vec<Json>> = asked
            .map(|asked| all().find(|one| one.ip_address == asked).map(|one| object(&**one)))
            .collect();
        return found.map_or_else(|| refuse(20018), Ok);
    }
    let Some(scope) = bound.address("ScopeId").and_then(|id| server.scope(id)) else {
        return refuse(20005);
    };
    let clients = bound.texts("ClientId");
    let asked = scope.reservations.iter();
    let asked = asked.filter(|one| clients.is_empty() || clients.contains(&one.client_id));
    Ok(asked.map(|one| object(&**one)).collect())
}

fn leases(server: &FakeServer, bound: &Bound) -> Done {
    let asked: Vec<&Scope> = match bound.address("ScopeId") {
        Some(id) => match server.scope(id) {
            Some(scope) => vec![scope],
            None => return refuse(20005),
        },
        None => server.v4.scopes.iter().map(|one| &one.record).collect(),
    };
    let (addresses, clients) = (bound.addresses("IPAddress"), bound.texts("ClientId"));
    let wanted = |lease: &&Recorded<Lease>| match bound.set {
        "IPAddress" => addresses.contains(&lease.ip_address.0),
        "ClientId" => lease.client_id.as_ref().is_some_and(|id| clients.contains(id)),
        "BadLeases" => lease.address_state == LeaseState::Declined,
        _ => {
            let active = [LeaseState::Active, LeaseState::ActiveReservation];
            bound.has("AllLeases") || active.contains(&lease.address_state)
        }
    };
    let all = asked.into_iter().flat_map(|scope| scope.leases.iter().flatten());
    Ok(all.filter(wanted).map(|one| object(&**one)).collect())
}

fn definitions(server: &FakeServer, bound: &Bound) -> Vec<Json> {
    let (ids, vendor) = (bound.numbers("OptionId"), bound.text("VendorClass"));
    let all = server.v4.option_definitions.iter();
    let asked = all.filter(|one| {
        let id = ids.is_empty() || ids.contains(&one.option_id);
        id && (bound.has("All") || same_class(one.vendor_class.as_deref(), vendor))
    });
    asked.map(|one| object(&**one)).collect()
}

fn options(server: &mut FakeServer, bound: &Bound) -> Done {
    let all = level::options(server, bound)?;
    let asked = |one: &OptionValue| bound.has("All") || level::same_option_classes(one, bound);
    let ids = bound.numbers("OptionId");
    if ids.is_empty() {
        return Ok(all.iter().filter(|one| asked(one)).map(|one| object(&**one)).collect());
    }
    let find = |id: u32| all.iter().find(|one| one.option_id == id && asked(one));
    let found: Option<Vec<Json>> =
        ids.into_iter().map(|id| find(id).map(|one| object(&**one))).collect();
    found.map_or_else(|| refuse(20010), Ok)
}

fn policies(server: &mut FakeServer, bound: &Bound) -> Done {
    let all = level::policies(server, bound)?;
    if !bound.has("Name") {
        return Ok(objects(all));
    }
    let names = bound.texts("Name").into_iter();
    let found: Option<Vec<Json>> = names
        .map(|name| all.iter().find(|one| one.name == name).map(|one| object(&**one)))
        .collect();
    found.map_or_else(|| refuse(20111), Ok)
}
