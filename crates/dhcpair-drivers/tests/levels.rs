//! Differences that weigh more or less by what the thing is used for.

use std::path::Path;

use config_text::{MemoryLoader, Severity, Sources};
use dhcpair_drivers::{Reading, isc, kea};
use failover_model::{Freshness, Knowledge, Observation, ServerName, Vendor, drift, pairing};

const ADDRESSES: [&str; 2] = ["192.0.2.11", "192.0.2.12"];

fn observed(side: usize, vendor: Vendor, reading: Reading) -> Observation {
    let broken = reading.diagnostics.iter().find(|one| one.severity == Severity::Error);
    assert!(broken.is_none() && reading.incomplete.is_none(), "{broken:?}");
    Observation {
        server: ServerName::new(["a", "b"][side]),
        vendor,
        addresses: vec![ADDRESSES[side].to_owned()],
        freshness: Freshness::Files,
        version: None,
        configs: Knowledge::Known(vec![reading.config]),
        bases: Vec::new(),
        running: Knowledge::unknown("files"),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown("its files were not looked at"),
    }
}

/// The rules and levels of what differs.
fn levels(both: [Observation; 2]) -> Vec<(&'static str, Severity)> {
    let relationships = pairing::pair(&both, &[]);
    let found = drift::compare(&both, &relationships, &[]);
    assert!(found.unread.is_empty(), "{:?}", found.unread);
    found.differences.iter().map(|one| (one.rule.id, one.severity)).collect()
}

