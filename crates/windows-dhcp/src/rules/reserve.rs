//! What is kept for the standby, and how many clients may need it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::scope::addresses;
use crate::class::{Failover, LeaseState, Scope, ScopeState, ServerRole};
use crate::record::Recorded;
use crate::scalar::Address4;
use crate::state::RecordedState;

const DAY: TimeDelta = TimeDelta::days(1);

/// How many addresses of a relationship's scopes are kept: a share of what is handed out.
pub(super) fn kept(state: &RecordedState, relationship: &Failover, percent: u32) -> u64 {
    let of_scope = |scope: &Scope| {
        let excluded = scope.exclusions.iter().map(|one| addresses(one.start_range, one.end_range));
        let reserved = scope.reservations.iter();
        let reserved =
            reserved.filter(|one| (scope.start_range..=scope.end_range).contains(&one.ip_address));
        let left = addresses(scope.start_range, scope.end_range)
            .saturating_sub(excluded.sum::<u64>())
            .saturating_sub(reserved.count() as u64);
        left * u64::from(percent) / 100
    };
    scopes(state, relationship).map(|scope| of_scope(scope)).sum()
}

/// How many new clients may come in a day at the most, as the active server saw the last one:
/// leases that began then, or offers, where those are told for a day or longer and all that is served
/// is in the relationship. Neither tells a client that comes back from a new one, so the truth may be
/// less. `None` where nothing tells, or the server is not the active one.
pub(super) fn clients_of_a_day(state: &RecordedState, relationship: &Failover) -> Option<u64> {
    if relationship.server_role != Some(ServerRole::Active) {
        return None;
    }
    let told = [leases(state, relationship), offers(state, relationship)];
    told.into_iter().flatten().min()
}

fn scopes<'s>(
    state: &'s RecordedState,
    relationship: &'s Failover,
) -> impl Iterator<Item = &'s Recorded<Scope>> {
    let members: BTreeSet<Address4> = relationship.scope_id.iter().copied().collect();
    let served = state.v4.scopes.iter().filter(|scope| scope.state == ScopeState::Active);
    served.filter(move |scope| members.contains(&scope.scope_id))
}

/// Leases that began on the day before they were recorded, where leases were recorded.
fn leases(state: &RecordedState, relationship: &Failover) -> Option<u64> {
    let when = state.recorded.when.0;
    let mut began = 0;
    for scope in scopes(state, relationship) {
        let all = scope.leases.as_ref()?;
        let length = i64::try_from(scope.lease_duration.seconds()).ok();
        let length = length.and_then(TimeDelta::try_seconds)?;
        let start = |end: DateTime<Utc>| end.checked_sub_signed(length);
        let active = all.iter().filter(|lease| lease.address_state == LeaseState::Active);
        let starts = active.filter_map(|lease| start(lease.lease_expiry_time?.0));
        began += starts.filter(|start| when - DAY < *start && *start <= when).count() as u64;
    }
    Some(began)
}

/// Offers of a day, where every scope that is served is in the relationship.
fn offers(state: &RecordedState, relationship: &Failover) -> Option<u64> {
    let served = state.v4.scopes.iter().filter(|scope| scope.state == ScopeState::Active);
    if served.count() > scopes(state, relationship).count() {
        return None;
    }
    let counters = state.v4.statistics.as_ref()?;
    let running = state.recorded.when.0 - counters.server_start_time?.0;
    let seconds = u64::try_from(running.num_seconds()).ok().filter(|_| running >= DAY)?;
    Some(u64::from(counters.offers) * 86_400 / seconds)
}
