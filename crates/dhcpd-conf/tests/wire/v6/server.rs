//! A running dhcpd, asked by described DHCPv6 clients.

use std::net::Ipv6Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Dhcpd, Hop, Host, Lab, Message as Wire, StationV6};
use dhcpd_conf::resolve::v6::{Association, Client, Kind, Message};

/// A configuration with what every server needs: the link that it stands on.
pub(crate) fn text(text: &str) -> String {
    const LINK: &str = "subnet6 fd77::/64 {";
    match text.contains(LINK) {
        true => text.to_owned(),
        false => format!("{LINK}\n}}\n{text}"),
    }
}

/// The addresses of the server and of the relay on the link.
const SERVER: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 1);
const RELAY: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 0xfe);

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(100);

/// The options with the identifiers of client and server.
const CLIENT_ID: u16 = 1;
const SERVER_ID: u16 = 2;

/// What a server does.
#[derive(Debug)]
pub(crate) enum Sent {
    Message(Wire),
    Nothing,
    /// It ends.
    Ended,
}

/// A server with one configuration.
pub(crate) struct Server {
    /// Where relays get their answers.
    relay: StationV6,
    /// Where clients on the link get theirs.
    clients: StationV6,
    /// What the server calls itself.
    duid: Vec<u8>,
    dhcpd: Dhcpd,
    _hosts: (Host, Host),
    _lab: Lab,
}

impl Server {
    /// Starts it with a configuration; [`None`] where there can be no lab.
    pub(crate) fn start(text: &str) -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let (host, behind) = (lab.host("server").unwrap(), lab.relay().unwrap());
        assert_eq!((host.address_v6(), behind.address_v6()), (SERVER, RELAY));
        let dhcpd = Dhcpd::start_v6(&host, self::text(text)).unwrap();
        let relay = StationV6::relay(&behind).unwrap();
        let clients = StationV6::client(&behind).unwrap();
        let mut server =
            Self { relay, clients, duid: Vec::new(), dhcpd, _hosts: (host, behind), _lab: lab };
        server.duid = server.probe().option(SERVER_ID).unwrap().to_vec();
        Some(server)
    }

    /// A client with what it knows of the server: its address and its identifier. What names
    /// the server by an empty identifier gets the right one.
    pub(crate) fn describe(&self, client: &Client) -> Client {
        let mut client = client.clone().at(SERVER);
        client.server_duid = Some(self.duid.clone());
        if let Some(named) = client.options.get_mut(&SERVER_ID).filter(|named| named.is_empty()) {
            named.clone_from(&self.duid);
        }
        client
    }

    /// What it has said.
    pub(crate) fn log(&self) -> String {
        self.dhcpd.log()
    }

    /// The answer to somebody on the link who wants nothing: every server has one.
    fn probe(&mut self) -> Wire {
        let probe = probe();
        self.relay.send(SERVER, &probe).unwrap();
        let deadline = Instant::now() + ANSWER;
        let reply = self.relay.receive(deadline).unwrap();
        let reply = reply.unwrap_or_else(|| panic!("no answer at all:\n{}", self.log()));
        assert_eq!(reply.transaction, probe.transaction, "{reply:?}");
        reply
    }

    /// Its answer to a client. It answers in order, so it is silent when it has answered the probe that
    /// was sent after the message.
    pub(crate) fn answer(&mut self, client: &Client) -> Sent {
        let packet = packet(client);
        match (packet.relays.is_empty(), client.unicast) {
            (false, _) => self.relay.send(SERVER, &packet).unwrap(),
            (true, true) => self.clients.send(SERVER, &packet).unwrap(),
            (true, false) => self.clients.send_to_all(&packet).unwrap(),
        }
        let probe = probe();
        self.relay.send(SERVER, &probe).unwrap();
        let (mut found, deadline) = (None, Instant::now() + ANSWER);
        loop {
            let look = Instant::now() + LOOK;
            match self.relay.receive(look).unwrap() {
                Some(reply) if reply.transaction == probe.transaction => break,
                Some(reply) => found = Some(reply),
                None if self.dhcpd.daemon().ended().unwrap().is_some() => return Sent::Ended,
                None => assert!(look < deadline, "no answer at all:\n{}", self.log()),
            }
        }
        // It is there already, since it was sent before the answer to the probe.
        let found = found.or_else(|| self.clients.receive(Instant::now()).unwrap());
        assert!(found.iter().all(|reply| reply.transaction == packet.transaction));
        found.map_or(Sent::Nothing, Sent::Message)
    }
}

/// What somebody on the link sends who wants nothing. It has an identifier: dhcpd ends where a client has
/// none and a host has one.
fn probe() -> Wire {
    let hop = Hop { link: Ipv6Addr::UNSPECIFIED, peer: RELAY, options: Vec::new() };
    let identifier = (CLIENT_ID, b"\x00\x02lab-probe".to_vec());
    Wire { options: vec![identifier], relays: vec![hop], ..Wire::new(11) }
}

/// The message that a description is of.
fn packet(client: &Client) -> Wire {
    let message = match client.message {
        Message::Solicit => 1,
        Message::Request => 3,
        Message::Confirm => 4,
        Message::Renew => 5,
        Message::Rebind => 6,
        Message::InformationRequest => 11,
    };
    let associations = client.associations.iter().map(association);
    let options = client.options.iter().map(|(code, value)| (*code, value.clone()));
    let relays = client.relays.iter().map(|relay| Hop {
        link: relay.link,
        peer: RELAY,
        options: relay.options.iter().map(|(code, value)| (*code, value.clone())).collect(),
    });
    Wire {
        options: options.chain(associations).collect(),
        relays: relays.collect(),
        ..Wire::new(message)
    }
}

/// An association as an option (RFC 8415, sections 21.4 to 21.6, 21.21 and 21.22).
fn association(association: &Association) -> (u16, Vec<u8>) {
    let mut value = association.id.to_be_bytes().to_vec();
    let (code, times) = match association.kind {
        Kind::NonTemporary => (3, true),
        Kind::Temporary => (4, false),
        Kind::Delegation => (25, true),
    };
    value.extend(times.then_some([0; 8]).into_iter().flatten());
    for hint in &association.hints {
        let lifetimes = [hint.preferred.to_be_bytes(), hint.valid.to_be_bytes()].concat();
        if association.kind == Kind::Delegation {
            value.extend([0, 26, 0, 25]);
            value.extend(lifetimes);
            value.push(hint.length);
            value.extend(hint.address.octets());
        } else {
            value.extend([0, 5, 0, 24]);
            value.extend(hint.address.octets());
            value.extend(lifetimes);
        }
    }
    (code, value)
}
