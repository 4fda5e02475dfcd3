//! `relationship show`: both sides as they were seen, parameters side by side, scopes, differences.

use std::collections::HashMap;

use chrono::TimeDelta;
use config_text::shell_line;
use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{
    RelationshipDocument, RelationshipRow, SeenRecord, SideRecord, StockRecord,
};
use failover_model::explain::short;

use super::{YELLOW, joint, kind, side};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::HEADING;
use crate::table::{Beside, Cell, Kind, Table, WIDTH, count, paragraph, title};

pub(super) fn run(fleet: &Fleet, name: &str, output: &Output) -> Result<Outcome, Failure> {
    let document = fleet.relationship(name)?;
    let text = output.document(&document, |document| show(document, output.quiet))?;
    Ok(Outcome::done(text))
}

fn show(document: &RelationshipDocument, quiet: bool) -> String {
    let row = &document.relationship;
    let mut out = head(row);
    let mut beside = Beside::new(vec!["PRIMARY".to_owned(), "SECONDARY".to_owned()]);
    let servers = sides(row, |one| one.server.clone());
    beside.row("server", servers, false);
    beside.row("state", sides(row, state), false);
    let notes = sides(row, |one| note(one).unwrap_or("-").to_owned());
    if notes.iter().any(|note| note != "-") {
        beside.row("note", notes, false);
    }
    for (label, texts) in seen(&document.sides) {
        beside.row(label, texts, false);
    }
    for parameter in &document.parameters {
        let texts = [&parameter.primary, &parameter.secondary];
        let texts = texts.map(|text| text.clone().unwrap_or_else(|| "-".to_owned())).to_vec();
        beside.row(parameter.parameter.as_str(), texts, parameter.differs);
    }
    out.push_str(&beside.render(YELLOW));
    if !row.backups.is_empty() {
        let backups: Vec<String> = row.backups.iter().map(|one| side(one).whole()).collect();
        out.push_str(&block("backups", &backups.join(", ")));
    }
    out.push_str(&scopes(document));
    out.push_str(&joint(&document.joint));
    let drift = document.drift.len();
    if drift > 0 {
        let next = shell_line("dhcpair drift --relationship", &row.relationship);
        let next = if quiet { String::new() } else { format!("next: {next}") };
        out.push('\n');
        out.push_str(&title(None, &count(drift, "difference"), YELLOW, &next));
    }
    out
}

fn head(row: &RelationshipRow) -> String {
    let mode = row.mode.as_deref().unwrap_or("mode not known");
    let kind = kind(&row.vendor, &row.family, None);
    let scopes = count(row.scopes, "scope");
    title(None, &row.relationship, HEADING, &format!("{kind}, {mode}, {scopes}")) + "\n"
}

fn sides(row: &RelationshipRow, text: impl Fn(&SideRecord) -> String) -> Vec<String> {
    let secondary = row.secondary.as_ref().map_or_else(|| "-".to_owned(), &text);
    vec![text(&row.primary), secondary]
}

fn state(side: &SideRecord) -> String {
    match (&side.state, &side.reason) {
        (Some(state), _) => format!("{state} ({})", side.source),
        (None, _) if side.source == "file" => "not known from a file".to_owned(),
        (None, Some(reason)) => format!("{}: {reason}", side.source),
        (None, None) => side.source.clone(),
    }
}

/// What is not known of a server that says its state itself: its files.
fn note(side: &SideRecord) -> Option<&str> {
    side.reason.as_deref().filter(|_| side.state.is_some() && side.source == "omapi")
}

/// What was seen of the sides, but for what is known of none.
fn seen(sides: &[SeenRecord]) -> Vec<(&'static str, Vec<String>)> {
    type Text = fn(&SeenRecord) -> Option<String>;
    let rows: [(&str, Text); 8] = [
        ("state for", |one| Some(lasting(one.state_seconds?))),
        ("state written", |one| Some(format!("{} ago", lasting(one.written_seconds?)))),
        ("asked in vain", |one| one.instead.clone()),
        ("takes partner for", |one| {
            let since = one.partner_since.as_ref().map(|since| format!(" since {since}"));
            Some(format!("{}{}", one.partner_state.as_ref()?, since.unwrap_or_default()))
        }),
        ("in touch", |one| {
            let heard =
                one.heard_seconds.map(|seconds| format!(", heard {} ago", lasting(seconds)));
            let touch = if one.in_touch? { "yes" } else { "no" };
            Some(format!("{touch}{}", heard.unwrap_or_default()))
        }),
        ("clock", |one| Some(clock(one.clock_ahead_milliseconds?, one.clock_within_milliseconds?))),
        ("process since", |one| one.started.map(|at| at.to_string())),
        ("looked at", |one| Some(format!("{} ago", lasting(one.age_seconds?)))),
    ];
    let told = rows.into_iter().map(|(label, text)| (label, sides.iter().map(text)));
    told.filter(|(_, texts)| texts.clone().any(|text| text.is_some()))
        .map(|(label, texts)| {
            (label, texts.map(|text| text.unwrap_or_else(|| "-".to_owned())).collect())
        })
        .collect()
}

