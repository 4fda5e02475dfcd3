//! Who moved: the server that runs something else than its file says, where the partner does what that file says.

use std::collections::BTreeMap;

use super::{Difference, Place, Says, Side, Step};

#[cfg(test)]
mod tests;

/// Where a difference is on a server: the server, the steps and the field.
type At<'d> = (&'d str, &'d [Step], Option<&'d str>);

/// Names the server that moved in each difference between partners, where its own file tells.
pub(super) fn tell(differences: &mut [Difference]) {
    let own: Vec<Difference> =
        differences.iter().filter(|one| server(one).is_some()).cloned().collect();
    if own.is_empty() {
        return;
    }
    let mut left: BTreeMap<At<'_>, Vec<&Difference>> = BTreeMap::new();
    for one in &own {
        left.entry(at(server(one).unwrap_or_default(), one)).or_default().push(one);
    }
    for one in differences {
        if one.moved.is_none() && one.desired.is_none() && server(one).is_none() {
            let side = Side::BOTH.into_iter().find(|side| left_its_file(one, *side, &left));
            one.moved = side.map(|side| one.servers[side].clone());
        }
    }
}

/// The server, where a difference is between what one runs and what its file says.
fn server(one: &Difference) -> Option<&str> {
    match &one.path.place {
        Place::Server(server) => Some(server),
        _ => None,
    }
}

fn at<'d>(server: &'d str, one: &'d Difference) -> At<'d> {
    (server, &one.path.steps, one.path.field.as_deref())
}

/// Whether a side of a difference has left what its file and the other side still say.
fn left_its_file(one: &Difference, side: Side, left: &BTreeMap<At<'_>, Vec<&Difference>>) -> bool {
    let same = left.get(&at(one.servers[side].as_str(), one));
    let [file, runs] = [Side::First, Side::Second];
    same.into_iter().flatten().any(|other| {
        means(&other.sides[runs], &one.sides[side])
            && means(&other.sides[file], &one.sides[side.other()])
    })
}

/// Whether two say the same, wherever it is written.
fn means(one: &Says, other: &Says) -> bool {
    match (one, other) {
        (Says::Nothing, Says::Nothing) | (Says::Present { .. }, Says::Present { .. }) => true,
        (Says::Value { value: one, .. }, Says::Value { value: other, .. }) => one == other,
        _ => false,
    }
}
