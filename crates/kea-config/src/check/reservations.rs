//! Reservations: identifiers, addresses, and what is reserved twice.

use std::net::IpAddr;

use super::addresses::{address, not_an_address};
use super::judge::Judge;
use crate::node::Node;
use crate::option::octets;
use crate::rules;
use crate::view::{AddressRange, Family, IdentifierKind, Reservation, strings};

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    for subnet in server.subnets() {
        let network = subnet.prefix().map(AddressRange::from);
        all(judge, subnet.reservations(), network);
    }
    all(judge, server.reservations(), None);
}

/// What one subnet reserves, or the server itself.
fn all(judge: &mut Judge<'_>, reservations: Vec<Reservation<'_>>, network: Option<AddressRange>) {
    let mut seen = Seen::default();
    for reservation in reservations {
        one(judge, reservation, network, &mut seen);
    }
    let unique = judge.server.node().get("ip-reservations-unique").and_then(Node::as_bool);
    let told_apart = |kind| judge.family() == Family::V4 || kind != IdentifierKind::FlexId;
    seen.clients.retain(|((kind, _), _)| told_apart(*kind));
    for (_, first, at) in twice(seen.clients) {
        judge.twice(&rules::RESERVATION_TWICE, at, first, "this client has a reservation already");
    }
    for (address, first, at) in twice(seen.addresses) {
        if unique.unwrap_or(true) {
            let message = format!("{address} is reserved already");
            judge.twice(&rules::RESERVATION_TWICE, at, first, message);
        }
    }
}

/// What was reserved so far: clients, by the kind of their identifier and its octets, and addresses.
#[derive(Default)]
struct Seen<'d> {
    clients: Vec<((IdentifierKind, Vec<u8>), Node<'d>)>,
    addresses: Vec<(IpAddr, Node<'d>)>,
}

/// What is there more than once: the value, the place before, and the later one. To sort costs less
/// than to hash.
fn twice<V: Ord>(mut all: Vec<(V, Node<'_>)>) -> Vec<(V, Node<'_>, Node<'_>)> {
    all.sort_by(|(one, at), (other, then)| one.cmp(other).then(at.index().cmp(&then.index())));
    let mut found = Vec::new();
    let mut before: Option<(V, Node<'_>)> = None;
    for (value, at) in all {
        let last = before.replace((value, at));
        if let (Some((old, first)), Some((value, _))) = (last, &before)
            && old == *value
        {
            found.push((old, first, at));
        }
    }
    found
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
    let most = longest(judge, kind).filter(|most| value.len() > *most);
    let least = shortest(judge, kind).filter(|least| value.len() < *least);
    let bounds = most.map(|most| ("most", most)).or(least.map(|least| ("least", least)));
    if let Some((word, bytes)) = bounds {
        let message = format!("a `{}` has at {word} {bytes} bytes", kind.key());
        judge.find(&rules::RESERVATION, at, message);
    }
    seen.clients.push(((kind, value), at));
}

/// How many bytes an identifier may have. RFC 8415 has DUIDs of 130 bytes; Kea takes 128 of them up to
/// 2.3.7, and looks at the other kinds from 2.3.1 on.
fn longest(judge: &Judge<'_>, kind: IdentifierKind) -> Option<usize> {
    let version = judge.version;
    match kind {
        IdentifierKind::HwAddress => Some(20),
        IdentifierKind::Duid => Some(if version.is_before(2, 3, 8) { 128 } else { 130 }),
        _ if !version.is_from(2, 3, 1) => None,
        IdentifierKind::ClientId if !version.is_before(2, 3, 8) => Some(255),
        IdentifierKind::CircuitId | IdentifierKind::ClientId | IdentifierKind::FlexId => Some(128),
    }
}

/// How many bytes an identifier must have: a DUID is more than its type (RFC 8415, 11.1).
fn shortest(judge: &Judge<'_>, kind: IdentifierKind) -> Option<usize> {
    (kind == IdentifierKind::Duid && judge.version.is_from(2, 3, 8)).then_some(3)
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
                seen.addresses.push((own.into(), at));
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
                seen.addresses.push((own.into(), at));
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
                seen.addresses.push((address, at));
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
