//! Which servers form a relationship.
//!
//! Two sides are one relationship when they carry the same name *and* point at each other: a
//! partner address of one side is an address of the other (Kea: the peers' names and URLs). A name
//! alone never pairs: unrelated pairs often share one. One wrong address or one renamed side is
//! still recognised, as long as nothing else fits as well, so that the mistake is shown as a
//! difference instead of two halves.

mod host;
mod member;
mod score;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use host::same_host;
pub use member::{Member, Observed};

use crate::identity::{Family, ServerName, Vendor};
use crate::observation::Observation;
use crate::relationship::{Mode, RelationshipSide, Role};
use member::{find_partner, kea_partners};
use score::{Score, candidates, score};

/// A failover relationship as far as it can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// Unique among all relationships: the name, with `@server` behind it where two share one.
    pub id: String,
    /// The name both servers (or the inventory) use.
    pub name: String,
    /// Vendor of both servers.
    pub vendor: Vendor,
    /// DHCPv4 or DHCPv6.
    pub family: Family,
    /// How the work is shared, by the primary's word, else the secondary's.
    pub mode: Option<Mode>,
    /// The server that leads.
    pub primary: Member,
    /// The server that follows; none in Kea's passive-backup mode.
    pub secondary: Option<Member>,
    /// Servers that only receive lease updates (Kea).
    pub backups: Vec<Member>,
}

impl Relationship {
    /// Primary, secondary and backups.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.primary).chain(&self.secondary).chain(&self.backups)
    }

    /// The observed members that should be alike: the two sides, and the primary with each backup.
    pub fn compared(&self) -> impl Iterator<Item = (Observed, Observed)> + '_ {
        let others = self.secondary.iter().chain(&self.backups).filter_map(Member::observed);
        others.filter_map(|other| Some((self.primary.observed()?, other)))
    }

    /// The two sides, where both were observed.
    #[must_use]
    pub fn both(&self) -> Option<(Observed, Observed)> {
        Some((self.primary.observed()?, self.secondary.as_ref()?.observed()?))
    }
}

/// A name the inventory gives to a relationship whose vendor has none (Kea), or that tells two of
/// the same name apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenName {
    /// The name.
    pub name: String,
    /// Vendor of the relationship.
    pub vendor: Vendor,
    /// Family, where the servers have relationships in both.
    pub family: Option<Family>,
    /// The two servers, in any order.
    pub servers: [String; 2],
}

/// Finds every relationship that any of the servers knows of, sorted by name.
///
/// Each observed side is in exactly one of them.
#[must_use]
pub fn pair(observations: &[Observation], names: &[GivenName]) -> Vec<Relationship> {
    let sides = sides(observations);
    let active = active(&sides);
    let scored = candidates(&active).into_iter();
    let scored = scored.filter_map(|(one, other)| scored_pair(&active, one, other, score));
    let scored = scored.collect::<Vec<_>>();
    pair_by(observations, names, &sides, &active, &scored)
}

/// As [`pair`], for two servers that the caller says are partners (`check --pair`): where addresses
/// do not tell, sides of the same name, or the only ones, belong together.
#[must_use]
pub fn pair_as_partners(observations: &[Observation], names: &[GivenName]) -> Vec<Relationship> {
    let counts: Vec<usize> = observations
        .iter()
        .map(|seen| {
            seen.configs.known().into_iter().flatten().map(|c| c.relationships().len()).sum()
        })
        .collect();
    let told = |side: &Seen<'_>, other: &Seen<'_>| {
        let told = || {
            let only = [side, other].iter().all(|s| counts.get(s.at.observation) == Some(&1));
            let same_name = side.side.name.is_some() && side.side.name == other.side.name;
            (only || same_name).then_some(Score::Told)
        };
        score(side, other).or_else(told)
    };
    let sides = sides(observations);
    let active = active(&sides);
    let all =
        (0..active.len()).flat_map(|one| (one + 1..active.len()).map(move |other| (one, other)));
    let scored = all.filter_map(|(one, other)| scored_pair(&active, one, other, told));
    let scored = scored.collect::<Vec<_>>();
    let mut found = pair_by(observations, names, &sides, &active, &scored);
    silence(observations, &mut found);
    found
}

