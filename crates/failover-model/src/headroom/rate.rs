//! How fast new addresses are taken, and how long that leaves.

use chrono::TimeDelta;

use super::Lasts;
use crate::knowledge::Knowledge;
use crate::relationship::Mode;
use crate::usage::{Taken, TakenBy};

/// The longest time that is said.
const LONGEST: i64 = 100 * 365 * 86_400;

/// The rate at both sides together, by what the survivor and its partner say.
pub(super) fn of_both(
    own: Knowledge<Taken>,
    partner: Knowledge<Taken>,
    alone: bool,
    mode: Option<Mode>,
) -> Knowledge<Taken> {
    match (own, partner) {
        (Knowledge::Known(own), _) if own.by == TakenBy::Pair => Knowledge::Known(own),
        (_, Knowledge::Known(partner)) if partner.by == TakenBy::Pair => Knowledge::Known(partner),
        (Knowledge::Known(own), Knowledge::Known(partner)) => Knowledge::Known(sum(own, partner)),
        // It serves alone, but may have served half of the clients in a part of that time.
        (Knowledge::Known(own), _) if alone => Knowledge::Known(match mode {
            Some(Mode::LoadBalance) => {
                Taken { clients: own.clients.saturating_mul(2), at_most: true, ..own }
            }
            _ => own,
        }),
        (Knowledge::Unknown(unseen), _) | (_, Knowledge::Unknown(unseen)) => {
            Knowledge::Unknown(unseen)
        }
    }
}

/// Two counts of different clients as one, in the longer of the two windows.
fn sum(one: Taken, two: Taken) -> Taken {
    let (long, short) = if one.window >= two.window { (one, two) } else { (two, one) };
    let seconds = |taken: &Taken| u128::try_from(taken.window.num_seconds()).unwrap_or(0).max(1);
    let scaled = (u128::from(short.clients) * seconds(&long)).div_ceil(seconds(&short));
    let clients = long.clients.saturating_add(u64::try_from(scaled).unwrap_or(u64::MAX));
    Taken { clients, by: TakenBy::Pair, at_most: one.at_most || two.at_most, ..long }
}

/// How long so many addresses last at a rate. Where nobody came, one client in all that time is assumed: it lasts at
/// least so long.
pub(super) fn lasts(usable: u64, taken: &Knowledge<Taken>) -> Knowledge<Lasts> {
    if usable == 0 {
        return Knowledge::Known(Lasts { time: TimeDelta::zero(), at_least: false });
    }
    let taken = match taken {
        Knowledge::Known(taken) => taken,
        Knowledge::Unknown(unseen) => return Knowledge::Unknown(unseen.clone()),
    };
    let window = u128::try_from(taken.window.num_seconds()).unwrap_or(0);
    let seconds = u128::from(usable) * window / u128::from(taken.clients.max(1));
    let seconds = i64::try_from(seconds).unwrap_or(LONGEST).min(LONGEST);
    let at_least = taken.at_most || taken.clients == 0 || seconds == LONGEST;
    Knowledge::Known(Lasts { time: TimeDelta::seconds(seconds), at_least })
}
