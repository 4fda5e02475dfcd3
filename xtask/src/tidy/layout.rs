//! How long files may be, and that each says what it is.

use super::{Finding, Tree};
use crate::workspace::TextFile;

/// Lines from which a file is questioned: is it one idea?
const QUESTIONED: usize = 600;

/// Lines that only a table or generated code may have.
const MOST: usize = 1000;

/// The mark of a file that is a table: length is its nature.
const TABLE: &str = "// tidy: table";

/// The mark of generated code.
const GENERATED: &str = "// @generated";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().flat_map(|file| length(file).into_iter().chain(head(file))).collect()
}

fn length(file: &TextFile) -> Option<Finding> {
    if file.text.lines().any(|line| line.starts_with(TABLE) || line.starts_with(GENERATED)) {
        return None;
    }
    let lines = file.text.lines().count();
    if lines > MOST {
        return Some(Finding::error(&file.path, format!("{lines} lines; at most {MOST} may be")));
    }
    let what = || format!("{lines} lines; is it one idea? (`{TABLE}` marks a table)");
    (lines > QUESTIONED).then(|| Finding::warning(&file.path, what()))
}

/// Every file says in its first line what it is, except a file of tests beside the code.
fn head(file: &TextFile) -> Option<Finding> {
    let beside_code = file.path.ends_with("/tests.rs") || file.path.contains("/tests/");
    let crate_root = file.path.ends_with("/lib.rs") || file.path.ends_with("/main.rs");
    let first = file.text.lines().find(|line| !line.starts_with("#!") && !line.is_empty());
    let has_head = first.is_some_and(|line| line.starts_with("//!"));
    let needs_head = crate_root || !beside_code;
    (needs_head && !has_head)
        .then(|| Finding::error(&file.path, "does not begin with a `//!` that says what it is"))
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    fn found(path: &str, text: &str) -> Vec<Finding> {
        check(&Tree::of(&[(path, text)]))
    }

    fn lines(count: usize, mark: &str) -> String {
        format!("//! Long.\n{mark}\n{}", "\n".repeat(count - 2))
    }

    #[test]
    fn long_files_are_questioned_and_very_long_ones_refused() {
        assert_eq!(found("crates/a/src/a.rs", &lines(600, "")), []);
        assert!(!found("crates/a/src/a.rs", &lines(601, ""))[0].error);
        assert!(!found("crates/a/src/a.rs", &lines(1000, ""))[0].error);
        assert!(found("crates/a/src/a.rs", &lines(1001, ""))[0].error);
    }

    #[test]
    fn tables_and_generated_code_may_be_long() {
        assert_eq!(found("crates/a/src/a.rs", &lines(2000, TABLE)), []);
        assert_eq!(found("crates/a/src/a.rs", &lines(2000, GENERATED)), []);
    }

    #[test]
    fn every_file_has_a_head() {
        assert_eq!(places(&found("crates/a/src/lib.rs", "mod a;\n")), ["crates/a/src/lib.rs"]);
        assert_eq!(places(&found("crates/a/src/b.rs", "")), ["crates/a/src/b.rs"]);
        assert_eq!(found("fuzz/fuzz_targets/a.rs", "#![no_main]\n//! Law.\n"), []);
        assert_eq!(found("crates/a/src/b/tests.rs", "use super::*;\n"), []);
        assert_eq!(found("crates/a/tests/it.rs", "mod battery;\n"), []);
    }
}
