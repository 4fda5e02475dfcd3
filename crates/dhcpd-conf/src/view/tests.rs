//! Canonical texts, and the views over small configurations.

use std::path::Path;

use config_text::{MemoryLoader, Sources};

use super::*;
use crate::{Family, read};

fn config(text: &str) -> Config {
    let loader = MemoryLoader::new().with("main.conf", text);
    let mut sources = Sources::new();
    read(&mut sources, &loader, Path::new("main.conf"), Family::V4).expect("a file")
}

/// The settings of the outermost scope as `operator key = value`.
fn settings(text: &str) -> Vec<String> {
    let config = config(text);
    let show = |setting: Setting| {
        let operator = match setting.operator {
            Operator::Set => String::new(),
            other => format!("{} ", other.as_str()),
        };
        let mark = if setting.understood { "" } else { "? " };
        format!("{mark}{operator}{} = {}", setting.key, setting.value)
    };
    config.settings(ScopeIx::ROOT).map(show).collect()
}

/// All of these say the same.
#[track_caller]
fn same(expected: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(settings(text), [expected], "{text}");
    }
}

#[test]
fn spellings_that_mean_the_same_are_equal() {
    same(
        "default-lease-time = 600",
        &[
            "default-lease-time 600;",
            "DEFAULT-LEASE-TIME 0x258 ;",
            "default-lease-time # why\n 01130;",
            "option server.default-lease-time 600;",
        ],
    );
    same(
        "default-lease-time = infinite",
        &["default-lease-time infinite;", "default-lease-time -1;"],
    );
    same(
        "option routers = 192.0.2.1, 192.0.2.2",
        &[
            "option routers 192.0.2.1, 192.0.2.2;",
            "option Routers 192.0.2.1,192.0.2.002;",
            "supersede routers 192.0.2.1 , 192.0.2.2;",
            "option unknown-3 192.0.2.1, 192.0.2.2;",
        ],
    );
    same(
        "option host-name = \"a\"",
        &["option host-name \"a\";", "option host-name a;", "option host-name \"\\141\";"],
    );
    same(
        "option dhcp-client-identifier = \"ab\"",
        &["option dhcp-client-identifier 61:62;", "option dhcp-client-identifier \"ab\";"],
    );
    same(
        "option domain-search = \"a.org\", \"b.org\"",
        &["option domain-search \"a.org.\",\"b.org\";"],
    );
    same(
        "boot-unknown-clients = false",
        &["deny unknown-clients;", "boot-unknown-clients off;", "boot-unknown-clients False;"],
    );
    same("client-updates = ignore", &["ignore client-updates;", "client-updates ignore;"]);
    same("authoritative = true", &["authoritative;"]);
    same("authoritative = false", &["not authoritative;"]);
    same(
        "option dhcp-server-identifier = 192.0.2.1",
        &["server-identifier 192.0.2.1;", "option dhcp-server-identifier 192.0.2.1;"],
    );
    same(
        "option dhcp6.name-servers = 2001:db8::1",
        &["option dhcp6.name-servers 2001:DB8:0::0:1;"],
    );
    same("omapi-key = \"a.b\"", &["omapi-key a.b;", "omapi-key \"a.b\";"]);
}

#[test]
fn octets_are_the_value_that_they_send() {
    for (literal, octets) in [
        ("ntp-servers 10.0.0.123", "unknown-42 = 0a:00:00:7b"),
        ("ntp-servers 10.0.0.123, 10.0.0.124", "ntp-servers = 0A:0:0:7B:a:0:0:7c"),
        (
            "static-routes 10.0.0.1 10.0.0.2, 10.0.0.3 10.0.0.4",
            "static-routes = 0a:00:00:01:0a:00:00:02:0a:00:00:03:0a:00:00:04",
        ),
        ("host-name \"abc\"", "host-name = \"abc\""),
        ("root-path \"a\\\"c\"", "root-path = 61:22:63"),
        ("time-offset -3600", "time-offset = ff:ff:f1:f0"),
        ("interface-mtu 1500", "interface-mtu = 05:dc"),
        ("ip-forwarding on", "ip-forwarding = 01"),
        ("default-ip-ttl 64", "default-ip-ttl = \"@\""),
        ("vendor-encapsulated-options 01:04:0a", "vendor-encapsulated-options = 1:4:a"),
        (
            "dhcp6.name-servers 2001:db8::1",
            "dhcp6.name-servers = 20:01:0d:b8:00:00:00:00:00:00:00:00:00:00:00:01",
        ),
    ] {
        let of = |text: &str| settings(&format!("option {text};"));
        assert_eq!(of(literal), of(octets), "{literal}");
    }
    for computed in [
        "ntp-servers = 0a:00:00",
        "ntp-servers = 0a:00:00:7b:01",
        "ip-forwarding = 02",
        "host-name = concat(\"a\", \"b\")",
        "host-name = 61:00",
        "host-name = zz",
        "domain-search = 01:61:00",
    ] {
        let all = settings(&format!("option {computed};"));
        assert!(all[0].contains(" = = "), "{all:?}");
    }
}

