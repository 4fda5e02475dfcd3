//! A small state for tests, to be changed before it is read.

use config_text::{Diagnostic, Sources};
use serde_json::{Value, json};

use crate::{NotAState, Places, Reading, RecordedState, check, read};

/// A server with one relationship that has one scope, about which there is nothing to say.
pub(crate) fn state() -> Value {
    json!({
        "recorded-windows-state": 1,
        "recorded": { "at": "2026-11-22T13:58:04Z" },
        "server": {
            "name": "win-1.example.net",
            "addresses": ["192.0.2.31"],
            "version": { "MajorVersion": 10, "MinorVersion": 0 },
            "setting": {
                "IsDomainJoined": true, "IsAuthorized": true, "ConflictDetectionAttempts": 0,
            },
        },
        "v4": {
            "bindings": [{
                "InterfaceAlias": "Ethernet", "BindingState": true, "IPAddress": "192.0.2.31",
                "SubnetMask": "255.255.255.0",
            }],
            "failover": [{
                "Name": "branch", "PartnerServer": "win-2.example.net", "Mode": "LoadBalance",
                "LoadBalancePercent": 50, "ScopeId": ["10.30.1.0"],
                "MaxClientLeadTime": "01:00:00", "AutoStateTransition": true,
                "StateSwitchInterval": "01:00:00", "State": "Normal", "EnableAuth": true,
                "PrimaryServerIP": "192.0.2.31", "ServerType": "PrimaryServer",
            }],
            "scopes": [{
                "ScopeId": "10.30.1.0", "Name": "offices", "SubnetMask": "255.255.255.0",
                "StartRange": "10.30.1.11", "EndRange": "10.30.1.210",
                "LeaseDuration": "8.00:00:00", "State": "Active",
                "exclusions": [{ "StartRange": "10.30.1.60", "EndRange": "10.30.1.69" }],
                "reservations": [{
                    "Name": "printer", "Type": "Both", "ClientId": "00-1b-a9-10-00-01",
                    "IPAddress": "10.30.1.31", "options": [],
                }],
                "options": [{ "OptionId": 3, "Type": "IPv4Address", "Value": ["10.30.1.1"] }],
                "policies": [{
                    "Name": "kiosk", "Enabled": true, "Condition": "Or", "ProcessingOrder": 1,
                    "UserClass": ["EQ", "Kiosk"], "ranges": [], "options": [],
                }],
            }],
            "options": [], "policies": [], "classes": [], "option-definitions": [],
            "dns-setting": {
                "DynamicUpdates": "Always", "DeleteDnsRROnLeaseExpiry": true,
                "NameProtection": false,
            },
            "filter-list": { "Allow": false, "Deny": false },
            "filters": [],
        },
    })
}

/// Reads a text.
pub(crate) fn read_text(text: impl AsRef<[u8]>) -> (Sources, Result<Reading, NotAState>) {
    let mut sources = Sources::new();
    let file = sources.add("state.json", text.as_ref().to_vec());
    let reading = read(&mut sources, file);
    (sources, reading)
}

/// Reads the state after a change; one property per line.
pub(crate) fn changed(change: impl FnOnce(&mut Value)) -> (Sources, Reading) {
    let mut state = state();
    change(&mut state);
    let (sources, reading) = read_text(serde_json::to_string_pretty(&state).unwrap());
    (sources, reading.unwrap())
}

/// The state after a change that keeps it readable.
pub(crate) fn readable(change: impl FnOnce(&mut Value)) -> (RecordedState, Places) {
    let (sources, reading) = changed(change);
    assert_eq!(told(&sources, &reading.diagnostics), Vec::<String>::new());
    reading.state.unwrap()
}

/// Diagnostics as `rule "blamed text": message`.
pub(crate) fn told(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |one: &Diagnostic| {
        let blamed = one.span().map(|span| sources.text(span)).unwrap_or_default();
        format!("{} {blamed}: {}", one.rule.id, one.message)
    };
    diagnostics.iter().map(line).collect()
}

/// What the checks find after a change.
pub(crate) fn lint(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let (sources, reading) = changed(change);
    assert_eq!(told(&sources, &reading.diagnostics), Vec::<String>::new());
    let (state, places) = reading.state.unwrap();
    told(&sources, &check(&state, &places))
}
