//! What is said of servers, relationships, scopes and their differences.

use schemars::JsonSchema;
use serde::Serialize;

use super::{AloneRecord, SeenRecord, StockRecord, Time, UsageRecord};

/// How a relationship is doing, as far as can be told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// Nothing is wrong.
    #[default]
    Well,
    /// It works, and something will hurt after a failure.
    AtRisk,
    /// A side is not known: nothing is concluded.
    Unknown,
    /// It cannot work as it is.
    Broken,
}

/// One side of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SideRecord {
    /// The server, or what its partner calls it.
    pub server: String,
    /// The protocol state as the server names it; absent where only files were read.
    pub state: Option<String>,
    /// The same for narrow columns, in capitals where it is not well; absent for a state that this
    /// version does not know.
    pub label: Option<String>,
    /// Since when it is in that state, by the server's clock; where the server says so. dhcpd keeps that over its end: see
    /// `restarted`.
    pub since: Option<Time>,
    /// When its process was started, where that is later than `since`: it was not in that state all the time.
    pub restarted: Option<Time>,
    /// When the file was written last that the state is from, by its machine's clock; absent for what the server says now.
    pub as_of: Option<Time>,
    /// Where this comes from: `omapi`, `lease file`, `log`, `control channel`, `cmdlet`, `recorded`, `file`,
    /// `no state`, `not running` (its machine said so), `not read`, `not in the inventory`, `silent`, `ambiguous`.
    pub source: String,
    /// Why it is not known, or that it is what the server wrote down and why, or the only thing that is known.
    pub reason: Option<String>,
}

/// A server that could not be read, or of which a part was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct UnreadRecord {
    /// The server, or what its partner calls it.
    pub server: String,
    /// Why.
    pub reason: String,
    /// Relationships that could not be compared because of it; of one that was read in part those that it is seen to be in.
    pub relationships: Vec<String>,
    /// Whether it was read in part: what is shown of it is there, and what is not shown may be there all the same.
    pub partly: bool,
    /// Whether the inventory has it: then the answer is incomplete.
    pub managed: bool,
    /// Whether it is known not to run, by a word of its machine.
    pub stopped: bool,
    /// Whether it is not even certain which server it is: those that may be it, else empty.
    pub candidates: Vec<String>,
}

/// Document of `servers` and `server show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ServersDocument {
    /// `dhcpair.servers/1`.
    #[schemars(extend("const" = "dhcpair.servers/1"))]
    pub schema: &'static str,
    /// One row per server of the inventory.
    pub servers: Vec<ServerRow>,
}

/// One server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ServerRow {
    /// Its name.
    pub server: String,
    /// `isc`, `kea`, `windows`.
    pub vendor: String,
    /// The software's version, where known.
    pub version: Option<String>,
    /// How it is reached.
    pub access: String,
    /// Whether it could be read.
    pub read: bool,
    /// Why not.
    pub reason: Option<String>,
    /// Why a part of its files was not read, where the rest was: what is not shown of it may be there all the same.
    pub gap: Option<String>,
    /// Whether a program of it is known not to run.
    pub stopped: bool,
    /// Why the server itself told nothing, where it was to be asked: then its files are all that is known.
    pub unheard: Option<String>,
    /// What of it was used: `file`, `running` (the server itself), `both`, or `recording`; absent where it could not be read.
    pub seen: Option<&'static str>,
    /// When a recorded state was recorded.
    pub recorded: Option<Time>,
    /// Addresses and names its partner may know it by.
    pub addresses: Vec<String>,
    /// The files it was read from.
    pub files: Vec<String>,
    /// Scopes it has; absent where it was not read.
    pub scopes: Option<usize>,
    /// Relationships it is in, by id.
    pub relationships: Vec<String>,
    /// Why its own daemon would refuse the files or not start, with `file:line`.
    pub refused: Option<String>,
    /// Errors in its files and in what it runs, each once; those that a comment allows not counted.
    pub errors: usize,
    /// Warnings, counted in the same way.
    pub warnings: usize,
    /// What was found in its files and in what it runs, errors first; in `server show` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<FindingRecord>>,
}

/// Something found in a server's files, or in what it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FindingRecord {
    /// The rule.
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// `load`, `start`, `runtime` or `environment`.
    pub phase: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where: `file:line`, as the server names the file.
    pub at: Option<String>,
    /// What of the server it was found in: `file` for what is written, `running` for what it runs, `both`, or `recording` for what
    /// was recorded.
    pub source: &'static str,
}

/// Document of `relationships`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RelationshipsDocument {
    /// `dhcpair.relationships/1`.
    #[schemars(extend("const" = "dhcpair.relationships/1"))]
    pub schema: &'static str,
    /// One row per relationship.
    pub relationships: Vec<RelationshipRow>,
}

