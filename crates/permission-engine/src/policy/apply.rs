//! What an edit does, once it is known to be allowed.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{
    Access, Edit, Group, Holder, Name, NewKind, Object, Outcome, Policy, Role, RoleKind, User,
};
use crate::catalogue::Catalogue;
use crate::permission::{Permission, PermissionSet, State};

impl Policy {
    /// Makes an edit that [`Policy::check`] has accepted.
    pub(super) fn apply(&mut self, edit: &Edit) -> Outcome {
        let changed = match edit {
            Edit::AddUser { user, external } => {
                let new = User { external: *external, roles: BTreeSet::new() };
                self.users.insert(user.as_str().into(), new).is_none()
            }
            Edit::RemoveUser { user } => {
                for group in self.groups.values_mut() {
                    group.members.remove(user.as_str());
                }
                self.users.shift_remove(user.as_str()).is_some()
            }
            Edit::AddGroup { group, external } => {
                let new = Group { external: *external, ..Group::default() };
                self.groups.insert(group.as_str().into(), new).is_none()
            }
            Edit::RemoveGroup { group } => self.groups.shift_remove(group.as_str()).is_some(),
            Edit::Join { user, group } => {
                let user = user_name(self, user);
                self.groups.get_mut(group.as_str()).is_some_and(|group| group.members.insert(user))
            }
            Edit::Leave { user, group } => {
                let group = self.groups.get_mut(group.as_str());
                group.is_some_and(|group| group.members.remove(user.as_str()))
            }
            Edit::GiveRole { holder, role } => {
                let role = self.role_name(role);
                self.held_by(holder).is_some_and(|roles| roles.insert(role))
            }
            Edit::TakeRole { holder, role } => {
                self.held_by(holder).is_some_and(|roles| roles.remove(role.as_str()))
            }
            Edit::SetStrictReplication { strict } => {
                std::mem::replace(&mut self.strict_replication, *strict) != *strict
            }
            Edit::AddRole { role, kind } => self.add_role(role, *kind),
            Edit::RemoveRole { role } => self.remove_role(role),
            Edit::DuplicateRole { role, copy, holders } => self.duplicate(role, copy, *holders),
            Edit::ConvertRole { role, to } => self.convert(role, *to),
            Edit::SetPermission { role, permission, state } => {
                return self.set_permission(role, permission, *state);
            }
            Edit::AddToObject { object, role } => return self.add_to_object(object, role),
            _ => self.apply_to_object(edit),
        };
        Outcome { changed, ..Outcome::default() }
    }

    fn apply_to_object(&mut self, edit: &Edit) -> bool {
        match edit {
            Edit::AddObject { object, kind, parent, on } => {
                self.add_object(object, kind, parent.as_deref(), on)
            }
            Edit::RemoveObject { object } => {
                for other in self.objects.values_mut() {
                    other.on.remove(object.as_str());
                }
                self.objects.shift_remove(object.as_str()).is_some()
            }
            Edit::Place { object, on } => {
                let on: BTreeSet<Name> = on.iter().map(|other| self.object_name(other)).collect();
                let object = self.objects.get_mut(object.as_str());
                object.is_some_and(|object| std::mem::replace(&mut object.on, on.clone()) != on)
            }
            Edit::RemoveFromObject { object, role } => {
                self.access_of(object).is_some_and(|access| access.roles.remove(role.as_str()))
            }
            Edit::Exclude { object, role } => {
                let role = self.role_name(role);
                self.access_of(object).is_some_and(|access| access.excluded.insert(role))
            }
            Edit::Include { object, role } => {
                self.access_of(object).is_some_and(|access| access.excluded.remove(role.as_str()))
            }
            Edit::SetInheritance { object, inherit } => self.set_inheritance(object, *inherit),
            _ => false,
        }
    }

    fn add_role(&mut self, name: &str, kind: NewKind) -> bool {
        let name: Name = name.into();
        let kind = match kind {
            NewKind::General => RoleKind::General,
            NewKind::Specific => RoleKind::Specific,
            NewKind::Legacy => RoleKind::Legacy { converted: self.revision },
        };
        if matches!(kind, RoleKind::Legacy { .. }) {
            for object in self.objects.values_mut().filter(|object| !object.inherits) {
                object.access.roles.insert(Arc::clone(&name));
            }
        }
        let (description, allow, deny) =
            (String::new(), PermissionSet::new(), PermissionSet::new());
        let role = Role { kind, built_in: false, description, allow, deny };
        self.roles.insert(name, role).is_none()
    }

    fn remove_role(&mut self, name: &str) -> bool {
        let users = self.users.values_mut().map(|user| &mut user.roles);
        let groups = self.groups.values_mut().map(|group| &mut group.roles);
        for roles in users.chain(groups) {
            roles.remove(name);
        }
        for object in self.objects.values_mut() {
            object.access.roles.remove(name);
            object.access.excluded.remove(name);
        }
        self.roles.shift_remove(name).is_some()
    }

    fn duplicate(&mut self, name: &str, copy: &str, holders: bool) -> bool {
        let Some(role) = self.roles.get(name) else { return false };
        let mut new = Role { built_in: false, ..role.clone() };
        if new.kind != RoleKind::General {
            new.kind = RoleKind::Specific;
        }
        let copy: Name = copy.into();
        if holders {
            let users = self.users.values_mut().map(|user| &mut user.roles);
            let groups = self.groups.values_mut().map(|group| &mut group.roles);
            for roles in users.chain(groups).filter(|roles| roles.contains(name)) {
                roles.insert(Arc::clone(&copy));
            }
        }
        self.roles.insert(copy, new).is_none()
    }

