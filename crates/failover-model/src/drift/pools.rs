//! Pools, compared address by address.
//!
//! How a scope's addresses are cut into pools has no meaning of its own: what counts is which
//! addresses are handed out and under which conditions. Pools that share addresses across the two
//! sides are looked at together.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

use config_text::Span;

use super::cluster::{Applied, Leaf, differing};
use super::matched::{Both, relationship_name};
use super::{Difference, Pair, Says, Side, Sides, Subject};
use crate::address::{AddressRange, AddressSet};
use crate::config::{Pool, PoolKind, Scope, ServerConfig};
use crate::setting::{Effective, Level, Value};

/// Ranges, exclusions and memberships that differ.
pub(super) fn compare(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let mut found = match emptied(a) || emptied(b) {
        // That one of them is disabled says why it hands out nothing.
        true if a.enabled != b.enabled => Vec::new(),
        _ => ranges(pair, both, a, b),
    };
    found.extend(exclusions(pair, both, a, b));
    found.extend(memberships(pair, both, a, b));
    found.extend(delegations(pair, both, a, b));
    found
}

/// Whether a scope is disabled by handing out nothing.
pub(super) fn emptied(scope: &Scope) -> bool {
    !scope.enabled && scope.pools.is_empty()
}

/// Something with addresses on one side.
struct Block {
    addresses: AddressSet,
    /// What is handed out; different kinds never stand for each other.
    kind: &'static str,
    span: Option<Span>,
}

fn ranges(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let blocks = |scope: &Scope, other: &Scope| -> Vec<Block> {
        let block = |pool: &Pool| Block {
            addresses: whole(pool, other),
            kind: kind_name(pool),
            span: pool.span,
        };
        scope.pools.iter().map(block).collect()
    };
    let split = is_split(a, b);
    unequal(&blocks(a, b), &blocks(b, a))
        .into_iter()
        .map(|unequal| {
            let path = both.path(pair).step(unequal.kind, unequal.name());
            let path = if unequal.one_sided() { path } else { path.field("range") };
            let difference = pair.difference(Subject::Range, path, unequal.says());
            let difference = if split { difference.of_a_split_scope() } else { difference };
            difference.reaching(vec![both.net])
        })
        .collect()
}

/// Whether each server hands out its own part of a scope that no relationship covers. Equal ranges
/// would make both hand out the same addresses.
fn is_split(a: &Scope, b: &Scope) -> bool {
    let alone = |scope: &Scope| scope.enabled && scope.relationships().is_empty();
    alone(a) && alone(b) && !a.dynamic_addresses().overlaps(&b.dynamic_addresses())
}

/// The addresses of a pool. Where the other side delegates shorter prefixes from them, the last one
/// counts as a whole: that the prefixes are shorter is another difference.
fn whole(pool: &Pool, other: &Scope) -> AddressSet {
    let length = |pool: &Pool| match pool.kind {
        PoolKind::Prefixes { delegated } => Some(delegated),
        PoolKind::Addresses => None,
    };
    let same = other.pools.iter().filter(|one| one.addresses.overlaps(&pool.addresses));
    let shortest = same.filter_map(length).min();
    let Some(shortest) = shortest.filter(|shortest| Some(*shortest) < length(pool)) else {
        return pool.addresses.clone();
    };
    let inside = u128::MAX.checked_shr(shortest.into()).unwrap_or(0);
    let ranges = pool.addresses.ranges().iter().map(|range| match range.end() {
        IpAddr::V6(end) => {
            let end = Ipv6Addr::from(u128::from(end) | inside);
            AddressRange::new(range.start(), end.into()).unwrap_or(*range)
        }
        IpAddr::V4(_) => *range,
    });
    ranges.collect()
}

fn exclusions(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    let blocks = |scope: &Scope| -> Vec<Block> {
        let block = |(range, span): &(AddressRange, Option<Span>)| Block {
            addresses: (*range).into(),
            kind: "exclusion",
            span: *span,
        };
        scope.excluded.iter().map(block).collect()
    };
    unequal(&blocks(a), &blocks(b))
        .into_iter()
        .map(|unequal| {
            let path = both.path(pair).step("exclusion", unequal.name());
            pair.difference(Subject::Exclusion, path, unequal.says()).reaching(vec![both.net])
        })
        .collect()
}

