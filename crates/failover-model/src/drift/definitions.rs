//! Classes, option definitions and whatever else is defined once and used by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::cluster::{Leaf, differing};
use super::matched::Matched;
use super::{Difference, Pair, Path, Says, Side, Sides, Subject};
use crate::config::{Definition, DefinitionKind, ServerConfig};
use crate::setting::{ContextIx, Effective, Level, Value};

type Key = (Option<IpNet>, DefinitionKind, Arc<str>);

/// Definitions on one side only, with another content, or in another order.
pub(super) fn compare(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let sides = Sides::of(|side| definitions(pair, side));
    let keys: BTreeSet<&Key> = sides.iter().flat_map(|(_, side)| side.keys()).collect();
    let lone = lone_classes(&sides);
    let mut found = Vec::new();
    for key in keys {
        let Some(path) = path(pair, matched, key) else { continue };
        let each = sides.as_ref().map(|side| side.get(key).copied());
        match each.into_array() {
            [Some(_), Some(_)] => {}
            // A server has keys of its own (OMAPI); what refers to a missing one differs itself.
            _ if key.1 == DefinitionKind::Key => {}
            _ => {
                let around = |side: Side| {
                    let context = pair.config(side).context(each[side]?.context)?;
                    context.parent.filter(|parent| lone[side].contains(parent))
                };
                if Side::BOTH.into_iter().any(|side| around(side).is_some()) {
                    continue;
                }
                let says = each.map(|side| match side {
                    Some(one) => Says::Present { span: one.span },
                    None => Says::Nothing,
                });
                let difference = pair.difference(Subject::Definition, path, says);
                found.push(difference.reaching(key.0.into_iter().collect()));
            }
        }
    }
    found.extend(order(pair, matched, &sides));
    found
}

/// The content of the classes that only one side has: what belongs to them goes with them.
fn lone_classes(sides: &Sides<BTreeMap<Key, &Definition>>) -> Sides<BTreeSet<ContextIx>> {
    Sides::of(|side| {
        let classes = sides[side].iter().filter(|(key, _)| key.1 == DefinitionKind::Class);
        let lone = classes.filter(|(key, _)| !sides[side.other()].contains_key(key));
        lone.map(|(_, class)| class.context).collect()
    })
}

fn definitions<'a>(pair: &Pair<'a>, side: Side) -> BTreeMap<Key, &'a Definition> {
    let config = pair.config(side);
    config.definitions().iter().map(|one| (key(config, one), one)).collect()
}

fn key(config: &ServerConfig, one: &Definition) -> Key {
    let scope = one.scope.and_then(|scope| config.scope(scope)).map(|scope| scope.net);
    (scope, one.kind, Arc::clone(&one.name))
}

/// Where a definition belongs; `None` for those of scopes that are not compared.
fn path(pair: &Pair<'_>, matched: &Matched<'_>, (scope, kind, name): &Key) -> Option<Path> {
    let path = match scope {
        None => Path::new(pair.place()),
        Some(net) => {
            let both = matched.scope(*net)?;
            if both.one_sided() {
                return None;
            }
            both.path(pair)
        }
    };
    Some(path.step(kind.as_str(), name))
}

/// What the content of definitions that both sides have differs in.
pub(super) fn leaves<'a>(pair: &Pair<'a>, matched: &Matched<'_>) -> Vec<Leaf<'a>> {
    let [mine, theirs] = Sides::of(|side| definitions(pair, side)).into_array();
    let mut found = Vec::new();
    for (key, one) in mine {
        let Some(path) = path(pair, matched, &key) else { continue };
        let Some(sides) = theirs.get(&key).map(|other| Sides::new(one, *other)) else { continue };
        let own = Sides::of(|side| own(pair.config(side), sides[side]));
        let scope = key.0;
        let each = differing(&own[Side::First], &own[Side::Second]).into_iter();
        found.extend(each.map(|(key, applied)| Leaf {
            subject: Subject::DefinitionSetting,
            path: path.clone(),
            place: pair.place(),
            scope,
            key,
            sides: applied,
            contexts: sides.map(|one| one.context),
        }));
    }
    found
}

/// What a definition says, with what it has from the blocks that it is written in.
fn own<'a>(config: &'a ServerConfig, one: &Definition) -> Effective<'a> {
    let around = config.ancestors(one.context).skip(1).map(|(_, context)| context);
    let around = around.take_while(|context| {
        one.scope.is_none() && !matches!(context.level, Level::Server | Level::Definition)
    });
    let mut chain: Vec<_> = around.collect();
    chain.reverse();
    chain.extend(config.context(one.context));
    let mut effective = Effective::default();
    for context in chain {
        effective.overlay(context);
    }
    effective
}

/// Definitions whose order has a meaning and that stand in another order.
fn order(
    pair: &Pair<'_>,
    matched: &Matched<'_>,
    sides: &Sides<BTreeMap<Key, &Definition>>,
) -> Vec<Difference> {
    type Orders<'a> = BTreeMap<(Option<IpNet>, DefinitionKind), Sides<Vec<&'a str>>>;
    // Only what both have, and where its order counts on both, can be in another order.
    let common =
        |key: &Key| sides.iter().all(|(_, side)| side.get(key).is_some_and(|one| one.ordered));
    let mut orders: Orders<'_> = BTreeMap::new();
    for side in Side::BOTH {
        let config = pair.config(side);
        for one in config.definitions() {
            let key = key(config, one);
            if common(&key) {
                orders.entry((key.0, key.1)).or_default()[side].push(&one.name);
            }
        }
    }
    let mut found = Vec::new();
    for ((scope, kind), names) in orders.into_iter().filter(|(_, names)| !names.agree()) {
        let Some(path) = path(pair, matched, &(scope, kind, "*".into())) else { continue };
        let says =
            names.map(|names| Says::Value { value: Value::text(names.join(", ")), span: None });
        let difference = pair.difference(Subject::Order, path.field("order"), says);
        found.push(difference.reaching(scope.into_iter().collect()));
    }
    found
}
