//! `ip(8)` of iproute2: namespaces, links, addresses and routes.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::LabError;
use crate::find::program;

/// The program, found once for a lab.
#[derive(Debug, Clone)]
pub(super) struct Ip(PathBuf);

impl Ip {
    /// Looks for it; says so where it is missing.
    pub(super) fn find() -> Option<Self> {
        program("ip").map(Self)
    }

    /// Runs one command and gives what it prints.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<String, LabError> {
        let command = arguments.join(" ");
        let out = Command::new(&self.0)
            .args(arguments)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .map_err(LabError::system(format!("run `ip {command}`")))?;
        if out.status.success() {
            return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
        }
        let output = String::from_utf8_lossy(&out.stderr).trim().to_owned();
        Err(LabError::Ip { command, output })
    }

    /// A command that runs `program` in a namespace: the process becomes the program itself.
    pub(super) fn exec(&self, namespace: &str, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(&self.0);
        command.args(["netns", "exec", namespace]).arg(program);
        command
    }

    /// Ends all that runs in a namespace, and removes it.
    pub(super) fn remove(&self, namespace: &str) -> Result<(), LabError> {
        for pid in self.run(&["netns", "pids", namespace])?.lines() {
            let pid = pid.trim().parse().ok().and_then(rustix::process::Pid::from_raw);
            if let Some(pid) = pid {
                // It may have ended by itself since it was listed.
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
        self.run(&["netns", "del", namespace]).map(drop)
    }
}
