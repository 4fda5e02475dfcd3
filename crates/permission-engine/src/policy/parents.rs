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
    /// What else the role would give on that object, and on all that inherit from it, once every
    /// offer is taken.
    pub also: PermissionSet,
    /// What the role would deny there.
    pub denies: PermissionSet,
}

/// The roles somebody holds.
type Held<'a> = BTreeSet<&'a str>;

/// A permission, and the object it is needed on.
type Need<'a> = (Permission, Option<&'a str>);

/// The role that is looked at, and where.
struct Asked<'a> {
    role: &'a str,
    /// What the role says, with what the offers would set.
    says: Role,
    object: &'a str,
    /// The other objects that the offers would add it to.
    added: BTreeSet<&'a str>,
    holders: Vec<Held<'a>>,
}

impl Policy {
    /// What is still missing for a specific role to be of use on an object, whether it is on the
    /// object already or about to be added; with the edits that would add it. Nothing for a role
    /// that is not specific, and for unknown names.
    ///
    /// A permission is not missing where the role itself gives it, or where everybody who holds the
    /// role has it anyway. Once all offers are taken, nothing is missing any more: what the role
    /// denies where they would put it counts as well.
    #[must_use]
    pub fn missing_parents(&self, role: &str, object: &str) -> Vec<MissingParent> {
        let (Some(known), Some(at)) = (self.roles.get(role), self.objects.get(object)) else {
            return Vec::new();
        };
        let (RoleKind::Specific, Some(of)) = (known.kind, self.type_of(at)) else {
            return Vec::new();
        };
        let (says, holders) = (known.clone(), self.holders_of(role));
        let mut asked = Asked { role, says, object, added: BTreeSet::new(), holders };
        let mut open = self.needs(known, of, object);
        let mut missing: Vec<Need<'_>> = Vec::new();
        loop {
            let found;
            (found, open) = open.into_iter().partition(|need| self.lacks(&asked, *need));
            if found.is_empty() {
                break;
            }
            for (permission, at) in &found {
                Self::set_in(&mut asked.says, *permission, State::Allow, &self.catalogue);
                let there = at.is_none_or(|at| self.is_on(&asked, at));
                asked.added.extend(at.filter(|_| !there).map(|at| self.source(at)));
            }
            missing.extend(found);
        }
        missing.into_iter().map(|need| self.missing(known, &asked, need)).collect()
    }

    /// What the permissions of a role on a type depend on, and where.
    fn needs<'a>(&'a self, role: &Role, of: TypeIx, object: &'a str) -> Vec<Need<'a>> {
        let (needed, listed_by) = self.needed(role, of);
        let mut needs = Vec::new();
        for permission in needed.iter() {
            let type_needed = self.catalogue.type_of(permission);
            if self.catalogue.is_module_wide(permission) {
                needs.push((permission, None));
            } else if type_needed == Some(of) {
                needs.push((permission, Some(object)));
                if Some(permission) == listed_by {
                    needs.extend(self.ancestors(object).map(|above| (permission, Some(above))));
                }
            } else if let Some(type_needed) = type_needed {
                let places = self.places(object, type_needed);
                if places.is_empty() {
                    needs.push((permission, None));
                }
                needs.extend(places.into_iter().map(|place| (permission, Some(place))));
            }
        }
        needs
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

    /// Whether somebody who holds the role lacks a permission, as far as the offers go by now.
    fn lacks(&self, asked: &Asked<'_>, (permission, at): Need<'_>) -> bool {
        let says = asked.says.state(permission) == State::Allow;
        let there = at.is_none_or(|at| self.is_on(asked, at));
        let shown = at.map(|at| self.shown_access(at));
        let has = |held: &Held<'_>| self.has(asked, held, permission, at, shown.as_ref());
        let everybody = !asked.holders.is_empty() && asked.holders.iter().all(has);
        let enough = (says && there) || everybody;
        !enough
    }

    /// Whether the role is on an object, or would be.
    fn is_on(&self, asked: &Asked<'_>, at: &str) -> bool {
        at == asked.object
            || asked.added.contains(self.source(at))
            || self.shown_access(at).roles.contains(asked.role)
    }

    /// The object whose access an object shows.
    fn source<'a>(&'a self, object: &'a str) -> &'a str {
        self.inheritance(object).last().map_or(object, |(name, _)| name)
    }

    /// A missing permission with its offer: what takes it from what the role says by now.
    fn missing(&self, now: &Role, asked: &Asked<'_>, (permission, at): Need<'_>) -> MissingParent {
        let (role, mut offer) = (|| asked.role.to_owned(), Vec::new());
        if now.state(permission) != State::Allow {
            let (role, permission) = (role(), self.catalogue.id(permission).into());
            offer.push(Edit::SetPermission { role, permission, state: State::Allow });
        }
        let (mut also, mut denies) = (PermissionSet::new(), PermissionSet::new());
        let added = at.map(|at| (at, self.source(at)));
        if let Some((at, source)) =
            added.filter(|(at, source)| *at != asked.object && asked.added.contains(source))
        {
            offer.push(Edit::AddToObject { object: source.to_owned(), role: role() });
            let of = self.objects.get(at).and_then(|at| self.type_of(at));
            let of = of.and_then(|of| self.catalogue.object_type(of));
            (also, denies) = (asked.says.allow.clone(), asked.says.deny.clone());
            also.remove(permission);
            for set in [&mut also, &mut denies] {
                set.keep(of.map_or(&PermissionSet::new(), |of| &of.permissions));
            }
        }
        let object = at.map(|at| self.object_name(at));
        MissingParent { permission, object, offer, also, denies }
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
        asked: &Asked<'_>,
        held: &Held<'_>,
        permission: Permission,
        at: Option<&str>,
        shown: Option<&Access>,
    ) -> bool {
        let roles = || {
            let known = |name: &str| match name == asked.role {
                true => Some(&asked.says),
                false => self.roles.get(name),
            };
            held.iter().filter_map(move |name| Some((*name, known(name)?)))
        };
        if at.is_none() && !self.catalogue.is_module_wide(permission) {
            return roles().any(|(_, role)| role.state(permission) == State::Allow);
        }
        let applies = |name: &str, role: &Role| {
            at.zip(shown).is_none_or(|(at, shown)| match role.kind {
                RoleKind::General => !shown.excluded.contains(name),
                RoleKind::Specific if name == asked.role => self.is_on(asked, at),
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
