//! Classes, option definitions and whatever else is defined once and used by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::cluster::differing;
use super::scopes::Matched;
use super::{Difference, Pair, Path, Says, Side, Sides, Subject};
use crate::config::{Definition, DefinitionKind};
use crate::setting::{Effective, Value};

type Key = (Option<IpNet>, DefinitionKind, Arc<str>);

/// Definitions on one side only, with another content, or in another order.
pub(super) fn compare(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let sides = Sides::of(|side| definitions(pair, side));
    let keys: BTreeSet<&Key> = sides.iter().flat_map(|(_, side)| side.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let Some(path) = path(pair, matched, key) else { continue };
        let each = sides.as_ref().map(|side| side.get(key).copied());
        match each.into_array() {
            [Some(a), Some(b)] => found.extend(content(pair, &path, Sides::new(a, b))),
            // A server has keys of its own (OMAPI); what refers to a missing one differs itself.
            _ if key.1 == DefinitionKind::Key => {}
            _ => {
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

fn content(pair: &Pair<'_>, path: &Path, sides: Sides<&Definition>) -> Vec<Difference> {
    let own = Sides::of(|side| {
        let mut effective = Effective::default();
        if let Some(context) = pair.config(side).context(sides[side].context) {
            effective.overlay(context);
        }
        effective
    });
    let each = differing(&own[Side::First], &own[Side::Second]).into_iter();
    each.map(|(key, applied)| {
        let says = applied.map(|side| match side {
            Some((setting, _)) => Says::Value { value: setting.value.clone(), span: setting.span },
            None => Says::Nothing,
        });
        pair.difference(Subject::DefinitionSetting, path.clone().field(key), says)
    })
    .collect()
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
            // Only what both have can be in another order.
            let common = mine.filter(|one| {
                let key = (scope, kind, Arc::clone(&one.name));
                sides.iter().all(|(_, side)| side.contains_key(&key))
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
