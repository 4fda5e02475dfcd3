//! Lines and indentation of a text.

/// A text looked at by lines.
#[derive(Clone, Copy)]
pub(super) struct Layout<'t> {
    bytes: &'t [u8],
}

impl<'t> Layout<'t> {
    pub(super) const fn new(bytes: &'t [u8]) -> Self {
        Self { bytes }
    }

    pub(super) fn part(self, start: usize, end: usize) -> &'t [u8] {
        self.bytes.get(start..end).unwrap_or(&[])
    }

    /// The first byte of the line.
    pub(super) fn line_start(self, at: usize) -> usize {
        self.part(0, at).iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1)
    }

    /// One behind the line with its line end.
    pub(super) fn line_end(self, at: usize) -> usize {
        let rest = self.part(at, self.bytes.len());
        rest.iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |end| at + end + 1)
    }

    /// The line end that is used around a place; a text without lines gets `\n`.
    pub(super) fn newline(self, at: usize) -> &'static str {
        let ends =
            |end: usize| self.part(0, end).strip_suffix(b"\n").map(|line| line.ends_with(b"\r"));
        let here = ends(self.line_end(at)).or_else(|| ends(self.line_start(at)));
        if here == Some(true) { "\r\n" } else { "\n" }
    }

    /// The blanks at the start of the line.
    pub(super) fn indent(self, at: usize) -> &'t [u8] {
        let start = self.line_start(at);
        let line = self.part(start, self.bytes.len());
        let blanks = line.iter().take_while(|byte| is_blank(**byte)).count();
        self.part(start, start + blanks)
    }

    /// Whether only blanks stand in front of a place on its line.
    pub(super) fn begins_line(self, at: usize) -> bool {
        self.part(self.line_start(at), at).iter().all(|byte| is_blank(*byte))
    }

    /// Whether only blanks and a comment stand behind a place on its line.
    pub(super) fn ends_line(self, at: usize) -> bool {
        let rest = self.part(at, self.line_end(at));
        // A carriage return alone is a blank to dhcpd.
        let first = rest.iter().find(|byte| !is_blank(**byte) && **byte != b'\r');
        matches!(first, None | Some(b'#' | b'\n'))
    }

    /// What goes when a statement goes: its lines, with the comment behind it, where it has them for
    /// itself; else its text and the blanks in front of it.
    pub(super) fn removal(self, start: usize, end: usize) -> (usize, usize) {
        if self.begins_line(start) && self.ends_line(end) {
            return (self.line_start(start), self.line_end(end));
        }
        let before = self.part(0, start);
        let blanks = before.iter().rev().take_while(|byte| is_blank(**byte)).count();
        if self.begins_line(start) { (start, end) } else { (start - blanks, end) }
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
        assert_eq!(Layout::new(b"a;\r\nb;\r\n").newline(0), "\r\n");
        assert_eq!(Layout::new(b"a;\r\nb;").newline(5), "\r\n");
        assert_eq!(Layout::new(b"a;\nb;\r\n").newline(0), "\n");
        assert_eq!(Layout::new(b"a;").newline(0), "\n");
    }

    #[test]
    fn a_statement_goes_with_its_line_or_alone() {
        let gone = |text: &str, statement: &str| {
            let start = text.find(statement).unwrap();
            let (from, to) = Layout::new(text.as_bytes()).removal(start, start + statement.len());
            [&text[..from], &text[to..]].concat()
        };
        assert_eq!(gone("a;\n  b; # why\nc;\n", "b;"), "a;\nc;\n");
        assert_eq!(gone("{ a; b; c; }", "b;"), "{ a; c; }");
        assert_eq!(gone("  a; b;\n", "a;"), "   b;\n");
        assert_eq!(gone("a;\nb;", "b;"), "a;\n");
        assert_eq!(gone("a;\r\nb;\r\n", "a;"), "b;\r\n");
        assert_eq!(gone("a;\rb;\n", "a;"), "\rb;\n", "one line to dhcpd");
    }
}
