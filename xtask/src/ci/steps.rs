//! The steps of `ci`, in order: what fails fast comes first.

use std::process::Command;

use super::Options;
use super::machine::Machine;
use crate::workspace::Workspace;

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) name: &'static str,
    pub(super) action: Action,
}

/// What a step does.
#[derive(Debug)]
pub(super) enum Action {
    /// Runs these in turn; the first that fails fails the step.
    Commands(Vec<Invocation>),
    /// Runs `tidy` in this process.
    Tidy,
}

/// A call of cargo, kept as data.
#[derive(Debug, Default)]
pub(super) struct Invocation {
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

/// The workspaces beside the main one, so that what they depend on stays out of its lock file.
const BESIDE: [&str; 4] = ["fuzz", "fuzz/grammars", "benches", "benches/access"];

impl Invocation {
    fn cargo(line: &str) -> Self {
        Self { arguments: line.split_whitespace().map(str::to_owned).collect(), ..Self::default() }
    }

    fn env(mut self, key: &str, value: &str) -> Self {
        self.environment.push((key.to_owned(), value.to_owned()));
        self
    }

    fn environment(mut self, machine: &Machine) -> Self {
        self.environment.extend(machine.environment.iter().cloned());
        self
    }

    pub(super) fn command(&self, workspace: &Workspace) -> Command {
        let mut command = workspace.cargo(self.arguments.iter().map(String::as_str));
        command.envs(self.environment.iter().map(|(key, value)| (key, value)));
        // One target folder for all: what two workspaces have in common is built once.
        command.env("CARGO_TARGET_DIR", workspace.target());
        command
    }
}

/// Every step of such a run.
pub(super) fn all(workspace: &Workspace, options: Options, machine: &Machine) -> Vec<Step> {
    let beside: Vec<&str> = BESIDE
        .into_iter()
        .filter(|folder| workspace.has(&format!("{folder}/Cargo.toml")))
        .collect();
    let mut steps = vec![
        commands("format", format(&beside)),
        Step { name: "tidy", action: Action::Tidy },
        commands("clippy", clippy(&beside)),
        commands("rustdoc", rustdoc()),
        commands("tests", tests(machine)),
    ];
    if beside.contains(&"fuzz") {
        steps.push(commands("fuzz", fuzz()));
    }
    if options.strict {
        // A clean clone is built once: what incremental builds write would never be read.
        for step in &mut steps {
            if let Action::Commands(commands) = &mut step.action {
                for command in commands {
                    command.environment.push(("CARGO_INCREMENTAL".to_owned(), "0".to_owned()));
                }
            }
        }
    }
    steps
}

fn commands(name: &'static str, commands: Vec<Invocation>) -> Step {
    Step { name, action: Action::Commands(commands) }
}

fn format(beside: &[&str]) -> Vec<Invocation> {
    let mut all = vec![Invocation::cargo("fmt --all --check")];
    for folder in beside {
        let line = format!("fmt --manifest-path {folder}/Cargo.toml --check");
        all.push(Invocation::cargo(&line));
    }
    all
}

fn clippy(beside: &[&str]) -> Vec<Invocation> {
    // Code that ships must neither panic nor print; a test may do both.
    let shipped = "clippy --workspace --all-features --locked -- -D warnings";
    let tests = "clippy --workspace --all-targets --all-features --locked -- -D warnings \
                 -A clippy::unwrap_used -A clippy::expect_used -A clippy::panic \
                 -A clippy::indexing_slicing -A clippy::print_stdout -A clippy::print_stderr";
    let mut all = vec![Invocation::cargo(shipped), Invocation::cargo(tests)];
    for folder in beside {
        // Without its features the fuzz workspace needs neither a C++ compiler nor cargo-fuzz, and
        // the benchmarks of the permission engine need no Cedar.
        let line = format!(
            "clippy --manifest-path {folder}/Cargo.toml --all-targets --no-default-features \
             --locked -- -D warnings"
        );
        all.push(Invocation::cargo(&line));
    }
    all
}

fn rustdoc() -> Vec<Invocation> {
    let line = "doc --workspace --no-deps --document-private-items --all-features --locked";
    vec![Invocation::cargo(line).env("RUSTDOCFLAGS", "-D warnings")]
}

/// All tests, doctests among them. What a passing test says is kept: it may be why it was skipped.
fn tests(machine: &Machine) -> Vec<Invocation> {
    let line = "test --workspace --all-features --locked --no-fail-fast -- --show-output";
    vec![Invocation::cargo(line).environment(machine)]
}

/// The laws of the fuzz targets on seeds and on a fixed set of their mutations, and what the grammars
/// make of hostile texts in PowerShell.
fn fuzz() -> Vec<Invocation> {
    let laws = "test --manifest-path fuzz/Cargo.toml --no-default-features --lib --locked";
    let grammars = "test --manifest-path fuzz/grammars/Cargo.toml --lib --locked";
    vec![Invocation::cargo(laws), Invocation::cargo(grammars)]
}
