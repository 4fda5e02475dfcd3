//! The clients of the first configurations.

use std::net::Ipv6Addr;

use dhcpd_conf::resolve::v6::{Client, Hint, Kind, Message};

/// A client with a hardware address for its identifier.
pub(super) fn known(maker: u8, number: u8) -> Client {
    Client::new([0, 3, 0, 1, 2, 0, 0, 0, maker, number])
}

/// What most clients ask for.
pub(super) const USUAL: [u16; 9] = [23, 24, 31, 41, 42, 59, 32, 17, 103];

/// The relay with the address ::1 in 2001:db8:NET::/64, where NET is written in hexadecimal digits.
pub(super) fn relay(net: u16) -> Ipv6Addr {
    Ipv6Addr::new(0x2001, 0xdb8, net, 0, 0, 0, 0, 1)
}

/// An address in that network.
pub(super) fn there(net: u16, last: u16) -> Ipv6Addr {
    Ipv6Addr::new(0x2001, 0xdb8, net, 0, 0, 0, 0, last)
}

/// A client behind that relay that asks for options.
pub(super) fn asks(net: u16, number: u8) -> Client {
    let maker = u8::try_from(net & 0xf0).unwrap();
    known(maker, number).through(relay(net)).requesting(USUAL)
}

/// One that wants an address.
pub(super) fn behind(net: u16, number: u8) -> Client {
    asks(net, number).with_address_association(1)
}

/// The same to this server: an empty identifier stands for its own.
pub(super) fn to_server(client: Client) -> Client {
    client.sending(Message::Request).with_option(2, [])
}

/// One that goes on using what it has, by this server or by any.
pub(super) fn renews(client: Client) -> Client {
    client.sending(Message::Renew).with_option(2, [])
}

pub(super) fn rebinds(client: Client) -> Client {
    client.sending(Message::Rebind)
}

/// One that asks whether it is still where it was.
pub(super) fn confirms(client: Client) -> Client {
    client.sending(Message::Confirm)
}

/// One that wants options only.
pub(super) fn informed(client: Client) -> Client {
    client.sending(Message::InformationRequest)
}

/// With a user class, as these configurations have it.
pub(super) fn class(client: Client, class: &str) -> Client {
    client.with_option(15, class)
}

/// One that would like some addresses.
pub(super) fn wants(client: Client, hints: impl Into<Vec<Hint>>) -> Client {
    client.with_association(Kind::NonTemporary, 1, hints.into())
}

pub(super) fn plain() -> Vec<Client> {
    let lasting = Hint::address(there(1, 0x1234)).lasting(100, 200);
    let at = |number| known(1, number).through(relay(1)).requesting(USUAL);
    let address = |number| at(number).with_address_association(1);
    let printer = || known(1, 0x10).through(relay(1)).requesting(USUAL);
    vec![
        address(1),
        address(2).requesting([31]),
        to_server(address(3)),
        address(4).with_option(2, [0, 1]),
        to_server(address(5)).with_option(2, [0, 1]),
        known(1, 6).with_address_association(1),
        at(7),
        printer().with_address_association(1),
        to_server(printer().with_address_association(1)),
        address(8).through(relay(9)),
        known(1, 8).through(relay(9)).with_address_association(1),
        informed(at(9)),
        informed(printer()),
        informed(address(9)),
        informed(at(9)).with_option(2, []),
        informed(at(9)).with_option(2, [1]),
        wants(at(10), [lasting]),
        wants(at(11), [Hint::address(Ipv6Addr::UNSPECIFIED).lasting(100, 200)]),
        wants(at(12), [Hint::address(Ipv6Addr::UNSPECIFIED).lasting(300, 200)]),
        wants(at(13), [Hint::address(there(2, 1))]),
        to_server(wants(at(14), [Hint::address(there(2, 1))])),
        wants(at(15), [Hint::address(there(1, 0x10))]),
        wants(at(16), [Hint::address(there(1, 0x1010)), Hint::address(there(1, 0x1011))]),
        wants(at(17), [Hint::address(there(1, 0x1020)), Hint::address(there(1, 0x20))]),
        wants(at(18), [Hint::address(there(1, 0x30)), Hint::address(there(1, 0x1030))]),
        wants(printer(), [Hint::address(there(1, 0x1040))]),
        wants(printer(), [Hint::address(there(1, 0x10)).lasting(5, 6)]),
        address(19).with_address_association(2).with_prefix_association(3),
        Client::new([]).through(relay(1)).with_address_association(1),
        Client { options: [(6, vec![0, 23])].into(), ..address(20) },
        informed(Client { options: [(6, vec![0, 23])].into(), ..at(20) }),
        at(21).with_address_association(1).with_option(20, []).requesting([23, 23, 24, 1, 23]),
        at(22).with_address_association(1).with_option(6, [0, 24, 0]),
        at(23).with_address_association(1).with_option(14, []),
        renews(wants(printer(), [Hint::address(there(1, 0x10))])),
        renews(wants(printer(), [Hint::address(there(1, 0x11))])),
        renews(wants(printer(), [Hint::address(there(2, 0x10))])),
        renews(wants(at(24), [Hint::address(there(1, 0x1050))])),
        renews(address(25)),
        renews(address(26)).with_option(2, [1]),
        rebinds(wants(printer(), [Hint::address(there(1, 0x10))])),
        rebinds(wants(printer(), [Hint::address(there(1, 0x11))])),
        rebinds(wants(at(27), [Hint::address(there(1, 0x1060)), Hint::address(there(2, 1))])),
        rebinds(wants(at(28), [Hint::address(there(1, 0x60))])),
        rebinds(address(29)),
        confirms(wants(at(30), [Hint::address(there(1, 0x1070))])),
        confirms(wants(at(31), [Hint::address(there(1, 0x70)), Hint::address(there(2, 1))])),
        confirms(address(32)),
        confirms(at(33).with_prefix_association(1)),
    ]
}

