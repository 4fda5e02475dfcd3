//! Whether a server can be worked with: what can be read, asked and run there, and what to grant where it cannot.
//!
//! [`examine`] looks at one server. Nothing is changed and nothing is restarted: programs are looked for and not run, `sudo`
//! is asked what it would allow, ports are connected to and left. What cannot be found out stays [`Verdict::Unknown`].
//!
//! ```
//! use dhcpair_drivers::doctor::{Verdict, What, examine};
//! use dhcpair_drivers::{Access, Ask, ConfigFile, Look, Target};
//! use failover_model::{ServerName, Vendor};
//!
//! # let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("dhcpd.conf"), "include \"/keys.conf\";")?;
//! let target = Target {
//!     name: ServerName::new("dhcp-a"),
//!     vendor: Vendor::Isc,
//!     addresses: Vec::new(),
//!     access: Access::Files { root: folder.path().to_owned(), cwd: None },
//!     ask: Ask::Nothing,
//!     configs: vec![ConfigFile { path: "/dhcpd.conf".into(), v6: false }],
//!     leases: Vec::new(),
//!     version: None,
//!     restart: None,
//!     log: None,
//! };
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let found = runtime.block_on(examine(target, Look::new()));
//! let read = found.checks.iter().find(|check| check.what == What::Read).unwrap();
//! assert_eq!(read.verdict, Verdict::Failed);
//! assert!(read.found.ends_with("/keys.conf` is not there"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod code;
mod files;
mod login;
mod ports;
mod process;
mod programs;
mod windows;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use dhcpair_exec::{Command, ExecError, ExecErrorKind, Host, Output};
use failover_model::state::ClockOffset;
use failover_model::{Knowledge, Observation};
use tokio::time::Instant;

use crate::causes::in_full;
use crate::server::{Look, Server, far};
use crate::target::{Access, Ask, Target};

pub use code::Code;

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum What {
    /// The machine is reached, and somebody may run programs there.
    Reach,
    /// Every configuration file with its includes can be read.
    Read,
    /// The lease file can be read.
    LeaseFile,
    /// The log of dhcpd can be read, where the inventory names it.
    Log,
    /// The server's own checker is there.
    Checker,
    /// The command that restarts the server is there and may be run.
    Restart,
    /// OMAPI, or Kea's control channel, answers and takes who asks.
    Login,
    /// The server runs.
    Process,
    /// What runs is what the files say.
    Loaded,
    /// The clock of its machine.
    Clock,
    /// Its clock against that of a partner; for the one to say who examines both.
    PartnerClock,
    /// Where it expects its partner somebody takes connections.
    PeerPort,
    /// Files with secrets cannot be read by everybody.
    Secrets,
}

impl What {
    /// A stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Read => "read",
            Self::LeaseFile => "lease-file",
            Self::Log => "log",
            Self::Checker => "checker",
            Self::Restart => "restart",
            Self::Login => "login",
            Self::Process => "process",
            Self::Loaded => "loaded",
            Self::Clock => "clock",
            Self::PartnerClock => "partner-clock",
            Self::PeerPort => "peer-port",
            Self::Secrets => "secrets",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It works, and should be otherwise.
    Warning,
    /// It does not work.
    Failed,
    /// It could not be found out.
    Unknown,
    /// There is nothing to be looked at, by what the inventory says.
    NotApplicable,
}

/// One check of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was looked at.
    pub what: What,
    /// How it came out.
    pub verdict: Verdict,
    /// What was found, or why nothing was: a clause.
    pub found: String,
    /// What to grant or to change, in one line.
    pub fix: Option<String>,
    /// What kind of failure there was on the way to the server: a stable word.
    pub code: Option<Code>,
}

impl Check {
    fn new(what: What, verdict: Verdict, found: impl Into<String>) -> Self {
        Self { what, verdict, found: found.into(), fix: None, code: None }
    }

    fn ok(what: What, found: impl Into<String>) -> Self {
        Self::new(what, Verdict::Ok, found)
    }

    fn failed(what: What, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(what, Verdict::Failed, found).with(fix)
    }

    fn warning(what: What, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(what, Verdict::Warning, found).with(fix)
    }

    fn unknown(what: What, why: impl Into<String>) -> Self {
        Self::new(what, Verdict::Unknown, why)
    }

    fn none(what: What, why: impl Into<String>) -> Self {
        Self::new(what, Verdict::NotApplicable, why)
    }

    fn with(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }

    fn coded(mut self, code: Option<Code>) -> Self {
        self.code = code;
        self
    }
}

/// What was found at one server.
#[derive(Debug, Clone)]
pub struct Examination {
    /// What was seen of its configuration and of its process.
    pub observation: Observation,
    /// Whether anything could be seen of it at all: its files, its machine, or itself.
    pub reached: bool,
    /// The checks, in the order of [`What`].
    pub checks: Vec<Check>,
    /// Its clock, for the one who knows its partner.
    pub clock: Knowledge<ClockOffset>,
}

