//! One short text for everything dhcpd refuses. What the real server says of texts like these is
//! compared in `tests/real_server`.

use std::path::Path;

use config_text::{MemoryLoader, Phase, Severity, Sources};

use crate::{Config, Family, read};

fn config(text: &str, family: Family) -> (Sources, Config) {
    let loader = MemoryLoader::new()
        .with("main.conf", text)
        .with("/empty", "")
        .with("/domain", "option domain-name \"a\";")
        .with("/broken", "\n\noption x y;")
        .with("/range", "range 192.0.2.1;")
        .with("/allow", "allow known-clients;")
        .with("/self", "include \"/self\";")
        .with("/a", "option domain-name \"a\"; include \"/b\";")
        .with("/b", "\ninclude \"/a\";");
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new("main.conf"), family).expect("a file");
    (sources, config)
}

/// The load errors as `file:line rule`; the main file without its name.
fn errors(text: &str, family: Family) -> Vec<String> {
    let (sources, config) = config(text, family);
    let refused = config
        .diagnostics()
        .iter()
        .filter(|found| found.phase == Phase::Load && found.severity == Severity::Error);
    let name = |found: &config_text::Diagnostic| {
        let span = found.span().expect("a place");
        let line = sources.position(span).line;
        let path = sources.path(span.file).display().to_string();
        let path = if path == "main.conf" { String::new() } else { format!("{path}:") };
        format!("{path}{line} {}", found.rule.id.trim_start_matches("isc-"))
    };
    refused.map(name).collect()
}

#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    assert_eq!(errors(text, Family::V4), expected, "{text}");
}

#[track_caller]
fn accepted(text: &str) {
    assert_eq!(errors(text, Family::V4), [""; 0], "{text}");
    assert!(config(text, Family::V4).1.is_complete(), "{text}");
}

const NET: &str = "subnet 192.0.2.0 netmask 255.255.255.0 {";
const PEER: &str =
    "failover peer p { primary; address 192.0.2.1; peer address 192.0.2.2; mclt 600; split 128; }";

#[test]
fn the_grammar_of_statements_is_checked_at_the_line_that_dhcpd_names() {
    refused("default-lease-time\n600", &["2 syntax"]);
    refused("authoritative;;", &["1 syntax"]);
    refused("group { };", &["1 syntax"]);
    refused("}", &["1 syntax"]);
    refused("group {\n\n", &["1 open-block"]);
    refused("deafult-lease-time 600;", &["1 unknown-statement"]);
    refused("routers 192.0.2.1;", &["1 unknown-statement"]);
    refused("hardware ethernet 0:1;\n", &["1 misplaced"]);
    refused("request subnet-mask;", &["1 misplaced"]);
    refused("if known { host x { } }", &["1 misplaced"]);
    refused("else { }", &["1 misplaced"]);
    refused("option host-name \"a;\n", &["1 string", "1 syntax"]);
    refused("option host-name \"\\xzz\";", &["1 string"]);
    accepted("");
    accepted("% option vendor.x;\nlease-id-format octal;");
}

#[test]
fn values_are_checked_against_the_format_of_their_option() {
    refused("option routers 192.0.2;", &["1 syntax"]);
    refused("option routers 192.0.2.256;", &["1 option-value"]);
    refused("option boot-size 65536;", &["1 option-value"]);
    refused("option domain-name-servers;", &["1 option-value"]);
    refused("option ip-forwarding maybe;", &["1 option-value"]);
    refused("option domain-search example.org;", &["1 option-value"]);
    refused("log-facility local9;", &["1 option-value"]);
    refused("min-secs 256;", &["1 option-value"]);
    refused("default-lease-time 08;", &["1 option-value"]);
    refused("option nosuch 1;", &["1 option-unknown"]);
    refused("option acme.x 1;", &["1 option-unknown"]);
    refused("option unknown-0 1;", &["1 option-unknown"]);
    accepted("option unknown-222 01:02; option DHCP6.Name-Servers 2001:db8::1;");
    accepted("default-lease-time 0600;");
}

