//! Scopes that are in a relationship.

use std::collections::BTreeMap;

use config_text::Diagnostic;

use super::{Checked, WIN_BOOTP_SCOPE, WIN_OFFER_DELAY, WIN_SPLIT_LEFTOVER};
use crate::class::{ClientType, ExclusionRange, Scope};
use crate::record::Recorded;
use crate::scalar::Address4;

pub(super) fn check(checked: &mut Checked<'_>) {
    let relationships = checked.state.v4.failover.iter();
    let owners: BTreeMap<Address4, &str> = relationships
        .flat_map(|one| one.scope_id.iter().map(|id| (*id, one.name.as_str())))
        .collect();
    for scope in &checked.state.v4.scopes {
        if let Some(relationship) = owners.get(&scope.scope_id) {
            in_failover(checked, scope, relationship);
        }
    }
}

fn in_failover(checked: &mut Checked<'_>, scope: &Recorded<Scope>, relationship: &str) {
    let (id, places) = (scope.scope_id, checked.places);
    if scope.delay > 0 {
        let message =
            format!("the scope {id} of `{relationship}` holds offers back for {} ms", scope.delay);
        let span = places.property(scope.at, "Delay");
        checked.found.push(Diagnostic::new(&WIN_OFFER_DELAY, span, message));
    }
    if scope.kind != ClientType::Dhcp {
        let message = format!("the scope {id} of `{relationship}` serves BOOTP clients");
        let span = places.property(scope.at, "Type");
        checked.found.push(Diagnostic::new(&WIN_BOOTP_SCOPE, span, message));
    }
    for exclusion in scope.exclusions.iter().filter(|one| looks_split(scope, one)) {
        let message = format!(
            "the scope {id} of `{relationship}` excludes {} % of its range, as one half of a split \
             scope does",
            share(scope, exclusion)
        );
        let span = places.of(exclusion.at);
        checked.found.push(Diagnostic::new(&WIN_SPLIT_LEFTOVER, span, message));
    }
}

/// Whether an exclusion is one end of the range, of a size in which ranges are split: 20, 50 or
/// 80 %, two points more or less. Anything else is more likely there for its own sake.
fn looks_split(scope: &Scope, exclusion: &ExclusionRange) -> bool {
    let at_end =
        exclusion.start_range <= scope.start_range || exclusion.end_range >= scope.end_range;
    // In a range of a few addresses every exclusion would be some such share.
    let large = addresses(scope.start_range, scope.end_range) >= 20;
    at_end && large && matches!(share(scope, exclusion), 18..=22 | 48..=52 | 78..=82)
}

/// The share of the range that an exclusion takes, in percent.
fn share(scope: &Scope, exclusion: &ExclusionRange) -> u64 {
    let start = exclusion.start_range.max(scope.start_range);
    let end = exclusion.end_range.min(scope.end_range);
    let all = addresses(scope.start_range, scope.end_range).max(1);
    (addresses(start, end) * 100 + all / 2) / all
}

/// How many addresses a range has.
pub(super) fn addresses(start: Address4, end: Address4) -> u64 {
    let (start, end) = (u64::from(start.0.to_bits()), u64::from(end.0.to_bits()));
    (end + 1).saturating_sub(start)
}
