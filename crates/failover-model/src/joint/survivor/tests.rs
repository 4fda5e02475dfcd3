//! When a scope counts as short, and when not.

use chrono::{DateTime, TimeDelta, Utc};

use super::short_headroom;
use crate::fixture::{isc_side, server, setting, stated, with_side};
use crate::pairing::pair;
use crate::state::{SideState, StateSource};
use crate::usage::{Counts, Taken, TakenBy, Usage, UsageSource};
use crate::{
    FailoverState, Freshness, IscParameters, Knowledge, Observation, Parameters, RelationshipIx,
    Role, Seconds, Vendor,
};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:02:11Z".parse().expect("a time")
}

/// A pair with a lead time of 1 h and leases of 2 h: so many addresses in the primary's half, of which so many are taken
/// in so many minutes.
fn pair_with(free: u64, clients: u64, minutes: i64) -> [Observation; 2] {
    let own = ["192.0.2.1", "192.0.2.2"];
    [0, 1].map(|at: usize| {
        let mut side =
            isc_side("campus", [Role::Primary, Role::Secondary][at], own[at], own[1 - at]);
        let mclt = (at == 0).then(|| stated(Seconds(3_600)));
        side.parameters = Parameters::Isc(IscParameters { mclt, ..IscParameters::default() });
        side.state =
            Knowledge::Known(SideState::new(FailoverState("normal".into()), StateSource::Omapi));
        let mut config = with_side(side);
        config.set(config.root(), setting("default-lease-time", "7200"));
        let net = "10.1.0.0/24".parse().expect("a network");
        config.add_scope(net);
        let (mine, other) = if at == 0 { (free, 500) } else { (500, free) };
        config.set_usage(Knowledge::Known(vec![Usage {
            nets: vec![net],
            network: None,
            relationship: Some(RelationshipIx(0)),
            counts: Counts { total: 1_000, free: mine, partner: Some(other), ..Counts::default() },
            taken: Knowledge::Known(Taken {
                clients,
                window: TimeDelta::minutes(minutes),
                by: TakenBy::Pair,
                at_most: false,
                source: UsageSource::LeaseFile,
            }),
            source: UsageSource::Omapi,
        }]));
        let seen = server(["a", "b"][at], Vendor::Isc, own[at], config);
        Observation { freshness: Freshness::Live(now()), ..seen }
    })
}

fn found(seen: &[Observation], agreed: Option<u64>) -> Vec<String> {
    let relationships = pair(seen, &[]);
    let found = short_headroom(seen, &relationships, agreed.map(Seconds), now());
    found.into_iter().map(|one| format!("{}: {}", one.rule.id, one.message)).collect()
}

#[test]
fn a_scope_that_is_used_up_before_the_agreed_time_is_found_once() {
    let message = "any-survivor-headroom: if `a` were left alone, `10.1.0.0/24` would have addresses for 2h59m \
                   (179 free, 60 new clients in 1h00m); agreed are 3h00m";
    assert_eq!(found(&pair_with(179, 60, 60), None), [message]);
    assert_eq!(found(&pair_with(180, 60, 60), None), <[String; 0]>::default());
    let none = "any-survivor-headroom: if `a` were left alone, `10.1.0.0/24` would have no address for a new client; \
                agreed are 3h00m";
    assert_eq!(found(&pair_with(0, 0, 1), None), [none], "that is known at once");
}

#[test]
fn the_inventory_says_what_is_agreed() {
    assert_eq!(found(&pair_with(179, 60, 60), Some(7_200)), <[String; 0]>::default());
    let agreed = found(&pair_with(180, 60, 60), Some(4 * 3_600));
    assert!(agreed[0].ends_with("agreed are 4h00m"), "{agreed:?}");
}

#[test]
fn nothing_is_concluded_from_too_little() {
    assert_eq!(found(&pair_with(10, 60, 9), None), <[String; 0]>::default());
    assert_eq!(
        found(&pair_with(1, 0, 60), None),
        <[String; 0]>::default(),
        "nobody came: longer than 1 h"
    );
}
