//! One line of a log of dhcpd: when, where, and who moved to which state.

use std::str;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, TimeDelta, Utc};
use failover_model::Vendor;
use failover_model::state::{FailoverState, facts};

use super::Written;

/// How long after it was logged a line may reach its file.
pub(super) const LATE: TimeDelta = TimeDelta::minutes(2);

/// How much a line may be before the one above it in time: clocks that are put back, and lines that passed one another.
const BACK: TimeDelta = TimeDelta::hours(2);

/// The whole lines of a text: the last one may be being written, and `recover` become `recover-wait`.
pub(super) fn lines(log: &[u8]) -> impl Iterator<Item = &str> {
    let whole = log.split_inclusive(|byte| *byte == b'\n');
    whole.filter_map(|line| str::from_utf8(line.strip_suffix(b"\n")?).ok())
}

/// What the system wrote in front of a line of dhcpd: a time, a host and `dhcpd[PID]:`, and nothing else. What clients say of
/// themselves is logged, too, further behind.
pub(super) struct Head<'l> {
    pub(super) time: Time<'l>,
    pub(super) host: &'l str,
    /// What dhcpd said.
    pub(super) rest: &'l str,
}

/// The time of a line.
pub(super) enum Time<'l> {
    Exact(DateTime<Utc>),
    /// `Nov 30 06:19:02`.
    Usual(&'l str),
}

impl<'l> Head<'l> {
    pub(super) fn of(line: &'l str) -> Option<Self> {
        let (time, rest) = match line.split_once(' ') {
            Some((word, rest)) if word.contains('T') => {
                (Time::Exact(DateTime::parse_from_rfc3339(word).ok()?.to_utc()), rest)
            }
            _ => {
                let (stamp, rest) = line.split_at_checked(15)?;
                stamped(stamp, LEAP_YEAR)?;
                (Time::Usual(stamp), rest.strip_prefix(' ')?)
            }
        };
        let (host, rest) = rest.split_once(' ')?;
        let rest = rest.strip_prefix("dhcpd")?;
        let rest = match rest.strip_prefix('[') {
            Some(rest) => {
                let (id, rest) = rest.split_once(']')?;
                id.parse::<u32>().ok()?;
                rest
            }
            None => rest,
        };
        Some(Self { time, host, rest: rest.strip_prefix(": ")? })
    }
}

impl Time<'_> {
    pub(super) fn utc(
        &self,
        zone: Option<FixedOffset>,
        changed: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        match self {
            Self::Exact(time) => Some(*time),
            Self::Usual(stamp) => {
                let (changed, zone) = (changed?, zone?);
                let last = local(changed, zone)?;
                let time = years(last)
                    .find_map(|year| stamped(stamp, year).filter(|time| *time - last <= BACK))?;
                // It is not newer than the file.
                Some(time.checked_sub_signed(ahead(zone))?.and_utc().min(changed))
            }
        }
    }
}

/// A time as the clocks of a zone show it.
fn local(time: DateTime<Utc>, zone: FixedOffset) -> Option<NaiveDateTime> {
    time.naive_utc().checked_add_signed(ahead(zone))
}

fn ahead(zone: FixedOffset) -> TimeDelta {
    TimeDelta::seconds(zone.local_minus_utc().into())
}

/// The years in which something was written that is there at that time, the newest one first: a day of February comes every
/// eight years at least.
fn years(last: NaiveDateTime) -> impl Iterator<Item = i32> {
    (last.year().saturating_sub(8)..=last.year().saturating_add(1)).rev()
}

/// One that has all days.
const LEAP_YEAR: i32 = 2028;

/// Who moved, and to which state: `NAME: I move from A to B`.
pub(super) fn moved<'l>(text: &'l str, peer: &str) -> Option<(Side, &'l str)> {
    let said = text.strip_prefix(peer)?.strip_prefix(": ")?;
    let (side, said) = match said.strip_prefix("I move from ") {
        Some(said) => (Side::Own, said),
        None => (Side::Partner, said.strip_prefix("peer moves from ")?),
    };
    let (from, to) = said.split_once(" to ")?;
    let known = |word: &str| facts(Vendor::Isc, &FailoverState(word.into())).is_some();
    (known(from) && known(to)).then_some((side, to))
}

/// Whose state it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Own,
    Partner,
}

/// The zone of the usual times of a log: that of the machine, if its last line was written when the file was changed last.
pub(super) fn zone_of(log: &[u8], written: &Written) -> Option<FixedOffset> {
    let (zone, changed) = (written.zone?, written.changed?);
    let last = local(changed, zone)?;
    let usual = lines(log)
        .filter(|line| line.get(..15).is_some_and(|stamp| stamped(stamp, LEAP_YEAR).is_some()));
    let stamp = usual.last()?.get(..15)?;
    let fits = years(last).any(|year| {
        stamped(stamp, year)
            .is_some_and(|time| (TimeDelta::seconds(-2)..=LATE).contains(&(last - time)))
    });
    fits.then_some(zone)
}

/// `Nov 30 06:19:02`, in a year.
fn stamped(stamp: &str, year: i32) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(&format!("{year} {stamp}"), "%Y %b %e %H:%M:%S").ok()
}
