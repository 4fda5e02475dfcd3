//! Finding things of the catalogue by what people write.

use std::collections::HashMap;

use super::{Catalogue, KindIx, OperationSpec, TypeIx};
use crate::permission::{Permission, PermissionSet};
use crate::suggest::nearest;

/// The catalogue by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ids {
    pub(super) permissions: HashMap<Box<str>, Permission>,
    pub(super) types: HashMap<Box<str>, TypeIx>,
    pub(super) kinds: HashMap<Box<str>, KindIx>,
}

impl Catalogue {
    /// A permission by its id (`list@range`, `adminDHCP`), with or without the API's prefix, and
    /// with the name of a module-wide type or without.
    #[must_use]
    pub fn permission(&self, id: &str) -> Option<Permission> {
        self.ids.permissions.get(id).copied()
    }

    /// A kind of object by its name.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<KindIx> {
        self.ids.kinds.get(name).copied()
    }

    /// A type of objects by its name.
    #[must_use]
    pub fn type_named(&self, name: &str) -> Option<TypeIx> {
        self.ids.types.get(name).copied()
    }

    /// An operation by its name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&OperationSpec> {
        self.operations.iter().find(|operation| &*operation.name == name)
    }

    /// The permissions a pattern stands for: one id, `*@type`, or `*`.
    #[must_use]
    pub fn matching(&self, pattern: &str) -> Option<PermissionSet> {
        if pattern == "*" {
            return Some(self.permissions().map(|(permission, _)| permission).collect());
        }
        if let Some(of) = pattern.strip_prefix("*@") {
            let of = self.type_named(of).and_then(|of| self.object_type(of));
            return of.map(|of| of.permissions.clone());
        }
        self.permission(pattern).map(|one| [one].into_iter().collect())
    }

    /// The permission id nearest to a mistyped one, if any is near. A kind in the place of its type
    /// (`list@scope` for `list@range`) is seen through.
    #[must_use]
    pub fn nearest_permission(&self, id: &str) -> Option<&str> {
        let kind = id.rsplit_once('@').and_then(|(name, kind)| Some((name, self.kind(kind)?)));
        let of = kind.and_then(|(name, kind)| Some((name, self.kind_info(kind)?.of)));
        let Some((name, of)) = of else {
            return nearest(id, self.permissions.iter().map(|info| &*info.id));
        };
        let of_type = || self.permissions.iter().filter(move |info| info.of == of);
        let near = nearest(name, of_type().map(|info| &*info.name))?;
        of_type().find(|info| &*info.name == near).map(|info| &*info.id)
    }

    /// The name of the kind nearest to a mistyped one, if any is near.
    #[must_use]
    pub fn nearest_kind(&self, name: &str) -> Option<&str> {
        nearest(name, self.kinds.iter().map(|kind| &*kind.name))
    }
}
