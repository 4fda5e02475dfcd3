//! Why nothing is replicated.

use super::{Place, Side};
use crate::edit::Refusal;

/// Why a configuration is not made equal to another one. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplicationError {
    /// A configuration is not known as a whole.
    #[error("the {side} is not known as a whole: {because}")]
    Incomplete {
        /// Which one.
        side: Side,
        /// A clause.
        because: String,
    },
    /// A file is not a DHCP server's configuration.
    #[error("the {side} is no configuration of `kea-dhcp4` or `kea-dhcp6`")]
    NoServer {
        /// Which one.
        side: Side,
    },
    /// One is of DHCPv4, the other one of DHCPv6.
    #[error("one configuration is of DHCPv4 and the other one of DHCPv6")]
    Family,
    /// Keys or libraries of which it is not known whether they are shared.
    #[error("it is not known whether partners share {}", paths(places))]
    Unknown {
        /// Where they are.
        places: Vec<Place>,
    },
    /// The destination would need values of its own.
    #[error("the destination has no value of its own for {}", paths(places))]
    Wanting {
        /// Where the source has them.
        places: Vec<Place>,
    },
    /// Scopes that are disabled on one side only.
    #[error("disabled on one side only: {}", paths(places))]
    Disabled {
        /// What was put away.
        places: Vec<Place>,
    },
    /// A server has no such scope, or has it more than once.
    #[error("the {side} does not have the subnet {scope} exactly once")]
    NoScope {
        /// Which one.
        side: Side,
        /// The subnet asked for.
        scope: String,
    },
    /// The scope is in a shared network that the destination does not have.
    #[error("the destination does not have the shared network `{name}`")]
    NoNetwork {
        /// Its name.
        name: String,
        /// Where the source has it.
        place: Place,
    },
    /// The scope depends on something that says something else on the destination.
    #[error("the {what} `{name}`, which the scope needs, is another one on the destination")]
    Dependency {
        /// `class` or `option definition`
        what: &'static str,
        /// Its name.
        name: String,
        /// Where both are, and what differs.
        places: Vec<Place>,
    },
    /// Subnets without `id`, which Kea before 2.6.0 numbers by their order: one more would give them other
    /// numbers, or get another one than on the source.
    #[error("subnets without `id` are numbered by their order: {}", paths(places))]
    Unnumbered {
        /// Where they are.
        places: Vec<Place>,
    },
    /// What stands in the way of the text.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl ReplicationError {
    /// The places that stand in the way.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        match self {
            Self::Unknown { places }
            | Self::Wanting { places }
            | Self::Disabled { places }
            | Self::Dependency { places, .. }
            | Self::Unnumbered { places } => places,
            Self::NoNetwork { place, .. } => std::slice::from_ref(place),
            _ => &[],
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Incomplete { .. } => "mend the file, or name the folder of its includes",
            Self::NoServer { .. } | Self::Family => {
                "choose two files with `Dhcp4`, or two with `Dhcp6`"
            }
            Self::Unknown { .. } => "look for letters that are wrong, or take these places out",
            Self::Wanting { .. } => "write the destination's own values first",
            Self::Disabled { .. } => "enable the scope, or disable it on both sides",
            Self::NoScope { .. } => "look for it in the configuration",
            Self::NoNetwork { .. } => "add the shared network first, or replicate the whole server",
            Self::Dependency { .. } => "make them equal first, or replicate the whole server",
            Self::Unnumbered { .. } => {
                "write an `id` into each subnet, or replicate the whole server"
            }
            Self::Refused(refusal) => refusal.help(),
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Destination => "destination",
            Self::Source => "source",
        })
    }
}

/// The first places, for a message.
fn paths(places: &[Place]) -> String {
    let shown = places.iter().take(3).map(|place| format!("`{}` ({})", place.path, place.side));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(3) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
