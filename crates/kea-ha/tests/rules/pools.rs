//! Which server gives out what.

use super::{Case, Change, LOAD, case};

const HALF_A: &str = "\"192.0.2.10 - 192.0.2.14\", \"client-class\": \"HA_a\"";
const POOL: &str = "\"192.0.2.10 - 192.0.2.19\"";
const SERVER: &str = "{ \"Dhcp4\": {";
const SUBNETS: &str = "\"subnet4\": [\n";

/// A second relationship, and subnets that say where they belong.
const HUB: &[Change] = &[
    (
        "\n] } }\n]",
        ",{ \"this-server-name\": \"c\", \"mode\": \"hot-standby\", \"peers\": [\n{ \"name\": \"c\", \"url\": \"http://192.0.2.1:8002/\", \"role\": \"standby\" },\n{ \"name\": \"d\", \"url\": \"http://192.0.2.3:8001/\", \"role\": \"primary\" } ] }\n] } }\n]",
    ),
    ("{ \"id\": 1,", "{ \"id\": 1, \"user-context\": { \"ha-server-name\": \"b\" },"),
];

const SIX: &[Change] = &[
    ("hot-standby", "load-balancing"),
    ("\"role\": \"standby\"", "\"role\": \"secondary\""),
    ("Dhcp4", "Dhcp6"),
    ("subnet4", "subnet6"),
    ("192.0.2.0/24", "2001:db8::/32"),
    (
        "{ \"pool\": \"192.0.2.10 - 192.0.2.19\" }\n] }",
        "] , \"pd-pools\": [\n{ \"prefix\": \"2001:db8:1::\", \"prefix-len\": 48, \"delegated-len\": 56, \"client-class\": \"HA_a\" },\n{ \"prefix\": \"2001:db8:2::\", \"prefix-len\": 48, \"delegated-len\": 56, \"client-class\": \"HA_b\" } ] }",
    ),
];

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case("kea-lb-pool-unguarded", &[(HALF_A, "/*!*/\"192.0.2.10 - 192.0.2.14\"")], &[]).on(LOAD),
    case("kea-lb-pool-unguarded", &[("\"client-class\": \"HA_b\"", "/*!*/\"client-class\": \"KNOWN\"")], &[]).on(LOAD),
    case("kea-lb-pool-unguarded", &[(", \"client-class\": \"HA_b\"", "/*!*/, \"client-class\": \"x\""), (SERVER, "{ \"Dhcp4\": { \"client-classes\": [ { \"name\": \"x\", \"test\": \"member('KNOWN')\" } ],")],
        &[("HA_b", "x"), (SERVER, "{ \"Dhcp4\": { \"client-classes\": [ { \"name\": \"w\", \"test\": \"member('HA_b') and member('KNOWN')\" }, { \"name\": \"x\", \"test\": \"not member('w')\" } ],")]).on(LOAD),
    case("kea-lb-pool-unguarded", &[("\"client-class\": \"HA_a\"", "/*!*/\"client-classes\": [ \"HA_a\", \"KNOWN\" ]")], &[("\"client-class\": \"HA_a\"", "\"client-classes\": [ \"HA_a\" ]")]).on(LOAD).at("3.0.4"),
    // A whole subnet may be one server's.
    case("kea-lb-pool-unguarded", &[("{ \"pool\": \"192.0.2.15", "/*!*/{ \"pool\": \"192.0.2.15"), (", \"client-class\": \"HA_b\"", "")], &[("\"id\": 1", "\"id\": 1, \"client-class\": \"HA_a\""), (", \"client-class\": \"HA_a\" },", " },"), (", \"client-class\": \"HA_b\"", "")]).on(LOAD),
    // What a config backend adds cannot be judged.
    case("kea-lb-pool-unguarded", &[("\"client-class\": \"HA_b\"", "/*!*/\"client-class\": \"x\"")], &[("HA_b", "x"), (SERVER, "{ \"Dhcp4\": { \"config-control\": { \"config-databases\": [ { \"type\": \"mysql\", \"name\": \"k\" } ] },")]).on(LOAD),
    case("kea-lb-pool-unguarded", &[("{ \"prefix\": \"2001:db8:2::\"", "/*!*/{ \"prefix\": \"2001:db8:2::\""), (", \"client-class\": \"HA_b\"", "")], &[]).on(SIX),
    case("kea-guard-dead", &[("\"client-class\": \"HA_b\"", "/*!*/\"client-class\": \"HA_c\"")], &[]).on(LOAD),
    case("kea-guard-dead", &[("{ \"pool\": \"192.0.2.10 - 192.0.2.19\" }", "/*!*/{ \"pool\": \"192.0.2.10 - 192.0.2.19\", \"client-class\": \"HA_b\" }")], &[(POOL, "\"192.0.2.10 - 192.0.2.19\", \"client-class\": \"HA_a\"")]),
    case("kea-guard-dead", &[("\"id\": 1", "/*!*/\"id\": 1, \"client-class\": \"HA_server\"")], &[("\"id\": 1", "\"id\": 1, \"client-class\": \"KNOWN\"")]),
    case("kea-guard-dead", &[("\"id\": 1", "/*!*/\"id\": 1, \"client-classes\": [ \"HA_b\" ]")], &[("\"id\": 1", "\"id\": 1, \"client-classes\": [ \"HA_b\", \"HA_a\" ]")]).at("3.0.4"),
    case("kea-guard-uneven", &[("192.0.2.14\"", "192.0.2.20\""), ("192.0.2.15", "192.0.2.21"), ("192.0.2.19", "192.0.2.26"), ("{ \"id\": 1", "/*!*/{ \"id\": 1")],
        &[("192.0.2.14\"", "192.0.2.17\""), ("192.0.2.15", "192.0.2.18"), ("192.0.2.19", "192.0.2.23")]).on(LOAD),
    case("kea-guard-uneven", &[("{ \"id\": 1", "/*!*/{ \"id\": 1"), ("HA_b", "HA_a")],
        &[("\"subnet4\": [\n", "\"shared-networks\": [ { \"name\": \"n\", \"subnet4\": [ { \"id\": 2, \"subnet\": \"198.51.100.0/24\", \"pools\": [ { \"pool\": \"198.51.100.1-198.51.100.10\", \"client-class\": \"HA_b\" } ] },\n"), ("HA_b\" }\n] }\n]", "HA_a\" }\n] }\n] } ]")]).on(LOAD),
    case("kea-guard-uneven", &[("{ \"id\": 1", "/*!*/{ \"id\": 1"), ("56, \"client-class\": \"HA_b\"", "52, \"client-class\": \"HA_b\"")], &[]).on(SIX),
    case("kea-hub-untagged", &[("{ \"id\": 1, \"user-context\": { \"ha-server-name\": \"b\" }", "/*!*/{ \"id\": 1")], &[]).on(HUB),
    case("kea-hub-untagged", &[("{ \"ha-server-name\": \"b\" }", "{ /*!*/\"ha-server-name\": \"e\" }")], &[("\"b\" }", "\"c\" }")]).on(HUB),
    case("kea-hub-untagged", &[("{ \"id\": 1,", "/*!*/{ \"id\": 1,"), ("\"ha-server-name\": \"b\"", "\"x\": \"b\"")],
        &[(SUBNETS, "\"shared-networks\": [ { \"name\": \"n\", \"user-context\": { \"ha-server-name\": \"d\" }, \"subnet4\": [ { \"id\": 2, \"subnet\": \"198.51.100.0/24\" } ] } ],\n\"subnet4\": [\n")]).on(HUB),
];
