//! Real lease files, read by a dhcpd that has pools for all their addresses.

use std::collections::BTreeMap;
use std::fmt::Write;

use dhcpair_testbed::shared;

use super::*;

/// A pool in each network of 256 addresses that the leases are in, from the first to the last of
/// them, in the failover relationship that the file knows.
fn config_for(view: &View) -> String {
    let mut text = String::new();
    let peer = view.failover().next().map(|peer| String::from_utf8(peer.name().to_vec()).unwrap());
    if let Some(peer) = &peer {
        let _ = writeln!(
            text,
            "failover peer \"{peer}\" {{ primary; address 127.0.0.1; peer address 127.0.0.2; mclt 600; \
             split 128; load balance max seconds 3; }}"
        );
    }
    let mut networks = BTreeMap::<[u8; 3], (u8, u8)>::new();
    for lease in view.leases() {
        let [a, b, c, d] = lease.address().octets();
        let ends = networks.entry([a, b, c]).or_insert((d, d));
        *ends = (ends.0.min(d), ends.1.max(d));
    }
    let reference = peer.map(|peer| format!("failover peer \"{peer}\";")).unwrap_or_default();
    for ([a, b, c], (from, to)) in networks {
        let _ = writeln!(
            text,
            "subnet {a}.{b}.{c}.0 netmask 255.255.255.0 {{ pool {{ {reference} range {a}.{b}.{c}.{from} \
             {a}.{b}.{c}.{to}; }} }}"
        );
    }
    text
}

#[test]
fn real_files_mean_what_the_server_takes_them_for() {
    let Some(files) = shared("corpus/leases") else { return };
    let folder = tempfile::tempdir().unwrap();
    let now = now();
    let mut compared = 0;
    for entry in fs::read_dir(files).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let ours = view(&bytes);
        if ours.lease_count() == 0 {
            continue;
        }
        let Some(written) = rewritten("-4", &config_for(&ours), &bytes, folder.path()) else {
            return;
        };
        let servers = view_of_server(&written);
        for lease in ours.leases() {
            let server = servers.lease(lease.address());
            let told = || format!("{}: {lease:?}\n{server:?}", path.display());
            let taken = |usage| matches!(usage, Usage::InUse | Usage::Abandoned);
            let usage = server.map_or(Usage::Free, |server| server.usage(now));
            assert_eq!(taken(lease.usage(now)), taken(usage), "{}", told());
            if let Some(server) = server {
                assert_eq!(client(&lease), client(&server), "{}", told());
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
}
