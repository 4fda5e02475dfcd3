//! Another computer over SSH, without any program of this one.

mod connect;
mod exchange;
mod known_hosts;

use std::env;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::mpsc::Sender;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::collect::{Taker, timed_out};
use crate::command::{Command, Output};
use crate::error::ExecError;
use crate::host::Host;
use crate::quote::{Dialect, line};
use connect::{Session, connect};
use exchange::{Attempt, attempt};

/// How many commands run over one connection at the same time; OpenSSH's `MaxSessions` is 10.
const SESSIONS: usize = 8;

/// An account of a computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshTarget {
    /// Its name or address.
    pub host: String,
    /// The port of its SSH server; 22 where nothing else was said.
    pub port: u16,
    /// The account.
    pub user: String,
}

/// Where a private key is found: ed25519 or ecdsa.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// A file with one, without a passphrase.
    File(PathBuf),
    /// All keys of an agent: that on this socket, else that of `SSH_AUTH_SOCK`.
    Agent(Option<PathBuf>),
}

/// A computer that is reached by an SSH connection of our own.
///
/// The connection is made when it is first needed, serves all commands, and is made anew when it is
/// lost. The host key has to be in a file of known hosts already; what is not known is refused.
pub struct Ssh {
    target: SshTarget,
    name: String,
    identities: Vec<Identity>,
    known_hosts: Vec<PathBuf>,
    connect: Duration,
    dialect: Dialect,
    session: Mutex<Option<Arc<Session>>>,
    room: Semaphore,
}

impl Ssh {
    /// With the keys of the agent, `~/.ssh/id_ed25519` and `~/.ssh/id_ecdsa`, where they are there and can be used, and
    /// the known hosts of the user and of the system.
    #[must_use]
    pub fn new(target: SshTarget) -> Self {
        let home = env::home_dir().map(|home| home.join(".ssh")).unwrap_or_default();
        let agent = env::var_os("SSH_AUTH_SOCK").map(|_| Identity::Agent(None));
        let files = ["id_ed25519", "id_ecdsa"].map(|name| home.join(name)).into_iter();
        let files = files.filter(|file| file.exists()).map(Identity::File);
        let SshTarget { host, port, user } = &target;
        let name =
            if *port == 22 { format!("{user}@{host}") } else { format!("{user}@{host}:{port}") };
        Self {
            name,
            identities: agent.into_iter().chain(files).collect(),
            known_hosts: vec![home.join("known_hosts"), PathBuf::from("/etc/ssh/ssh_known_hosts")],
            connect: Duration::from_secs(10),
            dialect: Dialect::Posix,
            session: Mutex::new(None),
            room: Semaphore::new(SESSIONS),
            target,
        }
    }

    /// With these keys alone, offered in this order.
    #[must_use]
    pub fn identities(mut self, all: impl IntoIterator<Item = Identity>) -> Self {
        self.identities = all.into_iter().collect();
        self
    }

    /// With these files of known hosts alone.
    #[must_use]
    pub fn known_hosts(mut self, files: impl IntoIterator<Item = PathBuf>) -> Self {
        self.known_hosts = files.into_iter().collect();
        self
    }

    /// With another time for connecting and logging in; 10 seconds by default.
    #[must_use]
    pub const fn connect_within(mut self, time: Duration) -> Self {
        self.connect = time;
        self
    }

    /// A Windows computer: commands are handed over unquoted, and refused where that would matter.
    #[must_use]
    pub const fn windows(mut self) -> Self {
        self.dialect = Dialect::Plain;
        self
    }

    /// The open session, else a new one. The time includes waiting for another command that
    /// connects: nobody waits longer for a dead server because others do.
    async fn session(&self) -> Result<Arc<Session>, ExecError> {
        let late = |_| ExecError::NoAnswer { host: self.name.clone(), after: self.connect };
        timeout(self.connect, self.open_or_connect()).await.map_err(late)?
    }

    async fn open_or_connect(&self) -> Result<Arc<Session>, ExecError> {
        let mut open = self.session.lock().await;
        if let Some(session) = open.as_ref().filter(|session| !session.is_closed()) {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(connect(self).await?);
        *open = Some(Arc::clone(&session));
        Ok(session)
    }

    async fn ran(&self, command: &Command, mut taker: Taker<'_>) -> Result<Output, ExecError> {
        let line = line(&self.name, self.dialect, command)?;
        // It is never closed, and a command that has to wait for others is still within its time.
        let late = |_| timed_out(&self.name, command);
        let _room = timeout(command.within().time, self.room.acquire()).await.map_err(late)?;
        // A connection may be dead before the command is sent: once more with a new one.
        for _ in 0..2 {
            let session = self.session().await?;
            match attempt(&self.name, &session, &line, command, &mut taker).await {
                Attempt::Done(result) => {
                    return result.map(|output| Output { stdout: taker.bytes(), ..output });
                }
                Attempt::NotSent => self.forget(&session).await,
            }
        }
        Err(ExecError::Lost { host: self.name.clone(), program: command.shown() })
    }

    /// Forgets a session that turned out to be dead.
    async fn forget(&self, dead: &Arc<Session>) {
        let mut open = self.session.lock().await;
        if open.as_ref().is_some_and(|session| Arc::ptr_eq(session, dead)) {
            *open = None;
        }
    }
}

impl fmt::Debug for Ssh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ssh")
            .field("name", &self.name)
            .field("identities", &self.identities)
            .field("known_hosts", &self.known_hosts)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Host for Ssh {
    fn name(&self) -> &str {
        &self.name
    }

    async fn run(&self, command: &Command) -> Result<Output, ExecError> {
        self.ran(command, Taker::kept(command)).await
    }

    async fn stream(&self, command: &Command, to: &Sender<Vec<u8>>) -> Result<Output, ExecError> {
        self.ran(command, Taker::handed(to, command)).await
    }
}
