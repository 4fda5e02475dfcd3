//! Where the parts of a map or list stand in their files: items, commas, comments between them.

use config_text::{FileId, Lines, Span};

use super::Refusal;
use crate::document::Document;
use crate::index::{Kind as Token, Lexer, NONE, What};
use crate::node::Node;

/// A member of a map or an element of a list, with its key and the commas behind it.
#[derive(Clone, Copy)]
pub(super) struct Item<'d> {
    pub(super) node: Node<'d>,
    /// From its key, or its value, to the end of its value.
    pub(super) first: Span,
    pub(super) last: Span,
    /// The token behind it.
    behind: u32,
    /// The token in front of it.
    before: u32,
}

impl<'d> Item<'d> {
    pub(super) fn of(node: Node<'d>) -> Option<Self> {
        let (first, last) = node.tokens();
        if last == NONE {
            return None;
        }
        let document = node.document();
        let first = node.key_token().unwrap_or(first);
        Some(Self {
            node,
            first: document.token_span(first),
            last: document.token_span(last),
            behind: last + 1,
            before: first.checked_sub(1)?,
        })
    }

    pub(super) fn document(&self) -> &'d Document {
        self.node.document()
    }

    /// The file of its end.
    pub(super) const fn file(&self) -> FileId {
        self.last.file
    }

    pub(super) const fn start(&self) -> usize {
        self.first.start as usize
    }

    pub(super) const fn end(&self) -> usize {
        self.last.end as usize
    }

    /// Whether it begins and ends in one file.
    pub(super) fn is_whole(&self) -> bool {
        self.first.file == self.last.file
    }

    /// All of it, where it is whole.
    pub(super) fn span(&self) -> Span {
        self.first.to(self.last)
    }

    /// The commas that follow it, in whatever file.
    pub(super) fn commas(&self) -> impl Iterator<Item = Span> + use<'d> {
        let document = self.document();
        let all = (self.behind..).take_while(|at| document.stream().kind(*at) == Token::Comma);
        all.map(|at| document.token_span(at))
    }

    /// The last of the commas behind it that stand in its own file.
    pub(super) fn comma(&self) -> Option<Span> {
        self.commas().take_while(|comma| comma.file == self.file()).last()
    }

    /// The token in front of it: a bracket or a comma.
    pub(super) fn before(&self) -> Span {
        self.document().token_span(self.before)
    }
}

/// What lies between two places of a file where there are no tokens.
pub(super) struct Between {
    pub(super) comments: Vec<(usize, usize)>,
    pub(super) includes: Vec<(usize, usize)>,
}

impl Between {
    pub(super) fn of(bytes: &[u8], start: usize, end: usize) -> Self {
        let mut between = Self { comments: Vec::new(), includes: Vec::new() };
        let mut lexer = Lexer { at: start };
        loop {
            let lexeme = lexer.next(bytes);
            match lexeme.what {
                _ if lexeme.start >= end => return between,
                What::Trivia => between.comments.push((lexeme.start, lexeme.end)),
                What::Include(..) => between.includes.push((lexeme.start, lexeme.end)),
                What::Token(_) => {}
                What::End => return between,
            }
        }
    }
}

/// The text of one file.
#[derive(Clone, Copy)]
pub(super) struct Text<'d> {
    pub(super) id: FileId,
    pub(super) bytes: &'d [u8],
    pub(super) lines: Lines<'d>,
}

impl<'d> Text<'d> {
    /// The text of a file that may be changed: one that is included more than once may not.
    pub(super) fn of(document: &'d Document, span: Span) -> Result<Self, Refusal> {
        let places = document.stream().inclusions_of(span.file);
        if places.len() > 1 {
            return Err(Refusal::IncludedTwice { span, places });
        }
        let file = document.stream().text(span.file).ok_or(Refusal::Foreign)?;
        Ok(Self { id: span.file, bytes: &file.bytes, lines: Lines::new(&file.bytes) })
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        // Files of 4 GiB and more are not read.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.id, place(start), place(end))
    }

    /// Where the line of a place ends, line end excluded, if only blanks and comments stand behind the
    /// place.
    pub(super) fn tail(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            at = self.lines.blanks(at);
            match self.bytes.get(at..).unwrap_or(&[]) {
                [] | [b'\n', ..] | [b'\r', b'\n', ..] => return Some(at),
                _ => {}
            }
            let next = Lexer { at }.next(self.bytes);
            let inside = self.lines.part(next.start, next.end);
            if next.what != What::Trivia || next.flaw.is_some() || inside.contains(&b'\n') {
                return None;
            }
            at = next.end;
            // Of a comment up to the end of the line the carriage return is a part.
            if inside.ends_with(b"\r") {
                return Some(at - 1);
            }
        }
    }

    /// Where what belongs to an item begins: comments on its own line in front of it, and those
    /// directly above it.
    pub(super) fn lead(&self, item: &Item<'_>) -> usize {
        let before = item.before();
        let from = if before.file == self.id { before.end as usize } else { 0 };
        let between = Between::of(self.bytes, from, item.start());
        let mut lead = item.start();
        let behind_include = between.includes.last().map_or(0, |(_, end)| *end);
        for (start, end) in between.comments.iter().rev() {
            let gap = self.lines.part(*end, lead);
            let blank = gap.iter().all(u8::is_ascii_whitespace);
            let breaks = gap.iter().filter(|byte| **byte == b'\n').count();
            let own = breaks == 0 || (breaks == 1 && self.lines.begins_line(*start));
            // What stands behind the opening bracket on its line is about the list.
            if !blank || !own || *start < behind_include {
                break;
            }
            lead = *start;
        }
        lead
    }
}
