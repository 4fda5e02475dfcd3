//! Classes, option definitions and hook libraries.

use serde_json::{Value, json};

use super::options::other_data;
use super::{Changes, PAIR, at, list};
use crate::ground::{HOOKS, top};
use crate::known::{is_plain, is_v6, option_name, option_value, options, server, shown};

pub(super) fn make(changes: &mut Changes<'_>) {
    let classes = every(changes, "client-classes");
    for (ix, one) in classes.iter().enumerate() {
        class(changes, ix, one);
    }
    class_list(changes, &classes);
    option_definitions(changes);
    hooks(changes);
}

/// The members of a list of the server.
fn every(changes: &Changes<'_>, key: &str) -> Vec<Value> {
    server(changes.config)[key].as_array().cloned().unwrap_or_default()
}

fn root(changes: &Changes<'_>) -> String {
    format!("/{}", top(is_v6(changes.config)))
}

fn class(changes: &mut Changes<'_>, ix: usize, one: &Value) {
    let v6 = is_v6(changes.config);
    let pointer = format!("{}/client-classes/{ix}", root(changes));
    let path = format!("{PAIR}/class.{}", one["name"].as_str().unwrap());
    let test = one.get("test").map(shown).filter(|test| !test.is_empty());
    let (was, new) = (test, "member('KNOWN')");
    changes.add("class test", format!("{path}/test"), was.clone(), Some(new.into()), |config| {
        at(config, &pointer)["test"] = json!(new);
    });
    if was.is_some() {
        changes.add("class test left away", format!("{path}/test"), was, None, |config| {
            at(config, &pointer).as_object_mut().unwrap().remove("test");
        });
    }
    let additional = format!("{path}/only-in-additional-list");
    changes.add("class only if asked for", additional, None, Some("true".into()), |config| {
        at(config, &pointer)["only-if-required"] = json!(true);
    });
    let time = format!("{path}/valid-lifetime");
    let was = one.get("valid-lifetime").map(shown);
    changes.add("class lifetime", time, was, Some("4321".into()), |config| {
        at(config, &pointer)["valid-lifetime"] = json!(4321);
    });
    if !v6 {
        let was = one.get("next-server").map(shown);
        changes.add(
            "class boot server",
            format!("{path}/next-server"),
            was,
            Some("192.0.2.44".into()),
            |c| {
                at(c, &pointer)["next-server"] = json!("192.0.2.44");
            },
        );
    }
    for (option, entry) in options(one).iter().enumerate() {
        let Some(data) = entry["data"].as_str() else { continue };
        if !(is_plain(entry, v6) || entry["space"] == "vendor-encapsulated-options-space") {
            continue;
        }
        let option_path = format!("{path}/option.{}", option_name(entry, v6));
        let mut changed = entry.clone();
        changed["data"] = json!(other_data(data));
        let (was, now) = (Some(option_value(entry)), Some(option_value(&changed)));
        changes.add("class option", option_path.clone(), was.clone(), now, |config| {
            *at(config, &format!("{pointer}/option-data/{option}")) = changed.clone();
        });
        changes.add("class option left away", option_path, was, None, |config| {
            list(at(config, &pointer), "option-data").remove(option);
        });
    }
    let (name, data) =
        if v6 { ("nis-servers", "2001:db8::2") } else { ("log-servers", "192.0.2.2") };
    changes.add(
        "class option added",
        format!("{path}/option.{name}"),
        None,
        Some(data.into()),
        |config| {
            list(at(config, &pointer), "option-data").push(json!({ "name": name, "data": data }));
        },
    );
}

fn class_list(changes: &mut Changes<'_>, classes: &[Value]) {
    let root = root(changes);
    for place in 0..=classes.len() {
        let path = format!("{PAIR}/class.newcomers");
        changes.add("class added", path, None, Some("(there)".into()), |config| {
            let new = json!({ "name": "newcomers", "test": "member('UNKNOWN')" });
            list(at(config, &root), "client-classes").insert(place, new);
        });
    }
    let names = |classes: &[Value]| {
        classes.iter().map(|one| shown(&one["name"])).collect::<Vec<_>>().join(", ")
    };
    for ix in 0..classes.len() {
        // The checker does not mind a guard by a class that nothing defines.
        let path = format!("{PAIR}/class.{}", shown(&classes[ix]["name"]));
        changes.add("class left away", path, Some("(there)".into()), None, |config| {
            list(at(config, &root), "client-classes").remove(ix);
        });
        if ix > 0 {
            let mut swapped = classes.to_vec();
            swapped.swap(ix - 1, ix);
            let path = format!("{PAIR}/class.*/order");
            let (was, now) = (Some(names(classes)), Some(names(&swapped)));
            changes.add("class order", path, was, now, |config| {
                at(config, &root)["client-classes"] = json!(swapped);
            });
        }
    }
}

