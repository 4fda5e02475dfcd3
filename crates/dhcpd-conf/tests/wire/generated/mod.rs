//! Configurations that chance makes: groups, classes, conditions, wires and hosts in one another.

mod client;
mod expression;
mod statement;

use dhcpair_testbed::Dice;
use dhcpd_conf::resolve::Client;

use crate::writing::Writing;

/// A configuration in the making.
struct Maker<'d> {
    dice: &'d mut Dice,
    text: String,
    depth: usize,
    classes: Vec<String>,
    /// Hardware addresses of hosts, by their last two octets.
    hosts: Vec<[u8; 2]>,
    /// The third octets of networks.
    nets: Vec<u8>,
    /// Whether there is a group with a name.
    named: bool,
}

/// A configuration and its clients.
pub(crate) fn site(dice: &mut Dice) -> (String, Vec<Client>) {
    let mut made = Maker {
        dice,
        text: String::new(),
        depth: 0,
        classes: Vec::new(),
        hosts: Vec::new(),
        nets: Vec::new(),
        named: false,
    };
    made.root();
    made.dice.shuffle(&mut made.hosts);
    let clients = (0..12).map(|number| made.client(number)).collect();
    (made.text, clients)
}

impl Maker<'_> {
    fn root(&mut self) {
        self.line("option label code 200 = text;");
        self.line("option number code 201 = unsigned integer 16;");
        self.line("option list code 202 = array of ip-address;");
        self.line("option space acme;");
        self.line("option acme.mode code 1 = unsigned integer 8;");
        self.line("option acme.title code 5 = text;");
        self.line("option box code 203 = encapsulate acme;");
        self.line("option flag code 204 = boolean;");
        if self.dice.one_in(2) {
            self.line("authoritative;");
        }
        self.line("option domain-name \"root.example\";");
        self.line("default-lease-time 1000;");
        if self.dice.one_in(4) {
            self.line("use-host-decl-names on;");
        }
        if self.dice.one_in(4) {
            self.line("option dhcp-parameter-request-list 1, 15, 200, 203;");
        }
        self.statements(2);
        if self.dice.one_in(2) {
            self.block("group \"named\"", |made| made.statements(3));
            self.named = true;
        }
        for _ in 0..self.dice.below(4) {
            self.class();
        }
        for _ in 0..1 + self.dice.below(3) {
            if self.dice.one_in(2) { self.subnet(true) } else { self.wire() }
        }
        for _ in 0..self.dice.below(3) {
            self.group(0);
        }
        for _ in 0..self.dice.below(3) {
            self.host();
        }
        self.statements(1);
    }

    fn class(&mut self) {
        let name = format!("class-{}", self.classes.len());
        if self.dice.one_in(6) {
            // Each value has a subclass of its own, which the server makes.
            let value = self.data(1);
            self.block(&format!("class \"{name}\""), |made| {
                made.line(&format!("spawn with {value};"));
                made.line("lease limit 900;");
                made.statements(2);
            });
            return self.classes.push(name);
        }
        let by_value = self.dice.one_in(3);
        let test = if by_value {
            format!("match {};", self.data(1))
        } else {
            format!("match if {};", self.condition(2))
        };
        self.block(&format!("class \"{name}\""), |made| {
            made.line(&test);
            if by_value && made.dice.one_in(4) {
                made.line("lease limit 900;");
            }
            made.statements(2);
        });
        for word in ["a", "desk"].iter().filter(|_| by_value) {
            if self.dice.one_in(2) {
                self.line(&format!("subclass \"{name}\" \"{word}\";"));
            } else {
                self.block(&format!("subclass \"{name}\" \"{word}\""), |made| made.statements(2));
            }
        }
        if self.dice.one_in(5) {
            // A class can be opened again.
            self.block(&format!("class \"{name}\""), |made| made.statements(2));
        }
        self.classes.push(name);
    }

    fn wire(&mut self) {
        let name = format!("wire-{}", self.nets.len());
        self.block(&format!("shared-network {name}"), |made| {
            made.statements(2);
            let first = made.nets.len();
            made.subnet(false);
            made.subnet(false);
            let nets = made.nets[first..].to_vec();
            made.pools(&nets);
            made.statements(1);
        });
    }

    fn subnet(&mut self, alone: bool) {
        let net = self.nets.len() as u8 + 1;
        self.nets.push(net);
        self.block(&format!("subnet 10.9.{net}.0 netmask 255.255.255.0"), |made| {
            made.statements(2);
            made.refusals();
            if alone {
                made.pools(&[net]);
            }
            if made.dice.one_in(3) {
                made.group(1);
            }
            made.statements(1);
        });
    }

    /// Who is not answered at all.
    fn refusals(&mut self) {
        let line = match self.dice.below(20) {
            0 => "deny unknown-clients;",
            1 => "ignore unknown-clients;",
            2 => "deny booting;",
            3 => "min-secs 3;",
            4 => "deny bootp;",
            5 => "not authoritative;",
            6 => "authoritative;",
            7 => "use-lease-addr-for-default-route on;",
            8 => "always-broadcast on;",
            _ => return,
        };
        self.line(line);
    }

    /// One or two pools, which between them let everybody in or nearly so.
    fn pools(&mut self, nets: &[u8]) {
        let permits = match self.dice.below(4) {
            0 => ["allow known-clients;".to_owned(), "deny known-clients;".to_owned()],
            1 if !self.classes.is_empty() => {
                let class = self.dice.pick(&self.classes).clone();
                [format!("allow members of \"{class}\";"), format!("deny members of \"{class}\";")]
            }
            2 => ["allow unknown-clients;".to_owned(), "deny unknown-clients;".to_owned()],
            _ => [String::new(), String::new()],
        };
        let count = if permits[0].is_empty() { 1 } else { 2 };
        for (at, permit) in permits.iter().take(count).enumerate() {
            self.block("pool", |made| {
                if !permit.is_empty() {
                    made.line(permit);
                }
                for net in nets {
                    let low = 20 + 100 * at;
                    let bootp = if made.dice.one_in(4) { "dynamic-bootp " } else { "" };
                    let high = low + 60;
                    made.line(&format!("range {bootp}10.9.{net}.{low} 10.9.{net}.{high};"));
                }
                made.statements(2);
            });
        }
    }

    fn group(&mut self, depth: usize) {
        self.block("group", |made| {
            made.statements(2);
            for _ in 0..1 + made.dice.below(2) {
                made.host();
            }
            if depth < 3 && made.dice.one_in(2) {
                made.group(depth + 1);
            }
            made.statements(1);
        });
    }

    fn host(&mut self) {
        let number = self.hosts.len() as u8;
        let hardware = [0xee, number];
        let fixed = self.dice.one_in(2) && !self.nets.is_empty();
        self.block(&format!("host h{number}"), |made| {
            match made.dice.below(5) {
                0 => made.line(&format!("uid 01:02:00:00:00:ee:{number:02x};")),
                1 => made.line(&format!("host-identifier option agent.remote-id \"h{number}\";")),
                _ => made.line(&format!("hardware ethernet 02:00:00:00:ee:{number:02x};")),
            }
            if fixed {
                let nets: Vec<u8> =
                    (0..1 + made.dice.below(2)).map(|_| *made.dice.pick(&made.nets)).collect();
                let address = |net: &u8| format!("10.9.{net}.{}", 5 + number);
                let all: Vec<String> = nets.iter().map(address).collect();
                made.line(&format!("fixed-address {};", all.join(", ")));
            }
            if made.named && made.dice.one_in(3) {
                made.line("group \"named\";");
            }
            made.statements(2);
        });
        self.hosts.push(hardware);
    }
}
