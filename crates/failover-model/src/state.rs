//! What a side of a relationship says of itself and of its partner, and what such a state means for
//! clients.
//!
//! A state keeps the vendor's own word, since that is what logs and manuals use; [`facts`] says what the
//! word means. A word that is not in the table is not guessed at.

mod mute;
mod scopes;
mod table;

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ipnet::Ipv4Net;

use crate::identity::Vendor;
use crate::knowledge::Knowledge;

pub use mute::Mute;
pub use scopes::Scopes;

/// A state of the failover protocol in the vendor's own word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FailoverState(pub Arc<str>);

impl fmt::Display for FailoverState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom a server in some state answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Serves {
    /// Its part of the clients, or all of them where its role says so.
    Share,
    /// Every client, new ones from its own half of the free addresses only.
    AllFromHalf,
    /// Every client, from all addresses.
    All,
    /// Clients that have an address, no new ones.
    Renewals,
    /// Nobody.
    Nobody,
}

/// How a state is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The pair works as meant.
    Well,
    /// On the way to it: by itself, within the protocol's times.
    Passing,
    /// Not as meant until somebody does something.
    Ill,
}

/// What is known of one state of one vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateFacts {
    /// Whose state it is.
    pub vendor: Vendor,
    /// The vendor's word.
    pub word: &'static str,
    /// A word for narrow columns, at most 14 characters, in capitals where it is not well.
    pub label: &'static str,
    /// Whom a server in it answers.
    pub serves: Serves,
    /// How it is to be taken.
    pub standing: Standing,
}

/// What a state means; `None` for a word that this version does not know.
///
/// ```
/// use failover_model::state::{Serves, facts};
/// use failover_model::{FailoverState, Vendor};
///
/// let state = FailoverState("recover-wait".into());
/// assert_eq!(facts(Vendor::Isc, &state).unwrap().serves, Serves::Nobody);
/// assert!(facts(Vendor::Kea, &state).is_none());
/// ```
#[must_use]
pub fn facts(vendor: Vendor, state: &FailoverState) -> Option<&'static StateFacts> {
    all().iter().find(|known| known.vendor == vendor && known.word == &*state.0)
}

/// Every state of every vendor.
#[must_use]
pub const fn all() -> &'static [StateFacts] {
    table::STATES
}

/// Where a state was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StateSource {
    /// dhcpd's `failover-state` object, over OMAPI: what the server says now.
    Omapi,
    /// The newest `failover peer ... state` of dhcpd's lease file: what it was when it last changed.
    LeaseFile,
    /// The newest line of dhcpd's log on a change of state: what it was then.
    Log,
    /// Kea's answer to `status-get`: what the server says now.
    ControlChannel,
    /// `Get-DhcpServerv4Failover`: what the server says now.
    Cmdlet,
    /// A state recorded earlier.
    Recorded,
}

impl StateSource {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Omapi => "omapi",
            Self::LeaseFile => "lease file",
            Self::Log => "log",
            Self::ControlChannel => "control channel",
            Self::Cmdlet => "cmdlet",
            Self::Recorded => "recorded",
        }
    }

    /// How it was learnt, for the end of a sentence.
    #[must_use]
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Omapi => "over OMAPI",
            Self::LeaseFile => "from the lease file",
            Self::Log => "from the log",
            Self::ControlChannel => "over the control channel",
            Self::Cmdlet => "from a cmdlet",
            Self::Recorded => "as recorded",
        }
    }

    /// Whether the server wrote it down when its state changed: it may have ended since.
    #[must_use]
    pub const fn is_written(self) -> bool {
        matches!(self, Self::LeaseFile | Self::Log)
    }

    /// Whether the running server itself said it, at the time of the look.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Omapi | Self::ControlChannel | Self::Cmdlet)
    }
}

/// A state and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The state.
    pub state: FailoverState,
    /// When it began, by the clock of the server that says so; where it says so.
    pub since: Option<DateTime<Utc>>,
}

/// What one server says of a relationship it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideState {
    /// Its own state.
    pub own: Reported,
    /// When its process was started, by its own clock, where that is later than the time that it says for its own state: dhcpd
    /// keeps that over its end, and has not been in the state without a break.
    pub restarted: Option<DateTime<Utc>>,
    /// The state in which it takes its partner to be: the last one heard of, not one that was seen.
    pub partner: Option<Reported>,
    /// Whether it is in touch with its partner, where it says so.
    pub in_touch: Option<bool>,
    /// How long ago it heard of its partner last, where it says so.
    pub heard: Option<TimeDelta>,
    /// Clients of the silent partner that it has seen unanswered (Kea).
    pub unanswered: Option<Unanswered>,
    /// Where this was read.
    pub source: StateSource,
    /// When that was written last, by the clock of its machine; `None` for what the server says now, and where it is not
    /// known.
    pub as_of: Option<DateTime<Utc>>,
    /// Why it is not from the server itself, where that was asked: a clause.
    pub instead: Option<String>,
    /// Why it does not answer clients although its state says so, where it tells (Kea).
    pub mute: Option<Mute>,
    /// Whose clients it answers, where it says so (Kea).
    pub scopes: Option<Scopes>,
}

