//! What is wrong with the parameters of a pair.

use std::fmt::Display;

/// A parameter with a value that is no good.
///
/// Displays as a clause in small letters that names the parameter, its value and what it may be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{parameter}` is `{value}`: it must be {range}")]
pub struct ParameterError {
    parameter: &'static str,
    value: String,
    range: String,
}

impl ParameterError {
    pub(super) fn new(
        parameter: &'static str,
        value: impl Display,
        range: impl Into<String>,
    ) -> Self {
        Self { parameter, value: value.to_string(), range: range.into() }
    }

    /// The parameter, as dhcpd.conf names it.
    #[must_use]
    pub const fn parameter(&self) -> &'static str {
        self.parameter
    }

    /// The value, without control characters.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What it may be, for instance `0 to 256`.
    #[must_use]
    pub fn range(&self) -> &str {
        &self.range
    }
}
