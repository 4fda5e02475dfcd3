//! Subnets.

use ipnet::IpNet;

use super::{Family, PdPool, Pool, Reservation, SharedNetwork, level, maps, parse_net};
use crate::node::{Kind, Node};

/// The member of a subnet's `user-context` in which a disabled scope keeps its pools and reservations.
pub const DISABLED: &str = "dhcpair-disabled";

/// A subnet with its pools and reservations.
#[derive(Debug, Clone, Copy)]
pub struct Subnet<'d> {
    node: Node<'d>,
    family: Family,
    network: Option<Node<'d>>,
}

level!(Subnet);

impl<'d> Subnet<'d> {
    pub(super) const fn new(node: Node<'d>, family: Family, network: Option<Node<'d>>) -> Self {
        Self { node, family, network }
    }

    /// Its network; bits behind the prefix length, which Kea lets be, are cleared.
    #[must_use]
    pub fn prefix(&self) -> Option<IpNet> {
        let net = parse_net(&self.node.get("subnet")?.as_str()?)?;
        let fits = matches!(net, IpNet::V4(_)) == (self.family == Family::V4);
        fits.then(|| net.trunc())
    }

    /// Its number, 1 to 4294967294, by which lease updates name it.
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        self.node.get("id")?.as_i64()
    }

    /// The shared network it is in.
    #[must_use]
    pub fn shared_network(&self) -> Option<SharedNetwork<'d>> {
        self.network.map(|node| SharedNetwork::new(node, self.family))
    }

    /// Its pools of addresses.
    #[must_use]
    pub fn pools(&self) -> Vec<Pool<'d>> {
        maps(self.node, "pools").map(|node| Pool::new(node, self.family)).collect()
    }

    /// Its pools of prefixes; DHCPv6 only.
    #[must_use]
    pub fn pd_pools(&self) -> Vec<PdPool<'d>> {
        let pools = (self.family == Family::V6).then(|| maps(self.node, "pd-pools"));
        pools.into_iter().flatten().map(PdPool::new).collect()
    }

    /// Its reservations.
    #[must_use]
    pub fn reservations(&self) -> Vec<Reservation<'d>> {
        maps(self.node, "reservations").map(|node| Reservation::new(node, self.family)).collect()
    }

    /// What was put away when the scope was disabled; `None` where it is not.
    #[must_use]
    pub fn disabled(&self) -> Option<Node<'d>> {
        let kept = self.node.get("user-context")?.get(DISABLED)?;
        (kept.kind() == Kind::Map).then_some(kept)
    }

    /// The relationship it belongs to (`user-context.ha-server-name`), its own or that of its
    /// shared network.
    #[must_use]
    pub fn ha_server_name(&self) -> Option<Node<'d>> {
        ha_server_name(self.node).or_else(|| self.network.and_then(ha_server_name))
    }
}

pub(super) fn ha_server_name(node: Node<'_>) -> Option<Node<'_>> {
    let name = node.get("user-context")?.get("ha-server-name")?;
    (name.kind() == Kind::String).then_some(name)
}
