//! From a policy to rows of bits.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::{Interner, Rows};
use super::{Engine, Holding, MODULE_WIDE, Shown, index};
use crate::catalogue::TypeIx;
use crate::permission::Permission;
use crate::policy::{ADMINISTRATOR, Name, Object, Policy, Role, RoleKind};

/// The row of [`Engine::applying`] for module-wide permissions: there every role held applies.
pub(super) const EVERY_ROLE: u32 = 0;

/// Stands for "none" among object indexes.
const NONE: u32 = u32::MAX;

/// Where objects inherit from and what they live on, by index.
#[derive(Debug, Default)]
pub(super) struct Ways {
    parents: Vec<u32>,
    /// The object whose access each object shows; itself where it does not inherit.
    sources: Vec<u32>,
    /// The objects that each object lives on: a range of `on` for each.
    starts: Vec<u32>,
    on: Vec<u32>,
}

impl Ways {
    /// The object that an object lies under.
    pub(super) fn parent(&self, object: u32) -> Option<u32> {
        self.parents.get(object as usize).copied().filter(|parent| *parent != NONE)
    }

    /// The object whose access an object shows.
    pub(super) fn source(&self, object: u32) -> u32 {
        self.sources.get(object as usize).copied().unwrap_or(object)
    }

    /// The objects that an object lives on.
    pub(super) fn on(&self, object: u32) -> &[u32] {
        let at = object as usize;
        let bounds = self.starts.get(at).zip(self.starts.get(at + 1));
        let range = bounds.map(|(start, end)| *start as usize..*end as usize);
        range.and_then(|range| self.on.get(range)).unwrap_or(&[])
    }
}

pub(super) fn compile(policy: Arc<Policy>) -> Engine {
    let roles = policy.roles.len();
    let mut held = Interner::new(roles);
    let users = users(&policy, &mut held);
    let groups = policy.groups.values();
    let groups = groups.map(|group| Holding::Roles(held.intern(role_bits(&policy, &group.roles))));
    let groups = groups.collect();
    let ways = ways(&policy);
    let (objects, applying) = objects(&policy, &ways);
    Engine {
        users,
        groups,
        held: held.into_rows(),
        objects,
        applying: applying.into_rows(),
        saying: saying(&policy),
        general: general(&policy),
        types: types(&policy),
        ways,
        policy,
    }
}

fn role_bits<'a>(
    policy: &'a Policy,
    roles: impl IntoIterator<Item = &'a Name> + 'a,
) -> impl Iterator<Item = usize> + 'a {
    roles.into_iter().filter_map(|role| policy.roles.get_index_of(role))
}

/// Each user with its own roles and those of its groups.
fn users(policy: &Policy, held: &mut Interner) -> Vec<Holding> {
    let mut bits: Vec<Vec<usize>> =
        policy.users.values().map(|user| role_bits(policy, &user.roles).collect()).collect();
    for group in policy.groups.values() {
        let roles: Vec<usize> = role_bits(policy, &group.roles).collect();
        for user in group.members.iter().filter_map(|user| policy.users.get_index_of(user)) {
            if let Some(bits) = bits.get_mut(user) {
                bits.extend(&roles);
            }
        }
    }
    let each = policy.users.iter().zip(bits).map(|((name, user), bits)| {
        if &**name == ADMINISTRATOR && !user.external {
            return Holding::Administrator;
        }
        Holding::Roles(held.intern(bits.into_iter()))
    });
    each.collect()
}

fn ways(policy: &Policy) -> Ways {
    let at = |name: &Name| policy.objects.get_index_of(name).and_then(index);
    let parent = |object: &Object| object.parent.as_ref().and_then(at).unwrap_or(NONE);
    let mut ways =
        Ways { parents: policy.objects.values().map(parent).collect(), ..Ways::default() };
    ways.starts.push(0);
    for object in policy.objects.values() {
        ways.on.extend(object.on.iter().filter_map(at));
        ways.starts.push(index(ways.on.len()).unwrap_or(u32::MAX));
    }
    ways.sources = sources(policy, &ways);
    ways
}

