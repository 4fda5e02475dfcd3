//! The clean pair of the examples, with what the changes need to know of it.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use failover_model::Observation;

use crate::pair::Site;
use crate::tree::{Node, statements};

/// One statement with the blocks around it, outermost first.
#[derive(Clone)]
pub(crate) struct Spot {
    pub(crate) file: String,
    pub(crate) node: Node,
    pub(crate) above: Vec<Node>,
}

impl Spot {
    /// The innermost block of a kind around it.
    pub(crate) fn inside(&self, word: &str) -> Option<&Node> {
        self.above.iter().rev().find(|node| node.word() == word)
    }

    /// The block directly around it.
    pub(crate) fn around(&self) -> Option<&Node> {
        self.above.last()
    }
}

/// A subnet and the relationship its pools are in.
#[derive(Clone)]
pub(crate) struct Net {
    pub(crate) address: u32,
    pub(crate) len: u32,
    pub(crate) relationship: Option<String>,
}

impl Net {
    fn contains(&self, address: u32) -> bool {
        (address ^ self.address) >> (32 - self.len) == 0
    }
}

/// Both servers, and their subnets.
pub(crate) struct Ground {
    pub(crate) sites: [Site; 2],
    pub(crate) nets: Vec<Net>,
}

/// An address as a number.
pub(crate) fn number(address: &str) -> u32 {
    u32::from(address.parse::<Ipv4Addr>().unwrap())
}

/// A range as the model shows it.
pub(crate) fn range_name(low: u32, high: u32) -> String {
    let (low, high) = (Ipv4Addr::from(low), Ipv4Addr::from(high));
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

/// The network of a `subnet A netmask M` head.
pub(crate) fn subnet_of(head: &str) -> (u32, u32) {
    let words: Vec<&str> = head.split(' ').collect();
    (number(words[1]), number(words[3]).leading_ones())
}

/// The ends of a `range A [B]` head.
pub(crate) fn ends_of(head: &str) -> (u32, u32) {
    let words: Vec<&str> = head.split(' ').collect();
    let (one, other) = (number(words[1]), number(words[words.len() - 1]));
    (one.min(other), one.max(other))
}

impl Ground {
    pub(crate) fn clean() -> Self {
        let sites =
            ["dhcp-a", "dhcp-b"].map(|server| Site::example(&format!("campus-clean/{server}")));
        let mut nets: BTreeMap<u32, Net> = BTreeMap::new();
        let spots = spots(&sites[0]);
        for spot in spots.iter().filter(|spot| spot.node.word() == "subnet") {
            let (address, len) = subnet_of(&spot.node.head);
            nets.insert(address, Net { address, len, relationship: None });
        }
        for spot in spots.iter().filter(|spot| spot.node.word() == "range") {
            let pool = spot.inside("pool").unwrap();
            let peer = pool.children.iter().find(|node| node.head.starts_with("failover peer"));
            let name = peer.map(|peer| peer.words()[2].trim_matches('"').to_owned());
            let (low, _) = ends_of(&spot.node.head);
            let net = nets.values_mut().find(|net| net.contains(low)).unwrap();
            net.relationship = name;
        }
        Self { sites, nets: nets.into_values().collect() }
    }

    /// Both servers as they are seen.
    pub(crate) fn seen(&self) -> [Observation; 2] {
        [0, 1].map(|side| self.sites[side].observe(side).unwrap_or_else(|why| panic!("{why}")))
    }

    /// The path of the scope that an address is in, or of the pair.
    pub(crate) fn place(&self, address: Option<u32>) -> String {
        let net = address.and_then(|address| self.nets.iter().find(|net| net.contains(address)));
        match net {
            None => "pair.dhcp-a+dhcp-b".to_owned(),
            Some(net) => {
                let name = format!("{}/{}", Ipv4Addr::from(net.address), net.len);
                match &net.relationship {
                    Some(relationship) => format!("relationship.{relationship}/scope.{name}"),
                    None => format!("pair.dhcp-a+dhcp-b/scope.{name}"),
                }
            }
        }
    }

    /// The path of a reservation.
    pub(crate) fn host_path(&self, host: &Node) -> String {
        let fixed = host.children.iter().find(|node| node.word() == "fixed-address");
        let address = fixed.map(|node| number(node.words()[1]));
        format!("{}/reservation.{}", self.place(address), host.words()[1])
    }
}

/// Every statement of a server. Included files stand at the outermost level in these examples.
pub(crate) fn spots(site: &Site) -> Vec<Spot> {
    let mut found = Vec::new();
    for (file, text) in &site.files {
        let mut waiting: Vec<(Node, Vec<Node>)> =
            statements(text).into_iter().map(|node| (node, Vec::new())).collect();
        waiting.reverse();
        while let Some((node, above)) = waiting.pop() {
            let mut inner = above.clone();
            inner.push(node.clone());
            let children = node.children.iter().rev();
            waiting.extend(children.map(|child| (child.clone(), inner.clone())));
            found.push(Spot { file: file.clone(), node, above });
        }
    }
    found
}
