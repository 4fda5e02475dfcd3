//! Wires, subnets and pools as dhcpd keeps them.

mod free;

use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};

use super::Client;
use super::execute::World;
use super::permits::{self, alike, kinds};
use super::state::State;
use crate::table::AGENT;
use crate::view::{Config, NetworkIx, Permit, PermitKind, PoolIx, Subnet, SubnetIx, mask6};

/// A pool as dhcpd has it: pools that say the same are one, and ranges without a pool are in one that it
/// makes up.
#[derive(Debug)]
pub(super) struct Pool {
    /// The block whose statements apply; `None` where it has none of its own.
    pub(super) block: Option<PoolIx>,
    allowed: Vec<Permit>,
    denied: Vec<Permit>,
    /// Whether it has statements of its own.
    own: bool,
    /// It is made up for ranges without a pool: whether for BOOTP clients, too.
    loose: Option<bool>,
    pub(super) peer: Option<usize>,
    /// By number in [`Config::ranges`], in the order in which a server without leases gives their
    /// addresses.
    pub(super) ranges: Vec<usize>,
}

/// All wires.
#[derive(Debug, Default)]
pub(super) struct Networks {
    /// All subnets in the order in which dhcpd looks through them, the first one last.
    order: Vec<SubnetIx>,
    /// Those of each wire, the first one first.
    of_network: Vec<Vec<SubnetIx>>,
    /// Masks that there are, and the subnets of a mask and an address.
    masks: BTreeSet<u128>,
    by_net: HashMap<(u128, u128), Vec<SubnetIx>>,
    pools: Vec<Vec<Pool>>,
}

impl Networks {
    pub(super) fn of(config: &Config) -> Self {
        let count = config.networks().len();
        let mut networks = Self {
            of_network: vec![Vec::new(); count],
            pools: (0..count).map(|_| Vec::new()).collect(),
            ..Self::default()
        };
        for (at, subnet) in (0u32..).map(SubnetIx).zip(config.subnets()) {
            networks.add(config, at, subnet);
        }
        networks.add_ranges(config);
        free::sort(config, &mut networks.pools);
        networks
    }

    fn add(&mut self, config: &Config, at: SubnetIx, subnet: &Subnet) {
        let Some(Net { net, mask, .. }) = Net::of(subnet) else { return };
        let wider = |other: &SubnetIx| is_narrower(config, subnet, *other);
        let wider: Vec<SubnetIx> = self.with(net).filter(wider).collect();
        // A new one goes in front of one that it lies in, and else in front of all.
        let before = self.order.iter().rposition(|other| wider.contains(other));
        match before.filter(|_| !wider.is_empty()) {
            Some(place) => self.order.insert(place + 1, at),
            None => self.order.push(at),
        }
        if let Some(own) = self.of_network.get_mut(subnet.network.index()) {
            // In its wire it goes to the end; the last one is not looked at.
            let looked = if wider.is_empty() { 0 } else { own.len().saturating_sub(1) };
            let place = own.iter().take(looked).position(|other| wider.contains(other));
            own.insert(place.unwrap_or(own.len()), at);
        }
        self.masks.insert(mask);
        self.by_net.entry((mask, net)).or_default().push(at);
    }

    /// All subnets with an address, in no order.
    fn with(&self, address: u128) -> impl Iterator<Item = SubnetIx> {
        let of_mask = move |mask: &u128| self.by_net.get(&(*mask, address & mask));
        self.masks.iter().filter_map(of_mask).flatten().copied()
    }

