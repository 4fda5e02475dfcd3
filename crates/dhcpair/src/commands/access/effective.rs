//! `access effective`: what somebody may do, places with the same access together.

use std::collections::HashMap;

use config_text::escape_control;
use permission_engine::Basis;
use permission_engine::documents::{
    EffectiveDocument, PermissionRecord, PlaceRecord, WarningRecord,
};

use super::super::{DIM, YELLOW};
use super::{item, list, named, some, verdict};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};
use crate::table::{Kind, Table, count, paragraph};

/// So many places are listed where many have the same access; `-o json` has them all.
const PLACES: usize = 12;
/// So many permissions are named that need a missing one.
const USERS: usize = 3;

pub(super) fn show(document: &EffectiveDocument, output: &Output) -> Result<Outcome, Failure> {
    let text = output.document(document, |document| text(document, output.quiet))?;
    Ok(Outcome::done(text))
}

fn text(document: &EffectiveDocument, quiet: bool) -> String {
    let who = styled(HEADING, &named(&document.who));
    let objects = document.places.iter().filter(|place| place.object.is_some()).count();
    let mut out = format!("{who}   {}\n", count(objects, "object"));
    let (some, none): (Vec<_>, Vec<_>) =
        document.places.iter().partition(|place| !place.permissions.is_empty());
    for group in alike(&some) {
        out.push('\n');
        out.push_str(&places(&group));
        out.push_str(&permissions(&group));
        if !quiet {
            out.push_str(&warnings(&group));
        }
    }
    if !none.is_empty() {
        out.push_str(&nothing(&none));
    }
    out
}

/// Places with the same permissions for the same reasons, in the order of the first of each.
fn alike<'a>(all: &[&'a PlaceRecord]) -> Vec<Vec<&'a PlaceRecord>> {
    let mut groups: Vec<Vec<&PlaceRecord>> = Vec::new();
    let mut known: HashMap<(bool, &[PermissionRecord]), usize> = HashMap::new();
    for place in all {
        let key = (place.object.is_some(), &*place.permissions);
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}

/// A line for each place, with the object whose access it shows.
fn places(group: &[&PlaceRecord]) -> String {
    let mut out = String::new();
    for place in group.iter().take(PLACES) {
        let Some(object) = &place.object else {
            out.push_str(&styled(HEADING, "module-wide"));
            out.push('\n');
            continue;
        };
        let kind = place.kind.as_deref().unwrap_or_default();
        let from = place.inherited_from.as_deref().map(escape_control);
        let from = from.map(|from| format!(", shows the access of {from}")).unwrap_or_default();
        let object = escape_control(object);
        let lines = paragraph(&format!("{object}   {kind}{from}"), crate::table::WIDTH);
        for (at, line) in lines.iter().map(|line| line.trim_end()).enumerate() {
            let line = match line.strip_prefix(&object).filter(|_| at == 0) {
                Some(rest) => format!("{}{}", styled(HEADING, &object), styled(DIM, rest)),
                None => styled(DIM, line),
            };
            out.push_str(&line);
            out.push('\n');
        }
    }
    if group.len() > PLACES {
        out.push_str(&format!("and {} more\n", group.len() - PLACES));
    }
    out
}

fn permissions(group: &[&PlaceRecord]) -> String {
    let mut table = Table::new([
        ("", Kind::Text),
        ("PERMISSION", Kind::Key),
        ("RULE", Kind::Number),
        ("WHY", Kind::Text),
        ("ROLES", Kind::Text),
    ]);
    for one in group.iter().take(1).flat_map(|place| &*place.permissions) {
        table.row([
            verdict(&one.answer),
            one.permission.as_str().into(),
            one.answer.rule.to_string().into(),
            why(one).into(),
            list(&one.roles).into(),
        ]);
    }
    table.render()
}

/// What an answer rests on, in two words.
fn why(one: &PermissionRecord) -> String {
    let words = match one.answer.basis {
        Basis::Administrator => "administrator",
        Basis::ModuleWide => "role held",
        Basis::General => "general role",
        Basis::OnObject => "on the object",
        Basis::Inherited => "inherited",
        Basis::Implied => {
            let by = one.implied_by.as_deref().unwrap_or("another");
            return format!("by {by}");
        }
        Basis::Denied => "denied",
        Basis::NoRole => "no role",
        Basis::Unset => "not set",
        Basis::NotOnObject => "out of reach",
        Basis::Excluded => "excluded",
        Basis::ExcludedAbove => "excluded above",
        Basis::NoSuchThing => "no such thing",
    };
    words.to_owned()
}

fn warnings(group: &[&PlaceRecord]) -> String {
    let mut shown: Vec<&WarningRecord> = Vec::new();
    for warning in group.iter().take(PLACES).flat_map(|place| &place.warnings) {
        if !shown.contains(&warning) {
            shown.push(warning);
        }
    }
    shown.into_iter().map(warning).collect()
}

/// `!! list@range is missing on 10.0.0.0/8; options@range needs it`.
pub(super) fn warning(warning: &WarningRecord) -> String {
    let at = on(warning);
    let verb = if warning.used_by.len() == 1 { "needs" } else { "need" };
    let used_by = some(&warning.used_by, USERS);
    let text = format!("{} is missing{at}; {used_by} {verb} it", warning.needs);
    item(&format!("{} ", styled(YELLOW, "!!")), &text, 3)
}

/// `list@range on 10.0.0.0/8`.
pub(super) fn missing(warning: &WarningRecord) -> String {
    format!("{}{}", warning.needs, on(warning))
}

fn on(warning: &WarningRecord) -> String {
    warning.at.as_ref().map(|at| format!(" on {at}")).unwrap_or_default()
}

/// The places where nothing may be done.
fn nothing(places: &[&PlaceRecord]) -> String {
    let names: Vec<String> = places
        .iter()
        .map(|place| place.object.clone().unwrap_or_else(|| "module-wide".to_owned()))
        .collect();
    format!("\n{}", item("nothing on: ", &some(&names, PLACES), 12))
}
