//! Failover peer declarations (dhcpd.conf(5), "CONFIGURING FAILOVER").

use std::net::Ipv4Addr;

use config_text::Span;

use super::scope::ScopeIx;

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// Which half of the pair this server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `primary;`
    Primary,
    /// `secondary;`
    Secondary,
}

/// An address of a failover link.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PeerAddress {
    /// An IPv4 address.
    Ip(Ipv4Addr),
    /// A host name; dhcpd resolves it when it starts.
    Name(String),
}

/// `failover peer NAME { ... }`. Where a statement is repeated, the last one is kept, as dhcpd does.
#[derive(Debug, Clone)]
pub struct FailoverPeer {
    /// The name; letter case counts.
    pub name: String,
    /// Where the name is written.
    pub name_span: Span,
    /// The whole declaration.
    pub span: Span,
    /// The scope the declaration stands in: the root or a shared network.
    pub scope: ScopeIx,
    /// `primary;` or `secondary;`. dhcpd takes a missing one for a primary.
    pub role: Option<Spanned<Role>>,
    /// `address`: this server's end of the link.
    pub address: Option<Spanned<PeerAddress>>,
    /// `port`: TCP port of this server.
    pub port: Option<Spanned<i32>>,
    /// `peer address`: the partner's end of the link.
    pub peer_address: Option<Spanned<PeerAddress>>,
    /// `peer port`: TCP port of the partner.
    pub peer_port: Option<Spanned<i32>>,
    /// `max-response-delay`, seconds.
    pub max_response_delay: Option<Spanned<i32>>,
    /// `max-unacked-updates`, a count.
    pub max_unacked_updates: Option<Spanned<i32>>,
    /// `mclt`, seconds: the primary's decides.
    pub mclt: Option<Spanned<i32>>,
    /// `split`, 0 to 256 of the 256 hash values belong to the primary.
    pub split: Option<Spanned<i32>>,
    /// `hba`: the 256 hash values as bits.
    pub hba: Option<Spanned<[u8; 32]>>,
    /// `load balance max seconds`.
    pub load_balance_max_seconds: Option<Spanned<i32>>,
    /// `auto-partner-down`, seconds; 0 is off.
    pub auto_partner_down: Option<Spanned<i32>>,
    /// `max-lease-misbalance`, percent.
    pub max_lease_misbalance: Option<Spanned<i32>>,
    /// `max-lease-ownership`, percent.
    pub max_lease_ownership: Option<Spanned<i32>>,
    /// `min-balance`, seconds.
    pub min_balance: Option<Spanned<i32>>,
    /// `max-balance`, seconds.
    pub max_balance: Option<Spanned<i32>>,
    /// Statements of the block that are written `peer max-response-delay` and the like: dhcpd
    /// replaces them by what the partner announces.
    pub ignored: Vec<Span>,
    /// How many pools name the peer themselves.
    pub(crate) pools: u32,
}

/// What dhcpd 4.4 uses where a statement is missing or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerDefaults {
    /// TCP port of either side.
    pub port: i32,
    /// Seconds.
    pub max_response_delay: i32,
    /// A count.
    pub max_unacked_updates: i32,
    /// Seconds; 0 switches load balancing off.
    pub load_balance_max_seconds: i32,
    /// Seconds; 0 is off.
    pub auto_partner_down: i32,
    /// Percent.
    pub max_lease_misbalance: i32,
    /// Percent.
    pub max_lease_ownership: i32,
    /// Seconds.
    pub min_balance: i32,
    /// Seconds.
    pub max_balance: i32,
}

impl FailoverPeer {
    /// dhcpd's own values.
    pub const DEFAULTS: PeerDefaults = PeerDefaults {
        port: 647,
        max_response_delay: 20,
        max_unacked_updates: 100,
        load_balance_max_seconds: 0,
        auto_partner_down: 0,
        max_lease_misbalance: 15,
        max_lease_ownership: 10,
        min_balance: 60,
        max_balance: 3600,
    };

    pub(crate) fn new(name: String, name_span: Span, span: Span, scope: ScopeIx) -> Self {
        Self {
            name,
            name_span,
            span,
            scope,
            role: None,
            address: None,
            port: None,
            peer_address: None,
            peer_port: None,
            max_response_delay: None,
            max_unacked_updates: None,
            mclt: None,
            split: None,
            hba: None,
            load_balance_max_seconds: None,
            auto_partner_down: None,
            max_lease_misbalance: None,
            max_lease_ownership: None,
            min_balance: None,
            max_balance: None,
            ignored: Vec::new(),
            pools: 0,
        }
    }

    /// The role dhcpd plays: a primary unless told otherwise.
    #[must_use]
    pub fn effective_role(&self) -> Role {
        self.role.as_ref().map_or(Role::Primary, |role| role.value)
    }

    /// The port dhcpd listens on.
    #[must_use]
    pub fn effective_port(&self) -> i32 {
        non_zero(self.port.as_ref(), Self::DEFAULTS.port)
    }

    /// The port dhcpd dials.
    #[must_use]
    pub fn effective_peer_port(&self) -> i32 {
        non_zero(self.peer_port.as_ref(), Self::DEFAULTS.port)
    }

    /// The table of hash values that the primary serves, one bit each, from `split` or `hba`,
    /// whichever stands last.
    #[must_use]
    pub fn hash_buckets(&self) -> Option<[u8; 32]> {
        match (&self.split, &self.hba) {
            (None, None) => None,
            (Some(split), Some(hba)) if split.span.start < hba.span.start => Some(hba.value),
            (None, Some(hba)) => Some(hba.value),
            (Some(split), _) => {
                let mut bits = [0; 32];
                for (at, byte) in (0i32..).zip(bits.iter_mut()) {
                    let ones = split.value.saturating_sub(at * 8).clamp(0, 8);
                    *byte = u8::try_from((1u16 << ones) - 1).unwrap_or(u8::MAX);
                }
                Some(bits)
            }
        }
    }

    /// How many pools name this peer themselves. A pool that only inherits it from its shared
    /// network is not counted, by dhcpd neither.
    #[must_use]
    pub fn naming_pools(&self) -> u32 {
        self.pools
    }
}

fn non_zero(value: Option<&Spanned<i32>>, default: i32) -> i32 {
    value.map(|value| value.value).filter(|value| *value != 0).unwrap_or(default)
}
