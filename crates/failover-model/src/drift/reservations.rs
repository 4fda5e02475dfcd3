//! Reservations: which client they are for, and what it is given.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::cluster::{Leaf, differing};
use super::scopes::{Both, Matched};
use super::{Difference, Pair, Path, Place, Says, Subject};
use crate::config::{Identifier, Reservation, Scope, ServerConfig};
use crate::setting::{ContextIx, Effective, Value};

/// Reservations on one side only, and those that recognise or give something else.
pub(super) fn compare(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for twins in pairs(pair, matched) {
        let path = twins.path(pair);
        match twins.sides {
            [Some(a), Some(b)] => found.extend(fields(pair, &path, a, b)),
            sides => {
                let sides = sides.map(|side| match side {
                    Some(one) => Says::Present { span: one.span },
                    None => Says::Nothing,
                });
                let scopes = twins.both.iter().map(|both| both.net).collect();
                found.push(pair.difference(Subject::Reservation, path, sides).reaching(scopes));
            }
        }
    }
    found
}

/// Settings that apply differently to the client of a reservation, for its own reasons.
pub(super) fn leaves<'a>(pair: &Pair<'a>, matched: &Matched<'a>) -> Vec<Leaf<'a>> {
    let configs = [pair.config(0), pair.config(1)];
    let mut found = Vec::new();
    for twins in pairs(pair, matched) {
        let [Some(a), Some(b)] = twins.sides else { continue };
        let scopes = twins.both.map_or([None, None], |both| both.sides);
        let own = [own(configs[0], a, scopes[0]), own(configs[1], b, scopes[1])];
        let differing = differing(&own[0], &own[1]);
        if differing.is_empty() {
            continue;
        }
        let outer = [0, 1].map(|side| {
            let context = scopes[side].map_or(configs[side].root(), |scope| scope.context);
            configs[side].effective(context)
        });
        for (key, sides) in differing {
            let sides = super::pools::inherit(key, sides, &outer);
            let values = sides.map(|side| side.map(|(setting, _)| &setting.value));
            if values[0] != values[1] {
                found.push(Leaf {
                    subject: Subject::ReservationField,
                    path: twins.path(pair),
                    place: twins.place(pair),
                    scope: twins.both.map(|both| both.net),
                    key,
                    sides,
                });
            }
        }
    }
    found
}

/// The two sides' reservation for the same client.
struct Twins<'a, 'm> {
    sides: [Option<&'a Reservation>; 2],
    both: Option<&'m Both<'a>>,
}

impl Twins<'_, '_> {
    fn place(&self, pair: &Pair<'_>) -> Place {
        self.both.map_or_else(|| pair.place(), |both| both.place(pair))
    }

