//! What a server has logged of itself.
//!
//! dhcpd 4.4 notes every change of state, its own and that of its partner, behind writing it into the lease file:
//! `failover peer NAME: I move from A to B`, and `peer moves from A to B`. In front of that stands what
//! the system puts there: nothing where dhcpd writes to its standard error (`-d`), else the time, the host and `dhcpd[PID]:`.

use std::io::Read;
use std::path::PathBuf;
use std::str;
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};
use dhcpair_exec::{FileSet, Host, Limits};
use failover_model::state::{FailoverState, Reported, SideState, StateSource, facts};
use failover_model::{Knowledge, Vendor};

use super::PeerState;
use crate::causes::in_full;

/// Time zones differ by quarters of an hour, and reach so far.
const QUARTER: i64 = 15 * 60;
const FARTHEST: i64 = 14 * 3_600;

/// How long after it was logged a line may reach its file.
const LATE: i64 = 120;

/// The newest states of relationships in the end of a log, which was changed last at that time. What is no line of dhcpd
/// on a change of state is passed over.
///
/// Of the usual time of syslog (`Nov 30 06:19:02`), which has neither year nor zone, these are taken from the time of the last
/// change, when the last line was written. A line without a time gives a state of which nobody knows since when it holds.
///
/// ```
/// use dhcpair_drivers::isc::live::read_log;
///
/// let log = b"Nov 30 07:19:02 dhcp-a dhcpd[71]: failover peer campus: I move from normal to communications-interrupted\n";
/// let changed = "2026-11-30T06:19:02Z".parse().ok();
/// let found = read_log(log, changed, &["campus".into()]);
/// let own = &found[0].state.known().unwrap().own;
/// assert_eq!(own.state.to_string(), "communications-interrupted");
/// assert_eq!(own.since, changed);
/// ```
#[must_use]
pub fn read_log(log: &[u8], changed: Option<DateTime<Utc>>, peers: &[Arc<str>]) -> Vec<PeerState> {
    let mut moves = Moves::of(peers);
    moves.read(log, changed);
    moves.finish(changed)
}

/// How much of a log is read, and as much of the one before it.
const END: u64 = 256 << 10;

/// A log on a machine, and the one that it was before it was begun anew (`NAME.1`, as logrotate calls it).
#[derive(Debug, Clone)]
pub struct Log {
    /// The machine.
    pub host: Arc<dyn Host>,
    /// The file, by its path there.
    pub path: PathBuf,
}

impl Log {
    /// The newest states in its end, and for each that cannot be had, why.
    pub(super) async fn states(&self, peers: &[Arc<str>]) -> Vec<PeerState> {
        let mut before = self.path.clone().into_os_string();
        before.push(".1");
        let set = FileSet::new(&self.path).beside([before]).last(END).limits(Limits::default());
        let mut moves = Moves::of(peers);
        let read = set.read(&*self.host, move |files| {
            let mut changed = None;
            while let Some(mut file) = files.next_file()? {
                let mut end = Vec::new();
                file.read_to_end(&mut end)?;
                // What is cut off is no line.
                let begins =
                    end.iter().position(|byte| *byte == b'\n').filter(|_| file.skipped > 0);
                changed = Some(file.stat.modified);
                moves.read(end.get(begins.unwrap_or(0)..).unwrap_or_default(), changed);
            }
            Ok(moves.finish(changed))
        });
        read.await
            .unwrap_or_else(|error| super::unknown(peers, &format!("log: {}", in_full(&error))))
    }
}

/// The newest moves of relationships, by what was read so far: of the server itself, and of its partner.
struct Moves(Vec<(Arc<str>, [Option<Reported>; 2])>);

impl Moves {
    fn of(peers: &[Arc<str>]) -> Self {
        Self(peers.iter().map(|name| (Arc::clone(name), [None, None])).collect())
    }

    /// Takes a log that goes on where the one before it ended.
    fn read(&mut self, log: &[u8], changed: Option<DateTime<Utc>>) {
        let zone = Zone::of(log, changed);
        for line in lines(log) {
            let Some((head, text)) = split(line) else { continue };
            for (peer, [own, partner]) in &mut self.0 {
                let Some((side, state)) = moved(text, peer) else { continue };
                let since = written(head, zone.as_ref());
                let place = if side == Side::Own { own } else { partner };
                *place = Some(Reported { state: FailoverState(state.into()), since });
            }
        }
    }

