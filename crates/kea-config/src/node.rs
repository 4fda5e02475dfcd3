//! One value of a document, with typed access.

use std::borrow::Cow;
use std::fmt;

use config_text::Span;

use crate::document::Document;
use crate::index::{self, NONE, Stream, Value, unescape};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{ ... }`
    Map,
    /// `[ ... ]`
    List,
    /// `"..."`
    String,
    /// Digits, perhaps behind a `-`.
    Integer,
    /// A number with a fraction, an exponent or a `+`.
    Float,
    /// `true` or `false`.
    Boolean,
    /// `null`
    Null,
}

impl Kind {
    /// Whether the value holds no other values.
    #[must_use]
    pub const fn is_scalar(self) -> bool {
        !matches!(self, Self::Map | Self::List)
    }

    /// The words used in messages: `a map`, `an integer`.
    #[must_use]
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Map => "a map",
            Self::List => "a list",
            Self::String => "a string",
            Self::Integer => "an integer",
            Self::Float => "a number with a fraction",
            Self::Boolean => "a boolean",
            Self::Null => "`null`",
        }
    }
}

/// A value of a [`Document`]; small and copyable.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    ix: u32,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.ix == other.ix
    }
}

impl Eq for Node<'_> {}

/// The path, never the content.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Node({} {:?})", self.path(), self.kind())
    }
}

/// A member of a map.
#[derive(Debug, Clone)]
pub struct Member<'d> {
    /// Its name, with escapes resolved.
    pub key: Cow<'d, str>,
    /// Its value.
    pub value: Node<'d>,
}

impl<'d> Node<'d> {
    pub(crate) const fn new(document: &'d Document, ix: u32) -> Self {
        Self { document, ix }
    }

    /// The document it belongs to.
    #[must_use]
    pub const fn document(self) -> &'d Document {
        self.document
    }

    /// A number that tells it from every other value of the document, in the order of the text.
    #[must_use]
    pub const fn index(self) -> u32 {
        self.ix
    }

    fn data(self) -> Value {
        let nothing = Value { first: NONE, last: NONE, next: self.ix + 1, parent: NONE };
        self.document.tree().get(self.ix).unwrap_or(nothing)
    }

    /// The number behind its own and all numbers of values inside it.
    pub(crate) fn end_index(self) -> u32 {
        self.data().next
    }

    /// Its first token, or the opening one, and its last; `NONE` where it is never closed.
    pub(crate) fn tokens(self) -> (u32, u32) {
        let data = self.data();
        (data.first, data.last)
    }

    /// Whether it is written with the same tokens as another value: blanks and comments do not count,
    /// spellings do. What is never closed is like nothing.
    pub(crate) fn is_written_like(self, other: Node<'_>) -> bool {
        let (own, theirs) = (self.tokens(), other.tokens());
        let closed = own.1 != NONE && theirs.1 != NONE;
        closed && self.document.stream().is_alike(own, other.document.stream(), theirs)
    }

    /// What it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.document.stream().kind(self.data().first) {
            index::Kind::LBrace => Kind::Map,
            index::Kind::LBracket => Kind::List,
            index::Kind::String => Kind::String,
            index::Kind::Integer => Kind::Integer,
            index::Kind::Float => Kind::Float,
            index::Kind::True | index::Kind::False => Kind::Boolean,
            _ => Kind::Null,
        }
    }

    /// Its text, from the first to the last byte. A container that ends in another file, or never,
    /// is pointed at by its opening brace.
    #[must_use]
    pub fn span(self) -> Span {
        let data = self.data();
        let first = self.document.token_span(data.first);
        if data.last == NONE { first } else { first.to(self.document.token_span(data.last)) }
    }

    /// A short place to point at: the key of a member, else the opening brace or the scalar.
    #[must_use]
    pub fn name_span(self) -> Span {
        self.key_span().unwrap_or_else(|| self.document.token_span(self.data().first))
    }

    /// Where a container is closed; `None` for scalars and for one that never is.
    #[must_use]
    pub fn closing_span(self) -> Option<Span> {
        let data = self.data();
        let closed = data.last != NONE && data.last != data.first;
        closed.then(|| self.document.token_span(data.last))
    }

    /// The map or list it stands in.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = self.data().parent;
        (parent != NONE).then(|| Self::new(self.document, parent))
    }

    pub(crate) fn key_token(self) -> Option<u32> {
        let parent = self.parent()?;
        if parent.kind() != Kind::Map {
            return None;
        }
        index::key_of(self.document.stream(), self.data())
    }

    /// Where its key stands, if it is a member of a map.
    #[must_use]
    pub fn key_span(self) -> Option<Span> {
        self.key_token().map(|token| self.document.token_span(token))
    }

    pub(crate) fn key_bytes(self) -> Option<Cow<'d, [u8]>> {
        self.key_token().map(|token| resolved(self.document.stream(), token))
    }

    /// Its key, if it is a member of a map.
    #[must_use]
    pub fn key(self) -> Option<Cow<'d, str>> {
        self.key_bytes().map(text)
    }

    /// The key as it is written, escapes and all: Kea knows its keywords only without escapes.
    #[must_use]
    pub fn raw_key(self) -> Option<&'d [u8]> {
        self.key_token().map(|token| self.document.stream().inside(token))
    }

    /// The values in a list, or of a map's members; nothing for scalars.
    pub fn items(self) -> impl Iterator<Item = Self> {
        let end = self.data().next;
        let mut at = self.ix + 1;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let item = Self::new(self.document, at);
            at = item.data().next;
            Some(item)
        })
    }

    /// How many values [`Node::items`] gives.
    #[must_use]
    pub fn item_count(self) -> usize {
        self.items().count()
    }

    /// The members of a map in the order of the text; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = Member<'d>> {
        self.items().filter_map(|value| value.key().map(|key| Member { key, value }))
    }

    /// The value of a member; of two with the same name the first, as Kea refuses the second.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let stream = self.document.stream();
        let mut all = self.keyed();
        all.find(|(_, token)| stream.is_text(*token, key.as_bytes())).map(|(value, _)| value)
    }

    /// Several members at once, each as [`Node::get`] gives it: one pass where a map is asked for
    /// much, and there are millions of maps.
    pub(crate) fn get_each<const N: usize>(self, keys: [&str; N]) -> [Option<Self>; N] {
        let mut found = [None; N];
        let stream = self.document.stream();
        for (value, token) in self.keyed() {
            let name = resolved(stream, token);
            let mut slots = found.iter_mut().zip(keys);
            if let Some((slot, _)) = slots.find(|(_, key)| key.as_bytes() == &*name) {
                slot.get_or_insert(value);
            }
        }
        found
    }

    /// The values of a map's members, each with the token of its key; nothing for other kinds.
    fn keyed(self) -> impl Iterator<Item = (Self, u32)> {
        let (document, own) = (self.document, self.data());
        let is_map = document.stream().kind(own.first) == index::Kind::LBrace;
        let mut at = if is_map { self.ix + 1 } else { own.next };
        std::iter::from_fn(move || {
            while at < own.next {
                let (ix, value) = (at, document.tree().get(at)?);
                at = value.next;
                if let Some(token) = index::key_of(document.stream(), value) {
                    return Some((Self::new(document, ix), token));
                }
            }
            None
        })
    }

    /// The first of several members that is there.
    #[must_use]
    pub fn get_any(self, keys: &[&str]) -> Option<Self> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The bytes of its token, or of its opening brace.
    pub(crate) fn token_bytes(self) -> &'d [u8] {
        self.document.stream().bytes(self.data().first)
    }

    /// A string as it is written between its quotes, escapes and all; empty for other kinds.
    pub(crate) fn raw_text(self) -> &'d [u8] {
        match self.kind() {
            Kind::String => self.document.stream().inside(self.data().first),
            _ => &[],
        }
    }

    /// A string's bytes with escapes resolved; they need not be UTF-8.
    #[must_use]
    pub fn as_bytes(self) -> Option<Cow<'d, [u8]>> {
        let text = || resolved(self.document.stream(), self.data().first);
        (self.kind() == Kind::String).then(text)
    }

    /// A string's text with escapes resolved, and replacement characters where it is not UTF-8.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        self.as_bytes().map(text)
    }

    /// An integer; `None` for other kinds and beyond 64 bits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        let token = || std::str::from_utf8(self.token_bytes()).ok()?.parse().ok();
        if self.kind() == Kind::Integer { token() } else { None }
    }

    /// A number, with or without a fraction.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        let token = || std::str::from_utf8(self.token_bytes()).ok()?.parse().ok();
        if matches!(self.kind(), Kind::Integer | Kind::Float) { token() } else { None }
    }

    /// A boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.document.stream().kind(self.data().first) {
            index::Kind::True => Some(true),
            index::Kind::False => Some(false),
            _ => None,
        }
    }

    /// Where it is in the document: `Dhcp4.subnet4[2].pools[0].pool`; empty for the root.
    #[must_use]
    pub fn path(self) -> String {
        let mut parts = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent() {
            parts.push(match at.key() {
                Some(key) => format!(".{}", config_text::escape_control(&key)),
                None => format!("[{}]", parent.items().take_while(|item| *item != at).count()),
            });
            at = parent;
        }
        parts.reverse();
        let path = parts.concat();
        path.strip_prefix('.').map(str::to_owned).unwrap_or(path)
    }
}

/// The inside of a string token with its escapes resolved.
fn resolved(stream: &Stream, token: u32) -> Cow<'_, [u8]> {
    let inside = stream.inside(token);
    if stream.has_escapes() && inside.contains(&b'\\') {
        Cow::Owned(unescape(inside))
    } else {
        Cow::Borrowed(inside)
    }
}

fn text(bytes: Cow<'_, [u8]>) -> Cow<'_, str> {
    match bytes {
        // Most text is in order, which is seen faster than it is mended.
        Cow::Borrowed(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(bytes),
        },
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}
