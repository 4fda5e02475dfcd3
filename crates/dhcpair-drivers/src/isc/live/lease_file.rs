//! What a server has written of itself.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use config_text::open_regular;
use dhcpair_exec::{ExecError, FileSet, Host, Limits};
use dhcpd_conf::leases::{self, FailoverRecord, ProblemKind, Reader, Record, StateSince};
use failover_model::Knowledge;
use failover_model::state::{FailoverState, Reported, SideState, StateSource};

use super::PeerState;
use crate::causes::in_full;

/// The most that a lease file of another machine may have in bytes, to be read whole for a look: some 6,000 leases. Of a larger one
/// so much is read of the end.
pub(in crate::isc) const LARGEST_THERE: u64 = 2 << 20;

/// How long reading files of another machine may take, if the look does not end before.
pub(in crate::isc) const TIME_THERE: Duration = Duration::from_secs(60);

/// Where a lease file lies.
#[derive(Debug, Clone)]
pub enum LeaseFile {
    /// On this machine.
    Here(PathBuf),
    /// On another one: its last 2 MiB are read.
    There(Arc<dyn Host>, PathBuf),
}

impl LeaseFile {
    /// The newest states in it, and for each that cannot be had, why.
    pub(super) async fn states(&self, peers: &[Arc<str>]) -> Vec<PeerState> {
        let names = peers.to_vec();
        let (path, read) = match self {
            Self::Here(path) => {
                let shown = path;
                let path = path.clone();
                let read = tokio::task::spawn_blocking(move || here(&path, &names)).await;
                (
                    shown,
                    read.unwrap_or_else(|failure| Err(io::Error::other(failure)))
                        .map_err(|error| in_full(&error)),
                )
            }
            Self::There(host, path) => {
                (path, there(&**host, path, names).await.map_err(|error| in_full(&error)))
            }
        };
        read.unwrap_or_else(|failure| {
            super::unknown(peers, &format!("lease file `{}`: {failure}", path.display()))
        })
    }
}

/// Of a file of this machine.
fn here(path: &Path, peers: &[Arc<str>]) -> io::Result<Vec<PeerState>> {
    let (file, metadata) = open_regular(path)?;
    let changed = metadata.modified().ok().map(DateTime::from);
    read_lease_file(file.take(metadata.len()), changed, peers)
}

/// Of one of another machine.
async fn there(
    host: &dyn Host,
    path: &Path,
    peers: Vec<Arc<str>>,
) -> Result<Vec<PeerState>, ExecError> {
    let set = FileSet::new(path).last(LARGEST_THERE);
    let set = set.limits(Limits { time: TIME_THERE, ..Limits::default() });
    let read = set.read(host, move |files| {
        let file = files.next_file()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let (cut, changed) = (file.skipped > 0, Some(file.stat.modified));
        let mut found = read_lease_file(whole_records(file, cut)?, changed, &peers)?;
        for peer in found.iter_mut().filter(|_| cut) {
            if let Knowledge::Unknown(unseen) = &mut peer.state {
                unseen.reason = format!("the end of a large file: {}", unseen.reason);
            }
        }
        Ok(found)
    });
    read.await
}

/// From the first record on that is there as a whole, where the beginning is cut off: they end with a brace that has a line of
/// its own.
pub(in crate::isc) fn whole_records(source: impl Read, cut: bool) -> io::Result<impl Read> {
    let mut source = BufReader::new(source);
    let mut line = Vec::new();
    while cut && line != b"}\n" {
        line.clear();
        if source.read_until(b'\n', &mut line)? == 0 {
            break;
        }
    }
    Ok(source)
}

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
