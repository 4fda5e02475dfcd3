//! Installing the servers that tests need, on Debian as root, without their services starting.
//!
//! Debian's packages start their services at once. A `policy-rc.d` that forbids it stands for the
//! time of the installation, and the services are masked so that they do not come with the next
//! boot either: a DHCP server that nobody configured has no place on a developer's network.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::machine::Need;
use crate::failure::Failure;
use crate::{run, say};

/// The file that Debian's packages ask before they start a service (`invoke-rc.d(8)`).
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// The mark of our policy: one that was left by a run that was killed is known by it.
const MARK: &str =
    "# cargo xtask ci: no service starts while the servers for the tests are installed";

/// Installs the packages of `needs`. Gives the reason where it cannot be tried.
///
/// # Errors
/// If the policy file cannot be written. An installation that fails is no error here: what is
/// missing after it is looked at again.
pub(super) fn missing(needs: &[Need], log: &Path) -> Result<Option<String>, Failure> {
    if needs.is_empty() {
        return Ok(None);
    }
    if let Some(refusal) = refusal() {
        return Ok(Some(refusal.to_owned()));
    }
    let mut packages: Vec<&str> = needs.iter().map(|need| need.package).collect();
    packages.dedup();
    say::line(&format!("  installing {} (services are kept from starting)", packages.join(" ")));
    let held = ServicesHeld::hold(PathBuf::from(POLICY))?;
    mask(needs, log)?;
    let passed = run::logged(apt().arg("update"), log)?
        && run::logged(apt().args(["install", "--no-install-recommends"]).args(&packages), log)?;
    drop(held);
    Ok((!passed).then(|| format!("apt-get failed, see {}", log.display())))
}

/// Why nothing can be installed here.
fn refusal() -> Option<&'static str> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) || !run::has("apt-get") {
        return Some("this is no Debian system, install them by hand");
    }
    let user = run::output(Command::new("id").arg("-u")).unwrap_or_default();
    (user.trim() != "0").then_some("only root can install them")
}

fn is_debian(os_release: &str) -> bool {
    let ids = os_release.lines().filter_map(|line| line.split_once('='));
    let mut ids = ids.filter(|(key, _)| matches!(*key, "ID" | "ID_LIKE"));
    ids.any(|(_, value)| value.trim_matches('"').split(' ').any(|id| id == "debian"))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["--yes", "--quiet"]);
    command
}

/// Masks the services before their packages come; systemd minds no unit that is not there yet.
fn mask(needs: &[Need], log: &Path) -> Result<(), Failure> {
    let services: Vec<&str> = needs.iter().flat_map(|need| need.services).copied().collect();
    if services.is_empty() || !run::has("systemctl") {
        return Ok(());
    }
    // Where systemd does not run, as in a container, nothing is started at boot either.
    run::logged(Command::new("systemctl").arg("mask").args(services), log).map(|_| ())
}

/// A `policy-rc.d` of ours, as long as this lives; one that was there already stays as it is.
struct ServicesHeld {
    ours: Option<PathBuf>,
}

impl ServicesHeld {
    fn hold(policy: PathBuf) -> Result<Self, Failure> {
        if policy.exists() && !is_ours(&policy) {
            return Ok(Self { ours: None });
        }
        let failed = |source| Failure::File { path: policy.clone(), source };
        fs::write(&policy, format!("#!/bin/sh\n{MARK}\nexit 101\n")).map_err(failed)?;
        let held = Self { ours: Some(policy.clone()) };
        run::output(Command::new("chmod").arg("755").arg(&policy))?;
        Ok(held)
    }
}

impl Drop for ServicesHeld {
    fn drop(&mut self) {
        if let Some(policy) = self.ours.take()
            && let Err(source) = fs::remove_file(&policy)
        {
            say::error(&Failure::File { path: policy, source }.to_string());
        }
    }
}

fn is_ours(policy: &Path) -> bool {
    fs::read_to_string(policy).is_ok_and(|text| text.contains(MARK))
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    fn scratch(name: &str) -> PathBuf {
        env::temp_dir().join(format!("xtask-policy-{}-{name}", std::process::id()))
    }

    #[test]
    fn the_policy_is_there_only_while_it_is_held() {
        let policy = scratch("fresh");
        let held = ServicesHeld::hold(policy.clone()).unwrap();
        let status = Command::new(&policy).status().unwrap();
        assert_eq!(status.code(), Some(101));
        drop(held);
        assert!(!policy.exists());
    }

    #[test]
    fn somebody_else_s_policy_stays_and_a_left_one_of_ours_goes() {
        let policy = scratch("other");
        fs::write(&policy, "#!/bin/sh\nexit 0\n").unwrap();
        drop(ServicesHeld::hold(policy.clone()).unwrap());
        assert_eq!(fs::read_to_string(&policy).unwrap(), "#!/bin/sh\nexit 0\n");

        fs::write(&policy, format!("#!/bin/sh\n{MARK}\nexit 101\n")).unwrap();
        drop(ServicesHeld::hold(policy.clone()).unwrap());
        assert!(!policy.exists());
    }

    #[test]
    fn knows_debian_and_what_is_like_it() {
        assert!(is_debian("NAME=x\nID=debian\n"));
        assert!(is_debian("ID=other\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nNAME=debian\n"));
    }
}
