//! What is said of files.

use config_text::report::Record;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether the server would take a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// No reason was found why it would not.
    Accepted,
    /// It would not.
    Rejected,
    /// It cannot be told: something it needs could not be read.
    Unknown,
}

/// Document of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckDocument {
    /// `dhcpair.check/1`.
    #[schemars(extend("const" = "dhcpair.check/1"))]
    pub schema: &'static str,
    /// The files, in the order in which they were named.
    pub files: Vec<CheckedFile>,
    /// What only both halves of a pair show.
    pub pair: Vec<Record>,
    /// Counts.
    pub summary: CheckSummary,
}

/// One checked file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckedFile {
    /// The path as it was named.
    pub file: String,
    /// `isc`, `isc6`, `kea4`, `kea6`, `windows`.
    pub format: String,
    /// Whether its server would take it.
    pub server_verdict: Verdict,
    /// Why it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
    /// What was found.
    pub diagnostics: Vec<Record>,
}

/// Counts of a check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CheckSummary {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// Document of `check --explain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ExplainDocument {
    /// `dhcpair.rules/1`.
    #[schemars(extend("const" = "dhcpair.rules/1"))]
    pub schema: &'static str,
    /// The rules asked for.
    pub rules: Vec<RulePage>,
}

/// The page of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RulePage {
    /// Its id.
    pub rule: &'static str,
    /// When it shows.
    pub phase: &'static str,
    /// Its level.
    pub severity: &'static str,
    /// When it fires.
    pub summary: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to write instead.
    pub fix: &'static str,
}
