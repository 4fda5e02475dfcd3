//! What was seen of a server, when, and what could not be seen.

use chrono::{DateTime, Utc};

use crate::config::ServerConfig;
use crate::identity::{ServerName, Vendor};
use crate::state::Running;

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// A short clause that fits behind "not read:", lower case, inputs in backticks.
    pub reason: String,
}

/// A value, or the plain statement that it is not known. Unknown is never read as absent or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knowledge<T> {
    /// It was observed.
    Known(T),
    /// It could not be observed.
    Unknown(Unseen),
}

impl<T> Knowledge<T> {
    /// The value, where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Not known, for a reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(Unseen { reason: reason.into() })
    }

    /// Why it is not known.
    pub const fn unseen(&self) -> Option<&Unseen> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(unseen) => Some(unseen),
        }
    }
}

/// Where an observation comes from, and so what it can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freshness {
    /// Configuration files: what the server would run after a restart. No live state.
    Files,
    /// A state recorded earlier, at this time where the record says it.
    Recorded(Option<DateTime<Utc>>),
    /// The server itself, at this time by the clock of the one who looks.
    Live(DateTime<Utc>),
}

/// One look at one server. A server with DHCPv4 and DHCPv6 has one configuration for each.
#[derive(Debug, Clone)]
pub struct Observation {
    /// The server's name in the inventory.
    pub server: ServerName,
    /// Its vendor.
    pub vendor: Vendor,
    /// The addresses and host names its partner may know it by.
    pub addresses: Vec<String>,
    /// Where this comes from.
    pub freshness: Freshness,
    /// The server software's version, where it is known.
    pub version: Option<String>,
    /// What it runs, one entry per address family.
    pub configs: Knowledge<Vec<ServerConfig>>,
    /// Its process and its clock, where the server itself was looked at.
    pub running: Knowledge<Running>,
}