/// One relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RelationshipRow {
    /// Its id.
    pub relationship: String,
    /// `isc`, `kea`, `windows`.
    pub vendor: String,
    /// `v4` or `v6`.
    pub family: String,
    /// How the work is shared, where known.
    pub mode: Option<String>,
    /// How many scopes are in it.
    pub scopes: usize,
    /// The server that leads.
    pub primary: SideRecord,
    /// The server that follows.
    pub secondary: Option<SideRecord>,
    /// Servers that only receive lease updates.
    pub backups: Vec<SideRecord>,
}

/// Document of `relationship show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RelationshipDocument {
    /// `dhcpair.relationship/1`.
    #[schemars(extend("const" = "dhcpair.relationship/1"))]
    pub schema: &'static str,
    /// The relationship.
    pub relationship: RelationshipRow,
    /// What was seen of its sides, the primary first.
    pub sides: Vec<SeenRecord>,
    /// Its parameters, side by side; the first value is the primary's.
    pub parameters: Vec<ParameterRow>,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// How long its worst scope lasts if only one side were left.
    pub alone: AloneRecord,
    /// The addresses of its scopes, for each side that could be left; none where they are not known.
    pub headroom: Vec<StockRecord>,
    /// Its differences.
    pub drift: Vec<DifferenceRecord>,
    /// What is wrong with the two sides together although it does not differ.
    pub joint: Vec<JointRecord>,
}

/// Something that only both servers together show, and that is no difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct JointRecord {
    /// The rule.
    pub rule: &'static str,
    /// `error`, `warning` or `note`.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub fix: &'static str,
    /// The scopes it is about; empty where it is about the servers.
    pub scopes: Vec<String>,
    /// Where it is written: `server file:line`.
    pub at: Vec<String>,
}

/// One parameter of a relationship on both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ParameterRow {
    /// The vendor's own word.
    pub parameter: String,
    /// What the primary says; absent where it says nothing or was not read.
    pub primary: Option<String>,
    /// What the secondary says.
    pub secondary: Option<String>,
    /// Whether the two count as different: some must be opposite, others need not agree.
    pub differs: bool,
}

/// Document of `scopes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ScopesDocument {
    /// `dhcpair.scopes/1`.
    #[schemars(extend("const" = "dhcpair.scopes/1"))]
    pub schema: &'static str,
    /// One row per scope.
    pub scopes: Vec<ScopeRecord>,
    /// Servers that could not be read: what they have is missing here.
    pub unread: Vec<UnreadRecord>,
}

/// One scope and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ScopeRecord {
    /// The network.
    pub scope: String,
    /// `isc`, `kea`, `windows`.
    pub vendor: String,
    /// `single`, `failover`, `high-availability`, `split`, `uncoordinated`, `unknown`, or `none`
    /// where several servers have it and none hands out addresses.
    pub authority: String,
    /// How well it is looked after; in accord with `status` and `drift`.
    pub health: Health,
    /// The relationship, where there is one.
    pub relationship: Option<String>,
    /// The servers that have it.
    pub servers: Vec<String>,
    /// Members of the relationship that were read and do not have it.
    pub missing: Vec<String>,
    /// Members of the relationship that have it in another relationship.
    pub elsewhere: Vec<ElsewhereRecord>,
    /// Other relationships that its servers have pools of the same network in.
    pub also_in: Vec<String>,
    /// What each server hands out outside every relationship, where one of them has it in one.
    pub outside: Vec<OutsideRecord>,
    /// Servers and relationships that hand out the same addresses uncoordinated.
    pub rivals: Vec<String>,
    /// Members of the relationship that could not be read.
    pub unread: Vec<String>,
    /// Addresses handed out dynamically.
    pub addresses: String,
    /// How many of them are free and in use at each server, where it was asked; several of a server where it counts them
    /// apart.
    pub usage: Vec<UsageRecord>,
    /// Whether each server answers for it, in the order of `servers`.
    pub enabled: Vec<bool>,
    /// Whether addresses are handed out that no relationship protects.
    pub unprotected: bool,
    /// How many differences reach it; those that are meant do not count.
    pub drift: usize,
}

/// A server that has a scope in another relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ElsewhereRecord {
    /// The server.
    pub server: String,
    /// The relationship it has the scope in.
    pub relationship: String,
}

/// Addresses that a server hands out outside every relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OutsideRecord {
    /// The server.
    pub server: String,
    /// The addresses.
    pub addresses: String,
}

/// Document of `scope show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ScopeDocument {
    /// `dhcpair.scope/1`.
    #[schemars(extend("const" = "dhcpair.scope/1"))]
    pub schema: &'static str,
    /// The scope, once for each relationship or group of servers that has it.
    pub scopes: Vec<ScopeRecord>,
    /// What each server has of it.
    pub stances: Vec<SideStance>,
    /// Its differences.
    pub drift: Vec<DifferenceRecord>,
    /// What is wrong with it on the servers together although it does not differ.
    pub joint: Vec<JointRecord>,
}

