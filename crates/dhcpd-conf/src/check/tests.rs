//! One short text for every rule about files that load, and one in which it keeps quiet.

use std::path::Path;

use config_text::{MemoryLoader, Sources};

use crate::{Family, read};

/// The ids of what is found, without those of [`good`].
fn found(text: &str) -> Vec<String> {
    found_for(Family::V4, text)
}

fn found_for(family: Family, text: &str) -> Vec<String> {
    let loader = MemoryLoader::new().with("main.conf", text).with("/empty", "").with("empty", "");
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new("main.conf"), family).expect("a file");
    let id = |found: &config_text::Diagnostic| {
        format!("{} {}", found.phase, found.rule.id.trim_start_matches("isc-"))
    };
    config.diagnostics().iter().map(id).collect()
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    assert_eq!(found(text), expected, "{text}");
}

/// A peer without fault, with some of its statements replaced; a pool that names it; and more.
fn pair(replace: &[(&str, &str)], more: &str) -> String {
    let mut peer = "primary; address 192.0.2.1; port 647; peer address 192.0.2.2; peer port 647; \
                    mclt 1800; split 128; load balance max seconds 3;"
        .to_owned();
    for (old, new) in replace {
        assert!(peer.contains(old), "{old}");
        peer = peer.replacen(old, new, 1);
    }
    format!(
        "failover peer \"p\" {{ {peer} }} subnet 10.0.0.0 netmask 255.255.255.0 {{ \
         pool {{ failover peer \"p\"; range 10.0.0.10 10.0.0.20; }} {more} }}"
    )
}

#[test]
fn a_pair_without_fault_is_not_blamed() {
    finds(&pair(&[], ""), &[]);
    finds(&pair(&[("primary", "secondary"), ("mclt 1800;", ""), ("split 128;", "")], ""), &[]);
}

#[test]
fn endpoints_of_a_link() {
    finds(&pair(&[("address 192.0.2.1;", "")], ""), &["start peer-no-address"]);
    finds(&pair(&[("192.0.2.1", "a.example.org")], ""), &["start address-is-name"]);
    finds(&pair(&[("address 192.0.2.2", "address b.example.org")], ""), &["start address-is-name"]);
    finds(&pair(&[("port 647", "port 70000")], ""), &["runtime port-clash"]);
    finds(&pair(&[("peer port 647", "peer port -1")], ""), &["runtime port-clash"]);
    let omapi = "key k { algorithm hmac-sha256; secret YWJj; } omapi-key k; omapi-port 647; ";
    finds(&(omapi.to_owned() + &pair(&[], "")), &["runtime port-clash"]);
    finds(&pair(&[("192.0.2.2", "192.0.2.1")], ""), &["runtime same-endpoint"]);
    finds(&pair(&[("192.0.2.2", "192.0.2.1"), ("peer port 647", "peer port 847")], ""), &[]);
}

#[test]
fn roles_and_balance() {
    finds(&pair(&[("primary;", "")], ""), &["runtime role-missing"]);
    finds(
        &pair(&[("primary", "secondary"), ("split 128;", "")], ""),
        &["runtime mclt-on-secondary"],
    );
    let hba = "00:".repeat(15) + "00";
    let hba = format!("split 128; hba {hba}:{hba};").replace("hba 00", "hba 01");
    finds(&pair(&[("split 128;", &hba)], ""), &["runtime split-uneven", "runtime hba-and-split"]);
    finds(&pair(&[("load balance max seconds 3;", "")], ""), &["runtime load-balance-off"]);
    finds(&pair(&[("seconds 3", "seconds 0")], ""), &["runtime load-balance-off"]);
    finds(&pair(&[("split 128", "split 0")], ""), &["runtime load-balance-only"]);
    finds(&pair(&[("split 128", "split 256")], ""), &["runtime load-balance-only"]);
    finds(&pair(&[("split 128", "split 255")], ""), &["runtime split-uneven"]);
    finds(&pair(&[("split 128", "split 95")], ""), &["runtime split-uneven"]);
    finds(&pair(&[("split 128", "split 160")], ""), &[]);
}

#[test]
fn times_of_a_peer() {
    finds(&pair(&[("1800", "299")], ""), &["runtime mclt-extreme"]);
    finds(&pair(&[("1800", "3601")], ""), &["runtime mclt-extreme"]);
    finds(&pair(&[("1800", "3600")], ""), &[]);
    finds(&pair(&[("1800;", "1800; auto-partner-down 60;")], ""), &["runtime auto-partner-down"]);
    finds(&pair(&[("1800;", "1800; auto-partner-down 0;")], ""), &[]);
    finds(&pair(&[("1800;", "1800; max-response-delay 9;")], ""), &["runtime timers-tight"]);
    finds(&pair(&[("1800;", "1800; max-response-delay 10;")], ""), &[]);
}

