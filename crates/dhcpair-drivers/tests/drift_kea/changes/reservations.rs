//! Reservations.

use serde_json::{Value, json};

use super::options::other_data;
use super::{Changes, PAIR, RELATIONSHIP, at, list, scope};
use crate::changes::pools::further;
use crate::ground::top;
use crate::known::{
    SubnetAt, is_v6, option_in, option_name, option_value, plain_options, shown, subnets,
};

pub(super) fn make(changes: &mut Changes<'_>) {
    let all = subnets(changes.config);
    let each = all.iter().flat_map(|subnet| {
        let place = changes.config.pointer(&subnet.pointer).unwrap();
        place["reservations"].as_array().into_iter().flatten()
    });
    let names: Vec<Value> = each.map(|one| one["hostname"].clone()).collect();
    for subnet in &all {
        let here = changes.config.pointer(&subnet.pointer).unwrap();
        let reservations = here["reservations"].as_array().cloned().unwrap_or_default();
        let count = |name: &Value| names.iter().filter(|other| *other == name).count();
        let named = |one: &Value| {
            one["hostname"].as_str().is_some_and(|name| !name.is_empty())
                && count(&one["hostname"]) == 1
        };
        for (ix, one) in reservations.iter().enumerate().filter(|(_, one)| named(one)) {
            existing(changes, subnet, ix, one);
            if let Some(other) = all.iter().find(|other| other.net != subnet.net) {
                moved(changes, subnet, ix, other);
            }
        }
        added(changes, subnet);
    }
    for_all(changes);
}

/// A reservation is called by its host name.
fn path(subnet: &SubnetAt, one: &Value) -> String {
    format!("{}/reservation.{}", scope(subnet), one["hostname"].as_str().unwrap())
}

fn existing(changes: &mut Changes<'_>, subnet: &SubnetAt, ix: usize, one: &Value) {
    let v6 = is_v6(changes.config);
    let pointer = format!("{}/reservations/{ix}", subnet.pointer);
    let here = path(subnet, one);
    changes.add("reservation left away", here.clone(), Some("(there)".into()), None, |config| {
        list(at(config, &subnet.pointer), "reservations").remove(ix);
    });
    let (was, now) = (Some(shown(&one["hostname"])), Some("renamed".to_owned()));
    // Called by what the first side has.
    let renamed = format!("{}/reservation.{{}}/hostname", scope(subnet));
    changes.add("reservation host name", renamed, was, now, |config| {
        at(config, &pointer)["hostname"] = json!("renamed");
    });
    let key = ["hw-address", "duid", "client-id", "circuit-id"]
        .into_iter()
        .find(|key| one.get(*key).is_some());
    let Some(key) = key else { return };
    let text = shown(&one[key]);
    let plain: String = match text.strip_prefix('\'') {
        Some(quoted) => {
            quoted.trim_end_matches('\'').bytes().map(|byte| format!("{byte:02x}")).collect()
        }
        None => text.chars().filter(char::is_ascii_hexdigit).collect(),
    };
    let pairs: Vec<String> = plain
        .to_lowercase()
        .as_bytes()
        .chunks(2)
        .map(|two| String::from_utf8_lossy(two).into_owned())
        .collect();
    let new = "02:00:5e:ff:ff:01";
    let identifier = format!("{here}/{key}");
    changes.add(
        "reservation identifier",
        identifier,
        Some(pairs.join(":")),
        Some(new.into()),
        |config| {
            at(config, &pointer)[key] = json!(new);
        },
    );
    address(changes, &here, &pointer, subnet, one);
    let classes = one["client-classes"].as_array().filter(|all| !all.is_empty());
    let was = classes.map(|_| shown(&one["client-classes"]));
    let now = Some("DROP, blue".to_owned());
    changes.add("reservation classes", format!("{here}/client-classes"), was, now, |config| {
        at(config, &pointer)["client-classes"] = json!(["DROP", "blue"]);
    });
    option(changes, &here, &pointer, subnet, one);
    if v6 {
        prefixes(changes, &here, &pointer, one);
    } else {
        boot(changes, &here, &pointer, subnet, one);
    }
}

/// To another subnet, which the address does not suit.
fn moved(changes: &mut Changes<'_>, subnet: &SubnetAt, ix: usize, other: &SubnetAt) {
    let one = changes.config.pointer(&format!("{}/reservations/{ix}", subnet.pointer)).unwrap();
    let name = one["hostname"].as_str().unwrap();
    let path = format!("{RELATIONSHIP}/scope.{{}}/reservation.{name}/scope");
    let (was, now) = (Some(subnet.net.clone()), Some(other.net.clone()));
    changes.add_refused("reservation moved", path, was, now, |config| {
        let moved = list(at(config, &subnet.pointer), "reservations").remove(ix);
        list(at(config, &other.pointer), "reservations").push(moved);
    });
}

