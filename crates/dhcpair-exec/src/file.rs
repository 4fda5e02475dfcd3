//! Files with what identifies their state.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fmt, str};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::command::{Command, Limits, Output};
use crate::error::ExecError;
use crate::host::Host;

/// Looks, reads and looks again, in one go. `$1` is the path, `$2` the limit; what follows is put in
/// front of `stat` and `cat`, so that a rule of sudo can name the two and the file.
const SCRIPT: &str = r#"p=$1 n=$2; shift 2
f='%f %s %i %d %u %y'
a=$("$@" stat -L -c "$f" -- "$p") || exit 91
case $a in 8???\ *) ;; *) exit 92 ;; esac
s=${a#* }; [ "${s%% *}" -le "$n" ] || { echo "${s%% *}" >&2; exit 93; }
printf '%s\n' "$a"
"$@" cat -- "$p" || exit 91
printf '\n'
"$@" stat -L -c "$f" -- "$p" || exit 91"#;

/// How often a file is read that changes meanwhile.
const TRIES: usize = 3;

/// Which file is read, and how.
#[derive(Debug, Clone)]
pub struct FileQuery {
    path: PathBuf,
    limit: usize,
    growing: bool,
    through: Vec<OsString>,
    limits: Limits,
}

impl FileQuery {
    /// A file of at most 64 MiB, as the account itself may read it.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            limit: 64 << 20,
            growing: false,
            through: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// With another limit in bytes.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// A file that others append to, such as a log or a lease file: what was there when the reading
    /// began is read, and maybe a part of what came meanwhile.
    #[must_use]
    pub const fn growing(mut self) -> Self {
        self.growing = true;
        self
    }

    /// With these words in front of `stat` and `cat`: `["sudo", "-n"]`.
    #[must_use]
    pub fn through(mut self, words: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.through = words.into_iter().map(Into::into).collect();
        self
    }

    /// The file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn command(&self) -> Command {
        let words = ["-c", SCRIPT, "sh"].map(OsString::from);
        let limit = OsString::from(self.limit.to_string());
        // Two lines that tell the state, and room for the file to grow past the limit.
        let output = self.limit.saturating_add(1 << 20);
        Command::new("sh")
            .arguments(words)
            .arguments([self.path.clone().into_os_string(), limit])
            .arguments(&self.through)
            .limits(Limits { output, ..self.limits })
    }
}

/// A file as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What was in it.
    pub bytes: Vec<u8>,
    /// What `stat(1)` said before it was read, after symbolic links.
    pub stat: FileStat,
    /// The hash of `bytes`.
    pub sha256: Sha256Hash,
}

/// What identifies the state of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileStat {
    /// Its size in bytes.
    pub size: u64,
    /// When its content was last changed, by the server's clock.
    pub modified: DateTime<Utc>,
    /// Its inode: another one means another file of that name.
    pub inode: u64,
    /// The device that the inode is on.
    pub device: u64,
    /// The id of the user who owns it.
    pub owner: u32,
    /// Kind and permissions (`st_mode` in `inode(7)`): others may read it where `mode & 0o004` is set.
    pub mode: u32,
}

/// A SHA-256 hash; written in hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Hash(pub [u8; 32]);

impl Sha256Hash {
    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(crate) async fn read<H: Host + ?Sized>(host: &H, query: &FileQuery) -> Result<File, ExecError> {
    let command = query.command();
    for _ in 0..TRIES {
        let output = host.run(&command).await.map_err(|failed| failed.of_file(query))?;
        if output.code != 0 {
            return Err(refused(host.name(), &query.path, query.limit, &output));
        }
        let Some(looks) = Looks::taken(&output.stdout) else {
            let program = "stat".to_owned();
            return Err(ExecError::Garbled { host: host.name().to_owned(), program });
        };
        if looks.agree(query.growing) {
            let bytes = looks.bytes.to_vec();
            return Ok(File { sha256: Sha256Hash::of(&bytes), stat: looks.before, bytes });
        }
    }
    Err(ExecError::Changing { host: host.name().to_owned(), path: query.path.clone() })
}

impl ExecError {
    /// An error of reading a file, said of the file.
    fn of_file(self, query: &FileQuery) -> Self {
        match self {
            Self::TooLarge { host, size, .. } => {
                let what = query.path.display().to_string();
                Self::TooLarge { host, what, size, limit: query.limit }
            }
            other => other,
        }
    }
}

/// Why a script ended early that opens a file. Messages are those of the locale C.
pub(crate) fn refused(host: &str, path: &Path, limit: usize, output: &Output) -> ExecError {
    let (host, path) = (host.to_owned(), path.to_owned());
    let complaint = output.complaint();
    let says = |text: &str| complaint.contains(text);
    match output.code {
        92 => ExecError::NotAFile { host, path },
        93 => {
            let (what, size) = (path.display().to_string(), complaint.parse().ok());
            ExecError::TooLarge { host, what, size, limit }
        }
        _ if says("No such file") || says("Not a directory") => ExecError::NoFile { host, path },
        _ if says("ermission denied") || says("not permitted") || says("password is required") => {
            ExecError::FileRefused { host, path }
        }
        code => ExecError::Failed { host, program: "cat".to_owned(), code, complaint },
    }
}

/// What the script prints: a look, the bytes, another look.
struct Looks<'o> {
    before: FileStat,
    bytes: &'o [u8],
    after: FileStat,
}

