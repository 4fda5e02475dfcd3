//! Why a record cannot be read.

use std::fmt;

use config_text::Span;
use serde::de::{self, Expected, Unexpected};

/// What kind of problem it is; decides the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    /// A property that every such record has is not there.
    Missing,
    /// A value is of the wrong type or form.
    Value,
    /// A property stands twice in one object.
    Twice,
}

/// A problem and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) kind: ProblemKind,
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
    /// Whether the message already says which property it is about.
    named: bool,
}

impl Problem {
    fn new(kind: ProblemKind, message: String) -> Self {
        Self { kind, message, span: None, named: kind != ProblemKind::Value }
    }

    pub(super) fn value(message: impl Into<String>) -> Self {
        Self::new(ProblemKind::Value, message.into())
    }

    /// Gives it a place, unless a more exact one is known.
    #[must_use]
    pub(super) fn placed(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// Says which property it is about, unless that has been said.
    #[must_use]
    pub(super) fn of_property(mut self, name: &str) -> Self {
        if !self.named {
            self.message = format!("`{name}`: {}", self.message);
            self.named = true;
        }
        self
    }

    /// Says which class lacks a property.
    #[must_use]
    pub(super) fn in_class(mut self, class: &str) -> Self {
        if self.span.is_none() && self.kind == ProblemKind::Missing {
            self.message = format!("{} from this `{class}`", self.message);
        }
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::value(message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::value(format!("expected {expected}, found {}", words(found)))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(ProblemKind::Missing, format!("`{field}` is missing"))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(ProblemKind::Twice, format!("`{field}` stands twice in one object"))
    }
}

/// What was found, in the words of JSON.
fn words(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(flag) => format!("`{flag}`"),
        Unexpected::Unsigned(number) => format!("the number {number}"),
        Unexpected::Signed(number) => format!("the number {number}"),
        Unexpected::Float(number) => format!("the number {number}"),
        Unexpected::Str(text) => format!("the text `{text}`"),
        Unexpected::Unit | Unexpected::Option => "null".to_owned(),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "an object".to_owned(),
        _ => "something else".to_owned(),
    }
}
