//! DHCPv6. Windows has no failover for it: these are recorded so that scopes can be listed.

use serde::{Deserialize, Serialize};

use super::{AddressState, ClassType, DynamicUpdates};
use crate::enumeration::{enumeration, number};
use crate::record::{Recorded, Records};
use crate::scalar::{Address6, TimeSpan};

enumeration! {
    /// Whether a scope is served; spelled otherwise than in DHCPv4.
    pub enum ScopeState6 {
        /// Served.
        Active,
        /// Not served.
        InActive,
    }
}

enumeration! {
    /// Type of an option's values; numbers of `DHCP_OPTION_DATA_TYPE`.
    pub enum OptionType6 {
        /// 8 bits.
        Byte = 0,
        /// 16 bits.
        Word = 1,
        /// 32 bits.
        DWord = 2,
        /// 64 bits.
        DWordDWord = 3,
        /// An IPv4 address.
        IPv4Address = 4,
        /// Characters.
        String = 5,
        /// Bytes.
        BinaryData = 6,
        /// Bytes that hold options of their own.
        EncapsulatedData = 7,
        /// An IPv6 address.
        IPv6Address = 8,
    }
}

enumeration! {
    /// The same for definitions, which spell one of them otherwise.
    pub enum OptionDefinitionType6 {
        /// 8 bits.
        Byte = 0,
        /// 16 bits.
        Word = 1,
        /// 32 bits.
        DWord = 2,
        /// 64 bits.
        DWordDWord = 3,
        /// An IPv4 address.
        IPv4Address = 4,
        /// Characters.
        StringData = 5,
        /// Bytes.
        BinaryData = 6,
        /// Bytes that hold options of their own.
        EncapsulatedData = 7,
        /// An IPv6 address.
        IPv6Address = 8,
    }
}

/// A scope (`Get-DhcpServerv6Scope`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6Scope", rename_all = "PascalCase")]
pub struct Scope6 {
    /// Prefix; names the scope.
    pub prefix: Address6,
    /// Name.
    pub name: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Preference told to clients.
    #[serde(default)]
    pub preference: u16,
    /// How long addresses are preferred.
    pub preferred_lifetime: TimeSpan,
    /// Length of the prefix.
    #[serde(default = "sixty_four")]
    pub prefix_length: u32,
    /// Whether it is served.
    pub state: ScopeState6,
    /// When clients renew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t1: Option<TimeSpan>,
    /// When clients rebind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t2: Option<TimeSpan>,
    /// How long addresses are valid.
    pub valid_lifetime: TimeSpan,
    /// Addresses that are not handed out (`Get-DhcpServerv6ExclusionRange`).
    #[serde(rename = "exclusions")]
    pub exclusions: Records<ExclusionRange6>,
    /// Its reservations.
    #[serde(rename = "reservations")]
    pub reservations: Records<Reservation6>,
    /// Its options (`Get-DhcpServerv6OptionValue -Prefix`).
    #[serde(rename = "options")]
    pub options: Records<OptionValue6>,
    /// Its dynamic DNS (`Get-DhcpServerv6DnsSetting -Prefix`).
    #[serde(rename = "dns-setting", default, skip_serializing_if = "Option::is_none")]
    pub dns_setting: Option<Recorded<DnsSetting6>>,
    /// Stateless clients (`Get-DhcpServerv6StatelessStore -Prefix`).
    #[serde(rename = "stateless-store", default, skip_serializing_if = "Option::is_none")]
    pub stateless_store: Option<Recorded<StatelessStore>>,
    /// Its utilisation when the state was recorded.
    #[serde(rename = "statistics", default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Recorded<ScopeStatistics6>>,
}

/// Windows has no other length.
const fn sixty_four() -> u32 {
    64
}

/// Addresses that are not handed out (`Get-DhcpServerv6ExclusionRange`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6ExclusionRange", rename_all = "PascalCase")]
pub struct ExclusionRange6 {
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Address6>,
    /// First address.
    pub start_range: Address6,
    /// Last address.
    pub end_range: Address6,
}