fn option_definitions(changes: &mut Changes<'_>) {
    let (v6, root) = (is_v6(changes.config), root(changes));
    let code = if v6 { 32_100 } else { 240 };
    for kind in ["string", "uint32", "ipv6-address", "fqdn"] {
        let path = format!("{PAIR}/option-definition.brand-new");
        changes.add("option definition added", path, None, Some("(there)".into()), |config| {
            let new = json!({ "name": "brand-new", "code": code, "type": kind });
            list(at(config, &root), "option-def").push(new);
        });
    }
    let definitions = every(changes, "option-def");
    for (ix, one) in definitions.iter().enumerate() {
        let space = one["space"].as_str().filter(|space| !space.starts_with("dhcp"));
        let name = shown(&one["name"]);
        let name = space.map_or(name.clone(), |space| format!("{space}.{name}"));
        let path = format!("{PAIR}/option-definition.{name}");
        let pointer = format!("{root}/option-def/{ix}");
        let text = changes.config.to_string();
        let used = text.matches(&format!("\"{}\"", shown(&one["name"]))).count() > 1
            || text.contains(&format!("\"code\":{},\"data\"", one["code"]));
        // What its data means in hexadecimal depends on all of the definition.
        let plain = !used || !text.contains("\"csv-format\":false");
        // A text is spelled as what is not a number, an address or a name.
        let (was, now) = (Some(shown(&one["type"])), Some("tuple".to_owned()));
        if one["type"] == "string" && plain {
            changes.add("option type", format!("{path}/type"), was, now, |config| {
                at(config, &pointer)["type"] = json!("tuple");
            });
        }
        let encapsulate = format!("{path}/encapsulate");
        if one["type"] != "record" && plain && one.get("encapsulate").is_none() {
            changes.add("option space", encapsulate, None, Some("inner".into()), |config| {
                at(config, &pointer)["encapsulate"] = json!("inner");
            });
        }
        if !used {
            changes.add(
                "option definition left away",
                path.clone(),
                Some("(there)".into()),
                None,
                |config| {
                    list(at(config, &root), "option-def").remove(ix);
                },
            );
            changes.add(
                "option code",
                format!("{path}/code"),
                Some(one["code"].to_string()),
                Some("241".into()),
                |config| {
                    at(config, &pointer)["code"] = json!(241);
                },
            );
        }
    }
}

fn hooks(changes: &mut Changes<'_>) {
    let root = root(changes);
    let libraries = every(changes, "hooks-libraries");
    for (ix, one) in libraries.iter().enumerate() {
        let file = one["library"].as_str().unwrap().rsplit('/').next().unwrap();
        let name = file.strip_suffix(".so").unwrap_or(file);
        if name != "libdhcp_ha" {
            let path = format!("{PAIR}/hook.{name}");
            changes.add("hook left away", path.clone(), Some("(there)".into()), None, |config| {
                list(at(config, &root), "hooks-libraries").remove(ix);
            });
            let (key, value) = ("some-parameter", "7");
            changes.add(
                "hook parameter",
                format!("{path}/{key}"),
                None,
                Some(value.into()),
                |config| {
                    at(config, &format!("{root}/hooks-libraries/{ix}"))["parameters"][key] =
                        json!(7);
                },
            );
        }
    }
    if libraries.iter().any(|one| shown(&one["library"]).contains("libdhcp_flex_option")) {
        return;
    }
    let path = format!("{PAIR}/hook.libdhcp_flex_option");
    changes.add("hook added", path, None, Some("(there)".into()), |config| {
        let new = json!({ "library": format!("{HOOKS}/libdhcp_flex_option.so"),
                          "parameters": { "options": [] } });
        list(at(config, &root), "hooks-libraries").insert(0, new);
    });
}
