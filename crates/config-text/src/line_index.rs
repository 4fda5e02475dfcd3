//! Byte offsets to lines and columns.

/// A place in a file as people count it: both numbers start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, counted from 1. Lines end at `\n`; a `\r` before it belongs to the line.
    pub line: u32,
    /// Column in bytes, counted from 1.
    pub column: u32,
}

/// Where each line of a file starts.
///
/// Built once in a single pass over the bytes; a look-up is a binary search.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `bytes`, which need not be UTF-8.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = Vec::with_capacity(1 + bytes.len() / 32);
        starts.push(0);
        let newlines = memchr::memchr_iter(b'\n', bytes);
        starts.extend(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        Self { starts }
    }

    /// The line and column of a byte offset; an offset behind the end is on the last line.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.line_start(u32::try_from(line).unwrap_or(u32::MAX));
        Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: offset - start + 1 }
    }

    /// The byte offset at which a line (counted from 1) starts; the last line's for a larger number.
    #[must_use]
    pub fn line_start(&self, line: u32) -> u32 {
        let at = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        self.starts.get(at).copied().unwrap_or(0)
    }

    /// How many lines the file has; an empty file has one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_from_one_and_columns_in_bytes() {
        let index = LineIndex::new(b"ab\r\ncd\n\xff");
        assert_eq!(index.position(0), Position { line: 1, column: 1 });
        assert_eq!(index.position(5), Position { line: 2, column: 2 });
        assert_eq!(index.position(7), Position { line: 3, column: 1 });
        assert_eq!(index.position(99).line, 3);
        assert_eq!(index.line_count(), 3);
    }

    #[test]
    fn an_empty_file_has_one_line() {
        assert_eq!(LineIndex::new(b"").position(0), Position { line: 1, column: 1 });
    }
}
