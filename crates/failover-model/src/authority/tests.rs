use super::*;
use crate::fixture::{isc_side, server, with_side};
use crate::pairing::pair;
use crate::{RelationshipIx, Role, ServerConfig};

const OWN: [&str; 3] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];

fn serving(mut config: ServerConfig, net: &str, range: &str, failover: bool) -> ServerConfig {
    let scope = config.add_scope(net.parse().unwrap());
    let pool = config.add_pool(scope, range.parse().unwrap()).unwrap();
    pool.relationship = failover.then_some(RelationshipIx(0));
    config
}

/// The authorities of a pair for `10.1.0.0/24` and of a third server, in the order of the list.
fn with_third(net: &str, range: &str) -> Vec<(String, Authority)> {
    let side = |role, own, partner| {
        let config = with_side(isc_side("campus", role, own, partner));
        serving(config, "10.1.0.0/24", "10.1.0.10-10.1.0.99", true)
    };
    let third = serving(ServerConfig::new(Family::V4), net, range, false);
    let all = [
        server("a", Vendor::Isc, OWN[0], side(Role::Primary, OWN[0], OWN[1])),
        server("b", Vendor::Isc, OWN[1], side(Role::Secondary, OWN[1], OWN[0])),
        server("c", Vendor::Isc, OWN[2], third),
    ];
    let rows = scopes(&all, &pair(&all, &[]));
    rows.into_iter().map(|row| (row.net.to_string(), row.authority)).collect()
}

#[test]
fn a_server_beside_a_relationship_that_hands_out_its_addresses_is_uncoordinated() {
    let campus = Authority::Relationship("campus".to_owned());
    for net in ["10.1.0.0/24", "10.1.0.0/16"] {
        let mut found = with_third(net, "10.1.0.99-10.1.0.120");
        found.sort_by_key(|(_, authority)| *authority != campus);
        assert_eq!(found[0].1, campus);
        assert_eq!(found[1], (net.to_owned(), Authority::Uncoordinated));
    }
    let found = with_third("10.1.0.0/16", "10.1.0.100-10.1.0.120");
    assert!(found.contains(&("10.1.0.0/16".to_owned(), Authority::Single)), "{found:?}");
}

/// The row of `10.1.0.0/24` in a pair whose sides each get their pools from `pools`: ranges, each
/// with the place of its peer among `campus` and `voip`, or none.
fn row_of<T>(pools: [&[(&str, Option<u32>)]; 2], look: impl Fn(&[ScopeRow<'_>]) -> T) -> T {
    let side = |at: usize| {
        let (role, own, other) =
            [(Role::Primary, OWN[0], OWN[1]), (Role::Secondary, OWN[1], OWN[0])][at];
        let mut config = with_side(isc_side("campus", role, own, other));
        config.add_relationship(isc_side("voip", role, own, other));
        let scope = config.add_scope("10.1.0.0/24".parse().unwrap());
        for (range, peer) in pools[at] {
            let pool = config.add_pool(scope, range.parse().unwrap()).unwrap();
            pool.relationship = peer.map(RelationshipIx);
        }
        server(["a", "b"][at], Vendor::Isc, own, config)
    };
    let all = [side(0), side(1)];
    look(&scopes(&all, &pair(&all, &[])))
}

#[test]
fn a_partner_outside_the_relationship_rivals_it() {
    let range = "10.1.0.10-10.1.0.99";
    row_of([&[(range, Some(0))], &[(range, None)]], |rows| {
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].authority, Authority::Relationship("campus".to_owned()));
        assert_eq!(rows[0].rivals, ["b"]);
        assert!(rows[0].unprotected());
    });
    row_of([&[(range, Some(0))], &[(range, Some(0))]], |rows| {
        assert!(rows[0].rivals.is_empty() && !rows[0].unprotected());
    });
}

#[test]
fn a_network_under_two_peers_is_elsewhere_and_not_missing() {
    let range = "10.1.0.10-10.1.0.99";
    row_of([&[(range, Some(0))], &[(range, Some(1))]], |rows| {
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.missing.is_empty()));
        assert_eq!(rows[0].elsewhere, [(ServerName::new("b"), "voip".to_owned())]);
        assert_eq!(rows[1].elsewhere, [(ServerName::new("a"), "campus".to_owned())]);
        assert_eq!([&rows[0].rivals, &rows[1].rivals], [&["voip"], &["campus"]]);
    });
}

#[test]
fn pools_of_one_network_in_two_relationships_are_two_rows() {
    let pools: &[(&str, Option<u32>)] =
        &[("10.1.0.10-10.1.0.99", Some(0)), ("10.1.0.100-10.1.0.149", Some(1))];
    row_of([pools, pools], |rows| {
        let seen = rows.iter().map(|row| (row.also_in.join(","), row.addresses().count()));
        let seen: Vec<_> = seen.collect();
        assert_eq!(seen, [("voip".to_owned(), 90), ("campus".to_owned(), 50)]);
        assert!(rows.iter().all(|row| row.rivals.is_empty() && row.elsewhere.is_empty()));
    });
}
