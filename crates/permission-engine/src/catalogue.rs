//! What can be permitted, on what: the data the engine works with.
//!
//! [`Catalogue::dhcp`] is the one this crate brings along; [`Catalogue::from_toml`] reads another.
//! Nothing else in the crate knows a permission, an object type or an operation by name.

mod build;
mod lookup;
mod operation;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::{Arc, LazyLock};

pub use build::CatalogueError;
pub use operation::{Aspect, Need, OperationSpec};

use crate::permission::{Permission, PermissionSet};

/// A type of objects that permissions are for, by its index in its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeIx(pub(crate) u8);

/// A kind of object (container, range, scope ... of one type), by its index in its catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindIx(pub(crate) u8);

/// A permission as the catalogue describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionInfo {
    /// `name@type`, or only the name of a module-wide one.
    pub id: Arc<str>,
    /// The name without its type.
    pub name: Arc<str>,
    /// The name in the product's API.
    pub api_name: String,
    /// What people call it.
    pub label: String,
    /// The type of object it is for.
    pub of: TypeIx,
    /// Whether it is kept only for compatibility.
    pub legacy: bool,
}

/// A type of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectType {
    /// Its name, for instance `range`.
    pub name: Arc<str>,
    /// Whether its permissions hold for the whole system; such a type has no objects.
    pub module_wide: bool,
    /// The permission without which an object of this type is not even seen.
    pub listed_by: Option<Permission>,
    /// Its permissions.
    pub permissions: PermissionSet,
}

/// A kind of object: containers, ranges and scopes, for instance, are all of the type `range`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectKind {
    /// Its name, for instance `scope`.
    pub name: Arc<str>,
    /// The type its permissions belong to.
    pub of: TypeIx,
    /// The kinds its parent may have; access is inherited from the parent.
    pub under: Vec<KindIx>,
    /// The kinds of other objects it may live on.
    pub on: Vec<KindIx>,
}

/// A role that every policy has, and that cannot be edited or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltInRole {
    /// Its name.
    pub name: Arc<str>,
    /// What it is for.
    pub description: String,
    /// What it allows, with everything that depends on.
    pub allow: PermissionSet,
}

/// Permissions, object types and kinds, dependencies, built-in roles and operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    types: Vec<ObjectType>,
    kinds: Vec<ObjectKind>,
    permissions: Vec<PermissionInfo>,
    /// For each permission, everything it depends on, transitively and without itself.
    closures: Vec<PermissionSet>,
    /// For each permission, the permissions that imply it, transitively.
    implied_by: Vec<Vec<Permission>>,
    roles: Vec<BuiltInRole>,
    aspects: Vec<Aspect>,
    operations: Vec<OperationSpec>,
    ids: lookup::Ids,
}

static DHCP: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the text is part of this crate, and a test reads it")]
    let catalogue = Catalogue::from_toml(include_str!("catalogue/dhcp.toml")).expect("valid");
    Arc::new(catalogue)
});

impl Catalogue {
    /// The catalogue of this crate: an IPAM, DNS and DHCP suite with failover.
    #[must_use]
    pub fn dhcp() -> Arc<Self> {
        Arc::clone(&DHCP)
    }

    /// Reads a catalogue; `src/catalogue/dhcp.toml` of this crate is the example to follow.
    ///
    /// # Errors
    /// [`CatalogueError`] where the text is not valid or does not fit together.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        build::catalogue(text)
    }

    /// Every permission with its description.
    pub fn permissions(&self) -> impl Iterator<Item = (Permission, &PermissionInfo)> {
        (0u16..).map(Permission).zip(&self.permissions)
    }

    /// The description of a permission; `None` for one of another, larger catalogue.
    #[must_use]
    pub fn permission_info(&self, permission: Permission) -> Option<&PermissionInfo> {
        self.permissions.get(usize::from(permission.0))
    }

    /// How a permission is written: `list@range`, `adminDHCP`.
    #[must_use]
    pub fn id(&self, permission: Permission) -> &str {
        self.permission_info(permission).map_or("", |info| &info.id)
    }

    /// The ids of a set of permissions.
    pub fn ids<'a>(&'a self, set: &'a PermissionSet) -> impl Iterator<Item = &'a str> {
        set.iter().map(|permission| self.id(permission))
    }

    /// The type a permission belongs to.
    #[must_use]
    pub fn type_of(&self, permission: Permission) -> Option<TypeIx> {
        self.permission_info(permission).map(|info| info.of)
    }

    /// Whether a permission holds for the whole system and not for an object.
    #[must_use]
    pub fn is_module_wide(&self, permission: Permission) -> bool {
        let of = self.type_of(permission).and_then(|of| self.object_type(of));
        of.is_some_and(|of| of.module_wide)
    }

    /// Every type of objects.
    pub fn types(&self) -> impl Iterator<Item = (TypeIx, &ObjectType)> {
        (0u8..).map(TypeIx).zip(&self.types)
    }

    /// A type of objects.
    #[must_use]
    pub fn object_type(&self, of: TypeIx) -> Option<&ObjectType> {
        self.types.get(usize::from(of.0))
    }

    /// The module-wide permissions.
    #[must_use]
    pub fn module_wide(&self) -> PermissionSet {
        let mut all = PermissionSet::new();
        for of in self.types.iter().filter(|of| of.module_wide) {
            all.extend_from(&of.permissions);
        }
        all
    }

    /// Every kind of object.
    pub fn kinds(&self) -> impl Iterator<Item = (KindIx, &ObjectKind)> {
        (0u8..).map(KindIx).zip(&self.kinds)
    }

    /// A kind of object.
    #[must_use]
    pub fn kind_info(&self, kind: KindIx) -> Option<&ObjectKind> {
        self.kinds.get(usize::from(kind.0))
    }

    /// The name of a kind.
    #[must_use]
    pub fn kind_name(&self, kind: KindIx) -> &str {
        self.kind_info(kind).map_or("", |info| &info.name)
    }

    /// Everything a permission depends on, transitively, without itself (rule 8).
    #[must_use]
    pub fn closure(&self, permission: Permission) -> &PermissionSet {
        static NOTHING: PermissionSet = PermissionSet::new();
        self.closures.get(usize::from(permission.0)).unwrap_or(&NOTHING)
    }

    /// A set with everything its members depend on.
    #[must_use]
    pub fn closed(&self, set: &PermissionSet) -> PermissionSet {
        let mut closed = set.clone();
        for permission in set.iter() {
            closed.extend_from(self.closure(permission));
        }
        closed
    }

    /// The permissions that imply this one: who has one of them has this one as well, unless a
    /// role denies it.
    #[must_use]
    pub fn implied_by(&self, permission: Permission) -> &[Permission] {
        self.implied_by.get(usize::from(permission.0)).map_or(&[], Vec::as_slice)
    }

    /// The built-in roles.
    #[must_use]
    pub fn roles(&self) -> &[BuiltInRole] {
        &self.roles
    }

    /// What a replication can change, with the permission the stricter policy asks for.
    #[must_use]
    pub fn aspects(&self) -> &[Aspect] {
        &self.aspects
    }

    /// The operations and what they need.
    #[must_use]
    pub fn operations(&self) -> &[OperationSpec] {
        &self.operations
    }
}
