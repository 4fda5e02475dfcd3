//! The published schema: generated from the types, true to the WMI classes, met by the examples.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A path below the workspace.
fn workspace(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(below)
}

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn published() -> Value {
    json(&workspace("docs/schemas/recorded-windows-state.json"))
}

/// Every recorded state among the examples.
fn examples() -> Vec<PathBuf> {
    let campuses = ["campus", "campus-clean"].map(|campus| workspace("examples").join(campus));
    let folders = campuses.iter().flat_map(|campus| std::fs::read_dir(campus).unwrap());
    let states = folders.map(|folder| folder.unwrap().path().join("state.json"));
    states.filter(|path| path.exists()).collect()
}

/// `cargo xtask docs` writes the schema anew.
#[cfg(feature = "schema")]
#[test]
fn the_generated_schema_is_fresh() {
    let path = workspace("docs/schemas/recorded-windows-state.json");
    let generated = windows_dhcp::schema();
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::write(&path, &generated).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(
        published == generated,
        "docs/schemas/recorded-windows-state.json is stale: run `cargo xtask docs`"
    );
}

#[test]
fn the_examples_meet_the_schema() {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&published())
        .expect("the schema is a schema");
    let examples = examples();
    assert!(examples.len() >= 4, "{examples:?}");
    for path in examples {
        let state = json(&path);
        let errors: Vec<_> = validator
            .iter_errors(&state)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
}

#[test]
fn the_schema_refuses_secrets_and_wrong_types() {
    let validator = jsonschema::validator_for(&published()).unwrap();
    let good = json(&examples()[0]);
    let refuses = |change: &dyn Fn(&mut Value)| {
        let mut state = good.clone();
        change(&mut state);
        !validator.is_valid(&state)
    };
    assert!(!refuses(&|_| ()));
    assert!(refuses(&|state| state["v4"]["failover"][0]["SharedSecret"] = "x".into()));
    assert!(refuses(&|state| state["server"]["setting"]["DnsPassword"] = "x".into()));
    assert!(refuses(&|state| state["v4"]["scopes"][0]["LeaseDuration"] = 5.into()));
    assert!(refuses(&|state| state["v4"]["scopes"][0]["State"] = "On".into()));
    assert!(refuses(&|state| state["recorded-windows-state"] = 2.into()));
    assert!(refuses(&|state| drop(state["v4"].as_object_mut().unwrap().remove("scopes"))));
}

/// The schema that a reference leads to; `null` as an alternative does not count.
fn resolve<'s>(root: &'s Value, mut schema: &'s Value) -> &'s Value {
    loop {
        if let Some(path) = schema["$ref"].as_str() {
            schema = root.pointer(&path[1..]).unwrap();
        } else if let Some(any) = schema["anyOf"].as_array() {
            schema = any.iter().find(|one| one["type"] != "null").unwrap();
        } else {
            return schema;
        }
    }
}

/// A schema's type, without `null`.
fn type_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(types) => types.iter().find_map(|t| t.as_str().filter(|t| *t != "null")),
        one => one.as_str(),
    }
    .unwrap_or("?")
}

/// What is wrong with a property's schema, against the property's definition in the class.
fn wrong(root: &Value, property: &Value, schema: &Value) -> Option<String> {
    let mut schema = resolve(root, schema);
    if property["array"] == true {
        if type_of(schema) != "array" {
            return Some("is no list".to_owned());
        }
        schema = resolve(root, &schema["items"]);
    }
    let number = |bits: u32| {
        let fits = type_of(schema) == "integer"
            && match bits {
                16 => schema["maximum"] == 65_535,
                _ => schema["format"] == format!("uint{bits}"),
            };
        (!fits).then(|| format!("is no number of {bits} bits"))
    };
    let names = |list: &Value| {
        let mut names: Vec<_> =
            list.as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
        names.sort_unstable();
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    match property["mof_type"].as_str().unwrap() {
        "boolean" => (type_of(schema) != "boolean").then(|| "is no boolean".to_owned()),
        "uint16" => number(16),
        "uint32" => number(32),
        "uint64" => number(64),
        "real32" => (type_of(schema) != "number").then(|| "is no number".to_owned()),
        "datetime" => {
            let time = schema["format"] == "date-time" || schema["pattern"].is_string();
            (!time).then(|| "is no time".to_owned())
        }
        "string" if property["values"].is_array() => {
            let wanted = names(&property["values"]);
            // Values with a description are alternatives of one constant each.
            let constants = schema["oneOf"]
                .as_array()
                .map(|all| Value::Array(all.iter().map(|one| one["const"].clone()).collect()));
            let found = names(constants.as_ref().unwrap_or(&schema["enum"]));
            (wanted != found).then(|| format!("has {found:?}, not {wanted:?}"))
        }
        "string" => (type_of(schema) != "string").then(|| "is no text".to_owned()),
        other => Some(format!("has the unknown type {other}")),
    }
}

#[test]
fn every_class_has_the_properties_and_types_of_the_provider() {
    let Some(classes) = dhcpair_testbed::shared("windows/dhcpserver-classes.json") else { return };
    let (classes, schema) = (json(&classes), published());
    let (mut problems, mut compared) = (Vec::new(), 0);
    for (name, ours) in schema["$defs"].as_object().unwrap() {
        if !name.starts_with("DhcpServer") {
            continue;
        }
        let class = classes["classes"].as_array().unwrap().iter().find(|c| c["class"] == **name);
        let Some(class) = class else {
            problems.push(format!("{name} is no class"));
            continue;
        };
        let theirs = class["properties"].as_array().unwrap();
        let mut left: Vec<&str> =
            ours["properties"].as_object().unwrap().keys().map(|k| &**k).collect();
        for property in theirs {
            let property_name = property["name"].as_str().unwrap();
            compared += 1;
            left.retain(|left| *left != property_name);
            match &ours["properties"][property_name] {
                Value::Null => problems.push(format!("{name}.{property_name} is missing")),
                schema_of => problems.extend(
                    wrong(&schema, property, schema_of)
                        .map(|wrong| format!("{name}.{property_name} {wrong}")),
                ),
            }
        }
        // What is not the class's own is in lower case.
        left.retain(|left| left.starts_with(char::is_uppercase));
        problems.extend(left.iter().map(|left| format!("{name}.{left} is no property")));
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(compared > 200, "only {compared} properties compared");
}
