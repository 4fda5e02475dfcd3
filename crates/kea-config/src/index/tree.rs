//! Tokens to values: a flat tree that never fails and takes no call stack.

use config_text::Diagnostic;

use super::stream::{Stream, index};
use super::token::Kind;
use crate::rules;

/// No value, no token.
pub(crate) const NONE: u32 = u32::MAX;

/// Complaints about the order of tokens, beyond which the file is simply not JSON.
const COMPLAINTS: usize = 20;

/// One value. The values inside a map or list follow it, up to `next`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value {
    /// Its token, or the opening one.
    pub(crate) first: u32,
    /// Its token, or the closing one; `NONE` where a container is never closed.
    pub(crate) last: u32,
    /// The value behind this one and all inside it.
    pub(crate) next: u32,
    /// The map or list it stands in.
    pub(crate) parent: u32,
}

/// The values of a document, outer before inner, in the order of the text.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) values: Vec<Value>,
}

impl Tree {
    pub(crate) fn get(&self, at: u32) -> Option<Value> {
        self.values.get(at as usize).copied()
    }
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The value of the whole document.
    Root,
    /// Behind the document's value.
    Done,
    /// Behind `{`.
    MapFirst,
    /// Behind a comma in a map.
    MapKey,
    /// Behind a key.
    MapColon,
    /// Behind a colon.
    MapValue,
    /// Behind a value in a map.
    MapNext,
    /// Behind `[`.
    ListFirst,
    /// Behind a comma in a list.
    ListItem,
    /// Behind a value in a list.
    ListNext,
}

struct Builder<'s> {
    stream: &'s Stream,
    values: Vec<Value>,
    /// Open containers, outermost first, by value.
    open: Vec<u32>,
    open_maps: usize,
    state: State,
    diagnostics: Vec<Diagnostic>,
    complaints: usize,
    /// Something stands behind the document's value.
    behind: bool,
    lost: bool,
}

/// Builds the tree. Returns the complaints, and whether text is lost.
pub(crate) fn build(stream: &Stream) -> (Tree, Vec<Diagnostic>, bool) {
    let mut builder = Builder {
        stream,
        values: Vec::with_capacity(stream.count() as usize / 3),
        open: Vec::new(),
        open_maps: 0,
        state: State::Root,
        diagnostics: Vec::new(),
        complaints: 0,
        behind: false,
        lost: false,
    };
    for at in 0..stream.count() {
        builder.token(at);
    }
    builder.finish();
    builder.values.shrink_to_fit();
    (Tree { values: builder.values }, builder.diagnostics, builder.lost)
}

