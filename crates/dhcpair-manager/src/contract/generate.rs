//! What is written for a relationship that is to be made.

use schemars::JsonSchema;
use serde::Serialize;

/// Document of `generate windows`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct GenerateDocument {
    /// `dhcpair.generate/1`.
    #[schemars(extend("const" = "dhcpair.generate/1"))]
    pub schema: &'static str,
    /// The script. It has no secret.
    pub script: String,
    /// What it needs where it is run, a sentence each.
    pub needs: &'static [&'static str],
}
