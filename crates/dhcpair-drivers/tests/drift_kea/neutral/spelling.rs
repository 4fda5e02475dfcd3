//! The same value in other letters.

use std::net::IpAddr;

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use super::each_map;
use crate::changes_api::range;
use crate::known::{is_v6, parameter_in, subnets};

/// Options by name, with code and the length of one address where it is a list of these.
fn known(v6: bool) -> Vec<(&'static str, u64, bool)> {
    match v6 {
        false => vec![
            ("routers", 3, true),
            ("domain-name-servers", 6, true),
            ("log-servers", 7, true),
            ("domain-name", 15, false),
            ("ntp-servers", 42, true),
            ("tftp-server-name", 66, false),
            ("v6-only-preferred", 108, false),
            ("domain-search", 119, false),
            ("campus-site", 224, false),
            ("own-text", 230, false),
        ],
        true => vec![
            ("dns-servers", 23, true),
            ("domain-search", 24, false),
            ("sntp-servers", 31, true),
            ("bootfile-url", 59, false),
            ("own-text", 32_001, false),
        ],
    }
}

/// A standard option: name, code, whether it is for DHCPv6.
type Known = (&'static str, u64, bool);

fn each_option(config: &mut Value, call: &mut dyn FnMut(&mut Value, Known)) {
    let known = known(is_v6(config));
    each_map(config, &mut |map| {
        if map.get("data").is_none() || map.get("space").is_some() {
            return;
        }
        let found = known.iter().find(|(name, code, _)| {
            map["name"] == *name || (map.get("name").is_none() && map["code"] == *code)
        });
        if let Some(found) = found {
            call(map, *found);
        }
    });
}

pub(super) fn options_by_code(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_option(config, &mut |entry, (_, code, _)| {
        if entry.get("name").is_some() && dice.one_in(2) {
            entry.as_object_mut().unwrap().remove("name");
            entry["code"] = json!(code);
            done = true;
        }
    });
    done
}

pub(super) fn options_by_both(config: &mut Value, dice: &mut Dice) -> bool {
    let space = if is_v6(config) { "dhcp6" } else { "dhcp4" };
    let mut done = false;
    each_option(config, &mut |entry, (name, code, _)| {
        if dice.one_in(2) {
            entry["name"] = json!(name);
            entry["code"] = json!(code);
            entry["space"] = json!(space);
            done = true;
        }
    });
    done
}

pub(super) fn option_blanks(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_option(config, &mut |entry, _| {
        let data = entry["data"].as_str().unwrap().to_owned();
        if entry.get("csv-format").is_none() && dice.one_in(2) {
            let parts: Vec<_> = data.split(',').map(str::trim).collect();
            let glue = *dice.pick(&[",", ",  ", " , ", ",\t"]);
            entry["data"] = json!(format!(" {} ", parts.join(glue)));
            done = true;
        }
    });
    done
}

pub(super) fn options_in_octets(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_option(config, &mut |entry, (_, _, addresses)| {
        let data = entry["data"].as_str().unwrap().to_owned();
        let octets: Option<Vec<u8>> = match addresses {
            true => data
                .split(',')
                .map(|part| part.trim().parse().ok().map(address_octets))
                .collect::<Option<Vec<_>>>()
                .map(|all| all.concat()),
            false => {
                let text = ["domain-name", "own-text", "tftp-server-name", "campus-site"];
                let is_text = entry["name"].as_str().is_some_and(|name| text.contains(&name));
                (is_text && !data.contains([',', '\\']) && data.trim() == data && !data.is_empty())
                    .then(|| data.clone().into_bytes())
            }
        };
        let Some(octets) = octets.filter(|_| dice.one_in(2)) else { return };
        if entry.get("csv-format").is_some() {
            return;
        }
        let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        let spelled = match dice.below(4) {
            0 => digits.join(":"),
            1 => format!("0x{}", digits.concat()),
            2 => digits.join(" "),
            _ => digits.concat().to_uppercase(),
        };
        entry["data"] = json!(spelled);
        entry["csv-format"] = json!(false);
        done = true;
    });
    done
}

fn address_octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

pub(super) fn option_flags(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_option(config, &mut |entry, _| {
        for (key, value) in [("always-send", false), ("csv-format", true)] {
            if entry.get(key).is_none() && dice.one_in(2) {
                entry[key] = json!(value);
                done = true;
            }
        }
    });
    done
}

pub(super) fn pools(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        let Some(text) = map.get("pool").and_then(Value::as_str) else { return };
        let [first, last] = range(text);
        let blanks = *dice.pick(&["-", " - ", "  -", "-\t"]);
        let spelled = match (first, last) {
            (IpAddr::V4(_), _) => format!("{first}{blanks}{last}"),
            (IpAddr::V6(v6), _) => {
                let long: Vec<String> =
                    v6.segments().iter().map(|one| format!("{one:04X}")).collect();
                format!("{}{blanks}{last}", long.join(":"))
            }
        };
        map["pool"] = json!(spelled);
        done = true;
    });
    done
}

