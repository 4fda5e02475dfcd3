//! A policy, compiled for answering.
//!
//! Roles are numbered, and every set of roles is a row of bits: the roles a user holds, the roles
//! that apply to an object, the roles that allow or deny a permission. A decision is the meeting
//! of three rows. Users with the same roles share a row, and so do objects with the same access;
//! the rows of ten thousand users and a hundred thousand objects usually fit a processor cache.
//!
//! An engine is a snapshot: it never changes, any number of threads may ask it, and after an edit
//! of the policy a new one is made (some milliseconds for a hundred thousand objects).

mod compile;
mod effective;
mod explain;
mod reach;
mod remedy;
mod rows;
mod who;

use std::sync::Arc;

pub use effective::{EffectiveAccess, Entry, Warning};
pub use explain::{Explanation, HeldRole, Standing, Via};
pub(crate) use reach::Reach;
pub use remedy::Remedy;
pub use who::WhoCan;

use crate::catalogue::{Catalogue, KindIx, TypeIx};
use crate::decision::{Basis, Decision};
use crate::permission::Permission;
use crate::policy::{Name, Policy};
use rows::Rows;

/// A user, by its index in an [`Engine`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserIx(u32);

/// A group, by its index in an [`Engine`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupIx(u32);

/// A role, by its index in an [`Engine`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleIx(u32);

/// An object, by its index in an [`Engine`]; meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectIx(u32);

/// Who is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A user, with the roles of its groups.
    User(UserIx),
    /// A group by itself.
    Group(GroupIx),
}

impl From<UserIx> for Subject {
    fn from(user: UserIx) -> Self {
        Self::User(user)
    }
}

impl From<GroupIx> for Subject {
    fn from(group: GroupIx) -> Self {
        Self::Group(group)
    }
}

/// The row of the roles somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Holding {
    /// Outside the model.
    Administrator,
    /// Row in [`Engine::held`].
    Roles(u32),
}

/// The access an object shows, packed: row of the roles that apply (24 bits), type (7 bits),
/// whether it inherits (1 bit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Shown(u32);

impl Shown {
    const ROW: u32 = (1 << 24) - 1;
    const INHERITS: u32 = 1 << 31;

    const fn new(row: u32, of: TypeIx, inherits: bool) -> Self {
        let flag = if inherits { Self::INHERITS } else { 0 };
        Self(row & Self::ROW | (of.0 as u32) << 24 | flag)
    }

    const fn row(self) -> u32 {
        self.0 & Self::ROW
    }

    const fn of(self) -> u8 {
        (self.0 >> 24) as u8 & 0x7f
    }

    const fn inherits(self) -> bool {
        self.0 & Self::INHERITS != 0
    }
}

/// Answers questions about a policy. See the [module](self).
#[derive(Debug)]
pub struct Engine {
    policy: Arc<Policy>,
    users: Vec<Holding>,
    groups: Vec<Holding>,
    /// Rows of roles held.
    held: Rows,
    objects: Vec<Shown>,
    /// Rows of roles that apply.
    applying: Rows,
    /// For each permission the row of roles that allow it and the row of those that deny it.
    saying: Rows,
    /// One row: the general roles.
    general: Rows,
    /// The type of each permission; [`MODULE_WIDE`] for those without objects.
    types: Vec<u8>,
    /// For each object, the objects it inherits from and lives on.
    ways: compile::Ways,
}

/// Stands for the type of module-wide permissions; no kind of object has it.
const MODULE_WIDE: u8 = 0x7f;

impl Engine {
    /// Compiles a policy.
    #[must_use]
    pub fn new(policy: impl Into<Arc<Policy>>) -> Self {
        compile::compile(policy.into())
    }

