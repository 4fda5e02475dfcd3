//! Whether documents are what their schemas in `docs/schemas` say.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use super::workspace;

/// The schemas by the names of their files, without the ending.
pub(crate) fn all() -> &'static BTreeMap<String, Validator> {
    static ALL: OnceLock<BTreeMap<String, Validator>> = OnceLock::new();
    ALL.get_or_init(|| {
        let files = std::fs::read_dir(workspace().join("docs/schemas")).unwrap();
        let read = files.map(|file| {
            let path = file.unwrap().path();
            let schema: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let options = jsonschema::options().should_validate_formats(true);
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                options.build(&schema).unwrap(),
            )
        });
        read.collect()
    })
}

/// One of them.
pub(crate) fn named(name: &str) -> &'static Validator {
    all().get(name).unwrap_or_else(|| panic!("no schema `{name}`"))
}

/// The name of the schema of a document.
///
/// # Panics
/// If there is none, or the document is not what it says.
pub(crate) fn of(document: &Value) -> &'static str {
    let named = document["schema"].as_str().and_then(|name| name.strip_prefix("dhcpair."));
    let (named, _) =
        named.and_then(|name| name.rsplit_once('/')).unwrap_or_else(|| panic!("{document:#}"));
    let (name, schema) =
        all().get_key_value(named).unwrap_or_else(|| panic!("no schema of {named}"));
    let errors: Vec<_> = schema
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?} in {document:#}");
    name
}
