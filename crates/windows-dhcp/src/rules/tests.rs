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
