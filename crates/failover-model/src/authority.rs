//! Who answers for each scope.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use ipnet::IpNet;

use crate::address::{AddressRange, AddressSet};
use crate::config::{PoolKind, Scope};
use crate::identity::{Family, ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Member, Observed, Relationship};
use crate::relationship::RelationshipIx;

/// Who answers for a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authority {
    /// One server alone.
    Single,
    /// A relationship, by its id.
    Relationship(String),
    /// Several servers without a relationship, each with its own part of the addresses.
    Split,
    /// Several servers without a relationship that hand out the same addresses: duplicates.
    Uncoordinated,
    /// Several servers have it, and none of them hands out addresses.
    Nobody,
    /// One server is known to; another one could not be read and might as well.
    Unknown,
}

/// A scope as one server has it.
#[derive(Debug, Clone)]
pub struct Holding<'a> {
    /// The server.
    pub server: &'a ServerName,
    /// What it has.
    pub scope: &'a Scope,
    /// What it hands out in the relationship of the row.
    pub inside: AddressSet,
    /// What it hands out in no relationship at all.
    pub outside: AddressSet,
}

/// One row of the scope list: a network, and the servers that belong together for it. A scope whose
/// pools are in two relationships has two rows.
#[derive(Debug, Clone)]
pub struct ScopeRow<'a> {
    /// The network.
    pub net: IpNet,
    /// Vendor of the servers.
    pub vendor: Vendor,
    /// DHCPv4 or DHCPv6.
    pub family: Family,
    /// Who answers.
    pub authority: Authority,
    /// The servers that have it.
    pub holdings: Vec<Holding<'a>>,
    /// Members of the relationship that could not be read: whether they have it is not known.
    pub unread: Vec<String>,
    /// Members of the relationship that were read and do not have it.
    pub missing: Vec<ServerName>,
    /// Members of the relationship that have it in other relationships only, each with the id of one.
    pub elsewhere: Vec<(ServerName, String)>,
    /// Other relationships that pools of the same network are in on the same servers, by id.
    pub also_in: Vec<String>,
    /// Who hands out the same addresses with nothing that coordinates the two: a relationship by its
    /// id, or a server on its own. Of many, some are named.
    pub rivals: Vec<String>,
}

impl ScopeRow<'_> {
    /// Whether addresses are handed out that no relationship protects.
    #[must_use]
    pub fn unprotected(&self) -> bool {
        self.holdings.iter().any(|one| one.scope.enabled && !one.outside.is_empty())
    }

    /// Every address that any of the servers hands out, without those of other relationships.
    #[must_use]
    pub fn addresses(&self) -> AddressSet {
        let each = self.holdings.iter().flat_map(|one| [&one.inside, &one.outside]);
        each.flat_map(|set| set.ranges()).copied().collect()
    }

    /// What two of its servers hand out alike, each on its own.
    #[must_use]
    pub fn twice_outside(&self) -> bool {
        let sets: Vec<_> = self.serving().map(|one| &one.outside).collect();
        let rest = |at: usize| sets.iter().skip(at + 1);
        sets.iter().enumerate().any(|(at, one)| rest(at).any(|other| one.overlaps(other)))
    }

    /// The servers that answer for it and hand something out.
    pub fn serving(&self) -> impl Iterator<Item = &Holding<'_>> {
        self.holdings
            .iter()
            .filter(|one| one.scope.enabled && !(one.inside.is_empty() && one.outside.is_empty()))
    }
}

