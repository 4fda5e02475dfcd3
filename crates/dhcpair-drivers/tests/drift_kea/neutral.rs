//! Rewritings that mean the same to the server.

mod identity;
mod places;
mod spelling;

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::ground::top;
use crate::known::{default, is_v6, subnets};

/// A way to rewrite a configuration; `false` where it finds nothing to do.
pub(crate) type Rewriting = fn(&mut Value, &mut Dice) -> bool;

/// All ways, by name, and whether the installed server's checker takes the result.
pub(crate) const ALL: [(&str, Rewriting, bool); 28] = [
    ("lists in another order", order, true),
    ("defaults written out", defaults_written_out, true),
    ("defaults left away", defaults_left_away, true),
    ("comments and contexts", contexts, true),
    ("options by code", spelling::options_by_code, true),
    ("options by name and code", spelling::options_by_both, true),
    ("option data with blanks", spelling::option_blanks, true),
    ("option data in hexadecimal", spelling::options_in_octets, true),
    ("option flags written out", spelling::option_flags, true),
    ("pools spelled otherwise", spelling::pools, true),
    ("identifiers spelled otherwise", spelling::identifiers, true),
    ("addresses spelled otherwise", spelling::addresses, true),
    ("class tests with other blanks", spelling::tests, true),
    ("guards as lists", spelling::guards_as_lists, false),
    ("additional classes by their new name", spelling::additional_by_new_name, false),
    ("flags by their old names", spelling::old_flags, true),
    ("bounds that are the time itself", spelling::bounds, true),
    ("URLs spelled otherwise", spelling::urls, true),
    ("pools cut in two", places::pools_cut, true),
    ("an option pushed into the subnets", places::option_pushed_down, true),
    ("an option hoisted to the network", places::option_hoisted_to_network, true),
    ("an option hoisted to the server", places::option_hoisted_to_server, true),
    ("a parameter pushed into the subnets", places::parameter_pushed_down, true),
    ("a parameter hoisted", places::parameter_hoisted, true),
    ("what is the server's own", identity::own, true),
    ("what is the server's own in HA", identity::own_in_ha, true),
    ("hook libraries in another folder", identity::hooks_elsewhere, false),
    ("relays pushed into the subnets", places::relay_pushed_down, true),
];

/// Lists whose order says nothing.
fn order(config: &mut Value, dice: &mut Dice) -> bool {
    const LISTS: [&str; 8] = [
        "hooks-libraries",
        "option-data",
        "option-def",
        "peers",
        "pd-pools",
        "pools",
        "reservations",
        "shared-networks",
    ];
    let mut done = false;
    each_map(config, &mut |map| {
        for (key, value) in map.as_object_mut().unwrap() {
            let free = LISTS.contains(&key.as_str()) || key == "subnet4" || key == "subnet6";
            if let Some(items) = value.as_array_mut().filter(|items| free && items.len() > 1) {
                dice.shuffle(items);
                done = true;
            }
        }
    });
    done
}

/// Calls something with every map, outer ones first.
pub(crate) fn each_map(value: &mut Value, call: &mut dyn FnMut(&mut Value)) {
    if value.is_object() {
        call(value);
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(|inner| each_map(inner, call)),
        Value::Array(items) => items.iter_mut().for_each(|inner| each_map(inner, call)),
        _ => {}
    }
}

/// Parameters whose default may be written out or left away for the whole server.
const PLAIN: [&str; 26] = [
    "valid-lifetime",
    "decline-probation-period",
    "echo-client-id",
    "match-client-id",
    "authoritative",
    "next-server",
    "server-hostname",
    "boot-file-name",
    "calculate-tee-times",
    "t1-percent",
    "t2-percent",
    "ddns-send-updates",
    "ddns-override-no-update",
    "ddns-override-client-update",
    "ddns-update-on-renew",
    "ddns-replace-client-name",
    "ddns-generated-prefix",
    "ddns-qualifying-suffix",
    "hostname-char-set",
    "hostname-char-replacement",
    "early-global-reservations-lookup",
    "ip-reservations-unique",
    "reservations-lookup-first",
    "reservations-out-of-pool",
    "store-extended-info",
    "parked-packet-limit",
];

