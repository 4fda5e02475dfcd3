//! Subnets and their pools.

use failover_model::{
    AddressRange, AddressSet, ContextIx, Level, PoolKind, RelationshipIx, ScopeIx, Setting,
};
use kea_config::Node;
use kea_config::view::{PdPool, Pool, Subnet};

use super::guard::{self, Outer};
use super::lowering::{Lowering, Place};
use super::{level, reservations};

/// Adds a subnet with its pools and reservations.
///
/// One whose prefix makes no sense is left out: the reader has reported it.
pub(super) fn lower(lowering: &mut Lowering<'_>, subnet: Subnet<'_>, outer: &Place) {
    let Some(net) = subnet.prefix() else { return };
    let relationship = relationship(lowering, subnet);
    let ix = lowering.config.add_scope_in(outer.context, net);
    let Some(scope) = lowering.config.scope_mut(ix) else { return };
    let network = subnet.shared_network().and_then(|network| network.name());
    scope.network = network.map(|name| name.as_ref().into());
    scope.relationship = relationship;
    let serves = !(subnet.pools().is_empty() && subnet.pd_pools().is_empty());
    scope.enabled = serves || subnet.disabled().is_none();
    scope.span = Some(subnet.node().span());
    let context = scope.context;
    let id = lowering.ids.of(subnet);
    lowering.set_all(context, id);
    let place = lowering.enter(subnet.node(), context, outer);
    for pool in subnet.pools() {
        addresses(lowering, ix, pool);
    }
    for pool in subnet.pd_pools() {
        prefixes(lowering, ix, &place, pool);
    }
    let reserved = lowering.whole.then(|| subnet.reservations());
    for reservation in reserved.into_iter().flatten() {
        reservations::lower(lowering, reservation, context, Some(ix));
    }
}

/// The relationship of a subnet: the only one, else the one with the peer that it names.
fn relationship(lowering: &Lowering<'_>, subnet: Subnet<'_>) -> Option<RelationshipIx> {
    let named = || subnet.ha_server_name().and_then(Node::as_str);
    match lowering.relationships.as_slice() {
        [] => None,
        [(only, _)] => Some(*only),
        several => {
            let name = named()?;
            several.iter().find(|(_, names)| names.iter().any(|one| **one == *name)).map(|at| at.0)
        }
    }
}

fn addresses(lowering: &mut Lowering<'_>, scope: ScopeIx, pool: Pool<'_>) {
    let Some(range) = pool.range() else { return };
    let Some(range) = AddressRange::new(range.first, range.last) else { return };
    let Some(new) = lowering.config.add_pool(scope, range.into()) else { return };
    new.span = Some(pool.node().span());
    let context = new.context;
    conditions(lowering, context, pool.node(), &["pool"]);
}

fn prefixes(lowering: &mut Lowering<'_>, scope: ScopeIx, place: &Place, pool: PdPool<'_>) {
    let Some((prefix, delegated)) = pool.prefix().zip(pool.delegated_length()) else { return };
    let Some(range) = AddressRange::new(prefix.network().into(), prefix.broadcast().into()) else {
        return;
    };
    let context = lowering.config.add_context(place.context, Level::Pool);
    let Some(pools) = lowering.config.scope_mut(scope).map(|scope| &mut scope.pools) else {
        return;
    };
    pools.push(failover_model::Pool {
        kind: PoolKind::Prefixes { delegated },
        addresses: AddressSet::from(range),
        relationship: None,
        context,
        span: Some(pool.node().span()),
    });
    let place = pool.node().get("excluded-prefix").map(Node::span);
    let excluded = pool.excluded().filter(|net| net.prefix_len() > 0);
    let excluded = excluded.map(|net| Setting::new("excluded-prefix", net.to_string(), place));
    lowering.set_all(context, excluded);
    let apart = ["prefix", "prefix-len", "delegated-len", "excluded-prefix", "excluded-prefix-len"];
    conditions(lowering, context, pool.node(), &apart);
}

/// Who may have what a pool holds, and what is handed out with it.
fn conditions(lowering: &mut Lowering<'_>, context: ContextIx, node: Node<'_>, apart: &[&str]) {
    let (guards, _) = Outer::default().enter(node);
    let apart: Vec<_> = guard::KEYS.iter().chain(apart).copied().collect();
    let settings = level::settings(node, &apart, &[&lowering.catalogue]);
    lowering.set_all(context, guards.into_iter().chain(settings));
}
