//! What is generated runs: in a lab, pairs of each mode, family and version find together, and a hub
//! does with its two spokes.

#[path = "lab/server.rs"]
mod server;

use std::time::Duration;

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::Mark;
use kea_config::Json;
use kea_ha::generate::{CheckedRelationship, PeerParameters, RelationshipParameters, hub};
use kea_ha::{Mode, Role};
use server::Server;

/// How long servers may take to find together.
const TOGETHER: Duration = Duration::from_secs(60);

fn relationship(mode: Mode, peers: Vec<PeerParameters>) -> CheckedRelationship {
    let mut parameters = RelationshipParameters::new(mode, peers);
    for (key, value) in
        [("heartbeat-delay", 1_000), ("max-response-delay", 4_000), ("max-unacked-clients", 2)]
    {
        parameters.settings.set(key, value).unwrap();
    }
    parameters.checked().unwrap()
}

/// A server with these libraries, and one subnet for each `user-context`.
fn whole(family: Family, libraries: &Json, subnets: Vec<Json>) -> String {
    let (daemon, key) = match family {
        Family::V4 => ("Dhcp4", "subnet4"),
        Family::V6 => ("Dhcp6", "subnet6"),
    };
    let mut server = Json::parse(
        r#"{ "interfaces-config": { "interfaces": [] }, "lease-database": { "type": "memfile", "persist": false },
             "multi-threading": { "enable-multi-threading": true, "thread-pool-size": 2 } }"#,
    )
    .unwrap();
    if family == Family::V6 {
        let id =
            r#"{ "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false }"#;
        server.set("server-id", Json::parse(id).unwrap());
    }
    server.set("hooks-libraries", libraries.clone());
    server.set(key, Json::list(subnets));
    Json::map([(daemon, server)]).to_string()
}

fn subnet(family: Family, id: u32, pools: Json) -> Json {
    let net = match family {
        Family::V4 => format!("10.20.{id}.0/24"),
        Family::V6 => format!("2001:db8:{id}::/64"),
    };
    Json::map([("id", Json::from(id)), ("subnet", net.into()), ("pools", pools)])
}

fn finds_together(server: &Server, mode: Mode, family: Family) {
    let Some(lab) = server.lab() else { return };
    let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
    let second = mode.second_role().unwrap_or(Role::Backup);
    let peers = vec![
        server.peer("one", &hosts[0], 8001, Role::Primary),
        server.peer("two", &hosts[1], 8001, second),
    ];
    let pair = relationship(mode, peers);
    let range = match family {
        Family::V4 => "10.20.1.10-10.20.1.99",
        Family::V6 => "2001:db8:1::10-2001:db8:1::99",
    };
    let pools = pair.pools(range.parse().unwrap());
    let configurations = pair.configurations().unwrap();
    let start = |nth: usize| {
        let own = pools.iter().map(|texts| texts[nth].clone());
        let subnet = subnet(family, 1, Json::list(own));
        let text = whole(family, &configurations[nth].hooks_libraries, vec![subnet]);
        server.start(&hosts[nth], family, &text)
    };
    let mut both = [start(0), start(1)];
    let states = match mode {
        Mode::LoadBalancing => ["LOAD-BALANCING"; 2],
        Mode::HotStandby => ["HOT-STANDBY"; 2],
        Mode::PassiveBackup => ["PASSIVE-BACKUP", "BACKUP"],
    };
    for (kea, state) in both.iter_mut().zip(states) {
        kea.wait_for(&format!("to {state} state"), Mark::default(), TOGETHER).unwrap();
    }
}

fn all_find_together(server: &Server) {
    for mode in Mode::ALL {
        for family in [Family::V4, Family::V6] {
            finds_together(server, mode, family);
        }
    }
}

#[test]
fn pairs_of_kea_2_2_find_together() {
    if let Some(server) = Server::installed() {
        all_find_together(&server);
    }
}

#[test]
fn pairs_of_kea_2_6_find_together() {
    if let Some(server) = Server::of("trixie") {
        all_find_together(&server);
    }
}

#[test]
fn pairs_of_kea_3_0_find_together() {
    if let Some(server) = Server::of("forky") {
        all_find_together(&server);
    }
}

/// Each spoke knows its own subnet, the hub both.
fn a_hub_finds_its_spokes(server: &Server) {
    let Some(lab) = server.lab() else { return };
    let hosts = ["middle", "one", "two"].map(|name| lab.host(name).unwrap());
    let family = Family::V4;
    let both = [1, 2].map(|nth: usize| {
        let port = 8000 + u32::try_from(nth).unwrap();
        let spoke = server.peer(&format!("spoke{nth}"), &hosts[nth], 8001, Role::Primary);
        let hub = server.peer(&format!("hub{nth}"), &hosts[0], port, Role::Standby);
        relationship(Mode::HotStandby, vec![spoke, hub])
    });
    let tagged = |nth: usize| {
        let mut subnet = subnet(family, u32::try_from(nth + 1).unwrap(), Json::list([]));
        subnet.set("user-context", both[nth].subnet_context());
        subnet
    };
    let libraries = hub(&[(&both[0], "hub1"), (&both[1], "hub2")]).unwrap();
    let text = whole(family, &libraries, vec![tagged(0), tagged(1)]);
    let mut hub = server.start(&hosts[0], family, &text);
    let mut spokes = [0, 1].map(|nth| {
        let own = &both[nth].configurations().unwrap()[0];
        let text = whole(family, &own.hooks_libraries, vec![tagged(nth)]);
        server.start(&hosts[nth + 1], family, &text)
    });
    for spoke in &mut spokes {
        spoke.wait_for("to HOT-STANDBY state", Mark::default(), TOGETHER).unwrap();
    }
    for name in ["hub1", "hub2"] {
        let said = format!("{name}: server transitions from READY to HOT-STANDBY state");
        hub.wait_for(&said, Mark::default(), TOGETHER).unwrap();
    }
}

#[test]
fn a_hub_of_kea_2_6_finds_its_spokes() {
    if let Some(server) = Server::of("trixie") {
        a_hub_finds_its_spokes(&server);
    }
}

#[test]
fn a_hub_of_kea_3_0_finds_its_spokes() {
    if let Some(server) = Server::of("forky") {
        a_hub_finds_its_spokes(&server);
    }
}
