//! What a dhcpd says of itself whose files were not read: its name for a relationship is that of its partner.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use dhcpair_drivers::{Ask, Look, states_over_omapi};
use failover_model::pairing::{Member, Relationship};
use failover_model::state::SideState;
use failover_model::{Freshness, Knowledge, ServerName};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Fleet;
use crate::inventory::Inventory;
use crate::progress::{Doing, Progress};

/// What a server whose files were not read says of a relationship.
#[derive(Debug)]
pub(super) struct Told {
    server: ServerName,
    relationship: Arc<str>,
    state: Knowledge<SideState>,
    /// When it answered, by the clock of the one who looks.
    at: Option<DateTime<Utc>>,
}

/// Asks every such server that has OMAPI, all at the same time, in what is left of the limit since the look began.
pub(super) async fn ask(
    inventory: &Inventory,
    relationships: &[Relationship],
    (look, began): (Look, Instant),
    progress: &Progress,
) -> Vec<Told> {
    let mut asks = JoinSet::new();
    for server in &inventory.servers {
        let name = &server.target.name;
        let is_unread =
            |member: &Member| matches!(member, Member::Unread { server, .. } if server == name);
        let names = relationships.iter().filter(|one| one.members().any(is_unread));
        let names: Vec<Arc<str>> = names.map(|one| Arc::from(one.name.as_str())).collect();
        if names.is_empty() || !matches!(server.target.ask, Ask::Omapi(_)) {
            continue;
        }
        let target = server.target.clone();
        let step = progress.begin(Doing::Asking, target.name.as_str());
        asks.spawn(async move {
            let states = states_over_omapi(&target, &names, look, began.elapsed()).await;
            drop(step);
            (target.name, states)
        });
    }
    let mut told = Vec::new();
    while let Some(answer) = asks.join_next().await {
        let Ok((server, states)) = answer else { continue };
        told.extend(states.into_iter().map(|one| Told {
            server: server.clone(),
            relationship: one.name,
            state: one.state,
            at: one.as_of,
        }));
    }
    told
}

impl Fleet {
    /// What a member that was not read says of a relationship.
    fn told(&self, one: &Relationship, member: &Member) -> Option<&Told> {
        let Member::Unread { server, .. } = member else { return None };
        let is = |told: &&Told| told.server == *server && *told.relationship == *one.name;
        self.told.iter().find(is)
    }

    /// Why the files of a member were not read that says its state all the same.
    pub(super) fn instead_of_files(&self, one: &Relationship, member: &Member) -> Option<String> {
        let Member::Unread { reason, .. } = member else { return None };
        self.told(one, member)?.state.known()?;
        Some(format!("its files were not read: {reason}"))
    }

    /// Why nothing is known of a member: why its files were not read and, where it was asked all the same, why it told nothing.
    pub(super) fn unread_because(
        &self,
        one: &Relationship,
        member: &Member,
        reason: &str,
    ) -> String {
        let silent = self.told(one, member).and_then(|told| told.state.unseen());
        silent.map_or_else(|| reason.to_owned(), |silent| format!("{reason}; {}", silent.reason))
    }

    /// Whether a server whose files were not read said itself that it runs.
    pub(super) fn says_itself(&self, server: &ServerName) -> bool {
        self.told.iter().any(|told| told.server == *server && told.state.known().is_some())
    }

    /// The state of a member that was read or asked.
    pub(super) fn state_of(&self, one: &Relationship, member: &Member) -> Option<&SideState> {
        match member.observed() {
            Some(at) => self.side(at)?.state.known(),
            None => self.told(one, member)?.state.known(),
        }
    }

    /// When a member was looked at, or said something of a relationship.
    pub(super) fn looked_at(&self, one: &Relationship, member: &Member) -> Option<DateTime<Utc>> {
        let seen = self.observations.get(self.position(member.server()?)?)?;
        match seen.freshness {
            Freshness::Live(at) => Some(at),
            _ => self.told(one, member)?.at,
        }
    }
}
