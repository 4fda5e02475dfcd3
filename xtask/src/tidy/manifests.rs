//! What every package's manifest must say, and the files that the top folder must have.

use super::{Finding, Tree};

/// Files without which the tree is not complete.
const TOP: &[&str] = &[
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
];

/// The licence of everything here.
const LICENSE: &str = "MIT OR Apache-2.0";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &tree.packages {
        if package.license.as_deref() != Some(LICENSE) {
            findings.push(Finding::error(&package.name, format!("its licence is not `{LICENSE}`")));
        }
    }
    for file in tree.texts.iter().filter(|file| file.path.ends_with("/Cargo.toml")) {
        // The workspaces beside this one repeat the lints, they cannot inherit them.
        let outside = file.text.contains("[workspace]");
        if outside && !file.text.contains("[lints.") {
            findings.push(Finding::error(&file.path, "has no `[lints.…]` tables"));
        } else if !outside && !inherits_lints(&file.text) {
            findings.push(Finding::error(&file.path, "does not say `[lints] workspace = true`"));
        }
        if outside && !file.text.contains(LICENSE) {
            findings.push(Finding::error(&file.path, format!("its licence is not `{LICENSE}`")));
        }
    }
    for name in TOP.iter().filter(|name| !tree.files.contains(**name)) {
        findings.push(Finding::error(*name, "is missing"));
    }
    if tree.text("CHANGELOG.md").is_some_and(|text| !text.contains("\n## [Unreleased]")) {
        findings.push(Finding::error("CHANGELOG.md", "has no section `[Unreleased]`"));
    }
    findings
}

fn inherits_lints(manifest: &str) -> bool {
    let mut lines = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]").skip(1);
    lines.find(|line| !line.is_empty()).is_some_and(|line| line == "workspace = true")
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;
    use crate::workspace::Package;

    fn complete() -> Vec<(&'static str, &'static str)> {
        let mut files: Vec<(&str, &str)> = TOP.iter().map(|name| (*name, "")).collect();
        files[0].1 = "# Changelog\n\n## [Unreleased]\n";
        files
    }

    #[test]
    fn a_complete_tree_is_in_order() {
        let mut files = complete();
        files.push(("crates/a/Cargo.toml", "[package]\n\n[lints]\nworkspace = true\n"));
        files.push((
            "fuzz/Cargo.toml",
            "[workspace]\nlicense = \"MIT OR Apache-2.0\"\n[lints.rust]\n",
        ));
        assert_eq!(check(&Tree::of(&files)), []);
    }

    #[test]
    fn lints_must_be_the_workspace_s() {
        let mut files = complete();
        files.push(("crates/a/Cargo.toml", "[package]\n[dependencies]\nworkspace = true\n"));
        files.push(("fuzz/Cargo.toml", "[workspace]\nlicense = \"MIT OR Apache-2.0\"\n"));
        let findings = check(&Tree::of(&files));
        assert_eq!(places(&findings), ["crates/a/Cargo.toml", "fuzz/Cargo.toml"]);
    }

    #[test]
    fn a_licence_is_asked_for() {
        let mut tree = Tree::of(&complete());
        tree.packages.push(Package { name: "bare".to_owned(), ..Package::default() });
        assert_eq!(places(&check(&tree)), ["bare"]);
    }

    #[test]
    fn missing_files_and_an_empty_changelog_are_errors() {
        let findings = check(&Tree::of(&[("CHANGELOG.md", "# Changelog\n")]));
        assert_eq!(findings.len(), TOP.len());
    }
}
