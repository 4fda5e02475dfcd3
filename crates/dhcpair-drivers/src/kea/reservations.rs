//! Reservations of subnets and of the server.

use failover_model::{ContextIx, Identifier, Level, Reservation, ScopeIx, Setting};
use kea_config::Node;
use kea_config::view::{self, IdentifierKind};

use super::lowering::Lowering;
use super::{level, value};

/// Members that are not settings.
const APART: [&str; 11] = [
    "client-classes",
    "circuit-id",
    "client-id",
    "duid",
    "excluded-prefixes",
    "flex-id",
    "hostname",
    "hw-address",
    "ip-address",
    "ip-addresses",
    "prefixes",
];

/// Adds a reservation that inherits from `outer`.
pub(super) fn lower(
    lowering: &mut Lowering<'_>,
    reservation: view::Reservation<'_>,
    outer: ContextIx,
    scope: Option<ScopeIx>,
) {
    let context = lowering.config.add_context(outer, Level::Reservation);
    let node = reservation.node();
    let known = &[&lowering.catalogue];
    let mut settings = said(level::settings(node, &APART, known));
    settings.extend(classes(node));
    settings.extend(excluded(node));
    lowering.set_all(context, settings);
    lowering.config.add_reservation(Reservation {
        name: value::said(node, "hostname"),
        identifiers: identifiers(&reservation),
        addresses: reservation.addresses().into_iter().map(|(address, _)| address).collect(),
        prefixes: reservation.prefixes().into_iter().map(|(net, _)| net.into()).collect(),
        scope,
        context,
        span: Some(node.span()),
    });
}

fn identifiers(reservation: &view::Reservation<'_>) -> Vec<Identifier> {
    let each = reservation.identifiers().into_iter();
    let mut all: Vec<_> = each
        .map(|one| Identifier { kind: one.kind.key().into(), value: one.value.into() })
        .collect();
    // What a family does not know is still what the file says.
    for kind in IdentifierKind::ALL.iter().filter(|kind| !kind.is_of(reservation.family())) {
        let value = value::said(reservation.node(), kind.key());
        all.extend(value.map(|value| Identifier { kind: kind.key().into(), value }));
    }
    all
}

/// Boot fields that say nothing are left away: an answer of the server writes them all.
pub(super) fn said(settings: Vec<Setting>) -> Vec<Setting> {
    let empty = |one: &Setting| {
        *one.key == *"next-server" && one.value == failover_model::Value::text("0.0.0.0")
    };
    settings.into_iter().filter(|one| !empty(one)).collect()
}

/// The classes that the client is put in; the first that sets an option wins, so order counts.
fn classes(node: Node<'_>) -> Vec<Setting> {
    match node.get("client-classes") {
        Some(list) if list.item_count() > 0 => {
            value::settings("client-classes", value::Form::Names, list)
        }
        _ => Vec::new(),
    }
}

/// Parts of the delegated prefixes that the client must not use (from 2.7 on).
fn excluded(node: Node<'_>) -> Vec<Setting> {
    let Some(list) = node.get("excluded-prefixes") else { return Vec::new() };
    let Some(prefixes) = value::names(list) else {
        return value::not_understood("excluded-prefixes", list);
    };
    if prefixes.iter().all(String::is_empty) {
        return Vec::new();
    }
    let spelled = |text: &String| {
        text.parse().map_or_else(|_| text.clone(), |net: ipnet::IpNet| net.trunc().to_string())
    };
    let all: Vec<_> = prefixes.iter().map(spelled).collect();
    vec![Setting::new("excluded-prefixes", all.join(", "), Some(list.span()))]
}
