//! What the tests themselves know of a configuration: where its subnets are and what applies there.
//!
//! All of it in the simplest way, on plain JSON.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::ground::top;

/// Where a subnet stands.
#[derive(Debug, Clone)]
pub(crate) struct SubnetAt {
    pub(crate) pointer: String,
    /// The pointer and the name of its shared network.
    pub(crate) network: Option<(String, String)>,
    pub(crate) net: String,
}

/// The server's own map.
pub(crate) fn server(config: &Value) -> &Value {
    config.as_object().unwrap().values().next().unwrap()
}

pub(crate) fn is_v6(config: &Value) -> bool {
    config.get("Dhcp6").is_some()
}

pub(crate) fn subnets(config: &Value) -> Vec<SubnetAt> {
    let v6 = is_v6(config);
    let (root, key) = (format!("/{}", top(v6)), if v6 { "subnet6" } else { "subnet4" });
    let mut places = vec![(root.clone(), None)];
    let networks = server(config).get("shared-networks").and_then(Value::as_array);
    for (at, network) in networks.into_iter().flatten().enumerate() {
        let pointer = format!("{root}/shared-networks/{at}");
        let name = network["name"].as_str().unwrap().to_owned();
        places.push((pointer.clone(), Some((pointer, name))));
    }
    let mut found = Vec::new();
    for (place, network) in places {
        let list = config.pointer(&format!("{place}/{key}")).and_then(Value::as_array);
        for (at, subnet) in list.into_iter().flatten().enumerate() {
            found.push(SubnetAt {
                pointer: format!("{place}/{key}/{at}"),
                network: network.clone(),
                net: canonical(subnet["subnet"].as_str().unwrap()),
            });
        }
    }
    found
}

/// A network in its shortest spelling.
fn canonical(net: &str) -> String {
    net.parse::<ipnet::IpNet>().unwrap().trunc().to_string()
}

impl SubnetAt {
    /// Pointers from the subnet outwards.
    pub(crate) fn chain(&self, config: &Value) -> Vec<String> {
        let network = self.network.iter().map(|(pointer, _)| pointer.clone());
        let root = format!("/{}", top(is_v6(config)));
        std::iter::once(self.pointer.clone()).chain(network).chain([root]).collect()
    }
}

/// Options that the tests' configurations name by code.
const NAMES: [(bool, u64, &str); 15] = [
    (false, 3, "routers"),
    (false, 6, "domain-name-servers"),
    (false, 7, "log-servers"),
    (false, 15, "domain-name"),
    (false, 42, "ntp-servers"),
    (false, 66, "tftp-server-name"),
    (false, 108, "v6-only-preferred"),
    (false, 119, "domain-search"),
    (false, 224, "campus-site"),
    (false, 230, "own-text"),
    (true, 23, "dns-servers"),
    (true, 24, "domain-search"),
    (true, 31, "sntp-servers"),
    (true, 59, "bootfile-url"),
    (true, 32_001, "own-text"),
];

/// What an option is called in paths.
pub(crate) fn option_name(entry: &Value, v6: bool) -> String {
    let name = match (entry["name"].as_str(), entry["code"].as_u64()) {
        (Some(name), _) => name.to_owned(),
        (None, Some(code)) => {
            let known = NAMES.iter().find(|(family, known, _)| *family == v6 && *known == code);
            known.map_or_else(|| code.to_string(), |(_, _, name)| (*name).to_owned())
        }
        (None, None) => String::new(),
    };
    match entry["space"].as_str() {
        Some(space) if space != "dhcp4" && space != "dhcp6" => format!("{space}.{name}"),
        _ => name,
    }
}

/// Whether the tests can tell what an option is called in paths, and have its value in words.
pub(crate) fn is_plain(entry: &Value, v6: bool) -> bool {
    let space = entry["space"].as_str().is_none_or(|space| space == "dhcp4" || space == "dhcp6");
    let known = |code| NAMES.iter().any(|(family, known, _)| *family == v6 && *known == code);
    let named = match (entry["name"].is_string(), entry["code"].as_u64()) {
        (true, code) => code.is_none_or(known),
        (false, code) => code.is_some_and(known),
    };
    named && space && entry["data"].is_string() && entry["csv-format"] != json!(false)
}

