//! Another computer through the system's `ssh`.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use tokio::process::Command as Process;
use tokio::sync::mpsc::Sender;

use crate::child::{self, End};
use crate::collect::{Taker, exited, timed_out, too_large};
use crate::command::{Command, Output, one_line};
use crate::error::ExecError;
use crate::host::Host;
use crate::quote::{Dialect, line};

/// Options that hold whatever the operator's configuration says: nothing is asked, forwarded or run
/// beside the command, and a silent server is noticed within 15 seconds.
const OPTIONS: [&str; 8] = [
    "BatchMode=yes",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "RemoteCommand=none",
    "RequestTTY=no",
    "ServerAliveCountMax=3",
    "ServerAliveInterval=5",
];

/// The exit code of `ssh(1)` for its own errors.
const OWN_ERROR: i32 = 255;

/// A computer that the system's `ssh` reaches, with whatever `ssh_config(5)` says of it: aliases,
/// jump hosts, certificates, agents, a `ControlMaster`.
///
/// A process of `ssh` runs for each command. Where it fails, its messages tell why. A program that ends with the
/// exit code 255 cannot be told apart from that, and has failed likewise.
#[derive(Debug, Clone)]
pub struct SystemSsh {
    destination: String,
    config: Option<PathBuf>,
    connect: Duration,
    dialect: Dialect,
}

impl SystemSsh {
    /// A destination as `ssh(1)` takes it: `HOST`, `USER@HOST`, `ssh://USER@HOST:PORT`, or an alias of
    /// its configuration.
    #[must_use]
    pub fn new(destination: impl Into<String>) -> Self {
        let connect = Duration::from_secs(10);
        Self { destination: destination.into(), config: None, connect, dialect: Dialect::Posix }
    }

    /// With this configuration file (`ssh -F`) instead of the user's and the system's.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        let file = file.into();
        // `ssh` runs in another folder than this process.
        self.config = Some(std::path::absolute(&file).unwrap_or(file));
        self
    }

    /// With another time for a connection, in whole seconds; 10 seconds by default.
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

    fn process(&self, line: Vec<u8>) -> Process {
        let mut process = Process::new("ssh");
        if let Some(file) = &self.config {
            process.arg("-F").arg(file);
        }
        for option in OPTIONS {
            process.args(["-o", option]);
        }
        let seconds = self.connect.as_secs().max(1);
        process.args(["-o", &format!("ConnectTimeout={seconds}")]);
        // Behind `--` a destination is never an option.
        process.args(["--", &self.destination]).arg(OsString::from_vec(line));
        process
    }

    async fn ran(&self, command: &Command, taker: Taker<'_>) -> Result<Output, ExecError> {
        let host = self.destination.clone();
        let process = self.process(line(&host, self.dialect, command)?);
        match child::run(process, command, taker).await {
            Ok(End::Exited(output)) if output.code == OWN_ERROR => {
                Err(self.told(command, &output.stderr))
            }
            Ok(End::Exited(output)) => exited(&host, command, output),
            Ok(End::TimedOut) => Err(timed_out(&host, command)),
            Ok(End::TooLarge) => Err(too_large(&host, command)),
            Ok(End::Signalled(_)) => Err(ExecError::Lost { host, program: command.shown() }),
            Err(source) if source.kind() == io::ErrorKind::NotFound => {
                let host = "this computer".to_owned();
                Err(ExecError::NoProgram { host, program: "ssh".to_owned() })
            }
            Err(source) => Err(ExecError::Start { host, program: "ssh".to_owned(), source }),
        }
    }

    /// What a message of `ssh` means.
    fn told(&self, command: &Command, stderr: &[u8]) -> ExecError {
        let (host, program) = (self.destination.clone(), command.shown());
        let text = String::from_utf8_lossy(stderr);
        let says = |needles: &[&str]| needles.iter().any(|needle| text.contains(needle));
        let last = || {
            let own = text.lines().map(str::trim).rfind(|line| !line.is_empty());
            one_line(own.unwrap_or_default().as_bytes())
        };
        if says(&["REMOTE HOST IDENTIFICATION HAS CHANGED", "REVOKED HOST KEY DETECTED"]) {
            let (file, line) = offending(&text).unzip();
            ExecError::HostKeyChanged { host, file, line: line.unwrap_or(0) }
        } else if says(&["Host key verification failed", "host key is known for"]) {
            ExecError::HostKeyUnknown { host, key: None }
        } else if says(&["Permission denied (", "Too many authentication failures"]) {
            let user = text.lines().find_map(|line| line.split_once(": Permission denied"));
            let user = user.map_or("", |(user, _)| user.split('@').next().unwrap_or(user));
            let (user, offered) = (user.to_owned(), vec![last()]);
            ExecError::Authentication { host, user, offered, unusable: Vec::new() }
        } else if says(&["Connection refused"]) {
            ExecError::Refused { host }
        } else if says(&["timed out"]) {
            ExecError::NoAnswer { host, after: self.connect }
        } else if says(&["Could not resolve", "No route to host", "is unreachable"]) {
            ExecError::Unreachable { host, source: io::Error::other(last()) }
        } else if says(&["kex_exchange_identification", "Unable to negotiate", "Bad configuration"])
        {
            ExecError::Protocol { host, what: last() }
        } else if last().is_empty()
            || says(&["closed by remote host", "Connection reset", "Broken pipe", "not responding"])
            || says(&["Connection closed by", "disconnect"])
        {
            ExecError::Lost { host, program }
        } else {
            ExecError::Protocol { host, what: last() }
        }
    }
}

/// `Offending ECDSA key in /etc/ssh/ssh_known_hosts:7`
fn offending(text: &str) -> Option<(PathBuf, usize)> {
    let line = text.lines().find(|line| line.starts_with("Offending "))?;
    let (file, number) = line.split_once(" key in ")?.1.rsplit_once(':')?;
    Some((PathBuf::from(file), number.trim().parse().ok()?))
}

#[async_trait]
impl Host for SystemSsh {
    fn name(&self) -> &str {
        &self.destination
    }

    async fn run(&self, command: &Command) -> Result<Output, ExecError> {
        self.ran(command, Taker::kept(command)).await
    }

    async fn stream(&self, command: &Command, to: &Sender<Vec<u8>>) -> Result<Output, ExecError> {
        self.ran(command, Taker::handed(to, command)).await
    }
}
