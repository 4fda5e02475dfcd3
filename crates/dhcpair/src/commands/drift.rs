//! `drift`: what differs between partners, field by field.

use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{
    ComparedRecord, DifferenceRecord, DriftDocument, ExpectedRecord, Stance,
};

use super::{CYAN, DIM, GREEN, RED, YELLOW, unread};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{WIDTH, count, paragraph, squeeze, title, width};

pub(super) fn run(
    fleet: &Fleet,
    relationship: Option<&str>,
    output: &Output,
) -> Result<Outcome, Failure> {
    let document = fleet.drift(relationship)?;
    let exit = document.exit_code();
    let text = output.document(&document, |document| list(document, output.quiet))?;
    Ok(Outcome { text, exit: exit.into() })
}

fn list(document: &DriftDocument, quiet: bool) -> String {
    let mut out = unread(&document.unread);
    out.push_str(&summary(document));
    out.push_str(&compared(document));
    let mut place = String::new();
    for difference in &document.drift {
        let (of, thing) = split(&difference.path);
        if of != place {
            out.push_str(&heading(of, difference));
            place = of.to_owned();
        }
        out.push_str(&one(difference, thing));
    }
    if !quiet {
        out.push_str(&meant(document));
        out.push_str(&expected(&document.expected));
        out.push_str(&remedies(document));
    }
    out
}

/// How much was found, or that nothing was.
fn summary(document: &DriftDocument) -> String {
    let of = |severity: &str| document.drift.iter().filter(|one| one.severity == severity).count();
    let mut words = match (document.drift.len(), document.complete) {
        (0, true) => styled(GREEN, "no drift"),
        (0, false) => "no drift in what was read".to_owned(),
        (number, _) => {
            let kinds = [
                (of("error"), "error", RED),
                (of("warning"), "warning", YELLOW),
                (of("note"), "note", DIM),
            ];
            let kinds = kinds.into_iter().filter(|(number, ..)| *number > 0);
            let kinds: Vec<String> =
                kinds.map(|(number, word, style)| styled(style, &count(number, word))).collect();
            format!("drift {number}: {}", kinds.join(", "))
        }
    };
    if !document.meant.is_empty() {
        words.push_str(&format!("   {} meant", document.meant.len()));
    }
    if !document.complete {
        words.push_str(&format!("   {}", styled(CYAN, "incomplete")));
    }
    words + "\n"
}

/// What was compared, where that is not simply files.
fn compared(document: &DriftDocument) -> String {
    let names = |wanted: &dyn Fn(&ComparedRecord) -> bool| {
        let fits = document.compared.iter().filter(|one| wanted(one));
        let mut names: Vec<&str> = fits.map(|one| one.server.as_str()).collect();
        names.dedup();
        names.join(", ")
    };
    let mut lines = Vec::new();
    let running = names(&|one| one.source == "running");
    if !running.is_empty() {
        lines.push(format!("compared: what runs on {running}"));
    }
    let started = names(&|one| one.source == "file" && one.loaded == Some(true));
    if !started.is_empty() {
        lines.push(format!("compared: the files that were loaded by {started}"));
    }
    let mut known: Vec<String> = Vec::new();
    // Of a file that was read in part, that is said above.
    let whole = |one: &&ComparedRecord| one.source != "file" || one.unseen != Some("file");
    for one in document.compared.iter().filter(whole) {
        // dhcpd is never asked what it runs: that it told nothing at all is no reason of its own.
        let vain = one.unheard.as_ref().map(|why| format!("asked in vain: {why}"));
        let Some(reason) = one.reason.as_ref().or(vain.as_ref()) else { continue };
        let line = match (one.source, one.is_outdated()) {
            ("file", true) => {
                format!("{}: its file was compared, not what runs: {reason}", one.server)
            }
            ("file", false) => format!("{}: its file was compared: {reason}", one.server),
            _ if one.unseen.is_some() => {
                format!("{}: its file was not seen: {reason}", one.server)
            }
            _ => format!("{}: not compared with a file: {reason}", one.server),
        };
        if !known.contains(&line) {
            known.push(line);
        }
    }
    lines.extend(known);
    let lines = lines.iter().flat_map(|line| paragraph(line, WIDTH));
    lines.map(|line| line + "\n").collect()
}

/// The place of a path, and the way from there to what differs.
fn split(path: &str) -> (&str, &str) {
    path.split_once('/').unwrap_or((path, ""))
}

fn heading(place: &str, difference: &DifferenceRecord) -> String {
    let servers = match own(difference) {
        true => "what it runs, against its file".to_owned(),
        false => {
            let all: Vec<&str> = difference.sides.iter().map(|one| one.server.as_str()).collect();
            all.join(", ")
        }
    };
    format!("\n{}", title(None, place, HEADING, &servers))
}

/// Whether it is one between a server and its own file.
fn own(difference: &DifferenceRecord) -> bool {
    matches!(difference.sides.as_slice(), [one, two] if one.server == two.server)
}

/// What a side is called: the server, or which of its two.
fn name<'s>(difference: &DifferenceRecord, stance: &'s Stance) -> &'s str {
    if own(difference) { stance.source } else { &stance.server }
}

