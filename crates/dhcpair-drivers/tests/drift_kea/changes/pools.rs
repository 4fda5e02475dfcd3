//! Pools of addresses and of prefixes.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::options::other_data;
use super::{Changes, at, list, scope};
use crate::known::{
    SubnetAt, is_v6, option_in, option_name, option_value, options, plain_options, shown, subnets,
};

pub(super) fn make(changes: &mut Changes<'_>) {
    for subnet in subnets(changes.config) {
        let here = changes.config.pointer(&subnet.pointer).unwrap();
        let pools = here["pools"].as_array().cloned().unwrap_or_default();
        for (ix, pool) in pools.iter().enumerate().filter(|(_, pool)| pool["pool"].is_string()) {
            addresses(changes, &subnet, ix, pool);
        }
        added(changes, &subnet);
        let prefixes = here["pd-pools"].as_array().cloned().unwrap_or_default();
        for (ix, pool) in prefixes.iter().enumerate() {
            delegated(changes, &subnet, ix, pool);
        }
    }
}

/// First and last address of a pool.
pub(crate) fn range(text: &str) -> [IpAddr; 2] {
    if let Some((first, last)) = text.split_once('-') {
        return [first, last].map(|part| part.trim().parse().unwrap());
    }
    let net: ipnet::IpNet = text.trim().parse().unwrap();
    [net.network(), net.broadcast()]
}

/// An address so many further.
pub(crate) fn further(address: IpAddr, by: i32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            IpAddr::from(std::net::Ipv4Addr::from_bits(v4.to_bits().wrapping_add_signed(by)))
        }
        IpAddr::V6(v6) => {
            IpAddr::from(std::net::Ipv6Addr::from_bits(v6.to_bits().wrapping_add_signed(by.into())))
        }
    }
}

fn addresses(changes: &mut Changes<'_>, subnet: &SubnetAt, ix: usize, pool: &Value) {
    let config = changes.config;
    let [first, last] = range(pool["pool"].as_str().unwrap());
    let name = format!("{first}-{last}");
    let was = Some(name.clone());
    let pointer = format!("{}/pools/{ix}", subnet.pointer);
    let shorter = [[first, further(last, -1)], [further(first, 1), last]];
    for [from, to] in shorter.into_iter().filter(|_| first < last) {
        // The pool is called by what the first side has.
        let path = format!("{}/pool.{{}}/range", scope(subnet));
        let now = format!("{from}-{to}");
        changes.add("pool end", path, was.clone(), Some(now.clone()), |config| {
            at(config, &pointer)["pool"] = json!(now);
        });
    }
    let path = format!("{}/pool.{name}", scope(subnet));
    changes.add("pool left away", path.clone(), was, None, |config| {
        list(at(config, &subnet.pointer), "pools").remove(ix);
    });
    guard(changes, subnet, &path, &pointer);
    for (option, entry) in plain_options(pool, is_v6(config)) {
        let option_path = format!("{path}/option.{}", option_name(entry, is_v6(config)));
        let was = Some(option_value(entry));
        let mut changed = entry.clone();
        changed["data"] = json!(other_data(entry["data"].as_str().unwrap()));
        let now = Some(option_value(&changed));
        let pointer = format!("{pointer}/option-data/{option}");
        changes.add("pool option", option_path.clone(), was.clone(), now, |config| {
            *at(config, &pointer) = changed.clone();
        });
        let outer = option_in(config, &subnet.chain(config), &option_name(entry, is_v6(config)));
        if outer != was {
            changes.add("pool option left away", option_path, was, outer, |config| {
                list(at(config, &format!("{}/pools/{ix}", subnet.pointer)), "option-data")
                    .remove(option);
            });
        }
    }
    let (name, data) =
        if is_v6(config) { ("nis-servers", "2001:db8::5") } else { ("log-servers", "192.0.2.5") };
    if options(pool).iter().all(|entry| option_name(entry, is_v6(config)) != name) {
        let was = option_in(config, &subnet.chain(config), name);
        let path = format!("{path}/option.{name}");
        changes.add("pool option added", path, was, Some(data.to_owned()), |config| {
            list(at(config, &pointer), "option-data").push(json!({ "name": name, "data": data }));
        });
    }
}