/// Pools that name different relationships for the same addresses.
fn memberships(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    type Places = (Sides<Option<Span>>, Vec<AddressRange>);
    let mut found: BTreeMap<Sides<Option<String>>, Places> = BTreeMap::new();
    for (range, pools) in shared(a, b) {
        let names =
            Sides::of(|side| pools[side].relationship.map(|ix| relationship_name(pair, side, ix)));
        if !names.agree() {
            let spans = pools.map(|pool| pool.span);
            found.entry(names).or_insert((spans, Vec::new())).1.push(range);
        }
    }
    let mut differences = Vec::new();
    for (names, (spans, ranges)) in found {
        let addresses: AddressSet = ranges.into_iter().collect();
        let path = both.path(pair).step("pool", &addresses).field("relationship");
        let sides = names.zip(spans).map(|(name, span)| match name {
            Some(name) => Says::Value { value: Value::text(name), span },
            None => Says::Nothing,
        });
        let difference = pair.difference(Subject::Membership, path, sides);
        differences.push(difference.reaching(vec![both.net]));
    }
    differences
}

/// Prefixes of another length delegated from the same addresses.
fn delegations(pair: &Pair<'_>, both: &Both<'_>, a: &Scope, b: &Scope) -> Vec<Difference> {
    type Places = (Sides<Option<Span>>, Vec<AddressRange>);
    let mut found: BTreeMap<Sides<u8>, Places> = BTreeMap::new();
    for (range, pools) in shared(a, b) {
        let [PoolKind::Prefixes { delegated: one }, PoolKind::Prefixes { delegated: two }] =
            pools.map(|pool| &pool.kind).into_array()
        else {
            continue;
        };
        if one != two {
            let spans = pools.map(|pool| pool.span);
            found.entry(Sides::new(*one, *two)).or_insert((spans, Vec::new())).1.push(range);
        }
    }
    let each = found.into_iter().map(|(lengths, (spans, ranges))| {
        let addresses: AddressSet = ranges.into_iter().collect();
        let path = both.path(pair).step("prefix-pool", &addresses).field("delegated-len");
        let sides = lengths
            .zip(spans)
            .map(|(length, span)| Says::Value { value: Value::text(length.to_string()), span });
        pair.difference(Subject::Range, path, sides).reaching(vec![both.net])
    });
    each.collect()
}

/// Settings of pools that apply differently to the same addresses; `outer` is what applies in their
/// scopes.
pub(super) fn leaves<'a>(
    pair: &Pair<'a>,
    both: &Both<'_>,
    scopes: Sides<&'a Scope>,
    outer: &Sides<Effective<'a>>,
) -> Vec<Leaf<'a>> {
    let [a, b] = scopes.into_array();
    let mut pairs: BTreeMap<Sides<usize>, Vec<AddressRange>> = BTreeMap::new();
    for (range, indexes) in shared_indexes(a, b) {
        pairs.entry(indexes).or_default().push(range);
    }
    let mut found = Vec::new();
    for (indexes, ranges) in pairs {
        let Some(pools) = pools_at(scopes, indexes) else { continue };
        let own = Sides::of(|side| own(pair.config(side), pools[side], scopes[side]));
        let addresses: AddressSet = ranges.into_iter().collect();
        for (key, sides) in differing(&own[Side::First], &own[Side::Second]) {
            // What a pool does not say itself it inherits.
            let sides = inherit(key, sides, outer);
            if !sides.map(|side| side.map(|(setting, _)| &setting.value)).agree() {
                found.push(Leaf {
                    subject: Subject::PoolSetting,
                    path: both.path(pair).step(kind_name(pools[Side::First]), &addresses),
                    place: both.place(pair),
                    scope: Some(both.net),
                    key,
                    sides,
                    contexts: pools.map(|pool| pool.context),
                });
            }
        }
    }
    found
}

/// Fills a side that says nothing itself with what it inherits.
pub(super) fn inherit<'a>(
    key: &str,
    sides: Sides<Option<Applied<'a>>>,
    outer: &Sides<Effective<'a>>,
) -> Sides<Option<Applied<'a>>> {
    Sides::of(|side| sides[side].or_else(|| outer[side].single.get(key).copied()))
}

/// What is set between a pool and its scope.
fn own<'a>(config: &'a ServerConfig, pool: &Pool, scope: &Scope) -> Effective<'a> {
    let inside = config.ancestors(pool.context).take_while(|(ix, _)| *ix != scope.context);
    let mut chain: Vec<_> = inside.map(|(_, context)| context).collect();
    chain.reverse();
    let mut effective = Effective::default();
    for context in chain.into_iter().filter(|context| context.level >= Level::Pool) {
        effective.overlay(context);
    }
    effective
}

/// The step for a pool in a path.
const fn kind_name(pool: &Pool) -> &'static str {
    match pool.kind {
        PoolKind::Addresses => "pool",
        PoolKind::Prefixes { .. } => "prefix-pool",
    }
}

