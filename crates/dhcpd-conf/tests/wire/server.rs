//! A running dhcpd, asked by described clients.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, MessageType, Packet, Station};
use dhcpd_conf::resolve::{Client, Message};

/// What every server has: the link that it stands on, and a client there that shows when it has
/// answered all others. It looks after no address before it gives it: that takes a second.
pub(crate) const HEAD: &str = "ping-check off;
subnet 10.77.0.0 netmask 255.255.255.0 {
}
host lab-probe {
  hardware ethernet 02:ff:00:00:00:01;
  fixed-address 10.77.0.99;
}
";

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(5);

/// A server with one configuration.
pub(crate) struct Server {
    /// Where relays get their answers.
    relay: Station,
    /// Where clients that have an address get theirs.
    clients: Station,
    host: Host,
    dhcpd: Dhcpd,
    _relay: Host,
    _lab: Lab,
}

impl Server {
    /// Starts it with a configuration; [`None`] where there can be no lab.
    pub(crate) fn start(text: &str) -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let (host, behind) = (lab.host("server").unwrap(), lab.relay().unwrap());
        let dhcpd = Dhcpd::start(&host, format!("{HEAD}{text}")).unwrap();
        let relay = Station::relay(&behind).unwrap();
        let clients = Station::client(&behind).unwrap();
        Some(Self { relay, clients, host, dhcpd, _relay: behind, _lab: lab })
    }

    /// Its address.
    pub(crate) fn address(&self) -> Ipv4Addr {
        self.host.address()
    }

    /// What it has said.
    fn log(&self) -> String {
        self.dhcpd.log()
    }

    /// Its answer to a client; [`None`] where it is silent. It answers in order, so it is silent when it
    /// has answered the probe that was sent after the packet.
    pub(crate) fn answer(&mut self, client: &Client) -> Option<Packet> {
        let packet = packet(client);
        let probe = Packet::new(MessageType::Discover, [2, 0xff, 0, 0, 0, 1]);
        let probe = Packet { relay: Lab::RELAY, ..probe };
        let server = self.host.address();
        self.relay.send(server, &packet).unwrap();
        self.relay.send(server, &probe).unwrap();
        let (mut found, deadline) = (None, Instant::now() + ANSWER);
        loop {
            let reply = self.relay.receive(deadline).unwrap();
            let reply = reply.unwrap_or_else(|| panic!("no answer at all:\n{}", self.log())).packet;
            if reply.transaction == probe.transaction {
                break;
            }
            assert_eq!(reply.transaction, packet.transaction, "{reply:?}");
            found = Some(reply);
        }
        if found.is_none() {
            // It is there already, since it was sent before the answer to the probe.
            let direct = self.clients.receive(Instant::now()).unwrap();
            found = direct.map(|reply| reply.packet);
            assert!(found.iter().all(|reply| reply.transaction == packet.transaction));
        }
        found
    }
}

/// The packet that a description is of.
fn packet(client: &Client) -> Packet {
    let options = client.options.iter().map(|(code, value)| (*code, value.clone()));
    let message = match client.message {
        Message::Discover => Some(MessageType::Discover),
        Message::Request => Some(MessageType::Request),
        Message::Inform => Some(MessageType::Inform),
        Message::Bootp => None,
    };
    let message = message.map(|message| (53, vec![message as u8]));
    Packet {
        hardware_type: client.hardware_type,
        hardware: client.hardware.clone(),
        relay: client.relay.unwrap_or(Ipv4Addr::UNSPECIFIED),
        client: client.address.unwrap_or(Ipv4Addr::UNSPECIFIED),
        seconds: client.seconds,
        broadcast: client.broadcast,
        hops: client.hops,
        file: client.file.clone(),
        server_name: client.server_name.clone(),
        options: message.into_iter().chain(options).collect(),
        ..Packet::bootp([0; 6])
    }
}
