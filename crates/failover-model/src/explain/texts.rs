//! The words for every situation. Names in braces are filled in by `told`: `{ill}` is the side that shows the
//! situation, `{other}` its partner, `{half}` what it has to give, `{lasts}` for how long, `{full}` the scopes that have nothing left, `{mclt}` the lead time, `{end}` the time at which the lead time is over;
//! `{stopped}` is a side that does not run, `{program}` what does not run there, `{start}` how that is started, `{first}` which side is, where
//! neither runs;
//! `{mutes}` are sides that run and answer nobody, each with the reason, `{fixes}` what to do about it;
//! `{back}` is how the partner comes back that counts as down; `{reset}` is the way out of `terminated` for the versions at hand.

mod kea;

use super::Situation;

pub(super) use kea::{CUT, CUT_WAITS, IS_BACK, RESETS};

/// What is said in a situation, whatever the values.
pub(super) struct Text {
    pub(super) id: &'static str,
    /// One line for a list, without a full stop.
    pub(super) headline: &'static str,
    pub(super) unattended: &'static [&'static str],
    pub(super) next: &'static [&'static str],
    pub(super) avoid: &'static [&'static str],
    pub(super) guards: &'static [&'static str],
}

/// The words for a situation.
pub(super) const fn of(situation: Situation) -> &'static Text {
    match situation {
        Situation::Well => &WELL,
        Situation::Full => &FULL,
        Situation::HalfSeen => &HALF_SEEN,
        Situation::Unseen => &UNSEEN,
        Situation::NobodyRuns => &NOBODY_RUNS,
        Situation::StoppedAndWaiting => &STOPPED_AND_WAITING,
        Situation::HalfStopped => &HALF_STOPPED,
        Situation::StoppedUnnoticed => &STOPPED_UNNOTICED,
        Situation::NobodyServes => &NOBODY_SERVES,
        Situation::OneMute => &ONE_MUTE,
        Situation::Strange => &STRANGE,
        Situation::IscInterrupted => &ISC_INTERRUPTED,
        Situation::IscPartnerDown => &ISC_PARTNER_DOWN,
        Situation::IscBothServe => &ISC_BOTH_SERVE,
        Situation::IscRecover => &ISC_RECOVER,
        Situation::IscStartup => &ISC_STARTUP,
        Situation::IscRecoverWait => &ISC_RECOVER_WAIT,
        Situation::IscRecoverDone => &ISC_RECOVER_DONE,
        Situation::IscConflict => &ISC_CONFLICT,
        Situation::IscOff => &ISC_OFF,
        Situation::IscApart => &ISC_APART,
        Situation::IscLost => &ISC_LOST,
        Situation::KeaWaiting => &kea::WAITING,
        Situation::KeaSyncing => &kea::SYNCING,
        Situation::KeaReady => &kea::READY,
        Situation::KeaInterrupted => &kea::INTERRUPTED,
        Situation::KeaGoesOn => &kea::GOES_ON,
        Situation::KeaCommunicationRecovery => &kea::COMMUNICATION_RECOVERY,
        Situation::KeaPartnerDown => &kea::PARTNER_DOWN,
        Situation::KeaBothServe => &kea::BOTH_SERVE,
        Situation::KeaTerminated => &kea::TERMINATED,
        Situation::KeaMaintenance => &kea::MAINTENANCE,
        Situation::KeaHalfLoaded => &kea::HALF_LOADED,
        Situation::KeaUnserved => &kea::UNSERVED,
        Situation::KeaScopesSet => &kea::SCOPES_SET,
        Situation::WindowsInterrupted => &WINDOWS_INTERRUPTED,
        Situation::WindowsPartnerDown => &WINDOWS_PARTNER_DOWN,
        Situation::WindowsBothServe => &WINDOWS_BOTH_SERVE,
        Situation::WindowsRecover => &WINDOWS_RECOVER,
        Situation::WindowsConflict => &WINDOWS_CONFLICT,
    }
}

/// Instead of the headline, where both sides say that they are out of touch.
pub(super) const NO_LINK: &str =
    "no link between {ill} and {other}: both serve all, each from its own half";

/// Where both sides run and do not meet.
pub(super) const NO_LISTENER: &str = "{deaf}: High Availability has no listener of its own (`kea-ha-threads-off`), and its partner reaches it \
     only through a Control Agent at its `url`: start one there, or switch on `multi-threading` in the server and \
     `http-dedicated-listener` in the relationship, on both sides";

/// Before all other steps, where the clocks keep the two apart.
pub(super) const CLOCKS_FIRST: &str =
    "set the clocks first, by one time service: beyond 60 s the two refuse to talk to each other";

/// Instead of the headline, where there is one side and it does not run.
pub(super) const ALONE_AND_STOPPED: &str =
    "{program} does not run on {stopped}: nobody answers clients";

