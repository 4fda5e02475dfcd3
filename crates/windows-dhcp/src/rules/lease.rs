//! Leases, where they were recorded.

use std::collections::BTreeMap;

use config_text::Diagnostic;

use super::scope::addresses;
use super::{Checked, WIN_BAD_ADDRESSES, WIN_RESERVATION_TAKEN};
use crate::canonical::client_id;
use crate::class::{Lease, LeaseState, Reservation, Scope};
use crate::record::{Recorded, Records};
use crate::scalar::Address4;

/// How many declined addresses are many in any scope.
const MANY: u64 = 10;
/// How many are in a small one, where they are a twentieth of its range.
const MANY_OF_FEW: u64 = 3;

pub(super) fn check(checked: &mut Checked<'_>) {
    for scope in &checked.state.v4.scopes {
        if let Some(leases) = &scope.leases {
            reserved(checked, scope, leases);
            declined(checked, scope, leases);
        }
    }
}

/// Addresses that somebody else has than the client they are kept for.
fn reserved(checked: &mut Checked<'_>, scope: &Scope, leases: &Records<Lease>) {
    let kept: BTreeMap<Address4, &Recorded<Reservation>> =
        scope.reservations.iter().map(|one| (one.ip_address, one)).collect();
    for lease in leases.iter().filter(|lease| lease.address_state == LeaseState::Active) {
        let Some(reservation) = kept.get(&lease.ip_address) else { continue };
        let wanted = client_id(&reservation.client_id);
        let Some(has) = lease.client_id.as_deref().map(client_id).filter(|has| *has != wanted)
        else {
            continue;
        };
        let message =
            format!("{} is reserved for `{wanted}` and leased to `{has}`", lease.ip_address);
        let span = checked.places.property(lease.at, "ClientId");
        let label = checked.places.property(reservation.at, "ClientId");
        let found = Diagnostic::new(&WIN_RESERVATION_TAKEN, span, message);
        checked.found.push(found.with_label(label, "reserved here"));
    }
}

/// Addresses that clients found in use although the server took them for free.
fn declined(checked: &mut Checked<'_>, scope: &Recorded<Scope>, leases: &Records<Lease>) {
    let mut all = leases.iter().filter(|lease| lease.address_state == LeaseState::Declined);
    let Some(first) = all.next() else { return };
    let count = 1 + all.count() as u64;
    let range = addresses(scope.start_range, scope.end_range);
    if count >= MANY || (count >= MANY_OF_FEW && count * 20 >= range) {
        let message = format!("clients declined {count} addresses of the scope {}", scope.scope_id);
        let span = checked.places.property(first.at, "IPAddress");
        checked.found.push(Diagnostic::new(&WIN_BAD_ADDRESSES, span, message));
    }
}
