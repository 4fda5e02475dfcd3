//! Who holds which role, what the roles say, and what access each object has.
//!
//! A [`Policy`] is plain data with rules: it changes only by [`Edit`]s, and what the rules of the
//! access model forbid is refused with the rule's number and text. To ask questions of it, put it
//! into an [`Engine`](crate::Engine).

mod apply;
mod check;
mod edit;
mod error;
mod parents;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

pub use edit::{Edit, Holder, NewKind, Outcome};
pub use error::{EditError, Noun};
pub use parents::MissingParent;

pub(crate) use apply::user_name;
pub(crate) use check::{check_excluded, check_name, forbidden, inherits, nothing_above};

use crate::catalogue::{Catalogue, KindIx, TypeIx};
use crate::permission::{Permission, PermissionSet, State};

/// A name of a user, group, role or object; cheap to copy.
pub type Name = Arc<str>;

/// The local user that stands outside the model (rule 2). Every policy has it.
pub const ADMINISTRATOR: &str = "administrator";

/// More objects than this are refused; the engine numbers their access in 24 bits.
pub(crate) const MOST_OBJECTS: usize = 1 << 24;

/// Objects lie at most this deep; networks nest at most 129 deep (IPv6 prefix lengths).
pub(crate) const DEEPEST: usize = 256;

/// To which objects a role applies (rule 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleKind {
    /// To every object, present and future, that it is not excluded from.
    General,
    /// To the objects it was added to.
    Specific,
    /// To objects that existed when it was converted from an older model.
    Legacy {
        /// The revision of the policy at which it was converted; objects created before it existed.
        converted: u64,
    },
}

impl RoleKind {
    /// `general`, `specific` or `legacy`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Specific => "specific",
            Self::Legacy { .. } => "legacy",
        }
    }

    /// Whether a role of this kind can be on an object created at this revision.
    #[must_use]
    pub const fn reaches(self, created: u64) -> bool {
        match self {
            Self::General | Self::Specific => true,
            Self::Legacy { converted } => created < converted,
        }
    }
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub(crate) kind: RoleKind,
    pub(crate) built_in: bool,
    pub(crate) description: String,
    pub(crate) allow: PermissionSet,
    pub(crate) deny: PermissionSet,
}

impl Role {
    /// To which objects it applies.
    #[must_use]
    pub const fn kind(&self) -> RoleKind {
        self.kind
    }

    /// Whether it can be neither edited nor removed (rule 5).
    #[must_use]
    pub const fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// What it is for.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What it says about a permission.
    #[must_use]
    pub fn state(&self, permission: Permission) -> State {
        if self.deny.contains(permission) {
            State::Deny
        } else if self.allow.contains(permission) {
            State::Allow
        } else {
            State::Unset
        }
    }

    /// What it allows.
    #[must_use]
    pub const fn allowed(&self) -> &PermissionSet {
        &self.allow
    }

    /// What it denies.
    #[must_use]
    pub const fn denied(&self) -> &PermissionSet {
        &self.deny
    }

    /// Whether it allows or denies anything on objects of a type (rule 6).
    #[must_use]
    pub fn carries(&self, of: TypeIx, catalogue: &Catalogue) -> bool {
        let all = catalogue.object_type(of).map(|of| &of.permissions);
        all.is_some_and(|all| self.allow.meets(all) || self.deny.meets(all))
    }
}

/// A user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    pub(crate) external: bool,
    pub(crate) roles: BTreeSet<Name>,
}

impl User {
    /// Whether it comes from an external directory.
    #[must_use]
    pub const fn is_external(&self) -> bool {
        self.external
    }

    /// The roles it holds itself, without those of its groups.
    pub fn roles(&self) -> impl Iterator<Item = &Name> {
        self.roles.iter()
    }
}

/// A group of users.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    pub(crate) external: bool,
    pub(crate) members: BTreeSet<Name>,
    pub(crate) roles: BTreeSet<Name>,
}

impl Group {
    /// Whether it comes from an external directory.
    #[must_use]
    pub const fn is_external(&self) -> bool {
        self.external
    }

    /// Its users.
    pub fn members(&self) -> impl Iterator<Item = &Name> {
        self.members.iter()
    }

    /// The roles it holds.
    pub fn roles(&self) -> impl Iterator<Item = &Name> {
        self.roles.iter()
    }
}

/// The access an object has of its own: roles added, general roles excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    pub(crate) roles: BTreeSet<Name>,
    pub(crate) excluded: BTreeSet<Name>,
}

impl Access {
    /// Specific and legacy roles on the object.
    pub fn roles(&self) -> impl Iterator<Item = &Name> {
        self.roles.iter()
    }

