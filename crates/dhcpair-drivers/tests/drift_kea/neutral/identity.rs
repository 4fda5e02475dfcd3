//! What belongs to each server by itself.

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::ground::{ha_pointer, top};
use crate::known::is_v6;

pub(super) fn own(config: &mut Value, dice: &mut Dice) -> bool {
    let v6 = is_v6(config);
    let server = &mut config[top(v6)];
    let number = dice.below(1_000);
    let family = if v6 { 6 } else { 4 };
    let all = [
        ("interfaces-config", json!({ "interfaces": ["lo"], "re-detect": false })),
        (
            "control-socket",
            json!({ "socket-type": "unix", "socket-name": format!("/run/kea/other-{number}") }),
        ),
        (
            "lease-database",
            json!({ "type": server.pointer("/lease-database/type").cloned().unwrap_or(json!("memfile")),
                    "name": format!("/var/lib/kea/kea-leases{family}-{number}.csv"),
                    "lfc-interval": number, "user": "u", "password": format!("example-{number}"),
                    "persist": server.pointer("/lease-database/persist").cloned().unwrap_or(json!(true)) }),
        ),
        ("server-tag", json!(format!("tag-{number}"))),
        (
            "loggers",
            json!([{ "name": format!("kea-dhcp{family}"), "severity": "DEBUG", "debuglevel": 40,
                     "output_options": [{ "output": "stderr" }] }]),
        ),
        ("dhcp4o6-port", json!(number)),
    ];
    for (key, value) in all {
        if dice.one_in(2) {
            server[key] = value;
        }
    }
    server["multi-threading"]["thread-pool-size"] = json!(1 + number % 16);
    server["multi-threading"]["packet-queue-size"] = json!(1 + number);
    if server.pointer("/dhcp-ddns/enable-updates").is_none() {
        server["dhcp-ddns"]["enable-updates"] = json!(false);
    }
    server["dhcp-ddns"]["server-port"] = json!(50_000 + number);
    server["dhcp-ddns"]["sender-ip"] = json!(if v6 { "::" } else { "0.0.0.0" });
    server["dhcp-ddns"]["server-ip"] = json!(if v6 { "::1" } else { "127.0.0.2" });
    if v6 {
        server["server-id"] = json!({ "type": "EN", "enterprise-id": 2_495,
                                      "identifier": format!("{:012X}", 7_000 + number) });
    }
    true
}

pub(super) fn own_in_ha(config: &mut Value, dice: &mut Dice) -> bool {
    let threads = ha_pointer(config, "multi-threading");
    let relationship = threads.trim_end_matches("/multi-threading");
    let number = dice.below(64);
    let own = config.pointer_mut(relationship).unwrap();
    own["multi-threading"]["http-listener-threads"] = json!(number);
    own["multi-threading"]["http-client-threads"] = json!(number + 1);
    true
}

/// Where the libraries lie is a matter of the host.
pub(super) fn hooks_elsewhere(config: &mut Value, _: &mut Dice) -> bool {
    let server = config.as_object_mut().unwrap().values_mut().next().unwrap();
    let hooks = server["hooks-libraries"].as_array_mut().unwrap();
    for hook in hooks.iter_mut() {
        let path = hook["library"].as_str().unwrap();
        let file = path.rsplit('/').next().unwrap();
        hook["library"] = json!(format!("/opt/kea/lib/kea/hooks/{file}"));
    }
    !hooks.is_empty()
}
