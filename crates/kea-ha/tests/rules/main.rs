//! Every rule, with a configuration that fires it, at its line, and one that does not.

mod load;
mod pools;
mod service;

use std::collections::BTreeSet;
use std::path::Path;

use config_text::{Diagnostic, MemoryLoader, Phase, Sources};
use kea_config::Version;

/// A pair in hot standby that nothing can be said against.
const HOT: &str = r#"{ "Dhcp4": {
"hooks-libraries": [
{ "library": "/h/libdhcp_lease_cmds.so" },
{ "library": "/h/libdhcp_ha.so", "parameters": { "high-availability": [
{
"this-server-name": "a",
"mode": "hot-standby",
"restrict-commands": true,
"max-unacked-clients": 5,
"multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": true },
"peers": [
{ "name": "a", "url": "http://192.0.2.1:8001/", "role": "primary" },
{ "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" }
]
}
] } }
],
"subnet4": [
{ "id": 1, "subnet": "192.0.2.0/24",
"pools": [
{ "pool": "192.0.2.10 - 192.0.2.19" }
] }
],
"multi-threading": {"enable-multi-threading" : true}
} }"#;

/// The same as a pair in load balancing, its pool divided.
const LOAD: &[Change] = &[
    ("hot-standby", "load-balancing"),
    ("\"role\": \"standby\"", "\"role\": \"secondary\""),
    (
        r#"{ "pool": "192.0.2.10 - 192.0.2.19" }"#,
        r#"{ "pool": "192.0.2.10 - 192.0.2.14", "client-class": "HA_a" },
{ "pool": "192.0.2.15 - 192.0.2.19", "client-class": "HA_b" }"#,
    ),
];

/// A text of the base and what to write instead.
type Change = (&'static str, &'static str);

/// What stands at the line that a finding must be at.
const MARK: &str = "/*!*/";

/// Changes that fire a rule, and changes that come close and do not.
struct Case {
    rule: &'static str,
    version: &'static str,
    base: &'static [Change],
    fires: &'static [Change],
    quiet: &'static [Change],
}

const fn case(rule: &'static str, fires: &'static [Change], quiet: &'static [Change]) -> Case {
    Case { rule, version: "2.6.3", base: &[], fires, quiet }
}

impl Case {
    const fn at(self, version: &'static str) -> Self {
        Self { version, ..self }
    }

    const fn on(self, base: &'static [Change]) -> Self {
        Self { base, ..self }
    }

    fn text(&self, changes: &[Change]) -> String {
        let mut text = HOT.to_owned();
        for (from, to) in self.base.iter().chain(changes) {
            assert!(text.contains(from), "{}: nothing to change: {from}", self.rule);
            text = text.replacen(from, to, 1);
        }
        text
    }
}

fn check(text: &str, version: &str) -> (Vec<Diagnostic>, Sources) {
    let loader = MemoryLoader::new().with("kea.conf", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("kea.conf")).unwrap();
    assert!(document.diagnostics().is_empty(), "{:?}\n{text}", document.diagnostics());
    (kea_ha::check(&document, Version::parse(version)), sources)
}

fn all() -> impl Iterator<Item = &'static Case> {
    load::CASES.iter().chain(service::CASES).chain(pools::CASES)
}

#[test]
fn rules_fire_at_their_line() {
    for case in all() {
        let text = case.text(case.fires);
        let (found, sources) = check(&text, case.version);
        let own: Vec<_> = found.iter().filter(|finding| finding.rule.id == case.rule).collect();
        let lines: Vec<_> = own
            .iter()
            .filter_map(|finding| finding.span())
            .map(|span| sources.position(span).line)
            .collect();
        let marked = text.lines().position(|line| line.contains(MARK)).expect("a marked line") + 1;
        let shown: Vec<_> = found.iter().map(|f| (f.rule.id, &f.message)).collect();
        assert!(
            lines.contains(&u32::try_from(marked).unwrap()),
            "{}: lines {lines:?}, not {marked}: {shown:?}\n{text}",
            case.rule
        );
        for finding in own {
            assert!(!finding.message.is_empty() && !finding.message.ends_with('.'));
            let capital = finding.message.starts_with(char::is_uppercase);
            assert!(
                !capital || ["TLS", "HA"].iter().any(|name| finding.message.starts_with(name)),
                "{}",
                finding.message
            );
        }
    }
}

#[test]
fn rules_are_silent_where_nothing_is_wrong() {
    for case in all() {
        let text = case.text(case.quiet);
        let (found, _) = check(&text, case.version);
        let own: Vec<_> = found.iter().filter(|f| f.rule.id == case.rule).collect();
        assert!(own.is_empty(), "{}: {own:?}\n{text}", case.rule);
    }
}

#[test]
fn the_bases_have_no_findings() {
    for version in ["2.2.0", "2.4.1", "2.6.3", "3.0.4", "3.3.1"] {
        for base in [&[][..], LOAD] {
            let text = Case { base, ..case("", &[], &[]) }.text(&[]);
            let (found, _) = check(&text, version);
            assert!(found.is_empty(), "{version}: {found:?}");
        }
    }
}

#[test]
fn every_rule_of_a_file_has_a_case() {
    let tested: BTreeSet<_> = all().map(|case| case.rule).collect();
    // A password is one wherever it stands: that rule is the configuration's.
    let shared = std::iter::once(kea_config::PLAIN_PASSWORD);
    let of_files = kea_ha::RULES.iter().copied().filter(|rule| rule.phase != Phase::Environment);
    let known: BTreeSet<_> = of_files.chain(shared).map(|rule| rule.id).collect();
    assert_eq!(tested, known);
}
