//! What belongs to a server as a whole.

use serde::{Deserialize, Serialize};

use super::yes;
use crate::enumeration::{enumeration, number};
use crate::scalar::Address4;

/// Version of the DHCP server service (`Get-DhcpServerVersion`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerVersion", rename_all = "PascalCase")]
pub struct ServerVersion {
    /// 10 from Windows Server 2016 on, 6 before.
    pub major_version: u32,
    /// 3 for Windows Server 2012 R2, 2 for 2012.
    pub minor_version: u32,
}

enumeration! {
    /// What clients get while the policy server is away; the class only names them.
    pub enum NpsUnreachableAction {
        /// Full access.
        Full,
        /// Restricted access.
        Restricted,
        /// Nothing.
        NoAccess,
    }
}

/// Settings of the server (`Get-DhcpServerSetting`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerSetting", rename_all = "PascalCase")]
pub struct ServerSetting {
    /// Whether the server is a member of a domain.
    pub is_domain_joined: bool,
    /// Whether the directory lets it serve; a member of a domain that is not authorised leases
    /// nothing.
    pub is_authorized: bool,
    /// Whether BOOTP clients get addresses from ranges.
    #[serde(default)]
    pub dynamic_bootp: bool,
    /// Whether the database was just restored.
    #[serde(default)]
    pub restore_status: bool,
    /// Whether network access protection is on.
    #[serde(default)]
    pub nap_enabled: bool,
    /// Pings before an address is offered, 0 to 5.
    pub conflict_detection_attempts: u32,
    /// What clients get while the policy server is away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps_unreachable_action: Option<NpsUnreachableAction>,
    /// Whether policies of the server are applied.
    #[serde(default = "yes")]
    pub activate_policies: bool,
}

/// Where the lease database lies (`Get-DhcpServerDatabase`). A server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerDatabase", rename_all = "PascalCase")]
pub struct Database {
    /// Path of the database.
    pub file_name: String,
    /// Folder of the backups.
    pub backup_path: String,
    /// Minutes between two backups.
    pub backup_interval: u32,
    /// Minutes between two clean-ups.
    pub cleanup_interval: u32,
    /// Whether changes are logged.
    pub logging_enabled: bool,
    /// Whether the next start restores the backup.
    pub restore_from_backup: bool,
}

/// The audit log (`Get-DhcpServerAuditLog`). A server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerAuditLog", rename_all = "PascalCase")]
pub struct AuditLog {
    /// Whether it is written.
    pub enable: bool,
    /// Folder.
    pub path: String,
    /// Largest size of all its files in MB.
    #[serde(rename = "MaxMBFileSize")]
    pub max_mb_file_size: u32,
    /// Entries between two looks at the free space.
    pub disk_check_interval: u32,
    /// Free space in MB below which nothing is written.
    #[serde(rename = "MinMBDiskSpace")]
    pub min_mb_disk_space: u32,
}

/// The account for dynamic DNS (`Get-DhcpServerDnsCredential`), without its password, which Windows
/// does not show. A server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerDnsCredential", rename_all = "PascalCase")]
pub struct DnsCredential {
    /// Name of the account.
    #[serde(default)]
    pub user_name: String,
    /// Domain of the account.
    #[serde(default)]
    pub domain_name: String,
}

/// A server that the directory lets serve (`Get-DhcpServerInDC`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerInDC", rename_all = "PascalCase")]
pub struct InDirectory {
    /// Name of the server.
    pub dns_name: String,
    /// Its address.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address4,
}

/// An interface the server can listen on (`Get-DhcpServerv4Binding`). A server's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Binding", rename_all = "PascalCase")]
pub struct Binding {
    /// Name of the interface.
    pub interface_alias: String,
    /// Whether the server listens there.
    pub binding_state: bool,
    /// Id of the interface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interface_guid: Option<String>,
    /// Address of the interface.
    #[serde(rename = "IPAddress")]
    pub ip_address: Address4,
    /// Its mask.
    pub subnet_mask: Address4,
}

enumeration! {
    /// When DNS records are written; the class only names them.
    pub enum DynamicUpdates {
        /// For every client.
        Always,
        /// Never.
        Never,
        /// Where the client asks for it.
        OnClientRequest,
    }
}

/// Dynamic DNS (`Get-DhcpServerv4DnsSetting`), for the server, a scope, a policy or a reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4DnsSetting", rename_all = "PascalCase")]
pub struct DnsSetting {
    /// When records are written.
    pub dynamic_updates: DynamicUpdates,
    /// Whether records are removed when the lease ends.
    #[serde(rename = "DeleteDnsRROnLeaseExpiry")]
    pub delete_dns_rr_on_lease_expiry: bool,
    /// Whether records are written for clients that do not ask.
    #[serde(rename = "UpdateDnsRRForOlderClients", default)]
    pub update_dns_rr_for_older_clients: bool,
    /// Whether a name that somebody else holds is left alone.
    pub name_protection: bool,
    /// Whether reverse records are left out; from Windows Server 2012 R2.
    #[serde(rename = "DisableDnsPtrRRUpdate", default)]
    pub disable_dns_ptr_rr_update: bool,
    /// Suffix for the clients of a policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dns_suffix: Option<String>,
}

enumeration! {
    /// Which list a filter is on; the class only names them.
    pub enum FilterAction {
        /// Only these are served, where the list is on.
        Allow,
        /// These are not served, where the list is on.
        Deny,
    }
}

/// A hardware address on the allow or the deny list (`Get-DhcpServerv4Filter`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4Filter", rename_all = "PascalCase")]
pub struct Filter {
    /// The list.
    pub list: FilterAction,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address; `*` stands for the rest.
    pub mac_address: String,
}

/// Which of the two lists are on (`Get-DhcpServerv4FilterList`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename = "DhcpServerv4FilterList", rename_all = "PascalCase")]
pub struct FilterList {
    /// Only listed clients are served.
    pub allow: bool,
    /// Listed clients are not served.
    pub deny: bool,
}