/// How an option's value is shown.
pub(crate) fn option_value(entry: &Value) -> String {
    let data = entry["data"].as_str().unwrap_or("");
    let spelled = |part: &str| match part.trim().parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => part.trim().to_owned(),
    };
    let mut shown = data.split(',').map(spelled).collect::<Vec<_>>().join(", ");
    if entry["always-send"] == json!(true) {
        shown.push_str(" [always-send]");
    }
    shown.trim().to_owned()
}

/// Options of a place that it says once, and that the tests can name.
pub(crate) fn plain_options(place: &Value, v6: bool) -> Vec<(usize, &Value)> {
    let all = options(place);
    let known = all.iter().filter(|one| is_plain(one, v6)).map(|one| option_name(one, v6));
    let names: Vec<String> = known.collect();
    let once = |one: &Value| {
        is_plain(one, v6) && names.iter().filter(|name| **name == option_name(one, v6)).count() == 1
    };
    all.iter().enumerate().filter(|(_, one)| once(one)).collect()
}

pub(crate) fn options(place: &Value) -> &[Value] {
    place["option-data"].as_array().map_or(&[], Vec::as_slice)
}

/// The value of an option where it applies in a chain of places, innermost first.
pub(crate) fn option_in(config: &Value, chain: &[String], name: &str) -> Option<String> {
    let v6 = is_v6(config);
    let own = |place: &String| {
        let all = options(config.pointer(place).unwrap()).iter();
        all.clone().find(|entry| option_name(entry, v6) == name).map(option_value)
    };
    chain.iter().find_map(own)
}

/// The value of a parameter where it applies in a chain of places, innermost first.
pub(crate) fn parameter_in<'c>(
    config: &'c Value,
    chain: &[String],
    key: &str,
) -> Option<&'c Value> {
    chain.iter().find_map(|place| config.pointer(place).unwrap().get(key))
}

/// How a plain value is shown.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Defaults as the Kea ARM gives them, for parameters that the tests change where nothing is said.
pub(crate) fn default(key: &str, v6: bool) -> Option<Value> {
    Some(match key {
        "valid-lifetime" => json!(7200),
        "decline-probation-period" => json!(86400),
        "echo-client-id" | "match-client-id" if !v6 => json!(true),
        "authoritative" if !v6 => json!(false),
        "next-server" if !v6 => json!("0.0.0.0"),
        "server-hostname" | "boot-file-name" if !v6 => json!(""),
        "rapid-commit" if v6 => json!(false),
        "calculate-tee-times" => json!(v6),
        "t1-percent" => json!(0.5),
        "t2-percent" => json!(if v6 { 0.8 } else { 0.875 }),
        "ddns-send-updates" | "reservations-in-subnet" | "ip-reservations-unique" => json!(true),
        "ddns-override-no-update"
        | "ddns-override-client-update"
        | "ddns-update-on-renew"
        | "early-global-reservations-lookup"
        | "reservations-global"
        | "reservations-lookup-first"
        | "reservations-out-of-pool"
        | "store-extended-info" => json!(false),
        "ddns-replace-client-name" => json!("never"),
        "ddns-generated-prefix" => json!("myhost"),
        "ddns-qualifying-suffix" | "hostname-char-replacement" => json!(""),
        "hostname-char-set" => json!("[^A-Za-z0-9.-]"),
        "statistic-default-sample-count" => json!(20),
        "statistic-default-sample-age" => json!(0),
        "parked-packet-limit" => json!(256),
        "host-reservation-identifiers" if v6 => json!(["hw-address", "duid"]),
        "host-reservation-identifiers" => {
            json!(["hw-address", "duid", "circuit-id", "client-id"])
        }
        _ => return None,
    })
}
