//! The written forms of a policy: TOML for files, JSON for an API. One schema for both.
//!
//! Reading is strict. An unknown key, a name that nothing defines, a permission both allowed and
//! denied, a key given twice: all are errors with a place and help, and no policy comes of it. A
//! policy that is read never grants more than its text says.

mod map;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use place::{FormError, Place};

use crate::policy::{NewKind, Policy};
use map::Map;

/// The version of the form that this crate reads and writes.
const VERSION: u32 = 1;

/// An access policy: roles, groups, users and objects, each by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "Access policy")]
pub(crate) struct PolicyForm {
    /// Version of this form: 1.
    version: u32,
    /// Counts the changes of the policy, so that `created` and `converted` can be compared.
    #[serde(default, skip_serializing_if = "is_zero")]
    revision: u64,
    /// Whether a replication also needs the permission for each aspect it would change.
    #[serde(default, skip_serializing_if = "is_false")]
    strict_replication: bool,
    /// Roles besides the built-in ones.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    roles: Map<RoleForm>,
    /// Groups of users.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    groups: Map<GroupForm>,
    /// Users. `administrator` is always there.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    users: Map<UserForm>,
    /// Objects.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    objects: Map<ObjectForm>,
}

/// A role.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RoleForm {
    /// To which objects it applies.
    kind: NewKind,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    /// Permissions it allows, and with them everything they depend on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow: Vec<String>,
    /// Permissions it denies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    deny: Vec<String>,
    /// Permissions that would be allowed because others depend on them, and are not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    unset: Vec<String>,
    /// Legacy roles: the revision at which it was converted. It reaches objects created before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    converted: Option<u64>,
}

/// A group.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct GroupForm {
    /// Whether it comes from an external directory.
    #[serde(default, skip_serializing_if = "is_false")]
    external: bool,
    /// Its users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
    /// Roles it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
}

/// A user.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct UserForm {
    /// Whether it comes from an external directory.
    #[serde(default, skip_serializing_if = "is_false")]
    external: bool,
    /// Roles it holds itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
}

/// An object.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ObjectForm {
    /// Its kind, as the catalogue names it.
    kind: String,
    /// The object it lies under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// Other objects it lives on, for instance a scope's servers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    on: Vec<String>,
    /// Whether it shows its parent's access; it does unless told otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inherit: Option<bool>,
    /// Specific and legacy roles on it. Only where it does not inherit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    /// General roles excluded from it. Only where it does not inherit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
    /// The revision at which it was created. Must be given where there is a legacy role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    created: Option<u64>,
}

impl Policy {
    /// The JSON Schema of both forms.
    #[must_use]
    pub fn schema() -> serde_json::Value {
        schemars::schema_for!(PolicyForm).to_value()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}
