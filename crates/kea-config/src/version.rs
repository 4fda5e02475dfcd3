//! Releases of Kea, and what a stated version can be.

use std::fmt;

/// One release, such as 2.6.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Release {
    /// Release `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// Whether this release has something that appeared with the releases of `since`: the first of
    /// the development line, and where it was carried back, the first of each stable line.
    #[must_use]
    pub fn has(self, since: &[Self]) -> bool {
        let own_line =
            since.iter().find(|from| (from.major, from.minor) == (self.major, self.minor));
        match own_line {
            Some(from) => self >= *from,
            None => since.iter().max().is_some_and(|newest| self >= *newest),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// The server version that a configuration is judged for: a release, or all of a line (`2.6`).
///
/// Where a line or [`Version::ANY`] leaves it open, what one of its releases accepts is accepted.
/// Facts reach from 2.2 to 3.3; older versions are judged as 2.2, newer ones as 3.3.
///
/// ```
/// use kea_config::{Release, Version};
///
/// let version = Version::parse("2.6").unwrap();
/// assert!(version.may_be(|release| release >= Release::new(2, 6, 3)));
/// assert!(version.is_always(|release| release >= Release::new(2, 6, 0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Version {
    low: Release,
    high: Release,
}

/// The oldest version with facts.
const OLDEST: Release = Release::new(2, 2, 0);

impl Version {
    /// Nothing is known about the version.
    pub const ANY: Self = Self { low: OLDEST, high: Release::new(u16::MAX, u16::MAX, u16::MAX) };

    /// Exactly one release.
    #[must_use]
    pub fn exactly(release: Release) -> Self {
        let release = release.max(OLDEST);
        Self { low: release, high: release }
    }

    /// `2.6`, `2.6.3`, `3`; what follows the numbers (`-git`, ` (tarball)`) is of no account.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let numbers = text.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or("");
        let mut parts = numbers.split('.').map(|part| part.parse::<u16>().ok());
        let major = parts.next()??;
        let (minor, patch) = (parts.next().flatten(), parts.next().flatten());
        let low = Release::new(major, minor.unwrap_or(0), patch.unwrap_or(0));
        let high = Release::new(major, minor.unwrap_or(u16::MAX), patch.unwrap_or(u16::MAX));
        if high < OLDEST {
            return Some(Self { low: OLDEST, high: Release::new(2, 2, u16::MAX) });
        }
        Some(Self { low: low.max(OLDEST), high })
    }

    /// Whether some release of it may satisfy `what`, which changes at most once over time.
    pub fn may_be(self, what: impl Fn(Release) -> bool) -> bool {
        what(self.low) || what(self.high)
    }

    /// Whether every release of it satisfies `what`, which changes at most once over time.
    pub fn is_always(self, what: impl Fn(Release) -> bool) -> bool {
        what(self.low) && what(self.high)
    }

    /// Whether every release of it is this one or later.
    #[must_use]
    pub fn is_from(self, major: u16, minor: u16, patch: u16) -> bool {
        self.is_always(|at| at >= Release::new(major, minor, patch))
    }

    /// Whether every release of it is before this one.
    #[must_use]
    pub fn is_before(self, major: u16, minor: u16, patch: u16) -> bool {
        self.is_always(|at| at < Release::new(major, minor, patch))
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::ANY
    }
}

/// `2.6.3`, `2.6`, or `any version`.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Release { major, minor, .. } = self.low;
        if self.low == self.high {
            self.low.fmt(f)
        } else if (major, minor) == (self.high.major, self.high.minor) {
            write!(f, "{major}.{minor}")
        } else {
            f.write_str("any version")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn a_line_is_all_its_releases() {
        assert_eq!(version("2.6.3"), Version::exactly(Release::new(2, 6, 3)));
        assert_eq!(version("2.6").to_string(), "2.6");
        assert_eq!(version("2.2.0 (tarball)").to_string(), "2.2.0");
        assert_eq!(version("3.3.1-git"), Version::exactly(Release::new(3, 3, 1)));
        assert_eq!(Version::parse("latest"), None);
        assert_eq!(Version::parse(""), None);
        assert_eq!(version("1.8.2").to_string(), "2.2", "older ones are judged as 2.2");
    }

    #[test]
    fn what_was_carried_back_counts_within_its_line() {
        let since = [Release::new(2, 6, 5), Release::new(3, 0, 3), Release::new(3, 1, 5)];
        let has = |major, minor, patch| Release::new(major, minor, patch).has(&since);
        assert!(!has(2, 2, 0) && !has(2, 4, 9) && !has(2, 6, 4) && !has(2, 7, 9) && !has(3, 1, 4));
        assert!(has(2, 6, 5) && has(3, 0, 3) && has(3, 1, 5) && has(3, 2, 0) && has(3, 3, 0));
    }
}
