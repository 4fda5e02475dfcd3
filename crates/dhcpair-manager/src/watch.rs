//! What is remembered from look to look while somebody watches.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::check::rules::ANY_OBSERVATION_STALE;
use crate::contract::{SideRecord, SilentRecord, StatusDocument, Time, ToldRecord};

/// A look that is more rounds old than this tells little of what is.
const ROUNDS: u32 = 3;

/// Where the source of a side says that its server was to be seen and was not.
const UNSEEN: [&str; 3] = ["not read", "no state", "silent"];

/// Where nobody looks at a running server.
const NO_LOOK: [&str; 4] = ["file", "recorded", "not in the inventory", "ambiguous"];

/// The last look at each server, over the documents of one watch.
///
/// A server that is not seen any more leaves the first screen without a state: what it said last, and when, is what an operator
/// asks for then. The documents say the time; nothing here reads a clock.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    servers: BTreeMap<String, Known>,
}

/// What is known of one server.
#[derive(Debug, Clone)]
struct Known {
    /// When it was seen last; else when it was looked for first.
    at: Time,
    seen: bool,
    /// Looks in vain since.
    missed: u32,
    told: Vec<ToldRecord>,
}

/// What one document says of a server.
#[derive(Debug, Default)]
struct Now {
    unseen: bool,
    told: Vec<ToldRecord>,
}

impl Watch {
    /// Takes the next document, and adds to it which servers are silent and since when.
    #[must_use]
    pub fn add(&mut self, mut document: StatusDocument) -> StatusDocument {
        let at = document.at;
        let now = now(&document);
        self.servers.retain(|server, _| now.contains_key(server));
        for (server, Now { unseen, told }) in now {
            let known = self.servers.entry(server.clone()).or_insert_with(|| Known {
                at,
                seen: false,
                missed: 0,
                told: Vec::new(),
            });
            if unseen {
                known.missed = known.missed.saturating_add(1);
                document.silent.push(known.silent(server));
            } else {
                *known = Known { at, seen: true, missed: 0, told };
            }
        }
        document
    }
}

impl Known {
    fn silent(&self, server: String) -> SilentRecord {
        let stale = self.missed > ROUNDS;
        SilentRecord {
            server,
            seen: self.seen.then_some(self.at),
            since: self.at,
            looks: self.missed,
            told: self.told.clone(),
            rule: stale.then_some(ANY_OBSERVATION_STALE.id),
        }
    }
}

/// The servers that were looked at, each with what it told.
fn now(document: &StatusDocument) -> BTreeMap<String, Now> {
    let mut all: BTreeMap<String, Now> = BTreeMap::new();
    for row in &document.relationships {
        let sides = [Some(&row.primary), row.secondary.as_ref()].into_iter().flatten();
        for side in sides.filter(|side| !NO_LOOK.contains(&side.source.as_str())) {
            let SideRecord { server, state, source, .. } = side;
            let one = all.entry(server.clone()).or_default();
            one.unseen |= UNSEEN.contains(&source.as_str());
            one.told.extend(
                state
                    .clone()
                    .map(|state| ToldRecord { relationship: row.relationship.clone(), state }),
            );
        }
    }
    // One that is known not to run was seen: its machine told it.
    let unread = document.unread.iter();
    for one in unread.filter(|one| one.managed && !one.partly && !one.stopped) {
        // One whose files were not read may say its state itself.
        let now = all.entry(one.server.clone()).or_default();
        now.unseen |= now.told.is_empty();
    }
    all
}
