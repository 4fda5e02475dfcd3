//! `scopes` and `scope show`.

use std::collections::HashMap;
use std::net::IpAddr;

use config_text::{Severity, escape_control};
use failover_model::authority::{self, Authority, Holding, ScopeRow};
use failover_model::drift::{Difference, Subject};
use failover_model::joint::Joint;
use failover_model::{
    Pool, PoolKind, Reservation, Scope, ServerConfig, ServerName, Setting, Value, Vendor,
};
use ipnet::IpNet;

use super::{Fleet, FleetError, help_unseen};
use crate::contract::{
    ElsewhereRecord, Health, OutsideRecord, PoolRecord, ReservationRecord, ScopeDocument,
    ScopeRecord, ScopesDocument, SettingRecord, SideStance,
};

/// Which scopes to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScopeFilter<'a> {
    /// Only those of a relationship.
    pub relationship: Option<&'a str>,
    /// Only those that hand out addresses and are in no relationship.
    pub unprotected: bool,
}

impl Fleet {
    /// Every scope with who answers for it.
    ///
    /// # Errors
    /// [`FleetError`] where the relationship is not known.
    pub fn scopes(&self, filter: ScopeFilter<'_>) -> Result<ScopesDocument, FleetError> {
        let only = filter.relationship.map(|name| self.find(name)).transpose()?;
        let rows = self.scope_rows();
        let reaching = self.reaching();
        let wanted = rows.iter().filter(|row| {
            let of =
                only.is_none_or(|only| row.authority == Authority::Relationship(only.id.clone()));
            of && (!filter.unprotected || row.unprotected())
        });
        let usages = self.usages();
        let record = |row| ScopeRecord { usage: usages.of(row), ..record(row, reaching.of(row)) };
        Ok(ScopesDocument {
            schema: "dhcpair.scopes/1",
            scopes: wanted.map(record).collect(),
            unread: self.unread().into_iter().filter(|one| one.managed).collect(),
        })
    }

    /// One scope as every server has it. Of a single address it is the smallest scope that it is in.
    ///
    /// # Errors
    /// [`FleetError::NoScope`] where no server has it, [`FleetError::ScopeUnseen`] where one that could not be read may.
    pub fn scope(&self, net: IpNet) -> Result<ScopeDocument, FleetError> {
        let all = self.scope_rows();
        let is_address = net.prefix_len() == net.max_prefix_len();
        let fits = |row: &&ScopeRow<'_>| row.net == net || is_address && row.net.contains(&net);
        let smallest = all.iter().filter(fits).max_by_key(|row| row.net.prefix_len());
        let Some(net) = smallest.map(|row| row.net) else { return Err(self.no_scope(net, &all)) };
        let rows: Vec<_> = all.into_iter().filter(|row| row.net == net).collect();
        let holdings = rows.iter().flat_map(|row| &row.holdings);
        let reaching = self.reaching();
        let mut mine: Vec<&Difference> =
            rows.iter().flat_map(|row| reaching.of(row).counting).collect();
        mine.sort_by(|a, b| a.path.cmp(&b.path));
        mine.dedup_by(|a, b| std::ptr::eq(*a, *b));
        let joint = self.joint.iter().filter(|one| one.scopes.contains(&net));
        let usages = self.usages();
        let record = |row| ScopeRecord { usage: usages.of(row), ..record(row, reaching.of(row)) };
        Ok(ScopeDocument {
            schema: "dhcpair.scope/1",
            scopes: rows.iter().map(record).collect(),
            stances: self.stances(holdings),
            drift: mine.into_iter().map(|one| self.difference_record(one, None)).collect(),
            joint: joint.map(|one| self.joint_record(one)).collect(),
        })
    }

