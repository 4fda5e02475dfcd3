//! All that is allowed at a place, as a set: for comparing whole policies.

use super::rows::Rows;
use super::{Engine, Holding, MODULE_WIDE, Shown, Subject, compile};
use crate::catalogue::TypeIx;
use crate::permission::{Permission, PermissionSet};

/// How far somebody's roles reach; equal for all who hold the same roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reach {
    /// Nowhere: the user or group is not there.
    Nothing,
    /// Everywhere: the administrator.
    Everything,
    /// As far as the roles in this row.
    Roles(u32),
}

impl Engine {
    pub(crate) fn reach(&self, who: Option<Subject>) -> Reach {
        match who.and_then(|who| self.holding(who)) {
            None => Reach::Nothing,
            Some(Holding::Administrator) => Reach::Everything,
            Some(Holding::Roles(row)) => Reach::Roles(row),
        }
    }

    /// The access an object shows, as a number that is equal for equal access.
    pub(crate) fn access_of(&self, object: &str) -> Option<u32> {
        let object = self.object(object)?;
        // Whether it inherits makes no difference for what is allowed.
        self.objects.get(object.0 as usize).map(|shown| shown.0 & !Shown::INHERITS)
    }

    /// Everything allowed at a place of [`Engine::access_of`], or module-wide.
    pub(crate) fn allowed(&self, reach: Reach, place: Option<u32>) -> PermissionSet {
        let shown = place.map(Shown);
        let of = shown.map_or(MODULE_WIDE, Shown::of);
        let all = match shown {
            None => self.catalogue().module_wide(),
            Some(_) => {
                let of = self.catalogue().object_type(TypeIx(of));
                of.map(|of| of.permissions.clone()).unwrap_or_default()
            }
        };
        let held = match reach {
            Reach::Nothing => return PermissionSet::new(),
            Reach::Everything => return all,
            Reach::Roles(held) => self.held.row(held),
        };
        let applying = self.applying.row(shown.map_or(compile::EVERY_ROLE, Shown::row));
        let met: Vec<u64> = held.iter().zip(applying).map(|(one, other)| one & other).collect();
        let (mut allow, mut deny) = (PermissionSet::new(), PermissionSet::new());
        for role in Rows::bits(&met) {
            let Some((_, role)) = self.policy.roles.get_index(role) else { continue };
            allow.extend_from(&role.allow);
            deny.extend_from(&role.deny);
        }
        let direct = |permission| allow.contains(permission) && !deny.contains(permission);
        let implied = |permission: Permission| {
            let by = self.catalogue().implied_by(permission);
            !deny.contains(permission) && by.iter().any(|by| direct(*by))
        };
        all.iter().filter(|one| direct(*one) || implied(*one)).collect()
    }
}