fn lasting(seconds: i64) -> String {
    TimeDelta::try_seconds(seconds).map_or_else(|| "-".to_owned(), short)
}

/// How far a clock is from the looker's: `0.2 s ahead (±0.1 s)`.
fn clock(ahead: i64, within: i64) -> String {
    let tenths = |milliseconds: u64| {
        let tenths = milliseconds.div_ceil(100);
        format!("{}.{} s", tenths / 10, tenths % 10)
    };
    let side = if ahead < 0 { "behind" } else { "ahead" };
    format!("{} {side} (±{})", tenths(ahead.unsigned_abs()), tenths(within.unsigned_abs()))
}

/// The scopes: with what each side would have to give alone, where that is known.
fn scopes(document: &RelationshipDocument) -> String {
    if document.scopes.is_empty() {
        return String::new();
    }
    let stocks = stocks(document);
    if stocks.is_empty() {
        let reason = document.alone.reason.as_ref().filter(|_| document.alone.verdict != "file");
        let alone = reason.map(|why| block("with one side alone", &format!("not known: {why}")));
        return block("scopes", &document.scopes.join(", ")) + &alone.unwrap_or_default();
    }
    let mut table = Table::new([
        ("", Kind::Text),
        ("SCOPE", Kind::Key),
        ("TOTAL", Kind::Number),
        ("IN USE", Kind::Number),
        ("NEW", Kind::Number),
        ("PRIMARY", Kind::Number),
        ("ALONE", Kind::Number),
        ("SECONDARY", Kind::Number),
        ("ALONE", Kind::Number),
    ]);
    let mut reasons: Vec<&str> = Vec::new();
    for (first, sides) in &stocks {
        let named = first.scopes.first().map_or("", String::as_str);
        let of = |at: usize| sides.get(at).copied().flatten();
        let usable =
            |at: usize| of(at).map_or_else(|| "-".to_owned(), |one| one.usable.to_string());
        let lasts = |at: usize| of(at).map_or_else(|| Cell::from("-"), lasts);
        let new = first.taken.as_ref().map_or_else(
            || "?".to_owned(),
            |taken| format!("{} in {}", taken.clients, lasting(taken.seconds)),
        );
        table.row([
            // As wide as a mark.
            Cell::from("  "),
            named.into(),
            first.addresses.total.to_string().into(),
            first.addresses.in_use.to_string().into(),
            new.into(),
            usable(0).into(),
            lasts(0),
            usable(1).into(),
            lasts(1),
        ]);
        if first.scopes.len() > 1 {
            let network = first.network.as_ref().map(|name| format!(" ({name})"));
            let rest = first.scopes.get(1..).unwrap_or_default().join(", ");
            table.remark(&format!("with {rest}{}", network.unwrap_or_default()));
        }
        let apart = [
            ("declined", first.addresses.declined),
            ("ended, not free yet", first.addresses.ended),
        ];
        let apart = apart.iter().filter_map(|(what, number)| {
            number.filter(|number| *number > 0).map(|number| format!("{number} {what}"))
        });
        let apart: Vec<String> = apart.collect();
        if !apart.is_empty() {
            table.remark(&apart.join(", "));
        }
        reasons.extend(first.reason.as_deref());
    }
    reasons.dedup();
    let mut out = format!("\n{}", table.render());
    for reason in reasons {
        out.push_str(&block("not known", reason));
    }
    out
}

/// A stock of addresses, with the primary and with the secondary as the survivor.
type BothSides<'a> = (&'a StockRecord, [Option<&'a StockRecord>; 2]);

fn stocks(document: &RelationshipDocument) -> Vec<BothSides<'_>> {
    let row = &document.relationship;
    let servers = [Some(&row.primary.server), row.secondary.as_ref().map(|side| &side.server)];
    let mut found: Vec<BothSides<'_>> = Vec::new();
    let mut known: HashMap<&[String], usize> = HashMap::new();
    for stock in &document.headroom {
        let at = servers.iter().position(|server| *server == Some(&stock.survivor)).unwrap_or(0);
        let row = *known.entry(&stock.scopes).or_insert_with(|| {
            found.push((stock, [None; 2]));
            found.len() - 1
        });
        let side = found.get_mut(row).and_then(|(_, sides)| sides.get_mut(at));
        if let Some(side) = side {
            *side = Some(stock);
        }
    }
    found
}

/// How long a stock lasts.
fn lasts(stock: &StockRecord) -> Cell {
    let verdict = match (stock.seconds, stock.at_least) {
        (None, _) => "unknown",
        (Some(_), true) => "at-least",
        (Some(_), false) => "known",
    };
    super::lasting(verdict, stock.seconds)
}

fn block(label: &str, text: &str) -> String {
    let lines = paragraph(text, WIDTH - 4);
    format!("\n   {label}\n    {}\n", lines.join("\n    "))
}