/// The source of each object's access. Every chain of parents is walked once, however long it is.
fn sources(policy: &Policy, ways: &Ways) -> Vec<u32> {
    let mut sources = vec![NONE; policy.objects.len()];
    let mut open = Vec::new();
    let known = |sources: &[u32], at: u32| {
        sources.get(at as usize).copied().filter(|source| *source != NONE)
    };
    for (start, _) in (0u32..).zip(&policy.objects) {
        let mut at = start;
        let source = loop {
            if let Some(source) = known(&sources, at) {
                break source;
            }
            let object = policy.objects.get_index(at as usize).map(|(_, object)| object);
            match ways.parent(at).filter(|_| object.is_some_and(|object| object.inherits)) {
                Some(parent) => {
                    open.push(at);
                    at = parent;
                }
                None => break at,
            }
        };
        for below in open.drain(..).chain([at]) {
            if let Some(slot) = sources.get_mut(below as usize) {
                *slot = source;
            }
        }
    }
    sources
}

/// What decides which roles apply to an object, besides its type: where its access comes from, and
/// how many of the legacy roles are too old for it.
type Key = (u32, usize);

fn objects(policy: &Policy, ways: &Ways) -> (Vec<Shown>, Interner) {
    let mut applying = Interner::new(policy.roles.len());
    applying.intern(0..policy.roles.len());
    let mut conversions: Vec<u64> = policy.roles.values().filter_map(converted).collect();
    conversions.sort_unstable();
    let general: Vec<usize> = general_roles(policy).collect();
    let plain = applying.intern(general.iter().copied());
    let mut rows: HashMap<Key, u32> = HashMap::new();
    let each = (0u32..).zip(policy.objects.values()).map(|(at, object)| {
        let source = ways.source(at);
        let access = policy.objects.get_index(source as usize).map(|(_, source)| &source.access);
        let too_old = conversions.partition_point(|converted| *converted <= object.created);
        let row = match access {
            Some(access) if !access.is_empty() => {
                *rows.entry((source, too_old)).or_insert_with(|| {
                    let excluded: Vec<usize> = role_bits(policy, &access.excluded).collect();
                    let added = added(policy, &access.roles, object.created);
                    let general = general.iter().copied().filter(|role| !excluded.contains(role));
                    applying.intern(general.chain(added))
                })
            }
            _ => plain,
        };
        let of = policy.type_of(object).unwrap_or(TypeIx(MODULE_WIDE));
        Shown::new(row, of, object.inherits)
    });
    let objects = each.collect();
    (objects, applying)
}

fn converted(role: &Role) -> Option<u64> {
    match role.kind {
        RoleKind::Legacy { converted } => Some(converted),
        RoleKind::General | RoleKind::Specific => None,
    }
}

/// The roles on an object that reach it.
fn added<'a>(
    policy: &'a Policy,
    roles: impl IntoIterator<Item = &'a Name> + 'a,
    created: u64,
) -> impl Iterator<Item = usize> + 'a {
    let known = roles.into_iter().filter_map(|role| policy.roles.get_full(role));
    known.filter(move |(_, _, role)| role.kind.reaches(created)).map(|(at, _, _)| at)
}

fn general_roles(policy: &Policy) -> impl Iterator<Item = usize> + '_ {
    let roles = policy.roles.values().enumerate();
    roles.filter(|(_, role)| role.kind == RoleKind::General).map(|(at, _)| at)
}

fn general(policy: &Policy) -> Rows {
    let mut row = Rows::new(policy.roles.len(), 1);
    for role in general_roles(policy) {
        row.set(0, role);
    }
    row
}

fn saying(policy: &Policy) -> Rows {
    let permissions = policy.catalogue.permissions().count();
    let mut rows = Rows::new(policy.roles.len(), permissions * 2);
    for (at, role) in policy.roles.values().enumerate() {
        for Permission(allowed) in role.allow.iter() {
            rows.set(u32::from(allowed) * 2, at);
        }
        for Permission(denied) in role.deny.iter() {
            rows.set(u32::from(denied) * 2 + 1, at);
        }
    }
    rows
}

fn types(policy: &Policy) -> Vec<u8> {
    let catalogue = &policy.catalogue;
    let of = |permission| match catalogue.type_of(permission) {
        Some(TypeIx(of)) if !catalogue.is_module_wide(permission) => of,
        _ => MODULE_WIDE,
    };
    catalogue.permissions().map(|(permission, _)| of(permission)).collect()
}
