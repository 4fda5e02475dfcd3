//! What dhcpd does anyway is no difference when one server says it, and is one where it matters.

use crate::pair::{Found, Site, compare_seen, peer};

const SUBNET: &str = "subnet 10.1.0.0 netmask 255.255.255.0 { pool { failover peer \"f\"; \
                      range 10.1.0.10 10.1.0.100; } }\n";

fn between(first: &str, second: &str) -> Vec<Found> {
    let texts = [first, second].into_iter().enumerate();
    let seen: Vec<_> = texts
        .map(|(side, text)| {
            let site = Site::of(format!("{}{text}", peer("f", side)), false);
            site.observe(side).unwrap_or_else(|why| panic!("{why}"))
        })
        .collect();
    compare_seen([&seen[0], &seen[1]])
}

#[test]
fn a_default_written_out_changes_nothing() {
    for text in [
        "ping-check on;",
        "default-lease-time 43200;",
        "max-lease-time 86400;",
        "allow unknown-clients;",
        "allow booting; allow bootp; allow duplicates;",
        "ddns-updates on; ddns-update-style none; deny leasequery;",
    ] {
        let said = format!("{text}\n{SUBNET}");
        assert_eq!(between(SUBNET, &said), [], "{text}");
        assert_eq!(between(&said, SUBNET), [], "{text}");
    }
    let inside = SUBNET.replace("range", "default-lease-time 43200; range");
    assert_eq!(between(SUBNET, &inside), []);
}

#[test]
fn what_is_said_to_be_empty_and_what_nobody_says_is_the_same() {
    let own = "option local code 200 = text;\n";
    for text in [
        "filename \"\";",
        "server-name \"\";",
        "next-server 0.0.0.0;",
        "option ntp-servers = null;",
        "option domain-name = null;",
        "option local = null;",
    ] {
        let (without, said) = (format!("{own}{SUBNET}"), format!("{own}{text}\n{SUBNET}"));
        assert_eq!(between(&without, &said), [], "{text}");
        assert_eq!(between(&said, &without), [], "{text}");
        let inside = without.replace("pool {", &format!("{text} pool {{"));
        assert_eq!(between(&without, &inside), [], "{text}");
    }
    // It undoes what stands around it, and what dhcpd would fill in or go by itself.
    for (around, text) in [
        ("filename \"x\";\n", "filename \"\";"),
        ("option ntp-servers 10.0.0.1;\n", "option ntp-servers = null;"),
        ("if known { filename \"x\"; }\n", "filename \"\";"),
        ("", "option subnet-mask = null;"),
        ("", "option host-name = null;"),
        ("", "option domain-name \"\";"),
    ] {
        let without = format!("{around}{SUBNET}");
        let inside = without.replace("pool {", &format!("{text} pool {{"));
        assert_eq!(between(&without, &inside).len(), 1, "{around}{text}");
    }
}

#[test]
fn a_default_that_overrules_something_is_a_difference() {
    let inside = SUBNET.replace("range", "default-lease-time 43200; range");
    let class = "class \"c\" { match if known; default-lease-time 60; }\n";
    let condition = "if known { default-lease-time 60; }\n";
    for around in ["default-lease-time 60;\n", class, condition] {
        let (without, with) = (format!("{around}{SUBNET}"), format!("{around}{inside}"));
        assert_eq!(between(&without, &with).len(), 1, "{around}");
    }
    let empty = format!("class \"c\" {{ match if known; }}\n{SUBNET}");
    let said = format!("class \"c\" {{ match if known; ping-check on; }}\n{SUBNET}");
    assert_eq!(between(&empty, &said).len(), 1);
    assert_eq!(between(SUBNET, &format!("ping-check off;\n{SUBNET}")).len(), 1);
}

#[test]
fn a_variable_is_set_before_it_is_read() {
    let (sets, reads) = ("set zz = \"1\";\n", "set yy = concat(zz, \"x\");\n");
    let (one, other) = (format!("{sets}{reads}{SUBNET}"), format!("{reads}{sets}{SUBNET}"));
    assert_eq!(between(&one, &other).len(), 1);
    // dhcpd reads `a` as an octet here, and no variable.
    let (sets, reads) = ("set a = \"1\";\n", "set yy = concat(a, \"x\");\n");
    let (one, other) = (format!("{sets}{reads}{SUBNET}"), format!("{reads}{sets}{SUBNET}"));
    assert_eq!(between(&one, &other), []);
}

#[test]
fn octets_are_the_value_that_they_send() {
    let (one, other) = ("option ntp-servers 10.0.0.123;\n", "option unknown-42 = 0a:00:00:7b;\n");
    let (one, other) = (format!("{one}{SUBNET}"), format!("{other}{SUBNET}"));
    assert_eq!(between(&one, &other), []);
    let other = other.replace("7b", "7c");
    assert_eq!(between(&one, &other).len(), 1);
}

#[test]
fn a_client_is_known_by_its_uid_or_by_its_option() {
    let host = |id: &str| format!("{SUBNET}host h {{ {id} fixed-address 10.1.0.5; }}\n");
    let uid = host("uid \"x1\";");
    for same in ["option dhcp-client-identifier \"x1\";", "option dhcp-client-identifier = 78:31;"]
    {
        assert_eq!(between(&uid, &host(same)), [], "{same}");
    }
    let other = host("option dhcp-client-identifier \"x2\";");
    assert!(!between(&uid, &other).is_empty());
    // Both at once: the option is sent, and no more.
    let both = host("uid \"x1\"; option dhcp-client-identifier \"x2\";");
    assert_eq!(between(&uid, &both).len(), 1);
}
