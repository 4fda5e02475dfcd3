//! What can be read of a server, and who else can.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use config_text::{Sources, open_regular};
use dhcpair_exec::{Host, Local};

use super::{Away, Check, Scene, What};
use crate::Driver;
use crate::Sighting;
use crate::files::{Notes, Unreadable, Why};
use crate::server::dhcpd::there;
use crate::server::secrets;
use crate::target::{Access, Ask, KeaWay, SshClient};

/// The files of a server, as far as they could be read.
pub(super) struct Seen {
    pub(super) sighting: Sighting,
    /// When the newest of them was changed.
    pub(super) changed: Option<DateTime<Utc>>,
    unreadable: Vec<Unreadable>,
}

/// Reads the files of a server; without any, what it runs.
pub(super) async fn look(scene: &Scene) -> Seen {
    let notes = Arc::new(Notes::default());
    let server = &scene.server;
    let read = async {
        if server.has_files() {
            server.read(scene.host.as_ref(), &notes).await
        } else {
            (server.observe().await, None)
        }
    };
    let (sighting, changed) =
        scene.in_time(read).await.unwrap_or_else(|| (server.unread(&scene.late()), None));
    Seen { sighting, changed, unreadable: notes.all() }
}

/// Whether all of the configuration could be read.
pub(super) fn read(scene: &Scene, seen: &Seen, account: Result<&String, &Away>) -> Check {
    if let Some(one) = seen.unreadable.first() {
        let others = match seen.unreadable.len() {
            1 => String::new(),
            number => format!(", and {} more", number - 1),
        };
        return unreadable(scene, one, &others, account);
    }
    let observation = &seen.sighting.observation;
    if let Some(unseen) = observation.configs.unseen() {
        if account.is_err() && scene.host.is_some() {
            return Check::unknown(What::Read, &unseen.reason);
        }
        if scene.server.has_files() {
            let fix = "`dhcpair server show NAME` has the places in its files";
            return Check::failed(What::Read, &unseen.reason, fix);
        }
        return Check::failed(
            What::Read,
            &unseen.reason,
            "see `login` below, or name its `config`",
        );
    }
    let files: Vec<_> = seen.sighting.sources.iter().map(|(_, file)| file.path()).collect();
    let first = files.first().map(|path| path.display().to_string()).unwrap_or_default();
    let found = match files.len() {
        0 => "what it runs".to_owned(),
        1 => format!("`{first}`"),
        number => format!("`{first}` and {} more", number - 1),
    };
    Check::ok(What::Read, found)
}

fn unreadable(
    scene: &Scene,
    one: &Unreadable,
    others: &str,
    account: Result<&String, &Away>,
) -> Check {
    let path = one.path.display();
    match (&one.why, account) {
        (Why::Missing, _) => Check::failed(
            What::Read,
            format!("`{path}` is not there{others}"),
            "write the path as the server itself has it; relative includes start at `cwd` in `access`",
        ),
        (Why::Refused, account) => Check::failed(
            What::Read,
            format!("`{path}` may not be read{others}"),
            readable(scene, &one.path, account),
        ),
        (Why::Other(_), Err(away @ Away::Unreached { .. })) => away.check(What::Read),
        (Why::Other(why), _) => {
            Check::failed(What::Read, format!("{why}{others}"), "make it a file that can be read")
        }
    }
}

/// The line that lets somebody read a file.
fn readable(scene: &Scene, path: &Path, account: Result<&String, &Away>) -> String {
    let user = account.map_or("USER", String::as_str);
    let path = path.display();
    format!(
        "on `{}`: `setfacl -m u:{user}:r {path}`, and `setfacl -m u:{user}:x` on folders that are closed",
        scene.host_name()
    )
}

/// Tells the size of a file that can be read.
const SIZE: &str =
    r#"stat -L -c %s -- "$1" || exit 91; [ -f "$1" ] || exit 93; [ -r "$1" ] || exit 92"#;

/// A file that a server writes.
struct Writes<'a> {
    what: What,
    path: Cow<'a, Path>,
    /// Its key in the inventory.
    key: &'static str,
    /// What to do where it is not there.
    name: &'static str,
}

/// Whether the lease files and the log can be read. Their content is not looked at.
pub(super) async fn written(scene: &Scene, account: Result<&String, &Away>) -> Vec<Check> {
    let target = scene.target();
    let leases = target.leases.iter().map(|file| Writes {
        what: What::LeaseFile,
        path: Cow::Borrowed(&file.path),
        key: "leases",
        name: "name the file that the server was started with (`-lf`, `lease-file-name`, `lease-database`)",
    });
    let log = target.log.as_ref().map(|path| Writes {
        what: What::Log,
        path: Cow::Owned(there(target, path)),
        key: "log",
        name: "name the file that the system's log of dhcpd goes to (facility `daemon`, or `log-facility`)",
    });
    let mut checks = Vec::new();
    for file in leases.chain(log) {
        checks.push(match (&target.access, account) {
            (Access::Files { .. }, _) if file.what == What::Log => {
                Check::none(file.what, "a copy tells no state")
            }
            (Access::Files { root, .. }, _) => file.copied(root),
            (_, Err(away)) => away.check(file.what),
            (_, Ok(_)) => file.look(scene, account).await,
        });
    }
    if target.leases.is_empty() {
        checks.push(Check::none(What::LeaseFile, "the inventory names none (`leases`)"));
    }
    checks
}