    /// General roles that do not apply to it.
    pub fn excluded(&self) -> impl Iterator<Item = &Name> {
        self.excluded.iter()
    }

    /// Whether nothing is added and nothing excluded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.excluded.is_empty()
    }
}

/// Something that permissions are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub(crate) kind: KindIx,
    pub(crate) parent: Option<Name>,
    pub(crate) on: BTreeSet<Name>,
    /// INVARIANT: false without a parent.
    pub(crate) inherits: bool,
    /// INVARIANT: empty while it inherits.
    pub(crate) access: Access,
    pub(crate) created: u64,
}

impl Object {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> KindIx {
        self.kind
    }

    /// The object it lies under.
    #[must_use]
    pub const fn parent(&self) -> Option<&Name> {
        self.parent.as_ref()
    }

    /// The objects it lives on, for instance a scope's servers.
    pub fn on(&self) -> impl Iterator<Item = &Name> {
        self.on.iter()
    }

    /// Whether it shows its parent's access (rule 7).
    #[must_use]
    pub const fn inherits(&self) -> bool {
        self.inherits
    }

    /// Its own access; empty while it inherits.
    #[must_use]
    pub const fn access(&self) -> &Access {
        &self.access
    }

    /// The revision of the policy at which it was created.
    #[must_use]
    pub const fn created(&self) -> u64 {
        self.created
    }
}

/// Users, groups, roles and objects. See the [module](self).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) revision: u64,
    pub(crate) strict_replication: bool,
    pub(crate) roles: IndexMap<Name, Role>,
    pub(crate) groups: IndexMap<Name, Group>,
    pub(crate) users: IndexMap<Name, User>,
    pub(crate) objects: IndexMap<Name, Object>,
}

impl Policy {
    /// A policy with the catalogue's built-in roles and the administrator, and nothing else.
    #[must_use]
    pub fn new(catalogue: Arc<Catalogue>) -> Self {
        let built_in = catalogue.roles().iter().map(|role| {
            let description = role.description.clone();
            let (allow, deny) = (role.allow.clone(), PermissionSet::new());
            let kind = RoleKind::General;
            (Arc::clone(&role.name), Role { kind, built_in: true, description, allow, deny })
        });
        let roles = built_in.collect();
        Self {
            catalogue,
            revision: 0,
            strict_replication: false,
            roles,
            groups: IndexMap::new(),
            users: IndexMap::from([(ADMINISTRATOR.into(), User::default())]),
            objects: IndexMap::new(),
        }
    }

    /// What can be permitted.
    #[must_use]
    pub const fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Counts the edits; an object is older than another if it was created at a lower revision.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether a replication also needs the permission for each aspect it would change.
    #[must_use]
    pub const fn strict_replication(&self) -> bool {
        self.strict_replication
    }

    /// Every role by name.
    pub fn roles(&self) -> impl Iterator<Item = (&Name, &Role)> {
        self.roles.iter()
    }

    /// A role.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(name)
    }

    /// Every group by name.
    pub fn groups(&self) -> impl Iterator<Item = (&Name, &Group)> {
        self.groups.iter()
    }

    /// A group.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&Group> {
        self.groups.get(name)
    }

    /// Every user by name.
    pub fn users(&self) -> impl Iterator<Item = (&Name, &User)> {
        self.users.iter()
    }

    /// A user.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.get(name)
    }

    /// Every object by name.
    pub fn objects(&self) -> impl Iterator<Item = (&Name, &Object)> {
        self.objects.iter()
    }

    /// An object.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.objects.get(name)
    }

    /// The groups a user is in.
    pub fn groups_of<'a>(&'a self, user: &'a str) -> impl Iterator<Item = (&'a Name, &'a Group)> {
        self.groups.iter().filter(move |(_, group)| group.members.contains(user))
    }

    /// The way from an object to the one whose access it shows: the object itself, then its
    /// parents as far as it inherits. Empty for an unknown object.
    #[must_use]
    pub fn inheritance<'a>(&'a self, object: &str) -> Vec<(&'a Name, &'a Object)> {
        let mut way = Vec::new();
        let mut at = self.objects.get_key_value(object);
        while let Some((name, object)) = at {
            way.push((name, object));
            let parent = object.parent.as_deref().filter(|_| object.inherits);
            at = parent.and_then(|parent| self.objects.get_key_value(parent));
        }
        way
    }

    /// The type of an object, by its kind.
    pub(crate) fn type_of(&self, object: &Object) -> Option<TypeIx> {
        self.catalogue.kind_info(object.kind).map(|kind| kind.of)
    }
}
