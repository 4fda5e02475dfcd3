//! Each server's share of the addresses and prefixes on one wire.

use std::collections::BTreeMap;

use kea_config::Node;
use kea_config::view::{PdPool, Subnet};

use super::guards::{self, Classes, Servers};
use super::levels;
use crate::check::judge::Judge;
use crate::rules;

/// A share below this many hundredths is worth a word.
const LEAST: u128 = 40;

/// Addresses or prefixes by the server that gives them out.
type Shares = BTreeMap<String, u128>;

pub(super) fn check(
    judge: &mut Judge<'_>,
    servers: &Servers,
    classes: &Classes,
    wire: Node<'_>,
    subnets: &[Subnet<'_>],
) {
    let (mut addresses, mut prefixes) = (Some(Shares::new()), Some(Shares::new()));
    for subnet in subnets {
        for pool in subnet.pools() {
            let count = pool.range().map(|range| range.count());
            let server = server_of(servers, classes, *subnet, pool.node());
            addresses = add(addresses, server, count);
        }
        for pool in subnet.pd_pools() {
            let server = server_of(servers, classes, *subnet, pool.node());
            prefixes = add(prefixes, server, delegated(pool));
        }
    }
    for (shares, what) in [(addresses, "addresses"), (prefixes, "prefixes")] {
        if let Some(shares) = shares {
            uneven(judge, wire, &shares, what);
        }
    }
}

/// `None` from the first pool on of which nothing can be said.
fn add(shares: Option<Shares>, server: Option<String>, count: Option<u128>) -> Option<Shares> {
    let (mut shares, server, count) = (shares?, server?, count?);
    let share = shares.entry(server).or_default();
    *share = share.saturating_add(count);
    Some(shares)
}

/// The one server that the guards of a pool let through.
fn server_of(
    servers: &Servers,
    classes: &Classes,
    subnet: Subnet<'_>,
    pool: Node<'_>,
) -> Option<String> {
    levels(subnet, pool).find_map(|level| {
        let guards = guards::of(level);
        let [(_, class)] = guards.as_slice() else { return None };
        let mut named = classes.servers(class)?.into_iter();
        let (only, None) = (named.next()?, named.next()) else { return None };
        servers.answers(&only).then_some(only)
    })
}

fn delegated(pool: PdPool<'_>) -> Option<u128> {
    let bits = pool.delegated_length()?.checked_sub(pool.prefix()?.prefix_len())?;
    1_u128.checked_shl(bits.into())
}

fn uneven(judge: &mut Judge<'_>, wire: Node<'_>, shares: &Shares, what: &str) {
    let total = shares.values().fold(0_u128, |sum, share| sum.saturating_add(*share));
    let Some((most, greatest)) = shares.iter().max_by_key(|(_, share)| **share) else { return };
    let others = total.saturating_sub(*greatest);
    // Parts of ten thousand are exact enough, and cannot overflow.
    let unit = total / 10_000 + 1;
    if (others / unit).saturating_mul(100) >= (total / unit).saturating_mul(LEAST) {
        return;
    }
    let message = format!("`{most}` has {greatest} of {total} {what}, the other server {others}");
    judge.find(&rules::GUARD_UNEVEN, wire, message);
}
