//! Text that is to be put into a file.

use config_text::Span;

use super::layout::Layout;
use crate::index::kind::Kind;
use crate::read::FileIndex;

/// Statements to be put somewhere: lines with their indentation relative to the first one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text {
    lines: Vec<Vec<u8>>,
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self { lines: text.lines().map(|line| line.as_bytes().to_vec()).collect() }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl Text {
    /// A statement as a file writes it.
    pub(super) fn of(file: &FileIndex, statement: Span) -> Self {
        let layout = Layout::new(&file.bytes);
        let (start, end) = (statement.start as usize, statement.end as usize);
        let text = layout.part(start, end);
        if strings_have_lines(file, statement) {
            return Self { lines: vec![text.to_vec()] };
        }
        let indent = layout.indent(start);
        let mut lines: Vec<Vec<u8>> = Vec::new();
        for line in text.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = if lines.is_empty() { line } else { without(line, indent) };
            lines.push(line.to_vec());
        }
        Self { lines }
    }

    /// Its bytes behind an indentation that is there already.
    pub(super) fn at(&self, indent: &[u8], newline: &str) -> Vec<u8> {
        let mut out = Vec::new();
        for (nth, line) in self.lines.iter().enumerate() {
            if nth > 0 {
                out.extend_from_slice(newline.as_bytes());
            }
            if nth > 0 && !line.is_empty() {
                out.extend_from_slice(indent);
            }
            out.extend_from_slice(line);
        }
        out
    }

    /// A declaration with a block: each statement on a line of its own, or all on one.
    pub(super) fn block(head: &[u8], body: &[Self], unit: &[u8], one_line: bool) -> Self {
        if one_line && body.iter().all(|text| text.lines.len() == 1) {
            let mut line = [head, b" {"].concat();
            for text in body {
                line.push(b' ');
                line.extend(text.at(b"", ""));
            }
            line.extend_from_slice(b" }");
            return Self { lines: vec![line] };
        }
        let mut lines = vec![[head, b" {"].concat()];
        for line in body.iter().flat_map(|text| &text.lines) {
            let indent = if line.is_empty() { &[] } else { unit };
            lines.push([indent, line.as_slice()].concat());
        }
        lines.push(b"}".to_vec());
        Self { lines }
    }

    /// Whether dhcpd would take a comment in it for the end of the file.
    pub(super) fn has_end_byte(&self) -> bool {
        self.lines.iter().any(|line| line.contains(&0xff))
    }
}

/// A line without the indentation of its statement, or without what it has of it.
fn without<'l>(line: &'l [u8], indent: &[u8]) -> &'l [u8] {
    let same = line.iter().zip(indent).take_while(|(one, other)| one == other).count();
    line.get(same..).unwrap_or(&[])
}

/// Whether a string of a statement goes over several lines: its blanks are data.
fn strings_have_lines(file: &FileIndex, statement: Span) -> bool {
    let Some((_, node)) = file.tree.statement_at(statement.start) else { return true };
    let tokens = &file.tree.tokens;
    let inside = (node.first..tokens.count()).take_while(|at| tokens.range(*at).0 < statement.end);
    let layout = Layout::new(&file.bytes);
    inside.filter(|at| tokens.kind(*at) == Kind::Quoted).any(|at| {
        let (start, end) = tokens.range(at);
        layout.part(start as usize, end as usize).contains(&b'\n')
    })
}