    /// What the newest log says, which was changed last at that time.
    fn finish(self, changed: Option<DateTime<Utc>>) -> Vec<PeerState> {
        let found = self.0.into_iter().map(|(name, [own, partner])| {
            let Some(own) = own else {
                let reason = format!("the end of the log has no state of failover peer `{name}`");
                return PeerState::unknown(&name, reason);
            };
            let mut state = SideState::new(own.state.clone(), StateSource::Log);
            state.own = own;
            // A partner that was never heard of.
            state.partner = partner.filter(|partner| &*partner.state.0 != "unknown-state");
            PeerState { name, state: Knowledge::Known(state), as_of: changed }
        });
        found.collect()
    }
}

/// The whole lines of a text: the last one may be being written, and `recover` become `recover-wait`.
fn lines(log: &[u8]) -> impl Iterator<Item = &str> {
    let whole = log.split_inclusive(|byte| *byte == b'\n');
    whole.filter_map(|line| str::from_utf8(line.strip_suffix(b"\n")?).ok())
}

/// What the system wrote in front of a line of dhcpd, and the line behind `failover peer `. What clients say of themselves
/// is logged, too, further behind.
fn split(line: &str) -> Option<(&str, &str)> {
    let (head, text) = line.split_once("failover peer ")?;
    (head.is_empty() || by_dhcpd(head)).then_some((head, text.trim_end()))
}

/// Whether this is a time, a host and `dhcpd[PID]:`, and nothing else.
fn by_dhcpd(head: &str) -> bool {
    let words: Vec<&str> = head.split_ascii_whitespace().collect();
    let tag = match words.as_slice() {
        [time, _, tag] if DateTime::parse_from_rfc3339(time).is_ok() => tag,
        [_, _, _, _, tag] if stamped(head, LEAP_YEAR).is_some() => tag,
        _ => return false,
    };
    let Some(process) = tag.strip_prefix("dhcpd").and_then(|tag| tag.strip_suffix(':')) else {
        return false;
    };
    process.is_empty() || (process.starts_with('[') && process.ends_with(']'))
}

/// One that has all days.
const LEAP_YEAR: i32 = 2028;

/// Who moved, and to which state: `NAME: I move from A to B`.
fn moved<'l>(text: &'l str, peer: &str) -> Option<(Side, &'l str)> {
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
enum Side {
    Own,
    Partner,
}

/// What the usual times of a syslog lack, from the last line of a file and the time at which that was written.
struct Zone {
    last: NaiveDateTime,
    ahead: TimeDelta,
}

impl Zone {
    /// Unknown where no line has such a time, or the last one was not written when the file was changed.
    fn of(log: &[u8], changed: Option<DateTime<Utc>>) -> Option<Self> {
        let changed = changed?.naive_utc();
        let last = lines(log).filter(|line| stamped(line, changed.year()).is_some()).last()?;
        let years = [changed.year() - 1, changed.year(), changed.year() + 1];
        let fits = years.into_iter().filter_map(|year| {
            let last = stamped(last, year)?;
            let apart = (last - changed).num_seconds();
            // The line is older than the file, as seen from its own zone.
            let ahead = (apart + LATE).div_euclid(QUARTER) * QUARTER;
            let late = ahead - apart;
            let ahead = TimeDelta::seconds(ahead);
            let near = ahead.num_seconds().abs() <= FARTHEST && (-2..=LATE).contains(&late);
            near.then_some(Self { last, ahead })
        });
        fits.into_iter().next()
    }
}

/// When a line was written, by what stands in front of it.
fn written(head: &str, zone: Option<&Zone>) -> Option<DateTime<Utc>> {
    let word = head.split(' ').next()?;
    if let Ok(time) = DateTime::parse_from_rfc3339(word) {
        return Some(time.to_utc());
    }
    let Zone { last, ahead } = zone?;
    let this_year = stamped(head, last.year()).filter(|time| time <= last);
    let time = this_year.or_else(|| stamped(head, last.year() - 1))?;
    Some(time.checked_sub_signed(*ahead)?.and_utc())
}

/// `Nov 30 06:19:02`, in a year.
fn stamped(line: &str, year: i32) -> Option<NaiveDateTime> {
    let stamp = line.get(..15)?;
    NaiveDateTime::parse_from_str(&format!("{year} {stamp}"), "%Y %b %e %H:%M:%S").ok()
}
