//! What an operation needs, as data.

use std::sync::Arc;

use super::KindIx;
use crate::permission::Permission;

/// Something a replication can change, and the permission for just that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aspect {
    /// Its name, for instance `reservations`.
    pub name: Arc<str>,
    /// The permission the stricter policy asks for.
    pub permission: Permission,
}

/// One thing an operation needs: any of some permissions, module-wide or on every target of a
/// kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The kind of the targets that are asked about; module-wide where there is none.
    pub every: Option<KindIx>,
    /// How many targets of that kind the operation must name, so that leaving one out is refused
    /// instead of passing unasked.
    pub at_least: usize,
    /// The permissions of which one is enough.
    pub any: Vec<Permission>,
}

/// An operation and all it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationSpec {
    /// Its name, for instance `add-scope`.
    pub name: Arc<str>,
    /// What it does.
    pub summary: String,
    /// Every one of these must hold.
    pub needs: Vec<Need>,
    /// The kind of target whose changed aspects the stricter policy also asks about.
    pub aspects_of: Option<KindIx>,
}