/// Examines one server, changing nothing. Ends within the limit of the look.
pub async fn examine(target: Target, look: Look) -> Examination {
    if matches!(target.ask, Ask::PowerShell(_)) {
        return windows::examine(target, look).await;
    }
    let scene = Scene::new(target, look);
    // A server that does not answer takes its time: the files are there all the same.
    let (account, login, seen) =
        tokio::join!(scene.account(), login::checks(&scene), files::look(&scene));
    let runs = process::look(&scene, &seen, &login, account.as_ref());
    let (runs, written, checker, restart, ports, secrets) = tokio::join!(
        runs,
        files::written(&scene, account.as_ref()),
        programs::checkers(&scene, account.as_ref()),
        programs::restart(&scene, account.as_ref()),
        async {
            let listens = ports::listens(&scene, &seen.sighting, &login).await;
            ports::checks(&scene, &seen.sighting.observation, listens).await
        },
        files::secrets(&scene, &seen.sighting.sources, account.as_ref()),
    );
    let stopped = !runs.stopped.is_empty();
    let answered = login.checks.iter().any(|check| check.verdict <= Verdict::Warning);
    let read = seen.sighting.observation.configs.known().is_some();
    let reached = read || answered || stopped || (account.is_ok() && scene.host.is_some());
    let mut checks = vec![scene.reach(&account), files::read(&scene, &seen, account.as_ref())];
    checks.extend(written);
    checks.extend(checker);
    checks.push(restart);
    checks.extend(login.checks);
    checks.extend(runs.checks);
    checks.extend(ports);
    checks.push(secrets);
    checks.sort_by_key(|check| check.what);
    Examination { observation: seen.sighting.observation, reached, checks, clock: runs.clock }
}

/// Who runs programs on a server's machine, or why nobody does.
type Account = Result<String, Away>;

/// Why nothing can be run on a server's machine.
#[derive(Debug, Clone)]
enum Away {
    /// The inventory has no such way.
    NoShell(&'static str),
    /// The way does not lead there.
    Unreached { why: String, fix: &'static str, code: Code },
}

impl Away {
    /// A check that takes a shell, where there is none.
    fn check(&self, what: What) -> Check {
        match self {
            Self::NoShell(why) => Check::none(what, *why),
            Self::Unreached { .. } => Check::unknown(what, "its machine was not reached"),
        }
    }
}

/// A server, its machine, and until when it is looked at.
struct Scene {
    server: Server,
    host: Option<Arc<dyn Host>>,
    deadline: Instant,
}

impl Scene {
    fn new(target: Target, look: Look) -> Self {
        let host = far::host(&target.access, look.answer());
        let server = Server { target: Arc::new(target), look };
        Self { server, host, deadline: Instant::now() + look.within() }
    }

    fn target(&self) -> &Target {
        &self.server.target
    }

    /// The result, unless the time of the look is over before.
    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::time::timeout_at(self.deadline, work).await.ok()
    }

    /// Why a look ended without a result.
    fn late(&self) -> String {
        format!("no answer within {} s", self.server.look.within().as_secs_f32())
    }

    /// What its machine is called in messages.
    fn host_name(&self) -> &str {
        self.host.as_ref().map_or("this computer", |host| host.name())
    }

    /// Runs a program on its machine.
    async fn run(&self, command: &Command) -> Result<Output, String> {
        let Some(host) = &self.host else { return Err("nothing can be run there".to_owned()) };
        match self.in_time(host.run(command)).await {
            Some(Ok(output)) => Ok(output),
            Some(Err(error)) => Err(in_full(&error)),
            None => Err(self.late()),
        }
    }

    /// Runs a script of `sh` with these arguments.
    async fn script(&self, script: &str, arguments: &[&str]) -> Result<Output, String> {
        let words = ["-c", script, "sh"].into_iter().chain(arguments.iter().copied());
        self.run(&Command::new("sh").arguments(words)).await
    }

    /// Who runs programs there.
    async fn account(&self) -> Account {
        let Some(host) = &self.host else {
            return Err(Away::NoShell(match self.target().access {
                Access::Files { .. } => "only its files are here, in a folder",
                _ => "the inventory has no way to its machine, only to the server",
            }));
        };
        let command = Command::new("id").arguments(["-un"]);
        let unreached = |why, fix, code| Err(Away::Unreached { why, fix, code });
        match self.in_time(host.run(&command)).await {
            Some(Ok(output)) => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            Some(Err(error)) => {
                unreached(in_full(&error), way_in(&error), Code::Host(error.kind()))
            }
            None => {
                let fix = "look whether the host is up and no firewall drops SSH";
                unreached(self.late(), fix, Code::Host(ExecErrorKind::NoAnswer))
            }
        }
    }

    /// Whether its machine is reached.
    fn reach(&self, account: &Account) -> Check {
        match account {
            Ok(user) => {
                let host = self.host_name();
                Check::ok(What::Reach, format!("programs run on `{host}` as `{user}`"))
            }
            Err(Away::Unreached { why, fix, code }) => {
                Check::failed(What::Reach, why, *fix).coded(Some(*code))
            }
            Err(away) => away.check(What::Reach),
        }
    }
}

/// What to grant where SSH does not lead to a server.
pub(crate) const fn way_in(error: &ExecError) -> &'static str {
    match error {
        ExecError::Unreachable { .. } => "look whether the host is up and has this name or address",
        ExecError::Refused { .. } => "start `sshd` there, or give its `port` in `access`",
        ExecError::NoAnswer { .. } => "look whether the host is up and no firewall drops SSH",
        ExecError::HostKeyUnknown { .. } => {
            "compare the fingerprint (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there), then connect once with \
             `ssh`, as the user that runs dhcpair"
        }
        ExecError::HostKeyChanged { .. } => {
            "find out why; after a planned change `ssh-keygen -R HOST` removes the old key"
        }
        ExecError::Authentication { .. } => {
            "put dhcpair's public key into `~/.ssh/authorized_keys` of that account: `restrict ssh-ed25519 AAAA...`"
        }
        ExecError::Credential { .. } => {
            "name a private key without a passphrase as `identity-file`"
        }
        _ => "see docs/guide/ssh.md for what the account needs",
    }
}
