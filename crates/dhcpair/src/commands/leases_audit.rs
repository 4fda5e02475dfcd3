//! `leases audit`: the leases of both servers, address by address.

use std::time::Duration;

use dhcpair_manager::contract::{AuditedSide, LeaseFinding, LeaseRow, LeasesAuditDocument};
use dhcpair_manager::{AuditOptions, Clock, Fleet};
use failover_model::Seconds;
use tokio::runtime::Runtime;

use super::{CYAN, DIM, GREEN, RED, time, unread};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::progress::shown;
use crate::style::{HEADING, styled};
use crate::table::{Cell, WIDTH, count, paragraph, title};

/// How many findings of one kind are shown where not all are asked for.
const SHOWN: usize = 5;

/// Each kind of finding: its word, what it is, what to do.
const KINDS: [(&str, &str, &str); 4] = [
    (
        "missing",
        "a client has the address, and the partner does not know",
        "The partner may give the address to somebody else. Look at both servers' logs for updates that \
         were rejected; ranges that differ are in `dhcpair drift`.",
    ),
    (
        "other-client",
        "two clients have the same address",
        "Find out which of them uses it, and have the other one get a new lease. It comes of servers that \
         did not know of each other, such as both in partner-down.",
    ),
    (
        "expiry",
        "the ends are further apart than can be explained",
        "The server with the earlier end will take the address back while the client still uses it. Look \
         for updates that were rejected, and at the clocks of both servers.",
    ),
    (
        "declined",
        "only one server keeps the address back",
        "The other one would give an address away that somebody was found to use. Find who uses it.",
    ),
];

pub(super) fn run(
    fleet: &Fleet,
    runtime: &Runtime,
    clock: Clock<'_>,
    (relationship, wait, all): (&str, Duration, bool),
    output: &Output,
) -> Result<Outcome, Failure> {
    let options = AuditOptions { wait, ..AuditOptions::default() };
    let audit = fleet.leases_audit(relationship, options, clock);
    let document = runtime.block_on(shown(output, fleet.progress(), audit))?;
    let most = if all { usize::MAX } else { SHOWN };
    let text = output.document(&document, |document| show(document, most, output.quiet))?;
    Ok(Outcome { text, exit: document.exit_code().into() })
}

fn show(document: &LeasesAuditDocument, shown: usize, quiet: bool) -> String {
    let kind = super::kind(&document.vendor, &document.family, None);
    let mut out = title(
        None,
        &document.relationship,
        HEADING,
        &format!("{kind}   {} UTC", time(&document.at)),
    );
    for side in &document.sides {
        out.push_str(&lines(&audited(side), 3));
        if let Some(why) = &side.unheard {
            out.push_str(&lines(
                &format!("this is its file; the server was asked in vain: {why}"),
                5,
            ));
        }
    }
    out.push_str(&unread(&document.unread));
    if !document.complete {
        out.push_str("nothing was compared\n");
        return out;
    }
    for (word, what, fix) in KINDS {
        let mine: Vec<_> = document.findings.iter().filter(|one| one.fault == word).collect();
        if mine.is_empty() {
            continue;
        }
        let mark = Cell::new("XX", RED);
        let head = format!("{} {word}", mine.len());
        out.push('\n');
        out.push_str(&title(Some(&mark), &head, HEADING, what));
        for finding in mine.iter().take(shown) {
            out.push_str(&block(finding));
        }
        if let Some(more @ 1..) = mine.len().checked_sub(shown) {
            out.push_str(&lines(&format!("and {more} more: --all, or -o json"), 3));
        }
        if !quiet {
            out.push_str(&lines(fix, 3));
        }
        if !quiet && word == "missing" {
            out.push_str(&lines(&fetched_again(&document.vendor, &mine), 3));
        }
    }
    out.push('\n');
    out.push_str(&verdict(document));
    out
}

/// How a server gets the leases that it misses. A dhcpd does so with an empty lease file only, and loses what that file alone has
/// (guard rail G5).
fn fetched_again(vendor: &str, missing: &[&LeaseFinding]) -> String {
    let mut lacking: Vec<&str> = missing.iter().filter_map(|one| one.on.as_deref()).collect();
    lacking.sort_unstable();
    lacking.dedup();
    match (vendor, lacking.as_slice()) {
        ("isc", [one]) => format!(
            "Then let {one} fetch all leases again, while its partner runs: stop its dhcpd, keep a copy of its lease \
             file, start it with an empty one. It answers nobody until the lead time has passed; its partner answers \
             all, new clients from its own half. Not where it has pools outside failover or hosts made over OMAPI: \
             what is in its file alone is lost."
        ),
        ("isc", _) => "Each of them misses leases of the other: do not empty the lease file of either, what is in it alone \
                       would be lost."
            .to_owned(),
        _ => "Then let the partner fetch all leases again: send it `ha-sync`.".to_owned(),
    }
}

