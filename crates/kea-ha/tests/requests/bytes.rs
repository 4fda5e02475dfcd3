//! What is sent.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use chrono::DateTime;
use kea_config::view::IdentifierKind;
use kea_config::{Family, Json, Version};
use kea_ha::State;
use kea_ha::command::*;

use crate::{configuration, server};

/// Commands that were made, by name.
#[derive(Default)]
struct Made(BTreeSet<&'static str>);

impl Made {
    /// A command with these arguments, for a server of the newest version.
    fn check<C: Command>(&mut self, command: &C, arguments: &str) {
        let name = C::INFO.name;
        let server = server(C::INFO.family.unwrap_or(Family::V4), "3.3.0");
        let request = server.request(command).unwrap();
        let body = str::from_utf8(request.body()).unwrap();
        let arguments = match arguments {
            "" => String::new(),
            _ => format!(r#", "arguments": {arguments}"#),
        };
        assert_eq!(body, format!(r#"{{ "command": "{name}"{arguments} }}"#));
        self.0.insert(name);
    }
}

fn lease4() -> Lease<V4> {
    Lease {
        address: "10.0.0.9".parse().unwrap(),
        subnet_id: 7,
        pool_id: Some(3),
        client: Client4 { hw_address: [2, 0, 0, 0, 0, 9].into(), client_id: Some([1, 9].into()) },
        last_transaction: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        valid_lifetime: Lifetime::For(Duration::from_secs(3600)),
        state: LeaseState::Assigned,
        hostname: "nine".to_owned(),
        fqdn_forward: true,
        fqdn_reverse: false,
        user_context: Some(Json::map([("site", Json::from("x"))])),
    }
}

const LEASE4: &str = r#"{ "ip-address": "10.0.0.9", "subnet-id": 7, "hw-address": "02:00:00:00:00:09", "client-id": "01:09", "valid-lft": 3600, "expire": 1700003600, "state": 0, "hostname": "nine", "fqdn-fwd": true, "fqdn-rev": false, "pool-id": 3, "user-context": { "site": "x" }"#;

fn lease6() -> Lease<V6> {
    Lease {
        address: "2001:db8::".parse().unwrap(),
        subnet_id: 7,
        pool_id: None,
        client: Client6 {
            duid: [0, 1].into(),
            iaid: 5,
            kind: LeaseKind::Prefix(56),
            hw_address: None,
            preferred_lifetime: Lifetime::Infinite,
        },
        last_transaction: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        valid_lifetime: Lifetime::Infinite,
        state: LeaseState::Reclaimed,
        hostname: String::new(),
        fqdn_forward: false,
        fqdn_reverse: false,
        user_context: None,
    }
}

const LEASE6: &str = r#"{ "ip-address": "2001:db8::", "subnet-id": 7, "duid": "00:01", "iaid": 5, "type": "IA_PD", "prefix-len": 56, "preferred-lft": 4294967295, "valid-lft": 4294967295, "state": 2, "hostname": "", "fqdn-fwd": false, "fqdn-rev": false"#;

#[test]
fn every_command_is_what_kea_reads() {
    let mut made = Made::default();
    servers(&mut made);
    relationships(&mut made);
    services(&mut made);
    leases(&mut made);
    made.check(&StatLeaseGet(V4), "");
    made.check(&StatLeaseGet(V6), "");
    searches(&mut made, V4);
    searches(&mut made, V6);
    subnets(&mut made, V4, "subnet4");
    subnets(&mut made, V6, "subnet6");
    classes(&mut made);
    reservations(&mut made);
    let all: BTreeSet<_> = COMMANDS.iter().map(|info| info.name).collect();
    assert_eq!(made.0, all);
    assert_eq!(COMMANDS.len(), all.len(), "no name is there twice");
}

fn servers(made: &mut Made) {
    made.check(&StatusGet, "");
    made.check(&StatisticGetAll, "");
    made.check(&VersionGet, "");
    made.check(&BuildReport, "");
    made.check(&ListCommands, "");
    made.check(&ConfigGet, "");
    made.check(&ConfigHashGet, "");
    made.check(&ConfigReload, "");
    made.check(&ConfigWrite::default(), "");
    let filename = Some("/etc/kea/\"new\".conf".to_owned());
    made.check(&ConfigWrite { filename }, r#"{ "filename": "/etc/kea/\"new\".conf" }"#);
    // As a file has it: with comments, and the hash of an answer.
    let whole = configuration(
        "{ \"Dhcp4\": { // here\n \"comment\": \"a\", \"user-context\": { \"b\": 1 }, \"subnet4\": [ { \"id\": 1, \"comment\": \"c\" } ],\n\
         \"hooks-libraries\": [ { \"library\": \"x\", \"parameters\": { \"comment\": \"mine\" } } ] }, \"hash\": \"5AFE\" }",
    );
    let sent = r#"{ "Dhcp4": { "user-context": { "b": 1, "comment": "a" }, "subnet4": [ { "id": 1, "user-context": { "comment": "c" } } ], "hooks-libraries": [ { "library": "x", "parameters": { "comment": "mine" } } ] } }"#;
    made.check(&ConfigSet(whole.clone()), sent);
    made.check(&ConfigTest::new(whole, Version::parse("3.3.0").unwrap()).unwrap(), sent);
}

fn relationships(made: &mut Made) {
    let named = || Some("b".to_owned());
    let name = r#"{ "server-name": "b" }"#;
    made.check(&HaHeartbeat::default(), "");
    made.check(&HaHeartbeat { server_name: named() }, name);
    made.check(&HaContinue { server_name: named() }, name);
    made.check(&HaReset { server_name: named() }, name);
    made.check(&HaMaintenanceStart, "");
    made.check(&HaMaintenanceCancel, "");
    made.check(&HaSync { server_name: "b".to_owned(), max_period: None }, name);
    let max_period = Some(Duration::from_millis(60_500));
    let sync = HaSync { server_name: "b".to_owned(), max_period };
    made.check(&sync, r#"{ "server-name": "b", "max-period": 60 }"#);
    made.check(&HaScopes { scopes: vec![], server_name: None }, r#"{ "scopes": [] }"#);
    let scopes = vec!["a".to_owned(), "b".to_owned()];
    made.check(
        &HaScopes { scopes, server_name: named() },
        r#"{ "scopes": [ "a", "b" ], "server-name": "b" }"#,
    );
    let state = Some(State::HotStandby);
    made.check(
        &HaMaintenanceNotify { cancel: true, state, server_name: named() },
        r#"{ "cancel": true, "state": "hot-standby", "server-name": "b" }"#,
    );
    made.check(
        &HaSyncCompleteNotify { origin_id: Some(2001), server_name: named() },
        r#"{ "origin-id": 2001, "server-name": "b" }"#,
    );
}

fn leases(made: &mut Made) {
    let limit = PageSize::default();
    made.check(&LeaseGetPage::<V4>::first(limit), r#"{ "from": "start", "limit": 1000 }"#);
    let from = Some("2001:db8::1".parse().unwrap());
    made.check(&LeaseGetPage::<V6> { from, limit }, r#"{ "from": "2001:db8::1", "limit": 1000 }"#);
    made.check(&LeaseGetAll::<V4>::default(), "");
    made.check(&LeaseGetAll { family: V6, subnets: vec![1, 4] }, r#"{ "subnets": [ 1, 4 ] }"#);
    let address = "10.0.0.9".parse().unwrap();
    let kind = LeaseKind::Address;
    made.check(&LeaseGet::<V4> { address, kind }, r#"{ "ip-address": "10.0.0.9" }"#);
    made.check(&LeaseDel::<V4> { address, kind }, r#"{ "ip-address": "10.0.0.9" }"#);
    let (address, kind) = ("2001:db8::".parse().unwrap(), LeaseKind::Prefix(56));
    let prefix = r#"{ "ip-address": "2001:db8::", "type": "IA_PD" }"#;
    made.check(&LeaseGet::<V6> { address, kind }, prefix);
    made.check(&LeaseDel::<V6> { address, kind }, prefix);
    made.check(&LeaseAdd(lease4()), &format!("{LEASE4} }}"));
    made.check(&LeaseAdd(lease6()), &format!("{LEASE6} }}"));
    let update = LeaseUpdate { lease: lease4(), or_create: true };
    made.check(&update, &format!(r#"{LEASE4}, "force-create": true }}"#));
    let update = LeaseUpdate { lease: lease6(), or_create: false };
    made.check(&update, &format!(r#"{LEASE6}, "force-create": false }}"#));
}

fn searches<F: AddressFamily>(made: &mut Made, family: F) {
    let hostname = "nine".to_owned();
    made.check(&LeaseGetByHostname { family, hostname }, r#"{ "hostname": "nine" }"#);
    let hw_address = [2, 9].into();
    let subnet_id = NonZeroU32::new(7).unwrap();
    made.check(&LeaseWipe { family, subnet_id }, r#"{ "subnet-id": 7 }"#);
    made.check(&LeaseGetByHwAddress { family, hw_address }, r#"{ "hw-address": "02:09" }"#);
}

fn services(made: &mut Made) {
    made.check(&DhcpDisable::default(), "");
    let max_period = Some(Duration::from_secs(90));
    made.check(&DhcpDisable { max_period }, r#"{ "max-period": 90 }"#);
    made.check(&DhcpEnable, "");
    made.check(&LeaseGetByClientId([1, 9].into()), r#"{ "client-id": "01:09" }"#);
    made.check(&LeaseGetByDuid([0, 1].into()), r#"{ "duid": "00:01" }"#);
}

fn subnets<F: AddressFamily>(made: &mut Made, family: F, key: &str) {
    let map = Json::map([("id", Json::from(7))]);
    let subnet = || map.clone();
    let sent = format!(r#"{{ "{key}": [ {{ "id": 7 }} ] }}"#);
    made.check(&SubnetAdd { family, subnet: subnet() }, &sent);
    made.check(&SubnetUpdate { family, subnet: subnet() }, &sent);
    made.check(&SubnetDeltaAdd { family, subnet: subnet() }, &sent);
    made.check(&SubnetDeltaDel { family, subnet: subnet() }, &sent);
    made.check(&SubnetList(family), "");
    made.check(&SubnetGet::<F>(SubnetKey::Id(7)), r#"{ "id": 7 }"#);
    made.check(&SubnetDel { family, id: 7 }, r#"{ "id": 7 }"#);
    made.check(&NetworkList(family), "");
    let name = || "floor".to_owned();
    made.check(&NetworkGet { family, name: name() }, r#"{ "name": "floor" }"#);
    let network = Json::map([("name", Json::from("floor"))]);
    let sent = r#"{ "shared-networks": [ { "name": "floor" } ] }"#;
    made.check(&NetworkAdd { family, network }, sent);
    let sent = r#"{ "name": "floor", "subnets-action": "keep" }"#;
    made.check(&NetworkDel { family, name: name(), subnets: SubnetsOf::Keep }, sent);
    let sent = r#"{ "name": "floor", "id": 7 }"#;
    made.check(&NetworkSubnetAdd { family, network: name(), subnet: 7 }, sent);
    made.check(&NetworkSubnetDel { family, network: name(), subnet: 7 }, sent);
}

fn classes(made: &mut Made) {
    let class = || Json::map([("name", Json::from("guests"))]);
    let name = r#"{ "name": "guests" }"#;
    let map = format!(r#"{{ "client-classes": [ {name} ] }}"#);
    made.check(&ClassList, "");
    made.check(&ClassGet("guests".to_owned()), name);
    made.check(&ClassDel("guests".to_owned()), name);
    made.check(&ClassAdd(class()), &map);
    made.check(&ClassUpdate(class()), &map);
}

fn reservations(made: &mut Made) {
    let address = "10.0.0.9".parse().unwrap();
    let map = || Json::map([("subnet-id", Json::from(7))]);
    let memory = Some(HostSource::Memory);
    made.check(
        &ReservationAdd { reservation: map(), source: memory },
        r#"{ "reservation": { "subnet-id": 7 }, "operation-target": "memory" }"#,
    );
    made.check(
        &ReservationUpdate { reservation: map(), source: None },
        r#"{ "reservation": { "subnet-id": 7 } }"#,
    );
    let key = ReservationKey::Address(address);
    made.check(
        &ReservationGet { subnet_id: 7, key, source: Some(HostSource::All) },
        r#"{ "subnet-id": 7, "ip-address": "10.0.0.9", "operation-target": "all" }"#,
    );
    let key = ReservationKey::Identifier(IdentifierKind::CircuitId, [0xab, 1].into());
    made.check(
        &ReservationDel { subnet_id: 0, key, source: Some(HostSource::Database) },
        r#"{ "subnet-id": 0, "identifier-type": "circuit-id", "identifier": "ab:01", "operation-target": "database" }"#,
    );
    made.check(&ReservationGetAll { subnet_id: 7, source: None }, r#"{ "subnet-id": 7 }"#);
    let hostname = "nine".to_owned();
    made.check(
        &ReservationGetByHostname { hostname, subnet_id: Some(7), source: None },
        r#"{ "hostname": "nine", "subnet-id": 7 }"#,
    );
    made.check(
        &ReservationGetByAddress { address, subnet_id: None, source: memory },
        r#"{ "ip-address": "10.0.0.9", "operation-target": "memory" }"#,
    );
    let identifier = (IdentifierKind::HwAddress, [2, 0].into());
    made.check(
        &ReservationGetById { identifier, source: None },
        r#"{ "identifier-type": "hw-address", "identifier": "02:00" }"#,
    );
    let limit = PageSize::new(2).unwrap();
    let first = ReservationGetPage { subnet_id: Some(7), limit, from: None };
    made.check(&first, r#"{ "limit": 2, "subnet-id": 7 }"#);
    let reply = r#"{ "result": 0, "arguments": { "count": 1, "hosts": [ { "subnet-id": 7, "hw-address": "02:00" } ], "next": { "source-index": 1, "from": 12 } } }"#;
    let server = server(Family::V4, "3.0.4");
    let page = server.request(&first).unwrap().decode(reply.as_bytes()).unwrap();
    made.check(
        &page.next.unwrap(),
        r#"{ "limit": 2, "subnet-id": 7, "source-index": 1, "from": 12 }"#,
    );
}

#[test]
fn only_a_control_agent_is_told_what_server_is_meant() {
    for (channel, body) in [
        (Channel::UnixSocket, r#"{ "command": "ha-scopes", "arguments": { "scopes": [] } }"#),
        (Channel::Http, r#"{ "command": "ha-scopes", "arguments": { "scopes": [] } }"#),
        (
            Channel::ControlAgent,
            r#"{ "command": "ha-scopes", "service": [ "dhcp6" ], "arguments": { "scopes": [] } }"#,
        ),
    ] {
        let server = Server { channel, ..server(Family::V6, "3.0.4") };
        let command = HaScopes { scopes: vec![], server_name: None };
        let request = server.request(&command).unwrap();
        assert_eq!(str::from_utf8(request.body()), Ok(body), "{channel:?}");
    }
}
