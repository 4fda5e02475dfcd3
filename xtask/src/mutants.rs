//! `cargo xtask mutants`: every rule of the access model, flipped in a copy of the permission engine.
//!
//! Shipped code has no switches for this. Each flip is a change of text in a copy below the target
//! folder; the test that compares the engine with the reference evaluator must then fail. What comes
//! of it is written to `docs/access-mutations.md`.

mod flips;
mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, say};
use flips::{FLIPS, Flip};

/// The crate whose rules are flipped.
const CRATE: &str = "crates/permission-engine";

/// What else the copy needs: what its tests use, and the workspace's manifest.
const COPIED: &[&str] = &[
    CRATE,
    "crates/dhcpair-testbed",
    "examples/access",
    "docs/schemas",
    "Cargo.toml",
    "Cargo.lock",
];

/// How many random policies each run compares at most; the test itself compares twice as many.
const POLICIES: &str = "10000";

/// Where the result is written, in the tree.
const REPORT: &str = "docs/access-mutations.md";

/// What became of a flip.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// A test failed, with this message.
    Caught(String),
    /// Every test passed.
    Missed,
}

/// Flips every rule, or those of one, and writes the report; whether every flip was caught.
///
/// # Errors
/// If a flip does not fit the code any more, or the copy cannot be written or built.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<bool, Failure> {
    let rule = rule(arguments)?;
    let copy = Copy::make(workspace)?;
    if let Fate::Caught(message) = copy.judge()? {
        return Err(Failure::Missing(format!("the tests fail without any flip: {message}")));
    }
    let mut fates = Vec::new();
    for flip in FLIPS.iter().filter(|flip| rule.is_none_or(|rule| flip.rule == rule)) {
        let fate = copy.with(flip)?;
        let row = report::row(flip, &fate);
        say::line(row.trim_end());
        fates.push((flip, fate));
    }
    let missed = fates.iter().filter(|(_, fate)| *fate == Fate::Missed).count();
    say::line(&format!("{} flips, {missed} missed", fates.len()));
    if rule.is_none() {
        let path = workspace.root.join(REPORT);
        let written = fs::write(&path, report::page(&fates, POLICIES));
        written.map_err(|source| Failure::File { path, source })?;
    }
    Ok(missed == 0)
}

fn rule(arguments: &[String]) -> Result<Option<u8>, Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => Ok(None),
        ["--rule", rule] => match rule.parse() {
            Ok(rule @ 1..=10) => Ok(Some(rule)),
            _ => Err(Failure::Usage("`--rule` takes 1 to 10".to_owned())),
        },
        _ => Err(Failure::Usage("`mutants` takes `--rule N` or nothing".to_owned())),
    }
}

/// A copy of the engine with what its tests need.
struct Copy<'w> {
    workspace: &'w Workspace,
    root: PathBuf,
}

impl<'w> Copy<'w> {
    fn make(workspace: &'w Workspace) -> Result<Self, Failure> {
        let root = workspace.target().join("mutants/tree");
        if root.exists() {
            fs::remove_dir_all(&root).map_err(|source| file(&root, source))?;
        }
        let copy = Self { workspace, root };
        let belongs = |path: &&String| {
            COPIED.iter().any(|one| path == one || path.starts_with(&format!("{one}/")))
        };
        for path in workspace.files()?.iter().filter(belongs) {
            let (from, to) = (workspace.root.join(path), copy.root.join(path));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
            }
            fs::copy(&from, &to).map_err(|source| file(&from, source))?;
        }
        let manifest = copy.root.join("Cargo.toml");
        let text = read(&manifest)?;
        write(&manifest, &smaller(&text))?;
        Ok(copy)
    }

    /// What the tests say of a flip. The copy is as before afterwards.
    fn with(&self, flip: &Flip) -> Result<Fate, Failure> {
        let path = self.root.join(CRATE).join("src").join(flip.file);
        let text = read(&path)?;
        write(&path, &flipped(&text, flip)?)?;
        let fate = self.judge();
        write(&path, &text)?;
        fate
    }

    fn judge(&self) -> Result<Fate, Failure> {
        run::output(&mut self.test(&["--no-run"]))?;
        let done = self.test(&[]).output();
        let done = done.map_err(|source| Failure::Start { program: "cargo".to_owned(), source })?;
        if done.status.success() {
            return Ok(Fate::Missed);
        }
        Ok(Fate::Caught(report::first_complaint(&String::from_utf8_lossy(&done.stdout))))
    }

    fn test(&self, more: &[&str]) -> Command {
        let mut cargo = run::cargo();
        cargo.current_dir(&self.root).args(["test", "--quiet", "--offline"]);
        cargo.args(["--package", "permission-engine", "--test", "agreement"]).args(more);
        // Built often and run for a short time: optimising would not pay.
        cargo.args(["--config", "profile.dev.package.permission-engine.opt-level = 0"]);
        cargo.env("CARGO_TARGET_DIR", self.workspace.target().join("mutants/build"));
        cargo.env("AGREEMENT_POLICIES", POLICIES);
        // The first policy that differs is enough; nobody reads the smallest.
        cargo.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("RUST_BACKTRACE", "0");
        cargo
    }
}

