//! What was seen of a server, when, and what could not be seen.

use chrono::{DateTime, Utc};
use config_text::Span;

use crate::config::ServerConfig;
use crate::identity::{Family, ServerName, Vendor};
use crate::knowledge::{Knowledge, Unseen};
use crate::state::Running;
use crate::stopped::Stopped;

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

/// What a configuration is, where its server was asked for what it runs.
#[derive(Debug, Clone)]
pub enum Basis {
    /// Its file: the server was to tell what it runs, and did not.
    File(Unseen),
    /// Its file, and that says what the server runs.
    Loaded,
    /// What the server runs; why there is no file to hold against it.
    Running(Unseen),
    /// What the server runs; its file was to be held against it and could not be read: why.
    Unread(Unseen),
    /// What the server runs; its file, which says something else, is beside it.
    Otherwise(Box<ServerConfig>),
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
    /// What it runs, or what is written for it to run, one entry per address family.
    pub configs: Knowledge<Vec<ServerConfig>>,
    /// What these are, for each family that the server was asked about; the others are what is written or recorded.
    pub bases: Vec<(Family, Basis)>,
    /// Its process and its clock, where the server itself was looked at.
    pub running: Knowledge<Running>,
    /// The same of each of its programs, where each serves a family of its own and was asked itself (Kea).
    pub processes: Vec<(Family, Running)>,
    /// Its programs that do not run.
    pub stopped: Vec<Stopped>,
    /// The first secret in each of its files that everybody on its machine can read. Not known of a copy, whose permissions
    /// are its own.
    pub open_secrets: Knowledge<Vec<Span>>,
}

impl Observation {
    /// Why a part of what its files say was not read, where the rest was.
    #[must_use]
    pub fn gap(&self) -> Option<&Unseen> {
        self.configs.known()?.iter().find_map(ServerConfig::gap)
    }

    /// The same, of the configurations of one family.
    #[must_use]
    pub fn gap_of(&self, family: Family) -> Option<&Unseen> {
        let mut mine = self.configs.known()?.iter().filter(|config| config.family() == family);
        mine.find_map(ServerConfig::gap)
    }

    /// The process that serves a family; of a Kea that is the one that answered for it.
    #[must_use]
    pub fn process(&self, family: Family) -> Option<&Running> {
        if self.vendor != Vendor::Kea {
            return self.running.known();
        }
        self.processes.iter().find(|(of, _)| *of == family).map(|(_, process)| process)
    }

    /// What the configuration of a family is; `None` where the server was not asked for what it runs.
    #[must_use]
    pub fn basis(&self, family: Family) -> Option<&Basis> {
        self.bases.iter().find(|(of, _)| *of == family).map(|(_, basis)| basis)
    }

    /// Its program for a family, where that is known not to run.
    #[must_use]
    pub fn stopped(&self, family: Family) -> Option<&Stopped> {
        self.stopped.iter().find(|one| one.family == family)
    }
}
