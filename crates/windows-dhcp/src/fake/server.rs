//! What a fake server has.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use serde_json::{Value as Json, json};

use crate::TimeSpan;
use crate::class::FailoverState;

use super::Object;

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeServer {
    /// Its name.
    pub name: String,
    /// Its scopes.
    pub scopes: BTreeMap<Ipv4Addr, FakeScope>,
    /// Its relationships by name.
    pub relationships: BTreeMap<String, FakeRelationship>,
    /// Options of the server, by number.
    pub options: BTreeMap<u32, Vec<String>>,
}

/// A scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeScope {
    /// Name.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Mask of the network.
    pub mask: Ipv4Addr,
    /// First and last address.
    pub range: (Ipv4Addr, Ipv4Addr),
    /// Whether it is served.
    pub active: bool,
    /// `Dhcp`, `Bootp`, `Both`.
    pub kind: String,
    /// Lease time in seconds.
    pub lease: u64,
    /// Exclusions: first and last address.
    pub exclusions: BTreeSet<(Ipv4Addr, Ipv4Addr)>,
    /// Reservations: client and name, by address.
    pub reservations: BTreeMap<Ipv4Addr, (String, String)>,
    /// Options by number.
    pub options: BTreeMap<u32, Vec<String>>,
    /// Active leases.
    pub leases: usize,
}

/// One side of a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FakeRelationship {
    /// The partner.
    pub partner: String,
    /// Hot standby, and whether this server is the active one.
    pub standby: Option<bool>,
    /// Its share in load balance, else the reserve.
    pub percent: u32,
    /// Its scopes.
    pub scopes: BTreeSet<Ipv4Addr>,
    /// Lead time in seconds.
    pub lead_time: u64,
    /// Seconds after which a silent partner counts as down.
    pub switch: Option<u64>,
    /// The secret, where messages are authenticated.
    pub secret: Option<String>,
    /// Whether this server made it.
    pub primary: bool,
    /// Its state.
    pub state: FailoverState,
}

fn span(seconds: u64) -> Json {
    TimeSpan::from_seconds(seconds).to_string().into()
}

impl FakeServer {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            scopes: BTreeMap::new(),
            relationships: BTreeMap::new(),
            options: BTreeMap::new(),
        }
    }

    pub(super) fn settle(&mut self, connected: bool) {
        for one in self.relationships.values_mut() {
            one.state = match one.state {
                FailoverState::PartnerDown if !connected => FailoverState::PartnerDown,
                _ if connected => FailoverState::Normal,
                _ => FailoverState::CommunicationInterrupted,
            };
        }
    }

    /// The relationship that a scope is in.
    pub(super) fn holder(&self, scope: Ipv4Addr) -> Option<&str> {
        let holds = |one: &(&String, &FakeRelationship)| one.1.scopes.contains(&scope);
        self.relationships.iter().find(holds).map(|(name, _)| name.as_str())
    }

    /// `DhcpServerv4Failover`.
    pub(super) fn relationship_object(&self, name: &str) -> Option<Json> {
        let one = self.relationships.get(name)?;
        let (primary, secondary) = match one.primary {
            true => (&self.name, &one.partner),
            false => (&one.partner, &self.name),
        };
        let object = Object::from([
            ("Name", name.into()),
            ("PartnerServer", one.partner.as_str().into()),
            ("Mode", if one.standby.is_some() { "HotStandby" } else { "LoadBalance" }.into()),
            (
                "ServerRole",
                match one.standby {
                    Some(true) => "Active".into(),
                    Some(false) => "Standby".into(),
                    None => Json::Null,
                },
            ),
            ("LoadBalancePercent", one.standby.map_or(json!(one.percent), |_| Json::Null)),
            ("ReservePercent", one.standby.map_or(Json::Null, |_| json!(one.percent))),
            ("ScopeId", one.scopes.iter().map(ToString::to_string).collect()),
            ("MaxClientLeadTime", span(one.lead_time)),
            ("AutoStateTransition", one.switch.is_some().into()),
            ("StateSwitchInterval", one.switch.map_or(Json::Null, span)),
            ("State", one.state.as_str().into()),
            ("EnableAuth", one.secret.is_some().into()),
            ("PrimaryServerName", primary.as_str().into()),
            ("SecondaryServerName", secondary.as_str().into()),
            ("ServerType", if one.primary { "PrimaryServer" } else { "SecondaryServer" }.into()),
        ]);
        Some(json!(object))
    }

    /// `DhcpServerv4Scope`.
    pub(super) fn scope_object(&self, id: Ipv4Addr) -> Option<Json> {
        let one = self.scopes.get(&id)?;
        let object = Object::from([
            ("ScopeId", id.to_string().into()),
            ("Name", one.name.as_str().into()),
            ("Description", one.description.as_str().into()),
            ("SubnetMask", one.mask.to_string().into()),
            ("StartRange", one.range.0.to_string().into()),
            ("EndRange", one.range.1.to_string().into()),
            ("LeaseDuration", span(one.lease)),
            ("State", if one.active { "Active" } else { "Inactive" }.into()),
            ("Type", one.kind.as_str().into()),
            ("MaxBootpClients", u32::MAX.into()),
            ("ActivatePolicies", true.into()),
            ("NapEnable", false.into()),
            ("Delay", 0.into()),
        ]);
        Some(json!(object))
    }
}
