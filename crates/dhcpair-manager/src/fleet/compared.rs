//! What was compared of each server: what it runs, or what is written for it to run.

use chrono::TimeDelta;
use config_text::{Diagnostic, escape_control};
use dhcpair_drivers::Sighting;
use failover_model::drift::{Difference, Place, Side};
use failover_model::explain::short;
use failover_model::pairing::{Member, Relationship};
use failover_model::{Basis, Freshness, Observation, ServerConfig, Vendor};

use super::texts::Of;
use super::unheard::unheard;
use super::{Fleet, Texts};
use crate::contract::ComparedRecord;
use crate::inventory::Inventory;

/// How many places a finding names.
const NAMED: usize = 3;

const RUNNING: &str = "running";
const FILE: &str = "file";
const RECORDING: &str = "recording";

impl Fleet {
    /// What was compared, of the servers of one relationship or of all.
    pub(super) fn compared(&self, only: Option<&Relationship>) -> Vec<ComparedRecord> {
        let concerned = |seen: &&Observation| {
            only.is_none_or(|one| {
                one.members().filter_map(Member::server).any(|server| *server == seen.server)
            })
        };
        let all = self.observations.iter().filter(concerned);
        let each = all.flat_map(|seen| {
            let configs = seen.configs.known().into_iter().flatten();
            configs.map(|config| record(seen, config))
        });
        each.collect()
    }

    /// What of a server stands on one side of a difference.
    pub(super) fn source(&self, difference: &Difference, side: Side) -> &'static str {
        if let Place::Server(_) = difference.path.place {
            return if side == Side::First { FILE } else { RUNNING };
        }
        let at = self.position(&difference.servers[side]);
        let seen = at.and_then(|at| self.observations.get(at));
        let config = seen.and_then(|seen| Some((seen, seen.configs.known()?.first()?)));
        config.map_or(FILE, |(seen, config)| record(seen, config).source)
    }
}

impl ComparedRecord {
    /// Whether all of the server was seen that the answer needs.
    pub(crate) const fn is_complete(&self) -> bool {
        self.unseen.is_none()
    }

    /// Whether the file was compared, and the server is known to run something else.
    #[must_use]
    pub fn is_outdated(&self) -> bool {
        self.source == FILE && self.loaded == Some(false)
    }
}

fn record(seen: &Observation, config: &ServerConfig) -> ComparedRecord {
    let unheard = unheard(seen, Some(config.family()));
    let (source, loaded, reason) = match seen.basis(config.family()) {
        Some(Basis::File(unseen)) => (FILE, None, Some(unseen.reason.clone())),
        Some(Basis::Running(unseen) | Basis::Unread(unseen)) => {
            (RUNNING, None, Some(unseen.reason.clone()))
        }
        Some(Basis::Loaded) => (RUNNING, Some(true), None),
        Some(Basis::Otherwise(_)) => (RUNNING, Some(false), None),
        None => match (seen.vendor, &seen.freshness) {
            (Vendor::Windows, Freshness::Live(_)) => (RUNNING, None, None),
            (_, Freshness::Recorded(_)) => (RECORDING, None, None),
            (Vendor::Isc, Freshness::Live(_)) => by_time(seen),
            _ => (FILE, None, None),
        },
    };
    let gap = config.gap().map(|unseen| unseen.reason.clone());
    let unseen = match seen.basis(config.family()) {
        _ if gap.is_some() => Some(FILE),
        Some(Basis::File(_)) => Some(RUNNING),
        Some(Basis::Unread(_)) => Some(FILE),
        Some(Basis::Running(_) | Basis::Loaded | Basis::Otherwise(_)) => None,
        // A dhcpd that is not there may have been started with anything.
        None => (unheard.is_some() && loaded.is_none()).then_some(RUNNING),
    };
    ComparedRecord {
        server: escape_control(seen.server.as_str()),
        family: config.family().to_string(),
        source,
        loaded,
        unseen,
        reason: reason.or(gap).map(|reason| escape_control(&reason)),
        unheard,
    }
}

