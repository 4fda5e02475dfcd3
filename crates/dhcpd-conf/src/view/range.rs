//! Ranges of both families, looked at alike.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use config_text::Span;

use super::network::{PoolIx, PrefixRange, Range, Range6, SubnetIx, mask6};

/// A range of addresses or prefixes, whichever statement declares it.
///
/// ```
/// use dhcpd_conf::{AnyRange, Family};
///
/// let text = "subnet6 2001:db8::/64 { range6 2001:db8::/72 temporary; }";
/// let loader = config_text::MemoryLoader::new().with("dhcpd6.conf", text);
/// let mut sources = config_text::Sources::new();
/// let config = dhcpd_conf::read(&mut sources, &loader, "dhcpd6.conf".as_ref(), Family::V6)?;
/// let range = config.all_ranges().next().unwrap();
/// assert!(matches!(range, AnyRange::V6(range) if range.temporary));
/// assert_eq!(range.canonical(), "range6 2001:db8::/72 temporary;");
/// # Ok::<(), config_text::LoadError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub enum AnyRange {
    /// `range`
    V4(Range),
    /// `range6`
    V6(Range6),
    /// `prefix6`
    Prefixes(PrefixRange),
}

/// What a range hands out, in numbers: two ranges of one kind that follow one another are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ends {
    pub(crate) kind: RangeKind,
    pub(crate) low: u128,
    /// The last one, or the last address of the last prefix.
    pub(crate) high: u128,
}

/// What is handed out, and to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum RangeKind {
    V4 { bootp: bool },
    V6 { temporary: bool },
    Prefixes { len: u8 },
}

impl Ends {
    /// Whether prefixes are handed out, and not addresses.
    pub(crate) const fn prefixes(&self) -> bool {
        matches!(self.kind, RangeKind::Prefixes { .. })
    }
}

impl AnyRange {
    /// The pool that it stands in.
    #[must_use]
    pub const fn pool(&self) -> Option<PoolIx> {
        match self {
            Self::V4(range) => range.pool,
            Self::V6(range) => range.pool,
            Self::Prefixes(range) => range.pool,
        }
    }

    /// The subnet of the addresses; that which prefixes stand in.
    #[must_use]
    pub const fn subnet(&self) -> SubnetIx {
        match self {
            Self::V4(range) => range.subnet,
            Self::V6(range) => range.subnet,
            Self::Prefixes(range) => range.subnet,
        }
    }

    /// The statement.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::V4(range) => range.span,
            Self::V6(range) => range.span,
            Self::Prefixes(range) => range.span,
        }
    }

    /// First and last address, or first and last prefix.
    #[must_use]
    pub const fn addresses(&self) -> (IpAddr, IpAddr) {
        match self {
            Self::V4(range) => (IpAddr::V4(range.low), IpAddr::V4(range.high)),
            Self::V6(range) => (IpAddr::V6(range.low), IpAddr::V6(range.high)),
            Self::Prefixes(range) => (IpAddr::V6(range.low), IpAddr::V6(range.high)),
        }
    }

    /// The statement in one way of writing it.
    #[must_use]
    pub fn canonical(&self) -> String {
        match self {
            Self::V4(range) => {
                let bootp = if range.dynamic_bootp { "dynamic-bootp " } else { "" };
                if range.low == range.high {
                    format!("range {bootp}{};", range.low)
                } else {
                    format!("range {bootp}{} {};", range.low, range.high)
                }
            }
            // Only whole nets can be temporary.
            Self::V6(range) if range.temporary => {
                let len = (u128::from(range.low) ^ u128::from(range.high)).leading_zeros();
                format!("range6 {}/{len} temporary;", range.low)
            }
            Self::V6(range) => format!("range6 {} {};", range.low, range.high),
            Self::Prefixes(range) => {
                format!("prefix6 {} {} /{};", range.low, range.high, range.len)
            }
        }
    }

    pub(crate) fn ends(&self) -> Ends {
        let (low, high) = self.addresses();
        let (kind, behind) = match self {
            Self::V4(range) => (RangeKind::V4 { bootp: range.dynamic_bootp }, 0),
            Self::V6(range) => (RangeKind::V6 { temporary: range.temporary }, 0),
            Self::Prefixes(range) => (RangeKind::Prefixes { len: range.len }, !mask6(range.len)),
        };
        Ends { kind, low: number(low), high: number(high) | behind }
    }

    /// The same with other ends, where these are of its family.
    pub(crate) fn with(self, low: IpAddr, high: IpAddr) -> Option<Self> {
        let v4 = |address| match address {
            IpAddr::V4(address) => Some::<Ipv4Addr>(address),
            IpAddr::V6(_) => None,
        };
        let v6 = |address| match address {
            IpAddr::V6(address) => Some::<Ipv6Addr>(address),
            IpAddr::V4(_) => None,
        };
        Some(match self {
            Self::V4(range) => Self::V4(Range { low: v4(low)?, high: v4(high)?, ..range }),
            Self::V6(range) => Self::V6(Range6 { low: v6(low)?, high: v6(high)?, ..range }),
            Self::Prefixes(range) => {
                Self::Prefixes(PrefixRange { low: v6(low)?, high: v6(high)?, ..range })
            }
        })
    }
}

/// An address as a number.
pub(crate) fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

impl From<Range> for AnyRange {
    fn from(range: Range) -> Self {
        Self::V4(range)
    }
}

impl From<Range6> for AnyRange {
    fn from(range: Range6) -> Self {
        Self::V6(range)
    }
}

impl From<PrefixRange> for AnyRange {
    fn from(range: PrefixRange) -> Self {
        Self::Prefixes(range)
    }
}
