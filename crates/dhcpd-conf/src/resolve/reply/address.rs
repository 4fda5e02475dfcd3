//! Which address a client gets, if nobody has had one yet.

use std::net::Ipv4Addr;

use super::nak::Why;
use super::{Case, Place, silent, undecided};
use crate::resolve::answer::{Reply, Silence, Source};
use crate::resolve::client;
use crate::resolve::execute::Lease;
use crate::resolve::undecided::{Reason, Reasons, because};
use crate::view::{NetworkIx, PoolIx, SubnetIx};

/// What dhcpd finds for a client on a wire.
struct Found {
    fixed: Option<Place>,
    /// The address it asks for, if it is free, permitted and of this wire.
    wanted: Option<Place>,
    /// It asks for an address that the server gives to others.
    ours: bool,
    why: Why,
}

impl Case<'_> {
    /// The reply to a discover message.
    pub(super) fn discover(&mut self) -> Vec<Reply> {
        let Some(network) = self.network else { return vec![silent(Silence::UnknownNetwork)] };
        let asked = self.client.address.or(self.client.address_option(client::REQUESTED_ADDRESS));
        let found = match self.find(network, asked, false) {
            Ok(found) => found,
            Err(reasons) => return vec![undecided(Source::Nowhere, reasons)],
        };
        let mut places: Vec<Place> = match found.fixed {
            Some(fixed) => vec![fixed],
            None => {
                let mut places: Vec<Place> = found.wanted.into_iter().collect();
                places.extend(self.free(network));
                places
            }
        };
        // The same place twice is one.
        let mut seen: Vec<Place> = Vec::new();
        places.retain(|place| {
            let new = !seen.iter().any(|one| one.source == place.source);
            seen.push(place.clone());
            new
        });
        if places.is_empty() {
            return vec![silent(Silence::NoAddress)];
        }
        places.into_iter().map(|place| self.offer(place)).collect()
    }

    /// The reply to a request.
    pub(super) fn request(&mut self) -> Vec<Reply> {
        let config = self.resolver.config;
        let requested = self.client.address_option(client::REQUESTED_ADDRESS);
        let asked = requested.or(self.client.address).unwrap_or(Ipv4Addr::UNSPECIFIED);
        let subnet = self.resolver.networks().subnet(asked);
        let network = subnet.and_then(|subnet| config.subnet(subnet)).map(|subnet| subnet.network);
        let found = match network {
            Some(network) => {
                // The address of a packet that has both is `ciaddr`.
                let asked = self.client.address.or(requested);
                match self.find(network, asked, true) {
                    Ok(found) => Some(found),
                    Err(reasons) => return vec![undecided(Source::Nowhere, reasons)],
                }
            }
            None => None,
        };
        let (mut lease, mut ours, mut why) = (None, false, Why::Earlier);
        if let Some(found) = found {
            lease = found.fixed.or(found.wanted);
            (ours, why) = (found.ours, found.why);
        }
        let ciaddr = self.client.address.is_some();
        let checked = self.network.is_none()
            || (ciaddr && self.client.relay.is_some())
            || (requested.is_some() && !ciaddr);
        if checked {
            let Some(own) = self.network else {
                let scope = subnet.map(|subnet| self.subnet_scope(subnet));
                let authority = scope.is_some_and(|scope| self.resolver.authority(scope).value);
                return vec![match authority {
                    true => self.nak(None, why),
                    false if subnet.is_some() => silent(Silence::NotAuthoritative),
                    false => silent(Silence::UnknownNetwork),
                }];
            };
            if self.resolver.networks().subnet_in(config, own, asked).is_none() {
                let authority = self.resolver.authority(self.network_scope(own)).value;
                return vec![match authority {
                    true => self.nak(None, why),
                    false => silent(Silence::NotAuthoritative),
                }];
            }
        }
        match lease {
            Some(place) => vec![self.acknowledge(place)],
            None if ours => vec![self.nak(subnet.map(|subnet| self.subnet_scope(subnet)), why)],
            None => vec![silent(Silence::UnknownLease)],
        }
    }

    /// Finds a client's host and the address it asks for, and notes whether it is known.
    fn find(
        &mut self,
        network: NetworkIx,
        asked: Option<Ipv4Addr>,
        request: bool,
    ) -> Result<Found, Reasons> {
        let fixed = self.fixed(network)?;
        let mut found = Found { fixed, wanted: None, ours: false, why: Why::Earlier };
        if let Some(fixed) = &found.fixed
            && request
            && fixed.address.as_ref().ok() != asked.as_ref()
        {
            found = Found { fixed: None, ours: true, why: Why::Incorrect, ..found };
            return Ok(found);
        }
        let config = self.resolver.config;
        let pool = asked.and_then(|asked| self.resolver.networks().pool_of(config, asked));
        let Some((asked, (own, pool, subnet))) = asked.zip(pool) else {
            found.why = Why::NotAvailable;
            return Ok(found);
        };
        found.ours = true;
        if own != network {
            found.why = Why::NotAvailable;
            return Ok(found);
        }
        let place = self.place(network, pool, subnet, Some(asked));
        // A fixed address that lies in a range is a fixed one.
        found.wanted = place.filter(|_| found.fixed.is_none());
        if found.wanted.is_none() {
            found.why = Why::NotAvailable;
        }
        Ok(found)
    }

    /// The fixed address of a client on a wire; notes whether any host is for it.
    pub(super) fn fixed(&mut self, network: NetworkIx) -> Result<Option<Place>, Reasons> {
        let (hosts, config) = (self.resolver.hosts(), self.resolver.config);
        let networks = self.resolver.networks();
        let on_wire = |address| networks.subnet_in(config, network, address).is_some();
        let identifier = self.client.option(client::CLIENT_IDENTIFIER);
        let by_identifier = identifier.and_then(|identifier| hosts.of_identifier(identifier));
        let by_hardware = || hosts.of_hardware(self.client.hardware_type, self.client.chaddr());
        let first = by_identifier.or_else(by_hardware).or_else(|| hosts.of_options(&self.state));
        self.known = first.is_some();
        let Some((host, address)) = hosts.fixed(first, on_wire)? else { return Ok(None) };
        let subnet = networks.subnet_in(config, network, address);
        let scope = hosts.get(host).map(|host| host.scope);
        Ok(subnet.zip(scope).map(|(subnet, scope)| Place {
            source: Source::Fixed { host: scope, address, subnet },
            subnet,
            pool: None,
            host: Some(host),
            address: Ok(address),
            undecided: Reasons::new(),
        }))
    }

    /// All places of a wire with addresses for the client, dhcpd's first choice first.
    pub(super) fn free(&self, network: NetworkIx) -> Vec<Place> {
        let networks = self.resolver.networks();
        let mut places = Vec::new();
        for (at, pool) in networks.pools(network).iter().enumerate() {
            let mut subnets: Vec<SubnetIx> = Vec::new();
            for range in &pool.ranges {
                let Some(range) = self.resolver.config.ranges().get(*range) else { continue };
                if !subnets.contains(&range.subnet) {
                    subnets.push(range.subnet);
                }
            }
            for subnet in subnets {
                places.extend(self.place(network, at, subnet, None));
            }
        }
        places
    }

    /// The addresses of a pool in a subnet, if the client may have them.
    fn place(
        &self,
        network: NetworkIx,
        at: usize,
        subnet: SubnetIx,
        wanted: Option<Ipv4Addr>,
    ) -> Option<Place> {
        let config = self.resolver.config;
        let pool = self.resolver.networks().pools(network).get(at)?;
        let lease = Lease { known: self.known, ..Lease::none() };
        let permitted = self.world(lease).permitted(&self.state, &pool.permits());
        if permitted.must_fail() {
            return None;
        }
        let ranges: Vec<usize> = pool
            .ranges
            .iter()
            .copied()
            .filter(|range| config.ranges().get(*range).is_some_and(|one| one.subnet == subnet))
            .collect();
        let only = match ranges.as_slice() {
            [one] => config.ranges().get(*one).filter(|one| one.low == one.high),
            _ => None,
        };
        let address = wanted.or(only.map(|only| only.low));
        let block: Option<PoolIx> = pool.block;
        Some(Place {
            source: Source::Dynamic { pool: block, subnet, ranges, address },
            subnet,
            pool: Some((network, at)),
            host: None,
            address: address.ok_or_else(|| because(Reason::Address)),
            undecided: if permitted.must_be_true() { Reasons::new() } else { permitted.reasons },
        })
    }
}
