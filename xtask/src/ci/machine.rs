//! What the machine has for the tests, and what is skipped where it has not.

use std::path::{Path, PathBuf};
use std::{env, fs};

use super::{Options, install, roots};
use crate::failure::Failure;
use crate::run;
use crate::workspace::Workspace;

/// A program that tests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) program: &'static str,
    /// The Debian package that has it.
    pub(super) package: &'static str,
    /// The services of that package, which must not start.
    pub(super) services: &'static [&'static str],
}

/// What the tests need, beyond Rust and the programs of every Debian system.
pub(super) const NEEDS: &[Need] = &[
    Need {
        program: "dhcpd",
        package: "isc-dhcp-server",
        services: &["isc-dhcp-server.service", "isc-dhcp-server6.service"],
    },
    Need {
        program: "kea-dhcp4",
        package: "kea-dhcp4-server",
        services: &["kea-dhcp4-server.service"],
    },
    Need {
        program: "kea-dhcp6",
        package: "kea-dhcp6-server",
        services: &["kea-dhcp6-server.service"],
    },
    Need {
        program: "kea-ctrl-agent",
        package: "kea-ctrl-agent",
        services: &["kea-ctrl-agent.service"],
    },
    Need { program: "perfdhcp", package: "kea-admin", services: &[] },
    Need { program: "sshd", package: "openssh-server", services: &["ssh.service", "ssh.socket"] },
    Need { program: "ssh", package: "openssh-client", services: &[] },
    Need { program: "ip", package: "iproute2", services: &[] },
    Need { program: "prlimit", package: "util-linux", services: &[] },
    Need { program: "debootstrap", package: "debootstrap", services: &[] },
];

/// What there is for the tests.
#[derive(Debug, Default)]
pub(super) struct Machine {
    /// What was found, for people.
    pub(super) found: String,
    /// What is skipped, and why.
    pub(super) skips: Vec<String>,
    /// What the tests are told through their environment.
    pub(super) environment: Vec<(String, String)>,
}

/// Looks, installs what is missing where that is possible, and says what will be skipped.
///
/// # Errors
/// If something is missing and nothing may be skipped.
pub(super) fn prepare(
    workspace: &Workspace,
    options: Options,
    log: &Path,
) -> Result<Machine, Failure> {
    let mut machine = Machine::default();
    if options.quick {
        machine.environment.push(("DHCPAIR_SERVERS".to_owned(), "off".to_owned()));
        machine.skips.push("tests against the real servers: `--quick`".to_owned());
    } else {
        servers(&mut machine, log)?;
    }
    shared(&mut machine, workspace);
    if options.strict && !machine.skips.is_empty() {
        let all = machine.skips.join("\n  ");
        return Err(Failure::Missing(format!("`CI=true` forbids skips:\n  {all}")));
    }
    Ok(machine)
}

fn servers(machine: &mut Machine, log: &Path) -> Result<(), Failure> {
    let refusal = install::missing(&missing(), log)?;
    let gone = missing();
    let here = NEEDS.iter().filter(|need| !gone.contains(need)).map(|need| need.program);
    machine.found = here.collect::<Vec<_>>().join(", ");
    let why = refusal.map(|refusal| format!(" ({refusal})")).unwrap_or_default();
    for need in gone {
        let Need { program, package, .. } = need;
        let skip = format!("tests that need `{program}`, Debian package {package}{why}");
        machine.skips.push(skip);
    }
    newer(machine, log)
}

/// The newer Keas.
fn newer(machine: &mut Machine, log: &Path) -> Result<(), Failure> {
    if machine.skips.is_empty() {
        let (folder, skips) = roots::prepare(log)?;
        machine.found.push_str(", newer Keas");
        let folder = folder.to_string_lossy().into_owned();
        machine.environment.push((roots::VARIABLE.to_owned(), folder));
        machine.skips.extend(skips);
    }
    Ok(())
}

fn missing() -> Vec<Need> {
    NEEDS.iter().filter(|need| !run::has(need.program)).copied().collect()
}

/// The shared test data: from `DHCPAIR_SHARED`, else the folder `shared` beside the workspace.
fn shared(machine: &mut Machine, workspace: &Workspace) {
    let named = env::var_os("DHCPAIR_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| workspace.root.join("../shared"));
    match fs::canonicalize(&folder) {
        Ok(folder) => {
            let folder = folder.to_string_lossy().into_owned();
            machine.environment.push(("DHCPAIR_SHARED".to_owned(), folder));
            let comma = if machine.found.is_empty() { "" } else { ", " };
            machine.found.push_str(&format!("{comma}shared test data"));
        }
        Err(_) => {
            let why = "no folder `shared` beside the workspace, and DHCPAIR_SHARED names none";
            machine.skips.push(format!("tests on the shared test data: {why}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_belongs_to_a_package_that_is_installed() {
        for need in NEEDS {
            assert!(!need.program.is_empty() && !need.package.is_empty());
            let unit = |unit: &&str| unit.ends_with(".service") || unit.ends_with(".socket");
            assert!(need.services.iter().all(unit), "{need:?}");
        }
    }

    #[test]
    fn strictness_turns_a_skip_into_a_failure() {
        let workspace = Workspace { root: PathBuf::from("/nonexistent/clone") };
        let log = env::temp_dir().join("never-written.log");
        let lax = Options { quick: true, strict: false };
        let skips = prepare(&workspace, lax, &log).unwrap().skips;
        assert!(skips.iter().any(|skip| skip.contains("--quick")), "{skips:?}");
        let strict = Options { quick: true, strict: true };
        assert!(prepare(&workspace, strict, &log).is_err());
    }
}