fn one(difference: &DifferenceRecord, thing: &str) -> String {
    let (mark, style) = match difference.severity.as_str() {
        "error" => ("XX", RED),
        "warning" => ("!!", YELLOW),
        _ => ("--", DIM),
    };
    let thing = if thing.is_empty() { "the relationship itself" } else { thing };
    let rule = &difference.rule;
    let mut lines = paragraph(thing, WIDTH - 3).into_iter();
    let first = lines.next().unwrap_or_default();
    let room = WIDTH.saturating_sub(3 + width(&first));
    let mut out = format!("{} {first}", styled(style, mark));
    let rest: Vec<String> = lines.collect();
    if rest.is_empty() && room >= width(rule) + 2 {
        out.push_str(&" ".repeat(room - width(rule)));
        out.push_str(&styled(DIM, rule));
        out.push('\n');
    } else {
        out.push('\n');
        out.extend(rest.into_iter().map(|line| format!("   {line}\n")));
        out.push_str(&format!("     {}\n", styled(DIM, rule)));
    }
    let label =
        difference.sides.iter().map(|one| width(name(difference, one))).max().unwrap_or(0).max(7);
    if let Some(desired) = &difference.desired {
        out.push_str(&stated("desired", desired, None, label));
    }
    for stance in &difference.sides {
        let value = value(stance, difference.field.is_none());
        out.push_str(&stated(name(difference, stance), &value, stance.at.as_deref(), label));
    }
    for remark in remarks(difference) {
        let lines = paragraph(&remark, WIDTH - 5);
        out.extend(lines.into_iter().map(|line| format!("     {line}\n")));
    }
    out
}

/// A server's word; `whole` where the thing itself is on one side only.
fn value(stance: &Stance, whole: bool) -> String {
    match (&stance.value, stance.understood) {
        (None, _) => if whole { "(not there)" } else { "(not set)" }.to_owned(),
        (Some(value), true) => value.clone(),
        (Some(value), false) => format!("{value} (not understood)"),
    }
}

/// A server's word, and where it is written; below it where both do not fit on a line.
fn stated(name: &str, value: &str, at: Option<&str>, label: usize) -> String {
    let label = label.min(20);
    let name = squeeze(name, label);
    let lead = format!("     {name}{}  ", " ".repeat(label - width(&name)));
    let room = WIDTH - 5 - label - 2;
    let at = at.unwrap_or("");
    let together = width(value) + width(at) + 2 <= room;
    let mut lines = paragraph(value, room);
    if together && !at.is_empty() {
        if let Some(line) = lines.first_mut() {
            let pad = room - width(line) - width(at);
            line.push_str(&" ".repeat(pad));
            line.push_str(&styled(DIM, at));
        }
    } else if !at.is_empty() {
        let below = paragraph(at, room);
        lines.extend(below.iter().map(|line| {
            let pad = room.saturating_sub(width(line));
            " ".repeat(pad) + &styled(DIM, line)
        }));
    }
    let indent = " ".repeat(width(&lead));
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        out.push_str(format!("{}{line}", if at == 0 { &lead } else { &indent }).trim_end());
        out.push('\n');
    }
    out
}

fn remarks(difference: &DifferenceRecord) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(moved) = &difference.moved {
        remarks.push(format!("moved: {moved}"));
    }
    if let [_, _, ..] = difference.scopes.as_slice() {
        let shown: Vec<&str> = difference.scopes.iter().take(4).map(String::as_str).collect();
        let more = match difference.scopes.len().saturating_sub(4) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        remarks.push(format!("reaches: {}{more}", shown.join(", ")));
    }
    if let Some(file) = &difference.generated {
        remarks.push(format!("{file} is written by another tool: change it there"));
    }
    remarks
}

/// Differences that are no drift, and why.
fn meant(document: &DriftDocument) -> String {
    let mut out = String::new();
    for one in &document.meant {
        if out.is_empty() {
            out.push_str(&format!("\n{}\n", styled(HEADING, "meant")));
        }
        let reason = one.reason.as_deref().unwrap_or("");
        let lines = paragraph(&one.path, WIDTH - 3);
        out.extend(lines.into_iter().map(|line| format!("   {line}\n")));
        let lines = paragraph(reason, WIDTH - 5);
        out.extend(lines.into_iter().map(|line| format!("     {line}\n")));
    }
    out
}

/// Entries of the inventory that have outlived their difference or their day.
fn expected(entries: &[ExpectedRecord]) -> String {
    let mut out = String::new();
    for one in entries.iter().filter(|one| one.is_stale()) {
        if out.is_empty() {
            out.push_str(&format!("\n{}\n", styled(HEADING, "expected, but")));
        }
        let what = match (one.outcome.as_str(), &one.until) {
            ("expired", Some(until)) => format!("expired on {until}"),
            _ => "nothing differs there any more: remove the entry".to_owned(),
        };
        for text in [&one.path, &what] {
            let indent = if text == &one.path { 3 } else { 5 };
            let lines = paragraph(text, WIDTH - indent);
            out.extend(lines.into_iter().map(|line| format!("{}{line}\n", " ".repeat(indent))));
        }
    }
    out
}

/// What to do about each kind of difference, once.
fn remedies(document: &DriftDocument) -> String {
    let mut out = String::new();
    let mut known: Vec<&str> = Vec::new();
    for one in &document.drift {
        if known.contains(&one.rule.as_str()) {
            continue;
        }
        if known.is_empty() {
            out.push_str(&format!("\n{}\n", styled(HEADING, "what to do")));
        }
        known.push(&one.rule);
        out.push_str(&format!("   {}\n", one.rule));
        let lines = paragraph(&one.fix, WIDTH - 5);
        out.extend(lines.into_iter().map(|line| format!("     {line}\n")));
    }
    out
}
