//! `cargo xtask tidy`: the rules of the tree that no compiler holds.

mod content;
mod floors;
mod layout;
mod links;
mod manifests;
mod paths;

use std::collections::BTreeSet;
use std::fmt;

use crate::failure::{Failure, no_arguments};
use crate::say;
use crate::workspace::{Package, TextFile, Workspace};

/// What tidy looks at.
#[derive(Debug, Default)]
struct Tree {
    /// Every tracked path, text or not.
    files: BTreeSet<String>,
    texts: Vec<TextFile>,
    packages: Vec<Package>,
}

/// One thing that tidy found.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    /// Whether it fails the run.
    error: bool,
    /// `path`, `path:line`, or the name of a package.
    place: String,
    what: String,
}

impl Finding {
    fn error(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { error: true, place: place.into(), what: what.into() }
    }

    fn warning(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { error: false, place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = if self.error { "error" } else { "warning" };
        write!(f, "{level}: {}: {}", self.place, self.what)
    }
}

impl Tree {
    fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let files = workspace.files()?;
        let texts = workspace.texts(&files)?;
        Ok(Self { files: files.into_iter().collect(), texts, packages: workspace.packages()? })
    }

    fn rust(&self) -> impl Iterator<Item = &TextFile> {
        self.texts.iter().filter(|file| file.path.ends_with(".rs"))
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.texts.iter().find(|file| file.path == path).map(|file| file.text.as_str())
    }
}

/// Prints what is not in order; whether nothing that fails was among it.
///
/// # Errors
/// If the tree cannot be read.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    no_arguments("tidy", arguments)?;
    let report = check(workspace)?;
    say::text(&report.text);
    Ok(report.passed)
}

/// What tidy says, for the terminal.
pub(crate) struct Report {
    pub(crate) passed: bool,
    pub(crate) text: String,
}

/// Checks the whole tree.
///
/// # Errors
/// If the tree cannot be read.
pub(crate) fn check(workspace: &Workspace) -> Result<Report, Failure> {
    let tree = Tree::read(workspace)?;
    let mut findings = Vec::new();
    findings.extend(floors::check(&tree.packages));
    findings.extend(manifests::check(&tree));
    findings.extend(layout::check(&tree));
    findings.extend(content::check(&tree));
    findings.extend(paths::check(&tree, &paths::Machine::this(&workspace.root)));
    findings.extend(links::check(&tree));
    let errors = findings.iter().filter(|finding| finding.error).count();
    let mut text: String = findings.iter().map(|finding| format!("{finding}\n")).collect();
    text.push_str(&format!(
        "tidy: {} files, {} packages: {errors} errors, {} warnings\n",
        tree.files.len(),
        tree.packages.len(),
        findings.len() - errors
    ));
    Ok(Report { passed: errors == 0, text })
}

#[cfg(test)]
impl Tree {
    /// A tree of these files.
    fn of(files: &[(&str, &str)]) -> Self {
        let texts = files
            .iter()
            .map(|(path, text)| TextFile { path: (*path).to_owned(), text: (*text).to_owned() });
        Self {
            files: files.iter().map(|(path, _)| (*path).to_owned()).collect(),
            texts: texts.collect(),
            packages: Vec::new(),
        }
    }
}

/// The places of findings, for short assertions.
#[cfg(test)]
fn places(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.place.as_str()).collect()
}
