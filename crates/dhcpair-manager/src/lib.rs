//! Every use case of dhcpair, once.
//!
//! Frontends parse arguments, call a function of this crate and print what comes back. What comes
//! back are the documents of [`contract`]: plain data that serialises to JSON as it stands.
//!
//! * [`Inventory`] is `dhcpair.toml`, read and checked.
//! * [`observe`] looks at every server of an inventory, in parallel, and gives a [`Fleet`].
//! * A [`Fleet`] answers: status, servers, relationships, scopes, drift; and, looking at the servers again,
//!   what is wrong with their leases and who has an address.
//! * [`doctor`](doctor()) says what can be read, asked and run at each server, and what to grant.
//! * [`check`] judges files without an inventory; [`init`] writes an inventory for files;
//!   [`generate`] writes what makes a relationship.
//! * [`access`] reads an access policy, which `permission-engine` answers questions about.
//!
//! What takes long tells a [`Progress`] what it waits for. A [`Watch`] remembers from look to look.
//!
//! Time is given by the caller, as a point or, where looks follow one another, as a [`Clock`]; nothing here
//! reads one.

pub mod access;
pub mod check;
pub mod contract;
mod fleet;
pub mod generate;
pub mod init;
mod inventory;
mod place;
mod progress;
mod watch;

pub use dhcpair_drivers::Look;
pub use fleet::{
    AuditOptions, Clock, Fleet, FleetError, ScopeFilter, UnreadServer, doctor, observe,
};
pub use inventory::{Inventory, InventoryError, Server, seconds};
pub use progress::{Doing, Progress, Waiting};
pub use watch::Watch;
