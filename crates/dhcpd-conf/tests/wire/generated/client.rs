//! Clients, known and unknown, in any state.

use std::net::Ipv4Addr;

use dhcpd_conf::resolve::{Client, Message};

use super::Maker;
use crate::writing::WORDS;

impl Maker<'_> {
    pub(super) fn client(&mut self, number: u8) -> Client {
        // Each but once: what it was given before counts, too, and is not in the file.
        let host = if self.dice.one_in(3) { self.hosts.pop() } else { None };
        let [five, six] = host.unwrap_or([0, number]);
        let net = *self.dice.pick(&self.nets);
        let relay = Ipv4Addr::new(10, 9, net, 1);
        let mut client = Client::ethernet([2, 0, 0, 0, five, six]).through(relay);
        client.seconds = *self.dice.pick(&[0, 2, 10]);
        if self.dice.one_in(12) {
            client.message = Message::Bootp;
            return client;
        }
        for code in [60, 77, 12] {
            if self.dice.one_in(2) {
                client = client.with_option(code, self.dice.pick(&WORDS));
            }
        }
        if self.dice.one_in(3) {
            client = client.identified([1, 2, 0, 0, 0, five, six]);
        }
        client = self.asking(client);
        if self.dice.one_in(4) {
            client = client.with_agent(1, self.dice.pick(&WORDS));
            let remote = format!("h{}", self.dice.below(4));
            client = client.with_agent(2, remote);
            if self.dice.one_in(4) {
                // The relay says which link is meant (RFC 3527).
                client = client.with_agent(5, [10, 9, *self.dice.pick(&self.nets), 0]);
            }
        }
        match self.dice.below(8) {
            0 => client.wanting(Ipv4Addr::new(10, 9, net, 30 + number)),
            1 => {
                let address = Ipv4Addr::new(10, 9, net, 200 + number);
                Client { address: Some(address), ..client.sending(Message::Inform) }
            }
            2 => {
                let host = *self.dice.pick(&[5, 6, 7, 50 + number, 150 + number, 250]);
                let net = if self.dice.one_in(4) { 99 } else { net };
                client.sending(Message::Request).wanting(Ipv4Addr::new(10, 9, net, host))
            }
            _ => client,
        }
    }

    /// What it asks for: options, a time, and how long the answer may be.
    fn asking(&mut self, mut client: Client) -> Client {
        if !self.dice.one_in(4) {
            let mut asked = [1, 3, 6, 12, 15, 43, 51, 61, 66, 67, 200, 201, 202, 203, 204];
            self.dice.shuffle(&mut asked);
            client = client.requesting(&asked[self.dice.below(asked.len())..]);
        }
        if self.dice.one_in(4) {
            client = client.with_option(51, self.dice.between(1, 9_000).to_be_bytes());
        }
        if self.dice.one_in(6) {
            let longest = *self.dice.pick(&[300_u16, 576, 600, 1500]);
            client = client.with_option(57, longest.to_be_bytes());
        }
        client
    }
}
