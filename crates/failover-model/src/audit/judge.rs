//! One address: what the two sides say of it, and whether a difference is explained.

use super::{AuditRules, Fault, Side, Sides};
use crate::identity::Vendor;
use crate::lease::{LeaseRecord, LeaseState, Moment};
use crate::state::{SideState, Standing, facts};
use crate::unit::Seconds;

/// What an address is to one side at the time of the look.
#[derive(Clone, Copy)]
enum Holding<'a> {
    /// A client has it.
    Held(LeaseRecord<'a>, Moment),
    /// A client had it until then, and the side still knows which.
    Ended(LeaseRecord<'a>, Moment),
    /// It is kept back.
    Declined(LeaseRecord<'a>),
    /// Nobody has it.
    Nobody,
}

impl<'a> Holding<'a> {
    fn of(record: Option<LeaseRecord<'a>>, now: Moment) -> Self {
        let Some(record) = record else { return Self::Nobody };
        let expires = record.times.expires;
        match (record.state, expires) {
            (LeaseState::Active | LeaseState::Registered, Some(end)) if end > now => {
                Self::Held(record, end)
            }
            (LeaseState::Active | LeaseState::Registered | LeaseState::Expired, Some(end)) => {
                Self::Ended(record, end)
            }
            // One whose time is up is nobody's.
            (LeaseState::Declined, end) if end.is_none_or(|end| end > now) => {
                Self::Declined(record)
            }
            _ => Self::Nobody,
        }
    }
}

/// Whether two records are of the same client: by its identifier where both have one (RFC 2131, section
/// 4.2), else by its hardware.
fn same_client(one: &LeaseRecord<'_>, other: &LeaseRecord<'_>) -> bool {
    if one.client.is_empty() || other.client.is_empty() {
        return one.hardware == other.hardware;
    }
    one.client == other.client && one.iaid == other.iaid
}

/// Whether two ends are further apart than they may be, where that is known. Never is far from every other end.
fn are_apart(one: Moment, other: Moment, most: Option<Seconds>) -> bool {
    match (one.unix(), other.unix(), most) {
        (_, _, None) => false,
        (Some(one), Some(other), Some(most)) => one.abs_diff(other) > most.0,
        (one, other, Some(_)) => one != other,
    }
}

/// What is wrong with an address, if anything.
pub(super) fn fault(
    records: [Option<LeaseRecord<'_>>; 2],
    sides: Sides<'_>,
    rules: &AuditRules,
) -> Option<Fault> {
    let [one, other] = records;
    let taken = [sides.first.taken, sides.second.taken];
    let holdings = [Holding::of(one, taken[0]), Holding::of(other, taken[1])];
    match holdings {
        [Holding::Held(x, end), Holding::Held(y, other)] => {
            held_by_both((x, end), (y, other), rules)
        }
        [Holding::Held(x, end), without] => {
            held_by_one((x, end), without, Side::Second, taken[0], rules)
        }
        [without, Holding::Held(x, end)] => {
            held_by_one((x, end), without, Side::First, taken[1], rules)
        }
        [Holding::Declined(_), Holding::Declined(_)] => None,
        [Holding::Declined(x), _] => kept_back(&x, Side::First, taken[0], rules),
        [_, Holding::Declined(x)] => kept_back(&x, Side::Second, taken[1], rules),
        _ => None,
    }
}

fn held_by_both(
    (x, end): (LeaseRecord<'_>, Moment),
    (y, other): (LeaseRecord<'_>, Moment),
    rules: &AuditRules,
) -> Option<Fault> {
    if !same_client(&x, &y) {
        return Some(Fault::OtherClient);
    }
    are_apart(end, other, rules.apart).then_some(Fault::Expiry)
}

/// One side has a client for it, and the other one, `on`, has `without`.
fn held_by_one(
    (x, end): (LeaseRecord<'_>, Moment),
    without: Holding<'_>,
    on: Side,
    taken: Moment,
    rules: &AuditRules,
) -> Option<Fault> {
    match without {
        Holding::Declined(_) => Some(Fault::Declined { on }),
        // Both know the lease. Whose clock is ahead has seen its end already.
        Holding::Ended(y, other) if same_client(&x, &y) => {
            are_apart(end, other, rules.apart).then_some(Fault::Expiry)
        }
        _ => is_far(end, taken, rules).then_some(Fault::Missing { on }),
    }
}

fn kept_back(x: &LeaseRecord<'_>, on: Side, taken: Moment, rules: &AuditRules) -> Option<Fault> {
    let end = x.times.expires.unwrap_or(Moment::NEVER);
    is_far(end, taken, rules).then_some(Fault::Declined { on })
}

/// Whether an end is so far away that no clock has passed it yet.
fn is_far(end: Moment, taken: Moment, rules: &AuditRules) -> bool {
    end > taken.plus(seconds(rules.clocks.0))
}

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

/// How long after two dhcpds have found each other again they may still tell each other what they
/// did alone: they send some hundred updates a second.
const CATCHING_UP: i64 = 600;

/// Whether a difference that stays is no fault, since the news of it is under way or cannot be.
pub(super) fn is_owed(
    fault: Fault,
    records: [Option<LeaseRecord<'_>>; 2],
    sides: Sides<'_>,
    rules: &AuditRules,
) -> bool {
    let changed = |record: &LeaseRecord<'_>| record.times.changed();
    let Some(newest) = records.into_iter().flatten().max_by_key(changed) else { return false };
    let Some(when) = changed(&newest) else { return false };
    // A change that is younger than the older one of two copies cannot be in that one.
    let taken = sides.first.taken.min(sides.second.taken);
    if when.plus(seconds(rules.under_way.0)) >= taken {
        return true;
    }
    let known = [&sides.first.state, &sides.second.state];
    let cut = known.into_iter().flatten().any(|state| {
        let since = state.own.since.map(Moment::from);
        if is_well(state) {
            // Behind an interruption: what the partner has not confirmed is still in the queue.
            return is_unconfirmed(&newest)
                && since.is_some_and(|since| since.plus(CATCHING_UP) >= taken);
        }
        is_unconfirmed(&newest) || since.is_none_or(|since| when >= since)
    });
    cut && match fault {
        // Each side gives away its own addresses only: two clients never come of being cut off.
        Fault::OtherClient => false,
        Fault::Expiry => is_within_lead(&newest, records, when, rules),
        Fault::Missing { .. } | Fault::Declined { .. } => true,
    }
}

/// Whether a side is where a healthy pair is. A word that is not known says nothing against it.
fn is_well(state: &SideState) -> bool {
    [Vendor::Isc, Vendor::Kea]
        .into_iter()
        .find_map(|vendor| facts(vendor, &state.own.state))
        .is_none_or(|facts| facts.standing == Standing::Well)
}

/// Whether the server still waits for its partner to confirm this end.
fn is_unconfirmed(record: &LeaseRecord<'_>) -> bool {
    record
        .times
        .told_partner
        .is_some_and(|told| record.times.partner_knows.is_none_or(|known| told > known))
}

/// Whether the end of the newest record is within what may be promised beyond what the partner knows.
fn is_within_lead(
    newest: &LeaseRecord<'_>,
    records: [Option<LeaseRecord<'_>>; 2],
    when: Moment,
    rules: &AuditRules,
) -> bool {
    let Some(apart) = rules.apart else { return true };
    let others = records.into_iter().flatten().filter(|record| record != newest);
    let known = others.flat_map(|record| [record.times.expires, record.times.partner_knows]);
    let known = known.flatten().max().map_or(when, |known| known.max(when));
    let most = known.plus(seconds(apart.0)).plus(seconds(rules.clocks.0));
    newest.times.expires.is_none_or(|end| end <= most)
}
