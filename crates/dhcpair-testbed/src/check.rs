//! The servers' own checkers: `dhcpd -t` and `kea-dhcp4 -t`, `kea-dhcp6 -t`.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use crate::find::program;
use crate::limits::{End, Job, Limits, Run};

/// The family of addresses that a server serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// DHCPv4.
    V4,
    /// DHCPv6.
    V6,
}

/// What a server's own checker says about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The server would load the file.
    Accepted,
    /// The server refuses the file.
    Rejected {
        /// What the checker printed, with the line that it names.
        output: String,
    },
    /// The checker crashed: real servers do, on some files.
    Signal {
        /// The number of the signal, for instance 11.
        signal: i32,
    },
    /// The checker took longer than [`Limits::wall`].
    TimedOut,
}

impl From<Run> for Verdict {
    fn from(run: Run) -> Self {
        match run.end {
            End::Code(0) => Self::Accepted,
            End::Code(_) => Self::Rejected { output: run.output },
            End::Signal(signal) => Self::Signal { signal },
            End::TimedOut => Self::TimedOut,
        }
    }
}

/// Asks `dhcpd -t` about a file, under the default [`Limits`].
///
/// `cwd` is the working directory of dhcpd, against which it resolves a relative include; a
/// relative `file` is meant from the caller's own. Gives [`None`] where [`program`] does.
///
/// # Panics
/// If dhcpd is not here and `CI=true`, or if it cannot be run.
#[must_use]
pub fn dhcpd_check(file: &Path, family: Family, cwd: &Path) -> Option<Verdict> {
    let (prlimit, dhcpd) = (program("prlimit")?, program("dhcpd")?);
    let family = match family {
        Family::V4 => "-4",
        Family::V6 => "-6",
    };
    let file = absolute(file);
    let arguments = vec![OsStr::new("-t"), family.as_ref(), "-cf".as_ref(), file.as_os_str()];
    Some(run(&prlimit, &Job { program: &dhcpd, arguments, cwd, environment: Vec::new() }))
}

/// Asks `kea-dhcp4 -t` or `kea-dhcp6 -t` about a file, under the default [`Limits`].
///
/// Kea runs in the folder of the file; its lock and process id files go to a folder of their own,
/// so that runs at the same time do not meet. `-t` does not load hooks. Gives [`None`] where
/// [`program`] does.
///
/// # Panics
/// If Kea is not here and `CI=true`, or if it cannot be run.
#[must_use]
pub fn kea_check(file: &Path, family: Family) -> Option<Verdict> {
    let name = match family {
        Family::V4 => "kea-dhcp4",
        Family::V6 => "kea-dhcp6",
    };
    let (prlimit, kea) = (program("prlimit")?, program(name)?);
    let file = absolute(file);
    let scratch = must(tempfile::tempdir(), "make a folder for Kea's lock files");
    let job = Job {
        program: &kea,
        arguments: vec![OsStr::new("-t"), file.as_os_str()],
        cwd: file.parent().unwrap_or(Path::new("/")),
        environment: vec![
            ("KEA_LOCKFILE_DIR", scratch.path()),
            ("KEA_PIDFILE_DIR", scratch.path()),
        ],
    };
    Some(run(&prlimit, &job))
}

fn run(prlimit: &Path, job: &Job<'_>) -> Verdict {
    must(Limits::default().run(prlimit, job), "run the checker").into()
}

fn absolute(file: &Path) -> PathBuf {
    must::<_, io::Error>(std::path::absolute(file), "find the working directory")
}

/// A test bed that does not work is no verdict: nothing may be concluded from it.
#[expect(clippy::panic, reason = "a test must not go on when its servers cannot be run")]
pub(crate) fn must<T, E: std::error::Error>(result: Result<T, E>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => {
            let cause = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            panic!("failed to {what}: {error}{cause}")
        }
    }
}
