//! What the rules have against an edit: the numbers of all rules it breaks, and 0 for what no rule
//! speaks of (a name that is unknown or taken, kinds that do not go together).

use std::collections::BTreeSet;

use permission_engine::{Edit, Holder, NewKind, State};

use crate::reference::{Kind, Reference};

type Numbers = BTreeSet<u8>;

impl Reference {
    pub(crate) fn objections(&self, edit: &Edit) -> Numbers {
        let mut against = Numbers::new();
        let mut object_if = |number, yes| {
            if yes {
                against.insert(number);
            }
        };
        match edit {
            Edit::AddUser { user, external } => {
                object_if(0, self.users.contains_key(user));
                object_if(2, user == "administrator" && *external);
            }
            Edit::RemoveUser { user } => {
                object_if(0, !self.users.contains_key(user));
                object_if(2, user == "administrator");
            }
            Edit::AddGroup { group, .. } => object_if(0, self.groups.contains_key(group)),
            Edit::RemoveGroup { group } => object_if(0, !self.groups.contains_key(group)),
            Edit::Join { user, group } => {
                let (external, to) = (self.users.get(user), self.groups.get(group));
                object_if(1, external.is_none() && self.groups.contains_key(user));
                object_if(0, external.is_none() || to.is_none());
                object_if(1, external == Some(&true) && to.is_some_and(|(external, _)| !external));
            }
            Edit::Leave { user, group } => {
                object_if(0, !self.users.contains_key(user) || !self.groups.contains_key(group));
            }
            Edit::GiveRole { holder, role } | Edit::TakeRole { holder, role } => {
                let known = match holder {
                    Holder::User(user) => self.users.contains_key(user),
                    Holder::Group(group) => self.groups.contains_key(group),
                };
                object_if(0, !known || !self.roles.contains_key(role));
            }
            Edit::SetStrictReplication { .. } => {}
            Edit::AddRole { role, .. } => against = self.against_new_role(role),
            Edit::DuplicateRole { role, copy, .. } => {
                against = self.against_new_role(copy);
                against.extend((!self.roles.contains_key(role)).then_some(0));
            }
            Edit::RemoveRole { role } | Edit::ConvertRole { role, .. } => {
                against = self.against_editing(role);
                if let (Edit::ConvertRole { to, .. }, Some(role)) = (edit, self.roles.get(role)) {
                    let legacy = matches!(role.kind, Kind::Legacy(_));
                    let fits = legacy && *to != NewKind::Legacy;
                    against.extend((!fits).then_some(4));
                }
            }
            Edit::SetPermission { role, permission, state } => {
                against = self.against_editing(role);
                let known = self.facts.permissions.iter().any(|(id, _)| id == permission);
                against.extend((!known).then_some(0));
                if against.is_empty() {
                    against = self.against_saying(role, permission, *state);
                }
            }
            _ => against = self.against_object_edit(edit),
        }
        against
    }

    fn against_new_role(&self, role: &str) -> Numbers {
        match self.roles.get(role) {
            None => Numbers::new(),
            Some(role) if role.built_in => [5].into(),
            Some(_) => [0].into(),
        }
    }

    fn against_editing(&self, role: &str) -> Numbers {
        match self.roles.get(role) {
            None => [0].into(),
            Some(role) if role.built_in => [5].into(),
            Some(_) => Numbers::new(),
        }
    }

    /// Rule 6: a specific role on an object still carries a permission for its type.
    fn against_saying(&self, role: &str, permission: &str, state: State) -> Numbers {
        let specific = self.roles[role].kind == Kind::Specific;
        let of = self.facts.type_of(permission);
        let on = self.objects.iter().filter(|(name, object)| {
            object.roles.contains(role) && !object.inherits && self.type_of(name) == of
        });
        let still = |(id, state): (&String, &State)| {
            id != permission && self.facts.type_of(id) == of && *state != State::Unset
        };
        let carries = state != State::Unset || self.roles[role].says.iter().any(still);
        let stranded = specific && on.count() > 0 && !carries;
        stranded.then_some(6).into_iter().collect()
    }

    fn against_object_edit(&self, edit: &Edit) -> Numbers {
        let mut against = Numbers::new();
        let known = |name: &String| self.objects.contains_key(name);
        let fits = |kind: &str, other: &String, under: bool| {
            let Some(kind) = self.facts.kinds.get(kind) else { return false };
            let allowed = if under { &kind.under } else { &kind.on };
            known(other) && allowed.contains(&self.objects[other].kind)
        };
        match edit {
            Edit::AddObject { object, kind, parent, on } => {
                let unfit = known(object)
                    || !self.facts.kinds.contains_key(kind)
                    || parent.as_ref().is_some_and(|parent| !fits(kind, parent, true))
                    || on.iter().any(|other| !fits(kind, other, false));
                against.extend(unfit.then_some(0));
            }
            Edit::RemoveObject { object } => {
                let under =
                    self.objects.values().any(|other| other.parent.as_ref() == Some(object));
                against.extend((!known(object) || under).then_some(0));
            }
            Edit::Place { object, on } => {
                let kind = self.objects.get(object).map(|object| object.kind.as_str());
                let unfit =
                    kind.is_none_or(|kind| on.iter().any(|other| !fits(kind, other, false)));
                against.extend(unfit.then_some(0));
            }
            Edit::SetInheritance { object, inherit } => match self.objects.get(object) {
                None => against.extend([0]),
                Some(object) => {
                    against.extend((*inherit && object.parent.is_none()).then_some(7));
                }
            },
            Edit::AddToObject { object, role }
            | Edit::RemoveFromObject { object, role }
            | Edit::Exclude { object, role }
            | Edit::Include { object, role } => {
                let (Some(at), Some(known)) = (self.objects.get(object), self.roles.get(role))
                else {
                    let inherits = self.objects.get(object).is_some_and(|object| object.inherits);
                    against.extend([Some(0), inherits.then_some(7)].into_iter().flatten());
                    return against;
                };
                against.extend(at.inherits.then_some(7));
                let objection = match (edit, &known.kind) {
                    (Edit::AddToObject { .. }, Kind::Specific) => {
                        (!self.carries(role, self.type_of(object))).then_some(6)
                    }
                    (Edit::AddToObject { .. }, Kind::General) => Some(6),
                    (Edit::AddToObject { .. }, Kind::Legacy(_)) => Some(4),
                    (Edit::RemoveFromObject { .. }, Kind::General) => Some(6),
                    (Edit::RemoveFromObject { .. }, _) => None,
                    (_, Kind::General) => None,
                    (_, _) => Some(6),
                };
                against.extend(objection);
            }
            other => unreachable!("{other:?}"),
        }
        against
    }
}
