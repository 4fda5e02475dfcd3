//! Kea in the lab: a pair in load balancing, one of them killed, and a client of it.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{
    Host, Kea, Lab, LabError, Mark, Message, MessageType, Packet, Station, StationV6,
};
use dhcpair_testbed::{Family, KeaRoot};

const REMOTE: Ipv4Addr = Ipv4Addr::new(10, 20, 0, 1);

/// How long a pair may take to find together, and to miss one of them.
const TOGETHER: Duration = Duration::from_secs(60);

/// The Kea of this machine, or of another Debian.
struct Version {
    root: Option<KeaRoot>,
    /// What stands in front of the names of hook libraries.
    hooks: String,
    /// What a pool says of its class.
    class: fn(&str) -> String,
}

impl Version {
    fn new(root: Option<KeaRoot>) -> Self {
        let version = root.as_ref().map_or("2.2", |root| root.version());
        if version.starts_with("2.") {
            let class = |class: &str| format!("\"client-class\": \"{class}\"");
            return Self { hooks: hooks(root.as_ref()), root, class };
        }
        let class = |class: &str| format!("\"client-classes\": [ \"{class}\" ]");
        Self { hooks: String::new(), root, class }
    }

    fn start(&self, host: &Host, conf: impl FnOnce(&Path) -> String) -> Result<Kea, LabError> {
        match &self.root {
            Some(root) => Kea::start_in(root, host, Family::V4, conf),
            None => Kea::start(host, Family::V4, conf),
        }
    }
}

/// The folder with the hook libraries, as the server sees it.
fn hooks(root: Option<&KeaRoot>) -> String {
    let root = root.map_or(Path::new("/"), KeaRoot::folder);
    let all = std::fs::read_dir(root.join("usr/lib")).unwrap().filter_map(Result::ok);
    let mut all = all.map(|entry| entry.path().join("kea/hooks"));
    let folder = all.find(|folder| folder.is_dir()).expect("Kea without hook libraries");
    format!("/{}/", folder.strip_prefix(root).unwrap().display())
}

/// One half of a pair; pools for the clients of each.
fn half(name: &str, peers: [(&str, Ipv4Addr); 2], version: &Version, folder: &Path) -> String {
    let Version { hooks, class, .. } = version;
    let (class_one, class_two) = (class("HA_one"), class("HA_two"));
    let [one, two] = peers.map(|(peer, address)| {
        let role = if peer == "one" { "primary" } else { "secondary" };
        format!(
            r#"{{ "name": "{peer}", "url": "http://{address}:8001/", "role": "{role}", "auto-failover": true }}"#
        )
    });
    let folder = folder.display();
    format!(
        r#"{{ "Dhcp4": {{
  "interfaces-config": {{ "interfaces": [ "eth0" ] }},
  "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv" }},
  "valid-lifetime": 600,
  "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
  "hooks-libraries": [
    {{ "library": "{hooks}libdhcp_lease_cmds.so" }},
    {{ "library": "{hooks}libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
      "this-server-name": "{name}", "mode": "load-balancing",
      "heartbeat-delay": 1000, "max-response-delay": 3000, "max-ack-delay": 1000, "max-unacked-clients": 0,
      "multi-threading": {{ "enable-multi-threading": true, "http-dedicated-listener": true }},
      "peers": [ {one}, {two} ] }} ] }} }}
  ],
  "subnet4": [ {{ "id": 1, "subnet": "10.20.0.0/24", "pools": [
    {{ "pool": "10.20.0.100-10.20.0.149", {class_one} }},
    {{ "pool": "10.20.0.150-10.20.0.199", {class_two} }} ] }} ] }} }}"#
    )
}

#[test]
fn a_pair_of_this_machine_s_kea_serves_and_the_survivor_takes_over() {
    let Some(lab) = Lab::new(&["kea-dhcp4"]).unwrap() else { return };
    serves(&lab, &Version::new(None));
}

#[test]
fn a_pair_of_kea_2_6_serves_and_the_survivor_takes_over() {
    in_root("trixie");
}

#[test]
fn a_pair_of_kea_3_0_serves_and_the_survivor_takes_over() {
    in_root("forky");
}

fn in_root(release: &str) {
    let Some(root) = KeaRoot::find(release) else { return };
    let Some(lab) = Lab::new(&["chroot"]).unwrap() else { return };
    serves(&lab, &Version::new(Some(root)));
}

