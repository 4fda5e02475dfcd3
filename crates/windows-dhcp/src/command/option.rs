//! Options at every level, their definitions, and the classes they can be limited to.

use std::net::Ipv4Addr;

use super::builder::builders;
use super::{Given, Many, Name, Value};
use crate::class::{ClassType, OptionType};
use crate::quote::Text;

/// For whom an option is set. Which level a cmdlet acts on follows from the parameters that it is
/// given; the server is what is left without any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OptionLevel {
    /// All clients of the server.
    Server {
        /// Only clients of this user class.
        user_class: Option<Name>,
    },
    /// Clients of a scope.
    Scope {
        /// The scope.
        scope: Ipv4Addr,
        /// Only clients of this user class.
        user_class: Option<Name>,
    },
    /// The client of a reservation.
    Reservation {
        /// Its address.
        address: Ipv4Addr,
        /// Only if the client is of this user class.
        user_class: Option<Name>,
    },
    /// Clients of a policy of the server. A policy takes no user class.
    ServerPolicy(Name),
    /// Clients of a policy of a scope.
    ScopePolicy(Ipv4Addr, Name),
}

impl OptionLevel {
    /// `ScopeId`, `ReservedIP`, `PolicyName`, `UserClass`.
    pub(super) fn values(&self) -> [Option<Value>; 4] {
        let address = |address: &Ipv4Addr| Some(Value::Address(*address));
        let name = |name: &Name| Value::Text(name.text().clone());
        match self {
            Self::Server { user_class } => [None, None, None, user_class.as_ref().map(name)],
            Self::Scope { scope, user_class } => {
                [address(scope), None, None, user_class.as_ref().map(name)]
            }
            Self::Reservation { address: at, user_class } => {
                [None, address(at), None, user_class.as_ref().map(name)]
            }
            Self::ServerPolicy(policy) => [None, None, Some(name(policy)), None],
            Self::ScopePolicy(scope, policy) => [address(scope), None, Some(name(policy)), None],
        }
    }
}

builders! {
    /// Reads the options of a level. Each vendor class is asked for by itself.
    GetOptions = GetOptionValue "__AllParameterSets" {
        /// For whom they are set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
    } + may {
        /// Only those of this vendor class.
        vendor_class: Name => ["VendorClass"],
    }

    /// Reads the options of a level with those of all classes.
    GetOptionsOfAllClasses = GetOptionValue "__AllParameterSets" {
        /// For whom they are set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
    } + always {
        "All": Value::Switch,
    }

    /// Sets an option.
    SetOption = SetOptionValue "OptionIds" {
        /// For whom it is set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
        /// Its number.
        id: u32 => ["OptionId"],
        /// Its values, as its definition has them.
        values: Many<Text> => ["Value"],
    } + may {
        /// The vendor class that it belongs to.
        vendor_class: Name => ["VendorClass"],
    }

    /// Sets the DNS servers (option 6). Windows asks each of them first, and refuses those that do
    /// not answer.
    SetDnsServers = SetOptionValue "CommonOptions" {
        /// For whom they are set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
        /// Their addresses.
        servers: Many<Ipv4Addr> => ["DnsServer"],
    }

    /// Sets the DNS servers (option 6), whether they answer or not.
    SetUncheckedDnsServers = SetOptionValue "CommonOptions" {
        /// For whom they are set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
        /// Their addresses.
        servers: Many<Ipv4Addr> => ["DnsServer"],
    } + always {
        "Force": Value::Switch,
    }

    /// Takes options back.
    RemoveOptions = RemoveOptionValue "__AllParameterSets" {
        /// For whom they are set.
        level: OptionLevel => ["ScopeId", "ReservedIP", "PolicyName", "UserClass"],
        /// Their numbers.
        ids: Many<u32> => ["OptionId"],
    } + may {
        /// The vendor class that they belong to.
        vendor_class: Name => ["VendorClass"],
    }

    /// Reads the definitions of options, those of vendor classes among them.
    GetAllOptionDefinitions = GetOptionDefinition "__AllParameterSets" {
    } + always {
        "All": Value::Switch,
    }

    /// Defines an option.
    AddOptionDefinition = AddOptionDefinition "__AllParameterSets" {
        /// Its name.
        name: Name => ["Name"],
        /// Its number.
        id: u32 => ["OptionId"],
        /// The type of its values.
        kind: OptionType => ["Type"],
    } + may {
        /// Free text.
        description: Text => ["Description"],
        /// Whether it takes several values.
        several: Given => ["MultiValued"],
        /// The vendor class that it belongs to.
        vendor_class: Name => ["VendorClass"],
        /// Values that are proposed.
        defaults: Many<Text> => ["DefaultValue"],
    }

    /// Changes a definition; its type stays.
    SetOptionDefinition = SetOptionDefinition "__AllParameterSets" {
        /// Its number.
        id: u32 => ["OptionId"],
    } + may {
        /// Its new name.
        name: Name => ["Name"],
        /// Free text.
        description: Text => ["Description"],
        /// The vendor class that it belongs to.
        vendor_class: Name => ["VendorClass"],
        /// Values that are proposed.
        defaults: Many<Text> => ["DefaultValue"],
    }

    /// Deletes definitions.
    RemoveOptionDefinitions = RemoveOptionDefinition "__AllParameterSets" {
        /// Their numbers.
        ids: Many<u32> => ["OptionId"],
    } + may {
        /// The vendor class that they belong to.
        vendor_class: Name => ["VendorClass"],
    }

    /// Reads all classes.
    GetClasses = GetClass "__AllParameterSets" {}

    /// Makes a class.
    AddClass = AddClass "__AllParameterSets" {
        /// Its name.
        name: Name => ["Name"],
        /// What it groups clients by.
        kind: ClassType => ["Type"],
        /// What the client sends.
        data: Text => ["Data"],
    } + may {
        /// Free text.
        description: Text => ["Description"],
    }

    /// Changes a class.
    SetClass = SetClass "__AllParameterSets" {
        /// Its name.
        name: Name => ["Name"],
        /// What it groups clients by.
        kind: ClassType => ["Type"],
    } + may {
        /// What the client sends.
        data: Text => ["Data"],
        /// Free text.
        description: Text => ["Description"],
    }

    /// Deletes classes.
    RemoveClasses = RemoveClass "__AllParameterSets" {
        /// Their names.
        names: Many<Name> => ["Name"],
        /// What they group clients by.
        kind: ClassType => ["Type"],
    }
}
