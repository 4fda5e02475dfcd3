//! Plain parameters of the server, its networks and its subnets.

use serde_json::{Value, json};

use super::{Changes, PAIR, at, reported};
use crate::ground::top;
use crate::known::{SubnetAt, default, is_v6, parameter_in, server, shown, subnets};

/// A parameter, and what it is changed to.
type Alteration = (&'static str, fn(&Value) -> Value);

/// Parameters that may stand at every level, and what they are changed to.
fn inherited(v6: bool) -> Vec<Alteration> {
    let flip: fn(&Value) -> Value = |was| json!(was != &json!(true));
    let later: fn(&Value) -> Value = |was| json!(was.as_i64().unwrap_or(1_000) + 7);
    let ratio: fn(&Value) -> Value = |was| json!(was.as_f64().unwrap() - 0.01);
    let mut all = vec![
        ("valid-lifetime", later),
        ("renew-timer", later),
        ("rebind-timer", later),
        ("calculate-tee-times", flip),
        ("t1-percent", ratio),
        ("t2-percent", ratio),
        ("store-extended-info", flip),
        ("ddns-send-updates", flip),
        ("ddns-override-no-update", flip),
        ("ddns-override-client-update", flip),
        ("ddns-update-on-renew", flip),
        ("ddns-replace-client-name", |_| json!("when-present")),
        ("ddns-generated-prefix", |_| json!("generated")),
        ("ddns-qualifying-suffix", |_| json!("other.example.")),
        ("hostname-char-replacement", |_| json!("x")),
        ("reservations-global", flip),
        ("reservations-in-subnet", flip),
        ("reservations-out-of-pool", flip),
    ];
    if v6 {
        all.extend([("preferred-lifetime", later)]);
    } else {
        all.extend([
            ("match-client-id", flip),
            ("authoritative", flip),
            ("next-server", (|_| json!("192.0.2.222")) as fn(&Value) -> Value),
            ("server-hostname", |_| json!("boot.example")),
            ("boot-file-name", |_| json!("other.img")),
        ]);
    }
    all
}

/// Parameters of the server alone.
fn global(v6: bool) -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("decline-probation-period", json!(4242)),
        ("parked-packet-limit", json!(300)),
        ("statistic-default-sample-count", json!(5)),
        ("statistic-default-sample-age", json!(60)),
        ("early-global-reservations-lookup", json!(true)),
        ("ip-reservations-unique", json!(false)),
        ("reservations-lookup-first", json!(true)),
        ("hostname-char-set", json!("[^a-z]")),
    ];
    if v6 {
        all.push(("host-reservation-identifiers", json!(["duid", "flex-id"])));
    } else {
        all.push(("host-reservation-identifiers", json!(["client-id", "hw-address"])));
        all.push(("echo-client-id", json!(false)));
    }
    all
}

/// Parameters in maps: the map, the parameter, what it is changed to, its default.
fn in_maps() -> Vec<(&'static str, &'static str, Value, Value)> {
    vec![
        ("expired-leases-processing", "reclaim-timer-wait-time", json!(11), json!(10)),
        ("expired-leases-processing", "flush-reclaimed-timer-wait-time", json!(26), json!(25)),
        ("expired-leases-processing", "hold-reclaimed-time", json!(3_700), json!(3_600)),
        ("expired-leases-processing", "max-reclaim-leases", json!(101), json!(100)),
        ("expired-leases-processing", "max-reclaim-time", json!(251), json!(250)),
        ("expired-leases-processing", "unwarned-reclaim-cycles", json!(6), json!(5)),
        ("dhcp-ddns", "enable-updates", json!(true), json!(false)),
        ("dhcp-ddns", "max-queue-size", json!(99), json!(1_024)),
        ("sanity-checks", "lease-checks", json!("fix"), json!("warn")),
        ("dhcp-queue-control", "capacity", json!(99), json!(64)),
        ("multi-threading", "enable-multi-threading", json!(false), json!(true)),
        ("lease-database", "persist", json!(false), json!(true)),
    ]
}

pub(super) fn make(changes: &mut Changes<'_>) {
    let v6 = is_v6(changes.config);
    // The mode of older versions says the same as three of the flags.
    let modes = changes.config.to_string().contains("\"reservation-mode\"");
    let fits = |key: &str| !(modes && key.starts_with("reservations-"));
    for (key, change) in inherited(v6).into_iter().filter(|(key, _)| fits(key)) {
        for place in places(changes.config) {
            at_place(changes, &place, key, change);
        }
    }
    for (key, value) in global(v6) {
        let was = server(changes.config).get(key).cloned().or_else(|| default(key, v6));
        let (was, now) = (was.as_ref().map(shown), Some(shown(&value)));
        changes.add("server parameter", format!("{PAIR}/{key}"), was, now, |config| {
            at(config, &format!("/{}", top(v6)))[key] = value.clone();
        });
    }
    for (map, key, value, default) in in_maps() {
        let said = server(changes.config).get(map).and_then(|map| map.get(key));
        let was = said.unwrap_or(&default);
        if *was == value {
            continue;
        }
        let path = format!("{PAIR}/{map}.{key}");
        let (was, now) = (Some(shown(was)), Some(shown(&value)));
        changes.add("parameter in a map", path, was, now, |config| {
            let map = &mut at(config, &format!("/{}", top(v6)))[map];
            map[key] = value.clone();
            // Maps that do not say these are refused.
            for (of, needed) in [("max-queue-size", "enable-updates"), ("capacity", "enable-queue")]
            {
                if key == of && map.get(needed).is_none() {
                    map[needed] = json!(false);
                }
            }
        });
    }
    bounds(changes);
    rapid_commit(changes);
}

