//! Single values: ranges of integers, and words that the grammar lets through.

use std::collections::HashMap;

use super::judge::Judge;
use crate::canonical::Canonical;
use crate::node::{Kind, Node};
use crate::rules;
use crate::view::maps;

const U16: i64 = 65_535;
const U32: i64 = 4_294_967_295;

/// Where the map stands, the key, the greatest number; 0 is the least.
const RANGES: &[(&str, &str, i64)] = &[
    ("", "decline-probation-period", U32),
    ("", "dhcp4o6-port", U16),
    ("multi-threading", "thread-pool-size", U16),
    ("multi-threading", "packet-queue-size", U16),
    ("expired-leases-processing", "reclaim-timer-wait-time", U16),
    ("expired-leases-processing", "flush-reclaimed-timer-wait-time", U16),
    ("expired-leases-processing", "hold-reclaimed-time", U32),
    ("expired-leases-processing", "max-reclaim-leases", U32),
    ("expired-leases-processing", "max-reclaim-time", 10_000),
    ("expired-leases-processing", "unwarned-reclaim-cycles", U16),
    ("config-control", "config-fetch-wait-time", U16),
    ("dhcp-ddns", "server-port", U32),
    ("dhcp-ddns", "sender-port", U32),
    ("dhcp-ddns", "max-queue-size", U32),
    ("server-id", "htype", U16),
    ("server-id", "time", U32),
    ("server-id", "enterprise-id", U32),
];

/// The same for every database.
const DATABASE_RANGES: &[(&str, i64)] = &[
    ("port", U16),
    ("lfc-interval", U32),
    ("connect-timeout", U32),
    ("read-timeout", U32),
    ("write-timeout", U32),
    ("tcp-user-timeout", U32),
    ("reconnect-wait-time", U32),
    ("max-row-errors", U32),
    ("max-reconnect-tries", i64::MAX),
];

const ALLOCATORS: &[&str] = &["iterative", "random", "flq"];

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server.node();
    for (place, key, most) in RANGES {
        let map = if place.is_empty() { Some(server) } else { server.get(place) };
        range(judge, map, key, 0, *most);
    }
    databases(judge);
    word(
        judge,
        server.get("sanity-checks"),
        "lease-checks",
        &["none", "warn", "fix", "fix-del", "del"],
    );
    word(
        judge,
        server.get("sanity-checks"),
        "extended-info-checks",
        &["none", "fix", "strict", "pedantic"],
    );
    loggers(judge);
    levels(judge);
}

/// An integer that must lie in a range.
pub(super) fn range(
    judge: &mut Judge<'_>,
    map: Option<Node<'_>>,
    key: &str,
    least: i64,
    most: i64,
) {
    let Some(node) = map.and_then(|map| map.get(key)) else { return };
    let Some(number) = node.as_i64().filter(|number| !(least..=most).contains(number)) else {
        return;
    };
    let message = if most == i64::MAX {
        format!("`{key}` must not be below {least}, and is {number}")
    } else {
        format!("`{key}` is in the range {least} to {most}, not {number}")
    };
    judge.find(&rules::VALUE, node, message);
}

/// A string that must be one of some words.
pub(super) fn word(judge: &mut Judge<'_>, map: Option<Node<'_>>, key: &str, words: &[&str]) {
    let Some(node) = map.and_then(|map| map.get(key)) else { return };
    let wrong = node.as_str().is_some_and(|text| !words.contains(&&*text));
    if wrong {
        let known: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let message =
            format!("`{key}` cannot be `{}`: it is one of {}", node.shown(), known.join(", "));
        judge.find(&rules::VALUE, node, message);
    }
}

fn databases(judge: &mut Judge<'_>) {
    let server = judge.server;
    let all = server.lease_database().into_iter().chain(server.hosts_databases());
    for database in all.chain(server.config_databases()) {
        for (key, most) in DATABASE_RANGES {
            range(judge, Some(database), key, 0, *most);
        }
        // In between, a library may bring another kind.
        if judge.version.is_before(2, 7, 4) || judge.version.is_from(3, 0, 0) {
            word(judge, Some(database), "type", &["memfile", "mysql", "postgresql"]);
        }
    }
    let mut known: HashMap<Canonical, Node<'_>> = HashMap::new();
    for database in server.config_databases() {
        access(judge, database);
        if let Some(first) = known.insert(database.canonical(), database) {
            judge.twice(&rules::KEY_CONFLICT, database, first, "this database is named already");
        }
    }
    let (one, several) =
        (server.node().get("hosts-database"), server.node().get("hosts-databases"));
    if let (Some(one), Some(_)) = (one, several)
        && judge.version.is_from(3, 3, 0)
    {
        let message = "`hosts-database` and `hosts-databases` exclude one another";
        judge.find(&rules::KEY_CONFLICT, one, message);
    }
}

