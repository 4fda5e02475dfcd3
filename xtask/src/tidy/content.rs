//! Text that must not be in the tree: marks of a conflict, notes of unfinished work, silenced lints, and
//! code for Unix outside of where it may be.
//!
//! The needles are put together from halves, so that this file does not find itself.

use super::{Finding, Tree};
use crate::workspace::TextFile;

/// How the lines begin that Git puts around both sides of a conflict; the name of a side follows (`git-merge(1)`).
const CONFLICT: &[&str] = &[concat!("<<<", "<<<< "), concat!(">>>", ">>>> ")];

/// What no file may say, and what to do instead.
const UNFINISHED: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "finish it, or file an issue"),
    (concat!("FIX", "ME"), "mend it, or file an issue"),
    (concat!("to", "do!("), "finish it"),
    (concat!("unimple", "mented!("), "finish it"),
];

/// What no Rust file may say.
const SILENCED: &[(&str, &str)] = &[
    (concat!("#[al", "low("), "mend the cause, or say `#[expect(…, reason = \"…\")]`"),
    (concat!("#![al", "low("), "mend the cause, or say `#![expect(…, reason = \"…\")]`"),
    (concat!("#[ig", "nore"), "a test that never runs is none: repair or remove it"),
];

/// What shows that code is for Unix only.
const UNIX: &[&str] = &[
    concat!("std::os::", "unix"),
    concat!("std::os::", "linux"),
    concat!("std::os::", "fd"),
    concat!("tokio::net::", "UnixListener"),
    concat!("tokio::net::", "UnixStream"),
    concat!("tokio::signal::", "unix"),
    concat!("cfg(", "unix"),
    concat!("cfg!(", "unix"),
    concat!("target_", "os"),
    concat!("target_", "family"),
];

/// Where it may be. Kea takes commands over unix sockets.
const UNIX_ONLY: &[&str] = &[
    "crates/dhcpair-exec/",
    "crates/dhcpair-testbed/",
    "crates/kea-control/src/socket",
    "crates/kea-control/tests/",
];

/// Endings of the files that people write.
const WRITTEN: &[&str] = &[".rs", ".toml", ".md", ".sh", ".yml", ".conf", ".json", ".ps1", "/run"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let written = |file: &&TextFile| WRITTEN.iter().any(|ending| file.path.ends_with(ending));
    findings.extend(tree.texts.iter().flat_map(conflicts));
    for file in tree.texts.iter().filter(written) {
        findings.extend(search(file, UNFINISHED));
    }
    for file in tree.rust() {
        findings.extend(search(file, SILENCED));
        if !UNIX_ONLY.iter().any(|folder| file.path.starts_with(folder)) {
            let instead = format!("code for Unix only belongs in {}", UNIX_ONLY.join(" or "));
            let needles: Vec<(&str, &str)> =
                UNIX.iter().map(|needle| (*needle, instead.as_str())).collect();
            findings.extend(search(file, &needles));
        }
    }
    findings
}

/// Conflicts that were committed, in files of any kind.
fn conflicts(file: &TextFile) -> impl Iterator<Item = Finding> {
    let marks = |line: &str| CONFLICT.iter().any(|mark| line.starts_with(mark));
    let lines = file.text.lines().enumerate().filter(move |(_, line)| marks(line));
    lines.map(|(number, _)| {
        let place = format!("{}:{}", file.path, number + 1);
        Finding::error(
            place,
            "the mark of a conflict: take what both sides mean, and remove the marks",
        )
    })
}

fn search(file: &TextFile, needles: &[(&str, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        for (needle, instead) in needles.iter().filter(|(needle, _)| stands_in(line, needle)) {
            let place = format!("{}:{}", file.path, number + 1);
            findings.push(Finding::error(place, format!("`{needle}`: {instead}")));
        }
    }
    findings
}

/// Whether the needle stands in the line as a word of its own.
fn stands_in(line: &str, needle: &str) -> bool {
    let wordy = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(needle).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + needle.len()..).and_then(|text| text.chars().next());
        let opens = needle.chars().next().is_some_and(char::is_alphanumeric);
        let closes = needle.chars().next_back().is_some_and(char::is_alphanumeric);
        !(opens && wordy(before) || closes && wordy(after))
    })
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn unfinished_work_is_found_in_all_that_is_written() {
        for (needle, _) in UNFINISHED {
            let line = format!("fine\n  {needle} later\n");
            for path in ["crates/a/src/a.rs", "docs/a.md", ".ci/run", "Cargo.toml"] {
                let tree = Tree::of(&[(path, &line)]);
                assert_eq!(places(&check(&tree)), [format!("{path}:2")], "{needle}");
            }
        }
    }

    #[test]
    fn marks_of_a_conflict_are_found_in_files_of_any_kind() {
        let [ours, theirs] = CONFLICT else { panic!("two marks") };
        let text = format!("a\n{ours}HEAD\nb\n=======\nc\n{theirs}1234567 (why)\n");
        for path in ["docs/a.md", "crates/a/src/a.rs", "examples/a/kea.xml", "LICENSE"] {
            let tree = Tree::of(&[(path, &text)]);
            assert_eq!(places(&check(&tree)), [format!("{path}:2"), format!("{path}:6")]);
        }
        let fine = format!("  {ours}x\n<<<<<<<<< x\n{}\na {theirs}\n=======\n", theirs.trim());
        assert_eq!(check(&Tree::of(&[("docs/a.md", &fine)])), []);
    }

    #[test]
    fn words_that_only_contain_a_needle_are_not_meant() {
        let text = concat!("MEN", "TO", "DO and TO", "DOS");
        assert_eq!(check(&Tree::of(&[("docs/a.md", text)])), []);
    }

    #[test]
    fn silenced_lints_and_tests_are_found() {
        for (needle, _) in SILENCED {
            let tree = Tree::of(&[("xtask/src/a.rs", needle)]);
            assert_eq!(places(&check(&tree)), ["xtask/src/a.rs:1"], "{needle}");
        }
    }

    #[test]
    fn code_for_unix_is_held_to_its_crates() {
        for needle in UNIX {
            let elsewhere = Tree::of(&[("crates/dhcpair-drivers/src/a.rs", needle)]);
            assert_eq!(check(&elsewhere).len(), 1, "{needle}");
            let there = Tree::of(&[("crates/dhcpair-testbed/src/a.rs", needle)]);
            assert_eq!(check(&there), [], "{needle}");
        }
    }
}