/// Instead of the headline, where both sides have just started.
pub(super) const BOTH_STARTED: &str =
    "{ill} and {other} have just started and look for each other: nobody answers yet";

/// A side took its partner for down, and that one serves.
const BOTH_SERVE: &str =
    "{ill} took {other} for down, and both serve: addresses may be given out twice";

const WELL: Text = Text {
    id: "well",
    headline: "both sides say that all is well",
    unattended: &["nothing: the pair works as meant"],
    next: &["nothing to do; `dhcpair drift` shows whether the two configurations agree"],
    avoid: &[],
    guards: &[],
};

/// Behind every other headline, where a scope has no address left on either side.
pub(super) const ALSO_FULL: &str = "; no address is left for new clients in {full}";

const FULL: Text = Text {
    id: "full",
    headline: "no address is left for new clients in {full}, on either side",
    unattended: &[
        "new clients there get no answer; clients that have an address keep it",
        "addresses come back as leases end of clients that have gone",
    ],
    next: &[
        "see what is taken: `dhcpair relationship show {rel}` has each scope with its addresses, declined ones apart",
        "give the scope more addresses on both servers, or shorter leases where clients come and go",
    ],
    avoid: &["do not declare a partner down for it: the other half is used up, too"],
    guards: &["G1"],
};

const HALF_SEEN: Text = Text {
    id: "half-seen",
    headline: "{seen} says that all is well; {unseen} was not seen",
    unattended: &["not known: a side that was not seen proves nothing"],
    next: &["make {unseen} readable: `dhcpair doctor {unseen}` says what is missing"],
    avoid: &["do not take {unseen} for dead because dhcpair cannot reach it"],
    guards: &["G1"],
};

const UNSEEN: Text = Text {
    id: "unseen",
    headline: "neither side was seen running",
    unattended: &["not known"],
    next: &["`dhcpair doctor` says for each server what is missing to see its state"],
    avoid: &["do not change anything on what is not known"],
    guards: &["G1"],
};

const NOBODY_RUNS: Text = Text {
    id: "nobody-runs",
    headline: "{program} does not run on {ill}, nor on {other}: nobody answers clients",
    unattended: &["nobody gets an address; those who have one lose it when their lease ends"],
    next: &[
        "find out why: {epitaph}",
        "{first}",
        "see that it answers (`dhcpair status`), then start the other one",
    ],
    avoid: &[
        "do not start first a side that its partner took for down: it may give out addresses that have a client",
        "do not copy a lease file from one to the other",
    ],
    guards: &["G2", "G6"],
};

const STOPPED_AND_WAITING: Text = Text {
    id: "stopped-and-waiting",
    headline: "{program} does not run on {stopped}, and {seen} serves nobody: nobody answers clients",
    unattended: &["nobody gets an address; {seen} serves nobody before its partner is back"],
    next: &[
        "on {stopped}: {epitaph}; then start it: {start}",
        "see what {seen} says then: one that was switched off has to be resumed (`dhcpair explain {rel}`)",
    ],
    avoid: &["do not set a state by hand on {seen} while {stopped} can be started"],
    guards: &["G1", "G4", "G6"],
};

const HALF_STOPPED: Text = Text {
    id: "half-stopped",
    headline: "{program} does not run on {stopped}; {unseen} was not seen",
    unattended: &["not known: {unseen} may be answering, or nobody"],
    next: &[
        "make {unseen} readable: `dhcpair doctor {unseen}` says what is missing",
        "on {stopped}: {epitaph}; once it can reach {unseen}, start it: {start}",
    ],
    avoid: &[
        "do not take {unseen} for dead because dhcpair cannot reach it",
        "do not start {stopped} where it cannot reach {unseen}",
    ],
    guards: &["G1", "G2", "G6"],
};

const STOPPED_UNNOTICED: Text = Text {
    id: "stopped-unnoticed",
    headline: "{program} does not run on {stopped}, and {seen} has not noticed yet",
    unattended: &[
        "{seen} notices by itself, at the latest after its response delay; until then the clients of {stopped} get no \
         answer",
    ],
    next: &["on {stopped}: {epitaph}; then start it: {start}"],
    avoid: &["do not restart {seen}: it is the one that serves"],
    guards: &["G6"],
};

const NOBODY_SERVES: Text = Text {
    id: "nobody-serves",
    headline: "{mutes}: nobody answers clients",
    unattended: &["nobody gets an address; those who have one lose it when their lease ends"],
    next: &["{fixes}"],
    avoid: &["do not declare a partner down for it: what does not answer may be alive"],
    guards: &["G1"],
};

