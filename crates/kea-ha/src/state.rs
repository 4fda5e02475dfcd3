//! States of a server, as the library names them (Kea ARM, "Server States").

use std::fmt;

/// What a server is doing, or what is known of its partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// `backup`
    Backup,
    /// `communication-recovery`
    CommunicationRecovery,
    /// `hot-standby`
    HotStandby,
    /// `in-maintenance`
    InMaintenance,
    /// `load-balancing`
    LoadBalancing,
    /// `partner-down`
    PartnerDown,
    /// `partner-in-maintenance`
    PartnerInMaintenance,
    /// `passive-backup`
    PassiveBackup,
    /// `ready`
    Ready,
    /// `syncing`
    Syncing,
    /// `terminated`
    Terminated,
    /// `unavailable`: no state of a server, but of a partner out of reach.
    Unavailable,
    /// `waiting`
    Waiting,
}

impl State {
    /// All states, in the order of their words.
    pub const ALL: [Self; 13] = [
        Self::Backup,
        Self::CommunicationRecovery,
        Self::HotStandby,
        Self::InMaintenance,
        Self::LoadBalancing,
        Self::PartnerDown,
        Self::PartnerInMaintenance,
        Self::PassiveBackup,
        Self::Ready,
        Self::Syncing,
        Self::Terminated,
        Self::Unavailable,
        Self::Waiting,
    ];

    /// Kea's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Backup => "backup",
            Self::CommunicationRecovery => "communication-recovery",
            Self::HotStandby => "hot-standby",
            Self::InMaintenance => "in-maintenance",
            Self::LoadBalancing => "load-balancing",
            Self::PartnerDown => "partner-down",
            Self::PartnerInMaintenance => "partner-in-maintenance",
            Self::PassiveBackup => "passive-backup",
            Self::Ready => "ready",
            Self::Syncing => "syncing",
            Self::Terminated => "terminated",
            Self::Unavailable => "unavailable",
            Self::Waiting => "waiting",
        }
    }

    /// The state of a word; letter case matters.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// When the state machine stops in a state until an operator continues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pause {
    /// `never`: what counts for states that are not configured.
    Never,
    /// `once`: the first time the server enters the state.
    Once,
    /// `always`
    Always,
}

impl Pause {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Never, Self::Once, Self::Always];

    /// Kea's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Once => "once",
            Self::Always => "always",
        }
    }

    /// The pause of a word; letter case matters.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pause| pause.as_str() == word)
    }
}
