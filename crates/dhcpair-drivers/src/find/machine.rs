//! Processes and usual places of a machine.

use std::path::{Path, PathBuf};

use dhcpair_exec::{Command, ExecError, Process};
use failover_model::Vendor;

use super::Shared;
use crate::target::Access;

/// Prints which of its arguments are there, by their numbers.
const THERE: &str = r#"i=0; for f; do [ -e "$f" ] && echo "$i"; i=$((i+1)); done; :"#;

/// Prints the working directory of the process `$1`, and the unit that runs it.
const AROUND: &str =
    r#"readlink "/proc/$1/cwd" 2>/dev/null || echo; cat "/proc/$1/cgroup" 2>/dev/null; :"#;

/// A program of a DHCP server, and where its files are on Debian, Red Hat, SUSE, Alpine, Arch and the BSDs.
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) vendor: Vendor,
    /// The words behind which it has its configuration and its lease file.
    config: &'static str,
    leases: Option<&'static str>,
    /// Where it serves both address families: the word for DHCPv6.
    six: Option<&'static str>,
    /// Whether it serves DHCPv6 alone.
    pub(super) v6: bool,
    pub(super) files: &'static [&'static str],
    pub(super) lease_files: &'static [&'static str],
}

pub(super) static PROGRAMS: [Program; 3] = [
    Program {
        name: "dhcpd",
        vendor: Vendor::Isc,
        config: "-cf",
        leases: Some("-lf"),
        six: Some("-6"),
        v6: false,
        files: &["/etc/dhcp/dhcpd.conf", "/etc/dhcpd.conf", "/usr/local/etc/dhcpd.conf"],
        lease_files: &[
            "/var/lib/dhcp/dhcpd.leases",
            "/var/lib/dhcpd/dhcpd.leases",
            "/var/lib/dhcp/db/dhcpd.leases",
            "/var/db/dhcpd/dhcpd.leases",
            "/var/db/dhcpd.leases",
        ],
    },
    Program {
        name: "kea-dhcp4",
        vendor: Vendor::Kea,
        config: "-c",
        leases: None,
        six: None,
        v6: false,
        files: &["/etc/kea/kea-dhcp4.conf", "/usr/local/etc/kea/kea-dhcp4.conf"],
        lease_files: &[
            "/var/lib/kea/kea-leases4.csv",
            "/var/lib/kea/dhcp4.leases",
            "/usr/local/var/lib/kea/kea-leases4.csv",
        ],
    },
    Program {
        name: "kea-dhcp6",
        vendor: Vendor::Kea,
        config: "-c",
        leases: None,
        six: None,
        v6: true,
        files: &["/etc/kea/kea-dhcp6.conf", "/usr/local/etc/kea/kea-dhcp6.conf"],
        lease_files: &[
            "/var/lib/kea/kea-leases6.csv",
            "/var/lib/kea/dhcp6.leases",
            "/usr/local/var/lib/kea/kea-leases6.csv",
        ],
    },
];

/// A server as its process shows it.
pub(super) struct Running {
    pub(super) config: Option<PathBuf>,
    pub(super) leases: Option<PathBuf>,
    pub(super) v6: Option<bool>,
    pub(super) unit: Option<String>,
    pub(super) runs: bool,
}

impl Running {
    /// A file without a process.
    pub(super) const fn of(config: PathBuf) -> Self {
        Self { config: Some(config), leases: None, v6: None, unit: None, runs: false }
    }
}

/// A machine whose programs can be run.
pub(super) struct Machine<'a> {
    pub(super) host: Shared,
    pub(super) access: &'a Access,
}

impl Machine<'_> {
    /// The processes of a program.
    pub(super) async fn running(&self, program: &Program) -> Result<Vec<Running>, ExecError> {
        let mut found = Vec::new();
        for process in self.host.processes(program.name).await?.seen {
            // One that has ended and is not waited for yet is still listed, without any words.
            if process.arguments.iter().all(|word| word.is_empty()) {
                continue;
            }
            found.push(self.around(program, &process).await?);
        }
        Ok(found)
    }

    /// The configurations that the processes of a program name, behind a word.
    pub(super) async fn configured(
        &self,
        program: &str,
        word: &str,
    ) -> Result<Vec<Option<PathBuf>>, ExecError> {
        let mut found = Vec::new();
        for process in self.host.processes(program).await?.seen {
            if process.arguments.iter().all(|word| word.is_empty()) {
                continue;
            }
            let (cwd, _) = self.cwd_and_groups(&process).await?;
            found.push(behind(&process, word, &cwd));
        }
        Ok(found)
    }

    /// Whether a script ends well with a path as its word.
    pub(super) async fn succeeds(&self, script: &str, path: &Path) -> Result<bool, ExecError> {
        let command = Command::new("sh").arguments(["-c", script, "sh"]).arguments([path]);
        Ok(self.host.run(&command).await?.code == 0)
    }

    /// The working directory of a process, and its control groups.
    async fn cwd_and_groups(&self, process: &Process) -> Result<(String, String), ExecError> {
        let id = process.id.to_string();
        let around = Command::new("sh").arguments(["-c", AROUND, "sh", &id]);
        let output = self.host.run(&around).await?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (cwd, groups) = text.split_once('\n').unwrap_or(("", ""));
        Ok((cwd.to_owned(), groups.to_owned()))
    }

    async fn around(&self, program: &Program, process: &Process) -> Result<Running, ExecError> {
        let (cwd, groups) = self.cwd_and_groups(process).await?;
        let behind = |word: &str| behind(process, word, &cwd);
        let has = |word: &str| process.arguments.iter().any(|one| one == word);
        Ok(Running {
            config: behind(program.config),
            leases: program.leases.and_then(behind),
            v6: Some(program.v6 || program.six.is_some_and(has)),
            unit: unit(&groups),
            runs: true,
        })
    }

    /// The first of these files that is there.
    pub(super) async fn first(&self, files: &[&str]) -> Result<Option<PathBuf>, ExecError> {
        let there = Command::new("sh").arguments(["-c", THERE, "sh"]).arguments(files);
        let output = self.host.run(&there).await?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let at = text.lines().next().and_then(|line| line.parse::<usize>().ok());
        Ok(at.and_then(|at| files.get(at)).map(PathBuf::from))
    }
}

/// The file that a process names behind a word.
fn behind(process: &Process, word: &str, cwd: &str) -> Option<PathBuf> {
    let at = process.arguments.iter().position(|one| one == word)?;
    Some(Path::new(cwd).join(process.arguments.get(at + 1)?))
}

/// The service of `systemd` that a process belongs to, by its control group (`proc(5)`).
fn unit(groups: &str) -> Option<String> {
    groups.lines().find_map(|line| {
        let last = line.rsplit('/').next()?;
        last.ends_with(".service").then(|| last.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_the_end_of_a_control_group() {
        let unit = |text| unit(text);
        assert_eq!(
            unit("0::/system.slice/isc-dhcp-server.service\n").as_deref(),
            Some("isc-dhcp-server.service")
        );
        assert_eq!(
            unit("1:name=systemd:/system.slice/kea-dhcp4-server.service\n0::/\n").as_deref(),
            Some("kea-dhcp4-server.service")
        );
        assert_eq!(unit("0::/user.slice/session-1.scope\n"), None);
        assert_eq!(unit(""), None);
    }
}
