//! Laws of whatever bytes a file has: it prints back, its views can be read, what is said of it
//! lies inside it, and the same is said the next time.

use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::{Config, Family, read};
use proptest::prelude::*;

/// What tokens a text is made of: words of the language, signs, values, and what is none of these.
const PIECES: [&str; 64] = [
    "failover",
    "peer",
    "\"p\"",
    "primary",
    "secondary",
    "address",
    "port",
    "mclt",
    "split",
    "hba",
    "subnet",
    "netmask",
    "subnet6",
    "shared-network",
    "group",
    "pool",
    "pool6",
    "host",
    "class",
    "subclass",
    "range",
    "range6",
    "prefix6",
    "temporary",
    "allow",
    "deny",
    "known-clients",
    "members",
    "of",
    "option",
    "routers",
    "domain-name",
    "space",
    "code",
    "=",
    "{",
    "}",
    ";",
    "(",
    ")",
    ",",
    "if",
    "elsif",
    "else",
    "switch",
    "case",
    "on",
    "commit",
    "include",
    "\"below\"",
    "\"/below\"",
    "192.0.2.0",
    "255.255.255.0",
    "2001:db8::/64",
    "0:1:2a:b:c:d",
    "600",
    "0x1F",
    "-1",
    "\"text\"",
    "\"open",
    "# comment\n",
    "hardware ethernet",
    "fixed-address",
    "key",
];

const SAMPLES: [&str; 5] = [
    include_str!("data/networks.conf"),
    include_str!("data/options.conf"),
    include_str!("data/pair.conf"),
    include_str!("data/programs.conf"),
    include_str!("data/six.conf"),
];

fn reading(main: &[u8], below: &[u8], family: Family) -> (Sources, Config) {
    let loader = MemoryLoader::new().with("main", main).with("/below", below).with("below", below);
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new("main"), family).expect("a main file");
    (sources, config)
}

fn laws(main: &[u8], below: &[u8]) {
    for family in [Family::V4, Family::V6] {
        let (sources, config) = reading(main, below, family);
        for (id, file) in sources.iter() {
            assert_eq!(config.text(id).as_deref(), Some(file.bytes().as_ref()));
        }
        let said = |config: &Config| -> Vec<String> {
            let each = config.diagnostics().iter();
            each.map(|one| format!("{} {} {:?}", one.rule.id, one.message, one.span())).collect()
        };
        for label in config.diagnostics().iter().flat_map(|one| &one.labels) {
            let end = sources.bytes(label.span.file).len();
            assert!(label.span.start <= label.span.end && label.span.end as usize <= end);
        }
        assert!(config.is_complete() || config.incomplete_because().is_some());
        views(&sources, &config);
        let (_, second) = reading(main, below, family);
        assert_eq!(said(&config), said(&second));
    }
}

/// Walks through every view; what each refers to is there.
fn views(sources: &Sources, config: &Config) {
    for (at, scope) in config.scopes() {
        assert!(scope.parent.is_none_or(|parent| config.scope(parent).is_some()));
        for setting in config.settings(at) {
            assert!(!setting.key.is_empty() && setting.value.len() < 1 << 20);
            let _ = sources.text(setting.span);
        }
    }
    for range in config.ranges() {
        assert!(range.low <= range.high);
        assert!(range.pool.is_none_or(|pool| config.pool(pool).is_some()));
    }
    for pool in config.pools() {
        assert!(pool.permits.iter().all(|permit| !permit.canonical().is_empty()));
        assert!(pool.peer.is_none_or(|peer| peer.peer < config.failover_peers().len()));
    }
    let hosts = config.hosts().filter(|host| config.scope(host.scope).is_some()).count();
    assert_eq!(hosts, config.hosts().count());
    for peer in config.failover_peers() {
        assert!(peer.hash_buckets().is_none_or(|buckets| buckets.len() == 32));
    }
    assert!(config.classes().iter().all(|class| !class.scopes.is_empty()));
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(&PIECES[..]);
    let gap = prop::sample::select(&[" ", "\n", "", "\t", " ; ", " { "][..]);
    let all = prop::collection::vec((piece, gap), 0..60);
    all.prop_map(|all| all.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

/// A sound text, with a stretch of it gone, repeated or replaced.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let with = prop_oneof![
        Just(Vec::new()),
        prop::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
    ];
    let places = (any::<prop::sample::Index>(), 0..40usize, any::<bool>());
    (prop::sample::select(&SAMPLES[..]), places, with).prop_map(|(text, (at, len, twice), with)| {
        let mut bytes = text.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + len).min(bytes.len());
        let gone: Vec<u8> = bytes.splice(at..end, with).collect();
        if twice {
            bytes.splice(at..at, gone.repeat(2));
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        laws(&bytes, b"");
    }

    #[test]
    fn any_tokens_are_read(main in pieces(), below in pieces()) {
        laws(main.as_bytes(), below.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_damage_is_read(bytes in damaged()) {
        laws(&bytes, b"option x y;");
    }
}
