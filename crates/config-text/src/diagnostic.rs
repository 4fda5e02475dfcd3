//! What is wrong with a file, in a form that every output can use.

use std::fmt;

use crate::source::Span;

/// When a problem shows: decides who would have noticed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The server refuses the file.
    Load,
    /// The file loads, but the server will not start or not serve.
    Start,
    /// The server works, and it hurts.
    Runtime,
    /// Only both halves of a pair show it.
    Pair,
    /// It needs more than the configuration: state, clocks, other hosts.
    Environment,
}

impl Phase {
    /// The word used in output and in rule tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Start => "start",
            Self::Runtime => "runtime",
            Self::Pair => "pair",
            Self::Environment => "environment",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How bad it is. Ordered: [`Severity::Error`] is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Note,
    /// Hurts after a failure, or surprises.
    Warning,
    /// Service lost, duplicate addresses, NAKs, or the server refuses the file.
    Error,
}

impl Severity {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A lint rule: its stable name and its page.
///
/// Rules are `static` items beside the code that fires them; each format crate lists its own in
/// one `RULES` slice, from which `--explain` and the pages under `docs/rules` are made.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, for instance `isc-peer-no-pool`.
    pub id: &'static str,
    /// When the problem shows.
    pub phase: Phase,
    /// Level unless the inventory or the diagnostic says otherwise.
    pub severity: Severity,
    /// One line: when the rule fires.
    pub summary: &'static str,
    /// Why it matters, in one or more sentences.
    pub why: &'static str,
    /// What to write instead.
    pub fix: &'static str,
}

/// A place in the text and what it has to do with the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words; may be empty for the primary place.
    pub text: String,
}

/// One problem, with the rule that found it and the places it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// Level of this finding; the rule's own unless it depends on the case.
    pub severity: Severity,
    /// Phase of this finding; the rule's own unless it depends on the case.
    pub phase: Phase,
    /// Lower case, inputs in backticks, no full stop, never a secret.
    pub message: String,
    /// The primary place first. Empty where no text is to blame.
    pub labels: Vec<Label>,
    /// What to do about this very case; the rule's `fix` is the general form.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of `rule` at `span`.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        let labels = vec![Label { span, text: String::new() }];
        Self { labels, ..Self::without_place(rule, message) }
    }

    /// A finding that no place in a text is to blame for.
    #[must_use]
    pub fn without_place(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            phase: rule.phase,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Adds a second place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do in this case.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Changes the level for this finding.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Changes the phase for this finding.
    #[must_use]
    pub fn with_phase(mut self, phase: Phase) -> Self {
        self.phase = phase;
        self
    }

    /// The primary place.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}