/// What one server has of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SideStance {
    /// The server.
    pub server: String,
    /// Where it is written: `file:line`.
    pub at: Option<String>,
    /// Whether the server answers for it.
    pub enabled: bool,
    /// The shared network or superscope.
    pub network: Option<String>,
    /// Its pools.
    pub pools: Vec<PoolRecord>,
    /// Addresses that are never handed out.
    pub excluded: Vec<String>,
    /// Settings that apply, inherited ones and defaults included; secrets do not show.
    pub settings: Vec<SettingRecord>,
    /// Reservations in it.
    pub reservations: Vec<ReservationRecord>,
}

/// A setting that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SettingRecord {
    /// The vendor's own word.
    pub setting: String,
    /// Its value; `(secret)` for a secret.
    pub value: String,
    /// Whether dhcpair knows what the value means.
    pub understood: bool,
    /// Where it is written: `file:line`; absent for a default.
    pub at: Option<String>,
}

/// A pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PoolRecord {
    /// Its addresses or prefixes.
    pub addresses: String,
    /// The relationship it is in.
    pub relationship: Option<String>,
    /// Its own conditions and settings.
    pub settings: Vec<SettingRecord>,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ReservationRecord {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Addresses and prefixes.
    pub addresses: Vec<String>,
    /// What the client is recognised by.
    pub identifiers: Vec<(String, String)>,
}

/// Document of `drift`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DriftDocument {
    /// `dhcpair.drift/1`.
    #[schemars(extend("const" = "dhcpair.drift/1"))]
    pub schema: &'static str,
    /// Whether every side that the answer needs was read: files, and what runs of each server that the inventory gives a way to
    /// ask.
    pub complete: bool,
    /// What was compared of each server.
    pub compared: Vec<ComparedRecord>,
    /// The differences that count.
    pub drift: Vec<DifferenceRecord>,
    /// Differences that are meant: expected by the inventory, or each server naming itself.
    pub meant: Vec<DifferenceRecord>,
    /// What could not be compared.
    pub unread: Vec<UnreadRecord>,
    /// Entries of the inventory's `expected` list, and what they did.
    pub expected: Vec<ExpectedRecord>,
}

/// What was compared of one server for one address family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ComparedRecord {
    /// The server.
    pub server: String,
    /// `v4` or `v6`.
    pub family: String,
    /// `running` for what the server runs, `file` for what is written, `recording` for what was recorded.
    pub source: &'static str,
    /// Whether the server runs what its file says; absent where that is not known.
    pub loaded: Option<bool>,
    /// What of the server was to be seen and was not: `running` or `file`. Then the answer is incomplete.
    pub unseen: Option<&'static str>,
    /// Why the file stands in for what the server runs, or why there is no file to hold against it.
    pub reason: Option<String>,
    /// Why the server itself told nothing, where it was to be asked: it may not run.
    pub unheard: Option<String>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DifferenceRecord {
    /// Its name; usable in the inventory's `expected` list.
    pub path: String,
    /// The relationship, where it belongs to one.
    pub relationship: Option<String>,
    /// The thing that differs, for people: `scope 10.1.0.0/24, reservation printer-1`.
    pub thing: String,
    /// The field of it; absent where the thing itself is on one side only.
    pub field: Option<String>,
    /// The rule that stands for it.
    pub rule: String,
    /// What to do about it.
    pub fix: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What the inventory wants.
    pub desired: Option<String>,
    /// What each server says.
    pub sides: Vec<Stance>,
    /// The server that moved, where that can be told: away from what the inventory wants, or from what its file says and its
    /// partner does.
    pub moved: Option<String>,
    /// The scopes it reaches.
    pub scopes: Vec<String>,
    /// Why it is meant.
    pub reason: Option<String>,
    /// Whether the file it would be mended in is written by another tool.
    pub generated: Option<String>,
}

/// What one server says about something that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Stance {
    /// The server.
    pub server: String,
    /// What of it was compared, as in the list of what was: `running`, `file` or `recording`.
    pub source: &'static str,
    /// The value; `(there)` for a thing as a whole; absent where the server has nothing.
    pub value: Option<String>,
    /// Whether dhcpair knows what the value means; otherwise it was compared token by token.
    pub understood: bool,
    /// Where it is written: `file:line`.
    pub at: Option<String>,
}

/// What became of an entry of the `expected` list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ExpectedRecord {
    /// The entry's path.
    pub path: String,
    /// Its reason.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<String>,
    /// `covers`, `unused`, `expired`, or `unknown` where a server was not read.
    pub outcome: String,
    /// How many differences it covers.
    pub covers: usize,
}

impl ExpectedRecord {
    /// Whether the entry has outlived its difference or its day.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        matches!(self.outcome.as_str(), "unused" | "expired")
    }
}
