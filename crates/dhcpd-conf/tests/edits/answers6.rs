//! What DHCPv6 clients of a scope are answered, in words that can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv6Addr};

use dhcpd_conf::resolve::v6::{Associated, Client, Hint, Kind, Message, Outcome, Reply, Source};
use dhcpd_conf::resolve::{Field, Told};
use dhcpd_conf::{AnyRange, Config, HostIdentifier};
use ipnet::IpNet;

/// Options that are asked for: every code that the configurations set.
const WANTED: [u16; 6] = [7, 17, 23, 24, 31, 2000];

/// How many client identifiers are tried; hosts have the first ones.
const CLIENTS: u8 = 11;

/// What clients ask for: something of each range. Which range they are given else depends on the order of
/// pools, which is not part of what a scope is.
pub(crate) fn hints(config: &Config, nets: &[IpNet]) -> Vec<(Kind, Hint)> {
    let inside = |range: &AnyRange| {
        let net = config.subnet(range.subnet()).and_then(dhcpd_conf::Subnet::net);
        net.is_some_and(|net| nets.contains(&net))
    };
    let hint = |range: AnyRange| match range {
        AnyRange::V4(_) => None,
        AnyRange::V6(range) if range.temporary => None,
        AnyRange::V6(range) => Some((Kind::NonTemporary, Hint::address(range.low))),
        AnyRange::Prefixes(range) => Some((Kind::Delegation, Hint::prefix(range.low, range.len))),
    };
    config.all_ranges().filter(inside).filter_map(hint).collect()
}

/// For every client and each thing that it may ask for, the answer. Clients of hosts that are no part
/// of the wire are left out.
pub(crate) fn answers(
    config: &Config,
    nets: &[IpNet],
    hints: &[(Kind, Hint)],
) -> BTreeMap<String, BTreeSet<String>> {
    let resolver = config.resolver();
    let server = resolver.server6().unwrap();
    let mut all = BTreeMap::new();
    for last in (0..CLIENTS).filter(|last| is_own(config, nets, *last)) {
        for net in nets {
            let IpNet::V6(net) = net else { continue };
            let link = Ipv6Addr::from(u128::from(net.network()) + 1);
            let client =
                || Client::new(duid(last)).through(link).requesting(WANTED).with_option(2000, [3]);
            let mut ask = |what: String, client: Client| {
                let answer = server.answer(&client);
                // Which range it is given instead depends on the order of pools.
                if answer.reply().is_some_and(|reply| reply.associations.iter().any(is_another)) {
                    return;
                }
                let mut said: BTreeSet<_> =
                    answer.classes.iter().map(|class| format!("class {}", class.class)).collect();
                said.insert(format!("known {}", answer.known));
                match &answer.outcome {
                    Outcome::Reply(reply) => said.extend(words(reply)),
                    other => {
                        said.insert(format!("{other:?}"));
                    }
                }
                all.insert(format!("{last} in {net} asks for {what}"), said);
            };
            ask("information".to_owned(), client().sending(Message::InformationRequest));
            for (kind, hint) in hints {
                let wanted = client().with_association(*kind, 1, vec![*hint]);
                ask(format!("{}/{}", hint.address, hint.length), wanted);
            }
        }
    }
    all
}

fn duid(last: u8) -> [u8; 10] {
    [0, 3, 0, 1, 2, 0, 0, 0, 0, last]
}

/// Whether all hosts with a client identifier are of the wire, and at most one is.
fn is_own(config: &Config, nets: &[IpNet], last: u8) -> bool {
    let octets = |text: &str| -> Vec<u8> {
        text.split(':').map(|one| u8::from_str_radix(one, 16).unwrap_or(0xee)).collect()
    };
    let is_it = |one: &HostIdentifier| match one {
        HostIdentifier::Option { value, .. } => octets(value) == duid(last),
        _ => false,
    };
    let hosts: Vec<_> = config
        .hosts()
        .filter(|host| {
            let card = format!("ethernet 02:00:00:00:00:{last:02x}");
            host.identifiers.iter().any(|one| is_it(&one.value))
                || host.hardware.as_ref().is_some_and(|one| one.value == card)
        })
        .collect();
    let inside = |address: IpAddr| nets.iter().any(|net| net.contains(&address));
    hosts.len() < 2
        && hosts.iter().all(|host| {
            !host.addresses.is_empty()
                && host.addresses.iter().all(|one| one.value.ip().is_some_and(inside))
        })
}

fn words(reply: &Reply) -> Vec<String> {
    let told = |told: &Told<Vec<u8>>| match told {
        Told::Known(value) => format!("{value:?}"),
        Told::Undecided(_) => "undecided".to_owned(),
    };
    // The server identifier is the server's own, and whoever is given nothing hears of the outermost scope
    // alone.
    let nothing = !reply.associations.is_empty()
        && reply.associations.iter().all(|one| one.leases.is_empty());
    let options = reply.options.iter().filter(|one| one.code != 2 && !nothing);
    let mut all: Vec<_> =
        options.map(|one| format!("option {} {}", one.code, told(&one.value))).collect();
    all.extend(reply.associations.iter().map(association));
    all
}

/// Whether something else is given than what was asked for.
fn is_another(one: &Associated) -> bool {
    one.leases.iter().any(|lease| match &lease.source {
        Source::Range { address, .. } => address.is_none(),
        Source::Prefix { prefix, .. } => prefix.is_none(),
        _ => false,
    })
}

fn association(one: &Associated) -> String {
    let seconds = |field: &Field<u32>| field.value.known().copied();
    let lease = |lease: &dhcpd_conf::resolve::v6::Lease| {
        let source = match &lease.source {
            Source::Fixed { address, .. } => format!("fixed {address}"),
            Source::FixedPrefix { prefix, length, .. } => format!("fixed {prefix}/{length}"),
            Source::Range { address, .. } => format!("dynamic {address:?}"),
            Source::Prefix { prefix, .. } => format!("dynamic {prefix:?}"),
            Source::Withdrawn { .. } => "withdrawn".to_owned(),
        };
        format!("{source} {:?} {:?}", seconds(&lease.preferred), seconds(&lease.valid))
    };
    let leases: Vec<_> = one.leases.iter().map(lease).collect();
    let times = [&one.renewal, &one.rebinding].map(|field| field.as_ref().map(seconds));
    let times = (!one.leases.is_empty()).then_some(times);
    let status = one.status.as_ref().map(|status| format!("{:?}", status.value));
    format!("{:?} {leases:?} {times:?} {status:?}", one.kind)
}
