//! How long the addresses of a pair of dhcpds last with one side alone: what is shown against what the servers have.

mod support;

use std::net::Ipv4Addr;

use dhcpair_testbed::OpenSsh;
use dhcpair_testbed::lab::{Host, MessageType, Packet, Station};
use support::dhcpds::{Pair, over_ssh};

/// A scope of the pair, one that has only a few addresses, and one in which every client is to be alone.
const REST: &str = "omapi-port 7911;
    ping-check off;
    default-lease-time 7200; max-lease-time 7200;
    dhcp-cache-threshold 0;
    subnet 10.77.0.0 netmask 255.255.255.0 { }
    subnet 10.20.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.20.0.100 10.20.0.199; }
    }
    shared-network hall {
      subnet 10.21.0.0 netmask 255.255.255.0 { }
      subnet 10.22.0.0 netmask 255.255.255.0 { }
      pool { failover peer \"campus\"; range 10.21.0.10 10.21.0.19; }
      pool { failover peer \"campus\"; range 10.22.0.10 10.22.0.19; }
    }\n";

/// A pair that has shared its addresses, with who asks it.
struct Site {
    pair: Pair,
    station: Station,
    _relay: Host,
}

impl Site {
    fn start() -> Option<Self> {
        let pair = Pair::start(600, |_| REST.to_owned())?;
        let relay = pair.lab.relay().unwrap();
        let station = Station::relay(&relay).unwrap();
        pair.wait_for("both halves", |pair| {
            [0, 1].iter().all(|at| pair.counters(*at, [10, 20, 0, 100]).backup == 50)
        });
        Some(Self { pair, station, _relay: relay })
    }

    /// A client asks a server for an address in a network; its answer.
    fn client(&mut self, at: usize, net: u8, number: u8) -> Ipv4Addr {
        let server = self.pair.hosts[at].address();
        let packet = |kind| {
            let mut packet = Packet::new(kind, [2, 0, 0, 0, net, number]);
            packet.relay = Ipv4Addr::new(10, net, 0, 1);
            packet.seconds = 10;
            packet
        };
        let offer = self.station.ask(server, &packet(MessageType::Discover)).unwrap().packet;
        let request = packet(MessageType::Request).with(50, offer.yours.octets());
        let ack = self.station.ask(server, &request.with(54, server.octets())).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack), "{}", self.pair.dhcpds[at].log());
        ack.yours
    }
}

/// How many records of a lease file say last that an address of a network is in a state.
fn in_file(text: &str, net: &str, state: &str) -> usize {
    let mut last = std::collections::BTreeMap::new();
    for record in text.split("lease 10.").skip(1) {
        let (address, body) = record.split_once(' ').unwrap();
        let states = body.lines().filter_map(|line| line.trim().strip_prefix("binding state "));
        let said = states.map(|state| state.trim_end_matches(';').to_owned()).next();
        last.insert(address.to_owned(), said.unwrap());
    }
    last.iter().filter(|(address, said)| address.starts_with(net) && *said == state).count()
}

