//! The leases of the two sides of a relationship, compared address by address.
//!
//! A healthy pair is never the same on both sides at every moment: the one that answers a client tells
//! its partner a little later (dhcpd: at once, confirmed within 2 s; Kea: before the client is
//! answered), expired leases are cleaned up by each side at a time of its own, and while the two
//! cannot talk each goes on alone. So an audit takes two looks. [`audit`] gives the addresses that look
//! wrong at the first one; [`confirm`] takes a second look at these alone, and lets stand what is still
//! wrong, has not changed in between, and is not explained by what the sides owe each other.
//!
//! What counts as wrong is a [`Fault`]; how long things may take, and how far two ends may be apart,
//! are the [`AuditRules`] of a vendor. Who may give an address away that nobody has (dhcpd `free` and
//! `backup`) is not compared: both move such addresses to and fro.
//!
//! ```
//! use failover_model::Seconds;
//! use failover_model::audit::{AuditRules, Fault, Side, Sides, Snapshot, audit, confirm};
//! use failover_model::lease::{LeaseKey, LeaseRecord, LeaseState, LeaseTableBuilder, Moment};
//!
//! let key = LeaseKey::address("10.1.0.9".parse().unwrap());
//! let mut leases = LeaseTableBuilder::default();
//! let mut record = LeaseRecord::new(key, LeaseState::Active);
//! record.hardware = &[0, 0x53, 0, 0, 0, 9];
//! record.times.expires = Some(Moment::from_unix(10_000));
//! leases.set(&record);
//!
//! let primary = Snapshot::new(Moment::from_unix(1_000), leases.finish());
//! let secondary = Snapshot::new(Moment::from_unix(1_000), Default::default());
//! let sides = Sides { first: &primary, second: &secondary };
//! let rules = AuditRules { apart: Some(Seconds(60)), under_way: Seconds(20), clocks: Seconds(60) };
//! let suspects = audit(sides, &rules, |_| true);
//! // The second look; here nothing has happened since the first one.
//! let outcome = confirm(&suspects, sides, sides, &rules);
//! assert_eq!(outcome.findings[0].fault, Fault::Missing { on: Side::Second });
//! ```

mod judge;
mod scope;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use crate::lease::{LeaseKey, LeaseRecord, LeaseTable, Moment};
use crate::state::SideState;
use crate::unit::Seconds;

pub use scope::Coverage;

/// One of the two sides of a relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The one given first.
    First,
    /// The one given second.
    Second,
}

impl Side {
    /// The partner of this one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A client has it by one side, and this side knows nothing of the client: it has no lease of the
    /// address, or takes it for free, given back, or last used by somebody else.
    Missing {
        /// The side that does not know.
        on: Side,
    },
    /// Both sides say that a client has it, and not the same one.
    OtherClient,
    /// Both say the same client, and the ends are further apart than can be explained.
    Expiry,
    /// One side keeps it back because it was found in use, and the other would give it away.
    Declined {
        /// The side that keeps it back.
        on: Side,
    },
}

/// How far two ends may be apart and how long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditRules {
    /// The most that the two ends of one lease may be apart. dhcpd: the maximum client lead time,
    /// which is what it may promise a client beyond what the partner knows (`dhcpd.conf(5)`,
    /// `mclt`). Kea: the time in which a pair notices that updates do not arrive, since it keeps the
    /// lease although the partner has not got it. [`None`] where it is not known: ends are not judged then.
    pub apart: Option<Seconds>,
    /// How long a change may take to reach the partner without anything being wrong: the time in which
    /// a pair notices that it is cut off (dhcpd `max-response-delay`; Kea `heartbeat-delay` and
    /// `max-response-delay`).
    pub under_way: Seconds,
    /// How far the clocks may be apart. Both dhcpd and Kea refuse to work as a pair above 60 s.
    pub clocks: Seconds,
}

/// The leases of one side as they were at one time.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// When they were read.
    pub taken: Moment,
    /// The leases. At a second look, those of the suspects are enough.
    pub leases: LeaseTable,
    /// What the side said of its state at that time, where it is known. Without it the two are taken
    /// to be in touch.
    pub state: Option<SideState>,
}

impl Snapshot {
    /// Leases of a side of whose state nothing is known.
    #[must_use]
    pub const fn new(taken: Moment, leases: LeaseTable) -> Self {
        Self { taken, leases, state: None }
    }

    fn record(&self, key: &LeaseKey) -> Option<LeaseRecord<'_>> {
        self.leases.get(key).map(|lease| lease.record())
    }
}

/// Both sides at one look.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The side called [`Side::First`].
    pub first: &'a Snapshot,
    /// The side called [`Side::Second`].
    pub second: &'a Snapshot,
}

impl<'a> Sides<'a> {
    /// What both sides say of an address.
    #[must_use]
    pub fn records(&self, key: &LeaseKey) -> [Option<LeaseRecord<'a>>; 2] {
        [self.first.record(key), self.second.record(key)]
    }
}

/// An address that looks wrong, or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suspect {
    /// The address or prefix.
    pub key: LeaseKey,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What has become of suspects at a second look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Still wrong, unchanged, and not explained: faults. In the order of addresses.
    pub findings: Vec<Suspect>,
    /// Still different, as it must be: the change is young, or the two cannot talk and owe each other
    /// the news.
    pub owed: Vec<Suspect>,
    /// Wrong in both looks and changed in between: a third look can tell.
    pub unsettled: Vec<Suspect>,
}

/// The addresses that look wrong in one look, in their order; of those alone that `covers` says belong
/// to the relationship.
#[must_use]
pub fn audit(
    sides: Sides<'_>,
    rules: &AuditRules,
    covers: impl Fn(&LeaseKey) -> bool,
) -> Vec<Suspect> {
    let mut suspects = Vec::new();
    let (mut first, mut second) =
        (sides.first.leases.iter().peekable(), sides.second.leases.iter().peekable());
    loop {
        let order = match (first.peek(), second.peek()) {
            (None, None) => return suspects,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.key().cmp(&other.key()),
        };
        let one = if order.is_le() { first.next() } else { None };
        let other = if order.is_ge() { second.next() } else { None };
        let Some(key) = one.or(other).map(|lease| lease.key()).filter(&covers) else { continue };
        let records = [one, other].map(|lease| lease.map(|lease| lease.record()));
        if let Some(fault) = judge::fault(records, sides, rules) {
            suspects.push(Suspect { key, fault });
        }
    }
}

/// Looks again at suspects: `earlier` is the look that made them suspicious, `later` the second one.
#[must_use]
pub fn confirm(
    suspects: &[Suspect],
    earlier: Sides<'_>,
    later: Sides<'_>,
    rules: &AuditRules,
) -> Outcome {
    let mut outcome = Outcome::default();
    for suspect in suspects {
        let (then, now) = (earlier.records(&suspect.key), later.records(&suspect.key));
        let Some(fault) = judge::fault(now, later, rules) else { continue };
        let suspect_now = Suspect { key: suspect.key, fault };
        let list = if fault != suspect.fault || then != now {
            &mut outcome.unsettled
        } else if judge::is_owed(fault, now, later, rules) {
            &mut outcome.owed
        } else {
            &mut outcome.findings
        };
        list.push(suspect_now);
    }
    outcome
}
