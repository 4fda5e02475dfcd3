//! Everything somebody may do, with the reasons and what is missing.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::Rows;
use super::{Engine, Holding, ObjectIx, RoleIx, Shown, Subject, compile, index};
use crate::catalogue::TypeIx;
use crate::decision::{Basis, Decision};
use crate::permission::{Permission, PermissionSet};

/// One permission in somebody's effective access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The permission.
    pub permission: Permission,
    /// Whether it is allowed, and by which rule.
    pub decision: Decision,
    /// The roles it comes from: those that allow it, or deny it, or would allow it if they applied.
    pub roles: Box<[RoleIx]>,
    /// The permission that implies it, where that is why it is allowed.
    pub implied_by: Option<Permission>,
}

/// A permission that others depend on, and that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The permission that is missing.
    pub needs: Permission,
    /// The object it is missing on, where that is another one or known at all.
    pub at: Option<ObjectIx>,
    /// The permissions that are allowed and depend on it.
    pub used_by: PermissionSet,
}

/// What somebody may do on one object, or module-wide (rule 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveAccess {
    /// Who.
    pub subject: Subject,
    /// On which object; module-wide where there is none.
    pub object: Option<ObjectIx>,
    /// The object whose access it shows, where it inherits.
    pub inherited_from: Option<ObjectIx>,
    /// Every permission of the object's type. Objects with the same access share them.
    pub entries: Arc<[Entry]>,
    /// Permissions that are missing although others depend on them.
    pub warnings: Vec<Warning>,
}

impl EffectiveAccess {
    /// The permissions that are allowed.
    pub fn allowed(&self) -> impl Iterator<Item = Permission> + '_ {
        self.entries.iter().filter(|one| one.decision.is_allowed()).map(|one| one.permission)
    }
}

impl Engine {
    /// The effective access of a user or group on an object, or module-wide. `None` for an index of
    /// another engine.
    #[must_use]
    pub fn effective(
        &self,
        who: impl Into<Subject>,
        on: impl Into<Option<ObjectIx>>,
    ) -> Option<EffectiveAccess> {
        let subject = who.into();
        Everywhere::new(self, subject, self.holding(subject)?).at(on.into())
    }

    /// The effective access of a user or group module-wide and then on every object. Nothing for an
    /// index of another engine.
    pub fn effective_everywhere(
        &self,
        who: impl Into<Subject>,
    ) -> impl Iterator<Item = EffectiveAccess> {
        let subject = who.into();
        let places = std::iter::once(None).chain(self.objects().map(Some));
        let holding = self.holding(subject);
        let mut everywhere = holding.map(|holding| Everywhere::new(self, subject, holding));
        places.map_while(move |on| everywhere.as_mut()?.at(on))
    }

    /// The roles somebody holds and that apply to what is shown, or all of them.
    pub(super) fn roles_where(&self, rows: impl IntoIterator<Item = (u64, u64)>) -> Box<[RoleIx]> {
        let met: Vec<u64> = rows.into_iter().map(|(one, other)| one & other).collect();
        Rows::bits(&met).filter_map(index).map(RoleIx).collect()
    }

    /// The roles a decision comes from.
    pub(super) fn deciding(
        &self,
        held: u32,
        shown: Option<Shown>,
        permission: Permission,
        basis: Basis,
    ) -> Box<[RoleIx]> {
        let row = shown.map_or(compile::EVERY_ROLE, Shown::row);
        let says = u32::from(permission.0) * 2;
        let (held, applying) = (self.held.row(held), self.applying.row(row));
        let applies = held.iter().zip(applying).map(|(held, applying)| held & applying);
        let allow = self.saying.row(says).iter().copied();
        match basis {
            Basis::Denied => {
                self.roles_where(applies.zip(self.saying.row(says + 1).iter().copied()))
            }
            Basis::ModuleWide | Basis::General | Basis::OnObject | Basis::Inherited => {
                self.roles_where(applies.zip(allow))
            }
            Basis::NotOnObject | Basis::Excluded | Basis::ExcludedAbove => {
                self.roles_where(held.iter().copied().zip(allow))
            }
            Basis::Administrator
            | Basis::Implied
            | Basis::NoRole
            | Basis::Unset
            | Basis::NoSuchThing => Box::default(),
        }
    }

    /// The roles that a decision about somebody comes from.
    #[must_use]
    pub fn roles_behind(
        &self,
        who: impl Into<Subject>,
        permission: Permission,
        on: impl Into<Option<ObjectIx>>,
    ) -> Box<[RoleIx]> {
        let shown = on.into().map(|on| self.objects.get(on.0 as usize).copied());
        match (self.holding(who.into()), shown) {
            (Some(Holding::Roles(held)), None) => self.entry(held, None, permission).roles,
            (Some(Holding::Roles(held)), Some(Some(shown))) => {
                self.entry(held, Some(shown), permission).roles
            }
            _ => Box::default(),
        }
    }

    fn entry(&self, held: u32, shown: Option<Shown>, permission: Permission) -> Entry {
        let basis = self.decide(held, permission, shown);
        let mut implied_by = None;
        let mut roles = self.deciding(held, shown, permission, basis);
        if basis == Basis::Implied {
            let direct = |by: &Permission| (*by, self.decide_directly(held, *by, shown));
            let by = self.catalogue().implied_by(permission).iter().map(direct);
            if let Some((by, basis)) = by.into_iter().find(|(_, basis)| basis.allows()) {
                implied_by = Some(by);
                roles = self.deciding(held, shown, by, basis);
            }
        }
        Entry { permission, decision: Decision::new(basis), roles, implied_by }
    }

