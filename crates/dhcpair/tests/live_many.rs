//! The program over many servers, of which some do not answer. How long it may take is measured by `cargo xtask bench
//! --status`, of the release build on a machine that does nothing else.

mod support;

use std::time::Duration;

use dhcpair_testbed::{DeadEnd, SimulatedKea};
use support::{dhcpair, folder};

/// Pairs, and servers that take no connection.
const PAIRS: u8 = 100;
const DEAD: usize = 20;

/// Far less than one dead server after the other would take (2 s each), and more than a debug build needs on a busy machine.
const AT_THE_SAME_TIME: Duration = Duration::from_secs(25);

/// Subnets of a large pair.
const SUBNETS: u32 = 3_000;

#[test]
fn of_thousands_of_subnets_each_is_known_at_both_servers() {
    let pair = SimulatedKea::large(SUBNETS).unwrap();
    let mut inventory = "name = \"large\"\n".to_owned();
    for kea in &pair {
        inventory.push_str(&format!(
            "[servers.{}]\nvendor = \"kea\"\naccess = {{ type = \"kea-http\", url = \"http://{}/\" }}\n",
            kea.name, kea.address
        ));
    }
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    let status = dhcpair(folder.path(), ["status", "-o", "json"]).json();
    let alone = &status["relationships"][0]["alone"];
    assert_eq!(alone["verdict"], "known", "{alone}");
    // Of 190 addresses 20 are taken, and each server gave 60 in the hour since it was configured.
    assert_eq!(alone["worst"]["usable"], 170, "{alone}");
    assert_eq!(alone["seconds"], 170 * 3_600 / 120, "{alone}");
    let scopes = dhcpair(folder.path(), ["scopes", "-o", "json"]).json();
    let rows = scopes["scopes"].as_array().unwrap();
    assert_eq!(rows.len(), SUBNETS as usize);
    for row in rows {
        let usage = row["usage"].as_array().unwrap();
        let names: Vec<_> = usage.iter().map(|one| one["server"].as_str().unwrap()).collect();
        assert_eq!(names, ["large-1", "large-2"], "{row}");
        assert!(usage.iter().all(|one| one["scopes"][0] == row["scope"]), "{row}");
    }
}

#[test]
fn two_hundred_servers_are_named_right_beside_twenty_dead_ones() {
    let pairs: Vec<_> = (1..=PAIRS).map(|number| SimulatedKea::pair(number).unwrap()).collect();
    let dead: Vec<_> = (0..DEAD).map(|_| DeadEnd::new().unwrap()).collect();
    let mut inventory = "name = \"many\"\n".to_owned();
    let servers = pairs.iter().flatten().map(|kea| (kea.name.clone(), kea.address));
    let dead = dead.iter().enumerate().map(|(at, end)| (format!("dead-{at:02}"), end.address()));
    for (name, address) in servers.chain(dead) {
        inventory.push_str(&format!(
            "[servers.{name}]\nvendor = \"kea\"\naccess = {{ type = \"kea-http\", url = \"http://{address}/\" }}\n"
        ));
    }
    let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
    let run = dhcpair(folder.path(), ["status", "-o", "json"]);
    let status = run.json();
    assert!(run.took < AT_THE_SAME_TIME, "{:?}", run.took);

    let rows = status["relationships"].as_array().unwrap();
    assert_eq!(rows.len(), usize::from(PAIRS), "{status:#}");
    let mut seen: Vec<_> = rows
        .iter()
        .map(|row| {
            assert_eq!(row["health"], "well", "{row:#}");
            let side = |side: &str| {
                assert_eq!(row[side]["state"], "hot-standby", "{row:#}");
                assert_eq!(row[side]["source"], "control channel", "{row:#}");
                row[side]["server"].as_str().unwrap().to_owned()
            };
            [side("primary"), side("secondary")]
        })
        .collect();
    seen.sort();
    let expected: Vec<_> =
        pairs.iter().map(|pair| pair.each_ref().map(|kea| kea.name.clone())).collect();
    assert_eq!(seen, expected);

    let unread = status["unread"].as_array().unwrap();
    assert_eq!(unread.len(), DEAD, "{unread:#?}");
    for one in unread {
        assert!(one["server"].as_str().unwrap().starts_with("dead-"), "{one}");
        assert!(
            one["reason"].as_str().unwrap().contains("takes no connection within 2 s"),
            "{one}"
        );
    }
}
