//! What is computed of two servers' numbers.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::fixture::{isc_side, kea_side, server, setting, stated, unread, with_side};
use crate::pairing::pair;
use crate::state::{FailoverState, Reported, StateSource};
use crate::usage::{TakenBy, UsageSource};
use crate::{IscParameters, RelationshipIx, Role};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:02:11Z".parse().expect("a time")
}

fn taken(clients: u64, minutes: i64, by: TakenBy) -> Knowledge<Taken> {
    let window = TimeDelta::minutes(minutes);
    Knowledge::Known(Taken { clients, window, by, at_most: false, source: UsageSource::LeaseFile })
}

fn usage(net: &str, free: u64, partner: Option<u64>, taken: Knowledge<Taken>) -> Usage {
    Usage {
        nets: vec![net.parse().expect("a network")],
        network: None,
        relationship: Some(RelationshipIx(0)),
        counts: Counts { total: 1_000, free, partner, ended: Some(0), declined: Some(0) },
        taken,
        source: UsageSource::Omapi,
    }
}

/// A running server with a state and with some stocks.
fn live(mut seen: Observation, state: &str, stocks: Vec<Usage>) -> Observation {
    seen.freshness = Freshness::Live(now());
    let Knowledge::Known(configs) = &mut seen.configs else { panic!("it was not read") };
    let own =
        Reported { state: FailoverState(state.into()), since: Some(now() - TimeDelta::hours(2)) };
    let config = &mut configs[0];
    for net in stocks.iter().flat_map(|stock| &stock.nets) {
        config.add_scope(*net);
    }
    config.set_usage(Knowledge::Known(stocks));
    let side = &mut config.relationships_mut()[0];
    let state =
        SideState { own, ..SideState::new(FailoverState(state.into()), StateSource::Omapi) };
    side.state = Knowledge::Known(state);
    seen
}

fn isc(at: usize) -> Observation {
    let own = ["192.0.2.1", "192.0.2.2"];
    let mut side = isc_side("campus", [Role::Primary, Role::Secondary][at], own[at], own[1 - at]);
    let mclt = (at == 0).then(|| stated(Seconds(3_600)));
    side.parameters = Parameters::Isc(IscParameters { mclt, ..IscParameters::default() });
    let mut config = with_side(side);
    config.set(config.root(), setting("default-lease-time", "7200"));
    server(["a", "b"][at], Vendor::Isc, own[at], config)
}

fn of(observations: &[Observation]) -> Headroom {
    let found = pair(observations, &[]);
    let [relationship] = found.as_slice() else { panic!("{found:?}") };
    headroom(observations, relationship, now())
}

/// The worst: survivor, addresses, minutes, and whether it may be more.
fn worst(observations: &[Observation]) -> Result<(String, u64, i64, bool), String> {
    match of(observations).worst() {
        Knowledge::Known(one) => {
            let lasts = one.lasts.known().expect("the worst is known");
            Ok((one.survivor.to_string(), one.usable, lasts.time.num_minutes(), lasts.at_least))
        }
        Knowledge::Unknown(unseen) => Err(unseen.reason),
    }
}

const NET: &str = "10.1.0.0/24";
const OTHER: &str = "10.1.1.0/24";

#[test]
fn the_smaller_half_of_the_worst_scope_counts() {
    let rate = || taken(60, 60, TakenBy::Pair);
    let a = live(
        isc(0),
        "normal",
        vec![
            usage(NET, 300, Some(240), rate()),
            usage(OTHER, 900, Some(90), taken(5, 60, TakenBy::Pair)),
        ],
    );
    let b = live(isc(1), "normal", vec![usage(NET, 240, Some(300), rate())]);
    // b has one scope that a does not count so: its own numbers are what it has.
    assert_eq!(worst(&[a.clone(), b]), Ok(("b".to_owned(), 240, 240, false)));
    // What a says of its partner's half is enough.
    let silent = Observation { configs: isc(1).configs, ..live(isc(1), "normal", Vec::new()) };
    assert_eq!(worst(&[a, silent]), Ok(("b".to_owned(), 240, 240, false)));
}

#[test]
fn a_survivor_that_is_alone_is_the_only_one() {
    let stock = || vec![usage(NET, 212, Some(388), taken(53, 60, TakenBy::Pair))];
    let gone = || Observation {
        freshness: Freshness::Live(now()),
        ..unread("b", Vendor::Isc, "192.0.2.2")
    };
    let seen = [live(isc(0), "communications-interrupted", stock()), gone()];
    assert_eq!(worst(&seen), Ok(("a".to_owned(), 212, 240, false)));
    let Headroom::Known(stocks) = of(&seen) else { panic!() };
    let name = ServerName::new("a");
    assert_eq!(stocks.iter().map(|one| &one.survivor).collect::<Vec<_>>(), [&name]);
    assert_eq!(stocks[0].lease_time, Some(Seconds(7_200)));
    let counts = of(&seen).counts_of(&name).expect("it is a survivor");
    assert_eq!((counts.free, counts.waiting()), (212, 388));
    assert_eq!(of(&seen).lasts_of(&name).map(|lasts| lasts.time.num_minutes()), Some(240));
    // Two hours after its partner was declared down, with a lead time of one, it may take the other half.
    let seen = [live(isc(0), "partner-down", stock()), gone()];
    assert_eq!(worst(&seen).map(|worst| worst.1), Ok(600));
}