/// The server, its networks and its subnets.
pub(super) fn places(config: &Value) -> Vec<String> {
    let mut places = vec![format!("/{}", top(is_v6(config)))];
    for subnet in subnets(config) {
        for place in subnet.chain(config).into_iter().rev() {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// The subnets in which a parameter applies that is written at a place, or would be.
fn affected<'s>(config: &Value, all: &'s [SubnetAt], place: &str, key: &str) -> Vec<&'s SubnetAt> {
    let inherits = |subnet: &&SubnetAt| {
        let chain = subnet.chain(config);
        let inner = chain.iter().position(|one| one == place);
        inner.is_some_and(|inner| parameter_in(config, &chain[..inner], key).is_none())
    };
    all.iter().filter(inherits).collect()
}

fn at_place(
    changes: &mut Changes<'_>,
    place: &str,
    key: &'static str,
    change: fn(&Value) -> Value,
) {
    let config = changes.config;
    let v6 = is_v6(config);
    let all = subnets(config);
    let affected = affected(config, &all, place, key);
    let Some(path) = reported(place, &affected) else { return };
    let chain = match place.split('/').count() {
        2 => vec![place.to_owned()],
        _ => {
            let chain = affected[0].chain(config);
            chain.into_iter().skip_while(|one| one != place).collect()
        }
    };
    let said = parameter_in(config, &chain, key).cloned().or_else(|| default(key, v6));
    if key == "preferred-lifetime" && said.is_none() {
        // The server makes it of the valid lifetime.
        return;
    }
    let new = change(&said.clone().unwrap_or(Value::Null));
    if key == "valid-lifetime" && !fits(config, &chain, &new) {
        return;
    }
    let (was, now) = (said.as_ref().map(shown), Some(shown(&new)));
    let path = format!("{path}/{key}");
    changes.add("parameter", path, was, now, |config| at(config, place)[key] = new.clone());
    // Taking it away is a change, too, where something else applies further out.
    let own = config.pointer(place).unwrap().get(key);
    let outer = parameter_in(config, &chain[1..], key).cloned().or_else(|| default(key, v6));
    if let Some(own) = own.filter(|own| Some(*own) != outer.as_ref()) {
        // What the server makes of the valid lifetime is none of these.
        let made = key == "preferred-lifetime" && outer.is_none();
        let written_outside = chain.len() > 1 && !made;
        let bounded =
            key == "valid-lifetime" && outer.as_ref().is_some_and(|o| !fits(config, &chain, o));
        if written_outside && !bounded {
            let path = format!("{}/{key}", reported(place, &affected).unwrap());
            let (was, now) = (Some(shown(own)), outer.as_ref().map(shown));
            let edit = |config: &mut Value| {
                at(config, place).as_object_mut().unwrap().remove(key);
            };
            // One timer from further out may not suit the other.
            match key {
                "renew-timer" | "rebind-timer" => {
                    changes.add_refused("parameter left away", path, was, now, edit);
                }
                _ => changes.add("parameter left away", path, was, now, edit),
            }
        }
    }
}

/// Whether a lease time lies within its bounds.
fn fits(config: &Value, chain: &[String], time: &Value) -> bool {
    let bound = |key: &str| parameter_in(config, chain, key).and_then(Value::as_i64);
    let time = time.as_i64().unwrap();
    bound("min-valid-lifetime").is_none_or(|min| min <= time)
        && bound("max-valid-lifetime").is_none_or(|max| time <= max)
}

/// Bounds of the lease time: without a statement they are the time itself.
fn bounds(changes: &mut Changes<'_>) {
    let config = changes.config;
    let all = subnets(config);
    for place in places(config) {
        for (key, by) in [("min-valid-lifetime", -13), ("max-valid-lifetime", 13)] {
            let affected = affected(config, &all, &place, key);
            let Some(path) = reported(&place, &affected) else { continue };
            // Of several subnets the first one by its name is shown.
            let first = affected.iter().min_by_key(|subnet| &subnet.net).unwrap();
            let outside = place.split('/').count() == 2;
            let chain = if outside { vec![place.clone()] } else { first.chain(config) };
            let time = parameter_in(config, &chain, "valid-lifetime").cloned();
            let time = time.unwrap_or_else(|| default("valid-lifetime", false).unwrap());
            let stated = parameter_in(config, &chain, key).cloned();
            let new = json!(stated.as_ref().unwrap_or(&time).as_i64().unwrap() + by);
            let was = Some(shown(stated.as_ref().unwrap_or(&time)));
            let path = format!("{path}/{key}");
            // A bound for the whole server may not suit a subnet: nobody checks that here.
            let refused = outside;
            let edit = |config: &mut Value| at(config, &place)[key] = new.clone();
            match refused {
                true => changes.add_refused("bound", path, was, Some(shown(&new)), edit),
                false => changes.add("bound", path, was, Some(shown(&new)), edit),
            }
        }
    }
}

fn rapid_commit(changes: &mut Changes<'_>) {
    if !is_v6(changes.config) {
        return;
    }
    for subnet in subnets(changes.config).iter().filter(|subnet| subnet.network.is_none()) {
        let was = changes.config.pointer(&subnet.pointer).unwrap().get("rapid-commit").cloned();
        let was = was.unwrap_or(json!(false));
        let new = json!(was != json!(true));
        let path = format!("{}/rapid-commit", super::scope(subnet));
        changes.add("rapid commit", path, Some(shown(&was)), Some(shown(&new)), |config| {
            at(config, &subnet.pointer)["rapid-commit"] = new.clone();
        });
    }
}
