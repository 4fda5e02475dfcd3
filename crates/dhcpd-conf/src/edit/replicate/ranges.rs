//! Ranges of one place, made those of another.

use std::net::Ipv4Addr;

use super::Replication;
use crate::edit::range::written;
use crate::edit::{RangePlace, Refusal};
use crate::view::Range;

/// First and last address, and whether BOOTP clients may have them for good.
type Ends = (Ipv4Addr, Ipv4Addr, bool);

fn ends(range: &Range) -> Ends {
    (range.low, range.high, range.dynamic_bootp)
}

/// A range as a statement.
pub(super) fn statement(range: &Range) -> String {
    written(range.low, range.high, range.dynamic_bootp)
}

/// The addresses of ranges: sorted, and those that follow one another joined.
pub(super) fn joined<'r>(ranges: impl Iterator<Item = &'r Range>) -> Vec<Ends> {
    let mut all: Vec<Ends> = ranges.map(ends).collect();
    all.sort_unstable();
    let mut found: Vec<Ends> = Vec::new();
    for (low, high, bootp) in all {
        let next = |last: &&mut Ends| {
            last.2 == bootp && u32::from(last.1).checked_add(1) == Some(low.into())
        };
        match found.last_mut().filter(next) {
            Some(last) => last.1 = high,
            None => found.push((low, high, bootp)),
        }
    }
    found
}

/// How many addresses two lists of ranges share.
pub(super) fn shared(one: &[Ends], other: &[Ends]) -> u64 {
    let both = |(low, high, _): &Ends| {
        let each = other.iter().map(|(first, last, _)| {
            let (low, high) = ((*low).max(*first), (*high).min(*last));
            (u64::from(u32::from(high)) + 1).saturating_sub(u32::from(low).into())
        });
        each.sum::<u64>()
    };
    one.iter().map(both).sum()
}

impl Replication<'_, '_> {
    /// Makes ranges have the addresses of others. Equal ones stay as they are, and what is left of
    /// both becomes one another in order.
    pub(super) fn align_ranges(
        &mut self,
        theirs: &[Range],
        ours: &[Range],
        place: RangePlace,
    ) -> Result<(), Refusal> {
        // Of several that stand directly in a subnet dhcpd may put some into a pool.
        let by_addresses = ours.len() <= theirs.len() || matches!(place, RangePlace::Pool(_));
        if by_addresses && joined(theirs.iter()) == joined(ours.iter()) {
            return Ok(());
        }
        let is_in = |all: &[Range], one: &Range| all.iter().any(|other| ends(other) == ends(one));
        let mut missing = theirs.iter().filter(|one| !is_in(ours, one));
        let mut last = None;
        for one in ours {
            if is_in(theirs, one) {
                last = Some(one.span);
                continue;
            }
            match missing.next() {
                Some(new) => {
                    self.editor.put_over(one.span, &statement(new).into())?;
                    last = Some(one.span);
                }
                None => self.editor.remove(one.span)?,
            }
        }
        for new in missing {
            let text = statement(new).into();
            match last {
                Some(last) => self.editor.insert_behind(last, &text)?,
                None => self.editor.insert_range(place, &text)?,
            }
        }
        Ok(())
    }
}