/// The class of a pool; one that says none goes by its subnet's.
fn guard(changes: &mut Changes<'_>, subnet: &SubnetAt, path: &str, pointer: &str) {
    let class = |place: &str| {
        let class = changes.config.pointer(place).unwrap().get("client-class");
        class.map(shown).filter(|class| !class.is_empty())
    };
    let (own, outer) = (class(pointer), class(&subnet.pointer));
    let around = subnet.network.as_ref().and_then(|(network, _)| class(network));
    if outer.is_none() && around.is_some() || outer.is_some() && around.is_some() && outer != around
    {
        // What applies in the subnet is more than it says itself.
        return;
    }
    let was = own.clone().or_else(|| outer.clone());
    let path = format!("{path}/client-class");
    changes.add("pool guard", path.clone(), was.clone(), Some("KNOWN".into()), |config| {
        at(config, pointer)["client-class"] = json!("KNOWN");
    });
    if own.is_some() && own != outer {
        changes.add("pool guard left away", path, was, outer, |config| {
            at(config, pointer).as_object_mut().unwrap().remove("client-class");
        });
    }
}

fn added(changes: &mut Changes<'_>, subnet: &SubnetAt) {
    let here = changes.config.pointer(&subnet.pointer).unwrap();
    let pools = here["pools"].as_array().map_or(0, Vec::len);
    let net: ipnet::IpNet = subnet.net.parse().unwrap();
    // The last address of a subnet is in no pool here, and never just behind one but by chance.
    let address = further(net.broadcast(), -1);
    let taken = |pool: &Value| {
        let [first, last] = range(pool["pool"].as_str().unwrap());
        first <= address && address <= last
    };
    let taken = here["pools"].as_array().into_iter().flatten().any(taken);
    if !taken {
        let (now, path) = (address.to_string(), format!("{}/pool.{address}", scope(subnet)));
        changes.add("pool added", path, None, Some(now), |config| {
            let pools_now = list(at(config, &subnet.pointer), "pools");
            pools_now.insert(pools.min(1), json!({ "pool": format!("{address} - {address}") }));
        });
    }
}

fn delegated(changes: &mut Changes<'_>, subnet: &SubnetAt, ix: usize, pool: &Value) {
    let length = pool["prefix-len"].as_u64().unwrap();
    let prefix = format!("{}/{length}", pool["prefix"].as_str().unwrap());
    let [first, last] = range(&prefix);
    let path = format!("{}/prefix-pool.{first}-{last}", scope(subnet));
    let pointer = format!("{}/pd-pools/{ix}", subnet.pointer);
    let was = Some(pool["delegated-len"].to_string());
    let delegated = pool["delegated-len"].as_u64().unwrap();
    if length <= 60 {
        let path = format!("{path}/delegated-len");
        let now = Some("60".to_owned());
        let edit = |config: &mut Value| at(config, &pointer)["delegated-len"] = json!(60);
        // What is kept from clients has to suit the length.
        match pool.get("excluded-prefix") {
            Some(_) => changes.add_refused("delegated length", path, was, now, edit),
            None => changes.add("delegated length", path, was, now, edit),
        }
    }
    if length < delegated {
        shortened(changes, subnet, ix, pool);
    }
    let was = format!("{first}-{last}");
    changes.add("prefix pool left away", path.clone(), Some(was), None, |config| {
        list(at(config, &subnet.pointer), "pd-pools").remove(ix);
    });
    guard(changes, subnet, &path, &pointer);
    excluded(changes, &path, &pointer, pool);
}

/// Half of a pool of prefixes.
fn shortened(changes: &mut Changes<'_>, subnet: &SubnetAt, ix: usize, pool: &Value) {
    let length = pool["prefix-len"].as_u64().unwrap();
    let [first, last] = range(&format!("{}/{length}", pool["prefix"].as_str().unwrap()));
    let pointer = format!("{}/pd-pools/{ix}", subnet.pointer);
    let shorter: ipnet::IpNet =
        format!("{}/{}", pool["prefix"].as_str().unwrap(), length + 1).parse().unwrap();
    let now = format!("{}-{}", shorter.network(), shorter.broadcast());
    let was = format!("{first}-{last}");
    let range_path = format!("{}/prefix-pool.{{}}/range", scope(subnet));
    changes.add("prefix pool", range_path, Some(was), Some(now), |config| {
        at(config, &pointer)["prefix-len"] = json!(length + 1);
    });
}

/// The part of a pool of prefixes that clients must not use.
fn excluded(changes: &mut Changes<'_>, path: &str, pointer: &str, pool: &Value) {
    let excluded = pool.get("excluded-prefix").map(|prefix| {
        let net = format!("{}/{}", prefix.as_str().unwrap(), pool["excluded-prefix-len"]);
        net.parse::<ipnet::IpNet>().unwrap().to_string()
    });
    let new: ipnet::IpNet = format!("{}/{}", pool["prefix"].as_str().unwrap(), 80).parse().unwrap();
    let path = format!("{path}/excluded-prefix");
    changes.add("excluded prefix", path, excluded, Some(new.to_string()), |config| {
        let pool = at(config, pointer);
        pool["excluded-prefix"] = json!(new.addr().to_string());
        pool["excluded-prefix-len"] = json!(80);
    });
}