/// Lists every scope of every server, those of one relationship together, sorted by network.
#[must_use]
pub fn scopes<'a>(
    observations: &'a [Observation],
    relationships: &[Relationship],
) -> Vec<ScopeRow<'a>> {
    let owners = Owners::of(relationships);
    let any_unread = |vendor| {
        observations.iter().any(|seen| {
            seen.vendor == vendor && (seen.configs.known().is_none() || seen.gap().is_some())
        })
    };
    let mut protected: BTreeMap<(IpNet, usize), ScopeRow<'a>> = BTreeMap::new();
    let mut others: BTreeMap<(IpNet, Vendor), ScopeRow<'a>> = BTreeMap::new();
    for (o, seen) in observations.iter().enumerate() {
        for (c, config) in seen.configs.known().into_iter().flatten().enumerate() {
            for scope in config.scopes() {
                let row =
                    |authority| ScopeRow::new(scope.net, seen.vendor, config.family(), authority);
                let holding =
                    |inside, outside| Holding { server: &seen.server, scope, inside, outside };
                let (parts, outside) = owners.parts((o, c), scope);
                if parts.is_empty() {
                    let entry = others.entry((scope.net, seen.vendor));
                    let entry = entry.or_insert_with(|| row(Authority::Single));
                    entry.holdings.push(holding(AddressSet::new(), outside));
                    continue;
                }
                let all: Vec<usize> = parts.keys().copied().collect();
                for (at, inside) in parts {
                    let Some(of) = relationships.get(at) else { continue };
                    let entry = protected.entry((scope.net, at));
                    let entry =
                        entry.or_insert_with(|| row(Authority::Relationship(of.id.clone())));
                    let also = all.iter().filter(|other| **other != at);
                    entry
                        .also_in
                        .extend(also.filter_map(|at| Some(relationships.get(*at)?.id.clone())));
                    entry.holdings.push(holding(inside, outside.clone()));
                }
            }
        }
    }
    let open: BTreeSet<&ServerName> =
        observations.iter().filter(|seen| seen.gap().is_some()).map(|seen| &seen.server).collect();
    complete(relationships, &open, &mut protected, &mut others);
    for row in others.values_mut() {
        row.authority = alone(row, any_unread(row.vendor));
    }
    let mut rows: Vec<_> = protected.into_values().chain(others.into_values()).collect();
    let doubtful: BTreeSet<&str> = relationships
        .iter()
        .filter(|one| one.members().any(|member| matches!(member, Member::Ambiguous { .. })))
        .map(|one| one.id.as_str())
        .collect();
    for (at, rivals) in rivals(&rows, &doubtful) {
        let Some(row) = rows.get_mut(at) else { continue };
        row.rivals = rivals.into_iter().collect();
        if !matches!(row.authority, Authority::Relationship(_)) {
            row.authority = Authority::Uncoordinated;
        }
    }
    rows.sort_by_key(|row| (row.net, row.vendor));
    rows
}

impl ScopeRow<'_> {
    const fn new(net: IpNet, vendor: Vendor, family: Family, authority: Authority) -> Self {
        Self {
            net,
            vendor,
            family,
            authority,
            holdings: Vec::new(),
            unread: Vec::new(),
            missing: Vec::new(),
            elsewhere: Vec::new(),
            also_in: Vec::new(),
            rivals: Vec::new(),
        }
    }
}

/// Which relationship each observed side belongs to.
struct Owners(BTreeMap<(usize, usize, u32), usize>);

impl Owners {
    fn of(relationships: &[Relationship]) -> Self {
        let mut owner = BTreeMap::new();
        for (at, relationship) in relationships.iter().enumerate() {
            let sides = relationship.members().filter_map(Member::observed);
            for Observed { observation, config, side } in sides {
                owner.insert((observation, config, side.0), at);
            }
        }
        Self(owner)
    }

    /// What a scope hands out in each relationship, and what in none.
    fn parts(
        &self,
        (o, c): (usize, usize),
        scope: &Scope,
    ) -> (BTreeMap<usize, AddressSet>, AddressSet) {
        let owner = |side: RelationshipIx| self.0.get(&(o, c, side.0)).copied();
        let own = scope.relationship.and_then(owner);
        let mut parts: BTreeMap<usize, Vec<AddressRange>> = BTreeMap::new();
        parts.extend(own.map(|at| (at, Vec::new())));
        let mut outside = Vec::new();
        for pool in scope.pools.iter().filter(|pool| pool.kind == PoolKind::Addresses) {
            let of = pool.relationship.and_then(owner).or(own);
            let part = of.map_or(&mut outside, |at| parts.entry(at).or_default());
            part.extend(pool.addresses.ranges());
        }
        // A pool without addresses of its own says all the same that the scope is in it.
        let named = scope.pools.iter().filter_map(|pool| owner(pool.relationship?));
        for at in named {
            parts.entry(at).or_default();
        }
        let excluded: AddressSet = scope.excluded.iter().map(|(range, _)| *range).collect();
        let set = |ranges: Vec<AddressRange>| -> AddressSet {
            let set: AddressSet = ranges.into_iter().collect();
            if excluded.is_empty() { set } else { set.difference(&excluded) }
        };
        let parts = parts.into_iter().map(|(at, ranges)| (at, set(ranges))).collect();
        (parts, set(outside))
    }
}

/// Who hands out an address: everybody of a relationship counts as one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By<'r> {
    Relationship(&'r str),
    Server(&'r ServerName),
}

impl By<'_> {
    fn name(self) -> String {
        match self {
            Self::Relationship(id) => id.to_owned(),
            Self::Server(server) => server.to_string(),
        }
    }
}

