//! Lines of a dhcpd.conf, with its comments.

use std::ops::Deref;

use config_text::Lines;

/// A text looked at by lines.
#[derive(Clone, Copy)]
pub(super) struct Layout<'t> {
    lines: Lines<'t>,
}

impl<'t> Deref for Layout<'t> {
    type Target = Lines<'t>;

    fn deref(&self) -> &Lines<'t> {
        &self.lines
    }
}

impl<'t> Layout<'t> {
    pub(super) const fn new(bytes: &'t [u8]) -> Self {
        Self { lines: Lines::new(bytes) }
    }

    /// Where something goes that is to stand above a statement: in front of its line, or of itself
    /// where something else stands on the line in front of it.
    pub(super) fn above(self, at: usize) -> usize {
        if self.begins_line(at) { self.line_start(at) } else { at }
    }

    /// What must stand in front of a line that is put at a place: the end of a text may have no line
    /// end.
    pub(super) fn gap(self, at: usize) -> &'static str {
        let before = self.part(0, at);
        if before.is_empty() || before.ends_with(b"\n") { "" } else { self.newline(at) }
    }

    /// Whether only blanks and a comment stand behind a place on its line.
    pub(super) fn ends_line(self, at: usize) -> bool {
        let rest = self.part(at, self.line_end(at));
        // A carriage return alone is a blank to dhcpd.
        let first = rest.iter().find(|byte| !matches!(**byte, b' ' | b'\t' | b'\r'));
        matches!(first, None | Some(b'#' | b'\n'))
    }

    /// What goes when a statement goes: its lines, with the comment behind it, where it has them for
    /// itself; else its text and the blanks in front of it.
    pub(super) fn removal(self, start: usize, end: usize) -> (usize, usize) {
        if self.begins_line(start) && self.ends_line(end) {
            return (self.line_start(start), self.line_end(end));
        }
        if self.begins_line(start) { (start, end) } else { (self.blanks_before(start), end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
