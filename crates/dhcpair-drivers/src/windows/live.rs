//! Running Windows servers, asked by their cmdlets.
//!
//! A [`Live`] has a PowerShell run what a [`Recorder`] wants to know, on the server itself or on a
//! management computer, and reads the state like one from a file. Everything is only read; members
//! of `DHCP Users` may. What no cmdlet of the module tells stays unknown: when the service started,
//! and the clock of a server that is asked from another computer.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use dhcpair_drivers::windows::live::{Live, Surroundings};
//! use dhcpair_drivers::{Access, Ask, Driver, Target};
//! use dhcpair_exec::{Limits, Local, PowerShell};
//! use failover_model::{ServerName, Vendor};
//! use windows_dhcp::script::RunId;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let target = Target {
//!     name: ServerName::new("win-1"),
//!     vendor: Vendor::Windows,
//!     addresses: Vec::new(),
//!     access: Access::Asked,
//!     ask: Ask::PowerShell(None),
//!     configs: Vec::new(),
//!     leases: Vec::new(),
//!     version: None,
//!     restart: None,
//!     log: None,
//! };
//! let address = windows_dhcp::command::ServerName::new("win-1.example.net")?;
//! let surroundings = Surroundings {
//!     now: chrono::Utc::now,
//!     run_id: || RunId::new("5f3a9c01d2").unwrap(), // drawn at random, in a program
//!     within: Duration::from_secs(60),
//! };
//! let shell = PowerShell::new(Limits::default()).program("no-power-shell-here");
//! let live = Live::new(target, address, Arc::new(Local::new()), shell, surroundings);
//! let seen = live.observe().await.observation;
//! let why = seen.configs.unseen().unwrap();
//! assert_eq!(why.reason, "there is no program `no-power-shell-here` on `this computer`");
//! # Ok(())
//! # }
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use config_text::Sources;
use dhcpair_exec::{Host, PowerShell, PowerShellError};
use failover_model::state::{ClockOffset, Running, StateSource};
use failover_model::{Family, Freshness, Knowledge, Observation, Program, ServerName, Stopped};
use windows_dhcp::command::ServerName as Address;
use windows_dhcp::fault::{Code, FaultId};
use windows_dhcp::recorder::{Record, RecordError, Recorder};
use windows_dhcp::report::Report;
use windows_dhcp::script::{RunId, TooLarge};
use windows_dhcp::{Instant as Recorded, RecordedState};

use super::read_file;
use crate::causes::in_full;
use crate::target::Target;
use crate::{Driver, Sighting};

/// How much of a computer's name `%COMPUTERNAME%` has.
const NETBIOS: usize = 15;

/// What no cmdlet tells.
const START: &str = "no cmdlet tells when the DHCP service started";

/// What a look needs from outside.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// The clock of the one who looks.
    pub now: fn() -> DateTime<Utc>,
    /// A new id for each run, drawn at random.
    pub run_id: fn() -> RunId,
    /// How long a look may take in all.
    pub within: Duration,
}

/// A running server.
#[derive(Debug)]
pub struct Live {
    target: Arc<Target>,
    address: Address,
    host: Arc<dyn Host>,
    power_shell: PowerShell,
    surroundings: Surroundings,
}