#[test]
fn operators_are_told_apart() {
    assert_eq!(
        settings(
            "default host-name \"a\"; append domain-name-servers 192.0.2.1; prepend host-name \"b\"; \
             send host-name \"c\"; option host-name = concat(\"a\", 0:1);"
        ),
        [
            "default option host-name = \"a\"",
            "append option domain-name-servers = 192.0.2.1",
            "prepend option host-name = \"b\"",
            "send option host-name = \"c\"",
            "option host-name = = concat(\"a\", 00:01)",
        ]
    );
}

#[test]
fn executable_statements_are_one_text_with_all_their_parts() {
    let expected = "if = option user-class = \"iPXE\" and known { filename \"a\"; } else if exists \
                    host-name { if static { min-secs 1; } } else { deny; }";
    let expected = expected.replace("deny;", "allow-booting false;");
    same(
        &expected,
        &[
            "if (option user-class = 69:50:58:45 and known) { filename \"a\"; } elsif exists host-name \
         { if static { min-secs 01; } } else { deny booting; }",
            "IF option USER-CLASS = \"iPXE\" and known {filename a;}\nelse if exists host-name{ if \
         static{min-secs 1;}}else{deny booting;}",
        ],
    );
    same("set x = = lcase(option host-name)", &["set x=lcase( option host-name ) ;"]);
    same(
        "on = commit or expiry { log(info, \"x\"); }",
        &["on commit or expiry { log (info,\"x\"); }"],
    );
    same(
        "switch = (option host-name) { case \"a\": min-secs 1; default: break; }",
        &["switch(option host-name){case \"a\":min-secs 1;default:break;}"],
    );
    same(
        "define f = (a, b) { return concat(0a, 0b); }",
        &["define f(a,b) { return concat(a,b); }"],
    );
    same("? f = (\"x\")", &["f(\"x\");"]);
    // Two ifs in a row are two statements.
    assert_eq!(settings("if known { } if static { } else { }").len(), 2);
}

#[test]
fn what_is_not_understood_is_there_word_by_word() {
    assert_eq!(settings("wibble  1,2 \"x\";"), ["? wibble = 1, 2 \"x\""]);
    assert_eq!(settings("min-secs 999;"), ["? min-secs = 999"]);
    assert_eq!(settings("key k { secret \"abcd\" }"), ["? key = k { secret (secret) }"]);
    assert!(!config("min-secs 999;").is_complete());
}

#[test]
fn values_keep_the_type_in_force_where_they_stand() {
    let text = "option routers 192.0.2.1; option routers code 3 = text; option routers \"x\";";
    assert_eq!(settings(text), ["option routers = 192.0.2.1", "option routers = \"x\""]);
}

#[test]
fn scopes_know_what_is_around_them() {
    let config = config(
        "min-secs 1; group { min-secs 2; shared-network s { subnet 192.0.2.0 netmask 255.255.255.0 \
         { min-secs 3; pool { min-secs 4; range 192.0.2.9; } } } }",
    );
    let pool = config.pools()[0].scope;
    let chain: Vec<String> =
        config.chain(pool).flat_map(|(ix, _)| config.settings(ix)).map(|one| one.value).collect();
    assert_eq!(chain, ["4", "3", "2", "1"]);
    let kinds: Vec<_> = config.chain(pool).map(|(_, scope)| &scope.kind).collect();
    assert!(matches!(kinds[2], ScopeKind::SharedNetwork { name } if **name == *"s"));
    let network = config.network(config.pools()[0].network).expect("a wire");
    assert!(network.explicit && network.subnets.len() == 1);
}

#[test]
fn hosts_are_computed_from_their_statements() {
    let config = config(
        "group g { } group { host a.b { hardware ethernet 0:1:A:b:C:d; fixed-address 192.0.2.1, x.org; \
         uid \"c\"; option dhcp-client-identifier 1:2; option host-name \"h\"; group g; dynamic; } } \
         host c { host-identifier option agent.circuit-id \"x\"; }",
    );
    let hosts: Vec<Host> = config.hosts().collect();
    let first = &hosts[0];
    assert_eq!(first.name, "a.b");
    assert_eq!(first.hardware.as_ref().unwrap().value, "ethernet 00:01:0a:0b:0c:0d");
    let addresses: Vec<_> = first.addresses.iter().map(|one| one.value.clone()).collect();
    assert_eq!(
        addresses,
        [HostAddress::V4([192, 0, 2, 1].into()), HostAddress::Name("x.org".to_owned())]
    );
    let identifiers: Vec<_> = first.identifiers.iter().map(|one| one.value.clone()).collect();
    assert_eq!(
        identifiers,
        [
            HostIdentifier::Uid("\"c\"".to_owned()),
            HostIdentifier::ClientIdentifier("01:02".to_owned())
        ]
    );
    assert_eq!(first.group.as_ref().unwrap().value, "g");
    assert!(first.dynamic && !first.deleted);
    let keys: Vec<_> = config.settings(first.scope).map(|one| one.key).collect();
    assert_eq!(
        keys.iter().map(|key| &**key).collect::<Vec<_>>(),
        ["option dhcp-client-identifier", "option host-name"]
    );
    let expected =
        HostIdentifier::Option { option: "agent.circuit-id".to_owned(), value: "\"x\"".to_owned() };
    assert_eq!(hosts[1].identifiers[0].value, expected);
}

