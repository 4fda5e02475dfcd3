//! Ranges of one place, made those of another.

use super::Replication;
use crate::edit::{RangePlace, Refusal};
use crate::view::{AnyRange, Ends, RangeKind};

/// What ranges hand out: sorted, and those that follow one another joined.
pub(super) fn joined<'r>(ranges: impl Iterator<Item = &'r AnyRange>) -> Vec<Ends> {
    let mut all: Vec<Ends> = ranges.map(AnyRange::ends).collect();
    all.sort_unstable();
    let mut found: Vec<Ends> = Vec::new();
    for one in all {
        // Of nets of temporary addresses each is one by itself.
        let next = |last: &&mut Ends| {
            let whole = one.kind == RangeKind::V6 { temporary: true };
            !whole && last.kind == one.kind && last.high.checked_add(1) == Some(one.low)
        };
        match found.last_mut().filter(next) {
            Some(last) => last.high = one.high,
            None => found.push(one),
        }
    }
    found
}

/// How many addresses two lists of ranges share, as far as that can be counted.
pub(super) fn shared(one: &[Ends], other: &[Ends]) -> u128 {
    let both = |own: &Ends| {
        let alike = other.iter().filter(|other| own.prefixes() == other.prefixes());
        let each = alike.map(|other| {
            let (low, high) = (own.low.max(other.low), own.high.min(other.high));
            high.saturating_add(1).saturating_sub(low)
        });
        each.fold(0_u128, u128::saturating_add)
    };
    one.iter().map(both).fold(0, u128::saturating_add)
}

impl Replication<'_, '_> {
    /// Makes ranges have the addresses of others. Equal ones stay as they are, and what is left of
    /// both becomes one another in order.
    pub(super) fn align_ranges(
        &mut self,
        theirs: &[AnyRange],
        ours: &[AnyRange],
        place: RangePlace,
    ) -> Result<(), Refusal> {
        // Of several that stand directly in a subnet dhcpd may put some into a pool.
        let by_addresses = ours.len() <= theirs.len() || matches!(place, RangePlace::Pool(_));
        if by_addresses && joined(theirs.iter()) == joined(ours.iter()) {
            return Ok(());
        }
        let is_in =
            |all: &[AnyRange], one: &AnyRange| all.iter().any(|other| other.ends() == one.ends());
        let mut missing = theirs.iter().filter(|one| !is_in(ours, one));
        let mut last = None;
        for one in ours {
            if is_in(theirs, one) {
                last = Some(one.span());
                continue;
            }
            match missing.next() {
                Some(new) => {
                    self.editor.put_over(one.span(), &new.canonical().into())?;
                    last = Some(one.span());
                }
                None => self.editor.remove(one.span())?,
            }
        }
        for new in missing {
            let text = new.canonical().into();
            match last {
                Some(last) => self.editor.insert_behind(last, &text)?,
                None => self.editor.insert_range(place, &text)?,
            }
        }
        Ok(())
    }
}
