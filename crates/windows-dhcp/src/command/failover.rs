//! Failover relationships.
//!
//! The addressed server is always the one whose view counts: a percentage is its share, a role is its
//! role, it is the source of a replication, and it keeps the scopes where a relationship ends. All
//! but the reading ones act on both servers and can stop between the two; read both again.

use super::builder::builders;
use super::{Many, One, Percent, RelationshipName, Scopes, Secret, ServerName, Time, Value};
use crate::class::ServerRole;

/// Whether the two servers authenticate their messages.
#[derive(Debug, Clone)]
pub enum Authentication {
    /// They do not: the cmdlet's default, not the console's.
    None,
    /// With this secret, which crosses the network in clear where the session does not encrypt;
    /// `-Force` skips the question about that.
    Secret(Secret),
}

impl Authentication {
    pub(super) fn values(&self) -> [Option<Value>; 2] {
        match self {
            Self::None => [None, None],
            Self::Secret(secret) => [Some(Value::Secret(secret.clone())), Some(Value::Switch)],
        }
    }
}

/// Whether a partner that is silent counts as down after a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutomaticSwitch {
    /// Never: the default.
    Off,
    /// After this time.
    After(Time),
}

impl AutomaticSwitch {
    pub(super) const fn values(&self) -> [Option<Value>; 2] {
        match self {
            Self::Off => [Some(Value::Boolean(false)), None],
            Self::After(time) => [Some(Value::Boolean(true)), Some(Value::Span(time.span()))],
        }
    }
}

