//! The order in which dhcpd gives addresses that nobody has had.
//!
//! When it starts, dhcpd goes over all addresses in the order of a table and puts each into the list of
//! its pool: behind the one before it, if that went into the same list, else in front of all.

use super::Pool;
use crate::view::Config;

/// The size of the table.
const SIZE: u32 = 100_003;

/// Addresses of one range that follow each other in the table.
struct Stretch {
    row: u32,
    network: usize,
    pool: usize,
    range: usize,
}

/// Puts the ranges of all pools into that order.
pub(super) fn sort(config: &Config, pools: &mut [Vec<Pool>]) {
    let mut stretches = Vec::new();
    for (network, own) in pools.iter().enumerate() {
        for (pool, one) in own.iter().enumerate() {
            for range in &one.ranges {
                let rows = config
                    .ranges()
                    .get(*range)
                    .map(|range| rows(u32::from(range.low), u32::from(range.high)));
                let stretch = |row| Stretch { row, network, pool, range: *range };
                stretches.extend(rows.into_iter().flatten().map(stretch));
            }
        }
    }
    stretches.sort_by_key(|stretch| stretch.row);
    // What goes in front last is given first.
    let mut order: Vec<Vec<&Stretch>> = Vec::new();
    for stretch in &stretches {
        let list = |stretch: &Stretch| (stretch.network, stretch.pool);
        match order.last_mut() {
            Some(last) if last.first().is_some_and(|one| list(one) == list(stretch)) => {
                last.push(stretch);
            }
            _ => order.push(vec![stretch]),
        }
    }
    for pool in pools.iter_mut().flatten() {
        pool.ranges.clear();
    }
    for stretch in order.iter().rev().flatten() {
        let own = pools.get_mut(stretch.network).and_then(|own| own.get_mut(stretch.pool));
        if let Some(pool) = own.filter(|pool| !pool.ranges.contains(&stretch.range)) {
            pool.ranges.push(stretch.range);
        }
    }
}

/// The rows in which the stretches of a range begin: it may go over the end of the table.
fn rows(low: u32, high: u32) -> impl Iterator<Item = u32> {
    let first = low % SIZE;
    let end = u64::from(first) + u64::from(high.saturating_sub(low));
    let more = end / u64::from(SIZE);
    std::iter::once(first).chain((0..more).map(|_| 0))
}