#[test]
fn defined_options_are_known_below_their_definition() {
    let space = "option space s; option s.a code 1 = { ip-address, array of integer 8 };";
    accepted(&format!("{space} option s.a 192.0.2.1 1, -2;"));
    refused(&format!("{space} option s.a 192.0.2.1 300;"), &["1 option-value"]);
    refused(&format!("option s.a 192.0.2.1;\n{space}"), &["1 option-unknown"]);
    refused("group { option space s; }", &["1 option-definition"]);
    refused("group { option x code 200 = text; }", &["1 option-definition"]);
    refused("option x code 200 = { text, text };", &["1 option-definition"]);
    refused("option x code 200 = array of text;", &["1 option-definition"]);
    refused("option x code 200 = encapsulate s;", &["1 option-unknown"]);
    refused("option space s code width 3;", &["1 option-definition"]);
    let inside = |code: u32| format!("option o{code} code {code} = encapsulate s;");
    accepted(&format!("option space s; {}", inside(200)));
    let twice = format!("option space s; {} {}", inside(200), inside(201));
    refused(&twice, &["1 option-definition"]);
    refused("option x code 200 = encapsulate agent;", &["1 option-definition"]);
    // The later definition is the one that counts.
    accepted("option routers code 3 = text; option routers \"x\";");
}

#[test]
fn names_are_refused_above_their_declaration() {
    refused("subclass \"c\" 1:2;", &["1 used-before-declared"]);
    refused("host h { group g; }\ngroup g { }", &["1 used-before-declared"]);
    refused("zone a { primary 192.0.2.1; key k; }", &["1 used-before-declared"]);
    let pool = format!("{NET} pool {{ failover peer \"p\"; range 192.0.2.5; }} }}");
    refused(&format!("{pool}\n{PEER}"), &["1 used-before-declared"]);
    accepted(&format!("{PEER} {pool}"));
    let members = format!("{NET} pool {{ range 192.0.2.5; allow members of \"c\"; }} }}");
    refused(&members, &["1 used-before-declared"]);
    accepted(&format!("class \"c\" {{ match if known; }} {members}"));
    // Letter case counts for all of them but keys.
    refused("class \"c\" { } subclass \"C\" 1;", &["1 used-before-declared"]);
    accepted("key K { algorithm a; secret YWJj; } zone a { primary 192.0.2.1; key k; }");
}

#[test]
fn hosts_may_be_declared_once_and_have_each_thing_once() {
    refused("host h {\n}\ngroup { host h {\n} }", &["4 declared-twice"]);
    accepted("host h { } host h { deleted; } host h { } host H { }");
    refused("host h { hardware ethernet 0:1; hardware ethernet 0:2; }", &["1 given-twice"]);
    refused("host h { fixed-address 192.0.2.1; fixed-address6 2001:db8::1; }", &["1 given-twice"]);
    refused("host h { uid \"a\"; uid \"b\"; }", &["1 given-twice"]);
    refused("host \"h\" { }", &["1 syntax"]);
    refused("host h { hardware ethernet 00-11-22; }", &["1 syntax"]);
    refused("host h { hardware atm 0:1; }", &["1 syntax"]);
    refused("host h { group { } }", &["1 syntax"]);
    refused("host h { fixed-prefix6 2001:db8::/16; }", &["1 subnet-mask"]);
}

