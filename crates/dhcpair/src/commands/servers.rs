//! `servers`: how each is reached, and what could be read of it.

use config_text::shell_line;
use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{Health, ServerRow, ServersDocument};

use super::{RED, YELLOW, cell, mark, time};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Cell, Kind, Table};

pub(super) fn run(fleet: &Fleet, output: &Output) -> Result<Outcome, Failure> {
    let text = output.document(&fleet.servers(), |servers| list(servers, output.quiet))?;
    Ok(Outcome::done(text))
}

fn list(document: &ServersDocument, quiet: bool) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("SERVER", Kind::Key),
        ("VENDOR", Kind::Text),
        ("ACCESS", Kind::Text),
        ("SEEN", Kind::Text),
        ("RELATIONSHIPS", Kind::Text),
        ("SCOPES", Kind::Number),
        ("ERRORS", Kind::Number),
        ("WARNINGS", Kind::Number),
    ]);
    for row in &document.servers {
        table.row(cells(row));
        let said = row.refused.as_ref().map(|why| format!("would not start: {why}"));
        let said = said.or_else(|| row.reason.as_ref().map(|why| format!("not read: {why}")));
        if let Some(said) = &said {
            table.remark(said);
        }
        if let Some(gap) = &row.gap {
            table.remark(&format!("partly read: {gap}"));
        }
        if let Some(why) = &row.unheard {
            table.remark(&format!("asked in vain: {why}"));
        }
        let next = match (&said, row.unheard.as_ref().or(row.gap.as_ref())) {
            (Some(_), _) => "dhcpair server show",
            (None, Some(_)) => "dhcpair doctor",
            (None, None) => continue,
        };
        if !quiet {
            table.remark(&format!("next: {}", shell_line(next, &row.server)));
        }
    }
    if document.servers.is_empty() {
        return "no servers: add one under `[servers.NAME]`\n".to_owned();
    }
    table.render()
}

/// How a server is doing by its files, and whether it answered.
pub(super) fn health(row: &ServerRow) -> Health {
    match row {
        ServerRow { refused: Some(_), .. } | ServerRow { stopped: true, .. } => Health::Broken,
        ServerRow { read: false, .. }
        | ServerRow { unheard: Some(_), .. }
        | ServerRow { gap: Some(_), .. } => Health::Unknown,
        ServerRow { errors: 1.., .. } => Health::AtRisk,
        _ => Health::Well,
    }
}

fn cells(row: &ServerRow) -> [Cell; 9] {
    let seen = match (&row.recorded, row.seen) {
        // The day is enough here; `server show` has the time.
        (Some(at), _) => time(at).split(' ').next().unwrap_or_default().to_owned(),
        (None, Some("recording")) => "recorded".to_owned(),
        (None, Some("running")) => "live".to_owned(),
        (None, Some("both")) => "file, live".to_owned(),
        (None, seen) => seen.unwrap_or("-").to_owned(),
    };
    let number = |number: usize, style| match number {
        0 => Cell::from("0"),
        number => cell(number.to_string(), style),
    };
    [
        mark(health(row)),
        row.server.as_str().into(),
        row.vendor.as_str().into(),
        row.access.as_str().into(),
        seen.into(),
        row.relationships.join(", ").into(),
        row.scopes.map_or_else(|| "-".to_owned(), |scopes| scopes.to_string()).into(),
        number(row.errors, RED),
        number(row.warnings, YELLOW),
    ]
}
