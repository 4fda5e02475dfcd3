//! What applies where, over small configurations.

use std::path::Path;

use config_text::{MemoryLoader, Sources};

use super::*;
use crate::{Family, read};

fn config(text: &str) -> Config {
    let loader = MemoryLoader::new().with("main.conf", text);
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new("main.conf"), Family::V4).expect("a file");
    assert!(config.is_loadable(), "{:?}", config.diagnostics());
    config
}

/// The last scope whose declaration begins with a word.
fn place(config: &Config, wanted: fn(&ScopeKind) -> bool) -> ScopeIx {
    let scopes: Vec<_> = config.scopes().filter(|(_, node)| wanted(&node.kind)).collect();
    scopes.last().expect("a scope").0
}

/// `default-lease-time` of the last scope of a kind.
#[track_caller]
fn check(text: &str, wanted: fn(&ScopeKind) -> bool, expected: Option<&str>) {
    let config = config(text);
    let resolved = config.resolver().resolved(place(&config, wanted));
    let value = resolved.get("default-lease-time").and_then(Effective::value);
    assert_eq!(value, expected, "{text}");
}

const SUBNET: fn(&ScopeKind) -> bool = |kind| matches!(kind, ScopeKind::Subnet { .. });
const POOL: fn(&ScopeKind) -> bool = |kind| matches!(kind, ScopeKind::Pool);
const HOST: fn(&ScopeKind) -> bool = |kind| matches!(kind, ScopeKind::Host { .. });
const SUBCLASS: fn(&ScopeKind) -> bool = |kind| matches!(kind, ScopeKind::Subclass { .. });
const CLASS: fn(&ScopeKind) -> bool = |kind| matches!(kind, ScopeKind::Class { .. });

#[test]
fn the_innermost_scope_counts_wherever_the_statement_stands() {
    check("default-lease-time 1; subnet 10.0.0.0 netmask 255.0.0.0 { }", SUBNET, Some("1"));
    check("subnet 10.0.0.0 netmask 255.0.0.0 { } default-lease-time 1;", SUBNET, Some("1"));
    check(
        "default-lease-time 1; group { default-lease-time 2;
         subnet 10.0.0.0 netmask 255.0.0.0 { } }",
        SUBNET,
        Some("2"),
    );
    check("subnet 10.0.0.0 netmask 255.0.0.0 { }", SUBNET, None);
}

#[test]
fn a_subnet_in_a_group_of_a_shared_network_is_a_wire_of_its_own() {
    let text = "shared-network a { default-lease-time 1; subnet 10.0.0.0 netmask 255.255.0.0 { }
         group { default-lease-time 2; subnet 10.1.0.0 netmask 255.255.0.0 { } } }";
    check(text, SUBNET, Some("2"));
    let config = config(text);
    assert_ne!(config.subnets()[0].network, config.subnets()[1].network);
}

#[test]
fn a_pool_has_what_the_subnet_of_its_ranges_has() {
    let pool = "pool { range 10.0.0.1; }";
    check(
        &format!("subnet 10.0.0.0 netmask 255.0.0.0 {{ default-lease-time 1; {pool} }}"),
        POOL,
        Some("1"),
    );
    check(
        &format!(
            "shared-network a {{ default-lease-time 1;
             subnet 10.0.0.0 netmask 255.0.0.0 {{ default-lease-time 2; }} {pool} }}"
        ),
        POOL,
        Some("2"),
    );
    // Which of the two subnets counts depends on the address.
    check(
        "shared-network a { default-lease-time 1;
         subnet 10.0.0.0 netmask 255.255.0.0 { default-lease-time 2; }
         subnet 10.1.0.0 netmask 255.255.0.0 { default-lease-time 3; }
         pool { range 10.0.0.1; range 10.1.0.1; } }",
        POOL,
        Some("1"),
    );
}

#[test]
fn a_host_has_its_subnet_then_what_stands_around_it() {
    let subnet = "subnet 10.0.0.0 netmask 255.0.0.0 { default-lease-time 2; }";
    let host = "host a { fixed-address 10.0.0.1; }";
    check(&format!("default-lease-time 1; {subnet} {host}"), HOST, Some("2"));
    check(
        &format!("default-lease-time 1; {subnet} group {{ default-lease-time 3; {host} }}"),
        HOST,
        Some("3"),
    );
    check(
        &format!(
            "{subnet} group g {{ default-lease-time 4; }}
             group {{ default-lease-time 3; host a {{ fixed-address 10.0.0.1; group g; }} }}"
        ),
        HOST,
        Some("4"),
    );
}

#[test]
fn blocks_of_a_class_are_one_and_a_subclass_has_them_all() {
    let text = r#"
        class "a" { match hardware; default-lease-time 1; }
        subclass "a" 01;
        class "a" { default-lease-time 2; }
        subclass "a" 02 { max-lease-time 9; }
    "#;
    check(text, CLASS, Some("2"));
    check(text, SUBCLASS, Some("2"));
    check(
        r#"class "a" { match hardware; } vendor-class "a" { default-lease-time 3; }"#,
        CLASS,
        Some("3"),
    );
}

#[test]
fn values_are_put_together_and_conditions_are_told() {
    let config = config(
        r#"
        option domain-name-servers 10.0.0.1;
        group {
            append domain-name-servers 10.0.0.2;
            prepend domain-name-servers 10.0.0.3;
            default domain-name-servers 10.0.0.4;
            if known { option routers 10.0.0.5; on commit { option log-servers 10.0.0.6; } }
            else { default-lease-time 60; deny booting; option unknown-250 "a"; }
            send host-name "b";
        }
        "#,
    );
    let resolved =
        config.resolver().resolved(place(&config, |kind| matches!(kind, ScopeKind::Group { .. })));
    let parts = |key: &str| -> Vec<String> {
        let one = resolved.get(key).expect("a setting");
        assert_eq!(one.value(), None);
        one.parts.iter().map(|part| part.setting.value.clone()).collect()
    };
    assert_eq!(parts("option domain-name-servers"), ["10.0.0.3", "10.0.0.1", "10.0.0.2"]);
    for key in ["option routers", "default-lease-time", "allow-booting", "option unknown-250"] {
        assert!(parts(key).is_empty());
        assert_eq!(resolved.get(key).expect("a setting").conditional.len(), 1, "{key}");
    }
    assert!(resolved.get("option log-servers").is_none());
    assert_eq!(resolved.get("option host-name").and_then(Effective::value), Some("\"b\""));
    assert_eq!(resolved.executed.len(), 1);
}

#[test]
fn authority_is_that_of_the_moment_a_block_is_opened() {
    let authority = |text: &str| {
        let config = config(text);
        let authority = config.resolver().authority(place(&config, SUBNET));
        assert_eq!(authority.span.is_some(), authority.value || text.contains("not"));
        authority.value
    };
    let subnet = "subnet 10.0.0.0 netmask 255.0.0.0 { }";
    assert!(authority(&format!("authoritative; {subnet}")));
    assert!(!authority(&format!("{subnet} authoritative;")));
    assert!(authority(&format!("authoritative; group {{ {subnet} not authoritative; }}")));
    assert!(!authority(&format!("authoritative; group {{ not authoritative; {subnet} }}")));
    assert!(authority(&format!("shared-network a {{ authoritative; {subnet} }}")));
    assert!(!authority(&format!("shared-network a {{ {subnet} authoritative; }}")));
}