/// The stretches of addresses that both sides hand out, with the pools they are in.
fn shared<'a>(a: &'a Scope, b: &'a Scope) -> Vec<(AddressRange, Sides<&'a Pool>)> {
    let each = shared_indexes(a, b).into_iter();
    let pools = |indexes| pools_at(Sides::new(a, b), indexes);
    each.filter_map(|(range, indexes)| Some((range, pools(indexes)?))).collect()
}

fn pools_at(scopes: Sides<&Scope>, indexes: Sides<usize>) -> Option<Sides<&Pool>> {
    let pools = scopes.zip(indexes).map(|(scope, at)| scope.pools.get(at));
    let [one, two] = pools.into_array();
    Some(Sides::new(one?, two?))
}

fn shared_indexes(a: &Scope, b: &Scope) -> Vec<(AddressRange, Sides<usize>)> {
    let mut found = Vec::new();
    for (ia, one) in a.pools.iter().enumerate() {
        for (ib, two) in
            b.pools.iter().enumerate().filter(|(_, two)| kind_name(two) == kind_name(one))
        {
            let common = one.addresses.intersection(&two.addresses);
            found.extend(common.ranges().iter().map(|range| (*range, Sides::new(ia, ib))));
        }
    }
    found.sort_unstable();
    found
}

/// A group of blocks that belong together and hold different addresses on the two sides.
struct Unequal {
    kind: &'static str,
    sides: Sides<AddressSet>,
    spans: Sides<Option<Span>>,
}

impl Unequal {
    fn one_sided(&self) -> bool {
        self.sides.iter().any(|(_, side)| side.is_empty())
    }

    fn name(&self) -> &AddressSet {
        let first = &self.sides[Side::First];
        if first.is_empty() { &self.sides[Side::Second] } else { first }
    }

    fn says(&self) -> Sides<Says> {
        Sides::of(|side| match self.sides[side].is_empty() {
            true => Says::Nothing,
            false => Says::Value {
                value: Value::text(self.sides[side].to_string()),
                span: self.spans[side],
            },
        })
    }
}

/// Groups blocks that share addresses across the sides, and gives the groups that are not equal.
/// Blocks that meet nothing on the other side are paired in address order: a moved block is one
/// difference.
fn unequal(a: &[Block], b: &[Block]) -> Vec<Unequal> {
    let mut group: Vec<usize> = (0..a.len() + b.len()).collect();
    let join = |group: &mut Vec<usize>, one: usize, other: usize| {
        let (from, to) = (group.get(one).copied(), group.get(other).copied());
        if let (Some(from), Some(to)) = (from, to) {
            group.iter_mut().filter(|at| **at == from).for_each(|at| *at = to);
        }
    };
    for (ia, one) in a.iter().enumerate() {
        for (ib, two) in b.iter().enumerate() {
            if one.kind == two.kind && one.addresses.overlaps(&two.addresses) {
                join(&mut group, ia, a.len() + ib);
            }
        }
    }
    let lone = |blocks: &[Block], from: usize| {
        let alone =
            |at: usize| group.iter().filter(|g| Some(**g) == group.get(at).copied()).count() == 1;
        let mut found: Vec<(&str, Option<IpAddr>, usize)> = Vec::new();
        for (at, block) in blocks.iter().enumerate().filter(|(at, _)| alone(from + *at)) {
            // Blocks without addresses have nothing to be compared by.
            found.push((
                block.kind,
                block.addresses.ranges().first().map(AddressRange::start),
                from + at,
            ));
        }
        found.sort_unstable();
        found
    };
    let (lone_a, mut lone_b) = (lone(a, 0), lone(b, a.len()));
    for (kind, _, ia) in lone_a {
        if let Some(at) = lone_b.iter().position(|(other, _, _)| *other == kind) {
            let (_, _, ib) = lone_b.remove(at);
            join(&mut group, ia, ib);
        }
    }
    let mut sums: BTreeMap<usize, Unequal> = BTreeMap::new();
    for (at, id) in group.iter().enumerate() {
        let side = if at < a.len() { Side::First } else { Side::Second };
        let Some(block) = a.get(at).or_else(|| b.get(at.saturating_sub(a.len()))) else { continue };
        let sum = sums.entry(*id).or_insert_with(|| Unequal {
            kind: block.kind,
            sides: Sides::default(),
            spans: Sides::default(),
        });
        let all = sum.sides[side].ranges().iter().chain(block.addresses.ranges()).copied();
        sum.sides[side] = all.collect();
        sum.spans[side] = sum.spans[side].or(block.span);
    }
    sums.into_values().filter(|sum| !sum.sides.agree()).collect()
}
