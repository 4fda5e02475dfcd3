//! Known, or not and why.

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// A short clause that fits behind "not read:", lower case, inputs in backticks.
    pub reason: String,
}

/// A value, or the plain statement that it is not known. Unknown is never read as absent or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knowledge<T> {
    /// It was observed.
    Known(T),
    /// It could not be observed.
    Unknown(Unseen),
}

impl<T> Knowledge<T> {
    /// The value, where it is known.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// Not known, for a reason.
    pub fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(Unseen { reason: reason.into() })
    }

    /// Why it is not known.
    pub const fn unseen(&self) -> Option<&Unseen> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(unseen) => Some(unseen),
        }
    }
}
