//! One short text for every rule about files that load, and one in which it keeps quiet.

use std::path::Path;

use config_text::{MemoryLoader, Sources};

use crate::{Family, read};

/// The ids of what is found, without those of [`good`].
fn found(text: &str) -> Vec<String> {
    let loader = MemoryLoader::new().with("main.conf", text).with("/empty", "").with("empty", "");
    let mut sources = Sources::new();
    let config = read(&mut sources, &loader, Path::new("main.conf"), Family::V4).expect("a file");
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
    finds(&pair(&[("split 128;", &hba)], ""), &["runtime hba-and-split"]);
    finds(&pair(&[("load balance max seconds 3;", "")], ""), &["runtime load-balance-off"]);
    finds(&pair(&[("seconds 3", "seconds 0")], ""), &["runtime load-balance-off"]);
    finds(&pair(&[("split 128", "split 0")], ""), &["runtime load-balance-only"]);
    finds(&pair(&[("split 128", "split 256")], ""), &["runtime load-balance-only"]);
    finds(&pair(&[("split 128", "split 255")], ""), &[]);
}

#[test]
fn times_of_a_peer() {
    finds(&pair(&[("1800", "299")], ""), &["runtime mclt-extreme"]);
    finds(&pair(&[("1800", "3601")], ""), &["runtime mclt-extreme"]);
    finds(&pair(&[("1800", "3600")], ""), &[]);
    finds(&pair(&[("1800;", "1800; auto-partner-down 60;")], ""), &["runtime auto-partner-down"]);
    finds(&pair(&[("1800;", "1800; auto-partner-down 0;")], ""), &[]);
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
fn pools_that_are_closed() {
    let pool = |permits: &str| {
        format!("subnet 10.0.0.0 netmask 255.255.255.0 {{ pool {{ range 10.0.0.9; {permits} }} }}")
    };
    finds(&pool("deny all clients;"), &["runtime denied-pool-naks"]);
    finds(&pool("deny known-clients; deny unknown clients;"), &["runtime denied-pool-naks"]);
    finds(&pool("deny unknown-clients; allow all clients;"), &[]);
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
