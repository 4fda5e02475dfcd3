//! Each rule fires where it should, and not beside it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::RULES;
use crate::fixture::lint;

fn scope(state: &mut Value) -> &mut Value {
    &mut state["v4"]["scopes"][0]
}

fn failover(state: &mut Value) -> &mut Value {
    &mut state["v4"]["failover"][0]
}

#[test]
fn nothing_is_said_of_a_server_that_does_well() {
    assert_eq!(lint(|_| ()), Vec::<String>::new());
}

#[test]
fn the_server_must_be_authorised_and_listen() {
    assert_eq!(
        lint(|state| state["server"]["setting"]["IsAuthorized"] = json!(false)),
        ["win-not-authorised false: `win-1.example.net` is not authorised in its directory"]
    );
    let alone = lint(|state| {
        state["server"]["setting"]["IsAuthorized"] = json!(false);
        state["server"]["setting"]["IsDomainJoined"] = json!(false);
    });
    assert_eq!(alone, Vec::<String>::new());
    assert_eq!(
        lint(|state| state["v4"]["bindings"][0]["BindingState"] = json!(false)),
        ["win-binding-off false: the server does not listen on `Ethernet`, which has its address \
          of `branch`"]
    );
    let elsewhere = lint(|state| {
        state["v4"]["bindings"][0]["BindingState"] = json!(false);
        state["v4"]["bindings"][0]["IPAddress"] = json!("198.51.100.1");
    });
    assert_eq!(elsewhere, Vec::<String>::new());
}

#[test]
fn relationships_are_limited() {
    let with = |count: usize| {
        lint(move |state| {
            let list = state["v4"]["failover"].as_array_mut().unwrap();
            let first = list[0].clone();
            list.extend((1..count).map(|at| {
                let mut one = first.clone();
                (one["Name"], one["ScopeId"]) = (json!(format!("branch-{at}")), json!([]));
                one
            }));
        })
    };
    assert_eq!(with(27), Vec::<String>::new());
    assert_eq!(with(30), ["win-relationship-limit {: 30 of 31 relationships are in use"]);
}

#[test]
fn a_relationship_is_judged_by_its_parameters() {
    assert_eq!(
        lint(|state| failover(state)["EnableAuth"] = json!(false)),
        ["win-auth-off false: `branch` does not authenticate its messages"]
    );
    assert_eq!(
        lint(|state| failover(state)["AutoStateTransition"] = json!(false)),
        ["win-switchover-off false: `branch` never declares its partner down by itself"]
    );
    assert_eq!(
        lint(|state| failover(state)["StateSwitchInterval"] = json!("00:09:59")),
        ["win-switchover-short \"00:09:59\": `branch` declares its partner down after 00:09:59"]
    );
    assert_eq!(
        lint(|state| failover(state)["StateSwitchInterval"] = json!("00:10:00")),
        Vec::<String>::new()
    );
    assert_eq!(
        lint(|state| {
            failover(state)["Mode"] = json!("HotStandby");
            failover(state)["ServerRole"] = json!("Active");
            failover(state)["ReservePercent"] = json!(0);
        }),
        ["win-standby-reserve-zero 0: `branch` keeps no addresses for the standby"]
    );
}

/// A relationship in hot standby that keeps `percent`, on the active server; the scope has 190
/// addresses that can be handed out, and it is recorded on 2026-11-22 at 13:58:04.
fn standby(state: &mut Value, percent: u32) {
    failover(state)["Mode"] = json!("HotStandby");
    failover(state)["ServerRole"] = json!("Active");
    failover(state)["LoadBalancePercent"] = Value::Null;
    failover(state)["ReservePercent"] = json!(percent);
    scope(state)["reservations"] = json!([]);
}

/// Counters of a server that has offered so often since a time.
fn offers(state: &mut Value, offers: u32, since: &str) {
    let mut counters = json!({ "Offers": offers, "ServerStartTime": since });
    for name in [
        "Discovers",
        "Requests",
        "Acks",
        "Naks",
        "Declines",
        "Releases",
        "TotalScopes",
        "TotalAddresses",
        "AddressesInUse",
        "AddressesAvailable",
    ] {
        counters[name] = json!(0);
    }
    state["v4"]["statistics"] = counters;
}

