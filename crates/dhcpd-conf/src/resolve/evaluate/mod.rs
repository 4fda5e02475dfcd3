//! Expressions as dhcpd evaluates them, with what cannot be known as a value of its own.

mod functions;
mod machine;
mod operators;
mod pattern;
mod truth;

use std::sync::Arc;

pub(super) use truth::Truth;

use super::code::Code;
use super::undecided::{Reason, Reasons, because};

/// A value, or why there is none to be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// dhcpd's evaluation fails: there is no value.
    Null,
    Truth(Truth),
    Number(u64),
    Data(Arc<[u8]>),
    /// Evaluation fails, yet leaves data behind for those who do not look at the failure.
    Leftover(Arc<[u8]>),
    Function(Function),
    /// Any value, or none.
    Unknown(Reasons),
}

/// The longest value that is computed, in octets: more than any packet holds. A few lines that join a
/// variable with itself would else fill the memory.
pub(super) const LONGEST: usize = 1 << 16;

/// A function of the file: where its body stands.
#[derive(Debug, Clone)]
pub(super) struct Function {
    pub(super) code: Arc<Code>,
    pub(super) node: u32,
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.code, &other.code) && self.node == other.node
    }
}

impl Value {
    pub(super) fn data(bytes: &[u8]) -> Self {
        Self::Data(bytes.into())
    }

    /// As [`Value::data`], for what may have grown.
    fn grown(bytes: &[u8]) -> Self {
        match bytes.len() {
            0..=LONGEST => Self::data(bytes),
            _ => Self::unknown(Reason::TooComplex),
        }
    }

    pub(super) fn unknown(reason: Reason) -> Self {
        Self::Unknown(because(reason))
    }

    /// What it is in a condition.
    pub(super) fn truth(self) -> Truth {
        match self {
            Self::Truth(truth) => truth,
            Self::Unknown(reasons) => Truth::unknown(reasons),
            _ => Truth::null(),
        }
    }

    /// The octets: none where evaluation fails, an error where that is not known.
    pub(super) fn octets(self) -> Result<Option<Arc<[u8]>>, Reasons> {
        match self {
            Self::Data(data) => Ok(Some(data)),
            Self::Unknown(reasons) => Err(reasons),
            _ => Ok(None),
        }
    }

    /// The same for a place that does not look whether evaluation fails.
    pub(super) fn octets_left(self) -> Result<Option<Arc<[u8]>>, Reasons> {
        match self {
            Self::Leftover(data) => Ok(Some(data)),
            other => other.octets(),
        }
    }

    pub(super) fn number(self) -> Result<Option<u64>, Reasons> {
        match self {
            Self::Number(number) => Ok(Some(number)),
            Self::Unknown(reasons) => Err(reasons),
            _ => Ok(None),
        }
    }
}
