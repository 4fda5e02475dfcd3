//! What is wrong in a lease file.

use std::fmt;

/// What kind of trouble it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The record stops in the middle: the file ends there, or the next record begins. The server
    /// or its machine stopped while it wrote. dhcpd takes a `lease` that the file ends in with what
    /// is there, and no IA.
    Truncated,
    /// A statement that lease files do not have. It is kept as text. dhcpd loses the record that it
    /// stands in, and often the next one.
    UnknownStatement,
    /// A statement with a value that dhcpd does not read; the value is left out here.
    Malformed,
    /// A statement that stands twice in one lease. The last one counts.
    Repeated,
    /// An address of an IA without a state or without an end: dhcpd loses the IA.
    Incomplete,
    /// Bytes NUL between records: the file system lost what was written there.
    LostBytes,
    /// A record of more bytes than a reader keeps; it is left out.
    TooLong,
}

/// One problem, with its place.
///
/// Displays as a clause in small letters that names the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub kind: ProblemKind,
    /// The word that begins the statement or the record, without control bytes; may be empty.
    pub found: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, found) = (self.line, &self.found);
        match self.kind {
            ProblemKind::Truncated => write!(f, "line {line}: `{found}` stops in the middle"),
            ProblemKind::UnknownStatement => {
                write!(f, "line {line}: `{found}` is no statement of a lease file")
            }
            ProblemKind::Malformed => {
                write!(f, "line {line}: the value of `{found}` cannot be read")
            }
            ProblemKind::Repeated => write!(f, "line {line}: `{found}` stands here again"),
            ProblemKind::Incomplete => {
                write!(f, "line {line}: `{found}` has no binding state or no end")
            }
            ProblemKind::LostBytes => write!(f, "line {line}: bytes NUL between records"),
            ProblemKind::TooLong => write!(f, "line {line}: a record is too long to be read"),
        }
    }
}

/// A problem inside a text: bytes of the word that begins the statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flaw {
    pub(super) kind: ProblemKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Bytes of a word that are shown.
const SHOWN: usize = 40;

impl Flaw {
    /// The problem, for a text that begins on `line`.
    pub(super) fn told(&self, text: &[u8], line: u64) -> Problem {
        let before = text.get(..self.start).unwrap_or(text);
        let line = line + memchr::memchr_iter(b'\n', before).count() as u64;
        let word = text.get(self.start..self.end.min(self.start + SHOWN)).unwrap_or(&[]);
        let found = config_text::escape_control(&String::from_utf8_lossy(word));
        Problem { line, kind: self.kind, found }
    }
}
