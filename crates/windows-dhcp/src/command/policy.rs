//! Policies and their address ranges.

use std::net::Ipv4Addr;

use super::builder::builders;
use super::{Many, Name, Time, Value};
use crate::class::Condition;
use crate::quote::Text;

/// Where a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// For all scopes of the server.
    Server,
    /// For one scope.
    Scope(Ipv4Addr),
}

impl Level {
    /// `ScopeId`.
    pub(super) const fn values(&self) -> [Option<Value>; 1] {
        match self {
            Self::Server => [None],
            Self::Scope(scope) => [Some(Value::Address(*scope))],
        }
    }
}

builders! {
    /// Reads the policies of a level.
    GetPolicies = GetPolicy "__AllParameterSets" {
        /// Where they are.
        level: Level => ["ScopeId"],
    }

    /// Makes a policy. Each match list begins with an operator (`EQ`, `NE`).
    AddPolicy = AddPolicy "__AllParameterSets" {
        /// Its name.
        name: Name => ["Name"],
        /// Where it is.
        level: Level => ["ScopeId"],
        /// How its match lists are combined.
        condition: Condition => ["Condition"],
        /// Whether it is applied.
        enabled: bool => ["Enabled"],
    } + may {
        /// Free text.
        description: Text => ["Description"],
        /// Its position among the policies of its level, from 1.
        order: u16 => ["ProcessingOrder"],
        /// Vendor classes.
        vendor_class: Many<Text> => ["VendorClass"],
        /// User classes.
        user_class: Many<Text> => ["UserClass"],
        /// Hardware addresses.
        mac_address: Many<Text> => ["MacAddress"],
        /// Client identifiers.
        client_id: Many<Text> => ["ClientId"],
        /// Relay agent information as a whole.
        relay_agent: Many<Text> => ["RelayAgent"],
        /// Circuit ids.
        circuit_id: Many<Text> => ["CircuitId"],
        /// Remote ids.
        remote_id: Many<Text> => ["RemoteId"],
        /// Subscriber ids.
        subscriber_id: Many<Text> => ["SubscriberId"],
        /// Fully qualified names.
        fqdn: Many<Text> => ["Fqdn"],
        /// Lease time for its clients.
        lease_time: Time => ["LeaseDuration"],
    }

    /// Changes a policy.
    SetPolicy = SetPolicy "__AllParameterSets" {
        /// Its name.
        name: Name => ["Name"],
        /// Where it is.
        level: Level => ["ScopeId"],
    } + may {
        /// Its new name.
        new_name: Name => ["NewName"],
        /// How its match lists are combined.
        condition: Condition => ["Condition"],
        /// Whether it is applied.
        enabled: bool => ["Enabled"],
        /// Free text.
        description: Text => ["Description"],
        /// Its position among the policies of its level, from 1.
        order: u16 => ["ProcessingOrder"],
        /// Vendor classes.
        vendor_class: Many<Text> => ["VendorClass"],
        /// User classes.
        user_class: Many<Text> => ["UserClass"],
        /// Hardware addresses.
        mac_address: Many<Text> => ["MacAddress"],
        /// Client identifiers.
        client_id: Many<Text> => ["ClientId"],
        /// Relay agent information as a whole.
        relay_agent: Many<Text> => ["RelayAgent"],
        /// Circuit ids.
        circuit_id: Many<Text> => ["CircuitId"],
        /// Remote ids.
        remote_id: Many<Text> => ["RemoteId"],
        /// Subscriber ids.
        subscriber_id: Many<Text> => ["SubscriberId"],
        /// Fully qualified names.
        fqdn: Many<Text> => ["Fqdn"],
        /// Lease time for its clients.
        lease_time: Time => ["LeaseDuration"],
    }

    /// Deletes policies of a level.
    RemovePolicies = RemovePolicy "__AllParameterSets" {
        /// Their names.
        names: Many<Name> => ["Name"],
        /// Where they are.
        level: Level => ["ScopeId"],
    }

    /// Reads the address ranges of all policies of a scope.
    GetPolicyRanges = GetPolicyIPRange "__AllParameterSets" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }

    /// Gives addresses to the clients of a policy.
    AddPolicyRange = AddPolicyIPRange "__AllParameterSets" {
        /// The policy.
        policy: Name => ["Name"],
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
        /// The first address.
        start: Ipv4Addr => ["StartRange"],
        /// The last address.
        end: Ipv4Addr => ["EndRange"],
    }

    /// Takes one range from a policy.
    RemovePolicyRange = RemovePolicyIPRange "__AllParameterSets" {
        /// The policy.
        policy: Name => ["Name"],
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
        /// The first address.
        start: Ipv4Addr => ["StartRange"],
        /// The last address.
        end: Ipv4Addr => ["EndRange"],
    }

    /// Takes every range from a policy.
    RemoveAllRangesOfPolicy = RemovePolicyIPRange "__AllParameterSets" {
        /// The policy.
        policy: Name => ["Name"],
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }
}
