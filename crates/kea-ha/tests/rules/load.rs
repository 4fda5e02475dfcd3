//! What the library refuses.

use super::{Case, LOAD, case};

/// A second relationship, as a hub has it.
const HUB: &[super::Change] = &[(
    "] } }\n],",
    r#",{
"this-server-name": "c",
"mode": "hot-standby",
"peers": [
{ "name": "c", "url": "http://192.0.2.1:8002/", "role": "standby" },
{ "name": "d", "url": "http://192.0.2.3:8001/", "role": "primary" }
]
}
] } }
],"#,
)];

const MODE: &str = "\"mode\": \"hot-standby\"";
const A: &str = r#"{ "name": "a", "url": "http://192.0.2.1:8001/", "role": "primary" }"#;
const B: &str = r#"{ "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" }"#;
const PEERS: &str = "\"peers\": [";

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case("kea-ha-missing", &[("\"high-availability\"", "/*!*/\"high-availabilty\"")], &[]),
    case("kea-ha-missing", &[("{\n\"this-server-name\"", "/*!*/{\n\"this-server-name\""), (MODE, "\"sync-leases\": true")], &[]),
    case("kea-ha-missing", &[("{\n\"this-server-name\": \"a\",", "/*!*/{")], &[]),
    case("kea-ha-missing", &[(A, "/*!*/{ \"name\": \"a\", \"role\": \"primary\" }")], &[]),
    case("kea-ha-missing", &[(B, "/*!*/{ \"name\": \"b\", \"url\": \"http://192.0.2.2:8001/\" }")], &[]),
    case("kea-ha-missing", &[(PEERS, "\"state-machine\": { \"states\": [\n/*!*/{ \"pause\": \"once\" } ] },\n\"peers\": [")],
        &[(PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"ready\" } ] },\n\"peers\": [")]),
    case("kea-ha-type", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"heartbeat-delay\": \"10000\"")],
        &[(MODE, "\"mode\": \"hot-standby\",\n\"heartbeat-delay\": 10000")]),
    case("kea-ha-type", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"sync-timeout\": 60000.0")], &[]),
    case("kea-ha-type", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"sync-leases\": 1")], &[]),
    case("kea-ha-type", &[(MODE, "/*!*/\"mode\": null")], &[]),
    case("kea-ha-type", &[("{ \"enable-multi-threading\": true, \"http-dedicated-listener\": true }", "/*!*/true")], &[]),
    case("kea-ha-type", &[("\"enable-multi-threading\": true", "/*!*/\"enable-multi-threading\": \"yes\"")], &[]),
    case("kea-ha-type", &[(PEERS, "\"state-machine\": /*!*/[],\n\"peers\": [")], &[]),
    case("kea-ha-type", &[(B, "/*!*/{ \"name\": \"b\", \"url\": \"http://192.0.2.2:8001/\", \"role\": \"standby\", \"auto-failover\": \"no\" }")], &[]),
    // Before 2.3.1 nobody looks at it.
    case("kea-ha-type", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"max-rejected-lease-updates\": true")], &[]),
    case("kea-ha-type", &[(MODE, "/*!*/\"mode\": 1")], &[(MODE, "\"mode\": \"hot-standby\",\n\"max-rejected-lease-updates\": true")]).at("2.2.0"),
    case("kea-ha-value", &[("hot-standby", "Hot-Standby"), ("\"mode\"", "/*!*/\"mode\"")], &[]),
    case("kea-ha-value", &[("\"role\": \"standby\"", "\"role\": /*!*/\"slave\"")], &[]),
    case("kea-ha-value", &[("\"this-server-name\": \"a\"", "/*!*/\"this-server-name\": \" \"")], &[("\"this-server-name\": \"a\"", "\"this-server-name\": \" a \"")]),
    case("kea-ha-value", &[("\"name\": \"b\"", "/*!*/\"name\": \"\"")], &[]),
    case("kea-ha-value", &[(PEERS, "\"state-machine\": { \"states\": [ /*!*/{ \"state\": \"normal\" } ] },\n\"peers\": [")],
        &[(PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"unavailable\" } ] },\n\"peers\": [")]),
    case("kea-ha-value", &[(PEERS, "\"state-machine\": { \"states\": [ /*!*/{ \"state\": \"ready\", \"pause\": \"Once\" } ] },\n\"peers\": [")], &[]),
    case("kea-ha-value", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"sync-page-limit\": -1")],
        &[(MODE, "\"mode\": \"hot-standby\",\n\"sync-page-limit\": 4294967295")]),
    case("kea-ha-value", &[("\"max-unacked-clients\": 5", "/*!*/\"max-unacked-clients\": 4294967296")], &[]),
    case("kea-ha-timer-range", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"max-response-delay\": 65536")],
        &[(MODE, "\"mode\": \"hot-standby\",\n\"max-response-delay\": 65535")]).at("3.2.0"),
    case("kea-ha-timer-range", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"max-ack-delay\": 4294967296")],
        &[(MODE, "\"mode\": \"hot-standby\",\n\"max-response-delay\": 65536")]).at("3.3.0"),
    case("kea-ha-timer-range", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"heartbeat-delay\": -1")], &[]),
    case("kea-ha-twice", &[("\"name\": \"b\"", "/*!*/\"name\": \"a\"")], &[("\"name\": \"b\"", "\"name\": \"A\"")]),
    case("kea-ha-twice", &[(PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"ready\" },\n/*!*/{ \"state\": \"ready\" } ] },\n\"peers\": [")],
        &[(PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"ready\" }, { \"state\": \"waiting\" } ] },\n\"peers\": [")]),
    case("kea-ha-credentials", &[("\"name\": \"b\"", "/*!*/\"name\": \"b\", \"basic-auth-user\": \"u:v\"")], &[("\"name\": \"b\"", "\"name\": \"b\", \"basic-auth-user\": \"u\"")]),
    case("kea-ha-credentials", &[("\"name\": \"b\"", "/*!*/\"name\": \"b\", \"basic-auth-password\": \"p\", \"basic-auth-password-file\": \"f\"")], &[]),
    case("kea-ha-credentials", &[("\"name\": \"b\"", "/*!*/\"name\": \"b\", \"basic-auth-user\": \"u\", \"basic-auth-user-file\": \"f\"")], &[]).at("3.2.0"),
    case("kea-ha-credentials", &[("\"name\": \"b\"", "/*!*/\"name\": \"b\", \"basic-auth-user\": \":\"")],
        &[("\"name\": \"b\"", "\"name\": \"b\", \"basic-auth-user\": \"u\", \"basic-auth-user-file\": \"f\"")]).at("3.0.4"),
    case("kea-ha-self-unknown", &[("\"this-server-name\": \"a\"", "/*!*/\"this-server-name\": \"A\"")], &[("\"this-server-name\": \"a\"", "\"this-server-name\": \" b\\t\"")]),
    // The own name is trimmed, the peer's is not.
    case("kea-ha-self-unknown", &[("\"name\": \"a\"", "\"name\": \"a \""), ("\"this-server-name\": \"a\"", "/*!*/\"this-server-name\": \"a \"")], &[("\"name\": \"b\"", "\"name\": \"b \"")]),
    case("kea-ha-url", &[("\"name\": \"b\", \"url\": \"http://192.0.2.2:8001/\"", "/*!*/\"name\": \"b\", \"url\": \"http://b:8001/\"")],
        &[("http://192.0.2.2:8001/", "http://[2001:db8::2]:8001/x")]),
    case("kea-ha-url", &[("\"http://192.0.2.2:8001/\"", "/*!*/\"192.0.2.2:8001\"")], &[]),
    case("kea-ha-tls-incomplete", &[(PEERS, "/*!*/\"trust-anchor\": \"/t/ca.pem\",\n\"peers\": [")],
        &[(PEERS, "\"trust-anchor\": \"/t/ca.pem\", \"cert-file\": \"/t/s.pem\", \"key-file\": \"/t/s.key\",\n\"peers\": [")]),
    case("kea-ha-tls-incomplete", &[("\"http://192.0.2.2:8001/\"", "/*!*/\"https://192.0.2.2:8001/\"")],
        &[(PEERS, "\"trust-anchor\": \"/t/ca.pem\", \"cert-file\": \"/t/s.pem\", \"key-file\": \"/t/s.key\",\n\"peers\": ["), ("http://", "https://")]),
    case("kea-ha-tls-incomplete", &[(PEERS, "\"trust-anchor\": \"/t/ca.pem\", \"cert-file\": \"/t/s.pem\", /*!*/\"key-file\": \"/t/s.key\",\n\"peers\": ["), ("\"name\": \"b\"", "\"name\": \"b\", \"key-file\": \"\"")],
        &[(PEERS, "\"trust-anchor\": \"/t/ca.pem\", \"cert-file\": \"/t/s.pem\", \"key-file\": \"/t/s.key\",\n\"peers\": ["), ("\"name\": \"b\"", "\"name\": \"b\", \"key-file\": \"\", \"trust-anchor\": \"\", \"cert-file\": \"\"")]),
    case("kea-ha-roles", &[("\"role\": \"standby\"", "/*!*/\"role\": \"secondary\"")], &[]),
    case("kea-ha-roles", &[("\"peers\": [", "/*!*/\"peers\": ["), ("\"role\": \"standby\"", "\"role\": \"backup\"")], &[(B, r#"{ "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" }, { "name": "c", "url": "http://192.0.2.3:8001/", "role": "backup" }"#)]),
    case("kea-ha-roles", &[("\"role\": \"standby\"", "/*!*/\"role\": \"primary\"")], &[]),
    case("kea-ha-roles", &[("\"role\": \"secondary\"", "/*!*/\"role\": \"standby\"")], &[]).on(LOAD),
    case("kea-ha-roles", &[(MODE, "\"mode\": \"passive-backup\""), ("\"role\": \"standby\"", "/*!*/\"role\": \"standby\"")],
        &[(MODE, "\"mode\": \"passive-backup\""), ("\"role\": \"standby\"", "\"role\": \"backup\"")]),
    case("kea-ha-mode-only", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"wait-backup-ack\": true")],
        &[(MODE, "\"mode\": \"passive-backup\", \"wait-backup-ack\": true"), ("\"role\": \"standby\"", "\"role\": \"backup\"")]),
    case("kea-ha-mode-only", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"delayed-updates-limit\": 100")],
        &[(MODE, "\"mode\": \"hot-standby\",\n\"delayed-updates-limit\": 0")]),
    case("kea-ha-mode-only", &[("\"mode\"", "/*!*/\"wait-backup-ack\": true, \"mode\"")], &[("\"mode\"", "\"delayed-updates-limit\": 50, \"mode\"")]).on(LOAD),
    case("kea-ha-several", &[("\"this-server-name\": \"c\"", "\"this-server-name\": \"c\""), ("\"mode\": \"hot-standby\"", "/*!*/\"mode\": \"load-balancing\""), ("\"role\": \"standby\"", "\"role\": \"secondary\"")], &[]).on(HUB),
    case("kea-ha-several", &[("\"name\": \"d\"", "/*!*/\"name\": \"b\"")], &[]).on(HUB),
];

