//! SARIF output against the standard's own JSON schema.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::PathBuf;
use std::process::Command;

use config_text::report::{Record, sarif};
use config_text::{Diagnostic, Phase, Rule, Severity, Sources, Span};
use serde_json::Value;

// The package that carries the schema; its types are a second reader.
use serde_sarif::sarif::Sarif;

static ERROR: Rule = Rule {
    id: "test-error",
    phase: Phase::Load,
    severity: Severity::Error,
    summary: "a summary",
    why: "a reason",
    fix: "a remedy",
};
static NOTE: Rule = Rule {
    id: "test-note",
    phase: Phase::Pair,
    severity: Severity::Note,
    summary: "another summary",
    why: "another reason",
    fix: "another remedy",
};

/// Findings with one place, with several, with none, and in odd paths.
fn records() -> Vec<Record> {
    let mut sources = Sources::new();
    let file = sources.add("/etc/dhcp/a b#%\x07ü.conf", b"first\nsecond \xff\n".to_vec());
    let empty = sources.add("empty.conf", Vec::new());
    let found = [
        Diagnostic::new(&ERROR, Span::new(file, 6, 12), "`second` is wrong")
            .with_label(Span::new(file, 0, 5), "because of this"),
        Diagnostic::new(&NOTE, Span::new(file, 13, 14), "not text"),
        Diagnostic::new(&ERROR, Span::new(empty, 0, 0), "nothing here"),
        Diagnostic::without_place(&NOTE, "no place"),
    ];
    found.iter().map(|one| Record::of(&sources, one)).collect()
}

/// The schema file inside the package that this test depends on.
fn schema() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    // Only this platform's packages are sure to be downloaded.
    let version = Command::new(&cargo).arg("-vV").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|one| one["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let text = std::fs::read(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: Value = serde_json::from_slice(&text).unwrap();
    // The standard's pattern for languages has a bracket too many and is no regular expression.
    for definition in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][definition]["properties"]["language"];
        assert!(language.as_object_mut().unwrap().remove("pattern").is_some());
    }
    schema
}

#[test]
fn every_document_fits_the_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for records in [Vec::new(), records()] {
        let document = sarif("dhcpair", "0.1.0", &records);
        let errors: Vec<_> = validator.iter_errors(&document).map(|one| one.to_string()).collect();
        assert_eq!(errors, [""; 0]);
        let read: Sarif = serde_json::from_value(document).unwrap();
        assert_eq!(read.runs[0].results.as_ref().map_or(0, Vec::len), records.len());
    }
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut document = sarif("dhcpair", "0.1.0", &records());
    document["runs"][0]["results"][0]["level"] = "terrible".into();
    assert!(!validator.is_valid(&document));
}
