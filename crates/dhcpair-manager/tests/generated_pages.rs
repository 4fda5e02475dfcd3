//! The pages and schemas of the documentation that are made from the code are fresh.
//!
//! With `DHCPAIR_REFRESH=1` they are written anew; `cargo xtask docs` does that.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

use std::path::{Path, PathBuf};

use dhcpair_manager::check::pages;
use dhcpair_manager::contract::{errors_page, schemas};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

fn is_fresh(path: &Path, text: &str) {
    if std::env::var_os("DHCPAIR_REFRESH").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == text, "`{}` is stale: run `cargo xtask docs`", path.display());
}

#[test]
fn generated_rule_pages_are_fresh() {
    let folder = docs().join("rules");
    for (name, text) in pages() {
        is_fresh(&folder.join(name), &text);
    }
    let known: Vec<_> = pages().into_iter().map(|(name, _)| name.to_owned()).collect();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(known.contains(&name), "`docs/rules/{name}` belongs to no group of rules");
    }
}

/// Files of `docs/schemas` that say what is read and not what is printed: their own crates hold them.
const READ: [&str; 2] = ["access-policy.json", "recorded-windows-state.json"];

#[test]
fn generated_schemas_are_fresh() {
    let folder = docs().join("schemas");
    let schemas = schemas();
    for (name, schema) in &schemas {
        let text = serde_json::to_string_pretty(schema).unwrap() + "\n";
        is_fresh(&folder.join(name), &text);
    }
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let known = schemas.iter().any(|(known, _)| *known == name);
        assert!(known || READ.contains(&name.as_str()), "`docs/schemas/{name}` is of no document");
    }
}

#[test]
fn generated_error_page_is_fresh() {
    is_fresh(&docs().join("errors.md"), &errors_page());
}