const ONE_MUTE: Text = Text {
    id: "one-mute",
    headline: "{mutes}, and runs on as a partner",
    unattended: &["the clients that are its to answer get no answer while the two are in touch"],
    next: &["{fixes}"],
    avoid: &["do not declare the partner down while it is alive"],
    guards: &["G1"],
};

const STRANGE: Text = Text {
    id: "strange",
    headline: "{ill} is in a state that this version of dhcpair does not know",
    unattended: &["not known"],
    next: &["look the state up in the server's own manual, and report it"],
    avoid: &["do not set a state by number on a version that is not known"],
    guards: &["G4"],
};

const ISC_INTERRUPTED: Text = Text {
    id: "isc-communications-interrupted",
    headline: "{ill} serves all, from its half{half}",
    unattended: &[
        "each side goes on until its half of the free addresses is used up{lasts}; addresses that expire do not \
         come back, since the partner would have to agree",
        "new leases and renewals last no longer than the lead time ({mclt}) beyond what the partner knows",
    ],
    next: &[
        "find out what is gone: the process, the link, the failover port or the clock of {other} \
         (`dhcpair doctor {other}`)",
        "{other} alive and the link cut: repair the link, the pair comes back by itself",
        "{other} dead for longer than the free addresses last: switch it off for good, then tell {ill} that its \
         partner is down",
    ],
    avoid: &[
        "do not declare the partner down while it may be alive: both would hand out the same addresses",
        "do not restart {ill}: it is the one that serves",
    ],
    guards: &["G1", "G2", "G3", "G8"],
};

/// How a dhcpd comes back that counts as down, and one that was switched off before it ended.
pub(super) const BACK: [&str; 2] = [
    "start it and wait; it recovers by itself",
    "start it, then resume it (state recover): it was switched off on purpose, and stays so over a restart",
];

const ISC_PARTNER_DOWN: Text = Text {
    id: "isc-partner-down",
    headline: "{ill} serves all; {other} counts as down",
    unattended: &[
        "{ill} may use the other half of the free addresses {end}",
        "leases that {other} had not confirmed stay as short as the lead time ({mclt}), at every renewal: that is \
         normal",
    ],
    next: &[
        "{other} comes back with its disk: {back}",
        "{other} is replaced: same peer name, same pools, an empty lease file; then start it",
    ],
    avoid: &[
        "do not copy the lease file to {other}",
        "do not start {other} where it cannot reach {ill}",
        "do not declare the partner down on {other}, too",
    ],
    guards: &["G2", "G4", "G6"],
};

const ISC_BOTH_SERVE: Text = Text {
    id: "isc-both-serve",
    headline: BOTH_SERVE,
    unattended: &[
        "{ill} may use the free addresses of {other} {end}: from then on both give out the same ones",
        "when they meet again they compare what they gave out, and neither answers clients meanwhile",
    ],
    next: &[
        "stop dhcpd on one of the two, at once: the one that fewer clients reach",
        "then repair the link, and start it again",
        "afterwards look for addresses that two clients have: `dhcpair leases audit {rel}`",
    ],
    avoid: &[
        "do not wait for the link while both serve",
        "do not copy a lease file from one to the other",
    ],
    guards: &["G1", "G2", "G4"],
};

const ISC_RECOVER: Text = Text {
    id: "isc-recover",
    headline: "{ill} fetches the lease database and serves nobody yet",
    unattended: &["it ends by itself as long as {other} is up and reachable"],
    next: &["see that {other} is up and the failover port is open both ways; then wait"],
    avoid: &["do not set a state by hand", "do not restart {other} meanwhile"],
    guards: &["G4", "G6", "G7"],
};

const ISC_STARTUP: Text = Text {
    id: "isc-startup",
    headline: "{ill} has just started and looks for {other}; it serves nobody yet",
    unattended: &["after 15 s without its partner it goes on in the state that it had before"],
    next: &[
        "wait; longer than a minute: see that the failover port of {other} is open (`dhcpair doctor`)",
    ],
    avoid: &["do not restart it again meanwhile", "do not set a state by hand"],
    guards: &["G4", "G6", "G12"],
};

const ISC_RECOVER_WAIT: Text = Text {
    id: "isc-recover-wait",
    headline: "{ill} waits for the lead time to pass; {other} serves all",
    unattended: &["it ends by itself {end}; until then {other} serves everybody"],
    next: &["nothing to do but wait"],
    avoid: &[
        "do not restart either server",
        "do not set a state by hand: the wait keeps addresses unique",
    ],
    guards: &["G4", "G6"],
};

const ISC_RECOVER_DONE: Text = Text {
    id: "isc-recover-done",
    headline: "{ill} is ready and {other} has not taken notice",
    unattended: &[
        "nothing moves: {other} was told that its partner is down while {ill} was connected already, and waits for \
         a change of state",
    ],
    next: &["restart dhcpd on {ill}, once; both go to normal when it connects again"],
    avoid: &["do not restart {other}: it is the one that serves", "do not restart more than once"],
    guards: &["G6", "G12"],
};

