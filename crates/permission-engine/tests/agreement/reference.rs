//! The access model, slow and from its rules alone: sets of words, copied and searched.
//!
//! Nothing is shared with the engine but the words of its edits and decisions. Inheritance, for
//! instance, is done by copying: after every edit each inheriting object gets a fresh copy of its
//! parent's access.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use permission_engine::{Basis, Edit, Holder, NewKind, State};

use crate::facts::Facts;

/// Names of things.
type Words = BTreeSet<String>;

/// A role's kind, with the objects that a legacy role found when it was converted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    General,
    Specific,
    Legacy(BTreeSet<u64>),
}

#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub(crate) kind: Kind,
    pub(crate) built_in: bool,
    pub(crate) says: BTreeMap<String, State>,
}

#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// Which object it is, even if another had the same name before.
    pub(crate) serial: u64,
    pub(crate) kind: String,
    pub(crate) parent: Option<String>,
    pub(crate) on: Words,
    pub(crate) inherits: bool,
    pub(crate) roles: Words,
    pub(crate) excluded: Words,
}

#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub(crate) facts: Arc<Facts>,
    serials: u64,
    pub(crate) roles: BTreeMap<String, Role>,
    /// Users, and whether they are external.
    pub(crate) users: BTreeMap<String, bool>,
    /// Groups, whether they are external, and their users.
    pub(crate) groups: BTreeMap<String, (bool, Words)>,
    holds: BTreeSet<(Holder, String)>,
    pub(crate) objects: BTreeMap<String, Object>,
}

/// An answer of the reference: allowed or not, and on what basis.
pub(crate) type Answer = Basis;

impl Reference {
    pub(crate) fn new(facts: Arc<Facts>) -> Self {
        let roles = facts.roles.iter().map(|(name, allow)| {
            let says = allow.iter().map(|id| (id.clone(), State::Allow)).collect();
            (name.clone(), Role { kind: Kind::General, built_in: true, says })
        });
        let roles = roles.collect();
        let users = BTreeMap::from([("administrator".to_owned(), false)]);
        let (groups, holds, objects) = Default::default();
        Self { facts, serials: 0, roles, users, groups, holds, objects }
    }

    pub(crate) fn says(&self, role: &str, id: &str) -> State {
        self.roles[role].says.get(id).copied().unwrap_or_default()
    }

    pub(crate) fn type_of(&self, object: &str) -> &str {
        &self.facts.kinds[&self.objects[object].kind].of
    }

    /// Rule 1: the roles somebody holds, itself and through groups.
    pub(crate) fn held(&self, who: &Holder) -> Words {
        let mut holders = vec![who.clone()];
        if let Holder::User(user) = who {
            let groups = self.groups.iter().filter(|(_, (_, members))| members.contains(user));
            holders.extend(groups.map(|(group, _)| Holder::Group(group.clone())));
        }
        let held = self.holds.iter().filter(|(holder, _)| holders.contains(holder));
        held.map(|(_, role)| role.clone()).collect()
    }

    /// Rules 4, 6 and 7: whether a role applies to an object.
    pub(crate) fn applies(&self, role: &str, object: &str) -> bool {
        let object = &self.objects[object];
        match &self.roles[role].kind {
            Kind::General => !object.excluded.contains(role),
            Kind::Specific => object.roles.contains(role),
            Kind::Legacy(found) => object.roles.contains(role) && found.contains(&object.serial),
        }
    }

    pub(crate) fn decide(&self, who: &Holder, id: &str, object: Option<&str>) -> Answer {
        if self.is_administrator(who) {
            return Basis::Administrator;
        }
        let direct = self.decide_directly(who, id, object);
        let final_word = direct.allows() || [Basis::Denied, Basis::NoSuchThing].contains(&direct);
        let given = |giver: &String| self.decide_directly(who, giver, object).allows();
        match final_word {
            false if self.facts.givers(id).iter().any(given) => Basis::Implied,
            _ => direct,
        }
    }

    pub(crate) fn is_administrator(&self, who: &Holder) -> bool {
        *who == Holder::User("administrator".to_owned()) && !self.users["administrator"]
    }

