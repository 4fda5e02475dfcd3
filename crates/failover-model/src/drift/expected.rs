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

    /// Splits differences into those that are drift and those that are meant, and says what each
    /// entry did.
    #[must_use]
    pub fn split(
        entries: &[Self],
        differences: Vec<Difference>,
        today: NaiveDate,
    ) -> (Vec<Difference>, Vec<(Difference, usize)>, Vec<ExpectedDifference>) {
        let mut counts = vec![0; entries.len()];
        let (mut drift, mut meant) = (Vec::new(), Vec::new());
        for difference in differences {
            let entry = entries.iter().position(|entry| entry.matches(&difference));
            if let Some(count) = entry.and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
            match entry.filter(|at| entries.get(*at).is_some_and(|e| !e.expired(today))) {
                Some(at) => meant.push((difference, at)),
                None => drift.push(difference),
            }
        }
        let outcome = entries.iter().zip(counts).map(|(entry, count)| match count {
            0 => ExpectedDifference::Unused,
            _ if entry.expired(today) => ExpectedDifference::Expired,
            count => ExpectedDifference::Covers(count),
        });
        (drift, meant, outcome.collect())
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
