//! Declarations, and what stands in them.

use dhcpd_conf::Family;

use crate::{Example, all_known};

const PEER: &str =
    "failover peer \"p\" { address 192.0.2.1; peer address 192.0.2.2; mclt 600; split 128; }";

#[rustfmt::skip]
const DECLARATIONS: &[Example] = &[
    ("include \"included.conf\";", "include included.conf"),
    ("group { include \"included.conf\"; }", "option min-secs 1"),
    ("shared-network a { subnet 192.0.2.0 netmask 255.255.255.0 { } }", "shared-network a"),
    ("shared-network \"a b\" { subnet 192.0.2.0 netmask 255.255.255.0 { } }", "shared-network a b"),
    ("subnet 192.0.2.0 netmask 255.255.255.0 { }", "subnet 192.0.2.0/24"),
    ("subnet 192.0.2.0 netmask 255.255.255.0 { pool { range 192.0.2.9; } }", "pool"),
    ("subnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.9 192.0.2.5; }", "range 192.0.2.5 192.0.2.9"),
    ("subnet 192.0.2.0 netmask 255.255.255.0 { range dynamic-bootp 192.0.2.5; }", "range dynamic-bootp 192.0.2.5 192.0.2.5"),
    ("subnet 192.0.2.0 netmask 255.255.255.0 { interface \"eth0\"; }", "option interface \"eth0\""),
    ("host a { }", "host a"),
    ("host a.example.org { }", "host a.example.org"),
    ("host 17 { }", "host 17"),
    ("group { }", "group"),
    ("group named { }", "group named"),
    ("group \"a b\" { }", "group a b"),
    ("group { dynamic; min-secs 1; }", "option dynamic true"),
    ("group { static; min-secs 1; }", "option static true"),
    ("group { deleted; min-secs 1; }", "option deleted true"),
    ("class \"c\" { }", "class c"),
    ("class \"c\" { } vendor-class \"c\" { }", "class c"),
    ("class \"c\" { } user-class \"c\" { }", "class c"),
    ("class \"c\" { match hardware; } subclass \"c\" 1:2:a;", "subclass c 01:02:0a"),
    ("class \"c\" { match hardware; } subclass \"c\" \"x\" { min-secs 1; }", "subclass c \"x\""),
    ("authoritative;", "option authoritative true"),
    ("not authoritative;", "option authoritative false"),
    ("server-identifier 192.0.2.1;", "option dhcp-server-identifier 192.0.2.1"),
    ("server-duid ll;", "option server-duid ll"),
    ("lease-id-format octal;", "option lease-id-format octal"),
    ("db-time-format local;", "option db-time-format local"),
    ("key k { algorithm hmac-sha256; secret c2VjcmV0; }", "key k"),
    ("key \"k\" { secret \"c2VjcmV0\"; algorithm HMAC-MD5.SIG-ALG.REG.INT; };", "key k"),
    ("zone example.org { primary 192.0.2.1, ns.example.org; secondary 192.0.2.2; }", "zone example.org."),
    ("key k { algorithm hmac-md5; secret abcd; } zone example.org. { primary 192.0.2.1; key k; }", "zone example.org."),
    ("zone example.org. { primary6 2001:db8::1; secondary6 2001:db8::2; }", "zone example.org."),
    ("% anything;", "option % anything"),
    ("option space s;", "root"),
    ("option space s code width 2 length width 2 hash size 5; option s.o code 300 = text;", "definition s.o 300 text"),
];

/// Failover: `{}` is a peer.
#[rustfmt::skip]
const FAILOVER: &[Example] = &[
    ("{} subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } }", "failover peer p Primary"),
    ("{} subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } }", "failover peer of a pool"),
    ("{} shared-network n { failover peer \"p\"; subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } } }", "failover peer of a network, explicit true"),
    ("shared-network n { {} subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } } }", "failover peer p Primary"),
    ("{} failover peer \"p\" state { my state normal; partner state recover at 1 2024/01/01 10:00:00; } subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } }", "failover peer of a pool"),
    ("{} subnet 192.0.2.0 netmask 255.255.255.0 { pool { failover peer \"p\"; range 192.0.2.9; } pool { no failover peer range 192.0.2.10; } }", "range 192.0.2.10 192.0.2.10"),
];

