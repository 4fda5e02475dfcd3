use super::*;
use crate::fixture::{isc_side, kea_side, server, unread, with_side};

fn isc(name: &str, side: RelationshipSide, address: &str) -> Observation {
    server(name, Vendor::Isc, address, with_side(side))
}

fn shown(relationships: &[Relationship]) -> Vec<String> {
    let line = |one: &Relationship| {
        let secondary = one.secondary.as_ref().map_or("-".to_owned(), Member::known_as);
        format!("{}: {} {secondary}", one.id, one.primary.known_as())
    };
    relationships.iter().map(line).collect()
}

fn pair_of(name: &str, hosts: [&str; 2], addresses: [&str; 2]) -> [Observation; 2] {
    let [a, b] = addresses;
    [
        isc(hosts[0], isc_side(name, Role::Primary, a, b), a),
        isc(hosts[1], isc_side(name, Role::Secondary, b, a), b),
    ]
}

#[test]
fn unrelated_pairs_of_one_name_are_never_mixed() {
    let north = pair_of("dhcp", ["n1", "n2"], ["192.0.2.1", "192.0.2.2"]);
    let south = pair_of("dhcp", ["s1", "s2"], ["198.51.100.1", "198.51.100.2"]);
    let [n1, n2] = north;
    let [s1, s2] = south;
    // The order in which they are looked at makes no difference.
    for order in [vec![&n1, &n2, &s1, &s2], vec![&s2, &n1, &s1, &n2]] {
        let all: Vec<_> = order.into_iter().cloned().collect();
        let mut found = shown(&pair(&all, &[]));
        found.iter_mut().for_each(|line| *line = line.split(' ').skip(1).collect::<String>());
        found.sort();
        assert_eq!(found, ["n1n2", "s1s2"]);
    }
}

#[test]
fn kea_pairs_with_the_same_peer_names_are_told_apart_by_their_urls() {
    let peers = |a, b| [("server1", a, "primary"), ("server2", b, "standby")];
    let one = peers("http://192.0.2.1:8001/", "http://192.0.2.2:8001/");
    let two = peers("http://198.51.100.1:8001/", "http://198.51.100.2:8001/");
    let kea = |name, this, peers, address| {
        server(name, Vendor::Kea, address, with_side(kea_side(this, peers)))
    };
    let all = [
        kea("k1", "server1", one, "192.0.2.1"),
        kea("k3", "server1", two, "198.51.100.1"),
        kea("k2", "server2", one, "192.0.2.2"),
        kea("k4", "server2", two, "198.51.100.2"),
    ];
    assert_eq!(shown(&pair(&all, &[])), ["k1+k2: k1 k2", "k3+k4: k3 k4"]);
}

#[test]
fn a_name_alone_pairs_nobody() {
    let all = [
        isc("a", isc_side("x", Role::Primary, "192.0.2.1", "192.0.2.9"), "192.0.2.1"),
        isc("b", isc_side("x", Role::Secondary, "192.0.2.2", "192.0.2.8"), "192.0.2.2"),
    ];
    assert_eq!(shown(&pair(&all, &[])), ["x@a: a 192.0.2.9", "x@b: 192.0.2.8 b"]);
}

#[test]
fn one_wrong_address_or_one_renamed_side_is_still_one_relationship() {
    let wrong = [
        isc("a", isc_side("x", Role::Primary, "192.0.2.1", "192.0.2.99"), "192.0.2.1"),
        isc("b", isc_side("x", Role::Secondary, "192.0.2.2", "192.0.2.1"), "192.0.2.2"),
    ];
    assert_eq!(shown(&pair(&wrong, &[])), ["x: a b"]);
    let renamed = [
        isc("a", isc_side("x", Role::Primary, "192.0.2.1", "192.0.2.2"), "192.0.2.1"),
        isc("b", isc_side("X", Role::Secondary, "192.0.2.2", "192.0.2.1"), "192.0.2.2"),
    ];
    assert_eq!(shown(&pair(&renamed, &[])), ["x: a b"]);
}