impl<'o> Looks<'o> {
    fn taken(output: &'o [u8]) -> Option<Self> {
        let start = output.iter().position(|byte| *byte == b'\n')?;
        let (first, rest) = (output.get(..start)?, output.get(start + 1..)?);
        let rest = rest.strip_suffix(b"\n")?;
        let end = rest.iter().rposition(|byte| *byte == b'\n')?;
        let (bytes, last) = (rest.get(..end)?, rest.get(end + 1..)?);
        Some(Self { before: stat(first)?, bytes, after: stat(last)? })
    }

    /// Whether the bytes are the file as it was at one moment.
    fn agree(&self, growing: bool) -> bool {
        let read = self.bytes.len() as u64;
        let same = (self.before.inode, self.before.device) == (self.after.inode, self.after.device);
        if growing {
            return same && read >= self.before.size;
        }
        self.before == self.after && read == self.before.size
    }
}

/// `81a4 1234 5678 2049 0 2026-11-29 23:12:31.123456789 +0000`
pub(crate) fn stat(line: &[u8]) -> Option<FileStat> {
    let line = str::from_utf8(line).ok()?;
    let mut fields = line.splitn(6, ' ');
    let mode = u32::from_str_radix(fields.next()?, 16).ok()?;
    let mut number = || fields.next()?.parse::<u64>().ok();
    let (size, inode, device, owner) = (number()?, number()?, number()?, number()?);
    let modified = DateTime::parse_from_str(fields.next()?, "%Y-%m-%d %H:%M:%S%.f %z").ok()?;
    let (owner, modified) = (u32::try_from(owner).ok()?, modified.to_utc());
    Some(FileStat { size, modified, inode, device, owner, mode })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_output_is_read_or_refused(output: Vec<u8>) {
            let _ = Looks::taken(&output);
            let _ = stat(&output);
        }

        #[test]
        fn what_the_script_prints_is_read(bytes: Vec<u8>, size: u64, inode: u64) {
            let line = format!("81a4 {size} {inode} 2049 0 2026-11-29 23:12:31.123456789 +0130");
            let output = [line.as_bytes(), b"\n", &bytes, b"\n", line.as_bytes(), b"\n"].concat();
            let looks = Looks::taken(&output).unwrap();
            prop_assert_eq!(looks.bytes, &bytes[..]);
            prop_assert_eq!((looks.before.size, looks.before.inode), (size, inode));
            prop_assert_eq!(looks.before.modified.to_rfc3339(), "2026-11-29T21:42:31.123456789+00:00");
            prop_assert_eq!(looks.agree(false), size == bytes.len() as u64);
            prop_assert_eq!(looks.agree(true), size <= bytes.len() as u64);
        }
    }

    /// A rule of sudo has to have the words that are run.
    #[test]
    fn the_guide_has_the_commands_that_are_run() {
        let guide = include_str!("../../../docs/guide/ssh.md");
        let format = SCRIPT.lines().find_map(|line| line.strip_prefix("f='")).unwrap();
        let stat = format!("/usr/bin/stat -L -c {} -- /etc/", format.trim_end_matches('\''));
        assert!(SCRIPT.contains(r#"stat -L -c "$f" -- "$p""#) && guide.contains(&stat));
        assert!(SCRIPT.contains(r#"cat -- "$p""#) && guide.contains("/usr/bin/cat -- /etc/"));
    }

    #[test]
    fn another_file_of_that_name_is_never_taken_for_the_first() {
        let line = |inode| format!("81a4 1 {inode} 2049 0 2026-11-29 23:12:31.1 +0000\n");
        let output = format!("{}x\n{}", line(5), line(6));
        let looks = Looks::taken(output.as_bytes()).unwrap();
        assert!(!looks.agree(false) && !looks.agree(true));
    }
}
