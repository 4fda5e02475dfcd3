//! Files that are opened at one moment, and read as they were then.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc::{Receiver, channel};

use crate::command::{Command, Limits};
use crate::error::ExecError;
use crate::file::{FileStat, refused, stat};
use crate::host::Host;

/// Opens all files, sees that they were the same before and behind that, and prints each as long as it was
/// then. What is opened stays what it is, whoever moves it away or appends to it. Opening one that waits for a
/// writer would wait for ever. `$1` is how many of the files may be missing; the last one may not. `$2` is how many
/// bytes of each are wanted at most: the last ones.
const SCRIPT: &str = r#"n=$1 m=$2; shift 2
f='%W %f %s %i %d %u %y'
look() { stat -L -c '%i %n' -- "$@" 2>/dev/null; }
a=$(look "$@") i=3 o=
for p; do i=$((i + 1))
[ "$i" -gt $((n + 3)) ] || [ -e "$p" ] || continue
[ ! -p "$p" ] || exit 92
true <"$p" || exit 91
eval "exec $i<\"\$p\"" || exit 91
o="$o $i"; done
[ "$(look "$@")" = "$a" ] || exit 94
for i in $o; do
s=$(stat -L -c "$f" "/proc/self/fd/$i") || exit 91
case $s in *\ 8???\ *) ;; *) exit 92 ;; esac
printf '%s %s\n' $((i - 4)) "$s"
s=${s#* * } s=${s%% *}
if [ "$s" -le "$m" ]; then head -c "$s" <&"$i"
else tail -c +$((s - m + 1)) <&"$i" | head -c "$m"; fi; done
echo end"#;

/// How often files are opened anew that somebody moves meanwhile.
const TRIES: usize = 5;

/// How long it takes to move them.
const MOVING: Duration = Duration::from_millis(50);

/// How many pieces may wait to be taken.
const WAITING: usize = 32;

/// Files that belong together, such as a lease file and what a cleanup keeps beside it.
///
/// They are read as they were at one moment, however long that takes, and need no room in memory. They are at
/// most six.
///
/// ```
/// use std::io::Read;
///
/// use dhcpair_exec::{FileSet, Limits, Local};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), dhcpair_exec::ExecError> {
/// let set = FileSet::new("/etc/passwd").beside(["/etc/passwd.none"]);
/// let here = Local::new();
/// let first = set.read(&here, |files| {
///     let mut first = String::new();
///     while let Some(mut file) = files.next_file()? {
///         assert_eq!(file.number, 1, "the one beside it is not there");
///         file.read_to_string(&mut first)?;
///     }
///     Ok(first)
/// });
/// assert!(first.await?.starts_with("root:"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FileSet {
    beside: Vec<PathBuf>,
    path: PathBuf,
    most: u64,
    limits: Limits,
}

/// As much as a shell can count.
const WHOLE: u64 = i64::MAX as u64;

impl FileSet {
    /// A file that has to be there; at most 1 GiB, within 60 seconds.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        let limits = Limits { time: Duration::from_secs(60), output: 1 << 30 };
        Self { beside: Vec::new(), path: path.into(), most: WHOLE, limits }
    }

    /// Only the last so many bytes of each, such as the newest records of a log.
    #[must_use]
    pub const fn last(mut self, bytes: u64) -> Self {
        self.most = if bytes < WHOLE { bytes } else { WHOLE };
        self
    }

    /// With files that may be missing, and are read before it in this order.
    #[must_use]
    pub fn beside(mut self, paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.beside = paths.into_iter().map(Into::into).collect();
        self
    }

    /// Within these limits, which are those of all files.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Has `take` read them, on a thread that may wait.
    ///
    /// # Errors
    /// [`ExecError`] where they cannot be read, or [`ExecError::Changing`] where they were moved whenever they were
    /// opened. An error that `take` gives is that of reading.
    pub async fn read<T: Send + 'static>(
        &self,
        host: &dyn Host,
        take: impl FnOnce(&mut OpenFiles) -> io::Result<T> + Send + 'static,
    ) -> Result<T, ExecError> {
        let (to, from) = channel(WAITING);
        let most = self.most;
        let taken = tokio::task::spawn_blocking(move || take(&mut OpenFiles::new(from, most)));
        let streamed = async {
            // Owned by this: when it ends there is nothing more to come.
            let to = to;
            let moving =
                || ExecError::Changing { host: host.name().to_owned(), path: self.path.clone() };
            let mut last = moving();
            for _ in 0..TRIES {
                let output = host.stream(&self.command(), &to).await?;
                last = match output.code {
                    0 => return Ok(()),
                    MOVED => moving(),
                    _ => refused(host.name(), &self.path, self.limits.output, &output),
                };
                // Who moves files makes them anew in a moment.
                let gone = matches!(last, ExecError::NoFile { .. }) && !self.beside.is_empty();
                if !(gone || matches!(last, ExecError::Changing { .. })) {
                    break;
                }
                tokio::time::sleep(MOVING).await;
            }
            Err(last)
        };
        let (streamed, taken) = tokio::join!(streamed, taken);
        // Who has read to the end, or as far as it wanted, was not held up by anything.
        match (taken, streamed) {
            (Ok(Ok(taken)), _) => Ok(taken),
            (_, Err(error)) => Err(error),
            (_, Ok(())) => {
                let program = "head".to_owned();
                Err(ExecError::Garbled { host: host.name().to_owned(), program })
            }
        }
    }

    fn command(&self) -> Command {
        let (count, most) = (self.beside.len().to_string(), self.most.to_string());
        let words = ["-c", SCRIPT, "sh", &count, &most].map(OsString::from);
        let paths = self.beside.iter().chain([&self.path]);
        Command::new("sh").arguments(words).arguments(paths).limits(self.limits)
    }
}

