//! States that no server has.

use serde_json::{Value, json};

use crate::fixture::{changed, state, told};

/// What reading the state after a change says, and whether anything can be concluded from it.
#[track_caller]
fn check(change: impl FnOnce(&mut Value), doubtful: bool, wanted: &[&str]) {
    let (sources, reading) = changed(change);
    assert_eq!(told(&sources, &reading.diagnostics), wanted);
    assert_eq!(reading.incomplete.is_some(), doubtful);
}

fn scope(state: &mut Value) -> &mut Value {
    &mut state["v4"]["scopes"][0]
}

fn failover(state: &mut Value) -> &mut Value {
    &mut state["v4"]["failover"][0]
}

#[test]
fn a_mode_needs_its_share() {
    check(
        |state| failover(state)["LoadBalancePercent"] = Value::Null,
        true,
        &[
            "win-state-property null: `branch` is in LoadBalance mode and has no `LoadBalancePercent`",
        ],
    );
    check(
        |state| failover(state)["LoadBalancePercent"] = json!(101),
        true,
        &["win-state-property 101: `LoadBalancePercent` of `branch` is 101: it is 0 to 100"],
    );
    check(
        |state| {
            failover(state)["Mode"] = json!("HotStandby");
            failover(state)["ReservePercent"] = json!(5);
        },
        true,
        &["win-state-property {: `branch` is in HotStandby mode and has no `ServerRole`"],
    );
    check(
        |state| failover(state)["StateSwitchInterval"] = Value::Null,
        true,
        &["win-state-property null: `branch` has `AutoStateTransition` on and no \
           `StateSwitchInterval`"],
    );
}

#[test]
fn addresses_fit_their_network() {
    check(
        |state| scope(state)["SubnetMask"] = json!("255.0.255.0"),
        true,
        &["win-state-property \"10.30.1.0\": 10.30.1.0 is not the network address of a network \
           with the mask 255.0.255.0"],
    );
    check(
        |state| scope(state)["EndRange"] = json!("10.30.1.10"),
        true,
        &["win-state-property \"10.30.1.11\": a range that ends at 10.30.1.10 cannot start at \
           10.30.1.11"],
    );
    check(
        |state| scope(state)["reservations"][0]["IPAddress"] = json!("10.30.2.31"),
        false,
        &["win-state-contradiction \"10.30.2.31\": 10.30.2.31 is not in the network 10.30.1.0/24 \
           of its scope"],
    );
    check(
        |state| scope(state)["exclusions"][0]["EndRange"] = json!("10.30.2.1"),
        false,
        &[
            "win-state-contradiction \"10.30.2.1\": 10.30.2.1 is not in the network 10.30.1.0/24 of \
           its scope",
        ],
    );
}

#[test]
fn records_stand_where_they_say() {
    check(
        |state| {
            scope(state)["exclusions"][0]["ScopeId"] = json!("10.30.1.0");
            scope(state)["reservations"][0]["ScopeId"] = json!("10.30.2.0");
            scope(state)["policies"][0]["ranges"] = json!([
                { "Name": "phones", "StartRange": "10.30.1.100", "EndRange": "10.30.1.110" }
            ]);
        },
        false,
        &[
            "win-state-contradiction \"phones\": it stands in the policy `kiosk` and says `phones`",
            "win-state-contradiction \"10.30.2.0\": it stands in the scope 10.30.1.0 and says \
             10.30.2.0",
        ],
    );
}

#[test]
fn a_relationship_lists_scopes_that_are_there_and_nobody_elses() {
    check(
        |state| failover(state)["ScopeId"] = json!(["10.30.1.0", "10.30.9.0"]),
        false,
        &["win-state-contradiction [: `branch` lists the scope 10.30.9.0, which the server lacks"],
    );
    check(
        |state| {
            let mut other = failover(state).clone();
            other["Name"] = json!("other");
            state["v4"]["failover"].as_array_mut().unwrap().push(other);
        },
        false,
        &["win-state-contradiction [: the scope 10.30.1.0 is in the relationships `branch` and \
           `other`"],
    );
}

