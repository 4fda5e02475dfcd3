//! What dhcpd makes of texts on which one would guess wrong. Most were found by mutants.

use std::path::Path;

use config_text::{MemoryLoader, Sources};
use dhcpd_conf::Family;

use crate::ask::{Apart, Outcome, compare};
use crate::samples;

/// Accepted by dhcpd.
const ACCEPTED: &[&str] = &[
    // Of two groups with the same name dhcpd drops both, and takes a third.
    "group n { } group n { } group n { } host a { group n; }",
    "group n { } group n { deleted; min-secs 1; } host a { group n; }",
    "group n { } group n { deleted; min-secs 1; } group n { } host a { group n; }",
    "group n { } group n { deleted; min-secs 1; } group n { dynamic; min-secs 1; } host a { group n; }",
    "group n { dynamic; min-secs 1; } group n { deleted; min-secs 1; } group n { } host a { group n; }",
    "group n { static; min-secs 1; } group n { deleted; min-secs 1; } host a { group n; }",
    "group n { group m { } } host a { group m; } host b { group n; }",
    // Classes and hosts are declared again after `deleted`.
    "class \"a\" { deleted; } class \"a\" { } subclass \"a\" \"x\";",
    "host a { } host a { deleted; } host a { }",
    "host a { dynamic; } host a { deleted; } host a { }",
    // A function in a `switch` has the labels of the `switch`.
    "switch (option host-name) { define fun(a) { case \"x\": return a; default: } }",
    "switch (extract-int(hardware, 8)) { set fun(a) { case 1: case 2: } case 3: }",
    // Any keyword can be a name, and a variable can be a statement.
    "host pool { } group group { } nothing;",
    "option domain-name = nothing;",
    // Parameters that are looked at in the end: the last one counts, with its operator.
    "omapi-port = 0:1:2; omapi-port = 1e:e7;",
    "omapi-port 7911; default server.omapi-port = 0:1:2;",
    "key k { algorithm hmac-md5; secret abcd; } omapi-key = \"k\";",
    "group { local-port = 1; ddns-update-style ad-hoc; }",
    "ddns-update-style ad-hoc; ddns-update-style none;",
    "local-address6 = 1:2:3;",
    // Behind a hole in a netmask all addresses are one to dhcpd.
    "subnet 10.2.0.0 netmask 255.255.254.64 { range 10.2.1.20; range 10.2.0.1 10.2.0.191; }",
    // A directive of the migration assistant takes the `}` of the block it stands in.
    "host a { % } }",
    "% }",
    "subnet 10.0.0.0 netmask 255.0.0.0 { % word { a; b; } range 10.0.0.5; }",
    "group { % { { } } }",
];

/// Refused by dhcpd.
const REFUSED: &[&str] = &[
    "group n { } group n { } host a { group n; }",
    "group n { group n { } } host a { group n; }",
    "group n { } group n { deleted; min-secs 1; } group n { } group n { } host a { group n; }",
    "group n { dynamic; min-secs 1; } group n { deleted; min-secs 1; } host a { group n; }",
    "group n { dynamic; deleted; min-secs 1; }",
    "group n { host a { group n; } }",
    "class \"a\" { } class \"a\" { deleted; } subclass \"a\" \"x\";",
    "host a { dynamic; } host a { }",
    "if known { case 1: }",
    "switch (option host-name) { case \"a\": if known { case \"b\": } }",
    "switch (option host-name) { case \"a\": on commit { default: } }",
    "define fun(a) { case 1: }",
    "if known { log(); } else { }",
    "define fun(a) { log(); return a; }",
    "set x = fun(, 1);",
    "option domain-name = concat(, \"x\");",
    "omapi-port = 0:1:2;",
    "omapi-port 7911; append server.omapi-port = 0;",
    "send server.local-port = 1;",
    "key k { algorithm hmac-md5; secret abcd; } omapi-key = \"other\";",
    "ddns-update-style = 1;",
    "default server.ddns-update-style ad-hoc;",
    "subnet 10.2.0.0 netmask 255.255.254.64 { range 10.2.1.20 10.2.1.21; }",
    "subnet 10.2.0.0 netmask 255.255.254.64 { range 10.2.1.20; range 10.2.1.22; }",
    "subnet 10.2.0.0 netmask 255.255.254.64 { range 10.2.0.190 10.2.1.0; }",
    "subnet 10.0.0.0 netmask 255.0.254.0 { range 10.2.0.190 10.2.1.190; }",
    "host a { % }",
    "% = { text };",
];

