//! Whether a server that answers commands answers clients.

use failover_model::state::Mute;
use kea_ha::command::{Service, SocketState, Sockets, Status};

/// Why a server does not answer clients, where it says so.
pub(super) fn of(status: &Status) -> Option<Mute> {
    let service = status.service.as_ref().and_then(off);
    service.or_else(|| status.sockets.as_ref().and_then(deaf))
}

/// A service that is off. High Availability switches it off, too, in states that are known for it, and a partner while it
/// fetches leases.
fn off(service: &Service) -> Option<Mute> {
    match service {
        Service { is_off: false, .. } => None,
        Service { by_user: true, .. } => Some(Mute::Disabled),
        Service { by_databases, .. } if !by_databases.is_empty() => Some(Mute::NoDatabase),
        _ => None,
    }
}

fn deaf(sockets: &Sockets) -> Option<Mute> {
    let is_closed = [SocketState::Failed, SocketState::Retrying].map(|one| sockets.status.is(one));
    if !is_closed.contains(&true) {
        return None;
    }
    let why = match sockets.errors.as_slice() {
        [] => "it does not say why".to_owned(),
        [one] => one.clone(),
        [one, more @ ..] => format!("{one}, and {} more", more.len()),
    };
    Some(Mute::NotListening(why))
}
