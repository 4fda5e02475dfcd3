//! The lease files of Kea's `memfile` backend in the terms of the failover model.
//!
//! Kea appends a line whenever a lease changes, and now and then has a program clean up behind it (Kea ARM,
//! "Why Is Lease File Cleanup Necessary?"). What is in force is, as the server reads it when it starts:
//! `FILE.completed` where there is one, else `FILE.2` and then `FILE.1`, and then `FILE`; of each address
//! the last line, and none where that one has a lifetime of 0.

pub(crate) mod told;

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use config_text::open_regular;
use dhcpair_exec::OpenFiles;
use failover_model::Family;
use failover_model::lease::{LeaseTable, LeaseTableBuilder};

use super::memfile::{Columns, Row};
use crate::leases::wanted::Wanted;

/// What lease files say.
#[derive(Debug, Clone, Default)]
pub struct Leases {
    /// The newest line of each address.
    pub leases: LeaseTable,
    /// How many lines make no sense.
    pub problems: u64,
    /// When one of the files was written last.
    pub written: Option<SystemTime>,
}

/// Why lease files were not read.
#[derive(Debug)]
pub enum NotRead {
    /// The system refuses it.
    Unreadable(io::Error),
    /// One of the files is none of that family.
    WrongKind(PathBuf),
}

impl From<io::Error> for NotRead {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The longest line that is read, in bytes; the longest user context that Kea takes is shorter.
const LONGEST: u64 = 1024 * 1024;

/// How often the files are opened anew when the cleanup moves them meanwhile.
const TRIES: u32 = 5;

/// Reads the lease file of `kea-dhcp4` or `kea-dhcp6` with what its cleanup left beside it.
///
/// # Errors
/// [`NotRead`] where the file itself cannot be read, or another kind of file is there.
pub fn read(path: &Path, family: Family, wanted: &Wanted) -> Result<Leases, NotRead> {
    let (mut builder, mut problems) = (LeaseTableBuilder::default(), 0);
    let mut written = None;
    for (path, file, metadata) in open(path)? {
        written = written.max(metadata.modified().ok());
        if !lines(file.take(metadata.len()), family, wanted, &mut builder, &mut problems)? {
            return Err(NotRead::WrongKind(path));
        }
    }
    Ok(Leases { leases: builder.finish(), problems, written })
}

/// Reads the same of another machine: the files of [`beside`] and the lease file itself, opened together.
///
/// # Errors
/// As [`read`].
pub fn read_opened(
    files: &mut OpenFiles,
    path: &Path,
    family: Family,
    wanted: &Wanted,
) -> Result<Leases, NotRead> {
    let (mut builder, mut problems) = (LeaseTableBuilder::default(), 0);
    let beside = beside(path);
    let mut is_cleaned = false;
    while let Some(file) = files.next_file()? {
        let path = beside.get(file.number).map_or(path, PathBuf::as_path).to_owned();
        // What was put into one is on its way out.
        if is_cleaned && file.number < beside.len() {
            continue;
        }
        is_cleaned |= file.number == 0;
        if !lines(file, family, wanted, &mut builder, &mut problems)? {
            return Err(NotRead::WrongKind(path));
        }
    }
    Ok(Leases { leases: builder.finish(), problems, written: None })
}

/// What the cleanup may keep beside a lease file, in the order in which it counts; the first one is all that the
/// others were.
#[must_use]
pub fn beside(path: &Path) -> [PathBuf; 3] {
    ["completed", "2", "1"].map(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// Opens the files in the order in which they count. The cleanup may be at work: what was opened counts
/// only where it left the files alone meanwhile.
fn open(path: &Path) -> io::Result<Vec<(PathBuf, File, Metadata)>> {
    let beside = beside(path);
    let state = || {
        beside
            .each_ref()
            .map(|path| fs::metadata(path).ok().map(|meta| (meta.len(), meta.modified().ok())))
    };
    let mut tries = TRIES;
    loop {
        let before = state();
        let mut files = Vec::new();
        for path in &beside {
            match open_regular(path) {
                Ok((file, metadata)) => files.push((path.clone(), file, metadata)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if path == &beside[0] && !files.is_empty() {
                break;
            }
        }
        let last = open_regular(path);
        tries -= 1;
        if tries > 0 && (state() != before || is_gone(&last)) {
            continue;
        }
        let (file, metadata) = last?;
        files.push((path.to_owned(), file, metadata));
        return Ok(files);
    }
}

/// For a moment there is no lease file: the old one has been moved away.
fn is_gone<T>(file: &io::Result<T>) -> bool {
    file.as_ref().err().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Takes over the lines of one file; whether it is a lease file of the family. An empty one is.
fn lines(
    file: impl Read,
    family: Family,
    wanted: &Wanted,
    builder: &mut LeaseTableBuilder,
    problems: &mut u64,
) -> io::Result<bool> {
    let mut reader = BufReader::with_capacity(128 * 1024, file);
    let (mut line, mut row) = (Vec::new(), Row::default());
    let mut columns = None;
    while next_line(&mut reader, &mut line)? {
        let Some(columns) = &columns else {
            columns = Columns::of(&line, family);
            if columns.is_none() {
                return Ok(false);
            }
            continue;
        };
        match row.read(&line, columns) {
            Some((key, _)) if !wanted.has(&key) => {}
            Some((key, false)) => builder.remove(&key),
            Some((key, true)) => wanted.take(&row.record(key), builder),
            None => *problems += 1,
        }
    }
    Ok(true)
}

/// The next whole line without its end. A line that the file ends in is being written; one that is too
/// long is cut, and makes no sense then.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    reader.by_ref().take(LONGEST).read_until(b'\n', line)?;
    if line.pop_if(|last| *last == b'\n').is_some() {
        return Ok(true);
    }
    if (line.len() as u64) < LONGEST {
        return Ok(false);
    }
    line.clear();
    let mut rest = Vec::new();
    loop {
        rest.clear();
        let count = reader.by_ref().take(LONGEST).read_until(b'\n', &mut rest)?;
        if count == 0 {
            return Ok(false);
        }
        if rest.ends_with(b"\n") {
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests;