/// Leases of eight days, by when they end.
fn leases(state: &mut Value, ends: &[&str]) {
    let all = (100u8..).zip(ends).map(|(last, end)| {
        let mut one = lease(last, "Active", "00-50-56-00-00-01");
        one["LeaseExpiryTime"] = json!(end);
        one
    });
    scope(state)["leases"] = all.collect();
}

#[test]
fn a_reserve_lasts_for_a_day() {
    let said = |kept: u32, clients: u32| {
        vec![format!(
            "win-standby-reserve-zero {kept}: `branch` keeps {} addresses for the standby, and up to \
             {clients} new clients come in a day",
            190 * kept / 100
        )]
    };
    let nothing = Vec::<String>::new();
    let offered = |percent: u32, count: u32, since: &'static str| {
        lint(move |state| {
            standby(state, percent);
            offers(state, count, since);
        })
    };
    let two_days = "2026-11-20T13:58:04Z";
    assert_eq!(offered(5, 20, two_days), said(5, 10));
    assert_eq!(offered(5, 19, two_days), nothing);
    assert_eq!(offered(6, 20, two_days), nothing);
    // Too short to tell, and another scope that is served may have brought them.
    assert_eq!(offered(5, 99, "2026-11-21T13:58:05Z"), nothing);
    let elsewhere = lint(|state| {
        standby(state, 5);
        offers(state, 99, two_days);
        let mut other = scope(state).clone();
        for (name, value) in
            [("ScopeId", "10.30.9.0"), ("StartRange", "10.30.9.1"), ("EndRange", "10.30.9.9")]
        {
            other[name] = json!(value);
        }
        (other["exclusions"], other["policies"]) = (json!([]), json!([]));
        state["v4"]["scopes"].as_array_mut().unwrap().push(other);
    });
    assert_eq!(elsewhere, nothing);

    // Eight days before the end: one on the last day, one at its very start, one just before.
    let began = ["2026-11-30T13:58:04Z", "2026-11-29T13:58:05Z", "2026-11-29T13:58:04Z"];
    let leased = |percent: u32, count: Option<u32>, role: &'static str| {
        lint(move |state| {
            standby(state, percent);
            failover(state)["ServerRole"] = json!(role);
            leases(state, &began);
            if let Some(count) = count {
                offers(state, count, two_days);
            }
        })
    };
    assert_eq!(
        leased(1, None, "Active"),
        vec![
            "win-standby-reserve-zero 1: `branch` keeps 1 addresses for the standby, and up to 2 new \
         clients come in a day"
        ]
    );
    assert_eq!(leased(2, None, "Active"), nothing);
    // Whichever tells less; and the standby does not see them.
    assert_eq!(leased(1, Some(2), "Active"), nothing);
    assert_eq!(leased(1, Some(99), "Standby"), nothing);
    let note = {
        let (_, reading) = crate::fixture::changed(|state| {
            standby(state, 5);
            offers(state, 20, two_days);
        });
        let (state, places) = reading.state.unwrap();
        crate::check(&state, &places)[0].severity
    };
    assert_eq!(note, config_text::Severity::Note);
}

#[test]
fn states_other_than_normal_are_told() {
    use config_text::Severity;
    let severity = |name: &str| {
        let (_, reading) = crate::fixture::changed(|state| failover(state)["State"] = json!(name));
        let (state, places) = reading.state.unwrap();
        let found = crate::check(&state, &places);
        found.first().map(|one| (one.rule.id, one.severity))
    };
    let rule = "win-state-not-normal";
    assert_eq!(severity("Normal"), None);
    assert_eq!(severity("CommunicationInterrupted"), Some((rule, Severity::Warning)));
    assert_eq!(severity("PartnerDown"), Some((rule, Severity::Error)));
    assert_eq!(severity("PotentialConflict"), Some((rule, Severity::Error)));
}

