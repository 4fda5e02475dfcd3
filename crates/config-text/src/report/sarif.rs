//! SARIF 2.1.0, the format of code scanning services.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Location, Record};
use crate::diagnostic::Rule;

/// Writes records as one SARIF run of `tool` in `version`.
#[must_use]
pub fn sarif(tool: &str, version: &str, records: &[Record]) -> Value {
    let rules: BTreeMap<&str, &Rule> = records.iter().map(|one| (one.rule, one.about)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let results: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "ruleId": record.rule,
                "ruleIndex": index.get(record.rule),
                "level": record.severity,
                "message": { "text": record.message },
                "locations": record.locations.iter().take(1).map(location).collect::<Vec<_>>(),
                "relatedLocations": related(record),
                "properties": { "phase": record.phase },
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": tool,
                "semanticVersion": version,
                "rules": rules.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.fix },
        "defaultConfiguration": { "level": rule.severity.as_str() },
        "properties": { "phase": rule.phase.as_str() },
    })
}

fn location(place: &Location) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.file) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    })
}

fn related(record: &Record) -> Vec<Value> {
    let others = record.locations.iter().enumerate().skip(1);
    others
        .map(|(id, place)| {
            let mut value = location(place);
            if let Some(object) = value.as_object_mut() {
                object.insert("id".to_owned(), json!(id));
                object.insert("message".to_owned(), json!({ "text": place.label }));
            }
            value
        })
        .collect()
}

/// A relative or absolute path as a URI reference: what a URI cannot hold is percent-encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
