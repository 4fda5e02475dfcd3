//! `scopes`: who answers for each.

use dhcpair_manager::contract::{OutsideRecord, ScopeRecord, ScopesDocument};
use dhcpair_manager::{Fleet, ScopeFilter};

use super::{YELLOW, cell, mark, unread};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::table::{Cell, Kind, Table, count, width};

/// The columns in which two servers are named; more of them are counted, and named below.
const SERVERS: usize = 24;

/// The servers by name, where they fit beside the rest.
fn named(row: &ScopeRecord) -> Option<String> {
    let names = row.servers.join(", ");
    (row.servers.len() <= 2 && width(&names) <= SERVERS).then_some(names)
}

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
    // Running servers say how many are in use, too.
    let counted = document.scopes.iter().any(|row| !row.usage.is_empty());
    let mut table = Table::new([
        ("", Kind::Text),
        ("SCOPE", Kind::Key),
        ("AUTHORITY", Kind::Text),
        ("RELATIONSHIP", Kind::Text),
        ("SERVERS", Kind::Text),
        (if counted { "IN USE" } else { "ADDRESSES" }, Kind::Number),
        ("DRIFT", Kind::Number),
    ]);
    for row in &document.scopes {
        table.row(cells(row, counted));
        if named(row).is_none() {
            table.remark(&format!("on {}", row.servers.join(", ")));
        }
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

fn cells(row: &ScopeRecord, counted: bool) -> [Cell; 7] {
    let authority = match row.authority.as_str() {
        "high-availability" => "HA",
        authority => authority,
    };
    let servers = named(row).unwrap_or_else(|| count(row.servers.len(), "server"));
    let drift = match row.drift {
        0 => Cell::from("0"),
        number => cell(number.to_string(), YELLOW),
    };
    [
        mark(row.health),
        row.scope.as_str().into(),
        authority.into(),
        row.relationship.as_deref().unwrap_or("-").into(),
        servers.into(),
        (if counted { in_use(row) } else { addresses(&row.addresses) }).into(),
        drift,
    ]
}

/// How many of the addresses are in use, by the server that says most; those of a shared network together.
fn in_use(row: &ScopeRecord) -> String {
    let of = |server: &String| {
        let mine = row.usage.iter().filter(|one| one.server == *server);
        mine.map(|one| (one.addresses.in_use, one.addresses.total))
            .reduce(|one, two| (one.0.saturating_add(two.0), one.1.saturating_add(two.1)))
    };
    match row.servers.iter().filter_map(of).max() {
        Some((used, total)) => format!("{used}/{}", addresses(&total.to_string())),
        None if row.addresses == "0" => row.addresses.clone(),
        None => format!("?/{}", addresses(&row.addresses)),
    }
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

/// What there is to say of a scope beside its row, the worst first.
pub(super) fn remarks(row: &ScopeRecord) -> Vec<String> {
    let mut remarks = Vec::new();
    for one in &row.elsewhere {
        remarks.push(format!("on {} it is in {}", one.server, one.relationship));
    }
    for one in &row.outside {
        let OutsideRecord { server, addresses } = one;
        remarks.push(format!("on {server} outside every relationship: {addresses}"));
    }
    let partners = row.elsewhere.iter().map(|one| &one.relationship);
    let partners: Vec<&String> =
        partners.chain(row.outside.iter().map(|one| &one.server)).collect();
    let rivals =
        row.rivals.iter().filter(|one| !partners.contains(one) && !row.servers.contains(one));
    let rivals: Vec<&str> = rivals.map(String::as_str).collect();
    if !rivals.is_empty() {
        remarks.push(format!("the same addresses are handed out by {}", rivals.join(", ")));
    }
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
    if !row.also_in.is_empty() {
        remarks.push(format!("other pools of it are in {}", row.also_in.join(", ")));
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