    pub(super) fn scope_rows(&self) -> Vec<ScopeRow<'_>> {
        authority::scopes(&self.observations, &self.relationships)
    }

    fn reaching(&self) -> Reaching<'_> {
        let sorted = self.sorted();
        let mut reaching = Reaching::default();
        for one in sorted.counting {
            for net in &one.scopes {
                reaching.counting.entry(*net).or_default().push(one);
            }
        }
        for (one, _) in sorted.meant {
            for net in &one.scopes {
                reaching.meant.entry(*net).or_default().push(one);
            }
        }
        for one in &self.joint {
            for net in &one.scopes {
                reaching.joint.entry(*net).or_default().push(one);
            }
        }
        reaching
    }

    /// Relationships with scopes of which addresses are handed out twice, each with the first one.
    pub(super) fn broken_by_scopes(&self, rows: &[ScopeRow<'_>]) -> HashMap<String, IpNet> {
        let reaching = self.reaching();
        let broken = rows.iter().filter(|row| health(row, &reaching.of(row)) == Health::Broken);
        let mut found = HashMap::new();
        for row in broken {
            if let Authority::Relationship(id) = &row.authority {
                found.entry(id.clone()).or_insert(row.net);
            }
        }
        found
    }

    /// What each server has of a scope, once: it may be in two relationships there.
    fn stances<'a>(&self, holdings: impl Iterator<Item = &'a Holding<'a>>) -> Vec<SideStance> {
        let mut known: Vec<&Scope> = Vec::new();
        let mut found = Vec::new();
        for one in holdings {
            if !known.iter().any(|scope| std::ptr::eq(*scope, one.scope)) {
                known.push(one.scope);
                found.extend(self.stance(one));
            }
        }
        found
    }

    /// Why there is no such scope: a server that was not read may have it.
    fn no_scope(&self, net: IpNet, all: &[ScopeRow<'_>]) -> FleetError {
        let around = all.iter().find(|row| row.net.contains(&net) || net.contains(&row.net));
        let around = around.map(|row| format!("there is `{}`", row.net));
        let unread = self.unread_servers();
        if let Some(first) = unread.first() {
            let help = help_unseen(around, first);
            return FleetError::ScopeUnseen { net, unread, help };
        }
        let help = around.unwrap_or_else(|| "list them with `dhcpair scopes`".to_owned());
        FleetError::NoScope { net, help }
    }

    fn stance(&self, holding: &Holding<'_>) -> Option<SideStance> {
        let seen = self.observations.get(self.position(holding.server)?)?;
        let configs = seen.configs.known()?;
        let config = configs.iter().find(|config| {
            config.scopes().iter().any(|scope| std::ptr::eq(scope, holding.scope))
        })?;
        let scope = holding.scope;
        let effective = config.effective(scope.context);
        let single = effective.single.values().map(|(setting, _)| *setting);
        let sequence = effective.sequence.iter().map(|(setting, _)| *setting);
        let setting = |setting: &Setting| self.setting(holding.server, setting);
        let settings = single.chain(sequence).map(setting).collect();
        let pool = |pool: &Pool| self.pool(holding.server, config, pool);
        Some(SideStance {
            server: escape_control(holding.server.as_str()),
            at: scope.span.and_then(|span| self.place(holding.server, span)),
            enabled: scope.enabled,
            network: scope.network.as_deref().map(escape_control),
            pools: scope.pools.iter().map(pool).collect(),
            excluded: scope.excluded.iter().map(|(range, _)| range.to_string()).collect(),
            settings,
            reservations: reservations(config, scope),
        })
    }

    fn setting(&self, server: &ServerName, setting: &Setting) -> SettingRecord {
        SettingRecord {
            setting: escape_control(&setting.key),
            value: escape_control(&setting.value.to_string()),
            understood: !matches!(setting.value, Value::NotUnderstood(_)),
            at: setting.span.and_then(|span| self.place(server, span)),
        }
    }

    fn pool(&self, server: &ServerName, config: &ServerConfig, pool: &Pool) -> PoolRecord {
        let own = config.context(pool.context).map(|context| context.settings.as_slice());
        let own = own.unwrap_or_default().iter();
        let relationship = pool.relationship.and_then(|ix| config.relationship(ix));
        let relationship = relationship.and_then(|side| side.name.as_deref());
        let delegated = match pool.kind {
            PoolKind::Addresses => String::new(),
            PoolKind::Prefixes { delegated } => format!(" in /{delegated}"),
        };
        PoolRecord {
            addresses: format!("{}{delegated}", pool.addresses),
            relationship: relationship.map(escape_control),
            settings: own.map(|setting| self.setting(server, setting)).collect(),
        }
    }
}

/// The differences that reach each scope, and what its servers show together.
#[derive(Default)]
struct Reaching<'a> {
    counting: HashMap<IpNet, Vec<&'a Difference>>,
    meant: HashMap<IpNet, Vec<&'a Difference>>,
    joint: HashMap<IpNet, Vec<&'a Joint>>,
}

/// Those that reach one row.
struct Reached<'a> {
    counting: Vec<&'a Difference>,
    meant: Vec<&'a Difference>,
    /// The worst of what the servers show together.
    joint: Option<Severity>,
}

impl<'a> Reaching<'a> {
    fn of(&self, row: &ScopeRow<'_>) -> Reached<'a> {
        let servers: Vec<&ServerName> = row
            .holdings
            .iter()
            .map(|one| one.server)
            .chain(&row.missing)
            .chain(row.elsewhere.iter().map(|(server, _)| server))
            .collect();
        // What a server has in two relationships differs in one of them, unless it says which not.
        let other = |one: &Difference| match (&row.authority, one.path.relationship()) {
            (Authority::Relationship(id), Some(of)) => of != id && row.elsewhere.is_empty(),
            _ => false,
        };
        let mine = |all: &HashMap<IpNet, Vec<&'a Difference>>| {
            let here = all.get(&row.net).into_iter().flatten().copied();
            here.filter(|one| one.servers.iter().all(|(_, server)| servers.contains(&server)))
                .filter(|one| !other(one))
                .collect()
        };
        let joint =
            self.joint.get(&row.net).into_iter().flatten().filter(|one| match &row.authority {
                Authority::Relationship(id) => one.relationships.contains(id),
                _ => row
                    .holdings
                    .iter()
                    .any(|held| one.places.iter().any(|(at, ..)| at == held.server)),
            });
        let joint = joint.map(|one| one.severity).max();
        Reached { counting: mine(&self.counting), meant: mine(&self.meant), joint }
    }
}

