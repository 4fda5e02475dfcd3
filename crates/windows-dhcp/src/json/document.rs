//! The nodes of a JSON text and how to walk them.

use std::borrow::Cow;
use std::sync::Arc;

use config_text::{FileId, Span};

use super::node::{Kind, Node};
use super::scan::{SyntaxError, scan};
use super::text::unescape;

/// Stands for a node that is not there: no accessor fails.
const NOTHING: Node = Node { kind: Kind::Null, start: 0, end: 0, after: u32::MAX };

/// Where a value of a document that was made of another text comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// The whole value.
    pub(crate) whole: Span,
    /// What to point at.
    pub(crate) head: Span,
}

/// A JSON text with its nodes. Node 0 is the outermost value.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    file: FileId,
    text: Arc<[u8]>,
    nodes: Vec<Node>,
    /// Where each node comes from, if the text was made of another one.
    origins: Option<Arc<[Origin]>>,
}

impl Document {
    /// Indexes a text that is known to be UTF-8, from byte `from` on.
    pub(crate) fn parse(file: FileId, text: Arc<[u8]>, from: u32) -> Result<Self, SyntaxError> {
        let nodes = scan(&text, from)?;
        Ok(Self { file, text, nodes, origins: None })
    }

    /// Indexes a text that was made of the file, with the origin of each value and name in their
    /// order; `None` where they are not as many.
    pub(crate) fn made(file: FileId, text: Vec<u8>, origins: Vec<Origin>) -> Option<Self> {
        let text: Arc<[u8]> = text.into();
        let nodes = scan(&text, 0).ok()?;
        let origins = (nodes.len() == origins.len()).then(|| origins.into())?;
        Some(Self { file, text, nodes, origins: Some(origins) })
    }

    fn origin(&self, at: u32) -> Option<&Origin> {
        self.origins.as_ref()?.get(at as usize)
    }

    /// A value without the quotes of a text.
    pub(crate) fn inside(&self, at: u32) -> Span {
        let span = self.span(at);
        match self.kind(at) {
            Kind::Text | Kind::EscapedText if self.origins.is_none() => {
                Span::new(span.file, span.start + 1, span.end - 1)
            }
            _ => span,
        }
    }

    fn node(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(NOTHING)
    }

    pub(crate) fn kind(&self, at: u32) -> Kind {
        self.node(at).kind
    }

    /// The whole value.
    pub(crate) fn span(&self, at: u32) -> Span {
        let node = self.node(at);
        let written = || Span::new(self.file, node.start, node.end);
        self.origin(at).map_or_else(written, |origin| origin.whole)
    }

    /// A place to point at: the value itself, or the bracket that opens it.
    pub(crate) fn head(&self, at: u32) -> Span {
        if let Some(origin) = self.origin(at) {
            return origin.head;
        }
        let node = self.node(at);
        match node.kind {
            Kind::List | Kind::Object => Span::new(self.file, node.start, node.start + 1),
            _ => Span::new(self.file, node.start, node.end),
        }
    }

    /// The value as it is written.
    pub(crate) fn raw(&self, at: u32) -> &str {
        let node = self.node(at);
        let bytes = self.text.get(node.start as usize..node.end as usize).unwrap_or(&[]);
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// A string's content; empty for anything else.
    pub(crate) fn text(&self, at: u32) -> Cow<'_, str> {
        let raw = self.raw(at);
        let inside = raw.len().checked_sub(1).and_then(|end| raw.get(1..end)).unwrap_or("");
        match self.kind(at) {
            Kind::Text => Cow::Borrowed(inside),
            Kind::EscapedText => Cow::Owned(unescape(inside)),
            _ => Cow::Borrowed(""),
        }
    }

    /// The values of a list.
    pub(crate) fn elements(&self, list: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.node(list).after;
        let inside = move |at: &u32| *at < end;
        let first = Some(list + 1).filter(inside);
        std::iter::successors(first, move |at| Some(self.node(*at).after).filter(inside))
    }

    /// The names and values of an object, as nodes.
    pub(crate) fn members(&self, object: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let end = self.node(object).after;
        let inside = move |at: &u32| *at < end;
        let first = Some(object + 1).filter(inside);
        let names = std::iter::successors(first, move |name| {
            Some(self.node(*name + 1).after).filter(inside)
        });
        names.map(|name| (name, name + 1))
    }

    /// The name and value nodes of a property of an object.
    pub(crate) fn property(&self, object: u32, name: &str) -> Option<(u32, u32)> {
        if self.kind(object) != Kind::Object {
            return None;
        }
        self.members(object).find(|(key, _)| self.text(*key) == name)
    }

    /// The value token by token: without the blanks between its tokens.
    pub(crate) fn tokens(&self, at: u32) -> String {
        let raw = self.raw(at);
        let mut out = String::with_capacity(raw.len());
        let (mut inside, mut escaped) = (false, false);
        for c in raw.chars() {
            if inside || !matches!(c, ' ' | '\t' | '\r' | '\n') {
                out.push(c);
            }
            inside ^= c == '"' && !escaped;
            escaped = inside && c == '\\' && !escaped;
        }
        out
    }
}
