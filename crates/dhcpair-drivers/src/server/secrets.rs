//! Files with secrets that everybody can read.

use std::io;
use std::path::Path;

use config_text::{Sources, Span, read_regular_text};
use dhcpair_exec::{Command, Host};
use failover_model::Knowledge;

use crate::causes::in_full;

/// The largest file with a secret that opens a way to a server, in bytes.
const LARGEST: u64 = 64 << 10;

/// What stands in a file with a secret that opens a way to a server.
pub(crate) fn text(file: &Path) -> io::Result<String> {
    read_regular_text(file, LARGEST)
}

/// The files of a configuration that hold secrets.
pub(crate) fn holding(sources: &Sources) -> Vec<String> {
    let holds = sources.iter().filter(|(_, file)| file.first_secret().is_some());
    holds.map(|(_, file)| file.path().display().to_string()).collect()
}

/// Which of some files everybody can read, and how many of them are there at all.
pub(crate) struct Open {
    pub(crate) seen: usize,
    pub(crate) paths: Vec<String>,
}

/// Asks a machine for the permissions of files; those that are not there are none.
pub(crate) async fn open(host: &dyn Host, paths: &[String]) -> Result<Open, String> {
    if paths.is_empty() {
        return Ok(Open { seen: 0, paths: Vec::new() });
    }
    let words = ["-c", MODES, "sh"].into_iter().chain(paths.iter().map(String::as_str));
    let output = host.run(&Command::new("sh").arguments(words)).await;
    let output = output.map_err(|error| in_full(&error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let seen: Vec<(&str, bool)> = text
        .lines()
        .filter_map(|line| {
            let (modes, path) = line.split_once(' ')?;
            Some((path, is_open(modes)?))
        })
        .collect();
    let open = seen.iter().filter(|(_, open)| *open);
    Ok(Open { seen: seen.len(), paths: open.map(|(path, _)| (*path).to_owned()).collect() })
}

/// Prints the mode of each file, as `600 FILE`, and with it those of the folders above one that everybody may read, as
/// `644,755,750 FILE`: of the path as it is written, and as it is after links.
const MODES: &str = r#"above() { d=$1; while :; do case $d in */*) d=${d%/*};; *) return;; esac
[ -n "$d" ] || return; s=$(stat -L -c %a -- "$d" 2>/dev/null) && m=$m,$s; done; }
for f; do m=$(stat -L -c %a -- "$f" 2>/dev/null) || continue
case $m in *[4567]) above "$f"; r=$(readlink -f -- "$f") && [ "$r" != "$f" ] && above "$r";; esac
printf '%s %s\n' "$m" "$f"; done"#;

/// Whether everybody comes to a file and can read it: by its mode, and those of the folders above it.
fn is_open(modes: &str) -> Option<bool> {
    let mut modes = modes.split(',').map(|mode| u32::from_str_radix(mode, 8).ok());
    let file = modes.next()??;
    let folders: Option<Vec<u32>> = modes.collect();
    Some(file & 0o004 != 0 && folders?.iter().all(|mode| mode & 0o001 != 0))
}

/// The first secret in each of the open files of a configuration.
pub(super) fn places(sources: &Sources, open: Result<Open, String>) -> Knowledge<Vec<Span>> {
    let open = match open {
        Ok(open) => open,
        Err(why) => return Knowledge::unknown(why),
    };
    let places = sources.iter().filter_map(|(id, file)| {
        let (start, end) = file.first_secret()?;
        let path = file.path().display().to_string();
        open.paths.contains(&path).then(|| Span::new(id, start, end))
    });
    Knowledge::Known(places.collect())
}
