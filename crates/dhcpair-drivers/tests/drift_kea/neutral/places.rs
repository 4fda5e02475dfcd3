//! The same thing said in another place.

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::changes_api::{further, list, range};
use crate::ground::top;
use crate::known::{is_v6, option_in, option_name, option_value, options, parameter_in, subnets};

/// A pool cut into two that say the same.
pub(super) fn pools_cut(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    for subnet in subnets(config) {
        let place = config.pointer_mut(&subnet.pointer).unwrap();
        let Some(pools) = place.get_mut("pools").and_then(Value::as_array_mut) else { continue };
        let Some(ix) = (!pools.is_empty()).then(|| dice.below(pools.len())) else { continue };
        let [first, last] = range(pools[ix]["pool"].as_str().unwrap());
        let cut = further(first, 3);
        if cut < last {
            let mut rest = pools[ix].clone();
            pools[ix]["pool"] = json!(format!("{first}-{cut}"));
            rest["pool"] = json!(format!("{}-{last}", further(cut, 1)));
            pools.push(rest);
            done = true;
        }
    }
    done
}

fn root(config: &Value) -> String {
    format!("/{}", top(is_v6(config)))
}

/// Options that a class sets, too: at the server they would come after it.
fn in_classes(config: &Value, name: &str) -> bool {
    let classes = config.pointer(&format!("{}/client-classes", root(config)));
    let classes = classes.and_then(Value::as_array).into_iter().flatten();
    let v6 = is_v6(config);
    classes.flat_map(options).any(|entry| option_name(entry, v6) == name)
}

pub(super) fn option_pushed_down(config: &mut Value, dice: &mut Dice) -> bool {
    let (root, v6) = (root(config), is_v6(config));
    let own = options(config.pointer(&root).unwrap()).to_vec();
    let Some(ix) = (!own.is_empty()).then(|| dice.below(own.len())) else { return false };
    let name = option_name(&own[ix], v6);
    if in_classes(config, &name) || subnets(config).is_empty() {
        return false;
    }
    for subnet in subnets(config) {
        let chain = subnet.chain(config);
        if option_in(config, &chain[..chain.len() - 1], &name).is_none() {
            list(config.pointer_mut(&subnet.pointer).unwrap(), "option-data").push(own[ix].clone());
        }
    }
    list(config.pointer_mut(&root).unwrap(), "option-data").remove(ix);
    true
}

/// An option that all subnets of a place say alike, hoisted to that place.
fn hoist_option(config: &mut Value, places: &[String], to: &str) -> bool {
    let v6 = is_v6(config);
    let Some(first) = places.first() else { return false };
    let candidates = options(config.pointer(first).unwrap()).to_vec();
    for entry in candidates {
        let name = option_name(&entry, v6);
        let same = |place: &String| {
            let own = options(config.pointer(place).unwrap()).iter();
            own.clone().any(|one| {
                option_name(one, v6) == name && option_value(one) == option_value(&entry)
            })
        };
        let outside = options(config.pointer(to).unwrap()).iter();
        let free = outside.clone().all(|one| option_name(one, v6) != name);
        if free && places.iter().all(same) && !in_classes(config, &name) {
            for place in places {
                list(config.pointer_mut(place).unwrap(), "option-data")
                    .retain(|one| option_name(one, v6) != name);
            }
            list(config.pointer_mut(to).unwrap(), "option-data").push(entry);
            return true;
        }
    }
    false
}

pub(super) fn option_hoisted_to_network(config: &mut Value, dice: &mut Dice) -> bool {
    let all = subnets(config);
    let networks: Vec<_> = all.iter().filter_map(|one| one.network.clone()).collect();
    let Some(at) = (!networks.is_empty()).then(|| dice.below(networks.len())) else { return false };
    let (network, _) = &networks[at];
    // Make something that can be hoisted: the same new option in every subnet of the network.
    let inside: Vec<_> = all
        .iter()
        .filter(|one| one.network.as_ref().is_some_and(|(pointer, _)| pointer == network))
        .map(|one| one.pointer.clone())
        .collect();
    hoist_option(config, &inside, network)
}