impl Writes<'_> {
    /// Beside copies of the other files.
    fn copied(&self, root: &Path) -> Check {
        let path = self.path.display();
        let relative = self.path.strip_prefix("/").unwrap_or(&self.path);
        match open_regular(&root.join(relative)) {
            Ok(_) => Check::ok(self.what, format!("`{path}`")),
            Err(error) => Check::failed(
                self.what,
                format!("`{path}`: {error}"),
                format!("copy it into the folder, or leave out `{}`", self.key),
            ),
        }
    }

    /// Where the server writes it.
    async fn look(&self, scene: &Scene, account: Result<&String, &Away>) -> Check {
        let (what, path) = (self.what, self.path.display().to_string());
        let output = match scene.script(SIZE, &[&path]).await {
            Ok(output) => output,
            Err(why) => return Check::unknown(what, why),
        };
        let failed = |found: String, fix: String| Check::failed(what, found, fix);
        match output.code {
            0 => {
                let size = String::from_utf8_lossy(&output.stdout).trim().to_owned();
                Check::ok(what, format!("`{path}`, {size} bytes"))
            }
            92 => failed(format!("`{path}` may not be read"), readable(scene, &self.path, account)),
            _ if output.complaint().contains("ermission denied") => failed(
                format!("a folder of `{path}` is closed"),
                readable(scene, &self.path, account),
            ),
            93 => failed(format!("`{path}` is no file"), "name the file itself".to_owned()),
            _ => failed(format!("`{path}` is not there"), self.name.to_owned()),
        }
    }
}

/// Who may read the files that hold secrets: those of the server, and those of this machine that open a way to it.
pub(super) async fn secrets(
    scene: &Scene,
    sources: &Sources,
    account: Result<&String, &Away>,
) -> Check {
    let what = What::Secrets;
    let there = secrets::holding(sources);
    let here = own_secrets(scene);
    let local = Local::new();
    let (mut seen, mut open, mut unknown) = (0, Vec::new(), Vec::new());
    let far = scene.host.as_deref().filter(|_| account.is_ok());
    let hosts = [(far, &there), (Some(&local as &dyn Host), &here)];
    for (host, paths) in hosts.into_iter().filter(|(_, paths)| !paths.is_empty()) {
        let Some(host) = host else { continue };
        match scene.in_time(secrets::open(host, paths)).await {
            Some(Ok(found)) => {
                seen += found.seen;
                open.extend(found.paths.into_iter().map(|path| (host.name().to_owned(), path)));
            }
            Some(Err(why)) => unknown.push(why),
            None => unknown.push(scene.late()),
        }
    }
    if let Some((host, path)) = open.first() {
        let all: Vec<String> = open.iter().map(|(_, path)| format!("`{path}`")).collect();
        let found = format!("everybody can read {}, with a secret in it", all.join(", "));
        return Check::failed(what, found, format!("on `{host}`: `chmod o-rwx {path}`"));
    }
    if let Some(why) = unknown.first() {
        return Check::unknown(what, why);
    }
    match (seen, account) {
        (_, Err(away)) if !there.is_empty() => away.check(what),
        (0, _) => Check::none(what, "no file with a secret was seen"),
        (1, _) => Check::ok(what, "1 file with a secret, closed to others"),
        (number, _) => Check::ok(what, format!("{number} files with secrets, closed to others")),
    }
}

/// Files of this machine with secrets that open a way to the server.
fn own_secrets(scene: &Scene) -> Vec<String> {
    let mut files = Vec::new();
    match &scene.target().ask {
        Ask::Omapi(way) => files.extend(way.key.as_ref().map(|key| key.secret_file.clone())),
        Ask::Kea { v4, v6 } => {
            for way in [v4, v6].into_iter().flatten() {
                if let KeaWay::Http { password_file, key_file, .. } = way {
                    files.extend(password_file.clone());
                    files.extend(key_file.clone());
                }
            }
        }
        Ask::Nothing | Ask::PowerShell(_) => {}
    }
    if let Access::Ssh { way, .. } = &scene.target().access
        && let SshClient::Own { identity: Some(file), .. } = &way.client
    {
        files.push(file.clone());
    }
    files.sort();
    files.dedup();
    // Programs are run in `/`, and an inventory that was named from here has its files from here.
    let absolute = |file: &PathBuf| std::path::absolute(file).unwrap_or_else(|_| file.clone());
    files.iter().map(|file| absolute(file).display().to_string()).collect()
}