    fn add_ranges(&mut self, config: &Config) {
        let mut places: Vec<Option<usize>> = vec![None; config.pools().len()];
        for (at, range) in config.ranges().iter().enumerate() {
            let Some(subnet) = config.subnet(range.subnet) else { continue };
            let pool = range.pool.and_then(|pool| Some((pool, config.pool(pool)?)));
            let network = pool.map_or(subnet.network, |(_, pool)| pool.network);
            let Some(pools) = self.pools.get_mut(network.index()) else { continue };
            let place = match pool {
                None => loose(pools, range.dynamic_bootp),
                Some((ix, pool)) => {
                    let known = places.get(ix.index()).copied().flatten();
                    known.unwrap_or_else(|| declared(config, pools, ix, pool))
                }
            };
            if let Some((ix, _)) = pool
                && let Some(known) = places.get_mut(ix.index())
            {
                *known = Some(place);
            }
            if let Some(pool) = pools.get_mut(place) {
                pool.ranges.push(at);
            }
        }
    }

    /// The pools of a wire, in dhcpd's order.
    pub(super) fn pools(&self, network: NetworkIx) -> &[Pool] {
        self.pools.get(network.index()).map_or(&[], Vec::as_slice)
    }

    /// The first subnet of a wire.
    pub(super) fn first_subnet(&self, network: NetworkIx) -> Option<SubnetIx> {
        self.of_network.get(network.index())?.first().copied()
    }

    /// The subnet that an address belongs to.
    pub(super) fn subnet(&self, address: impl Into<IpAddr>) -> Option<SubnetIx> {
        first(self.with(number(address.into())).collect(), self.order.iter().rev())
    }

    /// The same among those of a wire.
    pub(super) fn subnet_in(
        &self,
        config: &Config,
        network: NetworkIx,
        address: impl Into<IpAddr>,
    ) -> Option<SubnetIx> {
        let own = |at: &SubnetIx| config.subnet(*at).is_some_and(|net| net.network == network);
        let found = self.with(number(address.into())).filter(own).collect();
        first(found, self.of_network.get(network.index())?.iter())
    }

    /// The pool with an address, and its wire.
    pub(super) fn pool_of(
        &self,
        config: &Config,
        address: Ipv4Addr,
    ) -> Option<(NetworkIx, usize, SubnetIx)> {
        let inside = |range: &usize| {
            let range = config.ranges().get(*range)?;
            (range.low <= address && address <= range.high).then_some(range.subnet)
        };
        let networks = (0u32..).map(NetworkIx).zip(&self.pools);
        let pools = networks.flat_map(|(network, pools)| {
            pools.iter().enumerate().map(move |(at, pool)| (network, at, pool))
        });
        let found = |(network, at, pool): (NetworkIx, usize, &Pool)| {
            pool.ranges.iter().find_map(inside).map(|subnet| (network, at, subnet))
        };
        pools.map(found).find(Option::is_some).flatten()
    }
}

/// The one of these that comes first in an order.
fn first<'o>(
    found: Vec<SubnetIx>,
    mut order: impl Iterator<Item = &'o SubnetIx>,
) -> Option<SubnetIx> {
    match found.as_slice() {
        [] => None,
        [only] => Some(*only),
        several => order.find(|at| several.contains(at)).copied(),
    }
}

/// A subnet of whichever family.
struct Net {
    net: u128,
    mask: u128,
    /// How wide dhcpd thinks it is.
    width: u32,
}

impl Net {
    fn of(subnet: &Subnet) -> Option<Self> {
        if let Some((net, mask)) = subnet.v4 {
            let width = mask.trailing_zeros();
            return Some(Self { net: net.into(), mask: mask.into(), width });
        }
        let (net, len) = subnet.v6?;
        let width = match len {
            // dhcpd looks at 32 bits of a netmask, and for bits that are not there behind them.
            0 => 60,
            len => 32u32.saturating_sub(len.into()),
        };
        Some(Self { net, mask: mask6(len), width })
    }
}

/// An address of whichever family.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u32::from(address).into(),
        IpAddr::V6(address) => address.into(),
    }
}