/// Two dhcpd servers with a pool, and what each says besides.
fn dhcpd(permit: &str, says: [&str; 2]) -> Vec<(&'static str, Severity)> {
    let server = |side: usize| {
        let role = ["primary; mclt 1800; split 128", "secondary"][side];
        let (own, partner) = (ADDRESSES[side], ADDRESSES[1 - side]);
        let text = format!(
            "failover peer \"p\" {{ {role}; address {own}; peer address {partner};
                                 load balance max seconds 3; }}
             class \"phones\" {{ match if exists user-class; }}
             class \"lines\" {{ match hardware; }}
             {}
             subnet 10.0.0.0 netmask 255.255.255.0 {{
               pool {{ {permit} failover peer \"p\"; range 10.0.0.10 10.0.0.99; }}
             }}
             subnet 10.0.1.0 netmask 255.255.255.0 {{
               pool {{ failover peer \"p\"; range 10.0.1.10 10.0.1.99; }}
             }}",
            says[side]
        );
        let (path, mut sources) = (Path::new("/dhcpd.conf"), Sources::new());
        let loader = MemoryLoader::new().with(path, text.as_str());
        let mut reading =
            isc::read(&mut sources, &loader, path, false, isc::Build::DEBIAN).unwrap();
        reading.diagnostics.retain(|one| one.phase == config_text::Phase::Load);
        observed(side, Vendor::Isc, reading)
    };
    levels([server(0), server(1)])
}

#[test]
fn a_class_of_dhcpd_weighs_more_where_a_pool_asks_for_it() {
    let says = ["", "class \"phones\" { filename \"b\"; }"];
    assert_eq!(dhcpd("", says), [("isc-class-differs", Severity::Warning)]);
    let asking = "allow members of \"phones\";";
    assert_eq!(dhcpd(asking, says), [("isc-class-differs", Severity::Error)]);
    // Another class is asked for.
    assert_eq!(
        dhcpd("deny members of \"lines\";", says),
        [("isc-class-differs", Severity::Warning)]
    );
    let limited = ["", "class \"phones\" { lease limit 4; }"];
    assert_eq!(dhcpd("", limited), [("isc-class-differs", Severity::Error)]);
}

#[test]
fn a_member_of_a_class_weighs_as_the_class() {
    let says = ["subclass \"lines\" 1:2:0:0:0:0:1;", ""];
    assert_eq!(dhcpd("", says), [("isc-class-differs", Severity::Warning)]);
    let asking = "deny members of \"lines\";";
    assert_eq!(dhcpd(asking, says), [("isc-class-differs", Severity::Error)]);
}

#[test]
fn a_host_weighs_more_where_a_pool_asks_who_is_known() {
    let host = "host h { hardware ethernet 2:0:0:0:0:1; fixed-address 10.0.0.200; }";
    for known in ["deny unknown-clients;", "allow known-clients;", "deny known clients;"] {
        assert_eq!(dhcpd(known, ["", host]), [("isc-host-differs", Severity::Error)], "{known}");
        let other = host.replace("0:1;", "0:2;");
        let found = dhcpd(known, [host, &other]);
        assert_eq!(found, [("isc-host-differs", Severity::Error)], "{known}");
        // Both know the client, and give it another address.
        let other = host.replace(".200;", ".201;");
        let found = dhcpd(known, [host, &other]);
        assert_eq!(found, [("isc-host-differs", Severity::Warning)], "{known}");
    }
    // The pools of its own wire do not ask.
    let elsewhere = host.replace("10.0.0.200", "10.0.1.200");
    let found = dhcpd("allow known-clients;", ["", &elsewhere]);
    assert_eq!(found, [("isc-host-differs", Severity::Warning)]);
    let anywhere = host.replace("fixed-address 10.0.0.200;", "");
    let found = dhcpd("allow known-clients;", ["", &anywhere]);
    assert_eq!(found, [("isc-host-differs", Severity::Error)]);
    for open in ["", "allow members of \"phones\";"] {
        assert_eq!(dhcpd(open, ["", host]), [("isc-host-differs", Severity::Warning)], "{open}");
    }
}

/// Two Kea servers with a guarded pool, and the classes of each.
fn kea4(guard: &str, classes: [&str; 2]) -> Vec<(&'static str, Severity)> {
    let server = |side: usize| {
        let text = format!(
            r#"{{ "Dhcp4": {{
              "hooks-libraries": [ {{ "library": "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" }},
                {{ "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
                  "this-server-name": "{}", "mode": "hot-standby", "peers": [
                    {{ "name": "a", "url": "http://192.0.2.11:8001/", "role": "primary" }},
                    {{ "name": "b", "url": "http://192.0.2.12:8001/", "role": "standby" }} ] }} ] }} }} ],
              "client-classes": [ {} {{ "name": "last" }} ],
              "subnet4": [ {{ "id": 1, "subnet": "10.0.0.0/24",
                "pools": [ {{ "pool": "10.0.0.10 - 10.0.0.99" {guard} }} ] }} ] }} }}"#,
            ["a", "b"][side],
            classes[side]
        );
        let (path, mut sources) = (Path::new("/kea-dhcp4.conf"), Sources::new());
        let loader = MemoryLoader::new().with(path, text.as_str());
        let mut reading = kea::read(&mut sources, &loader, path, None).unwrap();
        reading.diagnostics.retain(|one| one.phase == config_text::Phase::Load);
        observed(side, Vendor::Kea, reading)
    };
    levels([server(0), server(1)])
}

#[test]
fn a_class_of_kea_weighs_more_where_a_pool_is_guarded_by_it() {
    let one = r#"{ "name": "old", "test": "option[60].exists" },
                 { "name": "all", "test": "member('old') or option[61].exists" },"#;
    let other = one.replace("[60]", "[77]");
    let classes = [one, &other];
    assert_eq!(kea4("", classes), [("kea-class-differs", Severity::Warning)]);
    let guarded = |class: &str| kea4(&format!(r#", "client-class": "{class}""#), classes);
    assert_eq!(guarded("last"), [("kea-class-differs", Severity::Warning)]);
    assert_eq!(guarded("old"), [("kea-class-differs", Severity::Error)]);
    // Who is in `all` depends on who is in `old`.
    assert_eq!(guarded("all"), [("kea-class-differs", Severity::Error)]);
    let [one, other] = classes.map(|text| text.replace("old", "DROP"));
    assert_eq!(kea4("", [&one, &other]), [("kea-class-differs", Severity::Error)]);
}
