//! The real dhcpd as the judge of lease files: it reads a file when it starts, and writes what it
//! made of it; the view of what it read must be the view of what it wrote.
//!
//! `DHCPAIR_LEASE_FILES` sets how many files are tried and `DHCPAIR_SEED` where the series begins.

mod corpus;
mod cut;
mod generate;
mod six;

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use dhcpair_testbed::{Dice, program};
use dhcpd_conf::leases::{BindingState, LeaseState, Stamp, Usage, View};

/// Three pools: without a peer, of a primary, of a secondary.
const CONFIG: &str = r#"
    failover peer "east" {
      primary; address 127.0.0.1; peer address 127.0.0.2; mclt 600; split 128;
      load balance max seconds 3;
    }
    failover peer "west" {
      secondary; address 127.0.0.1; peer address 127.0.0.2; load balance max seconds 3;
    }
    class "guests" { match hardware; lease limit 5; }
    subnet 192.0.2.0 netmask 255.255.255.0 { pool { range 192.0.2.1 192.0.2.50; } }
    subnet 198.51.100.0 netmask 255.255.255.0 {
      pool { failover peer "east"; range 198.51.100.1 198.51.100.50; }
    }
    subnet 203.0.113.0 netmask 255.255.255.0 {
      pool { failover peer "west"; range 203.0.113.1 203.0.113.50; }
    }
"#;

/// What dhcpd writes after it has read `leases`; [`None`] where there is no dhcpd.
///
/// It is told to serve an interface that does not exist: it reads and writes its lease file, and
/// gives up before it serves anybody.
fn rewritten(family: &str, config: &str, leases: &[u8], folder: &Path) -> Option<Vec<u8>> {
    let (prlimit, dhcpd) = (program("prlimit")?, program("dhcpd")?);
    let (config_file, lease_file) = (folder.join("dhcpd.conf"), folder.join("dhcpd.leases"));
    fs::write(&config_file, config).unwrap();
    fs::write(&lease_file, leases).unwrap();
    let output = Command::new(prlimit)
        .args(["--as=1000000000", "--cpu=20", "--core=0", "--"])
        .arg(dhcpd)
        .args([family, "-f", "-d", "--no-pid", "-cf"])
        .arg(&config_file)
        .arg("-lf")
        .arg(&lease_file)
        .arg("no-such-if")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("Not configured to listen on any interfaces"), "{said}");
    let written = fs::read(&lease_file).unwrap();
    assert!(written.starts_with(b"# The format of this file"), "{said}");
    Some(written)
}

fn view(bytes: &[u8]) -> View {
    View::read(bytes).unwrap()
}

/// The view of what dhcpd wrote, in which nothing may be wrong.
fn view_of_server(bytes: &[u8]) -> View {
    let view = view(bytes);
    assert_eq!(view.problems(), [], "{}", String::from_utf8_lossy(bytes));
    view
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// What dhcpd leaves as it is, whatever it makes of the state.
type Client = (Option<Stamp>, Option<String>, Option<Vec<u8>>, bool, bool);

fn client(lease: &LeaseState<'_>) -> Client {
    (
        lease.starts(),
        lease.hardware().map(|hardware| hardware.to_string()),
        // dhcpd does not write an empty one.
        lease.uid().filter(|uid| !uid.is_empty()).map(<[u8]>::to_vec),
        lease.is_reserved(),
        lease.is_bootp(),
    )
}

/// The other times; without a `tstp` it is the end.
fn times(lease: &LeaseState<'_>) -> [Option<Stamp>; 4] {
    [lease.ends(), lease.tstp().or(lease.ends()), lease.tsfp(), lease.cltt()]
}

/// Compares all addresses of the pools; what dhcpd does not write is free.
fn compare(ours: &View, servers: &View, text: &[u8]) {
    let now = now();
    let addresses = ["192.0.2", "198.51.100", "203.0.113"].into_iter().flat_map(|net| {
        (1..=50).map(move |host| format!("{net}.{host}").parse::<Ipv4Addr>().unwrap())
    });
    for address in addresses {
        let (ours, servers) = (ours.lease(address), servers.lease(address));
        let told =
            || format!("{address}: {ours:?}\n{servers:?}\n{}", String::from_utf8_lossy(text));
        match (&ours, &servers) {
            (Some(ours), Some(servers)) => {
                assert_eq!(ours.usage(now), servers.usage(now), "{}", told());
                assert_eq!(client(ours), client(servers), "{}", told());
                // Where time has passed, dhcpd has already made another lease of it.
                if ours.state() == servers.state() {
                    assert_eq!(times(ours), times(servers), "{}", told());
                    assert_eq!(ours.hostname(), servers.hostname(), "{}", told());
                }
            }
            // dhcpd does not write a free lease of which it knows no client, reserved or not.
            (Some(ours), None) => {
                let nobody = ours.uid().is_none() && ours.hardware().is_none();
                let usage = ours.usage(now);
                let free = usage == Usage::Free || usage == Usage::Reserved && nobody;
                assert!(free, "{}", told());
            }
            // In a pool of a pair, what is not in the file is the primary's.
            (None, Some(servers)) => assert_eq!(servers.usage(now), Usage::Free, "{}", told()),
            (None, None) => {}
        }
    }
}

#[test]
fn the_view_is_what_the_server_makes_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice::new(number("DHCPAIR_SEED", 1));
    let mut states = std::collections::BTreeMap::<&str, u32>::new();
    for _ in 0..number("DHCPAIR_LEASE_FILES", 40) {
        let text = generate::file(&mut dice);
        let Some(written) = rewritten("-4", CONFIG, &text, folder.path()) else { return };
        let (ours, servers) = (view(&text), view_of_server(&written));
        assert_eq!(ours.problems(), [], "{}", String::from_utf8_lossy(&text));
        compare(&ours, &servers, &text);
        for lease in servers.leases() {
            *states.entry(lease.state().map_or("none", BindingState::as_str)).or_default() += 1;
        }
        for ours in ours.failover() {
            let name = ours.name().to_vec();
            let servers = servers.failover().find(|server| server.name().to_vec() == name).unwrap();
            assert_eq!(ours.own().map(|own| own.state), servers.own().map(|own| own.state));
            let partner = servers.partner().map(|partner| partner.state);
            assert_eq!(ours.partner().map(|partner| partner.state), partner);
            assert_eq!(ours.mclt().or(servers.mclt()), servers.mclt());
        }
        let hosts = |view: &View| {
            let shown = view.declarations().filter(|host| !host.is_deleted()).map(|host| {
                let addresses: Vec<_> = host.fixed_addresses().map(<[u8]>::to_vec).collect();
                (
                    host.name().to_vec(),
                    host.hardware(),
                    host.uid().map(|uid| uid.to_vec()),
                    addresses,
                )
            });
            shown.collect::<Vec<_>>()
        };
        assert_eq!(hosts(&ours), hosts(&servers), "{}", String::from_utf8_lossy(&text));
    }
    println!("{states:?}");
    assert!(states.len() >= 6, "the series is one-sided: {states:?}");
}
