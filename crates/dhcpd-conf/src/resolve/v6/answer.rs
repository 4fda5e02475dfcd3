//! What a DHCPv6 client is answered.

use std::net::Ipv6Addr;

use config_text::Span;

use super::Kind;
use crate::resolve::{Field, Membership, Reason, Told};
use crate::view::{NetworkIx, PoolIx, ScopeIx, SubnetIx};

/// The answer of a server that runs this configuration and has given nothing to anybody yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The wire the client is on; `None` where the server does not know it.
    pub network: Option<NetworkIx>,
    /// Whether a host declaration is for the client, wherever its address is: what `known` means when
    /// the answer is made.
    pub known: bool,
    /// The host declaration whose statements count.
    pub host: Option<ScopeIx>,
    /// The classes the client is in, as in DHCPv4.
    pub classes: Vec<Membership>,
    /// What the server does.
    pub outcome: Outcome,
}

impl Answer {
    /// The message, if one is sent.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        match &self.outcome {
            Outcome::Reply(reply) => Some(reply),
            _ => None,
        }
    }
}

/// What the server sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A message. Relays get it in messages of their own, with the interface identifiers that they sent.
    Reply(Box<Reply>),
    /// Nothing.
    Silent(Silence),
    /// It cannot be told what is sent.
    Undecided(Vec<Reason>),
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Silence {
    /// The server has no subnet for the client's link.
    UnknownNetwork,
    /// The message has no client identifier.
    NoClientIdentifier,
    /// A message to all servers names one, or one to this server does not name it.
    ServerIdentifier,
    /// A message that has to go to all servers was sent to this one alone.
    Unicast,
    /// A client that asks for options only sends an association.
    Association,
    /// A client that asks for addresses or prefixes sends no association.
    NoAssociation,
    /// A lifetime or a limit of the configuration is no number of 32 bits.
    BadNumber,
    /// A client wants addresses confirmed and names none.
    NothingToConfirm,
    /// The client would like a prefix that is none.
    BadPrefix,
    /// dhcpd drops the message where the last address or prefix that the client would like in an
    /// association is not to be had, and another one is.
    LastHint,
}

/// What a message of the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    /// ADVERTISE
    Advertise,
    /// REPLY
    Reply,
}

/// A message that the server sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// What it is.
    pub kind: ReplyKind,
    /// The answers to the client's associations, in the order of the message.
    pub associations: Vec<Associated>,
    /// The options behind them, in the order of the message.
    pub options: Vec<SentOption>,
}

impl Reply {
    /// The first option with a code.
    #[must_use]
    pub fn option(&self, code: u16) -> Option<&SentOption> {
        self.options.iter().find(|option| option.code == code)
    }
}

/// An option of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentOption {
    /// Its code.
    pub code: u16,
    /// Its name as the configuration knows it: `name-servers`, `unknown-250`.
    pub name: String,
    /// Its octets.
    pub value: Told<Vec<u8>>,
    /// The statements it comes from; none for what the server does by itself.
    pub sources: Vec<Span>,
}

/// The answer to an identity association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Associated {
    /// What it is for.
    pub kind: Kind,
    /// Its number.
    pub id: u32,
    /// T1: after so many seconds the client is to ask this server again, 0 where it may choose. `None` for
    /// temporary addresses.
    pub renewal: Option<Field<u32>>,
    /// T2: after so many seconds the client is to ask any server.
    pub rebinding: Option<Field<u32>>,
    /// What is given.
    pub leases: Vec<Lease>,
    /// The status code (13): number in two octets and text.
    pub status: Option<SentOption>,
}

/// An address or a prefix that is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Where it comes from.
    pub source: Source,
    /// Preferred lifetime in seconds.
    pub preferred: Field<u32>,
    /// Valid lifetime in seconds.
    pub valid: Field<u32>,
}

/// Where an address or a prefix comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A host declares the address (`fixed-address6`).
    Fixed {
        /// The scope of the host.
        host: ScopeIx,
        /// The address.
        address: Ipv6Addr,
        /// The subnet that the address is in.
        subnet: SubnetIx,
    },
    /// A host declares the prefix (`fixed-prefix6`).
    FixedPrefix {
        /// The scope of the host.
        host: ScopeIx,
        /// The first address of the prefix.
        prefix: Ipv6Addr,
        /// Its length.
        length: u8,
    },
    /// Addresses of `range6`.
    Range {
        /// The pool; `None` for ranges directly in a subnet.
        pool: Option<PoolIx>,
        /// The ranges, by number in [`Config::ranges6`](crate::Config::ranges6), in the order in which dhcpd
        /// tries them.
        ranges: Vec<usize>,
        /// The address, if the client asks for it and gets it.
        address: Option<Ipv6Addr>,
    },
    /// Prefixes of `prefix6`.
    Prefix {
        /// The pool; `None` for prefixes directly in a subnet.
        pool: Option<PoolIx>,
        /// The statements, by number in [`Config::prefixes`](crate::Config::prefixes), in the order in which
        /// dhcpd tries them.
        prefixes: Vec<usize>,
        /// The prefix, if the client asks for it and gets it.
        prefix: Option<Ipv6Addr>,
    },
    /// Nowhere: the client has it and must not use it any more. Both lifetimes are 0.
    Withdrawn {
        /// The address, or the first one of the prefix.
        address: Ipv6Addr,
        /// The length of the prefix; 128 for an address.
        length: u8,
    },
}
