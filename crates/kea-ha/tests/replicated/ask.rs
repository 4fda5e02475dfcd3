//! What a server gives to clients in the scope.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Host, Message, MessageType, Packet, Station, StationV6};

/// How long a server may take to serve again.
const SERVES: Duration = Duration::from_secs(60);

/// How long one answer is waited for.
const ANSWER: Duration = Duration::from_millis(300);

/// Options of DHCPv4 (RFC 2132): name servers, domain, host name, requested address, lease time, wanted ones.
const NAMES_V4: [u8; 4] = [6, 15, 12, 51];
const REQUESTED: u8 = 50;
const WANTED: u8 = 55;

/// Options of DHCPv6 (RFC 3646): name servers and domains.
const NAMES_V6: [u16; 2] = [23, 24];

/// The last parts of the addresses that clients wish for: in pools, before, between and behind.
const WISHES: std::ops::Range<u8> = 90..150;

/// The client that has a reservation from the beginning, and the one that gets one.
const PRINTER: u8 = 0xc8;
const PLOTTER: u8 = 0xc9;
const ANYBODY: u8 = 1;

/// An answer: the last part of the address, and the options.
type Answer = (u8, Vec<(u16, Vec<u8>)>);

/// What a server gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Served {
    /// The addresses that somebody gets who wishes for them.
    pub(crate) wishes: Vec<u8>,
    pub(crate) printer: Answer,
    pub(crate) plotter: Answer,
    /// What somebody else gets; the address may be any of the pool.
    pub(crate) options: Vec<(u16, Vec<u8>)>,
}

/// A relay in the scope.
pub(crate) enum Relay {
    V4(Station),
    V6(StationV6),
}

impl Relay {
    pub(crate) fn on(host: &Host, family: Family) -> Self {
        match family {
            Family::V4 => Self::V4(Station::relay(host).unwrap()),
            Family::V6 => Self::V6(StationV6::relay(host).unwrap()),
        }
    }

    /// What a server gives, as soon as it serves.
    pub(crate) fn served(&mut self, server: &Host) -> Served {
        let deadline = Instant::now() + SERVES;
        let mut ask = |client, wish| loop {
            if let Some(answer) = self.answer(server, client, wish) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{} does not answer", server.name());
        };
        let (printer, plotter) = (ask(PRINTER, None), ask(PLOTTER, None));
        let (_, options) = ask(ANYBODY, None);
        let wishes = WISHES.filter(|wish| ask(ANYBODY, Some(*wish)).0 == *wish).collect();
        Served { wishes, printer, plotter, options }
    }

    /// Whether a server leaves a client alone, as a standby does.
    pub(crate) fn is_silent(&mut self, server: &Host) -> bool {
        self.answer(server, ANYBODY, None).is_none()
    }

    fn answer(&mut self, server: &Host, client: u8, wish: Option<u8>) -> Option<Answer> {
        match self {
            Self::V4(station) => offer(station, server, client, wish),
            Self::V6(relay) => advertise(relay, server, client, wish),
        }
    }
}

fn offer(station: &mut Station, server: &Host, client: u8, wish: Option<u8>) -> Option<Answer> {
    let packet = Packet::new(MessageType::Discover, [2, 0, 0, 0, 0, client]);
    let packet = Packet { relay: Ipv4Addr::new(10, 20, 0, 1), hops: 1, ..packet };
    let mut packet = packet.with(WANTED, NAMES_V4);
    if let Some(wish) = wish {
        packet = packet.with(REQUESTED, [10, 20, 0, wish]);
    }
    station.send(server.address(), &packet).unwrap();
    let deadline = Instant::now() + ANSWER;
    loop {
        let reply = station.receive(deadline).unwrap()?.packet;
        if reply.transaction == packet.transaction {
            assert_eq!(reply.message_type(), Some(MessageType::Offer));
            let [10, 20, 0, last] = reply.yours.octets() else { panic!("{}", reply.yours) };
            let values = NAMES_V4
                .into_iter()
                .filter_map(|code| Some((u16::from(code), reply.option(code)?.to_vec())));
            return Some((last, values.collect()));
        }
    }
}

fn advertise(relay: &mut StationV6, server: &Host, client: u8, wish: Option<u8>) -> Option<Answer> {
    // Written in hexadecimal as it is read in decimal: 2001:db8:20::139 is wish 139.
    let scope = |last: u16| Ipv6Addr::new(0x2001, 0xdb8, 0x20, 0, 0, 0, 0, last);
    let written = |last: u8| u16::from_str_radix(&last.to_string(), 16).unwrap();
    let wish = wish.map(|wish| scope(written(wish)));
    let message = Message::solicit(&[2, 0, 0, 0, 0, client], wish, &NAMES_V6).through(scope(1));
    let deadline = Instant::now() + ANSWER;
    let reply = relay.ask(server.address_v6(), &message, deadline).unwrap()?;
    let (address, _, valid) = reply.address().unwrap();
    assert_eq!(address.segments()[..7], scope(0).segments()[..7], "{address}");
    let last = format!("{:x}", address.segments()[7]).parse().unwrap_or(u8::MAX);
    let values = NAMES_V6.into_iter().filter_map(|code| Some((code, reply.option(code)?.to_vec())));
    let lifetime = (IA_ADDRESS, valid.to_be_bytes().to_vec());
    Some((last, values.chain([lifetime]).collect()))
}

/// The option with an address and its lifetimes (RFC 8415, section 21.6).
const IA_ADDRESS: u16 = 5;
