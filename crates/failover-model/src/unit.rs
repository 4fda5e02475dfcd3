//! Numbers that carry their unit and their range.

use std::fmt;

/// A whole number of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(pub u64);

impl fmt::Display for Seconds {
    /// Shown in the largest unit that keeps it exact: `1h`, `90s`, `8d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(86_400, "d"), (3_600, "h"), (60, "min")];
        let fits = units.into_iter().find(|(size, _)| self.0 != 0 && self.0.is_multiple_of(*size));
        match fits {
            Some((size, unit)) => write!(f, "{} {unit}", self.0 / size),
            None => write!(f, "{} s", self.0),
        }
    }
}

/// A whole number of milliseconds, the unit of Kea's HA timers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Milliseconds(pub u64);

impl fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 != 0 && self.0.is_multiple_of(1_000) {
            write!(f, "{} s", self.0 / 1_000)
        } else {
            write!(f, "{} ms", self.0)
        }
    }
}

/// 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u8);

impl Percent {
    /// `None` above 100.
    #[must_use]
    pub fn new(percent: u64) -> Option<Self> {
        u8::try_from(percent).ok().filter(|percent| *percent <= 100).map(Self)
    }

    /// The number, 0 to 100.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// What is left to 100: the partner's share.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self(100 - self.0)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

/// How many of dhcpd's 256 hash buckets the primary serves (`split`, `dhcpd.conf(5)`): 0 to 256,
/// where 128 is an even split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SplitBuckets(u16);

impl SplitBuckets {
    /// `None` above 256.
    #[must_use]
    pub fn new(buckets: u64) -> Option<Self> {
        u16::try_from(buckets).ok().filter(|buckets| *buckets <= 256).map(Self)
    }

    /// The bucket count nearest to a share: 50 % is 128.
    #[must_use]
    pub fn from_percent(share: Percent) -> Self {
        Self((u16::from(share.get()) * 256 + 50) / 100)
    }

    /// The share nearest to this many buckets.
    #[must_use]
    pub const fn percent(self) -> Percent {
        // At most 256 buckets: the number is 0 to 100.
        Percent(((self.0 as u32 * 100 + 128) / 256) as u8)
    }

    /// The number of buckets, 0 to 256.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for SplitBuckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_exactly() {
        let shown = [3_600, 90, 86_400 * 8, 0, 120].map(|s| Seconds(s).to_string());
        assert_eq!(shown, ["1 h", "90 s", "8 d", "0 s", "2 min"]);
        assert_eq!(Milliseconds(10_000).to_string(), "10 s");
        assert_eq!(Milliseconds(1_500).to_string(), "1500 ms");
    }

    #[test]
    fn shares_stay_in_their_range() {
        assert_eq!(Percent::new(101), None);
        assert_eq!(SplitBuckets::new(257), None);
        assert_eq!(Percent::new(50).map(SplitBuckets::from_percent), SplitBuckets::new(128));
        assert_eq!(Percent::new(100).map(SplitBuckets::from_percent), SplitBuckets::new(256));
        for share in (0..=100).filter_map(Percent::new) {
            assert_eq!(SplitBuckets::from_percent(share).percent(), share);
        }
    }
}
