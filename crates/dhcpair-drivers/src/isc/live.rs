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

use chrono::{DateTime, TimeDelta, Utc};
use failover_model::Knowledge;
use failover_model::lease::Moment;
use failover_model::state::SideState;

use crate::causes::in_full;

pub(super) use lease_file::{LARGEST_THERE, TIME_THERE, lower as lower_written, whole_records};
pub use lease_file::{LeaseFile, read_lease_file};
pub use log::{Log, Written, read_log};
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
    /// When its process was started, by the clock of its machine: what was written before is of another one.
    pub started: Option<DateTime<Utc>>,
}

/// By how much what a process writes may seem to be older than the process.
const BEFORE: TimeDelta = TimeDelta::seconds(5);

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
/// of OMAPI and the time that reading the files takes. The log is looked into where the lease file tells nothing.
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
    let found = written(ways, peers, failure.is_some()).await;
    let peers = match &failure {
        Some(failure) => found.into_iter().map(|peer| peer.without_omapi(failure)).collect(),
        None => found,
    };
    States { peers, failure }
}

/// What the server wrote down, instead of being asked or because that failed.
async fn written(ways: &Ways, peers: &[Arc<str>], asked: bool) -> Vec<PeerState> {
    let found = match &ways.lease_file {
        Some(file) => of_process(file.states(peers).await, ways.started),
        None if ways.log.is_some() => unknown(peers, ""),
        None if asked => unknown(peers, "no lease file of it is known"),
        None => unknown(peers, "neither OMAPI nor a lease file of it is known"),
    };
    let Some(log) = ways.log.as_ref().filter(|_| found.iter().any(PeerState::is_unknown)) else {
        return found;
    };
    let logged = of_process(log.states(peers, ways.started).await, ways.started);
    found.into_iter().zip(logged).map(|(file, log)| file.or(log)).collect()
}

impl PeerState {
    fn unknown(name: &Arc<str>, reason: impl Into<String>) -> Self {
        Self { name: Arc::clone(name), state: Knowledge::unknown(reason), as_of: None }
    }

    const fn is_unknown(&self) -> bool {
        self.state.known().is_none()
    }

    /// Unless it was written before that.
    fn unless_before(&mut self, started: DateTime<Utc>) {
        let Some(as_of) = self.as_of else { return };
        if let Knowledge::Known(state) = &self.state
            && started - as_of > BEFORE
        {
            let (source, at) = (state.source.as_str(), Moment::from(as_of));
            let started = Moment::from(started);
            self.state = Knowledge::unknown(format!(
                "its {source} was changed last at {at}, before it was started ({started})"
            ));
        }
    }

    /// What the lease file says, or else the log.
    fn or(mut self, log: Self) -> Self {
        match (&mut self.state, &log.state) {
            (Knowledge::Known(_), _) => self,
            (Knowledge::Unknown(file), Knowledge::Unknown(logged)) if !file.reason.is_empty() => {
                file.reason = format!("{}; {}", file.reason, logged.reason);
                self
            }
            (Knowledge::Unknown(_), _) => log,
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

/// dhcpd writes its lease file anew and logs its state whenever it starts: what is older says nothing of it.
fn of_process(mut peers: Vec<PeerState>, started: Option<DateTime<Utc>>) -> Vec<PeerState> {
    if let Some(started) = started {
        peers.iter_mut().for_each(|peer| peer.unless_before(started));
    }
    peers
}

/// The states of relationships of which nothing is known.
pub(crate) fn unknown(peers: &[Arc<str>], reason: &str) -> Vec<PeerState> {
    peers.iter().map(|name| PeerState::unknown(name, reason)).collect()
}
