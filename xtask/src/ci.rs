//! `cargo xtask ci`: everything that a change has to pass, one line a step.

mod install;
mod machine;
mod output;
mod roots;
mod steps;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::failure::Failure;
use crate::workspace::Workspace;
use crate::{run, say};
use output::Tests;
use steps::{Action, Step};

/// How `ci` is asked to run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Options {
    /// Without the real servers.
    quick: bool,
    /// Skipping anything is a failure: `CI=true`.
    strict: bool,
}

/// How one step went.
#[derive(Debug)]
struct Outcome {
    name: &'static str,
    passed: bool,
}

impl Options {
    /// Reads the arguments; `CI=true` in the environment forbids skips.
    ///
    /// # Errors
    /// If an argument is unknown, or if both `--quick` and `CI=true` are given.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self, Failure> {
        Self::from(arguments, env::var_os("CI").is_some_and(|value| value == "true"))
    }

    fn from(arguments: &[String], strict: bool) -> Result<Self, Failure> {
        let mut options = Self { quick: false, strict };
        for argument in arguments {
            match argument.as_str() {
                "--quick" => options.quick = true,
                other => return Err(Failure::Usage(format!("unknown argument `{other}` of ci"))),
            }
        }
        if options.quick && options.strict {
            let what = "`--quick` skips the real servers, and `CI=true` forbids skips";
            return Err(Failure::Usage(what.to_owned()));
        }
        Ok(options)
    }
}

/// Runs every step, also after one that fails, and sums up; whether all passed.
///
/// # Errors
/// If the machine lacks something and nothing may be skipped.
pub(crate) fn run(workspace: &Workspace, options: Options) -> Result<bool, Failure> {
    let started = Instant::now();
    let logs = Logs::fresh(workspace)?;
    say::line(&heading(options));
    let machine = machine::prepare(workspace, options, &logs.path("machine"))?;
    say::line(&format!(
        "  {:<10} ok   {:>7}   {}",
        "machine",
        seconds(started.elapsed()),
        machine.found
    ));
    for skip in &machine.skips {
        say::line(&format!("             skip           {skip}"));
    }
    let mut tests = Tests::default();
    let mut outcomes = Vec::new();
    for step in steps::all(workspace, options, &machine) {
        outcomes.push(one(workspace, &step, &logs, &mut tests));
    }
    sum_up(&outcomes, &machine.skips, &tests, started.elapsed());
    Ok(outcomes.iter().all(|outcome| outcome.passed))
}

fn one(workspace: &Workspace, step: &Step, logs: &Logs, tests: &mut Tests) -> Outcome {
    say::text(&format!("  {:<10} ", step.name));
    let started = Instant::now();
    let log = logs.path(step.name);
    let done = match &step.action {
        Action::Commands(commands) => all_succeed(commands, workspace, &log),
        Action::Tidy => tidy(workspace, &log),
    };
    let passed = matches!(done, Ok(true));
    let text = fs::read_to_string(&log).unwrap_or_default();
    let counted = Tests::read(&text);
    let verdict = if passed { "ok  " } else { "FAIL" };
    let note = if counted.ran() { format!("   {counted}") } else { String::new() };
    say::line(&format!("{verdict} {:>7}{note}", seconds(started.elapsed())));
    tests.add(counted);
    if !passed {
        say::text(&output::excerpt(&text, &log));
    }
    if let Err(failure) = done {
        say::line(&format!("    {failure}"));
    }
    Outcome { name: step.name, passed }
}

/// Runs the commands in turn up to the first that fails.
fn all_succeed(
    commands: &[steps::Invocation],
    workspace: &Workspace,
    log: &Path,
) -> Result<bool, Failure> {
    for invocation in commands {
        if !run::logged(&mut invocation.command(workspace), log)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn tidy(workspace: &Workspace, log: &Path) -> Result<bool, Failure> {
    let report = crate::tidy::check(workspace)?;
    fs::write(log, &report.text)
        .map_err(|source| Failure::File { path: log.to_owned(), source })?;
    Ok(report.passed)
}

fn heading(options: Options) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let kind = if options.quick { "quick: without the real servers" } else { "full" };
    let strict = if options.strict { ", CI=true: nothing may be skipped" } else { "" };
    format!("cargo xtask ci ({kind}{strict}) on {cores} cores")
}

fn sum_up(outcomes: &[Outcome], skips: &[String], tests: &Tests, took: Duration) {
    let failed: Vec<&str> =
        outcomes.iter().filter(|outcome| !outcome.passed).map(|outcome| outcome.name).collect();
    say::line("");
    for (why, count) in tests.skips() {
        say::line(&format!("skipped in {count} tests: {why}"));
    }
    for skip in skips {
        say::line(&format!("skipped: {skip}"));
    }
    let verdict = if failed.is_empty() {
        "all passed".to_owned()
    } else {
        format!("FAILED: {}", failed.join(", "))
    };
    say::line(&format!("{} steps in {}: {verdict}", outcomes.len(), seconds(took).trim_start()));
    say::line(&tests.to_string());
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

/// Where the output of each step goes.
struct Logs {
    folder: PathBuf,
}

impl Logs {
    fn fresh(workspace: &Workspace) -> Result<Self, Failure> {
        let folder = workspace.target().join("xtask-ci");
        let failed = |source| Failure::File { path: folder.clone(), source };
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        Ok(Self { folder })
    }

    fn path(&self, step: &str) -> PathBuf {
        self.folder.join(format!("{step}.log"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str], strict: bool) -> Option<Options> {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        Options::from(&arguments, strict).ok()
    }

    #[test]
    fn quick_and_strict_exclude_each_other() {
        assert_eq!(options(&["--quick"], false), Some(Options { quick: true, strict: false }));
        assert_eq!(options(&[], true), Some(Options { quick: false, strict: true }));
        assert_eq!(options(&["--quick"], true), None);
        assert_eq!(options(&["--fast"], false), None);
    }
}
