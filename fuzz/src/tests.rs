use std::path::Path;
use std::{fs, panic};

use super::mutate::{Numbers, mutate};
use super::*;

/// How many mutations of each seed are tried.
const MUTATIONS: u64 = 400;

/// The law on every seed of a target, and on their mutations.
fn holds(target: &str, law: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    let mut seeds: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "no seeds for {target}");
    law(b"");
    for seed in seeds {
        let bytes = fs::read(&seed).unwrap();
        law(&bytes);
        for number in 0..MUTATIONS {
            let mutant = mutate(&bytes, &mut Numbers::new(number + 1));
            if let Err(cause) = panic::catch_unwind(|| law(&mutant)) {
                let text = String::from_utf8_lossy(&mutant);
                eprintln!("mutation {number} of {} breaks the law:\n{text}", seed.display());
                panic::resume_unwind(cause);
            }
        }
    }
}

#[test]
fn dhcpd_conf_holds() {
    holds("dhcpd_conf", dhcpd_conf);
}

#[test]
fn conf_changes_hold() {
    holds("conf_changes", conf_changes);
}

#[test]
fn kea_changes_hold() {
    holds("kea_changes", kea_changes);
}

#[test]
fn conf_replicas_hold() {
    holds("conf_replicas", conf_replicas);
}

#[test]
fn kea_config_holds() {
    holds("kea_config", kea_config);
}

#[test]
fn kea_replies_hold() {
    holds("kea_replies", kea_replies);
}

#[test]
fn omapi_holds() {
    holds("omapi", omapi);
}

#[test]
fn leases_holds() {
    holds("leases", leases);
}

#[test]
fn windows_state_holds() {
    holds("windows_state", windows_state);
}

#[test]
fn powershell_holds() {
    holds("powershell", powershell);
}

#[test]
fn edits_hold() {
    holds("edits", edits);
}

#[test]
fn mutations_differ_and_never_change() {
    let mutants: Vec<_> =
        (1..50).map(|seed| mutate(b"subnet { }", &mut Numbers::new(seed))).collect();
    assert_eq!(mutants[7], mutate(b"subnet { }", &mut Numbers::new(8)));
    assert!(mutants.iter().filter(|mutant| *mutant != b"subnet { }").count() > 40);
}

#[test]
fn a_broken_law_is_noticed() {
    let broken = panic::catch_unwind(|| holds("edits", |data| assert!(data.len() < 30)));
    assert!(broken.is_err());
}