/// The rows whose servers hand out addresses that somebody else hands out as well, with names for
/// those: the partner outside their relationship, another relationship, a server of another row.
///
/// Of a `doubtful` relationship it is not known who is in it: two of them may be one.
fn rivals(rows: &[ScopeRow<'_>], doubtful: &BTreeSet<&str>) -> BTreeMap<usize, BTreeSet<String>> {
    let mut ranges: Vec<(AddressRange, By<'_>, usize)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for one in row.holdings.iter().filter(|one| one.scope.enabled) {
            if let Authority::Relationship(id) = &row.authority
                && !doubtful.contains(id.as_str())
            {
                let inside = one.inside.ranges().iter();
                ranges.extend(inside.map(|range| (*range, By::Relationship(id), at)));
            }
            let outside = one.outside.ranges().iter();
            ranges.extend(outside.map(|range| (*range, By::Server(one.server), at)));
        }
    }
    ranges.sort_by_key(|(range, ..)| *range);
    let mut found: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut note = |at: usize, mine: By<'_>, other: By<'_>| {
        let own = rows.get(at).is_some_and(|row| match (&row.authority, other) {
            (Authority::Relationship(id), By::Relationship(other)) => id == other,
            _ => false,
        });
        // A member on its own against its relationship: the member is the one to name.
        found.entry(at).or_default().insert(if own { mine } else { other }.name());
    };
    // The furthest ends met so far, of two different ones.
    let mut reach: [Option<(IpAddr, By<'_>, usize)>; 2] = [None, None];
    for (range, by, at) in ranges {
        for (end, other, there) in reach.iter().flatten() {
            if *other != by && *end >= range.start() {
                note(at, by, *other);
                note(*there, *other, by);
            }
        }
        let this = Some((range.end(), by, at));
        let further =
            |that: &Option<(IpAddr, By<'_>, usize)>| that.is_none_or(|(end, ..)| range.end() > end);
        let [first, second] = reach;
        reach = match first {
            Some((_, other, _)) if other == by => {
                [if further(&first) { this } else { first }, second]
            }
            _ if further(&first) => [this, first],
            _ => [first, if further(&second) { this } else { second }],
        };
    }
    found
}

/// Adds to each protected scope what its other members have of it: plain copies count as held,
/// members without it are missing or have it in another relationship, unread ones stay unknown.
fn complete<'a>(
    relationships: &[Relationship],
    open: &BTreeSet<&ServerName>,
    protected: &mut BTreeMap<(IpNet, usize), ScopeRow<'a>>,
    others: &mut BTreeMap<(IpNet, Vendor), ScopeRow<'a>>,
) {
    let mut elsewhere: BTreeMap<(IpNet, &ServerName), &str> = BTreeMap::new();
    for ((net, at), row) in protected.iter() {
        let id = relationships.get(*at).map_or("", |one| one.id.as_str());
        for one in &row.holdings {
            elsewhere.entry((*net, one.server)).or_insert(id);
        }
    }
    let mut taken: BTreeSet<(IpNet, &ServerName)> = BTreeSet::new();
    for ((net, at), row) in protected.iter_mut() {
        row.also_in.sort_unstable();
        row.also_in.dedup();
        let Some(relationship) = relationships.get(*at) else { continue };
        for member in relationship.members() {
            let Some(server) = member.server() else {
                row.unread.push(member.known_as());
                continue;
            };
            if row.holdings.iter().any(|one| one.server == server) {
                continue;
            }
            if let Member::Unread { .. } = member {
                row.unread.push(server.to_string());
                continue;
            }
            let plain = others.get(&(*net, row.vendor));
            let plain = plain.and_then(|row| row.holdings.iter().find(|one| one.server == server));
            if let Some(holding) = plain {
                taken.insert((*net, holding.server));
                row.holdings.push(holding.clone());
            } else if let Some(id) = elsewhere.get(&(*net, server)) {
                row.elsewhere.push((server.clone(), (*id).to_owned()));
            } else if open.contains(server) {
                row.unread.push(server.to_string());
            } else {
                row.missing.push(server.clone());
            }
        }
    }
    others.retain(|(net, _), row| {
        row.holdings.retain(|one| !taken.contains(&(*net, one.server)));
        !row.holdings.is_empty()
    });
}

/// The authority of servers that share no relationship for a scope, where no two of them hand out
/// the same addresses.
fn alone(row: &ScopeRow<'_>, any_unread: bool) -> Authority {
    match (row.holdings.as_slice(), row.serving().count()) {
        ([_], _) if any_unread => Authority::Unknown,
        ([_], _) => Authority::Single,
        (_, 0) => Authority::Nobody,
        (_, 1) => Authority::Single,
        _ => Authority::Split,
    }
}
