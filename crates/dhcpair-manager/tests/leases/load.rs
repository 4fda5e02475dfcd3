//! Clients that go on while leases are looked at: renewals, and where asked new clients and such as go.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Host, MessageType, Packet, Station};

use crate::plant::{Planted, address, hardware};

/// The relay in the clients' network.
const RELAY: Ipv4Addr = Ipv4Addr::new(10, 34, 0, 1);

/// What the clients do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// They renew.
    Renewals,
    /// One in eight is a new one, and one in sixteen goes.
    Everything,
}

pub(crate) struct Load {
    answers: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Load {
    /// So many clients a second.
    pub(crate) fn start(
        relay: &Host,
        servers: [Ipv4Addr; 2],
        planted: &Planted,
        kind: Kind,
        rate: u32,
    ) -> Self {
        let (answers, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
        let mut clients = Clients {
            station: Station::relay(relay).unwrap(),
            servers,
            renewing: planted.healthy.clone(),
            next: 0,
            fresh: 0x0200_0000,
            answers: Arc::clone(&answers),
        };
        let ended = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let started = Instant::now();
            let pause = Duration::from_secs(1) / rate;
            let mut sent = 0;
            while !ended.load(Ordering::Relaxed) {
                clients.one(kind, sent);
                sent += 1;
                clients.listen_until(started + pause * sent);
            }
        });
        Self { answers, stop, thread }
    }

    /// Waits until so many were answered.
    pub(crate) fn wait_for(&self, answers: u32) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.answers.load(Ordering::Relaxed) < answers {
            assert!(Instant::now() < deadline, "clients are not answered");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        println!("{} clients were answered", self.answers.load(Ordering::Relaxed));
    }
}

struct Clients {
    station: Station,
    servers: [Ipv4Addr; 2],
    renewing: Vec<u32>,
    next: usize,
    fresh: u32,
    answers: Arc<AtomicU32>,
}

fn packet(message: MessageType, client: u32) -> Packet {
    let id = [&[1][..], &hardware(client)].concat();
    Packet { relay: RELAY, ..Packet::new(message, hardware(client)).with(61, id) }
}

impl Clients {
    fn one(&mut self, kind: Kind, number: u32) {
        match (kind, number % 16) {
            (Kind::Everything, 3 | 11) => {
                self.fresh += 1;
                let discover = packet(MessageType::Discover, self.fresh);
                self.send_to_both(&discover);
            }
            (Kind::Everything, 7) => {
                let Some(client) = self.renewing.pop() else { return };
                let server = self.servers[number as usize / 16 % 2];
                let id = server.octets();
                let release = packet(MessageType::Release, client).with(54, id);
                self.station.send(server, &Packet { client: address(client), ..release }).unwrap();
            }
            _ => {
                self.next = (self.next + 1) % self.renewing.len();
                let client = self.renewing[self.next];
                let request = packet(MessageType::Request, client);
                let request = Packet { client: address(client), ..request };
                match number % 5 {
                    // It was not answered and asks everybody.
                    0 => self.send_to_both(&request),
                    odd => self.station.send(self.servers[odd as usize % 2], &request).unwrap(),
                }
            }
        }
    }

    fn send_to_both(&mut self, packet: &Packet) {
        for server in self.servers {
            self.station.send(server, packet).unwrap();
        }
    }

    fn listen_until(&mut self, deadline: Instant) {
        while let Some(reply) = self.station.receive(deadline).unwrap() {
            match reply.packet.message_type() {
                Some(MessageType::Ack) => _ = self.answers.fetch_add(1, Ordering::Relaxed),
                Some(MessageType::Offer) => {
                    let [_, _, a, b, c, d] = *reply.packet.hardware.first_chunk::<6>().unwrap();
                    let request = packet(MessageType::Request, u32::from_be_bytes([a, b, c, d]));
                    let request =
                        request.with(50, reply.packet.yours.octets()).with(54, reply.from.octets());
                    self.send_to_both(&request);
                }
                _ => {}
            }
        }
    }
}