/// Why there is nothing of a server.
#[derive(Debug, thiserror::Error)]
enum LookError {
    #[error(transparent)]
    PowerShell(#[from] PowerShellError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error("the state could not be written down")]
    Text(#[from] serde_json::Error),
}

/// The service does not run, in its own words.
const NOT_RUNNING: u32 = 20_123;

/// The computer answers, and no DHCP service is registered there (`EPT_S_NOT_REGISTERED`).
const NOT_REGISTERED: u32 = 1_753;

impl LookError {
    /// Whether the computer was reached and says that its DHCP service does not run.
    fn is_stopped(&self) -> bool {
        let Self::Record(RecordError::Missing(failed)) = self else { return false };
        let code = FaultId::read(&failed.error).code();
        code.is_some_and(|Code(code)| [NOT_RUNNING, NOT_REGISTERED].contains(&code))
    }
}

impl Live {
    /// A server that cmdlets know as `address`, asked by the PowerShell of `host`.
    #[must_use]
    pub fn new(
        target: Target,
        address: Address,
        host: Arc<dyn Host>,
        power_shell: PowerShell,
        surroundings: Surroundings,
    ) -> Self {
        Self { target: Arc::new(target), address, host, power_shell, surroundings }
    }

    /// Asks until there is nothing more to ask.
    async fn record(&self) -> Result<(Record, Knowledge<ClockOffset>), LookError> {
        let Surroundings { now, run_id, .. } = self.surroundings;
        let mut recorder = Recorder::new(&self.address, false);
        let mut clock = ClockReading::None;
        while let Some(run) = recorder.run(run_id())? {
            let (sent, start) = (now(), Instant::now());
            let report = self.power_shell.carry_out(&*self.host, &run).await?;
            clock = clock.or(ClockReading::of(&report, &self.address, sent, start.elapsed()));
            recorder.take(&report)?;
        }
        let by = concat!("dhcpair ", env!("CARGO_PKG_VERSION"));
        Ok((recorder.finish(Recorded(now()), by)?, clock.known()))
    }

    /// A server of which a look brought nothing.
    fn failed(&self, error: &LookError) -> Sighting {
        if !error.is_stopped() {
            return self.unread(&in_full(error));
        }
        let machine = self.address.as_str().to_owned();
        let stopped = Stopped { family: Family::V4, program: Program::DhcpServer, machine };
        let mut sighting = self.unread(&stopped.to_string());
        sighting.observation.stopped.push(stopped);
        sighting
    }

    fn unread(&self, reason: &str) -> Sighting {
        let target = &self.target;
        let observation = Observation {
            server: target.name.clone(),
            vendor: target.vendor,
            addresses: target.addresses.clone(),
            freshness: Freshness::Live((self.surroundings.now)()),
            version: target.version.clone(),
            configs: Knowledge::unknown(reason),
            bases: Vec::new(),
            running: Knowledge::unknown(reason),
            processes: Vec::new(),
            stopped: Vec::new(),
            open_secrets: Knowledge::unknown("a Windows server has no configuration file"),
        };
        let (sources, diagnostics) = (Arc::new(Sources::new()), Vec::new());
        Sighting { observation, sources, families: Vec::new(), diagnostics, running: None }
    }
}

#[async_trait]
impl Driver for Live {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn observe(&self) -> Sighting {
        let within = self.surroundings.within;
        let recorded = match tokio::time::timeout(within, self.record()).await {
            Ok(Ok(recorded)) => recorded,
            Ok(Err(failed)) => return self.failed(&failed),
            Err(_) => {
                let reason = format!("it was not read within {} s", within.as_secs_f32());
                return self.unread(&reason);
            }
        };
        let (target, at) = (Arc::clone(&self.target), (self.surroundings.now)());
        let (record, clock) = recorded;
        // Lowering a large state takes a while: not on a thread that serves other servers.
        let seen = tokio::task::spawn_blocking(move || sight(&target, &record.state, at, clock));
        match seen.await {
            Ok(Ok(sighting)) => sighting,
            Ok(Err(failed)) => self.unread(&in_full(&failed)),
            Err(failed) => self.unread(&format!("reading it failed: {failed}")),
        }
    }
}

/// What a state says, in the model's terms.
fn sight(
    target: &Target,
    state: &RecordedState,
    at: DateTime<Utc>,
    clock: Knowledge<ClockOffset>,
) -> Result<Sighting, LookError> {
    let mut sources = Sources::new();
    let name = format!("{}: recorded state", target.name);
    let file = sources.add(name, serde_json::to_vec_pretty(state)?);
    let mut observation = Observation {
        server: target.name.clone(),
        vendor: target.vendor,
        addresses: target.addresses.clone(),
        freshness: Freshness::Live(at),
        version: target.version.clone(),
        configs: Knowledge::unknown("what the cmdlets gave is no state"),
        bases: Vec::new(),
        running: Knowledge::Known(Running {
            at,
            clock,
            started: Knowledge::unknown(START),
            loaded: Knowledge::unknown(START),
            changed: Knowledge::unknown("a Windows server has no configuration file"),
            addresses: Knowledge::unknown("it was not asked for them"),
        }),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown("a Windows server has no configuration file"),
    };
    let mut running = None;
    if let Ok(read) = read_file(&mut sources, file, StateSource::Cmdlet) {
        observation.addresses.extend(read.addresses);
        observation.version = observation.version.or(read.version);
        running = Some(read.reading.diagnostics);
        observation.configs = match read.reading.incomplete {
            Some(reason) => Knowledge::unknown(reason),
            None => Knowledge::Known(vec![read.reading.config]),
        };
    }
    let (sources, diagnostics) = (Arc::new(sources), Vec::new());
    Ok(Sighting { observation, sources, families: Vec::new(), diagnostics, running })
}

/// The best that is known of the server's clock so far.
#[derive(Debug, Clone)]
enum ClockReading {
    None,
    /// It ran on another computer.
    Elsewhere(String),
    Read(ClockOffset),
}

impl ClockReading {
    /// What a report tells: the clock was read at an unknown moment of the run.
    fn of(report: &Report, address: &Address, sent: DateTime<Utc>, took: Duration) -> Self {
        let Some(theirs) = report.now else {
            return Self::None;
        };
        if !is_on(address.as_str(), &report.computer) {
            return Self::Elsewhere(report.computer.clone());
        }
        let half = TimeDelta::from_std(took / 2).unwrap_or(TimeDelta::MAX);
        match sent.checked_add_signed(half) {
            Some(ours) => Self::Read(ClockOffset { ahead: theirs - ours, within: half }),
            None => Self::None,
        }
    }

    /// The better one: the shorter a run was, the less there is to guess.
    fn or(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::Read(one), Self::Read(two)) if two.within < one.within => other,
            (Self::Read(_), _) | (_, Self::None) => self,
            _ => other,
        }
    }

    fn known(self) -> Knowledge<ClockOffset> {
        match self {
            Self::Read(offset) => Knowledge::Known(offset),
            Self::Elsewhere(computer) => Knowledge::unknown(format!(
                "it was asked from `{computer}`, whose clock is another one"
            )),
            Self::None => Knowledge::unknown("PowerShell did not tell it"),
        }
    }
}

/// Whether this is the computer of that address, as far as its short name tells.
fn is_on(address: &str, computer: &str) -> bool {
    let label = address.split('.').next().unwrap_or_default();
    let label: String = label.chars().take(NETBIOS).collect();
    !label.is_empty() && label.eq_ignore_ascii_case(computer)
}
