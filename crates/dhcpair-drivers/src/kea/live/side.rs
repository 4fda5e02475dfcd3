//! The state of one relationship, from what its server says.

use chrono::TimeDelta;
use failover_model::state::{Reported, Scopes, SideState, StateSource, Unanswered};
use failover_model::{FailoverState, Knowledge, Parameters, RelationshipSide};
use kea_ha::State;
use kea_ha::command::{RelationshipStatus, RemoteStatus, Vocabulary, Word};

/// The state of a side, which may be the only one of its configuration.
pub(super) fn state(
    told: &[RelationshipStatus],
    side: &RelationshipSide,
    is_only: bool,
) -> Knowledge<SideState> {
    let Some(own) = own_name(side) else {
        return Knowledge::unknown("its configuration does not say which server it is");
    };
    if told.is_empty() {
        return Knowledge::unknown("the server runs without High Availability");
    }
    let named =
        told.iter().find(|one| one.local.server_name.as_deref().map(str::trim) == Some(own));
    let one = match (named, told) {
        (Some(one), _) => one,
        // Before 2.5.5 there is one, and it has no name.
        (None, [one]) if one.local.server_name.is_none() && is_only => one,
        _ => return Knowledge::unknown(format!("the server does not run it as `{own}`")),
    };
    match &one.local.state {
        Some(state) => {
            let scopes = scopes(side, own, &one.local.scopes);
            let state = said(state, one.remote.as_ref());
            Knowledge::Known(SideState { scopes: Some(scopes), ..state })
        }
        None => Knowledge::unknown("its state machine has not started"),
    }
}

/// What the server calls itself in a relationship.
fn own_name(side: &RelationshipSide) -> Option<&str> {
    match &side.parameters {
        Parameters::Kea(kea) => kea.this_server.as_ref().map(|name| name.value.trim()),
        _ => None,
    }
}

/// Whose clients it answers, by the names that its configuration has for the peers.
fn scopes(side: &RelationshipSide, own: &str, answered: &[String]) -> Scopes {
    let peers = match &side.parameters {
        Parameters::Kea(kea) => kea.peers.as_slice(),
        _ => &[],
    };
    let mut others = peers.iter().filter(|peer| &*peer.role != "backup");
    let partner = others.find(|peer| peer.name.trim() != own);
    Scopes {
        own: own.to_owned(),
        partner: partner.map(|peer| peer.name.trim().to_owned()),
        answered: answered.iter().map(|name| name.trim().to_owned()).collect(),
    }
}

fn said<T: Vocabulary>(state: &Word<T>, remote: Option<&RemoteStatus>) -> SideState {
    let mut side = SideState::new(word(state), StateSource::ControlChannel);
    let Some(remote) = remote else { return side };
    // What it has never heard of it only assumes.
    let heard = remote.last_state.as_ref().filter(|_| remote.in_touch);
    side.partner = heard.map(|state| Reported { state: word(state), since: None });
    // "Interrupted" is said `max-response-delay` after the first contact that failed.
    let failed = remote.last_state.as_ref().is_some_and(|state| state.is(State::Unavailable));
    let interrupted = failed || remote.communication_interrupted.unwrap_or(false);
    side.in_touch = Some(remote.in_touch && !interrupted);
    side.heard = remote.in_touch.then(|| TimeDelta::from_std(remote.age).ok()).flatten();
    // Nobody is counted before that, and 0 that are left do not mean that the partner counts as down.
    let counted = remote.communication_interrupted == Some(true);
    let counts = (remote.unacked_clients, remote.unacked_clients_left, remote.connecting_clients);
    if let (true, (Some(clients), Some(left), Some(connecting))) = (counted, counts) {
        side.unanswered = Some(Unanswered { clients, left, connecting });
    }
    side
}

fn word<T: Vocabulary>(word: &Word<T>) -> FailoverState {
    FailoverState(word.as_str().into())
}
