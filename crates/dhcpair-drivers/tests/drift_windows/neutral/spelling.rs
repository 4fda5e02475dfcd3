//! Values that can be spelled in several ways, and things that are said once or twice alike.

use dhcpair_testbed::Dice;
use serde_json::{Map, Value, json};

use super::{Draft, objects};
use crate::ground::{list, text};

type Object = Map<String, Value>;

/// The elements of a list of texts.
fn words(value: &Value) -> Vec<String> {
    let all = value.as_array().into_iter().flatten();
    all.map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// Values of a match list in another order, several times, with the operator said again.
pub(super) fn match_lists(draft: &mut Draft, dice: &mut Dice) {
    const LISTS: [&str; 5] = ["VendorClass", "UserClass", "MacAddress", "ClientId", "Fqdn"];
    objects(&mut draft.state, &mut |name, object| {
        if name != "policies" {
            return;
        }
        for (_, list) in object.iter_mut().filter(|(name, _)| LISTS.contains(&name.as_str())) {
            let mut pairs: Vec<(String, String)> = Vec::new();
            let mut operator = String::new();
            for word in words(list) {
                match word.as_str() {
                    "EQ" | "NE" => operator = word,
                    _ => pairs.push((operator.clone(), word)),
                }
            }
            dice.shuffle(&mut pairs);
            if let Some(pair) = pairs.first().filter(|_| dice.one_in(3)) {
                pairs.push(pair.clone());
            }
            let (mut out, mut said) = (Vec::new(), String::new());
            for (operator, value) in pairs {
                if said != operator || dice.one_in(3) {
                    let lower = dice.one_in(2).then(|| operator.to_ascii_lowercase());
                    out.push(lower.unwrap_or_else(|| operator.clone()));
                    said = operator;
                }
                out.push(value);
            }
            *list = json!(out);
        }
    });
}

/// Bytes with dashes, colons, dots, blanks or nothing between them.
fn respelled(text: &str, dice: &mut Dice) -> String {
    let (bytes, star) = match text.strip_suffix('*') {
        Some(bytes) => (bytes.trim_end_matches('-'), "*"),
        None => (text, ""),
    };
    let separator = *dice.pick(&["-", ":", "", " "]);
    let mut out = bytes.split('-').collect::<Vec<_>>().join(separator);
    if !star.is_empty() {
        out.push_str(dice.pick::<&str>(&["", "-"]));
    }
    out.push_str(star);
    if dice.one_in(2) { out.to_ascii_uppercase() } else { out.to_ascii_lowercase() }
}

pub(super) fn hardware(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |_, object| {
        for name in ["ClientId", "MacAddress"] {
            match object.get_mut(name) {
                Some(Value::String(text)) => *text = respelled(text, dice),
                Some(Value::Array(list)) => {
                    let values = list.iter_mut().filter(|one| **one != "EQ" && **one != "NE");
                    values.for_each(|one| *one = respelled(one.as_str().unwrap(), dice).into());
                }
                _ => {}
            }
        }
    });
}

/// Numbers in decimal or hexadecimal digits, bytes one by one or in one piece; the name and the type
/// of an option, which its definition says as well.
pub(super) fn option_values(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        if name != "options" {
            return;
        }
        if dice.one_in(2) {
            object.remove("Name");
        }
        let values = words(&object["Value"]);
        match object.get("Type").and_then(Value::as_str) {
            Some("DWord" | "Word" | "Byte") => {
                let numbers = values.iter().map(|value| match value.strip_prefix("0x") {
                    Some(digits) => u64::from_str_radix(digits, 16).unwrap(),
                    None => value.parse().unwrap(),
                });
                let spelled: Vec<_> = numbers
                    .map(|n| match dice.below(3) {
                        0 => format!("0x{n:X}"),
                        1 => format!("0x{n:08x}"),
                        _ => n.to_string(),
                    })
                    .collect();
                object["Value"] = json!(spelled);
            }
            Some("BinaryData" | "EncapsulatedData") => {
                let digits: String =
                    values.iter().map(|value| value.trim_start_matches("0x")).collect();
                object["Value"] = match dice.below(3) {
                    0 => json!([format!("0x{}", digits.to_ascii_uppercase())]),
                    1 => json!([format!("0x{}", digits.to_ascii_lowercase())]),
                    _ => {
                        let bytes = digits.as_bytes().chunks(2);
                        let each = bytes.map(|byte| format!("0x{}", byte.escape_ascii()));
                        json!(each.collect::<Vec<_>>())
                    }
                };
            }
            _ => {}
        }
    });
}