const ISC_CONFLICT: Text = Text {
    id: "isc-potential-conflict",
    headline: "both sides compare what they gave out; neither answers clients",
    unattended: &["it normally ends by itself within a minute"],
    next: &[
        "leave both servers up and the link whole",
        "longer than five minutes, and not in conflict-done: keep a copy of both lease files, set shutdown on the \
         side that served less, then let it synchronise again",
        "afterwards look for addresses that two clients have: `dhcpair leases audit {rel}`",
    ],
    avoid: &["in conflict-done do not send anything at all: dhcpd may exit"],
    guards: &["G4", "G5", "G12"],
};

const ISC_OFF: Text = Text {
    id: "isc-off",
    headline: "{ill} was switched off on purpose and serves nobody",
    unattended: &["it stays so, over a restart as well, until somebody resumes it"],
    next: &["finish the maintenance, then resume {ill} (state recover)"],
    avoid: &["do not take a restart for the cure: the state is saved"],
    guards: &["G3", "G4"],
};

const ISC_APART: Text = Text {
    id: "isc-apart",
    headline: "{ill} and {other} do not find each other: nobody answers clients",
    unattended: &[
        "a new pair whose sides reach each other is through within a minute; otherwise nothing changes",
    ],
    next: &[
        "{other} not started yet: start it, both go through without waiting",
        "both up: compare names, roles, addresses and ports (`dhcpair drift --relationship {rel}`), the failover \
         port in the firewall, and the clocks (60 s is the limit)",
    ],
    avoid: &["do not set a state by hand: it hides what keeps them apart"],
    guards: &["G4", "G7"],
};

const ISC_LOST: Text = Text {
    id: "isc-unknown-state",
    headline: "{ill} lost its state and serves nobody",
    unattended: &["it never serves again by itself; a restart does not help"],
    next: &["look at the other side first; then set a valid state on {ill} (recover)"],
    avoid: &["do not set any state but recover"],
    guards: &["G4"],
};

const WINDOWS_INTERRUPTED: Text = Text {
    id: "windows-communication-interrupted",
    headline: "{ill} serves all, from its own addresses{half}",
    unattended: &[
        "each side goes on from its own free addresses{lasts}; renewals for clients of the partner last one lead \
         time ({mclt})",
        "it ends in PartnerDown only where a switchover interval is set",
    ],
    next: &[
        "test TCP port 647 both ways, the DHCP service of {other}, its clock (event 20253) and the authentication \
         (events 20256 to 20284)",
        "{other} dead: set PartnerDown on {ill}, once it is certain",
    ],
    avoid: &["do not remove the relationship to get rid of the message: scopes would be deleted"],
    guards: &["G1", "G2", "G3", "G8"],
};

const WINDOWS_PARTNER_DOWN: Text = Text {
    id: "windows-partner-down",
    headline: "{ill} serves all; {other} counts as down",
    unattended: &[
        "{ill} takes the partner's free addresses after the lead time ({mclt}; event 20288)",
    ],
    next: &["bring {other} back with its database: it recovers by itself"],
    avoid: &[
        "do not remove the relationship to get rid of the message: the partner's scopes would be deleted",
    ],
    guards: &["G2", "G3"],
};

const WINDOWS_BOTH_SERVE: Text = Text {
    id: "windows-both-serve",
    headline: BOTH_SERVE,
    unattended: &[
        "{ill} takes the free addresses of {other} after the lead time ({mclt}): from then on both give out the same \
         ones",
    ],
    next: &[
        "stop the DHCP service on one of the two, at once: the one that fewer clients reach",
        "then repair the link, and start it again; look for bad addresses in the scopes",
    ],
    avoid: &[
        "do not remove the relationship to get rid of the message: the partner's scopes would be deleted",
    ],
    guards: &["G1", "G2", "G3"],
};

const WINDOWS_RECOVER: Text = Text {
    id: "windows-recover",
    headline: "{ill} came back and synchronises; no new clients yet",
    unattended: &["it ends by itself, at the latest when the lead time ({mclt}) has passed"],
    next: &["wait; see that TCP port 647 is open both ways"],
    avoid: &["do not restart the service", "do not remove the relationship"],
    guards: &["G6"],
};

const WINDOWS_CONFLICT: Text = Text {
    id: "windows-potential-conflict",
    headline: "both sides compare what they gave out",
    unattended: &["it normally ends by itself"],
    next: &[
        "leave both servers up and the link whole; afterwards look for bad addresses in the scopes",
    ],
    avoid: &["do not set a state by hand"],
    guards: &["G12"],
};
