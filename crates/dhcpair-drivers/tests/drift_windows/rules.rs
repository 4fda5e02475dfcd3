//! Each rule of two Windows servers fires on the change that it is for, and no other one does.

use std::collections::BTreeSet;

use failover_model::{drift, joint};
use serde_json::{Value, json};

use crate::ground::{Ground, list_mut};
use crate::pair::{observe, rules};
use crate::pretty;

/// A change of the two states.
type Change = fn(&mut [Value; 2]);

/// What is changed, and the rule.
const CASES: &[(&str, Change)] = &[
    ("win-relationship-one-sided", |both| {
        v4(both, "failover").clear();
        // Left active, they would be handed out twice, which is another rule's.
        v4(both, "scopes").clear();
    }),
    ("win-partners-not-mutual", |both| {
        v4(both, "failover")[0]["PartnerServer"] = json!("win-9.example.net");
    }),
    ("win-partners-not-mutual", |both| {
        drop(list_mut(&mut v4(both, "failover")[0], "ScopeId").pop())
    }),
    ("win-parameters-differ", |both| {
        v4(both, "failover")[0]["MaxClientLeadTime"] = json!("00:30:00");
    }),
    ("win-parameters-differ", |both| {
        v4(both, "failover")[0]["EnableAuth"] = json!(false);
    }),
    ("win-scope-one-sided", |both| {
        drop(list_mut(&mut v4(both, "failover")[0], "ScopeId").remove(0));
        drop(v4(both, "scopes").remove(0));
    }),
    ("win-scope-active-differs", |both| v4(both, "scopes")[0]["State"] = json!("Inactive")),
    ("win-range-differs", |both| v4(both, "scopes")[0]["EndRange"] = json!("10.30.1.205")),
    ("win-range-differs", |both| list_mut(&mut v4(both, "scopes")[0], "exclusions").clear()),
    ("win-policy-differs", |both| drop(list_mut(&mut v4(both, "scopes")[0], "policies").pop())),
    ("win-policy-differs", |both| v4(both, "policies").clear()),
    ("win-reservation-differs", |both| {
        drop(list_mut(&mut v4(both, "scopes")[0], "reservations").pop());
    }),
    ("win-option-differs", |both| v4(both, "scopes")[0]["LeaseDuration"] = json!("3.00:00:00")),
    ("win-option-differs", |both| {
        list_mut(&mut v4(both, "scopes")[0], "options")[0]["Value"] = json!(["10.30.1.2"]);
    }),
    ("win-option-differs", |both| v4(both, "scopes")[0]["SuperscopeName"] = json!("other")),
    ("win-server-option-differs", |both| {
        v4(both, "options")[0]["Value"] = json!(["192.0.2.54"]);
    }),
    ("win-server-option-differs", |both| {
        both[1]["v4"]["dns-setting"]["DynamicUpdates"] = json!("Never");
    }),
    ("win-class-differs", |both| v4(both, "classes")[1]["Data"] = json!("OtherPhone")),
    ("win-option-type-differs", |both| {
        v4(both, "option-definitions")[0]["MultiValued"] = json!(false);
    }),
    ("win-filter-differs", |both| drop(v4(both, "filters").pop())),
    ("win-filter-differs", |both| both[1]["v4"]["filter-list"]["Deny"] = json!(false)),
    ("win-conflict-check-differs", |both| {
        both[1]["server"]["setting"]["ConflictDetectionAttempts"] = json!(5);
    }),
    ("win-scope-uncoordinated", |both| {
        for state in both {
            list_mut(&mut state["v4"]["failover"][0], "ScopeId").remove(0);
        }
    }),
    ("win-dns-account-differs", |both| {
        both[1]["server"]["dns-credential"]["UserName"] = json!("other");
    }),
    ("win-version-differs", |both| both[1]["server"]["os"] = json!("10.0.26100")),
];

/// A list of the second server.
fn v4<'s>(both: &'s mut [Value; 2], list: &str) -> &'s mut Vec<Value> {
    list_mut(&mut both[1]["v4"], list)
}

fn found(change: Change) -> Vec<&'static str> {
    let mut states = Ground::campus().states;
    change(&mut states);
    let [first, second] = [0, 1].map(|side| observe(&pretty(&states[side]), side).unwrap());
    rules([&first, &second])
}

#[test]
fn each_rule_fires_on_its_change_alone() {
    assert_eq!(found(|_| ()), Vec::<&str>::new());
    let wrong: Vec<_> = CASES
        .iter()
        .enumerate()
        .map(|(at, (rule, change))| (at, *rule, found(*change)))
        .filter(|(_, rule, found)| found != &[*rule])
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What no recorded state tells: it takes an answer of the server's resolver.
const NOT_RECORDED: &str = "win-partner-unresolved";

#[test]
fn no_rule_of_two_servers_is_without_a_case() {
    let all = drift::RULES.iter().chain(joint::RULES).map(|rule| rule.id);
    let all: BTreeSet<&str> = all.filter(|id| id.starts_with("win-")).collect();
    let tried = CASES.iter().map(|(rule, _)| *rule).chain([NOT_RECORDED]);
    let tried: BTreeSet<&str> = tried.collect();
    assert_eq!(all, tried);
}
