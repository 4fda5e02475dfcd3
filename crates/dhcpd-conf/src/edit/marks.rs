//! Text that is put away as comments, and taken out of them again byte for byte.
//!
//! A mark stands in front of every line. Where the text had not its lines for itself, line ends are put
//! around it, and the mark says so: `<` where one was put in front, `>` where one was put behind.

use config_text::Span;
use ipnet::IpNet;

use super::block::span;
use super::layout::Layout;
use crate::index::kind::Kind;
use crate::index::tree::Tree;
use crate::read::FileIndex;

/// What every mark and note of a subnet begins with.
fn words(net: IpNet) -> String {
    format!("# dhcpair-disabled {net}")
}

/// Which line ends were put around a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Split {
    pub(super) above: bool,
    pub(super) below: bool,
}

impl Split {
    const ALL: [Self; 4] = [
        Self { above: false, below: false },
        Self { above: true, below: false },
        Self { above: false, below: true },
        Self { above: true, below: true },
    ];

    const fn sign(self) -> &'static str {
        match (self.above, self.below) {
            (false, false) => "",
            (true, false) => " <",
            (false, true) => " >",
            (true, true) => " <>",
        }
    }
}

/// The comment behind a statement that silences a subnet.
pub(super) fn note(net: IpNet, split: Split) -> String {
    format!("{}{}", words(net), split.sign())
}

/// What a comment behind a statement says, where it is such a note.
pub(super) fn noted(comment: &[u8], net: IpNet) -> Option<Split> {
    Split::ALL.into_iter().find(|split| note(net, *split).as_bytes() == comment)
}

fn mark(net: IpNet, split: Split) -> String {
    format!("{}: ", note(net, split))
}

/// The first mark or note of a subnet in a file.
pub(super) fn first(file: &FileIndex, net: IpNet) -> Option<Span> {
    let words = words(net);
    let layout = Layout::new(&file.bytes);
    let ends = |end: usize| {
        let next = layout.part(end, end + 1);
        next.is_empty() || matches!(next, b":" | b" " | b"\r" | b"\n")
    };
    let mut all = file.bytes.windows(words.len()).enumerate();
    let found = all.find(|(at, text)| *text == words.as_bytes() && ends(at + words.len()));
    found.map(|(at, _)| span(file, at, at + words.len()))
}

/// The text of a statement as comments, on lines of its own.
pub(super) fn put_away(file: &FileIndex, place: Span, net: IpNet) -> Vec<u8> {
    let layout = Layout::new(&file.bytes);
    let (start, end) = (place.start as usize, place.end as usize);
    let (newline, indent) = (layout.newline(start).as_bytes(), layout.indent(start));
    let (above, below) = (!layout.begins_line(start), !layout.ends_line(end));
    let mut out = if above { [newline, indent].concat() } else { Vec::new() };
    let mut blanks = indent;
    let lines: Vec<_> = layout.part(start, end).split_inclusive(|byte| *byte == b'\n').collect();
    for (nth, line) in lines.iter().enumerate() {
        let mut rest = *line;
        if nth > 0 {
            (blanks, rest) = line.split_at(Layout::new(line).blanks(0));
            out.extend_from_slice(blanks);
        }
        if !rest.trim_ascii().is_empty() {
            let split = Split { above: above && nth == 0, below: below && nth + 1 == lines.len() };
            out.extend_from_slice(mark(net, split).as_bytes());
        }
        out.extend_from_slice(rest);
    }
    if below {
        out.extend([newline, blanks].concat());
    }
    out
}

/// What is put away in a file.
pub(super) struct PutAway {
    /// The text behind the marks, as tokens.
    pub(super) text: Vec<u8>,
    pub(super) tree: Tree,
    /// What goes when the text comes back.
    pub(super) gone: Vec<Span>,
}

/// A mark and the line that it stands in.
struct Marked {
    split: Split,
    start: usize,
    /// One behind the mark.
    end: usize,
    /// Where the text of this line ends in all that is put away.
    until: usize,
}

impl PutAway {
    pub(super) fn of(file: &FileIndex, net: IpNet) -> Self {
        let layout = Layout::new(&file.bytes);
        let (mut marks, mut text) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < file.bytes.len() {
            let (start, next) = (layout.blanks(at), layout.line_end(at));
            let is_mark =
                |split: &Split| layout.part(start, next).starts_with(mark(net, *split).as_bytes());
            if let Some(split) = Split::ALL.into_iter().find(is_mark) {
                let end = start + mark(net, split).len();
                let line = layout.part(end, next);
                let until = text.len() + line.trim_ascii_end().len();
                text.extend_from_slice(line);
                marks.push(Marked { split, start, end, until });
            }
            at = next;
        }
        let tree = Tree::new(&text);
        let gone = marks.iter().flat_map(|mark| mark.gone(file, &tree)).collect();
        Self { text, tree, gone }
    }
}

impl Marked {
    fn gone(&self, file: &FileIndex, tree: &Tree) -> Vec<Span> {
        let layout = Layout::new(&file.bytes);
        let above = self.split.above.then(|| line_end_above(file, self.start)).flatten();
        let mut gone = vec![span(file, above.unwrap_or(self.start), self.end)];
        // Behind a comment that somebody wrote there nothing may stand.
        if self.split.below && ends_statement(tree, self.until) {
            let end = layout.line_end(self.end);
            let line = layout.part(self.end, end);
            let content =
                line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            let blanks = layout.indent(self.start);
            let next = layout.part(end, end + blanks.len()) == blanks;
            let until = if next { end + blanks.len() } else { end };
            gone.extend(content.map(|content| span(file, self.end + content.len(), until)));
        }
        gone
    }
}

/// The line end in front of a line, where it ends no comment.
pub(super) fn line_end_above(file: &FileIndex, at: usize) -> Option<usize> {
    let layout = Layout::new(&file.bytes);
    let newline = layout.newline(at).as_bytes();
    let before = layout.part(0, layout.line_start(at)).strip_suffix(newline)?.len();
    let last = ends(&file.tree, before).map_or(0, |(_, end)| end);
    let behind = layout.part(last.max(layout.line_start(before)), before);
    behind.trim_ascii().is_empty().then_some(before)
}

/// Whether a statement ends at a place.
fn ends_statement(tree: &Tree, at: usize) -> bool {
    ends(tree, at)
        .is_some_and(|(kind, end)| end == at && matches!(kind, Kind::Semicolon | Kind::RBrace))
}

/// The last token that ends at a place or before it, with its end.
fn ends(tree: &Tree, at: usize) -> Option<(Kind, usize)> {
    let end = |ix: u32| tree.tokens.range(ix).1 as usize;
    let (mut low, mut high) = (0, tree.tokens.count());
    while low < high {
        let middle = low + (high - low) / 2;
        if end(middle) <= at { low = middle + 1 } else { high = middle }
    }
    let last = low.checked_sub(1)?;
    Some((tree.tokens.kind(last), end(last)))
}
