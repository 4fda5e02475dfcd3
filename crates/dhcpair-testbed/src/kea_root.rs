//! Newer Keas than this machine's own, each in a Debian of its own in a folder.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::absent;
use crate::check::{Family, Verdict, must};
use crate::find::{program, servers_are_off};
use crate::limits::{Job, Limits};

/// The environment variable that names the folder with the roots.
const ROOTS: &str = "DHCPAIR_ROOTS";

/// Where `cargo xtask ci` makes them.
const FOLDER: &str = "/var/cache/dhcpair/roots";

/// The releases of Debian that are wanted as roots: trixie has Kea 2.6, forky had Kea 3.0 in November 2026.
pub const KEA_ROOTS: [&str; 2] = ["trixie", "forky"];

/// How far Kea's own check goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Depth {
    /// `-t`: the text and what it says, without hook libraries.
    Configuration,
    /// `-T`: the hook libraries are loaded, too, and look at their parameters.
    Hooks,
}

/// A folder with a Debian and its Kea in it, for `chroot(8)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeaRoot {
    folder: PathBuf,
    version: String,
}

impl KeaRoot {
    /// The root of a release of Debian, one of [`KEA_ROOTS`].
    ///
    /// Lies where the environment variable `DHCPAIR_ROOTS` says, else where `cargo xtask ci` makes
    /// it. Where there is none, says so and gives [`None`].
    ///
    /// # Panics
    /// If there is none and `CI=true`, or if its Kea cannot be run.
    #[must_use]
    pub fn find(release: &str) -> Option<Self> {
        let folder = env::var_os(ROOTS).map_or_else(|| PathBuf::from(FOLDER), PathBuf::from);
        let folder = folder.join(release);
        let why = if servers_are_off() {
            "the real servers are switched off".to_owned()
        } else if folder.join("usr/sbin/kea-dhcp4").exists() {
            let kea = Command::new("chroot").arg(&folder).args(["kea-dhcp4", "-v"]).output();
            let output = must(kea, "run Kea in its root").stdout;
            let version = String::from_utf8_lossy(&output).trim().to_owned();
            return Some(Self { folder, version });
        } else {
            format!("no root `{}` ({ROOTS} names the folder)", folder.display())
        };
        absent::skip(&format!("no Kea of Debian {release}: {why}"), absent::skips_are_forbidden());
        None
    }

    /// The version of its Kea, as it says itself: `2.6.3`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The folder that is `/` to its Kea.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks its Kea about a configuration in one file, under the default [`Limits`].
    ///
    /// Hook libraries are found by their name without a folder. Gives [`None`] where [`program`]
    /// does.
    ///
    /// # Panics
    /// If `prlimit` is not here and `CI=true`, or if Kea cannot be run.
    #[must_use]
    pub fn check(&self, text: &[u8], family: Family, depth: Depth) -> Option<Verdict> {
        let (prlimit, chroot) = (program("prlimit")?, program("chroot")?);
        let made = tempfile::Builder::new().prefix("dhcpair-").tempdir_in(self.folder.join("tmp"));
        let scratch = must(made, "make a folder in Kea's root");
        must(std::fs::write(scratch.path().join("kea.json"), text), "write Kea's configuration");
        let inside = scratch.path().strip_prefix(&self.folder).unwrap_or(scratch.path());
        let inside = Path::new("/").join(inside);
        let file = inside.join("kea.json");
        let name = match family {
            Family::V4 => "kea-dhcp4",
            Family::V6 => "kea-dhcp6",
        };
        let depth = match depth {
            Depth::Configuration => "-t",
            Depth::Hooks => "-T",
        };
        let job = Job {
            program: &chroot,
            arguments: vec![
                self.folder.as_os_str(),
                name.as_ref(),
                depth.as_ref(),
                file.as_os_str(),
            ],
            cwd: Path::new("/"),
            environment: ["KEA_LOCKFILE_DIR", "KEA_PIDFILE_DIR", "KEA_DHCP_DATA_DIR"]
                .map(|name| (name, inside.as_path()))
                .into(),
        };
        let verdict = must(Limits::default().run(&prlimit, &job), "run Kea in its root").into();
        Some(match verdict {
            Verdict::Rejected { output } if only_listener_failed(&output) => Verdict::Accepted,
            verdict => verdict,
        })
    }
}

/// `-T` never switches threads on, and so a listener of HA's own cannot start (2.6). It comes behind
/// all that is looked at.
fn only_listener_failed(output: &str) -> bool {
    let last = "Error encountered: Error initializing hooks: CmdHttpListener cannot be started";
    output.contains("HA_CONFIGURATION_SUCCESSFUL") && output.contains(last)
}
