//! What clients of a scope are answered, in words that can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use dhcpd_conf::resolve::{Answer, Client, Field, Outcome, Packet, Source, Told};
use dhcpd_conf::{Config, HostAddress};
use ipnet::IpNet;

/// Options that are asked for: every code that the configurations set.
const WANTED: [u8; 11] = [1, 3, 6, 12, 15, 42, 43, 51, 54, 119, 200];

/// How many hardware addresses are tried; hosts have the first ones.
const CLIENTS: u8 = 12;

/// For every client the replies that it may get, without the order of pools, which is not part of
/// what a scope is. Clients of hosts that are no part of the wire are left out.
pub(crate) fn answers(config: &Config, nets: &[IpNet]) -> BTreeMap<String, BTreeSet<String>> {
    let resolver = config.resolver();
    let server = resolver.server().unwrap();
    let mut all = BTreeMap::new();
    for last in (0..CLIENTS).filter(|last| is_own(config, nets, *last)) {
        for net in nets {
            let IpNet::V4(net) = net else { continue };
            let relay = Ipv4Addr::from(u32::from(net.network()) + 1);
            for level in [None, Some(3)] {
                let client =
                    Client::ethernet([2, 0, 0, 0, 0, last]).through(relay).requesting(WANTED);
                let client = match level {
                    Some(level) => client.with_option(200, [level]).with_option(77, "x"),
                    None => client,
                };
                let answer = server.answer(&client);
                all.insert(format!("{last} in {net} {level:?}"), said(config, &answer));
            }
        }
    }
    all
}

/// Whether all hosts with a hardware address are of the wire, and at most one is.
fn is_own(config: &Config, nets: &[IpNet], last: u8) -> bool {
    let text = format!("ethernet 02:00:00:00:00:{last:02x}");
    let hosts: Vec<_> = config
        .hosts()
        .filter(|host| host.hardware.as_ref().is_some_and(|one| one.value == text))
        .collect();
    let inside = |address: &HostAddress| {
        address.ip().is_some_and(|ip| nets.iter().any(|net| net.contains(&ip)))
    };
    hosts.len() < 2
        && hosts.iter().all(|host| {
            !host.addresses.is_empty() && host.addresses.iter().all(|one| inside(&one.value))
        })
}

fn said(config: &Config, answer: &Answer) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    all.insert(format!("known {}", answer.known));
    all.extend(answer.classes.iter().map(|class| format!("class {}", class.class)));
    for reply in &answer.replies {
        let outcome = match &reply.outcome {
            Outcome::Packet(packet) => packet_text(packet),
            other => format!("{other:?}"),
        };
        // Which pools dhcpd joins to one is no part of the answer.
        let addresses: Vec<Ipv4Addr> = match &reply.source {
            Source::Fixed { address, .. } => vec![*address],
            Source::Dynamic { ranges, .. } => {
                let ends = ranges.iter().map(|at| &config.ranges()[*at]);
                let all = ends.flat_map(|one| u32::from(one.low)..=u32::from(one.high));
                all.map(Ipv4Addr::from).collect()
            }
            Source::Own { .. } | Source::Nowhere => Vec::new(),
        };
        all.extend(addresses.iter().map(|address| format!("{address}: {outcome}")));
        if addresses.is_empty() {
            all.insert(outcome);
        }
    }
    all
}

fn packet_text(packet: &Packet) -> String {
    let told = |told: &Told<Vec<u8>>| match told {
        Told::Known(value) => format!("{value:?}"),
        Told::Undecided(_) => "undecided".to_owned(),
    };
    let field = |field: &Field<Vec<u8>>| told(&field.value);
    // The server identifier is the server's own.
    let options = packet.options.iter().filter(|one| one.code != 54);
    let options: BTreeMap<_, _> = options.map(|one| (one.code, told(&one.value))).collect();
    let seconds = packet.lease_time.as_ref().map(|one| one.seconds.known().copied());
    format!(
        "{:?} next {:?} name {} file {} seconds {seconds:?} options {options:?}",
        packet.kind,
        packet.next_server.value.known(),
        field(&packet.server_name),
        field(&packet.file),
    )
}
