//! `status`: one screen, one idea a line, and the next command named.

use chrono::TimeDelta;
use config_text::shell_line;
use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{
    ExitCode, Health, SilentRecord, StatusDocument, StatusRow, StatusSummary, UnreadRecord,
};
use failover_model::explain::short;

use super::{CYAN, GREEN, RED, YELLOW, alone, cell, kind, mark, side, time};
use crate::args::StatusArgs;
use crate::failure::Failure;
use crate::output::{Exit, Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{Cell, Kind, Table, WIDTH, count, fit, paragraph, width};

pub(super) fn run(fleet: &Fleet, args: &StatusArgs, output: &Output) -> Result<Outcome, Failure> {
    let status = fleet.status();
    if args.nagios {
        let (text, code) = plugin(&status);
        return Ok(Outcome { text, exit: Exit::Plugin(code) });
    }
    let text = output.document(&status, |status| screen(status, output.quiet))?;
    let exit = if args.exit_code { status.exit_code() } else { ExitCode::Done };
    Ok(Outcome { text, exit: exit.into() })
}

/// One line as monitoring plugins write it: the state, what is wrong first, and numbers to plot.
fn plugin(status: &StatusDocument) -> (String, u8) {
    let (summary, lost) = (&status.summary, status.lost().count());
    let (word, code) = match status.exit_code() {
        _ if summary.broken + summary.uncoordinated + lost > 0 => ("CRITICAL", 2),
        _ if summary.at_risk > 0 => ("WARNING", 1),
        ExitCode::Done => ("OK", 0),
        _ => ("UNKNOWN", 3),
    };
    let worst = status
        .relationships
        .first()
        .filter(|row| code > 0 && (row.health == Health::Broken || lost == 0))
        .and_then(|row| Some(format!(": {}: {}", row.relationship, row.detail.as_ref()?)));
    let servers = status.unread.iter().find(|one| code == 3 && one.managed);
    let unread = status.lost().next().or(servers).map(|one| format!(": {}", unread(one)));
    let what = worst.or(unread).unwrap_or_default().replace(['|', '\n'], " ");
    let StatusSummary { broken, at_risk, unknown, well, drift, .. } = summary;
    let numbers =
        format!("broken={broken} at_risk={at_risk} unknown={unknown} well={well} drift={drift}");
    let all = count(summary.relationships, "relationship");
    (format!("DHCPAIR {word} - {well} of {all} well{what} | {numbers}\n"), code)
}

/// Why nothing is known of a server: that it does not run, or was not read.
fn unread(one: &UnreadRecord) -> String {
    let was = match (one.partly, one.stopped) {
        (true, _) => " was read in part",
        (_, true) => "",
        _ => " was not read",
    };
    format!("{}{was}: {}", one.server, one.reason)
}

pub(super) fn screen(status: &StatusDocument, quiet: bool) -> String {
    let mut out = head(status);
    // Files say how much there is and how much differs; running servers since when they are what they are, and for how
    // long one of them would do. What differs is said below the row then.
    let live = |row: &StatusRow| row.seconds.is_some() || row.alone.verdict != "file";
    let live = status.relationships.iter().any(live);
    let numbers = if live { ["SINCE", "ALONE"] } else { ["SCOPES", "DRIFT"] };
    let mut table = Table::new([
        ("", Kind::Text),
        ("RELATIONSHIP", Kind::Key),
        ("TYPE", Kind::Text),
        ("PRIMARY", Kind::Text),
        ("SECONDARY", Kind::Text),
        (numbers[0], Kind::Number),
        (numbers[1], Kind::Number),
    ]);
    for row in &status.relationships {
        table.row(cells(row, live));
        if let Some(detail) = &row.detail {
            table.remark(detail);
        }
        second_hand(row).iter().for_each(|text| table.remark(text));
        if let Some(next) = row.next.as_ref().filter(|_| !quiet) {
            table.remark(&format!("next: {next}"));
        }
    }
    out.push_str(&table.render());
    out.push_str(&foot(status, quiet));
    out
}

/// Sides whose state is what they wrote down, with how old that is, unless it is said already.
fn second_hand(row: &StatusRow) -> Vec<String> {
    let sides = [Some(&row.primary), row.secondary.as_ref()].into_iter().flatten();
    let known = sides.filter(|side| side.state.is_some());
    let said = |reason: &str| row.detail.as_ref().is_some_and(|detail| detail.contains(reason));
    let told = known.filter_map(|side| {
        let reason = side.reason.as_ref().filter(|reason| !said(reason))?;
        Some(format!("{}: {reason}", side.server))
    });
    told.collect()
}

/// Name, size and time; then the counts, the worst first.
fn head(status: &StatusDocument) -> String {
    let summary = &status.summary;
    let servers = count(summary.servers, "server");
    let size = format!("{servers}, {}", count(summary.relationships, "relationship"));
    let at = format!("{} UTC", time(&status.at));
    let room = WIDTH - width("dhcpair  ") - width(&size) - width(&at) - 6;
    let name = fit(&status.name, room);
    let left = format!("{}  {name}   {size}", styled(HEADING, "dhcpair"));
    let taken = width("dhcpair  ") + width(&name) + 3 + width(&size);
    let pad = " ".repeat(WIDTH.saturating_sub(taken + width(&at)).max(1));
    let mut counts = Vec::new();
    let mut add = |number: usize, word: &str, style| {
        if number > 0 {
            counts.push(styled(style, &format!("{number} {word}")));
        }
    };
    add(summary.broken, "BROKEN", RED);
    add(summary.unknown, "unknown", CYAN);
    add(summary.at_risk, "at risk", YELLOW);
    add(summary.well, "well", GREEN);
    if counts.is_empty() {
        counts.push("no relationships".to_owned());
    }
    let mut line = counts.join("  ");
    if summary.drift > 0 {
        line.push_str(&format!("   drift {}", summary.drift));
    }
    let unread = status.unread.iter().filter(|one| one.managed && one.candidates.is_empty());
    let unread = unread.filter(|one| !one.partly);
    let (stopped, unread): (Vec<_>, Vec<_>) = unread.partition(|one| one.stopped);
    if !stopped.is_empty() {
        let text = format!("{} not running", count(stopped.len(), "server"));
        line.push_str(&format!("   {}", styled(RED, &text)));
    }
    if !unread.is_empty() {
        line.push_str(&format!("   {} not read", count(unread.len(), "server")));
    }
    format!("{left}{pad}{at}\n{line}\n")
}

fn cells(row: &StatusRow, live: bool) -> [Cell; 7] {
    let since = row.seconds.and_then(TimeDelta::try_seconds).map_or_else(|| "-".to_owned(), short);
    let drift = match row.drift {
        None => Cell::from("-"),
        Some(0) => Cell::from("0"),
        Some(number) => cell(number.to_string(), YELLOW),
    };
    [
        mark(row.health),
        row.relationship.as_str().into(),
        kind(&row.vendor, &row.family, row.mode.as_deref()).into(),
        side(&row.primary),
        row.secondary.as_ref().map_or_else(|| Cell::from("-"), side),
        (if live { since } else { row.scopes.to_string() }).into(),
        if live { alone(&row.alone) } else { drift },
    ]
}

/// A server that is not seen at present: since when, and what it said then.
fn silent(one: &SilentRecord) -> String {
    let sign = if one.rule.is_some() { styled(YELLOW, "!!") } else { styled(CYAN, "??") };
    let looks = count(one.looks as usize, "look");
    let when = match one.seen {
        Some(seen) => format!("{} was last seen at {} UTC, {looks} ago", one.server, time(&seen)),
        None => format!("{} was not seen in {looks}, since {} UTC", one.server, time(&one.since)),
    };
    let told =
        one.told.iter().map(|told| format!("{} was {} there", told.relationship, told.state));
    let told = told.collect::<Vec<_>>().join(", ");
    let rule = one.rule.map_or_else(String::new, |rule| format!(" ({rule})"));
    let text =
        if told.is_empty() { format!("{when}{rule}") } else { format!("{when}: {told}{rule}") };
    let lines = paragraph(&text, WIDTH - 5);
    format!("{sign} {}\n", lines.join("\n     "))
}

/// What no relationship's row says.
fn foot(status: &StatusDocument, quiet: bool) -> String {
    let mut out: String = status.silent.iter().map(silent).collect();
    let lonely = status.unread.iter().filter(|one| one.managed && one.relationships.is_empty());
    for one in lonely {
        let sign = if one.stopped && !one.partly { styled(RED, "XX") } else { styled(CYAN, "??") };
        for (at, line) in paragraph(&unread(one), WIDTH - 5).iter().enumerate() {
            let lead = if at == 0 { format!("{sign} ") } else { "     ".to_owned() };
            out.push_str(&format!("{lead}{line}\n"));
        }
        if !quiet {
            let next = format!("next: {}", shell_line("dhcpair doctor", &one.server));
            let lines = paragraph(&next, WIDTH - 5);
            out.extend(lines.iter().map(|line| format!("     {line}\n")));
        }
    }
    let more = |command: &str| if quiet { String::new() } else { format!(" (dhcpair {command})") };
    if status.summary.uncoordinated > 0 {
        let scopes = count(status.summary.uncoordinated, "scope");
        let text = format!("{scopes} handed out by several servers, each on its own");
        out.push_str(&format!("{} {text}\n", styled(RED, "XX")));
    }
    if status.summary.unprotected > 0 {
        let scopes = count(status.summary.unprotected, "scope");
        let more = more("scopes --unprotected");
        let partly = match status.summary.partly_unprotected {
            0 => String::new(),
            partly if partly == status.summary.unprotected => " in part".to_owned(),
            partly => format!(", {partly} in part"),
        };
        out.push_str(&format!("not in any relationship: {scopes}{partly}{more}\n"));
    }
    let stale = status.expected.len();
    if stale > 0 {
        let entries = if stale == 1 { "1 entry" } else { &format!("{stale} entries") };
        let more = more("drift");
        out.push_str(&format!("expected differences: {entries} expired or unused{more}\n"));
    }
    out
}