pub(super) fn option_hoisted_to_server(config: &mut Value, _: &mut Dice) -> bool {
    let places: Vec<_> = subnets(config).into_iter().map(|one| one.pointer).collect();
    let root = root(config);
    hoist_option(config, &places, &root)
}

/// Parameters that subnets take from further out.
const INHERITED: [&str; 23] = [
    "boot-file-name",
    "calculate-tee-times",
    "ddns-generated-prefix",
    "ddns-override-client-update",
    "ddns-override-no-update",
    "ddns-qualifying-suffix",
    "ddns-replace-client-name",
    "ddns-send-updates",
    "ddns-update-on-renew",
    "hostname-char-replacement",
    "hostname-char-set",
    "match-client-id",
    "next-server",
    "preferred-lifetime",
    "rebind-timer",
    "renew-timer",
    "reservations-global",
    "reservations-in-subnet",
    "reservations-out-of-pool",
    "server-hostname",
    "store-extended-info",
    "t1-percent",
    "valid-lifetime",
];

pub(super) fn parameter_pushed_down(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    for key in INHERITED {
        // A bound that nobody states follows the time of its own level.
        for subnet in subnets(config) {
            let chain = subnet.chain(config);
            let outer = parameter_in(config, &chain[1..], key).cloned();
            let place = config.pointer_mut(&subnet.pointer).unwrap();
            if let Some(value) = outer.filter(|_| place.get(key).is_none() && dice.one_in(2)) {
                place[key] = value;
                done = true;
            }
        }
    }
    done
}

/// A parameter said by every subnet hoisted to the server, which nothing else takes it from.
pub(super) fn parameter_hoisted(config: &mut Value, dice: &mut Dice) -> bool {
    let (root, all) = (root(config), subnets(config));
    let key = *dice.pick(&["renew-timer", "rebind-timer", "valid-lifetime", "store-extended-info"]);
    // First said by every subnet, each for itself ...
    let values: Vec<_> =
        all.iter().map(|one| parameter_in(config, &one.chain(config), key).cloned()).collect();
    let Some(values) = values.into_iter().collect::<Option<Vec<Value>>>() else { return false };
    let mut common = values.clone();
    common.sort_by_key(ToString::to_string);
    let most = common.iter().max_by_key(|one| common.iter().filter(|other| other == one).count());
    let Some(most) = most.cloned() else { return false };
    let bounded = ["min-valid-lifetime", "max-valid-lifetime"];
    if key == "valid-lifetime"
        && bounded.iter().any(|key| config.pointer(&format!("{root}/{key}")).is_some())
    {
        return false;
    }
    let at_server = |key: &str| config.pointer(&format!("{root}/{key}")).and_then(Value::as_u64);
    let unfit = match key {
        "renew-timer" => {
            at_server("rebind-timer").is_some_and(|rebind| most.as_u64() > Some(rebind))
        }
        "rebind-timer" => at_server("renew-timer").is_some_and(|renew| most.as_u64() < Some(renew)),
        _ => false,
    };
    if unfit {
        // The server refuses to rebind before it renews.
        return false;
    }
    for (subnet, value) in all.iter().zip(&values) {
        config.pointer_mut(&subnet.pointer).unwrap()[key] = value.clone();
        if let Some((network, _)) = &subnet.network {
            config.pointer_mut(network).unwrap().as_object_mut().unwrap().remove(key);
        }
    }
    // ... then by the server, and by those alone that differ.
    for (subnet, value) in all.iter().zip(&values) {
        if *value == most {
            config.pointer_mut(&subnet.pointer).unwrap().as_object_mut().unwrap().remove(key);
        }
    }
    config.pointer_mut(&root).unwrap()[key] = most;
    true
}

/// The relays of a network said by each of its subnets that says none.
pub(super) fn relay_pushed_down(config: &mut Value, _: &mut Dice) -> bool {
    let mut done = false;
    for subnet in subnets(config) {
        let Some((network, _)) = &subnet.network else { continue };
        let relay = config.pointer(network).unwrap().get("relay").cloned();
        let place = config.pointer_mut(&subnet.pointer).unwrap();
        if let Some(relay) = relay.filter(|_| place.get("relay").is_none()) {
            place["relay"] = relay;
            done = true;
        }
    }
    done
}
