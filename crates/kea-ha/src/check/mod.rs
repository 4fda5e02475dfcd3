//! What the HA library refuses, and what it accepts and should not.
//!
//! First comes what the library refuses, in the order in which it looks: its parts are read one
//! relationship after the other ([`relationship`], [`peers`]), and one that could be read is judged
//! as a whole ([`validate`]); then all of them together ([`several`]). What loads and does not work
//! follows.

mod credentials;
mod endpoints;
mod judge;
mod keys;
mod loaded;
mod peers;
mod pools;
mod relationship;
mod service;
mod several;
mod timers;
mod validate;
mod words;

use config_text::Diagnostic;
use kea_config::{Document, Version};

use crate::relationship::{libraries, relationships};
use judge::Judge;
pub use loaded::{check_loaded, check_release};

/// Judges the High Availability part of a configuration, for a stated version; without one, what
/// any version from 2.2 on accepts is accepted.
///
/// Neither `kea-dhcp4 -t` nor the command `config-test` loads hooks, so what is refused here passes
/// both and is noticed when the server restarts. Findings of that kind come first, in the order in
/// which the library comes to them; it stops at the first one.
#[must_use]
pub fn check(document: &Document, version: Option<Version>) -> Vec<Diagnostic> {
    let Some(server) = document.server() else {
        return Vec::new();
    };
    let libraries = libraries(document);
    if libraries.is_empty() {
        return Vec::new();
    }
    let mut judge = Judge::new(server, version.unwrap_or(Version::ANY));
    for library in &libraries {
        relationship::check(&mut judge, library);
    }
    let relationships = relationships(document);
    keys::check(&mut judge, &relationships);
    service::check(&mut judge, &libraries, &relationships);
    for relationship in &relationships {
        timers::check(&mut judge, *relationship);
        credentials::check(&mut judge, *relationship);
    }
    endpoints::check(&mut judge, &relationships);
    pools::check(&mut judge, &relationships);
    judge.finish()
}
