//! `scopes` and `scope show`.

use std::net::IpAddr;

use config_text::escape_control;
use failover_model::authority::{self, Authority, Holding, ScopeRow};
use failover_model::{
    Pool, PoolKind, Reservation, Scope, ServerConfig, ServerName, Setting, Value, Vendor,
};
use ipnet::IpNet;

use super::{Fleet, FleetError};
use crate::contract::{
    PoolRecord, ReservationRecord, ScopeDocument, ScopeRecord, ScopesDocument, SettingRecord,
    SideStance,
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
        let wanted = rows.iter().filter(|row| {
            let of =
                only.is_none_or(|only| row.authority == Authority::Relationship(only.id.clone()));
            of && (!filter.unprotected || row.unprotected())
        });
        Ok(ScopesDocument {
            schema: "dhcpair.scopes/1",
            scopes: wanted.map(record).collect(),
            unread: self.unread().into_iter().filter(|one| one.managed).collect(),
        })
    }

    /// One scope as every server has it.
    ///
    /// # Errors
    /// [`FleetError::NoScope`] where no server that could be read has it.
    pub fn scope(&self, net: IpNet) -> Result<ScopeDocument, FleetError> {
        let rows: Vec<_> = self.scope_rows().into_iter().filter(|row| row.net == net).collect();
        if rows.is_empty() {
            return Err(self.no_scope(net));
        }
        let holdings = rows.iter().flat_map(|row| &row.holdings);
        let sorted = self.sorted();
        let mine = sorted.counting.iter().filter(|one| one.scopes.contains(&net));
        Ok(ScopeDocument {
            schema: "dhcpair.scope/1",
            scopes: rows.iter().map(record).collect(),
            stances: holdings.filter_map(|one| self.stance(one)).collect(),
            drift: mine.map(|one| self.difference_record(one, None)).collect(),
        })
    }

    pub(super) fn scope_rows(&self) -> Vec<ScopeRow<'_>> {
        authority::scopes(&self.observations, &self.relationships)
    }

    fn no_scope(&self, net: IpNet) -> FleetError {
        let around = self.scope_rows();
        let around = around.iter().find(|row| row.net.contains(&net) || net.contains(&row.net));
        let unread = self.unread().iter().any(|one| one.managed);
        let help = match around {
            Some(row) => format!("there is `{}`", row.net),
            None if unread => "a server could not be read: `dhcpair servers` says which".to_owned(),
            None => "list them with `dhcpair scopes`".to_owned(),
        };
        FleetError::NoScope { net: net.to_string(), help }
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

fn record(row: &ScopeRow<'_>) -> ScopeRecord {
    let word = match (&row.authority, row.vendor) {
        (Authority::Relationship(_), Vendor::Kea) => "high-availability",
        (Authority::Relationship(_), _) => "failover",
        (Authority::Single, _) => "single",
        (Authority::Split, _) => "split",
        (Authority::Uncoordinated, _) => "uncoordinated",
        (Authority::Unknown, _) => "unknown",
    };
    let relationship = match &row.authority {
        Authority::Relationship(id) => Some(escape_control(id)),
        _ => None,
    };
    ScopeRecord {
        scope: row.net.to_string(),
        vendor: row.vendor.to_string(),
        authority: word.to_owned(),
        relationship,
        servers: row.holdings.iter().map(|one| escape_control(one.server.as_str())).collect(),
        missing: row.missing.iter().map(|one| escape_control(one.as_str())).collect(),
        unread: row.unread.iter().map(|one| escape_control(one)).collect(),
        addresses: row.addresses().count().to_string(),
        enabled: row.holdings.iter().map(|one| one.scope.enabled).collect(),
        unprotected: row.unprotected(),
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
