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
    /// Hosts that could not be looked at or have no server, and servers in it that could not be read as a whole.
    pub unread: Vec<InitUnread>,
}

/// A host, or a server in the inventory, of which not all was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct InitUnread {
    /// The host as it was named, or the server.
    pub name: String,
    /// Whether it is a host that has no entry.
    pub host: bool,
    /// Why.
    pub reason: String,
    /// What to do about it; of hosts.
    pub next: Option<String>,
}
