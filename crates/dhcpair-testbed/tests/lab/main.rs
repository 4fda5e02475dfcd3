//! The lab: real servers on links of their own, asked, cut off, killed and restarted.

mod kea;

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, LabError, Mark, MessageType, Packet, Station};

const CONFIGURATION: &str = "
    ping-check off;
    default-lease-time 600;
    subnet 10.77.0.0 netmask 255.255.255.0 { range 10.77.0.100 10.77.0.119; }
    subnet 10.20.0.0 netmask 255.255.255.0 {
      range 10.20.0.100 10.20.0.119;
      option domain-name \"example.org\";
      authoritative;
    }
";

const REMOTE: Ipv4Addr = Ipv4Addr::new(10, 20, 0, 1);

/// A server and the relay of all other networks; [`None`] where there can be no lab.
fn lab() -> Option<(Lab, Host, Host)> {
    let lab = Lab::new(&["dhcpd"]).unwrap()?;
    let (server, relay) = (lab.host("server").unwrap(), lab.relay().unwrap());
    Some((lab, server, relay))
}

fn discover(client: u8) -> Packet {
    Packet::new(MessageType::Discover, [2, 0, 0, 0, 0, client])
}

fn relayed(packet: Packet) -> Packet {
    Packet { relay: REMOTE, ..packet }
}

#[test]
fn a_client_on_the_link_and_one_behind_a_relay_are_answered() {
    let Some((_lab, server, relay)) = lab() else { return };
    let mut dhcpd = Dhcpd::start(&server, CONFIGURATION).unwrap();

    let mut client = Station::client(&relay).unwrap();
    let direct = client.ask(Ipv4Addr::BROADCAST, &discover(1)).unwrap();
    assert_eq!(direct.packet.message_type(), Some(MessageType::Offer));
    assert_eq!(direct.packet.yours.octets()[..3], [10, 77, 0]);
    assert_eq!(direct.from, server.address());

    let mut station = Station::relay(&relay).unwrap();
    let request = relayed(discover(1).with(55, [1, 15, 51]));
    let offer = station.ask(server.address(), &request).unwrap();
    assert_eq!(offer.packet.yours.octets()[..3], [10, 20, 0]);
    assert_eq!(offer.packet.relay, REMOTE);
    assert_eq!(offer.packet.option(15), Some(&b"example.org"[..]));
    assert_eq!(offer.packet.option(51), Some(&600_u32.to_be_bytes()[..]));
    assert_eq!(Packet::decode(&offer.bytes), Ok(offer.packet));
    dhcpd.wait_for("DHCPOFFER on 10.20.0.", Mark::default(), Duration::from_secs(5)).unwrap();
}

#[test]
fn a_server_whose_cable_is_out_is_not_heard() {
    let Some((_lab, server, relay)) = lab() else { return };
    let mut dhcpd = Dhcpd::start(&server, CONFIGURATION).unwrap();
    let mut station = Station::relay(&relay).unwrap();
    let request = relayed(discover(1));
    station.ask(server.address(), &request).unwrap();

    server.cut().unwrap();
    station.send(server.address(), &relayed(discover(2))).unwrap();
    let nothing = station.receive(Instant::now() + Duration::from_millis(300)).unwrap();
    assert_eq!(nothing, None);
    assert!(dhcpd.daemon().ended().unwrap().is_none());

    server.mend().unwrap();
    station.ask(server.address(), &relayed(discover(3))).unwrap();
}

#[test]
fn a_killed_server_has_its_leases_when_it_comes_back() {
    let Some((_lab, server, relay)) = lab() else { return };
    let mut dhcpd = Dhcpd::start(&server, CONFIGURATION).unwrap();
    let mut station = Station::relay(&relay).unwrap();
    let offer = station.ask(server.address(), &relayed(discover(1))).unwrap().packet;
    let identifier = offer.option(54).unwrap().to_vec();
    let request = Packet::new(MessageType::Request, [2, 0, 0, 0, 0, 1]);
    let request = relayed(request).with(50, offer.yours.octets()).with(54, identifier);
    let mark = dhcpd.daemon().mark();
    let ack = station.ask(server.address(), &request).unwrap().packet;
    assert_eq!((ack.message_type(), ack.yours), (Some(MessageType::Ack), offer.yours));
    dhcpd.wait_for("DHCPACK on", mark, Duration::from_secs(5)).unwrap();

    dhcpd.daemon().kill().unwrap();
    assert!(dhcpd.daemon().ended().unwrap().is_some());
    dhcpd.restart(&server, CONFIGURATION.replace("example.org", "example.net")).unwrap();
    let reboot = Packet::new(MessageType::Request, [2, 0, 0, 0, 0, 1]);
    let reboot = relayed(reboot).with(50, offer.yours.octets()).with(55, [15]);
    let ack = station.ask(server.address(), &reboot).unwrap().packet;
    assert_eq!((ack.message_type(), ack.yours), (Some(MessageType::Ack), offer.yours));
    assert_eq!(ack.option(15), Some(&b"example.net"[..]));
    let leases = std::fs::read_to_string(dhcpd.leases()).unwrap();
    assert!(leases.contains(&format!("lease {}", offer.yours)), "{leases}");

    // Another client is told that the address is not its own.
    let other = Packet::new(MessageType::Request, [2, 0, 0, 0, 0, 2]);
    let other = relayed(other).with(50, offer.yours.octets());
    let nak = station.ask(server.address(), &other).unwrap().packet;
    assert_eq!(nak.message_type(), Some(MessageType::Nak));
}

#[test]
fn a_server_that_does_not_start_says_why() {
    let Some((_lab, server, _relay)) = lab() else { return };
    let broken = Dhcpd::start(&server, "subnet 10.77.0.0 { }").unwrap_err();
    assert!(matches!(&broken, LabError::Ended { log, .. } if log.contains("line 1")), "{broken}");
    let unserved = Dhcpd::start(&server, "subnet 10.20.0.0 netmask 255.255.255.0 { }");
    assert!(matches!(unserved, Err(LabError::Ended { .. })));

    let mut dhcpd = Dhcpd::start(&server, CONFIGURATION).unwrap();
    let within = Duration::from_millis(100);
    let silent = dhcpd.wait_for("never said", Mark::default(), within).unwrap_err();
    assert!(matches!(silent, LabError::Silent { .. }), "{silent}");
}

#[test]
fn labs_stand_side_by_side_and_go_when_they_are_dropped() {
    let Some((one, server, relay)) = lab() else { return };
    let Some((_other, other_server, other_relay)) = lab() else { return };
    let _dhcpd = Dhcpd::start(&server, CONFIGURATION).unwrap();
    let mut station = Station::relay(&relay).unwrap();
    station.ask(server.address(), &relayed(discover(1))).unwrap();

    // The same addresses, and nobody there.
    assert_eq!(server.address(), other_server.address());
    let mut elsewhere = Station::relay(&other_relay).unwrap();
    elsewhere.send(server.address(), &relayed(discover(1))).unwrap();
    let soon = Instant::now() + Duration::from_millis(200);
    assert_eq!(elsewhere.receive(soon).unwrap(), None);

    let namespaces = || {
        let out = std::process::Command::new("ip").args(["netns", "list"]).output().unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    let name = server.name().to_owned();
    assert!(namespaces().contains(&name));
    drop((server, relay, one));
    assert!(!namespaces().contains(&name));
}
