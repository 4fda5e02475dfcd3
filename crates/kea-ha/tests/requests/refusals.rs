//! What is not sent.

use std::time::Duration;

use kea_config::{Document, Family, Json, Version};
use kea_ha::State;
use kea_ha::command::*;

use crate::{configuration, server};

/// What is said where a command is not sent to such a server; [`None`] where it is.
fn refused<C: Command>(version: &str, command: &C) -> Option<String> {
    let family = C::INFO.family.unwrap_or(Family::V4);
    server(family, version).request(command).err().map(|refusal| refusal.to_string())
}

#[test]
fn config_test_is_not_made_for_versions_that_it_harms() {
    let whole = configuration(r#"{ "Dhcp4": {} }"#);
    let made = |version: &str| {
        let version = Version::parse(version).unwrap();
        ConfigTest::new(whole.clone(), version).is_ok()
    };
    for version in ["2.2.0", "2.4", "2.6.5", "2.6", "2.7.2", "3.0.4", "3.1.3", "3.2.0", "3.3"] {
        assert!(made(version), "{version}");
    }
    for version in
        ["2.7.3", "2.7.9", "3.0.0", "3.0.3", "3.1.0", "3.1.2", "2.7", "3.0", "3.1", "3", "2"]
    {
        assert!(!made(version), "{version}");
    }
    assert!(ConfigTest::new(whole.clone(), Version::ANY).is_err());
    // Made for one server, it is not sent to another one either.
    let command = ConfigTest::new(whole, Version::parse("3.0.4").unwrap()).unwrap();
    assert!(refused("3.0.3", &command).unwrap().contains("2.7.3 to 3.0.3"));
    assert_eq!(refused("2.6.3", &command), None);
}

#[test]
fn commands_that_came_later_are_not_sent() {
    let said = "`config-hash-get` is known from 2.4.0 on, and the server runs 2.2.0";
    assert_eq!(refused("2.2.0", &ConfigHashGet).as_deref(), Some(said));
    assert_eq!(refused("2.4", &ConfigHashGet), None);
    let reservation = Json::map([("subnet-id", Json::from(1))]);
    let update = ReservationUpdate { reservation, source: None };
    let said = "`reservation-update` of `libdhcp_host_cmds` is known from 2.3.7 on, and the server runs 2.2";
    assert_eq!(refused("2.2", &update).as_deref(), Some(said));
    assert_eq!(refused("2.6", &update), None);
    let (family, hw_address) = (V6, Octets::default());
    let told = refused("3.0", &LeaseGetByHwAddress { family, hw_address }).unwrap();
    assert!(told.contains("is known from 3.1.1 on"), "{told}");
    let hw_address = Octets::default();
    assert_eq!(refused("2.2", &LeaseGetByHwAddress { family: V4, hw_address }), None);
}

#[test]
fn arguments_that_came_later_are_not_sent() {
    let named = || Some("a".to_owned());
    let later = |version, argument: &str, told: Option<String>| {
        let told = told.unwrap_or_else(|| panic!("{argument} goes to {version}"));
        assert!(told.starts_with(&format!("`{argument}` of `")), "{told}");
    };
    later("2.4", "server-name", refused("2.4", &HaReset { server_name: named() }));
    later("2.4", "server-name", refused("2.4", &HaHeartbeat { server_name: named() }));
    assert_eq!(refused("2.6", &HaReset { server_name: named() }), None);
    assert_eq!(refused("2.4", &HaReset::default()), None);
    // To this command the name always was an argument.
    let sync = |max_period| HaSync { server_name: "a".to_owned(), max_period };
    assert_eq!(refused("2.2", &sync(None)), None);
    for period in [Duration::ZERO, Duration::from_millis(999), Duration::from_secs(1 << 32)] {
        later("2.2", "max-period", refused("2.2", &sync(Some(period))));
    }
    let disable = DhcpDisable { max_period: Some(Duration::ZERO) };
    later("2.2", "max-period", refused("2.2", &disable));
    let notify = |origin_id| HaSyncCompleteNotify { origin_id, server_name: None };
    later("2.4", "origin-id", refused("2.4", &notify(Some(2001))));
    let state = Some(State::Ready);
    let notify = HaMaintenanceNotify { cancel: true, state, server_name: None };
    later("2.6", "state", refused("2.6", &notify));
    assert_eq!(refused("3.0", &notify), None);
    let all = |source| ReservationGetAll { subnet_id: 1, source };
    later("2.2", "operation-target", refused("2.2", &all(Some(HostSource::Memory))));
    assert_eq!(refused("2.2", &all(None)), None);
    let without = ReservationAdd { reservation: Json::map::<&str>([]), source: None };
    later("3.0", "reservation", refused("3.0", &without));
}

#[test]
fn channels_are_of_their_versions() {
    let over = |channel, version| {
        let server = Server { channel, ..server(Family::V4, version) };
        server.request(&StatusGet).is_ok()
    };
    for version in ["2.2", "2.6", "3.0", "3.2"] {
        assert!(over(Channel::UnixSocket, version));
    }
    assert!(!over(Channel::Http, "2.6") && over(Channel::Http, "3.0"));
    assert!(over(Channel::ControlAgent, "3.0") && over(Channel::ControlAgent, "3.1"));
    assert!(!over(Channel::ControlAgent, "3.2"));
}

#[test]
fn the_listener_of_partners_takes_what_they_use() {
    let server = Server { channel: Channel::HaListener, ..server(Family::V4, "2.6.3") };
    assert!(server.request(&StatusGet).is_ok() && server.request(&HaHeartbeat::default()).is_ok());
    let told = server.request(&ConfigGet).map(drop).unwrap_err().to_string();
    assert_eq!(
        told,
        "`config-get` is not for the listener of High Availability: send it to a control socket"
    );
}

#[test]
fn the_other_family_is_not_asked() {
    let v6 = server(Family::V6, "3.0.4");
    let first = LeaseGetPage::<V4>::first(PageSize::default());
    let told = v6.request(&first).map(drop).unwrap_err().to_string();
    assert_eq!(told, "`lease4-get-page` is not for a server of DHCPv6");
    let told = v6.request(&ConfigSet(configuration(r#"{ "Dhcp4": {} }"#))).map(drop);
    assert!(matches!(told, Err(Refusal::Argument { .. })), "{told:?}");
}

#[test]
fn pages_have_bounds() {
    assert!(PageSize::new(0).is_none() && PageSize::new(10_001).is_none());
    assert_eq!(PageSize::new(10_000), Some(PageSize::MOST));
}

#[test]
fn what_is_no_configuration_is_not_made_one() {
    for text in [
        r#"{ "Control-agent": {} }"#,
        r#"{ "Dhcp4": [] }"#,
        "[]",
        r#"{ "Dhcp4": { "comment": "a", "user-context": { "comment": "b" } } }"#,
        r#"{ "Dhcp4": { "comment": "a", "user-context": [] } }"#,
        &format!("{{ \"Dhcp4\": {}{} }}", "[".repeat(200), "]".repeat(200)),
        &format!("{{ \"Dhcp4\": {{ \"a\": {}{} }} }}", "[".repeat(200), "]".repeat(200)),
    ] {
        let document = Document::of_value(text).unwrap();
        let made = Configuration::of(&document);
        assert!(matches!(made, Err(Refusal::Configuration { .. })), "{text}");
    }
}
