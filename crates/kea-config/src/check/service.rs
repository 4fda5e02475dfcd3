//! Interfaces, DNS updates, identifiers, hooks and other parts of the server.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use super::addresses::{address, not_an_address};
use super::judge::Judge;
use crate::node::Node;
use crate::option::{octets, trim};
use crate::rules;
use crate::table::standard;
use crate::view::{Family, strings};

pub(super) fn check(judge: &mut Judge<'_>) {
    interfaces(judge);
    ddns(judge);
    identifiers(judge);
    hooks(judge);
    if judge.family() == Family::V6 {
        mac_sources(judge);
        relay_supplied(judge);
        server_id(judge);
    }
}

fn interfaces(judge: &mut Judge<'_>) {
    let mut selected = Selected::default();
    for at in judge.server.interfaces() {
        let text = at.as_str().unwrap_or_default();
        let (name, behind) = match text.split_once('/') {
            Some((name, address)) => (name.trim(), Some(address.trim())),
            None => (text.trim(), None),
        };
        if name.is_empty() || behind.is_some_and(str::is_empty) {
            judge.find(&rules::VALUE, at, format!("`{}` names no interface", at.shown()));
        } else if name == "*" && behind.is_some() {
            judge.find(&rules::VALUE, at, "`*` takes no address");
        } else if let Some(behind) = behind {
            match behind.parse() {
                Ok(address) if may_be_listened_on(judge.family(), address) => {
                    selected.address(judge, at, name, address);
                }
                _ => not_an_address(judge, at),
            }
        } else {
            selected.whole(judge, at, name);
        }
    }
}

fn may_be_listened_on(family: Family, address: IpAddr) -> bool {
    address.is_ipv4() == (family == Family::V4) && !(address.is_ipv6() && address.is_multicast())
}

/// What is listened on already. In DHCPv4 an interface is named alone or with addresses; in DHCPv6
/// the addresses come on top.
#[derive(Default)]
struct Selected<'d> {
    whole: HashMap<String, Node<'d>>,
    addresses: HashMap<(String, IpAddr), Node<'d>>,
}

impl<'d> Selected<'d> {
    fn whole(&mut self, judge: &mut Judge<'d>, at: Node<'d>, name: &str) {
        let with_address = || {
            let mut all = self.addresses.iter().filter(|((known, _), _)| known == name);
            all.next().map(|(_, first)| *first).filter(|_| judge.family() == Family::V4)
        };
        let first = self.whole.get(name).copied().or_else(with_address);
        self.whole.entry(name.to_owned()).or_insert(at);
        if let Some(first) = first {
            judge.twice(&rules::VALUE, at, first, format!("`{}` is there twice", at.shown()));
        }
    }

    fn address(&mut self, judge: &mut Judge<'d>, at: Node<'d>, name: &str, address: IpAddr) {
        let whole = self.whole.get(name).copied().filter(|_| judge.family() == Family::V4);
        let first = self.addresses.insert((name.to_owned(), address), at).or(whole);
        if let Some(first) = first {
            judge.twice(&rules::VALUE, at, first, format!("`{}` is there twice", at.shown()));
        }
    }
}

fn ddns(judge: &mut Judge<'_>) {
    let Some(ddns) = judge.server.dhcp_ddns() else { return };
    let Some(server) = ddns_address(judge, ddns.get("server-ip"), [127, 0, 0, 1].into()) else {
        return;
    };
    let unspecified: IpAddr = if server.is_ipv4() { [0; 4].into() } else { [0_u16; 8].into() };
    let sender = ddns.get("sender-ip").filter(|at| at.as_bytes().is_some_and(|t| !t.is_empty()));
    let Some(sender_address) = ddns_address(judge, sender, unspecified) else { return };
    let at = sender.or_else(|| ddns.get("server-ip")).unwrap_or(ddns);
    let port = |key: &str, default| ddns.get(key).and_then(Node::as_i64).unwrap_or(default);
    if server.is_ipv4() != sender_address.is_ipv4() {
        let message = "`server-ip` and `sender-ip` are of different families";
        judge.find(&rules::VALUE, at, message);
    } else if server == sender_address && port("server-port", 53_001) == port("sender-port", 0) {
        let message = "server and sender cannot share one address and port";
        judge.find(&rules::VALUE, at, message);
    }
    if let Some(protocol) = ddns.get("ncr-protocol")
        && protocol.as_bytes().is_some_and(|text| text.eq_ignore_ascii_case(b"tcp"))
    {
        judge.find(&rules::VALUE, protocol, "only `UDP` is supported for `ncr-protocol`");
    }
}

