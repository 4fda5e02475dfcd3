//! Values of options, where their type says what they look like.

use std::net::Ipv4Addr;

use super::Report;
use crate::class::{OptionType, OptionValue};
use crate::record::Records;
use crate::rules::WIN_STATE_PROPERTY;
use crate::state::RecordedState;

/// Addresses are addresses. Several in one text are what `ConvertTo-Json` leaves of a list that lies
/// deeper than it prints.
pub(super) fn check(state: &RecordedState, report: &mut Report<'_>) {
    let v4 = &state.v4;
    let scopes = || v4.scopes.iter();
    let policies = v4.policies.iter().chain(scopes().flat_map(|scope| scope.policies.iter()));
    let reservations = scopes().flat_map(|scope| scope.reservations.iter());
    addresses(&v4.options, report);
    scopes().for_each(|scope| addresses(&scope.options, report));
    policies.for_each(|policy| addresses(&policy.options, report));
    reservations.for_each(|reservation| addresses(&reservation.options, report));
}

fn addresses(options: &Records<OptionValue>, report: &mut Report<'_>) {
    let typed = options.iter().filter(|option| option.kind == Some(OptionType::IPv4Address));
    for option in typed {
        let wrong = option.value.iter().find(|value| value.trim().parse::<Ipv4Addr>().is_err());
        if let Some(wrong) = wrong {
            let message = format!("`{wrong}` is not an IPv4 address");
            report.add(&WIN_STATE_PROPERTY, option.at, "Value", message);
        }
    }
}
