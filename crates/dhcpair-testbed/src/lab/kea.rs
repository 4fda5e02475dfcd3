//! Kea's DHCP servers on a host.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::{Daemon, Host, LabError, Mark, write};
use crate::{Family, KeaRoot};

/// The file with its configuration.
const CONFIGURATION: &str = "kea.json";

/// The file with its Control Agent's.
const AGENT: &str = "agent.json";

/// What names the folders of a server.
const ENVIRONMENT: [&str; 4] =
    ["KEA_PIDFILE_DIR", "KEA_LOCKFILE_DIR", "KEA_DHCP_DATA_DIR", "KEA_CONTROL_SOCKET_DIR"];

/// The mode that Kea wants of the folder of its control socket (2.6.3).
const FOLDER_MODE: u32 = 0o750;

/// How long an answer to a command may take.
const ANSWER: Duration = Duration::from_secs(20);

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
    place: Place,
    family: Family,
}

/// Where a Kea and its files are.
#[derive(Debug)]
struct Place {
    /// Its own Debian; [`None`] for the Kea of this machine.
    root: Option<PathBuf>,
    folder: TempDir,
}

impl Kea {
    /// Starts the one of this machine, and waits until it serves. The configuration is told the
    /// server's folder, where lease files and sockets may lie.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start(
        host: &Host,
        family: Family,
        configuration: impl FnOnce(&Path) -> String,
    ) -> Result<Self, LabError> {
        Self::start_at(Place::new(None)?, host, family, configuration)
    }

    /// Starts the one of another Debian. The folder that the configuration is told is the server's
    /// view of it.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start_in(
        root: &KeaRoot,
        host: &Host,
        family: Family,
        configuration: impl FnOnce(&Path) -> String,
    ) -> Result<Self, LabError> {
        Self::start_at(Place::new(Some(root.folder()))?, host, family, configuration)
    }

    fn start_at(
        place: Place,
        host: &Host,
        family: Family,
        configuration: impl FnOnce(&Path) -> String,
    ) -> Result<Self, LabError> {
        place.write(&configuration(&place.inside()))?;
        let daemon = place.serve(host, family)?;
        Ok(Self { daemon, place, family })
    }

    /// Starts a Control Agent of the same Kea on a host, with a configuration of its own, and waits until it
    /// listens. Kea has none from 3.1.8 on.
    ///
    /// # Errors
    /// If it does not start; the error has what it said.
    pub fn start_agent(&self, host: &Host, configuration: &str) -> Result<Daemon, LabError> {
        write(&self.folder().join(AGENT), configuration.as_bytes())?;
        let mut daemon = self.place.run(host, "kea-ctrl-agent", AGENT)?;
        daemon.wait_for("CTRL_AGENT_STARTED", Mark::default(), START)?;
        Ok(daemon)
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
        self.place.write(&configuration(&self.place.inside()))?;
        self.daemon = self.place.serve(host, self.family)?;
        Ok(())
    }

    /// Its folder, as the server sees it: what the configuration was told.
    #[must_use]
    pub fn inside(&self) -> PathBuf {
        self.place.inside()
    }

    /// The file with its configuration, as this machine sees it. What is written into it counts when
    /// the server reads it again: see [`Daemon::reload`] and the command `config-reload`.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder().join(CONFIGURATION)
    }

    /// Gives a command to its control socket, which lies in its folder under this name, and gives the
    /// answer.
    ///
    /// # Errors
    /// If the socket cannot be reached, or no answer comes within 20 s.
    pub fn command(&self, socket: &str, command: &str) -> Result<String, LabError> {
        let path = self.folder().join(socket);
        let ask = || -> io::Result<String> {
            let mut stream = UnixStream::connect(&path)?;
            stream.set_read_timeout(Some(ANSWER))?;
            stream.write_all(command.as_bytes())?;
            stream.shutdown(std::net::Shutdown::Write)?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        ask().map_err(LabError::system(format!("give a command to `{}`", path.display())))
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

    /// Its folder, as this machine sees it.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.place.folder.path()
    }
}

impl Place {
    fn new(root: Option<&Path>) -> Result<Self, LabError> {
        let mut name = tempfile::Builder::new();
        name.prefix("dhcpair-");
        let folder = match root {
            Some(root) => name.tempdir_in(root.join("tmp")),
            None => name.tempdir(),
        };
        let folder = folder.and_then(|folder| {
            fs::set_permissions(folder.path(), Permissions::from_mode(FOLDER_MODE))?;
            Ok(folder)
        });
        let folder = folder.map_err(LabError::system("make a folder for Kea"))?;
        Ok(Self { root: root.map(Path::to_owned), folder })
    }

    /// The folder as the server sees it.
    fn inside(&self) -> PathBuf {
        let folder = self.folder.path();
        let below = self.root.as_ref().and_then(|root| folder.strip_prefix(root).ok());
        below.map_or_else(|| folder.to_owned(), |below| Path::new("/").join(below))
    }

    fn write(&self, text: &str) -> Result<(), LabError> {
        write(&self.folder.path().join(CONFIGURATION), text.as_bytes())
    }

    fn serve(&self, host: &Host, family: Family) -> Result<Daemon, LabError> {
        let (name, ready) = match family {
            Family::V4 => ("kea-dhcp4", "DHCP4_STARTED"),
            Family::V6 => ("kea-dhcp6", "DHCP6_STARTED"),
        };
        let mut daemon = self.run(host, name, CONFIGURATION)?;
        daemon.wait_for(ready, Mark::default(), START)?;
        Ok(daemon)
    }

    /// Starts one of Kea's programs with a configuration in the folder.
    fn run(&self, host: &Host, name: &str, configuration: &str) -> Result<Daemon, LabError> {
        let inside = self.inside();
        let conf = inside.join(configuration);
        let mut arguments = vec![OsStr::new("-c"), conf.as_os_str()];
        let program = match &self.root {
            Some(root) => {
                arguments.splice(..0, [root.as_os_str(), OsStr::new(name)]);
                "chroot"
            }
            None => name,
        };
        let environment = ENVIRONMENT.map(|name| (name, inside.as_path()));
        Daemon::start(host, program, &arguments, &environment, self.folder.path())
    }
}
