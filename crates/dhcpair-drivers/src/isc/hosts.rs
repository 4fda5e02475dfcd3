//! Hosts as reservations.
//!
//! A host belongs to a scope by its fixed address alone, wherever it is written; its braces only
//! decide what it inherits.

use std::net::IpAddr;
use std::sync::Arc;

use dhcpd_conf::{Config, Host, HostAddress, HostIdentifier, NetworkIx};
use failover_model::{Identifier, Reservation, ServerConfig, Setting};
use ipnet::IpNet;

use super::places::Places;

/// Adds every host that is there to stay.
pub(super) fn lower(conf: &Config, config: &mut ServerConfig, places: &Places) {
    let wires = Wires::of(conf);
    let kinds = Kinds::default();
    for host in conf.hosts().filter(|host| !host.deleted) {
        let context = places.context(config, host.scope);
        let names: Vec<&str> = host.addresses.iter().filter_map(|one| name(&one.value)).collect();
        if !names.is_empty() {
            let span = host.addresses.first().map(|one| one.span);
            config.set(context, Setting::new("fixed-address", names.join(", "), span));
        }
        let prefixes = host.prefixes.iter().filter_map(|one| one.value.parse::<IpNet>().ok());
        config.add_reservation(Reservation {
            name: Some(Arc::from(host.name.as_str())),
            identifiers: kinds.identifiers(&host),
            addresses: wires.settled(host.addresses.iter().filter_map(|one| address(&one.value))),
            prefixes: prefixes.collect(),
            scope: None,
            context,
            span: conf.scope(host.scope).map(|node| node.name_span),
        });
    }
}

fn address(written: &HostAddress) -> Option<IpAddr> {
    match written {
        HostAddress::V4(address) => Some((*address).into()),
        HostAddress::V6(address) => Some((*address).into()),
        HostAddress::Name(_) => None,
    }
}

fn name(written: &HostAddress) -> Option<&str> {
    match written {
        HostAddress::Name(name) => Some(name),
        HostAddress::V4(_) | HostAddress::V6(_) => None,
    }
}

/// The names of what nearly every host has: kept once, since there may be millions.
struct Kinds {
    hardware: Arc<str>,
    client_identifier: Arc<str>,
}

impl Default for Kinds {
    fn default() -> Self {
        Self { hardware: "hardware".into(), client_identifier: "dhcp-client-identifier".into() }
    }
}

impl Kinds {
    /// What dhcpd looks a client up by.
    fn identifiers(&self, host: &Host) -> Vec<Identifier> {
        let identifier = |kind: &Arc<str>, value: &str| Identifier {
            kind: Arc::clone(kind),
            value: value.into(),
        };
        let mut found = Vec::with_capacity(host.identifiers.len() + 1);
        found.extend(host.hardware.iter().map(|one| identifier(&self.hardware, &one.value)));
        let has_uid =
            host.identifiers.iter().any(|one| matches!(one.value, HostIdentifier::Uid(_)));
        found.extend(host.identifiers.iter().filter_map(|one| match &one.value {
            // Two ways to say the same; `uid` wins where both are there.
            HostIdentifier::ClientIdentifier(_) if has_uid => None,
            HostIdentifier::Uid(data) | HostIdentifier::ClientIdentifier(data) => {
                Some(identifier(&self.client_identifier, data))
            }
            HostIdentifier::Option { option, value } => {
                Some(identifier(&format!("host-identifier option {option}").into(), value))
            }
            HostIdentifier::RelayOption { relays, option, value } => {
                let kind = format!("host-identifier v6relopt {relays} {option}");
                Some(identifier(&kind.into(), value))
            }
        }));
        found
    }
}

/// The wires of a server, to tell which of several fixed addresses stand for each other.
struct Wires {
    /// Subnets by the number of their wire, longest prefixes first.
    subnets: Vec<(IpNet, NetworkIx)>,
}

impl Wires {
    fn of(conf: &Config) -> Self {
        let net = |subnet: &dhcpd_conf::Subnet| match subnet.net6() {
            Some(net) => Some(IpNet::V6(net)),
            None => {
                let (address, mask) = subnet.address_and_netmask()?;
                let len = u8::try_from(u32::from(mask).leading_ones()).ok()?;
                IpNet::new(address.into(), len).ok()
            }
        };
        let subnets = conf.subnets().iter();
        let mut subnets: Vec<_> =
            subnets.filter_map(|subnet| Some((net(subnet)?, subnet.network))).collect();
        subnets.sort_by_key(|(net, _)| std::cmp::Reverse(net.prefix_len()));
        Self { subnets }
    }

    /// Addresses in an order that is the same for all that mean the same: dhcpd gives a client the
    /// first one that fits its wire, so only the order on one wire has a meaning.
    fn settled(&self, written: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in written {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.len() < 2 {
            return addresses;
        }
        let wires: Vec<Option<NetworkIx>> = addresses.iter().map(|one| self.wire(*one)).collect();
        let least = |wire: &Option<NetworkIx>| {
            let same = addresses.iter().zip(&wires).filter(|(_, other)| *other == wire);
            same.map(|(address, _)| *address).min()
        };
        let mut keyed: Vec<_> = addresses
            .iter()
            .zip(&wires)
            .map(|(address, wire)| match wire {
                Some(_) => (least(wire), *address),
                None => (Some(*address), *address),
            })
            .collect();
        keyed.sort_by_key(|(wire, _)| *wire);
        keyed.into_iter().map(|(_, address)| address).collect()
    }

    fn wire(&self, address: IpAddr) -> Option<NetworkIx> {
        let found = self.subnets.iter().find(|(net, _)| net.contains(&address));
        found.map(|(_, network)| *network)
    }
}
