//! The ways to a server.

use kea_config::{Release, Version};

/// The way to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The server's own unix socket: one command on a connection, which the server closes behind
    /// its answer.
    UnixSocket,
    /// The server's own HTTP or HTTPS socket (2.7.2 and later): `POST /`.
    Http,
    /// A Control Agent (before 3.1.8), which has to be told what server is meant: `POST /`.
    ControlAgent,
    /// The listener of High Availability, at the URL of the peer: `POST /`. It takes what partners use;
    /// good for a look at a server that has no other way in.
    HaListener,
}

impl Channel {
    /// The media type of what is sent and answered over HTTP.
    pub const MEDIA_TYPE: &'static str = "application/json";

    /// Whether a version has it; where a line of releases leaves it open, whether one of them has.
    pub(super) fn is_there(self, version: Version) -> bool {
        match self {
            Self::UnixSocket | Self::HaListener => true,
            Self::Http => version.may_be(|release| release >= DIRECT),
            Self::ControlAgent => version.may_be(|release| release < WITHOUT_AGENT),
        }
    }
}

/// The release whose servers listen for HTTP themselves.
const DIRECT: Release = Release::new(2, 7, 2);
/// The release without a Control Agent.
const WITHOUT_AGENT: Release = Release::new(3, 1, 8);