/// Takes the other one of two servers for the partner that the first one has, where nothing is known
/// of its addresses: it says nothing of any relationship.
fn silence(observations: &[Observation], relationships: &mut [Relationship]) {
    let [one, two] = observations else { return };
    let mute = |seen: &Observation| {
        let mut all = seen.configs.known().into_iter().flatten();
        seen.addresses.is_empty() && all.all(|config| config.relationships().is_empty())
    };
    let silent = match (mute(one), mute(two)) {
        (true, false) => one,
        (false, true) => two,
        _ => return,
    };
    let strangers = |one: &Relationship| -> Vec<String> {
        let foreign = one.members().filter(|member| matches!(member, Member::Foreign { .. }));
        foreign.map(Member::known_as).collect()
    };
    let partners: BTreeSet<String> = relationships.iter().flat_map(strangers).collect();
    if partners.len() != 1 {
        return;
    }
    for relationship in relationships {
        let members = [Some(&mut relationship.primary), relationship.secondary.as_mut()];
        for member in members.into_iter().flatten() {
            if let Member::Foreign { .. } = member {
                *member = Member::Silent { server: silent.server.clone() };
            }
        }
    }
}

/// One side with what is needed to look for its partner.
#[derive(Clone, Copy)]
struct Seen<'a> {
    at: Observed,
    observation: &'a Observation,
    side: &'a RelationshipSide,
    family: Family,
}

fn sides(observations: &[Observation]) -> Vec<Seen<'_>> {
    let mut all = Vec::new();
    for (observation, seen) in observations.iter().enumerate() {
        for (config, server) in seen.configs.known().into_iter().flatten().enumerate() {
            for (ix, side) in (0u32..).zip(server.relationships()) {
                let at = Observed { observation, config, side: crate::RelationshipIx(ix) };
                all.push(Seen { at, observation: seen, side, family: server.family() });
            }
        }
    }
    all
}

/// The sides that take part; backups only receive.
fn active<'s, 'a>(sides: &'s [Seen<'a>]) -> Vec<&'s Seen<'a>> {
    sides.iter().filter(|seen| seen.side.role != Some(Role::Backup)).collect()
}

/// How well two sides fit, by their positions.
type Scored = (usize, usize, Score);

