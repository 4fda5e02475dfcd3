//! What the cmdlets take: every parameter set of those that are used, as Microsoft documents them.
//!
//! Left out are parameters that all of them share and nobody here gives: `CimSession`,
//! `ThrottleLimit`, `AsJob` and `WhatIf`. `Confirm` goes with every change.
// tidy: table

use super::Kind::{Address, Addresses, Boolean, Number, Numbers, Small, Span, Switch, Text, Texts};
use super::{Effect, Kind, Parameter, ParameterSet};

/// A parameter that the set requires.
const fn must(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, required: true, accepts: &[] }
}

/// A parameter that can be left out.
const fn may(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, required: false, accepts: &[] }
}

/// A text that the set requires, one of these.
const fn must_of(name: &'static str, accepts: &'static [&'static str]) -> Parameter {
    Parameter { name, kind: Text, required: true, accepts }
}

/// A text that can be left out, one of these.
const fn may_of(name: &'static str, accepts: &'static [&'static str]) -> Parameter {
    Parameter { name, kind: Text, required: false, accepts }
}

/// Defines the cmdlets with what they do and their parameter sets, the default one first.
macro_rules! cmdlets {
    ($($name:ident = $spelled:literal, $effect:ident {
        $($set:literal: $($parameter:expr,)* ;)+
    })+) => {
        /// A cmdlet of the module DhcpServer.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cmdlet {
            $(#[doc = concat!("`", $spelled, "`")] $name,)+
        }

        impl Cmdlet {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// As Microsoft spells it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $spelled,)+
                }
            }

            /// Whether it changes something, and on how many servers.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self {
                    $(Self::$name => Effect::$effect,)+
                }
            }

            /// Its parameter sets, the default one first.
            #[must_use]
            pub const fn sets(self) -> &'static [ParameterSet] {
                match self {
                    $(Self::$name => const {
                        &[$(ParameterSet { name: $set, parameters: &[$($parameter,)*] },)+]
                    },)+
                }
            }
        }
    };
}

