//! Whether an edit can be made. Nothing is changed here.
//!
//! The single questions (may this user be in this group? may this role be on this object?) are
//! methods of their own, because reading a policy file asks them as well.

use super::{
    ADMINISTRATOR, DEEPEST, Edit, EditError, Group, Holder, MOST_OBJECTS, NewKind, Noun, Object,
    Policy, Role, RoleKind, User,
};
use crate::catalogue::KindIx;
use crate::permission::{Permission, State};
use crate::rule::Rule;
use crate::suggest::nearest;

type Checked<T = ()> = Result<T, EditError>;

pub(crate) fn forbidden(
    rule: Rule,
    message: impl Into<String>,
    help: impl Into<String>,
) -> EditError {
    EditError::Forbidden { rule, message: message.into(), help: help.into() }
}

impl Policy {
    /// Whether an edit could be made now.
    ///
    /// # Errors
    /// As [`Policy::edit`].
    pub fn check(&self, edit: &Edit) -> Result<(), EditError> {
        match edit {
            Edit::AddUser { user, external } => self.check_new_user(user, *external),
            Edit::RemoveUser { user } if user == ADMINISTRATOR => Err(forbidden(
                Rule::Administrator,
                "`administrator` cannot be removed",
                "leave it; there is no policy without it",
            )),
            Edit::RemoveUser { user } => self.known_user(user).map(drop),
            Edit::AddGroup { group, .. } => {
                check_name(group)?;
                taken(Noun::Group, group, self.groups.contains_key(group.as_str()))
            }
            Edit::RemoveGroup { group } => self.known_group(group).map(drop),
            Edit::Join { user, group } => {
                let to = self.known_group(group)?;
                self.check_member(user, group, to)
            }
            Edit::Leave { user, group } => {
                self.known_group(group)?;
                self.known_user(user).map(drop)
            }
            Edit::GiveRole { holder, role } | Edit::TakeRole { holder, role } => {
                self.known_holder(holder)?;
                self.known_role(role).map(drop)
            }
            Edit::AddRole { .. }
            | Edit::RemoveRole { .. }
            | Edit::DuplicateRole { .. }
            | Edit::ConvertRole { .. }
            | Edit::SetPermission { .. } => self.check_role_edit(edit),
            Edit::SetStrictReplication { .. } => Ok(()),
            _ => self.check_object_edit(edit),
        }
    }

    fn check_role_edit(&self, edit: &Edit) -> Checked {
        match edit {
            Edit::AddRole { role, .. } => self.check_new_role(role),
            Edit::RemoveRole { role } => self.editable_role(role).map(drop),
            Edit::DuplicateRole { role, copy, .. } => {
                self.known_role(role)?;
                self.check_new_role(copy)
            }
            Edit::ConvertRole { role, to } => self.check_conversion(role, *to),
            Edit::SetPermission { role, permission, state } => {
                let known = self.editable_role(role)?;
                let permission = self.known_permission(permission)?;
                self.check_still_carried(role, known, permission, *state)
            }
            _ => Ok(()),
        }
    }