impl Builder<'_> {
    fn token(&mut self, at: u32) {
        let kind = self.stream.kind(at);
        match (self.state, kind) {
            (_, Kind::Bad) => self.bad(),
            (State::Root | State::MapValue | State::ListFirst | State::ListItem, _)
                if kind.starts_value() =>
            {
                self.value(at, kind);
            }
            (State::MapFirst | State::MapKey, Kind::String) => self.state = State::MapColon,
            (State::MapColon, Kind::Colon) => self.state = State::MapValue,
            (State::MapNext, Kind::Comma) => self.state = State::MapKey,
            (State::ListNext, Kind::Comma) => self.state = State::ListItem,
            (State::MapFirst | State::MapNext, Kind::RBrace) => self.close(at),
            (State::ListFirst | State::ListNext, Kind::RBracket) => self.close(at),
            (State::MapKey | State::ListItem, Kind::Comma) => self.extra_comma(at),
            (State::MapKey, Kind::RBrace) | (State::ListItem, Kind::RBracket) => {
                self.extra_comma(at - 1);
                self.close(at);
            }
            _ => self.unexpected(at, kind),
        }
    }

    /// A token the lexer complained about stands for whatever is expected here.
    fn bad(&mut self) {
        self.lost = true;
        self.state = match self.state {
            State::Root => State::Root,
            State::Done => State::Done,
            State::MapFirst | State::MapKey => State::MapColon,
            State::MapColon | State::MapValue | State::MapNext => State::MapNext,
            State::ListFirst | State::ListItem | State::ListNext => State::ListNext,
        };
    }

    fn value(&mut self, at: u32, kind: Kind) {
        let this = index(self.values.len());
        let parent = self.open.last().copied().unwrap_or(NONE);
        let scalar = kind.is_scalar();
        let last = if scalar { at } else { NONE };
        self.values.push(Value { first: at, last, next: this + 1, parent });
        if scalar {
            self.after_value();
            return;
        }
        self.open.push(this);
        if kind == Kind::LBrace {
            self.open_maps += 1;
            self.state = State::MapFirst;
        } else {
            self.state = State::ListFirst;
        }
    }

    fn after_value(&mut self) {
        self.state = match self.open.last() {
            None => State::Done,
            Some(open) if self.is_map(*open) => State::MapNext,
            Some(_) => State::ListNext,
        };
    }

    fn is_map(&self, value: u32) -> bool {
        let first = self.values.get(value as usize).map_or(NONE, |value| value.first);
        self.stream.kind(first) == Kind::LBrace
    }

    /// Closes the innermost container, with its token or without one.
    fn close(&mut self, last: u32) {
        let Some(this) = self.open.pop() else {
            return;
        };
        let next = index(self.values.len());
        if self.is_map(this) {
            self.open_maps -= 1;
            self.duplicates(this, next);
        }
        if let Some(value) = self.values.get_mut(this as usize) {
            value.next = next;
            value.last = last;
        }
        self.after_value();
    }

    /// Kea refuses two members of one name, also where anything may stand.
    fn duplicates(&mut self, map: u32, end: u32) {
        let found = super::duplicates::find(self.stream, &self.values, map, end);
        let mut comment = None;
        for (first, second) in found {
            // A context that is no more than a comment is taken over by the next one, once.
            if comment.is_none() && self.is_comment_only(first) {
                comment = Some(first);
                continue;
            }
            let name = String::from_utf8_lossy(self.stream.inside(second)).into_owned();
            let (Some(one), Some(two)) = (self.stream.span(first), self.stream.span(second)) else {
                continue;
            };
            let message = format!("`{}` is given twice in this map", crate::text::shorten(&name));
            self.diagnostics.push(
                Diagnostic::new(&rules::DUPLICATE, two, message).with_label(one, "first here"),
            );
        }
    }

    /// Whether a key is that of a user context with a comment in it and nothing else.
    fn is_comment_only(&self, key: u32) -> bool {
        if self.stream.inside(key) != b"user-context" {
            return false;
        }
        let at = self.values.partition_point(|value| value.first < key + 2);
        let Some([context, only]) = self.values.get(at..).and_then(<[_]>::first_chunk) else {
            return false;
        };
        let member = super::duplicates::key_of(self.stream, *only);
        context.first == key + 2
            && only.parent as usize == at
            && only.next == context.next
            && member.is_some_and(|key| self.stream.inside(key) == b"comment")
    }

    fn extra_comma(&mut self, at: u32) {
        if let Some(span) = self.stream.span(at) {
            let message = "an extra comma: Kea warns that something may be missing here";
            self.diagnostics.push(Diagnostic::new(&rules::EXTRA_COMMA, span, message));
        }
    }

    fn complain(&mut self, at: u32, message: String) {
        self.complaints += 1;
        if self.complaints > COMPLAINTS {
            return;
        }
        if let Some(span) = self.stream.span(at) {
            let mut finding = Diagnostic::new(&rules::SYNTAX, span, message);
            let open = self.open.last().and_then(|open| self.values.get(*open as usize));
            if let Some(open) = open.and_then(|value| self.stream.span(value.first)) {
                finding = finding.with_label(open, "inside what is opened here");
            }
            self.diagnostics.push(finding);
        }
    }

    fn unexpected(&mut self, at: u32, kind: Kind) {
        let expected = match self.state {
            State::Root => "`{`",
            State::Done => "nothing more",
            State::MapFirst | State::MapKey => "a name in quotes or `}`",
            State::MapColon => "`:`",
            State::MapValue => "a value",
            State::MapNext => "`,` or `}`",
            State::ListFirst | State::ListItem => "a value or `]`",
            State::ListNext => "`,` or `]`",
        };
        let leading =
            matches!(self.state, State::MapFirst | State::ListFirst) && kind == Kind::Comma;
        if leading {
            // Nothing is lost: go on as if it were not there.
            self.complain(at, "a comma before the first entry".to_owned());
            return;
        }
        // What stands behind the document's value is said once, not token by token.
        if self.state != State::Done || !self.behind {
            self.complain(at, format!("{} where {expected} is expected", kind.name()));
        }
        self.behind |= self.state == State::Done;
        self.recover(at, kind);
    }

    fn recover(&mut self, at: u32, kind: Kind) {
        match (self.state, kind) {
            // A missing comma loses nothing.
            (State::MapNext, Kind::String) => self.state = State::MapColon,
            (State::ListNext, _) if kind.starts_value() => self.value(at, kind),
            (State::MapColon, Kind::Comma) | (State::MapValue, Kind::Comma) => {
                self.lost = true;
                self.state = State::MapKey;
            }
            (_, Kind::RBrace) => self.close_upto(at, true),
            (_, Kind::RBracket) => self.close_upto(at, false),
            // A value without a name, or where none belongs: kept in the tree without a key, so
            // that what is inside it is not mistaken for something else.
            _ if kind.starts_value() && self.state != State::Done => {
                self.lost = true;
                self.value(at, kind);
            }
            _ => self.lost = true,
        }
    }

    /// A closing token of the other kind, or at a bad place: closes what it can belong to.
    fn close_upto(&mut self, at: u32, map: bool) {
        self.lost = true;
        let some = if map { self.open_maps > 0 } else { self.open.len() > self.open_maps };
        if !some {
            return;
        }
        while let Some(open) = self.open.last().copied() {
            let fits = self.is_map(open) == map;
            self.close(if fits { at } else { NONE });
            if fits {
                return;
            }
        }
    }

    fn finish(&mut self) {
        match self.state {
            State::Done => {}
            State::Root => {
                self.lost = true;
                if self.complaints == 0 {
                    self.complain(self.stream.count(), "there is no JSON value in it".to_owned());
                }
            }
            _ => {
                self.lost = true;
                self.report_open();
            }
        }
        while !self.open.is_empty() {
            self.close(NONE);
        }
    }

    fn report_open(&mut self) {
        let Some(value) = self.open.last().and_then(|open| self.values.get(*open as usize)) else {
            return;
        };
        let closing = if self.stream.kind(value.first) == Kind::LBrace { "}" } else { "]" };
        let message = format!("the file ends before this is closed: `{closing}` is missing");
        if let (Some(open), Some(end)) =
            (self.stream.span(value.first), self.stream.span(self.stream.count()))
        {
            self.diagnostics.push(
                Diagnostic::new(&rules::SYNTAX, open, message)
                    .with_label(end, "the file ends here"),
            );
        }
    }
}
