//! What the holders of a specific role still lack elsewhere for it to be of use on an object.

use std::collections::BTreeSet;

use super::{Access, Edit, Name, Object, Policy, Role, RoleKind};
use crate::catalogue::TypeIx;
use crate::permission::{Permission, PermissionSet, State};

/// A permission that a specific role's permissions on an object depend on, and that somebody who
/// holds the role does not have (rule 8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingParent {
    /// The permission.
    pub permission: Permission,
    /// The object it is missing on: a parent, an object it lives on, or the object itself. `None`
    /// for a module-wide permission, and where no such object is known.
    pub object: Option<Name>,
    /// Edits that would add it, in order. They are only offered.
    pub offer: Vec<Edit>,
    /// What else the role would give on that object, and on all that inherit from it.
    pub also: PermissionSet,
}

/// The roles somebody holds.
type Held<'a> = BTreeSet<&'a str>;

impl Policy {
    /// What is still missing for a specific role to be of use on an object, whether it is on the
    /// object already or about to be added; with the edits that would add it. Nothing for a role
    /// that is not specific, and for unknown names.
    ///
    /// A permission is not missing where the role itself gives it, or where everybody who holds the
    /// role has it anyway.
    #[must_use]
    pub fn missing_parents(&self, role: &str, object: &str) -> Vec<MissingParent> {
        let (Some(known), Some(at)) = (self.roles.get(role), self.objects.get(object)) else {
            return Vec::new();
        };
        let (RoleKind::Specific, Some(of)) = (known.kind, self.type_of(at)) else {
            return Vec::new();
        };
        let holders = self.holders_of(role);
        let asked = Asked { role, known, object, holders };
        let (needed, listed_by) = self.needed(known, of);
        let mut missing = Vec::new();
        for permission in needed.iter() {
            let type_needed = self.catalogue.type_of(permission);
            if self.catalogue.is_module_wide(permission) {
                missing.extend(self.missing_at(&asked, permission, None));
            } else if type_needed == Some(of) {
                let here = self.missing_at(&asked, permission, Some(object));
                missing.extend(here);
                if Some(permission) == listed_by {
                    let above = self.ancestors(object);
                    let above =
                        above.filter_map(|up| self.missing_at(&asked, permission, Some(up)));
                    missing.extend(above);
                }
            } else if let Some(type_needed) = type_needed {
                let places = self.places(object, type_needed);
                if places.is_empty() {
                    missing.extend(self.missing_at(&asked, permission, None));
                }
                let there = places.into_iter();
                missing
                    .extend(there.filter_map(|at| self.missing_at(&asked, permission, Some(at))));
            }
        }
        missing
    }

    /// What the permissions of a role on a type depend on, and the one that lists that type.
    fn needed(&self, role: &Role, of: TypeIx) -> (PermissionSet, Option<Permission>) {
        let of = self.catalogue.object_type(of);
        let mut mine = role.allow.clone();
        mine.keep(of.map_or(&PermissionSet::new(), |of| &of.permissions));
        let mut needed = PermissionSet::new();
        for permission in mine.iter() {
            needed.extend_from(self.catalogue.closure(permission));
        }
        let listed_by = of.and_then(|of| of.listed_by);
        needed.extend_from(&listed_by.filter(|list| mine.contains(*list)).into_iter().collect());
        (needed, listed_by)
    }