    fn convert(&mut self, name: &str, to: NewKind) -> bool {
        let Some(role) = self.roles.get_mut(name) else { return false };
        role.kind = if to == NewKind::General { RoleKind::General } else { RoleKind::Specific };
        let role = role.clone();
        let keeps = self.catalogue.kinds().map(|(_, kind)| {
            role.kind == RoleKind::Specific && role.carries(kind.of, &self.catalogue)
        });
        let keeps: Vec<bool> = keeps.collect();
        for object in self.objects.values_mut() {
            if !keeps.get(usize::from(object.kind.0)).copied().unwrap_or(false) {
                object.access.roles.remove(name);
            }
        }
        true
    }

    fn set_permission(&mut self, role: &str, id: &str, state: State) -> Outcome {
        let Some(permission) = self.catalogue.permission(id) else { return Outcome::default() };
        let catalogue = Arc::clone(&self.catalogue);
        let role = self.roles.get_mut(role);
        role.map(|role| Self::set_in(role, permission, state, &catalogue)).unwrap_or_default()
    }

    /// Says what a role says about a permission, with what that one depends on (rule 8).
    pub(super) fn set_in(
        role: &mut Role,
        permission: Permission,
        state: State,
        catalogue: &Catalogue,
    ) -> Outcome {
        let changed = role.set(permission, state);
        let mut outcome = Outcome { changed, ..Outcome::default() };
        if state != State::Allow {
            return outcome;
        }
        for needed in catalogue.closure(permission).iter() {
            match role.state(needed) {
                State::Allow => {}
                State::Deny => {
                    outcome.still_denied.insert(needed);
                }
                State::Unset => {
                    role.set(needed, State::Allow);
                    outcome.also_set.insert(needed);
                }
            }
        }
        outcome.changed |= !outcome.also_set.is_empty();
        outcome
    }

    fn add_object(&mut self, name: &str, kind: &str, parent: Option<&str>, on: &[String]) -> bool {
        let Some(kind) = self.catalogue.kind(kind) else { return false };
        let object = Object {
            kind,
            parent: parent.map(|parent| self.object_name(parent)),
            on: on.iter().map(|other| self.object_name(other)).collect(),
            inherits: parent.is_some(),
            access: Access::default(),
            created: self.revision,
        };
        self.objects.insert(name.into(), object).is_none()
    }

    fn add_to_object(&mut self, object: &str, role: &str) -> Outcome {
        let missing_parents = self.missing_parents(role, object);
        let role = self.role_name(role);
        let access = self.access_of(object);
        let changed = access.is_some_and(|access| access.roles.insert(role));
        Outcome { changed, missing_parents, ..Outcome::default() }
    }

    fn set_inheritance(&mut self, name: &str, inherit: bool) -> bool {
        let access = if inherit { Access::default() } else { self.shown_access(name) };
        let Some(object) = self.objects.get_mut(name) else { return false };
        if object.inherits == inherit {
            return false;
        }
        object.inherits = inherit;
        object.access = access;
        true
    }

    /// The access an object shows: its own, or that of the object it inherits from, without the
    /// legacy roles that are too old for it.
    pub(crate) fn shown_access(&self, object: &str) -> Access {
        let way = self.inheritance(object);
        let (Some((_, object)), Some((_, source))) = (way.first(), way.last()) else {
            return Access::default();
        };
        let mut access = source.access.clone();
        let reaches = |role: &Role| role.kind.reaches(object.created);
        access.roles.retain(|role| self.roles.get(role).is_some_and(reaches));
        access
    }

    fn access_of(&mut self, object: &str) -> Option<&mut Access> {
        self.objects.get_mut(object).map(|object| &mut object.access)
    }

    fn held_by(&mut self, holder: &Holder) -> Option<&mut BTreeSet<Name>> {
        match holder {
            Holder::User(user) => self.users.get_mut(user.as_str()).map(|user| &mut user.roles),
            Holder::Group(group) => {
                self.groups.get_mut(group.as_str()).map(|group| &mut group.roles)
            }
        }
    }

    /// The name as the role itself has it, so that names are stored once.
    pub(crate) fn role_name(&self, name: &str) -> Name {
        self.roles.get_key_value(name).map_or_else(|| name.into(), |(name, _)| Arc::clone(name))
    }

    pub(crate) fn object_name(&self, name: &str) -> Name {
        self.objects.get_key_value(name).map_or_else(|| name.into(), |(name, _)| Arc::clone(name))
    }
}

pub(crate) fn user_name(policy: &Policy, name: &str) -> Name {
    policy.users.get_key_value(name).map_or_else(|| name.into(), |(name, _)| Arc::clone(name))
}

impl Role {
    /// Says what the role says about a permission; whether that is new.
    pub(crate) fn set(&mut self, permission: Permission, state: State) -> bool {
        let before = self.state(permission);
        self.allow.remove(permission);
        self.deny.remove(permission);
        match state {
            State::Allow => self.allow.insert(permission),
            State::Deny => self.deny.insert(permission),
            State::Unset => false,
        };
        before != state
    }
}
