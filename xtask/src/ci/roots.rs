//! Debians of other releases in folders, for the newer Keas that tests ask.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::failure::Failure;
use crate::{run, say};

/// The environment variable that names the folder with the roots; `dhcpair-testbed` reads it.
pub(super) const VARIABLE: &str = "DHCPAIR_ROOTS";

/// Where they lie unless the variable says otherwise: outside the workspace, so that they are made
/// once on a machine.
const FOLDER: &str = "/var/cache/dhcpair/roots";

/// The releases, with the script by which debootstrap knows how to make them.
const RELEASES: [(&str, &str); 2] = [("trixie", "trixie"), ("forky", "sid")];

const MIRROR: &str = "http://deb.debian.org/debian";

/// What is in them beyond the least that a Debian has.
const PACKAGES: &str = "kea-dhcp4-server,kea-dhcp6-server,kea-ctrl-agent,kea-admin,iproute2";

/// Makes the roots that are missing, a minute for each; gives the folder and what could not be made.
///
/// # Errors
/// If a file cannot be written or debootstrap not be started.
pub(super) fn prepare(log: &Path) -> Result<(PathBuf, Vec<String>), Failure> {
    let folder = env::var_os(VARIABLE).map_or_else(|| PathBuf::from(FOLDER), PathBuf::from);
    let mut failed = Vec::new();
    for (release, script) in RELEASES {
        if is_whole(&folder.join(release)) {
            continue;
        }
        say::line(&format!("  making a root of Debian {release} in {}", folder.display()));
        if !make(&folder, release, script, log)? {
            failed.push(format!(
                "tests that need the Kea of Debian {release}: debootstrap failed, see {}",
                log.display()
            ));
        }
    }
    Ok((folder, failed))
}

fn is_whole(root: &Path) -> bool {
    root.join("usr/sbin/kea-dhcp6").is_file()
}

/// Makes a root beside its place and moves it there when it is whole.
fn make(folder: &Path, release: &str, script: &str, log: &Path) -> Result<bool, Failure> {
    let (unfinished, root) = (folder.join(format!("{release}.unfinished")), folder.join(release));
    let failed = |source| Failure::File { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    // What a run left that was killed.
    for left in [&unfinished, &root].into_iter().filter(|left| left.exists()) {
        fs::remove_dir_all(left).map_err(failed)?;
    }
    let mut command = Command::new("debootstrap");
    command.args(["--variant=minbase", &format!("--include={PACKAGES}"), release]);
    command.arg(&unfinished).args([MIRROR, script]);
    if !run::logged(&mut command, log)? || !is_whole(&unfinished) {
        return Ok(false);
    }
    fs::rename(&unfinished, &root).map_err(failed)?;
    Ok(true)
}
