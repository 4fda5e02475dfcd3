//! Laws that hold for every HA block: it is judged without a panic, depth costs neither stack nor
//! time, and one that the library would take is one that the views understand.

use std::path::Path;
use std::time::{Duration, Instant};

use config_text::{MemoryLoader, Phase, Sources};
use kea_config::{Document, Version};
use kea_ha::{PARAMETERS, PEER_KEYS, RELATIONSHIP_KEYS, Role, relationships};
use proptest::prelude::*;

const VERSIONS: [&str; 5] = ["2.2.0", "2.6.5", "3.0", "3.3.1", "unknown"];

fn read(bytes: &[u8]) -> Document {
    let loader = MemoryLoader::new().with("m", bytes);
    kea_config::read(&mut Sources::new(), &loader, Path::new("m")).unwrap()
}

/// A server with this list of relationships.
fn around(list: &str) -> String {
    format!(
        "{{ \"Dhcp4\": {{ \"hooks-libraries\": [ {{ \"library\": \"libdhcp_ha.so\", \"parameters\": \
         {{ \"high-availability\": {list} }} }} ], \"subnet4\": [ {{ \"id\": 1, \"subnet\": \
         \"192.0.2.0/24\", \"pools\": [ {{ \"pool\": \"192.0.2.0/25\", \"client-class\": \"HA_a\" }} \
         ] }} ] }} }}"
    )
}

fn hold(text: &[u8]) {
    let document = read(text);
    for version in VERSIONS {
        let version = Version::parse(version);
        let found = kea_ha::check(&document, version);
        let refused = found.iter().any(|finding| finding.phase == Phase::Load);
        for relationship in relationships(&document) {
            let _ = (relationship.parameters(version), relationship.backups());
            for peer in relationship.peers() {
                let _ = (peer.url(), peer.user(), peer.password(), relationship.tls(peer));
            }
            if refused || !document.is_complete() {
                continue;
            }
            let mode = relationship.mode().expect("a mode");
            let peers = relationship.peers();
            let active = peers.iter().filter(|peer| peer.role().is_some_and(Role::is_active));
            assert!(relationship.own().is_some(), "no own entry");
            assert!(relationship.peer_with(Role::Primary).is_some(), "no primary");
            assert_eq!(active.count(), if mode.second_role().is_some() { 2 } else { 1 });
            assert!(peers.iter().all(|peer| matches!(peer.url(), Some(Ok(_)))), "a bad URL");
        }
    }
}

/// Values of every kind, many of which make sense somewhere.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "0",
            "1",
            "-1",
            "65536",
            "4294967296",
            "1.5",
            "true",
            "false",
            "null",
            "\"\"",
            "\" \"",
            "\"a\"",
            "\"b\"",
            "\"hot-standby\"",
            "\"load-balancing\"",
            "\"passive-backup\"",
            "\"primary\"",
            "\"secondary\"",
            "\"standby\"",
            "\"backup\"",
            "\"http://192.0.2.1:8001/\"",
            "\"http://192.0.2.2:8001/\"",
            "\"https://[::1]\"",
            "\"://\"",
            "\"once\"",
            "\"ready\"",
            "\"\\u00e4:\"",
            "[]",
            "{}",
            "[ {} ]",
            "[ 1 ]",
            "{ \"states\": [ { \"state\": \"ready\", \"pause\": \"always\" } ] }",
            "{ \"enable-multi-threading\": false }",
        ])
        .prop_map(str::to_owned),
        any::<i64>().prop_map(|number| number.to_string()),
    ]
}

/// Members with known keys and any values.
fn members(keys: Vec<&'static str>, most: usize) -> impl Strategy<Value = String> {
    prop::collection::btree_map(prop::sample::select(keys), value(), 0..most).prop_map(|map| {
        let all: Vec<_> = map.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        all.join(", ")
    })
}

/// A peer that is right but for what is put over it.
fn peer(name: &'static str, role: Vec<&'static str>) -> impl Strategy<Value = String> {
    let port = prop::sample::select(vec!["8001", "8002", "", "99999"]);
    let extra = members(PEER_KEYS.iter().skip(3).copied().collect(), 2);
    (prop::sample::select(role), port, extra).prop_map(move |(role, port, extra)| {
        let comma = if extra.is_empty() { "" } else { ", " };
        let colon = if port.is_empty() { "" } else { ":" };
        format!(
            "{{ \"name\": \"{name}\", \"url\": \"http://192.0.2.1{colon}{port}/\", \"role\": \
             \"{role}\"{comma}{extra} }}"
        )
    })
}

fn relationship() -> impl Strategy<Value = String> {
    let modes = prop::sample::select(vec!["hot-standby", "load-balancing", "passive-backup"]);
    let roles = vec!["primary", "secondary", "standby", "backup"];
    let keys = PARAMETERS.iter().map(|info| info.key).filter(|key| !key.contains('.')).collect();
    (modes, peer("a", roles.clone()), peer("b", roles), members(keys, 3)).prop_map(
        |(mode, a, b, extra)| {
            let comma = if extra.is_empty() { "" } else { ", " };
            format!(
                "{{ \"this-server-name\": \"a\", \"mode\": \"{mode}\", \"peers\": [ {a}, {b} ]\
                 {comma}{extra} }}"
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        hold(&bytes);
        hold(around(&String::from_utf8_lossy(&bytes)).as_bytes());
    }

    #[test]
    fn any_members(
        own in members(RELATIONSHIP_KEYS.iter().chain(PEER_KEYS).copied().collect(), 8),
        peers in prop::collection::vec(members(PEER_KEYS.to_vec(), 6), 0..4),
    ) {
        let peers: Vec<_> = peers.iter().map(|peer| format!("{{ {peer} }}")).collect();
        let comma = if own.is_empty() { "" } else { ", " };
        hold(around(&format!("[ {{ \"peers\": [ {} ]{comma}{own} }} ]", peers.join(", "))).as_bytes());
    }

    #[test]
    fn nearly_right_relationships(all in prop::collection::vec(relationship(), 1..3)) {
        hold(around(&format!("[ {} ]", all.join(", "))).as_bytes());
    }
}

#[test]
fn a_hundred_thousand_levels_anywhere() {
    const LEVELS: usize = 100_000;
    let started = Instant::now();
    for place in [
        "#",
        "[ # ]",
        "[ { \"mode\": # } ]",
        "[ { \"peers\": # } ]",
        "[ { \"peers\": [ { \"name\": # } ] } ]",
        "[ { \"state-machine\": { \"states\": # } } ]",
        "[ { \"unknown\": # } ]",
    ] {
        for (open, close) in [("[", "]"), ("{\"peers\":", "}"), ("[{", "")] {
            let deep = format!("{}1{}", open.repeat(LEVELS), close.repeat(LEVELS));
            hold(around(&place.replace('#', &deep)).as_bytes());
        }
    }
    let many =
        vec!["{ \"name\": \"a\", \"url\": \"http://192.0.2.1:1/\", \"role\": \"backup\" }"; 20_000];
    hold(around(&format!("[ {{ \"peers\": [ {} ] }} ]", many.join(", "))).as_bytes());
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}
