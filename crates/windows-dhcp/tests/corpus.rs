//! A relationship as Windows PowerShell 5.1 printed it, published by others: it is read as it is.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use config_text::Sources;
use serde_json::{Value, json};
use windows_dhcp::{FailoverMode, FailoverState, ServerType, read};

/// The state of the examples with the published relationship and its scopes.
fn state() -> Option<String> {
    let folder = dhcpair_testbed::shared("corpus/windows")?;
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let mut raw = files.filter(|path| path.to_string_lossy().ends_with("failoverV4Json.json"));
    let raw = std::fs::read_to_string(raw.next().unwrap()).unwrap();
    let campus =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean/win-1/state.json");
    let mut state: Value = serde_json::from_str(&std::fs::read_to_string(campus).unwrap()).unwrap();
    state["v4"]["failover"] = serde_json::from_str(&raw).unwrap();
    let scope = |third: u8| {
        json!({
            "ScopeId": format!("192.168.{third}.0"), "Name": "x", "SubnetMask": "255.255.255.0",
            "StartRange": format!("192.168.{third}.9"), "EndRange": format!("192.168.{third}.99"),
            "LeaseDuration": "8.00:00:00", "State": "Active",
            "exclusions": [], "reservations": [], "options": [], "policies": [],
        })
    };
    state["v4"]["scopes"] = json!([scope(10), scope(20)]);
    Some(state.to_string())
}

#[test]
fn a_relationship_as_powershell_prints_it_is_read() {
    let Some(text) = state() else { return };
    let mut sources = Sources::new();
    let file = sources.add("state.json", text.into_bytes());
    let reading = read(&mut sources, file).unwrap();
    let said: Vec<_> = reading.diagnostics.iter().map(|one| &one.message).collect();
    assert_eq!((reading.incomplete, said), (None, Vec::new()));
    let Some((state, _)) = reading.state else { panic!("no state") };
    let [one] = &state.v4.failover[..] else { panic!("{:?}", state.v4.failover) };
    assert_eq!(one.name, "dhcp-master<-->dhcp-node");
    assert_eq!((one.mode, one.state), (FailoverMode::LoadBalance, FailoverState::Normal));
    assert_eq!(one.server_type, Some(ServerType::PrimaryServer));
    // Beyond the depth that is printed only numbers are left, lowest byte first.
    let scopes: Vec<_> = one.scope_id.iter().map(ToString::to_string).collect();
    assert_eq!(scopes, ["192.168.10.0", "192.168.20.0"]);
    assert_eq!(one.primary_server_ip.map(|ip| ip.to_string()).as_deref(), Some("192.168.5.1"));
    assert_eq!(one.max_client_lead_time.seconds(), 3_600);
    assert_eq!((one.load_balance_percent, one.reserve_percent), (Some(50), None));
    assert_eq!((one.auto_state_transition, one.enable_auth), (false, true));
}
