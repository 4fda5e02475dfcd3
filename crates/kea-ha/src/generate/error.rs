//! What is wrong with the parameters of a relationship.

use std::fmt::Display;

/// A parameter with a value that is no good.
///
/// Displays as a clause in small letters that names the parameter, its value and what it may be. No
/// password is ever in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// There is no such parameter.
    #[error("there is no parameter `{key}`")]
    Unknown {
        /// The key asked for.
        key: String,
    },
    /// The value is of another kind, or out of its range.
    #[error("`{parameter}` is `{value}`: it must be {range}")]
    Value {
        /// The parameter, with its peer where it is one's own.
        parameter: String,
        /// The value, without control characters.
        value: String,
        /// What it may be, for instance `0 to 65535`.
        range: String,
    },
    /// A version ignores the parameter without a word.
    #[error("`{parameter}` is known from {since} on, and `{peer}` runs {version}")]
    TooNew {
        /// The parameter.
        parameter: String,
        /// The first release that knows it.
        since: String,
        /// The peer.
        peer: String,
        /// The version it runs.
        version: String,
    },
    /// Only one of several peers may have or be something.
    #[error("the peers `{one}` and `{other}` have the same {what}")]
    Twice {
        /// `name`, `address and port` or `role`.
        what: &'static str,
        /// The first one's name.
        one: String,
        /// The other one's name.
        other: String,
    },
    /// The mode wants another set of roles.
    #[error("the mode `{mode}` {what}")]
    Roles {
        /// The mode.
        mode: &'static str,
        /// `needs a ...` or `has no ...`.
        what: String,
    },
    /// TLS needs all three of trust anchor, certificate and key, and `https` needs TLS.
    #[error("TLS of {place} needs `trust-anchor`, `cert-file` and `key-file`, none of them empty")]
    Tls {
        /// `the relationship` or `the peer ...`.
        place: String,
    },
    /// The version needs the folder of the hook libraries.
    #[error(
        "Kea {version} finds no hook library without its folder, and that of `{peer}` is not known"
    )]
    NoFolder {
        /// The peer.
        peer: String,
        /// The version it runs.
        version: String,
    },
    /// Several relationships on one server that cannot stand together.
    #[error("several relationships on one server: {reason}")]
    Several {
        /// A clause.
        reason: String,
    },
}

impl ParameterError {
    pub(crate) fn value(
        parameter: impl Into<String>,
        value: impl Display,
        range: impl Into<String>,
    ) -> Self {
        let value = config_text::escape_control(&value.to_string());
        Self::Value { parameter: parameter.into(), value, range: range.into() }
    }
}
