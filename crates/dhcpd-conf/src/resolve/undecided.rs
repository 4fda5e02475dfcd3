//! What an answer can depend on beside the configuration and the client.

use std::collections::BTreeSet;
use std::fmt;

/// Why something cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The address that the client gets, which depends on the lease database.
    Address,
    /// The time, which [`Client::now`](super::Client::now) does not say.
    Clock,
    /// The server's own address, which [`Client::server`](super::Client::server) does not say.
    ServerAddress,
    /// The server's own identifier (DUID), which [`v6::Client::server_duid`](super::v6::Client::server_duid)
    /// does not say.
    ServerDuid,
    /// The name of the host that the server runs on.
    ServerHostName,
    /// What a name server says of a name.
    HostName(String),
    /// What a name server says of the client's address (`get-lease-hostnames`).
    AddressName,
    /// Updates of the name service, which decide on the option `fqdn`.
    NameUpdate,
    /// Bytes of the client's packet that a description does not have: transaction and options.
    RawPacket,
    /// How a regular expression is read here.
    Pattern(String),
    /// dhcpd fails on this: it ends, or reads memory it never set.
    ServerFault,
    /// The statement did not read as it did before, or a part of the file is lost.
    NotUnderstood,
    /// It nests too deep, or takes too long.
    TooComplex,
    /// Which of an uncertain class' statements apply.
    Class(String),
    /// How many leases members of a class have (`lease limit`).
    LeaseLimit(String),
    /// How many addresses of the pool are free (`adaptive-lease-time-threshold`).
    FreeAddresses,
    /// What other clients were told before.
    EarlierPackets,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address => f.write_str("which address the client gets"),
            Self::Clock => f.write_str("the time"),
            Self::ServerAddress => f.write_str("the server's own address"),
            Self::ServerDuid => f.write_str("the server's own DUID"),
            Self::ServerHostName => f.write_str("the name of the server's host"),
            Self::HostName(name) => write!(f, "the address of `{name}`"),
            Self::AddressName => f.write_str("the name of the client's address"),
            Self::NameUpdate => f.write_str("an update of the name service"),
            Self::RawPacket => f.write_str("bytes of the client's packet"),
            Self::Pattern(pattern) => write!(f, "the regular expression `{pattern}`"),
            Self::ServerFault => f.write_str("a fault of the server"),
            Self::NotUnderstood => f.write_str("a statement that was not understood"),
            Self::TooComplex => f.write_str("an expression that is too complex"),
            Self::Class(name) => write!(f, "whether the client is in the class `{name}`"),
            Self::LeaseLimit(name) => write!(f, "how many leases the class `{name}` has"),
            Self::FreeAddresses => f.write_str("how many addresses are free"),
            Self::EarlierPackets => f.write_str("what other clients were told before"),
        }
    }
}

/// All that something depends on.
pub(super) type Reasons = BTreeSet<Reason>;

/// One reason.
pub(super) fn because(reason: Reason) -> Reasons {
    BTreeSet::from([reason])
}
