//! What is written for files.

use schemars::JsonSchema;
use serde::Serialize;

/// Document of `init`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct InitDocument {
    /// `dhcpair.init/1`.
    #[schemars(extend("const" = "dhcpair.init/1"))]
    pub schema: &'static str,
    /// The text of the inventory.
    pub inventory: String,
    /// Servers in it that could not be read as a whole, and why.
    pub unread: Vec<(String, String)>,
}