/// Bytes that are characters as such.
pub(super) fn class_data(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        if name != "classes" || !dice.one_in(2) {
            return;
        }
        let data = text_of(object, "Data").to_owned();
        let other = match data.strip_prefix("0x") {
            Some(digits) => format!("0x{}", digits.to_ascii_uppercase()),
            None => {
                let hex = data.bytes().map(|byte| format!("{byte:02x}"));
                format!("0x{}", hex.collect::<String>())
            }
        };
        object["Data"] = other.into();
    });
}

fn text_of<'o>(object: &'o Object, name: &str) -> &'o str {
    object[name].as_str().unwrap()
}

/// Names of hosts in any case, with the final dot of DNS; the partner with its domain in front.
pub(super) fn hosts(draft: &mut Draft, dice: &mut Dice) {
    let mut turned = |text: &str| {
        let mut text = if dice.one_in(2) { text.to_ascii_uppercase() } else { text.to_owned() };
        text.push_str(if dice.one_in(3) { "." } else { "" });
        text
    };
    for relationship in crate::ground::list_mut(&mut draft.state["v4"], "failover") {
        for name in ["PartnerServer", "PrimaryServerName", "SecondaryServerName"] {
            if let Some(text) = relationship[name].as_str() {
                relationship[name] = turned(text).into();
            }
        }
    }
    let name = turned(text(&draft.state["server"], "name"));
    draft.state["server"]["name"] = name.into();
}

/// Suffixes and names of clients in any case.
pub(super) fn dns_names(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |_, object| {
        if let Some(Value::String(suffix)) = object.get_mut("DnsSuffix") {
            *suffix = suffix.to_ascii_uppercase();
        }
        if let Some(Value::Array(names)) = object.get_mut("Fqdn") {
            for name in names.iter_mut().filter(|_| dice.one_in(2)) {
                *name = name.as_str().unwrap().to_ascii_uppercase().into();
            }
        }
    });
}

/// The partner stays as it was called when the relationship was made: by name or by address.
pub(super) fn partner_by_address(draft: &mut Draft, _: &mut Dice) {
    for relationship in crate::ground::list_mut(&mut draft.state["v4"], "failover") {
        let partner = match text(relationship, "ServerType") {
            "PrimaryServer" => "SecondaryServerIP",
            _ => "PrimaryServerIP",
        };
        relationship["PartnerServer"] = relationship[partner].clone();
    }
}

/// Properties with their usual values, written or left away.
pub(super) fn defaults(draft: &mut Draft, dice: &mut Dice) {
    let usual = [
        ("scopes", "Type", json!("Dhcp")),
        ("scopes", "Delay", json!(0)),
        ("scopes", "NapEnable", json!(false)),
        ("scopes", "ActivatePolicies", json!(true)),
        ("scopes", "MaxBootpClients", json!(4_294_967_295u32)),
        ("setting", "DynamicBootp", json!(false)),
        ("setting", "NapEnabled", json!(false)),
        ("setting", "ActivatePolicies", json!(true)),
        ("dns-setting", "UpdateDnsRRForOlderClients", json!(false)),
        ("dns-setting", "DisableDnsPtrRRUpdate", json!(false)),
        ("option-definitions", "DefaultValue", json!([])),
        ("policies", "RelayAgent", json!([])),
        ("policies", "SubscriberId", json!([])),
        ("server", "in-directory", json!([])),
    ];
    objects(&mut draft.state, &mut |name, object| {
        for (_, property, value) in usual.iter().filter(|(of, _, _)| *of == name) {
            match object.get(*property) {
                None if dice.one_in(2) => {
                    drop(object.insert((*property).to_owned(), value.clone()))
                }
                Some(said) if said == value && dice.one_in(2) => drop(object.remove(*property)),
                _ => {}
            }
        }
    });
}

