//! What only both halves of a pair show.

use config_text::{Diagnostic, Severity};
use failover_model::Observation;
use failover_model::drift::{self, Difference, Says};
use failover_model::joint::{self as model, Joint};
use failover_model::pairing;

use super::rules;

/// Compares two servers that the caller says are partners.
pub(super) fn compare(halves: &[Observation]) -> Vec<Diagnostic> {
    let relationships = pairing::pair_as_partners(halves, &[]);
    let mut found: Vec<Diagnostic> =
        drift::compare(halves, &relationships, &[]).differences.iter().map(difference).collect();
    found.extend(model::find(halves, &relationships).into_iter().map(joint));
    if !relationships.iter().any(|one| one.both().is_some()) && !found.iter().any(is_error) {
        let names: Vec<_> = halves.iter().map(|half| format!("`{}`", half.server)).collect();
        let message = format!("no relationship joins {}", names.join(" and "));
        found.push(Diagnostic::without_place(&rules::ANY_PAIR_UNRELATED, message));
    }
    found
}

fn is_error(found: &Diagnostic) -> bool {
    found.severity == Severity::Error
}

/// One difference as a finding, with the places of both sides.
fn difference(difference: &Difference) -> Diagnostic {
    let said = difference.sides.iter().map(|(side, says)| {
        let server = &difference.servers[side];
        match says {
            Says::Nothing => (server, says, None),
            Says::Present { .. } => (server, says, Some("only here".to_owned())),
            Says::Value { value, .. } => (server, says, Some(format!("`{value}`"))),
        }
    });
    let said: Vec<_> = said.collect();
    let mut message = thing(difference);
    match said.as_slice() {
        [(a, Says::Present { .. }, _), (_, Says::Nothing, _)]
        | [(_, Says::Nothing, _), (a, Says::Present { .. }, _)] => {
            message.push_str(&format!(" is on `{a}` only"));
        }
        // Long values are shown at their places.
        [(_, _, Some(a)), (_, _, Some(b))] if a.len() + b.len() > 60 => {
            message.push_str(" differs");
        }
        [(_, _, Some(a)), (_, _, Some(b))] => message.push_str(&format!(" is {a} against {b}")),
        [(one, _, Some(value)), (_, _, None)] | [(_, _, None), (one, _, Some(value))] => {
            message.push_str(&format!(" is {value} on `{one}` only"));
        }
        _ => message.push_str(" differs"),
    }
    let mut found =
        Diagnostic::without_place(difference.rule, message).with_severity(difference.severity);
    for (_, says, text) in said {
        if let Some(span) = says.span() {
            found = found.with_label(span, text.unwrap_or_default());
        }
    }
    found
}

/// `scope 10.1.0.0/24: option routers`.
fn thing(difference: &Difference) -> String {
    let path = &difference.path;
    let mut words = path.thing();
    if words.is_empty()
        && let Some(id) = path.relationship()
    {
        words = format!("relationship {id}");
    }
    match &path.field {
        Some(field) if words.is_empty() => field.to_string(),
        Some(field) => format!("{words}: {field}"),
        None => words,
    }
}

/// What the two show together as a finding, with its places on both sides.
fn joint(joint: Joint) -> Diagnostic {
    let mut found =
        Diagnostic::without_place(joint.rule, joint.message).with_severity(joint.severity);
    if let Some(help) = joint.help {
        found = found.with_help(help);
    }
    for (_, span, text) in joint.places {
        found = found.with_label(span, text);
    }
    found
}
