//! `doctor`: what can be read, asked and run at each server, and what to grant.

use dhcpair_manager::contract::{CheckRecord, DoctorDocument, DoctorSummary, ExaminedServer};
use dhcpair_manager::{Progress, doctor};

use super::{CYAN, DIM, GREEN, RED, YELLOW, cell, inventory, look, runtime};
use crate::args::Cli;
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::progress::shown;
use crate::style::{HEADING, styled};
use crate::table::{Cell, WIDTH, paragraph, title, width};

/// The longest name of a check.
const NAMES: usize = "partner-clock".len();

/// Where what was found begins: behind the mark and the name.
const INDENT: usize = 3 + NAMES + 2;

pub(super) fn run(cli: &Cli, server: Option<&str>, output: &Output) -> Result<Outcome, Failure> {
    let inventory = inventory(cli)?;
    let progress = Progress::default();
    let examination = doctor(&inventory, server, look(cli), &progress);
    let document = runtime()?.block_on(shown(output, &progress, examination))?;
    let exit = document.exit_code();
    let text = output.document(&document, |document| page(document, output.quiet))?;
    Ok(Outcome { text, exit: exit.into() })
}

fn page(document: &DoctorDocument, quiet: bool) -> String {
    if document.servers.is_empty() {
        return "no servers: add one under `[servers.NAME]`\n".to_owned();
    }
    let mut out = counts(document.summary);
    for server in &document.servers {
        out.push('\n');
        out.push_str(&one(server, quiet));
    }
    out
}

/// How many checks came out how, the worst first.
fn counts(summary: DoctorSummary) -> String {
    let all = [
        (summary.failed, "failed", RED),
        (summary.warnings, "to look at", YELLOW),
        (summary.unknown, "not known", CYAN),
        (summary.ok, "ok", GREEN),
    ];
    let some = all.into_iter().filter(|(number, ..)| *number > 0);
    let words: Vec<_> =
        some.map(|(number, word, style)| styled(style, &format!("{number} {word}"))).collect();
    match words.as_slice() {
        [] => "nothing to look at\n".to_owned(),
        words => words.join("  ") + "\n",
    }
}

fn one(server: &ExaminedServer, quiet: bool) -> String {
    let about = format!("{}, access by {}", server.vendor, server.access);
    let mut out = title(None, &server.server, HEADING, &about);
    let applies = |check: &&CheckRecord| check.verdict != "not-applicable";
    server.checks.iter().filter(applies).for_each(|check| out.push_str(&line(check)));
    if !quiet {
        out.push_str(&not_applicable(&server.checks));
    }
    out
}

/// What there is nothing to be looked at of: names with the same reason together.
fn not_applicable(checks: &[CheckRecord]) -> String {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for check in checks.iter().filter(|check| check.verdict == "not-applicable") {
        match reasons.iter_mut().find(|(reason, _)| *reason == check.found) {
            Some((_, names)) => names.push(check.check),
            None => reasons.push((&check.found, vec![check.check])),
        }
    }
    let mark = mark("not-applicable");
    let said = reasons.into_iter().map(|(reason, names)| {
        let lines = paragraph(&format!("{}: {reason}", names.join(", ")), WIDTH - 3);
        format!("{} {}\n", styled(mark.style, &mark.text), lines.join("\n   "))
    });
    said.collect()
}

/// A check: its mark, its name and what was found; below that what to do.
fn line(check: &CheckRecord) -> String {
    let mark = mark(check.verdict);
    let name = check.check;
    let pad = " ".repeat(NAMES.saturating_sub(width(name)) + 2);
    let margin = " ".repeat(INDENT);
    let mut lines = paragraph(&check.found, WIDTH - INDENT);
    if let Some(fix) = &check.fix {
        lines.extend(paragraph(&format!("fix: {fix}"), WIDTH - INDENT));
    }
    let text = lines.join(&format!("\n{margin}"));
    format!("{} {name}{pad}{text}\n", styled(mark.style, &mark.text))
}

fn mark(verdict: &str) -> Cell {
    match verdict {
        "ok" => cell("ok", GREEN),
        "warning" => cell("!!", YELLOW),
        "failed" => cell("XX", RED),
        "not-applicable" => cell("--", DIM),
        _ => cell("??", CYAN),
    }
}
