//! Reading what cargo wrote: how many tests ran, which were skipped and why, and what went wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Lines of a failed step that are shown at most; the whole is in its log.
const SHOWN: usize = 250;

/// How a test says that it is skipped.
const SKIPPED: &str = "skipped: ";

/// The tests of one or more runs of `cargo test`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tests {
    passed: u64,
    failed: u64,
    ignored: u64,
    /// Why tests skipped what they are for, and how many did.
    skips: BTreeMap<String, u64>,
}

impl Tests {
    /// Counts what a log says.
    pub(super) fn read(log: &str) -> Self {
        let mut tests = Self::default();
        for line in log.lines() {
            if let Some(result) = line.strip_prefix("test result: ") {
                tests.passed += number_before(result, " passed");
                tests.failed += number_before(result, " failed");
                tests.ignored += number_before(result, " ignored");
            } else if let Some(why) = line.strip_prefix(SKIPPED) {
                *tests.skips.entry(why.to_owned()).or_default() += 1;
            }
        }
        tests
    }

    pub(super) fn ran(&self) -> bool {
        self.passed + self.failed > 0
    }

    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
        for (why, count) in other.skips {
            *self.skips.entry(why).or_default() += count;
        }
    }

    pub(super) fn skips(&self) -> impl Iterator<Item = (&str, u64)> {
        self.skips.iter().map(|(why, count)| (why.as_str(), *count))
    }
}

impl fmt::Display for Tests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.ignored + self.skips.values().sum::<u64>();
        write!(f, "{} passed, {} failed, {skipped} skipped", self.passed, self.failed)
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.find(word).and_then(|at| text.get(..at)).unwrap_or_default();
    before.rsplit([' ', '.']).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// The part of a failed step's log that says why.
pub(super) fn excerpt(log: &str, path: &Path) -> String {
    let lines: Vec<&str> = log.lines().filter(|line| !is_progress(line)).collect();
    let telling = failures(&lines);
    let telling = if telling.is_empty() { lines } else { telling };
    let mut text: String = telling.iter().take(SHOWN).map(|line| format!("    {line}\n")).collect();
    if telling.len() > SHOWN {
        text.push_str(&format!("    ... {} lines more\n", telling.len() - SHOWN));
    }
    text.push_str(&format!("    (all of it: {})\n", path.display()));
    text
}

/// What the failed tests wrote, and cargo's errors.
fn failures<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut telling = Vec::new();
    let mut inside = false;
    for line in lines {
        match *line {
            "failures:" => inside = true,
            "successes:" => inside = false,
            line if line.starts_with("test result: ") => inside = false,
            _ => {}
        }
        if inside || line.starts_with("error") {
            telling.push(*line);
        }
    }
    let only_cargo = telling.iter().all(|line| line.starts_with("error"));
    if only_cargo { Vec::new() } else { telling }
}

fn is_progress(line: &str) -> bool {
    const VERBS: [&str; 9] = [
        "Compiling ",
        "Checking ",
        "Downloaded ",
        "Downloading ",
        "Documenting ",
        "Finished ",
        "Running ",
        "Updating ",
        "Locking ",
    ];
    let line = line.trim_start();
    VERBS.iter().any(|verb| line.starts_with(verb))
        || (line.starts_with("test ") && line.ends_with(" ... ok"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
   Compiling a v0.1.0
running 2 tests
test fine ... ok
test bad ... FAILED

successes:

---- fine stdout ----
skipped: no program `dhcpd` on this machine

failures:

---- bad stdout ----
left: 1

failures:
    bad

test result: FAILED. 1 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out
test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s
error: 1 target failed:
";

    #[test]
    fn counts_tests_and_skips() {
        let tests = Tests::read(LOG);
        assert_eq!(tests.to_string(), "41 passed, 1 failed, 4 skipped");
        assert_eq!(tests.skips().collect::<Vec<_>>(), [("no program `dhcpd` on this machine", 1)]);
    }

    #[test]
    fn shows_what_the_failed_tests_wrote() {
        let text = excerpt(LOG, Path::new("a.log"));
        assert!(text.contains("left: 1") && text.contains("error: 1 target failed"), "{text}");
        assert!(!text.contains("fine") && !text.contains("Compiling"), "{text}");
        assert!(text.contains("a.log"));
    }

    #[test]
    fn shows_all_that_a_compiler_says() {
        let text = excerpt("   Compiling a\nerror: no `x`\n  --> a.rs:1\n", Path::new("a.log"));
        assert!(text.contains("a.rs:1") && !text.contains("Compiling"), "{text}");
    }

    #[test]
    fn a_long_excerpt_is_cut() {
        let text = excerpt(&"line\n".repeat(1000), Path::new("a.log"));
        assert!(text.contains("750 lines more"), "{text}");
    }
}
