//! Walking over tokens, and failing where dhcpd fails.

use config_text::{Rule, Span};

use super::source::FileIndex;
use crate::index::bytes::part;
use crate::index::kind::Kind;
use crate::index::lexer::Unescape;

/// The first thing wrong with a statement.
#[derive(Debug)]
pub(crate) struct Fail {
    pub(crate) rule: &'static Rule,
    pub(crate) message: String,
    /// The offending token.
    pub(crate) at: u32,
    /// The last token that dhcpd had read: the line it names.
    pub(crate) named: u32,
}

/// What a check gives: the first failure, boxed to keep the good case small.
pub(crate) type Checked<T = ()> = Result<T, Box<Fail>>;

/// A place between two tokens of a file.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    file: &'a FileIndex,
    /// The next token.
    pub(crate) pos: u32,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(file: &'a FileIndex, pos: u32) -> Self {
        Self { file, pos }
    }

    pub(crate) fn file(&self) -> &'a FileIndex {
        self.file
    }

    /// The kind of the next token.
    #[inline]
    pub(crate) fn peek(&self) -> Kind {
        self.kind(self.pos)
    }

    /// The kind of a token; [`Kind::End`] where the file ends for dhcpd.
    #[inline]
    pub(crate) fn kind(&self, at: u32) -> Kind {
        if at >= self.file.tree.stop {
            return Kind::End;
        }
        self.file.tree.tokens.kind(at)
    }

    /// Takes the next token.
    #[inline]
    pub(crate) fn next(&mut self) -> Kind {
        let kind = self.peek();
        self.pos += 1;
        kind
    }

    /// Takes the next token, with its bytes.
    #[inline]
    pub(crate) fn next_text(&mut self) -> (Kind, &'a [u8]) {
        let kind = self.next();
        (kind, self.text())
    }

    /// Takes the next token if it is of this kind.
    #[inline]
    pub(crate) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.peek() == kind;
        self.pos += u32::from(found);
        found
    }

    /// Takes a token that must be of this kind.
    #[inline]
    pub(crate) fn expect(&mut self, kind: Kind, what: &str) -> Checked {
        if self.next() == kind { Ok(()) } else { Err(self.expected(what)) }
    }

    /// Takes the `;` that ends a statement.
    #[inline]
    pub(crate) fn semicolon(&mut self) -> Checked {
        self.expect(Kind::Semicolon, "`;`")
    }

    /// The bytes of a token.
    #[inline]
    pub(crate) fn text_at(&self, at: u32) -> &'a [u8] {
        let (start, end) = self.file.tree.tokens.range(at);
        part(&self.file.bytes, start, end)
    }

    /// The bytes of the token taken last.
    #[inline]
    pub(crate) fn text(&self) -> &'a [u8] {
        self.text_at(self.pos.saturating_sub(1))
    }

    /// The bytes that the string token taken last means.
    pub(crate) fn string(&self) -> Vec<u8> {
        self.string_at(self.pos.saturating_sub(1))
    }

    /// The same up to a NUL, where dhcpd takes the string for a name.
    pub(crate) fn c_string(&self) -> Vec<u8> {
        let mut text = self.string();
        let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
        text.truncate(end);
        text
    }

    /// The bytes that a string token means.
    pub(crate) fn string_at(&self, at: u32) -> Vec<u8> {
        let (start, end) = self.file.tree.tokens.range(at);
        Unescape::of(&self.file.bytes, start, end).collect()
    }

    /// Where a token lies.
    #[inline]
    pub(crate) fn span_at(&self, at: u32) -> Span {
        self.file.token_span(at)
    }

    /// Where the token taken last lies.
    #[inline]
    pub(crate) fn span(&self) -> Span {
        self.span_at(self.pos.saturating_sub(1))
    }

    /// From a token to the one taken last.
    #[inline]
    pub(crate) fn span_from(&self, first: u32) -> Span {
        self.span_at(first).to(self.span())
    }

    /// Whether a token follows the one before it without anything between.
    pub(crate) fn touches(&self, at: u32) -> bool {
        let tokens = &self.file.tree.tokens;
        at > 0 && tokens.range(at - 1).1 == tokens.range(at).0
    }

    /// A token as it is named in messages.
    pub(crate) fn quote(&self, at: u32) -> String {
        if self.kind(at) == Kind::End {
            return "the end of the file".to_owned();
        }
        if self.file.is_secret(at) {
            return "something else".to_owned();
        }
        let text = self.text_at(at);
        let short = text.get(..40).unwrap_or(text);
        let dots = if short.len() < text.len() { "..." } else { "" };
        let text = config_text::escape_control(&String::from_utf8_lossy(short));
        format!("`{text}{dots}`")
    }

    /// A failure at the token taken last.
    pub(crate) fn fail(&self, rule: &'static Rule, message: impl Into<String>) -> Box<Fail> {
        let at = self.pos.saturating_sub(1);
        self.fail_at(rule, message, at)
    }

    /// A failure at a token, noticed at the one taken last.
    pub(crate) fn fail_at(
        &self,
        rule: &'static Rule,
        message: impl Into<String>,
        at: u32,
    ) -> Box<Fail> {
        // The end of the file has no line of its own.
        let last = self.file.tree.stop.saturating_sub(1);
        let named = self.pos.saturating_sub(1).min(last);
        Box::new(Fail { rule, message: message.into(), at, named })
    }

    /// A failure at the next token, which dhcpd has only looked at.
    pub(crate) fn fail_ahead(&self, rule: &'static Rule, message: impl Into<String>) -> Box<Fail> {
        let named = self.pos.saturating_sub(1);
        Box::new(Fail { rule, message: message.into(), at: self.pos, named })
    }

    /// The token taken last is not what the grammar wants.
    pub(crate) fn expected(&self, what: &str) -> Box<Fail> {
        let found = self.quote(self.pos.saturating_sub(1));
        self.fail(&crate::rules::SYNTAX, format!("expected {what}, found {found}"))
    }

    /// The next token is not what the grammar wants.
    pub(crate) fn expected_ahead(&self, what: &str) -> Box<Fail> {
        let found = self.quote(self.pos);
        self.fail_ahead(&crate::rules::SYNTAX, format!("expected {what}, found {found}"))
    }
}
