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

/// A server of ISC on a host, with its configuration and lease file in a folder of its own.
///
/// A configuration needs a `subnet` for the link, 10.77.0.0/24, or a `subnet6`, fd77::/64: dhcpd serves no
/// interface without.
#[derive(Debug)]
pub struct Dhcpd {
    daemon: Daemon,
    folder: TempDir,
    family: Family,
}

/// Which clients it serves.
#[derive(Debug, Clone, Copy)]
enum Family {
    V4,
    V6,
}

impl Dhcpd {
    /// Starts it for DHCPv4 with this configuration and no leases, and waits until it serves.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start(host: &Host, configuration: impl AsRef<[u8]>) -> Result<Self, LabError> {
        Self::start_for(Family::V4, host, configuration.as_ref())
    }

    /// The same for DHCPv6.
    ///
    /// # Errors
    /// As [`Dhcpd::start`].
    pub fn start_v6(host: &Host, configuration: impl AsRef<[u8]>) -> Result<Self, LabError> {
        Self::start_for(Family::V6, host, configuration.as_ref())
    }

    fn start_for(family: Family, host: &Host, configuration: &[u8]) -> Result<Self, LabError> {
        let folder = tempfile::tempdir().map_err(LabError::system("make a folder for dhcpd"))?;
        write(&conf(&folder), configuration)?;
        write(&leases(&folder), b"")?;
        let daemon = serve(family, host, &folder)?;
        Ok(Self { daemon, folder, family })
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
        self.daemon = serve(self.family, host, &self.folder)?;
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

    /// The file with its configuration.
    #[must_use]
    pub fn conf(&self) -> PathBuf {
        conf(&self.folder)
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

fn serve(family: Family, host: &Host, folder: &TempDir) -> Result<Daemon, LabError> {
    let (conf, leases) = (conf(folder), leases(folder));
    let words = |words: [&'static str; 4]| words.map(OsStr::new);
    let option = match family {
        Family::V4 => "-4",
        Family::V6 => "-6",
    };
    let [option, foreground, stderr, cf] = words([option, "-f", "-d", "-cf"]);
    let [lf, no_pid, interface, _] = words(["-lf", "--no-pid", INTERFACE, ""]);
    let arguments =
        [option, foreground, stderr, cf, conf.as_ref(), lf, leases.as_ref(), no_pid, interface];
    let mut daemon = Daemon::start(host, "dhcpd", &arguments, &[], folder.path())?;
    daemon.wait_for(READY, Mark::default(), START)?;
    Ok(daemon)
}
