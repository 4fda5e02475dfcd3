//! The files of one reading, and places in them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::line_index::{LineIndex, Position};

/// A file of a [`Sources`]; small and copyable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The file that was added first: the main file of a reading.
    ///
    /// ```
    /// use config_text::{FileId, Sources};
    ///
    /// let mut sources = Sources::new();
    /// assert_eq!(sources.add("dhcpd.conf", b"authoritative;\n".as_slice()), FileId::MAIN);
    /// ```
    pub const MAIN: Self = Self(0);
}

/// A range of bytes in one file. Files are at most 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One behind the last byte.
    pub end: u32,
}

impl Span {
    /// Bytes `start..end` of `file`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that covers both; `other` must lie in the same file, else `self` is kept.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

/// How many bytes are the beginning of a file.
const BEGINNING: usize = 1 << 16;

/// One file: the path it was asked for by, and its bytes.
#[derive(Debug, Clone)]
pub struct SourceFile {
    path: PathBuf,
    bytes: Arc<[u8]>,
    /// The lines of its beginning.
    first_lines: OnceLock<LineIndex>,
    lines: OnceLock<LineIndex>,
    secrets: Vec<(u32, u32)>,
    first_secret: Option<(u32, u32)>,
}

impl SourceFile {
    /// The path as the server (or the user) names it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes, unchanged.
    #[must_use]
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The line index, built on first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.bytes))
    }

    /// Line and column of a byte. Near the beginning of a large file, the lines of the rest are not
    /// counted for that.
    fn position(&self, offset: u32) -> Position {
        let near = (offset as usize) < BEGINNING && self.lines.get().is_none();
        match self.bytes.get(..BEGINNING).filter(|_| near) {
            Some(beginning) => {
                self.first_lines.get_or_init(|| LineIndex::new(beginning)).position(offset)
            }
            None => self.lines().position(offset),
        }
    }

    /// The byte ranges that hold secrets, or may, and must never be shown.
    #[must_use]
    pub fn secrets(&self) -> &[(u32, u32)] {
        &self.secrets
    }

    /// The secret that was seen in it first ([`Sources::mark_secret`]): what only may be one is none.
    #[must_use]
    pub const fn first_secret(&self) -> Option<(u32, u32)> {
        self.first_secret
    }
}

/// All files of one reading: the main file first, includes as they were met. A copy shares their bytes.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file and returns its id. Bytes beyond 4 GiB cannot be addressed by spans; loaders
    /// refuse such files.
    pub fn add(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let (path, bytes) = (path.into(), bytes.into());
        self.files.push(SourceFile {
            path,
            bytes,
            first_lines: OnceLock::new(),
            lines: OnceLock::new(),
            secrets: Vec::new(),
            first_secret: None,
        });
        id
    }

    /// The file of an id; ids of another `Sources` give `None`.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// Every file with its id, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// The bytes of a file; empty for an unknown id.
    #[must_use]
    pub fn bytes(&self, file: FileId) -> &[u8] {
        self.get(file).map_or(&[], |file| &file.bytes)
    }

    /// The bytes of a span; empty where it does not fit its file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &[u8] {
        self.bytes(span.file).get(span.start as usize..span.end as usize).unwrap_or(&[])
    }

    /// The text of a span, with replacement characters where it is not UTF-8.
    #[must_use]
    pub fn text(&self, span: Span) -> String {
        String::from_utf8_lossy(self.slice(span)).into_owned()
    }

    /// Line and column of a span's start.
    #[must_use]
    pub fn position(&self, span: Span) -> Position {
        self.get(span.file)
            .map_or(Position { line: 1, column: 1 }, |file| file.position(span.start))
    }

    /// The path of a span's file.
    #[must_use]
    pub fn path(&self, file: FileId) -> &Path {
        self.get(file).map_or(Path::new(""), |file| &file.path)
    }

    /// Marks a span as a secret: snippets and reports mask it.
    pub fn mark_secret(&mut self, span: Span) {
        if let Some(file) = self.files.get_mut(span.file.0 as usize) {
            file.secrets.push((span.start, span.end));
            file.first_secret.get_or_insert((span.start, span.end));
        }
    }

    /// Masks a span like a secret that may be one, or only the name of one.
    ///
    /// ```
    /// use config_text::{FileId, Sources, Span};
    ///
    /// let mut sources = Sources::new();
    /// let file = sources.add("dhcpd.conf", b"omapi-key k;".as_slice());
    /// sources.mask(Span::new(file, 10, 11));
    /// let file = sources.get(file).unwrap();
    /// assert_eq!((file.secrets(), file.first_secret()), (&[(10, 11)][..], None));
    /// ```
    pub fn mask(&mut self, span: Span) {
        if let Some(file) = self.files.get_mut(span.file.0 as usize) {
            file.secrets.push((span.start, span.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_near_the_beginning_of_a_large_file_are_counted_like_all_others() {
        for line in ["a\n", "\n", "four\n", "no end"] {
            let bytes = line.repeat(BEGINNING).into_bytes();
            let whole = LineIndex::new(&bytes);
            let mut sources = Sources::new();
            let file = sources.add("large", bytes);
            let end = u32::try_from(BEGINNING).unwrap();
            for at in [0, 1, 5, end - 2, end - 1, end, end + 1, end - 3, end * 2] {
                assert_eq!(sources.position(Span::new(file, at, at)), whole.position(at), "{at}");
            }
        }
    }
}
