//! `scope show`: one scope as every server has it.

use std::collections::BTreeSet;

use config_text::shell_line;
use dhcpair_manager::Fleet;
use dhcpair_manager::contract::{
    AddressesRecord, PoolRecord, ReservationRecord, ScopeDocument, SettingRecord, SideStance,
    UsageRecord,
};
use ipnet::IpNet;

use super::{YELLOW, joint, mark, scopes};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::HEADING;
use crate::table::{Beside, WIDTH, count, paragraph, title};

pub(super) fn run(fleet: &Fleet, net: IpNet, output: &Output) -> Result<Outcome, Failure> {
    let document = fleet.scope(net.trunc())?;
    let text = output.document(&document, |document| show(document, output.quiet))?;
    Ok(Outcome::done(text))
}

fn show(document: &ScopeDocument, quiet: bool) -> String {
    let mut out = String::new();
    let mut shown: Vec<&SideStance> = Vec::new();
    for row in &document.scopes {
        let mark = mark(row.health);
        let of = row.relationship.as_ref().map(|name| format!(" in {name}")).unwrap_or_default();
        out.push_str(&title(Some(&mark), &row.scope, HEADING, &format!("{}{of}", row.authority)));
        let elsewhere = |name: &String| row.elsewhere.iter().any(|one| one.server == *name);
        let mine = |one: &&SideStance| row.servers.contains(&one.server) || elsewhere(&one.server);
        let stances: Vec<&SideStance> = document.stances.iter().filter(mine).collect();
        for remark in scopes::remarks(row) {
            let lines = paragraph(&remark, WIDTH - 3);
            out.extend(lines.iter().map(|line| format!("   {line}\n")));
        }
        if stances == shown {
            // The same servers, in another relationship.
            continue;
        }
        shown.clone_from(&stances);
        for three in stances.chunks(3) {
            out.push('\n');
            out.push_str(&beside(three, &row.usage));
        }
        let defaults = defaults(&stances);
        if defaults > 0 && !quiet {
            out.push_str(&format!(
                "   {} not shown (`-o json` has them)\n",
                count(defaults, "default")
            ));
        }
    }
    out.push_str(&joint(&document.joint));
    out.push_str(&differences(document, quiet));
    out
}

/// How many differences reach it, and where to see them.
fn differences(document: &ScopeDocument, quiet: bool) -> String {
    let drift = document.drift.len();
    if drift == 0 {
        return String::new();
    }
    let mut of: Vec<&str> =
        document.scopes.iter().filter_map(|row| row.relationship.as_deref()).collect();
    of.dedup();
    let next = match of.as_slice() {
        _ if quiet => String::new(),
        [one] => format!("next: {}", shell_line("dhcpair drift --relationship", one)),
        _ => "next: dhcpair drift".to_owned(),
    };
    format!("\n{}", title(None, &count(drift, "difference"), YELLOW, &next))
}