pub(super) fn identifiers(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        if let Some(text) = map.get("circuit-id").and_then(Value::as_str)
            && let Some(quoted) = text.strip_prefix('\'')
        {
            let octets = quoted.trim_end_matches('\'').bytes();
            let digits: Vec<String> = octets.map(|octet| format!("{octet:02X}")).collect();
            map["circuit-id"] = json!(digits.join(["", ":"][dice.below(2)]));
            done = true;
        }
        for key in ["hw-address", "duid", "client-id"] {
            let Some(text) = map.get(key).and_then(Value::as_str) else { continue };
            let pairs: Vec<String> = match text.contains(':') {
                true => text.split(':').map(|two| format!("{two:0>2}")).collect(),
                false => text
                    .as_bytes()
                    .chunks(2)
                    .map(|two| String::from_utf8_lossy(two).into_owned())
                    .collect(),
            };
            let spelled = match dice.below(3) {
                0 => pairs.join(":").to_uppercase(),
                1 => pairs
                    .iter()
                    .map(|two| two.trim_start_matches('0'))
                    .map(|two| if two.is_empty() { "0" } else { two })
                    .collect::<Vec<_>>()
                    .join(":"),
                // Hardware addresses must have colons.
                _ if key == "hw-address" => pairs.join(":").to_lowercase(),
                _ => pairs.concat().to_uppercase(),
            };
            map[key] = json!(spelled);
            done = true;
        }
    });
    done
}

/// Addresses of reservations and prefixes, with leading zeros and capital letters.
pub(super) fn addresses(config: &mut Value, _: &mut Dice) -> bool {
    let mut done = false;
    let spell = |text: &str| {
        let v6: std::net::Ipv6Addr = text.parse().ok()?;
        let long: Vec<String> = v6.segments().iter().map(|one| format!("{one:04X}")).collect();
        Some(long.join(":"))
    };
    each_map(config, &mut |map| {
        for key in ["prefix", "excluded-prefix"] {
            if let Some(long) = map.get(key).and_then(Value::as_str).and_then(spell) {
                map[key] = json!(long);
                done = true;
            }
        }
        for item in map.get_mut("ip-addresses").and_then(Value::as_array_mut).into_iter().flatten()
        {
            if let Some(long) = item.as_str().and_then(spell) {
                *item = json!(long);
                done = true;
            }
        }
        if let Some((address, length)) =
            map.get("subnet").and_then(Value::as_str).and_then(|net| net.split_once('/'))
            && let Some(long) = spell(address)
        {
            map["subnet"] = json!(format!("{long}/{length}"));
            done = true;
        }
    });
    done
}

pub(super) fn tests(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        let Some(test) = map.get("test").and_then(Value::as_str) else { return };
        // None of the tests here has any of these inside quotes.
        let other = match dice.below(3) {
            0 => test.replace(" == ", "=="),
            1 => test.replace(", ", " , ").replace("[", "[ "),
            _ => test.replace(" ", "\n  "),
        };
        done |= other != *test;
        map["test"] = json!(other);
    });
    done
}

pub(super) fn guards_as_lists(config: &mut Value, _: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        if map.get("hw-address").is_some() || map.get("duid").is_some() {
            return;
        }
        if let Some(class) = map.as_object_mut().unwrap().remove("client-class") {
            let none = class == json!("");
            map["client-classes"] = if none { json!([]) } else { json!([class]) };
            done = true;
        }
    });
    done
}

pub(super) fn additional_by_new_name(config: &mut Value, _: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        if map.get("subnet").is_some() && map.get("require-client-classes").is_none() {
            map["evaluate-additional-classes"] = json!([]);
            done = true;
        }
    });
    done
}

/// What versions before 2.5 called by other names.
pub(super) fn old_flags(config: &mut Value, dice: &mut Dice) -> bool {
    let server = config.as_object_mut().unwrap().values_mut().next().unwrap();
    let plain = ["reservations-global", "reservations-in-subnet", "reservations-out-of-pool"];
    let mut done = false;
    if plain.iter().all(|key| server.get(*key).is_none()) {
        server["reservation-mode"] = json!("all");
        done = true;
    }
    if server.get("ddns-conflict-resolution-mode").is_none() && dice.one_in(2) {
        server["ddns-use-conflict-resolution"] = json!(true);
        done = true;
    }
    done
}

/// Bounds of the lease time that are the time itself, where nothing else is said.
pub(super) fn bounds(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    for subnet in subnets(config) {
        let chain = subnet.chain(config);
        for (bound, time) in [
            ("min-valid-lifetime", "valid-lifetime"),
            ("max-valid-lifetime", "valid-lifetime"),
            ("min-preferred-lifetime", "preferred-lifetime"),
            ("max-preferred-lifetime", "preferred-lifetime"),
        ] {
            let Some(value) = parameter_in(config, &chain, time).cloned() else { continue };
            if parameter_in(config, &chain, bound).is_none() && dice.one_in(2) {
                config.pointer_mut(&subnet.pointer).unwrap()[bound] = value;
                done = true;
            }
        }
    }
    done
}

pub(super) fn urls(config: &mut Value, dice: &mut Dice) -> bool {
    let mut done = false;
    each_map(config, &mut |map| {
        let Some(url) = map.get("url").and_then(Value::as_str) else { return };
        let bare = url.trim_end_matches('/');
        let other = *dice.pick(&["", "/", "/kea"]);
        map["url"] = json!(format!("{bare}{other}"));
        done = true;
    });
    done
}
