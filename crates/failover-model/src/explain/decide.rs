//! Which situation a pair is in.

use super::{PairView, SideView, Situation, scopes, serving};
use crate::identity::Vendor;
use crate::relationship::{Mode, Role};
use crate::state::{Serves, SideState, facts};

/// Names what a pair is in, from what its sides say. What a side says of itself counts before what its
/// partner takes it to be in; a side that was not seen proves nothing.
#[must_use]
pub fn situation(pair: &PairView) -> Situation {
    let told = Told::of(pair);
    if pair.sides.iter().any(|side| side.half_loaded) {
        return Situation::KeaHalfLoaded;
    }
    let stopped = pair.sides.iter().filter(|side| side.stopped.is_some()).count();
    if told.own.is_empty() {
        return match stopped {
            0 => Situation::Unseen,
            all if all == pair.sides.len() => Situation::NobodyRuns,
            _ => Situation::HalfStopped,
        };
    }
    if told.strange() {
        return Situation::Strange;
    }
    if pair.sides.iter().any(|side| serving::mute(side).is_some()) {
        return match serving::nobody_serves(pair) {
            true => Situation::NobodyServes,
            false => Situation::OneMute,
        };
    }
    if !scopes::unserved(pair).is_empty() {
        return Situation::KeaUnserved;
    }
    if serving::both_serve(pair) {
        return match pair.vendor {
            Vendor::Isc => Situation::IscBothServe,
            Vendor::Kea => Situation::KeaBothServe,
            Vendor::Windows => Situation::WindowsBothServe,
        };
    }
    if stopped > 0 && told.waits(pair) {
        return Situation::StoppedAndWaiting;
    }
    let found = match pair.vendor {
        Vendor::Isc => isc(&told),
        Vendor::Kea => kea(&told, pair).or_else(|| {
            let is_set = pair.sides.iter().any(|side| scopes::is_set(pair, side));
            is_set.then_some(Situation::KeaScopesSet)
        }),
        Vendor::Windows => windows(&told),
    };
    found.unwrap_or(match stopped {
        0 if told.all_seen && !pair.full.is_empty() => Situation::Full,
        0 if told.all_seen => Situation::Well,
        0 => Situation::HalfSeen,
        _ => Situation::StoppedUnnoticed,
    })
}

/// What the sides say.
struct Told<'a> {
    vendor: Vendor,
    /// Every side that was seen.
    own: Vec<&'a SideState>,
    /// Whether every side was seen.
    all_seen: bool,
}

impl<'a> Told<'a> {
    fn of(pair: &'a PairView) -> Self {
        let own: Vec<_> = pair.sides.iter().filter_map(seen).collect();
        let all_seen = own.len() == pair.sides.len() && own.len() > 1;
        Self { vendor: pair.vendor, own, all_seen }
    }

    fn strange(&self) -> bool {
        self.own.iter().any(|side| facts(self.vendor, &side.own.state).is_none())
    }

    /// Whether a side says one of these of itself.
    fn any(&self, words: &[&str]) -> bool {
        self.own.iter().any(|side| words.contains(&word(side)))
    }

    /// Whether a side is in a state that a situation is named after.
    fn is(&self, situation: Situation) -> bool {
        self.any(words(situation))
    }

    /// Whether every side that was seen says one of these of itself.
    fn all(&self, words: &[&str]) -> bool {
        self.own.iter().all(|side| words.contains(&word(side)))
    }

    /// Whether a side takes its partner to be in one of these.
    fn partner(&self, words: &[&str]) -> bool {
        let partners = self.own.iter().filter_map(|side| side.partner.as_ref());
        partners.into_iter().any(|partner| words.contains(&&*partner.state.0))
    }

    /// Whether no side that was seen answers clients, nor will before its partner is back. dhcpd's `startup` goes on by itself, and
    /// a Kea that waits takes over.
    fn waits(&self, pair: &PairView) -> bool {
        let lasts = |side: &SideState| match self.vendor {
            Vendor::Kea => word(side) == "in-maintenance",
            Vendor::Isc | Vendor::Windows => !["startup", "Startup"].contains(&word(side)),
        };
        let seen = pair.sides.iter().filter(|side| side.state.known().is_some());
        self.own.iter().all(|side| lasts(side))
            && seen.into_iter().all(|side| serving::serves(pair, side) == Some(Serves::Nobody))
    }

