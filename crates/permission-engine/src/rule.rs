//! The ten rules of the access model, by number and text.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule of the access model. Decisions and refusals name the rule they rest on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Rule 1.
    OnlyThroughRoles,
    /// Rule 2.
    Administrator,
    /// Rule 3.
    DenyWins,
    /// Rule 4.
    RoleKinds,
    /// Rule 5.
    BuiltIn,
    /// Rule 6.
    ObjectAccess,
    /// Rule 7.
    Inheritance,
    /// Rule 8.
    Dependencies,
    /// Rule 9.
    EffectiveAccess,
    /// Rule 10.
    Catalogue,
}

impl Rule {
    /// All of them, in order.
    pub const ALL: [Self; 10] = [
        Self::OnlyThroughRoles,
        Self::Administrator,
        Self::DenyWins,
        Self::RoleKinds,
        Self::BuiltIn,
        Self::ObjectAccess,
        Self::Inheritance,
        Self::Dependencies,
        Self::EffectiveAccess,
        Self::Catalogue,
    ];

    /// 1 to 10.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8 + 1
    }

    /// The rule in a sentence or two.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::OnlyThroughRoles => {
                "access comes only through roles; users and groups hold roles, a group holds users \
                 and never groups, and a user of an external directory is in no local group"
            }
            Self::Administrator => {
                "the local user `administrator` stands outside the model: everything is allowed to \
                 it, and nothing can deny it"
            }
            Self::DenyWins => {
                "a role allows a permission, denies it or leaves it unset; one deny that applies \
                 wins over every allow, unset gives nothing and hides nothing, and without an \
                 applying allow there is no access"
            }
            Self::RoleKinds => {
                "a general role applies to every object, a specific role to the objects it was \
                 added to, a legacy role to objects that existed when it was converted; only a \
                 legacy role changes its kind, once, to general or specific"
            }
            Self::BuiltIn => "a built-in role can be neither edited nor removed",
            Self::ObjectAccess => {
                "to an object, specific roles can be added that carry a permission for its type, \
                 and general roles can be excluded from it; a specific role cannot be excluded"
            }
            Self::Inheritance => {
                "an object that inherits shows its parent's access and cannot be edited; switching \
                 inheritance on overwrites what the object had, switching it off keeps it"
            }
            Self::Dependencies => {
                "setting a permission also sets those it depends on; unsetting it does not unset \
                 them, and they can be unset by hand"
            }
            Self::EffectiveAccess => {
                "effective access names for every permission the role, the rule and the way it is \
                 inherited, and warns where a permission it depends on is missing"
            }
            Self::Catalogue => {
                "permissions, object types, dependencies and built-in roles are those of the \
                 catalogue"
            }
        }
    }
}

impl fmt::Display for Rule {
    /// `rule 6: ...`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule {}: {}", self.number(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order() {
        let numbers: Vec<u8> = Rule::ALL.iter().map(|rule| rule.number()).collect();
        assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
        assert!(Rule::ObjectAccess.to_string().starts_with("rule 6: to an object"));
    }
}