/// A hub before it was possible is refused, and from then on it is not.
#[test]
fn a_hub_depends_on_the_version() {
    let text = Case { base: HUB, ..case("", &[], &[]) }.text(&[]);
    let refused = |version| {
        let (found, _) = super::check(&text, version);
        found.iter().any(|finding| finding.rule.id == "kea-ha-several")
    };
    assert!(refused("2.4.1") && refused("2.5.4") && !refused("2.5.5") && !refused("2.6"));
    let (found, _) = super::check(&text, "any");
    assert!(found.iter().all(|finding| finding.rule.id != "kea-ha-several"), "{found:?}");
}

/// The library stops at the first problem: that one must come first here, too.
#[test]
fn findings_come_in_the_order_of_the_library() {
    let all = [
        (MODE, "\"heartbeat-delay\": -1, \"sync-leases\": 0, \"mode\": \"x\""),
        ("\"name\": \"b\"", "\"name\": \"a\""),
        ("\"role\": \"standby\"", "\"role\": \"x\""),
        (PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"x\" } ] },\n\"peers\": ["),
    ];
    let (found, _) = super::check(&case("", &[], &[]).text(&all), "2.6.3");
    let order: Vec<_> = found.iter().map(|finding| finding.rule.id).collect();
    let expected = [
        "kea-ha-value",
        "kea-ha-type",
        "kea-ha-timer-range",
        "kea-ha-twice",
        "kea-ha-value",
        "kea-ha-value",
    ];
    assert_eq!(order.get(..6), Some(&expected[..]), "{found:?}");
}
