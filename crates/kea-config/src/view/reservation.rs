//! Reservations.

use std::borrow::Cow;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv6Net};

use super::{Family, level, strings};
use crate::node::Node;
use crate::option::octets;

/// What a reservation recognises a client by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// `hw-address`
    HwAddress,
    /// `duid`
    Duid,
    /// `circuit-id`, DHCPv4 only.
    CircuitId,
    /// `client-id`, DHCPv4 only.
    ClientId,
    /// `flex-id`
    FlexId,
}

impl IdentifierKind {
    /// All, in the order in which Kea looks for them in a reservation.
    pub const ALL: [Self; 5] =
        [Self::HwAddress, Self::Duid, Self::CircuitId, Self::ClientId, Self::FlexId];

    /// Its key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::HwAddress => "hw-address",
            Self::Duid => "duid",
            Self::CircuitId => "circuit-id",
            Self::ClientId => "client-id",
            Self::FlexId => "flex-id",
        }
    }

    /// Whether servers of this family know it.
    #[must_use]
    pub const fn is_of(self, family: Family) -> bool {
        matches!(family, Family::V4) || matches!(self, Self::HwAddress | Self::Duid | Self::FlexId)
    }
}

/// An identifier as a reservation writes it.
#[derive(Debug, Clone)]
pub struct Identifier<'d> {
    /// Its kind.
    pub kind: IdentifierKind,
    /// Its octets in lower-case hexadecimal with colons, however they are written.
    pub value: String,
    /// Where it is written.
    pub node: Node<'d>,
}

pub(crate) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":")
}

/// A client with addresses or settings of its own.
#[derive(Debug, Clone, Copy)]
pub struct Reservation<'d> {
    node: Node<'d>,
    family: Family,
}

level!(Reservation);

impl<'d> Reservation<'d> {
    pub(super) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// What the client is recognised by; Kea wants exactly one. One that makes no sense is left
    /// as it is written.
    #[must_use]
    pub fn identifiers(&self) -> Vec<Identifier<'d>> {
        let known = IdentifierKind::ALL.into_iter().filter(|kind| kind.is_of(self.family));
        known
            .filter_map(|kind| {
                let node = self.node.get(kind.key())?;
                let text = node.as_str()?;
                let octets = octets(&node.as_bytes()?).filter(|octets| !octets.is_empty());
                let value = octets.map_or_else(|| text.into_owned(), |octets| hexadecimal(&octets));
                Some(Identifier { kind, value, node })
            })
            .collect()
    }

    /// The client's name.
    #[must_use]
    pub fn hostname(&self) -> Option<Cow<'d, str>> {
        self.node.get("hostname")?.as_str().filter(|name| !name.is_empty())
    }

    /// The addresses (`ip-address` in DHCPv4, `ip-addresses` in DHCPv6), in written order.
    #[must_use]
    pub fn addresses(&self) -> Vec<(IpAddr, Node<'d>)> {
        let key = if self.family == Family::V4 { "ip-address" } else { "ip-addresses" };
        let parse = |node: Node<'d>| Some((node.as_str()?.parse().ok()?, node));
        strings(self.node, key).into_iter().filter_map(parse).collect()
    }

    /// The delegated prefixes; DHCPv6 only.
    #[must_use]
    pub fn prefixes(&self) -> Vec<(Ipv6Net, Node<'d>)> {
        let parse = |node: Node<'d>| match super::parse_net(&node.as_str()?)? {
            IpNet::V6(net) => Some((net.trunc(), node)),
            IpNet::V4(_) => None,
        };
        strings(self.node, "prefixes").into_iter().filter_map(parse).collect()
    }

    /// The classes the client is put in (`client-classes`).
    #[must_use]
    pub fn client_classes(&self) -> Vec<Node<'d>> {
        strings(self.node, "client-classes")
    }
}