/// A text that is empty is none.
pub(super) fn empty_texts(draft: &mut Draft, dice: &mut Dice) {
    let texts = [
        ("scopes", "Description"),
        ("scopes", "SuperscopeName"),
        ("scopes", "NapProfile"),
        ("reservations", "Description"),
        ("options", "VendorClass"),
        ("options", "UserClass"),
        ("policies", "Description"),
        ("classes", "Description"),
        ("option-definitions", "Description"),
        ("option-definitions", "VendorClass"),
        ("filters", "Description"),
        ("dns-setting", "DnsSuffix"),
    ];
    objects(&mut draft.state, &mut |name, object| {
        for (_, property) in texts.iter().filter(|(of, _)| *of == name) {
            if object.get(*property).is_none_or(Value::is_null) && dice.one_in(2) {
                object.insert((*property).to_owned(), "".into());
            }
        }
    });
}

/// What the place of a record says already.
pub(super) fn said_by_place(draft: &mut Draft, dice: &mut Dice) {
    for scope in crate::ground::list_mut(&mut draft.state["v4"], "scopes") {
        let id = scope["ScopeId"].clone();
        for name in ["exclusions", "reservations", "policies"] {
            for one in crate::ground::list_mut(scope, name) {
                if dice.one_in(2) {
                    one["ScopeId"] = id.clone();
                }
            }
        }
        for policy in crate::ground::list_mut(scope, "policies") {
            let name = policy["Name"].clone();
            for option in crate::ground::list_mut(policy, "options") {
                option["PolicyName"] = name.clone();
            }
            for range in crate::ground::list_mut(policy, "ranges") {
                (range["Name"], range["ScopeId"]) = (name.clone(), id.clone());
            }
        }
    }
}

/// The lease time as the option that it is kept as.
pub(super) fn lease_option(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        let Some(time) = object.get("LeaseDuration").and_then(Value::as_str) else { return };
        let seconds = match time {
            "10675199.02:48:05.4775807" => u64::from(u32::MAX),
            time => crate::changes::seconds(time),
        };
        if matches!(name, "scopes" | "policies") && dice.one_in(2) {
            let value = if dice.one_in(2) { seconds.to_string() } else { format!("0x{seconds:x}") };
            let option = json!({ "OptionId": 51, "Type": "DWord", "Value": [value] });
            object["options"].as_array_mut().unwrap().push(option);
        }
    });
}

/// What the server says, said by a scope, too: options, and the settings for DNS.
pub(super) fn said_again(draft: &mut Draft, dice: &mut Dice) {
    let server = draft.state["v4"].clone();
    let plain = |one: &&Value| one["VendorClass"].is_null() && one["UserClass"].is_null();
    let options: Vec<_> = list(&server, "options").iter().filter(plain).collect();
    for scope in crate::ground::list_mut(&mut draft.state["v4"], "scopes") {
        if let Some(option) = options.get(dice.below(options.len() + 1)) {
            let id = &option["OptionId"];
            if list(scope, "options").iter().all(|one| one["OptionId"] != *id) {
                crate::ground::list_mut(scope, "options").push((*option).clone());
            }
        }
        if scope["dns-setting"].is_null() && dice.one_in(2) {
            scope["dns-setting"] = server["dns-setting"].clone();
        }
    }
}

/// A share that the mode of the relationship has no use for.
pub(super) fn other_share(draft: &mut Draft, dice: &mut Dice) {
    let share = dice.between(1, 99);
    for relationship in crate::ground::list_mut(&mut draft.state["v4"], "failover") {
        let unused = match text(relationship, "Mode") {
            "LoadBalance" => "ReservePercent",
            _ => "LoadBalancePercent",
        };
        relationship[unused] = share.into();
        if relationship["AutoStateTransition"] == false {
            relationship["StateSwitchInterval"] = "02:00:00".into();
        }
    }
}
