//! Why a pair is in the state it is in, and what to do: [`situation`] names it, [`explain`] says it.
//!
//! Every answer has the same five parts: what each side says and since when, who answers clients now, what
//! happens if nobody acts, the one next step, and what not to do. All of it comes from the two sides' states
//! and a few parameters; what is not known is said to be not known.

mod decide;
mod duration;
mod last;
mod scopes;
mod serving;
#[cfg(test)]
mod tests;
mod texts;
mod told;

use chrono::{DateTime, Utc};
use ipnet::IpNet;

use crate::headroom::Lasts;
use crate::identity::Vendor;
use crate::knowledge::Knowledge;
use crate::relationship::{Mode, Role};
use crate::state::{ClockOffset, Running, SideState, Standing};
use crate::stopped::Stopped;
use crate::unit::Seconds;
use crate::usage::Counts;

pub use decide::situation;
pub use duration::short;

/// One side of a relationship, as far as it was seen.
#[derive(Debug, Clone)]
pub struct SideView {
    /// The server's name.
    pub server: String,
    /// Its role, where it is known.
    pub role: Option<Role>,
    /// What it says, or why that is not known.
    pub state: Knowledge<SideState>,
    /// Its program, where that is known not to run.
    pub stopped: Option<Stopped>,
    /// What it said of itself before it ended, where that is known.
    pub last: Option<SideState>,
    /// Its clock against the looker's.
    pub clock: Option<ClockOffset>,
    /// The release of its software, where it is known.
    pub version: Option<String>,
    /// Whether its configuration has High Availability and its process has not (Kea, after a reload that
    /// failed half way).
    pub half_loaded: bool,
    /// Whether High Availability has no listener of its own there (Kea): the partner reaches it only where somebody else listens
    /// for it.
    pub no_listener: bool,
    /// How many of its addresses are what, all scopes together.
    pub counts: Option<Counts>,
    /// How long they last with this side alone, those of the worst scope.
    pub lasts: Option<Lasts>,
}

impl SideView {
    /// A side of which only the state is known, or not even that.
    pub fn new(server: impl Into<String>, state: Knowledge<SideState>) -> Self {
        Self {
            server: server.into(),
            role: None,
            state,
            stopped: None,
            last: None,
            clock: None,
            version: None,
            half_loaded: false,
            no_listener: false,
            counts: None,
            lasts: None,
        }
    }

    /// Its clock, where the process was looked at.
    #[must_use]
    pub fn with_running(mut self, running: &Knowledge<Running>) -> Self {
        self.clock = running.known().and_then(|running| running.clock.known().copied());
        self
    }
}

/// What is to be explained: both sides of a relationship and the parameters that set times.
#[derive(Debug, Clone)]
pub struct PairView {
    /// The relationship, as commands name it.
    pub relationship: String,
    /// Whose it is.
    pub vendor: Vendor,
    /// How the work is shared.
    pub mode: Option<Mode>,
    /// The maximum client lead time in force: the primary's (dhcpd, Windows).
    pub mclt: Option<Seconds>,
    /// The sides, primary first. Backups are not among them.
    pub sides: Vec<SideView>,
    /// The scopes in which neither side has an address for a new client.
    pub full: Vec<IpNet>,
}

/// What a pair is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Situation {
    /// Both sides say that all is well.
    Well,
    /// Both sides say that all is well, and a scope has no address left on either.
    Full,
    /// One side says that all is well; the other was not seen.
    HalfSeen,
    /// Neither side was seen running.
    Unseen,
    /// Neither side runs.
    NobodyRuns,
    /// One side does not run, and the other serves nobody before it is back.
    StoppedAndWaiting,
    /// One side does not run; the other was not seen.
    HalfStopped,
    /// One side does not run, and the other says that all is well.
    StoppedUnnoticed,
    /// A side runs and answers no clients, and nobody else answers them.
    NobodyServes,
    /// A side runs and does not answer its clients, whatever its state says.
    OneMute,
    /// A side is in a state that this version does not know.
    Strange,
    /// dhcpd: link or partner gone.
    IscInterrupted,
    /// dhcpd: one side was told that its partner is down.
    IscPartnerDown,
    /// dhcpd: a side was told that its partner is down, and that one serves, too.
    IscBothServe,
    /// dhcpd: one side fetches the leases of the other.
    IscRecover,
    /// dhcpd: one side or both have just started.
    IscStartup,
    /// dhcpd: one side has all leases and waits for the lead time to pass.
    IscRecoverWait,
    /// dhcpd: one side is done and its partner has not taken notice.
    IscRecoverDone,
    /// dhcpd: both sides took addresses on their own and compare.
    IscConflict,
    /// dhcpd: one side was switched off on purpose.
    IscOff,
    /// dhcpd: the two sides never meet.
    IscApart,
    /// dhcpd: the saved state makes no sense; it serves nobody until one is set.
    IscLost,
    /// Kea: one side waits for its partner.
    KeaWaiting,
    /// Kea: one side fetches the leases of the other.
    KeaSyncing,
    /// Kea: one side has the leases of the other and waits until that takes notice.
    KeaReady,
    /// Kea: the two are out of touch, and neither has taken over.
    KeaInterrupted,
    /// The primary of a hot standby has lost touch with its partner, and serves all as before.
    KeaGoesOn,
    /// Kea: out of touch, and updates are kept for later.
    KeaCommunicationRecovery,
    /// Kea: one side serves everybody.
    KeaPartnerDown,
    /// Kea: a side has taken over, and its partner serves, too.
    KeaBothServe,
    /// Kea: High Availability has given up.
    KeaTerminated,
    /// Kea: one side is parked for maintenance.
    KeaMaintenance,
    /// Kea: the configuration has High Availability and the process has not.
    KeaHalfLoaded,
    /// Kea: scopes were set so that nobody answers some clients, or any.
    KeaUnserved,
    /// Kea: a side answers other clients than its state says.
    KeaScopesSet,
    /// Windows: link or partner gone.
    WindowsInterrupted,
    /// Windows: one side was told that its partner is down.
    WindowsPartnerDown,
    /// Windows: a side was told that its partner is down, and that one serves, too.
    WindowsBothServe,
    /// Windows: one side came back and synchronises.
    WindowsRecover,
    /// Windows: both sides took addresses on their own and compare.
    WindowsConflict,
}

