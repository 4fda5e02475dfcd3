//! Why a command is not sent.

use kea_config::{Family, Release, Version};

use super::channel::Channel;
use super::info::Library;

/// Why a command is not sent to a server. Displays as a clause in small letters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The server's version does not have the command.
    #[error("`{command}`{} is known from {since} on, and the server runs {version}", of(*library))]
    TooOld {
        /// The command.
        command: &'static str,
        /// The first release that has it.
        since: Release,
        /// What the server runs.
        version: Version,
        /// The library that brings it.
        library: Option<Library>,
    },
    /// The server's version does not know an argument, and would overlook or refuse it.
    #[error("`{argument}` of `{command}` is known from {since} on, and the server runs {version}")]
    NewArgument {
        /// The command.
        command: &'static str,
        /// The argument.
        argument: &'static str,
        /// The first release that knows it.
        since: Release,
        /// What the server runs.
        version: Version,
    },
    /// An argument cannot be what it is.
    #[error("`{argument}` of `{command}` {reason}")]
    Argument {
        /// The command.
        command: &'static str,
        /// The argument.
        argument: &'static str,
        /// A clause that begins with a verb.
        reason: &'static str,
    },
    /// A configuration cannot be sent.
    #[error("the configuration cannot be sent: {reason}")]
    Configuration {
        /// A clause.
        reason: String,
    },
    /// The command is one of the other family's.
    #[error("`{command}` is not for a server of DHCP{family}")]
    Family {
        /// The command.
        command: &'static str,
        /// What the server serves.
        family: Family,
    },
    /// The listener of High Availability takes only what partners use.
    #[error(
        "`{command}` is not for the listener of High Availability: send it to a control socket"
    )]
    NotForPartners {
        /// The command.
        command: &'static str,
    },
    /// There is no such way to a server of this version.
    #[error("Kea {version} {}", no_way(*channel))]
    Channel {
        /// The way.
        channel: Channel,
        /// What the server runs.
        version: Version,
    },
    /// `config-test` is not for this version.
    #[error(
        "`config-test` is not sent to Kea {version}: behind it the next reload leaves the listener of High \
         Availability closed (2.7.3 to 3.0.3, and 3.1.0 to 3.1.2); ask `kea-dhcp4 -T` or `kea-dhcp6 -T` instead"
    )]
    ConfigTest {
        /// What the server runs.
        version: Version,
    },
}

fn of(library: Option<Library>) -> String {
    library.map_or_else(String::new, |library| format!(" of `{}`", library.name()))
}

const fn no_way(channel: Channel) -> &'static str {
    match channel {
        Channel::UnixSocket => "has no unix socket",
        Channel::HaListener => "has no listener of High Availability",
        Channel::Http => "does not listen for HTTP itself: go through its Control Agent",
        Channel::ControlAgent => "has no Control Agent: go to the server's own HTTP socket",
    }
}
