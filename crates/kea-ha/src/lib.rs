//! High Availability relationships of Kea: typed parameters, defaults, and what the hook refuses.

mod check;
mod parameter;
mod peer;
mod relationship;
mod rules;
mod url;

pub use check::check;
pub use parameter::{
    PARAMETERS, PEER_KEYS, Parameter, ParameterInfo, ParameterValue, RELATIONSHIP_KEYS, Unit,
};
pub use peer::{Peer, Role};
pub use relationship::{LIBRARY, Mode, Relationship, relationships};
pub use rules::RULES;
pub use url::{Scheme, Url, UrlError};
