//! ISC dhcpd on a host.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::network::INTERFACE;
use super::{Daemon, Host, LabError, Mark, write};

/// What dhcpd says when it answers clients.
const READY: &str = "Server starting service.\n";

/// How long a start may take.
const START: Duration = Duration::from_secs(20);

/// A DHCPv4 server of ISC on a host, with its configuration and lease file in a folder of its own.
///
/// A configuration needs a `subnet` for the link, 10.77.0.0/24: dhcpd serves no interface without.
#[derive(Debug)]
pub struct Dhcpd {
    daemon: Daemon,
    folder: TempDir,
}

impl Dhcpd {
    /// Starts it with this configuration and no leases, and waits until it serves.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start(host: &Host, configuration: impl AsRef<[u8]>) -> Result<Self, LabError> {
        let folder = tempfile::tempdir().map_err(LabError::system("make a folder for dhcpd"))?;
        write(&conf(&folder), configuration.as_ref())?;
        write(&leases(&folder), b"")?;
        let daemon = serve(host, &folder)?;
        Ok(Self { daemon, folder })
    }

    /// Stops it, gives it another configuration and starts it with the leases that it has.
    ///
    /// # Errors
    /// If it does not start.
    pub fn restart(
        &mut self,
        host: &Host,
        configuration: impl AsRef<[u8]>,
    ) -> Result<(), LabError> {
        self.daemon.stop()?;
        write(&conf(&self.folder), configuration.as_ref())?;
        self.daemon = serve(host, &self.folder)?;
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

    /// The file with its leases.
    #[must_use]
    pub fn leases(&self) -> PathBuf {
        leases(&self.folder)
    }
}

fn conf(folder: &TempDir) -> PathBuf {
    folder.path().join("dhcpd.conf")
}

fn leases(folder: &TempDir) -> PathBuf {
    folder.path().join("dhcpd.leases")
}

fn serve(host: &Host, folder: &TempDir) -> Result<Daemon, LabError> {
    let (conf, leases) = (conf(folder), leases(folder));
    let words = |words: [&'static str; 4]| words.map(OsStr::new);
    let [four, foreground, stderr, cf] = words(["-4", "-f", "-d", "-cf"]);
    let [lf, no_pid, interface, _] = words(["-lf", "--no-pid", INTERFACE, ""]);
    let arguments =
        [four, foreground, stderr, cf, conf.as_ref(), lf, leases.as_ref(), no_pid, interface];
    let mut daemon = Daemon::start(host, "dhcpd", &arguments, &[], folder.path())?;
    daemon.wait_for(READY, Mark::default(), START)?;
    Ok(daemon)
}
