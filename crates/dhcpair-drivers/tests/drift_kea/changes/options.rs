//! Options of the server, its networks and its subnets.

use serde_json::{Value, json};

use super::parameters::places;
use super::{Changes, at, list, reported};
use crate::known::{
    SubnetAt, is_v6, option_in, option_name, option_value, options, plain_options, subnets,
};

pub(super) fn make(changes: &mut Changes<'_>) {
    for place in places(changes.config) {
        existing(changes, &place);
        added(changes, &place);
    }
}

/// The subnets in which an option applies that is written at a place, or would be.
fn affected<'s>(config: &Value, all: &'s [SubnetAt], place: &str, name: &str) -> Vec<&'s SubnetAt> {
    let inherits = |subnet: &&SubnetAt| {
        let chain = subnet.chain(config);
        let inner = chain.iter().position(|one| one == place);
        inner.is_some_and(|inner| option_in(config, &chain[..inner], name).is_none())
    };
    all.iter().filter(inherits).collect()
}

/// What applies outside of a place.
fn outside(config: &Value, subnet: &SubnetAt, place: &str, name: &str) -> Option<String> {
    let chain = subnet.chain(config);
    let at = chain.iter().position(|one| one == place).unwrap();
    option_in(config, &chain[at + 1..], name)
}

/// Another value of the same kind.
pub(super) fn other_data(data: &str) -> String {
    let first = data.split(',').next().unwrap().trim();
    if first.parse::<std::net::Ipv4Addr>().is_ok() {
        return "192.0.2.251".to_owned();
    }
    if first.parse::<std::net::Ipv6Addr>().is_ok() {
        return "2001:db8::251".to_owned();
    }
    match first.parse::<u32>() {
        Ok(number) => (number + 1).to_string(),
        Err(_) => "other.example".to_owned(),
    }
}

fn existing(changes: &mut Changes<'_>, place: &str) {
    let config = changes.config;
    let all = subnets(config);
    for (ix, entry) in plain_options(config.pointer(place).unwrap(), is_v6(config)) {
        let name = option_name(entry, is_v6(config));
        let affected = affected(config, &all, place, &name);
        let Some(path) = reported(place, &affected) else { continue };
        let path = format!("{path}/option.{name}");
        let pointer = format!("{place}/option-data/{ix}");
        let was = Some(option_value(entry));

        // A record keeps its other fields.
        let data = entry["data"].as_str().unwrap();
        let mut changed = entry.clone();
        changed["data"] = match data.split_once(',') {
            Some((first, rest)) => json!(format!("{},{rest}", other_data(first))),
            None => json!(other_data(data)),
        };
        let now = Some(option_value(&changed));
        changes.add("option value", path.clone(), was.clone(), now, |config| {
            *at(config, &pointer) = changed.clone();
        });
        let mut flagged = entry.clone();
        flagged["always-send"] = json!(entry["always-send"] != json!(true));
        let now = Some(option_value(&flagged));
        changes.add("option always sent", path.clone(), was.clone(), now, |config| {
            *at(config, &pointer) = flagged.clone();
        });
        let now = outside(config, affected[0], place, &name);
        if now != was {
            changes.add("option left away", path, was, now, |config| {
                list(at(config, place), "option-data").remove(ix);
            });
        }
    }
}

fn added(changes: &mut Changes<'_>, place: &str) {
    let config = changes.config;
    let all = subnets(config);
    let new: [(&str, &str); 3] = match is_v6(config) {
        true => [
            ("nis-servers", "2001:db8::99"),
            ("sip-server-dns", "sip.example"),
            ("sntp-servers", "2001:db8::7"),
        ],
        false => {
            [("time-servers", "192.0.2.99"), ("root-path", "/export"), ("ntp-servers", "192.0.2.7")]
        }
    };
    for (name, data) in new {
        let here = options(config.pointer(place).unwrap()).iter();
        if here.clone().any(|entry| option_name(entry, is_v6(config)) == name) {
            continue;
        }
        let affected = affected(config, &all, place, name);
        let Some(path) = reported(place, &affected) else { continue };
        let was = outside(config, affected[0], place, name);
        let path = format!("{path}/option.{name}");
        changes.add("option added", path, was, Some(data.to_owned()), |config| {
            list(at(config, place), "option-data").push(json!({ "name": name, "data": data }));
        });
    }
}
