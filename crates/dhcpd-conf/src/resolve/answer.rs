//! What a client is answered.

use std::net::Ipv4Addr;

use config_text::Span;

use super::classes::Member;
use super::{Reason, Resolver};
use crate::view::{NetworkIx, PoolIx, ScopeIx, SubnetIx};

/// The answer of a server that runs this configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The wire the client is on; `None` where the server does not know it.
    pub network: Option<NetworkIx>,
    /// Whether a host declaration is for the client, wherever its address is: what `known` means when
    /// the answer is made.
    pub known: bool,
    /// The classes the client is in, in the order in which dhcpd tries them; the statements of
    /// the first one are executed last. dhcpd remembers five, and none of a BOOTP client.
    pub classes: Vec<Membership>,
    /// What is sent: one for each place that the client's address may come from. Which of them it
    /// is depends on the lease database; the first is that of a server whose database is empty.
    /// Never empty.
    pub replies: Vec<Reply>,
}

impl Answer {
    /// The reply of a server whose lease database is empty.
    #[must_use]
    pub fn first(&self) -> &Reply {
        // INVARIANT: every answer is made with one reply at least.
        static NONE: Reply =
            Reply { source: Source::Nowhere, outcome: Outcome::Silent(Silence::NoAddress) };
        self.replies.first().unwrap_or(&NONE)
    }
}

/// A class that the client is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The class.
    pub class: String,
    /// The subclass that the file declares for it.
    pub subclass: Option<ScopeIx>,
    /// The data that makes a subclass of its own, by `spawn with`.
    pub spawned: Option<Vec<u8>>,
    /// Why this is not certain; empty where it is.
    pub undecided: Vec<Reason>,
}

impl Membership {
    pub(super) fn of(resolver: &Resolver<'_>, member: &Member) -> Self {
        let class = resolver.classes().list.get(member.class);
        let own = class.is_none_or(|class| class.group == member.group);
        Self {
            class: class.map(|class| class.name.clone()).unwrap_or_default(),
            subclass: (!own).then_some(member.group),
            spawned: member.spawned.clone(),
            undecided: member.reasons.iter().cloned().collect(),
        }
    }
}

/// What the server does, if the client's address comes from here.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Where the address comes from.
    pub source: Source,
    /// What is sent.
    pub outcome: Outcome,
}

impl Reply {
    /// The packet, if one is sent.
    #[must_use]
    pub fn packet(&self) -> Option<&Packet> {
        match &self.outcome {
            Outcome::Packet(packet) => Some(packet),
            _ => None,
        }
    }
}

/// Where a client's address comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A host declares it.
    Fixed {
        /// The scope of the host.
        host: ScopeIx,
        /// The address.
        address: Ipv4Addr,
        /// The subnet that the address is in.
        subnet: SubnetIx,
    },
    /// Free addresses of ranges that lie in one pool and in one subnet. A pool under a failover
    /// peer counts as usable: which of two partners answers is not in the file.
    Dynamic {
        /// The pool; `None` for ranges directly in a subnet. dhcpd makes one of pools that say the same:
        /// this is the first of them.
        pool: Option<PoolIx>,
        /// The subnet.
        subnet: SubnetIx,
        /// The ranges, by number in [`Config::ranges`](crate::Config::ranges).
        ranges: Vec<usize>,
        /// The address that the client asks for, or the only one there is.
        address: Option<Ipv4Addr>,
    },
    /// The client has an address and keeps it.
    Own {
        /// The subnet that the server thinks it is in.
        subnet: SubnetIx,
    },
    /// None: there is no address for it.
    Nowhere,
}

/// What the server sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A packet.
    Packet(Box<Packet>),
    /// Nothing.
    Silent(Silence),
    /// It cannot be told whether something is sent.
    Undecided(Vec<Reason>),
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Silence {
    /// The server has no subnet for the client's network.
    UnknownNetwork,
    /// No pool that permits the client has addresses.
    NoAddress,
    /// The address that the client asks for is in no range and not fixed for it.
    UnknownLease,
    /// The address is wrong, or it asks for options, and the server is not the authority for the
    /// network.
    NotAuthoritative,
    /// `deny unknown-clients`, and no host is for it.
    UnknownClient,
    /// `deny booting`
    BootingDenied,
    /// `deny bootp`
    BootpDenied,
    /// `min-secs`: the client has not tried for long enough.
    TooEarly,
    /// A client that asks for options only names no address of its own.
    NoClientAddress,
    /// The option space of `site-option-space` does not exist.
    UnknownOptionSpace,
    /// The packet selects a network in a way that does not read.
    BadSelection,
}

/// What a packet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PacketKind {
    /// DHCPOFFER
    Offer,
    /// DHCPACK
    Ack,
    /// DHCPNAK
    Nak,
    /// BOOTREPLY without a message type.
    Bootp,
}

/// A value that may depend on more than configuration and client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<T> {
    /// This.
    Known(T),
    /// It depends on these; where it is the value of an option, the option may also be missing.
    Undecided(Vec<Reason>),
}

impl<T> Told<T> {
    /// The value, if it is known.
    #[must_use]
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Undecided(_) => None,
        }
    }
}

/// A field of a packet, and the statements it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<T> {
    /// The value.
    pub value: Told<T>,
    /// The statements; none for what the server does by itself.
    pub sources: Vec<Span>,
}

/// An option of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentOption {
    /// Its code.
    pub code: u8,
    /// Its name as the configuration knows it: `routers`, `unknown-250`.
    pub name: String,
    /// Its octets.
    pub value: Told<Vec<u8>>,
    /// The statements it comes from; none for what the server does by itself.
    pub sources: Vec<Span>,
}

/// How long a lease lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseTime {
    /// Seconds: after `default-lease-time` or what the client asks for, between `min-lease-time` and
    /// `max-lease-time`.
    pub seconds: Told<u32>,
    /// Under failover: what a lease lasts at most that the partner does not know yet, which every
    /// first lease is (`mclt`). The server sends this where it is shorter.
    pub unacknowledged: Option<u32>,
    /// The statements it comes from.
    pub sources: Vec<Span>,
}

/// A packet that the server sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Packet {
    /// What it is.
    pub kind: PacketKind,
    /// `siaddr`: `next-server`; 0.0.0.0 where there is none.
    pub next_server: Field<Ipv4Addr>,
    /// `sname`: `server-name`, at most 64 octets; empty where there is none.
    pub server_name: Field<Vec<u8>>,
    /// `file`: `filename`, at most 128 octets; empty where there is none.
    pub file: Field<Vec<u8>>,
    /// How long the address is the client's; `None` where none is given.
    pub lease_time: Option<LeaseTime>,
    /// The options in the order of the packet, with the message type first. Those that do not fit into the
    /// packet are left out, as far as all lengths are known.
    pub options: Vec<SentOption>,
    /// Options that are set and wanted, and do not fit.
    pub left_out: Vec<u8>,
    /// On what it depends that this packet is sent and no other one.
    pub undecided: Vec<Reason>,
}

impl Packet {
    /// An option by its code.
    #[must_use]
    pub fn option(&self, code: u8) -> Option<&SentOption> {
        self.options.iter().find(|option| option.code == code)
    }
}