#[test]
fn networks_and_ranges_must_fit() {
    refused("subnet 192.0.2.1 netmask 255.255.255.0 { }", &["1 subnet-mask"]);
    refused("shared-network s { }", &["1 empty-network"]);
    refused(
        "shared-network s { group { subnet 192.0.2.0 netmask 255.255.255.0 { } } }",
        &["1 empty-network"],
    );
    refused(&format!("{NET} range 192.0.3.1; }}"), &["1 range-twice"]);
    refused(&format!("{NET} range 192.0.2.1 192.0.2.9; range 192.0.2.9; }}"), &["1 range-twice"]);
    refused(&format!("{NET} pool {{ }} }}"), &["1 pool-without-range"]);
    refused("pool { range 192.0.2.1; }", &["1 misplaced"]);
    refused(&format!("{NET} group {{ pool {{ range 192.0.2.1; }} }} }}"), &["1 misplaced"]);
    refused(
        "subnet 10.0.0.0 netmask 255.0.0.0 { range 10.0.0.0 10.215.148.52; }",
        &["1 range-too-large"],
    );
    let wire = |pool: &str| format!("shared-network s {{ {pool} {NET} }} }}");
    refused(&wire("pool { range 192.0.2.1; }"), &["1 range-twice"]);
    refused(&format!("{NET} interface \"a\"; interface \"b\"; }}"), &["1 given-twice"]);
    accepted(&format!("{NET} range 192.0.2.9 192.0.2.1; pool {{ range 192.0.2.10; }} }}"));
}

#[test]
fn families_are_not_mixed() {
    refused("subnet6 2001:db8::/64 { }", &["1 family"]);
    let six =
        |text: &str, expected: &[&str]| assert_eq!(errors(text, Family::V6), expected, "{text}");
    six("subnet6 2001:db8::/64 { range6 2001:db8::1 2001:db8::9; }", &[]);
    six("subnet6 2001:db8::1/64 { }", &["1 subnet-mask"]);
    six("subnet6 2001:db8::/64 { range6 2001:db9::1 2001:db8::9; }", &["1 range-twice"]);
    six("subnet6 2001:db8::/64 { range6 2001:db8::/60; }", &["1 option-value"]);
    six("subnet6 2001:db8::/64 { prefix6 2001:db8:: 2001:db9:: /0; }", &["1 option-value"]);
    six("subnet6 2001:db8::/64 { pool6 { } }", &["1 pool-without-range"]);
    six(&format!("subnet6 2001:db8::/64 {{ }} {NET} }}"), &["1 family"]);
}

#[test]
fn permits_know_their_words() {
    let pool = |permit: &str| format!("{NET} pool {{ range 192.0.2.1; {permit} }} }}");
    accepted(&pool("allow known clients; deny unknown-clients; allow dynamic bootp clients;"));
    accepted(&pool("deny after 4 2030/01/31 12:00:00; ignore booting;"));
    refused(&pool("allow booting;"), &["1 syntax"]);
    refused(&pool("allow all;"), &["1 syntax"]);
    refused(&pool("allow after never; deny after never;"), &["1 given-twice"]);
    refused("allow known-clients;", &["1 syntax"]);
}

#[test]
fn classes_have_one_rule_of_each_kind() {
    refused("class c { }", &["1 syntax"]);
    refused("class \"c\" { match if known; match if known; }", &["1 given-twice"]);
    refused("class \"c\" { match hardware; spawn with hardware; }", &["1 given-twice"]);
    refused("class \"c\" { } subclass \"c\" 1 { match if known; }", &["1 misplaced"]);
    refused("class \"c\" { class \"d\" { } }", &["1 misplaced"]);
    refused("class \"c\" { lease limit -1; }", &["1 option-value"]);
    refused("class \"c\" { match if option host-name; }", &["1 expression"]);
    accepted("class \"c\" { match if known; } class \"c\" { match if static; }");
}

#[test]
fn expressions_have_types() {
    refused("set x = 5 = known;", &["1 expression"]);
    refused("if \"a\" { }", &["1 expression"]);
    refused("if 5 = \"a\" and \"b\" { }", &["1 expression"]);
    refused("option host-name = known;", &["1 expression"]);
    refused("set x = extract-int(option host-name, 7);", &["1 expression"]);
    refused("set x = 5 - 3;", &["1 syntax"]);
    refused("switch (option host-name) { case 5 }", &["1 syntax"]);
    refused("add \"nosuch\";", &["1 used-before-declared"]);
    accepted("switch (option host-name) { case \"a\": if known { } else { } default: break; }");
}

