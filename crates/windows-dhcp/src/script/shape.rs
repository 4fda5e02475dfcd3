//! What is taken out of the objects that cmdlets give: every property of their classes, as text,
//! number, truth value or list, so that no .NET object is ever serialized.
// tidy: table

use crate::command::Cmdlet;

/// How a property is taken out, and how it comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As it is: numbers and truth values.
    Plain,
    /// As a text, which may be empty.
    Text,
    /// As a text that is empty where there is nothing: addresses, time spans, names of values.
    Word,
    /// As a point in time with its offset; empty where there is none.
    Time,
    /// As a list of texts.
    List,
}

/// A class and its properties.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) class: &'static str,
    pub(crate) properties: &'static [(&'static str, Form)],
}

/// What a cmdlet that reads gives.
pub(crate) fn shape(cmdlet: Cmdlet) -> Option<&'static Shape> {
    let class = cmdlet.as_str().strip_prefix("Get-")?;
    SHAPES.iter().find(|shape| shape.class == class)
}

/// The script block that takes the properties out.
pub(crate) fn projection(shape: &Shape) -> String {
    let properties = shape.properties.iter().map(|(name, form)| match form {
        Form::Plain => format!("{name} = $_.{name}"),
        Form::Text | Form::Word => format!("{name} = [string]$_.{name}"),
        Form::Time => format!("{name} = '{{0:o}}' -f $_.{name}"),
        // A pipeline would make an empty text of nothing; this loop does not run then.
        Form::List => format!("{name} = @(foreach ($one in $_.{name}) {{ [string]$one }})"),
    });
    format!("@{{ {} }}", properties.collect::<Vec<_>>().join("; "))
}

macro_rules! shapes {
    ($($class:literal { $($name:literal: $form:ident,)+ })+) => {
        /// All classes.
        pub(crate) const SHAPES: &[Shape] =
            &[$(Shape { class: $class, properties: &[$(($name, Form::$form),)+] },)+];
    };
}

