//! Leases of real pairs: faults that were planted are found, all of them and nothing else, while clients
//! renew; and a healthy pair under that load has none.
//!
//! `cargo xtask lab --audit` runs the same with 100,000 leases, 500 faults of each kind and 20 audits.
#![expect(clippy::unwrap_used, reason = "a test fails so")]

mod isc;
mod kea;
mod load;
mod plant;
mod ways;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chrono::Utc;
use dhcpair_manager::contract::LeasesAuditDocument;
use dhcpair_manager::{AuditOptions, Inventory, Look, Progress, observe};
use dhcpair_testbed::{Family, KEA_ROOTS, KeaRoot, OpenSsh};

use crate::kea::Make;
use crate::load::{Kind, Load};
use crate::plant::{Form, Planted, address, hardware, plant};
use crate::ways::Way;

/// How large the tests are: small in ci, as the issue has it in the lab.
struct Size {
    leases: u32,
    /// Of each kind.
    faults: u32,
    audits: u32,
}

impl Size {
    fn of_this_run() -> Self {
        let number = |name: &str, small| {
            std::env::var(name).map_or(small, |text| text.parse::<u32>().unwrap())
        };
        Self {
            leases: number("DHCPAIR_AUDIT_LEASES", 1_500),
            faults: number("DHCPAIR_AUDIT_FAULTS", 20),
            audits: number("DHCPAIR_AUDIT_RUNS", 2),
        }
    }

    /// Whether time does not matter.
    const fn is_large(&self) -> bool {
        self.leases > 10_000
    }
}

/// How many clients renew in a second.
const RENEWALS: u32 = 50;

fn audit(inventory: &str, relationship: &str, wait: Duration) -> LeasesAuditDocument {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let inventory = Inventory::parse(inventory, "/nowhere/dhcpair.toml".as_ref()).unwrap();
    let fleet = runtime.block_on(observe(inventory, Utc::now(), Look::new(), &Progress::default()));
    let options = AuditOptions { wait, ..AuditOptions::default() };
    let started = Instant::now();
    let document = fleet.leases_audit(relationship, options, &Utc::now);
    let document = runtime.block_on(document).unwrap();
    assert!(document.complete, "{:?}", document.unread);
    println!(
        "audit of {} and {} leases: {} findings, {} owed, {} unsettled, {:.2} s with the waits",
        document.sides[0].leases,
        document.sides[1].leases,
        document.findings.len(),
        document.owed,
        document.unsettled,
        started.elapsed().as_secs_f64(),
    );
    document
}

/// What was found, by address.
fn found(document: &LeasesAuditDocument) -> BTreeMap<String, String> {
    let told = document.findings.iter().map(|one| {
        let on = one.on.as_ref().map_or_else(String::new, |on| format!(" {on}"));
        (one.address.clone(), format!("{}{on}", one.fault))
    });
    told.collect()
}

/// What an audit finds is what was planted, all of it, and nothing else.
fn finds_what_was_planted(inventory: &str, planted: &Planted) {
    let document = audit(inventory, "campus", Duration::from_secs(3));
    let (found, expected) = (found(&document), &planted.expected);
    let missed: Vec<_> = expected.iter().filter(|(key, _)| !found.contains_key(*key)).collect();
    let invented: Vec<_> =
        document.findings.iter().filter(|one| !expected.contains_key(&one.address)).collect();
    assert!(missed.is_empty(), "{} missed: {:?}", missed.len(), &missed[..missed.len().min(3)]);
    assert!(
        invented.is_empty(),
        "{} invented: {:#?}",
        invented.len(),
        &invented[..invented.len().min(3)]
    );
    assert_eq!(&found, expected);
}

/// The same, and a client is found.
fn finds_all(inventory: &str, planted: &Planted) {
    finds_what_was_planted(inventory, planted);
    finds(inventory, planted);
}

/// An audit finds nothing.
fn finds_nothing(inventory: &str) {
    let document = audit(inventory, "campus", Duration::from_secs(3));
    assert_eq!(found(&document), BTreeMap::new(), "{:#?}", document.findings.first());
}

/// Audits by these ways, in turn: as many as are asked for, and where faults are to be found by each way.
fn audits(size: &Size, ways: &[Way<'_>], faults: u32, audit: impl Fn(Way<'_>)) {
    let least = if faults > 0 { ways.len() } else { 0 };
    for way in ways.iter().cycle().take(least.max(size.audits as usize)) {
        println!("by {way:?}");
        audit(*way);
    }
}