cmdlets! {
    AddClass = "Add-DhcpServerv4Class", Changes {
        "__AllParameterSets":
            must("Name", Text), must_of("Type", &["Vendor", "User"]), must("Data", Text),
            may("Description", Text), may("ComputerName", Text), may("PassThru", Switch),
        ;
    }
    AddExclusionRange = "Add-DhcpServerv4ExclusionRange", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("ScopeId", Address), must("StartRange", Address),
            must("EndRange", Address), may("PassThru", Switch),
        ;
    }
    AddFailover = "Add-DhcpServerv4Failover", ChangesBoth {
        "LoadBalance":
            may("ComputerName", Text), must("Name", Text), must("PartnerServer", Text),
            must("ScopeId", Addresses), may("MaxClientLeadTime", Span),
            may("AutoStateTransition", Boolean), may("StateSwitchInterval", Span),
            may("Force", Switch), may("SharedSecret", Text), may("PassThru", Switch),
            may("LoadBalancePercent", Number),
        ;
        "HotStandby":
            may("ComputerName", Text), must("Name", Text), must("PartnerServer", Text),
            must("ScopeId", Addresses), may("MaxClientLeadTime", Span),
            may("AutoStateTransition", Boolean), may("StateSwitchInterval", Span),
            may("Force", Switch), may("SharedSecret", Text), may("PassThru", Switch),
            may("ReservePercent", Number), may_of("ServerRole", &["Active", "Standby"]),
        ;
    }
    AddFailoverScope = "Add-DhcpServerv4FailoverScope", ChangesBoth {
        "__AllParameterSets":
            must("Name", Text), must("ScopeId", Addresses), may("ComputerName", Text),
            may("PassThru", Switch),
        ;
    }
    AddFilter = "Add-DhcpServerv4Filter", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("Description", Text), must("MacAddress", Texts),
            must_of("List", &["Allow", "Deny"]), may("Force", Switch), may("PassThru", Switch),
        ;
    }
    AddOptionDefinition = "Add-DhcpServerv4OptionDefinition", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Text), may("Description", Text),
            must("OptionId", Number),
            must_of("Type", &["Byte", "Word", "DWord", "DWordDWord", "IPv4Address", "IPv6Address", "String", "BinaryData", "EncapsulatedData"]),
            may("MultiValued", Switch), may("VendorClass", Text), may("DefaultValue", Texts),
            may("PassThru", Switch),
        ;
    }
    AddPolicy = "Add-DhcpServerv4Policy", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Text), must_of("Condition", &["And", "Or"]),
            may("Description", Text), may("ScopeId", Address), may("ProcessingOrder", Small),
            may("RelayAgent", Texts), may("RemoteId", Texts), may("SubscriberId", Texts),
            may("PassThru", Switch), may("LeaseDuration", Span), may("Fqdn", Texts),
            may("Enabled", Boolean), may("VendorClass", Texts), may("UserClass", Texts),
            may("MacAddress", Texts), may("CircuitId", Texts), may("ClientId", Texts),
        ;
    }
    AddPolicyIPRange = "Add-DhcpServerv4PolicyIPRange", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Text), must("ScopeId", Address),
            must("StartRange", Address), must("EndRange", Address), may("PassThru", Switch),
        ;
    }
    AddReservation = "Add-DhcpServerv4Reservation", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("ScopeId", Address), must("IPAddress", Address),
            must("ClientId", Text), may("Name", Text), may("Description", Text),
            may_of("Type", &["Dhcp", "Bootp", "Both"]), may("PassThru", Switch),
        ;
    }
    AddScope = "Add-DhcpServerv4Scope", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("StartRange", Address), must("EndRange", Address),
            must("Name", Text), may("Description", Text), may_of("State", &["Active", "InActive"]),
            may("SuperscopeName", Text), may("MaxBootpClients", Number),
            may("ActivatePolicies", Boolean), may("PassThru", Switch), may("NapEnable", Switch),
            may("NapProfile", Text), may("Delay", Small), may("LeaseDuration", Span),
            must("SubnetMask", Address), may_of("Type", &["Dhcp", "Bootp", "Both"]),
        ;
    }
    AddSuperscope = "Add-DhcpServerv4Superscope", Changes {
        "__AllParameterSets":
            must("SuperscopeName", Text), must("ScopeId", Addresses), may("Force", Switch),
            may("ComputerName", Text), may("PassThru", Switch),
        ;
    }
    ExportServer = "Export-DhcpServer", Changes {
        "__AllParameterSets":
            must("File", Text), may("ScopeId", Addresses), may("Prefix", Addresses),
            may("Leases", Switch), may("Force", Switch), may("ComputerName", Text),
        ;
    }
    GetAuditLog = "Get-DhcpServerAuditLog", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetDatabase = "Get-DhcpServerDatabase", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetDnsCredential = "Get-DhcpServerDnsCredential", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetInDirectory = "Get-DhcpServerInDC", Reads {
        "__AllParameterSets": ;
    }
    GetSetting = "Get-DhcpServerSetting", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetVersion = "Get-DhcpServerVersion", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetBinding = "Get-DhcpServerv4Binding", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetClass = "Get-DhcpServerv4Class", Reads {
        "__AllParameterSets":
            may("Name", Texts), may_of("Type", &["Vendor", "User"]), may("ComputerName", Text),
        ;
    }
    GetDnsSetting = "Get-DhcpServerv4DnsSetting", Reads {
        "__AllParameterSets":
            may("IPAddress", Address), may("ScopeId", Address), may("ComputerName", Text),
            may("PolicyName", Text),
        ;
    }
    GetExclusionRange = "Get-DhcpServerv4ExclusionRange", Reads {
        "__AllParameterSets":
            may("ComputerName", Text), may("ScopeId", Addresses),
        ;
    }
    GetFailover = "Get-DhcpServerv4Failover", Reads {
        "Name":
            may("ComputerName", Text), may("Name", Texts),
        ;
        "ScopeId":
            may("ComputerName", Text), must("ScopeId", Addresses),
        ;
    }
    GetFilter = "Get-DhcpServerv4Filter", Reads {
        "__AllParameterSets":
            may_of("List", &["Allow", "Deny"]), may("ComputerName", Text),
        ;
    }
    GetFilterList = "Get-DhcpServerv4FilterList", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetLease = "Get-DhcpServerv4Lease", Reads {
        "ScopeId":
            may("ComputerName", Text), must("ScopeId", Address), may("AllLeases", Switch),
        ;
        "IPAddress":
            may("ComputerName", Text), must("IPAddress", Addresses),
        ;
        "ClientId":
            may("ComputerName", Text), must("ScopeId", Address), must("ClientId", Texts),
        ;
        "BadLeases":
            may("ComputerName", Text), may("BadLeases", Switch), may("ScopeId", Address),
        ;
    }
    GetOptionDefinition = "Get-DhcpServerv4OptionDefinition", Reads {
        "__AllParameterSets":
            may("ComputerName", Text), may("OptionId", Numbers), may("VendorClass", Text),
            may("All", Switch),
        ;
    }
    GetOptionValue = "Get-DhcpServerv4OptionValue", Reads {
        "__AllParameterSets":
            may("VendorClass", Text), may("ComputerName", Text), may("ScopeId", Address),
            may("ReservedIP", Address), may("OptionId", Numbers), may("UserClass", Text),
            may("All", Switch), may("Brief", Switch), may("PolicyName", Text),
        ;
    }
    GetPolicy = "Get-DhcpServerv4Policy", Reads {
        "__AllParameterSets":
            may("ComputerName", Text), may("Name", Texts), may("ScopeId", Address),
        ;
    }
    GetPolicyIPRange = "Get-DhcpServerv4PolicyIPRange", Reads {
        "__AllParameterSets":
            may("Name", Texts), must("ScopeId", Address), may("ComputerName", Text),
        ;
    }
    GetReservation = "Get-DhcpServerv4Reservation", Reads {
        "ScopeId":
            may("ComputerName", Text), must("ScopeId", Address),
        ;
        "IPAddress":
            may("ComputerName", Text), must("IPAddress", Addresses),
        ;
        "ClientId":
            may("ComputerName", Text), must("ClientId", Texts), must("ScopeId", Address),
        ;
    }
    GetScope = "Get-DhcpServerv4Scope", Reads {
        "__AllParameterSets":
            may("ComputerName", Text), may("ScopeId", Addresses),
        ;
    }
    GetScopeStatistics = "Get-DhcpServerv4ScopeStatistics", Reads {
        "__AllParameterSets":
            may("ScopeId", Addresses), may("ComputerName", Text), may("Failover", Switch),
        ;
    }
    GetStatistics = "Get-DhcpServerv4Statistics", Reads {
        "__AllParameterSets":
            may("ComputerName", Text),
        ;
    }
    GetSuperscope = "Get-DhcpServerv4Superscope", Reads {
        "__AllParameterSets":
            may("SuperscopeName", Texts), may("ComputerName", Text),
        ;
    }
    ImportServer = "Import-DhcpServer", Changes {
        "__AllParameterSets":
            must("File", Text), must("BackupPath", Text), may("ScopeId", Addresses),
            may("Prefix", Addresses), may("ScopeOverwrite", Switch), may("Leases", Switch),
            may("ServerConfigOnly", Switch), may("Force", Switch), may("ComputerName", Text),
        ;
    }
    Replicate = "Invoke-DhcpServerv4FailoverReplication", ChangesBoth {
        "Name":
            may("ComputerName", Text), may("Force", Switch), may("Name", Texts),
        ;
        "ScopeId":
            may("ComputerName", Text), may("Force", Switch), must("ScopeId", Addresses),
        ;
    }
    RemoveClass = "Remove-DhcpServerv4Class", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Texts), must_of("Type", &["Vendor", "User"]),
            may("PassThru", Switch),
        ;
    }
    RemoveExclusionRange = "Remove-DhcpServerv4ExclusionRange", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("ScopeId", Address), may("StartRange", Address),
            may("EndRange", Address), may("Passthru", Switch),
        ;
    }
    RemoveFailover = "Remove-DhcpServerv4Failover", ChangesBoth {
        "__AllParameterSets":
            must("Name", Texts), may("Force", Switch), may("PassThru", Switch),
            may("ComputerName", Text),
        ;
    }
    RemoveFailoverScope = "Remove-DhcpServerv4FailoverScope", ChangesBoth {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Text), must("ScopeId", Addresses),
            may("Force", Switch), may("PassThru", Switch),
        ;
    }
    RemoveFilter = "Remove-DhcpServerv4Filter", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("PassThru", Switch), must("MacAddress", Texts),
        ;
    }
    RemoveOptionDefinition = "Remove-DhcpServerv4OptionDefinition", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("OptionId", Numbers), may("VendorClass", Text),
            may("Passthru", Switch),
        ;
    }
    RemoveOptionValue = "Remove-DhcpServerv4OptionValue", Changes {
        "__AllParameterSets":
            may("VendorClass", Text), may("ComputerName", Text), must("OptionId", Numbers),
            may("UserClass", Text), may("ScopeId", Address), may("ReservedIP", Address),
            may("PassThru", Switch), may("PolicyName", Text),
        ;
    }
    RemovePolicy = "Remove-DhcpServerv4Policy", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("PassThru", Switch), must("Name", Texts),
            may("ScopeId", Address),
        ;
    }
    RemovePolicyIPRange = "Remove-DhcpServerv4PolicyIPRange", Changes {
        "__AllParameterSets":
            must("Name", Text), must("ScopeId", Address), may("StartRange", Address),
            may("EndRange", Address), may("PassThru", Switch), may("ComputerName", Text),
        ;
    }
    RemoveReservation = "Remove-DhcpServerv4Reservation", Changes {
        "IPAddress":
            may("ComputerName", Text), may("PassThru", Switch), must("IPAddress", Addresses),
        ;
        "ScopeId":
            must("ScopeId", Address), may("ComputerName", Text), may("PassThru", Switch),
        ;
        "ClientId":
            must("ScopeId", Address), must("ClientId", Texts), may("ComputerName", Text),
            may("PassThru", Switch),
        ;
    }
    RemoveScope = "Remove-DhcpServerv4Scope", Changes {
        "__AllParameterSets":
            must("ScopeId", Addresses), may("Force", Switch), may("Passthru", Switch),
            may("ComputerName", Text),
        ;
    }
    RemoveSuperscope = "Remove-DhcpServerv4Superscope", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("SuperscopeName", Text), may("ScopeId", Texts),
            may("Passthru", Switch),
        ;
    }
    SetSetting = "Set-DhcpServerSetting", Changes {
        "__AllParameterSets":
            may("ConflictDetectionAttempts", Number),
            may_of("NpsUnreachableAction", &["Full", "Restricted", "NoAccess"]),
            may("NapEnabled", Boolean), may("ComputerName", Text),
            may("ActivatePolicies", Boolean), may("PassThru", Switch),
        ;
    }
    SetClass = "Set-DhcpServerv4Class", Changes {
        "__AllParameterSets":
            must("Name", Text), must_of("Type", &["Vendor", "User"]), may("Data", Text),
            may("Description", Text), may("ComputerName", Text), may("PassThru", Switch),
        ;
    }
    SetDnsSetting = "Set-DhcpServerv4DnsSetting", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("NameProtection", Boolean),
            may("UpdateDnsRRForOlderClients", Boolean), may("DeleteDnsRROnLeaseExpiry", Boolean),
            may_of("DynamicUpdates", &["Always", "Never", "OnClientRequest"]),
            may("IPAddress", Address), may("ScopeId", Address), may("PassThru", Switch),
            may("PolicyName", Text), may("DisableDnsPtrRRUpdate", Boolean), may("DnsSuffix", Text),
        ;
    }
    SetFailover = "Set-DhcpServerv4Failover", ChangesBoth {
        "__AllParameterSets":
            may("ComputerName", Text), must("Name", Text), may("AutoStateTransition", Boolean),
            may("MaxClientLeadTime", Span), may("SharedSecret", Text),
            may("StateSwitchInterval", Span), may("PartnerDown", Switch), may("Force", Switch),
            may("LoadBalancePercent", Number), may("ReservePercent", Number),
            may("PassThru", Switch), may_of("Mode", &["LoadBalance", "HotStandby"]),
        ;
    }
    SetFilterList = "Set-DhcpServerv4FilterList", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("Allow", Boolean), may("Deny", Boolean),
            may("PassThru", Switch),
        ;
    }
    SetOptionDefinition = "Set-DhcpServerv4OptionDefinition", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("OptionId", Number), may("Name", Text),
            may("Description", Text), may("VendorClass", Text), may("DefaultValue", Texts),
            may("PassThru", Switch),
        ;
    }
    SetOptionValue = "Set-DhcpServerv4OptionValue", Changes {
        "OptionIds":
            may("PolicyName", Text), may("PassThru", Switch), may("Force", Switch),
            may("ReservedIP", Address), may("ScopeId", Address), may("UserClass", Text),
            may("ComputerName", Text), may("VendorClass", Text), must("Value", Texts),
            must("OptionId", Number),
        ;
        "CommonOptions":
            may("PolicyName", Text), may("PassThru", Switch), may("Force", Switch),
            may("DnsDomain", Text), may("DnsServer", Addresses), may("ReservedIP", Address),
            may("Router", Addresses), may("ScopeId", Address), may("UserClass", Text),
            may("WinsServer", Addresses), may("Wpad", Text), may("ComputerName", Text),
        ;
    }
    SetPolicy = "Set-DhcpServerv4Policy", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), may("Description", Text), must("Name", Text),
            may("ScopeId", Address), may("Enabled", Boolean), may("MacAddress", Texts),
            may("Fqdn", Texts), may("UserClass", Texts), may("SubscriberId", Texts),
            may("NewName", Text), may("ClientId", Texts), may("PassThru", Switch),
            may("LeaseDuration", Span), may("ProcessingOrder", Small), may("RelayAgent", Texts),
            may("RemoteId", Texts), may("CircuitId", Texts), may_of("Condition", &["And", "Or"]),
            may("VendorClass", Texts),
        ;
    }
    SetReservation = "Set-DhcpServerv4Reservation", Changes {
        "__AllParameterSets":
            may("ComputerName", Text), must("IPAddress", Address), may("ClientId", Text),
            may("Name", Text), may("Description", Text),
            may_of("Type", &["Dhcp", "Bootp", "Both"]), may("PassThru", Switch),
        ;
    }
    SetScope = "Set-DhcpServerv4Scope", Changes {
        "WithoutRange":
            may("ActivatePolicies", Boolean), may("PassThru", Switch),
            may_of("Type", &["Dhcp", "Bootp", "Both"]), must("ScopeId", Address),
            may("Description", Text), may("LeaseDuration", Span), may("Name", Text),
            may("NapEnable", Boolean), may("NapProfile", Text), may("Delay", Small),
            may_of("State", &["Active", "InActive"]), may("SuperscopeName", Text),
            may("ComputerName", Text), may("MaxBootpClients", Number),
        ;
        "WithRange":
            may("ActivatePolicies", Boolean), may("PassThru", Switch),
            may_of("Type", &["Dhcp", "Bootp", "Both"]), must("ScopeId", Address),
            may("Description", Text), may("LeaseDuration", Span), may("Name", Text),
            may("NapEnable", Boolean), may("NapProfile", Text), may("Delay", Small),
            may_of("State", &["Active", "InActive"]), may("SuperscopeName", Text),
            may("ComputerName", Text), may("MaxBootpClients", Number), must("StartRange", Address),
            must("EndRange", Address),
        ;
    }
}
