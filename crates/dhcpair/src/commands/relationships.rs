//! `relationships`: every relationship, or those of one server.

use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{RelationshipRow, RelationshipsDocument};

use super::{kind, side};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Cell, Kind, Table};

pub(super) fn run(
    fleet: &Fleet,
    server: Option<&str>,
    output: &Output,
) -> Result<Outcome, Failure> {
    let document = fleet.relationships(server)?;
    let text = output.document(&document, |document| list(document, server))?;
    Ok(Outcome::done(text))
}

fn list(document: &RelationshipsDocument, server: Option<&str>) -> String {
    if document.relationships.is_empty() {
        return match server {
            Some(server) => format!("`{server}` is in no relationship\n"),
            None => "no server has a relationship\n".to_owned(),
        };
    }
    let mut table = Table::new([
        ("RELATIONSHIP", Kind::Key),
        ("TYPE", Kind::Text),
        ("MODE", Kind::Text),
        ("SCOPES", Kind::Number),
        ("PRIMARY", Kind::Text),
        ("SECONDARY", Kind::Text),
    ]);
    for row in &document.relationships {
        table.row(cells(row));
        if !row.backups.is_empty() {
            let backups: Vec<String> = row.backups.iter().map(|one| side(one).whole()).collect();
            table.remark(&format!("backups: {}", backups.join(", ")));
        }
    }
    table.render()
}

fn cells(row: &RelationshipRow) -> [Cell; 6] {
    [
        row.relationship.as_str().into(),
        kind(&row.vendor, &row.family, None).into(),
        row.mode.as_deref().unwrap_or("not known").into(),
        row.scopes.to_string().into(),
        side(&row.primary),
        row.secondary.as_ref().map_or_else(|| Cell::from("-"), side),
    ]
}
