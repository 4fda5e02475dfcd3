//! Classes, option definitions and whatever else is defined once and used by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::cluster::{Leaf, differing};
use super::scopes::Matched;
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
                found.push(pair.difference(Subject::Definition, path, says));
            }
        }
    }
    found.extend(order(pair, &sides));
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
    let key = |one: &Definition| {
        let scope = one.scope.and_then(|scope| config.scope(scope)).map(|scope| scope.net);
        (scope, one.kind, Arc::clone(&one.name))
    };
    config.definitions().iter().map(|one| (key(one), one)).collect()
}

/// Where a definition belongs; `None` for those of scopes that are not compared.
fn path(pair: &Pair<'_>, matched: &Matched<'_>, (scope, kind, name): &Key) -> Option<Path> {
    let path = match scope {
        None => Path::new(pair.place()),
        Some(net) => {
            let both = matched.scopes.iter().find(|both| both.net == *net)?;
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
        let each = differing(&own[Side::First], &own[Side::Second]).into_iter();
        found.extend(each.map(|(key, applied)| Leaf {
            subject: Subject::DefinitionSetting,
            path: path.clone(),
            place: pair.place(),
            scope: None,
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
fn order(pair: &Pair<'_>, sides: &Sides<BTreeMap<Key, &Definition>>) -> Vec<Difference> {
    let mut kinds: BTreeMap<(Option<IpNet>, DefinitionKind), ()> = BTreeMap::new();
    for ((scope, kind, _), one) in sides.iter().flat_map(|(_, side)| side) {
        if one.ordered {
            kinds.insert((*scope, *kind), ());
        }
    }
    let mut found = Vec::new();
    for (scope, kind) in kinds.into_keys() {
        let names = |side: Side| {
            let config = pair.config(side);
            let mine = config.definitions().iter().filter(|one| {
                let at = one.scope.and_then(|ix| config.scope(ix)).map(|found| found.net);
                one.kind == kind && at == scope
            });
            // Only what both have, and where its order counts on both, can be in another order.
            let common = mine.filter(|one| {
                let key = (scope, kind, Arc::clone(&one.name));
                sides.iter().all(|(_, side)| side.get(&key).is_some_and(|one| one.ordered))
            });
            common.map(|one| &*one.name).collect::<Vec<_>>()
        };
        let orders = Sides::of(names);
        if !orders.agree() {
            let path = Path::new(pair.place()).step(kind.as_str(), "*").field("order");
            let says = orders
                .map(|order| Says::Value { value: Value::text(order.join(", ")), span: None });
            found.push(pair.difference(Subject::Order, path, says));
        }
    }
    found
}
