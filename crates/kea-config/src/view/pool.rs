//! Pools of addresses and of prefixes.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv6Net};

use super::{Family, level};
use crate::node::Node;

/// Addresses of one family from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    /// The first address.
    pub first: IpAddr,
    /// The last address, not below the first.
    pub last: IpAddr,
}

impl AddressRange {
    /// Whether both have an address in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.first <= address && address <= self.last
    }

    /// How many addresses; the whole v6 space counts as `u128::MAX`.
    #[must_use]
    pub fn count(&self) -> u128 {
        number(self.last).saturating_sub(number(self.first)).saturating_add(1)
    }
}

impl From<IpNet> for AddressRange {
    fn from(net: IpNet) -> Self {
        Self { first: net.network(), last: net.broadcast() }
    }
}

/// A text that is no range of addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither `FIRST - LAST` nor a prefix")]
pub struct RangeError {
    text: String,
}

/// `FIRST - LAST` or a prefix, with blanks anywhere, as Kea reads it.
impl FromStr for AddressRange {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        parse_range(text).ok_or_else(|| RangeError { text: config_text::escape_control(text) })
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

pub(crate) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// `FIRST - LAST` or a prefix, blanks anywhere.
pub(crate) fn parse_range(text: &str) -> Option<AddressRange> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    if text.contains('/') {
        // The servers start at the address as it is written, not at the network's first one.
        return parse_net(&text)
            .map(|net| AddressRange { first: net.addr(), last: net.broadcast() });
    }
    let (first, last) = text.split_once('-')?;
    let (first, last): (IpAddr, IpAddr) = (first.parse().ok()?, last.parse().ok()?);
    let fits = first.is_ipv4() == last.is_ipv4() && first <= last;
    fits.then_some(AddressRange { first, last })
}

/// `ADDRESS/LENGTH`, blanks anywhere.
pub(crate) fn parse_net(text: &str) -> Option<IpNet> {
    let text: String = text.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let (address, length) = text.split_once('/')?;
    IpNet::new(address.parse().ok()?, length.parse().ok()?).ok()
}

/// Addresses that are handed out under the same conditions.
#[derive(Debug, Clone, Copy)]
pub struct Pool<'d> {
    node: Node<'d>,
    family: Family,
}

level!(Pool);

impl<'d> Pool<'d> {
    pub(super) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// Its addresses.
    #[must_use]
    pub fn range(&self) -> Option<AddressRange> {
        let range = parse_range(&self.node.get("pool")?.as_str()?)?;
        (range.first.is_ipv4() == (self.family == Family::V4)).then_some(range)
    }
}

/// Prefixes that are delegated under the same conditions.
#[derive(Debug, Clone, Copy)]
pub struct PdPool<'d> {
    node: Node<'d>,
    family: Family,
}

level!(PdPool);

impl<'d> PdPool<'d> {
    pub(super) const fn new(node: Node<'d>) -> Self {
        Self { node, family: Family::V6 }
    }

    /// The prefix that the delegated ones are cut from (`prefix`, `prefix-len`).
    #[must_use]
    pub fn prefix(&self) -> Option<Ipv6Net> {
        self.net("prefix", "prefix-len")
    }

    /// Length of the delegated prefixes.
    #[must_use]
    pub fn delegated_length(&self) -> Option<u8> {
        u8::try_from(self.node.get("delegated-len")?.as_i64()?).ok()
    }

    /// The prefix that the requesting router must not use (RFC 6603).
    #[must_use]
    pub fn excluded(&self) -> Option<Ipv6Net> {
        self.net("excluded-prefix", "excluded-prefix-len")
    }

    fn net(&self, address: &str, length: &str) -> Option<Ipv6Net> {
        let address = self.node.get(address)?.as_str()?.parse().ok()?;
        let length = u8::try_from(self.node.get(length)?.as_i64()?).ok()?;
        Ipv6Net::new(address, length).ok().map(|net| net.trunc())
    }
}
