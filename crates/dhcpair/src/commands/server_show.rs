//! `server show`: one server with its files and what was found in them.

use clap::builder::styling::Style;
use config_text::shell_line;
use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{FindingRecord, ServerRow, ServersDocument};

use super::servers::health;
use super::{DIM, RED, YELLOW, mark};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{Cell, WIDTH, count, fields, paragraph, title, width};

/// How many findings a screen shows.
const FINDINGS: usize = 12;

pub(super) fn run(fleet: &Fleet, server: &str, output: &Output) -> Result<Outcome, Failure> {
    let document = fleet.server(server)?;
    let text = output.document(&document, |document| show(document, output.quiet))?;
    Ok(Outcome::done(text))
}

fn show(document: &ServersDocument, quiet: bool) -> String {
    document.servers.iter().map(|row| one(row, quiet)).collect()
}

fn one(row: &ServerRow, quiet: bool) -> String {
    let mark = mark(health(row));
    let about = format!("{}, access by {}", row.vendor, row.access);
    let mut out = title(Some(&mark), &row.server, HEADING, &about);
    let or = |texts: &[String], none: &str| {
        if texts.is_empty() { none.to_owned() } else { texts.join(", ") }
    };
    let mut rows = Vec::new();
    if let Some(refused) = &row.refused {
        rows.push(("would not start", refused.clone()));
    }
    if let Some(reason) = &row.reason {
        rows.push(("not read", reason.clone()));
    }
    if let Some(gap) = &row.gap {
        rows.push(("partly read", gap.clone()));
    }
    if let Some(why) = &row.unheard {
        rows.push(("asked in vain", why.clone()));
        if !quiet {
            rows.push(("next", shell_line("dhcpair doctor", &row.server)));
        }
    }
    rows.push(("version", row.version.clone().unwrap_or_else(|| "not known".to_owned())));
    if let Some(recorded) = &row.recorded {
        rows.push(("recorded", recorded.to_string()));
    }
    rows.push(("addresses", or(&row.addresses, "none in the inventory")));
    // Of a server that was not read, none may be known and some be there.
    let none = if row.scopes.is_some() { "none" } else { "not known" };
    rows.push(("relationships", or(&row.relationships, none)));
    let scopes = row.scopes.map_or_else(|| "not known".to_owned(), |scopes| scopes.to_string());
    rows.push(("scopes", scopes));
    let found = format!("{}, {}", count(row.errors, "error"), count(row.warnings, "warning"));
    rows.push(("findings", found));
    let files = if row.files.is_empty() { "none".to_owned() } else { row.files.join("\n") };
    rows.push(("files", files));
    out.push_str(&fields(&rows));
    let found = row.findings.as_deref().unwrap_or_default();
    let shown = found.iter().filter(|one| !quiet || one.severity != "note");
    let apart = found.iter().any(|one| Some(one.source) != found.first().map(|one| one.source));
    for one in shown.clone().take(FINDINGS) {
        out.push('\n');
        out.push_str(&finding(one));
        let only = match one.source {
            "running" => "in what runs, not in its file",
            "file" if one.phase != "environment" => "in its file, not in what runs",
            _ => continue,
        };
        if apart {
            out.push_str(&format!("   {}\n", styled(DIM, only)));
        }
    }
    let more = shown.count().saturating_sub(FINDINGS);
    if more > 0 {
        out.push_str(&format!(
            "\n{} more: `-o json` lists all, `dhcpair check` shows them\n",
            more
        ));
    }
    out
}

/// A finding: its level and rule, where it is, what is wrong.
fn finding(one: &FindingRecord) -> String {
    let (mark, style) = match one.severity {
        "error" => ("XX", RED),
        "warning" => ("!!", YELLOW),
        _ => ("--", DIM),
    };
    let at = one.at.as_deref().unwrap_or("");
    let mut out = match (WIDTH - 3).checked_sub(width(at) + width(one.rule)) {
        Some(pad @ 2..) => {
            let pad = " ".repeat(pad);
            format!("{} {at}{pad}{}\n", styled(style, mark), styled(DIM, one.rule))
        }
        _ => title(Some(&Cell::new(mark, style)), at, Style::new(), one.rule),
    };
    for line in paragraph(&one.message, WIDTH - 3) {
        out.push_str(&format!("   {line}\n"));
    }
    out
}
