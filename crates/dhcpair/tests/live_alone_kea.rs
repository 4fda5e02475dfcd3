//! How long the addresses of a pair of Keas last with one side alone: what is shown against what the servers count.

mod support;

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Host, Kea, Lab, Mark, MessageType, Packet, Station};
use support::{Run, dhcpair, folder};

/// One half of a pair that balances its load.
fn half(me: &str, hosts: &[Host; 2], folder: &Path, stat: bool) -> String {
    let all = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir()).unwrap();
    let stat = if stat {
        format!("{{ \"library\": \"{}/libdhcp_stat_cmds.so\" }},", hooks.display())
    } else {
        String::new()
    };
    let (hooks, folder) = (hooks.display(), folder.display());
    let [one, two] = [hosts[0].address(), hosts[1].address()];
    format!(
        r#"{{ "Dhcp4": {{
  "interfaces-config": {{ "interfaces": [ "eth0" ], "dhcp-socket-type": "udp" }},
  "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/control" }},
  "lease-database": {{ "type": "memfile", "persist": false }},
  "valid-lifetime": 3600,
  "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
  "hooks-libraries": [
    {stat}
    {{ "library": "{hooks}/libdhcp_lease_cmds.so" }},
    {{ "library": "{hooks}/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
      "this-server-name": "{me}", "mode": "load-balancing",
      "heartbeat-delay": 1000, "max-response-delay": 4000, "max-unacked-clients": 0,
      "multi-threading": {{ "enable-multi-threading": true, "http-dedicated-listener": true }},
      "peers": [
        {{ "name": "kea-1", "url": "http://{one}:8001/", "role": "primary" }},
        {{ "name": "kea-2", "url": "http://{two}:8001/", "role": "secondary" }} ] }} ] }} }} ],
  "shared-networks": [ {{ "name": "hall", "subnet4": [
    {{ "id": 2, "subnet": "10.21.0.0/24", "relay": {{ "ip-addresses": [ "10.21.0.1" ] }},
       "pools": [ {{ "pool": "10.21.0.10-10.21.0.14" }} ] }},
    {{ "id": 3, "subnet": "10.22.0.0/24", "pools": [ {{ "pool": "10.22.0.10-10.22.0.14" }} ] }} ] }} ],
  "subnet4": [ {{ "id": 1, "subnet": "10.20.0.0/24", "relay": {{ "ip-addresses": [ "10.20.0.1" ] }}, "pools": [
    {{ "pool": "10.20.0.10-10.20.0.49", "client-class": "HA_kea-1" }},
    {{ "pool": "10.20.0.50-10.20.0.89", "client-class": "HA_kea-2" }} ] }} ]
}} }}"#
    )
}

struct Pair {
    hosts: [Host; 2],
    keas: [Kea; 2],
    station: Station,
    _relay: Host,
    _lab: Lab,
}

impl Pair {
    fn start(stat: bool) -> Option<Self> {
        let lab = Lab::new(&["kea-dhcp4"]).unwrap()?;
        let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
        let relay = lab.relay().unwrap();
        let start = |at: usize, me: &str| {
            Kea::start(&hosts[at], Family::V4, |folder| half(me, &hosts, folder, stat)).unwrap()
        };
        let mut keas = [start(0, "kea-1"), start(1, "kea-2")];
        for kea in &mut keas {
            let together = Duration::from_secs(60);
            kea.wait_for("to LOAD-BALANCING state", Mark::default(), together).unwrap();
        }
        let station = Station::relay(&relay).unwrap();
        Some(Self { hosts, keas, station, _relay: relay, _lab: lab })
    }