fn ddns_address(judge: &mut Judge<'_>, at: Option<Node<'_>>, default: IpAddr) -> Option<IpAddr> {
    let Some(at) = at else { return Some(default) };
    at.as_bytes()?;
    let parsed = address(at);
    if parsed.is_none() {
        judge.find(&rules::ADDRESS, at, format!("`{}` is not an address", at.shown()));
    }
    parsed
}

fn identifiers(judge: &mut Judge<'_>) {
    let mut seen: HashMap<Vec<u8>, Node<'_>> = HashMap::new();
    for at in strings(judge.server.node(), "host-reservation-identifiers") {
        let Some(name) = at.as_bytes() else { continue };
        if judge.family() == Family::V6 && matches!(&*name, b"circuit-id" | b"client-id") {
            let message = format!("`{}` identifies DHCPv4 clients only", at.shown());
            judge.find(&rules::VALUE, at, message);
        }
        if let Some(first) = seen.insert(name.into_owned(), at) {
            judge.twice(&rules::VALUE, at, first, format!("`{}` is there twice", at.shown()));
        }
    }
}

fn hooks(judge: &mut Judge<'_>) {
    for hook in judge.server.hook_libraries() {
        let blank = hook.library().is_some_and(|path| path.replace('"', "").trim().is_empty());
        if blank && let Some(at) = hook.node().get("library") {
            judge.find(&rules::VALUE, at, "a hook library needs a path");
        }
    }
}

/// Sources of hardware addresses, the second a number of the RFC with the same meaning.
const SOURCES: &[(&str, &str)] = &[
    ("any", ""),
    ("raw", ""),
    ("duid", ""),
    ("ipv6-link-local", ""),
    ("client-link-addr-option", "rfc6939"),
    ("remote-id", "rfc4649"),
    ("subscriber-id", "rfc4580"),
    ("docsis-cmts", ""),
    ("docsis-modem", ""),
];

fn mac_sources(judge: &mut Judge<'_>) {
    let mut seen = HashSet::new();
    for at in strings(judge.server.node(), "mac-sources") {
        let Some(word) = at.as_str() else { continue };
        let known = SOURCES
            .iter()
            .position(|(name, rfc)| *name == word || (*rfc == word && !word.is_empty()));
        match known {
            None => {
                let message = format!("`{}` is no source of hardware addresses", at.shown());
                judge.find(&rules::VALUE, at, message);
            }
            Some(source) if !seen.insert(source) => {
                judge.find(&rules::VALUE, at, format!("`{}` is there twice", at.shown()));
            }
            Some(_) => {}
        }
    }
}

fn relay_supplied(judge: &mut Judge<'_>) {
    let Some(list) = judge.server.node().get("relay-supplied-options") else { return };
    for at in list.items() {
        let Some(word) = at.as_str() else {
            judge.find(&rules::TYPE, at, "options that relays supply are named by strings");
            continue;
        };
        let fits = match word.parse::<i64>() {
            Ok(0) | Err(_) => standard(Family::V6, "dhcp6").iter().any(|row| row.name == word),
            Ok(code) => (1..=65_535).contains(&code),
        };
        if !fits {
            judge.find(
                &rules::OPTION_UNKNOWN,
                at,
                format!("no option `{}` is defined", at.shown()),
            );
        }
    }
}

fn server_id(judge: &mut Judge<'_>) {
    let id = judge.server.node().get("server-id").and_then(|id| id.get("identifier"));
    let Some(at) = id else { return };
    let Some(text) = at.as_bytes() else { return };
    let text = trim(&text);
    let plain = !text.contains(&b':') && !text.starts_with(b"'") && !text.starts_with(b"0x");
    if !(text.is_empty() || plain && text.len().is_multiple_of(2) && octets(text).is_some()) {
        let message = format!("`{}` is not a string of hexadecimal digits", at.shown());
        judge.find(&rules::VALUE, at, message);
    }
}
