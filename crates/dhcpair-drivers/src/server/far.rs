//! Files of another machine.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use config_text::{LoadError, SourceLoader};
use dhcpair_exec::{ExecError, FileQuery, Host, Identity, Local, Ssh, SshTarget, SystemSsh};
use tokio::runtime::Handle;

use crate::target::{Access, SshClient, SshWay};

/// The machine that a server's files lie on, where they are those of a running server.
pub(crate) fn host(access: &Access, limit: Duration) -> Option<Arc<dyn Host>> {
    match access {
        Access::Local { .. } => Some(Arc::new(Local::new())),
        Access::Ssh { way, .. } => Some(over_ssh(way, limit, false)),
        Access::Files { .. } | Access::Asked | Access::Lacking { .. } => None,
    }
}

/// A machine that is reached over SSH.
pub(super) fn over_ssh(way: &SshWay, limit: Duration, windows: bool) -> Arc<dyn Host> {
    match &way.client {
        SshClient::Own { identity, known_hosts } => {
            let user = way.user.clone().or_else(user).unwrap_or_else(|| "root".to_owned());
            let target = SshTarget { host: way.host.clone(), port: way.port.unwrap_or(22), user };
            let mut ssh = Ssh::new(target).connect_within(limit);
            if let Some(file) = identity {
                ssh = ssh.identities([Identity::File(file.clone())]);
            }
            if let Some(file) = known_hosts {
                ssh = ssh.known_hosts([file.clone()]);
            }
            Arc::new(if windows { ssh.windows() } else { ssh })
        }
        SshClient::System { config } => {
            let mut ssh = SystemSsh::new(destination(way)).connect_within(limit);
            if let Some(file) = config {
                ssh = ssh.config(file);
            }
            Arc::new(if windows { ssh.windows() } else { ssh })
        }
    }
}

/// Who runs this program.
fn user() -> Option<String> {
    ["USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok())
}

fn destination(way: &SshWay) -> String {
    let user = way.user.as_ref().map_or_else(String::new, |user| format!("{user}@"));
    match way.port {
        None => format!("{user}{}", way.host),
        Some(port) => format!("ssh://{user}{}:{port}", way.host),
    }
}

/// Reads files of another machine, on a thread that may wait.
pub(crate) struct FarLoader {
    host: Arc<dyn Host>,
    runtime: Handle,
    cwd: Option<PathBuf>,
    newest: Arc<Newest>,
}

/// When the newest of the files was changed that were read.
#[derive(Debug, Default)]
pub(crate) struct Newest(Mutex<Option<DateTime<Utc>>>);

impl Newest {
    pub(super) fn get(&self) -> Option<DateTime<Utc>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn saw(&self, time: DateTime<Utc>) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *newest = (*newest).max(Some(time));
    }
}

impl FarLoader {
    /// A loader for the files of a machine. To be used off the threads of the runtime.
    pub(crate) fn new(host: Arc<dyn Host>, cwd: Option<PathBuf>) -> Self {
        Self { host, runtime: Handle::current(), cwd, newest: Arc::default() }
    }

    /// What becomes known of the files' times while they are read.
    pub(super) fn newest(&self) -> Arc<Newest> {
        Arc::clone(&self.newest)
    }
}

impl SourceLoader for FarLoader {
    fn load(&self, path: &Path) -> Result<Arc<[u8]>, LoadError> {
        let path = self.absolute(path);
        if path.is_relative() {
            let why = "where a relative path starts is not known: say `cwd` in the inventory";
            return Err(LoadError::Io { path, source: io::Error::other(why) });
        }
        let read = self.runtime.block_on(self.host.read(&FileQuery::new(&path)));
        match read {
            Ok(file) => {
                self.newest.saw(file.stat.modified);
                Ok(file.bytes.into())
            }
            Err(ExecError::NoFile { .. }) => Err(LoadError::NotFound { path }),
            Err(ExecError::NotAFile { .. }) => Err(LoadError::NotAFile { path }),
            Err(error) => Err(LoadError::Io { path, source: io::Error::other(error) }),
        }
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        match &self.cwd {
            Some(cwd) if path.is_relative() => cwd.join(path),
            _ => path.to_path_buf(),
        }
    }
}