    fn decide_directly(&self, who: &Holder, id: &str, object: Option<&str>) -> Answer {
        match object {
            Some(object) if self.type_of(object) != self.facts.type_of(id) => {
                return Basis::NoSuchThing;
            }
            None if !self.facts.is_wide(id) => return Basis::NoSuchThing,
            _ => {}
        }
        let held = self.held(who);
        let applies = |role: &str| object.is_none_or(|object| self.applies(role, object));
        let general = |role: &str| self.roles[role].kind == Kind::General;
        let inherits = object.is_some_and(|object| self.objects[object].inherits);
        let saying = |state: State| held.iter().filter(move |role| self.says(role, id) == state);
        if saying(State::Deny).any(|role| applies(role)) {
            return Basis::Denied;
        }
        let allowing: Vec<_> = saying(State::Allow).filter(|role| applies(role)).collect();
        if !allowing.is_empty() {
            return match object {
                None => Basis::ModuleWide,
                Some(_) if allowing.iter().any(|role| general(role)) => Basis::General,
                Some(_) if inherits => Basis::Inherited,
                Some(_) => Basis::OnObject,
            };
        }
        let idle: Vec<_> = saying(State::Allow).collect();
        match () {
            () if held.is_empty() => Basis::NoRole,
            () if idle.is_empty() => Basis::Unset,
            () if idle.iter().any(|role| general(role)) && inherits => Basis::ExcludedAbove,
            () if idle.iter().any(|role| general(role)) => Basis::Excluded,
            () => Basis::NotOnObject,
        }
    }

    /// Makes an edit that has no objections.
    pub(crate) fn edit(&mut self, edit: &Edit) {
        match edit.clone() {
            Edit::AddUser { user, external } => _ = self.users.insert(user, external),
            Edit::RemoveUser { user } => {
                self.users.remove(&user);
                self.groups.values_mut().for_each(|(_, members)| _ = members.remove(&user));
                self.holds.retain(|(holder, _)| *holder != Holder::User(user.clone()));
            }
            Edit::AddGroup { group, external } => {
                self.groups.insert(group, (external, Words::new()));
            }
            Edit::RemoveGroup { group } => {
                self.groups.remove(&group);
                self.holds.retain(|(holder, _)| *holder != Holder::Group(group.clone()));
            }
            Edit::Join { user, group } => {
                self.groups.get_mut(&group).unwrap().1.insert(user);
            }
            Edit::Leave { user, group } => {
                self.groups.get_mut(&group).unwrap().1.remove(&user);
            }
            Edit::GiveRole { holder, role } => _ = self.holds.insert((holder, role)),
            Edit::TakeRole { holder, role } => _ = self.holds.remove(&(holder, role)),
            Edit::AddRole { .. }
            | Edit::RemoveRole { .. }
            | Edit::DuplicateRole { .. }
            | Edit::ConvertRole { .. }
            | Edit::SetPermission { .. } => self.edit_role(edit),
            Edit::SetStrictReplication { .. } => {}
            _ => self.edit_object(edit),
        }
        self.copy_down();
    }

    fn edit_role(&mut self, edit: &Edit) {
        match edit.clone() {
            Edit::AddRole { role, kind } => {
                let found = self.objects.values().map(|object| object.serial).collect();
                let kind = match kind {
                    NewKind::General => Kind::General,
                    NewKind::Specific => Kind::Specific,
                    NewKind::Legacy => Kind::Legacy(found),
                };
                if matches!(kind, Kind::Legacy(_)) {
                    for object in self.objects.values_mut() {
                        object.roles.insert(role.clone());
                    }
                }
                let says = BTreeMap::new();
                self.roles.insert(role, Role { kind, built_in: false, says });
            }
            Edit::RemoveRole { role } => {
                self.roles.remove(&role);
                self.holds.retain(|(_, held)| *held != role);
                for object in self.objects.values_mut() {
                    object.roles.remove(&role);
                    object.excluded.remove(&role);
                }
            }
            Edit::DuplicateRole { role, copy, holders } => {
                let kind = match self.roles[&role].kind {
                    Kind::General => Kind::General,
                    _ => Kind::Specific,
                };
                let says = self.roles[&role].says.clone();
                self.roles.insert(copy.clone(), Role { kind, built_in: false, says });
                let held = self.holds.iter().filter(|(_, held)| holders && *held == role);
                let more: Vec<_> = held.map(|(who, _)| (who.clone(), copy.clone())).collect();
                self.holds.extend(more);
            }
            Edit::ConvertRole { role, to } => {
                let general = to == NewKind::General;
                let names: Vec<String> = self.objects.keys().cloned().collect();
                for name in names {
                    if general || !self.carries(&role, self.type_of(&name)) {
                        self.objects.get_mut(&name).unwrap().roles.remove(&role);
                    }
                }
                let kind = if general { Kind::General } else { Kind::Specific };
                self.roles.get_mut(&role).unwrap().kind = kind;
            }
            Edit::SetPermission { role, permission, state } => {
                let needs = self.facts.needs(&permission).clone();
                let says = &mut self.roles.get_mut(&role).unwrap().says;
                says.insert(permission, state);
                if state == State::Allow {
                    for need in needs {
                        let now = says.entry(need).or_default();
                        *now = if *now == State::Deny { State::Deny } else { State::Allow };
                    }
                }
            }
            other => unreachable!("{other:?}"),
        }
    }

