//! The list of relationships and what stands in each, in the order in which the library reads it.

use kea_config::view::HookLibrary;
use kea_config::{Kind, Node, nearest};

use super::judge::Judge;
use super::words::{is_blank, unknown_word};
use super::{peers, several, validate};
use crate::mode::Mode;
use crate::parameter::{PARAMETERS, ParameterInfo, Unit};
use crate::relationship::Relationship;
use crate::rules;
use config_text::Diagnostic;

/// The member of the hook's parameters with the relationships.
const LIST: &str = "high-availability";

pub(super) fn check(judge: &mut Judge<'_>, library: &HookLibrary<'_>) {
    let Some(list) = library.parameters().and_then(|parameters| parameters.get(LIST)) else {
        return missing(judge, library);
    };
    if !judge.is_a(Kind::List, list, LIST) {
        return;
    }
    let all: Vec<_> = list.items().collect();
    if all.is_empty() {
        return judge.find(&rules::MISSING, list, format!("there is no relationship in `{LIST}`"));
    }
    if let (Some(second), true) = (all.get(1), judge.version.is_before(2, 5, 5)) {
        let message = "before 2.5.5 a server has one relationship and no more";
        return judge.find(&rules::SEVERAL, *second, message);
    }
    let family = judge.server.family();
    let mut sound = Vec::new();
    for node in all {
        if !judge.is_a(Kind::Map, node, "a relationship") {
            continue;
        }
        let relationship = Relationship::new(node, family);
        let before = judge.count();
        parts(judge, relationship);
        if judge.count() == before {
            validate::check(judge, relationship);
            sound.push(relationship);
        }
    }
    several::check(judge, &sound);
}

fn missing(judge: &mut Judge<'_>, library: &HookLibrary<'_>) {
    let message = format!("the HA library is loaded without `{LIST}` in its `parameters`");
    let place = library.parameters().unwrap_or_else(|| library.node());
    let mut finding = Diagnostic::new(&rules::MISSING, place.name_span(), message);
    let written = library.parameters().into_iter().flat_map(Node::members);
    for member in written {
        if nearest(&member.key, [LIST]).is_some() {
            finding = finding.with_help(format!("`{}` should be `{LIST}`", member.key));
        }
    }
    judge.push(finding);
}

fn parts(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let node = relationship.node();
    mode(judge, node);
    let peers = judge.required(node, "peers", Kind::List, "a relationship");
    let machine = judge.optional(node, "state-machine", Kind::Map);
    let states = machine.and_then(|machine| judge.optional(machine, "states", Kind::List));
    if let Some(name) = judge.required(node, "this-server-name", Kind::String, "a relationship")
        && is_blank(name)
    {
        judge.find(&rules::VALUE, name, "`this-server-name` must not be blank");
    }
    for info in PARAMETERS {
        if info.key == "multi-threading.enable-multi-threading" {
            judge.optional(node, "multi-threading", Kind::Map);
        }
        parameter(judge, node, info);
    }
    if let Some(peers) = peers {
        peers::check(judge, peers);
    }
    if let Some(states) = states {
        peers::states(judge, states);
    }
}

/// The mode is read first: defaults depend on it.
fn mode(judge: &mut Judge<'_>, node: Node<'_>) {
    let Some(mode) = judge.required(node, "mode", Kind::String, "a relationship") else { return };
    let word = mode.as_str().unwrap_or_default();
    if Mode::parse(&word).is_none() {
        unknown_word(judge, mode, "mode", &Mode::ALL.map(Mode::as_str));
    }
}

fn parameter(judge: &mut Judge<'_>, relationship: Node<'_>, info: &ParameterInfo) {
    let Some(node) = info.node(relationship) else { return };
    if judge.version.is_always(|release| release < info.since) {
        return;
    }
    let name = info.key.rsplit('.').next().unwrap_or(info.key);
    let kind = match info.unit {
        Unit::Flag => Kind::Boolean,
        Unit::Path => Kind::String,
        _ => Kind::Integer,
    };
    if !judge.is_a(kind, node, name) {
        return;
    }
    let Some(maximum) = info.maximum(Some(judge.version)) else { return };
    let Some(number) = node.as_i64() else { return };
    if u64::try_from(number).is_ok_and(|number| number <= maximum) {
        return;
    }
    let rule = if info.is_timer() { &rules::TIMER_RANGE } else { &rules::VALUE };
    let of = if info.unit == Unit::Milliseconds { " ms" } else { "" };
    let message = format!("`{name}` is in the range 0 to {maximum}{of}, not {number}");
    judge.find(rule, node, message);
}
