//! Leases of one server, of any vendor: who has which address, until when, and what the failover
//! protocol knows of it.
//!
//! A [`LeaseTable`] holds the newest record of each address in a compact form; a [`LeaseRef`] is one of
//! them. Times are those of the server that wrote them.
//!
//! ```
//! use failover_model::lease::{LeaseKey, LeaseRecord, LeaseState, LeaseTableBuilder, Moment};
//!
//! let mut builder = LeaseTableBuilder::default();
//! let key = LeaseKey::address("10.1.0.9".parse().unwrap());
//! let mut record = LeaseRecord::new(key, LeaseState::Active);
//! record.hardware = &[0, 0x53, 0, 0, 0, 9];
//! record.times.expires = Some(Moment::from_unix(1_795_610_096));
//! builder.set(&record);
//! let table = builder.finish();
//! assert_eq!(table.get(&key).unwrap().times().expires.unwrap().to_string(), "2026-11-25T12:34:56Z");
//! ```

mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};
use ipnet::IpNet;

pub use table::{LeaseRef, LeaseTable, LeaseTableBuilder};

/// What is leased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaseKind {
    /// An address of IPv4, or a non-temporary one of IPv6 (`IA_NA`, RFC 8415).
    Address,
    /// A temporary address (`IA_TA`).
    Temporary,
    /// A delegated prefix (`IA_PD`).
    Prefix,
}

/// One address or prefix, the thing that a lease is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseKey {
    net: IpNet,
    kind: LeaseKind,
}

impl LeaseKey {
    /// An address.
    #[must_use]
    pub fn address(address: IpAddr) -> Self {
        Self { net: address.into(), kind: LeaseKind::Address }
    }

    /// A temporary address.
    #[must_use]
    pub fn temporary(address: IpAddr) -> Self {
        Self { net: address.into(), kind: LeaseKind::Temporary }
    }

    /// A prefix; bits behind its length do not count.
    #[must_use]
    pub fn prefix(net: IpNet) -> Self {
        Self { net: net.trunc(), kind: LeaseKind::Prefix }
    }

    /// What is leased.
    #[must_use]
    pub const fn kind(&self) -> LeaseKind {
        self.kind
    }

    /// The network that the lease covers: of an address this address alone.
    #[must_use]
    pub const fn net(&self) -> IpNet {
        self.net
    }
}

impl fmt::Display for LeaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            LeaseKind::Prefix => write!(f, "{}", self.net),
            LeaseKind::Address | LeaseKind::Temporary => write!(f, "{}", self.net.addr()),
        }
    }
}

/// 0000-01-01T00:00:00Z, in seconds since 1970.
const YEAR_0: i64 = -62_167_219_200;
/// 9999-12-31T23:59:59Z, in seconds since 1970.
const END_OF_9999: i64 = 253_402_300_799;

/// A point in time: seconds since 1970-01-01 00:00 UTC, or never.
///
/// As text it is as every document and every screen has times:
///
/// ```
/// use failover_model::lease::Moment;
///
/// assert_eq!(Moment::from_unix(1_795_356_131).to_string(), "2026-11-22T14:02:11Z");
/// assert_eq!(Moment::NEVER.to_string(), "never");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// No end. Later than every other point in time.
    pub const NEVER: Self = Self(i64::MAX);

    /// The point in time so many seconds after the start of 1970.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970; [`None`] for never.
    #[must_use]
    pub const fn unix(self) -> Option<i64> {
        if self.0 == i64::MAX { None } else { Some(self.0) }
    }

    /// So many seconds later; never stays never.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        if self.0 == i64::MAX { self } else { Self(self.0.saturating_add(seconds)) }
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.timestamp())
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC to the second, or `never`. That format has the years 0 to 9999: what lies outside of them is told
    /// as its first or last second.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.unix() else { return f.write_str("never") };
        let time = DateTime::from_timestamp(seconds.clamp(YEAR_0, END_OF_9999), 0);
        let time = time.unwrap_or_default();
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

/// What an address is to its server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaseState {
    /// A client has it until it expires (dhcpd `active`, Kea 0).
    Active,
    /// It has ended (dhcpd `expired`; Kea 2, expired and reclaimed).
    Expired,
    /// The client has given it back (dhcpd `released`, Kea 3).
    Released,
    /// Set free by an operator (dhcpd `reset`).
    Reset,
    /// Nobody's; dhcpd's primary may give it away.
    Free,
    /// Nobody's; dhcpd's secondary may give it away.
    Backup,
    /// Not to be used for a while: a client found it in use (dhcpd `abandoned`, Kea 1).
    Declined,
    /// An address that a client made itself and told the server of (Kea 4, RFC 9686).
    Registered,
    /// A state that this version does not know.
    Other,
}

impl LeaseState {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Released => "released",
            Self::Reset => "reset",
            Self::Free => "free",
            Self::Backup => "backup",
            Self::Declined => "declined",
            Self::Registered => "registered",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for LeaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The times of a lease, each by the clock of the server that wrote it; [`None`] where it says nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeaseTimes {
    /// When it became what it is (dhcpd `starts`).
    pub starts: Option<Moment>,
    /// Until when the client has it (dhcpd `ends`; Kea `cltt` and `valid-lft`).
    pub expires: Option<Moment>,
    /// When the client was last heard of (`cltt`). A dhcpd does not learn it from its partner.
    pub last_transaction: Option<Moment>,
    /// The end that dhcpd told its partner, or will tell it (`tstp`).
    pub told_partner: Option<Moment>,
    /// The end that the partner has confirmed or told (`tsfp`).
    pub partner_knows: Option<Moment>,
    /// The end that the partner has really sent (`atsfp`).
    pub partner_sent: Option<Moment>,
}

impl LeaseTimes {
    /// When the record last changed, as far as its times tell.
    #[must_use]
    pub fn changed(&self) -> Option<Moment> {
        self.starts.max(self.last_transaction)
    }
}

/// One record as a reader gives it to a [`LeaseTableBuilder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaseRecord<'a> {
    /// The address or prefix.
    pub key: LeaseKey,
    /// What it is to its server.
    pub state: LeaseState,
    /// What it becomes when it expires (dhcpd `next binding state`).
    pub next: Option<LeaseState>,
    /// Its times.
    pub times: LeaseTimes,
    /// Client identifier, or the DUID; empty for none. At most 65,535 bytes are kept.
    pub client: &'a [u8],
    /// The identity association of a DHCPv6 client.
    pub iaid: u32,
    /// Link-layer address without its type; empty for none. At most 255 bytes are kept.
    pub hardware: &'a [u8],
    /// The client's name, as bytes; empty for none. At most 65,535 bytes are kept.
    pub name: &'a [u8],
}

impl LeaseRecord<'_> {
    /// A record that says nothing but the state.
    #[must_use]
    pub fn new(key: LeaseKey, state: LeaseState) -> Self {
        let times = LeaseTimes::default();
        Self { key, state, next: None, times, client: &[], iaid: 0, hardware: &[], name: &[] }
    }
}