fn beside(stances: &[&SideStance], usage: &[UsageRecord]) -> String {
    let mut beside = Beside::new(stances.iter().map(|one| one.server.clone()).collect());
    let mut row = |label: &str, text: &dyn Fn(&SideStance) -> String, compared: bool| {
        let texts: Vec<String> = stances.iter().map(|one| text(one)).collect();
        if texts.iter().all(|text| text == "-") {
            return;
        }
        let differs = compared && texts.iter().any(|text| Some(text) != texts.first());
        let same = |(at, text): (usize, &String)| {
            let repeated = compared && at > 0 && !differs && text.len() > 12;
            if repeated { "same".to_owned() } else { text.clone() }
        };
        let texts = texts.iter().enumerate().map(same).collect();
        beside.row(label, texts, differs);
    };
    let or_none = |text: Option<&str>| text.unwrap_or("-").to_owned();
    row("written in", &|one| or_none(one.at.as_deref()), false);
    row("state", &|one| if one.enabled { "enabled" } else { "disabled" }.to_owned(), true);
    row("in use", &|one| in_use(one, usage), false);
    row("shared network", &|one| or_none(one.network.as_deref()), true);
    let pools = stances.iter().map(|one| one.pools.len()).max().unwrap_or(0);
    for at in 0..pools {
        row("pool", &|one| one.pools.get(at).map_or_else(|| "-".to_owned(), pool), true);
    }
    let excluded = |one: &SideStance| match one.excluded.as_slice() {
        [] => "-".to_owned(),
        ranges => ranges.join(", "),
    };
    row("excluded", &excluded, true);
    for key in written(stances) {
        row(&key, &|one| or_none(value(one, &key).as_deref()), true);
    }
    row("reservations", &|one| one.reservations.len().to_string(), false);
    for name in reservations(stances) {
        let text = |one: &SideStance| {
            let found = one.reservations.iter().find(|found| client(found) == name);
            found.map_or_else(|| "-".to_owned(), reservation)
        };
        row(&format!(". {name}"), &text, true);
    }
    beside.render(YELLOW)
}

/// How the addresses stand at a server: `6 of 100; 47 free, 47 the partner's`.
fn in_use(stance: &SideStance, usage: &[UsageRecord]) -> String {
    let mine = usage.iter().filter(|one| one.server == stance.server).map(|one| {
        let AddressesRecord { total, free, partner, ended, declined, in_use } = one.addresses;
        let parts = [(partner, "the partner's"), (ended, "ended"), (declined, "declined")];
        let parts = parts.iter().filter_map(|(number, what)| {
            number.filter(|number| *number > 0).map(|number| format!(", {number} {what}"))
        });
        format!("{in_use} of {total}; {free} free{}", parts.collect::<String>())
    });
    let all: Vec<String> = mine.collect();
    if all.is_empty() { "-".to_owned() } else { all.join("; ") }
}

fn pool(pool: &PoolRecord) -> String {
    let mut text = pool.addresses.clone();
    if let Some(relationship) = &pool.relationship {
        text.push_str(&format!(" in {relationship}"));
    }
    for SettingRecord { setting, value, .. } in &pool.settings {
        text.push_str(&format!("; {setting} {value}"));
    }
    text
}

/// The settings that any of the servers has in its files, each once.
fn written(stances: &[&SideStance]) -> BTreeSet<String> {
    let all = stances.iter().flat_map(|one| &one.settings);
    all.filter(|one| one.at.is_some()).map(|one| one.setting.clone()).collect()
}

/// The settings that all servers have by default only.
fn defaults(stances: &[&SideStance]) -> usize {
    let all = stances.iter().flat_map(|one| &one.settings);
    let all: BTreeSet<String> = all.map(|one| one.setting.clone()).collect();
    all.len() - written(stances).len()
}

fn value(stance: &SideStance, key: &str) -> Option<String> {
    let values: Vec<&str> = stance
        .settings
        .iter()
        .filter(|one| one.setting == key)
        .map(|one| one.value.as_str())
        .collect();
    (!values.is_empty()).then(|| values.join("; "))
}

fn reservations(stances: &[&SideStance]) -> Vec<String> {
    let all = stances.iter().flat_map(|one| &one.reservations).map(client);
    let mut names: Vec<String> = all.collect();
    names.sort();
    names.dedup();
    names
}

fn client(reservation: &ReservationRecord) -> String {
    let first = || reservation.identifiers.first().map(|(_, value)| value.clone());
    let name = reservation.name.clone().or_else(first);
    name.or_else(|| reservation.addresses.first().cloned()).unwrap_or_else(|| "?".to_owned())
}

fn reservation(reservation: &ReservationRecord) -> String {
    let identifiers = reservation.identifiers.iter().map(|(_, value)| value.clone());
    reservation.addresses.iter().cloned().chain(identifiers).collect::<Vec<_>>().join(", ")
}
