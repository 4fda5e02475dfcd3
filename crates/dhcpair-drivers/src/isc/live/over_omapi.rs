//! What a server says of itself.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use failover_model::Knowledge;
use failover_model::state::{FailoverState, Reported, SideState, StateSource};
use omapi::{Connection, Error, Side, State};

use super::{Omapi, PeerState};
use crate::causes::in_full;

/// Asks a running server for the states of its relationships, over one connection.
///
/// # Errors
/// If the server cannot be asked, or stops answering.
pub async fn ask(
    way: &Omapi,
    peers: &[Arc<str>],
    clock: impl Fn() -> DateTime<Utc> + Send + Sync,
) -> Result<Vec<PeerState>, Error> {
    let mut server = Connection::connect(way.address, way.key.clone(), way.limits).await?;
    let mut found = Vec::with_capacity(peers.len());
    for name in peers {
        let state = match server.failover_state(name).await {
            Ok(state) => Knowledge::Known(lower(&state)),
            Err(Error::NotFound { .. }) => Knowledge::unknown(format!(
                "the running server has no failover peer `{name}`: its configuration has changed since it started"
            )),
            Err(failure @ Error::Attribute { .. }) => Knowledge::unknown(in_full(&failure)),
            Err(failure) => return Err(failure),
        };
        found.push(PeerState { name: Arc::clone(name), state, as_of: Some(clock()) });
    }
    Ok(found)
}

fn lower(state: &omapi::FailoverState) -> SideState {
    let in_touch = match state.local.state {
        State::Normal => Some(true),
        State::CommunicationsInterrupted | State::ResolutionInterrupted => Some(false),
        // Of the other states, each can be had alone.
        _ => None,
    };
    let own = reported(state.local);
    SideState {
        // A partner that was never heard of.
        partner: (state.partner.state != State::UnknownState).then(|| reported(state.partner)),
        in_touch,
        own: own.clone(),
        ..SideState::new(own.state, StateSource::Omapi)
    }
}

fn reported(side: Side) -> Reported {
    let state = FailoverState(side.state.to_string().into());
    Reported { state, since: side.since.map(DateTime::from) }
}
