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
    let version = version.unwrap_or(Version::ANY);
    let judge = |parts: &[Part]| {
        let mut judge = Judge::new(server, version);
        parts.iter().for_each(|part| part(&mut judge));
        judge
    };
    let large = document.stream().count() > LARGE;
    let (mut all, rest) = std::thread::scope(|scope| {
        let beside = std::thread::Builder::new();
        let beside = large.then(|| beside.spawn_scoped(scope, || judge(MEANING)).ok()).flatten();
        let all = judge(GRAMMAR);
        let rest = beside.and_then(|beside| beside.join().ok());
        (all, rest.unwrap_or_else(|| judge(MEANING)))
    });
    all.absorb(rest);
    all.finish()
}

/// Above this many tokens the two halves are judged side by side: a thread costs less.
const LARGE: u32 = 200_000;

type Part = for<'j, 'd> fn(&'j mut Judge<'d>);

/// Keys and options.
const GRAMMAR: &[Part] = &[structure::check, definitions::check, options::check];
/// What the other values mean: the other half of the work.
const MEANING: &[Part] = &[
    values::check,
    service::check,
    sockets::check,
    paths::check,
    depth::check,
    lifetimes::check,
    classes::check,
    networks::check,
    reservations::check,
    guards::check,
];
