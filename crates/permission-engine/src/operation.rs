//! Whether somebody may do a whole operation, which can need several permissions at several places.
//!
//! What an operation needs is data of the catalogue ([`OperationSpec`]); this is the one place that
//! reads it.

use std::sync::Arc;

use crate::catalogue::{Aspect, Need, OperationSpec};
use crate::decision::Decision;
use crate::engine::{Engine, ObjectIx, Subject};
use crate::permission::Permission;
use crate::policy::Name;

/// What an operation touches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Touches<'a> {
    /// The objects it is about: for instance both servers, or the scope. Objects of kinds the
    /// operation does not ask about make no difference.
    pub objects: &'a [ObjectIx],
    /// What a replication would change on which object. `None` where that is not known, which the
    /// stricter policy refuses.
    pub changes: Option<&'a [(ObjectIx, &'a Aspect)]>,
}

/// One thing an operation needs, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Any of these permissions on an object, or module-wide.
    AnyOf {
        /// On which object.
        object: Option<ObjectIx>,
        /// The permissions with their answers; one allowed is enough.
        asked: Vec<(Permission, Decision)>,
    },
    /// The operation does not name enough objects of a kind to be judged.
    TooFew {
        /// The kind.
        kind: Name,
        /// How many it must name.
        at_least: usize,
    },
    /// What would be changed is not known, and the stricter policy asks for it.
    ChangesUnknown,
    /// The operation is allowed to the administrator without being asked about.
    Administrator,
}

impl Check {
    /// Whether it holds.
    #[must_use]
    pub fn is_met(&self) -> bool {
        match self {
            Self::AnyOf { asked, .. } => asked.iter().any(|(_, answer)| answer.is_allowed()),
            Self::TooFew { .. } | Self::ChangesUnknown => false,
            Self::Administrator => true,
        }
    }
}

/// Whether an operation is allowed, and every single check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Everything that was asked; all of it must be met. Never empty.
    pub checks: Vec<Check>,
}

impl Verdict {
    /// Whether every check is met.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(Check::is_met)
    }

    /// The checks that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.is_met())
    }
}

impl Engine {
    /// Whether a user or group may do an operation of the catalogue.
    #[must_use]
    pub fn may(
        &self,
        who: impl Into<Subject>,
        operation: &OperationSpec,
        touches: Touches<'_>,
    ) -> Verdict {
        let who = who.into();
        if self.is_administrator(who) {
            return Verdict { checks: vec![Check::Administrator] };
        }
        let needs = operation.needs.iter();
        let mut checks: Vec<Check> =
            needs.flat_map(|need| self.check_need(who, need, touches.objects)).collect();
        let strict = self.policy().strict_replication();
        match (operation.aspects_of.filter(|_| strict), touches.changes) {
            (None, _) => {}
            (Some(_), None) => checks.push(Check::ChangesUnknown),
            (Some(_), Some(changes)) => {
                let each = changes
                    .iter()
                    .map(|(object, aspect)| self.any_of(who, &[aspect.permission], Some(*object)));
                checks.extend(each);
            }
        }
        Verdict { checks }
    }

    fn check_need(&self, who: Subject, need: &Need, objects: &[ObjectIx]) -> Vec<Check> {
        let Some(kind) = need.every else { return vec![self.any_of(who, &need.any, None)] };
        let mut targets: Vec<ObjectIx> =
            objects.iter().copied().filter(|object| self.kind_of(*object) == Some(kind)).collect();
        targets.sort_unstable();
        targets.dedup();
        let mut checks: Vec<Check> =
            targets.iter().map(|object| self.any_of(who, &need.any, Some(*object))).collect();
        if targets.len() < need.at_least {
            let name = self.catalogue().kind_info(kind).map(|kind| Arc::clone(&kind.name));
            let (kind, at_least) = (name.unwrap_or_else(|| "".into()), need.at_least);
            checks.push(Check::TooFew { kind, at_least });
        }
        checks
    }

    fn any_of(&self, who: Subject, any: &[Permission], object: Option<ObjectIx>) -> Check {
        let asked = any.iter().map(|one| (*one, self.can(who, *one, object))).collect();
        Check::AnyOf { object, asked }
    }
}
