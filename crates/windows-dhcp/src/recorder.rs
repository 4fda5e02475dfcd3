//! The state of a server, recorded by its cmdlets.
//!
//! What there is to ask depends on what was answered: the options of a reservation are had by its
//! address. A [`Recorder`] says what is to be asked next, in three rounds, and makes the
//! [`RecordedState`] of the answers; it runs nothing. [`record`] does all of it with a
//! [`PowerShellRunner`]. Nothing is changed on the server, and members of `DHCP Users` may read it.
//!
//! A list that could not be read is empty in the state, and what failed stands in `recorded.failed`:
//! whoever reads the document concludes nothing from it. What a state may lack, such as the path
//! of the database, is told beside ([`Record::lacks`]). DHCPv6 is not asked about, and no cmdlet of the
//! module tells the version of Windows.
//!
//! The server goes on while it is recorded. Something that is gone when it is asked about comes out
//! as failed; something that is changed between two questions is not noticed.

mod gathered;
mod question;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use crate::class::{FilterList, ServerSetting, ServerVersion};
use crate::command::{Cmdlet, Command, ServerName};
use crate::fault::{Fault, FaultId};
use crate::record::{Recorded, Records};
use crate::report::{AnswerError, Report};
use crate::runner::{PowerShellRunner, RunError, carry_out};
use crate::scalar::Instant;
use crate::script::{AfterError, Run, RunId, TooLarge};
use crate::state::{FailedCmdlet, RecordedState, Recording, Server, V4, VERSION};

use gathered::Gathered;
use question::Question;

/// How many calls a run has at most: its answer is held as a whole.
const CALLS: usize = 500;

/// A state, and what it lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The state.
    pub state: RecordedState,
    /// What the state does not have and need not have, because its cmdlet failed.
    pub lacks: Vec<FailedCmdlet>,
}

/// A server could not be recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The commands could not be run, or their report is lost.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A run failed before its first command: the module DhcpServer may be missing there.
    #[error("no command was run: {0}")]
    Module(Fault),
    /// A report has nothing about the commands that were run.
    #[error("the report says nothing about the commands that were run; it is of another run")]
    NoAnswer,
    /// One call is too large for a run.
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    /// Something without which there is no state could not be read.
    #[error("`{}`, without which there is no state, failed with `{}`", .0.cmdlet, .0.error)]
    Missing(FailedCmdlet),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Server,
    Scopes,
    Parts,
}

/// Records one server: asks until there is nothing more to ask.
#[derive(Debug)]
pub struct Recorder {
    server: ServerName,
    leases: bool,
    round: Round,
    open: VecDeque<Question>,
    gathered: Gathered,
    failed: Vec<FailedCmdlet>,
    lacks: Vec<FailedCmdlet>,
    on: Option<String>,
}

impl Recorder {
    /// Begins to record a server, with the leases of its scopes or without.
    #[must_use]
    pub fn new(server: &ServerName, leases: bool) -> Self {
        Self {
            server: server.clone(),
            leases,
            round: Round::Server,
            open: question::of_server().into(),
            gathered: Gathered::default(),
            failed: Vec::new(),
            lacks: Vec::new(),
            on: None,
        }
    }

