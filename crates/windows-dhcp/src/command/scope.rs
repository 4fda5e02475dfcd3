//! Scopes, their exclusions and statistics, and superscopes.

use std::net::Ipv4Addr;

use super::builder::builders;
use super::{Given, Name, One, ScopeName, Scopes, Time, Value};
use crate::class::ClientType;
use crate::quote::Text;

/// Whether a scope is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It is.
    Active,
    /// It is not.
    Inactive,
}

impl Activity {
    /// As the parameter has it, which is not as the class shows it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "InActive",
        }
    }
}

/// Scopes for a cmdlet that takes them as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsTexts(pub Scopes);

builders! {
    /// Reads all scopes.
    GetAllScopes = GetScope "__AllParameterSets" {}

    /// Reads scopes.
    GetScopes = GetScope "__AllParameterSets" {
        /// Which.
        scopes: Scopes => ["ScopeId"],
    }

    /// Makes a scope.
    AddScope = AddScope "__AllParameterSets" {
        /// Its name.
        name: ScopeName => ["Name"],
        /// The first address that is handed out.
        start: Ipv4Addr => ["StartRange"],
        /// The last address that is handed out.
        end: Ipv4Addr => ["EndRange"],
        /// The mask of its network.
        mask: Ipv4Addr => ["SubnetMask"],
        /// Whether it is served from now on; the cmdlet's default is that it is.
        activity: Activity => ["State"],
    } + may {
        /// Free text.
        description: Text => ["Description"],
        /// The superscope it joins.
        superscope: Name => ["SuperscopeName"],
        /// Lease time; 8 days where left out.
        lease_time: Time => ["LeaseDuration"],
        /// Milliseconds by which offers are held back.
        delay: u16 => ["Delay"],
        /// Protocols that it is for.
        kind: ClientType => ["Type"],
        /// How many BOOTP clients it takes.
        bootp_clients: u32 => ["MaxBootpClients"],
        /// Whether its policies are applied.
        policies: bool => ["ActivatePolicies"],
        /// Profile of network access protection.
        nap_profile: Text => ["NapProfile"],
        /// Network access protection.
        nap: Given => ["NapEnable"],
    }

    /// Changes a scope, but not its range.
    SetScope = SetScope "WithoutRange" {
        /// Which.
        scope: Ipv4Addr => ["ScopeId"],
    } + may {
        /// Its new name.
        name: ScopeName => ["Name"],
        /// Free text.
        description: Text => ["Description"],
        /// Whether it is served.
        activity: Activity => ["State"],
        /// The superscope it joins.
        superscope: Name => ["SuperscopeName"],
        /// Lease time.
        lease_time: Time => ["LeaseDuration"],
        /// Milliseconds by which offers are held back.
        delay: u16 => ["Delay"],
        /// Protocols that it is for; refused for a scope in failover (error 20129).
        kind: ClientType => ["Type"],
        /// How many BOOTP clients it takes.
        bootp_clients: u32 => ["MaxBootpClients"],
        /// Whether its policies are applied.
        policies: bool => ["ActivatePolicies"],
        /// Profile of network access protection.
        nap_profile: Text => ["NapProfile"],
        /// Whether network access protection is on.
        nap: bool => ["NapEnable"],
    }

    /// Changes the range of a scope.
    SetScopeRange = SetScope "WithRange" {
        /// Which.
        scope: Ipv4Addr => ["ScopeId"],
        /// The first address that is handed out.
        start: Ipv4Addr => ["StartRange"],
        /// The last address that is handed out.
        end: Ipv4Addr => ["EndRange"],
    }

    /// Deletes a scope without active leases. One in failover is refused (error 20113).
    RemoveScope = RemoveScope "__AllParameterSets" {
        /// Which.
        scope: One<Ipv4Addr> => ["ScopeId"],
    }

    /// Deletes a scope with the leases that it has.
    RemoveScopeWithLeases = RemoveScope "__AllParameterSets" {
        /// Which.
        scope: One<Ipv4Addr> => ["ScopeId"],
    } + always {
        "Force": Value::Switch,
    }

    /// Reads the exclusions of all scopes.
    GetAllExclusions = GetExclusionRange "__AllParameterSets" {}

    /// Reads the exclusions of scopes.
    GetExclusions = GetExclusionRange "__AllParameterSets" {
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    }

    /// Keeps addresses of a scope's range from being handed out.
    AddExclusion = AddExclusionRange "__AllParameterSets" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
        /// The first address.
        start: Ipv4Addr => ["StartRange"],
        /// The last address.
        end: Ipv4Addr => ["EndRange"],
    }

    /// Hands out the addresses of one exclusion again.
    RemoveExclusion = RemoveExclusionRange "__AllParameterSets" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
        /// The first address.
        start: Ipv4Addr => ["StartRange"],
        /// The last address.
        end: Ipv4Addr => ["EndRange"],
    }

    /// Hands out the addresses of every exclusion of a scope again.
    RemoveAllExclusionsOfScope = RemoveExclusionRange "__AllParameterSets" {
        /// The scope.
        scope: Ipv4Addr => ["ScopeId"],
    }

    /// Reads how full all scopes are, with the partner's part.
    GetAllScopeStatistics = GetScopeStatistics "__AllParameterSets" {
    } + always {
        "Failover": Value::Switch,
    }

    /// Reads how full scopes are, with the partner's part.
    GetScopeStatistics = GetScopeStatistics "__AllParameterSets" {
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + always {
        "Failover": Value::Switch,
    }

    /// Reads all superscopes.
    GetSuperscopes = GetSuperscope "__AllParameterSets" {}

    /// Joins scopes that are in no superscope, making it where it is not there.
    AddToSuperscope = AddSuperscope "__AllParameterSets" {
        /// The superscope.
        name: Name => ["SuperscopeName"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    }

    /// Joins scopes, and takes them out of the superscopes that they are in.
    MoveToSuperscope = AddSuperscope "__AllParameterSets" {
        /// The superscope.
        name: Name => ["SuperscopeName"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + always {
        "Force": Value::Switch,
    }

    /// Takes scopes out of a superscope.
    RemoveFromSuperscope = RemoveSuperscope "__AllParameterSets" {
        /// The superscope.
        name: Name => ["SuperscopeName"],
        /// Which scopes.
        scopes: AsTexts => ["ScopeId"],
    }

    /// Deletes a superscope. Its scopes stay.
    RemoveWholeSuperscope = RemoveSuperscope "__AllParameterSets" {
        /// The superscope.
        name: Name => ["SuperscopeName"],
    }
}
