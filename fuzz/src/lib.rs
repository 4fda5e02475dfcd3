//! The laws of the fuzz targets: what must hold for any bytes at all.
//!
//! | target | law |
//! |---|---|
//! | [`dhcpd_conf`], [`kea_config`] | reading ends without a panic; every file prints back byte for byte; reading is deterministic; every diagnostic lies inside its file and can be shown without a control byte |
//! | [`leases`] | reading ends without a panic, and gives the same records in whatever pieces the file comes; each record is a part of the file; a view leads back to its records |
//! | [`windows_state`] | the same, and the checks of a state that could be read do not panic |
//! | [`conf_changes`] | a change of a dhcpd.conf is refused, or can be applied, has its effect on membership and no other, and what loaded before loads afterwards |
//! | [`kea_changes`] | a change of a Kea configuration is refused, or can be applied, and the text says what it said before but for the one value; a scope that was put away comes back |
//! | [`conf_replicas`] | a scope of one dhcpd.conf is refused by another one, or can be written there: it has its ranges then, other wires have theirs, what loaded before loads, and nothing is left to be done |
//! | [`kea_replies`] | an answer of a Kea server is read or refused, the same each time; what is said of it has no control byte; leases and configurations in it can be sent again |
//! | [`omapi()`] | bytes of a server are messages or refused, the same in whatever pieces they come; what was read can be written, and no signature is believed |
//! | [`powershell`] | any text is one literal to the tokenizer; tokens stand in order with only blanks between them; no answer of a server makes a reader panic |
//! | [`edits`] | applying edits equals a slow reference; positions equal counting |
//!
//! A law is a function that panics where it is broken. The fuzz targets call it, and so do the tests
//! here, with the seeds and a fixed set of their mutations.

mod change_laws;
mod kea_change_laws;
mod laws;
mod lease_laws;
mod omapi_laws;
mod powershell_laws;
mod replica_laws;
mod reply_laws;
mod text_laws;

#[cfg(test)]
mod mutate;
#[cfg(test)]
mod tests;

pub use change_laws::conf_changes;
pub use kea_change_laws::kea_changes;
pub use laws::{dhcpd_conf, kea_config, windows_state};
pub use lease_laws::leases;
pub use omapi_laws::omapi;
pub use powershell_laws::powershell;
pub use replica_laws::conf_replicas;
pub use reply_laws::kea_replies;
pub use text_laws::edits;
