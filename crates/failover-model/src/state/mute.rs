//! Servers that run and do not answer clients, whatever state they are in.

use std::fmt;

/// Why a running server answers no clients, or not all of its own, in a state in which it would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mute {
    /// A command switched its service off (Kea's `dhcp-disable`).
    Disabled,
    /// It switched its service off itself, since it does not reach its database (Kea).
    NoDatabase,
    /// Sockets for clients could not be opened; the server's reason. Those of other interfaces may be open.
    NotListening(String),
}

impl Mute {
    /// What to do.
    ///
    /// ```
    /// assert!(failover_model::state::Mute::Disabled.fix().contains("`dhcp-enable`"));
    /// ```
    #[must_use]
    pub const fn fix(&self) -> &'static str {
        match self {
            Self::Disabled => {
                "find out who switched it off and why; then send it `dhcp-enable` over its control channel"
            }
            Self::NoDatabase => {
                "see that its database runs and can be reached; its log says why not"
            }
            Self::NotListening(_) => {
                "see who has the port there (`ss -lunp`: 67, for DHCPv6 547), stop that, then restart it"
            }
        }
    }
}

/// A clause behind the server's name.
impl fmt::Display for Mute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("is switched off by command (`dhcp-disable`)"),
            Self::NoDatabase => {
                f.write_str("has switched itself off until it reaches its database")
            }
            Self::NotListening(why) => write!(f, "does not listen for clients: {why}"),
        }
    }
}