    fn out_of_touch(&self) -> bool {
        self.own.iter().any(|side| side.in_touch == Some(false))
    }
}

fn seen(side: &SideView) -> Option<&SideState> {
    side.state.known()
}

fn word(side: &SideState) -> &str {
    &side.own.state.0
}

fn isc(told: &Told<'_>) -> Option<Situation> {
    let met = told.partner(&["partner-down", "communications-interrupted", "normal"]);
    let conflict = ["potential-conflict", "resolution-interrupted", "conflict-done"];
    Some(if told.is(Situation::IscLost) {
        Situation::IscLost
    } else if told.any(&conflict) {
        Situation::IscConflict
    } else if told.is(Situation::IscOff) {
        Situation::IscOff
    } else if told.is(Situation::IscRecoverDone) && told.is(Situation::IscPartnerDown) {
        Situation::IscRecoverDone
    } else if told.is(Situation::IscRecoverWait) {
        Situation::IscRecoverWait
    } else if told.all(&["startup", "recover"]) && !met {
        Situation::IscApart
    } else {
        let rest = [
            Situation::IscRecover,
            Situation::IscStartup,
            Situation::IscPartnerDown,
            Situation::IscInterrupted,
        ];
        return rest.into_iter().find(|one| told.is(*one));
    })
}

fn kea(told: &Told<'_>, pair: &PairView) -> Option<Situation> {
    let parked = ["in-maintenance", "partner-in-maintenance"];
    if told.is(Situation::KeaTerminated) {
        return Some(Situation::KeaTerminated);
    }
    if told.any(&parked) {
        return Some(Situation::KeaMaintenance);
    }
    let named = [
        Situation::KeaSyncing,
        Situation::KeaReady,
        Situation::KeaPartnerDown,
        Situation::KeaWaiting,
        Situation::KeaCommunicationRecovery,
    ];
    let named = named.into_iter().find(|one| told.is(*one));
    // The primary of passive backups has no partner to be in touch with.
    let alone = pair.mode == Some(Mode::PassiveBackup);
    let gone = told.any(&["unavailable"]) || told.partner(&["unavailable"]);
    let interrupted = !alone && (told.out_of_touch() || gone);
    let lost = match pair.sides.iter().any(|side| goes_on(pair, side)) {
        true => Situation::KeaGoesOn,
        false => Situation::KeaInterrupted,
    };
    named.or_else(|| interrupted.then_some(lost))
}

/// Whether a side is the primary of a hot standby that serves: it answers every client, whether it reaches its partner or
/// not.
pub(super) fn goes_on(pair: &PairView, side: &SideView) -> bool {
    pair.mode == Some(Mode::HotStandby)
        && side.role == Some(Role::Primary)
        && side.state.known().is_some_and(|state| word(state) == "hot-standby")
}

fn windows(told: &Told<'_>) -> Option<Situation> {
    if told.any(&["PotentialConflict", "ConflictDone", "ResolutionInterrupted"]) {
        return Some(Situation::WindowsConflict);
    }
    let named =
        [Situation::WindowsRecover, Situation::WindowsPartnerDown, Situation::WindowsInterrupted];
    named.into_iter().find(|one| told.is(*one))
}

/// The states by which a side stands for a situation that is named after one side.
pub(super) const fn words(situation: Situation) -> &'static [&'static str] {
    match situation {
        Situation::IscInterrupted => &["communications-interrupted"],
        Situation::IscPartnerDown | Situation::KeaPartnerDown => &["partner-down"],
        Situation::IscRecover => &["recover", "recover-done"],
        Situation::IscStartup => &["startup"],
        Situation::IscRecoverWait => &["recover-wait"],
        Situation::IscRecoverDone => &["recover-done"],
        Situation::IscOff => &["shutdown", "paused"],
        Situation::IscLost => &["unknown-state"],
        Situation::KeaWaiting => &["waiting"],
        Situation::KeaSyncing => &["syncing"],
        Situation::KeaReady => &["ready"],
        Situation::KeaTerminated => &["terminated"],
        Situation::KeaCommunicationRecovery => &["communication-recovery"],
        Situation::WindowsInterrupted => &["CommunicationInterrupted"],
        Situation::WindowsPartnerDown => &["PartnerDown"],
        Situation::WindowsRecover => {
            &["NoState", "Init", "Startup", "Recover", "RecoverWait", "RecoverDone"]
        }
        _ => &[],
    }
}
