//! What a server has logged of itself.
//!
//! dhcpd 4.4 notes every change of state, its own and that of its partner, behind writing it into the lease file:
//! `failover peer NAME: I move from A to B`, and `peer moves from A to B`; the first one when it starts. In front of that stands
//! what the system puts there: nothing where dhcpd writes to its standard error (`-d`), else the time, the host and `dhcpd[PID]:`.
//!
//! What is not for certain of the process that runs is passed over: lines of other machines, those from before it was started, and
//! those whose time cannot be placed.

mod line;

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use dhcpair_exec::{Command, ExecError, FileSet, Host, Limits};
use failover_model::Knowledge;
use failover_model::state::{FailoverState, Reported, SideState, StateSource};

use super::{BEFORE, PeerState};
use crate::causes::in_full;
use line::{Head, LATE, Side, lines, moved, zone_of};

/// Where and when a log is written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// What the machine calls itself (`uname -n`). Lines of others are not of its dhcpd; where it is not known, all are.
    pub host: Option<String>,
    /// How far its clocks are ahead of UTC, for times without a zone.
    pub zone: Option<FixedOffset>,
    /// When the file was changed last.
    pub changed: Option<DateTime<Utc>>,
    /// When the dhcpd that runs was started, if one does.
    pub started: Option<DateTime<Utc>>,
}

/// The newest states of relationships in the end of a log. What is no line of dhcpd on a change of state is passed over.
///
/// The usual time of syslog (`Nov 30 06:19:02`) has neither year nor zone: the zone is the machine's, and the year that of
/// the last change, when the last line was written. Where it was not, as in a copy, such times say nothing.
///
/// ```
/// use dhcpair_drivers::isc::live::{Written, read_log};
///
/// let log = b"Nov 30 07:19:02 dhcp-a dhcpd[71]: failover peer campus: I move from normal to communications-interrupted\n";
/// let changed = "2026-11-30T06:19:02Z".parse().ok();
/// let written = Written { zone: chrono::FixedOffset::east_opt(3_600), changed, ..Written::default() };
/// let found = read_log(log, &written, &["campus".into()]);
/// let own = &found[0].state.known().unwrap().own;
/// assert_eq!(own.state.to_string(), "communications-interrupted");
/// assert_eq!(own.since, changed);
/// ```
#[must_use]
pub fn read_log(log: &[u8], written: &Written, peers: &[Arc<str>]) -> Vec<PeerState> {
    let mut moves = Moves::of(peers);
    moves.read(log, written);
    moves.finish(written)
}

/// How much of a log is read, and as much of the one before it.
const END: u64 = 256 << 10;

/// Tells what a machine calls itself and how far its clocks are ahead of UTC; the account may have a zone of its own.
const PLACE: &str = "unset TZ; uname -n; date +%z";

/// A log on a machine, and the one that it was before it was begun anew (`NAME.1`, as logrotate calls it).
#[derive(Debug, Clone)]
pub struct Log {
    /// The machine.
    pub host: Arc<dyn Host>,
    /// The file, by its path there.
    pub path: PathBuf,
}

impl Log {
    /// The newest states in its end, and for each that cannot be had, why.
    pub(super) async fn states(
        &self,
        peers: &[Arc<str>],
        started: Option<DateTime<Utc>>,
    ) -> Vec<PeerState> {
        let written = Written { started, ..self.place().await };
        let mut before = self.path.clone().into_os_string();
        before.push(".1");
        let read = match self.read(vec![before.into()], peers, &written).await {
            // The one before it may be another's to read, or be no file.
            Err(_) => self.read(Vec::new(), peers, &written).await,
            read => read,
        };
        read.unwrap_or_else(|error| super::unknown(peers, &format!("log: {}", in_full(&error))))
    }

    async fn read(
        &self,
        beside: Vec<PathBuf>,
        peers: &[Arc<str>],
        written: &Written,
    ) -> Result<Vec<PeerState>, ExecError> {
        let set = FileSet::new(&self.path).beside(beside).last(END).limits(Limits::default());
        let (mut moves, mut written) = (Moves::of(peers), written.clone());
        let read = set.read(&*self.host, move |files| {
            while let Some(mut file) = files.next_file()? {
                let mut end = Vec::new();
                file.read_to_end(&mut end)?;
                // What is cut off is no line.
                let begins =
                    end.iter().position(|byte| *byte == b'\n').filter(|_| file.skipped > 0);
                written.changed = Some(file.stat.modified);
                moves.read(end.get(begins.unwrap_or(0)..).unwrap_or_default(), &written);
            }
            Ok(moves.finish(&written))
        });
        read.await
    }

