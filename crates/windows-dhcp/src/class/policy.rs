//! Policies: which clients get other addresses, options or lease times.

use serde::{Deserialize, Serialize};

use super::{DnsSetting, OptionValue};
use crate::enumeration::{enumeration, number};
use crate::record::{Recorded, Records};
use crate::scalar::{Address4, TimeSpan};

enumeration! {
    /// How the conditions of a policy are combined; numbers of `DHCP_POL_LOGIC_OPER`.
    pub enum Condition {
        /// All of them.
        And = 1,
        /// Any of them.
        Or = 0,
    }
}

/// A policy of the server or of a scope (`Get-DhcpServerv4Policy`).
///
/// A match list holds an operator (`EQ`, `NE`) in front of the values it is for, and may change the
/// operator in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Policy", rename_all = "PascalCase")]
pub struct Policy {
    /// Name, unique on its level.
    pub name: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The scope it is limited to; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// Whether it is applied.
    pub enabled: bool,
    /// How its match lists are combined.
    pub condition: Condition,
    /// Position among the policies of its level, from 1; the first that matches a client wins.
    pub processing_order: u16,
    /// Vendor classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vendor_class: Vec<String>,
    /// User classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub user_class: Vec<String>,
    /// Hardware addresses; `*` at the end stands for the rest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mac_address: Vec<String>,
    /// Client identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub client_id: Vec<String>,
    /// Relay agent information (option 82) as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relay_agent: Vec<String>,
    /// Its circuit ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub circuit_id: Vec<String>,
    /// Its remote ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remote_id: Vec<String>,
    /// Its subscriber ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subscriber_id: Vec<String>,
    /// Lease time for its clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease_duration: Option<TimeSpan>,
    /// Fully qualified names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fqdn: Vec<String>,
    /// Addresses for its clients (`Get-DhcpServerv4PolicyIPRange`); none for the whole scope.
    #[serde(rename = "ranges")]
    pub ranges: Records<PolicyRange>,
    /// Options for its clients (`Get-DhcpServerv4OptionValue -PolicyName`).
    #[serde(rename = "options")]
    pub options: Records<OptionValue>,
    /// Dynamic DNS for its clients (`Get-DhcpServerv4DnsSetting -PolicyName`).
    #[serde(rename = "dns-setting", default, skip_serializing_if = "Option::is_none")]
    pub dns_setting: Option<Recorded<DnsSetting>>,
}

/// Addresses for the clients of a policy (`Get-DhcpServerv4PolicyIPRange`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4PolicyIPRange", rename_all = "PascalCase")]
pub struct PolicyRange {
    /// The policy; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// First address.
    pub start_range: Address4,
    /// Last address.
    pub end_range: Address4,
}