/// Kea makes one text of a database's parameters, blanks between them, and takes that of a database
/// with configuration apart when it reads the file. A password is treated apart.
fn access(judge: &mut Judge<'_>, database: Node<'_>) {
    for member in database.members().filter(|member| member.key != "password") {
        let text = member.value.as_bytes().unwrap_or_default();
        let mut pieces = text.split(|byte| matches!(byte, b' ' | b'\t'));
        let _ = pieces.next();
        if pieces.any(|piece| !piece.contains(&b'=')) {
            let message = format!("`{}` of a database takes no blanks", member.key);
            judge.find(&rules::VALUE, member.value, message);
        }
    }
}

fn loggers(judge: &mut Judge<'_>) {
    for logger in maps(judge.server.node(), "loggers") {
        missing(judge, logger, "name", "a logger");
        if judge.version.is_before(2, 3, 0) {
            missing(judge, logger, "severity", "a logger");
        }
        range(judge, Some(logger), "debuglevel", 0, 99);
        for key in ["output_options", "output-options"] {
            for output in maps(logger, key) {
                missing(judge, output, "output", "the output of a logger");
                range(judge, Some(output), "maxver", i64::from(i32::MIN), i64::from(i32::MAX));
            }
        }
    }
}

pub(super) fn missing(judge: &mut Judge<'_>, map: Node<'_>, key: &str, place: &str) {
    if map.get(key).is_none() {
        judge.find(&rules::MISSING_KEY, map, format!("`{key}` is missing in {place}"));
    }
}

/// What the server, networks, subnets and pools have in common.
fn levels(judge: &mut Judge<'_>) {
    let server = judge.server;
    level(judge, server.node());
    for network in server.shared_networks() {
        level(judge, network.node());
    }
    for subnet in server.subnets() {
        level(judge, subnet.node());
        let pools = subnet.pools().into_iter().map(|pool| pool.node());
        for pool in pools.chain(subnet.pd_pools().into_iter().map(|pool| pool.node())) {
            level(judge, pool);
            range(judge, Some(pool), "pool-id", 1, U32);
        }
    }
}

/// Pairs of keys of which only one may be there.
const EXCLUSIVE: &[(&str, &str)] = &[
    ("require-client-classes", "evaluate-additional-classes"),
    ("only-if-required", "only-in-additional-list"),
    ("ddns-ttl", "ddns-ttl-percent"),
    ("ddns-ttl", "ddns-ttl-min"),
    ("ddns-ttl", "ddns-ttl-max"),
];

pub(super) fn exclusive(judge: &mut Judge<'_>, map: Node<'_>) {
    for (one, other) in EXCLUSIVE {
        if map.get(one).is_some()
            && let Some(other) = map.get(other)
        {
            let name = other.key().unwrap_or_default();
            let message = format!("`{name}` and `{one}` exclude one another");
            judge.find(&rules::KEY_CONFLICT, other, message);
        }
    }
}

fn level(judge: &mut Judge<'_>, map: Node<'_>) {
    exclusive(judge, map);
    let list = map.get("client-classes").filter(|node| {
        // In the server's own map it is a list of definitions.
        node.items().next().is_none_or(|item| item.kind() == Kind::String)
    });
    if let (Some(_), Some(one)) = (list, map.get("client-class")) {
        let message = "`client-class` and `client-classes` exclude one another";
        judge.find(&rules::GUARD_KEY, one, message);
    }
    reservation_flags(judge, map);
    for key in ["allocator", "pd-allocator"] {
        let with_shared: Vec<_> = ALLOCATORS.iter().copied().chain(["shared-flq"]).collect();
        let words = if judge.version.is_before(3, 1, 8) { ALLOCATORS } else { &with_shared };
        word(judge, Some(map), key, words);
    }
    range(judge, Some(map), "offer-lifetime", 0, i64::MAX);
    for key in ["client-classes", "require-client-classes", "evaluate-additional-classes"] {
        for class in map.get(key).into_iter().flat_map(Node::items) {
            if class.as_bytes().is_some_and(|name| name.is_empty()) {
                judge.find(&rules::VALUE, class, format!("a class in `{key}` has no name"));
            }
        }
    }
}

/// The old mode and the flags that replaced it.
fn reservation_flags(judge: &mut Judge<'_>, map: Node<'_>) {
    let Some(mode) = map.get("reservation-mode") else { return };
    let flags = ["reservations-global", "reservations-in-subnet", "reservations-out-of-pool"];
    if let Some(flag) = map.get_any(&flags) {
        let name = flag.key().unwrap_or_default();
        let message = format!("`reservation-mode` and `{name}` exclude one another");
        judge.find(&rules::KEY_CONFLICT, mode, message);
    }
}
