//! What the lease file of a dhcpd says, and the one before it: whole, or of large ones the end.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use config_text::open_regular;
use dhcpair_exec::{FileSet, Limits, OpenFiles};
use failover_model::{AddressSet, Made};

use super::history::{Found, History};
use super::made::Declared;
use crate::causes::in_full;
use crate::isc::live::{LARGEST_THERE, LeaseFile, TIME_THERE, whole_records};

/// The most that lease files may have together in bytes, to be read whole for a look: those of 100,000 leases have some 40 MB.
const LARGEST: u64 = 256 << 20;

/// How much is read of the end of a file of this machine.
const END: u64 = 16 << 20;

/// What a machine may print: the ends of two files, and what they are.
const OUTPUT: usize = 5 << 20;

/// How often dhcpd writes its lease file anew, in seconds, unless it starts: not earlier than that
/// (`LEASE_REWRITE_PERIOD`).
const REWRITE: i64 = 3_600;

/// How much of the files was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// The newest records: what else there is, they do not tell.
    End,
}

/// What the lease file says.
pub(super) struct Written {
    /// Of each stock.
    pub(super) found: Vec<Found>,
    /// From when on the file has every change of an address, or why that is not known.
    pub(super) since: Result<DateTime<Utc>, String>,
    /// How much of it was read.
    pub(super) extent: Extent,
    /// What was made over OMAPI and is still there.
    pub(super) made: Vec<Made>,
}

/// Reads the lease file, and the one before it, on a thread that may wait.
pub(super) async fn read(
    file: Option<LeaseFile>,
    sets: Vec<AddressSet>,
    started: Option<DateTime<Utc>>,
) -> Result<Written, String> {
    let wrong = |path: &Path, error: &dyn std::error::Error| {
        format!("lease file `{}`: {}", path.display(), in_full(error))
    };
    match file {
        None => Err("its lease file is not at hand".to_owned()),
        Some(LeaseFile::Here(path)) => {
            let shown = path.clone();
            let read = tokio::task::spawn_blocking(move || here(&path, &sets, started)).await;
            let read = read.unwrap_or_else(|failure| Err(io::Error::other(failure)));
            read.map_err(|error| wrong(&shown, &error))
        }
        Some(LeaseFile::There(host, path)) => {
            let set = FileSet::new(&path).beside([before(&path)]).last(LARGEST_THERE);
            let set = set.limits(Limits { time: TIME_THERE, output: OUTPUT });
            let read = set.read(&*host, move |files| there(files, &sets, started)).await;
            read.map_err(|error| wrong(&path, &error))
        }
    }
}

/// The file that was there before this one.
fn before(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("~");
    name.into()
}

/// One of the two files, as far as it is read.
struct Part<R> {
    source: R,
    /// Whether it is only the end of it.
    cut: bool,
    made: Option<DateTime<Utc>>,
    changed: Option<DateTime<Utc>>,
}

impl Part<File> {
    fn open(path: &Path) -> io::Result<(Self, u64)> {
        let (source, metadata) = open_regular(path)?;
        let utc = |time: SystemTime| DateTime::<Utc>::from(time);
        let (made, changed) = (metadata.created().ok(), metadata.modified().ok());
        Ok((
            Self { source, cut: false, made: made.map(utc), changed: changed.map(utc) },
            metadata.len(),
        ))
    }

    /// Leaves out all but its end.
    fn cut(&mut self, size: u64) -> io::Result<()> {
        if let Some(skipped) = size.checked_sub(END) {
            self.source.seek(SeekFrom::Start(skipped))?;
            self.cut = true;
        }
        Ok(())
    }

    /// What is behind that is left out.
    fn until(self, size: u64) -> Part<impl Read> {
        let Self { source, cut, made, changed } = self;
        Part { source: source.take(size), cut, made, changed }
    }
}

fn here(path: &Path, sets: &[AddressSet], started: Option<DateTime<Utc>>) -> io::Result<Written> {
    // In this order: the server may write it anew meanwhile, and then there is one file under both names.
    let older = Part::open(&before(path)).ok();
    let (mut file, size) = Part::open(path)?;
    let (mut older, older_size) = older.map_or((None, 0), |(part, size)| (Some(part), size));
    if size.saturating_add(older_size) > LARGEST {
        file.cut(size)?;
        older.as_mut().map_or(Ok(()), |older| older.cut(older_size))?;
    }
    both(older.map(|older| older.until(older_size)), file.until(size), sets, started)
}

fn there(
    files: &mut OpenFiles,
    sets: &[AddressSet],
    started: Option<DateTime<Utc>>,
) -> io::Result<Written> {
    let mut older = None;
    while let Some(mut file) = files.next_file()? {
        let (cut, made, changed) = (file.skipped > 0, file.created, Some(file.stat.modified));
        if file.number > 0 {
            return both(older, Part { source: file, cut, made, changed }, sets, started);
        }
        // When the newer one was made is told behind it.
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        older = Some(Part { source: Cursor::new(bytes), cut, made, changed });
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}

/// What two files say, one behind the other.
fn both(
    older: Option<Part<impl Read>>,
    file: Part<impl Read>,
    sets: &[AddressSet],
    started: Option<DateTime<Utc>>,
) -> io::Result<Written> {
    let changed = older.as_ref().and_then(|older| older.changed);
    let anew = file.made.or(changed);
    // What is before the end of an older file is of no use where all of the newer one is known.
    let older = older.filter(|older| file.cut || !older.cut);
    let since = begin(file.made, changed, older.is_some(), started);
    let from = since.as_ref().map_or(i64::MAX, DateTime::timestamp);
    let mut history = History::new(sets, from);
    if let Some(older) = older {
        if older.cut {
            history.begins_in_the_midst(None);
        }
        history.read(whole_records(older.source, older.cut)?, |_| {})?;
    }
    let extent = if file.cut { Extent::End } else { Extent::Whole };
    if file.cut {
        history.begins_in_the_midst(anew.map(|anew| anew.timestamp()));
    }
    // What is declared stands in every file anew.
    let mut declared = Declared::default();
    history
        .read(whole_records(file.source, file.cut)?, |declaration| declared.take(declaration))?;
    let begun = history.from().and_then(|from| DateTime::from_timestamp(from, 0));
    let begun = begun.ok_or_else(|| "the end of its lease file names no client".to_owned());
    let since = since.and_then(|since| Ok(since.max(begun?)));
    Ok(Written { found: history.finish(), since, extent, made: declared.finish() })
}

/// From when on the two files have every change, by the times at which the file was made and the one before it was changed
/// last: the file from its own beginning on, the one before it, where it is read, the hour before that, since it is not
/// written anew more often, unless the server was started meanwhile.
fn begin(
    made: Option<DateTime<Utc>>,
    changed: Option<DateTime<Utc>>,
    older: bool,
    started: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>, String> {
    let begin = match (made, changed, started) {
        (Some(made), _, Some(_)) if older => made.checked_sub_signed(TimeDelta::seconds(REWRITE)),
        (Some(made), ..) => Some(made),
        // What it held to its end stands in the next one, too.
        (None, Some(changed), _) => Some(changed),
        (None, None, _) => None,
    };
    let begin = begin.ok_or("when its lease file was begun is not known")?;
    Ok(started.map_or(begin, |started| begin.max(started)))
}
