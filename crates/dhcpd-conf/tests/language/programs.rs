//! Options, executable statements and expressions.

use dhcpd_conf::Family;

use crate::{Example, all_known};

#[rustfmt::skip]
const OPTIONS: &[Example] = &[
    ("option routers 192.0.2.1, gw.example.org;", "option routers 192.0.2.1, gw.example.org"),
    ("option DHCP.Routers 192.0.2.1;", "option routers 192.0.2.1"),
    ("option unknown-250 1:2;", "option unknown-250 01:02"),
    ("supersede domain-name \"a\";", "option domain-name \"a\""),
    ("default domain-name \"a\";", "default domain-name \"a\""),
    ("prepend domain-name \"a\";", "prepend domain-name \"a\""),
    ("append domain-name \"a\";", "append domain-name \"a\""),
    ("send domain-name \"a\";", "send domain-name \"a\""),
    ("option domain-name = pick(\"x\");", "option domain-name = pick-first-value(\"x\")"),
    ("option domain-name = concat(\"a\", option host-name);", "option domain-name = concat(\"a\", option host-name)"),
    ("option o code 224 = boolean; option o true;", "definition o 224 boolean"),
    ("option o code 224 = integer 8; option o -5;", "definition o 224 integer 8"),
    ("option o code 224 = signed integer 16; option o -5;", "definition o 224 integer 16"),
    ("option o code 224 = unsigned integer 32; option o 5;", "definition o 224 unsigned integer 32"),
    ("option o code 224 = ip-address; option o 192.0.2.1;", "definition o 224 ip-address"),
    ("option o code 224 = ip6-address; option o 2001:db8::1;", "definition o 224 ip6-address"),
    ("option o code 224 = text; option o \"x\";", "definition o 224 text"),
    ("option o code 224 = string; option o 1:2;", "definition o 224 string"),
    ("option o code 224 = domain-name; option o a.example.org;", "definition o 224 domain-name"),
    ("option o code 224 = domain-list; option o \"a.org\", \"b.org\";", "definition o 224 domain-list"),
    ("option o code 224 = domain-list compressed; option o \"a.org\";", "definition o 224 domain-list compressed"),
    ("option o code 224 = zerolen; option o;", "definition o 224 zerolen"),
    ("option space s; option o code 224 = encapsulate s;", "definition o 224 encapsulate s"),
    ("option o code 224 = array of integer 8; option o 1, 2;", "definition o 224 array of integer 8"),
    ("option o code 224 = { ip-address, text }; option o 192.0.2.1 \"x\";", "definition o 224 { ip-address, text }"),
    ("option o code 224 = array of { ip-address, integer 8 }; option o 192.0.2.1 1, 192.0.2.2 2;", "definition o 224 array of { ip-address, integer 8 }"),
    ("option o code 224 = { boolean, array of ip-address }; option o on 192.0.2.1, 192.0.2.2;", "definition o 224 { boolean, array of ip-address }"),
    ("option subnet-mask code 1 = text; option subnet-mask \"x\";", "definition subnet-mask 1 text"),
];

/// Words of `allow`, `deny` and `ignore` with the parameter that they set.
const PERMISSIONS: &[(&str, &str)] = &[
    ("bootp", "allow-bootp"),
    ("booting", "allow-booting"),
    ("dynamic-bootp", "dynamic-bootp"),
    ("unknown-clients", "boot-unknown-clients"),
    ("duplicates", "duplicates"),
    ("declines", "declines"),
    ("client-updates", "client-updates"),
    ("leasequery", "leasequery"),
];