#[test]
fn failover_peers_are_checked_as_a_whole() {
    let block = |text: &str| {
        format!(
            "failover peer p {{ {text} }} {NET} pool {{ failover peer \"p\"; range 192.0.2.5; }} }}"
        )
    };
    let ends = "peer address 192.0.2.2;";
    accepted(&block(&format!("secondary; {ends}")));
    refused(&block("secondary;"), &["1 peer-no-partner"]);
    refused(&block(&format!("primary; {ends} mclt 5;")), &["1 primary-incomplete"]);
    refused(&block(&format!("primary; {ends} split 5;")), &["1 primary-incomplete"]);
    refused(&block(&format!("{ends} split 5;")), &["1 primary-incomplete"]);
    refused(&block(&format!("secondary; {ends} split 5;")), &["1 secondary-has-split"]);
    refused(&block(&format!("split 5; secondary; {ends}")), &["1 secondary-has-split"]);
    refused(&block(&format!("secondary; {ends} hba 1:2;")), &["1 secondary-has-split", "1 syntax"]);
    refused(
        &block(&format!("primary; mclt 5; split 300; hba 1; {ends}")),
        &["1 option-value", "1 syntax"],
    );
    refused(&block(&format!("secondary; {ends} port x;")), &["1 syntax"]);
    refused(&block(&format!("secondary; {ends} include \"/empty\";")), &["1 misplaced"]);
    refused(&block(&format!("secondary; {ends} wibble 5;")), &["1 syntax"]);
    refused(&format!("{PEER}\n{PEER}"), &["2 declared-twice"]);
    refused(&format!("group {{ {PEER} }}"), &["1 peer-misplaced"]);
    refused(&format!("{PEER} failover peer \"p\";"), &["1 peer-misplaced"]);
}

#[test]
fn a_peer_needs_a_pool_that_names_it() {
    refused(PEER, &["1 peer-no-pool"]);
    let inherited = format!(
        "{PEER}\nshared-network s {{ failover peer \"p\"; {NET} pool {{ range 192.0.2.5; }} }} }}"
    );
    refused(&inherited, &["1 peer-no-pool"]);
    let (_, config) = config(&inherited, Family::V4);
    assert!(config.is_complete(), "nothing is lost by this");
    let finding = config.diagnostics().iter().find(|found| found.rule.id == "isc-peer-no-pool");
    assert_eq!(finding.expect("a finding").labels.len(), 2, "the heir is shown");
}

#[test]
fn the_traps_of_pools_in_failover() {
    let pool = |text: &str| format!("{PEER} {NET} pool {{ {text} }} }}");
    refused(&pool("failover peer \"p\"; range dynamic-bootp 192.0.2.5;"), &["1 bootp-range"]);
    accepted(&pool("range dynamic-bootp 192.0.2.5; failover peer \"p\";"));
    refused(
        &pool("failover peer \"p\"; range 192.0.2.5; no failover peer;"),
        &["1 no-failover-statement"],
    );
    accepted(&pool("failover peer \"p\"; no failover peer range 192.0.2.5;"));
    refused(&pool("failover peer p; range 192.0.2.5;"), &["1 syntax"]);
}

#[test]
fn keys_are_complete_or_refused() {
    refused("key k { algorithm a; }", &["1 key-incomplete"]);
    refused("key k { secret YWJj; }", &["1 key-incomplete"]);
    refused("key k { algorithm a; secret a_b; }", &["1 key-incomplete"]);
    refused("key k { algorithm a; secret YWJjZ; }", &["1 key-incomplete"]);
    refused("key k { algorithm a; algorithm b; secret YWJj; }", &["1 given-twice"]);
    accepted("key k { algorithm a; secret ab+d/e==; };");
    accepted("key \"k\" { algorithm a.b; secret \"YWJj\"; }");
    refused("omapi-key k;", &["1 omapi-key-unknown"]);
    refused("ddns-update-style ad-hoc;", &["1 update-style"]);
}

