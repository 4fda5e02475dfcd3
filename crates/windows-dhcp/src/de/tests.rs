//! Shapes of PowerShell's JSON, and what is said of values that do not fit.

use serde_json::{Value, json};

use crate::fixture::{changed, read_text, readable, state, told};

/// What reading the state after a change says.
fn says(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (sources, reading) = changed(change);
    assert_eq!(reading.incomplete.is_some(), !reading.diagnostics.is_empty());
    told(&sources, &reading.diagnostics)
}

#[test]
fn the_same_value_has_many_shapes() {
    let plain = readable(|_| ()).0;
    let shaped = readable(|state| {
        let v4 = &mut state["v4"];
        v4["failover"][0]["ScopeId"] = json!({
            "value": [{ "Address": 73_226, "AddressFamily": 2, "ScopeId": null }],
            "Count": 1,
        });
        v4["failover"][0]["LoadBalancePercent"] = json!(5.0e1);
        v4["failover"][0]["Mode"] = json!(0);
        v4["failover"][0]["State"] = json!("NORMAL");
        v4["failover"][0]["ServerRole"] = Value::Null;
        v4["failover"][0]["PSComputerName"] = json!("win-1");
        v4["failover"][0]["MaxClientLeadTime"] = json!(3_600);
        let scope = &mut v4["scopes"][0];
        scope["LeaseDuration"] = json!({ "Ticks": 6_912_000_000_000u64, "Days": 8 });
        scope["CimClass"] = json!({ "CimSystemProperties": {} });
        let only = scope["exclusions"][0].take();
        scope["exclusions"] = only;
        scope["options"][0]["Value"] = json!("10.30.1.1");
        let scope = v4["scopes"][0].take();
        v4["scopes"] = scope;
    })
    .0;
    let unplaced = |state: &crate::RecordedState| serde_json::to_value(state).unwrap();
    assert_eq!(unplaced(&shaped), unplaced(&plain));
}

#[test]
fn what_is_written_is_read_back() {
    let read = readable(|_| ()).0;
    let written = serde_json::to_string(&read).unwrap();
    let again = read_text(written).1.unwrap().state.unwrap().0;
    let value = |state: &crate::RecordedState| serde_json::to_value(state).unwrap();
    assert_eq!(value(&again), value(&read));
    let other: crate::RecordedState = serde_json::from_value(state()).unwrap();
    assert_eq!(value(&other), value(&read));
}

#[test]
fn records_know_their_places() {
    let mut sources = config_text::Sources::new();
    let text = serde_json::to_string_pretty(&state()).unwrap();
    let file = sources.add("state.json", text.into_bytes());
    let (state, places) = crate::read(&mut sources, file).unwrap().state.unwrap();
    let scope = &state.v4.scopes[0];
    let text = |span| sources.text(span);
    assert_eq!(text(places.of(scope.at)), "{");
    assert_eq!(text(places.property(scope.at, "EndRange")), "\"10.30.1.210\"");
    assert_eq!(text(places.property(scope.at, "Delay")), "{");
    let printer = text(places.whole(scope.reservations[0].at));
    assert!(printer.starts_with('{') && printer.ends_with('}') && printer.contains("printer"));
}

#[test]
fn wrong_values_are_blamed_where_they_stand() {
    assert_eq!(
        says(|state| state["v4"]["scopes"][0]["LeaseDuration"] = json!("8 days")),
        [
            "win-state-property \"8 days\": `LeaseDuration`: `8 days` is not a time span (`d.hh:mm:ss`)"
        ]
    );
    assert_eq!(
        says(|state| state["v4"]["scopes"][0]["State"] = json!("On")),
        [
            "win-state-property \"On\": `State`: expected `Active` or `Inactive`, found the text `On`"
        ]
    );
    assert_eq!(
        says(|state| state["v4"]["scopes"][0]["MaxBootpClients"] = json!(-1)),
        [
            "win-state-property -1: `MaxBootpClients`: expected a whole number from 0 to 4294967295, \
          found the number -1"
        ]
    );
    assert_eq!(
        says(|state| state["v4"]["failover"][0]["EnableAuth"] = json!("True")),
        [
            "win-state-property \"True\": `EnableAuth`: expected `true` or `false`, found the text `True`"
        ]
    );
    assert_eq!(
        says(|state| state["v4"]["failover"][0]["ScopeId"] = json!(["10.30.1.0", 698_560])),
        ["win-state-property 698560: `ScopeId`: expected an IPv4 address, found the number 698560"]
    );
    assert_eq!(
        says(|state| state["v4"]["filters"] = json!([["x"]])),
        ["win-state-property [: expected an object (`DhcpServerv4Filter`), found a list"]
    );
}

#[test]
fn a_missing_property_is_blamed_on_its_record_and_others_are_still_read() {
    let found = says(|state| {
        let scope = &mut state["v4"]["scopes"][0];
        scope["reservations"][0].as_object_mut().unwrap().remove("ClientId");
        scope["policies"][0].as_object_mut().unwrap().remove("ranges");
        state["v4"]["filters"] = json!([{ "List": "Deny" }]);
    });
    assert_eq!(
        found,
        [
            "win-state-property {: `MacAddress` is missing from this `DhcpServerv4Filter`",
            "win-state-property {: `ranges` is missing from this `DhcpServerv4Policy`",
            "win-state-property {: `ClientId` is missing from this `DhcpServerv4Reservation`",
        ]
    );
    let (_, reading) = changed(|state| drop(state["v4"].as_object_mut().unwrap().remove("scopes")));
    assert!(reading.state.is_none());
    assert_eq!(reading.incomplete.as_deref(), Some("line 21: `scopes` is missing from this `V4`"));
}

#[test]
fn a_property_may_not_stand_twice() {
    let text = serde_json::to_string(&state()).unwrap();
    let text = text.replacen("\"Delay\"", "\"x\"", 1);
    let twice = text.replacen("\"Name\":\"offices\"", "\"Name\":\"offices\",\"Name\":\"x\"", 1);
    let (sources, reading) = read_text(twice);
    assert_eq!(
        told(&sources, &reading.unwrap().diagnostics),
        ["win-state-twice \"Name\": `Name` stands twice in one object"]
    );
}