#[test]
fn an_unread_a_silent_and_a_foreign_partner_are_shown_as_such() {
    let side = || isc_side("x", Role::Primary, "192.0.2.1", "192.0.2.2");
    let a = || isc("a", side(), "192.0.2.1");
    let partner = |others: Vec<Observation>| {
        let all: Vec<_> = std::iter::once(a()).chain(others).collect();
        pair(&all, &[]).remove(0).secondary.unwrap()
    };
    let silent = server("b", Vendor::Isc, "192.0.2.2", crate::ServerConfig::new(Family::V4));
    assert!(matches!(partner(vec![unread("b", Vendor::Isc, "192.0.2.2")]), Member::Unread { .. }));
    assert!(matches!(partner(vec![silent.clone()]), Member::Silent { .. }));
    assert_eq!(partner(vec![]), Member::Foreign { known_as: "192.0.2.2".to_owned() });
    // Another vendor's server at that address is no partner.
    let kea = Observation { vendor: Vendor::Kea, ..silent.clone() };
    assert!(matches!(partner(vec![kea]), Member::Foreign { .. }));
    let twin = Observation { server: ServerName::new("c"), ..silent.clone() };
    assert!(matches!(partner(vec![silent, twin]), Member::Ambiguous { .. }));
}

#[test]
fn names_stand_for_hosts_without_regard_to_case_or_domain() {
    let all = [
        isc("a", isc_side("x", Role::Primary, "192.0.2.1", "DHCP-B.example.net"), "192.0.2.1"),
        isc("b", isc_side("x", Role::Secondary, "192.0.2.2", "192.0.2.1"), "dhcp-b"),
    ];
    assert_eq!(shown(&pair(&all, &[])), ["x: a b"]);
}

#[test]
fn the_inventory_names_what_has_no_name_of_its_own() {
    let peers = [
        ("server1", "http://192.0.2.1:8001/", "primary"),
        ("server2", "http://192.0.2.2:8001/", "standby"),
    ];
    let kea =
        |name, this, address| server(name, Vendor::Kea, address, with_side(kea_side(this, peers)));
    let all = [kea("k1", "server1", "192.0.2.1"), kea("k2", "server2", "192.0.2.2")];
    let name = GivenName {
        name: "wlan".to_owned(),
        vendor: Vendor::Kea,
        family: None,
        servers: ["k2".to_owned(), "k1".to_owned()],
    };
    assert_eq!(shown(&pair(&all, &[name])), ["wlan: k1 k2"]);
}

#[test]
fn partners_by_the_users_word_pair_where_addresses_do_not_tell() {
    let all = [
        isc("a", isc_side("x", Role::Primary, "localhost", "elsewhere"), "unknown-a"),
        isc("b", isc_side("y", Role::Secondary, "localhost", "nowhere"), "unknown-b"),
    ];
    assert_eq!(pair(&all, &[]).len(), 2);
    assert_eq!(shown(&pair_as_partners(&all, &[])), ["x: a b"]);
}

#[test]
fn a_thousand_pairs_of_one_name_are_a_thousand_relationships() {
    let mut all = Vec::new();
    for at in 0..1_000 {
        let address = |last: u32| format!("10.{}.{}.{last}", at / 256, at % 256);
        let hosts = [format!("p{at}"), format!("s{at}")];
        let (a, b) = (address(1), address(2));
        all.extend(pair_of("dhcp-failover", [&hosts[0], &hosts[1]], [&a, &b]));
    }
    let found = pair(&all, &[]);
    assert_eq!(found.len(), 1_000);
    assert!(found.iter().all(|one| one.both().is_some()));
}

#[test]
fn two_servers_that_fit_alike_are_ambiguous_for_all_three() {
    let all = [
        isc("a", isc_side("x", Role::Primary, "192.0.2.1", "192.0.2.2"), "192.0.2.1"),
        isc("b", isc_side("x", Role::Secondary, "192.0.2.2", "192.0.2.1"), "unknown-b"),
        isc("c", isc_side("x", Role::Secondary, "192.0.2.2", "192.0.2.1"), "unknown-c"),
    ];
    let found = pair(&all, &[]);
    assert_eq!(shown(&found), ["x@a: a b|c", "x@b: a b", "x@c: a c"]);
    let doubtful =
        |one: &Relationship| one.members().any(|m| matches!(m, Member::Ambiguous { .. }));
    assert!(found.iter().all(doubtful), "{found:?}");
}
