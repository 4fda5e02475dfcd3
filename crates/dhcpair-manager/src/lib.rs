//! Every use case of dhcpair, once.
//!
//! Frontends parse arguments, call a function of this crate and print what comes back. What comes
//! back are the documents of [`contract`]: plain data that serialises to JSON as it stands.
//!
//! * [`Inventory`] is `dhcpair.toml`, read and checked.
//! * [`observe`] looks at every server of an inventory, in parallel, and gives a [`Fleet`].
//! * A [`Fleet`] answers: status, servers, relationships, scopes, drift.
//! * [`check`] judges files without an inventory; [`init`] writes an inventory for files;
//!   [`generate`] writes what makes a relationship.
//! * [`access`] reads an access policy, which `permission-engine` answers questions about.
//!
//! Time is given by the caller; nothing here reads a clock.

pub mod access;
pub mod check;
pub mod contract;
mod fleet;
pub mod generate;
pub mod init;
mod inventory;
mod place;

pub use dhcpair_drivers::Look;
pub use fleet::{Fleet, FleetError, ScopeFilter, observe};
pub use inventory::{Inventory, InventoryError, Server, seconds};
