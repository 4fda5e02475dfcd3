//! The JSON schema of a recorded state, generated from the types that read it.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{Schema, json_schema};

use crate::state::RecordedState;

/// The schema as JSON, in dialect 2020-12, ending in a newline.
///
/// It is stricter than the reader: it describes what is to be written, and leaves out the raw
/// shapes of `ConvertTo-Json`, which are only read. Properties with the names of secrets are
/// refused everywhere.
#[must_use]
pub fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().with_transform(RefuseSecrets);
    let schema = settings.into_generator().into_root_schema_for::<RecordedState>();
    format!("{:#}\n", schema.to_value())
}

/// Lets no object have a property that names a secret.
#[derive(Debug, Clone, Copy)]
struct RefuseSecrets;

impl Transform for RefuseSecrets {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if schema.get("properties").is_some() {
            let names = json_schema!({
                "not": { "pattern": "[Ss][Ee][Cc][Rr][Ee][Tt]|[Pp][Aa][Ss][Ss][Ww]" },
            });
            schema.insert("propertyNames".to_owned(), names.to_value());
        }
    }
}
