//! What would have to change for somebody to be allowed something.
//!
//! Candidates are tried, not reasoned about: each is applied to a small policy of just the subject,
//! its groups, the roles, and the object with its parents, and only what then allows is offered.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Engine, GroupIx, HeldRole, ObjectIx, Standing, Subject, Via, Warning};
use crate::decision::{Basis, Decision};
use crate::permission::{Permission, State};
use crate::policy::{ADMINISTRATOR, Edit, Holder, Name, NewKind, Policy, Role, RoleKind};

/// Edits that would make something allowed, in order. Others may be affected as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// The edits.
    pub edits: Vec<Edit>,
    /// What the permission depends on and would still be missing then; all of it.
    pub missing: Vec<Warning>,
}

impl Engine {
    pub(super) fn remedies(
        &self,
        subject: Subject,
        permission: Permission,
        object: Option<ObjectIx>,
        decision: Decision,
        roles: &[HeldRole],
        way: &[ObjectIx],
    ) -> Vec<Remedy> {
        if decision.is_allowed() || decision.basis() == Basis::NoSuchThing {
            return Vec::new();
        }
        let source = way.last().and_then(|source| self.shared_object_name(*source));
        let asked = Asked { engine: self, subject, permission, object, source, roles };
        let slice = asked.slice();
        let tried = |edits| asked.tried(&slice, edits);
        if decision.basis() != Basis::Denied {
            return asked.grants().into_iter().filter_map(tried).collect();
        }
        let mut remedies: Vec<Remedy> = Vec::new();
        for lift in asked.lifts() {
            // Often something allows it once the deny is gone; else the least grant that helps.
            let grants = std::iter::once(Vec::new()).chain(asked.grants());
            let remedy = grants.map(|grant| [lift.clone(), grant].concat()).find_map(tried);
            let new = remedy.filter(|new| remedies.iter().all(|known| known.edits != new.edits));
            remedies.extend(new);
        }
        remedies
    }
}

/// One question that was answered with no.
struct Asked<'e> {
    engine: &'e Engine,
    subject: Subject,
    permission: Permission,
    object: Option<ObjectIx>,
    /// The object whose access decides.
    source: Option<Name>,
    roles: &'e [HeldRole],
}

