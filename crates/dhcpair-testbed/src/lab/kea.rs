//! Kea's DHCP servers on a host.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::{Daemon, Host, LabError, Mark, write};
use crate::Family;

/// How long a start may take.
const START: Duration = Duration::from_secs(20);

/// `kea-dhcp4` or `kea-dhcp6` on a host, with its configuration, locks and process id in a folder of
/// its own.
///
/// What it says is known only where the configuration does not send its log elsewhere than to standard
/// output.
#[derive(Debug)]
pub struct Kea {
    daemon: Daemon,
    folder: TempDir,
    family: Family,
}

impl Kea {
    /// Starts it and waits until it serves. The configuration is told the server's folder, where
    /// lease files and sockets may lie.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start(
        host: &Host,
        family: Family,
        configuration: impl FnOnce(&Path) -> String,
    ) -> Result<Self, LabError> {
        let folder = tempfile::tempdir().map_err(LabError::system("make a folder for Kea"))?;
        let text = configuration(folder.path());
        write(&conf(&folder), text.as_bytes())?;
        let daemon = serve(host, family, &folder)?;
        Ok(Self { daemon, folder, family })
    }

    /// Stops it, gives it another configuration and starts it again in its folder.
    ///
    /// # Errors
    /// If it does not start.
    pub fn restart(
        &mut self,
        host: &Host,
        configuration: impl FnOnce(&Path) -> String,
    ) -> Result<(), LabError> {
        self.daemon.stop()?;
        let text = configuration(self.folder.path());
        write(&conf(&self.folder), text.as_bytes())?;
        self.daemon = serve(host, self.family, &self.folder)?;
        Ok(())
    }

    /// Waits until it has said a text, from `since` on.
    ///
    /// # Errors
    /// If it ends, or does not say it within that time.
    pub fn wait_for(&mut self, text: &str, since: Mark, within: Duration) -> Result<(), LabError> {
        self.daemon.wait_for(text, since, within)
    }

    /// All that it has said since it was started last.
    #[must_use]
    pub fn log(&self) -> String {
        self.daemon.log()
    }

    /// The process, to be looked at, stopped or killed.
    pub fn daemon(&mut self) -> &mut Daemon {
        &mut self.daemon
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

fn conf(folder: &TempDir) -> PathBuf {
    folder.path().join("kea.json")
}

fn serve(host: &Host, family: Family, folder: &TempDir) -> Result<Daemon, LabError> {
    let (name, ready) = match family {
        Family::V4 => ("kea-dhcp4", "DHCP4_STARTED"),
        Family::V6 => ("kea-dhcp6", "DHCP6_STARTED"),
    };
    let conf = conf(folder);
    let arguments = [OsStr::new("-c"), conf.as_os_str()];
    let environment = ["KEA_PIDFILE_DIR", "KEA_LOCKFILE_DIR"].map(|name| (name, folder.path()));
    let mut daemon = Daemon::start(host, name, &arguments, &environment, folder.path())?;
    daemon.wait_for(ready, Mark::default(), START)?;
    Ok(daemon)
}
