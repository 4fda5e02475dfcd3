//! Running pairs of dhcpd are led through the states of failover, and each state is named right from both sides, over OMAPI
//! and from the lease files, soon after the server itself has said that it is in it.

mod pair;

use std::net::Ipv4Addr;
use std::time::Duration;

use dhcpair_drivers::isc::live::{LeaseFile, States, Ways};
use dhcpair_testbed::lab::{Dhcpd, Lab, MessageType, Packet, Station};
use failover_model::state::StateSource;
use omapi::{ErrorKind, SettableState};

use pair::{Pair, states_of};

const ONE: usize = 0;
const TWO: usize = 1;

/// Gives clients leases of one server, so that its partner has something to learn.
fn give_leases(station: &mut Station, server: Ipv4Addr) {
    for client in 1..4 {
        let packet = |kind| {
            let mut packet = Packet::new(kind, [2, 0, 0, 0, 0, client]);
            packet.relay = Ipv4Addr::new(10, 20, 0, 1);
            packet
        };
        let offer = station.ask(server, &packet(MessageType::Discover)).unwrap().packet;
        let request = packet(MessageType::Request).with(50, offer.yours.octets());
        let ack = station.ask(server, &request.with(54, server.octets())).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack));
    }
}

#[test]
fn each_state_is_named_from_both_sides() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let relay = lab.relay().unwrap();
    let mut station = Station::relay(&relay).unwrap();
    let mut pair = Pair::new(&lab);

    pair.start(ONE);
    pair.start(TWO);
    pair.both_move_to("normal", "normal");
    pair.files_agree();

    // A broken link.
    pair.hosts[ONE].cut().unwrap();
    pair.both_move_to("communications-interrupted", "communications-interrupted");
    for side in [ONE, TWO] {
        pair.says(side, "communications-interrupted", Some("normal"));
    }
    pair.files_agree();

    // Two operators who do not know of each other.
    give_leases(&mut station, pair.hosts[TWO].address());
    pair.set(ONE, SettableState::PartnerDown);
    pair.set(TWO, SettableState::PartnerDown);
    pair.both_move_to("partner-down", "partner-down");
    pair.files_agree();
    pair.hosts[ONE].mend().unwrap();
    pair.both_move_to("potential-conflict", "potential-conflict");
    pair.both_move_to("normal", "normal");
    pair.files_agree();

    // Maintenance.
    pair.set(TWO, SettableState::Shutdown);
    pair.both_move_to("partner-down", "shutdown");
    pair.says(ONE, "partner-down", Some("shutdown"));
    pair.says(TWO, "shutdown", Some("partner-down"));
    pair.files_agree();
    pair.set(TWO, SettableState::Recover);
    pair.both_move_to("normal", "normal");

    // A side that has to fetch everything, at first alone.
    pair.hosts[ONE].cut().unwrap();
    pair.both_move_to("communications-interrupted", "communications-interrupted");
    pair.set(TWO, SettableState::Recover);
    pair.moves_to(TWO, "recover");
    pair.says(ONE, "communications-interrupted", Some("normal"));
    pair.says(TWO, "recover", Some("normal"));
    pair.files_agree();
    pair.hosts[ONE].mend().unwrap();
    pair.both_move_to("partner-down", "recover-wait");
    pair.says(ONE, "partner-down", Some("recover-wait"));
    pair.says(TWO, "recover-wait", Some("partner-down"));
    pair.files_agree();
}

