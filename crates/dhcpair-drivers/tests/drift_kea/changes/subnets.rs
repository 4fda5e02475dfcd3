//! Subnets and shared networks: which there are, and what they are.

use serde_json::{Value, json};

use super::{Changes, RELATIONSHIP, at, list, scope};
use crate::ground::top;
use crate::known::{SubnetAt, is_v6, parameter_in, server, shown, subnets};

pub(super) fn make(changes: &mut Changes<'_>) {
    for subnet in subnets(changes.config) {
        one(changes, &subnet);
    }
    added(changes);
    networks(changes);
}

fn one(changes: &mut Changes<'_>, subnet: &SubnetAt) {
    let config = changes.config;
    let here = config.pointer(&subnet.pointer).unwrap();
    let id = here["id"].as_u64().unwrap();
    let path = scope(subnet);
    changes.add(
        "subnet id",
        format!("{path}/id"),
        Some(id.to_string()),
        Some("4711".into()),
        |c| {
            at(c, &subnet.pointer)["id"] = json!(4711);
        },
    );
    let net: ipnet::IpNet = subnet.net.parse().unwrap();
    if let Ok(longer) = ipnet::IpNet::new(net.network(), net.prefix_len() + 1) {
        let (was, now) = (Some(net.to_string()), Some(longer.to_string()));
        let path = format!("{RELATIONSHIP}/scope.{{}}/subnet");
        changes.add_refused("subnet mask", path, was, now, |config| {
            at(config, &subnet.pointer)["subnet"] = json!(longer.to_string());
        });
    }
    let (parent, ix) = subnet.pointer.rsplit_once('/').unwrap();
    let ix: usize = ix.parse().unwrap();
    changes.add("subnet left away", path.clone(), Some("(there)".into()), None, |config| {
        at(config, parent).as_array_mut().unwrap().remove(ix);
    });
    guard(changes, subnet);
    // Networks have relays of their own, which a subnet's would replace.
    let inherited = subnet.network.as_ref();
    let inherited =
        inherited.and_then(|(network, _)| config.pointer(network).unwrap().get("relay"));
    let said = here.get("relay").or(inherited);
    let mut addresses: Vec<String> = said.map_or_else(Vec::new, |relay| {
        let several = relay["ip-addresses"].as_array().into_iter().flatten();
        several.chain(relay.get("ip-address")).map(shown).collect()
    });
    addresses.sort();
    let was = (!addresses.is_empty()).then(|| addresses.join(", "));
    let relay = if is_v6(config) { "2001:db8:ffff::9" } else { "192.0.2.9" };
    changes.add("relay", format!("{path}/relay"), was, Some(relay.to_owned()), |config| {
        at(config, &subnet.pointer)["relay"] = json!({ "ip-addresses": [relay] });
    });
    unsaid(changes, subnet);
}

/// What a subnet may say where neither it nor its network says it.
fn unsaid(changes: &mut Changes<'_>, subnet: &SubnetAt) {
    let config = changes.config;
    let path = scope(subnet);
    let chain = subnet.chain(config);
    let free = |key: &str| parameter_in(config, &chain, key).is_none();
    if free("require-client-classes") && free("evaluate-additional-classes") {
        let path = format!("{path}/evaluate-additional-classes");
        changes.add("additional class", path, None, Some("UNKNOWN".into()), |config| {
            at(config, &subnet.pointer)["require-client-classes"] = json!(["UNKNOWN"]);
        });
    }
    if free("interface") {
        let (path, now) = (format!("{path}/interface"), Some("(of this host)".into()));
        changes.add_refused("interface", path, None, now, |config| {
            at(config, &subnet.pointer)["interface"] = json!("eth7");
        });
    }
    if is_v6(config) && free("interface-id") {
        let (path, now) = (format!("{path}/interface-id"), Some("port-7".into()));
        changes.add("interface id", path, None, now, |config| {
            at(config, &subnet.pointer)["interface-id"] = json!("port-7");
        });
    }
}

