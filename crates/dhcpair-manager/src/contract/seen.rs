//! What is known of one side of a relationship from looking at it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Time;

/// One side of a relationship as it was seen running. Everything is absent that was not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SeenRecord {
    /// The server.
    pub server: String,
    /// For how many seconds it has been in its state without a break: at most since its process was started.
    pub state_seconds: Option<i64>,
    /// For how many seconds nothing was written into the file that the state is from; absent for what the server says now.
    pub written_seconds: Option<i64>,
    /// Why the state is not from the server itself, where that was asked.
    pub instead: Option<String>,
    /// The state in which it takes its partner to be: the last one that it heard of.
    pub partner_state: Option<String>,
    /// Since when, by its own clock.
    pub partner_since: Option<Time>,
    /// Whether it is in touch with its partner, where it says so.
    pub in_touch: Option<bool>,
    /// How many seconds ago it heard of its partner last, where it says so.
    pub heard_seconds: Option<i64>,
    /// How far its clock is ahead of that of the one who looks, in milliseconds; below 0 where it is behind.
    pub clock_ahead_milliseconds: Option<i64>,
    /// How far the true value may be from that, to either side.
    pub clock_within_milliseconds: Option<i64>,
    /// When its process was started, by its own clock.
    pub started: Option<Time>,
    /// When it was looked at, by the clock of the one who looks.
    pub looked_at: Option<Time>,
    /// How many seconds ago that was.
    pub age_seconds: Option<i64>,
}
