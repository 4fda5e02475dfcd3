//! The braces of a declaration, and how statements are put into them.

use config_text::{Edits, Span};

use super::layout::Layout;
use super::text::Text;
use crate::index::tree::{NONE, Node};
use crate::read::FileIndex;

/// Indentation where no neighbour shows one.
const UNIT: &[u8] = b"  ";

/// A declaration with a block.
#[derive(Clone, Copy)]
pub(super) struct Block<'f> {
    pub(super) file: &'f FileIndex,
    ix: u32,
    node: Node,
}

impl<'f> Block<'f> {
    /// The block of the declaration that begins where the span begins.
    pub(super) fn at(file: &'f FileIndex, span: Span) -> Option<Self> {
        let (ix, node) = file.tree.statement_at(span.start)?;
        let closed = node.open != NONE && !file.tree.is_open(ix);
        closed.then_some(Self { file, ix, node })
    }

    pub(super) fn layout(&self) -> Layout<'f> {
        Layout::new(&self.file.bytes)
    }

    /// The first byte of the declaration.
    pub(super) fn start(&self) -> usize {
        self.file.tree.tokens.range(self.node.first).0 as usize
    }

    /// One behind the opening brace.
    fn inside(&self) -> usize {
        self.file.tree.tokens.range(self.node.open).1 as usize
    }

    /// The closing brace.
    fn close(&self) -> usize {
        self.file.tree.tokens.range(self.node.end.saturating_sub(1)).0 as usize
    }

    /// The statements directly in it, with their numbers.
    pub(super) fn statements(&self) -> impl Iterator<Item = (u32, Node)> + use<'f> {
        let (file, end) = (self.file, self.node.next);
        let mut at = self.ix + 1;
        std::iter::from_fn(move || {
            let node = file.tree.node(at).filter(|_| at < end)?;
            let this = at;
            at = node.next;
            Some((this, node))
        })
    }

    /// The indentation of what stands in it.
    pub(super) fn indent(&self) -> Vec<u8> {
        let layout = self.layout();
        let start = |node: Node| self.file.tree.tokens.range(node.first).0 as usize;
        let own = self.statements().map(|(_, node)| start(node)).find(|at| layout.begins_line(*at));
        own.map_or_else(
            || self.deeper(layout.indent(self.start())),
            |at| layout.indent(at).to_vec(),
        )
    }

    /// One step deeper, with the step that this block shows.
    pub(super) fn deeper(&self, indent: &[u8]) -> Vec<u8> {
        let layout = self.layout();
        let own = layout.indent(self.start());
        let start = |node: Node| self.file.tree.tokens.range(node.first).0 as usize;
        let inner =
            self.statements().map(|(_, node)| start(node)).find(|at| layout.begins_line(*at));
        let step = inner.and_then(|at| layout.indent(at).strip_prefix(own));
        let tabs = own.ends_with(b"\t");
        let unit = step.filter(|step| !step.is_empty());
        [indent, unit.unwrap_or(if tabs { b"\t" } else { UNIT })].concat()
    }

    /// Puts statements in front of all others, one on each line.
    pub(super) fn insert_first(&self, edits: &mut Edits, statements: &[Text]) {
        let (layout, inside) = (self.layout(), self.inside());
        if layout.ends_line(inside) && layout.line_end(inside) <= self.close() {
            let at = layout.line_end(inside);
            return self.insert(edits, at, &self.lines(statements, layout.newline(inside)));
        }
        let mut text = self.joined(statements, b" ", b"");
        if self.file.bytes.get(inside).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            text.push(b' ');
        }
        self.insert(edits, inside, &text);
    }

    /// Puts statements behind all others.
    pub(super) fn insert_last(&self, edits: &mut Edits, statements: &[Text]) {
        let (layout, close) = (self.layout(), self.close());
        if self.closes_its_line() {
            let lines = self.lines(statements, layout.newline(self.inside()));
            return self.insert(edits, layout.line_start(close), &lines);
        }
        let before = close.checked_sub(1).and_then(|at| self.file.bytes.get(at));
        let mut text = self.joined(statements, b"", b" ");
        if before.is_some_and(|byte| !byte.is_ascii_whitespace()) {
            text.insert(0, b' ');
        }
        self.insert(edits, close, &text);
    }

    /// Whether its closing brace begins a line of its own.
    pub(super) fn closes_its_line(&self) -> bool {
        let (layout, close) = (self.layout(), self.close());
        layout.begins_line(close) && layout.line_start(close) >= self.inside()
    }

    /// Puts statements with comments behind them behind all others, on lines of their own.
    pub(super) fn insert_last_lines(&self, edits: &mut Edits, statements: &[Text]) {
        if self.closes_its_line() {
            return self.insert_last(edits, statements);
        }
        let (layout, close) = (self.layout(), self.close());
        let newline = layout.newline(close);
        let indent = layout.indent(self.start());
        let lines = self.lines(statements, newline);
        self.insert(edits, close, &[newline.as_bytes(), &lines, indent].concat());
    }

    fn lines(&self, statements: &[Text], newline: &str) -> Vec<u8> {
        let indent = self.indent();
        let mut text = Vec::new();
        for one in statements {
            text.extend_from_slice(&indent);
            text.extend(one.at(&indent, newline));
            text.extend_from_slice(newline.as_bytes());
        }
        text
    }

    fn joined(&self, statements: &[Text], before: &[u8], behind: &[u8]) -> Vec<u8> {
        let (indent, newline) = (self.indent(), self.layout().newline(self.inside()));
        statements
            .iter()
            .flat_map(|one| [before, &one.at(&indent, newline), behind].concat())
            .collect()
    }

    fn insert(&self, edits: &mut Edits, at: usize, text: &[u8]) {
        edits.replace(span(self.file, at, at), text);
    }
}

/// Takes a statement out, with its line where it has one.
pub(super) fn remove(file: &FileIndex, edits: &mut Edits, statement: Span) {
    let layout = Layout::new(&file.bytes);
    let (start, end) = layout.removal(statement.start as usize, statement.end as usize);
    edits.replace(span(file, start, end), "");
}

/// A span of a file that is smaller than 4 GiB, as every file that was read is.
pub(super) fn span(file: &FileIndex, start: usize, end: usize) -> Span {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file.id, place(start), place(end))
}
