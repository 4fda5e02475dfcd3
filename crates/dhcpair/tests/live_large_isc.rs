//! A pair of dhcpds with large lease files on another machine: how long one side would do is known, and no file is read
//! whole for it.

mod support;

use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use dhcpair_testbed::OpenSsh;
use dhcpair_testbed::lab::{MessageType, Packet, Station};
use support::dhcpds::{NAMES, Pair, over_ssh, peer};

/// Clients that are there already, and addresses.
const CLIENTS: u32 = 70_000;
const FREE: u32 = 1_000;

/// The first address of the scope.
const FIRST: u32 = 0x0a14_0100;

const REST: &str = "omapi-port 7911;
    ping-check off;
    dont-use-fsync true;
    default-lease-time 7200; max-lease-time 7200;
    dhcp-cache-threshold 0;
    subnet 10.77.0.0 netmask 255.255.255.0 { }\n";

fn scope(last: u32) -> String {
    format!(
        "subnet 10.20.0.0 netmask 255.252.0.0 {{
           pool {{ failover peer \"campus\"; range {} {}; }}
         }}\n",
        Ipv4Addr::from_bits(FIRST),
        Ipv4Addr::from_bits(last)
    )
}

/// A lease file of some 20 MB, as both servers have it who were normal and told one another all.
fn lease_file() -> String {
    let now = Utc::now();
    let date = |ago: TimeDelta| (now - ago).format("%w %Y/%m/%d %H:%M:%S").to_string();
    let (long_ago, ends) = (date(TimeDelta::days(1)), date(TimeDelta::hours(-5)));
    let mut text = format!(
        "authoring-byte-order little-endian;\nfailover peer \"campus\" state {{\n  my state normal at {long_ago};\n  \
         partner state normal at {long_ago};\n}}\n"
    );
    for client in 0..CLIENTS {
        let [_, x, y, z] = client.to_be_bytes();
        let starts = date(TimeDelta::seconds(3_600 + i64::from(client * 7_919 % 3_000)));
        write!(
            text,
            "lease {} {{\n  starts {starts};\n  ends {ends};\n  tstp {ends};\n  tsfp {ends};\n  atsfp {ends};\n  \
             cltt {starts};\n  binding state active;\n  next binding state expired;\n  hardware ethernet \
             02:01:00:{x:02x}:{y:02x}:{z:02x};\n  uid \"\\001\\002\\001\\000\\{x:03o}\\{y:03o}\\{z:03o}\";\n  \
             client-hostname \"host-{client}\";\n}}\n",
            Ipv4Addr::from_bits(FIRST + client)
        )
        .unwrap();
    }
    text
}

/// A packet of a client through the relay of the scope.
fn packet(kind: MessageType, hardware: [u8; 6]) -> Packet {
    let mut packet = Packet::new(kind, hardware);
    packet.relay = Ipv4Addr::new(10, 20, 0, 1);
    packet.seconds = 10;
    packet
}

#[test]
fn the_end_of_a_large_file_over_ssh_tells_how_fast_addresses_go() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned() + &scope(FIRST + 9)) else { return };
    let Some(ssh) = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap() else {
        return;
    };
    let text = lease_file();
    for at in [0, 1] {
        pair.dhcpds[at].daemon().stop().unwrap();
        std::fs::write(pair.dhcpds[at].leases(), &text).unwrap();
    }
    for at in [0, 1] {
        let [own, partner] = [at, 1 - at].map(|at| pair.hosts[at].address());
        let conf = peer(at, 600, own, partner) + REST + &scope(FIRST + CLIENTS + FREE - 1);
        pair.dhcpds[at].restart(&pair.hosts[at], conf).unwrap();
    }
    pair.wait_until_normal();
    let first = Ipv4Addr::from_bits(FIRST).octets();
    pair.wait_for("halves", |pair| [0, 1].iter().all(|at| pair.counters(*at, first).backup > 400));
    for dhcpd in &pair.dhcpds {
        assert!(dhcpd.leases().metadata().unwrap().len() > 20_000_000);
    }
    // New clients of both servers, and some that were there long before and renew.
    let relay = pair.lab.relay().unwrap();
    let mut station = Station::relay(&relay).unwrap();
    for number in 1..=12 {
        let server = pair.hosts[usize::from(number % 2)].address();
        let new = [2, 2, 0, 0, 0, number];
        let offer = station.ask(server, &packet(MessageType::Discover, new)).unwrap().packet;
        let request = packet(MessageType::Request, new).with(50, offer.yours.octets());
        let ack = station.ask(server, &request.with(54, server.octets())).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack));
        let old = u32::from(number) * 5_000;
        let [_, x, y, z] = old.to_be_bytes();
        let mut renewal = packet(MessageType::Request, [2, 1, 0, x, y, z]);
        renewal.client = Ipv4Addr::from_bits(FIRST + old);
        let renewal = renewal.with(61, [1, 2, 1, 0, x, y, z]);
        let ack = station.ask(server, &renewal).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack), "{}", pair.dhcpds[0].log());
        assert_eq!(ack.yours, renewal.client);
    }
    let all = |pair: &Pair| [0, 1].map(|at| pair.counters(at, first)).map(|of| of.free + of.backup);
    pair.wait_for("told one another", |pair| all(pair) == [FREE - 12; 2]);

    let far = over_ssh(&ssh);
    let inventory = pair.inventory(|at| format!("{far}\n{}", pair.omapi(at)));
    let show = pair.run(&inventory, &["relationship", "show", "campus", "-o", "json"]);
    let stocks = show.json()["headroom"].clone();
    for (at, survivor) in NAMES.into_iter().enumerate() {
        let counters = pair.counters(at, first);
        let free = if at == 0 { counters.free } else { counters.backup };
        let stock = &stocks[at];
        assert_eq!(stock["survivor"], survivor, "{}", show.all());
        assert_eq!(stock["usable"], free, "{stock}");
        assert_eq!(stock["addresses"]["in-use"], CLIENTS + 12, "{stock}");
        assert!(stock["addresses"]["ended"].is_null(), "the end of a file does not tell: {stock}");
        assert_eq!(stock["taken"]["clients"], 12, "{stock}");
        assert_eq!(stock["taken"]["source"], "end of the lease file", "{stock}");
        let seconds = stock["taken"]["seconds"].as_i64().unwrap();
        assert!((60..300).contains(&seconds), "{stock}");
        assert_eq!(stock["seconds"], i64::from(free) * seconds / 12, "{stock}");
    }
    let status = pair.run(&inventory, &["status"]);
    println!("{}", status.all());
    assert!(status.took < Duration::from_secs(5), "{:?}", status.took);

    // The end alone does not say how many are left.
    let inventory = pair.inventory(|_| far.clone());
    let status = pair.run(&inventory, &["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["verdict"], "unknown", "{alone}");
    let reason = alone["reason"].as_str().unwrap();
    assert!(reason.contains("too large to be read whole"), "{alone}");
    assert!(reason.contains("OMAPI"), "{alone}");
}