    /// What is to be run next, [going on](AfterError::GoOn) behind errors; nothing once everything is asked. A run
    /// may have fewer of them, from the first on: the rest comes again.
    ///
    /// ```
    /// use windows_dhcp::command::ServerName;
    /// use windows_dhcp::recorder::Recorder;
    ///
    /// let mut recorder = Recorder::new(&ServerName::new("win-1")?, false);
    /// let first = recorder.commands();
    /// assert_eq!(first[0].cmdlet().as_str(), "Get-DhcpServerVersion");
    /// assert!(first.iter().all(|one| one.cmdlet().as_str().starts_with("Get-")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn commands(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        loop {
            self.advance();
            let Some(next) = self.open.get(commands.len()).copied() else { return commands };
            if commands.len() == CALLS {
                return commands;
            }
            match next.command(&self.gathered, &self.server) {
                Some(Ok(command)) => commands.push(command),
                // It cannot be asked about, so nothing of it is known.
                Some(Err(error)) => {
                    self.open.remove(commands.len());
                    self.fail(next, error.to_string());
                }
                None => drop(self.open.remove(commands.len())),
            }
        }
    }

    /// The next run of [`commands`](Self::commands), of as many of them as fit; nothing once everything is asked.
    ///
    /// # Errors
    /// [`TooLarge`] where one command alone does not fit.
    pub fn run(&mut self, id: RunId) -> Result<Option<Run>, TooLarge> {
        let commands = self.commands();
        if commands.is_empty() {
            return Ok(None);
        }
        match Run::new(id.clone(), &commands, AfterError::GoOn) {
            Err(TooLarge { fits }) if fits > 0 => {
                let some = commands.get(..fits).unwrap_or_default();
                Run::new(id, some, AfterError::GoOn).map(Some)
            }
            run => run.map(Some),
        }
    }

    /// Goes to the next round where everything of this one is asked.
    fn advance(&mut self) {
        while self.open.is_empty() {
            (self.round, self.open) = match self.round {
                Round::Server => {
                    (Round::Scopes, question::of_scopes(&self.gathered, self.leases).into())
                }
                Round::Scopes => (Round::Parts, question::of_parts(&self.gathered).into()),
                Round::Parts => return,
            };
        }
    }

    /// Takes the report of a run of [`commands`](Self::commands).
    ///
    /// # Errors
    /// [`RecordError::Module`] and [`RecordError::NoAnswer`] where nothing was asked by it.
    pub fn take(&mut self, report: &Report) -> Result<(), RecordError> {
        if let Some(fault) = report.faults.iter().find(|fault| fault.step.is_none()) {
            return Err(RecordError::Module(fault.clone()));
        }
        self.on = Some(report.computer.clone()).filter(|on| !on.is_empty());
        let mut asked = 0;
        while let Some(question) = self.open.front().copied() {
            let fault = report.faults.iter().find(|fault| fault.step == Some(asked));
            if let Some(fault) = fault {
                if !question.is_none(fault.id.code()) {
                    self.fail(question, id(&fault.id));
                }
            } else {
                match self.gathered.take(question, report, asked) {
                    Ok(()) => {}
                    Err(AnswerError::None { .. }) => break,
                    Err(other) => self.fail(question, other.to_string()),
                }
            }
            self.open.pop_front();
            asked += 1;
        }
        if asked == 0 && !self.open.is_empty() { Err(RecordError::NoAnswer) } else { Ok(()) }
    }

    fn fail(&mut self, question: Question, error: String) {
        let about = question.subject(&self.gathered);
        let failed = FailedCmdlet { cmdlet: question.ask.as_str().to_owned(), about, error };
        if question.is_optional() { self.lacks.push(failed) } else { self.failed.push(failed) }
    }

    /// The state, once there is nothing more to ask.
    ///
    /// # Errors
    /// [`RecordError::Missing`] where the version, the settings, dynamic DNS or the filter lists of the
    /// server could not be read.
    pub fn finish(self, when: Instant, by: &str) -> Result<Record, RecordError> {
        let failed = |cmdlet: Cmdlet| {
            let cmdlet = cmdlet.as_str();
            let known = self.failed.iter().find(|one| one.cmdlet == cmdlet && one.about.is_none());
            RecordError::Missing(known.cloned().unwrap_or_else(|| FailedCmdlet {
                cmdlet: cmdlet.to_owned(),
                about: None,
                error: "no answer".to_owned(),
            }))
        };
        let all = &self.gathered;
        let version: ServerVersion = all.version.ok_or_else(|| failed(Cmdlet::GetVersion))?;
        let setting: ServerSetting = all.setting.ok_or_else(|| failed(Cmdlet::GetSetting))?;
        let list: FilterList = all.filter_list.ok_or_else(|| failed(Cmdlet::GetFilterList))?;
        let dns = all.dns_setting.clone().ok_or_else(|| failed(Cmdlet::GetDnsSetting))?;
        let Self { gathered: all, server: name, failed, lacks, on, .. } = self;
        let bindings = all.bindings.iter().flatten();
        let server = Server {
            name: name.to_string(),
            addresses: bindings.map(|one| one.ip_address.to_string()).collect(),
            os: None,
            version: version.into(),
            setting: setting.into(),
            database: all.database.map(Recorded::from),
            audit_log: all.audit_log.map(Recorded::from),
            dns_credential: all.dns_credential.map(Recorded::from),
            in_directory: all.directory.map(Records::from_iter),
        };
        let v4 = V4 {
            bindings: all.bindings.map(Records::from_iter),
            failover: all.failover.into_iter().collect(),
            scopes: all.scopes.into_iter().collect(),
            options: all.options.into_iter().collect(),
            policies: all.policies.into_iter().collect(),
            classes: all.classes.into_iter().collect(),
            option_definitions: all.definitions.into_iter().collect(),
            dns_setting: dns.into(),
            filter_list: list.into(),
            filters: all.filters.into_iter().collect(),
            statistics: all.statistics.map(Recorded::from),
        };
        let by = Some(by.to_owned());
        let recorded = Recording { when, by, on, failed: failed.into_iter().collect() };
        let state = RecordedState {
            schema: None,
            recorded_windows_state: VERSION,
            recorded: recorded.into(),
            server: server.into(),
            v4: v4.into(),
            v6: None,
        };
        Ok(Record { state, lacks })
    }
}

/// The error's id without the cmdlet and without a name that is ours.
fn id(id: &FaultId) -> String {
    match id {
        FaultId::Dhcp(code) => format!("DHCP {}", code.0),
        FaultId::Win32(code) => format!("WIN32 {}", code.0),
        FaultId::Other(id) => id.clone(),
    }
}

/// Records a server, whatever is in it. `ids` gives each run an id of its own.
///
/// ```
/// # #[cfg(feature = "fake")] {
/// use windows_dhcp::command::ServerName;
/// use windows_dhcp::fake::FakePair;
/// use windows_dhcp::recorder::record;
/// use windows_dhcp::script::RunId;
///
/// let mut pair = FakePair::new("win-1", "win-2");
/// let server = ServerName::new("win-1").unwrap();
/// let when = "2026-11-22T13:58:04Z".parse().unwrap();
/// let ids = || RunId::new("5f3a9c01d2").unwrap();
/// let record = record(&mut pair, ids, &server, false, when, "dhcpair 0.1.0").unwrap();
/// assert_eq!(record.state.server.name, "win-1");
/// assert!(record.state.recorded.failed.is_empty() && record.lacks.is_empty());
/// # }
/// ```
///
/// # Errors
/// [`RecordError`] where there is no state of it.
pub fn record(
    runner: &mut impl PowerShellRunner,
    mut ids: impl FnMut() -> RunId,
    server: &ServerName,
    leases: bool,
    when: Instant,
    by: &str,
) -> Result<Record, RecordError> {
    let mut recorder = Recorder::new(server, leases);
    while let Some(run) = recorder.run(ids())? {
        recorder.take(&carry_out(runner, &run)?)?;
    }
    recorder.finish(when, by)
}
