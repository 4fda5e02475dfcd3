//! What Kea refuses beyond syntax.
//!
//! The server itself looks at its grammar first (keys, types, mandatory members), then at what the
//! values mean. A part looks only at values of the right kind; the grammar
//! has said what is wrong with the others.

mod addresses;
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

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

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
    let judged = |part: &Part| {
        let mut judge = Judge::new(server, version);
        part(&mut judge);
        judge
    };
    let mut all = Judge::new(server, version);
    if document.stream().count() > LARGE {
        side_by_side(judged).into_iter().for_each(|part| all.absorb(part));
    } else {
        PARTS.iter().for_each(|part| part(&mut all));
    }
    all.finish()
}

/// Above this many tokens the parts are judged side by side: a thread costs less.
const LARGE: u32 = 200_000;

type Part = for<'j, 'd> fn(&'j mut Judge<'d>);

/// All parts; those that take longest on a large file first, so that two threads end together.
const PARTS: &[Part] = &[
    options::check,
    reservations::check,
    structure::check,
    guards::check,
    definitions::check,
    values::check,
    service::check,
    sockets::check,
    paths::check,
    depth::check,
    lifetimes::check,
    classes::check,
    networks::check,
];

/// Judges each part, in the order of [`PARTS`]; two threads take the next one that is left.
fn side_by_side<T: Send>(judged: impl Fn(&Part) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Relaxed);
            let Some(part) = PARTS.get(at) else { return done };
            done.push((at, judged(part)));
        }
    };
    let (mut done, rest) = config_text::join(true, work, work);
    done.extend(rest);
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, part)| part).collect()
}

#[cfg(test)]
mod tests {
    use config_text::{MemoryLoader, Sources};

    use super::{LARGE, check};

    /// The rules found in a file with this many subnets before the wrong ones.
    fn found(subnets: usize) -> (u32, Vec<&'static str>) {
        let fine = |at: usize| {
            let net = format!("10.{}.{}", at / 256, at % 256);
            let pool = format!(r#"{{ "pool": "{net}.10 - {net}.99" }}"#);
            format!(r#"{{ "id": {}, "subnet": "{net}.0/24", "pools": [ {pool} ] }},"#, at + 1)
        };
        let fine: String = (0..subnets).map(fine).collect();
        // One fault for each half, the one that is judged second first.
        let wrong = r#"{ "id": 70000, "subnet": "192.0.2.0/24",
              "reservations": [ { "hw-address": "x", "ip-address": "192.0.2.9" } ] },
            { "id": 70001, "subnet": "198.51.100.0/24", "poolz": [] }"#;
        let text = format!(r#"{{ "Dhcp4": {{ "subnet4": [ {fine} {wrong} ] }} }}"#);
        let loader = MemoryLoader::new().with("kea.conf", text);
        let document = crate::read(&mut Sources::new(), &loader, "kea.conf".as_ref()).unwrap();
        let rules = check(&document, None).iter().map(|found| found.rule.id).collect();
        (document.stream().count(), rules)
    }

    #[test]
    fn a_large_file_is_judged_as_a_small_one() {
        let ((small, few), (large, many)) = (found(1), found(12_000));
        assert!(small < LARGE && large > LARGE, "{small}, {large}");
        assert!(few.len() >= 2 && few.contains(&"kea-unknown-key"), "{few:?}");
        assert_eq!(few, many);
    }
}
