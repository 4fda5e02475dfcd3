//! `access diff`: who gains and who loses what.

use std::collections::HashMap;

use permission_engine::Holder;
use permission_engine::documents::{ChangeRecord, DiffDocument};

use super::super::{GREEN, RED, YELLOW};
use super::{item, list, named, some};
use crate::failure::Failure;
use crate::output::{Outcome, Output};
use crate::style::{HEADING, styled};

/// So many objects are named for each change; `-o json` has them all.
const OBJECTS: usize = 6;

pub(super) fn show(document: &DiffDocument, output: &Output) -> Result<Outcome, Failure> {
    Ok(Outcome::done(output.document(document, text)?))
}

fn text(document: &DiffDocument) -> String {
    let replication = document.strict_replication.map(replication).unwrap_or_default();
    if document.changes.is_empty() {
        return format!("nobody gains or loses a permission\n{replication}");
    }
    let (gaining, losing) = (document.gaining, document.losing);
    let verb = |number: usize, verb: &str| match number {
        1 => format!("1 {verb}s"),
        number => format!("{number} {verb}"),
    };
    let mut out = format!(
        "{}, {}\n",
        styled(RED, &verb(losing, "lose")),
        styled(GREEN, &verb(gaining, "gain"))
    );
    out.push_str(&replication);
    let mut before: Option<&Holder> = None;
    for alike in alike(&document.changes) {
        let Some(first) = alike.first() else { continue };
        if before != Some(&first.who) {
            out.push_str(&format!("\n{}\n", styled(HEADING, &named(&first.who))));
            before = Some(&first.who);
        }
        out.push_str(&one(first, &alike));
    }
    out
}

/// What became of the stricter policy for replications.
fn replication(strict: bool) -> String {
    let switched = match strict {
        true => "a replication also needs the permission for each aspect it would change",
        false => "a replication needs no permission for each aspect it would change any more",
    };
    item(&format!("{} ", styled(YELLOW, "!!")), switched, 3)
}

/// What one subject gains or loses at the same places, together; in the order of the first of each.
fn alike(changes: &[ChangeRecord]) -> Vec<Vec<&ChangeRecord>> {
    let mut groups: Vec<Vec<&ChangeRecord>> = Vec::new();
    let mut known: HashMap<(&Holder, bool, &[String]), usize> = HashMap::new();
    for change in changes {
        let key = (&change.who, change.gains, change.objects.as_slice());
        let at = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
}

fn one(first: &ChangeRecord, alike: &[&ChangeRecord]) -> String {
    let (mark, style, verb) =
        if first.gains { ("++", GREEN, "gains") } else { ("--", RED, "loses") };
    let at = match first.module_wide {
        true => "module-wide".to_owned(),
        false => format!("on {}", some(&first.objects, OBJECTS)),
    };
    let permissions: Vec<String> = alike.iter().map(|one| one.permission.clone()).collect();
    let text = format!("{verb} {at}: {}", list(&permissions));
    item(&format!("{} ", styled(style, mark)), &text, 3)
}
