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