fn defaults_written_out(config: &mut Value, dice: &mut Dice) -> bool {
    let v6 = is_v6(config);
    let server = &mut config[top(v6)];
    let mut done = false;
    for key in PLAIN {
        if let Some(value) = default(key, v6).filter(|_| dice.one_in(2))
            && server.get(key).is_none()
        {
            server[key] = value;
            done = true;
        }
    }
    for (map, key, value) in [
        ("expired-leases-processing", "reclaim-timer-wait-time", json!(10)),
        ("expired-leases-processing", "unwarned-reclaim-cycles", json!(5)),
        ("dhcp-ddns", "enable-updates", json!(false)),
        ("dhcp-ddns", "ncr-protocol", json!("UDP")),
        ("sanity-checks", "lease-checks", json!("warn")),
        ("dhcp-queue-control", "enable-queue", json!(false)),
        ("multi-threading", "thread-pool-size", json!(0)),
    ] {
        if server.get(map).and_then(|map| map.get(key)).is_none() && dice.one_in(2) {
            server[map][key] = value;
            done = true;
        }
    }
    for (map, needed) in [("dhcp-ddns", "enable-updates"), ("dhcp-queue-control", "enable-queue")] {
        // Maps that do not say these are refused.
        if let Some(map) = server.get_mut(map).filter(|map| map.get(needed).is_none()) {
            map[needed] = json!(false);
        }
    }
    let library = server["hooks-libraries"].as_array_mut().unwrap().iter_mut();
    for library in library.filter(|one| one["library"].as_str().unwrap().ends_with("_ha.so")) {
        let relationship = &mut library["parameters"]["high-availability"][0];
        for (key, value) in [
            ("max-ack-delay", json!(10_000)),
            ("max-response-delay", json!(60_000)),
            ("sync-timeout", json!(60_000)),
            ("sync-page-limit", json!(10_000)),
            ("send-lease-updates", json!(true)),
            ("wait-backup-ack", json!(false)),
            ("require-client-certs", json!(true)),
        ] {
            if relationship.get(key).is_none() && dice.one_in(2) {
                relationship[key] = value;
                done = true;
            }
        }
        let limit = if relationship["mode"] == "load-balancing" { 100 } else { 0 };
        relationship["delayed-updates-limit"] = json!(limit);
    }
    for subnet in subnets(config) {
        let place = config.pointer_mut(&subnet.pointer).unwrap();
        for key in ["option-data", "reservations", "pools"] {
            if place.get(key).is_none() {
                place[key] = json!([]);
                done = true;
            }
        }
    }
    done
}

fn defaults_left_away(config: &mut Value, _: &mut Dice) -> bool {
    let v6 = is_v6(config);
    let before = config.clone();
    let server = config[top(v6)].as_object_mut().unwrap();
    server.retain(|key, value| {
        !PLAIN.contains(&key.as_str()) || default(key, v6).as_ref() != Some(value)
    });
    each_map(config, &mut |map| {
        let map = map.as_object_mut().unwrap();
        map.retain(|key, value| {
            let empty = ["option-data", "reservations", "pools", "pd-pools"]
                .contains(&key.as_str())
                && value.as_array().is_some_and(Vec::is_empty);
            let plain = key == "always-send" && *value == json!(false)
                || key == "auto-failover" && *value == json!(true)
                || key == "client-class" && *value == json!("");
            !empty && !plain
        });
    });
    *config != before
}

/// Contexts say nothing about the service.
fn contexts(config: &mut Value, dice: &mut Dice) -> bool {
    let mut added = 0;
    let v6 = is_v6(config);
    each_map(&mut config[top(v6)], &mut |map| {
        const CARRIES: [&str; 12] = [
            "code",
            "data",
            "delegated-len",
            "duid",
            "enable-updates",
            "hw-address",
            "option-data",
            "pool",
            "role",
            "subnet",
            "test",
            "this-server-name",
        ];
        let carries = CARRIES.iter().any(|key| map.get(key).is_some());
        let free = map.get("comment").is_none() && map.get("user-context").is_none();
        if carries && free && dice.one_in(3) {
            match dice.one_in(2) {
                true => map["comment"] = json!(format!("note {added}")),
                false => map["user-context"] = json!({ "note": added, "deep": { "id": [1, 2] } }),
            }
            added += 1;
        }
    });
    added > 0
}