    fn path(&self, pair: &Pair<'_>) -> Path {
        let path = match self.both {
            Some(both) => both.path(pair),
            None => Path::new(pair.place()),
        };
        let label = self.sides.iter().flatten().next().map_or_else(String::new, |one| label(one));
        path.step("reservation", label)
    }
}

/// A name for a reservation: its own, else what it recognises the client by, else its address.
fn label(reservation: &Reservation) -> String {
    let identifier = || Some(reservation.identifiers.first()?.value.to_string());
    let address = || Some(reservation.addresses.first()?.to_string());
    let name = reservation.name.as_ref().map(ToString::to_string);
    name.or_else(identifier).or_else(address).unwrap_or_else(|| "?".to_owned())
}

/// Finds for each reservation its counterpart: alike in everything that recognises it first, then
/// by identifiers, by name, by address.
fn pairs<'a, 'm>(pair: &Pair<'a>, matched: &'m Matched<'a>) -> Vec<Twins<'a, 'm>> {
    let sides = [0, 1].map(|side| relevant(pair, matched, side));
    let [mut of_a, mut of_b] = [0, 1].map(|side: usize| vec![None; sides[side].len()]);
    let keys: [&dyn Fn(&Reservation) -> Option<Key>; 4] = [
        &|one| Some(Key(one.name.clone(), one.identifiers.clone(), one.addresses.clone())),
        &|one| {
            (!one.identifiers.is_empty()).then(|| Key(None, one.identifiers.clone(), Vec::new()))
        },
        &|one| one.name.clone().map(|name| Key(Some(name), Vec::new(), Vec::new())),
        &|one| (!one.addresses.is_empty()).then(|| Key(None, Vec::new(), one.addresses.clone())),
    ];
    for key in keys {
        let mut waiting: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        let free = |partner: &[Option<usize>], at: usize| partner.get(at) == Some(&None);
        // Last first, so that the first is on top when it is asked for.
        for (at, (one, _)) in sides[1].iter().enumerate().rev() {
            if let Some(key) = key(one).filter(|_| free(&of_b, at)) {
                waiting.entry(key).or_default().push(at);
            }
        }
        for (at, (one, _)) in sides[0].iter().enumerate() {
            let Some(key) = key(one).filter(|_| free(&of_a, at)) else { continue };
            let Some(other) = waiting.get_mut(&key).and_then(Vec::pop) else { continue };
            if let (Some(a), Some(b)) = (of_a.get_mut(at), of_b.get_mut(other)) {
                (*a, *b) = (Some(other), Some(at));
            }
        }
    }
    let mut found = Vec::new();
    for (at, (one, both)) in sides[0].iter().enumerate() {
        let other = of_a.get(at).copied().flatten().and_then(|other| sides[1].get(other));
        let both = both.or_else(|| other.and_then(|(_, both)| *both));
        found.push(Twins { sides: [Some(one), other.map(|(other, _)| *other)], both });
    }
    let lone = sides[1].iter().zip(&of_b).filter(|(_, partner)| partner.is_none());
    found.extend(lone.map(|((one, both), _)| Twins { sides: [None, Some(one)], both: *both }));
    found
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key(Option<Arc<str>>, Vec<Identifier>, Vec<IpAddr>);

/// The reservations of one side that matter to this pair, each with its scope where that is known.
///
/// Those of a scope that is on one side only go with it; those of scopes that are not compared do
/// not count; those without a scope count where the two servers have no other partner, or where
/// both sides have them.
fn relevant<'a, 'm>(
    pair: &Pair<'a>,
    matched: &'m Matched<'a>,
    side: usize,
) -> Vec<(&'a Reservation, Option<&'m Both<'a>>)> {
    let config = pair.config(side);
    let nets: BTreeMap<IpNet, &Both<'_>> =
        matched.scopes.iter().map(|both| (both.net, both)).collect();
    let lengths: BTreeSet<u8> =
        config.scopes().iter().map(|scope| scope.net.prefix_len()).collect();
    let own: BTreeSet<IpNet> = config.scopes().iter().map(|scope| scope.net).collect();
    let by_address = |address: &IpAddr| {
        // The longest prefix wins, as for a routing table.
        let candidates = lengths.iter().rev().filter_map(|len| IpNet::new(*address, *len).ok());
        candidates.map(|net| net.trunc()).find(|net| own.contains(net))
    };
    let mut found = Vec::new();
    for one in config.reservations() {
        let written = one.scope.and_then(|scope| config.scope(scope)).map(|scope| scope.net);
        let net = written.or_else(|| one.addresses.iter().find_map(by_address));
        let both = net.and_then(|net| nets.get(&net).copied());
        let lone = both.is_some_and(|both| both.sides.iter().any(Option::is_none));
        let counts = match (net, both) {
            // A scope that only one side has takes the reservations written inside it along.
            (Some(_), Some(_)) => !(lone && written.is_some()),
            (Some(_), None) => pair.exclusive && written.is_none(),
            (None, _) => pair.exclusive || shared(pair, side, one),
        };
        if counts {
            found.push((one, both));
        }
    }
    found
}

/// Whether the other side has a reservation that recognises the same client.
fn shared(pair: &Pair<'_>, side: usize, one: &Reservation) -> bool {
    let others = pair.config(1 - side.min(1)).reservations().iter();
    others.clone().any(|other| {
        (one.name.is_some() && other.name == one.name)
            || (!one.identifiers.is_empty() && other.identifiers == one.identifiers)
    })
}

/// What is set between a reservation and what its scope inherits from.
fn own<'a>(config: &'a ServerConfig, one: &Reservation, scope: Option<&Scope>) -> Effective<'a> {
    let outside: BTreeSet<ContextIx> = match scope {
        Some(scope) => config.ancestors(scope.context).map(|(ix, _)| ix).collect(),
        None => std::iter::once(config.root()).collect(),
    };
    let inside = config.ancestors(one.context).take_while(|(ix, _)| !outside.contains(ix));
    let mut chain: Vec<_> = inside.map(|(_, context)| context).collect();
    chain.reverse();
    let mut effective = Effective::default();
    for context in chain {
        effective.overlay(context);
    }
    effective
}

fn fields(pair: &Pair<'_>, path: &Path, a: &Reservation, b: &Reservation) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |field: &str, values: [Option<String>; 2]| {
        if values[0] == values[1] {
            return;
        }
        let spans = [a.span, b.span];
        let mut says = values.into_iter().zip(spans).map(|(value, span)| match value {
            Some(value) => Says::Value { value: Value::text(value), span },
            None => Says::Nothing,
        });
        let sides = [says.next().unwrap_or(Says::Nothing), says.next().unwrap_or(Says::Nothing)];
        let path = path.clone().field(field);
        found.push(pair.difference(Subject::ReservationField, path, sides));
    };
    add("name", [a, b].map(|one| one.name.as_ref().map(ToString::to_string)));
    let kinds: BTreeSet<&Arc<str>> =
        a.identifiers.iter().chain(&b.identifiers).map(|identifier| &identifier.kind).collect();
    for kind in kinds {
        let of = |one: &Reservation| {
            let mine = one.identifiers.iter().filter(|identifier| identifier.kind == *kind);
            joined(mine.map(|identifier| &*identifier.value))
        };
        add(kind, [of(a), of(b)]);
    }
    add("address", [a, b].map(|one| joined(one.addresses.iter())));
    add("prefix", [a, b].map(|one| joined(one.prefixes.iter())));
    found
}

fn joined<T: ToString>(values: impl Iterator<Item = T>) -> Option<String> {
    let values: Vec<_> = values.map(|value| value.to_string()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
