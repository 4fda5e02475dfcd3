//! Shared networks, subnets, pools and the addresses in them.

use std::net::{Ipv4Addr, Ipv6Addr};

use config_text::Span;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::failover::Spanned;
use super::scope::ScopeIx;

/// Numbers a [`SharedNetwork`] within one [`Config`](crate::Config).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkIx(pub(crate) u32);

impl NetworkIx {
    /// Its place in the list.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Numbers a [`Subnet`] within one [`Config`](crate::Config).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubnetIx(pub(crate) u32);

impl SubnetIx {
    /// Its place in the list.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Numbers a [`Pool`] within one [`Config`](crate::Config).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PoolIx(pub(crate) u32);

impl PoolIx {
    /// Its place in the list.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// One wire: a `shared-network`, or the one that dhcpd makes up for a lone subnet.
#[derive(Debug, Clone)]
pub struct SharedNetwork {
    /// The scope of `shared-network`, or of the lone subnet.
    pub scope: ScopeIx,
    /// Whether the file declares it.
    pub explicit: bool,
    /// Subnets, in reading order.
    pub subnets: Vec<SubnetIx>,
    /// The failover peer that its pools inherit, by number in [`Config::failover_peers`](crate::Config::failover_peers).
    pub peer: Option<Spanned<usize>>,
    pub(crate) has_interface: bool,
}

/// `subnet` or `subnet6`.
#[derive(Debug, Clone)]
pub struct Subnet {
    /// Its scope, whose kind says which network it is.
    pub scope: ScopeIx,
    /// The wire it is on.
    pub network: NetworkIx,
    pub(crate) v4: Option<(u32, u32)>,
    pub(crate) v6: Option<(u128, u8)>,
}

impl Subnet {
    /// Network address and netmask of a `subnet`.
    #[must_use]
    pub fn address_and_netmask(&self) -> Option<(Ipv4Addr, Ipv4Addr)> {
        self.v4.map(|(address, mask)| (address.into(), mask.into()))
    }

    /// The network of a `subnet`. A netmask with holes gives the prefix of its leading ones.
    #[must_use]
    pub fn net4(&self) -> Option<Ipv4Net> {
        self.v4.map(|(address, mask)| net4(address, mask))
    }

    /// The network of a `subnet6`.
    #[must_use]
    pub fn net6(&self) -> Option<Ipv6Net> {
        let (address, len) = self.v6?;
        Ipv6Net::new(address.into(), len).ok()
    }

    /// The network of either.
    #[must_use]
    pub fn net(&self) -> Option<IpNet> {
        self.net4().map(IpNet::V4).or_else(|| self.net6().map(IpNet::V6))
    }

    pub(crate) fn contains(&self, address: u32) -> bool {
        self.v4.is_some_and(|(net, mask)| address & mask == net)
    }

    pub(crate) fn contains6(&self, address: Ipv6Addr) -> bool {
        self.v6.is_some_and(|(net, len)| u128::from(address) & mask6(len) == net)
    }
}

/// The netmask of a prefix length.
pub(crate) fn mask6(len: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(len.min(128))).unwrap_or(0)
}

/// The prefix of a netmask's leading ones.
pub(crate) fn net4(address: u32, mask: u32) -> Ipv4Net {
    let len = u8::try_from(mask.leading_ones()).unwrap_or(32);
    Ipv4Net::new(address.into(), len).unwrap_or_default()
}

/// `pool { }` or `pool6 { }`.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Its scope.
    pub scope: ScopeIx,
    /// The wire it serves.
    pub network: NetworkIx,
    /// The subnet it stands in, unless it stands in a shared network.
    pub subnet: Option<SubnetIx>,
    /// The failover peer in force at the end of the pool.
    pub peer: Option<PoolPeer>,
    /// Permits, in reading order.
    pub permits: Vec<Permit>,
    /// How many ranges it has.
    pub(crate) ranges: u32,
    pub(crate) after: bool,
}

/// The failover peer of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolPeer {
    /// By number in [`Config::failover_peers`](crate::Config::failover_peers).
    pub peer: usize,
    /// Whether the pool names it; else it is inherited from the shared network.
    pub named: bool,
    /// The reference, or where the shared network gets it.
    pub span: Span,
}

/// `allow` or `deny` in a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    /// `allow`, else `deny`.
    pub allow: bool,
    /// Who.
    pub kind: PermitKind,
    /// The statement.
    pub span: Span,
}

/// Whom a permit is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PermitKind {
    /// `known-clients`, `known clients`
    KnownClients,
    /// `unknown-clients`, `unknown clients`
    UnknownClients,
    /// `authenticated clients`
    AuthenticatedClients,
    /// `unauthenticated clients`
    UnauthenticatedClients,
    /// `all clients`
    AllClients,
    /// `dynamic bootp clients`
    DynamicBootpClients,
    /// `members of "CLASS"`
    MembersOf(String),
    /// `after DATE`, canonical.
    After(String),
}

impl Permit {
    /// `deny unknown-clients`, `allow members of "x"`.
    #[must_use]
    pub fn canonical(&self) -> String {
        let word = if self.allow { "allow" } else { "deny" };
        let who = match &self.kind {
            PermitKind::KnownClients => "known-clients".to_owned(),
            PermitKind::UnknownClients => "unknown-clients".to_owned(),
            PermitKind::AuthenticatedClients => "authenticated clients".to_owned(),
            PermitKind::UnauthenticatedClients => "unauthenticated clients".to_owned(),
            PermitKind::AllClients => "all clients".to_owned(),
            PermitKind::DynamicBootpClients => "dynamic bootp clients".to_owned(),
            PermitKind::MembersOf(class) => {
                format!("members of {}", crate::read::out::quote(class.as_bytes()))
            }
            PermitKind::After(date) => format!("after {date}"),
        };
        format!("{word} {who}")
    }
}

/// `range [dynamic-bootp] LOW [HIGH];`
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// First address.
    pub low: Ipv4Addr,
    /// Last address; `low` for a single one. Ends written the wrong way round are put right.
    pub high: Ipv4Addr,
    /// Whether BOOTP clients may have addresses for good.
    pub dynamic_bootp: bool,
    /// The pool, or `None` for a range directly in a subnet, which failover never covers.
    pub pool: Option<PoolIx>,
    /// The subnet that the addresses belong to.
    pub subnet: SubnetIx,
    /// The statement.
    pub span: Span,
}

/// `range6 ...;`
#[derive(Debug, Clone, Copy)]
pub struct Range6 {
    /// First address.
    pub low: Ipv6Addr,
    /// Last address.
    pub high: Ipv6Addr,
    /// Temporary addresses (RFC 4941).
    pub temporary: bool,
    /// The pool, or `None` for a range directly in a subnet.
    pub pool: Option<PoolIx>,
    /// The subnet.
    pub subnet: SubnetIx,
    /// The statement.
    pub span: Span,
}

/// `prefix6 LOW HIGH /LEN;`
#[derive(Debug, Clone, Copy)]
pub struct PrefixRange {
    /// First prefix.
    pub low: Ipv6Addr,
    /// Last prefix.
    pub high: Ipv6Addr,
    /// Length of the prefixes handed out, 1 to 127.
    pub len: u8,
    /// The pool, or `None` for prefixes directly in a subnet.
    pub pool: Option<PoolIx>,
    /// The subnet it stands in; the prefixes need not belong to it.
    pub subnet: SubnetIx,
    /// The statement.
    pub span: Span,
}
