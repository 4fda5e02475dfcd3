//! Classes that decide who may use a network, subnet or pool, and classes looked at there only.

use std::collections::BTreeSet;

use failover_model::Setting;
use kea_config::Node;
use kea_config::view::Server;

use super::value;

/// The keys of this module.
pub(super) const KEYS: [&str; 4] =
    ["client-class", "client-classes", "evaluate-additional-classes", "require-client-classes"];

/// What a shared network says, and its subnets heed beside their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Outer {
    guard: Option<String>,
    additional: Vec<String>,
}

impl Outer {
    /// The settings of a level inside, and what counts further in.
    ///
    /// Guards add up: a client must be in one class of each level. Additional classes add up, too,
    /// and so a level that says none is like the one around it.
    pub(super) fn enter(&self, node: Node<'_>) -> (Vec<Setting>, Self) {
        let mut settings = Vec::new();
        let mut inner = self.clone();
        if let Some((own, place)) = guard(node) {
            let both = match &self.guard {
                Some(outer) if *outer != own => format!("{outer} and {own}"),
                _ => own,
            };
            settings.push(Setting::new("client-class", both.clone(), Some(place.span())));
            inner.guard = Some(both);
        }
        if let Some((own, place)) = additional(node) {
            inner.additional.extend(own);
            let all = inner.additional.join(", ");
            settings.push(Setting::new("evaluate-additional-classes", all, Some(place.span())));
        }
        (settings, inner)
    }
}

/// The classes that decide who is given an address: those that guard a network, subnet or pool, those
/// that such a class is made of, and the one that drops packets.
pub(super) fn classes(server: Server<'_>) -> BTreeSet<String> {
    let networks = server.shared_networks().into_iter().flat_map(|network| network.guards());
    let subnets = server.subnets().into_iter().flat_map(|subnet| {
        let pools = subnet.pools().into_iter().flat_map(|pool| pool.guards());
        let prefixes = subnet.pd_pools().into_iter().flat_map(|pool| pool.guards());
        subnet.guards().into_iter().chain(pools).chain(prefixes).collect::<Vec<_>>()
    });
    let guards = networks.chain(subnets).filter_map(value::text);
    let mut found: BTreeSet<String> = guards.chain(["DROP".to_owned()]).collect();
    // A class sees only those before it, so one way back through the list is enough.
    for class in server.client_classes().into_iter().rev() {
        if class.name().is_some_and(|name| found.contains(&*name)) {
            found.extend(class.members().unwrap_or_default());
        }
    }
    found
}

/// The classes of which a client must be in one, by either spelling; none where none is said.
fn guard(node: Node<'_>) -> Option<(String, Node<'_>)> {
    let one = node.get("client-class");
    let several = node.get("client-classes");
    let mut classes: Vec<_> = one.and_then(value::text).into_iter().collect();
    classes.extend(several.and_then(value::names).unwrap_or_default());
    classes.retain(|class| !class.is_empty());
    classes.sort_unstable();
    classes.dedup();
    (!classes.is_empty()).then_some((classes.join(" or "), several.or(one)?))
}

fn additional(node: Node<'_>) -> Option<(Vec<String>, Node<'_>)> {
    let list = node.get_any(&["evaluate-additional-classes", "require-client-classes"])?;
    let classes = value::names(list)?;
    (!classes.is_empty()).then_some((classes, list))
}
