//! The written form of a catalogue.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct CatalogueForm {
    #[serde(default)]
    pub(super) api_prefix: String,
    pub(super) types: Vec<TypeForm>,
    pub(super) kinds: Vec<KindForm>,
    #[serde(default)]
    pub(super) dependencies: Vec<DependencyForm>,
    #[serde(default)]
    pub(super) implications: Vec<ImplicationForm>,
    #[serde(default)]
    pub(super) roles: Vec<RoleForm>,
    #[serde(default)]
    pub(super) aspects: Vec<AspectForm>,
    #[serde(default)]
    pub(super) operations: Vec<OperationForm>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct TypeForm {
    pub(super) name: String,
    #[serde(default)]
    pub(super) module_wide: bool,
    pub(super) listed_by: Option<String>,
    pub(super) permissions: Vec<PermissionForm>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PermissionForm {
    pub(super) name: String,
    /// The name in the API, where it is not the prefix and the name.
    pub(super) api: Option<String>,
    pub(super) label: String,
    #[serde(default)]
    pub(super) legacy: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct KindForm {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) of: String,
    #[serde(default)]
    pub(super) under: Vec<String>,
    #[serde(default)]
    pub(super) on: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct DependencyForm {
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) except: Vec<String>,
    pub(super) on: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct ImplicationForm {
    pub(super) of: String,
    pub(super) gives: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct RoleForm {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
    pub(super) allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct AspectForm {
    pub(super) name: String,
    pub(super) permission: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct OperationForm {
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) needs: Vec<NeedForm>,
    pub(super) aspects_of: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct NeedForm {
    pub(super) every: Option<String>,
    #[serde(default)]
    pub(super) at_least: usize,
    pub(super) any: Vec<String>,
}
