//! What Windows would refuse, told from what both servers said, before anything is changed.
//!
//! Cmdlets that change both servers are not atomic: one that is refused half way leaves half of its
//! work. So what can be known is looked at first. Each obstacle has the code that Windows answers
//! with, and the fake of this crate's tests does.
//!
//! ```
//! use windows_dhcp::command::{RelationshipName, Scopes};
//! use windows_dhcp::preflight::{Side, create};
//!
//! let side = |server: &str| Side {
//!     server: server.to_owned(), relationships: Vec::new(), scopes: Vec::new(),
//! };
//! let (name, scopes) = (RelationshipName::new("branch")?, Scopes::one("10.0.8.0".parse()?));
//! let found = create(&side("win-1"), &side("win-2"), &name, &scopes);
//! assert_eq!(found[0].code().to_string(), "20005 (ERROR_DHCP_SUBNET_NOT_PRESENT)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::net::Ipv4Addr;

use crate::class::{ClientType, Failover, FailoverState};
use crate::command::{RelationshipName, Scopes};
use crate::fault::Code;
use crate::state::RecordedState;

/// How many relationships a server can have.
pub const MOST_RELATIONSHIPS: usize = 31;

/// What is known of a server.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its name.
    pub server: String,
    /// Its relationships.
    pub relationships: Vec<Failover>,
    /// Its scopes with the protocols that they are for.
    pub scopes: Vec<(Ipv4Addr, ClientType)>,
}

impl Side {
    /// What a recorded state says.
    #[must_use]
    pub fn of(state: &RecordedState) -> Self {
        let scopes = state.v4.scopes.iter().map(|scope| (scope.scope_id.0, scope.kind));
        let relationships = state.v4.failover.iter().map(|one| one.record.clone());
        Self {
            server: state.server.name.clone(),
            relationships: relationships.collect(),
            scopes: scopes.collect(),
        }
    }

    fn relationship(&self, name: &RelationshipName) -> Option<&Failover> {
        self.relationships.iter().find(|one| one.name == name.as_str())
    }

    fn scope(&self, scope: Ipv4Addr) -> Option<ClientType> {
        self.scopes.iter().find(|(id, _)| *id == scope).map(|(_, kind)| *kind)
    }

    fn holder(&self, scope: Ipv4Addr) -> Option<&Failover> {
        self.relationships.iter().find(|one| one.scope_id.iter().any(|id| id.0 == scope))
    }
}

/// Why Windows would refuse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// A server has 31 relationships.
    #[error("`{server}` has 31 relationships and takes no more; remove one there")]
    Full {
        /// The server.
        server: String,
    },
    /// A server has a relationship of that name.
    #[error("`{server}` has a relationship of this name already; take another name")]
    NameTaken {
        /// The server.
        server: String,
    },
    /// A server does not have the relationship.
    #[error("`{server}` has no relationship of this name; read both servers again")]
    NoRelationship {
        /// The server.
        server: String,
    },
    /// The relationship is not in the state Normal.
    #[error("the relationship is in the state {state} on `{server}`; wait for Normal")]
    NotNormal {
        /// The server.
        server: String,
        /// The state there.
        state: FailoverState,
    },
    /// The scope is for BOOTP alone.
    #[error("`{scope}` is for BOOTP alone; set its type to Dhcp or Both")]
    OnlyBootp {
        /// The scope.
        scope: Ipv4Addr,
    },
    /// The scope is in a relationship.
    #[error("`{scope}` is in the relationship `{relationship}` already; take it out there first")]
    ScopeInRelationship {
        /// The scope.
        scope: Ipv4Addr,
        /// The relationship.
        relationship: String,
    },
    /// The addressed server does not have the scope.
    #[error("`{server}` has no scope `{scope}`; make it there first")]
    NoScope {
        /// The server.
        server: String,
        /// The scope.
        scope: Ipv4Addr,
    },
    /// The scope is not in this relationship.
    #[error("`{scope}` is not in this relationship; leave it out")]
    NotInRelationship {
        /// The scope.
        scope: Ipv4Addr,
    },
    /// The partner has the scope already, as split scopes leave it.
    #[error("`{server}` has the scope `{scope}` already; export it and delete it there first")]
    ScopeOnPartner {
        /// The partner.
        server: String,
        /// The scope.
        scope: Ipv4Addr,
    },
}

