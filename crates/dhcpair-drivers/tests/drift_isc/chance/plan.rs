//! What a pair of servers does.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use crate::ground::range_name;

/// A parameter or an option, and its value as the model shows it.
pub(super) type Said = Vec<(&'static str, String)>;

/// What both servers do.
#[derive(Clone)]
pub(super) struct Plan {
    /// Names of the peers, each with its `max-unacked-updates`.
    pub(super) peers: Vec<(String, u32)>,
    pub(super) said: Said,
    pub(super) blocks: Vec<Block>,
    pub(super) classes: Vec<Class>,
    pub(super) hosts: Vec<Host>,
}

/// Subnets that stand together.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) said: Said,
    pub(super) subnets: Vec<Subnet>,
    /// A pool of a shared network that draws from all its subnets.
    pub(super) wide: Option<Pool>,
}

#[derive(Clone)]
pub(super) enum Kind {
    /// One subnet by itself.
    Plain,
    /// A group in other groups, which have a say of their own.
    Group(Vec<Said>),
    Network(String),
}

#[derive(Clone)]
pub(super) struct Subnet {
    pub(super) net: u32,
    pub(super) len: u32,
    pub(super) said: Said,
    /// What a statement `if` in it gives to known clients.
    pub(super) known: Option<u32>,
    pub(super) pools: Vec<Pool>,
}

#[derive(Clone)]
pub(super) struct Pool {
    pub(super) peer: Option<usize>,
    /// With room between them.
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) permits: Vec<&'static str>,
    pub(super) said: Said,
}

#[derive(Clone)]
pub(super) struct Class {
    pub(super) name: String,
    /// How much of the vendor class must be what.
    pub(super) test: (u32, String),
    pub(super) said: Said,
}

/// A host.
#[derive(Clone)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) mac: String,
    /// Its address, or none for a host that may be anywhere.
    pub(super) address: Option<u32>,
    pub(super) said: Said,
    /// Written at the outermost level, in its subnet, in a group.
    pub(super) place: usize,
    /// What that group says.
    pub(super) around: Said,
}

impl Plan {
    pub(super) fn new(seed: u64) -> Self {
        let dice = &mut Dice::new(seed);
        let names = ["main", "Labs", "fo-3"];
        let peers = names.iter().take(dice.below(3) + 1);
        let peers: Vec<_> = peers.map(|name| ((*name).to_owned(), dice.between(5, 40))).collect();
        let mut plan = Self {
            peers,
            said: said(dice, 2),
            blocks: Vec::new(),
            classes: Vec::new(),
            hosts: Vec::new(),
        };
        // A peer without a pool would be refused: each has a block of its own at least.
        let count = plan.peers.len() + dice.below(4);
        for at in 0..count {
            let peer = if at < plan.peers.len() { Some(at) } else { plan.any_peer(dice) };
            let block = block(at, peer, dice);
            plan.blocks.push(block);
        }
        for n in 0..dice.below(3) {
            let word = (*dice.pick(&["PXEClient", "Phone", "udhcp"])).to_owned();
            let test = (word.len() as u32, word);
            plan.classes.push(Class { name: format!("class-{n}"), test, said: said(dice, 4) });
        }
        let nets: Vec<_> = plan.subnets().map(|subnet| subnet.net).collect();
        for n in 0..dice.below(6) as u32 {
            let address = (!dice.one_in(5)).then(|| dice.pick(&nets) + 2 + n);
            let mac = format!("00:00:5e:00:53:{:02x}", n + 1);
            let name = format!("host-{n}");
            let place = if address.is_some() { dice.below(3) } else { 2 * dice.below(2) };
            let [said, around] = [said(dice, 5), said(dice, 4)];
            plan.hosts.push(Host { name, mac, address, said, place, around });
        }
        plan
    }

    fn any_peer(&self, dice: &mut Dice) -> Option<usize> {
        let at = dice.below(self.peers.len() + 1);
        (at < self.peers.len()).then_some(at)
    }

    pub(super) fn subnets(&self) -> impl Iterator<Item = &Subnet> {
        self.blocks.iter().flat_map(|block| &block.subnets)
    }

    /// The subnet of an address.
    pub(super) fn around(&self, address: u32) -> &Subnet {
        self.subnets().find(|one| one.contains(address)).unwrap()
    }

    /// The path of a host.
    pub(super) fn host_path(&self, host: &Host) -> String {
        let place = match host.address {
            Some(address) => self.path(self.around(address)),
            None => "pair.dhcp-a+dhcp-b".to_owned(),
        };
        format!("{place}/reservation.{}", host.name)
    }

