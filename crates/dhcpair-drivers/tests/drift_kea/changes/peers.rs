//! The HA relationship: its parameters and its peers.

use serde_json::{Value, json};

use super::{Changes, RELATIONSHIP, at};
use crate::ground::ha_pointer;
use crate::known::shown;

pub(super) fn make(changes: &mut Changes<'_>) {
    parameters(changes);
    for ix in 0..2 {
        peer(changes, ix);
    }
    let pointer = ha_pointer(changes.config, "this-server-name");
    let was = shown(changes.config.pointer(&pointer).unwrap());
    let all = changes.config.pointer(&ha_pointer(changes.config, "peers")).unwrap();
    let names = all.as_array().unwrap().iter().map(|one| shown(&one["name"]));
    let others: Vec<String> = names.filter(|name| *name != was).collect();
    if let [other] = others.as_slice() {
        // Both sides call themselves by the same name then.
        let path = format!("{RELATIONSHIP}/this-server-name");
        changes.add("own name", path, Some(other.clone()), Some(other.clone()), |config| {
            *at(config, &pointer) = json!(other);
        });
    }
    let path = format!("{RELATIONSHIP}/peer.server3");
    let pointer = ha_pointer(changes.config, "peers");
    changes.add("peer added", path, None, Some("(there)".into()), |config| {
        let url = "http://192.0.2.77:8001/";
        let new = json!({ "name": "server3", "url": url, "role": "backup" });
        at(config, &pointer).as_array_mut().unwrap().push(new);
    });
}

/// Parameters with their defaults, and how a value is shown.
fn parameters(changes: &mut Changes<'_>) {
    let pointer = ha_pointer(changes.config, "mode");
    let relationship = changes.config.pointer(pointer.trim_end_matches("/mode")).unwrap().clone();
    let lb = relationship["mode"] == "load-balancing";
    let milliseconds: fn(&Value) -> String = |value| match value.as_u64().unwrap() {
        whole if whole % 1000 == 0 => format!("{} s", whole / 1000),
        part => format!("{part} ms"),
    };
    let plain: fn(&Value) -> String = shown;
    let all = [
        ("heartbeat-delay", json!(10_000), json!(7_500), milliseconds),
        ("max-response-delay", json!(60_000), json!(33_000), milliseconds),
        ("max-ack-delay", json!(10_000), json!(9_000), milliseconds),
        ("sync-timeout", json!(60_000), json!(61_000), milliseconds),
        ("max-unacked-clients", json!(10), json!(23), plain),
        ("max-rejected-lease-updates", json!(10), json!(24), plain),
        ("sync-page-limit", json!(10_000), json!(500), plain),
        ("send-lease-updates", json!(true), json!(false), plain),
        ("sync-leases", json!(true), json!(false), plain),
        ("wait-backup-ack", json!(false), json!(true), plain),
        ("require-client-certs", json!(true), json!(false), plain),
        ("some-unknown-key", json!(null), json!(17), plain),
    ];
    for (key, default, new, show) in all {
        let was = relationship.get(key).unwrap_or(&default);
        let was = (!was.is_null()).then(|| show(was));
        for new in [new.clone(), bigger(&new)] {
            let now = Some(show(&new));
            let pointer = pointer.trim_end_matches("/mode").to_owned();
            changes.add(
                "HA parameter",
                format!("{RELATIONSHIP}/{key}"),
                was.clone(),
                now,
                |config| {
                    at(config, &pointer)[key] = new.clone();
                },
            );
        }
    }
    if lb {
        let path = format!("{RELATIONSHIP}/delayed-updates-limit");
        let pointer = pointer.trim_end_matches("/mode").to_owned();
        let was = relationship.get("delayed-updates-limit").map_or("100".to_owned(), shown);
        changes.add("delayed updates", path, Some(was), Some("42".into()), |config| {
            at(config, &pointer)["delayed-updates-limit"] = json!(42);
        });
    }
    let (was, now, new) = match relationship["mode"].as_str() {
        Some("load-balancing") => ("load balance", "hot standby", "hot-standby"),
        Some("hot-standby") => ("hot standby", "load balance", "load-balancing"),
        _ => ("passive backup", "hot standby", "hot-standby"),
    };
    changes.add(
        "mode",
        format!("{RELATIONSHIP}/mode"),
        Some(was.into()),
        Some(now.into()),
        |config| {
            *at(config, &pointer) = json!(new);
        },
    );
    let pointer = pointer.trim_end_matches("/mode").to_owned();
    let free = |key: &str| relationship.get(key).is_none();
    for state in ["waiting", "partner-down"].into_iter().filter(|_| free("state-machine")) {
        let path = format!("{RELATIONSHIP}/state-machine.{state}");
        changes.add("pause", path, None, Some("always".into()), |config| {
            at(config, &pointer)["state-machine"] =
                json!({ "states": [{ "state": state, "pause": "always" }] });
        });
    }
    let path = format!("{RELATIONSHIP}/multi-threading.http-dedicated-listener");
    changes.add("listener", path, Some("true".into()), Some("false".into()), |config| {
        at(config, &pointer)["multi-threading"]["http-dedicated-listener"] = json!(false);
    });
    if !relationship.to_string().contains("\"cert-file\"") {
        let path = format!("{RELATIONSHIP}/tls");
        changes.add("encryption", path, Some("off".into()), Some("on".into()), |config| {
            let relationship = at(config, &pointer);
            relationship["trust-anchor"] = json!("/etc/kea/ca.pem");
            relationship["cert-file"] = json!("/etc/kea/own.pem");
            relationship["key-file"] = json!("/etc/kea/own.key");
        });
    }
}