    fn missing_at(
        &self,
        asked: &Asked<'_>,
        permission: Permission,
        at: Option<&str>,
    ) -> Option<MissingParent> {
        let says = asked.known.state(permission) == State::Allow;
        let shown = at.map(|at| self.shown_access(at));
        let there = at.is_none()
            || at == Some(asked.object)
            || shown.as_ref().is_some_and(|shown| shown.roles.contains(asked.role));
        let has = |held: &Held<'_>| self.has(held, permission, at, shown.as_ref());
        let everybody = !asked.holders.is_empty() && asked.holders.iter().all(has);
        if (says && there) || everybody {
            return None;
        }
        let mut offer = Vec::new();
        if !says {
            let (role, permission) = (asked.role.to_owned(), self.catalogue.id(permission).into());
            offer.push(Edit::SetPermission { role, permission, state: State::Allow });
        }
        let mut also = PermissionSet::new();
        if let Some(at) = at.filter(|_| !there) {
            let source = self.inheritance(at).last().map_or(at, |(name, _)| name);
            let (object, role) = (source.to_owned(), asked.role.to_owned());
            offer.push(Edit::AddToObject { object, role });
            let of = self.objects.get(at).and_then(|at| self.type_of(at));
            let of = of.and_then(|of| self.catalogue.object_type(of));
            also = asked.known.allow.clone();
            also.keep(of.map_or(&PermissionSet::new(), |of| &of.permissions));
            also.remove(permission);
        }
        Some(MissingParent { permission, object: at.map(|at| self.object_name(at)), offer, also })
    }

    /// Everybody who holds a role: users with the roles of their groups, and groups.
    fn holders_of(&self, role: &str) -> Vec<Held<'_>> {
        let names = |roles: &'_ BTreeSet<Name>| roles.contains(role);
        let users = self.users.iter().filter(|(_, user)| names(&user.roles)).map(|(name, user)| {
            let groups = self.groups_of(name).flat_map(|(_, group)| &group.roles);
            user.roles.iter().chain(groups).map(|name| &**name).collect()
        });
        let groups = self.groups.values().filter(|group| names(&group.roles));
        users.chain(groups.map(|group| group.roles.iter().map(|name| &**name).collect())).collect()
    }

    /// Whether somebody with these roles has a permission: at an object with this shown access, or
    /// module-wide; without either, whether a role says so at all.
    fn has(
        &self,
        held: &Held<'_>,
        permission: Permission,
        at: Option<&str>,
        shown: Option<&Access>,
    ) -> bool {
        let roles = || held.iter().filter_map(|name| self.roles.get_key_value(*name));
        if at.is_none() && !self.catalogue.is_module_wide(permission) {
            return roles().any(|(_, role)| role.state(permission) == State::Allow);
        }
        let applies = |name: &str, role: &Role| {
            shown.is_none_or(|shown| match role.kind {
                RoleKind::General => !shown.excluded.contains(name),
                RoleKind::Specific | RoleKind::Legacy { .. } => shown.roles.contains(name),
            })
        };
        let any = |permission, state| {
            roles().any(|(name, role)| role.state(permission) == state && applies(name, role))
        };
        let given = |permission| any(permission, State::Allow) && !any(permission, State::Deny);
        !any(permission, State::Deny)
            && (given(permission)
                || self.catalogue.implied_by(permission).iter().any(|by| given(*by)))
    }

    /// The parents of an object, nearest first, whether it inherits from them or not.
    pub(crate) fn ancestors<'a>(&'a self, object: &str) -> impl Iterator<Item = &'a str> {
        let up = |object: &'a Object| object.parent.as_deref();
        let first = self.objects.get(object).and_then(up);
        std::iter::successors(first, move |name| self.objects.get(*name).and_then(up))
    }

    /// The objects of another type that an object lives on; if it names none, those of the nearest
    /// parent that does.
    pub(crate) fn places<'a>(&'a self, object: &'a str, of: TypeIx) -> Vec<&'a str> {
        let on = |name: &str| -> Vec<&'a str> {
            let others = self.objects.get(name).into_iter().flat_map(|object| &object.on);
            let fits = |other: &&Name| {
                self.objects.get(&***other).and_then(|other| self.type_of(other)) == Some(of)
            };
            others.filter(fits).map(|other| &**other).collect()
        };
        let mut way = std::iter::once(object).chain(self.ancestors(object));
        way.find_map(|name| Some(on(name)).filter(|found| !found.is_empty())).unwrap_or_default()
    }
}

/// The role that is looked at, and where.
struct Asked<'a> {
    role: &'a str,
    known: &'a Role,
    object: &'a str,
    holders: Vec<Held<'a>>,
}
