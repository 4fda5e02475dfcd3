//! Reservations: identifiers, addresses, and what is reserved twice.

use std::collections::HashMap;
use std::net::IpAddr;

use super::judge::Judge;
use super::networks::{address, not_an_address};
use crate::node::Node;
use crate::option::octets;
use crate::rules;
use crate::view::{AddressRange, Family, IdentifierKind, Reservation, strings};

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let unique = server.node().get("ip-reservations-unique").and_then(Node::as_bool);
    for subnet in server.subnets() {
        let network = subnet.prefix().map(AddressRange::from);
        let reservations = subnet.reservations();
        let mut seen = Seen::new(unique.unwrap_or(true), reservations.len());
        for reservation in reservations {
            one(judge, reservation, network, &mut seen);
        }
    }
    let reservations = server.reservations();
    let mut seen = Seen::new(unique.unwrap_or(true), reservations.len());
    for reservation in reservations {
        one(judge, reservation, None, &mut seen);
    }
}

/// What one subnet (or the server itself) has reserved so far.
struct Seen<'d> {
    unique: bool,
    clients: HashMap<(IdentifierKind, Vec<u8>), Node<'d>>,
    addresses: HashMap<IpAddr, Node<'d>>,
}

impl Seen<'_> {
    fn new(unique: bool, reservations: usize) -> Self {
        let clients = HashMap::with_capacity(reservations);
        Self { unique, clients, addresses: HashMap::with_capacity(reservations) }
    }
}

fn one<'d>(
    judge: &mut Judge<'_>,
    reservation: Reservation<'d>,
    network: Option<AddressRange>,
    seen: &mut Seen<'d>,
) {
    let node = reservation.node();
    client(judge, reservation, seen);
    match judge.family() {
        Family::V4 => v4(judge, reservation, network, seen),
        Family::V6 => v6(judge, reservation, network, seen),
    }
    if judge.version.is_before(2, 3, 5) && !has_resource(reservation) {
        judge.find(&rules::RESERVATION, node, "this reservation reserves nothing");
    }
}

fn client<'d>(judge: &mut Judge<'_>, reservation: Reservation<'d>, seen: &mut Seen<'d>) {
    let node = reservation.node();
    let written = node.get_each(IdentifierKind::ALL.map(IdentifierKind::key));
    let mut written = IdentifierKind::ALL
        .into_iter()
        .zip(written)
        .filter_map(|(kind, at)| Some((kind, at?)).filter(|(kind, _)| kind.is_of(judge.family())));
    let (kind, at) = match (written.next(), written.next()) {
        (Some(one), None) => one,
        (None, _) => {
            let kinds = IdentifierKind::ALL.into_iter().filter(|kind| kind.is_of(judge.family()));
            let kinds: Vec<_> = kinds.map(|kind| format!("`{}`", kind.key())).collect();
            let message = format!("this reservation has no identifier: {}", kinds.join(", "));
            return judge.find(&rules::RESERVATION, node, message);
        }
        (Some((first, _)), Some((other, at))) => {
            let message = format!("`{}` and `{}` exclude one another", first.key(), other.key());
            return judge.find(&rules::RESERVATION, at, message);
        }
    };
    let Some(text) = at.as_bytes() else { return };
    let Some(value) = octets(&text).filter(|value| !value.is_empty()) else {
        let message = format!("`{}` is not a `{}`", at.shown(), kind.key());
        return judge.find(&rules::RESERVATION, at, message);
    };
    if let Some(most) = longest(judge, kind).filter(|most| value.len() > *most) {
        let message = format!("a `{}` has at most {most} bytes", kind.key());
        judge.find(&rules::RESERVATION, at, message);
    }
    let told_apart = judge.family() == Family::V4 || kind != IdentifierKind::FlexId;
    if let Some(first) = seen.clients.insert((kind, value), at)
        && told_apart
    {
        judge.twice(&rules::RESERVATION_TWICE, at, first, "this client has a reservation already");
    }
}

/// How many bytes an identifier may have. RFC 8415 has DUIDs of 130 bytes; Kea 2.2 takes 128 of them.
fn longest(judge: &Judge<'_>, kind: IdentifierKind) -> Option<usize> {
    match kind {
        IdentifierKind::HwAddress => Some(20),
        IdentifierKind::Duid => Some(if judge.version.is_before(2, 3, 0) { 128 } else { 130 }),
        _ => None,
    }
}

fn taken<'d>(judge: &mut Judge<'_>, address: IpAddr, at: Node<'d>, seen: &mut Seen<'d>) {
    if let Some(first) = seen.addresses.insert(address, at)
        && seen.unique
    {
        judge.twice(&rules::RESERVATION_TWICE, at, first, format!("{address} is reserved already"));
    }
}

