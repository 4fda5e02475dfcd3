//! Hosts that are the same client on the same wire.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use config_text::{Diagnostic, Span};

use super::twice::Twice;
use crate::rules;
use crate::view::{Config, Host, HostAddress, HostIdentifier, NetworkIx};

pub(super) fn run(config: &Config, found: &mut Vec<Diagnostic>) {
    let all = &config.identities;
    let twice = Twice::among(all.iter().map(|identity| identity.hash));
    let some = all.iter().filter(|identity| twice.has(identity.hash));
    let mut some: Vec<_> = some.map(|identity| (identity.hash, identity.scope)).collect();
    some.sort_unstable();
    let mut wires = None;
    for same in some.chunk_by(|one, next| one.0 == next.0).filter(|same| same.len() > 1) {
        let wires = wires.get_or_insert_with(|| Wires::new(config));
        let hosts = same.iter().filter_map(|(_, scope)| config.host(*scope));
        among(hosts.filter(|host| !host.deleted), wires, found);
    }
}

/// Hosts whose identities have the same hash: nearly always they are the same.
fn among(hosts: impl Iterator<Item = Host>, wires: &Wires, found: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<(String, Option<NetworkIx>), (Span, String)> = HashMap::new();
    for host in hosts {
        for (identity, span) in identities(&host) {
            for place in places(&host, wires) {
                let key = (identity.clone(), place);
                let Some((other, name)) = seen.get(&key).filter(|(other, _)| *other != span) else {
                    seen.insert(key, (span, host.name.clone()));
                    continue;
                };
                let message = format!("the host `{name}` has `{identity}` as well");
                let finding = Diagnostic::new(&rules::HARDWARE_TWICE, span, message);
                found.push(finding.with_label(*other, "the other host"));
                break;
            }
        }
    }
}

fn identities(host: &Host) -> Vec<(String, Span)> {
    let hardware = host.hardware.iter().map(|one| (one.value.clone(), one.span));
    let uids = host.identifiers.iter().filter_map(|one| match &one.value {
        HostIdentifier::Uid(uid) => Some((uid.clone(), one.span)),
        _ => None,
    });
    hardware.chain(uids).collect()
}

/// The wires on which a host has an address; `None` for one that has no address: it is the client
/// wherever no other host is. Names are resolved only when the server runs.
fn places(host: &Host, wires: &Wires) -> Vec<Option<NetworkIx>> {
    if host.addresses.is_empty() {
        return vec![None];
    }
    let known = host.addresses.iter().filter_map(|address| match address.value {
        HostAddress::V4(address) => wires.of(address).map(Some),
        _ => None,
    });
    known.collect()
}

/// First and last address of each subnet with its wire, in order.
struct Wires(Vec<(u32, u32, NetworkIx)>);

impl Wires {
    fn new(config: &Config) -> Self {
        let nets = config.subnets().iter().filter_map(|subnet| {
            let (net, mask) = subnet.v4?;
            Some((net, net | !mask, subnet.network))
        });
        let mut nets: Vec<_> = nets.collect();
        nets.sort_unstable_by_key(|(low, high, _)| (*low, *high));
        Self(nets)
    }

    fn of(&self, address: Ipv4Addr) -> Option<NetworkIx> {
        let address = u32::from(address);
        let below = self.0.partition_point(|(low, _, _)| *low <= address);
        let (_, high, wire) = below.checked_sub(1).and_then(|at| self.0.get(at))?;
        (*high >= address).then_some(*wire)
    }
}
