//! `scopes`: who answers for each.

use dhcpair_manager::contract::{Health, ScopeRecord, ScopesDocument};
use dhcpair_manager::{Fleet, ScopeFilter};

use super::{mark, unread};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Cell, Kind, Table};

pub(super) fn run(
    fleet: &Fleet,
    relationship: Option<&str>,
    unprotected: bool,
    output: &Output,
) -> Result<Outcome, Failure> {
    let document = fleet.scopes(ScopeFilter { relationship, unprotected })?;
    let text = output.document(&document, list)?;
    Ok(Outcome::done(text))
}

fn list(document: &ScopesDocument) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("SCOPE", Kind::Key),
        ("AUTHORITY", Kind::Text),
        ("RELATIONSHIP", Kind::Text),
        ("SERVERS", Kind::Text),
        ("ADDRESSES", Kind::Number),
    ]);
    for row in &document.scopes {
        table.row(cells(row));
        for remark in remarks(row) {
            table.remark(&remark);
        }
    }
    let mut out = table.render();
    if out.is_empty() {
        out.push_str("no scopes\n");
    }
    out + &unread(&document.unread)
}

/// How well a scope is looked after.
pub(super) fn health(row: &ScopeRecord) -> Health {
    if row.authority == "uncoordinated" {
        Health::Broken
    } else if !row.missing.is_empty() {
        Health::AtRisk
    } else if !row.unread.is_empty() || row.authority == "unknown" {
        Health::Unknown
    } else if row.unprotected {
        Health::AtRisk
    } else {
        Health::Well
    }
}

fn cells(row: &ScopeRecord) -> [Cell; 6] {
    let authority = match row.authority.as_str() {
        "high-availability" => "HA",
        authority => authority,
    };
    let servers = row.servers.join(", ");
    [
        mark(health(row)),
        row.scope.as_str().into(),
        authority.into(),
        row.relationship.as_deref().unwrap_or("-").into(),
        servers.into(),
        addresses(&row.addresses).into(),
    ]
}

/// Large numbers, as only DHCPv6 has them, in powers of two.
fn addresses(number: &str) -> String {
    match number.parse::<u128>() {
        Ok(number) if number >= 1 << 32 && number.is_power_of_two() => {
            format!("2^{}", number.trailing_zeros())
        }
        Ok(number) if number >= 1 << 32 => format!("~2^{}", number.ilog2()),
        _ => number.to_owned(),
    }
}

fn remarks(row: &ScopeRecord) -> Vec<String> {
    let mut remarks = Vec::new();
    let off: Vec<&str> = row
        .servers
        .iter()
        .zip(&row.enabled)
        .filter(|(_, enabled)| !**enabled)
        .map(|(server, _)| server.as_str())
        .collect();
    if !off.is_empty() && off.len() < row.servers.len() {
        remarks.push(format!("disabled on {}", off.join(", ")));
    } else if !off.is_empty() {
        remarks.push("disabled".to_owned());
    }
    if !row.missing.is_empty() {
        remarks.push(format!("missing on {}", row.missing.join(", ")));
    }
    if !row.unread.is_empty() {
        remarks.push(format!("not known of {}", row.unread.join(", ")));
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn large_numbers_are_powers_of_two() {
        assert_eq!(addresses("4294967295"), "4294967295");
        assert_eq!(addresses("18446744073709551616"), "2^64");
        assert_eq!(addresses("18446744073709551617"), "~2^64");
        assert_eq!(addresses("340282366920938463463374607431768211455"), "~2^127");
    }
}