    /// The server that answers a client in a network, and the address that the client gets.
    fn client(&mut self, net: u8, number: u8, kind: MessageType) -> (usize, Ipv4Addr) {
        let packet = |kind| {
            let mut packet = Packet::new(kind, [2, 0, 0, 0, net, number]);
            packet.relay = Ipv4Addr::new(10, net, 0, 1);
            packet
        };
        let discover = packet(MessageType::Discover);
        let began = Instant::now();
        let (at, offer) = 'found: loop {
            for at in [0, 1] {
                self.station.send(self.hosts[at].address(), &discover).unwrap();
            }
            while let Some(reply) =
                self.station.receive(Instant::now() + Duration::from_millis(300)).unwrap()
            {
                if reply.packet.transaction == discover.transaction {
                    let id = reply.packet.option(54).unwrap().to_vec();
                    let at = self.hosts.iter().position(|host| host.address().octets() == *id);
                    break 'found (at.unwrap(), reply.packet);
                }
            }
            assert!(began.elapsed() < Duration::from_secs(10), "nobody answers {number}");
        };
        let server = self.hosts[at].address();
        let request = packet(MessageType::Request).with(50, offer.yours.octets());
        let ack = self.station.ask(server, &request.with(54, server.octets())).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack));
        if kind == MessageType::Decline {
            let decline = packet(MessageType::Decline).with(50, ack.yours.octets());
            self.station.send(server, &decline.with(54, server.octets())).unwrap();
        }
        (at, ack.yours)
    }

    fn ask(&self, at: usize, command: &str) -> serde_json::Value {
        let answer = self.keas[at].command("control", command).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    fn inventory(&self) -> String {
        let server = |at: usize| {
            let name = ["kea-1", "kea-2"][at];
            let (folder, file) = (self.keas[at].folder().display(), self.keas[at].file());
            format!(
                "[servers.{name}]\nvendor = \"kea\"\nconfig = \"{}\"\n\
                 access = {{ type = \"kea-unix\", socket = \"{folder}/control\" }}\n",
                file.display()
            )
        };
        format!("name = \"lab\"\n{}{}", server(0), server(1))
    }

    /// How many leases of some subnets a server has, by their state.
    fn leases(&self, at: usize, subnets: &[i64]) -> [u64; 2] {
        let all = self.ask(at, r#"{ "command": "lease4-get-all" }"#);
        let all = all["arguments"]["leases"].as_array().unwrap().iter();
        let mine = all.filter(|one| subnets.contains(&one["subnet-id"].as_i64().unwrap()));
        let states: Vec<i64> = mine.map(|one| one["state"].as_i64().unwrap()).collect();
        [0, 1].map(|state| states.iter().filter(|one| **one == state).count() as u64)
    }
}

fn run(inventory: &str, arguments: &[&str]) -> Run {
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    dhcpair(folder.path(), arguments)
}

/// With the library that counts leases and without it, the same is shown: what the servers have.
fn shown_as_it_is(stat: bool) {
    let Some(mut pair) = Pair::start(stat) else { return };
    let mut of = [0; 2];
    for number in 1..=10 {
        of[pair.client(20, number, MessageType::Request).0] += 1;
    }
    for number in 1..=3 {
        of[pair.client(21, number, MessageType::Request).0] += 1;
    }
    assert!(of.iter().all(|clients| *clients > 0), "one server has them all: {of:?}");
    // Renewals are no new clients.
    for number in 1..=10 {
        pair.client(20, number, MessageType::Request);
    }
    pair.client(20, 99, MessageType::Decline);
    let began = Instant::now();
    while [0, 1]
        .iter()
        .any(|at| pair.leases(*at, &[1]) != [10, 1] || pair.leases(*at, &[2, 3]) != [3, 0])
    {
        assert!(began.elapsed() < Duration::from_secs(10), "the partners differ");
    }
    let inventory = pair.inventory();
    let list = run(&inventory, &["relationships", "-o", "json"]).json();
    let name = list["relationships"][0]["relationship"].as_str().unwrap().to_owned();
    let show = run(&inventory, &["relationship", "show", &name, "-o", "json"]).json();
    let stocks = show["headroom"].as_array().unwrap();
    assert_eq!(stocks.len(), 4, "two survivors, two stocks: {show}");
    let source = if stat { "stat-lease-get" } else { "statistic-get-all" };
    for (at, survivor) in ["kea-1", "kea-2"].into_iter().enumerate() {
        for (net, subnets, total, new) in
            [("10.20.0.0/24", &[1][..], 80, 11), ("10.21.0.0/24", &[2, 3], 10, 3)]
        {
            let stock =
                stocks.iter().find(|one| one["survivor"] == survivor && one["scopes"][0] == net);
            let stock = stock.unwrap_or_else(|| panic!("{net}: {show}"));
            let [active, declined] = pair.leases(at, subnets);
            let addresses = &stock["addresses"];
            assert_eq!(addresses["total"], total, "{stock}");
            assert_eq!(addresses["in-use"], active, "{stock}");
            assert_eq!(addresses["declined"], declined, "{stock}");
            assert_eq!(stock["usable"], total - active - declined, "{stock}");
            assert!(addresses["partner"].is_null(), "{stock}");
            // Those of both servers, each by its own count, in the first minute.
            assert_eq!(stock["taken"]["clients"], new, "{stock}");
            assert_eq!(stock["taken"]["source"], source, "{stock}");
            let seconds = stock["taken"]["seconds"].as_u64().unwrap();
            assert!((60..120).contains(&seconds), "{stock}");
            assert_eq!(stock["seconds"], (total - active - declined) * seconds / new, "{stock}");
        }
    }
    let status = run(&inventory, &["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["worst"]["network"], "hall", "{alone}");
    assert_eq!(alone["verdict"], "known", "{alone}");
    println!("{}", run(&inventory, &["status"]).all());

    let found = |show: &serde_json::Value| {
        let joint = show["joint"].as_array().unwrap().iter();
        let mine = joint.filter(|one| one["rule"] == "any-survivor-headroom");
        mine.map(|one| one["message"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&show), <[String; 0]>::default(), "nothing is concluded from a minute");
    // The shared network is used up, on either side.
    for number in 4..=10 {
        pair.client(21, number, MessageType::Request);
    }
    let began = Instant::now();
    while [0, 1].iter().any(|at| pair.leases(*at, &[2, 3]) != [10, 0]) {
        assert!(began.elapsed() < Duration::from_secs(10), "the partners differ");
    }
    let show = run(&inventory, &["relationship", "show", &name, "-o", "json"]).json();
    let [message] = &found(&show)[..] else { panic!("{show}") };
    let none = "if `kea-1` were left alone, `10.21.0.0/24`, `10.22.0.0/24` would have no address for a new client; \
                agreed are 1h00m";
    assert_eq!(message, none);
    let status = run(&inventory, &["status"]);
    assert!(status.stdout.contains(" now\n"), "{}", status.all());
    println!("{}", status.all());

    // One side is gone: what it served is not known, and may have been half. The scope that has none left has none.
    pair.keas[1].daemon().kill().unwrap();
    let began = Instant::now();
    let alone = loop {
        let status = run(&inventory, &["status", "-o", "json"]).json();
        let alone = status["relationships"][0]["alone"].clone();
        if alone["worst"]["taken"]["at-most"] == true {
            break alone;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{status}");
    };
    assert_eq!(alone["worst"]["survivor"], "kea-1", "{alone}");
    assert_eq!((&alone["verdict"], &alone["seconds"]), (&"known".into(), &0.into()), "{alone}");
    println!("{}", run(&inventory, &["status"]).all());
}

#[test]
fn what_is_shown_is_what_the_servers_count() {
    shown_as_it_is(false);
}

#[test]
fn what_is_shown_is_what_the_lease_database_counts() {
    shown_as_it_is(true);
}
