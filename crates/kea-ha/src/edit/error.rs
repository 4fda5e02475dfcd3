//! Why High Availability is not changed as it was asked for.

use config_text::Span;
use kea_config::Refusal;

use crate::generate::ParameterError;

/// Why a change is not made. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The text cannot be changed.
    #[error(transparent)]
    Text(#[from] Refusal),
    /// The parameters do not fit this server.
    #[error(transparent)]
    Parameters(#[from] ParameterError),
    /// The relationship has no such peer.
    #[error("the relationship has no peer `{name}`")]
    NoPeer {
        /// The name asked for.
        name: String,
    },
    /// The server has no such relationship.
    #[error("this server is in no relationship as `{name}`")]
    NoRelationship {
        /// The name asked for.
        name: String,
    },
    /// The library is loaded more than once.
    #[error("the HA library is loaded more than once")]
    LibraryTwice {
        /// The entries.
        places: Vec<Span>,
    },
    /// A server with another relationship cannot have one more.
    #[error("this server has another relationship, and {reason}")]
    Another {
        /// A clause.
        reason: String,
        /// That relationship.
        span: Span,
    },
    /// Pools that are the clients' of a class, which no second class can narrow down.
    #[error("a pool is guarded by a class already, and Kea cannot demand two")]
    Guarded {
        /// The guards.
        places: Vec<Span>,
    },
    /// A pool cannot be divided.
    #[error("a pool of prefixes is too small for two, or has an excluded prefix")]
    Undivided {
        /// The pool.
        span: Span,
    },
}

impl ChangeError {
    /// The places that stand in the way, the one that is most to the point first.
    #[must_use]
    pub fn places(&self) -> Vec<Span> {
        match self {
            Self::Text(refusal) => refusal.places(),
            Self::Parameters(_) | Self::NoPeer { .. } | Self::NoRelationship { .. } => Vec::new(),
            Self::LibraryTwice { places } | Self::Guarded { places } => places.clone(),
            Self::Another { span, .. } | Self::Undivided { span } => vec![*span],
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Text(refusal) => refusal.help(),
            Self::Parameters(_) => "choose other parameters, or a newer version",
            Self::NoPeer { .. } => "use the name of one of its peers, in this letter case",
            Self::NoRelationship { .. } => "look its own name up in `this-server-name`",
            Self::LibraryTwice { .. } => "leave one of the entries",
            Self::Another { .. } => "take that one out first",
            Self::Guarded { .. } => {
                "guard these pools by hand, by a class of your own that asks for both with `member()`"
            }
            Self::Undivided { .. } => "divide the pool by hand",
        }
    }
}
