//! Clients of configurations that chance makes.

use std::net::Ipv6Addr;

use dhcpd_conf::resolve::v6::{Client, Hint, Kind, Message};

use super::{Identity, Maker};
use crate::writing::WORDS;

/// Codes of options that clients and relays send.
const SERVER_ID: u16 = 2;
const RAPID_COMMIT: u16 = 14;
const USER_CLASS: u16 = 15;
const VENDOR_OPTIONS: u16 = 17;
const INTERFACE: u16 = 18;
const RECONFIGURE_ACCEPT: u16 = 20;
const REMOTE: u16 = 37;
const NAME: u16 = 39;

/// What may be asked for.
const WANTED: [u16; 16] = [1, 7, 13, 17, 23, 24, 31, 32, 39, 99, 200, 201, 202, 203, 204, 23];

impl Maker<'_> {
    /// A client whom nobody else is: what the server remembers of others does not matter.
    pub(super) fn client(&mut self, number: u8) -> Client {
        let host = if self.dice.one_in(2) { self.hosts.pop() } else { None };
        let own = [0, 3, 0, 1, 2, 0, 0, 0];
        let identity = match host {
            Some(host) if !matches!(host.identity, Identity::Port) => [0xee, host.number],
            _ => [0, number],
        };
        let mut client = Client::new([&own[..], &identity].concat());
        client = self.options(client);
        let net = *self.dice.pick(&self.nets);
        client = client.through(self.inside(net, 0, 1));
        let port = host.filter(|host| matches!(host.identity, Identity::Port));
        if let Some(port) = port {
            client = client.with_relay_option(INTERFACE, format!("h{}", port.number));
        } else if self.dice.one_in(2) {
            client = client.with_relay_option(INTERFACE, self.dice.pick(&WORDS));
        }
        if self.dice.one_in(3) {
            client = client.through(Ipv6Addr::UNSPECIFIED);
            client = client.with_relay_option(REMOTE, self.dice.pick(&WORDS));
        }
        match self.dice.below(8) {
            0 => return client.sending(Message::InformationRequest),
            1..=3 => client = client.sending(Message::Request).with_option(SERVER_ID, []),
            4 => {
                client = client.sending(self.about_leases());
                if client.message == Message::Renew {
                    client = client.with_option(SERVER_ID, []);
                }
            }
            _ => {}
        }
        for id in 0..1 + self.dice.below(2) {
            let kind = [Kind::NonTemporary, Kind::NonTemporary, Kind::Delegation, Kind::Temporary];
            let kind = *self.dice.pick(&kind);
            let hints = (0..self.dice.below(3)).map(|_| self.hint(kind, net)).collect();
            client = client.with_association(kind, id as u32, hints);
        }
        client
    }

    /// What a client sends that has something.
    fn about_leases(&mut self) -> Message {
        *self.dice.pick(&[Message::Renew, Message::Rebind, Message::Rebind, Message::Confirm])
    }

    fn inside(&self, net: u16, range: u16, last: u16) -> Ipv6Addr {
        Ipv6Addr::new(0x2001, 0xdb8, net, 0, range, 0, 0, last)
    }

    fn options(&mut self, mut client: Client) -> Client {
        let word = *self.dice.pick(&WORDS);
        if self.dice.one_in(2) {
            client = client.with_option(USER_CLASS, word);
        }
        if self.dice.one_in(4) {
            client = client.with_option(REMOTE, word);
        }
        if self.dice.one_in(4) {
            let name = [&[1, word.len() as u8], word.as_bytes(), &[4], b"home", &[0]].concat();
            client = client.with_option(NAME, name);
        }
        if self.dice.one_in(5) {
            client = client.with_option(RAPID_COMMIT, []);
        }
        if self.dice.one_in(6) {
            client = client.with_option(RECONFIGURE_ACCEPT, []);
        }
        if self.dice.one_in(6) {
            client = client.with_option(VENDOR_OPTIONS, [0, 0, 0x27, 0x0f, 0, 1, 0, 1, 7]);
        }
        if self.dice.one_in(8) {
            return client;
        }
        let mut wanted = WANTED.to_vec();
        self.dice.shuffle(&mut wanted);
        wanted.truncate(4 + self.dice.below(13));
        client.requesting(wanted)
    }

    /// An address or prefix that a client would like: one that there is, at times.
    fn hint(&mut self, kind: Kind, net: u16) -> Hint {
        let range = 1 + self.dice.below(usize::from(self.ranges) + 1) as u16;
        let last = self.dice.between(0x1000, 0x1fff) as u16;
        let hint = if kind == Kind::Delegation {
            let length = *self.dice.pick(&[48, 52, 56, 60]);
            let third = 0x100 * range + self.dice.below(0x100) as u16;
            match self.dice.below(4) {
                0 => Hint::prefix(Ipv6Addr::UNSPECIFIED, length),
                1 => Hint::prefix(Ipv6Addr::UNSPECIFIED, 0),
                _ => Hint::prefix(Ipv6Addr::new(0x2001, 0xdb8, third, 0, 0, 0, 0, 0), length),
            }
        } else {
            match self.dice.below(8) {
                0 => Hint::address(Ipv6Addr::UNSPECIFIED),
                1 => Hint::address(self.inside(net, 0, last)),
                2 => Hint::address(self.inside(0x77, range, last)),
                _ => Hint::address(self.inside(net, range, last)),
            }
        };
        match self.dice.one_in(3) {
            true => hint.lasting(self.dice.between(1, 900), self.dice.between(1, 900)),
            false => hint,
        }
    }
}