#[test]
fn includes_count_for_the_place_they_stand_in() {
    accepted("include \"/empty\"; include \"/domain\"; group { include \"/domain\"; }");
    accepted(&format!("{NET} include \"/range\"; }}"));
    refused(&format!("{NET} pool {{ include \"/range\"; }} }}"), &["/range:1 misplaced"]);
    refused(
        &format!("{NET} pool {{ range 192.0.2.5; include \"/allow\"; }} }}"),
        &["/allow:1 syntax"],
    );
    refused("if known { include \"/empty\"; }", &["1 misplaced"]);
    refused("include /empty;", &["1 syntax"]);
    refused("include \"/domain\"\nauthoritative;", &["2 syntax"]);
    refused("include \"/broken\";", &["/broken:3 option-unknown"]);
}

#[test]
fn unreadable_and_circular_includes_are_named_with_their_way() {
    refused("\ninclude \"/nosuch\";\nauthoritative;", &["2 include"]);
    let (_, config) = config("include \"/a\";", Family::V4);
    let finding = config.diagnostics().first().expect("a finding");
    assert_eq!(finding.message, "`/a` includes itself: /a -> /b -> /a");
    assert_eq!(
        config.incomplete_because(),
        Some("`/b` line 2: `/a` includes itself: /a -> /b -> /a")
    );
    refused("include \"/self\";", &["/self:1 include"]);
    refused("include \"main.conf\";", &["1 include"]);
}

#[test]
fn what_stands_around_an_unreadable_include_is_read() {
    let unread = |text: &str| {
        let (_, config) = config(text, Family::V4);
        assert!(!config.is_complete(), "{text}");
        let rules: Vec<&str> = config.diagnostics().iter().map(|one| one.rule.id).collect();
        let because = config.unread_includes().iter().map(|one| one.because.clone());
        (rules, because.collect::<Vec<_>>(), config.zones().len() + config.subnets().len())
    };
    // Keys and classes may be declared in it.
    let key = "include \"/nosuch\"; omapi-port 7911; omapi-key k; zone a.example { primary 192.0.2.1; key k; }";
    let (rules, because, zones) = unread(key);
    assert_eq!((rules, zones), (vec!["isc-include"], 1));
    assert_eq!(because.len(), 1);
    assert!(because[0].starts_with("`main.conf` line 1: "), "{because:?}");
    let members = "pool { range 192.0.2.5; allow members of \"x\"; } }";
    assert_eq!(unread(&format!("include \"/nosuch\"; {NET} {members}")).0, ["isc-include"]);
    // In a declaration it may say more of that, and what else is wrong is lost.
    for lost in [
        format!("{NET} include \"/nosuch\"; }}"),
        "include \"/nosuch\"; nonsense 1;".to_owned(),
        "include \"/nosuch\"; include \"/self\";".to_owned(),
        "nonsense 1; include \"/nosuch\";".to_owned(),
    ] {
        assert_eq!(unread(&lost).1, Vec::<String>::new(), "{lost}");
    }
    let (_, whole) = config("authoritative;", Family::V4);
    assert!(whole.is_complete() && whole.unread_includes().is_empty());
}

#[test]
fn a_file_that_is_included_twice_is_read_twice_and_blamed_once() {
    refused("include \"/broken\"; group { include \"/broken\"; }", &["/broken:3 option-unknown"]);
    let (sources, config) =
        config("include \"/domain\"; group { include \"/domain\"; }", Family::V4);
    assert_eq!((config.files().len(), sources.iter().count()), (3, 2));
}

#[test]
fn a_text_full_of_errors_is_not_read_to_its_end() {
    let found = errors(&"x;".repeat(100_000), Family::V4);
    assert_eq!(found.len(), 1_002);
}

#[test]
fn nesting_takes_neither_stack_nor_patience() {
    let deep = 100_000;
    accepted(&format!("{}{}", "group { ".repeat(deep), "} ".repeat(deep)));
    accepted(&format!("{}{}", "if known { ".repeat(deep), "} ".repeat(deep)));
    accepted(&format!("set x = {}\"a\"{};", "(".repeat(deep), ")".repeat(deep)));
    accepted(&format!("set x = {}\"a\"{};", "lcase(".repeat(deep), ")".repeat(deep)));
    accepted(&format!("if {}known {{ }}", "not ".repeat(deep)));
    accepted(&format!("if known{} {{ }}", " or known".repeat(deep)));
    refused(&"group { ".repeat(deep), &["1 open-block"]);
    refused(&"{".repeat(deep), &["1 unknown-statement"]);
}

