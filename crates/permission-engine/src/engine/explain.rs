//! Why a decision is as it is.

use std::sync::Arc;

use super::{Engine, GroupIx, ObjectIx, Remedy, RoleIx, Subject, UserIx, Warning, index};
use crate::decision::{Basis, Decision};
use crate::permission::{Permission, State};
use crate::policy::{Name, Role, RoleKind};

/// How somebody holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// It was given to the subject itself.
    Directly,
    /// It was given to a group the user is in.
    Group(GroupIx),
}

/// How a role stands to what is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It applies: the permission is module-wide, and there every role applies.
    ModuleWide,
    /// It applies: it is general.
    General,
    /// It applies: it is on this object, the one asked about or the one it inherits from.
    OnObject(ObjectIx),
    /// It does not apply: it is excluded from this object, the one asked about or the one it
    /// inherits from.
    Excluded(ObjectIx),
    /// It does not apply: it is specific or legacy, and not on the object.
    NotOnObject,
    /// It does not apply: it is a legacy role on this object, and the one asked about was created
    /// after the role was converted.
    TooLate(ObjectIx),
}

impl Standing {
    /// Whether the role applies.
    #[must_use]
    pub const fn applies(self) -> bool {
        matches!(self, Self::ModuleWide | Self::General | Self::OnObject(_))
    }
}

/// A role somebody holds, as far as it matters for one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// The role.
    pub role: RoleIx,
    /// How it is held; at least one way.
    pub via: Vec<Via>,
    /// What it says about the permission.
    pub state: State,
    /// Whether it applies, and why.
    pub standing: Standing,
}

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Who was asked about.
    pub subject: Subject,
    /// Doing what.
    pub permission: Permission,
    /// On which object; module-wide where there is none.
    pub object: Option<ObjectIx>,
    /// The answer.
    pub decision: Decision,
    /// From the object to the one whose access it shows; only the object where it does not inherit.
    pub way: Vec<ObjectIx>,
    /// The permission that implies this one, where that is why it is allowed; the roles' states are
    /// about that one then.
    pub implied_by: Option<Permission>,
    /// Every role held; none where there is no such permission on the object.
    pub roles: Vec<HeldRole>,
    /// What the permission depends on and the subject lacks.
    pub missing: Vec<Warning>,
    /// What would make it allowed; each way by itself, the least first. Empty where it is allowed
    /// and where nothing could.
    pub remedies: Vec<Remedy>,
}

impl Explanation {
    /// The roles that apply and deny.
    pub fn denying(&self) -> impl Iterator<Item = &HeldRole> {
        self.roles.iter().filter(|one| one.standing.applies() && one.state == State::Deny)
    }

    /// The roles that apply and allow. Where there are denying ones too, those beat these.
    pub fn allowing(&self) -> impl Iterator<Item = &HeldRole> {
        self.roles.iter().filter(|one| one.standing.applies() && one.state == State::Allow)
    }

    /// The roles that would allow it if they applied.
    pub fn idle(&self) -> impl Iterator<Item = &HeldRole> {
        self.roles.iter().filter(|one| !one.standing.applies() && one.state == State::Allow)
    }
}

impl Engine {
    /// Why somebody may or may not do something.
    #[must_use]
    pub fn explain(
        &self,
        who: impl Into<Subject>,
        permission: Permission,
        on: impl Into<Option<ObjectIx>>,
    ) -> Explanation {
        let (subject, object) = (who.into(), on.into());
        let decision = self.can(subject, permission, object);
        let way = object.map(|object| self.way(object)).unwrap_or_default();
        let implied = |by: &&Permission| self.can(subject, **by, object).is_allowed();
        let implied_by = match decision.basis() {
            Basis::Implied => self.catalogue().implied_by(permission).iter().find(implied).copied(),
            _ => None,
        };
        let asked = implied_by.unwrap_or(permission);
        let (roles, missing) = match decision.basis() {
            Basis::NoSuchThing => (Vec::new(), Vec::new()),
            _ => {
                let missing = self.missing(subject, permission, object);
                (self.held_roles(subject, asked, &way), missing)
            }
        };
        let remedies = self.remedies(subject, permission, object, decision, &roles, &way);
        Explanation {
            subject,
            permission,
            object,
            decision,
            way,
            implied_by,
            roles,
            missing,
            remedies,
        }
    }

    /// From an object to the one whose access it shows. Empty for an index that does not fit.
    pub(super) fn way(&self, object: ObjectIx) -> Vec<ObjectIx> {
        let way = self.policy.inheritance(self.object_name(object));
        way.iter().filter_map(|(name, _)| self.object(name)).collect()
    }

    fn held_roles(&self, subject: Subject, asked: Permission, way: &[ObjectIx]) -> Vec<HeldRole> {
        let held = |(at, (name, role)): (usize, (&Name, &Role))| {
            let via = self.via(subject, name);
            let standing = self.standing(name, role, way);
            let role_ix = RoleIx(index(at)?);
            let state = role.state(asked);
            (!via.is_empty()).then_some(HeldRole { role: role_ix, via, state, standing })
        };
        self.policy.roles.iter().enumerate().filter_map(held).collect()
    }

    fn via(&self, subject: Subject, role: &Name) -> Vec<Via> {
        let policy = &self.policy;
        match subject {
            Subject::Group(GroupIx(at)) => {
                let group = policy.groups.get_index(at as usize);
                let holds = group.is_some_and(|(_, group)| group.roles.contains(role));
                holds.then_some(Via::Directly).into_iter().collect()
            }
            Subject::User(UserIx(at)) => {
                let Some((user, known)) = policy.users.get_index(at as usize) else {
                    return Vec::new();
                };
                let directly = known.roles.contains(role).then_some(Via::Directly);
                let groups = (0..).map(GroupIx).zip(policy.groups.values());
                let groups = groups.filter(|(_, group)| {
                    group.roles.contains(role) && group.members.contains(user)
                });
                directly.into_iter().chain(groups.map(|(at, _)| Via::Group(at))).collect()
            }
        }
    }

    fn standing(&self, name: &str, role: &Role, way: &[ObjectIx]) -> Standing {
        let (Some(object), Some(source)) = (way.first(), way.last()) else {
            return Standing::ModuleWide;
        };
        let known = |ObjectIx(at): &ObjectIx| self.policy.objects.get_index(*at as usize);
        let (Some((_, asked)), Some((_, from))) = (known(object), known(source)) else {
            return Standing::NotOnObject;
        };
        match role.kind {
            RoleKind::General if from.access.excluded.contains(name) => Standing::Excluded(*source),
            RoleKind::General => Standing::General,
            _ if !from.access.roles.contains(name) => Standing::NotOnObject,
            kind if kind.reaches(asked.created) => Standing::OnObject(*source),
            _ => Standing::TooLate(*source),
        }
    }

    /// What one permission depends on and the subject lacks.
    pub(super) fn missing(
        &self,
        subject: Subject,
        permission: Permission,
        object: Option<ObjectIx>,
    ) -> Vec<Warning> {
        let access = self.effective(subject, object);
        let warnings = access.map(|access| access.warnings).unwrap_or_default();
        warnings.into_iter().filter(|warning| warning.used_by.contains(permission)).collect()
    }

    /// As names, for edits.
    pub(super) fn shared_object_name(&self, object: ObjectIx) -> Option<Name> {
        self.policy.objects.get_index(object.0 as usize).map(|(name, _)| Arc::clone(name))
    }
}