fn v4<'d>(
    judge: &mut Judge<'_>,
    reservation: Reservation<'d>,
    network: Option<AddressRange>,
    seen: &mut Seen<'d>,
) {
    let node = reservation.node();
    let [own, next] = node.get_each(["ip-address", "next-server"]);
    if let Some(at) = own
        && at.as_bytes().is_some()
    {
        match address(at) {
            Some(IpAddr::V4(own)) if !own.is_unspecified() && !own.is_broadcast() => {
                inside(judge, at, own.into(), network);
                taken(judge, own.into(), at, seen);
            }
            _ => not_an_address(judge, at),
        }
    }
    if let Some(at) = next
        && at.as_bytes().is_some()
        && !matches!(address(at), Some(IpAddr::V4(own)) if !own.is_broadcast())
    {
        not_an_address(judge, at);
    }
    super::networks::lengths(judge, node, 63, 127);
}

fn inside(judge: &mut Judge<'_>, at: Node<'_>, address: IpAddr, network: Option<AddressRange>) {
    if network.is_some_and(|network| !network.contains(address)) {
        judge.find(&rules::RESERVATION, at, format!("{address} is not in this subnet"));
    }
}

fn v6<'d>(
    judge: &mut Judge<'_>,
    reservation: Reservation<'d>,
    network: Option<AddressRange>,
    seen: &mut Seen<'d>,
) {
    let node = reservation.node();
    for at in strings(node, "ip-addresses") {
        match address(at) {
            Some(IpAddr::V6(own)) if !own.is_multicast() => {
                inside(judge, at, own.into(), network);
                own_twice(judge, node, at, "ip-addresses");
                taken(judge, own.into(), at, seen);
            }
            _ => not_an_address(judge, at),
        }
    }
    for at in strings(node, "prefixes") {
        let Some(text) = at.as_str() else { continue };
        match prefix(&text) {
            Some((address, length)) => {
                boundary(judge, at, address, length);
                own_twice(judge, node, at, "prefixes");
                taken(judge, address, at, seen);
            }
            None => {
                let message = format!("`{}` is not an IPv6 prefix", at.shown());
                judge.find(&rules::RESERVATION, at, message);
            }
        }
    }
}

fn prefix(text: &str) -> Option<(IpAddr, u8)> {
    let (address, length) = text.split_once('/')?;
    // Kea keeps the low eight bits.
    let length: u32 = length.parse().ok()?;
    let length = u8::try_from(length % 256).ok().filter(|length| *length <= 128)?;
    let IpAddr::V6(address) = address.parse().ok()? else { return None };
    (!address.is_multicast()).then_some((address.into(), length))
}

fn boundary(judge: &mut Judge<'_>, at: Node<'_>, address: IpAddr, length: u8) {
    let net = ipnet::IpNet::new(address, length).ok();
    if net.is_some_and(|net| net.network() != address) && judge.version.is_from(2, 4, 0) {
        let message = format!("{address} is not the first address of a /{length}");
        judge.find(&rules::RESERVATION, at, message);
    }
}

/// The same address or prefix twice in one reservation is refused even where addresses need not be
/// unique.
fn own_twice(judge: &mut Judge<'_>, node: Node<'_>, at: Node<'_>, key: &str) {
    let value = |other: Node<'_>| match key {
        "prefixes" => other.as_str().and_then(|text| prefix(&text)),
        _ => address(other).map(|address| (address, 128)),
    };
    let mine = value(at);
    let before = strings(node, key).into_iter().take_while(|other| *other != at);
    if let Some(first) = before.into_iter().find(|other| value(*other) == mine) {
        judge.twice(
            &rules::RESERVATION_TWICE,
            at,
            first,
            format!("`{}` is there twice", at.shown()),
        );
    }
}

/// Up to 2.3.4 a reservation has to reserve something.
fn has_resource(reservation: Reservation<'_>) -> bool {
    let node = reservation.node();
    let filled =
        |key: &str| node.get(key).is_some_and(|n| n.as_bytes().is_some_and(|t| !t.is_empty()));
    let some = |key: &str| node.get(key).is_some_and(|list| list.items().next().is_some());
    let next = node.get("next-server").and_then(address);
    filled("hostname")
        || filled("ip-address")
        || filled("server-hostname")
        || filled("boot-file-name")
        || next.is_some_and(|address| !address.is_unspecified())
        || ["ip-addresses", "prefixes", "option-data", "client-classes"].into_iter().any(some)
}