builders! {
    /// Makes a relationship in load balance, and its scopes on the partner.
    AddLoadBalance = AddFailover "LoadBalance" {
        /// Its name on both servers.
        name: RelationshipName => ["Name"],
        /// The partner, in the form that both will show.
        partner: ServerName => ["PartnerServer"],
        /// Scopes of the addressed server. The partner must not have them yet.
        scopes: Scopes => ["ScopeId"],
        /// The share of clients that the addressed server answers.
        share: Percent => ["LoadBalancePercent"],
        /// Whether messages are authenticated.
        authentication: Authentication => ["SharedSecret", "Force"],
    } + may {
        /// How far a lease may reach beyond what the partner knows; an hour where left out.
        lead_time: Time => ["MaxClientLeadTime"],
        /// Whether a silent partner counts as down after a time; never where left out.
        switch: AutomaticSwitch => ["AutoStateTransition", "StateSwitchInterval"],
    }

    /// Makes a relationship in hot standby, and its scopes on the partner.
    AddHotStandby = AddFailover "HotStandby" {
        /// Its name on both servers.
        name: RelationshipName => ["Name"],
        /// The partner, in the form that both will show.
        partner: ServerName => ["PartnerServer"],
        /// Scopes of the addressed server. The partner must not have them yet.
        scopes: Scopes => ["ScopeId"],
        /// Whether the addressed server answers or waits.
        role: ServerRole => ["ServerRole"],
        /// The share of addresses that is kept for the standby.
        reserve: Percent => ["ReservePercent"],
        /// Whether messages are authenticated.
        authentication: Authentication => ["SharedSecret", "Force"],
    } + may {
        /// How far a lease may reach beyond what the partner knows; an hour where left out.
        lead_time: Time => ["MaxClientLeadTime"],
        /// Whether a silent partner counts as down after a time; never where left out.
        switch: AutomaticSwitch => ["AutoStateTransition", "StateSwitchInterval"],
    }

    /// Reads all relationships of the server.
    GetFailovers = GetFailover "Name" {}

    /// Reads relationships by their names.
    GetFailover = GetFailover "Name" {
        /// Names; each that is not there is an error of its own (20115).
        names: Many<RelationshipName> => ["Name"],
    }

    /// Reads the relationships that scopes are in.
    GetFailoverOfScopes = GetFailover "ScopeId" {
        /// Scopes; one that is in no relationship is an error (20116).
        scopes: Scopes => ["ScopeId"],
    }

    /// Sets the lead time.
    SetLeadTime = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// How far a lease may reach beyond what the partner knows.
        lead_time: Time => ["MaxClientLeadTime"],
    }

    /// Sets whether a silent partner counts as down after a time.
    SetAutomaticSwitch = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// After which time, if at all.
        switch: AutomaticSwitch => ["AutoStateTransition", "StateSwitchInterval"],
    }

    /// Sets the share of a relationship that is in load balance.
    SetShare = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// The share of clients that the addressed server answers.
        share: Percent => ["LoadBalancePercent"],
    }

    /// Sets the reserve of a relationship that is in hot standby.
    SetReserve = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// The share of addresses that is kept for the standby.
        reserve: Percent => ["ReservePercent"],
    }

    /// Turns a relationship in hot standby into one in load balance. Windows Server 2012 cannot.
    SwitchToLoadBalance = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// The share of clients that the addressed server answers.
        share: Percent => ["LoadBalancePercent"],
    } + always {
        "Mode": Value::Choice("LoadBalance"),
        // The change of the mode asks.
        "Force": Value::Switch,
    }

    /// Turns a relationship in load balance into one in hot standby. Windows Server 2012 cannot.
    /// Which server becomes the active one cannot be said: read both afterwards.
    SwitchToHotStandby = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// The share of addresses that is kept for the standby.
        reserve: Percent => ["ReservePercent"],
    } + always {
        "Mode": Value::Choice("HotStandby"),
        // The change of the mode asks.
        "Force": Value::Switch,
    }

    /// Sets the shared secret and switches authentication on.
    SetSharedSecret = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// The secret; the servers of a cluster each need it.
        secret: Secret => ["SharedSecret"],
    } + always {
        // The question whether the secret may cross the network.
        "Force": Value::Switch,
    }

    /// Switches authentication off.
    RemoveAuthentication = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
    } + always {
        "SharedSecret": Value::Null,
        "Force": Value::Switch,
    }

    /// Declares the partner down, on the addressed server alone: it takes over all addresses after
    /// the lead time. If the partner lives, both then hand out the same addresses.
    DeclarePartnerDown = SetFailover "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
    } + always {
        "PartnerDown": Value::Switch,
    }

    /// Ends a relationship. The addressed server keeps the scopes, **the partner's are deleted**.
    RemoveFailover = RemoveFailover "__AllParameterSets" {
        /// Which relationship.
        name: One<RelationshipName> => ["Name"],
    } + always {
        "Force": Value::Switch,
    }

    /// Takes scopes of the addressed server into a relationship, and makes them on the partner. The
    /// relationship must be in the state Normal (error 20120).
    AddFailoverScopes = AddFailoverScope "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// Scopes of the addressed server. The partner must not have them yet.
        scopes: Scopes => ["ScopeId"],
    }

    /// Takes scopes out of a relationship that is in the state Normal. The addressed server keeps
    /// them, **the partner's are deleted**.
    RemoveFailoverScopes = RemoveFailoverScope "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    }

    /// The same whatever state the relationship is in: the partner may not be there to be told.
    RemoveFailoverScopesInAnyState = RemoveFailoverScope "__AllParameterSets" {
        /// Which relationship.
        name: RelationshipName => ["Name"],
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + always {
        "Force": Value::Switch,
    }

    /// Replaces the partner's copy of scopes with that of the addressed server.
    ReplicateScopes = Replicate "ScopeId" {
        /// Which scopes.
        scopes: Scopes => ["ScopeId"],
    } + always {
        "Force": Value::Switch,
    }

    /// Replaces the partner's copy of every scope of a relationship.
    ReplicateRelationship = Replicate "Name" {
        /// Which relationship.
        name: One<RelationshipName> => ["Name"],
    } + always {
        "Force": Value::Switch,
    }

    /// Replaces the copies that all partners have of all failover scopes of the addressed server.
    ReplicateWholeServer = Replicate "Name" {
    } + always {
        "Force": Value::Switch,
    }
}