/// How well a scope is looked after. What differs between the partners counts unless it is meant;
/// so does what they show together unless a comment allows it.
fn health(row: &ScopeRow<'_>, reached: &Reached<'_>) -> Health {
    let hurts = |one: &&&Difference| one.severity > Severity::Note;
    let shape = |one: &&&Difference| {
        let shapes = [Subject::Scope, Subject::Enabled, Subject::Membership, Subject::Range];
        shapes.contains(&one.subject)
    };
    let differs = reached.counting.iter().any(|one| hurts(&one));
    let twice = !row.rivals.is_empty() && reached.counting.iter().any(|one| shape(&one));
    let partly = matches!(row.authority, Authority::Relationship(_)) && row.unprotected();
    let off = row.holdings.iter().filter(|one| !one.scope.enabled).count();
    let uneven = off > 0 && off < row.holdings.len();
    let apart = !row.missing.is_empty() || !row.elsewhere.is_empty() || partly || uneven;
    let meant = reached.meant.iter().any(|one| shape(&one));
    if twice || reached.joint == Some(Severity::Error) {
        Health::Broken
    } else if (apart && !meant) || differs || reached.joint == Some(Severity::Warning) {
        Health::AtRisk
    } else if !row.unread.is_empty() || row.authority == Authority::Unknown {
        Health::Unknown
    } else if row.unprotected() && !meant {
        Health::AtRisk
    } else {
        Health::Well
    }
}

fn record(row: &ScopeRow<'_>, reached: Reached<'_>) -> ScopeRecord {
    let word = match (&row.authority, row.vendor) {
        (Authority::Relationship(_), Vendor::Kea) => "high-availability",
        (Authority::Relationship(_), _) => "failover",
        (Authority::Single, _) => "single",
        (Authority::Split, _) => "split",
        (Authority::Uncoordinated, _) => "uncoordinated",
        (Authority::Nobody, _) => "none",
        (Authority::Unknown, _) => "unknown",
    };
    let relationship = match &row.authority {
        Authority::Relationship(id) => Some(escape_control(id)),
        _ => None,
    };
    let outside =
        row.holdings.iter().filter(|one| relationship.is_some() && !one.outside.is_empty());
    let outside = outside.map(|one| OutsideRecord {
        server: escape_control(one.server.as_str()),
        addresses: one.outside.to_string(),
    });
    let elsewhere = row.elsewhere.iter().map(|(server, id)| ElsewhereRecord {
        server: escape_control(server.as_str()),
        relationship: escape_control(id),
    });
    let escaped = |all: &[String]| all.iter().map(|one| escape_control(one)).collect();
    ScopeRecord {
        scope: row.net.to_string(),
        vendor: row.vendor.to_string(),
        authority: word.to_owned(),
        health: health(row, &reached),
        outside: outside.collect(),
        relationship,
        servers: row.holdings.iter().map(|one| escape_control(one.server.as_str())).collect(),
        missing: row.missing.iter().map(|one| escape_control(one.as_str())).collect(),
        elsewhere: elsewhere.collect(),
        also_in: escaped(&row.also_in),
        rivals: escaped(&row.rivals),
        unread: escaped(&row.unread),
        addresses: row.addresses().count().to_string(),
        usage: Vec::new(),
        enabled: row.holdings.iter().map(|one| one.scope.enabled).collect(),
        unprotected: row.unprotected(),
        drift: reached.counting.len(),
    }
}

/// The reservations written in a scope, and those whose address lies in it.
fn reservations(config: &ServerConfig, scope: &Scope) -> Vec<ReservationRecord> {
    let inside = |address: &IpAddr| scope.net.contains(address);
    let belongs = |one: &&Reservation| match one.scope.and_then(|ix| config.scope(ix)) {
        Some(written) => std::ptr::eq(written, scope),
        None => one.addresses.iter().any(inside),
    };
    let mine = config.reservations().iter().filter(belongs);
    mine.map(|one| {
        let addresses = one.addresses.iter().map(ToString::to_string);
        let prefixes = one.prefixes.iter().map(ToString::to_string);
        let identifiers = one.identifiers.iter();
        ReservationRecord {
            name: one.name.as_deref().map(escape_control),
            addresses: addresses.chain(prefixes).collect(),
            identifiers: identifiers
                .map(|id| (escape_control(&id.kind), escape_control(&id.value)))
                .collect(),
        }
    })
    .collect()
}
