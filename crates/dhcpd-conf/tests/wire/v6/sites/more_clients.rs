//! The clients of the other configurations.

use std::net::Ipv6Addr;

use dhcpd_conf::resolve::v6::{Client, Hint, Kind};

use super::clients::{
    asks, behind, class, confirms, informed, known, rebinds, relay, renews, there, to_server, wants,
};

/// Codes of relays' options (RFC 8415, RFC 4649, RFC 4580, RFC 6939).
const INTERFACE: u16 = 18;
const REMOTE: u16 = 37;
const SUBSCRIBER: u16 = 38;
const LINK_LAYER: u16 = 79;

pub(super) fn relays() -> Vec<Client> {
    let all = [23, 24, 31, 41, 42, 103];
    let on = |net, number| {
        known(0x30, number).requesting(all).with_address_association(1).through(relay(net))
    };
    let port = |client: Client, port: &str| client.with_relay_option(INTERFACE, port);
    let line = |client: Client, line: &str| client.with_relay_option(REMOTE, line);
    let beyond = |client: Client| client.through(Ipv6Addr::UNSPECIFIED);
    let hardware =
        |client: Client| client.with_relay_option(LINK_LAYER, [0, 1, 2, 0, 0, 0, 0x99, 1]);
    let own = [0, 3, 0, 1, 2, 0, 0, 0, 0x30, 9];
    vec![
        on(0x30, 1),
        port(on(0x30, 2), "port-7"),
        line(port(on(0x30, 3), "port-7"), "line-1"),
        line(on(0x31, 4), "line-2"),
        line(on(0x30, 5), "line-9"),
        line(on(0x32, 6), "line-9"),
        port(beyond(port(on(0x30, 7), "port-8")), "ring"),
        port(beyond(port(on(0x30, 8), "port-8")), "ring-9"),
        on(0x30, 9).with_relay_option(SUBSCRIBER, own),
        port(beyond(on(0x30, 10)), "last-9"),
        port(on(0x31, 11), "last-9"),
        hardware(on(0x32, 12)),
        beyond(hardware(on(0x32, 13))),
        hardware(beyond(on(0x32, 14))),
        known(0x30, 15)
            .with_address_association(1)
            .through(Ipv6Addr::UNSPECIFIED)
            .through(relay(0x32)),
        known(0x30, 16)
            .with_address_association(1)
            .through("fe80::1".parse().unwrap())
            .through(relay(0x30)),
        known(0x30, 17).with_address_association(1).through(relay(0x30)).through(relay(0x32)),
        known(0x30, 18).with_address_association(1).through(relay(0x77)).through(relay(0x32)),
        beyond(beyond(line(on(0x30, 19), "line-1"))),
        line(beyond(beyond(on(0x30, 20))), "line-1"),
        informed(line(known(0x30, 21).requesting(all).through(relay(0x30)), "line-1")),
        Client::new([0, 1, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0x99, 1])
            .through(relay(0x32))
            .with_address_association(1),
        Client::new([0, 2, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0x99, 1])
            .through(relay(0x32))
            .with_address_association(1),
    ]
}

pub(super) fn programs() -> Vec<Client> {
    let rapid = |client: Client| client.with_option(14, []);
    let name = |client: Client, flags: u8, labels: &[u8]| {
        client.with_option(39, [&[flags], labels].concat())
    };
    let wanted = |client: Client| client.requesting([23, 24, 31, 32, 39, 41, 99, 250, 17]);
    let vendor = |client: Client| client.with_option(17, [0, 0, 0x27, 0x0f, 0, 1, 0, 1, b'a']);
    vec![
        behind(0x40, 1),
        class(behind(0x40, 2), "a"),
        class(behind(0x40, 0x10), "a"),
        class(behind(0x40, 0x11), "a"),
        class(behind(0x40, 3), "b"),
        class(behind(0x40, 4), "bb"),
        class(behind(0x40, 5), "bc"),
        class(behind(0x40, 6), "bd"),
        rapid(class(behind(0x40, 7), "a")),
        rapid(behind(0x40, 8)),
        rapid(wants(asks(0x40, 9), [Hint::address(there(0x99, 1))])),
        to_server(class(behind(0x40, 10), "bc")),
        to_server(behind(0x40, 0x11)).with_address_association(2),
        to_server(class(behind(0x40, 0x11), "bb")).with_address_association(2),
        vendor(behind(0x40, 12)),
        vendor(class(behind(0x40, 13), "a")),
        behind(0x40, 14).with_address_association(2),
        informed(class(asks(0x40, 15), "a")),
        informed(asks(0x40, 0x10)),
        wanted(behind(0x41, 1)),
        name(wanted(behind(0x41, 2)), 1, &[2, b'm', b'e', 4, b'h', b'o', b'm', b'e', 0]),
        name(wanted(behind(0x41, 3)), 0, &[2, b'm', b'e', 0]),
        name(wanted(behind(0x41, 4)), 2, &[3, b'y', b'o', b'u', 0]),
        to_server(name(wanted(behind(0x41, 5)), 1, &[2, b'm', b'e', 0])),
        name(wanted(behind(0x41, 6)), 0, &[0]),
        class(wanted(behind(0x41, 7)), "x"),
    ]
}