#[test]
fn classes_join_their_blocks_and_subclasses_keep_their_data() {
    let config = config(
        "class \"c\" { match if known; } class \"c\" { lease limit 2; } class \"d\" { match hardware; } \
         subclass \"d\" 1:aa; subclass \"d\" \"x\" { min-secs 1; } class \"e\" { spawn with option host-name; }",
    );
    let rules = |at: usize| config.classes()[at].rules.iter().map(|rule| rule.value.clone());
    assert_eq!(
        rules(0).collect::<Vec<_>>(),
        [ClassRule::MatchIf("known".to_owned()), ClassRule::LeaseLimit("2".to_owned())]
    );
    assert_eq!(config.classes()[0].scopes.len(), 2);
    assert_eq!(rules(1).collect::<Vec<_>>(), [ClassRule::Match("hardware".to_owned())]);
    assert_eq!(rules(2).collect::<Vec<_>>(), [ClassRule::SpawnWith("option host-name".to_owned())]);
    let data: Vec<&str> = config.subclasses().iter().map(|one| one.data.as_str()).collect();
    assert_eq!(data, ["01:aa", "\"x\""]);
    assert_eq!(config.settings(config.subclasses()[1].scope).count(), 1);
}

#[test]
fn keys_zones_and_definitions() {
    let config = config(
        "key K { algorithm HMAC-MD5.SIG-ALG.REG.INT; secret YWJj; } key l { algorithm hmac-md5; \
         secret \"YWJj\"; } zone Example.ORG { primary 192.0.2.1, ns.a; secondary6 2001:DB8::1; key k; } \
         option space S; option S.a code 1 = { ip-address, array of unsigned integer 8 }; \
         option b code 200 = array of ip-address; option c code 201 = encapsulate s; \
         option d code 202 = domain-list compressed;",
    );
    let [first, second] = config.keys() else { panic!("two keys") };
    assert_eq!(first.algorithm.as_ref().unwrap().value, second.algorithm.as_ref().unwrap().value);
    assert_eq!(first.secret.as_ref().unwrap().value, second.secret.as_ref().unwrap().value);
    let zone = &config.zones()[0];
    assert_eq!(
        (zone.name.as_str(), zone.key.as_ref().unwrap().value.as_str()),
        ("example.org.", "k")
    );
    assert_eq!((zone.primaries.len(), zone.secondaries[0].value.as_str()), (2, "2001:db8::1"));
    let kinds: Vec<String> = config
        .option_definitions()
        .map(|one| format!("{} {} {}", one.name, one.code, one.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            "s.a 1 { ip-address, array of unsigned integer 8 }",
            "b 200 array of ip-address",
            "c 201 encapsulate s",
            "d 202 domain-list compressed",
        ]
    );
}

#[test]
fn permits_have_one_spelling() {
    let config = config(
        "class \"c\" { } subnet 192.0.2.0 netmask 255.255.255.0 { pool { range 192.0.2.9; allow unknown \
         clients; deny members of \"c\"; allow after 4 2024/02/29 00:00:01 3600; } }",
    );
    let permits: Vec<String> = config.pools()[0].permits.iter().map(Permit::canonical).collect();
    assert_eq!(
        permits,
        ["allow unknown-clients", "deny members of \"c\"", "allow after epoch 1709168401"]
    );
}

#[test]
fn hash_buckets_come_from_whichever_stands_last() {
    let buckets = |text: &str| {
        let text = format!("failover peer p {{ primary; peer address 192.0.2.2; mclt 5; {text} }}");
        config(&text).failover_peers()[0].hash_buckets()
    };
    let half = buckets("split 128;").expect("buckets");
    assert_eq!((half[15], half[16]), (0xff, 0));
    assert_eq!(buckets("split 3;").expect("buckets")[..2], [7, 0]);
    let hba = "hba ".to_owned() + &["01"; 32].join(":") + ";";
    assert_eq!(buckets(&format!("split 3; {hba}")), Some([1; 32]));
    assert_eq!(buckets(&format!("{hba} split 3;")).expect("buckets")[0], 7);
}
