//! Why a change of a policy is refused.

use std::fmt;

use crate::rule::Rule;
use crate::suggest::did_you_mean;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Noun {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
    /// An object.
    Object,
    /// A kind of object.
    Kind,
    /// A permission.
    Permission,
    /// An operation.
    Operation,
    /// An aspect of a replication.
    Aspect,
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
            Self::Object => "object",
            Self::Kind => "kind of object",
            Self::Permission => "permission",
            Self::Operation => "operation",
            Self::Aspect => "aspect",
        })
    }
}

/// Why an [`Edit`](super::Edit) is refused. The policy is unchanged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// A rule of the access model forbids it.
    #[error("{message} ({rule})")]
    Forbidden {
        /// The rule.
        rule: Rule,
        /// What it forbids here.
        message: String,
        /// What can be done instead.
        help: String,
    },
    /// There is nothing of that name.
    #[error("no {what} `{name}`")]
    Unknown {
        /// What was looked for.
        what: Noun,
        /// The name.
        name: String,
        /// The nearest name there is.
        near: Option<String>,
    },
    /// There is something of that name already.
    #[error("there is a {what} `{name}` already")]
    Exists {
        /// What it is.
        what: Noun,
        /// The name.
        name: String,
    },
    /// The object still has others under it.
    #[error("`{object}` still has {count} objects under it")]
    HasChildren {
        /// The object.
        object: String,
        /// How many lie directly under it.
        count: usize,
    },
    /// The kinds do not go together.
    #[error("a {kind} cannot lie {how} `{other}`, which is a {other_kind}")]
    Misplaced {
        /// Kind of the object.
        kind: String,
        /// `under` or `on`.
        how: &'static str,
        /// The other object.
        other: String,
        /// Its kind.
        other_kind: String,
    },
    /// A name is empty or has control characters.
    #[error("`{}` cannot be a name", name.escape_default())]
    BadName {
        /// The name.
        name: String,
    },
    /// Objects do not lie that deep.
    #[error("`{object}` would have more than {limit} objects above it")]
    TooDeep {
        /// The object.
        object: String,
        /// How many it may have.
        limit: usize,
    },
    /// The engine can number no more objects.
    #[error("a policy has at most {limit} objects")]
    TooMany {
        /// How many there may be.
        limit: usize,
    },
}

impl EditError {
    /// A stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "access-forbidden-by-rule",
            Self::Unknown { .. } => "access-unknown-name",
            Self::Exists { .. } => "access-name-taken",
            Self::HasChildren { .. } => "access-object-not-empty",
            Self::Misplaced { .. } => "access-object-misplaced",
            Self::BadName { .. } => "access-bad-name",
            Self::TooDeep { .. } => "access-object-too-deep",
            Self::TooMany { .. } => "access-too-many-objects",
        }
    }

    /// The rule that forbids it, where one does.
    #[must_use]
    pub const fn rule(&self) -> Option<Rule> {
        match self {
            Self::Forbidden { rule, .. } => Some(*rule),
            _ => None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Forbidden { help, .. } => help.clone(),
            Self::Unknown { what: Noun::Permission, name, .. } if name.contains('*') => {
                "name each permission; patterns are for the catalogue".to_owned()
            }
            Self::Unknown { what, near, .. } => did_you_mean(
                near.as_deref(),
                match what {
                    Noun::User | Noun::Group | Noun::Role | Noun::Object => {
                        format!("add the {what} first")
                    }
                    _ => format!("see the catalogue for every {what}"),
                },
            ),
            Self::Exists { .. } => "choose another name".to_owned(),
            Self::HasChildren { .. } => "remove those first".to_owned(),
            Self::Misplaced { .. } => {
                "see the catalogue for what a kind may lie under and on".to_owned()
            }
            Self::BadName { .. } => "write at least one character, none of them control".to_owned(),
            Self::TooDeep { .. } => "leave out containers between".to_owned(),
            Self::TooMany { .. } => "split the policy".to_owned(),
        }
    }
}
