//! What only both halves of a pair show.

use config_text::{Diagnostic, Rule, Severity, Span};
use failover_model::authority::{self, Authority, Holding};
use failover_model::drift::{self, Difference, Says};
use failover_model::pairing::{self, Relationship};
use failover_model::{Family, Observation, Parameters, Seconds, Vendor};

use super::rules;

/// Compares two servers that the caller says are partners.
pub(super) fn compare(halves: &[Observation]) -> Vec<Diagnostic> {
    let relationships = pairing::pair_as_partners(halves, &[]);
    let mut found: Vec<Diagnostic> =
        drift::compare(halves, &relationships, &[]).differences.iter().map(difference).collect();
    for relationship in &relationships {
        found.extend(auto_partner_down(halves, relationship));
    }
    found.extend(uncoordinated(halves, &relationships));
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

/// Both sides declare the other dead by themselves (dhcpd).
fn auto_partner_down(halves: &[Observation], relationship: &Relationship) -> Option<Diagnostic> {
    let (one, two) = relationship.both()?;
    let stated = |at: pairing::Observed| {
        let half = halves.get(at.observation)?;
        let side = half.configs.known()?.get(at.config)?.relationship(at.side)?;
        let Parameters::Isc(isc) = &side.parameters else { return None };
        isc.auto_partner_down.as_ref().filter(|stated| stated.value > Seconds(0))
    };
    let (one, two) = (stated(one)?, stated(two)?);
    let message = format!("both sides of `{}` declare their partner down", relationship.name);
    let mut found = Diagnostic::without_place(&rules::ISC_AUTO_PARTNER_DOWN_BOTH, message);
    for stated in [one, two] {
        if let Some(span) = stated.span {
            found = found.with_label(span, format!("after {}", stated.value));
        }
    }
    Some(found)
}

/// The same addresses on both servers and nothing that coordinates them.
fn uncoordinated(halves: &[Observation], relationships: &[Relationship]) -> Vec<Diagnostic> {
    let rows = authority::scopes(halves, relationships);
    let rows = rows.iter().filter(|row| row.authority == Authority::Uncoordinated);
    rows.map(|row| {
        let rule: &'static Rule = match row.vendor {
            Vendor::Isc => &rules::ISC_UNCOORDINATED_RANGE,
            Vendor::Kea => &rules::KEA_UNCOORDINATED_POOL,
            Vendor::Windows => &rules::WIN_SCOPE_UNCOORDINATED,
        };
        let message = format!("both servers hand out addresses of `{}` on their own", row.net);
        let mut found = Diagnostic::without_place(rule, message);
        if row.vendor == Vendor::Isc && row.family == Family::V6 {
            found = found.with_help(
                "dhcpd has no failover for DHCPv6: give each server its own part of the addresses",
            );
        }
        for holding in &row.holdings {
            if let Some(span) = pool_span(holding) {
                found = found.with_label(span, holding.server.to_string());
            }
        }
        found
    })
    .collect()
}

fn pool_span(holding: &Holding<'_>) -> Option<Span> {
    let pools = &holding.scope.pools;
    pools.iter().find_map(|pool| pool.span).or(holding.scope.span)
}
