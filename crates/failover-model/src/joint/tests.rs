use super::*;
use crate::fixture::{isc_side, server, setting, stated, with_side};
use crate::pairing::pair;
use crate::{Role, Vendor};

const OWN: [&str; 2] = ["192.0.2.1", "192.0.2.2"];

/// What two dhcpd servers show together, each changed by `change`.
fn found(change: impl Fn(usize, &mut ServerConfig)) -> Vec<(&'static str, String)> {
    let side = |at: usize| {
        let role = [Role::Primary, Role::Secondary][at];
        let mut config = with_side(isc_side("campus", role, OWN[at], OWN[1 - at]));
        change(at, &mut config);
        server(["a", "b"][at], Vendor::Isc, OWN[at], config)
    };
    let all = [side(0), side(1)];
    let found = find(&all, &pair(&all, &[]));
    found.into_iter().map(|one| (one.rule.id, one.message)).collect()
}

#[test]
fn one_identifier_for_two_servers_is_found() {
    let identifier = |value: [&'static str; 2]| {
        found(move |at, config| config.identify(setting("server-identifier", value[at])))
    };
    let rule = "isc-server-identifier-shared";
    let same = identifier(["192.0.2.9", "192.0.2.9"]);
    assert_eq!(same, [(rule, "`a` and `b` go by the same `server-identifier`".to_owned())]);
    // One finding, though the shared value is also the partner's address.
    assert_eq!(identifier([OWN[0], OWN[0]]).len(), 1);
    let strange = identifier(["192.0.2.9", OWN[0]]);
    assert_eq!(strange, [(rule, "`server-identifier` of `b` is an address of `a`".to_owned())]);
    assert_eq!(identifier(OWN), []);
    assert_eq!(identifier(["192.0.2.8", "192.0.2.9"]), []);
}

#[test]
fn both_declaring_the_other_dead_is_found() {
    let declared = |by: [u64; 2]| {
        let all: [_; 2] = [0, 1].map(|at: usize| {
            let role = [Role::Primary, Role::Secondary][at];
            let mut side = isc_side("campus", role, OWN[at], OWN[1 - at]);
            if let Parameters::Isc(isc) = &mut side.parameters {
                isc.auto_partner_down = Some(stated(Seconds(by[at])));
            }
            server(["a", "b"][at], Vendor::Isc, OWN[at], with_side(side))
        });
        find(&all, &pair(&all, &[])).into_iter().map(|one| one.rule.id).collect::<Vec<_>>()
    };
    assert_eq!(declared([600, 600]), ["isc-auto-partner-down-both"]);
    assert!(declared([600, 0]).is_empty());
}

#[test]
fn a_range_on_both_sides_under_no_peer_is_found() {
    let ranges = |first: &'static str, second: &'static str| {
        found(move |at, config| {
            let scope = config.add_scope("10.1.0.0/24".parse().unwrap());
            let pool = config.add_pool(scope, "10.1.0.10-10.1.0.99".parse().unwrap()).unwrap();
            pool.relationship = Some(RelationshipIx(0));
            config.add_pool(scope, [first, second][at].parse().unwrap());
        })
    };
    let one = "10.1.0.100-10.1.0.120";
    assert_eq!(ranges(one, one)[0].0, "isc-uncoordinated-range");
    assert_eq!(ranges(one, "10.1.0.121-10.1.0.140"), []);
}

#[test]
fn releases_differ_by_a_warning_or_by_an_error() {
    let severity = |versions: [&str; 2]| {
        let side = |at: usize| {
            let role = [Role::Primary, Role::Secondary][at];
            let config = with_side(isc_side("campus", role, OWN[at], OWN[1 - at]));
            let seen = server(["a", "b"][at], Vendor::Isc, OWN[at], config);
            Observation { version: Some(versions[at].to_owned()), ..seen }
        };
        let all = [side(0), side(1)];
        find(&all, &pair(&all, &[])).first().map(|one| one.severity)
    };
    assert_eq!(severity(["4.4.3-P1", "4.4.3-P1"]), None);
    assert_eq!(severity(["4.4.3-P1", "4.1.1"]), Some(Severity::Warning));
    assert_eq!(severity(["4.4.3", "3.0.7"]), Some(Severity::Error));
    assert_eq!(severity(["4", "3.0.7"]), Some(Severity::Error));
    // They may be the same.
    assert_eq!(severity(["4", "4.4.3-P1"]), None);
    assert_eq!(severity(["4.4.3", "4.4"]), None);
    assert_eq!(severity(["4.x", "4.4.3"]), None);
    assert_eq!(severity(["4.4.3", "newest"]), None);
}
