//! Which situation a pair is in.

use super::{PairView, SideView, Situation, serving};
use crate::identity::Vendor;
use crate::relationship::Mode;
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
        Vendor::Kea => kea(&told, pair.mode),
        Vendor::Windows => windows(&told),
    };
    found.unwrap_or(match stopped {
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
    Some(if told.any(&["unknown-state"]) {
        Situation::IscLost
    } else if told.any(&["potential-conflict", "resolution-interrupted", "conflict-done"]) {
        Situation::IscConflict
    } else if told.any(&["shutdown", "paused"]) {
        Situation::IscOff
    } else if told.any(&["recover-done"]) && told.any(&["partner-down"]) {
        Situation::IscRecoverDone
    } else if told.any(&["recover-wait"]) {
        Situation::IscRecoverWait
    } else if told.any(&["startup", "recover"]) && told.all(&["startup", "recover"]) && !met {
        Situation::IscApart
    } else if told.any(&["recover", "recover-done"]) {
        Situation::IscRecover
    } else if told.any(&["startup"]) {
        Situation::IscStartup
    } else if told.any(&["partner-down"]) {
        Situation::IscPartnerDown
    } else if told.any(&["communications-interrupted"]) {
        Situation::IscInterrupted
    } else {
        return None;
    })
}

fn kea(told: &Told<'_>, mode: Option<Mode>) -> Option<Situation> {
    let parked = ["in-maintenance", "partner-in-maintenance"];
    // The primary of passive backups has no partner to be in touch with.
    let alone = mode == Some(Mode::PassiveBackup);
    Some(if told.any(&["terminated"]) {
        Situation::KeaTerminated
    } else if told.any(&parked) {
        Situation::KeaMaintenance
    } else if told.any(&["syncing", "ready"]) {
        Situation::KeaSyncing
    } else if told.any(&["partner-down"]) {
        Situation::KeaPartnerDown
    } else if told.any(&["waiting"]) {
        Situation::KeaWaiting
    } else if told.any(&["communication-recovery"]) {
        Situation::KeaCommunicationRecovery
    } else if !alone
        && (told.out_of_touch() || told.any(&["unavailable"]) || told.partner(&["unavailable"]))
    {
        Situation::KeaInterrupted
    } else {
        return None;
    })
}

fn windows(told: &Told<'_>) -> Option<Situation> {
    let recover = ["NoState", "Init", "Startup", "Recover", "RecoverWait", "RecoverDone"];
    Some(if told.any(&["PotentialConflict", "ConflictDone", "ResolutionInterrupted"]) {
        Situation::WindowsConflict
    } else if told.any(&recover) {
        Situation::WindowsRecover
    } else if told.any(&["PartnerDown"]) {
        Situation::WindowsPartnerDown
    } else if told.any(&["CommunicationInterrupted"]) {
        Situation::WindowsInterrupted
    } else {
        return None;
    })
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
        Situation::KeaSyncing => &["syncing", "ready"],
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