/// The workspace's manifest for the crates that were copied.
fn smaller(manifest: &str) -> String {
    let lines = manifest.lines().filter(|line| !line.starts_with("default-members"));
    let lines = lines.map(|line| match line.starts_with("members = ") {
        true => "members = [\"crates/*\"]",
        false => line,
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The text with the flip in it.
fn flipped(text: &str, flip: &Flip) -> Result<String, Failure> {
    match text.matches(flip.from).count() {
        1 => Ok(text.replacen(flip.from, flip.to, 1)),
        count => {
            let (rule, what) = (flip.rule, flip.what);
            Err(Failure::Missing(format!(
                "the flip `{what}` of rule {rule} fits `{}` {count} times, not once",
                flip.file
            )))
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|source| file(path, source))
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| file(path, source))
}

fn file(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flip_fits_the_engine_and_every_rule_is_flipped() {
        let workspace = Workspace::find().unwrap();
        for flip in FLIPS {
            let path = workspace.root.join(CRATE).join("src").join(flip.file);
            let text = read(&path).unwrap();
            let changed = flipped(&text, flip).unwrap_or_else(|failure| panic!("{failure}"));
            assert_ne!(changed, text, "{flip:?}");
        }
        for rule in 1..=10 {
            assert!(FLIPS.iter().any(|flip| flip.rule == rule), "rule {rule}");
        }
        assert!(FLIPS.is_sorted_by_key(|flip| flip.rule));
    }

    /// The page tells of these flips, each of them caught.
    #[test]
    fn the_report_is_about_these_flips() {
        let page = read(&Workspace::find().unwrap().root.join(REPORT)).unwrap();
        let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        assert_eq!(rows.len(), FLIPS.len(), "run `cargo xtask mutants`");
        for (row, flip) in rows.iter().zip(FLIPS) {
            let start = format!("| {} | {} | `{}` |", flip.rule, flip.what, flip.file);
            assert!(row.starts_with(&start), "{row}: run `cargo xtask mutants`");
            assert!(row.contains("| caught: "), "{row}");
        }
    }

    #[test]
    fn a_flip_that_does_not_fit_is_an_error() {
        let flip = Flip { from: "a", to: "b", ..FLIPS[0] };
        assert_eq!(flipped("xay", &flip).unwrap(), "xby");
        assert!(flipped("xy", &flip).is_err() && flipped("aa", &flip).is_err());
    }

    #[test]
    fn the_copy_has_a_manifest_of_its_own() {
        let manifest = "members = [\"crates/*\", \"xtask\"]\ndefault-members = [\"a\"]\nx = 1\n";
        assert_eq!(smaller(manifest), "members = [\"crates/*\"]\nx = 1\n");
    }

    #[test]
    fn one_rule_can_be_asked_for() {
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(rule(&words("--rule 7")).unwrap(), Some(7));
        assert_eq!(rule(&[]).unwrap(), None);
        assert!(rule(&words("--rule 11")).is_err() && rule(&words("7")).is_err());
    }
}
