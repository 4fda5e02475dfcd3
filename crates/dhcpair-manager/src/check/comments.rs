//! The comments of a file, found without parsing it.

use std::ops::Range;

use super::Format;

/// A comment: its text without the marks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// Bytes of the whole comment, marks included.
    pub(super) range: Range<usize>,
    /// Its text.
    pub(super) text: String,
    /// Whether it is the first thing on its line.
    pub(super) alone: bool,
}

/// Every comment that holds `word`. A file without the word is only searched, not scanned.
pub(super) fn with(word: &str, bytes: &[u8], format: Format) -> Vec<Comment> {
    let slashes = match format {
        Format::Isc | Format::Isc6 => false,
        Format::Kea4 | Format::Kea6 => true,
        // JSON as such has no comments.
        Format::Windows => return Vec::new(),
    };
    if memchr::memmem::find(bytes, word.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut scan = Scan { bytes, at: 0, slashes, found: Vec::new() };
    scan.run();
    scan.found.into_iter().filter(|comment| comment.text.contains(word)).collect()
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    slashes: bool,
    found: Vec<Comment>,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut alone = true;
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b'\n' => {
                    alone = true;
                    self.at += 1;
                }
                b'"' => {
                    alone = false;
                    self.string();
                }
                b'#' => self.line_comment(1, alone),
                b'/' if self.slashes && self.follows(b'/') => self.line_comment(2, alone),
                b'/' if self.slashes && self.follows(b'*') => {
                    self.block(alone);
                    alone = false;
                }
                _ => {
                    alone &= byte.is_ascii_whitespace();
                    self.at += 1;
                }
            }
        }
    }

    fn follows(&self, byte: u8) -> bool {
        self.bytes.get(self.at + 1) == Some(&byte)
    }

    /// A string ends at its quote, or at the end of the line: one that was left open must not hide
    /// the rest of the file.
    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => return,
                b'\\' if self.bytes.get(self.at + 1) != Some(&b'\n') => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    fn line_comment(&mut self, mark: usize, alone: bool) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        self.comment(length, mark, 0, alone);
    }

    fn block(&mut self, alone: bool) {
        let rest = self.bytes.get(self.at + 2..).unwrap_or(&[]);
        match rest.windows(2).position(|two| two == b"*/") {
            Some(inside) => self.comment(inside + 4, 2, 2, alone),
            None => self.comment(rest.len() + 2, 2, 0, alone),
        }
    }

    fn comment(&mut self, length: usize, open: usize, close: usize, alone: bool) {
        let range = self.at..self.at + length;
        let inside = self.bytes.get(range.start + open..range.end - close).unwrap_or(&[]);
        let text = String::from_utf8_lossy(inside).trim().to_owned();
        self.at = range.end;
        self.found.push(Comment { range, text, alone });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, format: Format) -> Vec<String> {
        with("x", text.as_bytes(), format).into_iter().map(|comment| comment.text).collect()
    }

    #[test]
    fn each_format_has_its_own_comments() {
        let text = "a # x1\n// x2\n/* x3 */ \"# x4\" # x5";
        assert_eq!(texts(text, Format::Isc), ["x1", "x5"]);
        assert_eq!(texts(text, Format::Kea4), ["x1", "x2", "x3", "x5"]);
        assert_eq!(texts(text, Format::Windows), Vec::<String>::new());
    }

    #[test]
    fn an_open_string_or_comment_ends_somewhere() {
        assert_eq!(texts("\"open\n# x\n", Format::Isc), ["x"]);
        assert_eq!(texts("\"open\\\n# x\n", Format::Isc), ["x"]);
        assert_eq!(texts("/* x", Format::Kea4), ["x"]);
        assert_eq!(texts("/*x", Format::Kea4), ["x"]);
        assert_eq!(texts("x \"\\", Format::Kea4), Vec::<String>::new());
    }
}
