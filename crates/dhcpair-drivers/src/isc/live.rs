//! In which state of failover a running dhcpd is.
//!
//! The server itself says so over OMAPI. Without that, the lease file and the log have what dhcpd wrote when its state changed last:
//! whether the process still runs, the file does not tell, and a server that has just been started stands there with the
//! state that it had before. So a [`PeerState`] has its source and its time with it.
//!
//! The partner's state is what the server has heard of last, and stays when the partner is gone.

mod lease_file;
mod log;
mod over_omapi;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use failover_model::Knowledge;
use failover_model::state::SideState;

use crate::causes::in_full;

pub(super) use lease_file::{LARGEST_THERE, TIME_THERE, lower as lower_written, whole_records};
pub use lease_file::{LeaseFile, read_lease_file};
pub use log::{Log, read_log};
pub use over_omapi::ask;

/// How a running dhcpd is asked.
#[derive(Debug, Clone)]
pub struct Omapi {
    /// Its address and `omapi-port`.
    pub address: SocketAddr,
    /// The key that `omapi-key` names.
    pub key: Option<omapi::Key>,
    /// How long that may take, and how large an answer may be.
    pub limits: omapi::Limits,
}

/// The ways to the state of one server, in the order in which they are tried.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// The server itself.
    pub omapi: Option<Omapi>,
    /// Its lease file.
    pub lease_file: Option<LeaseFile>,
    /// The file that it logs into.
    pub log: Option<Log>,
}

/// What is known of one relationship of a server.
#[derive(Debug, Clone)]
pub struct PeerState {
    /// Its name: `failover peer NAME`.
    pub name: Arc<str>,
    /// What the server says, with its source.
    pub state: Knowledge<SideState>,
    /// Until when it is known to have held; its age is counted from there. Over OMAPI the time of the answer by the clock of
    /// the one who looks; of a lease file or a log the time of its last change, by the clock of its machine.
    pub as_of: Option<DateTime<Utc>>,
}

/// What was learnt of a server.
#[derive(Debug)]
pub struct States {
    /// One for each name asked for, in that order.
    pub peers: Vec<PeerState>,
    /// Why OMAPI told nothing, where it was tried; the lease file or the log stands in for it then.
    pub failure: Option<omapi::Error>,
}

/// The states of relationships, by their names in the configuration. Changes nothing, never fails, and ends within the limits
/// of OMAPI and the time that reading the files takes. Of lease file and log the newer state counts.
///
/// A relationship that the running server does not have is not looked up in the lease file: its state there is history.
///
/// ```
/// use dhcpair_drivers::isc::live::{LeaseFile, Ways, states};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("dhcpd.leases");
/// std::fs::write(&path, "failover peer \"campus\" state {
///   my state partner-down at 3 2026/11/25 11:00:00;
///   partner state normal at 3 2026/11/25 10:00:00;
/// }")?;
/// let ways = Ways { lease_file: Some(LeaseFile::Here(path)), ..Ways::default() };
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let found = states(&ways, &["campus".into()], chrono::Utc::now).await;
/// let state = found.peers[0].state.known().unwrap();
/// assert_eq!(state.own.state.to_string(), "partner-down");
/// assert_eq!(state.source.phrase(), "from the lease file");
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
pub async fn states(
    ways: &Ways,
    peers: &[Arc<str>],
    clock: impl Fn() -> DateTime<Utc> + Send + Sync,
) -> States {
    let failure = match &ways.omapi {
        Some(omapi) => match ask(omapi, peers, clock).await {
            Ok(peers) => return States { peers, failure: None },
            Err(failure) => Some(failure),
        },
        None => None,
    };
    let peers = match (&ways.lease_file, &ways.log) {
        (Some(file), None) => file.states(peers).await,
        (None, Some(log)) => log.states(peers).await,
        (Some(file), Some(log)) => {
            let both = tokio::join!(file.states(peers), log.states(peers));
            both.0.into_iter().zip(both.1).map(|(file, log)| file.or_newer(log)).collect()
        }
        (None, None) if failure.is_some() => unknown(peers, "no lease file of it is known"),
        (None, None) => unknown(peers, "neither OMAPI nor a lease file of it is known"),
    };
    let peers = match &failure {
        Some(failure) => peers.into_iter().map(|peer| peer.without_omapi(failure)).collect(),
        None => peers,
    };
    States { peers, failure }
}

impl PeerState {
    fn unknown(name: &Arc<str>, reason: impl Into<String>) -> Self {
        Self { name: Arc::clone(name), state: Knowledge::unknown(reason), as_of: None }
    }

    /// What the lease file says, unless the log has something newer. dhcpd logs a change behind writing it.
    fn or_newer(mut self, log: Self) -> Self {
        let since = |state: &SideState| state.own.since;
        match (&mut self.state, &log.state) {
            (Knowledge::Known(file), Knowledge::Known(logged)) => {
                if since(logged) > since(file) {
                    log
                } else {
                    self
                }
            }
            (Knowledge::Unknown(_), Knowledge::Known(_)) => log,
            (Knowledge::Known(_), Knowledge::Unknown(_)) => self,
            (Knowledge::Unknown(file), Knowledge::Unknown(log)) => {
                file.reason = format!("{}; {}", file.reason, log.reason);
                self
            }
        }
    }

    /// Where nothing is known, OMAPI's failure is a reason too, and the first one.
    fn without_omapi(mut self, failure: &omapi::Error) -> Self {
        if let Knowledge::Unknown(unseen) = &mut self.state {
            unseen.reason = format!("OMAPI: {}; {}", in_full(failure), unseen.reason);
        }
        self
    }
}

/// The states of relationships of which nothing is known.
pub(crate) fn unknown(peers: &[Arc<str>], reason: &str) -> Vec<PeerState> {
    peers.iter().map(|name| PeerState::unknown(name, reason)).collect()
}
