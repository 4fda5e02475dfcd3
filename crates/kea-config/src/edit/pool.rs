//! Pools of addresses and of prefixes.

use ipnet::{IpNet, Ipv6Net};

use super::list::{free, one};
use super::{Editor, Refusal};
use crate::json::Json;
use crate::node::Node;
use crate::view::{AddressRange, PdPool, Pool, parse_range};

impl<'d> Editor<'d> {
    /// Adds a pool of addresses to a subnet, behind its others.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::Content`] without addresses of the subnet in `pool`, and
    /// [`Refusal::Taken`] where a pool has some of them already.
    pub fn add_pool(&mut self, net: IpNet, pool: Json) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?.node();
        self.free_range(net, &pool, None)?;
        self.push_member(subnet, "pools", pool)
    }

    /// Makes a pool say something else; what stays keeps its text. Its addresses may change, too.
    ///
    /// # Errors
    /// Those of [`Editor::add_pool`], and [`Refusal::NoSuch`] where no pool has exactly these addresses.
    pub fn replace_pool(
        &mut self,
        net: IpNet,
        range: AddressRange,
        pool: Json,
    ) -> Result<(), Refusal> {
        let old = self.pool(net, range)?;
        self.free_range(net, &pool, Some(old))?;
        self.replace(old, pool)
    }

    /// Takes a pool out.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], and [`Refusal::NoSuch`] where no pool has exactly these addresses.
    pub fn remove_pool(&mut self, net: IpNet, range: AddressRange) -> Result<(), Refusal> {
        let pool = self.pool(net, range)?;
        self.remove(pool)
    }

    /// Adds a pool of prefixes to a subnet, behind its others.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], [`Refusal::Content`] without `prefix` and `prefix-len`, and
    /// [`Refusal::Taken`] where a pool has some of it already.
    pub fn add_pd_pool(&mut self, net: IpNet, pool: Json) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?.node();
        self.free_prefix(net, &pool, None)?;
        self.push_member(subnet, "pd-pools", pool)
    }

    /// Makes a pool of prefixes say something else; what stays keeps its text.
    ///
    /// # Errors
    /// Those of [`Editor::add_pd_pool`] and [`Editor::remove_pd_pool`].
    pub fn replace_pd_pool(
        &mut self,
        net: IpNet,
        prefix: Ipv6Net,
        pool: Json,
    ) -> Result<(), Refusal> {
        let old = self.pd_pool(net, prefix)?;
        self.free_prefix(net, &pool, Some(old))?;
        self.replace(old, pool)
    }

    /// Takes a pool of prefixes out.
    ///
    /// # Errors
    /// Those of [`Editor::subnet`], and [`Refusal::NoSuch`].
    pub fn remove_pd_pool(&mut self, net: IpNet, prefix: Ipv6Net) -> Result<(), Refusal> {
        let pool = self.pd_pool(net, prefix)?;
        self.remove(pool)
    }

    fn pd_pool(&self, net: IpNet, prefix: Ipv6Net) -> Result<Node<'d>, Refusal> {
        let pools = self.subnet(net)?.pd_pools();
        let found = pools.iter().filter(|one| one.prefix() == Some(prefix.trunc()));
        one("pool of prefixes", prefix, found.map(PdPool::node))
    }

    /// Whether no other pool has some of a new pool's prefixes.
    fn free_prefix(&self, net: IpNet, pool: &Json, but: Option<Node<'d>>) -> Result<(), Refusal> {
        let prefix = prefix_of(pool)?;
        let pools = self.subnet(net)?.pd_pools();
        let others = pools.iter().filter(|one| Some(one.node()) != but);
        let overlaps = |one: &&PdPool<'_>| {
            one.prefix().is_some_and(|other| other.contains(&prefix) || prefix.contains(&other))
        };
        free("pool of prefixes", prefix, others.filter(overlaps).map(PdPool::node))
    }

    fn pool(&self, net: IpNet, range: AddressRange) -> Result<Node<'d>, Refusal> {
        let pools = self.subnet(net)?.pools();
        let found = pools.iter().filter(|one| one.range() == Some(range));
        one("pool", range, found.map(Pool::node))
    }

    /// Whether the addresses of a new pool are of its subnet and of no other pool.
    fn free_range(&self, net: IpNet, pool: &Json, but: Option<Node<'d>>) -> Result<(), Refusal> {
        let subnet = self.subnet(net)?;
        let range = pool.get("pool").and_then(Json::as_str).and_then(|text| parse_range(&text));
        let inside = |range: &AddressRange| net.contains(&range.first) && net.contains(&range.last);
        let wanted = "addresses of its subnet in `pool`";
        let refusal = Refusal::Content { what: "a pool", wanted };
        let range = range.filter(inside).ok_or(refusal)?;
        let pools = subnet.pools();
        let others = pools.iter().filter(|one| Some(one.node()) != but);
        let overlap = others.filter(|one| one.range().is_some_and(|other| other.overlaps(&range)));
        free("pool", range, overlap.map(Pool::node))
    }
}

fn prefix_of(pool: &Json) -> Result<Ipv6Net, Refusal> {
    let address = pool.get("prefix").and_then(Json::as_str).and_then(|text| text.parse().ok());
    let length = pool.get("prefix-len").and_then(Json::as_i64);
    let length = length.and_then(|length| u8::try_from(length).ok());
    let net = address.zip(length).and_then(|(address, length)| Ipv6Net::new(address, length).ok());
    let refusal =
        Refusal::Content { what: "a pool of prefixes", wanted: "`prefix` and `prefix-len`" };
    net.map(|net| net.trunc()).ok_or(refusal)
}