/// dhcpd crashes on these.
const CRASHES: &[&str] = &[
    "if known { key k { algorithm hmac-md5; secret abcd; } option domain-name \"x\"; }",
    "if known { } else { zone a.org. { primary 192.0.2.1; } option domain-name \"x\"; }",
    "on commit { option domain-name \"x\"; db-time-format local; option domain-name \"y\"; }",
    "define f(a) { db-time-format default; return a; }",
    "subnet 10.0.0.0 netmask 255.0.0.0 { if known { db-time-format local; if known { } } }",
    "switch (option host-name) { case \"a\": db-time-format local; default: }",
];

/// As they are, but for the order or the block.
const CRASH_NOT: &[&str] = &[
    "if known { option domain-name \"x\"; key k { algorithm hmac-md5; secret abcd; } }",
    "if known { if known { db-time-format local; } option domain-name \"x\"; }",
    "host a { db-time-format local; option domain-name \"x\"; }",
    "zone a.org. { primary 192.0.2.1; } option domain-name \"x\";",
];

#[test]
fn crashes_are_foretold() {
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    let foretold = |text: &str| {
        let loader = MemoryLoader::new().with("/dhcpd.conf", text);
        let path = Path::new("/dhcpd.conf");
        let read = dhcpd_conf::read(&mut Sources::new(), &loader, path, Family::V4).unwrap();
        read.diagnostics().iter().any(|one| one.rule.id == "isc-crash")
    };
    for text in CRASHES {
        let outcome = judge(text, Family::V4);
        assert!(matches!(outcome, Outcome::Apart(Apart::Crash)), "{text}: {outcome:?}");
        assert!(foretold(text), "{text}");
    }
    for text in CRASH_NOT {
        let outcome = judge(text, Family::V4);
        assert!(matches!(outcome, Outcome::Accepted), "{text}: {outcome:?}");
        assert!(!foretold(text), "{text}");
    }
}

/// What is outside all blocks, `dhcpd -t` executes.
#[test]
fn a_label_with_nothing_behind_it_crashes_where_it_is_chosen() {
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    let found = |text: &str| {
        let loader = MemoryLoader::new().with("/dhcpd.conf", text);
        let path = Path::new("/dhcpd.conf");
        let read = dhcpd_conf::read(&mut Sources::new(), &loader, path, Family::V4).unwrap();
        assert!(read.is_loadable(), "{text}");
        read.diagnostics().iter().any(|one| one.rule.id == "isc-crash")
    };
    for chosen in
        ["switch (\"a\") { case \"a\": }", "switch (\"b\") { case \"a\": break; default: }"]
    {
        let outcome = judge(chosen, Family::V4);
        assert!(matches!(outcome, Outcome::Apart(Apart::Crash)), "{chosen}: {outcome:?}");
        assert!(found(chosen), "{chosen}");
        let other = chosen.replace("(\"a\")", "(\"c\")").replace("default: }", "case \"c\": }");
        let outcome = judge(&other, Family::V4);
        assert!(matches!(outcome, Outcome::Accepted), "{other}: {outcome:?}");
        assert!(found(&other), "{other}");
        let whole = chosen.replace(": }", ": break; }");
        let outcome = judge(&whole, Family::V4);
        assert!(matches!(outcome, Outcome::Accepted), "{whole}: {outcome:?}");
        assert!(!found(&whole), "{whole}");
    }
}

fn judge(text: &str, family: Family) -> Outcome {
    let folder = tempfile::tempdir().expect("a folder");
    samples::write_includes(folder.path());
    compare(text.as_bytes(), family, folder.path())
}

#[test]
fn traps_are_known() {
    if dhcpair_testbed::program("dhcpd").is_none() {
        return;
    }
    for text in ACCEPTED {
        let outcome = judge(text, Family::V4);
        assert!(matches!(outcome, Outcome::Accepted), "{text}: {outcome:?}");
    }
    for text in REFUSED {
        let outcome = judge(text, Family::V4);
        assert!(matches!(outcome, Outcome::Refused(_)), "{text}: {outcome:?}");
    }
    let outcome = judge("local-address6 = 1:2:3;", Family::V6);
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
}
