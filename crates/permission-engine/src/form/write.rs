//! From a policy to its written form.

use std::collections::BTreeSet;

use super::{GroupForm, ObjectForm, PolicyForm, RoleForm, UserForm, VERSION};
use crate::permission::PermissionSet;
use crate::policy::{Name, NewKind, Object, Policy, Role, RoleKind};

impl Policy {
    /// The policy as a TOML file. Reading it gives the same policy.
    #[must_use]
    pub fn to_toml(&self) -> String {
        #[expect(clippy::expect_used, reason = "the form has only strings, numbers and tables")]
        toml::to_string_pretty(&self.form()).expect("a policy can be written")
    }

    /// The policy as JSON. Reading it gives the same policy.
    #[must_use]
    pub fn to_json(&self) -> String {
        #[expect(clippy::expect_used, reason = "the form has only strings, numbers and maps")]
        serde_json::to_string_pretty(&self.form()).expect("a policy can be written")
    }

    pub(super) fn form(&self) -> PolicyForm {
        let own = self.roles.iter().filter(|(_, role)| !role.built_in);
        let users = self.users.iter().map(|(name, user)| {
            (name.to_string(), UserForm { external: user.external, roles: names(&user.roles) })
        });
        let groups = self.groups.iter().map(|(name, group)| {
            let (members, roles) = (names(&group.members), names(&group.roles));
            (name.to_string(), GroupForm { external: group.external, members, roles })
        });
        PolicyForm {
            version: VERSION,
            revision: self.revision,
            strict_replication: self.strict_replication,
            roles: own.map(|(name, role)| (name.to_string(), self.role_form(role))).collect(),
            groups: groups.collect(),
            users: users.collect(),
            objects: self
                .objects
                .iter()
                .map(|(name, object)| (name.to_string(), self.object_form(object)))
                .collect(),
        }
    }

    fn role_form(&self, role: &Role) -> RoleForm {
        let mut unset = self.catalogue.closed(&role.allow);
        unset.remove_all(&role.allow);
        unset.remove_all(&role.deny);
        let ids = |set: &PermissionSet| self.catalogue.ids(set).map(str::to_owned).collect();
        let (kind, converted) = match role.kind {
            RoleKind::General => (NewKind::General, None),
            RoleKind::Specific => (NewKind::Specific, None),
            RoleKind::Legacy { converted } => (NewKind::Legacy, Some(converted)),
        };
        RoleForm {
            kind,
            description: role.description.clone(),
            allow: ids(&role.allow),
            deny: ids(&role.deny),
            unset: ids(&unset),
            converted,
        }
    }

    fn object_form(&self, object: &Object) -> ObjectForm {
        ObjectForm {
            kind: self.catalogue.kind_name(object.kind).to_owned(),
            parent: object.parent.as_ref().map(ToString::to_string),
            on: names(&object.on),
            inherit: (object.parent.is_some() && !object.inherits).then_some(false),
            roles: names(&object.access.roles),
            exclude: names(&object.access.excluded),
            created: Some(object.created),
        }
    }
}

fn names(names: &BTreeSet<Name>) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}