shapes! {
    "DhcpServerAuditLog" {
        "Enable": Plain,
        "Path": Text,
        "MaxMBFileSize": Plain,
        "DiskCheckInterval": Plain,
        "MinMBDiskSpace": Plain,
    }
    "DhcpServerDatabase" {
        "FileName": Text,
        "BackupPath": Text,
        "BackupInterval": Plain,
        "CleanupInterval": Plain,
        "LoggingEnabled": Plain,
        "RestoreFromBackup": Plain,
    }
    "DhcpServerDnsCredential" {
        "UserName": Text,
        "DomainName": Text,
    }
    "DhcpServerInDC" {
        "DnsName": Text,
        "IPAddress": Word,
    }
    "DhcpServerSetting" {
        "IsDomainJoined": Plain,
        "IsAuthorized": Plain,
        "DynamicBootp": Plain,
        "RestoreStatus": Plain,
        "NapEnabled": Plain,
        "ConflictDetectionAttempts": Plain,
        "NpsUnreachableAction": Word,
        "ActivatePolicies": Plain,
    }
    "DhcpServerVersion" {
        "MajorVersion": Plain,
        "MinorVersion": Plain,
    }
    "DhcpServerv4Binding" {
        "InterfaceAlias": Text,
        "BindingState": Plain,
        "InterfaceGuid": Word,
        "IPAddress": Word,
        "SubnetMask": Word,
    }
    "DhcpServerv4Class" {
        "Name": Text,
        "Type": Word,
        "Data": Text,
        "Description": Word,
    }
    "DhcpServerv4DnsSetting" {
        "DynamicUpdates": Word,
        "DeleteDnsRROnLeaseExpiry": Plain,
        "UpdateDnsRRForOlderClients": Plain,
        "NameProtection": Plain,
        "DisableDnsPtrRRUpdate": Plain,
        "DnsSuffix": Word,
    }
    "DhcpServerv4ExclusionRange" {
        "ScopeId": Word,
        "StartRange": Word,
        "EndRange": Word,
    }
    "DhcpServerv4Failover" {
        "Name": Text,
        "PartnerServer": Text,
        "Mode": Word,
        "ServerRole": Word,
        "LoadBalancePercent": Plain,
        "ReservePercent": Plain,
        "ScopeId": List,
        "MaxClientLeadTime": Word,
        "AutoStateTransition": Plain,
        "StateSwitchInterval": Word,
        "State": Word,
        "EnableAuth": Plain,
        "PrimaryServerIP": Word,
        "SecondaryServerIP": Word,
        "PrimaryServerName": Word,
        "SecondaryServerName": Word,
        "ServerType": Word,
    }
    "DhcpServerv4Filter" {
        "List": Word,
        "Description": Word,
        "MacAddress": Text,
    }
    "DhcpServerv4FilterList" {
        "Allow": Plain,
        "Deny": Plain,
    }
    "DhcpServerv4Lease" {
        "AddressState": Word,
        "IPAddress": Word,
        "ScopeId": Word,
        "Description": Word,
        "ClientId": Text,
        "HostName": Word,
        "ClientType": Word,
        "LeaseExpiryTime": Time,
        "NapCapable": Plain,
        "NapStatus": Word,
        "ProbationEnds": Time,
        "PolicyName": Word,
        "DnsRR": Word,
        "DnsRegistration": Word,
        "ServerIP": Word,
    }
    "DhcpServerv4OptionDefinition" {
        "OptionId": Plain,
        "Name": Text,
        "Description": Word,
        "VendorClass": Word,
        "MultiValued": Plain,
        "Type": Word,
        "DefaultValue": List,
    }
    "DhcpServerv4OptionValue" {
        "OptionId": Plain,
        "Type": Word,
        "UserClass": Word,
        "VendorClass": Word,
        "Value": List,
        "Name": Word,
        "PolicyName": Word,
    }
    "DhcpServerv4Policy" {
        "Name": Text,
        "Description": Word,
        "ScopeId": Word,
        "Enabled": Plain,
        "Condition": Word,
        "ProcessingOrder": Plain,
        "VendorClass": List,
        "UserClass": List,
        "MacAddress": List,
        "ClientId": List,
        "RelayAgent": List,
        "CircuitId": List,
        "RemoteId": List,
        "SubscriberId": List,
        "LeaseDuration": Word,
        "Fqdn": List,
    }
    "DhcpServerv4PolicyIPRange" {
        "Name": Word,
        "ScopeId": Word,
        "StartRange": Word,
        "EndRange": Word,
    }
    "DhcpServerv4Reservation" {
        "Name": Word,
        "Description": Word,
        "Type": Word,
        "ClientId": Word,
        "IPAddress": Word,
        "ScopeId": Word,
        "AddressState": Word,
    }
    "DhcpServerv4Scope" {
        "ScopeId": Word,
        "Name": Text,
        "Description": Word,
        "SubnetMask": Word,
        "StartRange": Word,
        "EndRange": Word,
        "SuperscopeName": Word,
        "LeaseDuration": Word,
        "NapProfile": Word,
        "NapEnable": Plain,
        "Delay": Plain,
        "State": Word,
        "Type": Word,
        "MaxBootpClients": Plain,
        "ActivatePolicies": Plain,
    }
    "DhcpServerv4ScopeStatistics" {
        "AddressesFree": Plain,
        "AddressesInUse": Plain,
        "PendingOffers": Plain,
        "ScopeId": Word,
        "SuperscopeName": Word,
        "ReservedAddress": Plain,
        "PercentageInUse": Plain,
        "AddressesFreeOnThisServer": Plain,
        "AddressesFreeOnPartnerServer": Plain,
        "AddressesInUseOnThisServer": Plain,
        "AddressesInUseOnPartnerServer": Plain,
    }
    "DhcpServerv4Statistics" {
        "Discovers": Plain,
        "Offers": Plain,
        "Requests": Plain,
        "Acks": Plain,
        "Naks": Plain,
        "Declines": Plain,
        "Releases": Plain,
        "ServerStartTime": Time,
        "DelayedOffers": Plain,
        "TotalScopes": Plain,
        "ScopesWithDelayConfigured": Plain,
        "TotalAddresses": Plain,
        "AddressesInUse": Plain,
        "AddressesAvailable": Plain,
        "PendingOffers": Plain,
        "PercentageInUse": Plain,
        "PercentageAvailable": Plain,
        "PercentagePendingOffers": Plain,
    }
    "DhcpServerv4Superscope" {
        "SuperscopeName": Text,
        "ScopeId": List,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;
    use crate::command::Effect;

    fn of(form: Form) -> &'static str {
        match form {
            Form::Plain => "number or boolean",
            Form::Text | Form::Word => "string or interval",
            Form::Time => "time",
            Form::List => "list",
        }
    }

    #[test]
    fn every_class_has_the_properties_of_the_provider() {
        let Some(file) = dhcpair_testbed::shared("windows/dhcpserver-classes.json") else { return };
        let all: Json = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for shape in SHAPES {
            let classes = all["classes"].as_array().unwrap();
            let class = classes.iter().find(|one| one["class"] == shape.class).unwrap();
            let theirs: Vec<(String, &str)> = class["properties"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| {
                    let name = one["name"].as_str().unwrap();
                    let point = ["LeaseExpiryTime", "ProbationEnds", "ServerStartTime"];
                    let form = match one["mof_type"].as_str().unwrap() {
                        _ if one["array"] == true => of(Form::List),
                        "datetime" if point.contains(&name) => of(Form::Time),
                        "string" | "datetime" => of(Form::Word),
                        _ => of(Form::Plain),
                    };
                    (name.to_owned(), form)
                })
                .collect();
            let ours: Vec<(String, &str)> = shape
                .properties
                .iter()
                .map(|(name, form)| ((*name).to_owned(), of(*form)))
                .collect();
            assert_eq!(theirs, ours, "{}", shape.class);
        }
    }

    #[test]
    fn what_reads_has_a_class_and_what_changes_has_none() {
        for cmdlet in Cmdlet::ALL {
            assert_eq!(shape(*cmdlet).is_some(), cmdlet.effect() == Effect::Reads, "{cmdlet:?}");
        }
    }
}