fn serves(lab: &Lab, version: &Version) {
    let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
    let relay = lab.relay().unwrap();
    let peers = [("one", hosts[0].address()), ("two", hosts[1].address())];
    let start = |name: &str, host: &Host| {
        version.start(host, |folder| half(name, peers, version, folder)).unwrap()
    };
    let mut servers = [start("one", &hosts[0]), start("two", &hosts[1])];
    for server in &mut servers {
        server.wait_for("to LOAD-BALANCING state", Mark::default(), TOGETHER).unwrap();
    }

    // Each client is answered by one of the two.
    let mut station = Station::relay(&relay).unwrap();
    let mut answered = [0, 0];
    for number in 0..16 {
        let packet = Packet::new(MessageType::Discover, [2, 0, 0, 0, 0, number]);
        let packet = Packet { relay: REMOTE, ..packet };
        for host in &hosts {
            station.send(host.address(), &packet).unwrap();
        }
        let reply = station.receive(Instant::now() + Duration::from_secs(20)).unwrap().unwrap();
        assert_eq!(reply.packet.transaction, packet.transaction);
        let at = usize::from(reply.from == hosts[1].address());
        let half = if at == 0 { 100..150 } else { 150..200 };
        assert!(half.contains(&reply.packet.yours.octets()[3]), "{reply:?}");
        answered[at] += 1;
    }
    assert!(answered[0] > 0 && answered[1] > 0, "{answered:?}");

    // A lease of the one is known to the other when the one is gone.
    let request = Packet::new(MessageType::Request, [2, 0, 0, 0, 0, 200]);
    let request = Packet { relay: REMOTE, ..request };
    let discover = Packet::new(MessageType::Discover, [2, 0, 0, 0, 0, 200]);
    let discover = Packet { relay: REMOTE, ..discover };
    for host in &hosts {
        station.send(host.address(), &discover).unwrap();
    }
    let offer = station.receive(Instant::now() + Duration::from_secs(20)).unwrap().unwrap();
    let select = request.clone().with(50, offer.packet.yours.octets());
    let ack = station.ask(offer.from, &select.with(54, offer.from.octets())).unwrap();
    assert_eq!(ack.packet.message_type(), Some(MessageType::Ack));
    let gone = usize::from(offer.from == hosts[1].address());
    let mark = servers[1 - gone].daemon().mark();
    servers[gone].daemon().kill().unwrap();
    servers[1 - gone].wait_for("to PARTNER-DOWN state", mark, TOGETHER).unwrap();
    let reboot = request.with(50, offer.packet.yours.octets());
    // It says so before it serves the other one's clients: like any client, ask again.
    let survivor = hosts[1 - gone].address();
    let reply = (0..6).find_map(|_| station.ask(survivor, &reboot).ok()).unwrap().packet;
    assert_eq!((reply.message_type(), reply.yours), (Some(MessageType::Ack), offer.packet.yours));
}

#[test]
fn a_kea_that_does_not_start_says_why() {
    let Some(lab) = Lab::new(&["kea-dhcp4"]).unwrap() else { return };
    let host = lab.host("one").unwrap();
    let broken = Kea::start(&host, Family::V4, |_| r#"{ "Dhcp4": { "nothing": 1 } }"#.to_owned());
    let Err(error) = broken else { panic!("it started") };
    assert!(matches!(&error, LabError::Ended { log, .. } if log.contains("nothing")), "{error}");
}

/// A server of DHCPv6 with one pool of one address, and a control socket.
fn one_address(folder: &Path, address: Ipv6Addr) -> String {
    let folder = folder.display();
    format!(
        r#"{{ "Dhcp6": {{
  "interfaces-config": {{ "interfaces": [ "eth0/fd77::1" ] }},
  "lease-database": {{ "type": "memfile", "persist": false }},
  "server-id": {{ "type": "LLT", "persist": false }},
  "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/control" }},
  "subnet6": [ {{ "id": 1, "subnet": "2001:db8::/64", "pools": [ {{ "pool": "{address}/128" }} ] }} ] }} }}"#
    )
}

#[test]
fn kea_reads_its_file_again_and_answers_the_relay_of_dhcpv6() {
    let Some(lab) = Lab::new(&["kea-dhcp6"]).unwrap() else { return };
    let (host, relay) = (lab.host("one").unwrap(), lab.relay().unwrap());
    let [first, second, third] = [7, 8, 9].map(|n| Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, n));
    let conf = |folder: &Path| one_address(folder, first);
    let mut kea = Kea::start(&host, Family::V6, conf).unwrap();
    let mut relay = StationV6::relay(&relay).unwrap();
    let mut offered = |kea: &Kea| {
        let solicit = Message::solicit(&[2, 0, 0, 0, 0, 1], None, &[]).through(second);
        let end = Instant::now() + Duration::from_secs(5);
        loop {
            // While Kea reads its file, what is sent to it is lost.
            let deadline = Instant::now() + Duration::from_millis(300);
            if let Some(answer) = relay.ask(host.address_v6(), &solicit, deadline).unwrap() {
                return answer.address().unwrap().0;
            }
            assert!(Instant::now() < end, "no answer: {}", kea.log());
        }
    };
    assert_eq!(offered(&kea), first);

    std::fs::write(kea.file(), one_address(&kea.inside(), second)).unwrap();
    let answer = kea.command("control", r#"{ "command": "config-reload" }"#).unwrap();
    assert!(answer.contains(r#""result": 0"#), "{answer}");
    assert_eq!(offered(&kea), second);

    std::fs::write(kea.file(), one_address(&kea.inside(), third)).unwrap();
    let since = kea.daemon().mark();
    kea.daemon().reload().unwrap();
    kea.wait_for("DHCP6_CONFIG_COMPLETE", since, TOGETHER).unwrap();
    let deadline = Instant::now() + TOGETHER;
    while offered(&kea) != third {
        assert!(Instant::now() < deadline, "{}", kea.log());
    }
}
