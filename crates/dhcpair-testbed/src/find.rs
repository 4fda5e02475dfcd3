//! Finding what tests need: the shared test data and the real servers.

use std::env;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::absent;

/// The environment variable that names the folder of the shared test data.
const SHARED: &str = "DHCPAIR_SHARED";

/// The environment variable that switches the real servers off when it says `off`.
const SERVERS: &str = "DHCPAIR_SERVERS";

/// Folders with servers that are not on every user's `PATH`.
const SERVER_FOLDERS: [&str; 3] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/// A file or folder of the shared test data, for instance `corpus/INDEX.tsv`.
///
/// The data lies where the environment variable `DHCPAIR_SHARED` says, else in the folder `shared`
/// beside the workspace. Where there is none, says so and gives [`None`].
///
/// # Panics
/// If there is none and `CI=true`.
#[must_use]
pub fn shared(below: &str) -> Option<PathBuf> {
    let found = env::var_os(SHARED).map_or_else(beside_the_workspace, PathBuf::from).join(below);
    if found.exists() {
        return Some(found);
    }
    let why = format!(
        "no shared test data at `{}` (the environment variable {SHARED} names the folder)",
        found.display()
    );
    absent::skip(&why, absent::skips_are_forbidden());
    None
}

fn beside_the_workspace() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    workspace.map_or_else(|| PathBuf::from("shared"), |root| root.join("../shared"))
}

/// Whether a program (`dhcpd`, `kea-dhcp4`, `kea-dhcp6` ...) is here, and where.
///
/// Looks along `PATH` and in the usual folders for servers. Where there is none, or where the
/// environment variable `DHCPAIR_SERVERS` is `off`, says so and gives [`None`].
///
/// # Panics
/// If there is none and `CI=true`.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let off = servers_are_off();
    let found = if off { None } else { search(name) };
    if found.is_none() {
        let why = if off {
            format!("no `{name}`: {SERVERS} is `off`")
        } else {
            format!("no program `{name}` on this machine")
        };
        absent::skip(&why, absent::skips_are_forbidden());
    }
    found
}

/// Whether the real servers count as missing.
pub(crate) fn servers_are_off() -> bool {
    env::var_os(SERVERS).is_some_and(|value| value == "off")
}

fn search(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(SERVER_FOLDERS.iter().map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|candidate| is_executable(candidate))
}

fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_program_and_not_one_that_is_not_there() {
        assert!(search("sh").is_some());
        assert_eq!(search("no-such-server"), None);
    }

    #[test]
    fn a_file_that_cannot_be_run_is_no_program() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("plain");
        std::fs::write(&file, "").unwrap();
        assert!(!is_executable(&file));
        assert!(!is_executable(folder.path()));
    }

    #[test]
    fn a_skip_is_quiet_unless_it_is_forbidden() {
        absent::skip("only said", false);
        let strict = std::panic::catch_unwind(|| absent::skip("must not be skipped", true));
        assert!(strict.is_err());
    }
}
