//! DHCP failover pairs of any vendor, in one model.
//!
//! A driver turns what one server runs into a [`ServerConfig`] inside an [`Observation`]; this crate
//! finds which servers form a relationship ([`pairing`]), who answers for a scope ([`authority`]),
//! what differs between the partners ([`drift`]), what only both of them show ([`joint`]), what is wrong with
//! their leases ([`audit`]), how long the addresses last if one of them were lost ([`headroom`]), and why a
//! running pair is in the state it is in ([`explain`]). It is pure: no clock, no I/O, no vendor syntax, and the
//! same input gives the same output in the same order.
//!
//! * What could not be observed is [`Knowledge::Unknown`], never an empty configuration.
//! * Sameness is judged *resolved*: what applies to a scope, pool or reservation after everything
//!   it inherits. Where a statement stands, how it is spelled and in which order files are read
//!   makes no difference.
//! * Secrets are fingerprints; they compare and never print.
//!
//! ```
//! use failover_model::{AddressSet, ServerConfig, Family};
//!
//! let mut config = ServerConfig::new(Family::V4);
//! let scope = config.add_scope("10.1.0.0/24".parse().unwrap());
//! config.add_pool(scope, "10.1.0.10-10.1.0.99".parse::<AddressSet>().unwrap());
//! assert_eq!(config.scopes()[0].dynamic_addresses().count(), 90);
//! ```

mod address;
pub mod audit;
pub mod authority;
mod config;
pub mod drift;
pub mod explain;
#[cfg(test)]
mod fixture;
pub mod headroom;
mod identity;
pub mod joint;
mod knowledge;
pub mod lease;
mod made;
mod observation;
pub mod pairing;
mod relationship;
mod setting;
pub mod state;
mod stopped;
mod unit;
pub mod usage;

pub use address::{AddressRange, AddressSet, ParseRangeError};
pub use config::{
    Definition, DefinitionKind, Pool, PoolKind, Reservation, Scope, ScopeIx, ServerConfig,
};
pub use identity::{Family, Identifier, ServerName, Vendor};
pub use knowledge::{Knowledge, Unseen};
pub use made::{Made, MadeKind};
pub use observation::{Basis, Freshness, Observation};
pub use relationship::{
    Agreement, Endpoint, IscParameters, KeaParameters, KeaPeer, Mode, Parameter, Parameters,
    RelationshipIx, RelationshipSide, Role, Stated, WindowsParameters,
};
pub use setting::{Context, ContextIx, Effective, Level, Setting, Value};
pub use state::{FailoverState, SideState};
pub use stopped::{Program, Stopped};
pub use unit::{Milliseconds, Percent, Seconds, SplitBuckets};
