//! Subnets, and the pools whose addresses lie in them.
//!
//! What counts is which addresses a subnet hands out and under which conditions. A pool in a shared
//! network is cut into one pool for each subnet that it draws from; ranges that stand directly in a
//! subnet form a pool without conditions, which no failover peer ever covers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use config_text::Span;
use dhcpd_conf::{Config, PermitKind, Pool, ScopeIx, ScopeKind};
use failover_model::{
    AddressRange, Context, ContextIx, PoolKind, RelationshipIx, ScopeIx as ModelScope,
    ServerConfig, Setting,
};

use super::places::Places;

/// What subnets are there and what they hand out, before they are in the model.
pub(super) struct Served {
    /// The subnet of each scope that is one, by the number in [`Config::subnets`].
    subnets: HashMap<ScopeIx, usize>,
    /// The shared network of each subnet that is in one.
    networks: HashMap<ScopeIx, Arc<str>>,
    /// Subnets that only ignore their clients.
    disabled: BTreeSet<ScopeIx>,
    parts: BTreeMap<Part, Vec<(AddressRange, Span)>>,
}

/// Addresses of one pool in one subnet that are handed out alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    subnet: usize,
    /// `None` for what stands directly in the subnet.
    pool: Option<usize>,
    what: What,
}

/// What a range hands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Addresses,
    /// `range dynamic-bootp`
    Bootp,
    /// `range6 ... temporary`
    Temporary,
    /// `prefix6`, with the length of the prefixes.
    Prefixes(u8),
}

impl Served {
    pub(super) fn of(conf: &Config) -> Self {
        let each = conf.subnets().iter().enumerate();
        let subnets = each.map(|(at, subnet)| (subnet.scope, at)).collect();
        let mut served = Self {
            subnets,
            networks: networks(conf),
            disabled: BTreeSet::new(),
            parts: parts(conf),
        };
        served.disabled = served.find_disabled(conf);
        served
    }

    /// The shared network that the subnet of a scope is in, where the file declares one.
    pub(super) fn network(&self, subnet: ScopeIx) -> Option<Arc<str>> {
        self.networks.get(&subnet).cloned()
    }

    /// Whether a scope is a subnet that hands out nothing and ignores its clients: how a disabled
    /// scope is written, since a server that denies or does not know them would send refusals.
    pub(super) fn is_disabled(&self, scope: ScopeIx) -> bool {
        self.disabled.contains(&scope)
    }

    fn find_disabled(&self, conf: &Config) -> BTreeSet<ScopeIx> {
        let serving: BTreeSet<usize> = self.parts.keys().map(|part| part.subnet).collect();
        let silent = self.subnets.iter().filter(|(_, at)| !serving.contains(at));
        let ignores = |scope: &ScopeIx| {
            let own = conf.settings(*scope).filter(|setting| &*setting.key == "allow-booting");
            own.last().is_some_and(|setting| setting.value == "ignore")
        };
        silent.map(|(scope, _)| *scope).filter(ignores).collect()
    }
}

fn networks(conf: &Config) -> HashMap<ScopeIx, Arc<str>> {
    let mut found = HashMap::new();
    for network in conf.networks().iter().filter(|network| network.explicit) {
        let Some(ScopeKind::SharedNetwork { name }) =
            conf.scope(network.scope).map(|node| &node.kind)
        else {
            continue;
        };
        let name: Arc<str> = Arc::from(&**name);
        let subnets = network.subnets.iter().filter_map(|at| conf.subnet(*at));
        found.extend(subnets.map(|subnet| (subnet.scope, Arc::clone(&name))));
    }
    found
}

