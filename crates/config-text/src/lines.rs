//! Lines and indentation of a text, for edits that look like their neighbours.

/// A text looked at by lines. Places are byte offsets; one behind the end counts as the end.
///
/// ```
/// use config_text::Lines;
///
/// let text = b"pool {\r\n\trange;\r\n}\r\n";
/// let lines = Lines::new(text);
/// assert_eq!(lines.indent(10), b"\t");
/// assert_eq!(lines.newline(10), "\r\n");
/// assert!(lines.begins_line(9) && !lines.begins_line(10));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Lines<'t> {
    bytes: &'t [u8],
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    #[must_use]
    pub const fn new(bytes: &'t [u8]) -> Self {
        Self { bytes }
    }

    /// The bytes from `start` to `end`; nothing where there are none such.
    #[must_use]
    pub fn part(self, start: usize, end: usize) -> &'t [u8] {
        self.bytes.get(start..end).unwrap_or(&[])
    }

    /// The first byte of the line.
    #[must_use]
    pub fn line_start(self, at: usize) -> usize {
        self.part(0, at).iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1)
    }

    /// One behind the line with its line end.
    #[must_use]
    pub fn line_end(self, at: usize) -> usize {
        let rest = self.part(at, self.bytes.len());
        rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |end| at + end + 1)
    }

    /// The line end that is used around a place; a text without lines gets `\n`.
    #[must_use]
    pub fn newline(self, at: usize) -> &'static str {
        let ends =
            |end: usize| self.part(0, end).strip_suffix(b"\n").map(|line| line.ends_with(b"\r"));
        let here = ends(self.line_end(at)).or_else(|| ends(self.line_start(at)));
        if here == Some(true) { "\r\n" } else { "\n" }
    }

    /// The blanks at the start of the line.
    #[must_use]
    pub fn indent(self, at: usize) -> &'t [u8] {
        let start = self.line_start(at);
        self.part(start, self.blanks(start))
    }

    /// The first byte from a place on that is neither blank nor tab.
    #[must_use]
    pub fn blanks(self, at: usize) -> usize {
        let rest = self.part(at, self.bytes.len());
        at + rest.iter().take_while(|byte| is_blank(**byte)).count()
    }

    /// Where the blanks and tabs in front of a place begin.
    #[must_use]
    pub fn blanks_before(self, at: usize) -> usize {
        at - self.part(0, at).iter().rev().take_while(|byte| is_blank(**byte)).count()
    }

    /// Whether only blanks stand in front of a place on its line.
    #[must_use]
    pub fn begins_line(self, at: usize) -> bool {
        self.part(self.line_start(at), at).iter().all(|byte| is_blank(*byte))
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_their_neighbours_do() {
        assert_eq!(Lines::new(b"a;\r\nb;\r\n").newline(0), "\r\n");
        assert_eq!(Lines::new(b"a;\r\nb;").newline(5), "\r\n");
        assert_eq!(Lines::new(b"a;\nb;\r\n").newline(0), "\n");
        assert_eq!(Lines::new(b"a;").newline(0), "\n");
    }

    #[test]
    fn blanks_are_blanks_and_tabs() {
        let lines = Lines::new(b"a \t b");
        assert_eq!((lines.blanks(1), lines.blanks_before(4)), (4, 1));
        assert_eq!((lines.blanks(9), lines.blanks_before(0)), (9, 0));
    }
}
