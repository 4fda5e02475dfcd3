//! Why a question about a fleet has no answer.

use ipnet::IpNet;

use super::quoted;
use crate::contract::ErrorCode;

/// Why a question about a fleet cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// There is no such relationship.
    #[error("no relationship `{name}`")]
    NoRelationship {
        /// The name asked for.
        name: String,
        /// What to do about it.
        help: String,
    },
    /// No server that could be read has such a relationship; others could not be read, and may have it.
    #[error("no relationship `{name}` on any server that could be read; not read: {}", listed(.unread))]
    RelationshipUnseen {
        /// The name asked for.
        name: String,
        /// The servers that could not be read, in the order of the inventory; at least one.
        unread: Vec<UnreadServer>,
        /// What to do about it.
        help: String,
    },
    /// Several relationships have the name.
    #[error("`{name}` is the name of several relationships")]
    AmbiguousRelationship {
        /// The name asked for.
        name: String,
        /// Their ids.
        ids: Vec<String>,
    },
    /// There is no such server.
    #[error("no server `{name}` in the inventory")]
    NoServer {
        /// The name asked for.
        name: String,
        /// What to do about it.
        help: String,
    },
    /// No server has the scope.
    #[error("no server has {}", wanted(net))]
    NoScope {
        /// The scope asked for, or an address of it.
        net: IpNet,
        /// What to do about it.
        help: String,
    },
    /// No server that could be read has the scope; others could not be read, and may have it.
    #[error("no server that could be read has {}; not read: {}", wanted(net), listed(.unread))]
    ScopeUnseen {
        /// The scope asked for, or an address of it.
        net: IpNet,
        /// The servers that could not be read, in the order of the inventory; at least one.
        unread: Vec<UnreadServer>,
        /// What to do about it.
        help: String,
    },
}

impl FleetError {
    /// A stable code, listed in `docs/errors.md`.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NoRelationship { .. } => ErrorCode::NoRelationship,
            Self::RelationshipUnseen { .. } => ErrorCode::RelationshipUnseen,
            Self::AmbiguousRelationship { .. } => ErrorCode::AmbiguousRelationship,
            Self::NoServer { .. } => ErrorCode::NoServer,
            Self::NoScope { .. } => ErrorCode::NoScope,
            Self::ScopeUnseen { .. } => ErrorCode::ScopeUnseen,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoRelationship { help, .. }
            | Self::RelationshipUnseen { help, .. }
            | Self::NoServer { help, .. }
            | Self::NoScope { help, .. }
            | Self::ScopeUnseen { help, .. } => help.clone(),
            Self::AmbiguousRelationship { ids, .. } => format!("say which: {}", quoted(ids)),
        }
    }
}

/// A server that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadServer {
    /// Its name in the inventory.
    pub name: String,
    /// Why it was not read: a short clause.
    pub reason: String,
}

/// `` a scope `10.1.0.0/24` ``, or `` a scope with the address `10.1.0.9` ``.
fn wanted(net: &IpNet) -> String {
    match net.prefix_len() == net.max_prefix_len() {
        true => format!("a scope with the address `{}`", net.addr()),
        false => format!("a scope `{net}`"),
    }
}

/// `dhcp-a (why), dhcp-b (why)`.
fn listed(unread: &[UnreadServer]) -> String {
    let all: Vec<String> =
        unread.iter().map(|one| format!("{} ({})", one.name, one.reason)).collect();
    all.join(", ")
}