    /// The objects of a type that an object lives on; if none is named, those of the nearest parent
    /// that names some.
    pub(super) fn places(&self, object: u32, of: TypeIx) -> Vec<u32> {
        let mut at = Some(object);
        while let Some(here) = at {
            let fits = |other: &&u32| {
                self.objects.get(**other as usize).is_some_and(|shown| shown.of() == of.0)
            };
            let found: Vec<u32> = self.ways.on(here).iter().filter(fits).copied().collect();
            if !found.is_empty() {
                return found;
            }
            at = self.ways.parent(here);
        }
        Vec::new()
    }
}

/// What is the same for all objects that show the same access.
#[derive(Debug, Clone)]
struct Same {
    entries: Arc<[Entry]>,
    allowed: PermissionSet,
    /// All that the allowed ones depend on.
    needed: PermissionSet,
}

/// One subject, asked about many objects.
struct Everywhere<'e> {
    engine: &'e Engine,
    subject: Subject,
    holding: Holding,
    same: HashMap<Option<Shown>, Same>,
}

impl<'e> Everywhere<'e> {
    fn new(engine: &'e Engine, subject: Subject, holding: Holding) -> Self {
        Self { engine, subject, holding, same: HashMap::new() }
    }

    fn at(&mut self, object: Option<ObjectIx>) -> Option<EffectiveAccess> {
        let engine = self.engine;
        let shown = match object {
            Some(ObjectIx(at)) => Some(*engine.objects.get(at as usize)?),
            None => None,
        };
        let holding = self.holding;
        let same = self.same.entry(shown).or_insert_with(|| same(engine, holding, shown));
        let same = same.clone();
        let inherits = object.filter(|_| shown.is_some_and(Shown::inherits));
        let inherited_from = inherits.map(|ObjectIx(at)| ObjectIx(engine.ways.source(at)));
        let warnings = self.warnings(object, shown, &same);
        let (subject, entries) = (self.subject, same.entries);
        Some(EffectiveAccess { subject, object, inherited_from, entries, warnings })
    }

    fn warnings(
        &self,
        object: Option<ObjectIx>,
        shown: Option<Shown>,
        same: &Same,
    ) -> Vec<Warning> {
        let Holding::Roles(held) = self.holding else { return Vec::new() };
        let engine = self.engine;
        let catalogue = engine.catalogue();
        let mut warnings = Vec::new();
        let mut warn = |needs, at| {
            let uses = |one: &Permission| *one == needs || catalogue.closure(*one).contains(needs);
            let used_by = same.allowed.iter().filter(uses).collect();
            warnings.push(Warning { needs, at, used_by });
        };
        let lacks = |permission, at: Option<ObjectIx>| {
            !engine.can(self.subject, permission, at).is_allowed()
        };
        for needs in same.needed.iter() {
            if catalogue.is_module_wide(needs) {
                if lacks(needs, None) {
                    warn(needs, None);
                }
                continue;
            }
            let (Some(of), Some(at)) = (catalogue.type_of(needs), object) else {
                if !self.said_somewhere(held, needs) {
                    warn(needs, None);
                }
                continue;
            };
            if Some(of.0) == shown.map(Shown::of) {
                if lacks(needs, object) {
                    warn(needs, object);
                }
                continue;
            }
            let places = engine.places(at.0, of);
            if places.is_empty() && !self.said_somewhere(held, needs) {
                warn(needs, None);
            }
            for place in places.into_iter().map(ObjectIx).filter(|at| lacks(needs, Some(*at))) {
                warn(needs, Some(place));
            }
        }
        if let Some((at, listed_by)) = object.zip(self.listing(shown, same)) {
            let above =
                std::iter::successors(engine.ways.parent(at.0), |at| engine.ways.parent(*at));
            for above in above.map(ObjectIx).filter(|at| lacks(listed_by, Some(*at))) {
                warn(listed_by, Some(above));
            }
        }
        warnings
    }

    /// The permission without which no parent would be seen, where any permission needs that.
    fn listing(&self, shown: Option<Shown>, same: &Same) -> Option<Permission> {
        let of = self.engine.catalogue().object_type(TypeIx(shown?.of()))?;
        of.listed_by.filter(|list| same.needed.contains(*list) || same.allowed.contains(*list))
    }

    /// Whether any role held allows a permission at all.
    fn said_somewhere(&self, held: u32, permission: Permission) -> bool {
        let allow = self.engine.saying.row(u32::from(permission.0) * 2);
        self.engine.held.row(held).iter().zip(allow).any(|(held, allow)| held & allow != 0)
    }
}

fn same(engine: &Engine, holding: Holding, shown: Option<Shown>) -> Same {
    let catalogue = engine.catalogue();
    let all = match shown {
        Some(shown) => catalogue.object_type(TypeIx(shown.of())).map(|of| of.permissions.clone()),
        None => Some(catalogue.module_wide()),
    };
    let all = all.unwrap_or_default();
    let entry = |permission| match holding {
        Holding::Roles(held) => engine.entry(held, shown, permission),
        Holding::Administrator => Entry {
            permission,
            decision: Decision::new(Basis::Administrator),
            roles: Box::default(),
            implied_by: None,
        },
    };
    let entries: Arc<[Entry]> = all.iter().map(entry).collect();
    let allowed = entries.iter().filter(|one| one.decision.is_allowed());
    let allowed: PermissionSet = allowed.map(|one| one.permission).collect();
    let mut needed = PermissionSet::new();
    for permission in allowed.iter() {
        needed.extend_from(catalogue.closure(permission));
    }
    Same { entries, allowed, needed }
}
