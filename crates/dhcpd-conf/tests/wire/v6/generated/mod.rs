//! DHCPv6 configurations that chance makes: groups, classes, conditions, wires, pools and hosts in one
//! another.

mod client;
mod statement;

use dhcpair_testbed::Dice;
use dhcpd_conf::resolve::v6::Client;

use crate::writing::Writing;

/// Options of the file's own, a vendor's among them.
const DEFINITIONS: &str = "option dhcp6.user-class code 15 = string;
option dhcp6.label code 200 = text;
option dhcp6.number code 201 = unsigned integer 16;
option dhcp6.list code 202 = array of ip6-address;
option dhcp6.plain code 203 = text;
option space acme code width 2 length width 2;
option acme.mode code 1 = unsigned integer 8;
option acme.title code 5 = text;
option vsio.acme code 9999 = encapsulate acme;
option space inner code width 1 length width 1;
option inner.mode code 1 = unsigned integer 8;
option dhcp6.box code 204 = encapsulate inner;
";

/// How a host is known.
#[derive(Debug, Clone, Copy)]
enum Identity {
    Duid,
    Hardware,
    Port,
}

/// A host that clients can be.
#[derive(Debug, Clone, Copy)]
struct Host {
    number: u8,
    identity: Identity,
}

/// A configuration in the making.
struct Maker<'d> {
    dice: &'d mut Dice,
    text: String,
    depth: usize,
    classes: Vec<String>,
    hosts: Vec<Host>,
    /// Numbers of subnets.
    nets: Vec<u16>,
    /// How many ranges there are, which tells them apart.
    ranges: u16,
    /// Whether there is a group with a name.
    named: bool,
}

/// A configuration and its clients.
pub(super) fn site(dice: &mut Dice) -> (String, Vec<Client>) {
    let mut made = Maker {
        dice,
        text: DEFINITIONS.to_owned(),
        depth: 0,
        classes: Vec::new(),
        hosts: Vec::new(),
        nets: Vec::new(),
        ranges: 0,
        named: false,
    };
    made.root();
    made.dice.shuffle(&mut made.hosts);
    let clients = (0..14).map(|number| made.client(number)).collect();
    (made.text, clients)
}

impl Maker<'_> {
    fn root(&mut self) {
        for line in [
            "option dhcp6.domain-search \"root.example\";",
            "option dhcp6.preference 9;",
            "option dhcp6.rapid-commit;",
            "default-lease-time 1000;",
            "dhcpv6-set-tee-times true;",
            "prefix-length-mode exact;",
            "prefix-length-mode maximum;",
        ] {
            if self.dice.one_in(2) {
                self.line(line);
            }
        }
        self.statements(3);
        if self.dice.one_in(2) {
            self.block("group \"named\"", |made| made.statements(3));
            self.named = true;
        }
        for _ in 0..self.dice.below(4) {
            self.class();
        }
        for _ in 0..1 + self.dice.below(3) {
            if self.dice.one_in(2) { self.subnet() } else { self.wire() }
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
        let by_value = self.dice.one_in(3);
        let test = match by_value {
            true => format!("match {};", self.data(1)),
            false => format!("match if {};", self.condition(2)),
        };
        self.block(&format!("class \"{name}\""), |made| {
            made.line(&test);
            made.statements(2);
        });
        for word in ["a", "desk"].iter().filter(|_| by_value) {
            self.block(&format!("subclass \"{name}\" \"{word}\""), |made| made.statements(2));
        }
        self.classes.push(name);
    }

    fn wire(&mut self) {
        let name = format!("wire-{}", self.nets.len());
        self.block(&format!("shared-network {name}"), |made| {
            made.statements(2);
            for _ in 0..1 + made.dice.below(3) {
                made.subnet();
            }
            made.statements(1);
        });
    }

    fn subnet(&mut self) {
        let net = self.nets.len() as u16 + 1;
        self.nets.push(net);
        self.block(&format!("subnet6 2001:db8:{net:x}::/64"), |made| {
            for _ in 0..1 + made.dice.below(3) {
                match made.dice.below(4) {
                    0 => made.pools(net),
                    1 => made.range(net),
                    _ => made.statements(1),
                }
            }
            if made.dice.one_in(2) {
                made.range(net);
            }
            if made.dice.one_in(3) {
                made.group(1);
            }
            made.statements(1);
        });
    }

    /// Addresses or prefixes of which nobody else has any; so many that they never run out.
    fn range(&mut self, net: u16) {
        self.ranges += 1;
        let number = self.ranges;
        let line = match self.dice.below(7) {
            0 => format!("range6 2001:db8:{net:x}:0:{number:x}::/80 temporary;"),
            1 | 2 => {
                let length = *self.dice.pick(&[48, 52, 56, 60]);
                let low = 0x100 * number;
                format!("prefix6 2001:db8:{low:x}:: 2001:db8:{:x}:: /{length};", low + 0xff)
            }
            3 => {
                let base = format!("2001:db8:{net:x}:0:{number:x}");
                format!("range6 {base}:0:0:1000 {base}:ffff:ffff:1fff;")
            }
            _ => format!("range6 2001:db8:{net:x}:0:{number:x}::/80;"),
        };
        self.line(&line);
    }

    /// One or two pools, which between them let everybody in or nearly so.
    fn pools(&mut self, net: u16) {
        let permits = match self.dice.below(5) {
            0 => ["allow known-clients;".to_owned(), "deny known-clients;".to_owned()],
            1 if !self.classes.is_empty() => {
                let class = self.dice.pick(&self.classes).clone();
                [format!("allow members of \"{class}\";"), format!("deny members of \"{class}\";")]
            }
            2 => ["allow unknown-clients;".to_owned(), "deny unknown-clients;".to_owned()],
            3 => ["allow all clients;".to_owned(), "deny dynamic bootp clients;".to_owned()],
            _ => [String::new(), String::new()],
        };
        let count = if permits[0].is_empty() { 1 } else { 2 };
        for permit in permits.iter().take(count) {
            self.block("pool6", |made| {
                if !permit.is_empty() {
                    made.line(permit);
                }
                for _ in 0..1 + made.dice.below(3) {
                    made.range(net);
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
        let identity =
            *self.dice.pick(&[Identity::Duid, Identity::Duid, Identity::Hardware, Identity::Port]);
        self.block(&format!("host h{number}"), |made| {
            let duid = format!("00:03:00:01:02:00:00:00:ee:{number:02x}");
            let line = match identity {
                Identity::Duid if made.dice.one_in(2) => format!("uid {duid};"),
                Identity::Duid => format!("host-identifier option dhcp6.client-id {duid};"),
                Identity::Hardware => format!("hardware ethernet 02:00:00:00:ee:{number:02x};"),
                Identity::Port => {
                    format!("host-identifier v6relopt 1 dhcp6.interface-id \"h{number}\";")
                }
            };
            made.line(&line);
            if made.dice.one_in(2) && !made.nets.is_empty() {
                let net = *made.dice.pick(&made.nets);
                made.line(&format!("fixed-address6 2001:db8:{net:x}::{:x};", 5 + number));
            }
            for _ in 0..made.dice.below(3) {
                let length = *made.dice.pick(&[48, 56]);
                let third = 0xf000 + 0x10 * u16::from(number) + made.dice.below(16) as u16;
                made.line(&format!("fixed-prefix6 2001:db8:{third:x}::/{length};"));
            }
            if made.named && made.dice.one_in(3) {
                made.line("group \"named\";");
            }
            made.statements(2);
        });
        self.hosts.push(Host { number, identity });
    }
}
