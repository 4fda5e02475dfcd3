//! Shapes that `ConvertTo-Json` gives a value, in Windows PowerShell 5.1 and in 7.

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use super::{Draft, objects, values};
use crate::changes::{bits, seconds};

/// Properties that may be left away, printed without a value.
pub(super) fn nulls(draft: &mut Draft, dice: &mut Dice) {
    let optional: [(&str, &[&str]); 5] = [
        ("failover", &["ServerRole", "LoadBalancePercent", "ReservePercent", "ScopeId"]),
        ("scopes", &["Description", "SuperscopeName", "NapProfile", "dns-setting"]),
        ("reservations", &["Description", "dns-setting"]),
        ("options", &["VendorClass", "UserClass", "PolicyName", "Name"]),
        ("policies", &["Description", "LeaseDuration", "MacAddress", "Fqdn", "ScopeId"]),
    ];
    objects(&mut draft.state, &mut |name, object| {
        for (_, properties) in optional.iter().filter(|(of, _)| *of == name) {
            for property in properties.iter().filter(|_| dice.one_in(2)) {
                object.entry(*property).or_insert(Value::Null);
            }
        }
    });
}

/// What PowerShell and CIM add to everything.
pub(super) fn noise(draft: &mut Draft, dice: &mut Dice) {
    objects(&mut draft.state, &mut |name, object| {
        if name.is_empty() || matches!(name, "v4" | "server") || !dice.one_in(3) {
            return;
        }
        let noise = [
            ("PSComputerName", json!("win-9.example.net")),
            ("PSShowComputerName", json!(true)),
            ("RunspaceId", json!("1b9f36e4-0000-4000-8000-0123456789ab")),
            ("CimClass", json!("root/Microsoft/Windows/DHCP:DhcpServerv4Scope")),
            ("CimInstanceProperties", json!(["Delay = 0", "Name = \"x\""])),
            ("CimSystemProperties", json!({ "Namespace": "root", "Path": null })),
        ];
        for (name, value) in noise.into_iter().take(dice.below(7)) {
            object.insert(name.to_owned(), value);
        }
    });
}

/// `System.TimeSpan` as text, as the object of its properties, as seconds.
pub(super) fn time_spans(draft: &mut Draft, dice: &mut Dice) {
    values(&mut draft.state, &mut |name, value| {
        let timed = ["LeaseDuration", "MaxClientLeadTime", "StateSwitchInterval"].contains(&name);
        // Fractions of seconds stand in no object and number alike: the longest time stays a text.
        let Some(text) = value.as_str().filter(|text| timed && text.len() < 15) else { return };
        let seconds = seconds(text);
        *value = match dice.below(4) {
            0 => seconds.into(),
            1 => json!({
                "Ticks": seconds * 10_000_000, "Days": seconds / 86_400,
                "Hours": seconds / 3_600 % 24, "Milliseconds": 0, "Minutes": seconds / 60 % 60,
                "Seconds": seconds % 60, "TotalDays": seconds as f64 / 86_400.0,
                "TotalHours": seconds as f64 / 3_600.0, "TotalSeconds": seconds,
            }),
            2 => json!({
                "Ticks": seconds * 10_000_000, "Days": 0, "Microseconds": 0, "Nanoseconds": 0,
                "TotalMicroseconds": seconds as f64 * 1e6, "TotalNanoseconds": seconds as f64 * 1e9,
            }),
            _ => format!("{text}.0000000").into(),
        };
    });
}

/// `System.Net.IPAddress` as text and as the object of its properties, which beyond the depth that
/// is printed lacks the text.
pub(super) fn addresses(draft: &mut Draft, dice: &mut Dice) {
    const ADDRESSES: [&str; 7] = [
        "ScopeId",
        "SubnetMask",
        "StartRange",
        "EndRange",
        "IPAddress",
        "PrimaryServerIP",
        "SecondaryServerIP",
    ];
    values(&mut draft.state, &mut |name, value| {
        let Some(text) = value.as_str().filter(|_| ADDRESSES.contains(&name)) else { return };
        let number = Ipv4Addr::from_bits(bits(text).swap_bytes()).to_bits();
        *value = match dice.below(4) {
            0 => return,
            1 => json!({ "Address": number, "AddressFamily": 2, "ScopeId": null }),
            _ => json!({
                "Address": number, "AddressFamily": 2, "ScopeId": null, "IsIPv6Multicast": false,
                "IsIPv6LinkLocal": false, "IsIPv4MappedToIPv6": false, "IPAddressToString": text,
            }),
        };
    });
}

/// Values by another case, and by the numbers that `dhcpsapi.h` gives them.
pub(super) fn enumerations(draft: &mut Draft, dice: &mut Dice) {
    let numbers: [(&str, &str, &[&str]); 5] = [
        ("failover", "Mode", &["LoadBalance", "HotStandby"]),
        ("failover", "ServerType", &["PrimaryServer", "SecondaryServer"]),
        ("failover", "State", &["NoState", "Init", "Startup", "Normal"]),
        ("scopes", "State", &["Active", "Inactive"]),
        ("policies", "Condition", &["Or", "And"]),
    ];
    let types = [
        "Byte",
        "Word",
        "DWord",
        "DWordDWord",
        "IPv4Address",
        "String",
        "BinaryData",
        "EncapsulatedData",
    ];
    let names = ["Mode", "ServerType", "State", "Condition", "Type", "List", "DynamicUpdates"];
    objects(&mut draft.state, &mut |of, object| {
        for (property, value) in object.iter_mut() {
            let Some(text) = value.as_str().filter(|_| names.contains(&property.as_str())) else {
                continue;
            };
            let known = numbers.iter().find(|one| (one.0, one.1) == (of, property));
            let option = matches!(of, "options" | "option-definitions") && property == "Type";
            let list = if option { Some(&types[..]) } else { known.map(|one| one.2) };
            let number = list.and_then(|list| list.iter().position(|name| *name == text));
            *value = match (number, dice.below(3)) {
                (Some(number), 0) => number.into(),
                (_, 1) => text.to_ascii_uppercase().into(),
                (_, _) => text.to_ascii_lowercase().into(),
            };
        }
    });
}

/// Lists that are not lists of lists.
fn lists(draft: &mut Draft, each: &mut dyn FnMut(&mut Value)) {
    objects(&mut draft.state, &mut |_, object| {
        let lists = object.iter_mut().filter(|(name, list)| {
            // Within what PowerShell adds nothing is read at all.
            list.is_array() && !name.starts_with("Cim") && *name != "value"
        });
        lists.for_each(|(_, list)| each(list));
    });
}

/// A list of one is printed as what is in it.
pub(super) fn lone_elements(draft: &mut Draft, dice: &mut Dice) {
    lists(draft, &mut |list| {
        let one = list.as_array_mut().filter(|list| list.len() == 1).and_then(Vec::pop);
        if let Some(one) = one {
            *list = if dice.one_in(4) { vec![one].into() } else { one };
        }
    });
}

/// In 5.1 a list may come out with its length beside it.
pub(super) fn wrapped_lists(draft: &mut Draft, dice: &mut Dice) {
    lists(draft, &mut |list| {
        if dice.one_in(2) {
            let count = list.as_array().map_or(0, Vec::len);
            *list = json!({ "value": list.take(), "Count": count });
        }
    });
}
