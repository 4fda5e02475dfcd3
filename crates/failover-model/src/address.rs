//! Address ranges and sets of addresses, v4 and v6.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// The text is not an address range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an address range")]
pub struct ParseRangeError {
    text: String,
}

/// A range of addresses of one family, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    start: IpAddr,
    end: IpAddr,
}

impl AddressRange {
    /// The range between two addresses, whichever order they come in. `None` for mixed families.
    #[must_use]
    pub fn new(one: IpAddr, other: IpAddr) -> Option<Self> {
        (one.is_ipv4() == other.is_ipv4())
            .then(|| Self { start: one.min(other), end: one.max(other) })
    }

    /// The first address.
    #[must_use]
    pub const fn start(&self) -> IpAddr {
        self.start
    }

    /// The last address.
    #[must_use]
    pub const fn end(&self) -> IpAddr {
        self.end
    }

    /// How many addresses; the whole v6 space counts as `u128::MAX`.
    #[must_use]
    pub fn count(&self) -> u128 {
        (number(self.end) - number(self.start)).saturating_add(1)
    }
}

impl From<IpAddr> for AddressRange {
    fn from(address: IpAddr) -> Self {
        Self { start: address, end: address }
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.start == self.end {
            write!(f, "{}", self.start)
        } else {
            write!(f, "{}-{}", self.start, self.end)
        }
    }
}

impl FromStr for AddressRange {
    type Err = ParseRangeError;

    /// `10.1.0.10-10.1.0.99`, or a single address.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || ParseRangeError { text: text.to_owned() };
        let (start, end) = text.split_once('-').unwrap_or((text, text));
        let address = |part: &str| part.trim().parse::<IpAddr>().map_err(|_| fail());
        Self::new(address(start)?, address(end)?).ok_or_else(fail)
    }
}

/// A set of addresses, kept as sorted ranges that neither overlap nor touch.
///
/// Two sets are equal when they hold the same addresses, however these were written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct AddressSet {
    ranges: Vec<AddressRange>,
}

impl AddressSet {
    /// The empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { ranges: Vec::new() }
    }

    /// The ranges, sorted, v4 before v6.
    #[must_use]
    pub fn ranges(&self) -> &[AddressRange] {
        &self.ranges
    }

    /// How many addresses, saturating.
    #[must_use]
    pub fn count(&self) -> u128 {
        self.ranges.iter().fold(0, |sum: u128, range| sum.saturating_add(range.count()))
    }

    /// Whether no address is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether an address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let behind = self.ranges.partition_point(|range| range.start <= address);
        behind
            .checked_sub(1)
            .and_then(|at| self.ranges.get(at))
            .is_some_and(|range| address <= range.end && range.start.is_ipv4() == address.is_ipv4())
    }

    /// The addresses in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.ranges.iter().peekable(), other.ranges.iter().peekable());
        let mut common = Vec::new();
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            let (start, end) = (a.start.max(b.start), a.end.min(b.end));
            if start <= end && start.is_ipv4() == end.is_ipv4() {
                common.push(AddressRange { start, end });
            }
            if a.end <= b.end {
                left.next()
            } else {
                right.next()
            };
        }
        common.into_iter().collect()
    }

    /// Whether the sets share an address.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.intersection(other).is_empty()
    }

    /// The addresses of this set that are not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        for range in &self.ranges {
            let mut start = Some(range.start);
            for cut in &other.ranges {
                let Some(from) = start else { break };
                if cut.end < from || cut.start.is_ipv4() != from.is_ipv4() {
                    continue;
                }
                if cut.start > range.end {
                    break;
                }
                if let Some(before) = previous(cut.start).filter(|before| *before >= from) {
                    left.push(AddressRange { start: from, end: before });
                }
                start = next(cut.end).filter(|after| *after <= range.end);
            }
            left.extend(start.map(|start| AddressRange { start, end: range.end }));
        }
        Self { ranges: left }
    }
}

impl FromIterator<AddressRange> for AddressSet {
    fn from_iter<I: IntoIterator<Item = AddressRange>>(ranges: I) -> Self {
        let mut sorted: Vec<_> = ranges.into_iter().collect();
        sorted.sort_unstable();
        let mut merged: Vec<AddressRange> = Vec::with_capacity(sorted.len());
        for range in sorted {
            match merged.last_mut() {
                Some(last) if joins(last.end, range.start) => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }
}

impl From<AddressRange> for AddressSet {
    fn from(range: AddressRange) -> Self {
        Self { ranges: vec![range] }
    }
}

impl FromStr for AddressSet {
    type Err = ParseRangeError;

    /// Ranges separated by commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').map(str::parse::<AddressRange>).collect()
    }
}

impl fmt::Display for AddressSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.ranges.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{range}")?;
        }
        Ok(())
    }
}

/// Whether a range that starts at `start` continues one that ends at `end`.
fn joins(end: IpAddr, start: IpAddr) -> bool {
    end.is_ipv4() == start.is_ipv4() && (start <= end || next(end) == Some(start))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn next(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits().checked_add(1)?).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits().checked_add(1)?).into(),
    })
}

fn previous(address: IpAddr) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits().checked_sub(1)?).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits().checked_sub(1)?).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(text: &str) -> AddressSet {
        if text.is_empty() { AddressSet::new() } else { text.parse().unwrap() }
    }

    #[test]
    fn touching_ranges_become_one() {
        assert_eq!(set("10.0.0.5-10.0.0.9,10.0.0.1-10.0.0.4").to_string(), "10.0.0.1-10.0.0.9");
        assert_eq!(set("10.0.0.1-10.0.0.4,10.0.0.6").to_string(), "10.0.0.1-10.0.0.4, 10.0.0.6");
    }

    #[test]
    fn families_never_mix() {
        assert!("10.0.0.1-2001:db8::1".parse::<AddressRange>().is_err());
        let both = set("255.255.255.255,::");
        assert_eq!(both.ranges().len(), 2);
        assert!(!set("0.0.0.0-255.255.255.255").contains("::1".parse().unwrap()));
    }

    fn members(set: &AddressSet) -> BTreeSet<u8> {
        (0..=255).filter(|last| set.contains(Ipv4Addr::new(10, 0, 0, *last).into())).collect()
    }

    fn any_set() -> impl Strategy<Value = AddressSet> {
        let address = |last: u8| IpAddr::from(Ipv4Addr::new(10, 0, 0, last));
        prop::collection::vec((any::<u8>(), any::<u8>()), 0..6).prop_map(move |pairs| {
            let range = |(a, b)| AddressRange::new(address(a), address(b));
            pairs.into_iter().filter_map(range).collect()
        })
    }

    proptest! {
        #[test]
        fn set_operations_match_sets_of_addresses(a in any_set(), b in any_set()) {
            let (left, right) = (members(&a), members(&b));
            prop_assert_eq!(members(&a.intersection(&b)), &left & &right);
            prop_assert_eq!(members(&a.difference(&b)), &left - &right);
            prop_assert_eq!(a.count(), left.len() as u128);
            prop_assert_eq!(a == b, left == right);
            prop_assert_eq!(a.overlaps(&b), !left.is_disjoint(&right));
        }
    }
}
