//! Scopes: which are on both sides, and what applies in each.

use std::collections::BTreeMap;

use config_text::Span;

use super::cluster::{self, Applied, Leaf, Origin, differing};
use super::matched::{Both, Matched, relationship_name};
use super::{Difference, Pair, Path, Says, Side, Sides, Subject, pools};
use crate::config::{Scope, ServerConfig};
use crate::identity::Vendor;
use crate::setting::{Level, Setting, Value};

/// What is on one side only, and what each scope is and hands out.
pub(super) fn compare(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for both in &matched.scopes {
        match both.sides.into_array() {
            [Some(a), Some(b)] => {
                found.extend(shape(pair, both, a, b));
                found.extend(pools::compare(pair, both, a, b));
            }
            _ => {
                let sides = both.sides.map(|side| match side {
                    Some(scope) => Says::Present { span: scope.span },
                    None => Says::Nothing,
                });
                let difference = pair.difference(Subject::Scope, both.path(pair), sides);
                found.push(difference.reaching(vec![both.net]));
            }
        }
    }
    merged(matched, found)
}

/// One difference for what has one reason: a shared network that has another name, or a pool of a
/// shared network that is in another relationship, in several scopes.
fn merged(matched: &Matched<'_>, found: Vec<Difference>) -> Vec<Difference> {
    let mut merged: Vec<Difference> = Vec::with_capacity(found.len());
    let mut known: BTreeMap<Reason, usize> = BTreeMap::new();
    for difference in found {
        let at = match reason(matched, &difference) {
            Some(reason) => *known.entry(reason).or_insert(merged.len()),
            None => merged.len(),
        };
        match merged.get_mut(at) {
            Some(first) => first.scopes.extend(difference.scopes),
            None => merged.push(difference),
        }
    }
    merged
}

fn reason(matched: &Matched<'_>, difference: &Difference) -> Option<Reason> {
    let values = difference.sides.as_ref().map(|says| match says {
        Says::Value { value, .. } => Some(value.clone()),
        _ => None,
    });
    let network = match difference.subject {
        Subject::Network => values.iter().all(|(_, value)| value.is_some()).then(String::new),
        Subject::Membership => {
            let net = difference.scopes.first()?;
            let sides = matched.scope(*net)?.sides;
            sides.iter().find_map(|(_, scope)| Some(scope.as_ref()?.network.as_ref()?.to_string()))
        }
        _ => None,
    };
    Some((difference.subject, network?, values.into_array()))
}

/// A subject, the shared network it is about, and what each side says.
type Reason = (Subject, String, [Option<Value>; 2]);

/// What a scope is: enabled, in which shared network, in which relationship.
fn shape(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let says = |text: Option<&str>, span: Option<Span>| match text {
        Some(text) => Says::Value { value: Value::text(text), span },
        None => Says::Nothing,
    };
    let mut found = Vec::new();
    let scopes = Sides::new(a, b);
    let mut add = |subject, field: &str, sides: Sides<Says>| {
        let path = both.path(pair).field(field);
        found.push(pair.difference(subject, path, sides).reaching(vec![both.net]));
    };
    if a.net != b.net && pair.vendor() == Vendor::Windows {
        let mask = scopes.map(|scope| says(Some(&scope.net.netmask().to_string()), scope.span));
        add(Subject::Range, "mask", mask);
    } else if a.net != b.net {
        let net = scopes.map(|scope| says(Some(&scope.net.to_string()), scope.span));
        add(Subject::Scope, "subnet", net);
    }
    if a.enabled != b.enabled {
        let word = |scope: &Scope| if scope.enabled { "enabled" } else { "disabled" };
        let state = scopes.map(|scope| says(Some(word(scope)), scope.span));
        add(Subject::Enabled, "state", state);
    }
    if a.network != b.network {
        let network = scopes.map(|scope| says(scope.network.as_deref(), scope.span));
        add(Subject::Network, "shared-network", network);
    }
    let members = Sides::of(|side| Some(relationship_name(pair, side, scopes[side].relationship?)));
    if !members.agree() {
        let sides = members.zip(scopes);
        let sides = sides.map(|(member, scope)| says(member.as_deref(), scope.span));
        add(Subject::Membership, "relationship", sides);
    }
    found
}

/// Whether one side has a setting from its shared network, and the other one from further out or not
/// at all.
fn inherits_network(sides: Sides<Option<Applied<'_>>>) -> bool {
    let levels = sides.map(|side| side.map(|(_, level)| level)).into_array();
    let outer = levels.iter().all(|level| level.is_none_or(|level| *level < Level::Scope));
    outer && levels.iter().any(|level| matches!(level, Some(Level::Network(_))))
}

/// Whether somebody wrote a setting down; the state of a Windows server has no text and no defaults.
fn stated(pair: &Pair<'_>, setting: &Setting) -> bool {
    setting.span.is_some() || pair.vendor() == Vendor::Windows
}

/// Everything that applies differently: server, scopes, pools and reservations, by reason.
pub(super) fn settings(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let mut leaves = Vec::new();
    for both in &matched.scopes {
        let [Some(a), Some(b)] = both.sides.into_array() else { continue };
        let scopes = Sides::new(a, b);
        let effective =
            scopes.zip(pair.configs).map(|(scope, config)| config.effective(scope.context));
        for (key, sides) in differing(&effective[Side::First], &effective[Side::Second]) {
            if (a.network.is_none() || b.network.is_none()) && inherits_network(sides) {
                // That it is in a shared network on one side only says why.
                continue;
            }
            if key == "authoritative" && a.enabled != b.enabled {
                // Authority goes with what disables a scope: it would refuse clients.
                continue;
            }
            leaves.push(Leaf {
                subject: Subject::Setting,
                path: both.path(pair),
                place: both.place(pair),
                scope: Some(both.net),
                key,
                sides,
                contexts: Sides::new(a.context, b.context),
            });
        }
        leaves.extend(pools::leaves(pair, both, scopes, &effective));
    }
    leaves.extend(super::reservations::leaves(pair, matched));
    leaves.extend(super::definitions::leaves(pair, matched));
    let reaches = |key: &str, setting: &Setting| {
        let origin = Origin::of(setting);
        leaves.iter().any(|leaf| {
            let here =
                |side: &Option<Applied<'_>>| side.is_some_and(|(one, _)| Origin::of(one) == origin);
            leaf.key == key && leaf.sides.iter().any(|(_, side)| here(side))
        })
    };
    let root = pair.configs.map(|config| config.effective(config.root()));
    let alone = matched.scopes.iter().all(Both::one_sided);
    let mut global = Vec::new();
    for (key, sides) in differing(&root[Side::First], &root[Side::Second]) {
        // What only one side states for the whole server is the same thing said elsewhere, unless
        // somebody inherits it. A default that nobody inherits is nothing said, too.
        let states = |side: Option<Applied<'_>>| side.is_some_and(|(one, _)| stated(pair, one));
        let inherited = |side: Option<Applied<'_>>| side.is_some_and(|(one, _)| reaches(key, one));
        let each = sides.into_array();
        let matters = alone || each.into_iter().all(states) || each.into_iter().any(inherited);
        if matters {
            let path = Path::new(pair.place());
            let (place, subject) = (pair.place(), Subject::Setting);
            let contexts = pair.configs.map(ServerConfig::root);
            global.push(Leaf { subject, path, place, scope: None, key, sides, contexts });
        }
    }
    global.extend(leaves);
    cluster::report(pair, global)
}
