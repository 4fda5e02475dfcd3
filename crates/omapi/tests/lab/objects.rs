//! Leases, pools and hosts of one server.

use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, MessageType, Packet, Station};
use omapi::{End, ErrorKind, Hardware, HostKey, Lease, LeaseKey, LeaseState, PoolCounters};

use super::{PORT, ask};

const TEXT: &str = "
    ping-check off;
    default-lease-time 600;
    max-lease-time 600;
    subnet 10.77.0.0 netmask 255.255.255.0 { }
    subnet 10.20.0.0 netmask 255.255.255.0 {
        pool { allow unknown-clients; range 10.20.0.100 10.20.0.119; }
        pool { allow known-clients; range 10.20.0.200 10.20.0.204; }
    }
    host one { hardware ethernet 02:00:00:00:01:01; fixed-address 10.20.0.9, 10.20.0.10; }
    host two { hardware ethernet 02:00:00:00:01:02; }
    host same { hardware ethernet 02:00:00:00:01:02; }
    host id { option dhcp-client-identifier \"printer\"; }
";

struct Server {
    dhcpd: Dhcpd,
    station: Station,
    host: Host,
    _relay: Host,
    _lab: Lab,
}

impl Server {
    fn start() -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let (host, relay) = (lab.host("server").unwrap(), lab.relay().unwrap());
        let dhcpd = Dhcpd::start(&host, format!("omapi-port {PORT};{TEXT}")).unwrap();
        let station = Station::relay(&relay).unwrap();
        Some(Self { dhcpd, station, host, _relay: relay, _lab: lab })
    }

    fn send(&mut self, kind: MessageType, client: u8, edit: impl Fn(Packet) -> Packet) -> Packet {
        let mut packet = Packet::new(kind, [2, 0, 0, 0, 0, client]);
        packet.relay = Ipv4Addr::new(10, 20, 0, 1);
        self.station.ask(self.host.address(), &edit(packet)).unwrap().packet
    }

    /// Gives a client a lease.
    fn give(&mut self, client: u8, edit: impl Fn(Packet) -> Packet) -> Ipv4Addr {
        let offer = self.send(MessageType::Discover, client, &edit);
        let server = self.host.address().octets();
        let ack = self.send(MessageType::Request, client, |packet| {
            edit(packet).with(50, offer.yours.octets()).with(54, server)
        });
        assert_eq!(ack.message_type(), Some(MessageType::Ack), "{}", self.dhcpd.log());
        ack.yours
    }

    fn lease(&self, key: LeaseKey) -> Result<Lease, omapi::Error> {
        ask(&self.host, None, async |server| server.lease(&key).await)
    }

    fn pool_of(&self, address: Ipv4Addr) -> PoolCounters {
        ask(&self.host, None, async |server| server.pool_of(address).await).unwrap()
    }
}

fn counters(pool: PoolCounters) -> [u32; 3] {
    [pool.total, pool.free, pool.backup]
}

#[test]
fn leases_and_pools_are_told_as_they_are() {
    let Some(mut server) = Server::start() else { return };
    let first = Ipv4Addr::new(10, 20, 0, 100);
    let free = server.lease(LeaseKey::Address(first)).unwrap();
    assert_eq!((free.address, free.state, free.hardware), (first, LeaseState::Free, None));
    assert_eq!((free.starts, free.ends, free.cltt), (None, None, None));
    assert_eq!(counters(server.pool_of(first)), [20, 20, 0]);
    assert_eq!(counters(server.pool_of([10, 20, 0, 200].into())), [5, 5, 0]);

    let before = SystemTime::now() - Duration::from_secs(1);
    let named = |packet: Packet| packet.with(12, *b"desk").with(61, *b"\0desk-1");
    let address = server.give(1, named);
    let lease = server.lease(LeaseKey::Address(address)).unwrap();
    assert_eq!((lease.address, lease.state), (address, LeaseState::Active));
    assert_eq!(lease.hardware, Some(Hardware::ethernet([2, 0, 0, 0, 0, 1])));
    assert_eq!(lease.client_hostname.as_deref(), Some(&b"desk"[..]));
    assert_eq!(lease.client_identifier.as_deref(), Some(&b"\0desk-1"[..]));
    assert!(!lease.is_reserved && !lease.is_bootp);
    let (Some(starts), Some(cltt)) = (lease.starts, lease.cltt) else { panic!("{lease:?}") };
    let now = SystemTime::now();
    assert!(before <= starts && starts <= now && before <= cltt && cltt <= now, "{lease:?}");
    assert_eq!(lease.ends, Some(End::At(starts + Duration::from_secs(600))));
    assert_eq!(counters(server.pool_of(first)), [20, 19, 0]);

    // Whatever leads to it.
    let keys = [
        LeaseKey::ClientIdentifier(b"\0desk-1".to_vec()),
        LeaseKey::Hardware(Hardware::ethernet([2, 0, 0, 0, 0, 1])),
    ];
    for key in keys {
        assert_eq!(server.lease(key).unwrap(), lease);
    }
    for key in [
        LeaseKey::Address([10, 20, 0, 99].into()),
        LeaseKey::ClientIdentifier(b"\0desk-2".to_vec()),
        LeaseKey::Hardware(Hardware { kind: 6, address: vec![2, 0, 0, 0, 0, 1] }),
    ] {
        assert_eq!(server.lease(key).unwrap_err().kind(), ErrorKind::NotFound);
    }
    // Two leases of one device, with two identifiers.
    server.give(1, |packet| packet.with(61, *b"\0desk-3"));
    let device = LeaseKey::Hardware(Hardware::ethernet([2, 0, 0, 0, 0, 1]));
    assert_eq!(server.lease(device).unwrap_err().kind(), ErrorKind::Ambiguous);
    assert_eq!(counters(server.pool_of(first)), [20, 18, 0]);
}

#[test]
fn hosts_are_told_as_they_are() {
    let Some(server) = Server::start() else { return };
    let host = |key: HostKey| ask(&server.host, None, async |server| server.host(&key).await);
    let device = |last| HostKey::Hardware(Hardware::ethernet([2, 0, 0, 0, 1, last]));

    let one = host(HostKey::Name("one".to_owned())).unwrap();
    assert_eq!(one.name, b"one");
    assert_eq!(one.addresses, [[10, 20, 0, 9], [10, 20, 0, 10]].map(Ipv4Addr::from));
    assert_eq!(one.hardware, Some(Hardware::ethernet([2, 0, 0, 0, 1, 1])));
    assert_eq!(host(device(1)).unwrap(), one);

    let id = host(HostKey::ClientIdentifier(b"printer".to_vec())).unwrap();
    assert_eq!((id.name, id.hardware, id.addresses), (b"id".to_vec(), None, vec![]));
    assert_eq!(id.client_identifier.as_deref(), Some(&b"printer"[..]));

    // Two of them have this one.
    let told = host(device(2)).unwrap();
    assert!([&b"two"[..], b"same"].contains(&&*told.name), "{told:?}");
    assert_eq!(host(device(3)).unwrap_err().kind(), ErrorKind::NotFound);
    let error = host(HostKey::Name("ONE".to_owned())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "names are case-sensitive");
}