fn audited(side: &AuditedSide) -> String {
    let AuditedSide { server, leases, state, since, unheard, problems, taken } = side;
    let last = if unheard.is_some() { "last " } else { "" };
    let state = match (state, since) {
        (Some(state), Some(since)) => format!(", {last}{state} since {}", time(since)),
        (Some(state), None) => format!(", {last}{state}"),
        (None, _) => String::new(),
    };
    let problems = match *problems {
        0 => String::new(),
        _ => format!(", {problems} places of its lease file make no sense"),
    };
    format!("{server}: {} as of {}{state}{problems}", count(*leases, "lease"), time(taken))
}

/// An address, and below it what each server says.
fn block(finding: &LeaseFinding) -> String {
    let on = finding.on.as_ref().map(|on| match finding.fault {
        "declined" => format!(" kept back by {on}"),
        _ => format!(" not known to {on}"),
    });
    let mut out = lines(&format!("{}{}", finding.address, on.unwrap_or_default()), 3);
    out.push_str(&beside(&finding.sides));
    out
}

/// What each server says of an address, one below the other.
pub(super) fn beside(rows: &[LeaseRow]) -> String {
    let room = rows.iter().map(|row| crate::table::width(&row.server)).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        let pad = " ".repeat(room - crate::table::width(&row.server));
        let lead = format!("     {}{pad}  ", row.server);
        let text = paragraph(&said(row), WIDTH.saturating_sub(crate::table::width(&lead)).max(20));
        for (at, line) in text.iter().enumerate() {
            let lead = if at == 0 { lead.clone() } else { " ".repeat(crate::table::width(&lead)) };
            out.push_str(format!("{lead}{line}").trim_end());
            out.push('\n');
        }
    }
    out
}

fn said(row: &LeaseRow) -> String {
    let Some(state) = &row.state else { return "no record of it".to_owned() };
    let mut parts = Vec::new();
    parts.push(match (&row.expires, state.as_str()) {
        (Some(expires), _) if row.in_use => format!("{state} until {}", time(expires)),
        (Some(expires), "declined") => format!("{state} until {}", time(expires)),
        (Some(expires), _) => format!("{state}, ended {}", time(expires)),
        (None, _) => state.clone(),
    });
    parts.extend(row.hardware.clone());
    // An identifier that is made of the hardware address says nothing new.
    let made = row.hardware.as_ref().map(|hardware| format!("01:{hardware}"));
    let client = row.client.as_ref().filter(|client| made.as_ref() != Some(client));
    parts.extend(client.map(|client| match row.iaid {
        Some(iaid) => format!("client {client} iaid {iaid}"),
        None => format!("client {client}"),
    }));
    parts.extend(row.name.clone());
    parts.join("  ")
}

fn verdict(document: &LeasesAuditDocument) -> String {
    let mut out = String::new();
    if document.findings.is_empty() {
        // Without the lead time an end that is too far away looks like any other.
        let (mark, about) = match document.apart_seconds {
            Some(_) => (Cell::new("ok", GREEN), ""),
            None => (Cell::new("??", CYAN), "as far as can be judged"),
        };
        out.push_str(&title(Some(&mark), "no lease is wrong", HEADING, about));
    }
    if document.owed > 0 {
        let owed = count(document.owed, "lease");
        let text = format!("{owed} differ as they must: the news of them is under way or waits");
        out.push_str(&lines(&text, 3));
    }
    if document.unsettled > 0 {
        let unsettled = count(document.unsettled, "lease");
        let text = format!("{unsettled} changed at every look: nothing is said of them");
        out.push_str(&lines(&text, 3));
    }
    let young = Seconds(document.under_way_seconds);
    let apart = match document.apart_seconds.map(Seconds) {
        Some(apart) => format!("ends may be {apart} apart"),
        None => "how far ends may be apart is not known, and was not judged".to_owned(),
    };
    let rules = format!("{apart}; changes of the last {young} are not judged");
    out.push_str(
        &paragraph(&rules, WIDTH - 3)
            .iter()
            .fold(String::new(), |out, line| out + "   " + &styled(DIM, line) + "\n"),
    );
    out
}

/// Text on as many lines as it needs.
fn lines(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    let lines = paragraph(text, WIDTH - indent);
    lines.iter().map(|line| format!("{margin}{line}\n")).collect()
}
