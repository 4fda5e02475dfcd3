//! The JSON Schemas of the documents, made from their types.

use permission_engine::documents as access;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{
    CheckDocument, DoctorDocument, DriftDocument, ExplainDocument, GenerateDocument, InitDocument,
    LeaseFindDocument, LeasesAuditDocument, RelationshipDocument, RelationshipsDocument,
    ScopeDocument, ScopesDocument, ServersDocument, SituationDocument, StatusDocument,
};

/// The JSON Schema of every document that a command prints, with the name of its file in `docs/schemas`: that of the document
/// without `dhcpair.` and without its version.
///
/// ```
/// use dhcpair_manager::contract::schemas;
///
/// let all = schemas();
/// let (_, status) = all.iter().find(|(name, _)| *name == "status.json").ok_or("none")?;
/// assert_eq!(status["properties"]["schema"]["const"], "dhcpair.status/1");
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    let mut all = vec![
        ("check.json", schema::<CheckDocument>()),
        ("doctor.json", schema::<DoctorDocument>()),
        ("drift.json", schema::<DriftDocument>()),
        ("explain.json", schema::<SituationDocument>()),
        ("generate.json", schema::<GenerateDocument>()),
        ("init.json", schema::<InitDocument>()),
        ("lease-find.json", schema::<LeaseFindDocument>()),
        ("leases-audit.json", schema::<LeasesAuditDocument>()),
        ("relationship.json", schema::<RelationshipDocument>()),
        ("relationships.json", schema::<RelationshipsDocument>()),
        ("rules.json", schema::<ExplainDocument>()),
        ("scope.json", schema::<ScopeDocument>()),
        ("scopes.json", schema::<ScopesDocument>()),
        ("servers.json", schema::<ServersDocument>()),
        ("status.json", schema::<StatusDocument>()),
    ];
    all.extend(access::schemas());
    all
}

/// What a document looks like once it is written.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}
