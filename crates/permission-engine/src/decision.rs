//! The answer to one question.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::rule::Rule;

/// What an answer rests on.
///
/// Deliberately exhaustive: who handles answers should be made to look at a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Allowed: it is the local `administrator`.
    Administrator,
    /// Allowed: a role held allows the module-wide permission.
    ModuleWide,
    /// Allowed: a general role held allows it.
    General,
    /// Allowed: a specific or legacy role on the object allows it.
    OnObject,
    /// Allowed: a specific or legacy role on the object it inherits from allows it.
    Inherited,
    /// Allowed: another permission that is allowed implies it.
    Implied,
    /// Denied: a role that applies denies it.
    Denied,
    /// Denied: no role is held at all.
    NoRole,
    /// Denied: no role held allows it anywhere.
    Unset,
    /// Denied: specific or legacy roles held would allow it, but none of them reaches the object:
    /// it is not on it, or is a legacy role that was converted before the object was created.
    NotOnObject,
    /// Denied: a general role held would allow it, but is excluded from the object.
    Excluded,
    /// Denied: a general role held would allow it, but is excluded from the object it inherits from.
    ExcludedAbove,
    /// Denied: there is no such permission on that object, or no such object or user.
    NoSuchThing,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 13] = [
        Self::Administrator,
        Self::ModuleWide,
        Self::General,
        Self::OnObject,
        Self::Inherited,
        Self::Implied,
        Self::Denied,
        Self::NoRole,
        Self::Unset,
        Self::NotOnObject,
        Self::Excluded,
        Self::ExcludedAbove,
        Self::NoSuchThing,
    ];

    /// Whether it allows.
    #[must_use]
    pub const fn allows(self) -> bool {
        matches!(
            self,
            Self::Administrator
                | Self::ModuleWide
                | Self::General
                | Self::OnObject
                | Self::Inherited
                | Self::Implied
        )
    }

    /// The rule it follows from.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::Administrator => Rule::Administrator,
            Self::ModuleWide | Self::Denied | Self::Unset => Rule::DenyWins,
            Self::General | Self::NotOnObject => Rule::RoleKinds,
            Self::OnObject | Self::Excluded => Rule::ObjectAccess,
            Self::Inherited | Self::ExcludedAbove => Rule::Inheritance,
            Self::NoRole => Rule::OnlyThroughRoles,
            Self::Implied | Self::NoSuchThing => Rule::Catalogue,
        }
    }

    /// A few words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "the administrator may do everything",
            Self::ModuleWide => "a role held allows it",
            Self::General => "a general role held allows it",
            Self::OnObject => "a role on the object allows it",
            Self::Inherited => "a role on the object it inherits from allows it",
            Self::Implied => "another permission implies it",
            Self::Denied => "a role that applies denies it",
            Self::NoRole => "no role is held",
            Self::Unset => "no role held allows it",
            Self::NotOnObject => "no role held that allows it reaches the object",
            Self::Excluded => "the role that allows it is excluded from the object",
            Self::ExcludedAbove => {
                "the role that allows it is excluded from the object it inherits from"
            }
            Self::NoSuchThing => "there is no such permission on that object",
        }
    }
}

/// Allowed or denied, and by which rule. One byte, copied freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[must_use]
pub struct Decision {
    basis: Basis,
}

impl Decision {
    pub(crate) const fn new(basis: Basis) -> Self {
        Self { basis }
    }

    /// Whether it is allowed.
    #[must_use]
    pub const fn is_allowed(self) -> bool {
        self.basis.allows()
    }

    /// What the answer rests on.
    #[must_use]
    pub const fn basis(self) -> Basis {
        self.basis
    }

    /// The rule it follows from.
    #[must_use]
    pub const fn rule(self) -> Rule {
        self.basis.rule()
    }
}

impl fmt::Display for Decision {
    /// `allowed (rule 4: a general role held allows it)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.is_allowed() { "allowed" } else { "denied" };
        write!(f, "{word} (rule {}: {})", self.rule().number(), self.basis.as_str())
    }
}
