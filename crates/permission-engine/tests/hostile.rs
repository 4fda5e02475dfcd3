//! Texts that are nearly policies. None of them may be read as one that grants what it should not,
//! and none may bring the reader down.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use permission_engine::{Catalogue, Policy};
use proptest::prelude::*;
use serde_json::{Value, json};

const EXAMPLE: &str = include_str!("../../../examples/access/policy.toml");

/// Keys of the written form that the example has; each of them matters for what is granted.
const KEYS: [&str; 15] = [
    "version",
    "revision",
    "roles",
    "groups",
    "users",
    "objects",
    "kind",
    "allow",
    "converted",
    "members",
    "external",
    "parent",
    "on",
    "inherit",
    "created",
];

fn from_toml(text: &str) -> Result<Policy, permission_engine::FormError> {
    Policy::from_toml(text, Catalogue::dhcp())
}

fn from_json(value: &Value) -> Result<Policy, permission_engine::FormError> {
    Policy::from_json(&value.to_string(), Catalogue::dhcp())
}

/// The example with everything a policy can say.
fn example() -> Value {
    let text =
        EXAMPLE.replace("revision = 40", "revision = 40\nstrict-replication = true").replace(
            "allow = [\"addScope@dhcp-server\"]",
            "allow = [\"addScope@dhcp-server\"]\nunset = [\"web\"]",
        );
    serde_json::from_str(&from_toml(&text).unwrap().to_json()).unwrap()
}

/// A key with one letter left out, one doubled, or in another case is an error wherever it stands.
#[test]
fn a_mistyped_key_is_never_passed_over() {
    for key in KEYS.iter().chain(&["deny", "exclude", "description"]) {
        let lines: Vec<(usize, &str)> = EXAMPLE
            .lines()
            .enumerate()
            .filter(|(_, line)| {
                line.starts_with(&format!("{key} =")) || line.starts_with(&format!("[{key}."))
            })
            .collect();
        assert!(!lines.is_empty(), "`{key}` is not in the example");
        for (at, line) in lines {
            for typo in typos(key) {
                let wrong = line.replacen(key, &typo, 1);
                let text: Vec<&str> = EXAMPLE
                    .lines()
                    .enumerate()
                    .map(|(here, known)| if here == at { wrong.as_str() } else { known })
                    .collect();
                let error = from_toml(&text.join("\n"));
                assert!(error.is_err(), "line {}: `{wrong}` is passed over", at + 1);
            }
        }
    }
}

fn typos(key: &str) -> Vec<String> {
    let mut typos = vec![key.to_uppercase(), format!("{key}s"), key.replace('-', "_") + "_"];
    for at in 0..key.len() {
        let (before, after) = key.split_at(at);
        let mut rest = after.chars();
        let first = rest.next().unwrap();
        typos.push(format!("{before}{}", rest.as_str()));
        typos.push(format!("{before}{first}{after}"));
    }
    typos.retain(|typo| typo != key && !typo.is_empty());
    typos
}

/// Every value in a document, as the steps that lead there.
fn paths(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    let step = |key: &str| format!("{here}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(map) => map.iter().for_each(|(key, one)| paths(one, &step(key), all)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, one)| paths(one, &step(&at.to_string()), all));
        }
        _ => {}
    }
}

/// What could stand in the place of a value by mistake.
fn instead(value: &Value) -> Vec<Value> {
    let mut all = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(""),
        json!("Administrators"),
        json!([]),
        json!({}),
        json!([value]),
        json!({ "": value }),
        json!({ "general": null }),
        json!([[value]]),
    ];
    if let Value::Object(map) = value {
        // The values without their keys, and one key more.
        all.push(map.values().cloned().collect());
        let mut more = map.clone();
        more.insert("grant".to_owned(), json!(["Administrators"]));
        all.push(Value::Object(more));
    }
    all
}

/// The reader takes nothing that the schema refuses.
#[test]
fn what_is_read_fits_the_schema() {
    let schema = jsonschema::validator_for(&Policy::schema()).unwrap();
    let example = example();
    assert!(schema.is_valid(&example) && from_json(&example).is_ok());
    let mut all = Vec::new();
    paths(&example, "", &mut all);
    assert!(all.len() > 150, "{}", all.len());
    let (mut read, mut refused) = (0, 0);
    for path in all {
        for other in instead(example.pointer(&path).unwrap()) {
            let mut changed = example.clone();
            *changed.pointer_mut(&path).unwrap() = other.clone();
            match from_json(&changed) {
                Ok(policy) => {
                    assert!(schema.is_valid(&changed), "`{path}`: {other} is read");
                    let again = Policy::from_json(&policy.to_json(), Catalogue::dhcp());
                    assert_eq!(again.as_ref(), Ok(&policy), "`{path}`: {other}");
                    read += 1;
                }
                Err(error) => {
                    assert!(!error.message().is_empty() && !error.help().is_empty());
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > read && read > 50, "{read} read, {refused} refused");
}

/// What is repeated or left out in JSON is an error, or means the same.
#[test]
fn a_part_that_is_repeated_is_never_the_only_one_that_counts() {
    let text = example().to_string();
    for key in KEYS {
        let Some(at) = text.find(&format!("\"{key}\":")) else { continue };
        for value in ["null", "[]", "{}", "1", "\"general\"", "false"] {
            let twice = format!("{}\"{key}\":{value},{}", &text[..at], &text[at..]);
            assert!(Policy::from_json(&twice, Catalogue::dhcp()).is_err(), "{key}: {value}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Text with a hole, a repetition or foreign bytes in it.
    #[test]
    fn no_text_brings_the_reader_down(
        at in 0..EXAMPLE.len(),
        length in 0..40_usize,
        patch in prop_oneof![
            Just(String::new()),
            "[\\[\\]{}=.,\"'#\\n\\r\\\\ a-z0-9@\u{0}\u{feff}\u{202e}-]{0,12}",
            any::<String>(),
        ],
        json in any::<bool>(),
    ) {
        let text = if json { example().to_string() } else { EXAMPLE.to_owned() };
        let start = text.floor_char_boundary(at.min(text.len()));
        let end = text.floor_char_boundary((start + length).min(text.len()));
        let changed = format!("{}{patch}{}", &text[..start], &text[end..]);
        let read = match json {
            true => Policy::from_json(&changed, Catalogue::dhcp()),
            false => Policy::from_toml(&changed, Catalogue::dhcp()),
        };
        match read {
            Ok(policy) => {
                let again = Policy::from_toml(&policy.to_toml(), Catalogue::dhcp());
                prop_assert_eq!(again.as_ref(), Ok(&policy));
            }
            Err(error) => {
                prop_assert!(!error.to_string().is_empty() && !error.help().is_empty());
            }
        }
    }
}
