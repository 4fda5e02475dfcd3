//! Addresses and ports: whether the listeners can start and the partners find one another.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use kea_config::Node;

use super::judge::Judge;
use crate::peer::Peer;
use crate::relationship::Relationship;
use crate::rules;

pub(super) fn check(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    for relationship in relationships {
        each(judge, *relationship);
        twice(judge, *relationship);
    }
    shared(judge, relationships);
}

fn place(peer: Peer<'_>) -> Node<'_> {
    peer.node().get("url").unwrap_or_else(|| peer.node())
}

fn each(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let own = relationship.own().map(|own| own.node());
    for peer in relationship.peers() {
        let Some(Ok(url)) = peer.url() else { continue };
        let message = match url.port {
            None => "the URL has no port, and there is no default".to_owned(),
            Some(port) if !url.has_usable_port() => {
                format!("the port {port} is not in the range 1 to 65535")
            }
            // This server itself may listen on all of its addresses.
            Some(_) if url.address.is_unspecified() && own != Some(peer.node()) => {
                format!("the address {} is no host's", url.address)
            }
            Some(_) => continue,
        };
        judge.find(&rules::ENDPOINT, place(peer), message);
    }
}

fn twice(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let mut seen: HashMap<(IpAddr, Option<u32>), Node<'_>> = HashMap::new();
    for peer in relationship.peers() {
        let Some(Ok(url)) = peer.url() else { continue };
        let at = place(peer);
        let end = (url.address, url.port);
        if let Some(first) = seen.get(&end) {
            let message = format!("two peers have the URL `{url}`");
            judge.find_with(&rules::ENDPOINT, at, (*first, "first here"), message);
        } else {
            seen.insert(end, at);
        }
    }
}

/// Something of this server that listens.
struct Listener<'d> {
    address: IpAddr,
    port: u32,
    at: Node<'d>,
    what: &'static str,
}

impl Listener<'_> {
    fn meets(&self, other: &Self) -> bool {
        let all = self.address.is_unspecified() || other.address.is_unspecified();
        let family = self.address.is_ipv4() == other.address.is_ipv4();
        self.port == other.port && (self.address == other.address || (all && family))
    }
}

fn shared(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    let mut taken: Vec<Listener<'_>> =
        judge.server.control_sockets().into_iter().filter_map(socket).collect();
    for relationship in relationships {
        if judge.has_no_listener(*relationship) {
            continue;
        }
        let Some(own) = relationship.own() else { continue };
        let Some(Ok(url)) = own.url() else { continue };
        let Some(port) = url.port.filter(|_| url.has_usable_port()) else { continue };
        let what = "another relationship";
        let listener = Listener { address: url.address, port, at: place(own), what };
        if let Some(other) = taken.iter().find(|other| other.meets(&listener)) {
            let message = format!("{} listens on port {port} of this address already", other.what);
            judge.find_with(&rules::PORT_SHARED, listener.at, (other.at, "listens here"), message);
        } else {
            taken.push(listener);
        }
    }
}

/// A control socket over HTTP, with Kea's defaults.
fn socket(node: Node<'_>) -> Option<Listener<'_>> {
    let kind = node.get("socket-type")?.as_str()?;
    if !matches!(&*kind, "http" | "https") {
        return None;
    }
    let address = match node.get("socket-address") {
        Some(address) => address.as_str()?.parse().ok()?,
        None => Ipv4Addr::LOCALHOST.into(),
    };
    let port = match node.get("socket-port") {
        Some(port) => u32::try_from(port.as_i64()?).ok()?,
        None => 8_000,
    };
    Some(Listener { address, port, at: node, what: "a control socket" })
}
