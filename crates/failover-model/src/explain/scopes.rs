//! Clients that a side answers, or does not, whatever its state says: Kea's scopes, set by hand (`ha-scopes`).

use super::serving::mute;
use super::{PairView, SideView};
use crate::relationship::{Mode, Role};
use crate::state::{Scopes, Serves, facts};

/// Whose clients, as one side sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Partner,
}

impl Whose {
    /// The same clients, as the partner sees it.
    const fn turned(self) -> Self {
        match self {
            Self::Own => Self::Partner,
            Self::Partner => Self::Own,
        }
    }
}

/// The clients that there are: where one side is the standby, all are the primary's.
const fn all(pair: &PairView, side: &SideView) -> &'static [Whose] {
    match (pair.mode, side.role) {
        (Some(Mode::LoadBalance), _) => &[Whose::Own, Whose::Partner],
        (Some(Mode::HotStandby | Mode::PassiveBackup), Some(Role::Primary)) => &[Whose::Own],
        (Some(Mode::HotStandby), Some(Role::Secondary)) => &[Whose::Partner],
        _ => &[],
    }
}

/// Whether a state has a side answer these clients.
fn is_meant(serves: Serves, whose: Whose) -> bool {
    match serves {
        Serves::Nobody => false,
        Serves::Share => whose == Whose::Own,
        Serves::All | Serves::AllFromHalf | Serves::Renewals => true,
    }
}

fn has(scopes: &Scopes, whose: Whose) -> bool {
    match whose {
        Whose::Own => scopes.has_own(),
        Whose::Partner => scopes.has_partner(),
    }
}

/// What a side's state and its scopes have it answer, where it says both and answers at all.
fn told<'a>(pair: &PairView, side: &'a SideView) -> Option<(Serves, &'a Scopes)> {
    let state = side.state.known()?;
    let serves = facts(pair.vendor, &state.own.state)?.serves;
    let scopes = state.scopes.as_ref()?;
    (serves != Serves::Nobody && mute(side).is_none()).then_some((serves, scopes))
}

/// Whom a side answers by its scopes, where it says so.
pub(super) fn serves(pair: &PairView, side: &SideView) -> Option<Serves> {
    let (_, scopes) = told(pair, side)?;
    let all = all(pair, side);
    let answered = all.iter().filter(|whose| has(scopes, **whose)).count();
    Some(match answered {
        _ if all.is_empty() => return None,
        0 => Serves::Nobody,
        some if some < all.len() => Serves::Share,
        _ => Serves::All,
    })
}

/// Whether a side's scopes are others than its state has them.
pub(super) fn is_set(pair: &PairView, side: &SideView) -> bool {
    let Some((serves, scopes)) = told(pair, side) else { return false };
    all(pair, side).iter().any(|whose| has(scopes, *whose) != is_meant(serves, *whose))
}

/// Whether a side is known not to answer these clients, or to answer them.
fn answers(pair: &PairView, side: &SideView, whose: Whose) -> Option<bool> {
    if side.stopped.is_some() || mute(side).is_some() {
        return Some(false);
    }
    let serves = facts(pair.vendor, &side.state.known()?.own.state)?.serves;
    Some(match told(pair, side) {
        Some((_, scopes)) => has(scopes, whose),
        None => is_meant(serves, whose),
    })
}

/// The clients that nobody answers since a side's scopes leave them out, by the server whose they are.
pub(super) fn unserved(pair: &PairView) -> Vec<&str> {
    let mut found = Vec::new();
    for (side, partner) in both(pair) {
        let Some((serves, scopes)) = told(pair, side) else { continue };
        let left_out = |whose: Whose| is_meant(serves, whose) && !has(scopes, whose);
        for whose in all(pair, side).iter().copied().filter(|whose| left_out(*whose)) {
            let by_partner = partner.map(|partner| answers(pair, partner, whose.turned()));
            let of = if whose == Whose::Own { Some(side) } else { partner };
            if by_partner.is_none_or(|answers| answers == Some(false))
                && let Some(of) = of
                && !found.contains(&of.server.as_str())
            {
                found.push(of.server.as_str());
            }
        }
    }
    found
}

/// The clients that both sides answer, by the server whose they are.
fn shared(pair: &PairView) -> Vec<&str> {
    let mut found = Vec::new();
    for (side, partner) in both(pair) {
        let Some(partner) = partner else { continue };
        let own = all(pair, side).contains(&Whose::Own)
            && answers(pair, side, Whose::Own) == Some(true)
            && answers(pair, partner, Whose::Partner) == Some(true);
        found.extend(own.then_some(side.server.as_str()));
    }
    found
}

/// Each side with its partner.
fn both(pair: &PairView) -> impl Iterator<Item = (&SideView, Option<&SideView>)> {
    pair.sides.iter().map(|side| {
        let partner = pair.sides.iter().find(|other| other.server != side.server);
        (side, partner)
    })
}

/// Whose clients a side is set to answer: `nobody`, `the clients of kea-1`, `all clients`; nothing where that is as its
/// state says.
pub(super) fn whom(pair: &PairView, side: &SideView) -> Option<String> {
    if !is_set(pair, side) {
        return None;
    }
    let (_, scopes) = told(pair, side)?;
    let partner = both(pair).find(|(one, _)| one.server == side.server)?.1;
    let all = all(pair, side);
    let of = all.iter().filter(|whose| has(scopes, **whose)).map(|whose| match whose {
        Whose::Own => side.server.as_str(),
        Whose::Partner => partner.map_or("its partner", |partner| partner.server.as_str()),
    });
    let of: Vec<&str> = of.collect();
    Some(match (of.as_slice(), all) {
        ([], _) => "nobody".to_owned(),
        ([one], [_, _]) => format!("the clients of {one}"),
        _ => "all clients".to_owned(),
    })
}

/// `kea-1 is set to answer nobody`, of each side that is set otherwise than its state says.
pub(super) fn sides(pair: &PairView) -> String {
    let all = pair
        .sides
        .iter()
        .filter_map(|side| Some(format!("{} is set to answer {}", side.server, whom(pair, side)?)));
    all.collect::<Vec<_>>().join(", and ")
}

/// `nobody answers the clients of kea-1`
pub(super) fn nobody(pair: &PairView) -> String {
    let of = unserved(pair);
    match (of.len(), pair.mode) {
        (1, Some(Mode::LoadBalance)) => format!("nobody answers the clients of {}", of.concat()),
        _ => "nobody answers clients".to_owned(),
    }
}

/// `; both answer the clients of kea-1`
pub(super) fn twice(pair: &PairView) -> String {
    let of = shared(pair);
    match (of.as_slice(), pair.mode) {
        ([], _) => String::new(),
        ([_], Some(Mode::LoadBalance)) => format!("; both answer the clients of {}", of.concat()),
        _ => "; both answer all clients".to_owned(),
    }
}

/// The commands that set the scopes as the states have them.
pub(super) fn mend(pair: &PairView) -> String {
    let commands = pair.sides.iter().filter(|side| is_set(pair, side)).filter_map(|side| {
        let (serves, scopes) = told(pair, side)?;
        let meant = all(pair, side).iter().filter(|whose| is_meant(serves, **whose));
        let names = meant.filter_map(|whose| match whose {
            Whose::Own => Some(&scopes.own),
            Whose::Partner => scopes.partner.as_ref(),
        });
        let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
        Some(format!("{}: `ha-scopes` with `\"scopes\": [{}]`", side.server, names.join(", ")))
    });
    commands.collect::<Vec<_>>().join("; ")
}