#[rustfmt::skip]
const STATEMENTS: &[Example] = &[
    ("if known { min-secs 1; }", "program if known { min-secs 1; }"),
    ("if (known) { } elsif static { } else if exists host-name { } else { }", "program if known { } else if static { } else if exists host-name { } else { }"),
    ("switch (option host-name) { case \"a\": min-secs 1; break; default: min-secs 2; }", "program switch (option host-name) { case \"a\": min-secs 1; break; default: min-secs 2; }"),
    ("group { switch (extract-int(hardware, 8)) { case 1: case 2: min-secs 1; } }", "program switch (extract-int(hardware, 8)) { case 1: case 2: min-secs 1; }"),
    ("on commit { min-secs 1; }", "program on commit { min-secs 1; }"),
    ("on expiry or release { }", "program on expiry or release { }"),
    ("on transmission;", "program on transmission"),
    ("set v = \"x\";", "program set v = \"x\""),
    ("define v = 1;", "program define v = 01"),
    ("set fun(one, two) { return one; }", "program set fun (one, two) { return one; }"),
    ("define fun() { return \"x\"; }", "program define fun () { return \"x\"; }"),
    ("unset v;", "program unset v"),
    ("eval lcase(\"x\");", "program eval lcase(\"x\")"),
    ("define fun(one) { return one; } fun(\"x\");", "program fun (\"x\")"),
    ("return \"x\";", "program return \"x\""),
    ("break;", "program break"),
    ("class \"c\" { } group { add \"c\"; }", "program add \"c\""),
    ("log(\"x\");", "program log (\"x\")"),
    ("log(error, \"x\");", "program log (error, \"x\")"),
    ("log(debug, \"x\");", "program log (debug, \"x\")"),
    ("log(info, \"x\");", "program log (info, \"x\")"),
    ("group { log(fatal, \"x\"); }", "program log (fatal, \"x\")"),
    ("on commit { execute(\"/bin/true\", \"x\", option host-name); }", "program on commit { execute(\"/bin/true\", \"x\", option host-name); }"),
    ("parse-vendor-option;", "program parse-vendor-option"),
    ("if known { key k { algorithm hmac-md5; secret abcd; } }", "key k"),
    ("if known { zone example.org { primary 192.0.2.1; } }", "zone example.org."),
    ("if known { deny booting; option host-name \"x\"; db-time-format default; }", "program if known { allow-booting false; option host-name \"x\"; db-time-format default; }"),
];

/// Conditions, each in `if ... { }`.
#[rustfmt::skip]
const CONDITIONS: &[&str] = &[
    "check \"default\"", "not known", "exists host-name", "exists agent.circuit-id", "known", "static",
    "option host-name = \"x\"", "option host-name != \"x\"", "option host-name ~= \"x\"", "option host-name ~~ \"x\"",
    "known and static", "known or static and exists host-name", "not (known or static)", "variable",
    "fun(\"x\", 01:02)", "defined(variable)", "lease-time = 5", "client-state = booting",
];

/// Data, each in `option domain-name = ...;`.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "substring(hardware, 1, 6)", "suffix(hardware, 6)", "lcase(\"X\")", "ucase(\"x\")", "concat(\"a\", 01:02, \"c\")",
    "reverse(1, hardware)", "binary-to-ascii(16, 8, \":\", hardware)", "encode-int(5, 8)", "encode-int(5, 16)",
    "encode-int(5, 32)", "pick-first-value(option host-name, \"x\")", "option host-name",
    "config-option host-name", "hardware", "packet(0, 4)", "filename", "server-name", "leased-address",
    "host-decl-name", "gethostname()", "v6relay(1, option dhcp6.interface-id)", "null",
    "variable", "fun(\"x\")", "gethostbyname(\"localhost\")", "option server.max-lease-time",
];

/// Numbers, each in `set v = ...;`.
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "extract-int(hardware, 8)", "extract-int(hardware, 16)", "extract-int(hardware, 32)", "lease-time", "client-state",
    "lease-time + 1", "lease-time * 2", "lease-time / 2", "lease-time % 2", "lease-time & 1", "lease-time | 1",
    "lease-time ^ 1", "(lease-time + 1) * 2", "noerror", "formerr", "servfail", "nxdomain", "notimp", "refused", "yxdomain",
    "yxrrset", "nxrrset", "notauth", "notzone", "booting", "reboot", "select", "request", "bound", "renew", "rebind",
];

#[test]
fn options_and_their_definitions_are_known() {
    all_known(OPTIONS, Family::V4);
    all_known(OPTIONS, Family::V6);
}

#[test]
fn permissions_are_known() {
    for (word, parameter) in PERMISSIONS {
        for (verb, value) in [("allow", "true"), ("deny", "false"), ("ignore", "ignore")] {
            let (text, kind) = (format!("{verb} {word};"), format!("option {parameter} {value}"));
            all_known(&[(text.leak(), kind.leak())], Family::V4);
        }
    }
}

#[test]
fn executable_statements_are_known() {
    all_known(STATEMENTS, Family::V4);
    all_known(STATEMENTS, Family::V6);
}

#[test]
fn expressions_are_known() {
    let each = |expressions: &[&str], text: &str, kind: &str| {
        for expression in expressions {
            let text = text.replace('@', expression);
            let kind = kind.replace('@', expression);
            all_known(&[(text.leak(), kind.leak())], Family::V4);
        }
    };
    each(CONDITIONS, "group { if @ { } }", "program if @ { }");
    each(DATA, "group { option domain-name = @; }", "option domain-name = @");
    each(NUMBERS, "group { set v = @; }", "program set v = @");
}