#[test]
fn what_is_no_secret_is_not_marked() {
    for text in [
        "host key { hardware ethernet 0:1:2:3:4:5; }",
        "option space s; option s.key code 1 = text; option s.key \"abc\"; option key \"x\";",
        "key k { algorithm hmac-md5.sig-alg.reg.int; }",
    ] {
        let (sources, config) = config(text, Family::V4);
        let file = sources.get(config.files()[0].file).expect("a file");
        assert_eq!(file.secrets(), [], "{text}");
    }
}

#[test]
fn the_name_of_a_declared_key_is_no_secret() {
    let keys = ["k", "k.example"]
        .map(|name| format!("key {name} {{ algorithm hmac-md5; secret \"c2VjcmV0\"; }} "))
        .concat();
    let text = "omapi-key k.example; zone a. { primary 192.0.2.1; key k; }";
    let marked = |text: &str| {
        let (sources, config) = config(text, Family::V4);
        sources.get(config.files()[0].file).expect("a file").secrets().len()
    };
    assert_eq!(marked(&keys), 2);
    assert_eq!(marked(&format!("{keys}{text}")), 2);
    // Of an undeclared one it may be the key itself: nobody sees it, and nobody is told that it is a secret.
    assert_eq!(marked(text), 2);
    let holds = |text: &str| {
        let (sources, config) = config(text, Family::V4);
        sources.get(config.files()[0].file).expect("a file").first_secret().is_some()
    };
    assert!(holds(&keys) && !holds(text) && !holds("include \"/keys\"; omapi-key k;"));
    assert_eq!(marked("option dhcp6.auth \"c2VjcmV0\"; option x.db-password c2VjcmV0;"), 2);
}

#[test]
fn secrets_are_marked_and_never_quoted() {
    for text in [
        "key k { algorithm a; secret \"c2VjcmV0\"; }",
        "key k { algorithm a; secret c2VjcmV0 }",
        "key k { algorithm a; secret c2VjcmV0 c2VjcmV0!; }",
        "secret \"c2VjcmV0\";",
        "ldap-password \"c2VjcmV0\";",
        "key k { algorithm a; secret x; secret c2VjcmV0; }",
        "key k { algorithm a; secrett c2VjcmV0; }",
        "key k { algorithm a; sceret c2VjcmV0; }",
        "key k { algorithm a; c2VjcmV0; }",
        "key k { c2VjcmV0; algorithm a; }",
        "key { algorithm a; key c2VjcmV0; }",
        "key \"k\" { algorithm hmac-md5.sig-alg c2VjcmV0; }",
        "key k { algorithm a; \"c2VjcmV0\"",
        "omapi-port 7911; omapi-key k c2VjcmV0;",
        "omapi-key k.x \"c2VjcmV0\";",
        "omapi-key c2VjcmV0==;",
        "omapi-key ab/c2VjcmV0;",
        "zone x. { primary 192.0.2.1; key c2VjcmV0==; }",
    ] {
        let (sources, config) = config(text, Family::V4);
        let settings: Vec<_> = config.settings(crate::ScopeIx::ROOT).collect();
        let shown =
            format!("{:?}\n{config:?}\n{settings:?}\n{:?}", config.diagnostics(), config.keys());
        assert!(!shown.contains("c2VjcmV0"), "{text}: {shown}");
        let file = sources.get(config.files()[0].file).expect("a file");
        let hidden = |at: usize| {
            file.secrets().iter().any(|(start, end)| (*start as usize..*end as usize).contains(&at))
        };
        for (at, _) in text.match_indices("c2VjcmV0") {
            assert!(hidden(at), "{text}");
        }
    }
}
