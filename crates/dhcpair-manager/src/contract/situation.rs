//! What is said of the state of a pair.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Health, RelationshipRow};

/// Document of `explain`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SituationDocument {
    /// `dhcpair.explain/1`.
    #[schemars(extend("const" = "dhcpair.explain/1"))]
    pub schema: &'static str,
    /// The relationship.
    pub relationship: RelationshipRow,
    /// What it is in, as a stable word: `isc-partner-down`; `states-well` where it is well by its states, and not by what else
    /// was found.
    pub situation: &'static str,
    /// How that is to be taken: as on the first screen; `unknown` also where no state was seen.
    pub health: Health,
    /// One line on it.
    pub headline: String,
    /// What each side says, since when, and where that was read.
    pub says: Vec<String>,
    /// Who answers clients now.
    pub serving: Vec<String>,
    /// What happens if nobody acts.
    pub unattended: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// What not to do.
    pub avoid: Vec<String>,
    /// The guard rails that hold in it, by the ids of `docs/guard-rails.md`.
    pub guards: &'static [&'static str],
}
