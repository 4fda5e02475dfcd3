//! A lease file as a stream of records.

use std::fmt;
use std::io::{self, ErrorKind, Read};

use super::entry::{self, Entry, Parts};
use super::parser::{Fate, Notes};
use super::problem::{Problem, ProblemKind};
use crate::index::bytes::class_of;

/// Bytes of the buffer at the start.
const BUFFER: usize = 128 * 1024;

/// The longest record that is read, in bytes. dhcpd writes some hundreds.
const LIMIT: usize = 1024 * 1024;

/// Reads a lease file record by record, in constant memory: a buffer of 128 KiB, which grows to
/// 1 MiB where a record needs it, and lists of what the largest record so far had of statements.
///
/// The file may come in pieces of any size; the records do not depend on them. Nothing is allocated
/// for a record, unless something is wrong with it.
///
/// ```
/// use dhcpd_conf::leases::{Reader, Record};
///
/// let file = br#"
///     lease 198.51.100.7 {
///       starts 3 2026/11/25 12:00:00;
///       ends 3 2026/11/25 13:00:00;
///       binding state active;
///       hardware ethernet 00:53:00:00:00:07;
///       uid "\001\000S\000\000\000\007";
///       client-hostname "printer";
///     }
/// "#;
/// let mut reader = Reader::new(&file[..]);
/// while let Some(entry) = reader.next_entry()? {
///     for problem in entry.problems {
///         eprintln!("{problem}");
///     }
///     if let Record::Lease(lease) = entry.record {
///         let name = lease.hostname().map(|name| name.to_vec());
///         println!("line {}: {} {:?}", entry.line, lease.address(), name);
///         # assert_eq!(name.as_deref(), Some(&b"printer"[..]));
///         # assert_eq!(entry.line, 2);
///     }
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Reader<R> {
    source: R,
    buffer: Vec<u8>,
    /// The bytes of the buffer that are not read yet.
    start: usize,
    end: usize,
    /// Whether the source has no more bytes.
    ended: bool,
    limit: usize,
    /// Place of the byte at `start` in the file.
    offset: u64,
    line: u64,
    /// Whether `start` is inside a comment.
    comment: bool,
    /// Where bytes NUL began that were not told yet.
    lost: Option<Place>,
    parts: Parts,
    notes: Notes,
    problems: Vec<Problem>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    offset: u64,
    line: u64,
}

/// A record and the bytes of the buffer that it was read from.
struct Found {
    place: Place,
    start: usize,
    end: usize,
    fate: Fate,
}

impl<R: Read> Reader<R> {
    /// Reads from the start of `source`, which needs no buffer of its own.
    pub fn new(source: R) -> Self {
        Self::with_buffer(source, BUFFER, LIMIT)
    }

    /// INVARIANT: `buffer` is not more than `limit`.
    pub(super) fn with_buffer(source: R, buffer: usize, limit: usize) -> Self {
        Self {
            source,
            buffer: vec![0; buffer],
            start: 0,
            end: 0,
            ended: false,
            limit,
            offset: 0,
            line: 1,
            comment: false,
            lost: None,
            parts: Parts::Unknown,
            notes: Notes::default(),
            problems: Vec::new(),
        }
    }