    fn check_object_edit(&self, edit: &Edit) -> Checked {
        match edit {
            Edit::AddObject { object, kind, parent, on } => {
                self.check_new_object(object, kind, parent.as_deref(), on)
            }
            Edit::RemoveObject { object } => {
                self.known_object(object)?;
                let under = |one: &&Object| one.parent.as_deref() == Some(object.as_str());
                match self.objects.values().filter(under).count() {
                    0 => Ok(()),
                    count => Err(EditError::HasChildren { object: object.clone(), count }),
                }
            }
            Edit::Place { object, on } => {
                let known = self.known_object(object)?;
                on.iter().try_for_each(|other| self.check_on(known.kind, other))
            }
            Edit::AddToObject { object, role } => {
                let known = self.editable_access(object)?;
                self.check_added(role, self.known_role(role)?, object, known)
            }
            Edit::RemoveFromObject { object, role } => {
                self.editable_access(object)?;
                let general = self.known_role(role)?.kind == RoleKind::General;
                if !general {
                    return Ok(());
                }
                let message = format!("role `{role}` is general and on no object by itself");
                Err(forbidden(Rule::ObjectAccess, message, "exclude it from the object"))
            }
            Edit::Exclude { object, role } | Edit::Include { object, role } => {
                self.editable_access(object)?;
                check_excluded(role, self.known_role(role)?)
            }
            Edit::SetInheritance { object, inherit } => {
                let known = self.known_object(object)?;
                if *inherit && known.parent.is_none() {
                    return Err(nothing_above(object));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn check_new_user(&self, user: &str, external: bool) -> Checked {
        check_name(user)?;
        if user == ADMINISTRATOR && external {
            let message = "`administrator` is the local user and cannot be external";
            return Err(forbidden(Rule::Administrator, message, "give the user another name"));
        }
        taken(Noun::User, user, self.users.contains_key(user))
    }

    pub(crate) fn check_new_role(&self, role: &str) -> Checked {
        check_name(role)?;
        if self.roles.get(role).is_some_and(|role| role.built_in) {
            let help = "give the role another name; a built-in one can be duplicated";
            return Err(forbidden(Rule::BuiltIn, format!("role `{role}` is built in"), help));
        }
        taken(Noun::Role, role, self.roles.contains_key(role))
    }

    /// Whether a user may be in a group (rule 1).
    pub(crate) fn check_member(&self, user: &str, group: &str, to: &Group) -> Checked {
        if !self.users.contains_key(user) && self.groups.contains_key(user) {
            let message = format!("`{user}` is a group and cannot be in group `{group}`");
            let help = "put its users into the group";
            return Err(forbidden(Rule::OnlyThroughRoles, message, help));
        }
        let user_is_external = self.known_user(user)?.external;
        if user_is_external && !to.external {
            let message = format!("external user `{user}` cannot be in local group `{group}`");
            let help = "give the roles to the user, or to a group of its directory";
            return Err(forbidden(Rule::OnlyThroughRoles, message, help));
        }
        Ok(())
    }

    fn check_conversion(&self, name: &str, to: NewKind) -> Checked {
        let role = self.editable_role(name)?;
        if to == NewKind::Legacy {
            let message = format!("role `{name}` cannot be made a legacy role");
            let help = "legacy roles only come from an older model";
            return Err(forbidden(Rule::RoleKinds, message, help));
        }
        if matches!(role.kind, RoleKind::Legacy { .. }) {
            return Ok(());
        }
        let message = format!("role `{name}` is {} and stays so", role.kind.as_str());
        Err(forbidden(Rule::RoleKinds, message, "duplicate its permissions into a new role"))
    }

    /// Whether a specific role still carries a permission for every object it is on (rule 6).
    fn check_still_carried(
        &self,
        name: &str,
        role: &Role,
        permission: Permission,
        state: State,
    ) -> Checked {
        let Some(of) = self.catalogue.type_of(permission) else { return Ok(()) };
        let others = self.catalogue.object_type(of).map(|of| of.permissions.iter());
        let others = others.into_iter().flatten().filter(|other| *other != permission);
        let carries = state != State::Unset
            || role.kind != RoleKind::Specific
            || others.into_iter().any(|other| role.state(other) != State::Unset);
        if carries {
            return Ok(());
        }
        let on = self.objects.iter().find(|(_, object)| {
            self.type_of(object) == Some(of) && object.access.roles.contains(name)
        });
        let Some((object, _)) = on else { return Ok(()) };
        let message = format!("role `{name}` would carry nothing for `{object}`, which it is on");
        Err(forbidden(Rule::ObjectAccess, message, "take the role off the object first"))
    }

    fn check_new_object(
        &self,
        object: &str,
        kind: &str,
        parent: Option<&str>,
        on: &[String],
    ) -> Checked {
        check_name(object)?;
        taken(Noun::Object, object, self.objects.contains_key(object))?;
        if self.objects.len() >= MOST_OBJECTS {
            return Err(EditError::TooMany { limit: MOST_OBJECTS });
        }
        let kind = self.known_kind(kind)?;
        if let Some(parent) = parent {
            self.check_under(kind, parent)?;
            if self.ancestors(parent).count() + 1 >= DEEPEST {
                return Err(EditError::TooDeep { object: object.to_owned(), limit: DEEPEST - 1 });
            }
        }
        on.iter().try_for_each(|other| self.check_on(kind, other))
    }

    /// Whether an object of a kind may lie under another object.
    pub(crate) fn check_under(&self, kind: KindIx, parent: &str) -> Checked {
        let above = self.known_object(parent)?.kind;
        let info = self.catalogue.kind_info(kind);
        let fits = info.is_some_and(|info| info.under.contains(&above));
        if fits { Ok(()) } else { Err(self.misplaced(kind, "under", parent, above)) }
    }

    /// Whether an object of a kind may live on another object.
    pub(crate) fn check_on(&self, kind: KindIx, other: &str) -> Checked {
        let place = self.known_object(other)?.kind;
        let info = self.catalogue.kind_info(kind);
        let fits = info.is_some_and(|info| info.on.contains(&place));
        if fits { Ok(()) } else { Err(self.misplaced(kind, "on", other, place)) }
    }

    fn misplaced(&self, kind: KindIx, how: &'static str, other: &str, place: KindIx) -> EditError {
        let [kind, other_kind] =
            [kind, place].map(|kind| self.catalogue.kind_name(kind).to_owned());
        EditError::Misplaced { kind, how, other: other.to_owned(), other_kind }
    }

    /// Whether a role may be added to an object (rules 4 and 6).
    pub(crate) fn check_added(
        &self,
        name: &str,
        role: &Role,
        object: &str,
        on: &Object,
    ) -> Checked {
        match role.kind {
            RoleKind::General => {
                let message = format!("role `{name}` is general and applies to `{object}` anyway");
                Err(forbidden(Rule::ObjectAccess, message, "nothing needs to be added"))
            }
            RoleKind::Legacy { .. } => {
                let message = format!("legacy role `{name}` cannot be added to an object");
                let help = "convert the role to specific first";
                Err(forbidden(Rule::RoleKinds, message, help))
            }
            RoleKind::Specific => self.check_carried(name, role, object, on),
        }
    }

    /// Whether a specific role carries a permission for an object (rule 6).
    pub(crate) fn check_carried(
        &self,
        name: &str,
        role: &Role,
        object: &str,
        on: &Object,
    ) -> Checked {
        let of = self.type_of(on);
        if of.is_some_and(|of| role.carries(of, &self.catalogue)) {
            return Ok(());
        }
        let of = of.and_then(|of| self.catalogue.object_type(of)).map_or("", |of| &of.name);
        let message = format!("role `{name}` carries no permission for `{object}`");
        let help = format!("set a permission of the type `{of}` in the role first");
        Err(forbidden(Rule::ObjectAccess, message, help))
    }

    fn editable_role(&self, name: &str) -> Checked<&Role> {
        let role = self.known_role(name)?;
        if !role.built_in {
            return Ok(role);
        }
        let help = "duplicate the role and change the copy";
        Err(forbidden(Rule::BuiltIn, format!("role `{name}` is built in"), help))
    }

    /// The object, where its access can be edited (rule 7).
    fn editable_access(&self, name: &str) -> Checked<&Object> {
        let object = self.known_object(name)?;
        match &object.parent {
            Some(parent) if object.inherits => Err(inherits(name, parent)),
            _ => Ok(object),
        }
    }

    pub(crate) fn known_user(&self, name: &str) -> Checked<&User> {
        self.users.get(name).ok_or_else(|| unknown(Noun::User, name, self.users.keys()))
    }

    pub(crate) fn known_group(&self, name: &str) -> Checked<&Group> {
        self.groups.get(name).ok_or_else(|| unknown(Noun::Group, name, self.groups.keys()))
    }

    pub(crate) fn known_role(&self, name: &str) -> Checked<&Role> {
        self.roles.get(name).ok_or_else(|| unknown(Noun::Role, name, self.roles.keys()))
    }

    pub(crate) fn known_object(&self, name: &str) -> Checked<&Object> {
        self.objects.get(name).ok_or_else(|| unknown(Noun::Object, name, self.objects.keys()))
    }

    fn known_holder(&self, holder: &Holder) -> Checked {
        match holder {
            Holder::User(user) => self.known_user(user).map(drop),
            Holder::Group(group) => self.known_group(group).map(drop),
        }
    }

    pub(crate) fn known_kind(&self, name: &str) -> Checked<KindIx> {
        let near = || self.catalogue.nearest_kind(name).map(str::to_owned);
        let (what, owned) = (Noun::Kind, name.to_owned());
        let kind = self.catalogue.kind(name);
        kind.ok_or_else(|| EditError::Unknown { what, name: owned, near: near() })
    }

    pub(crate) fn known_permission(&self, id: &str) -> Checked<Permission> {
        let near = || self.catalogue.nearest_permission(id).map(str::to_owned);
        let (what, name) = (Noun::Permission, id.to_owned());
        let permission = self.catalogue.permission(id);
        permission.ok_or_else(|| EditError::Unknown { what, name, near: near() })
    }
}

/// Whether a role may be excluded from an object (rule 6).
pub(crate) fn check_excluded(name: &str, role: &Role) -> Checked {
    if role.kind == RoleKind::General {
        return Ok(());
    }
    let message = format!("role `{name}` is {} and cannot be excluded", role.kind.as_str());
    Err(forbidden(Rule::ObjectAccess, message, "take the role off the object instead"))
}

pub(crate) fn inherits(object: &str, parent: &str) -> EditError {
    let message = format!("`{object}` inherits the access of `{parent}`");
    let help = format!("edit `{parent}`, or switch inheritance of `{object}` off first");
    forbidden(Rule::Inheritance, message, help)
}

pub(crate) fn nothing_above(object: &str) -> EditError {
    let message = format!("`{object}` has no parent to inherit from");
    forbidden(Rule::Inheritance, message, "edit its own access")
}

pub(crate) fn check_name(name: &str) -> Checked {
    if name.trim().is_empty() || name.chars().any(char::is_control) {
        return Err(EditError::BadName { name: name.to_owned() });
    }
    Ok(())
}

fn taken(what: Noun, name: &str, taken: bool) -> Checked {
    if taken { Err(EditError::Exists { what, name: name.to_owned() }) } else { Ok(()) }
}

pub(crate) fn unknown<'a>(
    what: Noun,
    name: &str,
    known: impl Iterator<Item = &'a super::Name>,
) -> EditError {
    let near = nearest(name, known.map(|known| &**known)).map(str::to_owned);
    EditError::Unknown { what, name: name.to_owned(), near }
}