    /// The path of a subnet.
    pub(super) fn path(&self, subnet: &Subnet) -> String {
        let peer = subnet.pools.iter().find_map(|pool| pool.peer);
        let place = match peer {
            Some(peer) => format!("relationship.{}", self.peers[peer].0),
            None => "pair.dhcp-a+dhcp-b".to_owned(),
        };
        format!("{place}/scope.{}/{}", Ipv4Addr::from(subnet.net), subnet.len)
    }
}

impl Subnet {
    pub(super) fn contains(&self, address: u32) -> bool {
        (self.net ^ address) >> (32 - self.len) == 0
    }
}

impl Pool {
    /// The addresses as the model shows them.
    pub(super) fn name(&self) -> String {
        let each = self.ranges.iter().map(|(low, high)| range_name(*low, *high));
        each.collect::<Vec<_>>().join(", ")
    }

    /// The permits as the model shows them.
    pub(super) fn permits(&self) -> Option<String> {
        let mut all = self.permits.clone();
        all.sort_unstable();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// Some settings, one out of `n` of those there are.
fn said(dice: &mut Dice, n: usize) -> Said {
    let number = dice.between(1, 250);
    let all = [
        ("option domain-name-servers", format!("192.0.2.{number}, 198.51.100.{number}")),
        ("option domain-name", format!("\"z{number}.example.net\"")),
        ("option ntp-servers", format!("203.0.113.{number}")),
        ("option default-ip-ttl", number.to_string()),
        ("default-lease-time", (number * 60).to_string()),
        ("max-lease-time", (number * 3_600).to_string()),
        ("filename", format!("\"boot/{number}\"")),
        ("next-server", format!("192.0.2.{number}")),
        ("ddns-updates", (if number.is_multiple_of(2) { "true" } else { "false" }).to_owned()),
    ];
    all.into_iter().filter(|_| dice.one_in(n)).collect()
}

fn block(at: usize, peer: Option<usize>, dice: &mut Dice) -> Block {
    let kind = match dice.below(3) {
        0 => Kind::Plain,
        1 => Kind::Group((0..dice.below(3)).map(|_| said(dice, 5)).collect()),
        _ => Kind::Network(format!("net-{at}")),
    };
    let count = if matches!(kind, Kind::Plain) { 1 } else { dice.below(3) + 1 };
    let subnets = (0..count).map(|n| subnet(at, n, peer, dice));
    let subnets: Vec<Subnet> = subnets.collect();
    let said = if matches!(kind, Kind::Plain) { Vec::new() } else { said(dice, 4) };
    let wide = (matches!(kind, Kind::Network(_)) && dice.one_in(2)).then(|| Pool {
        peer,
        ranges: subnets.iter().map(|one| (one.net + 114, one.net + 121)).collect(),
        permits: Vec::new(),
        said: vec![("min-lease-time", dice.between(60, 90).to_string())],
    });
    Block { kind, said, subnets, wide }
}

fn subnet(block: usize, n: usize, peer: Option<usize>, dice: &mut Dice) -> Subnet {
    let net = u32::from(Ipv4Addr::new(10, block as u8, 4 * n as u8, 0));
    let len = dice.between(22, 25);
    let mut said = said(dice, 4);
    said.push(("option routers", Ipv4Addr::from(net + 1).to_string()));
    let mut pools = Vec::new();
    let mut at = net + 20;
    for pool in 0..dice.below(2) + 1 {
        let mut ranges = Vec::new();
        for _ in 0..dice.below(2) + 1 {
            let high = at + dice.between(8, 15);
            ranges.push((at, high));
            at = high + dice.between(5, 8);
        }
        // Two pools that do the same would be one.
        let permits: &[&[_]] = match pool {
            0 => &[&[], &["deny dynamic bootp clients"], &["allow known-clients"]],
            _ => &[&["deny unknown-clients"], &["allow unknown-clients", "deny known-clients"]],
        };
        let permits = dice.pick(permits).to_vec();
        pools.push(Pool { peer, ranges, permits, said: self::said(dice, 6) });
    }
    // What the secondary pool has no peer for, it serves alone: BOOTP, for example.
    if let Some(second) = pools.get_mut(1).filter(|_| dice.one_in(3)) {
        second.peer = None;
    }
    let known = dice.one_in(3).then(|| dice.between(1_000, 1_099));
    Subnet { net, len, said, known, pools }
}