    /// The next record; [`None`] at the end of the file.
    ///
    /// # Errors
    /// Where the source cannot be read. Whatever is wrong with the file itself is in
    /// [`Entry::problems`].
    pub fn next_entry(&mut self) -> io::Result<Option<Entry<'_>>> {
        self.problems.clear();
        let Some(found) = self.find()? else { return Ok(None) };
        let text = self.buffer.get(found.start..found.end).unwrap_or(&[]);
        for flaw in &self.notes.flaws {
            self.problems.push(flaw.told(text, found.place.line));
        }
        Ok(Some(Entry {
            line: found.place.line,
            offset: found.place.offset,
            text,
            record: self.parts.over(text, &self.notes),
            problems: &self.problems,
            fate: found.fate,
        }))
    }

    fn find(&mut self) -> io::Result<Option<Found>> {
        while !self.blank() {
            if self.ended {
                return Ok(self
                    .lost
                    .take()
                    .map(|place| self.nothing(place, ProblemKind::LostBytes)));
            }
            self.fill()?;
        }
        if let Some(place) = self.lost.take() {
            return Ok(Some(self.nothing(place, ProblemKind::LostBytes)));
        }
        let place = Place { offset: self.offset, line: self.line };
        loop {
            let bytes = self.buffer.get(self.start..self.end).unwrap_or(&[]);
            if let Some(read) = entry::read(bytes, self.ended, &mut self.notes) {
                let start = self.start;
                self.parts = read.parts;
                self.take(read.length);
                return Ok(Some(Found { place, start, end: self.start, fate: read.fate }));
            }
            if bytes.len() >= self.limit {
                self.skip()?;
                return Ok(Some(self.nothing(place, ProblemKind::TooLong)));
            }
            self.fill()?;
        }
    }

    /// A record of which only a problem is known.
    fn nothing(&mut self, place: Place, kind: ProblemKind) -> Found {
        self.notes.clear();
        self.parts = Parts::Unknown;
        self.problems.push(Problem { line: place.line, kind, found: String::new() });
        Found { place, start: 0, end: 0, fate: Fate::default() }
    }

    /// Takes bytes from the buffer.
    fn take(&mut self, count: usize) {
        let taken = self.buffer.get(self.start..self.start + count).unwrap_or(&[]);
        self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
        self.offset += count as u64;
        self.start += count;
    }

    /// Takes white space, comments and bytes NUL; whether something else stands at `start` then.
    fn blank(&mut self) -> bool {
        loop {
            let rest = self.buffer.get(self.start..self.end).unwrap_or(&[]);
            if self.comment {
                // Like a line, dhcpd's comment ends with a byte 0xFF.
                let end = memchr::memchr2(b'\n', 0xff, rest);
                self.comment = end.is_none();
                self.take(end.map_or(rest.len(), |end| end + 1));
                if self.comment {
                    return false;
                }
                continue;
            }
            let spaces = rest.iter().take_while(|byte| class_of(**byte).is_space()).count();
            let next = rest.get(spaces).copied();
            self.take(spaces);
            match next {
                None => return false,
                Some(b'#') => self.comment = true,
                Some(0) => {
                    self.lost.get_or_insert(Place { offset: self.offset, line: self.line });
                    self.take(1);
                }
                Some(_) => return true,
            }
        }
    }

    /// Fills the buffer, and makes it larger where it is full of one record.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end == self.buffer.len() {
            let longer = (self.buffer.len() * 2).clamp(1, self.limit);
            self.buffer.resize(longer, 0);
        }
        while let Some(free) = self.buffer.get_mut(self.end..).filter(|free| !free.is_empty()) {
            match self.source.read(free) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(());
                }
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes a record without reading it: to the semicolon or the closing brace that ends it.
    fn skip(&mut self) -> io::Result<()> {
        let mut skipped = Skipped::default();
        loop {
            let rest = self.buffer.get(self.start..self.end).unwrap_or(&[]);
            if let Some(at) = rest.iter().position(|byte| skipped.ends_with(*byte)) {
                self.take(at + 1);
                return Ok(());
            }
            self.take(rest.len());
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (offset, line) = (self.offset, self.line);
        f.debug_struct("Reader")
            .field("offset", &offset)
            .field("line", &line)
            .finish_non_exhaustive()
    }
}

/// Where a record is that is skipped.
#[derive(Debug, Default)]
struct Skipped {
    depth: u64,
    within: Within,
}

#[derive(Debug, Default, Clone, Copy)]
enum Within {
    #[default]
    Code,
    Comment,
    String,
    Escape,
}

impl Skipped {
    fn ends_with(&mut self, byte: u8) -> bool {
        self.within = match (self.within, byte) {
            (Within::Comment, b'\n' | 0xff) | (Within::String, b'"') => Within::Code,
            (Within::String, b'\\') => Within::Escape,
            (Within::Escape, _) => Within::String,
            (Within::Code, b'#') => Within::Comment,
            (Within::Code, b'"') => Within::String,
            (within, _) => within,
        };
        match (self.within, byte) {
            (Within::Code, b'{') => self.depth += 1,
            (Within::Code, b'}') => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            (Within::Code, b';') => return self.depth == 0,
            _ => {}
        }
        false
    }
}