/// How near a Kea server is to taking its silent partner for dead (Kea ARM, `max-unacked-clients`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    /// Clients that have waited longer than `max-ack-delay`.
    pub clients: u64,
    /// How many more it takes; 0 while it is in touch.
    pub left: u64,
    /// Clients that have tried at all since.
    pub connecting: u64,
}

impl SideState {
    /// A state by itself: nothing is known of the partner.
    #[must_use]
    pub fn new(state: FailoverState, source: StateSource) -> Self {
        let own = Reported { state, since: None };
        Self {
            own,
            restarted: None,
            partner: None,
            in_touch: None,
            heard: None,
            unanswered: None,
            source,
            as_of: None,
            instead: None,
            mute: None,
            scopes: None,
        }
    }

    /// Notes when the process of the server was started, by its own clock.
    pub fn started(&mut self, started: DateTime<Utc>) {
        // Times of states have no parts of seconds.
        let kept = self.own.since.is_some_and(|since| started - since > SLACK);
        self.restarted = kept.then_some(started);
    }

    /// Since when it has been in its state without a break, by the server's clock.
    ///
    /// ```
    /// use chrono::{DateTime, TimeDelta, Utc};
    /// use failover_model::state::{FailoverState, SideState, StateSource};
    ///
    /// let since: DateTime<Utc> = "2026-11-20T14:02:11Z".parse()?;
    /// let mut state = SideState::new(FailoverState("normal".into()), StateSource::Omapi);
    /// state.own.since = Some(since);
    /// state.started(since - TimeDelta::hours(1));
    /// assert_eq!(state.unbroken_since(), Some(since));
    /// state.started(since + TimeDelta::hours(1));
    /// assert_eq!(state.unbroken_since(), Some(since + TimeDelta::hours(1)));
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    #[must_use]
    pub fn unbroken_since(&self) -> Option<DateTime<Utc>> {
        self.restarted.or(self.own.since)
    }
}

/// A running server, apart from its configuration and its relationships.
#[derive(Debug, Clone)]
pub struct Running {
    /// When it was looked at, by the clock of the one who looks.
    pub at: DateTime<Utc>,
    /// Its clock against that one.
    pub clock: Knowledge<ClockOffset>,
    /// When its process started, by its own clock.
    pub started: Knowledge<DateTime<Utc>>,
    /// When its configuration was loaded last, by its own clock: at the start, or at a reload.
    pub loaded: Knowledge<DateTime<Utc>>,
    /// When its newest configuration file was changed, by its own clock.
    pub changed: Knowledge<DateTime<Utc>>,
    /// The IPv4 addresses that its process may call its own, as networks all of whose addresses are.
    pub addresses: Knowledge<Vec<Ipv4Net>>,
}

/// Files are written and then loaded, and a process that starts is timed in hundredths of a second.
const SLACK: TimeDelta = TimeDelta::seconds(2);

impl Running {
    /// How long after the server had loaded its files one of them was changed; zero where none was, `None` where one
    /// of the times is not known.
    #[must_use]
    pub fn file_newer_by(&self) -> Option<TimeDelta> {
        let late = *self.changed.known()? - *self.loaded.known()?;
        Some(if late > SLACK { late } else { TimeDelta::zero() })
    }
}

/// How far a clock is ahead of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockOffset {
    /// What is to be added to the looker's clock to get the server's; below zero where it is behind.
    pub ahead: TimeDelta,
    /// How far the true value may be from that, to either side: resolution and half the way there and
    /// back.
    pub within: TimeDelta,
}

impl ClockOffset {
    /// How far two servers' clocks are apart at the least, whatever the uncertainty.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use failover_model::state::ClockOffset;
    ///
    /// let of = |ahead, within| ClockOffset {
    ///     ahead: TimeDelta::seconds(ahead),
    ///     within: TimeDelta::seconds(within),
    /// };
    /// assert_eq!(of(40, 1).apart(of(-34, 1)), TimeDelta::seconds(72));
    /// assert_eq!(of(1, 1).apart(of(0, 1)), TimeDelta::zero());
    /// ```
    #[must_use]
    pub fn apart(self, other: Self) -> TimeDelta {
        let between = (self.ahead - other.ahead).abs();
        (between - self.within - other.within).max(TimeDelta::zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_state_is_listed_twice_and_labels_fit_their_column() {
        for (at, one) in all().iter().enumerate() {
            let same = |other: &&StateFacts| other.vendor == one.vendor && other.word == one.word;
            assert_eq!(all().iter().position(|other| same(&other)), Some(at), "{}", one.word);
            assert!(one.label.len() <= 14, "{}", one.label);
            let shouts = one.label.chars().any(|c| c.is_ascii_uppercase());
            let well = one.standing == Standing::Well;
            // Windows writes its states with capitals; a well one is as Windows writes it.
            assert!(well && (one.label == one.word) || !well && shouts, "{}", one.word);
        }
    }
}