#[test]
fn what_is_shown_is_what_the_servers_have() {
    let Some(mut site) = Site::start() else { return };
    // New clients of both servers, and renewals, which are none.
    for number in 1..=6 {
        site.client(usize::from(number % 2), 20, number);
    }
    for number in 1..=3 {
        site.client(0, 21, number);
    }
    for number in 1..=6 {
        site.client(usize::from(number % 2), 20, number);
    }
    let pair = &mut site.pair;
    pair.wait_for("told one another", |pair| {
        [0, 1].iter().all(|at| {
            let file = std::fs::read_to_string(pair.dhcpds[*at].leases()).unwrap();
            in_file(&file, "20.", "active") == 6 && in_file(&file, "2", "active") == 9
        })
    });
    let inventory = pair.inventory(|at| pair.omapi(at));
    let show = pair.run(&inventory, &["relationship", "show", "campus", "-o", "json"]).json();
    let stocks = show["headroom"].as_array().unwrap();
    assert_eq!(stocks.len(), 4, "two survivors, two stocks: {show}");
    for (at, survivor) in ["dhcp-a", "dhcp-b"].into_iter().enumerate() {
        for (first, clients) in [([10, 20, 0, 100], 6), ([10, 21, 0, 10], 3)] {
            let counters = pair.counters(at, first);
            let (free, partner) = if at == 0 {
                (counters.free, counters.backup)
            } else {
                (counters.backup, counters.free)
            };
            let net = format!("{}.{}.0.0/24", first[0], first[1]);
            let stock =
                stocks.iter().find(|one| one["survivor"] == survivor && one["scopes"][0] == *net);
            let stock = stock.unwrap_or_else(|| panic!("{net}: {show}"));
            assert_eq!(stock["usable"], free, "{stock}");
            let addresses = &stock["addresses"];
            assert_eq!(addresses["total"], counters.total, "{stock}");
            assert_eq!(addresses["partner"], partner, "{stock}");
            assert_eq!(addresses["in-use"], clients, "{stock}");
            assert_eq!(addresses["declined"], 0, "{stock}");
            let taken = &stock["taken"];
            assert_eq!(taken["clients"], clients, "{stock}");
            assert_eq!(taken["source"], "lease file", "{stock}");
            let seconds = taken["seconds"].as_i64().unwrap();
            assert!((60..120).contains(&seconds), "{stock}");
            let lasts = i64::from(free) * seconds / clients;
            assert_eq!(stock["seconds"], lasts, "{stock}");
        }
    }
    let hall = stocks.iter().find(|one| one["network"] == "hall").unwrap();
    assert_eq!(hall["scopes"].as_array().map(Vec::len), Some(2), "{hall}");
    assert_eq!(hall["addresses"]["total"], 20, "{hall}");
    // The worst of them is the one on the first screen.
    let status = pair.run(&inventory, &["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["verdict"], "known", "{alone}");
    assert_eq!(alone["worst"]["network"], "hall", "{alone}");
    for screen in [
        &["status"][..],
        &["relationship", "show", "campus"],
        &["scopes"],
        &["scope", "show", "10.20.0.0/24"],
    ] {
        let shown = pair.run(&inventory, screen);
        println!("{}", shown.all());
        assert!(shown.stdout.lines().all(|line| line.chars().count() <= 80), "{}", shown.all());
    }
    let scopes = pair.run(&inventory, &["scopes", "-o", "json"]).json();
    let scope =
        scopes["scopes"].as_array().unwrap().iter().find(|one| one["scope"] == "10.20.0.0/24");
    let usage = scope.unwrap()["usage"].as_array().unwrap();
    assert_eq!(usage.len(), 2, "{scopes}");
    for (at, one) in usage.iter().enumerate() {
        let counters = pair.counters(at, [10, 20, 0, 100]);
        assert_eq!(one["addresses"]["in-use"], 6, "{one}");
        assert_eq!(one["source"], "omapi", "{one}");
        let free = if at == 0 { counters.free } else { counters.backup };
        assert_eq!(one["addresses"]["free"], free, "{one}");
    }

    // What the server says and what its lease file says is the same.
    let from_file = inventory.replace("omapi = ", "# ");
    let from_file = pair.run(&from_file, &["relationship", "show", "campus", "-o", "json"]).json();
    for (one, two) in stocks.iter().zip(from_file["headroom"].as_array().unwrap()) {
        assert_eq!(one["addresses"], two["addresses"], "{from_file}");
        assert_eq!(one["taken"]["clients"], two["taken"]["clients"], "{from_file}");
    }
    // So it is where the files lie on another machine.
    let ssh = pair.hosts[0].inside("start an SSH server", OpenSsh::start).unwrap();
    if let Some(ssh) = ssh {
        let way = format!("{}\nomapi = ", over_ssh(&ssh));
        let far = inventory.replace("omapi = ", &way);
        let far = pair.run(&far, &["relationship", "show", "campus", "-o", "json"]).json();
        for (one, two) in stocks.iter().zip(far["headroom"].as_array().unwrap()) {
            assert_eq!(one["addresses"], two["addresses"], "{far}");
            assert_eq!(one["taken"]["clients"], two["taken"]["clients"], "{far}");
        }
        assert_eq!(far["headroom"].as_array().map(Vec::len), Some(4), "{far}");
    }
    // Over OMAPI alone how fast they are taken is not known, and so the time is not.
    let alone = inventory.replace("leases = ", "# ");
    let status = pair.run(&alone, &["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["verdict"], "unknown", "{alone}");
    assert_eq!(alone["reason"], "its lease file is not at hand", "{alone}");

    // One side is gone: the other serves from its half.
    pair.dhcpds[1].daemon().kill().unwrap();
    pair.wait_for("alone", |pair| {
        let told = pair.run(&inventory, &["explain", "campus", "-o", "json"]);
        told.json()["situation"] == "isc-communications-interrupted"
    });
    let gone = site.client(0, 20, 60);
    let pair = &site.pair;
    let counters = [[10, 20, 0, 100], [10, 21, 0, 10]].map(|first| pair.counters(0, first));
    let free: u32 = counters.iter().map(|one| one.free).sum();
    let backup: u32 = counters.iter().map(|one| one.backup).sum();
    let status = pair.run(&inventory, &["status"]);
    let line =
        format!("dhcp-a serves all, from its half: {free} free, {backup} wait for the partner");
    assert!(status.stdout.contains(&line), "{gone} {line} {}", status.all());
    println!("{}", status.all());
    println!("{}", pair.run(&inventory, &["relationship", "show", "campus"]).all());
    println!("{}", pair.run(&inventory, &["explain", "campus"]).all());
}
