//! Differences that are meant, for a reason and until a day.

use chrono::NaiveDate;

use super::Difference;

/// An entry of the inventory: a difference that is not drift until it expires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// A difference's path; `*` stands for any text without a slash.
    pub path: String,
    /// Why it is meant.
    pub reason: String,
    /// The last day on which it is.
    pub until: Option<NaiveDate>,
}

/// What an entry did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpectedDifference {
    /// It covered this many differences.
    Covers(usize),
    /// Nothing differs there any more: the entry can go.
    Unused,
    /// A server was not read: whether it still covers something is not known.
    Unknown,
    /// Its day has passed: the differences count again.
    Expired,
}

impl Expected {
    /// Whether the entry speaks of a difference, whatever the day.
    #[must_use]
    pub fn matches(&self, difference: &Difference) -> bool {
        matches(&self.path, &difference.path.to_string())
    }

    /// Whether its day has passed.
    #[must_use]
    pub fn expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Whether a pattern fits a path. A `*` stands for any text inside one step; networks carry a slash
/// (`10.1.9.0/24`), which a star also covers when it is followed by digits.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut open = false;
    for part in parts {
        open = true;
        if part.is_empty() {
            continue;
        }
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or("");
        open = false;
    }
    rest.is_empty() || (open && !step_ends(rest))
}

/// Whether a text goes on with another step: a slash that is not part of a network.
fn step_ends(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('/') {
        if !behind.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        rest = behind;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_inside_its_step() {
        let path = "relationship.campus/scope.10.1.9.0/24/option.routers";
        assert!(matches(path, path));
        assert!(matches("relationship.campus/scope.*/option.routers", path));
        assert!(matches("relationship.*/scope.10.1.9.0/24/option.*", path));
        assert!(!matches("relationship.campus/scope.*", path));
        assert!(!matches("relationship.campus/scope.10.1.8.0/24/option.routers", path));
        assert!(matches("relationship.campus/scope.*", "relationship.campus/scope.10.1.9.0/24"));
    }
}