fn address(changes: &mut Changes<'_>, here: &str, pointer: &str, subnet: &SubnetAt, one: &Value) {
    let v6 = is_v6(changes.config);
    let key = if v6 { "ip-addresses" } else { "ip-address" };
    let net: ipnet::IpNet = subnet.net.parse().unwrap();
    let new = further(net.broadcast(), -1).to_string();
    let was = one.get(key).map(shown).filter(|address| !address.is_empty());
    changes.add(
        "reservation address",
        format!("{here}/{key}"),
        was.clone(),
        Some(new.clone()),
        |config| {
            at(config, pointer)[key] = if v6 { json!([new]) } else { json!(new) };
        },
    );
    if was.is_some() {
        changes.add("reservation without address", format!("{here}/{key}"), was, None, |config| {
            at(config, pointer).as_object_mut().unwrap().remove(key);
        });
    }
}

fn option(changes: &mut Changes<'_>, here: &str, pointer: &str, subnet: &SubnetAt, one: &Value) {
    let v6 = is_v6(changes.config);
    let outer = |name: &str| option_in(changes.config, &subnet.chain(changes.config), name);
    for (ix, entry) in plain_options(one, v6) {
        let name = option_name(entry, v6);
        let path = format!("{here}/option.{name}");
        let (was, outer) = (Some(option_value(entry)), outer(&name));
        let mut changed = entry.clone();
        changed["data"] = json!(other_data(entry["data"].as_str().unwrap()));
        let now = Some(option_value(&changed));
        changes.add("reservation option", path.clone(), was.clone(), now, |config| {
            *at(config, &format!("{pointer}/option-data/{ix}")) = changed.clone();
        });
        if was != outer {
            changes.add("reservation option left away", path, was, outer, |config| {
                list(at(config, pointer), "option-data").remove(ix);
            });
        }
    }
    let (name, data) =
        if v6 { ("nis-servers", "2001:db8::3") } else { ("time-servers", "192.0.2.3") };
    let was = option_in(changes.config, &subnet.chain(changes.config), name);
    let path = format!("{here}/option.{name}");
    changes.add("reservation option added", path, was, Some(data.into()), |config| {
        list(at(config, pointer), "option-data").push(json!({ "name": name, "data": data }));
    });
}

fn prefixes(changes: &mut Changes<'_>, here: &str, pointer: &str, one: &Value) {
    let was =
        one["prefixes"].as_array().filter(|all| !all.is_empty()).map(|_| shown(&one["prefixes"]));
    let new = "2001:db8:fe00::/48";
    changes.add(
        "reservation prefix",
        format!("{here}/prefixes"),
        was,
        Some(new.into()),
        |config| {
            at(config, pointer)["prefixes"] = json!([new]);
        },
    );
}

/// Boot fields of a reservation, else of the subnet or further out.
fn boot(changes: &mut Changes<'_>, here: &str, pointer: &str, subnet: &SubnetAt, one: &Value) {
    let config = changes.config;
    for (key, new) in
        [("next-server", "192.0.2.33"), ("boot-file-name", "own.img"), ("server-hostname", "own")]
    {
        let outer = crate::known::parameter_in(config, &subnet.chain(config), key).cloned();
        let outer = outer.or_else(|| crate::known::default(key, false));
        let was = one.get(key).or(outer.as_ref()).map(shown);
        changes.add(
            "reservation boot field",
            format!("{here}/{key}"),
            was,
            Some(new.into()),
            |config| {
                at(config, pointer)[key] = json!(new);
            },
        );
    }
}

fn added(changes: &mut Changes<'_>, subnet: &SubnetAt) {
    let v6 = is_v6(changes.config);
    let key = if v6 { "duid" } else { "hw-address" };
    let path = format!("{}/reservation.newcomer", scope(subnet));
    changes.add("reservation added", path, None, Some("(there)".into()), |config| {
        let new = json!({ key: "02:00:5e:ff:00:02", "hostname": "newcomer" });
        list(at(config, &subnet.pointer), "reservations").push(new);
    });
}

/// Reservations that belong to no subnet.
fn for_all(changes: &mut Changes<'_>) {
    let v6 = is_v6(changes.config);
    let path = format!("{PAIR}/reservation.everywhere");
    changes.add("reservation of the server", path, None, Some("(there)".into()), |config| {
        let new = json!({ "hw-address": "02:00:5e:ff:00:03", "hostname": "everywhere" });
        list(at(config, &format!("/{}", top(v6))), "reservations").push(new);
    });
}
