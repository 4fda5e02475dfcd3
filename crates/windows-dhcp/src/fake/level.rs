//! The level that options, policies and dynamic DNS are asked or changed at: it follows from which
//! parameters are given.

use std::net::Ipv4Addr;

use crate::class::{DnsSetting, OptionValue, Policy, Reservation};
use crate::record::{Recorded, Records};

use super::server::FakeServer;
use super::work::refuse;
use super::{Bound, Refusal};

/// No class and the empty name are the same.
pub(super) fn same_class(one: Option<&str>, other: Option<&str>) -> bool {
    one.unwrap_or("") == other.unwrap_or("")
}

/// Whether an option is of the classes that a call names.
pub(super) fn same_option_classes(one: &OptionValue, bound: &Bound) -> bool {
    same_class(one.vendor_class.as_deref(), bound.text("VendorClass"))
        && same_class(one.user_class.as_deref(), bound.text("UserClass"))
}

/// The policies of the server or of a scope.
pub(super) fn policies<'s>(
    server: &'s mut FakeServer,
    bound: &Bound,
) -> Result<&'s mut Records<Policy>, Refusal> {
    match bound.address("ScopeId") {
        None => Ok(&mut server.v4.policies),
        Some(id) => match server.scope_mut(id) {
            Some(scope) => Ok(&mut scope.policies),
            None => refuse(20005),
        },
    }
}

/// A policy of the server or of a scope.
pub(super) fn policy<'s>(
    server: &'s mut FakeServer,
    bound: &Bound,
    name: &str,
) -> Result<&'s mut Policy, Refusal> {
    let mut all = policies(server, bound)?.0.iter_mut();
    let found = all.find(|one| one.name == name);
    found.map_or_else(|| refuse(20111), |one| Ok(&mut one.record))
}

pub(super) fn reservation(
    server: &mut FakeServer,
    address: Ipv4Addr,
) -> Result<&mut Reservation, Refusal> {
    let scopes = server.v4.scopes.0.iter_mut();
    let mut all = scopes.flat_map(|scope| scope.record.reservations.0.iter_mut());
    let found = all.find(|one| one.ip_address.0 == address);
    found.map_or_else(|| refuse(20018), |one| Ok(&mut one.record))
}

/// The options of a level.
pub(super) fn options<'s>(
    server: &'s mut FakeServer,
    bound: &Bound,
) -> Result<&'s mut Records<OptionValue>, Refusal> {
    match (bound.text("PolicyName"), bound.address("ReservedIP"), bound.address("ScopeId")) {
        // A policy goes with no reservation and no user class.
        (Some(_), reserved, _) if reserved.is_some() || bound.has("UserClass") => {
            Err(Refusal::win32(87))
        }
        (Some(name), _, _) => Ok(&mut policy(server, bound, name)?.options),
        (None, Some(address), _) => Ok(&mut reservation(server, address)?.options),
        (None, None, Some(id)) => match server.scope_mut(id) {
            Some(scope) => Ok(&mut scope.options),
            None => refuse(20005),
        },
        (None, None, None) => Ok(&mut server.v4.options),
    }
}

/// Dynamic DNS of a level, where it is set there: the server's is not.
pub(super) fn dns<'s>(
    server: &'s mut FakeServer,
    bound: &Bound,
) -> Result<&'s mut Option<Recorded<DnsSetting>>, Refusal> {
    match (bound.text("PolicyName"), bound.address("IPAddress"), bound.address("ScopeId")) {
        (Some(name), _, _) => Ok(&mut policy(server, bound, name)?.dns_setting),
        (None, Some(address), _) => Ok(&mut reservation(server, address)?.dns_setting),
        (None, None, Some(id)) => match server.scope_mut(id) {
            Some(scope) => Ok(&mut scope.dns_setting),
            None => refuse(20005),
        },
        (None, None, None) => Err(Refusal::win32(87)),
    }
}
