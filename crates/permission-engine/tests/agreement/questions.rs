//! The longer questions, answered by asking the short one again and again.

use std::collections::BTreeSet;

use permission_engine::{Basis, Edit, Holder, State};

use crate::reference::{Kind, Reference};

/// A permission that is missing, and where.
pub(crate) type Missing = (String, Option<String>);

impl Reference {
    /// Every permission of a place, with its answer (rule 9).
    pub(crate) fn effective(&self, who: &Holder, at: Option<&str>) -> Vec<(String, Basis)> {
        let here = |id: &str| match at {
            Some(object) => self.facts.type_of(id) == self.type_of(object),
            None => self.facts.is_wide(id),
        };
        let ids = self.facts.permissions.iter().map(|(id, _)| id).filter(|id| here(id));
        ids.map(|id| (id.clone(), self.decide(who, id, at))).collect()
    }

    /// The roles an answer comes from (rule 9).
    pub(crate) fn sources(&self, who: &Holder, id: &str, at: Option<&str>) -> BTreeSet<String> {
        let applies = |role: &String| at.is_none_or(|at| self.applies(role, at));
        let held = self.held(who);
        let saying = |state| held.iter().filter(move |role| self.says(role, id) == state).cloned();
        match self.decide(who, id, at) {
            Basis::Denied => saying(State::Deny).filter(applies).collect(),
            Basis::ModuleWide | Basis::General | Basis::OnObject | Basis::Inherited => {
                saying(State::Allow).filter(applies).collect()
            }
            Basis::NotOnObject | Basis::Excluded | Basis::ExcludedAbove => {
                saying(State::Allow).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// What is missing although allowed permissions depend on it (rule 9).
    pub(crate) fn warnings(&self, who: &Holder, at: Option<&str>) -> BTreeSet<Missing> {
        let mut missing = BTreeSet::new();
        if self.is_administrator(who) {
            return missing;
        }
        let nowhere =
            |id: &str| !self.held(who).iter().any(|role| self.says(role, id) == State::Allow);
        let lacks = |id: &str, at: Option<&str>| !self.decide(who, id, at).allows();
        let all = self.effective(who, at);
        for (id, _) in all.iter().filter(|(_, answer)| answer.allows()) {
            for need in self.facts.needs(id).iter().chain([id]) {
                let Some(object) = at else {
                    let wide = self.facts.is_wide(need);
                    let gone = if wide { lacks(need, None) } else { nowhere(need) };
                    missing.extend(gone.then(|| (need.clone(), None)));
                    continue;
                };
                for place in self.where_needed(object, need) {
                    let gone = match &place {
                        Some(place) => lacks(need, Some(place)),
                        None if self.facts.is_wide(need) => lacks(need, None),
                        None => nowhere(need),
                    };
                    missing.extend(gone.then(|| (need.clone(), place)));
                }
            }
        }
        missing
    }

    /// Where a permission is needed for another one on an object.
    fn where_needed(&self, object: &str, need: &str) -> Vec<Option<String>> {
        let of = self.facts.type_of(need);
        if self.facts.module_wide.contains(of) {
            return vec![None];
        }
        if of == self.type_of(object) {
            let listing = self.facts.listed_by.get(of).is_some_and(|list| list == need);
            let above = self.above(object).into_iter().filter(|_| listing);
            return std::iter::once(object.to_owned()).chain(above).map(Some).collect();
        }
        let way = std::iter::once(object.to_owned()).chain(self.above(object));
        let lives_on = |name: String| -> Vec<Option<String>> {
            let on = self.objects[&name].on.iter().filter(|other| self.type_of(other) == of);
            on.cloned().map(Some).collect()
        };
        let found = way.map(lives_on).find(|found| !found.is_empty());
        found.unwrap_or_else(|| vec![None])
    }

    fn above(&self, object: &str) -> Vec<String> {
        let parent = |name: &String| self.objects[name].parent.clone();
        std::iter::successors(parent(&object.to_owned()), parent).collect()
    }

    /// What the holders of a specific role lack for it to be of use on an object (rule 8): tried out.
    /// The role is put on the object, what is missing then is added where it is missing, and that
    /// again until nothing is missing any more.
    pub(crate) fn missing_parents(&self, role: &str, object: &str) -> BTreeSet<Missing> {
        let mut all = BTreeSet::new();
        if self.roles[role].kind != Kind::Specific {
            return all;
        }
        let mut tried = self.clone();
        loop {
            tried.objects.get_mut(object).unwrap().roles.insert(role.to_owned());
            let missing = tried.missing_now(role, object);
            if missing.is_empty() {
                return all;
            }
            for (id, place) in missing {
                let (of, permission, state) = (role.to_owned(), id.clone(), State::Allow);
                tried.edit(&Edit::SetPermission { role: of, permission, state });
                let source = place.iter().map(|at| self.way(at).pop().unwrap());
                for object in source.filter(|_| place.as_deref() != Some(object)) {
                    tried.edit(&Edit::AddToObject { object, role: role.to_owned() });
                }
                all.insert((id, place));
            }
        }
    }

    /// What is missing at this moment for a role that is on an object.
    fn missing_now(&self, role: &str, object: &str) -> BTreeSet<Missing> {
        let mut missing = BTreeSet::new();
        let users = self.users.keys().map(|name| Holder::User(name.clone()));
        let groups = self.groups.keys().map(|name| Holder::Group(name.clone()));
        let mut holders: Vec<Holder> = users.chain(groups).collect();
        holders.retain(|holder| self.holds_itself(holder, role));
        let of = self.type_of(object);
        let mine = |id: &&String| self.facts.type_of(id) == of;
        let says = self.roles[role].says.iter().filter(|(_, state)| **state == State::Allow);
        for id in says.map(|(id, _)| id).filter(mine) {
            let list = self.facts.listed_by.get(of).filter(|list| *list == id);
            for need in self.facts.needs(id).iter().chain(list) {
                for place in self.where_needed(object, need) {
                    let given = self.says(role, need) == State::Allow
                        && place.as_ref().is_none_or(|at| self.applies(role, at));
                    let has = |holder: &Holder| match &place {
                        None if !self.facts.is_wide(need) => {
                            let held = self.held(holder);
                            held.iter().any(|role| self.says(role, need) == State::Allow)
                        }
                        place => self.roles_allow(holder, need, place.as_deref()),
                    };
                    let everybody = !holders.is_empty() && holders.iter().all(has);
                    missing.extend((!given && !everybody).then(|| (need.clone(), place)));
                }
            }
        }
        missing
    }

    /// As an ordinary holder, even the administrator.
    fn roles_allow(&self, who: &Holder, id: &str, at: Option<&str>) -> bool {
        if !self.is_administrator(who) {
            return self.decide(who, id, at).allows();
        }
        let mut plain = self.clone();
        plain.users.insert("administrator".to_owned(), true);
        plain.decide(who, id, at).allows()
    }

    /// What somebody may do at a place; nothing where either is not there.
    pub(crate) fn allowed(&self, who: &Holder, at: Option<&str>) -> BTreeSet<String> {
        let known = match who {
            Holder::User(name) => self.users.contains_key(name),
            Holder::Group(name) => self.groups.contains_key(name),
        };
        if !known || at.is_some_and(|at| !self.objects.contains_key(at)) {
            return BTreeSet::new();
        }
        let all = self.effective(who, at).into_iter();
        all.filter(|(_, answer)| answer.allows()).map(|(id, _)| id).collect()
    }
}