/// Whether a subnet overlaps another one and is the narrower of them.
fn is_narrower(config: &Config, subnet: &Subnet, other: SubnetIx) -> bool {
    let (Some(own), Some(other)) = (Net::of(subnet), config.subnet(other).and_then(Net::of)) else {
        return false;
    };
    let overlap = own.net & other.mask == other.net || other.net & own.mask == own.net;
    overlap && own.width < other.width
}

/// The pool that a range without one goes to: its place.
fn loose(pools: &mut Vec<Pool>, bootp: bool) -> usize {
    let fits = |pool: &Pool| match pool.loose {
        Some(other) => other == bootp,
        None => {
            let only = |one: &[Permit], kind: &PermitKind, none: &[Permit]| {
                none.is_empty() && matches!(one, [permit] if permit.kind == *kind)
            };
            match bootp {
                false => only(&pool.denied, &PermitKind::DynamicBootpClients, &pool.allowed),
                true => only(&pool.allowed, &PermitKind::AllClients, &pool.denied),
            }
        }
    };
    match pools.iter().position(fits) {
        // dhcpd remembers the one before it.
        Some(at) => at.saturating_sub(1),
        None => {
            pools.push(Pool {
                block: None,
                allowed: Vec::new(),
                denied: Vec::new(),
                own: false,
                loose: Some(bootp),
                peer: None,
                ranges: Vec::new(),
            });
            pools.len() - 1
        }
    }
}

/// The place of a declared pool, which may be that of one before it.
fn declared(config: &Config, pools: &mut Vec<Pool>, ix: PoolIx, pool: &crate::Pool) -> usize {
    let part = |allow: bool| -> Vec<Permit> {
        pool.permits.iter().filter(|permit| permit.allow == allow).cloned().collect()
    };
    let (allowed, denied) = (part(true), part(false));
    let peer = pool.peer.map(|peer| peer.peer);
    let own = !super::code::compile(config, pool.scope).nodes.is_empty();
    let same = |other: &Pool| {
        if own || other.own || other.peer != peer {
            return false;
        }
        let (other_allowed, other_denied) = other.permits();
        alike(&kinds(&allowed), &other_allowed) && alike(&kinds(&denied), &other_denied)
    };
    if let Some(at) = pools.iter().position(same) {
        return at;
    }
    let ranges = Vec::new();
    pools.push(Pool { block: Some(ix), allowed, denied, own, loose: None, peer, ranges });
    pools.len() - 1
}

impl Pool {
    /// Whom it allows and whom it denies.
    pub(super) fn permits(&self) -> (Vec<PermitKind>, Vec<PermitKind>) {
        match self.loose {
            Some(true) => (vec![PermitKind::AllClients], Vec::new()),
            Some(false) => (Vec::new(), vec![PermitKind::DynamicBootpClients]),
            None => (kinds(&self.allowed), kinds(&self.denied)),
        }
    }

    /// The moments from which and until which it gives addresses.
    pub(super) fn limits(&self) -> (Option<u32>, Option<u32>) {
        (permits::limit(&self.allowed), permits::limit(&self.denied))
    }
}

impl World<'_> {
    /// The wire that a client is on.
    pub(super) fn locate(&self, state: &State, client: &Client) -> Option<NetworkIx> {
        const LINK_SELECTION: u32 = 5;
        const SUBNET_SELECTION: u8 = 118;
        let link = state.input.get(AGENT, LINK_SELECTION).map(|entry| &entry.value);
        let link = link.map(|value| match value {
            super::option_state::Stored::Octets(octets) => octets.to_vec(),
            _ => Vec::new(),
        });
        let selected = link.or_else(|| client.option(SUBNET_SELECTION).map(<[u8]>::to_vec));
        let address = match selected {
            Some(selected) => Ipv4Addr::from(<[u8; 4]>::try_from(selected).ok()?),
            None => client.relay.or(client.server)?,
        };
        let config = self.resolver.config;
        let subnet = self.resolver.networks().subnet(address)?;
        config.subnet(subnet).map(|subnet| subnet.network)
    }
}