    fn edit_object(&mut self, edit: &Edit) {
        match edit.clone() {
            Edit::AddObject { object, kind, parent, on } => {
                self.serials += 1;
                let (inherits, on) = (parent.is_some(), on.into_iter().collect());
                let (serial, roles, excluded) = (self.serials, Words::new(), Words::new());
                let new = Object { serial, kind, parent, on, inherits, roles, excluded };
                self.objects.insert(object, new);
            }
            Edit::RemoveObject { object } => {
                self.objects.remove(&object);
                self.objects.values_mut().for_each(|other| _ = other.on.remove(&object));
            }
            Edit::Place { object, on } => self.object(&object).on = on.into_iter().collect(),
            Edit::AddToObject { object, role } => _ = self.object(&object).roles.insert(role),
            Edit::RemoveFromObject { object, role } => {
                self.object(&object).roles.remove(&role);
            }
            Edit::Exclude { object, role } => _ = self.object(&object).excluded.insert(role),
            Edit::Include { object, role } => _ = self.object(&object).excluded.remove(&role),
            Edit::SetInheritance { object, inherit } => self.object(&object).inherits = inherit,
            other => unreachable!("{other:?}"),
        }
    }

    fn object(&mut self, name: &str) -> &mut Object {
        self.objects.get_mut(name).unwrap()
    }

    /// Rule 7: every inheriting object shows its parent's access; parents first, they are older.
    fn copy_down(&mut self) {
        let mut names: Vec<String> = self.objects.keys().cloned().collect();
        names.sort_by_key(|name| self.objects[name].serial);
        for name in names {
            let object = &self.objects[&name];
            let Some(parent) = object.parent.clone().filter(|_| object.inherits) else { continue };
            let (serial, parent) = (object.serial, self.objects[&parent].clone());
            // Rule 4: a legacy role never reaches a later object.
            let reaches = |role: &&String| match &self.roles[*role].kind {
                Kind::Legacy(found) => found.contains(&serial),
                _ => true,
            };
            let roles = parent.roles.iter().filter(reaches).cloned().collect();
            let object = self.object(&name);
            (object.roles, object.excluded) = (roles, parent.excluded);
        }
    }

    /// Rule 6: whether a role says anything about objects of a type.
    pub(crate) fn carries(&self, role: &str, of: &str) -> bool {
        let says = self.roles[role].says.iter();
        says.filter(|(_, state)| **state != State::Unset)
            .any(|(id, _)| self.facts.type_of(id) == of)
    }
}

impl Reference {
    /// Rules 7 and 9: from an object to the one whose access it shows.
    pub(crate) fn way(&self, object: &str) -> Vec<String> {
        let mut way = vec![object.to_owned()];
        while let Some(last) = way.last().map(|name| &self.objects[name]) {
            let Some(parent) = last.parent.clone().filter(|_| last.inherits) else { break };
            way.push(parent);
        }
        way
    }

    pub(crate) fn is_held(&self, role: &str) -> bool {
        self.holds.iter().any(|(_, held)| held == role)
    }

    pub(crate) fn holds_itself(&self, who: &Holder, role: &str) -> bool {
        self.holds.contains(&(who.clone(), role.to_owned()))
    }
}