/// Statements of a host: `host h { ... }`.
#[rustfmt::skip]
const HOSTS: &[Example] = &[
    ("hardware ethernet 0:1:2:3:4:a;", "hardware ethernet 00:01:02:03:04:0a"),
    ("hardware token-ring 1;", "hardware token-ring 01"),
    ("hardware fddi 1;", "hardware fddi 01"),
    ("hardware infiniband 1;", "hardware infiniband 01"),
    ("hardware unknown-32 1;", "hardware unknown-32 01"),
    ("fixed-address 192.0.2.1;", "fixed V4(192.0.2.1)"),
    ("fixed-address 192.0.2.1, host.example.org;", "fixed Name(\"host.example.org\")"),
    ("fixed-address6 2001:db8::1;", "fixed V6(2001:db8::1)"),
    ("fixed-prefix6 2001:db8::/48;", "fixed-prefix6 2001:db8::/48"),
    ("uid \"name\";", "uid \"name\""),
    ("uid 1:2:ff;", "uid 01:02:ff"),
    ("host-identifier option agent.circuit-id \"x\";", "Option { option: \"agent.circuit-id\", value: \"\\\"x\\\"\" }"),
    ("dynamic;", "host dynamic"),
    ("deleted;", "host deleted"),
    ("group g;", "host in the group g"),
    ("group \"g\";", "host in the group g"),
    ("class \"c\" { }", "class c"),
    ("filename \"f\";", "option filename \"f\""),
];

/// Permits of a pool.
#[rustfmt::skip]
const PERMITS: &[Example] = &[
    ("allow known-clients;", "permit allow known-clients"),
    ("deny known clients;", "permit deny known-clients"),
    ("allow unknown-clients;", "permit allow unknown-clients"),
    ("deny unknown clients;", "permit deny unknown-clients"),
    ("allow authenticated clients;", "permit allow authenticated clients"),
    ("deny unauthenticated clients;", "permit deny unauthenticated clients"),
    ("deny all clients;", "permit deny all clients"),
    ("allow dynamic bootp clients;", "permit allow dynamic bootp clients"),
    ("allow members of \"c\";", "permit allow members of \"c\""),
    ("deny after 4 2030/01/31 12:00:00;", "permit deny after epoch 1896091200"),
    ("allow after epoch 1896091200;", "permit allow after epoch 1896091200"),
    ("allow after never;", "permit allow after never"),
];

/// Statements of a class.
#[rustfmt::skip]
const CLASSES: &[Example] = &[
    ("match if known;", "match if known"),
    ("match hardware;", "match hardware"),
    ("spawn with option agent.circuit-id;", "spawn with option agent.circuit-id"),
    ("match hardware; lease limit 4;", "lease limit 4"),
    ("dynamic;", "option dynamic true"),
    ("deleted;", "option deleted true"),
    ("min-secs 2;", "option min-secs 2"),
];

