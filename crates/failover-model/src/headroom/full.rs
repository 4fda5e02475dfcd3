//! Scopes that are full: no new client gets an address there, from either side.

use std::collections::BTreeSet;

use ipnet::IpNet;

use super::Side;
use crate::observation::Observation;
use crate::pairing::Relationship;
use crate::usage::Usage;

/// The scopes in which neither side of a relationship has an address for a new client, sorted. Both have to have been seen
/// running: what one says of the other's half is as old as the link between them.
#[must_use]
pub fn full(observations: &[Observation], relationship: &Relationship) -> Vec<IpNet> {
    let Some(secondary) = &relationship.secondary else { return Vec::new() };
    let sides = [&relationship.primary, secondary].map(|member| Side::of(observations, member));
    let [one, two] = sides.each_ref().map(of_side);
    one.intersection(&two).copied().collect()
}

/// Those in which one side has none, nor knows of one that its partner has.
fn of_side(side: &Side<'_>) -> BTreeSet<IpNet> {
    let all: &[&Usage] = match &side.usage {
        Ok(all) if side.live => all,
        _ => &[],
    };
    let (none, some): (Vec<&Usage>, Vec<&Usage>) = all
        .iter()
        .filter(|one| one.counts.total > 0)
        .partition(|one| one.counts.free == 0 && one.counts.partner.unwrap_or(0) == 0);
    let nets = |all: &[&Usage]| -> BTreeSet<IpNet> {
        all.iter().flat_map(|one| &one.nets).copied().collect()
    };
    // A scope may have several pools that are counted apart.
    &nets(&none) - &nets(&some)
}