#[test]
fn ranges_that_failover_does_not_reach() {
    finds(&pair(&[], "range 10.0.0.30;"), &["runtime bare-range"]);
    finds("subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.30; }", &[]);
    finds(&pair(&[], "pool { range 10.0.0.30; }"), &["runtime mixed-network"]);
    finds(&pair(&[], "pool { range 10.0.0.30; failover peer \"p\"; }"), &[]);
    let bootp = "pool { range dynamic-bootp 10.0.0.30; failover peer \"p\"; }";
    finds(&pair(&[], bootp), &["runtime bootp-range"]);
}

#[test]
fn addresses_that_are_there_twice() {
    let net = "subnet 10.0.0.0 netmask 255.255.255.0 { }";
    finds(&format!("{net} {net}"), &["runtime subnet-twice"]);
    finds(
        &format!("{net} subnet 10.0.0.128 netmask 255.255.255.128 {{ }}"),
        &["runtime subnet-twice"],
    );
    finds(
        &format!("subnet 10.0.0.128 netmask 255.255.255.128 {{ }} {net}"),
        &["runtime subnet-twice"],
    );
    finds(&format!("{net} subnet 10.0.1.0 netmask 255.255.255.0 {{ }}"), &[]);
    let ranged = "subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.0.10 10.0.0.20; }";
    finds(&format!("{ranged} host h {{ fixed-address 10.0.0.20; }}"), &["runtime host-in-range"]);
    finds(&format!("{ranged} host h {{ fixed-address 10.0.0.9, 10.0.0.21; }}"), &[]);
}

#[test]
fn addresses_that_no_client_may_have() {
    let net = |range: &str, more: &str| {
        format!("subnet 10.0.0.0 netmask 255.255.255.0 {{ range {range}; {more} }}")
    };
    let special = &["runtime special-address-in-range"];
    finds(&net("10.0.0.0 10.0.0.9", ""), special);
    finds(&net("10.0.0.250 10.0.0.255", ""), special);
    finds(&net("10.0.0.1 10.0.0.254", ""), &[]);
    finds(&net("10.0.0.1 10.0.0.9", "option routers 10.0.0.10, 10.0.0.9;"), special);
    finds(&net("10.0.0.1 10.0.0.9", "option routers 10.0.0.10;"), &[]);
    let outer = format!("option routers 10.0.0.5; {}", net("10.0.0.1 10.0.0.9", ""));
    finds(&outer, special);
    let inner = net("10.0.0.1 10.0.0.9", "option routers 10.0.0.10;");
    finds(&format!("option routers 10.0.0.5; {inner}"), &[]);
    finds("subnet 10.0.0.0 netmask 255.255.255.254 { range 10.0.0.0 10.0.0.1; }", &[]);
    finds(&pair(&[("192.0.2.2", "10.0.0.15")], ""), special);
}

#[test]
fn hosts_that_are_the_same_client() {
    let net = "subnet 10.0.0.0 netmask 255.255.255.0 { } subnet 10.1.0.0 netmask 255.255.255.0 { }";
    let hosts = |one: &str, other: &str| {
        let mac = "hardware ethernet 0:1:2:3:4:5;";
        format!("{net} host a {{ {mac} {one} }} host b {{ {mac} {other} }}")
    };
    let twice = &["runtime hardware-twice"];
    finds(&hosts("", ""), twice);
    finds(&hosts("fixed-address 10.0.0.1;", "fixed-address 10.0.0.2;"), twice);
    finds(&hosts("fixed-address 10.0.0.1;", "fixed-address 10.1.0.1;"), &[]);
    finds(&hosts("fixed-address 10.0.0.1;", ""), &[]);
    finds(&hosts("fixed-address a.example.org;", "fixed-address a.example.org;"), &[]);
    finds("host a { uid \"x\"; } host b { uid 78; }", twice);
    finds("host a { uid \"x\"; } host b { uid \"y\"; }", &[]);
    finds("host a { hardware ethernet 1:2; } host b { hardware fddi 1:2; }", &[]);
    finds("host a { hardware ethernet 1:2; } host b { hardware ethernet 01:02; }", twice);
}

#[test]
fn subnets_that_ignore_who_boots() {
    let wire = |one: &str, other: &str| {
        format!(
            "shared-network n {{ subnet 10.0.0.0 netmask 255.255.255.0 {{ {one} }} \
             subnet 10.1.0.0 netmask 255.255.255.0 {{ {other} }} }}"
        )
    };
    let starves = &["runtime ignored-booting-starves"];
    finds(&wire("ignore booting; range 10.0.0.5;", "range 10.1.0.5;"), starves);
    finds(&wire("deny booting; pool { range 10.0.0.5; }", ""), starves);
    finds(&wire("pool { ignore booting; range 10.0.0.5; }", ""), starves);
    finds(&wire("ignore booting;", "range 10.1.0.5;"), &[]);
    finds(&wire("allow booting; range 10.0.0.5;", ""), &[]);
    let deaf = wire("ignore booting; range 10.0.0.5;", "");
    finds(&deaf.replacen('{', "{ deny booting;", 1), &[]);
    finds("subnet 10.0.0.0 netmask 255.255.255.0 { ignore booting; range 10.0.0.5; }", &[]);
}

