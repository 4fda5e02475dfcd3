//! Everything that can be done to a policy.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{EditError, MissingParent, Policy};
use crate::permission::{PermissionSet, State};
use crate::strict::{Table, word};

/// Who holds roles: a user or a group.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Holder {
    /// A user by name.
    User(String),
    /// A group by name.
    Group(String),
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(name) => write!(f, "user `{name}`"),
            Self::Group(name) => write!(f, "group `{name}`"),
        }
    }
}

/// What a new role may be, and what a legacy role can become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NewKind {
    /// Applies to every object.
    General,
    /// Applies to the objects it is added to.
    Specific,
    /// Taken over from an older model: applies to every object that exists now, and to none later.
    Legacy,
}

impl<'de> Deserialize<'de> for NewKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let kinds = [Self::General, Self::Specific, Self::Legacy];
        word(deserializer, &["general", "specific", "legacy"], &kinds)
    }
}

/// One change of a policy. As JSON: `{"edit": "exclude", "object": "...", "role": "..."}`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "edit", rename_all = "kebab-case", deny_unknown_fields, remote = "Self")]
#[expect(missing_docs, reason = "the fields are the names that the variants speak of")]
pub enum Edit {
    /// Adds a user.
    AddUser {
        user: String,
        #[serde(default)]
        external: bool,
    },
    /// Removes a user, from its groups as well.
    RemoveUser { user: String },
    /// Adds a group.
    AddGroup {
        group: String,
        #[serde(default)]
        external: bool,
    },
    /// Removes a group; its users stay.
    RemoveGroup { group: String },
    /// Puts a user into a group.
    Join { user: String, group: String },
    /// Takes a user out of a group.
    Leave { user: String, group: String },
    /// Gives a role to a user or group.
    GiveRole { holder: Holder, role: String },
    /// Takes a role from a user or group.
    TakeRole { holder: Holder, role: String },
    /// Adds a role that says nothing yet.
    AddRole { role: String, kind: NewKind },
    /// Removes a role from everybody and everything.
    RemoveRole { role: String },
    /// Makes an editable role with the same permissions, and with the same holders where asked. The
    /// copy of a specific or legacy role is specific, and on no object.
    DuplicateRole {
        role: String,
        copy: String,
        #[serde(default)]
        holders: bool,
    },
    /// Makes a legacy role general (it then applies everywhere and is on no object by itself) or
    /// specific (it stays where it is, as far as it carries a permission there).
    ConvertRole { role: String, to: NewKind },
    /// Says what a role says about a permission. Allowing also allows what it depends on, as far as
    /// the role does not deny that.
    SetPermission { role: String, permission: String, state: State },
    /// Adds an object; under a parent it inherits.
    AddObject {
        object: String,
        kind: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        on: Vec<String>,
    },
    /// Removes an object that has none under it.
    RemoveObject { object: String },
    /// Says which other objects an object lives on.
    Place { object: String, on: Vec<String> },
    /// Adds a specific role to an object.
    AddToObject { object: String, role: String },
    /// Takes a specific or legacy role off an object.
    RemoveFromObject { object: String, role: String },
    /// Excludes a general role from an object.
    Exclude { object: String, role: String },
    /// Ends an exclusion.
    Include { object: String, role: String },
    /// Switches inheritance: on overwrites the object's access, off keeps what it shows.
    SetInheritance { object: String, inherit: bool },
    /// Whether a replication also needs the permission of each aspect it would change.
    SetStrictReplication { strict: bool },
}

impl Serialize for Edit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The derived writer.
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Edit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Table::<Derived>::deserialize(deserializer).map(|Table(Derived(edit))| edit)
    }
}

/// An edit as the derived reader takes it, which would take a list as well.
struct Derived(Edit);

impl<'de> Deserialize<'de> for Derived {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Edit::deserialize(deserializer).map(Self)
    }
}

