//! What a server runs, against what its file says.
//!
//! The same comparison as between partners, with the file as the first side: only that nothing may differ
//! because the two are two servers.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::rules::KEA_RUNNING_NOT_FILE;
use super::{Difference, Pair, Path, Says, Side, Sides, Subject};
use crate::config::ServerConfig;
use crate::observation::{Basis, Observation};
use crate::pairing::{Member, Relationship};
use crate::relationship::{Parameters, RelationshipIx, RelationshipSide};
use crate::setting::{Setting, Value};

/// What differs on each server that was seen to run something else than its file says.
pub(super) fn compare(observations: &[Observation]) -> Vec<Difference> {
    let each = observations.iter().flat_map(|seen| {
        let configs = seen.configs.known().into_iter().flatten();
        configs.filter_map(move |running| match seen.basis(running.family())? {
            Basis::Otherwise(file) => Some(differences(seen, file, running)),
            Basis::File(_) | Basis::Loaded | Basis::Running(_) | Basis::Unread(_) => None,
        })
    });
    each.flatten().collect()
}

impl Basis {
    /// What the server of an observation runs, and what its file says: where both mean the same, the configuration is that of the
    /// file, whose places can be looked up.
    #[must_use]
    pub fn of(
        seen: &Observation,
        file: ServerConfig,
        running: ServerConfig,
    ) -> (ServerConfig, Self) {
        if differences(seen, &file, &running).is_empty() {
            (file, Self::Loaded)
        } else {
            (running, Self::Otherwise(Box::new(file)))
        }
    }
}

fn differences(seen: &Observation, file: &ServerConfig, running: &ServerConfig) -> Vec<Difference> {
    let configs = Sides::new(file, running);
    let twins = twins(configs);
    let relationships: Vec<_> = twins
        .iter()
        .filter_map(|sides| {
            let side = file.relationship(sides[Side::First])?;
            Some((relationship(seen, file, side), *sides))
        })
        .collect();
    let pair = Pair {
        servers: Sides::new(seen, seen),
        configs,
        relationships: relationships.iter().map(|(one, sides)| (one, *sides)).collect(),
        exclusive: true,
    };
    let mut found = pair.differences();
    found.extend(alone(&pair));
    found.extend(identities(&pair));
    for one in &mut found {
        (one.rule, one.severity) = (&KEA_RUNNING_NOT_FILE, KEA_RUNNING_NOT_FILE.severity);
        one.by_design = false;
    }
    found
}

/// The relationships that are in both, by their indexes.
fn twins(configs: Sides<&ServerConfig>) -> Vec<Sides<RelationshipIx>> {
    let all = configs.map(|config| {
        let sides = (0_u32..).zip(config.relationships());
        sides.map(|(ix, side)| (RelationshipIx(ix), label(side))).collect::<Vec<_>>()
    });
    let [mine, mut theirs] = all.into_array();
    let mut found = Vec::new();
    for (ix, label) in mine {
        if let Some(at) = theirs.iter().position(|(_, other)| *other == label) {
            found.push(Sides::new(ix, theirs.remove(at).0));
        }
    }
    found
}

/// What a relationship is known by on one server: its name, else who takes part.
fn label(side: &RelationshipSide) -> String {
    if let Some(name) = &side.name {
        return name.to_string();
    }
    let Parameters::Kea(kea) = &side.parameters else { return String::new() };
    let mut names: Vec<&str> = kea.peers.iter().map(|peer| &*peer.name).collect();
    names.sort_unstable();
    names.join("+")
}

fn relationship(
    seen: &Observation,
    config: &ServerConfig,
    side: &RelationshipSide,
) -> Relationship {
    Relationship {
        id: label(side),
        name: label(side),
        vendor: seen.vendor,
        family: config.family(),
        mode: side.mode,
        primary: Member::Silent { server: seen.server.clone() },
        secondary: None,
        backups: Vec::new(),
    }
}

/// Relationships that only the file has, or only the server.
fn alone(pair: &Pair<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    for side in Side::BOTH {
        for (ix, one) in (0_u32..).zip(pair.config(side).relationships()) {
            if pair.relationship(side, RelationshipIx(ix)).is_some() {
                continue;
            }
            let path = Path::new(pair.place()).step("relationship", label(one));
            let says = Sides::of(|at| match at == side {
                true => Says::Present { span: one.span },
                false => Says::Nothing,
            });
            found.push(pair.difference(Subject::Relationship, path, says));
        }
    }
    found
}

/// What is the server's own: partners need not have it alike, a server and its file must.
fn identities(pair: &Pair<'_>) -> Vec<Difference> {
    let of = |side: Side, key: &str| -> Option<&Setting> {
        pair.config(side).identities().iter().find(|one| &*one.key == key)
    };
    let all = Side::BOTH.into_iter().flat_map(|side| pair.config(side).identities());
    let mut keys: Vec<&Arc<str>> = all.map(|one| &one.key).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut found = Vec::new();
    for key in keys {
        let sides = Sides::of(|side| of(side, key));
        let value = |one: Option<&Setting>| -> Option<Value> { Some(one?.value.clone()) };
        if sides.map(value).agree() {
            continue;
        }
        let says = sides.map(|one| match one {
            Some(one) => Says::Value { value: one.value.clone(), span: one.span },
            None => Says::Nothing,
        });
        let path = Path::new(pair.place()).field(Arc::clone(key));
        found.push(pair.difference(Subject::Setting, path, says));
    }
    found
}