#[test]
fn promises_of_a_pair() {
    let with = |more: &str| more.to_owned() + &pair(&[], "");
    finds(&with("dont-use-fsync true; "), &["runtime weak-commit"]);
    finds(&with("delayed-ack 8; "), &["runtime weak-commit"]);
    finds(&with("dont-use-fsync false; delayed-ack 0; "), &[]);
    finds("dont-use-fsync true; delayed-ack 8;", &[]);
    finds(&with("class \"c\" { match if known; lease limit 4; } "), &["runtime class-limit-local"]);
    finds(&with("class \"c\" { spawn with hardware; } "), &["runtime class-limit-local"]);
    finds("class \"c\" { spawn with hardware; lease limit 4; }", &[]);
    let odd = &["runtime lease-times-odd"];
    finds(&with("default-lease-time 7200; max-lease-time 3600; "), odd);
    finds(&with("default-lease-time 100000; "), odd);
    finds(&with("default-lease-time 1799; "), odd);
    finds(&with("max-lease-time infinite; "), odd);
    finds(&with("adaptive-lease-time-threshold 80; "), odd);
    finds(&with("default-lease-time 3600; max-lease-time 7200; "), &[]);
    finds("default-lease-time infinite; adaptive-lease-time-threshold 80;", &[]);
}

#[test]
fn pools_that_are_closed() {
    let pool = |permits: &str| {
        format!("subnet 10.0.0.0 netmask 255.255.255.0 {{ pool {{ range 10.0.0.9; {permits} }} }}")
    };
    finds(&pool("deny all clients;"), &["runtime denied-pool-naks"]);
    finds(&pool("deny known-clients; deny unknown clients;"), &["runtime denied-pool-naks"]);
    finds(&pool("deny unknown-clients; allow all clients;"), &[]);
}

#[test]
fn hosts_that_let_a_message_end_the_server() {
    let host = |statement: &str| format!("subnet6 2001:db8::/64 {{ }} host h {{ {statement} }}");
    let six = |statement: &str| found_for(Family::V6, &host(statement));
    assert_eq!(six("uid 1:2;"), ["runtime uid-crash"]);
    assert_eq!(six("option dhcp-client-identifier 1:2;"), ["runtime uid-crash"]);
    assert_eq!(six("host-identifier option dhcp6.client-id 1:2;"), [""; 0]);
    assert_eq!(six("hardware ethernet 0:1:2:3:4:5;"), [""; 0]);
    // What is set for everybody, and for DHCPv4, is no such identifier.
    let text = "option dhcp-client-identifier 1:2; subnet6 2001:db8::/64 { }";
    assert_eq!(found_for(Family::V6, text), [""; 0]);
    finds("host h { uid 1:2; } subnet 10.0.0.0 netmask 255.255.255.0 { }", &[]);
}

#[test]
fn the_management_port_needs_a_strong_key() {
    finds("omapi-port 7911;", &["runtime omapi-open"]);
    let key = |algorithm: &str| {
        format!("key k {{ algorithm {algorithm}; secret YWJj; }} omapi-key k; omapi-port 7911;")
    };
    finds(&key("hmac-sha256"), &[]);
    finds(&key("HMAC-MD5.SIG-ALG.REG.INT."), &["runtime omapi-open"]);
}

#[test]
fn traps_of_the_language() {
    finds("include \"/empty\";", &[]);
    finds("include \"empty\";", &["runtime include-relative"]);
    finds("default-lease-time 0600;", &["runtime octal-number"]);
    finds("default-lease-time 007; min-lease-time 0x10; max-lease-time 0;", &[]);
    finds("authoritative;\u{0} min-secs 1;", &["runtime nul-byte"]);
    finds("key k { algorithm a; secret \"\"; }", &["runtime key-incomplete"]);
    finds(
        &(pair(&[], "") + " failover peer \"p\" state { my state normal; }"),
        &["runtime untyped-statement"],
    );
}

#[test]
fn a_large_file_is_judged_as_a_small_one() {
    // A fault for each thread: two hosts that are one client, and a subnet that is there twice.
    let wrong = "host a { uid \"x\"; } host b { uid 78; } subnet 10.0.0.0 netmask 255.255.255.0 { } \
                 subnet 10.0.0.0 netmask 255.255.255.0 { }";
    let small = found(wrong);
    assert_eq!(small.len(), 2, "{small:?}");
    let hosts: String = (0..=super::LARGE).map(|at| format!("host h{at} {{ }}\n")).collect();
    assert_eq!(found(&(hosts + wrong)), small);
}
