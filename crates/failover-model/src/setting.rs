//! Settings, where they are written, and what applies in the end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use config_text::{Fingerprint, Span, mask_credentials};

/// A setting's value in canonical form: two spellings that mean the same to the server are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Canonical text.
    Text(Arc<str>),
    /// A statement without a typed view, compared token by token.
    NotUnderstood(Arc<str>),
    /// A secret: compares, never shows.
    Secret(Fingerprint),
}

impl Value {
    /// Canonical text.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }
}

/// The credentials of a URL do not show, whatever the value is.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) | Self::NotUnderstood(text) => f.write_str(&mask_credentials(text)),
            Self::Secret(secret) => secret.fmt(f),
        }
    }
}

/// One setting as it is written in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Canonical name, the vendor's own word: `option routers`, `valid-lifetime`, `LeaseDuration`.
    pub key: Arc<str>,
    /// Canonical value.
    pub value: Value,
    /// Where it is written; `None` for values that no text holds.
    pub span: Option<Span>,
    /// Executable statements run one after the other instead of replacing each other.
    pub accumulates: bool,
}

impl Setting {
    /// A setting that replaces what is inherited.
    #[must_use]
    pub fn new(key: impl Into<Arc<str>>, value: impl Into<Arc<str>>, span: Option<Span>) -> Self {
        Self { key: key.into(), value: Value::text(value), span, accumulates: false }
    }
}

/// A place in which settings are written, by its index in [`crate::ServerConfig`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextIx(pub(crate) u32);

/// How far out a setting is written. Ordered from the outermost to the innermost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole server.
    Server,
    /// A group without meaning of its own.
    Group,
    /// A shared network (superscope).
    Network(Arc<str>),
    /// A scope.
    Scope,
    /// A pool.
    Pool,
    /// A reservation.
    Reservation,
    /// The body of a class or another definition.
    Definition,
}

/// A place in which settings are written, and the place it inherits from.
#[derive(Debug, Clone)]
pub struct Context {
    /// What it inherits from; the server's own context has none.
    pub parent: Option<ContextIx>,
    /// What it is.
    pub level: Level,
    /// Its settings in written order; of two with the same key the later one counts.
    pub settings: Vec<Setting>,
}

/// The settings that apply somewhere, each with the level it is written at.
#[derive(Debug, Default)]
pub struct Effective<'a> {
    /// By key: the one that replaces all others.
    pub single: BTreeMap<&'a str, (&'a Setting, &'a Level)>,
    /// Executable statements, outermost first, in written order.
    pub sequence: Vec<(&'a Setting, &'a Level)>,
}

impl<'a> Effective<'a> {
    /// Lays the settings of an inner context over what is there.
    pub(crate) fn overlay(&mut self, context: &'a Context) {
        for setting in &context.settings {
            if setting.accumulates {
                self.sequence.push((setting, &context.level));
            } else {
                self.single.insert(&setting.key, (setting, &context.level));
            }
        }
    }
}
