//! Reservations: which client they are for, and what it is given.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

use super::cluster::{Leaf, differing};
use super::matched::{Both, Matched};
use super::{Difference, Pair, Path, Place, Says, Side, Sides, Subject};
use crate::config::{Reservation, Scope, ServerConfig};
use crate::identity::{Family, Identifier, Vendor};
use crate::setting::{ContextIx, Effective, Value};

/// Reservations on one side only, and those that recognise or give something else.
pub(super) fn compare(pair: &Pair<'_>, matched: &Matched<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for twins in pairs(pair, matched) {
        let path = twins.path(pair);
        match twins.sides.into_array() {
            [Some(a), Some(b)] => found.extend(fields(pair, &twins, &path, a, b)),
            // What the whole scope is missing for is missing with it.
            _ if twins.gone_with_scope(pair) => {}
            _ => {
                let sides = twins.sides.map(|side| match side {
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
    let mut found = Vec::new();
    for twins in pairs(pair, matched) {
        let [Some(a), Some(b)] = twins.sides.into_array() else { continue };
        let twin = Sides::new(a, b);
        // Where it moved to another scope, that is the difference, and not what applies there.
        let scopes = Sides::of(|side| {
            let written = twin[side].scope.and_then(|scope| pair.config(side).scope(scope));
            written.or_else(|| twins.both.and_then(|both| both.sides[side]))
        });
        let own = Sides::of(|side| own(pair.config(side), twin[side], scopes[side]));
        let differing = differing(&own[Side::First], &own[Side::Second]);
        if differing.is_empty() {
            continue;
        }
        let outer = Sides::of(|side| {
            let config = pair.config(side);
            config.effective(scopes[side].map_or(config.root(), |scope| scope.context))
        });
        for (key, sides) in differing {
            let sides = super::pools::inherit(key, sides, &outer);
            if !sides.map(|side| side.map(|(setting, _)| &setting.value)).agree() {
                found.push(Leaf {
                    subject: Subject::ReservationField,
                    path: twins.path(pair),
                    place: twins.place(pair),
                    scope: twins.both.map(|both| both.net),
                    key,
                    sides,
                    contexts: Sides::new(a.context, b.context),
                });
            }
        }
    }
    found
}

/// The two sides' reservation for the same client.
struct Twins<'a, 'm> {
    sides: Sides<Option<&'a Reservation>>,
    both: Option<&'m Both<'a>>,
}

impl Twins<'_, '_> {
    /// Whether it is on one side only because its scope is, or is disabled on the other one: a disabled
    /// scope of Kea has put its reservations away.
    fn gone_with_scope(&self, pair: &Pair<'_>) -> bool {
        let away = |scope: &Scope| pair.vendor() == Vendor::Kea && super::pools::emptied(scope);
        let lacks = |side| self.both.is_some_and(|both| both.sides[side].is_none_or(away));
        Side::BOTH.into_iter().any(|side| self.sides[side].is_none() && lacks(side))
    }

    fn place(&self, pair: &Pair<'_>) -> Place {
        self.both.map_or_else(|| pair.place(), |both| both.place(pair))
    }

    fn path(&self, pair: &Pair<'_>) -> Path {
        let path = match self.both {
            Some(both) => both.path(pair),
            None => Path::new(pair.place()),
        };
        let one = self.sides.iter().find_map(|(_, side)| *side);
        let label = one.map_or_else(String::new, label);
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
    let [mine, theirs] = Sides::of(|side| relevant(pair, matched, side)).into_array();
    let (mut of_a, mut of_b) = (vec![None; mine.len()], vec![None; theirs.len()]);
    for (keep_scope, key) in KEYS {
        let key = |one: &(&Reservation, Option<&Both<'_>>)| {
            let scope = one.1.filter(|_| keep_scope).map(|both| both.net);
            key(one.0).map(|key| (scope, key))
        };
        let mut waiting: BTreeMap<(Option<IpNet>, Key), Vec<usize>> = BTreeMap::new();
        let free = |partner: &[Option<usize>], at: usize| partner.get(at) == Some(&None);
        // Last first, so that the first is on top when it is asked for.
        for (at, one) in theirs.iter().enumerate().rev() {
            if let Some(key) = key(one).filter(|_| free(&of_b, at)) {
                waiting.entry(key).or_default().push(at);
            }
        }
        for (at, one) in mine.iter().enumerate() {
            let Some(key) = key(one).filter(|_| free(&of_a, at)) else { continue };
            let Some(other) = waiting.get_mut(&key).and_then(Vec::pop) else { continue };
            if let (Some(a), Some(b)) = (of_a.get_mut(at), of_b.get_mut(other)) {
                (*a, *b) = (Some(other), Some(at));
            }
        }
    }
    let mut found = Vec::new();
    for (at, (one, both)) in mine.iter().enumerate() {
        let other = of_a.get(at).copied().flatten().and_then(|other| theirs.get(other));
        let both = both.or_else(|| other.and_then(|(_, both)| *both));
        let sides = Sides::new(Some(*one), other.map(|(other, _)| *other));
        found.push(Twins { sides, both });
    }
    let lone = theirs.iter().zip(&of_b).filter(|(_, partner)| partner.is_none());
    found.extend(
        lone.map(|((one, both), _)| Twins { sides: Sides::new(None, Some(*one)), both: *both }),
    );
    found
}

/// How reservations are recognised across the sides, the surest way first, and whether only within
/// one scope: a client may have a reservation in several.
const KEYS: [(bool, KeyOf); 7] = [
    (true, by_everything),
    (true, by_identifiers),
    (true, by_name),
    (true, by_addresses),
    (false, by_identifiers),
    (false, by_name),
    (false, by_addresses),
];

/// What a reservation is recognised by, where it has that.
type KeyOf = fn(&Reservation) -> Option<Key>;

fn by_everything(one: &Reservation) -> Option<Key> {
    Some(Key(one.name.clone(), one.identifiers.clone(), one.addresses.clone()))
}

fn by_identifiers(one: &Reservation) -> Option<Key> {
    (!one.identifiers.is_empty()).then(|| Key(None, one.identifiers.clone(), Vec::new()))
}

fn by_name(one: &Reservation) -> Option<Key> {
    one.name.clone().map(|name| Key(Some(name), Vec::new(), Vec::new()))
}

fn by_addresses(one: &Reservation) -> Option<Key> {
    (!one.addresses.is_empty()).then(|| Key(None, Vec::new(), one.addresses.clone()))
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
    side: Side,
) -> Vec<(&'a Reservation, Option<&'m Both<'a>>)> {
    let (config, others) = (pair.config(side), pair.config(side.other()).reservations());
    // The two sides may know a scope by another mask.
    let here = |both: &Both<'_>| both.sides[side].map_or(both.net, |scope| scope.net);
    let nets: BTreeMap<IpNet, &Both<'_>> =
        matched.scopes.iter().map(|both| (here(both), both)).collect();
    let lengths: BTreeSet<u8> =
        config.scopes().iter().map(|scope| scope.net.prefix_len()).collect();
    let own: BTreeSet<IpNet> = config.scopes().iter().map(|scope| scope.net).collect();
    let by_address = |address: &IpAddr| {
        // The longest prefix wins, as for a routing table.
        let candidates = lengths.iter().rev().filter_map(|len| IpNet::new(*address, *len).ok());
        candidates.map(|net| net.trunc()).find(|net| own.contains(net))
    };
    let others = Recognised::by(if pair.exclusive { &[] } else { others });
    let mut found = Vec::new();
    for one in config.reservations() {
        let written = one.scope.and_then(|scope| config.scope(scope)).map(|scope| scope.net);
        let net = written.or_else(|| one.addresses.iter().find_map(by_address));
        let both = net.and_then(|net| nets.get(&net).copied());
        let lone = both.is_some_and(Both::one_sided);
        let counts = match (net, both) {
            // A scope that only one side has takes the reservations written inside it along.
            (Some(_), Some(_)) => !(lone && written.is_some()),
            (Some(_), None) => pair.exclusive && written.is_none(),
            (None, _) => pair.exclusive || others.know(one),
        };
        if counts {
            found.push((one, both));
        }
    }
    found
}

/// The clients that a list of reservations recognises.
struct Recognised<'a> {
    names: BTreeSet<&'a str>,
    identifiers: BTreeSet<&'a [Identifier]>,
}

impl<'a> Recognised<'a> {
    fn by(reservations: &'a [Reservation]) -> Self {
        let identifiers = reservations.iter().map(|one| one.identifiers.as_slice());
        Self {
            names: reservations.iter().filter_map(|one| one.name.as_deref()).collect(),
            identifiers: identifiers.filter(|all| !all.is_empty()).collect(),
        }
    }

    fn know(&self, one: &Reservation) -> bool {
        one.name.as_deref().is_some_and(|name| self.names.contains(name))
            || self.identifiers.contains(one.identifiers.as_slice())
    }
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

fn fields(
    pair: &Pair<'_>,
    twins: &Twins<'_, '_>,
    path: &Path,
    a: &Reservation,
    b: &Reservation,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let both = Sides::new(a, b);
    let mut add = |field: &str, values: Sides<Option<String>>| {
        if values.agree() {
            return;
        }
        let sides = values.zip(both.map(|one| one.span)).map(|(value, span)| match value {
            Some(value) => Says::Value { value: Value::text(value), span },
            None => Says::Nothing,
        });
        let path = path.clone().field(field);
        let scopes = twins.both.iter().map(|both| both.net).collect();
        found.push(pair.difference(Subject::ReservationField, path, sides).reaching(scopes));
    };
    let words = Words::of(pair);
    let written = Sides::of(|side| written_in(pair.config(side), both[side]));
    let known = |side: Side| twins.both.and_then(|both| Some(both.sides[side]?.net));
    if !Side::BOTH.into_iter().all(|side| written[side].is_some() && written[side] == known(side)) {
        add("scope", written.map(|net| net.map(|net| net.to_string())));
    }
    add(words.name, both.map(|one| one.name.as_ref().map(ToString::to_string)));
    let kinds: BTreeSet<&Arc<str>> =
        a.identifiers.iter().chain(&b.identifiers).map(|identifier| &identifier.kind).collect();
    for kind in kinds {
        let of = |one: &Reservation| {
            let mine = one.identifiers.iter().filter(|identifier| identifier.kind == *kind);
            joined(mine.map(|identifier| &*identifier.value))
        };
        add(kind, both.map(of));
    }
    add(words.address, both.map(|one| joined(one.addresses.iter())));
    add(words.prefix, both.map(|one| joined(one.prefixes.iter())));
    found
}

/// What the fields of a reservation are called in paths: the vendor's own words.
struct Words {
    name: &'static str,
    address: &'static str,
    prefix: &'static str,
}

impl Words {
    fn of(pair: &Pair<'_>) -> Self {
        let (name, address, prefix) = match (pair.vendor(), pair.config(Side::First).family()) {
            (Vendor::Kea, Family::V4) => ("hostname", "ip-address", "prefixes"),
            (Vendor::Kea, Family::V6) => ("hostname", "ip-addresses", "prefixes"),
            (Vendor::Isc | Vendor::Windows, _) => ("name", "address", "prefix"),
        };
        Self { name, address, prefix }
    }
}

/// The scope that a reservation is written in.
fn written_in(config: &ServerConfig, one: &Reservation) -> Option<IpNet> {
    config.scope(one.scope?).map(|scope| scope.net)
}

fn joined<T: ToString>(values: impl Iterator<Item = T>) -> Option<String> {
    let values: Vec<_> = values.map(|value| value.to_string()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}