pub(super) fn temporary() -> Vec<Client> {
    let on = |net, number| asks(net, number).with_association(Kind::Temporary, 7, Vec::new());
    let would = |net, number, hints: &[Ipv6Addr]| {
        let hints = hints.iter().copied().map(|hint| Hint::address(hint).lasting(50, 90));
        asks(net, number).with_association(Kind::Temporary, 7, hints.collect())
    };
    let inside = |part, last| Ipv6Addr::new(0x2001, 0xdb8, 0x51, 0, part, 0, 0, last);
    vec![
        on(0x50, 1),
        on(0x51, 2).with_address_association(1),
        on(0x50, 0x10).with_address_association(1),
        to_server(on(0x50, 3)),
        to_server(on(0x50, 0x10)),
        on(0x52, 4),
        on(0x52, 5).with_address_association(1),
        on(0x53, 6),
        to_server(on(0x53, 7)),
        would(0x50, 8, &[inside(1, 5)]),
        would(0x50, 9, &[inside(1, 6), inside(2, 7)]),
        would(0x50, 10, &[inside(1, 8), inside(9, 7)]),
        would(0x50, 11, &[inside(3, 8)]),
        would(0x50, 0x10, &[inside(3, 9)]),
        would(0x50, 12, &[Ipv6Addr::UNSPECIFIED]),
        would(0x52, 13, &[inside(1, 9)]),
        on(0x50, 14).with_association(Kind::Temporary, 8, Vec::new()),
        rebinds(would(0x52, 15, &[inside(1, 10)])),
        rebinds(on(0x53, 16)),
        renews(would(0x51, 17, &[inside(2, 11)])),
        confirms(would(0x51, 18, &[inside(2, 12)])),
        confirms(would(0x52, 19, &[inside(2, 13)]).with_prefix_association(1)),
    ]
}

pub(super) fn link() -> Vec<Client> {
    let duid = [0, 2, 0, 0, 0, 9, 0x0c, 0xc0];
    let on = |number| known(0x60, number).requesting([23, 24, 31]);
    let unicast = |client: Client| Client { unicast: true, ..client };
    let request = |client: Client| to_server(client).with_option(2, duid);
    let far = Hint::address(there(0x60, 0x1234));
    let here = Hint::address("fd77::1234".parse().unwrap());
    vec![
        on(1).with_address_association(1),
        request(on(2).with_address_association(1)),
        informed(on(3)),
        informed(on(4)).with_option(2, duid),
        informed(on(5)).with_option(2, [0]),
        unicast(on(6).with_address_association(1)),
        unicast(request(on(7).with_address_association(1))),
        unicast(informed(on(8))),
        unicast(request(wants(on(9), [far]))),
        unicast(request(wants(on(10), [here]))),
        request(wants(on(11), [far])),
        on(12).with_address_association(1).through(Ipv6Addr::UNSPECIFIED),
        on(13).with_address_association(1).through(relay(0x60)),
        unicast(on(14).with_address_association(1).through(relay(0x60))),
        unicast(request(on(15).with_prefix_association(1))),
        unicast(renews(wants(on(16), [here])).with_option(2, duid)),
        unicast(renews(wants(on(17), [far])).with_option(2, duid)),
        unicast(rebinds(wants(on(18), [here]))),
        confirms(wants(on(19), [here])),
    ]
}
