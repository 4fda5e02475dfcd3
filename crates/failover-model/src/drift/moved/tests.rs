//! Two servers that differ, and what the files of each tell of it.

use crate::drift::compare;
use crate::fixture::{kea_side, server, with_side};
use crate::observation::Basis;
use crate::pairing::pair;
use crate::{Family, Knowledge, Observation, ServerConfig, Setting, Vendor};

const PEERS: [(&str, &str, &str); 2] =
    [("a", "http://192.0.2.1:8001/", "primary"), ("b", "http://192.0.2.2:8001/", "standby")];

fn config(me: &str, routers: &str) -> ServerConfig {
    let mut config = with_side(kea_side(me, PEERS));
    let scope = config.add_scope("10.1.0.0/24".parse().unwrap());
    let context = config.scope(scope).unwrap().context;
    config.set(context, Setting::new("option routers", routers, None));
    config
}

/// A server with what its file says and what it runs.
fn seen(me: &str, [file, running]: [&str; 2]) -> Observation {
    let (name, address) = if me == "a" { ("kea-1", "192.0.2.1") } else { ("kea-2", "192.0.2.2") };
    let seen = server(name, Vendor::Kea, address, ServerConfig::new(Family::V4));
    let (config, basis) = Basis::of(&seen, config(me, file), config(me, running));
    let configs = Knowledge::Known(vec![config]);
    Observation { configs, bases: vec![(Family::V4, basis)], ..seen }
}

/// Who moved in the one difference between the two.
fn moved(one: [&str; 2], two: [&str; 2]) -> Option<String> {
    let seen = [seen("a", one), seen("b", two)];
    let drift = compare(&seen, &pair(&seen, &[]), &[]);
    let mut between = drift.differences.iter().filter(|one| one.rule.id != "kea-running-not-file");
    let found = between.next().unwrap();
    assert!(between.next().is_none());
    Some(found.moved.as_ref()?.to_string())
}

#[test]
fn the_server_that_left_its_file_is_the_one_that_moved() {
    assert_eq!(moved(["10.1.0.1", "10.1.0.9"], ["10.1.0.1"; 2]).as_deref(), Some("kea-1"));
    assert_eq!(moved(["10.1.0.1"; 2], ["10.1.0.1", "10.1.0.9"]).as_deref(), Some("kea-2"));
}

#[test]
fn where_files_do_not_tell_nobody_is_named() {
    // Both run what their files say; the file agrees with nobody; both have left the same file.
    assert_eq!(moved(["10.1.0.1"; 2], ["10.1.0.9"; 2]), None);
    assert_eq!(moved(["10.1.0.5", "10.1.0.9"], ["10.1.0.1"; 2]), None);
    assert_eq!(moved(["10.1.0.1", "10.1.0.8"], ["10.1.0.1", "10.1.0.9"]), None);
}
