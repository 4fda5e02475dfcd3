//! What goes wrong in a lab.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use super::message::MessageError;
use super::packet::PacketError;

/// Why a lab cannot be built, or a server in it does not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The system refused something.
    #[error("failed to {what}")]
    System {
        /// What was tried.
        what: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// `ip(8)` refused a command.
    #[error("`ip {command}` failed: {output}")]
    Ip {
        /// Its arguments.
        command: String,
        /// What it printed.
        output: String,
    },
    /// A program is not on this machine: name it when the lab is made.
    #[error("no program `{program}` on this machine")]
    NoProgram {
        /// Its name.
        program: String,
    },
    /// The link has no address left.
    #[error("no more than 253 hosts stand on a link")]
    Full,
    /// A server ended while something was awaited of it.
    #[error("`{program}` ended with {status} while `{text}` was awaited; it said:\n{log}")]
    Ended {
        /// The server.
        program: String,
        /// How it ended.
        status: String,
        /// What was awaited.
        text: String,
        /// What it had said.
        log: String,
    },
    /// A server did not say what was awaited of it.
    #[error("`{program}` did not say `{text}` within {within:?}; it said:\n{log}")]
    Silent {
        /// The server.
        program: String,
        /// What was awaited.
        text: String,
        /// How long.
        within: Duration,
        /// What it had said.
        log: String,
    },
    /// No answer came.
    #[error("no answer from `{server}` within {within:?}")]
    NoReply {
        /// Who was asked.
        server: Ipv4Addr,
        /// How long was waited.
        within: Duration,
    },
    /// What came is no DHCP packet.
    #[error("an answer from `{server}` is no DHCP packet")]
    BadReply {
        /// Who sent it.
        server: Ipv4Addr,
        /// What is wrong with it.
        #[source]
        source: PacketError,
    },
    /// What came is no DHCPv6 message.
    #[error("an answer from `{server}` is no DHCPv6 message")]
    BadMessage {
        /// Who sent it.
        server: Ipv6Addr,
        /// What is wrong with it.
        #[source]
        source: MessageError,
    },
}

impl LabError {
    /// Says what was tried when the system refused it.
    pub(super) fn system(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::System { what, source }
    }
}
