//! Lists whose order means nothing.

use dhcpair_testbed::Dice;
use serde_json::Value;

use super::{Draft, objects};

/// Shuffles the lists of these names, wherever they stand.
fn shuffle(draft: &mut Draft, dice: &mut Dice, names: &[&str]) {
    objects(&mut draft.state, &mut |_, object| {
        for (_, list) in object.iter_mut().filter(|(name, _)| names.contains(&name.as_str())) {
            if let Value::Array(list) = list {
                dice.shuffle(list);
            }
        }
    });
}

pub(super) fn scopes(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["scopes", "failover"]);
}

/// The scopes of a relationship, the addresses of a server.
pub(super) fn members(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["ScopeId", "addresses"]);
}

pub(super) fn exclusions(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["exclusions"]);
}

pub(super) fn reservations(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["reservations"]);
}

pub(super) fn options(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["options"]);
}

pub(super) fn definitions(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["classes", "option-definitions", "filters"]);
}

/// The place of a policy is its number, not where it stands.
pub(super) fn policies(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["policies"]);
}

pub(super) fn ranges(draft: &mut Draft, dice: &mut Dice) {
    shuffle(draft, dice, &["ranges"]);
    // A range in two pieces covers the same addresses.
    objects(&mut draft.state, &mut |_, object| {
        let Some(Value::Array(ranges)) = object.get_mut("ranges") else { return };
        let Some(first) = ranges.first_mut() else { return };
        let start = crate::changes::bits(first["StartRange"].as_str().unwrap());
        let end = crate::changes::bits(first["EndRange"].as_str().unwrap());
        if start < end {
            let middle = dice.between(start, end - 1);
            let text = |bits: u32| Value::from(std::net::Ipv4Addr::from_bits(bits).to_string());
            let mut rest = first.clone();
            first["EndRange"] = text(middle);
            rest["StartRange"] = text(middle + 1);
            ranges.push(rest);
        }
    });
}

/// Other numbers in the same order.
pub(super) fn numbers(draft: &mut Draft, dice: &mut Dice) {
    let (factor, more) = (dice.between(1, 3), dice.between(0, 2));
    objects(&mut draft.state, &mut |name, object| {
        if let ("policies", Some(number)) = (name, object.get_mut("ProcessingOrder")) {
            let was = number.as_u64().unwrap();
            *number = (was * u64::from(factor) + u64::from(more)).into();
        }
    });
}