/// A healthy client is found by its address, its hardware and its name, with what both servers say of it.
fn finds(inventory: &str, planted: &Planted) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let inventory = Inventory::parse(inventory, "/nowhere/dhcpair.toml".as_ref()).unwrap();
    let fleet = runtime.block_on(observe(inventory, Utc::now(), Look::new(), &Progress::default()));
    // The last one to renew: who renews gives no name, and Kea forgets the one that it had.
    let client = *planted.healthy.last().unwrap();
    let hardware = hardware(client).map(|octet| format!("{octet:02x}")).join(":");
    for what in [address(client).to_string(), hardware.clone(), format!("PC-{client}")] {
        let started = Instant::now();
        let document = runtime.block_on(fleet.lease_find(&what, &Utc::now));
        println!("{what} sought: {:.2} s", started.elapsed().as_secs_f64());
        assert!(document.complete, "{:?}", document.unread);
        let [found] = document.leases.as_slice() else { panic!("{what}: {:?}", document.leases) };
        assert_eq!(found.address, address(client).to_string());
        assert_eq!(found.relationship.as_deref(), Some("campus"));
        let servers =
            found.servers.iter().map(|row| (row.server.as_str(), row.hardware.as_deref()));
        let expected = [("dhcp-a", Some(&*hardware)), ("dhcp-b", Some(&*hardware))];
        assert!(servers.eq(expected), "{what}: {:?}", found.servers);
        assert!(found.servers.iter().all(|row| row.in_use));
    }
}

fn planted_in_dhcpd(size: &Size, faults: u32, kind: Kind, check: impl Fn(&str, &Planted)) {
    let planted = plant(Form::Dhcpd, size.leases, faults);
    let Some(mut pair) = isc::Pair::start(size.leases) else { return };
    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    pair.plant(&planted);
    let load = Load::start(&pair.relay, pair.addresses(), &planted, kind, RENEWALS);
    load.wait_for(RENEWALS);
    let ways = [Way::Files, Way::Ssh(&sshd), Way::SystemSsh(&sshd)];
    audits(size, &ways, faults, |way| check(&pair.inventory(way), &planted));
    load.stop();
}

fn planted_in_kea(
    size: &Size,
    make: &Make,
    (faults, leases): (u32, kea::Leases),
    kind: Kind,
    check: impl Fn(&str, &Planted),
) {
    let planted = plant(Form::Kea, size.leases, faults);
    let Some(mut pair) = kea::Pair::start(make, Family::V4, size.leases, leases) else { return };
    let Some(sshd) = OpenSsh::start().unwrap() else { return };
    pair.plant(&planted);
    let load = Load::start(&pair.relay, pair.addresses(), &planted, kind, RENEWALS);
    load.wait_for(RENEWALS);
    let all = [Way::Files, Way::ChannelOverSsh(&sshd), Way::Ssh(&sshd), Way::Channel, Way::Asked];
    let ways = if size.is_large() { &all[..] } else { &all[..3] };
    audits(size, ways, faults, |way| check(&pair.inventory(way), &planted));
    load.stop();
}

/// The Keas that are here: this machine's, and those of newer Debians.
fn keas() -> Vec<Make> {
    let roots = KEA_ROOTS.into_iter().filter_map(KeaRoot::find).map(Make::Of);
    [Make::Own].into_iter().chain(roots).collect()
}

#[test]
fn faults_planted_in_a_dhcpd_pair_are_found_and_nothing_else() {
    let size = Size::of_this_run();
    planted_in_dhcpd(&size, size.faults, Kind::Renewals, finds_all);
}

#[test]
fn a_healthy_dhcpd_pair_under_load_has_no_finding() {
    let size = Size::of_this_run();
    planted_in_dhcpd(&size, 0, Kind::Everything, |inventory, _| finds_nothing(inventory));
}

/// A pair that exchanges its leases at the start would mend what is missing.
#[test]
fn faults_planted_in_a_kea_pair_are_found_and_nothing_else() {
    let size = Size::of_this_run();
    let keas = keas();
    // The newest, where one has to do.
    let some = if size.is_large() { &keas[..] } else { &keas[keas.len() - 1..] };
    for make in some {
        let faults = (size.faults, kea::Leases::Kept);
        planted_in_kea(&size, make, faults, Kind::Renewals, finds_all);
    }
}

#[test]
fn a_healthy_kea_pair_under_load_has_no_finding() {
    let size = Size::of_this_run();
    let keas = keas();
    let some = if size.is_large() { &keas[..] } else { &keas[..1] };
    for make in some {
        let none = (0, kea::Leases::Exchanged);
        planted_in_kea(&size, make, none, Kind::Everything, |inventory, _| {
            finds_nothing(inventory);
        });
    }
}

/// Those of DHCPv6, without clients that renew.
#[test]
fn faults_planted_in_a_kea_pair_of_dhcpv6_are_found_and_nothing_else() {
    let size = Size::of_this_run();
    let keas = keas();
    let some = if size.is_large() { &keas[..] } else { &keas[keas.len() - 1..] };
    for make in some {
        let planted = plant(Form::Kea6, size.leases, size.faults);
        let pair = kea::Pair::start(make, Family::V6, size.leases, kea::Leases::Kept);
        let Some(mut pair) = pair else { return };
        pair.plant(&planted);
        for way in [Way::Files, Way::Channel, Way::Asked] {
            println!("by {way:?}");
            finds_what_was_planted(&pair.inventory(way), &planted);
        }
    }
}
