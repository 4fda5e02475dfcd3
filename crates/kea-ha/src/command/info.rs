//! What is known of a command before it is sent.

use kea_config::{Family, Release, Version};

/// A library that brings commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Library {
    /// `libdhcp_ha`
    HighAvailability,
    /// `libdhcp_lease_cmds`
    LeaseCommands,
    /// `libdhcp_host_cmds`: before 2.7.7 for subscribers only.
    HostCommands,
    /// `libdhcp_subnet_cmds`: before 2.7.7 for subscribers only.
    SubnetCommands,
    /// `libdhcp_class_cmds`: before 2.7.7 for subscribers only.
    ClassCommands,
    /// `libdhcp_stat_cmds`
    StatCommands,
}

impl Library {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::HighAvailability,
        Self::LeaseCommands,
        Self::HostCommands,
        Self::SubnetCommands,
        Self::ClassCommands,
        Self::StatCommands,
    ];

    /// The name of its file, without `.so`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HighAvailability => crate::LIBRARY,
            Self::LeaseCommands => "libdhcp_lease_cmds",
            Self::HostCommands => "libdhcp_host_cmds",
            Self::SubnetCommands => "libdhcp_subnet_cmds",
            Self::ClassCommands => "libdhcp_class_cmds",
            Self::StatCommands => "libdhcp_stat_cmds",
        }
    }

    /// Whether everybody has it in every release of a version; the others sell it.
    #[must_use]
    pub fn is_free(self, version: Version) -> bool {
        match self {
            Self::HighAvailability | Self::LeaseCommands | Self::StatCommands => true,
            _ => version.is_from(2, 7, 7),
        }
    }
}

/// What a command does to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing.
    Read,
    /// A change; the same again changes nothing more and is answered alike.
    Repeatable,
    /// A change; sent twice it does more than sent once, or the second is refused.
    Once,
}

/// What is known of a command, whatever its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandInfo {
    /// Its name.
    pub name: &'static str,
    /// The library that brings it; [`None`] for what every server has.
    pub library: Option<Library>,
    /// The release that brought it, where that is later than 2.2.0, the first with facts.
    pub since: Option<Release>,
    /// The family whose server has it; [`None`] for both.
    pub family: Option<Family>,
    /// What it does to the server.
    pub effect: Effect,
    /// Whether partners use it: then the listener of High Availability takes it from everybody who
    /// reaches it, also where `restrict-commands` is on.
    pub for_partners: bool,
}

impl CommandInfo {
    /// A command of all servers of all versions.
    #[must_use]
    pub const fn new(name: &'static str, effect: Effect) -> Self {
        Self { name, library: None, since: None, family: None, effect, for_partners: false }
    }

    /// The same from a release on.
    #[must_use]
    pub const fn since(self, major: u16, minor: u16, patch: u16) -> Self {
        Self { since: Some(Release::new(major, minor, patch)), ..self }
    }

    /// The same from a library.
    #[must_use]
    pub const fn of(self, library: Library) -> Self {
        Self { library: Some(library), ..self }
    }

    /// The same for one family alone.
    #[must_use]
    pub const fn only(self, family: Family) -> Self {
        Self { family: Some(family), ..self }
    }

    /// The same as a command that partners use.
    #[must_use]
    pub const fn for_partners(self) -> Self {
        Self { for_partners: true, ..self }
    }

    /// Whether some release of a version has it, with its library.
    #[must_use]
    pub fn may_be_in(&self, version: Version) -> bool {
        self.since.is_none_or(|since| version.may_be(|release| release >= since))
    }

    /// Whether every release of a version has it, with its library.
    #[must_use]
    pub fn is_always_in(&self, version: Version) -> bool {
        self.since.is_none_or(|since| version.is_always(|release| release >= since))
    }

    /// Whether it may be sent again where nobody knows if it arrived.
    #[must_use]
    pub const fn is_repeatable(&self) -> bool {
        !matches!(self.effect, Effect::Once)
    }

    /// Whether it leaves the server as it is.
    #[must_use]
    pub const fn only_reads(&self) -> bool {
        matches!(self.effect, Effect::Read)
    }
}
