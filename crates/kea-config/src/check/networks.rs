//! Shared networks and subnets.

use std::collections::HashMap;
use std::net::IpAddr;

use config_text::{Diagnostic, Phase};
use ipnet::IpNet;

use super::addresses::{address, not_an_address, own_address};
use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::view::{Family, SharedNetwork, Subnet, strings};

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let mut names: HashMap<String, Node<'_>> = HashMap::new();
    for network in server.shared_networks() {
        self::network(judge, network);
        if let Some(name) = network.name()
            && let Some(first) = names.insert(name.into_owned(), network.node())
        {
            let message = "this shared network has the name of another";
            judge.twice(&rules::NETWORK, network.node(), first, message);
        }
    }
    let mut ids = Ids::default();
    let mut prefixes: HashMap<String, Node<'_>> = HashMap::new();
    // Kea numbers the subnets of shared networks first.
    let (own, shared): (Vec<_>, Vec<_>) =
        server.subnets().into_iter().partition(|subnet| subnet.shared_network().is_none());
    for subnet in shared.into_iter().chain(own) {
        common(judge, subnet.node());
        only_v4(judge, subnet);
        let written = prefix(judge, subnet);
        ids.add(judge, subnet);
        if let Some(written) = written
            && let Some(first) = prefixes.insert(written.clone(), subnet.node())
        {
            let message = format!("the subnet {written} is there twice");
            judge.twice(&rules::SUBNET, subnet.node(), first, message);
        }
        super::pools::check(judge, subnet);
    }
}

fn network(judge: &mut Judge<'_>, network: SharedNetwork<'_>) {
    let node = network.node();
    super::values::missing(judge, node, "name", "a shared network");
    if let Some(name) =
        node.get("name").filter(|name| name.as_bytes().is_some_and(|n| n.is_empty()))
    {
        judge.find(&rules::NETWORK, name, "a shared network needs a name");
    }
    common(judge, node);
    agreement(judge, network);
}

/// What subnets of one wire must have in common.
fn agreement(judge: &mut Judge<'_>, network: SharedNetwork<'_>) {
    let node = network.node();
    let subnets = network.subnets();
    let text = |map: Node<'_>, key: &str| {
        map.get(key).and_then(Node::as_str).filter(|text| !text.is_empty()).map(|t| t.into_owned())
    };
    let mut interface = text(node, "interface");
    for subnet in &subnets {
        let own = text(subnet.node(), "interface");
        if let (Some(first), Some(own)) = (&interface, &own)
            && first != own
        {
            let at = subnet.node().get("interface").unwrap_or(subnet.node());
            let message = "subnets of one shared network must be on one interface";
            judge.find(&rules::NETWORK, at, message);
        }
        interface = interface.or(own);
    }
    let flag = |map: Node<'_>, key: &str| map.get(key).and_then(Node::as_bool);
    let inherited =
        |key: &str| flag(node, key).or_else(|| flag(judge.server.node(), key)).unwrap_or(false);
    let (key, expected) = match judge.family() {
        Family::V4 => ("authoritative", Some(inherited("authoritative"))),
        Family::V6 => ("rapid-commit", None),
    };
    let mut expected = expected;
    let network_flag = flag(node, key).unwrap_or(false);
    for subnet in &subnets {
        let own = flag(subnet.node(), key);
        let counts = own.unwrap_or(match judge.family() {
            Family::V4 => expected.unwrap_or(false),
            Family::V6 => network_flag,
        });
        if *expected.get_or_insert(counts) != counts {
            let at = subnet.node().get(key).unwrap_or(subnet.node());
            let message = format!("`{key}` must be the same in all of a shared network");
            judge.find(&rules::NETWORK, at, message);
        }
    }
}

/// What subnets and shared networks have in common.
fn common(judge: &mut Judge<'_>, node: Node<'_>) {
    relay(judge, node);
    let filled = |key: &str| node.get(key).filter(|n| n.as_bytes().is_some_and(|t| !t.is_empty()));
    if judge.family() == Family::V6
        && let (Some(_), Some(id)) = (filled("interface"), filled("interface-id"))
    {
        let message = "`interface` and `interface-id` exclude one another";
        judge.find(&rules::KEY_CONFLICT, id, message);
    }
    if judge.family() == Family::V4 {
        if let Some(next) = filled("next-server")
            && address(next).is_none()
        {
            not_an_address(judge, next);
        }
        lengths(judge, node, 63, 128);
    }
}