fn parts(conf: &Config) -> BTreeMap<Part, Vec<(AddressRange, Span)>> {
    let mut found: BTreeMap<Part, Vec<(AddressRange, Span)>> = BTreeMap::new();
    let mut add = |subnet: usize, pool, what, low: IpAddr, high: IpAddr, span| {
        let part = Part { subnet, pool, what };
        if let Some(range) = AddressRange::new(low, high) {
            found.entry(part).or_default().push((range, span));
        }
    };
    for one in conf.ranges() {
        let what = if one.dynamic_bootp { What::Bootp } else { What::Addresses };
        let pool = one.pool.map(|pool| pool.index());
        add(one.subnet.index(), pool, what, one.low.into(), one.high.into(), one.span);
    }
    for one in conf.ranges6() {
        let what = if one.temporary { What::Temporary } else { What::Addresses };
        let pool = one.pool.map(|pool| pool.index());
        add(one.subnet.index(), pool, what, one.low.into(), one.high.into(), one.span);
    }
    for one in conf.prefixes() {
        let pool = one.pool.map(|pool| pool.index());
        // The addresses of the last prefix belong to the pool, too.
        let host = u128::MAX.checked_shr(u32::from(one.len)).unwrap_or(0);
        let high = Ipv6Addr::from(u128::from(one.high) | host);
        let what = What::Prefixes(one.len);
        add(one.subnet.index(), pool, what, one.low.into(), high.into(), one.span);
    }
    found
}

/// Fills the scopes of the model with their pools, and those with what they say.
pub(super) fn fill(
    conf: &Config,
    config: &mut ServerConfig,
    served: &Served,
    places: &Places,
    peers: &[RelationshipIx],
) {
    permits(conf, config, places);
    for (part, ranges) in &served.parts {
        let Some((scope, context)) = add(conf, config, (part, ranges), places, peers) else {
            continue;
        };
        if let Some(pool_conf) = part.pool.and_then(|at| conf.pools().get(at)) {
            inherit(config, places.context(config, pool_conf.scope), context);
            if asks_who_is_known(pool_conf) {
                config.admit_known(scope);
            }
        }
        let flag = match part.what {
            What::Addresses | What::Prefixes(_) => continue,
            What::Bootp => "range dynamic-bootp",
            What::Temporary => "range6 temporary",
        };
        let span = ranges.first().map(|(_, span)| *span);
        config.set(context, Setting::new(flag, "true", span));
    }
}

/// Fills the scopes of the model with their pools and says nothing of them.
pub(super) fn fill_addresses(
    conf: &Config,
    config: &mut ServerConfig,
    served: &Served,
    places: &Places,
    peers: &[RelationshipIx],
) {
    for part in &served.parts {
        add(conf, config, part, places, peers);
    }
}

/// Adds a pool with its addresses and its relationship; gives its scope and its context.
fn add(
    conf: &Config,
    config: &mut ServerConfig,
    (part, ranges): (&Part, &Vec<(AddressRange, Span)>),
    places: &Places,
    peers: &[RelationshipIx],
) -> Option<(ModelScope, ContextIx)> {
    let subnet = conf.subnets().get(part.subnet)?;
    let scope = places.scope(subnet.scope)?;
    let addresses = ranges.iter().map(|(range, _)| *range).collect();
    let pool = config.add_pool(scope, addresses)?;
    pool.span = ranges.first().map(|(_, span)| *span);
    if let What::Prefixes(delegated) = part.what {
        pool.kind = PoolKind::Prefixes { delegated };
    }
    let peer = part.pool.and_then(|at| conf.pools().get(at)).and_then(|pool| pool.peer);
    pool.relationship = peer.and_then(|peer| peers.get(peer.peer).copied());
    Some((scope, pool.context))
}

fn asks_who_is_known(pool: &Pool) -> bool {
    let asks =
        |kind: &PermitKind| matches!(kind, PermitKind::KnownClients | PermitKind::UnknownClients);
    pool.permits.iter().any(|permit| asks(&permit.kind))
}

/// Gives a pool of a scope what its pool in the file says itself. What stands around that pool, the
/// scope has already.
fn inherit(config: &mut ServerConfig, from: ContextIx, to: ContextIx) {
    let settings = config.context(from).map(|Context { settings, .. }| settings.clone());
    config.set_all(to, settings.unwrap_or_default());
}

/// Adds the permits of each pool to its settings: who may and who may not have an address. dhcpd
/// looks at the prohibitions first and then at the permissions, whatever order they stand in.
fn permits(conf: &Config, config: &mut ServerConfig, places: &Places) {
    for pool in conf.pools() {
        let all: BTreeSet<String> = pool.permits.iter().map(|permit| permit.canonical()).collect();
        if all.is_empty() {
            continue;
        }
        let span = pool.permits.first().map(|permit| permit.span);
        let text = all.into_iter().collect::<Vec<_>>().join(", ");
        config.set(places.context(config, pool.scope), Setting::new("permits", text, span));
    }
}
