//! The groups of addresses of which one is as good as another to a client.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

use failover_model::{
    AddressSet, Pool, PoolKind, RelationshipIx, Role, Scope, ServerConfig, Setting,
};
use ipnet::IpNet;

/// Addresses of one or several pools that dhcpd counts together.
#[derive(Debug, Clone)]
pub(super) struct Stock {
    /// The scopes, sorted.
    pub(super) nets: Vec<IpNet>,
    /// The shared network that is declared around them.
    pub(super) network: Option<Arc<str>>,
    pub(super) relationship: Option<RelationshipIx>,
    /// The server's role in it; [`None`] outside of every relationship.
    pub(super) role: Option<Role>,
    pub(super) addresses: AddressSet,
    /// What else has to be alike, for dhcpd to make one pool of two.
    terms: BTreeSet<(Arc<str>, String)>,
}

impl Stock {
    /// An address of it.
    pub(super) fn first(&self) -> Option<Ipv4Addr> {
        match self.addresses.ranges().first()?.start() {
            std::net::IpAddr::V4(address) => Some(address),
            std::net::IpAddr::V6(_) => None,
        }
    }

    /// One of several that are counted together, or none of none.
    pub(super) fn merged(all: Vec<Self>) -> Option<Self> {
        let mut nets: Vec<IpNet> = all.iter().flat_map(|one| &one.nets).copied().collect();
        nets.sort_unstable();
        nets.dedup();
        let addresses = all.iter().flat_map(|one| one.addresses.ranges()).copied().collect();
        Some(Self { nets, addresses, ..all.into_iter().next()? })
    }
}

/// Every pool of every scope by itself.
pub(super) fn of(config: &ServerConfig) -> Vec<Stock> {
    let pools = config.scopes().iter().filter(|scope| scope.enabled).flat_map(|scope| {
        let pools = scope.pools.iter().filter(|pool| pool.kind == PoolKind::Addresses);
        pools.map(move |pool| (scope, pool))
    });
    let all = pools.map(|(scope, pool)| one(config, scope, pool));
    all.filter(|stock| stock.first().is_some()).collect()
}

fn one(config: &ServerConfig, scope: &Scope, pool: &Pool) -> Stock {
    let side = pool.relationship.and_then(|ix| config.relationship(ix));
    let own = config.context(pool.context).map_or(&[][..], |context| &context.settings);
    let term = |one: &Setting| (Arc::clone(&one.key), one.value.to_string());
    Stock {
        nets: vec![scope.net],
        network: scope.network.clone(),
        relationship: pool.relationship,
        // A side without a role is a primary to dhcpd.
        role: side.map(|side| side.role.unwrap_or(Role::Primary)),
        addresses: pool.addresses.clone(),
        terms: own.iter().map(term).collect(),
    }
}

/// Those together that dhcpd counts together, as far as the configuration tells: of one network, one peer, and the same
/// terms.
pub(super) fn joined(all: Vec<Stock>) -> Vec<Stock> {
    let mut joined: Vec<Vec<Stock>> = Vec::new();
    let mut known = BTreeMap::new();
    for stock in all {
        let alone = if stock.network.is_none() { stock.nets.clone() } else { Vec::new() };
        let alike = (stock.network.clone(), alone, stock.relationship, stock.terms.clone());
        let at = *known.entry(alike).or_insert(joined.len());
        match joined.get_mut(at) {
            Some(known) => known.push(stock),
            None => joined.push(vec![stock]),
        }
    }
    joined.into_iter().filter_map(Stock::merged).collect()
}
