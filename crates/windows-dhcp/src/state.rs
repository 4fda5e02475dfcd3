//! The document: everything that was recorded of one server.

use serde::{Deserialize, Serialize};

use crate::class::{
    AuditLog, Binding, Binding6, Class, Class6, Database, DnsCredential, DnsSetting, DnsSetting6,
    Failover, Filter, FilterList, InDirectory, OptionDefinition, OptionDefinition6, OptionValue,
    OptionValue6, Policy, Scope, Scope6, ServerSetting, ServerStatistics, ServerVersion,
};
use crate::record::{Recorded, Records};
use crate::scalar::Instant;

/// The version of the document that this crate reads and describes.
pub const VERSION: u32 = 1;

/// The property that says what a document is; its value is the version.
pub const MARKER: &str = "recorded-windows-state";

/// The recorded state of a Windows DHCP server.
///
/// Names in lower case are this document's; names in upper case are properties of the WMI classes
/// behind the DhcpServer cmdlets, spelled as there. A list that is required and empty was read and
/// has nothing; what could not be read stands in `recorded.failed`, never as an empty list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "RecordedState", rename_all = "kebab-case")]
pub struct RecordedState {
    /// Where editors find the schema.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Says what this document is, and its version: 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1)))]
    pub recorded_windows_state: u32,
    /// When and how it was recorded.
    pub recorded: Recorded<Recording>,
    /// The server as a whole.
    pub server: Recorded<Server>,
    /// DHCPv4.
    pub v4: Recorded<V4>,
    /// DHCPv6, where it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub v6: Option<Recorded<V6>>,
}

/// When and how a state was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "Recording", rename_all = "kebab-case")]
pub struct Recording {
    /// When, in UTC.
    #[serde(rename = "at")]
    pub when: Instant,
    /// By which program, with its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// On which host the cmdlets ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
    /// Cmdlets that failed, so that what they would have said is not in this document.
    #[serde(default)]
    pub failed: Records<FailedCmdlet>,
}

/// A cmdlet that failed while the state was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "FailedCmdlet", rename_all = "kebab-case")]
pub struct FailedCmdlet {
    /// Its name.
    pub cmdlet: String,
    /// What it was asked about: a scope, a policy, an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The error's id without the cmdlet: `DHCP 20013`, `WIN32 5`.
    pub error: String,
}

/// A server as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "Server", rename_all = "kebab-case")]
pub struct Server {
    /// Name, best fully qualified.
    pub name: String,
    /// Every address it can be reached by.
    pub addresses: Vec<String>,
    /// Version of Windows: `10.0.20348`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Version of the service.
    pub version: Recorded<ServerVersion>,
    /// Its settings.
    pub setting: Recorded<ServerSetting>,
    /// Where the lease database lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<Recorded<Database>>,
    /// The audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_log: Option<Recorded<AuditLog>>,
    /// The account for dynamic DNS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_credential: Option<Recorded<DnsCredential>>,
    /// The servers that the directory lets serve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_directory: Option<Records<InDirectory>>,
}

/// DHCPv4 on a server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "V4", rename_all = "kebab-case")]
pub struct V4 {
    /// The interfaces it can listen on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bindings: Option<Records<Binding>>,
    /// The failover relationships.
    pub failover: Records<Failover>,
    /// The scopes, with what belongs to them.
    pub scopes: Records<Scope>,
    /// Options of the server.
    pub options: Records<OptionValue>,
    /// Policies of the server.
    pub policies: Records<Policy>,
    /// Vendor and user classes.
    pub classes: Records<Class>,
    /// What each option is.
    pub option_definitions: Records<OptionDefinition>,
    /// Dynamic DNS for the server.
    pub dns_setting: Recorded<DnsSetting>,
    /// Which filter lists are on.
    pub filter_list: Recorded<FilterList>,
    /// Hardware addresses on the filter lists.
    pub filters: Records<Filter>,
    /// Counters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Recorded<ServerStatistics>>,
}

/// DHCPv6 on a server. Windows has no failover for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "V6", rename_all = "kebab-case")]
pub struct V6 {
    /// The interfaces it can listen on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bindings: Option<Records<Binding6>>,
    /// The scopes, with what belongs to them.
    pub scopes: Records<Scope6>,
    /// Options of the server.
    #[serde(default)]
    pub options: Records<OptionValue6>,
    /// Vendor and user classes.
    #[serde(default)]
    pub classes: Records<Class6>,
    /// What each option is.
    #[serde(default)]
    pub option_definitions: Records<OptionDefinition6>,
    /// Dynamic DNS for the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_setting: Option<Recorded<DnsSetting6>>,
}