#[test]
fn scopes_in_failover_are_judged_and_others_are_not() {
    let bad = |state: &mut Value| {
        let scope = scope(state);
        scope["Delay"] = json!(500);
        scope["Type"] = json!("Both");
        scope["exclusions"] = json!([{ "StartRange": "10.30.1.11", "EndRange": "10.30.1.50" }]);
    };
    assert_eq!(
        lint(bad),
        [
            "win-offer-delay 500: the scope 10.30.1.0 of `branch` holds offers back for 500 ms",
            "win-bootp-scope \"Both\": the scope 10.30.1.0 of `branch` serves BOOTP clients",
            "win-split-leftover {: the scope 10.30.1.0 of `branch` excludes 20 % of its range, as \
             one half of a split scope does",
        ]
    );
    let outside = lint(|state| {
        bad(state);
        failover(state)["ScopeId"] = json!([]);
    });
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn only_an_end_of_a_range_looks_like_half_of_a_split_scope() {
    let share = |start: u8, end: u8| {
        let found = lint(move |state| {
            let range = |last: u8| json!(format!("10.30.1.{last}"));
            scope(state)["exclusions"] =
                json!([{ "StartRange": range(start), "EndRange": range(end) }]);
        });
        found.len()
    };
    // The range has 200 addresses: .11 to .210.
    assert_eq!([share(11, 50), share(171, 210), share(51, 210), share(5, 110)], [1, 1, 1, 1]);
    assert_eq!([share(11, 40), share(12, 51), share(11, 80), share(90, 129)], [0, 0, 0, 0]);
}

#[test]
fn rules_have_names_and_texts_of_their_own() {
    let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), RULES.len());
    for rule in RULES {
        assert!(rule.id.starts_with("win-"), "{}", rule.id);
        assert!(rule.why.ends_with('.') && rule.fix.ends_with('.'), "{}", rule.id);
        assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}", rule.id);
    }
}

/// A lease as `Get-DhcpServerv4Lease` shows it, of an address of the scope.
fn lease(last: u8, state: &str, client: &str) -> Value {
    json!({
        "AddressState": state, "IPAddress": format!("10.30.1.{last}"), "ClientId": client,
        "LeaseExpiryTime": "2026-11-29T13:58:04Z", "DnsRR": "AandPTR", "ClientType": "Dhcp",
    })
}

#[test]
fn a_reserved_address_is_for_its_client() {
    // `printer`, `00-1b-a9-10-00-01`, has 10.30.1.31.
    let told = |lease: Value| lint(move |state| scope(state)["leases"] = json!([lease]));
    assert_eq!(
        told(lease(31, "Active", "00-50-56-00-00-01")),
        ["win-reservation-taken \"00-50-56-00-00-01\": 10.30.1.31 is reserved for \
          `00-1b-a9-10-00-01` and leased to `00-50-56-00-00-01`"]
    );
    let nothing = Vec::<String>::new();
    assert_eq!(told(lease(32, "Active", "00-50-56-00-00-01")), nothing);
    assert_eq!(told(lease(31, "Active", "001BA9100001")), nothing);
    for state in ["Expired", "Declined", "ActiveReservation", "InactiveReservation"] {
        assert_eq!(told(lease(31, state, "00-50-56-00-00-01")), nothing, "{state}");
    }
    let mut unnamed = lease(31, "Active", "");
    unnamed["ClientId"] = Value::Null;
    assert_eq!(told(unnamed), nothing);
}

#[test]
fn many_declined_addresses_are_told() {
    let told = |count: u8, state: &'static str, end: u8| {
        lint(move |document| {
            let scope = scope(document);
            scope["EndRange"] = json!(format!("10.30.1.{end}"));
            let all = (0..count).map(|at| lease(11 + at, state, "0b-01-1e-0a"));
            scope["leases"] = all.collect();
        })
    };
    let nothing = Vec::<String>::new();
    let many = "win-bad-addresses \"10.30.1.11\": clients declined";
    // 200 addresses.
    assert_eq!(told(9, "Declined", 210), nothing);
    assert_eq!(told(10, "Declined", 210), [format!("{many} 10 addresses of the scope 10.30.1.0")]);
    assert_eq!(told(10, "Active", 210), nothing);
    // 60 and 61 addresses: a twentieth are 3 and more.
    assert_eq!(told(3, "Declined", 70), [format!("{many} 3 addresses of the scope 10.30.1.0")]);
    assert_eq!(told(3, "Declined", 71), nothing);
    assert_eq!(told(2, "Declined", 69), nothing);
}

#[test]
fn leases_that_were_not_recorded_are_not_none() {
    assert_eq!(lint(|state| scope(state)["leases"] = Value::Null), Vec::<String>::new());
    assert_eq!(lint(|state| scope(state)["leases"] = json!([])), Vec::<String>::new());
}