/// BOOTP fields have fixed sizes.
pub(super) fn lengths(judge: &mut Judge<'_>, node: Node<'_>, name: usize, file: usize) {
    let keys = ["server-hostname", "boot-file-name"];
    for ((key, at), most) in keys.iter().zip(node.get_each(keys)).zip([name, file]) {
        if let Some(at) = at
            && at.as_bytes().is_some_and(|text| text.len() > most)
        {
            judge.find(&rules::VALUE, at, format!("`{key}` is at most {most} bytes long"));
        }
    }
}

fn relay(judge: &mut Judge<'_>, node: Node<'_>) {
    let Some(relay) = node.get("relay") else { return };
    let mut seen: HashMap<IpAddr, Node<'_>> = HashMap::new();
    for key in ["ip-address", "ip-addresses"] {
        for at in strings(relay, key) {
            let Some(address) = own_address(judge, at) else { continue };
            if let Some(first) = seen.insert(address, at) {
                judge.twice(
                    &rules::ADDRESS,
                    at,
                    first,
                    format!("the relay {address} is there twice"),
                );
            }
        }
    }
}

/// The prefix as Kea shows it, bits behind its length and all.
fn prefix(judge: &mut Judge<'_>, subnet: Subnet<'_>) -> Option<String> {
    let at = subnet.node().get("subnet")?;
    let text: String = at.as_str()?.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let parsed = text.split_once('/').and_then(|(address, length)| {
        let (address, length): (IpAddr, u8) = (address.parse().ok()?, length.parse().ok()?);
        IpNet::new(address, length).ok().map(|_| (address, length))
    });
    match parsed {
        Some((address, length)) if address.is_ipv4() == (judge.family() == Family::V4) => {
            Some(format!("{address}/{length}"))
        }
        _ => {
            let message = format!(
                "`{}` is not an IP{} network (`ADDRESS/LENGTH`)",
                at.shown(),
                judge.family()
            );
            judge.find(&rules::SUBNET, at, message);
            None
        }
    }
}

fn only_v4(judge: &mut Judge<'_>, subnet: Subnet<'_>) {
    let Some(at) = subnet.node().get("4o6-subnet") else { return };
    let text = at.as_str().unwrap_or_default();
    let fits = text.split_once('/').is_some_and(|(address, length)| {
        address.parse::<IpAddr>().is_ok() && length.parse::<u32>().is_ok()
    });
    if !text.is_empty() && !fits {
        let message = format!("`{}` is not an IPv6 network (`ADDRESS/LENGTH`)", at.shown());
        judge.find(&rules::SUBNET, at, message);
    }
}

/// Subnet numbers, written and made up.
#[derive(Default)]
struct Ids<'d> {
    seen: HashMap<i64, Node<'d>>,
    last: i64,
}

const MOST: i64 = 4_294_967_294;

impl<'d> Ids<'d> {
    fn add(&mut self, judge: &mut Judge<'d>, subnet: Subnet<'d>) {
        let node = subnet.node();
        let written = node.get("id");
        let id = match written.map(|at| (at, at.as_i64())) {
            Some((_, None)) => return,
            Some((at, Some(id)))
                if !(0..=MOST).contains(&id) || (id == 0 && judge.version.is_from(2, 6, 0)) =>
            {
                let message = format!("a subnet id is in the range 1 to {MOST}, not {id}");
                judge.find(&rules::SUBNET_ID, at, message);
                return;
            }
            Some((_, Some(id))) if id != 0 => id,
            _ => {
                if judge.version.is_from(2, 6, 0) {
                    let message = "this subnet has no `id`";
                    judge.find(&rules::SUBNET_ID_MISSING, node, message);
                    return;
                }
                let message = "this subnet has no `id`: it is numbered by its place in the file";
                let finding = Diagnostic::new(&rules::SUBNET_ID_MISSING, node.name_span(), message);
                judge.push(finding.with_phase(Phase::Runtime));
                self.last += 1;
                self.last
            }
        };
        if let Some(first) = self.seen.insert(id, node) {
            let at = written.unwrap_or(node);
            judge.twice(&rules::SUBNET_ID, at, first, format!("two subnets have the id {id}"));
        }
    }
}
