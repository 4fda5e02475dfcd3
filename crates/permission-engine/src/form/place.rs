//! Where in a text something is wrong.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::rule::Rule;

/// A place in the text of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A line and a column, both counted from 1.
    Line {
        /// The line.
        line: usize,
        /// The column, in characters.
        column: usize,
    },
    /// A JSON Pointer (RFC 6901), for instance `/roles/Editors/allow/2`.
    Pointer(String),
}

impl fmt::Display for Place {
    /// `12:7`, or the pointer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column } => write!(f, "{line}:{column}"),
            Self::Pointer(pointer) => f.write_str(pointer),
        }
    }
}

/// Why a text is not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct FormError {
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) rule: Option<Rule>,
}

impl FormError {
    /// Where it is wrong.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The rule of the access model it is against, where it is one.
    #[must_use]
    pub const fn rule(&self) -> Option<Rule> {
        self.rule
    }

    /// A stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "access-policy-invalid"
    }
}

/// One step from the root of a policy to a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    /// Into a table, by key.
    Key(&'a str),
    /// Into a list, by index.
    Item(usize),
}

/// The form a text is in, for saying where something is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Text<'a> {
    Toml(&'a str),
    Json,
}

impl Text<'_> {
    /// The place a path leads to, or as far as it leads.
    pub(super) fn place(self, path: &[Step<'_>]) -> Place {
        match self {
            Self::Toml(text) => line(text, toml_offset(text, path).unwrap_or(0)),
            Self::Json => Place::Pointer(path.iter().map(pointer_step).collect()),
        }
    }
}

/// Line and column of a byte offset.
pub(super) fn line(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    Place::Line { line, column }
}

fn pointer_step(step: &Step<'_>) -> String {
    match step {
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Item(at) => format!("/{at}"),
    }
}

/// Where a path leads in a TOML text. Only errors need it, so the text is parsed a second time.
fn toml_offset(text: &str, path: &[Step<'_>]) -> Option<usize> {
    let root = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_first()?;
    let Step::Key(first) = first else { return None };
    let (key, mut value) = entry(root.get_ref(), first)?;
    let mut at = key;
    for step in rest {
        match (value.get_ref(), step) {
            (DeValue::Table(table), Step::Key(key)) => {
                let Some((key, below)) = entry(table, key) else { break };
                (at, value) = (key, below);
            }
            (DeValue::Array(array), Step::Item(item)) => {
                let Some(below) = array.get(*item) else { break };
                (at, value) = (below.span().start, below);
            }
            _ => break,
        }
    }
    Some(at)
}

/// The place of a key, and its value.
fn entry<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<(usize, &'t Spanned<DeValue<'i>>)> {
    let (known, value) = table.get_key_value(key)?;
    Some((known.span().start, value))
}
