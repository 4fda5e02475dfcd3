//! Pools of a subnet: what they are, where they lie, and what they share.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::Ipv6Net;

use super::addresses::{not_an_address, own_address};
use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::view::{AddressRange, Family, PdPool, Subnet};

pub(super) fn check(judge: &mut Judge<'_>, subnet: Subnet<'_>) {
    let network = subnet.prefix().map(AddressRange::from);
    let mut ranges = Vec::new();
    for pool in subnet.pools() {
        let Some(at) = pool.node().get("pool") else { continue };
        let Some(range) = range(judge, at) else { continue };
        if let Some(network) = network
            && !(network.contains(range.first) && network.contains(range.last))
        {
            let net = subnet.prefix().map(|net| net.to_string()).unwrap_or_default();
            judge.find(&rules::POOL_OUTSIDE, at, format!("the pool {range} is not in {net}"));
        }
        ranges.push((range, at));
    }
    for pool in subnet.pd_pools() {
        ranges.extend(prefixes(judge, pool).map(|range| (range, pool.node())));
    }
    overlaps(judge, ranges);
}

fn overlaps(judge: &mut Judge<'_>, mut ranges: Vec<(AddressRange, Node<'_>)>) {
    ranges.sort_by_key(|(range, node)| (range.first, node.index()));
    // Of the pools so far, the one that reaches furthest.
    let mut furthest: Option<(AddressRange, Node<'_>)> = None;
    for (range, at) in ranges {
        if let Some((other, first)) = furthest
            && range.overlaps(&other)
        {
            let message = format!("the pool {range} overlaps with another, {other}");
            let (later, earlier) =
                if at.index() > first.index() { (at, first) } else { (first, at) };
            judge.twice(&rules::POOL_OVERLAP, later, earlier, message);
        }
        furthest = match furthest {
            Some((other, _)) if other.last >= range.last => furthest,
            _ => Some((range, at)),
        };
    }
}

/// `FIRST-LAST`, or a prefix, which Kea takes to begin at its address.
fn range(judge: &mut Judge<'_>, at: Node<'_>) -> Option<AddressRange> {
    let text: String = at.as_str()?.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let range = match text.split_once('/') {
        Some((address, length)) => prefix(&text, address, length),
        None => ends(&text),
    };
    let own = |range: &AddressRange| range.first.is_ipv4() == (judge.family() == Family::V4);
    let Some(range) = range.filter(own) else {
        let message = format!(
            "`{}` is not a pool of IP{} addresses (`FIRST - LAST` or `ADDRESS/LENGTH`)",
            at.shown(),
            judge.family()
        );
        judge.find(&rules::POOL, at, message);
        return None;
    };
    if text.contains('/') {
        boundary(judge, at, range.first, &text);
    }
    Some(range)
}

fn ends(text: &str) -> Option<AddressRange> {
    let (first, last) = text.split_once('-')?;
    let (first, last): (IpAddr, IpAddr) = (first.parse().ok()?, last.parse().ok()?);
    let fits = first.is_ipv4() == last.is_ipv4() && first <= last;
    fits.then_some(AddressRange { first, last })
}

fn prefix(text: &str, address: &str, length: &str) -> Option<AddressRange> {
    let (first, length): (IpAddr, u8) = (address.parse().ok()?, length.parse().ok()?);
    if length == 0 {
        return None;
    }
    let net = crate::view::parse_net(text)?;
    (net.prefix_len() == length).then(|| AddressRange { first, last: net.broadcast() })
}

/// From 2.3.4 on a pool in prefix form must begin where the prefix does.
fn boundary(judge: &mut Judge<'_>, at: Node<'_>, first: IpAddr, text: &str) {
    let start = crate::view::parse_net(text).map(|net| net.network());
    if start.is_some_and(|start| start != first) && judge.version.is_from(2, 3, 4) {
        let message = format!("`{text}` does not begin at the first address of the prefix");
        judge.find(&rules::POOL, at, message);
    }
}

/// A pool of prefixes, as the range of addresses that it covers.
fn prefixes(judge: &mut Judge<'_>, pool: PdPool<'_>) -> Option<AddressRange> {
    let node = pool.node();
    let length = |key: &str| node.get(key).and_then(Node::as_i64);
    for key in ["prefix-len", "delegated-len", "excluded-prefix-len"] {
        super::values::range(judge, Some(node), key, 0, 255);
    }
    let at = node.get("prefix")?;
    let IpAddr::V6(address) = own_address(judge, at)? else { return None };
    let (prefix, delegated) = (length("prefix-len")?, length("delegated-len")?);
    if !(1..=128).contains(&prefix) || prefix > delegated || delegated > 255 {
        let message = format!("a pool of /{prefix} cannot give out prefixes of /{delegated}");
        judge.find(&rules::POOL, node, message);
        return None;
    }
    let net = Ipv6Net::new(address, u8::try_from(prefix).ok()?).ok()?;
    if prefix != 128 && net.network() != address && judge.version.is_from(2, 3, 4) {
        let message =
            format!("`{address}/{prefix}` does not begin at the first address of the prefix");
        judge.find(&rules::POOL, at, message);
    }
    excluded(judge, pool, address, delegated);
    Some(AddressRange { first: address.into(), last: net.broadcast().into() })
}

/// RFC 6603: a part of each delegated prefix that the router must not use.
fn excluded(judge: &mut Judge<'_>, pool: PdPool<'_>, prefix: Ipv6Addr, delegated: i64) {
    let node = pool.node();
    let written = node.get("excluded-prefix");
    let address = match written {
        None => Ipv6Addr::UNSPECIFIED,
        Some(at) => match super::addresses::address(at) {
            Some(IpAddr::V6(address)) => address,
            _ => return not_an_address(judge, at),
        },
    };
    let length = node.get("excluded-prefix-len").and_then(Node::as_i64).unwrap_or(0);
    let unspecified = address.is_unspecified();
    if unspecified && length == 0 {
        return;
    }
    let at = written.or_else(|| node.get("excluded-prefix-len")).unwrap_or(node);
    let message = if unspecified != (length == 0) {
        "an excluded prefix needs both its address and its length".to_owned()
    } else if length > 128 || length <= delegated {
        format!("the excluded prefix /{length} must be longer than the delegated one, /{delegated}")
    } else {
        let shift = u32::try_from(128 - delegated.clamp(0, 128)).unwrap_or(0);
        let start = |address: Ipv6Addr| u128::from(address).checked_shr(shift).unwrap_or(0);
        if start(prefix) == start(address) {
            return;
        }
        "the excluded prefix must lie in the first delegated one".to_owned()
    };
    judge.find(&rules::POOL, at, message);
}
