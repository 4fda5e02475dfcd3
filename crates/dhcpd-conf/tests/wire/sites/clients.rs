//! The clients of the first six configurations.

use std::net::Ipv4Addr;

use dhcpd_conf::resolve::{Client, Message};

/// A client of a site, behind the relay 10.NET.SUBNET.1.
pub(super) fn behind(net: u8, subnet: u8, hardware: [u8; 3]) -> Client {
    let [maker, site, number] = hardware;
    Client::ethernet([2, 0, 0, maker, site, number]).through(Ipv4Addr::new(10, net, subnet, 1))
}

/// What most clients ask for.
pub(super) const USUAL: [u8; 13] = [1, 3, 6, 12, 15, 28, 42, 43, 51, 54, 58, 59, 66];

pub(super) fn campus() -> Vec<Client> {
    let at = |subnet, number| behind(20, subnet, [0, 1, number]).requesting(USUAL);
    vec![
        at(0, 1),
        at(1, 2),
        at(0, 0x12),
        at(1, 0x12).wanting(Ipv4Addr::new(10, 20, 0, 120)),
        at(0, 0x10),
        at(1, 0x11).requesting([1, 3, 15, 67]),
        behind(21, 0, [0, 1, 0x11]).requesting(USUAL),
        behind(21, 0, [0, 1, 3]).requesting([42, 3]),
        behind(21, 0, [0, 1, 4]),
        at(0, 5).with_option(51, 86_400_u32.to_be_bytes()),
        at(0, 0x12).with_option(51, 60_u32.to_be_bytes()),
        behind(99, 0, [0, 1, 6]),
    ]
}

pub(super) fn phones() -> Vec<Client> {
    let at = |maker, number| {
        let asked = [&USUAL[..], &[9, 67, 150, 252]].concat();
        behind(30, 0, [maker, 2, number]).requesting(asked)
    };
    let vendor = |client: Client, class: &str| client.with_option(60, class);
    vec![
        at(0, 1),
        vendor(at(0, 2), "Voice"),
        vendor(at(0, 3), "Voice-v2"),
        vendor(at(0, 4), "Voice-v2").with_option(77, "desk"),
        vendor(at(0, 5), "Voice-v2").with_option(77, "desk").requesting([3]),
        vendor(at(0, 6), "Laser 9"),
        vendor(at(0, 7), "Laser 8"),
        vendor(at(0, 8), "laser 9"),
        Client { hardware: vec![2, 0, 0x0a, 9, 9, 9], ..at(0, 9) },
        Client { hardware: vec![2, 0, 0x0b, 9, 9, 9], ..at(0, 10) },
        vendor(Client { hardware: vec![2, 0, 0x0a, 9, 9, 8], ..at(0, 11) }, "Voice-v2"),
        vendor(Client { hardware: vec![2, 0, 0x0a, 9, 9, 7], ..at(0, 12) }, "Laser 9"),
    ]
}

pub(super) fn boot() -> Vec<Client> {
    let asked = [1, 3, 17, 43, 60, 66, 67, 175];
    let at = |maker, number| behind(40, 0, [maker, 3, number]).requesting(asked);
    let pxe = |number, architecture: [u8; 2]| {
        at(0, number).with_option(60, "PXEClient:Arch:00000").with_option(93, architecture)
    };
    vec![
        at(0, 1),
        pxe(2, [0, 0]),
        pxe(3, [0, 6]),
        pxe(4, [0, 7]),
        pxe(5, [0, 9]),
        pxe(6, [0, 9]).with_option(77, "iPXE"),
        pxe(7, [0, 9]).with_option(77, "other"),
        Client { hardware: vec![2, 0, 0x0c, 3, 3, 8], ..pxe(8, [0, 7]) },
        at(0, 0x20),
        at(0, 0x20).with_option(60, "PXEClient").with_option(93, [0, 6]),
        at(0, 0x21),
        at(0, 0x21).with_option(77, "iPXE"),
        at(0, 0x20).sending(Message::Bootp),
        behind(40, 1, [0, 3, 10]).sending(Message::Bootp),
        behind(40, 0, [0, 3, 11]).sending(Message::Bootp),
        behind(40, 1, [0, 3, 12]).requesting(asked),
    ]
    .into_iter()
    .map(|client| match client.message {
        Message::Bootp => Client { options: std::collections::BTreeMap::new(), ..client },
        _ => client,
    })
    .collect()
}

pub(super) fn groups() -> Vec<Client> {
    let at = |number| behind(50, 0, [0, 4, number]).requesting([1, 2, 3, 7, 12, 15, 51, 58, 59]);
    let mut all: Vec<Client> = (1..=7).map(at).collect();
    all.push(at(3).with_option(12, "its-own-name"));
    all.push(at(6).with_option(12, "its-own-name"));
    all.push(at(5).with_option(51, 9_000_u32.to_be_bytes()));
    all
}

pub(super) fn relays() -> Vec<Client> {
    let at = |net, number| behind(net, 0, [0, 5, number]).requesting([1, 3, 6, 12, 15]);
    vec![
        at(60, 1),
        at(60, 2).with_agent(1, "ring-1").with_agent(2, "line-7"),
        at(60, 3).with_agent(1, "ring-9").with_agent(2, [0, 0x11, 0x22]),
        at(60, 4).with_agent(1, "star-9"),
        at(60, 5).with_agent(2, "line-8"),
        at(60, 6).identified("line-7"),
        at(60, 7).with_agent(2, "line-6").identified("line-7"),
        at(60, 8).with_agent(5, [10, 61, 0, 1]),
        at(61, 9).with_agent(1, "ring-9"),
        at(61, 10).with_agent(2, "line-8"),
    ]
}

pub(super) fn times() -> Vec<Client> {
    let at = |subnet, number| behind(70, subnet, [0, 6, number]).requesting([51, 58, 59]);
    let time = |client: Client, seconds: u32| client.with_option(51, seconds.to_be_bytes());
    let class = |client: Client, class: &str| client.with_option(77, class);
    vec![
        at(0, 1),
        time(at(0, 2), 5000),
        time(at(0, 3), 10_000),
        time(at(0, 4), 10),
        at(1, 5),
        time(at(1, 6), 200),
        at(2, 7),
        Client { seconds: 5, ..at(2, 8) },
        time(Client { seconds: 5, ..at(2, 9) }, 6000),
        class(at(0, 10), "brief"),
        class(time(at(0, 11), 100), "brief"),
        class(time(at(0, 12), 1), "brief"),
        class(at(0, 13), "eternal"),
        class(time(at(0, 14), 4_000_000_000), "eternal"),
        class(at(0, 15), "odd"),
        class(time(at(0, 16), 15), "odd"),
        at(0, 0x20),
        time(at(0, 0x20), 7201),
        time(at(0, 17), 5000).requesting([1]),
    ]
}
