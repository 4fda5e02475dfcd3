//! What Kea refuses beyond syntax.
//!
//! The parts follow the order in which the server works: its grammar first (keys, types, mandatory
//! members), then what the values mean. A part looks only at values of the right kind; the grammar
//! has said what is wrong with the others.

mod classes;
mod definitions;
mod depth;
mod guards;
mod judge;
mod lifetimes;
mod networks;
mod options;
mod paths;
mod pools;
mod reservations;
mod service;
mod sockets;
mod structure;
mod unknown;
mod values;

use config_text::Diagnostic;

use crate::document::Document;
use crate::version::Version;
use judge::Judge;

/// Judges a configuration as `kea-dhcp4 -t` and `kea-dhcp6 -t` do, for a stated version; without
/// one, what any version from 2.2 on accepts is accepted.
///
/// What the server's own parser says is in [`Document::diagnostics`] and not repeated here. A
/// document that is no DHCP server's gives nothing.
#[must_use]
pub fn check(document: &Document, version: Option<Version>) -> Vec<Diagnostic> {
    let Some(server) = document.server() else {
        return Vec::new();
    };
    let mut judge = Judge::new(server, version.unwrap_or(Version::ANY));
    structure::check(&mut judge);
    definitions::check(&mut judge);
    options::check(&mut judge);
    values::check(&mut judge);
    service::check(&mut judge);
    sockets::check(&mut judge);
    paths::check(&mut judge);
    depth::check(&mut judge);
    lifetimes::check(&mut judge);
    classes::check(&mut judge);
    networks::check(&mut judge);
    reservations::check(&mut judge);
    guards::check(&mut judge);
    judge.finish()
}
