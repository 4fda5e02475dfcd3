//! What loads and does not work as it should.

use super::{Case, Change, LOAD, case};

const MODE: &str = "\"mode\": \"hot-standby\"";
const PEERS: &str = "\"peers\": [";
const URL_B: &str = "\"http://192.0.2.2:8001/\"";
const POOL: &str = "\"subnet4\": [";

/// Passive backup: nobody to exchange heartbeats with.
const PASSIVE: &[Change] =
    &[(MODE, "\"mode\": \"passive-backup\""), ("\"role\": \"standby\"", "\"role\": \"backup\"")];

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case("kea-ha-endpoint", &[(URL_B, "/*!*/\"http://192.0.2.2/\"")], &[]),
    case("kea-ha-endpoint", &[(URL_B, "/*!*/\"http://192.0.2.2:99999/\"")], &[(URL_B, "\"http://192.0.2.2:65535/\"")]),
    case("kea-ha-endpoint", &[(URL_B, "/*!*/\"http://192.0.2.1:8001\"")], &[(URL_B, "\"http://192.0.2.1:8002\"")]),
    case("kea-ha-endpoint", &[(URL_B, "/*!*/\"http://0.0.0.0:8001/\"")], &[("http://192.0.2.1:", "http://0.0.0.0:")]),
    case("kea-ha-port-shared", &[("\"http://192.0.2.1:8001/\"", "/*!*/\"http://192.0.2.1:8001/\""), ("{ \"Dhcp4\": {", "{ \"Dhcp4\": { \"control-sockets\": [ { \"socket-type\": \"http\", \"socket-address\": \"0.0.0.0\", \"socket-port\": 8001 } ],")],
        &[("{ \"Dhcp4\": {", "{ \"Dhcp4\": { \"control-sockets\": [ { \"socket-type\": \"http\", \"socket-address\": \"192.0.2.9\", \"socket-port\": 8001 } ],")]).at("3.0.4"),
    case("kea-ha-port-shared", &[("http://192.0.2.1:8001/", "http://127.0.0.1:8000/"), ("\"name\": \"a\"", "/*!*/\"name\": \"a\""), ("{ \"Dhcp4\": {", "{ \"Dhcp4\": { \"control-sockets\": [ { \"socket-type\": \"http\" } ],")],
        &[("http://192.0.2.1:8001/", "http://127.0.0.1:8000/"), ("\"http-dedicated-listener\": true", "\"http-dedicated-listener\": false"), ("{ \"Dhcp4\": {", "{ \"Dhcp4\": { \"control-sockets\": [ { \"socket-type\": \"http\" } ],")]).at("3.0.4"),
    case("kea-ha-port-shared", &[("\n] } }\n]", ",{ \"this-server-name\": \"c\", \"mode\": \"hot-standby\", \"peers\": [\n/*!*/{ \"name\": \"c\", \"url\": \"http://192.0.2.1:8001/\", \"role\": \"standby\" },\n{ \"name\": \"d\", \"url\": \"http://192.0.2.3:8001/\", \"role\": \"primary\" } ] }\n] } }\n]")], &[]),
    case("kea-lease-cmds-missing", &[("{ \"library\": \"/h/libdhcp_lease_cmds.so\" },\n", ""), ("{ \"library\": \"/h/libdhcp_ha.so\"", "/*!*/{ \"library\": \"/h/libdhcp_ha.so\"")],
        &[("{ \"library\": \"/h/libdhcp_lease_cmds.so\" },\n", ""), (MODE, "\"mode\": \"hot-standby\", \"send-lease-updates\": false, \"sync-leases\": false")]),
    case("kea-ha-unknown-key", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"hearbeat-delay\": 5000")], &[(MODE, "\"mode\": \"hot-standby\", \"user-context\": { \"x\": 1 }, \"comment\": \"y\"")]),
    case("kea-ha-unknown-key", &[("\"name\": \"b\"", "\"name\": \"b\", /*!*/\"autofailover\": true")], &[]),
    case("kea-ha-unknown-key", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"http-dedicated-listener\": true")], &[]),
    case("kea-ha-unknown-key", &[("\"enable-multi-threading\": true", "/*!*/\"enable-multithreading\": true")], &[]),
    case("kea-ha-unknown-key", &[(PEERS, "\"state-machine\": { /*!*/\"state\": [] },\n\"peers\": [")], &[(PEERS, "\"state-machine\": { \"states\": [] },\n\"peers\": [")]),
    case("kea-ha-unknown-key", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"max-rejected-lease-updates\": 5")], &[]).at("2.2.0"),
    case("kea-ha-unknown-key", &[("\"name\": \"b\"", "\"name\": \"b\", /*!*/\"basic-auth-user-file\": \"f\"")], &[(MODE, "\"mode\": \"hot-standby\",\n\"max-rejected-lease-updates\": 5")]).at("3.0.4"),
    case("kea-ha-cert-demand-misplaced", &[("\"name\": \"b\"", "\"name\": \"b\", /*!*/\"require-client-certs\": false")], &[(MODE, "\"mode\": \"hot-standby\", \"require-client-certs\": false")]),
    case("kea-ha-heartbeat-off", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"heartbeat-delay\": 0")], &[(MODE, "\"mode\": \"hot-standby\",\n\"heartbeat-delay\": 1")]),
    case("kea-ha-heartbeat-off", &[("\"mode\"", "/*!*/\"heartbeat-delay\": 0, \"mode\"")], &[("\"mode\"", "\"heartbeat-delay\": 100, \"mode\"")]).on(LOAD),
    case("kea-ha-response-delay", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"max-response-delay\": 29999")], &[(MODE, "\"mode\": \"hot-standby\",\n\"max-response-delay\": 30000")]),
    case("kea-ha-response-delay", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"heartbeat-delay\": 60000")], &[(MODE, "\"mode\": \"passive-backup\", \"heartbeat-delay\": 60000"), ("\"role\": \"standby\"", "\"role\": \"backup\"")]),
    case("kea-ha-page-zero", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"sync-page-limit\": 0")], &[(MODE, "\"mode\": \"hot-standby\",\n\"sync-page-limit\": 1")]),
    case("kea-ha-unacked-zero", &[("\"max-unacked-clients\": 5", "/*!*/\"max-unacked-clients\": 0")], &[("\"max-unacked-clients\": 5", "\"max-unacked-clients\": 1")]),
    case("kea-ha-unacked-high", &[("\"max-unacked-clients\": 5", "/*!*/\"max-unacked-clients\": 10")], &[("\"max-unacked-clients\": 5", "\"max-unacked-clients\": 9")]),
    case("kea-ha-updates-off", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"send-lease-updates\": false")], &[(MODE, "\"mode\": \"hot-standby\", \"send-lease-updates\": true, \"sync-leases\": true")]),
    case("kea-ha-updates-off", &[(MODE, "\"mode\": \"hot-standby\",\n/*!*/\"sync-leases\": false")],
        &[("{ \"Dhcp4\": {", "{ \"Dhcp4\": { \"lease-database\": { \"type\": \"mysql\", \"name\": \"kea\" },"), (MODE, "\"mode\": \"hot-standby\", \"send-lease-updates\": false, \"sync-leases\": false")]),
    case("kea-ha-updates-off", &[(MODE, "\"mode\": \"hot-standby\", \"sync-leases\": false,\n/*!*/\"send-lease-updates\": false")], &[]),
    case("kea-ha-updates-off", &[("\"mode\"", "/*!*/\"send-lease-updates\": false, \"mode\"")], &[("\"mode\"", "\"sync-leases\": false, \"mode\"")]).on(PASSIVE),
    case("kea-ha-threads-off", &[("{ \"enable-multi-threading\": true", "/*!*/{ \"enable-multi-threading\": false")], &[]),
    case("kea-ha-threads-off", &[("{\"enable-multi-threading\" : true}", "/*!*/{\"enable-multi-threading\" : false}")], &[]),
    case("kea-ha-threads-off", &[(",\n\"multi-threading\": {\"enable-multi-threading\" : true}", ""), ("{\n\"this", "/*!*/{\n\"this")], &[]).at("2.2.0"),
    case("kea-ha-threads-off", &[("\"http-dedicated-listener\": true", "/*!*/\"http-dedicated-listener\": false")], &[]),
    case("kea-ha-threads-off", &[("\"multi-threading\": { \"enable-multi-threading\": true, \"http-dedicated-listener\": true },", ""), ("{\n\"this", "/*!*/{\n\"this")], &[]).at("2.2.0"),
    case("kea-ha-auto-failover-off", &[("\"name\": \"a\"", "/*!*/\"name\": \"a\", \"auto-failover\": false")], &[("\"name\": \"b\"", "\"name\": \"b\", \"auto-failover\": false")]),
    case("kea-ha-pause-left", &[(PEERS, "\"state-machine\": { \"states\": [ /*!*/{ \"state\": \"ready\", \"pause\": \"once\" } ] },\n\"peers\": [")],
        &[(PEERS, "\"state-machine\": { \"states\": [ { \"state\": \"ready\", \"pause\": \"never\" } ] },\n\"peers\": [")]),
    case("kea-auth-not-enforced", &[("\"name\": \"a\"", "/*!*/\"name\": \"a\", \"basic-auth-user\": \"u\"")], &[("\"name\": \"b\"", "\"name\": \"b\", \"basic-auth-user\": \"u\", \"basic-auth-password\": \"p\"")]),
    case("kea-auth-not-enforced", &[("\"name\": \"b\"", "/*!*/\"name\": \"b\", \"basic-auth-user\": \"\", \"basic-auth-password\": \"p\"")], &[("\"name\": \"a\"", "\"name\": \"a\", \"basic-auth-user\": \"u\"")]).at("3.3.1"),
    case("kea-password-plain", &[("\"name\": \"b\"", "\"name\": \"b\", \"basic-auth-user\": \"u\",\n/*!*/\"basic-auth-password\": \"p\"")], &[("\"name\": \"b\"", "\"name\": \"b\", \"basic-auth-user\": \"u\", \"basic-auth-password-file\": \"f\"")]),
    case("kea-commands-open", &[("\"restrict-commands\": true", "/*!*/\"restrict-commands\": false")], &[]),
    case("kea-commands-open", &[("{\n\"this", "/*!*/{\n\"this"), ("\"restrict-commands\": true,", "")],
        &[("\"restrict-commands\": true,", "\"trust-anchor\": \"/t/ca\", \"cert-file\": \"/t/c\", \"key-file\": \"/t/k\",")]).at("2.6.3"),
    case("kea-commands-open", &[("\"restrict-commands\": true", "/*!*/\"restrict-commands\": false")], &[("\"restrict-commands\": true,", "")]).at("3.0.4"),
    case("kea-offer-lifetime", &[(POOL, "/*!*/\"offer-lifetime\": 60,\n\"subnet4\": [")], &[(POOL, "\"offer-lifetime\": 0,\n\"subnet4\": [")]),
    case("kea-offer-lifetime", &[("\"id\": 1", "/*!*/\"id\": 1, \"offer-lifetime\": 60")], &[]),
];
