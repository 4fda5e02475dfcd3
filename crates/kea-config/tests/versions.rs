//! What depends on the version: the same text, refused by some and accepted by others.

use std::path::Path;

use config_text::{MemoryLoader, Phase, Severity, Sources};
use kea_config::Version;

/// What is said of a text, if anything: the rule's level and phase, and the line.
fn verdict(rule: &str, text: &str, version: &str) -> Option<(Severity, Phase, u32)> {
    let loader = MemoryLoader::new().with("kea.conf", text);
    let mut sources = Sources::new();
    let document = kea_config::read(&mut sources, &loader, Path::new("kea.conf")).unwrap();
    let found = kea_config::check(&document, Version::parse(version));
    let all = document.diagnostics().iter().chain(&found);
    let mut own = all.filter(|finding| finding.rule.id == rule);
    let first = own.next()?;
    Some((first.severity, first.phase, sources.position(first.span()?).line))
}

fn refused(rule: &str, text: &str, line: u32, versions: &[&str]) {
    for version in versions {
        let found = verdict(rule, text, version);
        assert_eq!(found, Some((Severity::Error, Phase::Load, line)), "{rule} {version}: {text}");
    }
}

fn fails_at_start(rule: &str, text: &str, line: u32, versions: &[&str]) {
    for version in versions {
        let found = verdict(rule, text, version);
        assert_eq!(found, Some((Severity::Error, Phase::Start, line)), "{rule} {version}: {text}");
    }
}

fn accepted(rule: &str, text: &str, versions: &[&str]) {
    for version in versions {
        assert_eq!(verdict(rule, text, version), None, "{rule} {version}: {text}");
    }
}

fn noted(rule: &str, text: &str, level: Severity, line: u32, versions: &[&str]) {
    for version in versions {
        let found = verdict(rule, text, version);
        assert_eq!(found, Some((level, Phase::Runtime, line)), "{rule} {version}: {text}");
    }
}

fn v4(members: &str) -> String {
    format!("{{ \"Dhcp4\": {{\n{members}\n}} }}")
}

const UNKNOWN: &str = "unknown";