impl Situation {
    /// How it is to be taken; `None` where too little is known to say.
    #[must_use]
    pub const fn standing(self) -> Option<Standing> {
        match self {
            Self::Well => Some(Standing::Well),
            Self::HalfSeen | Self::Unseen | Self::HalfStopped | Self::Strange => None,
            // As leases end, addresses come back.
            Self::Full
            | Self::StoppedUnnoticed
            | Self::OneMute
            | Self::IscStartup
            | Self::IscRecover
            | Self::IscRecoverWait
            | Self::IscConflict
            | Self::IscPartnerDown
            | Self::KeaSyncing
            | Self::KeaReady
            | Self::KeaPartnerDown
            | Self::KeaMaintenance
            | Self::KeaGoesOn
            | Self::KeaCommunicationRecovery
            | Self::KeaScopesSet
            | Self::WindowsPartnerDown
            | Self::WindowsConflict
            | Self::WindowsRecover => Some(Standing::Passing),
            Self::NobodyRuns
            | Self::StoppedAndWaiting
            | Self::NobodyServes
            | Self::IscInterrupted
            | Self::IscBothServe
            | Self::IscRecoverDone
            | Self::IscOff
            | Self::IscApart
            | Self::IscLost
            | Self::KeaWaiting
            | Self::KeaInterrupted
            | Self::KeaBothServe
            | Self::KeaTerminated
            | Self::KeaHalfLoaded
            | Self::KeaUnserved
            | Self::WindowsBothServe
            | Self::WindowsInterrupted => Some(Standing::Ill),
        }
    }

    /// A stable word for it, for programs.
    #[must_use]
    pub const fn id(self) -> &'static str {
        texts::of(self).id
    }

    /// The guard rails that hold in it, by the ids of `docs/guard-rails.md`.
    #[must_use]
    pub const fn guards(self) -> &'static [&'static str] {
        texts::of(self).guards
    }
}

/// An answer for an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What it is.
    pub situation: Situation,
    /// One line for a list.
    pub headline: String,
    /// What each side says, since when, and where that was read.
    pub says: Vec<String>,
    /// Who answers clients now.
    pub serving: Vec<String>,
    /// What happens if nobody acts.
    pub unattended: Vec<String>,
    /// What to do next.
    pub next: Vec<String>,
    /// What not to do.
    pub avoid: Vec<String>,
}

/// Explains what a pair is in; `now` is the looker's clock.
///
/// ```
/// use failover_model::explain::{PairView, SideView, Situation, explain};
/// use failover_model::state::{SideState, StateSource};
/// use failover_model::{FailoverState, Knowledge, Vendor};
///
/// let state = SideState::new(FailoverState("communications-interrupted".into()), StateSource::Omapi);
/// let pair = PairView {
///     relationship: "dorms".to_owned(),
///     vendor: Vendor::Isc,
///     mode: None,
///     mclt: None,
///     sides: vec![
///         SideView::new("dhcp-c", Knowledge::Known(state)),
///         SideView::new("dhcp-d", Knowledge::unknown("no answer")),
///     ],
///     full: Vec::new(),
/// };
/// let told = explain(&pair, "2026-11-22T14:02:11Z".parse().unwrap());
/// assert_eq!(told.situation, Situation::IscInterrupted);
/// assert_eq!(told.serving[0], "dhcp-c answers every client, new ones from its own half of the free addresses");
/// ```
#[must_use]
pub fn explain(pair: &PairView, now: DateTime<Utc>) -> Explanation {
    let situation = situation(pair);
    told::tell(pair, situation, now)
}
