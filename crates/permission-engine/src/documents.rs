//! Answers by name, as plain data that serialises to JSON as it stands.
//!
//! Frontends call a function of this module with what a user typed, and print what comes back.
//! Every document carries a `schema` with a version; [`schemas`] are the JSON Schemas.

mod answer;
#[cfg(test)]
mod tests;

pub use answer::{can, diff, effective, roles, who_can};

use std::sync::Arc;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use crate::decision::Basis;
use crate::permission::State;
use crate::policy::{Edit, Holder, Name, Noun};
use crate::suggest::one_of;

/// There is nothing of a name that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} `{name}`")]
pub struct UnknownName {
    what: Noun,
    name: String,
    help: String,
}

impl UnknownName {
    fn new<'a>(what: Noun, name: &str, known: impl Iterator<Item = &'a Name>) -> Self {
        let help = one_of(name, what, known.map(|known| &**known));
        Self { what, name: name.to_owned(), help }
    }

    /// A stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "access-unknown-name"
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

/// The JSON Schema of each document, with the name of its file in `docs/schemas`.
#[must_use]
pub fn schemas() -> [(&'static str, Value); 5] {
    [
        ("access-can.json", schema::<CanDocument>()),
        ("access-diff.json", schema::<DiffDocument>()),
        ("access-effective.json", schema::<EffectiveDocument>()),
        ("access-roles.json", schema::<RolesDocument>()),
        ("access-who-can.json", schema::<WhoCanDocument>()),
    ]
}

/// What a document looks like once it is written: every member is there.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// Document of `access effective`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct EffectiveDocument {
    /// `dhcpair.access-effective/1`.
    pub schema: &'static str,
    /// Who was asked about.
    pub who: Holder,
    /// Module-wide first, then the objects.
    pub places: Vec<PlaceRecord>,
}

/// Somebody's access at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PlaceRecord {
    /// The object; none for module-wide access.
    pub object: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// The object whose access it shows, where it inherits.
    pub inherited_from: Option<String>,
    /// The permissions that are allowed, or that a role held speaks of. Places with the same access
    /// share them.
    pub permissions: Arc<[PermissionRecord]>,
    /// What is missing although permissions depend on it.
    pub warnings: Vec<WarningRecord>,
}

/// One permission with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PermissionRecord {
    /// Its id.
    pub permission: String,
    /// What people call it.
    pub label: String,
    /// The answer.
    #[serde(flatten)]
    pub answer: AnswerRecord,
    /// The roles it comes from.
    pub roles: Vec<String>,
    /// The permission that implies it, where that is the reason.
    pub implied_by: Option<String>,
}

/// An answer with the rule it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AnswerRecord {
    /// Whether it is allowed.
    pub allowed: bool,
    /// What the answer rests on.
    pub basis: Basis,
    /// The number of the rule.
    pub rule: u8,
    /// What it rests on, in a few words.
    pub why: &'static str,
}

/// A permission that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct WarningRecord {
    /// The permission that is missing.
    pub needs: String,
    /// The object it is missing on; none for a module-wide one, and where no object is known.
    pub at: Option<String>,
    /// The permissions that depend on it.
    pub used_by: Vec<String>,
}

/// Document of `access can`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CanDocument {
    /// `dhcpair.access-can/1`.
    pub schema: &'static str,
    /// Who was asked about.
    pub who: Holder,
    /// Id of the permission.
    pub permission: String,
    /// What people call it.
    pub label: String,
    /// The object; none for a module-wide permission.
    pub object: Option<String>,
    /// The answer.
    #[serde(flatten)]
    pub answer: AnswerRecord,
    /// The rule in words.
    pub rule_text: &'static str,
    /// How to ask instead, where the permission is not for objects of that type.
    pub hint: Option<String>,
    /// The permission that implies it, where that is the reason.
    pub implied_by: Option<String>,
    /// From the object to the one whose access it shows.
    pub way: Vec<String>,
    /// Every role held, the deciding ones first.
    pub roles: Vec<HeldRoleRecord>,
    /// The allowing roles that a deny beat.
    pub overruled: Vec<String>,
    /// What the permission depends on and is missing.
    pub missing: Vec<WarningRecord>,
    /// What would make it allowed, each by itself.
    pub remedies: Vec<RemedyRecord>,
}

/// A role held, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct HeldRoleRecord {
    /// The role.
    pub role: String,
    /// `general`, `specific`, `legacy`.
    pub kind: &'static str,
    /// Whether the role was given to the subject itself.
    pub directly: bool,
    /// The groups it is held through.
    pub groups: Vec<String>,
    /// What it says about the permission.
    pub says: State,
    /// Whether it applies.
    pub applies: bool,
    /// Why it applies or not, in a few words.
    pub standing: String,
}

/// One way to make something allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RemedyRecord {
    /// For people: one line for each edit.
    pub steps: Vec<String>,
    /// For programs.
    pub edits: Vec<Edit>,
    /// What the permission depends on and would still be missing then.
    pub missing: Vec<WarningRecord>,
}

/// Document of `access who-can`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct WhoCanDocument {
    /// `dhcpair.access-who-can/1`.
    pub schema: &'static str,
    /// Id of the permission.
    pub permission: String,
    /// What people call it.
    pub label: String,
    /// The object; none for a module-wide permission.
    pub object: Option<String>,
    /// How to ask instead, where the permission is not for objects of that type.
    pub hint: Option<String>,
    /// Users and groups who may, by name; users first.
    pub who: Vec<WhoRecord>,
}

/// Somebody who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct WhoRecord {
    /// The user or group.
    pub who: Holder,
    /// The answer.
    #[serde(flatten)]
    pub answer: AnswerRecord,
    /// The roles that allow it.
    pub roles: Vec<String>,
}

/// Document of `access roles`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RolesDocument {
    /// `dhcpair.access-roles/1`.
    pub schema: &'static str,
    /// The roles, built-in ones first.
    pub roles: Vec<RoleRecord>,
}

/// A role with where it is held and used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RoleRecord {
    /// Its name.
    pub role: String,
    /// `general`, `specific`, `legacy`.
    pub kind: &'static str,
    /// Whether it can be neither edited nor removed.
    pub built_in: bool,
    /// What it is for.
    pub description: String,
    /// Permissions it allows.
    pub allow: Vec<String>,
    /// Permissions it denies.
    pub deny: Vec<String>,
    /// The users who hold it themselves.
    pub users: Vec<String>,
    /// The groups that hold it.
    pub groups: Vec<String>,
    /// The objects it is on, without those that inherit from them.
    pub on: Vec<String>,
    /// The objects it is excluded from, without those that inherit from them.
    pub excluded_from: Vec<String>,
}

/// Document of `access diff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DiffDocument {
    /// `dhcpair.access-diff/1`.
    pub schema: &'static str,
    /// Users and groups who gain anything.
    pub gaining: usize,
    /// Users and groups who lose anything.
    pub losing: usize,
    /// Where it changed: whether a replication now also needs the permission for each aspect it
    /// would change.
    pub strict_replication: Option<bool>,
    /// The changes by who, losses before gains.
    pub changes: Vec<ChangeRecord>,
}

/// A permission somebody gains or loses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ChangeRecord {
    /// Who.
    pub who: Holder,
    /// `true` for a gain, `false` for a loss.
    pub gains: bool,
    /// Id of the permission.
    pub permission: String,
    /// Whether it is module-wide.
    pub module_wide: bool,
    /// The objects, sorted; none where it is module-wide.
    pub objects: Vec<String>,
}
