//! Whom each side answers.

use super::{PairView, SideView, scopes};
use crate::identity::Vendor;
use crate::relationship::{Mode, Role};
use crate::state::{Mute, Serves, facts};

/// Whom a side answers: by the scopes that it tells, else by its state and, where the mode gives all clients to one side, by
/// its role; `None` where that is not known.
pub(super) fn serves(pair: &PairView, side: &SideView) -> Option<Serves> {
    if let Some(told) = scopes::serves(pair, side) {
        return Some(told);
    }
    let serves = facts(pair.vendor, &side.state.known()?.own.state)?.serves;
    let one_sided = matches!(pair.mode, Some(Mode::HotStandby | Mode::PassiveBackup));
    if serves != Serves::Share || pair.vendor != Vendor::Kea || !one_sided {
        return Some(serves);
    }
    Some(match side.role? {
        Role::Primary => Serves::All,
        Role::Secondary | Role::Backup => Serves::Nobody,
    })
}

/// Why a side does not answer its clients, whatever its state says.
pub(super) fn mute(side: &SideView) -> Option<&Mute> {
    side.state.known()?.mute.as_ref()
}

/// Whether each side is known not to answer.
pub(super) fn nobody_serves(pair: &PairView) -> bool {
    let is_silent = |side: &SideView| {
        side.stopped.is_some() || mute(side).is_some() || serves(pair, side) == Some(Serves::Nobody)
    };
    pair.sides.iter().all(is_silent)
}

/// Whether a side takes its partner for down, and that one answers clients on its own.
pub(super) fn both_serve(pair: &PairView) -> bool {
    let [one, two] = pair.sides.as_slice() else { return false };
    let alone = |side: &SideView| is(side, "partner-down") || is(side, "PartnerDown");
    (alone(one) && goes_on(pair, two)) || (alone(two) && goes_on(pair, one))
}

/// Whether a side serves without regard to a partner that takes it for down. dhcpd's and Windows' `normal` beside it
/// lasts until the next message: those two are connected.
fn goes_on(pair: &PairView, side: &SideView) -> bool {
    match (serves(pair, side), pair.vendor) {
        (Some(Serves::All | Serves::AllFromHalf), _) | (Some(Serves::Share), Vendor::Kea) => true,
        (Some(Serves::Share | Serves::Renewals | Serves::Nobody) | None, _) => false,
    }
}

/// Whether both sides say that the link to the other is gone: both are alive.
pub(super) fn both_interrupted(pair: &PairView) -> bool {
    let lost = |side: &SideView| {
        is(side, "communications-interrupted") || is(side, "CommunicationInterrupted")
    };
    pair.sides.len() > 1 && pair.sides.iter().all(lost)
}

/// Whether both sides say that they are in a state.
pub(super) fn both_say(pair: &PairView, word: &str) -> bool {
    pair.sides.len() > 1 && pair.sides.iter().all(|side| is(side, word))
}

fn is(side: &SideView, word: &str) -> bool {
    side.state.known().is_some_and(|state| &*state.own.state.0 == word)
}

/// Who answers clients while a side does not yet.
pub(super) fn meanwhile(pair: &PairView, other: Option<&SideView>) -> String {
    let Some(other) = other else { return "it serves nobody yet".to_owned() };
    match serves(pair, other) {
        None if other.stopped.is_none() => "it serves nobody yet".to_owned(),
        None | Some(Serves::Nobody) => "nobody answers clients meanwhile".to_owned(),
        Some(Serves::Share) => format!("{} serves its part meanwhile", other.server),
        Some(_) => format!("{} serves all meanwhile", other.server),
    }
}

/// Who still answers where High Availability was given up: a side that waits serves nobody, and neither does a standby.
pub(super) fn uncoordinated(pair: &PairView) -> String {
    let all: Vec<_> = pair.sides.iter().map(|side| (side, serves(pair, side))).collect();
    match all.as_slice() {
        [(_, Some(Serves::Nobody)), (_, Some(Serves::Nobody))] => {
            "High Availability is given up, and nobody answers clients".to_owned()
        }
        [(one, Some(_)), (none, Some(Serves::Nobody))]
        | [(none, Some(Serves::Nobody)), (one, Some(_))] => {
            format!("{} serves uncoordinated, {} serves nobody", one.server, none.server)
        }
        [(_, Some(_)), (_, Some(_))] => "both serve uncoordinated".to_owned(),
        _ => "High Availability is given up: each serves uncoordinated, if at all".to_owned(),
    }
}

/// Whether both sides of Kea were seen, and one says that it does not reach the other: that one is alive.
pub(super) fn is_cut(pair: &PairView) -> bool {
    let [one, two] = pair.sides.as_slice() else { return false };
    let (Some(one), Some(two)) = (one.state.known(), two.state.known()) else { return false };
    [one, two].iter().all(|side| side.source.is_live())
        && [one, two].iter().any(|side| side.in_touch == Some(false))
}