/// An address kept for one client (`Get-DhcpServerv6Reservation -Prefix`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6Reservation", rename_all = "PascalCase")]
pub struct Reservation6 {
    /// Which of the client's associations it is for.
    pub iaid: u32,
    /// The client's DUID.
    pub client_duid: String,
    /// The address.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address6,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Address6>,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the client has it at the moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_state: Option<AddressState>,
    /// Options for this client (`Get-DhcpServerv6OptionValue -ReservedIP`).
    #[serde(rename = "options")]
    pub options: Records<OptionValue6>,
}

/// A value set for an option (`Get-DhcpServerv6OptionValue`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6OptionValue", rename_all = "PascalCase")]
pub struct OptionValue6 {
    /// Number of the option.
    pub option_id: u32,
    /// Type, as its definition has it.
    #[serde(rename = "Type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OptionType6>,
    /// User class it is limited to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_class: Option<String>,
    /// Vendor class it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_class: Option<String>,
    /// Values, always as text; their order counts.
    pub value: Vec<String>,
    /// Name, as its definition has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What an option is (`Get-DhcpServerv6OptionDefinition`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6OptionDefinition", rename_all = "PascalCase")]
pub struct OptionDefinition6 {
    /// Number of the option.
    pub option_id: u32,
    /// Name.
    pub name: String,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Vendor class it belongs to; none for the standard options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_class: Option<String>,
    /// Whether it holds several values.
    pub multi_valued: bool,
    /// Type of its values.
    #[serde(rename = "Type")]
    pub kind: OptionDefinitionType6,
    /// Values proposed when the option is set, as text.
    #[serde(default)]
    pub default_value: Vec<String>,
}

/// A vendor or user class (`Get-DhcpServerv6Class`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6Class", rename_all = "PascalCase")]
pub struct Class6 {
    /// Name.
    pub name: String,
    /// What it groups clients by.
    #[serde(rename = "Type")]
    pub kind: ClassType,
    /// What the client sends.
    pub data: String,
    /// Enterprise number of the vendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor_id: Option<u32>,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Dynamic DNS (`Get-DhcpServerv6DnsSetting`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6DnsSetting", rename_all = "PascalCase")]
pub struct DnsSetting6 {
    /// When records are written.
    pub dynamic_updates: DynamicUpdates,
    /// Whether records are removed when the lease ends.
    #[serde(rename = "DeleteDnsRROnLeaseExpiry")]
    pub delete_dns_rr_on_lease_expiry: bool,
    /// Whether a name that somebody else holds is left alone.
    pub name_protection: bool,
}

/// An interface the server can listen on (`Get-DhcpServerv6Binding`). A server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6Binding", rename_all = "PascalCase")]
pub struct Binding6 {
    /// Name of the interface.
    pub interface_alias: String,
    /// Whether the server listens there.
    pub binding_state: bool,
    /// Id of the interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface_guid: Option<String>,
    /// Address of the interface.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address6,
    /// Number of the interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface_index: Option<u32>,
}

/// Information kept for stateless clients (`Get-DhcpServerv6StatelessStore`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6StatelessStore", rename_all = "PascalCase")]
pub struct StatelessStore {
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Address6>,
    /// Whether it is kept.
    pub enabled: bool,
    /// After how long it is forgotten.
    pub purge_interval: TimeSpan,
}

/// Utilisation of a scope (`Get-DhcpServerv6ScopeStatistics`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv6ScopeStatistics", rename_all = "PascalCase")]
pub struct ScopeStatistics6 {
    /// Free addresses.
    pub addresses_free: u64,
    /// Addresses in use.
    pub addresses_in_use: u64,
    /// Offers that no client has answered yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_advertises: Option<u64>,
    /// The scope; may be left away, since its place says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<Address6>,
    /// Reservations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserved_address: Option<u64>,
    /// Share in use, 0 to 100.
    pub percentage_in_use: f32,
}