/// The states that dhcpd takes from an operator alone, or passes through too fast to be seen: set by number, with the tool of
/// dhcpd itself.
#[test]
fn states_that_only_an_operator_makes_are_named() {
    let Some(_omshell) = dhcpair_testbed::program("omshell") else { return };
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let mut pair = Pair::new(&lab);
    pair.start(ONE);
    pair.start(TWO);
    pair.both_move_to("normal", "normal");

    pair.set_number(ONE, 7);
    pair.both_move_to("paused", "communications-interrupted");
    pair.says(ONE, "paused", Some("communications-interrupted"));
    pair.says(TWO, "communications-interrupted", Some("paused"));
    pair.files_agree();

    // With a partner it would go on at once, to potential-conflict.
    pair.hosts[ONE].cut().unwrap();
    pair.set_number(ONE, 10);
    pair.moves_to(ONE, "resolution-interrupted");
    pair.says(ONE, "resolution-interrupted", Some("communications-interrupted"));
    pair.files_agree();

    pair.set_number(ONE, 0);
    pair.moves_to(ONE, "unknown-state");
    pair.files_agree();
}

#[test]
fn the_lease_file_stands_in_for_a_server_that_cannot_be_asked() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let mut pair = Pair::new(&lab);
    pair.start(ONE);
    pair.start(TWO);
    pair.both_move_to("normal", "normal");
    let ways = pair.ways(TWO);
    pair.server(TWO).daemon().kill().unwrap();
    let States { peers, failure } = states_of(&pair.hosts[TWO], &ways, &["campus", "other"]);
    assert_eq!(failure.unwrap().kind(), ErrorKind::Refused);
    let state = peers[0].state.known().unwrap();
    assert_eq!(
        (state.own.state.to_string(), state.source),
        ("normal".to_owned(), StateSource::LeaseFile)
    );
    assert_eq!(state.in_touch, None, "nobody knows whether it is");
    let age = chrono::Utc::now() - peers[0].as_of.unwrap();
    assert!(age < chrono::TimeDelta::minutes(1), "{age}");
    let address = pair.hosts[TWO].address();
    assert_eq!(
        peers[1].state.unseen().unwrap().reason,
        format!(
            "OMAPI: `{address}:7911` refused the connection: Connection refused; the lease file has no \
             state of failover peer `other`"
        )
    );

    let without = Ways { lease_file: None, ..ways };
    let States { peers, failure } = states_of(&pair.hosts[TWO], &without, &["campus"]);
    assert!(failure.is_some());
    let reason = &peers[0].state.unseen().unwrap().reason;
    assert!(reason.ends_with("refused; no lease file of it is known"), "{reason}");

    // The cable of the other one is pulled out.
    pair.hosts[ONE].cut().unwrap();
    let before = std::time::Instant::now();
    let States { failure, .. } = states_of(&pair.hosts[TWO], &pair.ways(ONE), &["campus"]);
    let failure = failure.unwrap().kind();
    assert!([ErrorKind::Timeout, ErrorKind::Unreachable].contains(&failure), "{failure:?}");
    assert!(before.elapsed() < Duration::from_secs(5), "{:?}", before.elapsed());
}

#[test]
fn a_server_that_has_just_started_knows_no_partner() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let mut pair = Pair::new(&lab);
    pair.start(ONE);
    pair.says(ONE, "startup", None);
    let States { peers, .. } = states_of(&pair.hosts[ONE], &pair.ways(ONE), &["campus"]);
    assert_eq!(peers[0].state.known().unwrap().partner, None);
}

#[test]
fn a_relationship_that_the_running_server_does_not_have_is_not_taken_from_its_past() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let host = lab.host("server").unwrap();
    let text = "omapi-port 7911; subnet 10.77.0.0 netmask 255.255.255.0 { }";
    let server = Dhcpd::start(&host, text).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "failover peer \"campus\" state { my state normal; }").unwrap();
    let ways = Ways {
        omapi: pair::omapi_of(&host),
        lease_file: Some(LeaseFile::Here(file.path().to_owned())),
        log: None,
        started: None,
    };
    let States { peers, failure } = states_of(&host, &ways, &["campus"]);
    assert!(failure.is_none(), "{}", server.log());
    let reason = &peers[0].state.unseen().unwrap().reason;
    assert!(reason.starts_with("the running server has no failover peer `campus`"), "{reason}");
}
