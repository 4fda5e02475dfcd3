//! How a relationship shares the work (Kea ARM, "Supported Configurations").

use std::fmt;

use crate::peer::Role;

/// How the work is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// `load-balancing`: both answer, each its half of the clients.
    LoadBalancing,
    /// `hot-standby`: the primary answers, the standby takes over.
    HotStandby,
    /// `passive-backup`: the primary answers; backups get its leases.
    PassiveBackup,
}

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::LoadBalancing, Self::HotStandby, Self::PassiveBackup];

    /// Kea's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoadBalancing => "load-balancing",
            Self::HotStandby => "hot-standby",
            Self::PassiveBackup => "passive-backup",
        }
    }

    /// The mode of a word; letter case matters.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// The role beside the primary that the mode demands.
    #[must_use]
    pub const fn second_role(self) -> Option<Role> {
        match self {
            Self::LoadBalancing => Some(Role::Secondary),
            Self::HotStandby => Some(Role::Standby),
            Self::PassiveBackup => None,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
