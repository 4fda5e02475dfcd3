//! How well two sides fit each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Seen;
use super::host::{host_key, same_host, url_host};
use crate::observation::Observation;
use crate::relationship::{KeaParameters, Parameters, RelationshipSide};

/// How well two sides fit, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Score {
    /// Same name, and each points at the other.
    Full,
    /// Same name, and one points at the other: an address is wrong on one side.
    OneWay,
    /// Each points at the other, under different names.
    Renamed,
    /// The caller says that the servers are partners.
    Told,
}

impl Score {
    pub(super) const ALL: [Self; 4] = [Self::Full, Self::OneWay, Self::Renamed, Self::Told];
}

/// How well two sides fit, or that they do not.
pub(super) fn score(side: &Seen<'_>, other: &Seen<'_>) -> Option<Score> {
    if side.observation.server == other.observation.server || side.family != other.family {
        return None;
    }
    let (same_name, forward, backward) = match (&side.side.parameters, &other.side.parameters) {
        (Parameters::Kea(one), Parameters::Kea(two)) => (
            same_peers(one, two),
            kea_points_at(side, one, other, two),
            kea_points_at(other, two, side, one),
        ),
        (Parameters::Isc(_), Parameters::Isc(_))
        | (Parameters::Windows(_), Parameters::Windows(_)) => {
            (side.side.name == other.side.name, points_at(side, other), points_at(other, side))
        }
        _ => return None,
    };
    match (same_name, forward, backward) {
        (true, true, true) => Some(Score::Full),
        (true, true, false) | (true, false, true) => Some(Score::OneWay),
        (false, true, true) => Some(Score::Renamed),
        _ => None,
    }
}

/// The pairs of sides of which one points at the other, by their positions: only these can fit.
/// With thousands of servers, looking at every two of them would take far too long.
pub(super) fn candidates(active: &[&Seen<'_>]) -> BTreeSet<(usize, usize)> {
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, seen) in active.iter().enumerate() {
        for key in own_keys(seen) {
            known.entry(key).or_default().push(at);
        }
    }
    let mut found = BTreeSet::new();
    for (at, seen) in active.iter().enumerate() {
        let others = partner_keys(seen).into_iter().filter_map(|key| known.get(&key)).flatten();
        let pairs = others.filter(|other| **other != at);
        found.extend(pairs.map(|other| (at.min(*other), at.max(*other))));
    }
    found
}

/// What a partner may point at this side by.
fn own_keys(seen: &Seen<'_>) -> Vec<String> {
    let mut keys: Vec<_> =
        goes_by(seen.observation, Some(seen.side)).into_iter().map(host_key).collect();
    if let Parameters::Kea(kea) = &seen.side.parameters {
        keys.extend(own_url(kea).map(str::to_owned));
    }
    keys
}

/// What this side points at its partner by.
fn partner_keys(seen: &Seen<'_>) -> Vec<String> {
    match &seen.side.parameters {
        Parameters::Kea(kea) => {
            let others = kea.peers.iter().filter(|peer| !is_this(kea, &peer.name));
            let urls = others.filter_map(|peer| peer.url.as_deref());
            urls.flat_map(|url| [url.to_owned(), host_key(url_host(url))]).collect()
        }
        Parameters::Isc(_) | Parameters::Windows(_) => {
            seen.side.partner.names().map(host_key).collect()
        }
    }
}

/// Whether the partner that `side` names is the server of `other`.
fn points_at(side: &Seen<'_>, other: &Seen<'_>) -> bool {
    let names: Vec<&str> = side.side.partner.names().collect();
    matches_any(&names, &goes_by(other.observation, Some(other.side)))
}

/// Whether a peer that `side` lists as somebody else is the server of `other`: by the very URL that
/// `other` says is its own, or by an address of the inventory.
fn kea_points_at(
    side: &Seen<'_>,
    one: &KeaParameters,
    other: &Seen<'_>,
    two: &KeaParameters,
) -> bool {
    let (own, theirs) = (own_url(one), own_url(two));
    let (mine, names) = (goes_by(side.observation, None), goes_by(other.observation, None));
    one.peers.iter().filter(|peer| !is_this(one, &peer.name)).any(|peer| {
        let Some(url) = peer.url.as_deref() else { return false };
        let by_url = Some(url) == theirs && theirs != own;
        let host = [url_host(url)];
        by_url || (matches_any(&host, &names) && !matches_any(&host, &mine))
    })
}

fn own_url(kea: &KeaParameters) -> Option<&str> {
    kea.peers.iter().find(|peer| is_this(kea, &peer.name))?.url.as_deref()
}

fn is_this(kea: &KeaParameters, name: &str) -> bool {
    kea.this_server.as_ref().is_some_and(|this| &*this.value == name)
}

fn same_peers(one: &KeaParameters, two: &KeaParameters) -> bool {
    let names = |kea: &KeaParameters| {
        let mut names: Vec<_> = kea.peers.iter().map(|peer| peer.name.clone()).collect();
        names.sort_unstable();
        names
    };
    names(one) == names(two)
}

/// Every address and name a server goes by: the inventory's, and what its own side says.
pub(super) fn goes_by<'a>(
    observation: &'a Observation,
    side: Option<&'a RelationshipSide>,
) -> Vec<&'a str> {
    let own = side.into_iter().flat_map(|side| side.own.names());
    let named = std::iter::once(observation.server.as_str());
    observation.addresses.iter().map(String::as_str).chain(named).chain(own).collect()
}

/// Whether any of the one is any of the other.
pub(super) fn matches_any(one: &[&str], other: &[&str]) -> bool {
    one.iter().any(|one| other.iter().any(|other| same_host(one, other)))
}
