//! What clients ask, and what the servers answer.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{MessageType, Packet, Station};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// Options of clients (RFC 2132).
const REQUESTED: u8 = 50;
const SERVER: u8 = 54;

/// What a client has to say.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Says {
    /// It looks for servers.
    Discover,
    /// The same, and it would like this address.
    Wish(Ipv4Addr),
    /// It takes what this server offers.
    Select(Ipv4Addr, Ipv4Addr),
    /// It has been switched on again, and believes to have an address (INIT-REBOOT).
    Reboot(Ipv4Addr),
    /// It has an address that nobody extended so far, and asks all (REBINDING).
    Rebind(Ipv4Addr),
}

/// A packet of a client in the network of a relay. It has waited long enough for both servers of a
/// pair to answer.
pub(crate) fn packet(relay: Ipv4Addr, client: u8, says: Says) -> Packet {
    let message = match says {
        Says::Discover | Says::Wish(_) => MessageType::Discover,
        _ => MessageType::Request,
    };
    let packet = Packet::new(message, [2, 0, 0, 0, 0, client]);
    let packet = Packet { relay, seconds: 30, hops: 1, ..packet };
    match says {
        Says::Discover => packet,
        Says::Select(server, address) => {
            packet.with(SERVER, server.octets()).with(REQUESTED, address.octets())
        }
        Says::Wish(address) | Says::Reboot(address) => packet.with(REQUESTED, address.octets()),
        Says::Rebind(address) => Packet { client: address, ..packet },
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    Offer(Ipv4Addr),
    Ack(Ipv4Addr),
    Nak,
}

/// Each server's answer to a packet that was sent to all of them; [`None`] from who is silent.
///
/// Silence is not waited for: dhcpd answers in order, so it is silent when it has answered the
/// `probe` that was sent after the packet.
pub(crate) fn answers<const N: usize>(
    station: &mut Station,
    servers: [Ipv4Addr; N],
    packet: &Packet,
    probe: &Packet,
) -> [Option<Answer>; N] {
    let probe = Packet { transaction: packet.transaction ^ 0x8000_0000, ..probe.clone() };
    for server in servers {
        station.send(server, packet).unwrap();
        station.send(server, &probe).unwrap();
    }
    let (mut found, mut waiting) = ([None; N], servers.to_vec());
    let deadline = Instant::now() + ANSWER;
    while !waiting.is_empty() {
        let reply = station.receive(deadline).unwrap();
        let reply = reply.unwrap_or_else(|| panic!("{waiting:?} did not answer the probe"));
        let yours = reply.packet.yours;
        if reply.packet.transaction == probe.transaction {
            waiting.retain(|server| *server != reply.from);
        } else if reply.packet.transaction == packet.transaction {
            let at = servers.iter().position(|server| *server == reply.from).unwrap();
            assert!(waiting.contains(&reply.from), "in order");
            found[at] = match reply.packet.message_type() {
                Some(MessageType::Offer) => Some(Answer::Offer(yours)),
                Some(MessageType::Ack) => Some(Answer::Ack(yours)),
                Some(MessageType::Nak) => Some(Answer::Nak),
                other => panic!("{other:?}"),
            };
        }
    }
    found
}
