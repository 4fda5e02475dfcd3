//! What a server knows of a failover relationship.

use std::time::{Duration, SystemTime};

use crate::Error;
use crate::codes::codes;
use crate::read::Values;

codes! {
    /// A state of failover, with the name that logs and lease files of dhcpd have for it.
    State {
        /// Not known, for instance because a number was set that is no state. Serves nobody.
        UnknownState = 0, "unknown-state";
        /// For 15 s after a start, while the partner is called. Serves nobody.
        Startup = 1, "startup";
        /// Both serve.
        Normal = 2, "normal";
        /// The partner cannot be reached: serves all clients from its own half.
        CommunicationsInterrupted = 3, "communications-interrupted";
        /// The partner is known not to serve: serves all clients.
        PartnerDown = 4, "partner-down";
        /// Both have served on their own and compare. Serves nobody.
        PotentialConflict = 5, "potential-conflict";
        /// Fetches all leases from the partner. Serves nobody.
        Recover = 6, "recover";
        /// Serves nobody until it is told to.
        Paused = 7, "paused";
        /// Serves nobody, and the partner serves all.
        Shutdown = 8, "shutdown";
        /// Has all leases, and waits for the partner. Serves nobody.
        RecoverDone = 9, "recover-done";
        /// The link broke while both compared. Serves nobody.
        ResolutionInterrupted = 10, "resolution-interrupted";
        /// Has compared, and the partner has not yet. Serves nobody.
        ConflictDone = 11, "conflict-done";
        /// Has all leases, and waits for the lead time (`mclt`). Serves nobody.
        RecoverWait = 254, "recover-wait";
    }
}

/// A state that may be set. dhcpd takes any number and checks none: another one can end the process, or make it serve
/// nobody until somebody sets a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettableState {
    /// The partner is dead. With a partner that serves, addresses are handed out twice.
    PartnerDown,
    /// Fetch all leases from the partner, and serve again; also the way out of [`SettableState::Shutdown`].
    Recover,
    /// Serve nobody, and tell the partner to serve all.
    Shutdown,
}

impl SettableState {
    /// The state that the server is in then.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::PartnerDown => State::PartnerDown,
            Self::Recover => State::Recover,
            Self::Shutdown => State::Shutdown,
        }
    }
}

/// Which side of a relationship a server is: `hierarchy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `primary;`
    Primary,
    /// `secondary;`
    Secondary,
}

/// A state and its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The state.
    pub state: State,
    /// Since when, by the clock of the server that was asked; [`None`] where it does not know. For the partner it is when
    /// this server learned of it.
    pub since: Option<SystemTime>,
}

/// What one server knows of a failover relationship: `failover peer NAME` (`dhcpd.conf(5)`).
///
/// Some attributes of dhcpd do not tell the truth and are not here: `local-address` and `partner-address` are pointers of
/// its process, `skew`, `last-packet-sent` and `last-timestamp-received` are always 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailoverState {
    /// The name of the relationship, as the server has it.
    pub name: Vec<u8>,
    /// Whether the server is the primary.
    pub role: Role,
    /// Its own state.
    pub local: Side,
    /// The state that the partner was in when it was heard of last.
    pub partner: Side,
    /// `mclt`: the lead time in force, which is the primary's.
    pub mclt: Duration,
    /// `port` of this server.
    pub local_port: u32,
    /// `peer port`.
    pub partner_port: u32,
    /// `max-response-delay`.
    pub max_response_delay: Duration,
    /// `max-unacked-updates`.
    pub max_unacked_updates: u32,
    /// Updates that the partner has not acknowledged.
    pub unacked_updates: u32,
    /// `load balance max seconds`; 0 is no load balancing.
    pub load_balance_max_seconds: u32,
    /// `hba`, or what `split` makes of it: a bit for each of 256 groups of clients (RFC 3074), set for those that the
    /// primary answers in normal state. Both servers tell the same; [`None`] where the secondary has not been told yet.
    pub load_balance_hba: Option<[u8; 32]>,
}

impl FailoverState {
    pub(crate) fn read(values: Values<'_>) -> Result<Self, Error> {
        let role = match values.number("hierarchy")? {
            0 => Role::Primary,
            1 => Role::Secondary,
            _ => return Err(Error::Attribute { name: "hierarchy" }),
        };
        let side = |state, since| -> Result<Side, Error> {
            Ok(Side { state: State::of(values.number(state)?), since: values.time(since)? })
        };
        let seconds = |name| values.number(name).map(|number| Duration::from_secs(number.into()));
        Ok(Self {
            name: values.bytes("name").ok_or(Error::Attribute { name: "name" })?.into(),
            role,
            local: side("local-state", "local-stos")?,
            partner: side("partner-state", "partner-stos")?,
            mclt: seconds("mclt")?,
            local_port: values.number("local-port")?,
            partner_port: values.number("partner-port")?,
            max_response_delay: seconds("max-response-delay")?,
            max_unacked_updates: values.number("max-outstanding-updates")?,
            unacked_updates: values.number("cur-unacked-updates")?,
            load_balance_max_seconds: values.number("load-balance-max-secs")?,
            load_balance_hba: values.fixed("load-balance-hba", |hba| hba.try_into().ok())?,
        })
    }
}
