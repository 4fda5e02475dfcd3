//! Whom pools allow and deny.

use super::evaluate::Truth;
use super::execute::World;
use super::state::State;
use super::undecided::{Reason, because};
use crate::view::{Permit, PermitKind};

pub(super) fn kinds<'p>(permits: impl IntoIterator<Item = &'p Permit>) -> Vec<PermitKind> {
    permits.into_iter().map(|permit| permit.kind.clone()).collect()
}

/// Whether two lists permit the same; dates are not compared.
pub(super) fn alike(one: &[PermitKind], other: &[PermitKind]) -> bool {
    let same = |one: &PermitKind, other: &PermitKind| match (one, other) {
        (PermitKind::After(_), PermitKind::After(_)) => true,
        (one, other) => one == other,
    };
    let inside = |one: &[PermitKind], other: &[PermitKind]| {
        one.iter().all(|kind| other.iter().any(|known| same(kind, known)))
    };
    inside(one, other) && inside(other, one)
}

/// The moment that a list names.
pub(super) fn limit(permits: &[Permit]) -> Option<u32> {
    permits.iter().find_map(|permit| match &permit.kind {
        PermitKind::After(date) => moment(date),
        _ => None,
    })
}

/// Seconds of a canonical date.
fn moment(date: &str) -> Option<u32> {
    match date.strip_prefix("epoch ") {
        Some(seconds) => seconds.parse().ok(),
        None => Some(NEVER),
    }
}

/// What dhcpd takes for never.
const NEVER: u32 = 0x7fff_ffff;

impl World<'_> {
    /// Whether a client is among those that are allowed and not among those that are denied.
    pub(super) fn permitted(
        &self,
        state: &State,
        (allowed, denied): &(Vec<PermitKind>, Vec<PermitKind>),
    ) -> Truth {
        let among = |kinds: &[PermitKind]| {
            kinds.iter().fold(Truth::of(false), |truth, kind| truth.or(self.is(state, kind)))
        };
        let mut permitted = Truth::of(true);
        if !denied.is_empty() {
            permitted = among(denied).negated();
        }
        if !allowed.is_empty() {
            permitted = permitted.and(among(allowed));
        }
        permitted
    }

    fn is(&self, state: &State, kind: &PermitKind) -> Truth {
        let Some(sender) = self.sender else { return Truth::of(false) };
        Truth::of(match kind {
            PermitKind::KnownClients => self.lease.known,
            PermitKind::UnknownClients => !self.lease.known,
            // dhcpd never authenticates anybody.
            PermitKind::AuthenticatedClients => false,
            PermitKind::UnauthenticatedClients | PermitKind::AllClients => true,
            PermitKind::DynamicBootpClients => sender.is_bootp(),
            PermitKind::MembersOf(name) => return self.member(state, name),
            PermitKind::After(date) => match (sender.now(), moment(date)) {
                (Some(now), Some(moment)) => now > moment,
                _ => return Truth::either(because(Reason::Clock)),
            },
        })
    }

    fn member(&self, state: &State, name: &str) -> Truth {
        let list = &self.resolver.classes().list;
        let mut truth = Truth::of(false);
        for member in &state.members {
            if list.get(member.class).is_some_and(|class| class.name == name) {
                let one = match member.reasons.is_empty() {
                    true => Truth::of(true),
                    false => Truth::either(member.reasons.clone()),
                };
                truth = truth.or(one);
            }
        }
        truth
    }
}