fn guard(changes: &mut Changes<'_>, subnet: &SubnetAt) {
    let here = changes.config.pointer(&subnet.pointer).unwrap();
    let around = subnet.network.as_ref().map(|(network, _)| network.as_str());
    if around.is_some_and(|network| {
        changes.config.pointer(network).unwrap().get("client-class").is_some()
    }) {
        // A subnet's guard counts beside that of its network.
        return;
    }
    let was = here.get("client-class").map(shown).filter(|class| !class.is_empty());
    let path = format!("{}/client-class", scope(subnet));
    changes.add("subnet guard", path.clone(), was.clone(), Some("KNOWN".into()), |config| {
        at(config, &subnet.pointer)["client-class"] = json!("KNOWN");
    });
    if was.is_some() {
        changes.add("subnet guard left away", path, was, None, |config| {
            at(config, &subnet.pointer).as_object_mut().unwrap().remove("client-class");
        });
    }
}

fn added(changes: &mut Changes<'_>) {
    let v6 = is_v6(changes.config);
    let taken = subnets(changes.config);
    let taken: Vec<ipnet::IpNet> = taken.iter().map(|one| one.net.parse().unwrap()).collect();
    for at_all in 0..6 {
        let (net, pool) = match v6 {
            true => (format!("2001:db8:7{at_all:02}::/64"), format!("2001:db8:7{at_all:02}::/80")),
            false => (format!("10.99.{at_all}.0/24"), format!("10.99.{at_all}.128/25")),
        };
        let new: ipnet::IpNet = net.parse().unwrap();
        if taken.iter().any(|one| one.contains(&new) || new.contains(one)) {
            continue;
        }
        let key = if v6 { "subnet6" } else { "subnet4" };
        let path = format!("{RELATIONSHIP}/scope.{net}");
        changes.add("subnet added", path, None, Some("(there)".into()), |config| {
            let new = json!({ "id": 4000 + at_all, "subnet": net, "pools": [{ "pool": pool }] });
            list(at(config, &format!("/{}", top(v6))), key).push(new);
        });
    }
}

fn networks(changes: &mut Changes<'_>) {
    let config = changes.config;
    let Some(networks) = server(config).get("shared-networks") else { return };
    for (ix, network) in networks.as_array().unwrap().iter().enumerate() {
        let pointer = format!("/{}/shared-networks/{ix}", top(is_v6(config)));
        let name = network["name"].as_str().unwrap();
        let inside: Vec<_> = subnets(config)
            .into_iter()
            .filter(|one| one.network.as_ref().is_some_and(|(_, known)| known == name))
            .collect();
        let first = inside.iter().min_by_key(|one| one.net.parse::<ipnet::IpNet>().unwrap());
        if let Some(first) = first {
            let path = format!("{}/shared-network", scope(first));
            let (was, now) = (Some(name.to_owned()), Some("renamed".to_owned()));
            changes.add("network renamed", path, was, now, |config| {
                at(config, &pointer)["name"] = json!("renamed");
            });
        }
        let adds_up = ["client-class", "require-client-classes", "evaluate-additional-classes"];
        let guarded = adds_up.iter().any(|key| network.get(key).is_some());
        for subnet in inside.iter().filter(|_| !guarded) {
            moved_out(changes, subnet, network);
        }
    }
}

/// Takes a subnet out of its network and gives it everything that it inherited.
fn moved_out(changes: &mut Changes<'_>, subnet: &SubnetAt, network: &Value) {
    let v6 = is_v6(changes.config);
    let (_, name) = subnet.network.as_ref().unwrap();
    let path = format!("{}/shared-network", scope(subnet));
    let mut alone = changes.config.pointer(&subnet.pointer).unwrap().clone();
    for (key, value) in network.as_object().unwrap() {
        if !matches!(key.as_str(), "name" | "subnet4" | "subnet6" | "option-data")
            && alone.get(key).is_none()
        {
            alone[key] = value.clone();
        }
    }
    for option in crate::known::options(network) {
        let known = crate::known::options(&alone).to_vec();
        let name = |entry: &Value| crate::known::option_name(entry, v6);
        if known.iter().all(|one| name(one) != name(option)) {
            list(&mut alone, "option-data").push(option.clone());
        }
    }
    let key = if v6 { "subnet6" } else { "subnet4" };
    changes.add("subnet out of its network", path, Some(name.clone()), None, |config| {
        let (parent, ix) = subnet.pointer.rsplit_once('/').unwrap();
        at(config, parent).as_array_mut().unwrap().remove(ix.parse().unwrap());
        list(at(config, &format!("/{}", top(v6))), key).push(alone.clone());
    });
}