#[test]
fn the_rate_is_that_of_both_sides() {
    let kea = |at: usize, state: &str, clients: Option<(u64, i64)>| {
        let peers =
            [("a", "http://192.0.2.1:1/", "primary"), ("b", "http://192.0.2.2:1/", "standby")];
        let side = kea_side(["a", "b"][at], peers);
        let seen =
            server(["a", "b"][at], Vendor::Kea, ["192.0.2.1", "192.0.2.2"][at], with_side(side));
        let rate = clients.map_or_else(
            || Knowledge::unknown("not told"),
            |(clients, minutes)| taken(clients, minutes, TakenBy::Server),
        );
        live(seen, state, vec![usage(NET, 600, None, rate)])
    };
    let hot = "hot-standby";
    // 30 in one hour and 10 in half of it: 50 an hour.
    let both = [kea(0, hot, Some((30, 60))), kea(1, hot, Some((10, 30)))];
    assert_eq!(worst(&both).map(|worst| (worst.1, worst.2)), Ok((600, 720)));
    let half = [kea(0, hot, Some((30, 60))), kea(1, hot, None)];
    assert_eq!(worst(&half), Err("not told".to_owned()));
    let nobody = [kea(0, hot, Some((0, 60))), kea(1, hot, Some((0, 60)))];
    assert_eq!(worst(&nobody), Ok(("a".to_owned(), 600, 36_000, true)));
    let alone = [kea(0, "partner-down", Some((60, 60))), unread("b", Vendor::Kea, "192.0.2.2")];
    assert_eq!(worst(&alone).map(|worst| (worst.2, worst.3)), Ok((600, false)));
    let ended = [kea(0, "terminated", Some((1, 1))), kea(1, "terminated", Some((1, 1)))];
    assert!(matches!(of(&ended), Headroom::Senseless(_)));
}

#[test]
fn what_is_not_known_stays_so() {
    assert_eq!(of(&[isc(0), isc(1)]), Headroom::Files);
    let without = || usage(NET, 212, Some(388), Knowledge::unknown("no lease file"));
    let seen = [live(isc(0), "normal", vec![without()]), live(isc(1), "normal", vec![without()])];
    assert_eq!(worst(&seen), Err("no lease file".to_owned()));
    // None left is none left, at whatever rate.
    let empty = || Usage { counts: Counts { free: 0, ..without().counts }, ..without() };
    let seen = [live(isc(0), "normal", vec![empty()]), live(isc(1), "normal", vec![without()])];
    assert_eq!(worst(&seen).map(|worst| (worst.1, worst.2)), Ok((0, 0)));
    let mut silent = live(isc(0), "normal", Vec::new());
    if let Knowledge::Known(configs) = &mut silent.configs {
        configs[0].set_usage(Knowledge::unknown("no answer"));
    }
    let seen = [
        silent.clone(),
        Observation { server: ServerName::new("b"), ..unread("b", Vendor::Isc, "192.0.2.2") },
    ];
    assert!(matches!(of(&seen), Headroom::Unknown(_)));
}

#[test]
fn lease_times_are_read_as_vendors_write_them() {
    let all = ["43200", "8 d", "90 s", "30 min", "unlimited"].map(seconds);
    assert_eq!(
        all,
        [Some(43_200), Some(691_200), Some(90), Some(1_800), None].map(|s| s.map(Seconds))
    );
}

#[test]
fn a_scope_is_full_where_both_sides_say_so_of_all_its_pools() {
    let rate = || taken(60, 60, TakenBy::Pair);
    let of = |a: [(u64, u64); 3], b: [(u64, u64); 3]| {
        let stocks = |counts: [(u64, u64); 3]| {
            let nets = [NET, OTHER, OTHER].into_iter().zip(counts);
            nets.map(|(net, (free, other))| usage(net, free, Some(other), rate())).collect()
        };
        let seen = [live(isc(0), "normal", stocks(a)), live(isc(1), "normal", stocks(b))];
        let found = pair(&seen, &[]);
        full(&seen, &found[0]).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let none = (0, 0);
    assert_eq!(of([none, (5, 5), none], [none, (5, 5), none]), [NET], "the other has a pool left");
    assert_eq!(of([none; 3], [none; 3]), [NET, OTHER]);
    assert!(of([(0, 1), none, (1, 0)], [(1, 0), none, (0, 1)]).is_empty(), "one half is left");
    assert!(of([none, (5, 5), none], [(0, 1), (5, 5), none]).is_empty(), "they do not agree");
    // What was not seen is not full.
    let seen = [live(isc(0), "normal", vec![usage(NET, 0, Some(0), rate())]), isc(1)];
    assert!(full(&seen, &pair(&seen, &[])[0]).is_empty());
}