    /// The policy the engine answers for.
    #[must_use]
    pub const fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }

    /// The catalogue of the policy.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        self.policy.catalogue()
    }

    /// A permission by its id; see [`Catalogue::permission`].
    #[must_use]
    pub fn permission(&self, id: &str) -> Option<Permission> {
        self.catalogue().permission(id)
    }

    /// A user by name.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<UserIx> {
        self.policy.users.get_index_of(name).and_then(index).map(UserIx)
    }

    /// A group by name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<GroupIx> {
        self.policy.groups.get_index_of(name).and_then(index).map(GroupIx)
    }

    /// An object by name.
    #[must_use]
    pub fn object(&self, name: &str) -> Option<ObjectIx> {
        self.policy.objects.get_index_of(name).and_then(index).map(ObjectIx)
    }

    /// Every user.
    pub fn users(&self) -> impl Iterator<Item = UserIx> + use<> {
        (0..index(self.users.len()).unwrap_or(u32::MAX)).map(UserIx)
    }

    /// Every group.
    pub fn groups(&self) -> impl Iterator<Item = GroupIx> + use<> {
        (0..index(self.groups.len()).unwrap_or(u32::MAX)).map(GroupIx)
    }

    /// Every object.
    pub fn objects(&self) -> impl Iterator<Item = ObjectIx> + use<> {
        (0..index(self.objects.len()).unwrap_or(u32::MAX)).map(ObjectIx)
    }

    /// The name of a user or group.
    #[must_use]
    pub fn subject_name(&self, subject: Subject) -> &str {
        let name = match subject {
            Subject::User(UserIx(at)) => name_at(&self.policy.users, at),
            Subject::Group(GroupIx(at)) => name_at(&self.policy.groups, at),
        };
        name.map_or("", |name| name)
    }

    /// The name of an object.
    #[must_use]
    pub fn object_name(&self, object: ObjectIx) -> &str {
        name_at(&self.policy.objects, object.0).map_or("", |name| name)
    }

    /// The name of a role.
    #[must_use]
    pub fn role_name(&self, role: RoleIx) -> &str {
        name_at(&self.policy.roles, role.0).map_or("", |name| name)
    }

    /// The kind of an object.
    #[must_use]
    pub fn kind_of(&self, object: ObjectIx) -> Option<KindIx> {
        let object = self.policy.objects.get_index(object.0 as usize);
        object.map(|(_, object)| object.kind)
    }

    /// Whether it is the local `administrator`, which stands outside the model (rule 2).
    #[must_use]
    pub fn is_administrator(&self, who: impl Into<Subject>) -> bool {
        self.holding(who.into()) == Some(Holding::Administrator)
    }

    /// Whether a user or group may do something on an object, or, without an object, module-wide.
    ///
    /// A permission that is not for objects of that type, and an index of another engine that does
    /// not fit this one, are denied. Allocates nothing.
    #[inline]
    pub fn can(
        &self,
        who: impl Into<Subject>,
        permission: Permission,
        on: impl Into<Option<ObjectIx>>,
    ) -> Decision {
        let shown = match on.into() {
            None => Some(None),
            Some(ObjectIx(at)) => self.objects.get(at as usize).map(|shown| Some(*shown)),
        };
        let basis = match (self.holding(who.into()), shown) {
            (Some(Holding::Administrator), _) => Basis::Administrator,
            (Some(Holding::Roles(held)), Some(shown)) => self.decide(held, permission, shown),
            _ => Basis::NoSuchThing,
        };
        Decision::new(basis)
    }

    #[inline]
    fn holding(&self, who: Subject) -> Option<Holding> {
        match who {
            Subject::User(UserIx(at)) => self.users.get(at as usize).copied(),
            Subject::Group(GroupIx(at)) => self.groups.get(at as usize).copied(),
        }
    }

    fn decide(&self, held: u32, permission: Permission, shown: Option<Shown>) -> Basis {
        let basis = self.decide_directly(held, permission, shown);
        if basis.allows() || matches!(basis, Basis::Denied | Basis::NoSuchThing) {
            return basis;
        }
        let implied_by = self.policy.catalogue.implied_by(permission);
        let implied = implied_by.iter().any(|by| self.decide_directly(held, *by, shown).allows());
        if implied { Basis::Implied } else { basis }
    }

    /// The decision without what is implied by other permissions.
    #[inline]
    fn decide_directly(&self, held: u32, permission: Permission, shown: Option<Shown>) -> Basis {
        let of = self.types.get(usize::from(permission.0));
        if of != Some(&shown.map_or(MODULE_WIDE, Shown::of)) {
            return Basis::NoSuchThing;
        }
        let says = u32::from(permission.0) * 2;
        let held = self.held.row(held);
        let applying = self.applying.row(shown.map_or(compile::EVERY_ROLE, Shown::row));
        let (allow, deny) = (self.saying.row(says), self.saying.row(says + 1));
        let general = self.general.row(0);
        let (mut denied, mut allowed, mut allowed_generally) = (0, 0, 0);
        for ((((held, applying), allow), deny), general) in
            held.iter().zip(applying).zip(allow).zip(deny).zip(general)
        {
            let applies = held & applying;
            denied |= applies & deny;
            allowed |= applies & allow;
            allowed_generally |= applies & allow & general;
        }
        match shown {
            _ if denied != 0 => Basis::Denied,
            _ if allowed == 0 => self.nothing_allows(held, allow, shown),
            None => Basis::ModuleWide,
            Some(_) if allowed_generally != 0 => Basis::General,
            Some(shown) if shown.inherits() => Basis::Inherited,
            Some(_) => Basis::OnObject,
        }
    }

    /// Why no role that applies allows it.
    fn nothing_allows(&self, held: &[u64], allow: &[u64], shown: Option<Shown>) -> Basis {
        let general = self.general.row(0);
        let (mut any, mut somewhere, mut everywhere) = (0, 0, 0);
        for ((held, allow), general) in held.iter().zip(allow).zip(general) {
            any |= held;
            somewhere |= held & allow;
            everywhere |= held & allow & general;
        }
        match shown {
            _ if any == 0 => Basis::NoRole,
            Some(shown) if everywhere != 0 && shown.inherits() => Basis::ExcludedAbove,
            Some(_) if everywhere != 0 => Basis::Excluded,
            Some(_) if somewhere != 0 => Basis::NotOnObject,
            _ => Basis::Unset,
        }
    }
}

/// A number as an index; `None` beyond what 32 bits hold.
fn index(at: usize) -> Option<u32> {
    u32::try_from(at).ok()
}

fn name_at<T>(map: &indexmap::IndexMap<Name, T>, at: u32) -> Option<&Name> {
    map.get_index(at as usize).map(|(name, _)| name)
}
