//! Scopes with what belongs to them.

use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};

use super::{
    ClientType, DnsSetting, Lease, OptionValue, Policy, Reservation, ScopeStatistics, yes,
};
use crate::enumeration::{enumeration, number};
use crate::record::{Recorded, Records};
use crate::scalar::{Address4, TimeSpan};

enumeration! {
    /// Whether a scope is served; numbers of `DHCP_SUBNET_STATE`.
    pub enum ScopeState {
        /// Served.
        Active = 0,
        /// Not served.
        Inactive = 1,
    }
}

/// A scope (`Get-DhcpServerv4Scope`).
///
/// A superscope is nothing but the name that its scopes share, so there is no list of superscopes
/// beside this one that could say something else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Scope", rename_all = "PascalCase")]
pub struct Scope {
    /// Network address; names the scope.
    pub scope_id: Address4,
    /// Name.
    pub name: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Mask of the network.
    pub subnet_mask: Address4,
    /// First address that is handed out.
    pub start_range: Address4,
    /// Last address that is handed out.
    pub end_range: Address4,
    /// Superscope it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superscope_name: Option<String>,
    /// Lease time.
    pub lease_duration: TimeSpan,
    /// Profile of network access protection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nap_profile: Option<String>,
    /// Whether network access protection is on.
    #[serde(default)]
    pub nap_enable: bool,
    /// Milliseconds by which offers are held back.
    #[serde(default)]
    pub delay: u16,
    /// Whether it is served.
    pub state: ScopeState,
    /// Protocols it is for.
    #[serde(rename = "Type", default = "dhcp")]
    pub kind: ClientType,
    /// How many BOOTP clients it takes; 4294967295 is any number.
    #[serde(default = "any_number")]
    pub max_bootp_clients: u32,
    /// Whether its policies are applied.
    #[serde(default = "yes")]
    pub activate_policies: bool,
    /// Addresses of the range that are not handed out (`Get-DhcpServerv4ExclusionRange`).
    #[serde(rename = "exclusions")]
    pub exclusions: Records<ExclusionRange>,
    /// Its reservations.
    #[serde(rename = "reservations")]
    pub reservations: Records<Reservation>,
    /// Its options (`Get-DhcpServerv4OptionValue -ScopeId`).
    #[serde(rename = "options")]
    pub options: Records<OptionValue>,
    /// Its policies.
    #[serde(rename = "policies")]
    pub policies: Records<Policy>,
    /// Its dynamic DNS (`Get-DhcpServerv4DnsSetting -ScopeId`); left away where it follows the server.
    #[serde(rename = "dns-setting", default, skip_serializing_if = "Option::is_none")]
    pub dns_setting: Option<Recorded<DnsSetting>>,
    /// Its utilisation when the state was recorded.
    #[serde(rename = "statistics", default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Recorded<ScopeStatistics>>,
    /// Its leases when the state was recorded (`Get-DhcpServerv4Lease -AllLeases`); left away where
    /// nobody asked for them.
    #[serde(rename = "leases", default, skip_serializing_if = "Option::is_none")]
    pub leases: Option<Records<Lease>>,
}

impl Scope {
    /// The network, where `SubnetMask` is a mask and `ScopeId` its network address.
    #[must_use]
    pub fn network(&self) -> Option<Ipv4Net> {
        let net = Ipv4Net::with_netmask(self.scope_id.0, self.subnet_mask.0).ok()?;
        (net.network() == self.scope_id.0).then_some(net)
    }
}

const fn dhcp() -> ClientType {
    ClientType::Dhcp
}

const fn any_number() -> u32 {
    u32::MAX
}

/// Addresses of a scope's range that are not handed out (`Get-DhcpServerv4ExclusionRange`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4ExclusionRange", rename_all = "PascalCase")]
pub struct ExclusionRange {
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope_id: Option<Address4>,
    /// First address.
    pub start_range: Address4,
    /// Last address.
    pub end_range: Address4,
}