#[rustfmt::skip]
const SIX: &[Example] = &[
    ("subnet6 2001:db8::/64 { }", "subnet6 2001:db8::/64"),
    ("shared-network n { subnet6 2001:db8::/64 { } }", "shared-network n"),
    ("subnet6 2001:db8::/64 { pool6 { range6 2001:db8::1 2001:db8::9; } }", "pool6"),
    ("subnet6 2001:db8::/64 { range6 2001:db8::1 2001:db8::9; }", "range6 2001:db8::1 2001:db8::9"),
    ("subnet6 2001:db8::/64 { range6 2001:db8::/80; }", "range6 2001:db8:: 2001:db8::ffff:ffff:ffff"),
    ("subnet6 2001:db8::/64 { range6 2001:db8::/80 temporary; }", "range6 2001:db8:: 2001:db8::ffff:ffff:ffff temporary"),
    ("subnet6 2001:db8::/64 { range6 2001:db8:: temporary; }", "range6 2001:db8:: 2001:db8::ffff:ffff:ffff:ffff temporary"),
    ("subnet6 2001:db8::/64 { prefix6 2001:db8:100:: 2001:db8:1ff:: /48; }", "prefix6 2001:db8:100:: 2001:db8:1ff:: /48"),
    ("subnet6 2001:db8::/64 { pool6 { range6 2001:db8::1 2001:db8::9; deny unknown-clients; } }", "permit deny unknown-clients"),
    ("subnet6 2001:db8::/64 { interface \"eth0\"; }", "option interface \"eth0\""),
    ("server-duid llt;", "option server-duid llt"),
    ("server-duid llt ethernet 100 0:1:2:3:4:5;", "option server-duid llt ethernet 100 0 : 1 : 2 : 3 : 4 : 5"),
    ("server-duid en 2495 \"x\";", "option server-duid en 2495 \"x\""),
    ("server-duid ll fddi 0:1;", "option server-duid ll fddi 0 : 1"),
    ("server-duid 7 \"x\";", "option server-duid 7 \"x\""),
    ("host h { host-identifier option dhcp6.client-id 0:1; fixed-address6 2001:db8::1; }", "Option { option: \"dhcp6.client-id\", value: \"00:01\" }"),
    ("host h { host-identifier v6relopt 1 dhcp6.interface-id \"x\"; }", "RelayOption { relays: 1, option: \"dhcp6.interface-id\", value: \"\\\"x\\\"\" }"),
    ("host h { fixed-prefix6 2001:db8::/48; }", "fixed-prefix6 2001:db8::/48"),
    ("group { option dhcp6.preference 1; }", "option dhcp6.preference 1"),
    ("class \"c\" { match if exists dhcp6.oro; }", "match if exists dhcp6.oro"),
    ("prefix-length-mode exact;", "option prefix-length-mode exact"),
];

fn in_block(examples: &[Example], before: &str, behind: &str) {
    for (text, kind) in examples {
        let text = format!("{before} {text} {behind}");
        all_known(&[(text.leak(), kind)], Family::V4);
    }
}

#[test]
fn declarations_are_known() {
    all_known(DECLARATIONS, Family::V4);
}

#[test]
fn failover_is_known() {
    for (text, kind) in FAILOVER {
        let text = text.replace("{}", PEER);
        all_known(&[(text.leak(), kind)], Family::V4);
    }
}

#[test]
fn statements_of_hosts_pools_and_classes_are_known() {
    in_block(HOSTS, "group g { } host h {", "}");
    let pool = "class \"c\" { } subnet 192.0.2.0 netmask 255.255.255.0 { pool { range 192.0.2.9;";
    in_block(PERMITS, pool, "} }");
    in_block(CLASSES, "class \"c\" {", "}");
}

#[test]
fn declarations_of_dhcpv6_are_known() {
    all_known(SIX, Family::V6);
}

/// The lease file and the client have statements of their own, which dhcpd refuses here.
#[test]
fn statements_of_other_files_are_named() {
    let others = [
        "lease 192.0.2.1 { }",
        "ia-na \"x\" { }",
        "ia-ta \"x\" { }",
        "ia-pd \"x\" { }",
        "authoring-byte-order little-endian;",
        "request subnet-mask;",
        "timeout 60;",
        "alias { }",
    ];
    for text in others {
        let loader = config_text::MemoryLoader::new().with("dhcpd.conf", text);
        let mut sources = config_text::Sources::new();
        let path = std::path::Path::new("dhcpd.conf");
        let config = dhcpd_conf::read(&mut sources, &loader, path, Family::V4).expect("a file");
        let first = config.diagnostics().first().expect("a finding");
        assert_eq!(first.rule.id, "isc-misplaced", "{text}");
    }
}
