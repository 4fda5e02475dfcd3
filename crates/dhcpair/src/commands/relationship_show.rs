//! `relationship show`: parameters side by side, scopes, differences.

use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{RelationshipDocument, RelationshipRow, SideRecord};

use super::{YELLOW, joint, kind, side};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::HEADING;
use crate::table::{Beside, WIDTH, count, paragraph, title};

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
    for parameter in &document.parameters {
        let texts = [&parameter.primary, &parameter.secondary];
        let texts = texts.map(|text| text.clone().unwrap_or_else(|| "-".to_owned())).to_vec();
        beside.row(parameter.parameter.as_str(), texts, parameter.differs);
    }
    out.push_str(&beside.render(YELLOW));
    if !row.backups.is_empty() {
        let backups: Vec<String> = row.backups.iter().map(|one| side(one).text).collect();
        out.push_str(&block("backups", &backups.join(", ")));
    }
    if !document.scopes.is_empty() {
        out.push_str(&block("scopes", &document.scopes.join(", ")));
    }
    out.push_str(&joint(&document.joint));
    let drift = document.drift.len();
    if drift > 0 {
        let next = format!("dhcpair drift --relationship {}", row.relationship);
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

fn block(label: &str, text: &str) -> String {
    let lines = paragraph(text, WIDTH - 4);
    format!("\n   {label}\n    {}\n", lines.join("\n    "))
}