#[test]
fn overlapping_scopes_are_found_in_any_order() {
    let with = |id: &'static str, mask: &'static str| {
        move |state: &mut Value| {
            let mut other = scope(state).clone();
            for list in ["exclusions", "reservations", "policies"] {
                other[list] = json!([]);
            }
            (other["ScopeId"], other["SubnetMask"]) = (json!(id), json!(mask));
            (other["StartRange"], other["EndRange"]) = (json!("10.30.1.5"), json!("10.30.1.6"));
            state["v4"]["scopes"].as_array_mut().unwrap().push(other);
        }
    };
    let overlap = "win-state-contradiction \"10.30.1.0\": the scopes 10.30.0.0/16 and 10.30.1.0/24 \
                   overlap";
    check(with("10.30.0.0", "255.255.0.0"), false, &[overlap]);
    let inner = "win-state-contradiction \"10.30.1.0\": the scopes 10.30.0.0/23 and 10.30.1.0/24 \
                 overlap";
    check(with("10.30.0.0", "255.255.254.0"), false, &[inner]);
    check(
        with("10.30.1.0", "255.255.255.0"),
        true,
        &["win-state-twice \"10.30.1.0\": the scope 10.30.1.0 stands here a second time"],
    );
}

#[test]
fn nothing_stands_twice() {
    let double = |list: &str| {
        let pointer = list.to_owned();
        move |state: &mut Value| {
            let list = state.pointer_mut(&pointer).unwrap().as_array_mut().unwrap();
            let first = list[0].clone();
            list.push(first);
        }
    };
    let rules = |change: &dyn Fn(&mut Value)| {
        let (_, reading) = changed(change);
        assert!(reading.incomplete.is_some());
        let ids: Vec<_> = reading.diagnostics.iter().map(|one| one.rule.id).collect();
        ids.iter().filter(|id| **id == "win-state-twice").count()
    };
    assert_eq!(rules(&double("/v4/scopes/0/options")), 1);
    assert_eq!(rules(&double("/v4/scopes/0/policies")), 1);
    assert_eq!(rules(&double("/v4/failover")), 1);
    // By address and by client.
    assert_eq!(rules(&double("/v4/scopes/0/reservations")), 2);
    let spelled = |state: &mut Value| {
        state["v4"]["filters"] = json!([
            { "List": "Deny", "MacAddress": "00-1B-AE-*" },
            { "List": "Deny", "MacAddress": "001bae*" },
        ]);
        state["v4"]["options"] = json!([
            { "OptionId": 3, "Value": ["10.30.1.1"], "VendorClass": "", "UserClass": null },
            { "OptionId": 3, "Value": ["10.30.1.2"] },
        ]);
    };
    assert_eq!(rules(&spelled), 2);
}

#[test]
fn the_clean_state_is_sound() {
    check(|_| (), false, &[]);
    assert!(state()["v4"]["scopes"][0]["reservations"][0].is_object());
}

#[test]
fn an_address_is_one_address() {
    check(
        |state| scope(state)["options"][0]["Value"] = json!("10.30.1.1 10.30.1.2"),
        true,
        &[
            "win-state-property \"10.30.1.1 10.30.1.2\": `10.30.1.1 10.30.1.2` is not an IPv4 address",
        ],
    );
    check(
        |state| scope(state)["options"][0]["Value"] = json!(["10.30.1.1", "10.30.1.2"]),
        false,
        &[],
    );
}

#[test]
fn leases_are_of_their_scope_and_one_for_each_address() {
    let lease = |address: &str| json!({ "AddressState": "Expired", "IPAddress": address });
    check(
        |state| scope(state)["leases"] = json!([lease("10.30.2.9")]),
        false,
        &[
            "win-state-contradiction \"10.30.2.9\": 10.30.2.9 is not in the network 10.30.1.0/24 of \
           its scope",
        ],
    );
    check(
        |state| {
            let mut one = lease("10.30.1.9");
            one["ScopeId"] = json!("10.30.2.0");
            scope(state)["leases"] = json!([one]);
        },
        false,
        &["win-state-contradiction \"10.30.2.0\": it stands in the scope 10.30.1.0 and says \
           10.30.2.0"],
    );
    check(
        |state| scope(state)["leases"] = json!([lease("10.30.1.9"), lease("10.30.1.9")]),
        true,
        &["win-state-twice \"10.30.1.9\": the lease 10.30.1.9 stands here a second time"],
    );
}
