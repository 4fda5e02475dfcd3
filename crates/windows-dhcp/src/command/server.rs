//! Settings of a server as a whole, and its export.

use std::net::Ipv4Addr;

use super::builder::builders;
use super::{Given, Many, Name, Scopes, Value};
use crate::class::{DynamicUpdates, FilterAction};
use crate::quote::Text;

/// For whom dynamic DNS is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DnsLevel {
    /// All clients of the server.
    Server,
    /// Clients of a scope.
    Scope(Ipv4Addr),
    /// The client of a reservation.
    Reservation(Ipv4Addr),
    /// Clients of a policy of the server.
    ServerPolicy(Name),
    /// Clients of a policy of a scope.
    ScopePolicy(Ipv4Addr, Name),
}

impl DnsLevel {
    /// `ScopeId`, `PolicyName`, `IPAddress`.
    pub(super) fn values(&self) -> [Option<Value>; 3] {
        let address = |address: &Ipv4Addr| Some(Value::Address(*address));
        let name = |name: &Name| Some(Value::Text(name.text().clone()));
        match self {
            Self::Server => [None, None, None],
            Self::Scope(scope) => [address(scope), None, None],
            Self::Reservation(at) => [None, None, address(at)],
            Self::ServerPolicy(policy) => [None, name(policy), None],
            Self::ScopePolicy(scope, policy) => [address(scope), name(policy), None],
        }
    }
}

builders! {
    /// Reads the version of Windows that the DHCP service is of.
    GetVersion = GetVersion "__AllParameterSets" {}

    /// Reads settings that hold for the whole server.
    GetSetting = GetSetting "__AllParameterSets" {}

    /// Sets how often an address is pinged before it is handed out.
    SetConflictDetection = SetSetting "__AllParameterSets" {
        /// How often; 0 for not at all.
        attempts: u32 => ["ConflictDetectionAttempts"],
    }

    /// Sets whether policies of the server are applied.
    SetServerPolicies = SetSetting "__AllParameterSets" {
        /// Whether they are.
        active: bool => ["ActivatePolicies"],
    }

    /// Reads what the server has done since it started.
    GetStatistics = GetStatistics "__AllParameterSets" {}

    /// Reads where the database lies and how it is kept.
    GetDatabase = GetDatabase "__AllParameterSets" {}

    /// Reads how the audit log is kept.
    GetAuditLog = GetAuditLog "__AllParameterSets" {}

    /// Reads the interfaces that the server listens on.
    GetBindings = GetBinding "__AllParameterSets" {}

    /// Reads the account for dynamic DNS, without its password.
    GetDnsCredential = GetDnsCredential "__AllParameterSets" {}

    /// Reads the servers that the directory lets serve. It speaks to the directory and to no DHCP server.
    GetServersInDirectory = GetInDirectory "__AllParameterSets" {}

    /// Reads how dynamic DNS is done.
    GetDnsSetting = GetDnsSetting "__AllParameterSets" {
        /// For whom.
        level: DnsLevel => ["ScopeId", "PolicyName", "IPAddress"],
    }

    /// Sets how dynamic DNS is done.
    SetDnsSetting = SetDnsSetting "__AllParameterSets" {
        /// For whom.
        level: DnsLevel => ["ScopeId", "PolicyName", "IPAddress"],
    } + may {
        /// When records are updated.
        updates: DynamicUpdates => ["DynamicUpdates"],
        /// Whether records go when the lease ends.
        delete_on_expiry: bool => ["DeleteDnsRROnLeaseExpiry"],
        /// Whether it is done for clients that do not ask for it.
        for_older_clients: bool => ["UpdateDnsRRForOlderClients"],
        /// Whether names that somebody else has are left alone.
        name_protection: bool => ["NameProtection"],
        /// Whether records of addresses are left out.
        without_ptr: bool => ["DisableDnsPtrRRUpdate"],
        /// Suffix of the names.
        suffix: Text => ["DnsSuffix"],
    }

    /// Reads the filters of hardware addresses.
    GetFilters = GetFilter "__AllParameterSets" {}

    /// Adds filters that are not there yet.
    AddFilters = AddFilter "__AllParameterSets" {
        /// Hardware addresses; `*` stands for a rest.
        addresses: Many<Text> => ["MacAddress"],
        /// Whether they are let in or kept out.
        list: FilterAction => ["List"],
    } + may {
        /// Free text.
        description: Text => ["Description"],
    }

    /// Removes filters.
    RemoveFilters = RemoveFilter "__AllParameterSets" {
        /// Hardware addresses.
        addresses: Many<Text> => ["MacAddress"],
    }

    /// Reads which filters are on.
    GetFilterList = GetFilterList "__AllParameterSets" {}

    /// Sets which filters are on.
    SetFilterList = SetFilterList "__AllParameterSets" {
        /// Whether only what is let in is served.
        allow: bool => ["Allow"],
        /// Whether what is kept out is not served.
        deny: bool => ["Deny"],
    }

    /// Writes the configuration of the whole server into a file, where the cmdlet runs.
    ExportWholeServer = ExportServer "__AllParameterSets" {
        /// The file; it must not be there yet, unless it may be overwritten.
        file: Text => ["File"],
    } + may {
        /// With leases.
        leases: Given => ["Leases"],
        /// Overwrite a file that is there.
        overwrite: Given => ["Force"],
    }

    /// Writes the configuration of scopes, and the settings of the server, into a file.
    ExportScopes = ExportServer "__AllParameterSets" {
        /// The file; it must not be there yet, unless it may be overwritten.
        file: Text => ["File"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + may {
        /// With leases.
        leases: Given => ["Leases"],
        /// Overwrite a file that is there.
        overwrite: Given => ["Force"],
    }

    /// Reads scopes from an export into the server. Those that it has already are skipped with a
    /// warning, unless they may be overwritten.
    ImportScopes = ImportServer "__AllParameterSets" {
        /// The file of the export.
        file: Text => ["File"],
        /// A folder where the server is backed up to first.
        backup: Text => ["BackupPath"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + may {
        /// With leases.
        leases: Given => ["Leases"],
        /// Overwrite scopes that are there.
        overwrite: Given => ["ScopeOverwrite"],
    } + always {
        // The cmdlet asks.
        "Force": Value::Switch,
    }
}
