//! Who may do something on an object.

use super::{Engine, GroupIx, ObjectIx, UserIx};
use crate::decision::Decision;
use crate::permission::Permission;

/// Everybody who may do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhoCan {
    /// The users, the administrator among them, with what allows it.
    pub users: Vec<(UserIx, Decision)>,
    /// The groups whose own roles allow it.
    pub groups: Vec<(GroupIx, Decision)>,
}

impl Engine {
    /// Everybody who may do something on an object, or module-wide.
    #[must_use]
    pub fn who_can(&self, permission: Permission, on: impl Into<Option<ObjectIx>>) -> WhoCan {
        let on = on.into();
        let users = self.users().map(|user| (user, self.can(user, permission, on)));
        let groups = self.groups().map(|group| (group, self.can(group, permission, on)));
        WhoCan {
            users: users.filter(|(_, decision)| decision.is_allowed()).collect(),
            groups: groups.filter(|(_, decision)| decision.is_allowed()).collect(),
        }
    }
}
