//! Who moved: the server that runs something else than its file says, where the partner does what that file says.

use super::{Difference, Place, Says, Side};

#[cfg(test)]
mod tests;

/// Names the server that moved in each difference between partners, where its own file tells.
pub(super) fn tell(differences: &mut [Difference]) {
    let own = |one: &&Difference| matches!(one.path.place, Place::Server(_));
    let own: Vec<Difference> = differences.iter().filter(own).cloned().collect();
    if own.is_empty() {
        return;
    }
    for one in differences {
        if one.moved.is_none()
            && one.desired.is_none()
            && !matches!(one.path.place, Place::Server(_))
        {
            one.moved = Side::BOTH
                .into_iter()
                .find(|side| left_its_file(one, *side, &own))
                .map(|side| one.servers[side].clone());
        }
    }
}

/// Whether a side of a difference has left what its file and the other side still say.
fn left_its_file(one: &Difference, side: Side, own: &[Difference]) -> bool {
    let place = Place::Server(one.servers[side].to_string());
    let same = own.iter().filter(|other| {
        other.path.place == place
            && other.path.steps == one.path.steps
            && other.path.field == one.path.field
    });
    let [file, runs] = [Side::First, Side::Second];
    let mut left = same.filter(|other| {
        means(&other.sides[runs], &one.sides[side])
            && means(&other.sides[file], &one.sides[side.other()])
    });
    left.next().is_some()
}

/// Whether two say the same, wherever it is written.
fn means(one: &Says, other: &Says) -> bool {
    match (one, other) {
        (Says::Nothing, Says::Nothing) | (Says::Present { .. }, Says::Present { .. }) => true,
        (Says::Value { value: one, .. }, Says::Value { value: other, .. }) => one == other,
        _ => false,
    }
}
