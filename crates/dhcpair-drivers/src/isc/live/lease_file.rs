//! What a server has written of itself.

use std::io::{self, Read};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use dhcpd_conf::leases::{self, FailoverRecord, ProblemKind, Reader, Record, StateSince};
use failover_model::Knowledge;
use failover_model::state::{FailoverState, Reported, SideState, StateSource};

use super::PeerState;

/// The newest states of relationships in a lease file (dhcpd.leases(5), "THE FAILOVER PEER STATE DECLARATION"), which was
/// changed last at that time. Reads files of any size in constant memory.
///
/// # Errors
/// If the source cannot be read. What is wrong in the file itself is passed over.
pub fn read_lease_file(
    source: impl Read,
    changed: Option<DateTime<Utc>>,
    peers: &[Arc<str>],
) -> io::Result<Vec<PeerState>> {
    let mut newest: Vec<Option<Knowledge<SideState>>> = vec![None; peers.len()];
    let mut reader = Reader::new(source);
    while let Some(entry) = reader.next_entry()? {
        let Record::Failover(record) = &entry.record else { continue };
        // One that stops in the middle is being written right now, or its machine died of it.
        if entry.problems.iter().any(|problem| problem.kind == ProblemKind::Truncated) {
            continue;
        }
        let name = record.name().to_vec();
        let places = peers.iter().zip(&mut newest);
        for (_, place) in places.filter(|(peer, _)| *peer.as_bytes() == *name) {
            *place = Some(lower(record));
        }
    }
    let found = peers.iter().zip(newest).map(|(name, state)| match state {
        Some(state) => PeerState { name: Arc::clone(name), state, as_of: changed },
        None => {
            let reason = format!("the lease file has no state of failover peer `{name}`");
            PeerState::unknown(name, reason)
        }
    });
    Ok(found.collect())
}

/// What one record says.
pub(in crate::isc) fn lower(record: &FailoverRecord<'_>) -> Knowledge<SideState> {
    let Some(own) = record.own() else {
        return Knowledge::unknown("the newest state in the lease file cannot be read");
    };
    let partner = record.partner();
    let own = reported(own);
    let partner = partner.filter(|partner| partner.state != leases::FailoverState::Unknown);
    Knowledge::Known(SideState {
        partner: partner.map(reported),
        own: own.clone(),
        ..SideState::new(own.state, StateSource::LeaseFile)
    })
}

fn reported(side: StateSince) -> Reported {
    let seconds = side.since.and_then(leases::Stamp::unix_seconds);
    Reported {
        state: FailoverState(side.state.as_str().into()),
        since: seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
    }
}