/// Another value of the same kind; a flag has one only.
fn bigger(value: &Value) -> Value {
    value.as_u64().map_or_else(|| value.clone(), |number| json!(number + 1))
}

fn peer(changes: &mut Changes<'_>, ix: usize) {
    let pointer = ha_pointer(changes.config, &format!("peers/{ix}"));
    let one = changes.config.pointer(&pointer).unwrap().clone();
    let path = format!("{RELATIONSHIP}/peer.{}", shown(&one["name"]));
    let url = shown(&one["url"]);
    for new in [url.replace(":8001/", ":8002/"), url.replace("http://", "https://")] {
        let (was, now) = (Some(url.clone()), Some(new.clone()));
        changes.add("peer URL", format!("{path}/url"), was, now, |config| {
            at(config, &pointer)["url"] = json!(new);
        });
    }
    let failover = format!("{path}/auto-failover");
    changes.add("auto-failover", failover, Some("true".into()), Some("false".into()), |config| {
        at(config, &pointer)["auto-failover"] = json!(false);
    });
    let was = one.get("basic-auth-user").map(shown);
    changes.add(
        "peer user",
        format!("{path}/basic-auth-user"),
        was,
        Some("other".into()),
        |config| {
            at(config, &pointer)["basic-auth-user"] = json!("other");
        },
    );
    let was = one.get("basic-auth-password").map(|_| "(secret)".to_owned());
    let password = format!("{path}/basic-auth-password");
    changes.add("peer password", password, was, Some("(secret)".into()), |config| {
        at(config, &pointer)["basic-auth-password"] = json!("example-other-password");
    });
    let role = shown(&one["role"]);
    let new = if role == "secondary" { "standby" } else { "secondary" };
    let was = Some(role);
    let roles = format!("{path}/role");
    changes.add("peer role", roles, was, Some(new.into()), |config| {
        at(config, &pointer)["role"] = json!(new);
    });
    let own =
        shown(changes.config.pointer(&ha_pointer(changes.config, "this-server-name")).unwrap());
    if own != shown(&one["name"]) {
        // Called by what the first side has.
        let path = format!("{RELATIONSHIP}/peer.{{}}/name");
        let (was, now) = (Some(shown(&one["name"])), Some("renamed".to_owned()));
        changes.add("peer renamed", path, was, now, |config| {
            at(config, &pointer)["name"] = json!("renamed");
        });
    }
}
