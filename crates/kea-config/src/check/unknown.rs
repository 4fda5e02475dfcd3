//! What to say of a key that does not belong where it stands.

use config_text::{Diagnostic, Rule};

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::table::{self, Group, Key, Level};
use crate::text::{nearest, shorten};
use crate::view::Family;

pub(super) fn report(judge: &mut Judge<'_>, value: Node<'_>, level: &'static Level) {
    let name = value.key().unwrap_or_default();
    let shown = shorten(&name);
    let known = level.key(name.as_bytes());
    let rule = rule(&name, known.is_some());
    let message = match known {
        Some(_) if value.raw_key() != Some(name.as_bytes()) => {
            format!("`{shown}` is written with escapes: Kea knows its keys without them only")
        }
        Some((_, key)) if !key.is_of(judge.family()) => {
            let other = if judge.family() == Family::V4 { "Dhcp6" } else { "Dhcp4" };
            format!("`{shown}` is known in {} of `{other}` only", level.name)
        }
        Some((group, key)) => {
            format!("`{shown}` in {} is known {}", level.name, lifespan(group, key))
        }
        None => format!("`{shown}` is not known in {}", level.name),
    };
    let mut finding = Diagnostic::new(rule, value.name_span(), message);
    if let Some(help) = help(judge, &name, level, known.is_some()) {
        finding = finding.with_help(help);
    }
    judge.push(finding);
}

fn rule(name: &str, known: bool) -> &'static Rule {
    match name {
        "client-classes" if known => &rules::GUARD_KEY,
        "control-socket" if known => &rules::CONTROL_SOCKET_OLD,
        _ => &rules::UNKNOWN_KEY,
    }
}

fn lifespan(group: &Group, key: &Key) -> String {
    match group.since.iter().max() {
        Some(since) => format!("from {since} on"),
        None => key.lifespan(),
    }
}

fn help(judge: &Judge<'_>, name: &str, level: &'static Level, known: bool) -> Option<String> {
    let replacement = match name {
        "client-classes" if known => "use `client-class` with one class",
        "evaluate-additional-classes" => "use `require-client-classes`",
        "only-in-additional-list" => "use `only-if-required`",
        "control-sockets" => "use `control-socket`",
        "control-socket" => "use `control-sockets`, a list",
        "output-options" => "use `output_options`",
        "reservation-mode" if known => {
            "use `reservations-global`, `reservations-in-subnet` and `reservations-out-of-pool`"
        }
        "ip-address" if known => "use `ip-addresses`, a list",
        _ => "",
    };
    if !replacement.is_empty() {
        return Some(replacement.to_owned());
    }
    if known {
        return None;
    }
    let here = level.keys().filter(|(group, key)| {
        key.is_of(judge.family()) && key.may_be_in(judge.version) && group.may_be_in(judge.version)
    });
    if let Some(near) = nearest(name, here.map(|(_, key)| key.name)) {
        return Some(format!("did you mean `{near}`?"));
    }
    let levels = [
        &table::SERVER,
        &table::SHARED_NETWORK,
        &table::SUBNET,
        &table::POOL,
        &table::PD_POOL,
        &table::RESERVATION,
        &table::OPTION_DATA,
        &table::OPTION_DEF,
        &table::CLIENT_CLASS,
    ];
    let knows = |other: &&&'static Level| {
        other.key(name.as_bytes()).is_some_and(|(_, key)| key.is_of(judge.family()))
    };
    let place = levels.iter().find(knows)?;
    Some(format!("it belongs in {}", place.name))
}