    /// What the machine says of itself, as far as it does.
    async fn place(&self) -> Written {
        let command = Command::new("sh").arguments(["-c", PLACE]);
        let output = self.host.run(&command).await.ok();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let mut lines = text.as_deref().unwrap_or_default().lines();
        let host = lines.next().filter(|name| !name.is_empty()).map(str::to_owned);
        Written {
            host,
            zone: lines.next().and_then(|zone| zone.parse().ok()),
            ..Written::default()
        }
    }
}

/// The newest moves of relationships, by what was read so far: of the server itself, and of its partner.
struct Moves {
    peers: Vec<(Arc<str>, [Option<Reported>; 2])>,
    /// Why lines were passed over.
    passed: Passed,
}

/// Why lines were passed over that tell of a state.
#[derive(Default)]
struct Passed {
    /// The last other machine.
    other: Option<String>,
    /// Whether some were from before the start.
    old: bool,
    /// Whether the time of some could not be placed.
    unplaced: bool,
}

impl Moves {
    fn of(peers: &[Arc<str>]) -> Self {
        let peers = peers.iter().map(|name| (Arc::clone(name), [None, None])).collect();
        Self { peers, passed: Passed::default() }
    }

    /// Takes a log that goes on where the one before it ended.
    fn read(&mut self, log: &[u8], written: &Written) {
        let zone = zone_of(log, written);
        let is_plain = !lines(log).any(|line| Head::of(line).is_some());
        for line in lines(log) {
            let head = match Head::of(line) {
                Some(head) => Some(head),
                None if is_plain => None,
                None => continue,
            };
            let text = head.as_ref().map_or(line, |head| head.rest);
            let Some(text) = text.strip_prefix("failover peer ") else { continue };
            let text = text.trim_end();
            for (peer, [own, partner]) in &mut self.peers {
                let Some((side, state)) = moved(text, peer) else { continue };
                let Ok(since) = self.passed.placed(head.as_ref(), written, zone) else { continue };
                let place = if side == Side::Own { own } else { partner };
                *place = Some(Reported { state: FailoverState(state.into()), since });
            }
        }
    }

    /// What the newest log says.
    fn finish(self, written: &Written) -> Vec<PeerState> {
        let Self { peers, passed } = self;
        let found = peers.into_iter().map(|(name, [own, partner])| {
            let Some(own) = own else {
                return PeerState::unknown(&name, passed.without(&name, written));
            };
            let mut state = SideState::new(own.state.clone(), StateSource::Log);
            state.own = own;
            // A partner that was never heard of.
            state.partner = partner.filter(|partner| &*partner.state.0 != "unknown-state");
            PeerState { name, state: Knowledge::Known(state), as_of: written.changed }
        });
        found.collect()
    }
}

impl Passed {
    /// When a line of the dhcpd that runs was written, if it has a time; other lines are passed over.
    fn placed(
        &mut self,
        head: Option<&Head<'_>>,
        written: &Written,
        zone: Option<FixedOffset>,
    ) -> Result<Option<DateTime<Utc>>, ()> {
        let Some(head) = head else { return Ok(None) };
        if let Some(own) = &written.host
            && !same_host(own, head.host)
        {
            self.other = Some(head.host.to_owned());
            return Err(());
        }
        let since = head.time.utc(zone, written.changed);
        let Some(since) =
            since.filter(|since| written.changed.is_none_or(|at| *since - at <= LATE))
        else {
            self.unplaced = true;
            return Err(());
        };
        if written.started.is_some_and(|started| started - since > BEFORE) {
            self.old = true;
            return Err(());
        }
        Ok(Some(since))
    }

    /// Why there is no state.
    fn without(&self, peer: &str, written: &Written) -> String {
        let mut reason = format!("the end of the log has no state of failover peer `{peer}`");
        if self.old {
            reason.push_str(" since the server was started");
        }
        if let (Some(other), Some(own)) = (&self.other, &written.host) {
            reason.push_str(&format!("; it has lines of `{other}`, and the machine is `{own}`"));
        }
        if self.unplaced {
            reason.push_str(
                "; its times cannot be placed: it was not written last when its last line was",
            );
        }
        reason
    }
}

/// Whether two names are of one machine: with its domain or without.
fn same_host(one: &str, other: &str) -> bool {
    let short = |name: &str| name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    one.eq_ignore_ascii_case(other)
        || (one.contains('.') != other.contains('.') && short(one) == short(other))
}
