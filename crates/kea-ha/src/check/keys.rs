//! Keys that the library does not know: it ignores them without a word.

use config_text::Diagnostic;
use kea_config::{Kind, Node, Release, nearest};

use super::judge::Judge;
use crate::parameter::{PARAMETERS, PEER_KEYS, RELATIONSHIP_KEYS};
use crate::relationship::Relationship;
use crate::rules;

/// Keys that may stand anywhere, and mean nothing to the library.
const ANYWHERE: [&str; 2] = ["comment", "user-context"];

/// What the library reads in one kind of map.
struct Place {
    name: &'static str,
    keys: Vec<&'static str>,
}

/// Every kind of map there is.
struct Places {
    relationship: Place,
    threads: Place,
    peer: Place,
    machine: Place,
    state: Place,
}

impl Places {
    fn new() -> Self {
        let inner = |key: &&'static str| key.strip_prefix("multi-threading.");
        let keys: Vec<_> = PARAMETERS.iter().map(|info| info.key).collect();
        let own = keys.iter().filter(|key| inner(key).is_none()).chain(RELATIONSHIP_KEYS).copied();
        Self {
            relationship: Place { name: "a relationship", keys: own.collect() },
            threads: Place {
                name: "`multi-threading`",
                keys: keys.iter().filter_map(inner).collect(),
            },
            peer: Place { name: "a peer", keys: PEER_KEYS.to_vec() },
            machine: Place { name: "`state-machine`", keys: vec!["states"] },
            state: Place { name: "an entry of `states`", keys: vec!["state", "pause"] },
        }
    }

    fn others(&self) -> [&Place; 5] {
        [&self.relationship, &self.threads, &self.peer, &self.machine, &self.state]
    }
}

pub(super) fn check(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    let places = Places::new();
    for relationship in relationships {
        let node = relationship.node();
        map(judge, node, &places.relationship, &places);
        if let Some(threads) = node.get("multi-threading") {
            map(judge, threads, &places.threads, &places);
        }
        for peer in relationship.peers() {
            map(judge, peer.node(), &places.peer, &places);
        }
        if let Some(machine) = node.get("state-machine") {
            map(judge, machine, &places.machine, &places);
            let states = machine.get("states").into_iter().flat_map(Node::items);
            for state in states.filter(|state| state.kind() == Kind::Map) {
                map(judge, state, &places.state, &places);
            }
        }
    }
}

fn map(judge: &mut Judge<'_>, map: Node<'_>, place: &Place, places: &Places) {
    for member in map.members() {
        let (key, at) = (&*member.key, member.value);
        if ANYWHERE.contains(&key) {
            continue;
        }
        if place.keys.contains(&key) {
            too_new(judge, at, key, place);
        } else if std::ptr::eq(place, &places.peer)
            && ["require-client-certs", "restrict-commands"].contains(&key)
        {
            let message = format!("`{key}` does nothing in a peer");
            judge.find(&rules::CERT_DEMAND_MISPLACED, at, message);
        } else {
            unknown(judge, at, key, place, places);
        }
    }
}

/// Keys that appeared after the oldest version there are facts about.
fn too_new(judge: &mut Judge<'_>, at: Node<'_>, key: &str, place: &Place) {
    let since = match key {
        "basic-auth-user-file" => Some(Release::new(3, 1, 2)),
        _ => PARAMETERS.iter().find(|info| info.key == key).map(|info| info.since),
    };
    if let Some(since) = since
        && judge.version.is_always(|release| release < since)
    {
        let message =
            format!("`{key}` in {} is known from {since} on, and ignored before", place.name);
        judge.find(&rules::UNKNOWN_KEY, at, message);
    }
}

fn unknown(judge: &mut Judge<'_>, at: Node<'_>, key: &str, place: &Place, places: &Places) {
    let shown: String = key.chars().take(60).collect();
    let message = format!("`{shown}` is not known in {}, and ignored", place.name);
    let mut finding = Diagnostic::new(&rules::UNKNOWN_KEY, at.name_span(), message);
    let home = places.others().into_iter().find(|other| other.keys.contains(&key));
    if let Some(near) = nearest(key, place.keys.iter().copied()) {
        finding = finding.with_help(format!("did you mean `{near}`?"));
    } else if let Some(home) = home {
        finding = finding.with_help(format!("it belongs in {}", home.name));
    }
    judge.push(finding);
}