impl Obstacle {
    /// What Windows answers.
    #[must_use]
    pub const fn code(&self) -> Code {
        Code(match self {
            Self::Full { .. } => 20128,
            Self::NameTaken { .. } => 20114,
            Self::NoRelationship { .. } => 20115,
            Self::NoScope { .. } => 20005,
            Self::NotInRelationship { .. } => 20116,
            Self::NotNormal { .. } => 20120,
            Self::OnlyBootp { .. } => 20131,
            Self::ScopeInRelationship { .. } => 20113,
            Self::ScopeOnPartner { .. } => 20052,
        })
    }
}

/// What stands against a new relationship, made by the addressed server.
#[must_use]
pub fn create(
    at: &Side,
    partner: &Side,
    name: &RelationshipName,
    scopes: &Scopes,
) -> Vec<Obstacle> {
    let mut found = Vec::new();
    for side in [at, partner] {
        if side.relationship(name).is_some() {
            found.push(Obstacle::NameTaken { server: side.server.clone() });
        }
        if side.relationships.len() >= MOST_RELATIONSHIPS {
            found.push(Obstacle::Full { server: side.server.clone() });
        }
    }
    found.extend(new_scopes(at, partner, scopes));
    found
}

/// What stands against scopes that are to join a relationship.
#[must_use]
pub fn add(at: &Side, partner: &Side, name: &RelationshipName, scopes: &Scopes) -> Vec<Obstacle> {
    let mut found = not_normal(at, partner, name);
    found.extend(new_scopes(at, partner, scopes));
    found
}

/// What stands against scopes leaving a relationship, which its state is not to be forced to.
#[must_use]
pub fn remove(
    at: &Side,
    partner: &Side,
    name: &RelationshipName,
    scopes: &Scopes,
) -> Vec<Obstacle> {
    let mut found = not_normal(at, partner, name);
    let held = at.relationship(name).map(|one| one.scope_id.as_slice()).unwrap_or_default();
    let missing = scopes.as_slice().iter().filter(|scope| !held.iter().any(|id| id.0 == **scope));
    found.extend(missing.map(|scope| Obstacle::NotInRelationship { scope: *scope }));
    found
}

fn not_normal(at: &Side, partner: &Side, name: &RelationshipName) -> Vec<Obstacle> {
    let of = |side: &Side| {
        let server = side.server.clone();
        match side.relationship(name) {
            None => Some(Obstacle::NoRelationship { server }),
            Some(one) if one.state != FailoverState::Normal => {
                Some(Obstacle::NotNormal { server, state: one.state })
            }
            Some(_) => None,
        }
    };
    [at, partner].into_iter().filter_map(of).collect()
}

fn new_scopes(at: &Side, partner: &Side, scopes: &Scopes) -> Vec<Obstacle> {
    let of = |scope: &Ipv4Addr| {
        let scope = *scope;
        match (at.scope(scope), at.holder(scope)) {
            (None, _) => Some(Obstacle::NoScope { server: at.server.clone(), scope }),
            (_, Some(held)) => {
                let relationship = held.name.clone();
                Some(Obstacle::ScopeInRelationship { scope, relationship })
            }
            (Some(ClientType::Bootp), _) => Some(Obstacle::OnlyBootp { scope }),
            _ if partner.scope(scope).is_some() => {
                Some(Obstacle::ScopeOnPartner { server: partner.server.clone(), scope })
            }
            _ => None,
        }
    };
    scopes.as_slice().iter().filter_map(of).collect()
}

/// What replication leaves as it is on the partner: it has to be made alike by other means.
pub const NOT_REPLICATED: &[(&str, &str)] = &[
    ("user and vendor classes", "Add-DhcpServerv4Class"),
    ("option definitions", "Add-DhcpServerv4OptionDefinition"),
    ("options of the server", "Set-DhcpServerv4OptionValue"),
    ("policies of the server", "Add-DhcpServerv4Policy"),
    ("filters of hardware addresses", "Add-DhcpServerv4Filter"),
    ("which filters are on", "Set-DhcpServerv4FilterList"),
    ("conflict detection", "Set-DhcpServerSetting"),
    ("dynamic DNS of the server", "Set-DhcpServerv4DnsSetting"),
    ("the account for dynamic DNS", "Set-DhcpServerDnsCredential"),
];
