//! Diagnostics as documents for other programs: records for JSON, SARIF 2.1.0, JUnit.
//!
//! All of them are made from [`Record`]s, in which places are resolved to file, line and column and
//! control characters of paths and messages are written out.

mod junit;
mod sarif;
#[cfg(test)]
mod tests;

pub use junit::junit;
pub use sarif::sarif;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Label, Rule};
use crate::secret::escape_control;
use crate::source::{Sources, Span};

/// A place in a file, as people and editors count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct Location {
    /// The file's path as it was asked for.
    pub file: String,
    /// First line, from 1.
    pub line: u32,
    /// First column in characters, from 1.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// One behind the last column.
    pub end_column: u32,
    /// What this place has to do with it; empty for the main place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
}

impl Location {
    /// Resolves a span.
    #[must_use]
    pub fn of(sources: &Sources, span: Span) -> Self {
        let (line, column) = characters(sources, span, span.start);
        let (end_line, end_column) = characters(sources, span, span.end.max(span.start));
        let file = escape_control(&sources.path(span.file).to_string_lossy());
        Self { file, line, column, end_line, end_column, label: String::new() }
    }
}

/// Line and column, the column in characters.
fn characters(sources: &Sources, span: Span, at: u32) -> (u32, u32) {
    let position = sources.position(Span { start: at, ..span });
    let start = at - (position.column - 1);
    let before = sources.text(Span::new(span.file, start, at));
    (position.line, u32::try_from(before.chars().count()).unwrap_or(u32::MAX - 1) + 1)
}

/// One diagnostic with everything resolved: the JSON form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// Rule id.
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// `load`, `start`, `runtime`, `pair` or `environment`.
    pub phase: &'static str,
    /// What is wrong.
    pub message: String,
    /// The main place first.
    pub locations: Vec<Location>,
    /// What to do.
    pub help: String,
    /// The rule with its texts.
    #[serde(skip)]
    pub about: &'static Rule,
}

impl Record {
    /// Resolves a diagnostic.
    #[must_use]
    pub fn of(sources: &Sources, diagnostic: &Diagnostic) -> Self {
        let place = |label: &Label| Location {
            label: escape_control(&label.text),
            ..Location::of(sources, label.span)
        };
        Self {
            rule: diagnostic.rule.id,
            severity: diagnostic.severity.as_str(),
            phase: diagnostic.phase.as_str(),
            message: escape_control(&diagnostic.message),
            locations: diagnostic.labels.iter().map(place).collect(),
            help: escape_control(diagnostic.help.as_deref().unwrap_or(diagnostic.rule.fix)),
            about: diagnostic.rule,
        }
    }
}