/// What an edit did beyond what it says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Whether anything is different now.
    pub changed: bool,
    /// Permissions that were allowed as well because the one set depends on them (rule 8).
    pub also_set: PermissionSet,
    /// Permissions it depends on that the role denies; they were left as they are.
    pub still_denied: PermissionSet,
    /// What the role's holders still lack elsewhere for an added role to be of use (rule 8).
    pub missing_parents: Vec<MissingParent>,
}

impl Policy {
    /// Makes one change, or none at all.
    ///
    /// # Errors
    /// [`EditError`] where a rule forbids it or a name is unknown; the policy is as before then.
    pub fn edit(&mut self, edit: &Edit) -> Result<Outcome, EditError> {
        self.check(edit)?;
        let outcome = self.apply(edit);
        self.revision = self.revision.saturating_add(1);
        Ok(outcome)
    }

    /// Makes all of the changes or none.
    ///
    /// # Errors
    /// As [`Policy::edit`], for the first change that cannot be made.
    pub fn edit_all(&mut self, edits: &[Edit]) -> Result<Vec<Outcome>, EditError> {
        let mut changed = self.clone();
        let outcomes = edits.iter().map(|edit| changed.edit(edit)).collect::<Result<_, _>>()?;
        *self = changed;
        Ok(outcomes)
    }
}

impl fmt::Display for Edit {
    /// In the imperative: ``exclude role `A` from `10.1.0.0/24` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = |external: &bool| if *external { "external " } else { "" };
        match self {
            Self::AddUser { user, external } => write!(f, "add {}user `{user}`", origin(external)),
            Self::RemoveUser { user } => write!(f, "remove user `{user}`"),
            Self::AddGroup { group, external } => {
                write!(f, "add {}group `{group}`", origin(external))
            }
            Self::RemoveGroup { group } => write!(f, "remove group `{group}`"),
            Self::Join { user, group } => write!(f, "put user `{user}` into group `{group}`"),
            Self::Leave { user, group } => write!(f, "take user `{user}` out of group `{group}`"),
            Self::GiveRole { holder, role } => write!(f, "give role `{role}` to {holder}"),
            Self::TakeRole { holder, role } => write!(f, "take role `{role}` from {holder}"),
            Self::AddRole { role, kind } => {
                let kind = match kind {
                    NewKind::General => "general",
                    NewKind::Specific => "specific",
                    NewKind::Legacy => "legacy",
                };
                write!(f, "add {kind} role `{role}`")
            }
            Self::RemoveRole { role } => write!(f, "remove role `{role}`"),
            Self::DuplicateRole { role, copy, .. } => {
                write!(f, "duplicate role `{role}` as `{copy}`")
            }
            Self::ConvertRole { role, to } => {
                let to = if *to == NewKind::General { "general" } else { "specific" };
                write!(f, "convert role `{role}` to {to}")
            }
            Self::SetPermission { role, permission, state } => match state {
                State::Allow => write!(f, "allow `{permission}` in role `{role}`"),
                State::Deny => write!(f, "deny `{permission}` in role `{role}`"),
                State::Unset => write!(f, "unset `{permission}` in role `{role}`"),
            },
            Self::AddObject { object, kind, .. } => write!(f, "add {kind} `{object}`"),
            Self::RemoveObject { object } => write!(f, "remove `{object}`"),
            Self::Place { object, .. } => write!(f, "say what `{object}` lives on"),
            Self::AddToObject { object, role } => write!(f, "add role `{role}` to `{object}`"),
            Self::RemoveFromObject { object, role } => {
                write!(f, "take role `{role}` off `{object}`")
            }
            Self::Exclude { object, role } => write!(f, "exclude role `{role}` from `{object}`"),
            Self::Include { object, role } => {
                write!(f, "end the exclusion of role `{role}` from `{object}`")
            }
            Self::SetInheritance { object, inherit } => {
                let switch = if *inherit { "on" } else { "off" };
                write!(f, "switch {switch} inheritance of `{object}`")
            }
            Self::SetStrictReplication { strict } => {
                let switch = if *strict { "on" } else { "off" };
                write!(f, "switch {switch} the stricter policy for replications")
            }
        }
    }
}
