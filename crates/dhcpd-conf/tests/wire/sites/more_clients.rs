//! The clients of the other configurations.

use std::net::Ipv4Addr;

use dhcpd_conf::resolve::{Client, Message};

use super::clients::{USUAL, behind};

pub(super) fn expressions() -> Vec<Client> {
    let asked = [12, 15, 200, 201, 202, 203, 204, 205, 206, 207];
    let at = |net, number| behind(net, 0, [0, 7, number]).requesting(asked);
    vec![
        at(80, 1),
        at(80, 2).with_option(12, "Mixed-Case"),
        at(80, 3).with_option(12, "name").with_option(77, "UPPER"),
        at(80, 4).identified([1, 2, 3, 4, 5]),
        at(80, 5).identified("id").with_option(77, "\u{e4}\u{d6}"),
        at(81, 6),
        at(81, 7).with_option(12, "desk"),
        at(81, 8).with_option(12, "quiet"),
        at(81, 9).with_option(12, "quiet").with_option(60, "vendor"),
        at(81, 0x30).with_option(12, "desk"),
        at(81, 10).with_option(77, "kit-42"),
        at(81, 11).with_option(77, "KIT-x"),
        at(81, 12).with_option(77, "a kit"),
    ]
}

pub(super) fn requests() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 8, number]);
    let long = [1, 3, 6, 15, 19, 26, 33, 44, 46, 119, 121, 224, 225];
    vec![
        at(90, 1),
        at(90, 2).requesting([15]),
        at(90, 3).requesting(long),
        at(90, 4).requesting([121, 3, 33, 1]),
        at(90, 5).requesting([224, 200, 255, 0, 15, 15]),
        at(90, 6).requesting([]),
        at(91, 7),
        at(91, 8).requesting([6, 224]),
        at(92, 9).requesting([3, 54, 224]),
        at(92, 10).requesting([1, 2, 3]),
        at(93, 11).requesting([224, 225]),
        at(93, 12).requesting(long).with_option(57, 1500_u16.to_be_bytes()),
        at(93, 13).requesting([224, 225, 119, 6]).with_option(57, 576_u16.to_be_bytes()),
        at(90, 14).requesting(long).with_option(81, [0, 0, 0, b'f', b'q', b'd', b'n']),
        at(90, 15).identified("echo").requesting([61, 1]),
        at(90, 16).requesting([12, 81]).with_option(12, "asked-name"),
        Client { broadcast: true, ..at(90, 17).requesting([1]) },
    ]
}

pub(super) fn programs() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 9, number]).requesting([12, 15, 210, 211]);
    vec![
        at(100, 1),
        at(100, 2).with_option(60, "alpha"),
        at(100, 3).with_option(60, "beta"),
        at(100, 4).with_option(60, "gamma"),
        at(101, 5),
        at(101, 6).with_option(77, "inner"),
        at(101, 7).with_option(77, "inner").with_option(12, "me"),
        at(102, 8),
        at(102, 9),
        at(102, 10).with_option(12, "a"),
        at(102, 11).with_option(12, "b"),
        at(102, 12).with_option(12, "b").with_option(77, "x"),
        at(102, 13).with_option(12, "a").with_option(77, "x"),
    ]
}

pub(super) fn additions() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 10, number]).requesting([3, 4, 6, 7, 15]);
    vec![
        at(110, 1),
        at(110, 2).with_option(77, "more"),
        at(111, 3),
        at(111, 4).with_option(77, "more"),
        at(110, 0x10),
        at(110, 0x10).with_option(77, "more"),
        at(110, 5).requesting([15]),
    ]
}

pub(super) fn identities() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 11, number]).requesting(USUAL);
    let uid = |client: Client, number| client.identified([1, 2, 0, 0, 0, 0x0b, number]);
    vec![
        at(120, 1),
        uid(at(120, 1), 0x10),
        uid(at(121, 1), 0x10),
        at(120, 0x10),
        at(120, 2).identified("badge 17"),
        at(121, 2).identified("badge 17"),
        uid(at(121, 3), 0x13),
        at(121, 0x12),
        uid(at(121, 0x12), 0x99),
        at(120, 0x12),
        at(120, 0x14),
        at(121, 0x14),
        at(121, 0x15),
        at(121, 4),
        at(121, 5).with_option(77, "vip"),
        at(120, 5).with_option(77, "vip"),
        uid(at(121, 0x16), 0x16),
        uid(at(121, 0x17), 0x17),
        uid(at(121, 0x18), 0x18),
        at(121, 0x19),
        at(121, 0x1a).identified("xy"),
        at(122, 6),
        at(123, 7),
        Client { seconds: 5, ..at(123, 8) },
        at(124, 9),
        at(124, 9).sending(Message::Request).wanting(Ipv4Addr::new(10, 124, 0, 20)),
    ]
}

pub(super) fn vendors() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 12, number]);
    let asked = [23, 21, 40, 41, 43, 49, 78, 79, 230, 231, 232, 233];
    vec![
        at(130, 1),
        at(130, 2).requesting(asked),
        at(130, 3).requesting([230]),
        at(131, 4).requesting([43]),
        at(131, 5).requesting([43]).with_option(60, "acme"),
        at(131, 6),
        at(132, 7).requesting(asked),
        at(132, 8).requesting(asked).with_option(60, "acme"),
    ]
}

pub(super) fn floors() -> Vec<Client> {
    let at =
        |net, subnet, number| behind(net, subnet, [0, 13, number]).requesting([1, 3, 7, 15, 51]);
    let reboot =
        |client: Client, address| client.sending(Message::Request).wanting(Ipv4Addr::from(address));
    vec![
        at(140, 0, 1),
        at(140, 1, 2),
        at(140, 0, 3).with_option(77, "slow"),
        at(140, 0, 0x20),
        at(140, 0, 4).wanting(Ipv4Addr::new(10, 140, 0, 15)),
        at(140, 0, 5).wanting(Ipv4Addr::new(10, 140, 1, 15)),
        reboot(at(140, 0, 0x20), [10, 140, 1, 5]),
        reboot(at(140, 0, 0x20), [10, 140, 1, 6]),
        reboot(at(140, 0, 6), [10, 99, 0, 1]),
        reboot(at(141, 0, 7), [10, 99, 0, 1]),
        reboot(at(140, 0, 8), [10, 140, 1, 200]),
        Client { address: Some(Ipv4Addr::new(10, 140, 1, 9)), ..at(140, 1, 9) }
            .sending(Message::Inform),
        Client { address: Some(Ipv4Addr::new(10, 141, 0, 9)), ..at(141, 0, 10) }
            .sending(Message::Inform),
    ]
}

pub(super) fn zeros() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 14, number]).requesting([200, 15, 201]);
    let bootp = |net, number| behind(net, 0, [0, 14, number]).sending(Message::Bootp);
    vec![
        at(150, 1),
        at(150, 2).with_option(77, "long"),
        bootp(150, 3),
        at(151, 4),
        bootp(151, 5),
        at(152, 6),
        bootp(152, 7),
    ]
}