pub(super) fn campus() -> Vec<Client> {
    let temporary = |client: Client| client.with_association(Kind::Temporary, 9, Vec::new());
    let two = |net| [Hint::address(there(net, 0x2222)), Hint::address(there(0x11, 0x22))];
    vec![
        behind(0x10, 1),
        class(behind(0x10, 2), "guest"),
        class(behind(0x11, 3), "guest"),
        class(behind(0x11, 4), "mod-a"),
        class(behind(0x10, 5), "mod-b plus"),
        class(behind(0x10, 6), "mod-c"),
        behind(0x10, 0x10),
        to_server(class(behind(0x11, 0x10), "guest")),
        behind(0x12, 0x10),
        behind(0x10, 0x11),
        behind(0x12, 0x11),
        behind(0x11, 0x12),
        class(behind(0x11, 0x12), "guest"),
        behind(0x10, 0x13),
        behind(0x12, 0x13),
        behind(0x13, 0x13),
        behind(0x11, 0x13),
        behind(0x12, 7),
        behind(0x13, 8),
        behind(0x14, 9),
        wants(asks(0x12, 10), [Hint::address(there(0x13, 0x1234))]),
        wants(asks(0x12, 11), [Hint::address(there(0x14, 0x1234))]),
        wants(asks(0x10, 12), two(0x10)),
        wants(asks(0x10, 0x12), two(0x10)),
        informed(asks(0x10, 13)),
        informed(asks(0x12, 14)),
        informed(class(asks(0x10, 15), "guest")),
        informed(asks(0x10, 0x10)),
        informed(asks(0x12, 0x13)),
        temporary(behind(0x10, 16)),
        to_server(temporary(asks(0x10, 17))),
    ]
}

pub(super) fn delegation() -> Vec<Client> {
    let prefix = |net, number| asks(net, number).with_prefix_association(2);
    let would = |client: Client, hints: &[(u16, u16, u8)]| {
        let hint = |(high, low, length): &(u16, u16, u8)| {
            let first = if *high == 0 { 0 } else { 0x2001 };
            let second = if *high == 0 { 0 } else { 0xdb8 };
            Hint::prefix(Ipv6Addr::new(first, second, *high, *low, 0, 0, 0, 0), *length)
        };
        client.with_association(Kind::Delegation, 2, hints.iter().map(hint).collect())
    };
    vec![
        prefix(0x20, 1),
        prefix(0x20, 2).with_address_association(1),
        would(asks(0x20, 3), &[(0, 0, 60)]),
        would(asks(0x20, 4), &[(0, 0, 48)]),
        would(asks(0x20, 5), &[(0, 0, 58)]),
        would(asks(0x20, 6), &[(0, 0, 64)]),
        would(asks(0x20, 7), &[(0, 0, 0)]),
        would(asks(0x20, 8), &[(0x2100, 0x20, 60)]),
        would(asks(0x20, 9), &[(0x2100, 0x20, 56)]),
        would(asks(0x20, 10), &[(0x2100, 0x21, 56)]),
        would(asks(0x20, 11), &[(0x2000, 0x100, 56), (0x2000, 0x200, 56)]),
        to_server(prefix(0x20, 0x10).with_address_association(1)),
        would(asks(0x20, 0x10), &[(0, 0, 48)]),
        would(asks(0x20, 0x10), &[(0x5100, 0, 48)]),
        would(asks(0x20, 0x10), &[(0x2000, 0x300, 56)]),
        prefix(0x21, 1).with_address_association(1),
        to_server(prefix(0x21, 2)),
        prefix(0x21, 0x10),
        prefix(0x22, 0x10).with_address_association(1),
        prefix(0x21, 0x11).with_address_association(1),
        would(asks(0x21, 3), &[(0x3100, 0x10, 60), (0x3100, 0x20, 60), (0x3100, 0x30, 60)]),
        would(asks(0x21, 4), &[(0x3100, 0x40, 60), (0x9100, 0x20, 60)]),
        prefix(0x23, 5),
        behind(0x23, 6),
        to_server(behind(0x23, 7)),
        prefix(0x20, 12).with_prefix_association(3),
        renews(would(asks(0x20, 0x10), &[(0x5000, 0, 56)])),
        renews(would(asks(0x20, 0x10), &[(0x5200, 0, 56)])),
        rebinds(would(asks(0x20, 0x10), &[(0x5200, 0, 56)])),
        rebinds(would(asks(0x20, 13), &[(0x2100, 0x40, 60), (0x9100, 0, 60)])),
        rebinds(would(asks(0x22, 14), &[(0x9100, 0, 60)])),
        rebinds(prefix(0x23, 15).with_address_association(1)),
        renews(prefix(0x23, 16).with_address_association(1)),
    ]
}
