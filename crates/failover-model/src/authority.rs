//! Who answers for each scope.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::address::{AddressRange, AddressSet};
use crate::config::Scope;
use crate::identity::{Family, ServerName, Vendor};
use crate::observation::Observation;
use crate::pairing::{Member, Observed, Relationship};

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
}

/// One row of the scope list: a network, and the servers that belong together for it.
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
}

impl ScopeRow<'_> {
    /// Whether addresses are handed out and no relationship protects them.
    #[must_use]
    pub fn unprotected(&self) -> bool {
        let dynamic = self.holdings.iter().any(|one| !one.scope.dynamic_addresses().is_empty());
        dynamic && !matches!(self.authority, Authority::Relationship(_))
    }

    /// Every address that any of the servers hands out.
    #[must_use]
    pub fn addresses(&self) -> AddressSet {
        let each = self.holdings.iter().map(|one| one.scope.dynamic_addresses());
        each.flat_map(|set| set.ranges().to_vec()).collect()
    }
}

/// Lists every scope of every server, those of one relationship together, sorted by network.
#[must_use]
pub fn scopes<'a>(
    observations: &'a [Observation],
    relationships: &[Relationship],
) -> Vec<ScopeRow<'a>> {
    let mut owner: BTreeMap<(usize, usize, u32), usize> = BTreeMap::new();
    for (at, relationship) in relationships.iter().enumerate() {
        for Observed { observation, config, side } in
            relationship.members().filter_map(Member::observed)
        {
            owner.insert((observation, config, side.0), at);
        }
    }
    let any_unread = |vendor| {
        observations.iter().any(|seen| seen.vendor == vendor && seen.configs.known().is_none())
    };
    let mut protected: BTreeMap<(IpNet, usize), ScopeRow<'a>> = BTreeMap::new();
    let mut others: BTreeMap<(IpNet, Vendor), ScopeRow<'a>> = BTreeMap::new();
    for (o, seen) in observations.iter().enumerate() {
        for (c, config) in seen.configs.known().into_iter().flatten().enumerate() {
            for scope in config.scopes() {
                let holding = Holding { server: &seen.server, scope };
                let sides = scope.relationships();
                let of = sides.iter().find_map(|side| owner.get(&(o, c, side.0)).copied());
                let of = of.and_then(|at| Some((at, relationships.get(at)?)));
                let row = |authority| ScopeRow {
                    net: scope.net,
                    vendor: seen.vendor,
                    family: config.family(),
                    authority,
                    holdings: Vec::new(),
                    unread: Vec::new(),
                    missing: Vec::new(),
                };
                let entry = match of {
                    Some((at, of)) => protected
                        .entry((scope.net, at))
                        .or_insert_with(|| row(Authority::Relationship(of.id.clone()))),
                    None => others
                        .entry((scope.net, seen.vendor))
                        .or_insert_with(|| row(Authority::Single)),
                };
                entry.holdings.push(holding);
            }
        }
    }
    complete(relationships, &mut protected, &mut others);
    for row in others.values_mut() {
        row.authority = alone(row, any_unread(row.vendor));
    }
    let mut rows: Vec<_> = protected.into_values().chain(others.into_values()).collect();
    for at in clashing(&rows) {
        let row =
            rows.get_mut(at).filter(|row| !matches!(row.authority, Authority::Relationship(_)));
        if let Some(row) = row {
            row.authority = Authority::Uncoordinated;
        }
    }
    rows.sort_by_key(|row| (row.net, row.vendor));
    rows
}

/// The rows whose servers hand out addresses that those of another row hand out as well: a
/// relationship and a server outside it, or networks cut in another way.
fn clashing(rows: &[ScopeRow<'_>]) -> Vec<usize> {
    let mut ranges: Vec<(AddressRange, usize)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let serving = row.holdings.iter().filter(|one| one.scope.enabled);
        let sets = serving.map(|one| one.scope.dynamic_addresses());
        ranges.extend(sets.flat_map(|set| set.ranges().to_vec()).map(|range| (range, at)));
    }
    ranges.sort_unstable();
    let mut found = Vec::new();
    // The furthest ends met so far, of two different rows.
    let mut reach: [Option<(IpAddr, usize)>; 2] = [None, None];
    for (range, at) in ranges {
        for (end, other) in reach.iter().flatten() {
            if *other != at && *end >= range.start() {
                found.extend([at, *other]);
            }
        }
        let end = Some((range.end(), at));
        let [first, second] = reach;
        reach = match (first, second) {
            (Some((_, row)), _) if row == at => [first.max(end), second],
            _ if end > first => [end, first],
            _ => [first, second.max(end)],
        };
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Adds to each protected scope what its other members have of it: plain copies count as held,
/// members without it are missing, unread ones stay unknown.
fn complete<'a>(
    relationships: &[Relationship],
    protected: &mut BTreeMap<(IpNet, usize), ScopeRow<'a>>,
    others: &mut BTreeMap<(IpNet, Vendor), ScopeRow<'a>>,
) {
    for ((net, at), row) in protected {
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
            let plain = others.get_mut(&(*net, row.vendor)).and_then(|other| {
                let at = other.holdings.iter().position(|one| one.server == server)?;
                Some(other.holdings.remove(at))
            });
            match plain {
                Some(holding) => row.holdings.push(holding),
                None => row.missing.push(server.clone()),
            }
        }
    }
    others.retain(|_, row| !row.holdings.is_empty());
}

/// The authority of servers that share no relationship for a scope.
fn alone(row: &ScopeRow<'_>, any_unread: bool) -> Authority {
    match row.holdings.as_slice() {
        [_] if any_unread => Authority::Unknown,
        [_] => Authority::Single,
        holdings => {
            let sets: Vec<_> = holdings
                .iter()
                .filter(|one| one.scope.enabled)
                .map(|one| one.scope.dynamic_addresses())
                .filter(|set| !set.is_empty())
                .collect();
            let clash = sets
                .iter()
                .enumerate()
                .any(|(at, one)| sets.iter().skip(at + 1).any(|other| one.overlaps(other)));
            match (sets.len(), clash) {
                (0 | 1, _) => Authority::Single,
                (_, true) => Authority::Uncoordinated,
                (_, false) => Authority::Split,
            }
        }
    }
}