/// What the script ends with where files were moved while it opened them.
const MOVED: i32 = 94;

/// The files of a [`FileSet`], one after the other.
#[derive(Debug)]
pub struct OpenFiles {
    from: Receiver<Vec<u8>>,
    piece: Vec<u8>,
    /// How much of the piece is read.
    at: usize,
    /// How much of the present file is still to come.
    left: u64,
    /// How much of each is wanted.
    most: u64,
}

impl OpenFiles {
    const fn new(from: Receiver<Vec<u8>>, most: u64) -> Self {
        Self { from, piece: Vec::new(), at: 0, left: 0, most }
    }

    /// The next one that is there; what was not read of the one before is passed over.
    ///
    /// # Errors
    /// Where the server does not give them as it should: [`FileSet::read`] says why.
    pub fn next_file(&mut self) -> io::Result<Option<OpenFile<'_>>> {
        while self.left > 0 {
            self.take(&mut [0; 4096])?;
        }
        let line = self.line()?;
        if line == b"end" {
            return Ok(None);
        }
        let header = || {
            let mut words = line.splitn(3, |byte| *byte == b' ');
            let mut word = || std::str::from_utf8(words.next()?).ok();
            let (number, created) = (word()?.parse().ok()?, word()?.parse().ok());
            let created = created.filter(|seconds| *seconds > 0);
            let created = created.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            Some((number, created, stat(words.next()?)?))
        };
        let (number, created, stat) = header().ok_or(io::ErrorKind::InvalidData)?;
        self.left = stat.size.min(self.most);
        let skipped = stat.size - self.left;
        Ok(Some(OpenFile { number, stat, created, skipped, files: self }))
    }

    /// A line that tells the state of a file; it is short.
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        loop {
            match self.some()?.first() {
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(b'\n') => {
                    self.at += 1;
                    return Ok(line);
                }
                Some(_) if line.len() >= LINE => return Err(io::ErrorKind::InvalidData.into()),
                Some(byte) => line.push(*byte),
            }
            self.at += 1;
        }
    }

    /// The next bytes of the present file; none at its end.
    fn take(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        if left == 0 || room.is_empty() {
            return Ok(0);
        }
        let some = self.some()?;
        let length = some.len().min(left).min(room.len());
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let (Some(room), Some(some)) = (room.get_mut(..length), some.get(..length)) {
            room.copy_from_slice(some);
        }
        self.at += length;
        self.left -= length as u64;
        Ok(length)
    }

    /// What has come and was not read; nothing at the end.
    fn some(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.piece.len() {
            match self.from.blocking_recv() {
                Some(piece) => (self.piece, self.at) = (piece, 0),
                None => return Ok(&[]),
            }
        }
        self.piece.get(self.at..).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// The longest line that tells the state of a file.
const LINE: usize = 200;

/// One of the files of a [`FileSet`]: its bytes as they were when it was opened, as far as they are wanted.
#[derive(Debug)]
pub struct OpenFile<'a> {
    /// Which one: from 0 on those of [`FileSet::beside`], then the file itself.
    pub number: usize,
    /// What `stat(1)` said when it was opened.
    pub stat: FileStat,
    /// When it was made, where the server's file system and its `stat` know that.
    pub created: Option<DateTime<Utc>>,
    /// How many bytes of its beginning are left out ([`FileSet::last`]).
    pub skipped: u64,
    files: &'a mut OpenFiles,
}

impl Read for OpenFile<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.files.take(room)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(pieces: Vec<Vec<u8>>) -> io::Result<Vec<(usize, Vec<u8>)>> {
        let (to, from) = channel(pieces.len().max(1));
        pieces.into_iter().for_each(|piece| to.try_send(piece).unwrap());
        drop(to);
        let (mut files, mut all) = (OpenFiles::new(from, WHOLE), Vec::new());
        while let Some(mut file) = files.next_file()? {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            all.push((file.number, bytes));
        }
        Ok(all)
    }

    fn printed(files: &[(usize, Vec<u8>)]) -> Vec<u8> {
        let mut out = Vec::new();
        for (number, bytes) in files {
            let size = bytes.len();
            let head = format!("{number} 0 81a4 {size} 5 2049 0 2026-11-29 23:12:31.1 +0000\n");
            out.extend([head.as_bytes(), bytes].concat());
        }
        out.extend(b"end\n");
        out
    }

    proptest! {
        #[test]
        fn files_come_apart_wherever_the_pieces_end(
            files in proptest::collection::vec((0..7_usize, any::<Vec<u8>>()), 0..4),
            length in 1..100_usize,
        ) {
            let pieces = printed(&files).chunks(length).map(<[u8]>::to_vec).collect();
            prop_assert_eq!(all(pieces).unwrap(), files);
        }

        #[test]
        fn what_is_cut_off_is_no_set(length in 0..150_usize) {
            let whole = printed(&[(0, vec![7; 40]), (1, Vec::new())]);
            prop_assume!(length < whole.len());
            prop_assert!(all(vec![whole[..length].to_vec()]).is_err());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = all(vec![bytes]);
        }
    }
}