impl Asked<'_> {
    fn policy(&self) -> &Policy {
        &self.engine.policy
    }

    fn holder(&self) -> Holder {
        let name = self.engine.subject_name(self.subject).to_owned();
        match self.subject {
            Subject::User(_) => Holder::User(name),
            Subject::Group(_) => Holder::Group(name),
        }
    }

    fn id(&self) -> String {
        self.engine.catalogue().id(self.permission).to_owned()
    }

    fn set(&self, role: &str, state: State) -> Edit {
        Edit::SetPermission { role: role.to_owned(), permission: self.id(), state }
    }

    /// The role with its name, by index.
    fn role(&self, held: &HeldRole) -> Option<(&str, &Role)> {
        let role = self.policy().roles.get_index(held.role.0 as usize);
        role.map(|(name, role)| (&**name, role))
    }

    /// Ways to get rid of every deny that applies.
    fn lifts(&self) -> Vec<Vec<Edit>> {
        let denying = |held: &&HeldRole| held.standing.applies() && held.state == State::Deny;
        let denying: Vec<_> = self.roles.iter().filter(denying).collect();
        let named = || denying.iter().filter_map(|held| Some((self.role(held)?, held)));
        let unset = named().map(|((name, _), _)| self.set(name, State::Unset)).collect();
        let let_go: BTreeSet<Edit> =
            named().flat_map(|((name, _), held)| self.let_go(name, &held.via)).collect();
        let mut lifts = vec![unset, let_go.into_iter().collect()];
        if let Some(source) = &self.source {
            let off = named().map(|((name, role), _)| {
                let (object, name) = (source.to_string(), name.to_owned());
                match role.kind {
                    RoleKind::General => Edit::Exclude { object, role: name },
                    _ => Edit::RemoveFromObject { object, role: name },
                }
            });
            lifts.push(off.collect());
        }
        lifts
    }

    /// The edits after which the subject does not hold a role any more.
    fn let_go(&self, role: &str, via: &[Via]) -> Vec<Edit> {
        let one = |via: &Via| match via {
            Via::Directly => Edit::TakeRole { holder: self.holder(), role: role.to_owned() },
            Via::Group(group) => Edit::Leave {
                user: self.engine.subject_name(self.subject).to_owned(),
                group: self.engine.subject_name(Subject::Group(*group)).to_owned(),
            },
        };
        via.iter().map(one).collect()
    }

    /// Ways to get an allow, the least first.
    fn grants(&self) -> Vec<Vec<Edit>> {
        let mut grants = Vec::new();
        for held in self.roles.iter().filter(|held| held.state == State::Allow) {
            let (Some((name, _)), Some(source)) = (self.role(held), &self.source) else { continue };
            let (object, role) = (source.to_string(), name.to_owned());
            match held.standing {
                Standing::Excluded(_) => grants.push(vec![Edit::Include { object, role }]),
                Standing::NotOnObject => grants.push(vec![Edit::AddToObject { object, role }]),
                _ => {}
            }
        }
        grants.extend(
            self.role_to_give()
                .map(|role| vec![Edit::GiveRole { holder: self.holder(), role: role.to_owned() }]),
        );
        grants.push(self.new_role());
        grants
    }

    /// The general role with the fewest permissions that allows it and is not held yet.
    fn role_to_give(&self) -> Option<&str> {
        let source = self.source.as_ref().and_then(|source| self.policy().objects.get(source));
        let fits = |(name, role): &(&Name, &Role)| {
            role.kind == RoleKind::General
                && role.state(self.permission) == State::Allow
                && !source.is_some_and(|source| source.access.excluded.contains(*name))
        };
        let fitting = self.policy().roles.iter().filter(fits);
        fitting.min_by_key(|(name, role)| (role.allow.len(), *name)).map(|(name, _)| &**name)
    }

    /// A new role for just this.
    fn new_role(&self) -> Vec<Edit> {
        let (role, kind) = match &self.source {
            Some(source) => (format!("{} {source}", self.id()), NewKind::Specific),
            None => (self.id(), NewKind::General),
        };
        let mut edits = vec![
            Edit::AddRole { role: role.clone(), kind },
            self.set(&role, State::Allow),
            Edit::GiveRole { holder: self.holder(), role: role.clone() },
        ];
        edits.extend(self.source.as_ref().map(|source| {
            let object = source.to_string();
            Edit::AddToObject { object, role }
        }));
        edits
    }

    /// The edits as a remedy, if they can be made and allow what was asked.
    fn tried(&self, slice: &Policy, edits: Vec<Edit>) -> Option<Remedy> {
        // Unsetting can be refused because of objects that are not in the slice.
        let unsets = |edit: &&Edit| matches!(edit, Edit::SetPermission { state: State::Unset, .. });
        let refused = edits.iter().filter(unsets).any(|edit| self.policy().check(edit).is_err());
        let mut changed = slice.clone();
        if refused || changed.edit_all(&edits).is_err() {
            return None;
        }
        let engine = Engine::new(changed);
        let name = self.engine.subject_name(self.subject);
        let subject = match self.subject {
            Subject::User(_) => Subject::User(engine.user(name)?),
            Subject::Group(_) => Subject::Group(engine.group(name)?),
        };
        let object = match self.object {
            Some(object) => Some(engine.object(self.engine.object_name(object))?),
            None => None,
        };
        if !engine.can(subject, self.permission, object).is_allowed() {
            return None;
        }
        let missing = engine.missing(subject, self.permission, object).into_iter();
        let here = |at| self.engine.object(engine.object_name(at));
        let missing = missing.map(|one| Warning { at: one.at.and_then(here), ..one });
        Some(Remedy { edits, missing: missing.collect() })
    }

    /// The part of the policy that matters here.
    fn slice(&self) -> Policy {
        let policy = self.policy();
        let name = self.engine.subject_name(self.subject);
        let is_user = matches!(self.subject, Subject::User(_));
        let users = policy
            .users
            .iter()
            .filter(|(user, _)| &***user == ADMINISTRATOR || is_user && &***user == name);
        let groups = (0..).map(GroupIx).zip(&policy.groups).filter(|(at, (_, group))| {
            self.subject == Subject::Group(*at) || is_user && group.members.contains(name)
        });
        let groups = groups.map(|(_, (group, known))| {
            let mut known = known.clone();
            known.members.retain(|user| is_user && &**user == name);
            (Arc::clone(group), known)
        });
        Policy {
            catalogue: Arc::clone(&policy.catalogue),
            revision: policy.revision,
            strict_replication: policy.strict_replication,
            roles: policy.roles.clone(),
            groups: groups.collect(),
            users: users.map(|(user, known)| (Arc::clone(user), known.clone())).collect(),
            objects: self.objects(),
        }
    }

    /// The object, its parents, and what they live on.
    fn objects(&self) -> IndexMap<Name, crate::policy::Object> {
        let policy = self.policy();
        let Some(object) = self.object.map(|object| self.engine.object_name(object)) else {
            return IndexMap::new();
        };
        let way: Vec<&str> = std::iter::once(object).chain(policy.ancestors(object)).collect();
        let known = way.iter().filter_map(|name| policy.objects.get(*name));
        let on = known.flat_map(|object| &object.on).map(|name| &**name);
        let mut names: Vec<&str> = way.iter().copied().chain(on).collect();
        // What the others live on comes along without what it lies under itself.
        names.sort_unstable();
        names.dedup();
        let mut objects: IndexMap<Name, crate::policy::Object> = names
            .into_iter()
            .filter_map(|name| policy.objects.get_key_value(name))
            .map(|(name, object)| (Arc::clone(name), object.clone()))
            .collect();
        let there: BTreeSet<Name> = objects.keys().cloned().collect();
        for object in objects.values_mut() {
            object.on.retain(|name| there.contains(name));
        }
        objects
    }
}