#[test]
fn paths_outside_their_folders() {
    let rule = "kea-path-outside";
    let (strict, lax) = (
        ["2.4.2", "2.6.3", "2.7.9", "3.0.4", "3.3.0"],
        ["2.2.0", "2.4.1", "2.5.8", "2.6.2", "2.7.8", "2.6", UNKNOWN],
    );
    for outside in [
        r#""hooks-libraries": [ { "library": "/usr/lib/kea/libdhcp_ha.so" } ]"#,
        r#""hooks-libraries": [ { "library": "hooks/libdhcp_ha.so" } ]"#,
    ] {
        refused(rule, &v4(outside), 2, &strict);
        accepted(rule, &v4(outside), &lax);
    }
    // The checkers, `-t` and `-T`, do not look there (asked: 2.6.3 and 3.0.4); the start does.
    for outside in [
        r#""lease-database": { "type": "memfile", "name": "/tmp/kea-leases4.csv" }"#,
        r#""loggers": [ { "name": "kea-dhcp4", "severity": "INFO", "output-options": [ { "output": "/var/log/kea-dhcp4.log" } ] } ]"#,
    ] {
        fails_at_start(rule, &v4(outside), 2, &strict);
        accepted(rule, &v4(outside), &lax);
    }
    let socket =
        v4(r#""control-socket": { "socket-type": "unix", "socket-name": "/tmp/kea4.sock" }"#);
    fails_at_start(rule, &socket, 2, &["2.4.2", "2.6.3"]);
    refused(rule, &socket, 2, &["2.7.9", "3.0.4", "3.3.0"]);
    accepted(rule, &socket, &lax);
    for inside in [
        r#""hooks-libraries": [ { "library": "libdhcp_ha.so" }, { "library": "/usr/lib/x86_64-linux-gnu/kea/hooks/libdhcp_ha.so" } ]"#,
        r#""lease-database": { "type": "memfile", "name": "/var/lib/kea/kea-leases4.csv" }"#,
        r#""lease-database": { "type": "memfile", "name": "/tmp/x.csv", "persist": false }"#,
        r#""lease-database": { "type": "mysql", "name": "a/b" }"#,
        r#""loggers": [ { "name": "kea-dhcp4", "severity": "INFO", "output-options": [ { "output": "/var/log/kea/x.log" }, { "output": "stdout" }, { "output": "syslog:a/b" } ] } ]"#,
        r#""control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4.sock" }"#,
    ] {
        accepted(rule, &v4(inside), &strict);
    }
}

#[test]
fn control_sockets_that_let_everybody_in() {
    let rule = "kea-control-open";
    let open = v4("\"control-sockets\": [\n{ \"socket-type\": \"http\", \"socket-port\": 8000 } ]");
    refused(rule, &open, 3, &["3.1.0", "3.2.0", "3.3.1"]);
    noted(rule, &open, Severity::Warning, 3, &["2.7.6", "3.0.4", UNKNOWN]);
    let tls = r#""control-sockets": [ { "socket-type": "https", "trust-anchor": "a", "cert-file": "b", "key-file": "c" } ]"#;
    accepted(rule, &v4(tls), &["3.0.4", "3.2.0"]);
    let files = r#""control-sockets": [ { "socket-type": "http", "authentication": { "type": "basic", "clients": [ { "user-file": "u", "password-file": "p" } ] } } ]"#;
    accepted(rule, &v4(files), &["3.0.4", "3.2.0"]);
    let plain = "\"control-sockets\": [ { \"socket-type\": \"http\", \"authentication\": { \"type\": \"basic\", \"clients\": [ {\n\"user\": \"u\", \"password-file\": \"p\" } ] } } ]";
    refused(rule, &v4(plain), 3, &["3.1.0", "3.2.0"]);
    accepted(rule, &v4(plain), &["3.0.4", UNKNOWN]);
}

#[test]
fn control_sockets_of_each_kind() {
    let wrong = [
        ("kea-missing-key", r#"{ "socket-name": "x" }"#),
        ("kea-missing-key", r#"{ "socket-type": "unix" }"#),
        ("kea-missing-key", r#"{ "socket-type": "https" }"#),
        ("kea-missing-key", r#"{ "socket-type": "http", "cert-file": "b" }"#),
        ("kea-value", r#"{ "socket-type": "tcp" }"#),
        ("kea-value", r#"{ "socket-type": "http", "socket-port": 65536 }"#),
        ("kea-address", r#"{ "socket-type": "http", "socket-address": "localhost" }"#),
        ("kea-key-conflict", r#"{ "socket-type": "http", "socket-name": "x" }"#),
        ("kea-key-conflict", r#"{ "socket-type": "unix", "socket-name": "x", "socket-port": 1 }"#),
        (
            "kea-key-conflict",
            r#"{ "socket-type": "unix", "socket-name": "x" }, { "socket-type": "unix", "socket-name": "y" }"#,
        ),
    ];
    for (rule, socket) in wrong {
        refused(rule, &v4(&format!("\"control-sockets\": [ {socket} ]")), 2, &["3.0.4", "3.2.0"]);
    }
    let right = r#""control-sockets": [ { "socket-type": "unix", "socket-name": "x" }, { "socket-type": "http", "socket-address": "::1" } ]"#;
    for rule in ["kea-missing-key", "kea-value", "kea-address", "kea-key-conflict"] {
        accepted(rule, &v4(right), &["3.0.4", "3.2.0", UNKNOWN]);
    }
}

#[test]
fn the_old_control_socket() {
    let rule = "kea-control-socket-old";
    let old =
        v4("\"control-socket\": { \"socket-type\": \"unix\", \"socket-name\": \"/run/kea/s\" }");
    refused(rule, &old, 2, &["3.3.1"]);
    noted(rule, &old, Severity::Warning, 2, &["3.0.0", "3.2.0", "3.3.0", "3.3"]);
    accepted(rule, &old, &["2.2.0", "2.6.5", "2.7.9", UNKNOWN]);
    let new = v4("\"control-sockets\": [ { \"socket-type\": \"unix\", \"socket-name\": \"s\" } ]");
    accepted(rule, &new, &["2.7.2", "3.3.1"]);
}

#[test]
fn subnets_without_an_id() {
    let rule = "kea-subnet-id-missing";
    let without = v4("\"subnet4\": [\n{ \"subnet\": \"192.0.2.0/24\" } ]");
    refused(rule, &without, 3, &["2.6.0", "2.6", "3.2.0"]);
    noted(rule, &without, Severity::Error, 3, &["2.2.0", "2.4.2", "2.5.8"]);
    let with = v4("\"subnet4\": [ { \"id\": 1, \"subnet\": \"192.0.2.0/24\" } ]");
    accepted(rule, &with, &["2.2.0", "2.6.0", "3.2.0"]);
}

#[test]
fn guards_in_either_spelling() {
    let rule = "kea-guard-key";
    let pool = |guard: &str| {
        v4(&format!(
            "\"subnet4\": [ {{ \"id\": 1, \"subnet\": \"192.0.2.0/24\", \"pools\": [ {{ \"pool\": \
             \"192.0.2.0/28\",\n{guard} }} ] }} ]"
        ))
    };
    let list = pool("\"client-classes\": [ \"KNOWN\" ]");
    refused(rule, &list, 3, &["2.2.0", "2.6.5", "2.7.4"]);
    accepted(rule, &list, &["2.7.5", "3.0.0", UNKNOWN]);
    let both = pool("\"client-class\": \"KNOWN\", \"client-classes\": [ \"KNOWN\" ]");
    refused(rule, &both, 3, &["2.6.5", "2.7.5", "3.2.0"]);
    accepted(rule, &pool("\"client-class\": \"KNOWN\""), &["2.2.0", "3.2.0"]);
}

#[test]
fn nesting_without_end() {
    let rule = "kea-depth";
    // Three levels are around the innermost context.
    let nested = |levels: usize| {
        let inner = format!("{}1{}", "[".repeat(levels - 3), "]".repeat(levels - 3));
        v4(&format!("\"user-context\": {{ \"x\": {inner} }}"))
    };
    noted(rule, &nested(101), Severity::Warning, 2, &["2.6.5", "3.0.3", "3.1.5", "3.3.0"]);
    accepted(rule, &nested(101), &["2.2.0", "2.6.4", "2.7.9", "3.0.2", "3.1.4", UNKNOWN]);
    accepted(rule, &nested(100), &["2.6.5", "3.3.0"]);
}

#[test]
fn databases_with_reservations_in_either_spelling() {
    let rule = "kea-key-conflict";
    let both = v4(
        "\"hosts-database\": { \"type\": \"mysql\" }, \"hosts-databases\": [ { \"type\": \"mysql\" } ]",
    );
    refused(rule, &both, 2, &["3.3.0", "3.3.1"]);
    accepted(rule, &both, &["2.2.0", "3.2.0", UNKNOWN]);
}

#[test]
fn loggers_without_a_severity() {
    let rule = "kea-missing-key";
    let without = v4("\"loggers\": [ { \"name\": \"kea-dhcp4\" } ]");
    refused(rule, &without, 2, &["2.2.0"]);
    accepted(rule, &without, &["2.3.0", "2.6.5", UNKNOWN]);
}

#[test]
fn networks_closed_by_classes_that_nobody_is_in() {
    let rule = "kea-guard-naks";
    let closed = |before: &str, guard: &str| {
        v4(&format!(
            "{before} \"subnet4\": [ {{ \"id\": 1, \"subnet\": \"192.0.2.0/24\",\n{guard} }} ]"
        ))
    };
    let class = "\"client-class\": \"phones\"";
    let (defined, bare) = (
        "\"client-classes\": [ { \"name\": \"phones\", \"test\": \"option[60].exists\" } ],",
        "\"client-classes\": [ { \"name\": \"phones\" } ],",
    );
    for text in
        [closed("", class), closed(bare, class), closed(defined, "\"client-class\": \"phone\"")]
    {
        noted(rule, &text, Severity::Warning, 3, &["2.2.0", "2.6.5", UNKNOWN]);
    }
    let reserved = "\"reservations\": [ { \"hw-address\": \"01:02:03:04:05:06\", \"client-classes\": [ \"phones\" ] } ],";
    let demanded = "\"client-classes\": [ { \"name\": \"phones\" } ], \"require-client-classes\": [ \"phones\" ],";
    let database = "\"hosts-databases\": [ { \"type\": \"mysql\" } ],";
    let radius = "\"hooks-libraries\": [ { \"library\": \"libdhcp_radius.so\" } ],";
    for before in [defined, reserved, demanded, database, radius] {
        accepted(rule, &closed(before, class), &["2.2.0", "2.6.5", UNKNOWN]);
    }
    for guard in ["HA_a", "KNOWN", "VENDOR_CLASS_x", ""] {
        let guard = format!("\"client-class\": \"{guard}\"");
        accepted(rule, &closed("", &guard), &["2.2.0", "2.6.5"]);
    }
    let one = closed(defined, "\"client-classes\": [ \"x\", \"phones\" ]");
    accepted(rule, &one, &["3.0.4"]);
    noted(
        rule,
        &closed(defined, "\"client-classes\": [ \"x\" ]"),
        Severity::Warning,
        3,
        &["3.0.4"],
    );
}

#[test]
fn identifiers_of_clients_have_bounds() {
    let rule = "kea-reservation";
    let text = |kind: &str, bytes: usize| {
        let value = vec!["01"; bytes].join(":");
        v4(&format!(
            "\"subnet4\": [ {{ \"id\": 1, \"subnet\": \"10.0.0.0/24\", \"reservations\": [\n\
             {{ \"{kind}\": \"{value}\", \"hostname\": \"x\" }} ] }} ]"
        ))
    };
    refused(rule, &text("hw-address", 21), 3, &["2.2.0", "3.0.4", UNKNOWN]);
    refused(rule, &text("duid", 129), 3, &["2.2.0", "2.3.7"]);
    refused(rule, &text("duid", 2), 3, &["2.3.8", "2.6.3", "3.0.4"]);
    refused(rule, &text("client-id", 256), 3, &["2.3.1", "2.6.3", "3.0.4"]);
    refused(rule, &text("client-id", 129), 3, &["2.3.1", "2.3.7"]);
    refused(rule, &text("circuit-id", 129), 3, &["2.3.1", "2.6.3", "3.0.4"]);
    refused(rule, &text("duid", 131), 3, &["2.2.0", "3.0.4", UNKNOWN]);
    for text in [text("hw-address", 20), text("duid", 128), text("flex-id", 128)] {
        accepted(rule, &text, &["2.2.0", "3.0.4", UNKNOWN]);
    }
    accepted(rule, &text("client-id", 255), &["2.2.0", "2.3.8", "3.0.4", UNKNOWN]);
    for text in [text("duid", 1), text("client-id", 300), text("flex-id", 300)] {
        accepted(rule, &text, &["2.2.0", UNKNOWN]);
    }
}

#[test]
fn control_sockets_in_either_spelling() {
    let rule = "kea-key-conflict";
    let old = "\"control-socket\": { \"socket-type\": \"unix\", \"socket-name\": \"a\" }";
    let both = v4(&format!("{old},\n\"control-sockets\": []"));
    refused(rule, &both, 3, &["2.7.2", "3.0.4", UNKNOWN]);
    accepted(rule, &v4(old), &["2.2.0", "3.0.4", UNKNOWN]);
}

#[test]
fn what_is_kept_in_databases() {
    let rule = "kea-managed-elsewhere";
    for text in [
        "\"hosts-databases\": [\n{ \"type\": \"mysql\" } ]",
        "\"config-control\": { \"config-databases\": [\n{ \"type\": \"mysql\" } ] }",
    ] {
        noted(rule, &v4(text), Severity::Note, 3, &["2.2.0", "3.0.4", UNKNOWN]);
    }
    accepted(rule, &v4("\"lease-database\": { \"type\": \"mysql\" }"), &["2.2.0", "3.0.4"]);
}

#[test]
fn the_one_control_socket_has_a_kind_and_a_name() {
    let rule = "kea-missing-key";
    for text in [r#""socket-name": "/run/kea/x""#, r#""socket-type": "unix""#] {
        let text = v4(&format!("\n\"control-socket\": {{ {text} }}"));
        refused(rule, &text, 3, &["3.0.4"]);
        accepted(rule, &text, &["2.2.0", "2.6.3", UNKNOWN]);
    }
    let both = v4(r#""control-socket": { "socket-type": "unix", "socket-name": "/run/kea/x" }"#);
    accepted(rule, &both, &["2.2.0", "2.6.3", "3.0.4", UNKNOWN]);
}

#[test]
fn a_database_with_configuration_is_named_once() {
    let rule = "kea-key-conflict";
    let text = |one: &str, other: &str| {
        v4(&format!("\"config-control\": {{ \"config-databases\": [ {one},\n{other} ] }}"))
    };
    let (east, west) =
        (r#"{ "type": "mysql", "name": "east" }"#, r#"{ "name": "west", "type": "mysql" }"#);
    let versions = ["2.2.0", "2.6.3", "3.0.4"];
    refused(rule, &text(east, east), 3, &versions);
    refused(rule, &text(west, r#"{ "type": "mysql", "name": "west" }"#), 3, &versions);
    accepted(rule, &text(east, west), &versions);
}

#[test]
fn what_is_listened_on_twice() {
    let on = |family: u8, list: &str| {
        format!(
            "{{ \"Dhcp{family}\": {{\n\"interfaces-config\": {{ \"interfaces\": [ {list} ] }} }} }}"
        )
    };
    let versions = ["2.2.0", "2.6.3", "3.0.4"];
    let (four, six) = (|list: &str| on(4, list), |list: &str| on(6, list));
    for text in [
        four(r#""lo", "lo""#),
        four(r#""*", "*""#),
        four(r#"" lo", "lo""#),
        four(r#""lo/127.0.0.1", "lo""#),
        four(r#""lo", "lo/127.0.0.1""#),
        four(r#""lo/127.0.0.1", "lo/127.0.0.1""#),
        six(r#""lo", "lo""#),
        six(r#""lo/::1", "lo/0::1""#),
    ] {
        refused("kea-value", &text, 2, &versions);
    }
    for text in [
        four(r#""*", "lo""#),
        four(r#""lo", "*""#),
        four(r#""lo/127.0.0.1", "eth0/127.0.0.1""#),
        six(r#""lo", "lo/::1""#),
        six(r#""lo/::1", "lo""#),
    ] {
        accepted("kea-value", &text, &versions);
    }
}

#[test]
fn kinds_of_databases() {
    let text = v4(r#""lease-database": { "type": "memfle" }"#);
    refused("kea-value", &text, 2, &["2.2.0", "2.6.3", "3.0.4"]);
    accepted("kea-value", &text, &["2.7.5"]);
}

#[test]
fn who_may_come_in_has_a_name() {
    let socket = |client: &str| {
        v4(&format!(
            r#""control-sockets": [ {{ "socket-type": "http", "authentication": {{ "type": "basic", "clients": [ {client} ] }} }} ]"#
        ))
    };
    for (rule, client) in [
        ("kea-missing-key", r#"{ "password": "a" }"#),
        ("kea-missing-key", r#"{ "comment": "a" }"#),
        ("kea-key-conflict", r#"{ "user": "a", "user-file": "b" }"#),
        ("kea-key-conflict", r#"{ "user": "a", "password": "b", "password-file": "c" }"#),
        ("kea-value", r#"{ "user": "" }"#),
        ("kea-value", r#"{ "user": "a:b" }"#),
    ] {
        refused(rule, &socket(client), 2, &["3.0.4"]);
    }
    for client in [r#"{ "user": "a" }"#, r#"{ "password-file": "a" }"#, r#"{ "user-file": "a" }"#] {
        for rule in ["kea-missing-key", "kea-key-conflict", "kea-value"] {
            accepted(rule, &socket(client), &["3.0.4"]);
        }
    }
}
