//! The floors of the house: a crate uses only the floors below its own.
//!
//! `docs/architecture.md` explains them. Dependencies of tests may reach the test bed, nothing
//! else upward.

use super::Finding;
use crate::workspace::{Dependency, Package};

/// The floors, lowest first.
const FLOORS: &[&[&str]] = &[
    &["config-text"],
    &["dhcpd-conf", "kea-config", "windows-dhcp"],
    &["kea-ha"],
    &["failover-model", "permission-engine"],
    &["omapi", "kea-control", "dhcpair-exec"],
    &["dhcpair-drivers", "dhcpair-store"],
    &["dhcpair-manager", "dhcpair-drill"],
    &["dhcpair", "dhcpaird"],
];

/// Crates beside the house: they use nothing of it.
const BESIDE: &[&str] = &[TESTBED, "xtask"];

/// The crate that runs real servers for tests.
const TESTBED: &str = "dhcpair-testbed";

/// Crates that may use the test bed outside of tests.
const DRILLS: &[&str] = &["dhcpair-drill"];

/// Crates that are held tighter than by their floor, and all that they may use of the workspace.
const ONLY: &[(&str, &[&str])] = &[
    ("kea-ha", &["config-text", "kea-config"]),
    ("failover-model", &["config-text"]),
    ("omapi", &[]),
    ("permission-engine", &[]),
];

pub(super) fn check(packages: &[Package]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in packages {
        if floor(&package.name).is_none() && !BESIDE.contains(&package.name.as_str()) {
            findings.push(Finding::error(&package.name, "this crate has no floor yet"));
        }
        let inner =
            |dependency: &&Dependency| packages.iter().any(|other| other.name == dependency.name);
        for dependency in package.dependencies.iter().filter(inner) {
            if let Some(what) = objection(&package.name, dependency) {
                findings.push(Finding::error(&package.name, what));
            }
        }
    }
    findings
}

fn floor(name: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&name))
}

/// What is wrong with one dependency of a crate on another of the workspace.
fn objection(user: &str, dependency: &Dependency) -> Option<String> {
    let used = dependency.name.as_str();
    if used == TESTBED {
        let allowed = dependency.dev || DRILLS.contains(&user);
        return (!allowed).then(|| format!("uses `{used}` outside of its tests"));
    }
    if BESIDE.contains(&user) {
        return Some(format!("stands beside the house and must not use `{used}`"));
    }
    if let Some((_, only)) = ONLY.iter().find(|(name, _)| *name == user)
        && !only.contains(&used)
    {
        return Some(format!("must not use `{used}`, only {only:?}"));
    }
    let below = floor(used) < floor(user) && floor(used).is_some();
    (!below).then(|| format!("uses `{used}`, which is not on a floor below it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, normal: &[&str], dev: &[&str]) -> Package {
        let line = |name: &&str, dev| Dependency { name: (*name).to_owned(), dev };
        let normal = normal.iter().map(|name| line(name, false));
        let dev = dev.iter().map(|name| line(name, true));
        Package { name: name.to_owned(), license: None, dependencies: normal.chain(dev).collect() }
    }

    /// What is found about a house in which only `package` uses anything.
    fn found(package: Package) -> Vec<Finding> {
        let names = FLOORS.iter().copied().flatten().chain(BESIDE);
        let others = names.filter(|name| **name != package.name);
        let mut packages: Vec<Package> = others.map(|name| self::package(name, &[], &[])).collect();
        packages.push(package);
        check(&packages)
    }

    #[test]
    fn lower_floors_may_be_used() {
        assert_eq!(found(package("dhcpair", &["dhcpair-manager", "serde"], &[TESTBED])), []);
        assert_eq!(found(package("kea-ha", &["kea-config"], &[])), []);
        assert_eq!(found(package("dhcpair-drill", &[TESTBED, "dhcpair-drivers"], &[])), []);
    }

    #[test]
    fn upward_and_sideways_are_errors() {
        for (user, used) in [
            ("config-text", "dhcpd-conf"),
            ("dhcpd-conf", "kea-config"),
            ("kea-config", "kea-ha"),
            ("kea-ha", "windows-dhcp"),
            ("failover-model", "dhcpd-conf"),
            ("permission-engine", "config-text"),
            ("dhcpair-drivers", "dhcpair-manager"),
            ("dhcpair-testbed", "config-text"),
            ("xtask", "dhcpair"),
        ] {
            assert_eq!(found(package(user, &[used], &[])).len(), 1, "{user} -> {used}");
            assert_eq!(found(package(user, &[], &[used])).len(), 1, "{user} -> {used}, dev");
        }
    }

    #[test]
    fn the_test_bed_is_for_tests() {
        assert_eq!(found(package("dhcpair-manager", &[TESTBED], &[])).len(), 1);
    }

    #[test]
    fn a_new_crate_needs_a_floor() {
        assert_eq!(found(package("dhcpair-new", &[], &[])).len(), 1);
    }
}