/// dhcpd does not tell what it runs; since it loads its file only when it starts, the times do.
fn by_time(seen: &Observation) -> (&'static str, Option<bool>, Option<String>) {
    let newer = seen.running.known().and_then(|running| running.file_newer_by());
    let reason = newer
        .filter(|late| *late > TimeDelta::zero())
        .map(|late| format!("its file was changed {} after the server loaded it", short(late)));
    (FILE, newer.map(|late| late == TimeDelta::zero()), reason)
}

/// Reads the files of a Kea of which no version is known, or only its first number, as its partner's version would: partners mostly run the same one, and
/// defaults of another would be taken for differences. What is wrong in them is not judged so: in a rolling upgrade they do not
/// run the same one, and nobody knows that this server would refuse what its partner's version refuses.
pub(super) async fn as_partners_version(
    inventory: &Inventory,
    mut seen: Vec<Sighting>,
) -> Vec<Sighting> {
    let observations: Vec<&Observation> = seen.iter().map(|one| &one.observation).collect();
    let open = |one: &Observation| one.version.as_deref().is_none_or(is_open);
    let silent = |one: &&Observation| one.vendor == Vendor::Kea && open(one);
    let told = |one: &&Observation| one.vendor == Vendor::Kea && !open(one);
    if !(observations.iter().any(silent) && observations.iter().any(told)) {
        return seen;
    }
    let all: Vec<Observation> = seen.iter().map(|one| one.observation.clone()).collect();
    let relationships = failover_model::pairing::pair(&all, &inventory.names);
    for (at, one) in all.iter().enumerate().filter(|(_, one)| silent(one)) {
        let mine = relationships.iter().filter(|relationship| {
            relationship.members().any(|member| member.server() == Some(&one.server))
        });
        let partners = mine.flat_map(Relationship::members).filter_map(Member::server);
        let version = partners
            .filter_map(|server| all.iter().find(|other| other.server == *server))
            .filter_map(|other| other.version.clone().filter(|version| !is_open(version)))
            .find(|version| one.version.as_deref().is_none_or(|of| major(of) == major(version)));
        let entry = inventory.server(one.server.as_str());
        if let (Some(version), Some(entry), Some(place)) = (version, entry, seen.get_mut(at)) {
            let again = dhcpair_drivers::as_of(&entry.target, &version, place.clone()).await;
            *place = Sighting { diagnostics: place.diagnostics.clone(), ..again };
        }
    }
    seen
}

/// Whether a version says no more than its first number (`2`, `2.x`): defaults differ within that.
fn is_open(version: &str) -> bool {
    version.split('.').nth(1).is_none_or(|minor| !minor.starts_with(|c: char| c.is_ascii_digit()))
}

fn major(version: &str) -> Option<&str> {
    version.split(['.', '-', ' ']).next()
}

/// Adds to what was found in a server's files that it runs something else.
pub(super) fn note(texts: &mut [Texts], observations: &[Observation], drift: &[Difference]) {
    for (texts, seen) in texts.iter_mut().zip(observations) {
        let name = seen.server.as_str();
        let of = |one: &&Difference| matches!(&one.path.place, Place::Server(at) if at == name);
        let mine: Vec<_> = drift.iter().filter(of).collect();
        let Some(first) = mine.first() else { continue };
        let things: Vec<String> = mine.iter().take(NAMED).map(|one| one.path.within()).collect();
        let more = match mine.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the server runs something else than its file says: {}{more}",
            things.join(", ")
        );
        let span = mine.iter().find_map(|one| one.sides[Side::First].span());
        let found = match span {
            Some(span) => Diagnostic::new(first.rule, span, message),
            None => Diagnostic::without_place(first.rule, message),
        };
        texts.add(found, Of::Both);
    }
}
