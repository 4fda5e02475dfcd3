//! Addresses, and what is none.

use std::net::IpAddr;

use super::judge::Judge;
use crate::node::Node;
use crate::rules;
use crate::view::Family;

/// The address that a string is.
pub(super) fn address(node: Node<'_>) -> Option<IpAddr> {
    node.as_str()?.parse().ok()
}

pub(super) fn not_an_address(judge: &mut Judge<'_>, node: Node<'_>) {
    let family = judge.family();
    let shown = node.shown();
    judge.find(&rules::ADDRESS, node, format!("`{shown}` is not an IP{family} address"));
}

/// An address of the server's own family.
pub(super) fn own_address(judge: &mut Judge<'_>, node: Node<'_>) -> Option<IpAddr> {
    let fits = |address: &IpAddr| address.is_ipv4() == (judge.family() == Family::V4);
    let address = address(node).filter(fits);
    if address.is_none() {
        not_an_address(judge, node);
    }
    address
}
