//! What is said on the first screen.

use schemars::JsonSchema;
use serde::Serialize;

use super::{AloneRecord, ExitCode, ExpectedRecord, Health, SideRecord, Time, UnreadRecord};

/// Document of `status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StatusDocument {
    /// `dhcpair.status/1`.
    #[schemars(extend("const" = "dhcpair.status/1"))]
    pub schema: &'static str,
    /// Name of the fleet.
    pub name: String,
    /// When it was looked at.
    pub at: Time,
    /// Counts for the head of the screen.
    pub summary: StatusSummary,
    /// One row per relationship, the worst first.
    pub relationships: Vec<StatusRow>,
    /// Servers that could not be read.
    pub unread: Vec<UnreadRecord>,
    /// Entries of the inventory's `expected` list that no longer hold.
    pub expected: Vec<ExpectedRecord>,
    /// Servers that were to be seen and were not, with what they said last; only while somebody watches.
    pub silent: Vec<SilentRecord>,
}

/// A server that is not seen at present, by a watch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SilentRecord {
    /// The server.
    pub server: String,
    /// When it was seen last; absent where this watch has not seen it.
    pub seen: Option<Time>,
    /// The same, or when this watch looked for it first.
    pub since: Time,
    /// How many looks were in vain.
    pub looks: u32,
    /// What it said when it was seen last.
    pub told: Vec<ToldRecord>,
    /// `any-observation-stale` where more than three looks were in vain.
    pub rule: Option<&'static str>,
}

/// What a server said of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ToldRecord {
    /// The relationship.
    pub relationship: String,
    /// Its state there, as the server names it.
    pub state: String,
}

impl StatusDocument {
    /// Servers that do not run and are in no relationship that was seen.
    pub fn lost(&self) -> impl Iterator<Item = &UnreadRecord> {
        let lost = |one: &&UnreadRecord| one.stopped && !one.partly && one.relationships.is_empty();
        self.unread.iter().filter(lost)
    }

    /// What `status --exit-code` ends with: [`ExitCode::Findings`] where a relationship is not well, addresses are handed
    /// out twice or a server does not run, else [`ExitCode::Incomplete`] where a side or a server was not seen.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        let StatusSummary { broken, at_risk, unknown, uncoordinated, .. } = self.summary;
        if broken + at_risk + uncoordinated + self.lost().count() > 0 {
            ExitCode::Findings
        } else if unknown > 0 || self.unread.iter().any(|one| one.managed) {
            ExitCode::Incomplete
        } else {
            ExitCode::Done
        }
    }
}

/// Counts for the head of the status screen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StatusSummary {
    /// Servers in the inventory.
    pub servers: usize,
    /// Relationships found.
    pub relationships: usize,
    /// Relationships that cannot work as they are.
    pub broken: usize,
    /// Relationships with something that will hurt.
    pub at_risk: usize,
    /// Relationships with a side that is not known.
    pub unknown: usize,
    /// Relationships with nothing wrong.
    pub well: usize,
    /// Differences, all relationships together; expected and by-design ones not counted.
    pub drift: usize,
    /// Scopes that hand out addresses in no relationship, all of theirs or a part.
    pub unprotected: usize,
    /// Those of them that are in a relationship with the other part.
    pub partly_unprotected: usize,
    /// Scopes of which several servers hand out the same addresses without knowing of each other.
    pub uncoordinated: usize,
}

/// One relationship on the status screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StatusRow {
    /// The relationship's id.
    pub relationship: String,
    /// `isc`, `kea`, `windows`.
    pub vendor: String,
    /// `v4` or `v6`.
    pub family: String,
    /// `load balance`, `hot standby`, `passive backup`, where known.
    pub mode: Option<String>,
    /// How it is doing.
    pub health: Health,
    /// The server that leads.
    pub primary: SideRecord,
    /// The server that follows.
    pub secondary: Option<SideRecord>,
    /// Since when the states are what they are without a break, as far as the starts of the processes are known; absent where
    /// no side says so.
    pub since: Option<Time>,
    /// The same in seconds before the look.
    pub seconds: Option<i64>,
    /// How long its worst scope lasts if only one side were left.
    pub alone: AloneRecord,
    /// How many scopes are in it.
    pub scopes: usize,
    /// How many differences count as drift; absent where the two sides could not be compared.
    pub drift: Option<usize>,
    /// Errors that only the two sides together show, differences included.
    pub pair_errors: usize,
    /// One line on what is wrong.
    pub detail: Option<String>,
    /// The one next command.
    pub next: Option<String>,
}
