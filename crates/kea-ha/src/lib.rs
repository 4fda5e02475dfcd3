//! High Availability relationships of Kea: typed parameters, defaults, and what the hook refuses.
//!
//! * [`relationships`] gives what a server says of its partners: [`Mode`], [`Peer`]s with their
//!   [`Url`]s, and every [`Parameter`] with its default filled in for a version.
//! * [`check()`] is what the library refuses when it is loaded, and what it takes although it does
//!   not work: ports, timers, guards of pools, subnets of a hub. Neither `kea-dhcp4 -t` nor
//!   `config-test` loads the library. [`check_loaded`] asks a running server whether it has it.
//! * [`generate`] writes the configuration of all servers of a relationship from one set of parameters.
//! * [`HaEditor`] puts a relationship into a configuration, changes it there, or takes it out, and keeps
//!   comments and layout.
//! * [`share()`] is what a key is to the partners, [`HaSharing`] tells `kea-config` so, and [`replicate()`] makes
//!   a server say what its partner says, in the relationship, too.
//! * [`command`] has the commands of the control channel, by version, and what is answered. It sends nothing.
//!
//! This crate knows one server's configuration. Comparing it with the partner's is the model's part.

mod check;
pub mod command;
mod edit;
pub mod generate;
mod mirror;
mod mode;
mod parameter;
mod peer;
mod relationship;
mod rules;
mod share;
mod state;
mod url;

pub use check::{check, check_loaded, check_release};
pub use edit::{ChangeError, HaEditor};
pub use mirror::{MirrorError, replicate};
pub use mode::Mode;
pub use parameter::{
    PARAMETERS, PEER_KEYS, Parameter, ParameterInfo, ParameterValue, RELATIONSHIP_KEYS, Unit,
};
pub use peer::{Peer, Role};
pub use relationship::{LIBRARY, Relationship, relationships};
pub use rules::RULES;
pub use share::{HaSharing, share};
pub use state::{Pause, State};
pub use url::{Scheme, Url, UrlError};