fn scored_pair(
    active: &[&Seen<'_>],
    one: usize,
    other: usize,
    score: impl Fn(&Seen<'_>, &Seen<'_>) -> Option<Score>,
) -> Option<Scored> {
    let score = score(active.get(one)?, active.get(other)?)?;
    Some((one, other, score))
}

fn pair_by(
    observations: &[Observation],
    names: &[GivenName],
    sides: &[Seen<'_>],
    active: &[&Seen<'_>],
    scored: &[Scored],
) -> Vec<Relationship> {
    let mut partner: Vec<Option<usize>> = vec![None; active.len()];
    for level in Score::ALL {
        match_level(scored, level, &mut partner);
    }
    let mut relationships = Vec::new();
    for (ix, seen) in active.iter().enumerate() {
        match partner.get(ix).copied().flatten() {
            Some(other) if other < ix => {}
            Some(other) => {
                let other = active.get(other).copied();
                let member = other.map(|other| Member::Observed {
                    server: other.observation.server.clone(),
                    at: other.at,
                });
                relationships.push(relationship(seen, other, member, names));
            }
            None => {
                let doubtful = doubtful(scored, &partner, active, ix);
                let member = (!doubtful.is_empty())
                    .then_some(Member::Ambiguous { candidates: doubtful })
                    .or_else(|| find_partner(seen, observations));
                relationships.push(relationship(seen, None, member, names));
            }
        }
    }
    attach_backups(sides, &mut relationships, observations);
    make_ids_unique(&mut relationships, observations);
    relationships.sort_by(|a, b| a.id.cmp(&b.id));
    relationships
}

/// Joins the sides that fit each other at this level and fit nobody else as well.
fn match_level(scored: &[Scored], level: Score, partner: &mut [Option<usize>]) {
    let mut fits: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (ix, jx, score) in scored {
        let free = |at: usize| partner.get(at).is_some_and(Option::is_none);
        if *score == level && free(*ix) && free(*jx) {
            fits.entry(*ix).or_default().push(*jx);
            fits.entry(*jx).or_default().push(*ix);
        }
    }
    for (ix, candidates) in &fits {
        if let [other] = candidates.as_slice()
            && fits.get(other).is_some_and(|back| back.as_slice() == [*ix])
            && let Some(slot) = partner.get_mut(*ix)
        {
            *slot = Some(*other);
        }
    }
}

/// The servers that fit a side without a partner, though another one fits them or it as well.
fn doubtful(
    scored: &[Scored],
    partner: &[Option<usize>],
    active: &[&Seen<'_>],
    of: usize,
) -> Vec<ServerName> {
    let free = |at: usize| partner.get(at).is_some_and(Option::is_none);
    let others = scored.iter().filter_map(|(one, other, _)| match of {
        _ if of == *one => Some(*other),
        _ if of == *other => Some(*one),
        _ => None,
    });
    let others = others.filter(|other| free(*other)).filter_map(|other| active.get(other));
    let mut servers: Vec<_> = others.map(|other| other.observation.server.clone()).collect();
    servers.sort_unstable();
    servers.dedup();
    servers
}

fn relationship(
    seen: &Seen<'_>,
    other: Option<&Seen<'_>>,
    theirs: Option<Member>,
    names: &[GivenName],
) -> Relationship {
    let mine = Member::Observed { server: seen.observation.server.clone(), at: seen.at };
    // Where both claim the same role, inventory order decides; the clash itself is a difference.
    let swap = match (seen.side.role, other.and_then(|other| other.side.role)) {
        (Some(Role::Secondary), Some(Role::Secondary)) => false,
        (Some(Role::Secondary), _) => true,
        (_, Some(Role::Primary)) => seen.side.role.is_none(),
        _ => false,
    };
    let (primary, secondary) = match theirs {
        Some(theirs) if swap => (theirs, Some(mine)),
        theirs => (mine, theirs),
    };
    let lead = if swap { other.unwrap_or(seen) } else { seen };
    let name = name(lead, &primary, secondary.as_ref(), names);
    Relationship {
        id: name.clone(),
        name,
        vendor: seen.side.vendor(),
        family: seen.family,
        mode: lead.side.mode.or(seen.side.mode),
        primary,
        secondary,
        backups: Vec::new(),
    }
}

/// The inventory's name, else the vendor's, else one made of the two servers.
fn name(
    lead: &Seen<'_>,
    primary: &Member,
    secondary: Option<&Member>,
    names: &[GivenName],
) -> String {
    let servers = [Some(primary), secondary].map(|member| member.and_then(Member::server));
    let given = names.iter().find(|given| {
        let mut wanted = servers.map(|server| server.map_or("", |server| server.as_str()));
        let mut has = [given.servers[0].as_str(), given.servers[1].as_str()];
        wanted.sort_unstable();
        has.sort_unstable();
        // A vendor that names its relationships keeps them apart by that name.
        let named = lead.side.name.as_deref().is_none_or(|name| name == given.name);
        given.vendor == lead.side.vendor()
            && given.family.is_none_or(|family| family == lead.family)
            && wanted == has
            && named
    });
    if let Some(given) = given {
        return given.name.clone();
    }
    if let Some(name) = &lead.side.name {
        return name.to_string();
    }
    let secondary = secondary.map(Member::known_as).unwrap_or_default();
    let joint = if secondary.is_empty() { "" } else { "+" };
    format!("{}{joint}{secondary}", primary.known_as())
}

/// Puts the servers that only take backups, and peers nobody observed, behind their relationship.
fn attach_backups(
    sides: &[Seen<'_>],
    relationships: &mut [Relationship],
    observations: &[Observation],
) {
    for relationship in relationships.iter_mut() {
        let leads =
            relationship.primary.observed().or_else(|| relationship.secondary.as_ref()?.observed());
        let lead = leads.and_then(|at| sides.iter().find(|seen| seen.at == at));
        let Some(lead) = lead.filter(|lead| lead.side.vendor() == Vendor::Kea) else { continue };
        relationship.backups = kea_partners(lead, observations, Role::Backup)
            .into_iter()
            .map(|member| match member {
                Member::Silent { server } => {
                    let side = sides.iter().find(|seen| {
                        seen.observation.server == server
                            && seen.family == lead.family
                            && seen.side.role == Some(Role::Backup)
                    });
                    match side {
                        Some(seen) => Member::Observed { server, at: seen.at },
                        None => Member::Silent { server },
                    }
                }
                member => member,
            })
            .collect();
    }
}

/// Two relationships of one name are told apart by a server of each.
fn make_ids_unique(relationships: &mut [Relationship], observations: &[Observation]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for relationship in relationships.iter() {
        *count.entry(relationship.name.clone()).or_default() += 1;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for relationship in relationships.iter_mut() {
        if count.get(&relationship.name).is_some_and(|count| *count > 1) {
            let seen = relationship.members().find_map(Member::observed);
            let server = seen.and_then(|at| observations.get(at.observation));
            let server = server.map_or("?", |seen| seen.server.as_str()).to_owned();
            relationship.id = format!("{}@{server}", relationship.name);
        }
        let times = taken.entry(relationship.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            relationship.id = format!("{}.{}", relationship.id, relationship.family);
        }
    }
}
