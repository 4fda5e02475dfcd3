//! The words for the situations of Kea.

use super::Text;

pub(super) const WAITING: Text = Text {
    id: "kea-waiting",
    headline: "{ill} waits for its partner and serves nobody",
    unattended: &["alone with a partner that is away, it takes over after the response delay"],
    next: &[
        "where both sides wait: look at the primary, and whether the modes are the same (`dhcpair drift --relationship \
         {rel}`)",
        "where the state machine is paused: let it continue (`ha-continue`)",
    ],
    avoid: &["do not restart the side that serves"],
    guards: &["G6", "G7"],
};

pub(super) const SYNCING: Text = Text {
    id: "kea-syncing",
    headline: "{ill} fetches the leases of {other}; {meanwhile}",
    unattended: &["it ends by itself when all pages have come; when it fails it begins again"],
    next: &[
        "minutes without end: look for `HA_SYNC_FAILED` in the log of {ill}; compare subnet ids, versions and \
         credentials (`dhcpair drift --relationship {rel}`); take smaller pages before longer timeouts",
    ],
    avoid: &["do not restart {other} meanwhile"],
    guards: &["G6"],
};

pub(super) const READY: Text = Text {
    id: "kea-ready",
    headline: "{ill} has all leases and waits until {other} takes notice; {meanwhile}",
    unattended: &["it ends by itself within a few heartbeats, as long as the two reach each other"],
    next: &[
        "longer than a minute: see whether {other} reaches it (`dhcpair doctor {other}`), and whether the state machine of \
         either is paused (`ha-continue` lets it go on)",
    ],
    avoid: &["do not restart {other} meanwhile"],
    guards: &["G6"],
};

/// What is repaired where both run and do not reach each other.
const REPAIR: &str = "repair what is between {ill} and {other}: the link, a firewall before the port of a peer's `url`, certificates or \
     passwords of the peers (`dhcpair doctor {other}` tries the port); then the pair comes back by itself";

/// What is not to be done to two that are alive.
const BOTH_LIVE: &str = "do not switch off or take over from either of the two (`ha-maintenance-start`): both are alive";

/// Instead of what is said of a partner that may be gone, where it was seen and does not answer for it.
pub(in super::super) const CUT: Text = Text {
    id: "",
    headline: "{ill} and {other} both run, and do not reach each other",
    unattended: &[
        "a side that counts enough clients of the other unanswered takes over, although the other is alive{left}: both serve \
         the same clients then",
        "what one gives out meanwhile the other learns when they reach each other again",
    ],
    next: &[REPAIR],
    avoid: &[BOTH_LIVE, "do not restart them: updates that wait would be lost"],
    guards: &[],
};

/// The same where one of them serves all, and the other has not taken over.
pub(in super::super) const CUT_WAITS: Text = Text {
    id: "",
    headline: "{ill} and {other} both run, and do not reach each other: {ill} serves all",
    unattended: &[
        "{ill} goes on alone; {other} takes over, too, once it counts enough clients unanswered, and both serve then",
    ],
    next: &[REPAIR, "{other} fetches the leases of {ill} then, by itself"],
    avoid: &[BOTH_LIVE, "do not restart {ill}: it is the one that serves"],
    guards: &[],
};

/// Instead of what is said of a partner that counts as down, where it is back.
pub(in super::super) const IS_BACK: Text = Text {
    id: "",
    headline: "{ill} serves all; {other} runs, and is to fetch its leases",
    unattended: &["{other} begins by itself, as soon as it reaches {ill}"],
    next: &[
        "longer than a minute: see whether they reach each other (`dhcpair doctor {other}`) and have the same mode (`dhcpair \
         drift --relationship {rel}`), and whether the state machine of {other} is paused (`ha-continue` lets it go on)",
    ],
    avoid: &["do not restart {ill}: it is the one that serves"],
    guards: &[],
};

pub(super) const INTERRUPTED: Text = Text {
    id: "kea-interrupted",
    headline: "{ill} has lost touch with {other} and has not taken over",
    unattended: &[
        "{ill} takes over after enough clients went unanswered{left}; on a quiet night, or with relays that always \
         send 0 seconds, that never comes",
    ],
    next: &[
        "find out what is gone: the process, the link or the clock of {other} (`dhcpair doctor {other}`)",
        "{other} really dead: `ha-maintenance-start` on {ill} takes over at once",
    ],
    avoid: &["do not take over while {other} may be alive behind a cut link"],
    guards: &["G1", "G3", "G8"],
};

pub(super) const GOES_ON: Text = Text {
    id: "kea-goes-on",
    headline: "{ill} has lost touch with {other}, and serves all as before",
    unattended: &[
        "{ill} goes to partner-down by itself once `max-response-delay` is over, and keeps count of what {other} does not know",
        "there is nobody to take over if {ill} fails, too",
    ],
    next: &[
        "find out what is gone: the process, the link or the clock of {other} (`dhcpair doctor {other}`)",
    ],
    avoid: &["do not restart {ill}: it is the one that serves"],
    guards: &["G1", "G8"],
};

pub(super) const COMMUNICATION_RECOVERY: Text = Text {
    id: "kea-communication-recovery",
    headline: "{ill} keeps its updates for {other}, which does not answer",
    unattended: &[
        "each side serves its own clients, and if {other} is dead, those of {other} get no answer; {ill} takes over \
         after enough of them went unanswered{left}",
        "more updates than the limit make a full synchronisation necessary afterwards",
    ],
    next: &[
        "find out what is gone: the process, the link or the clock of {other} (`dhcpair doctor {other}`)",
    ],
    avoid: &["do not restart {ill}: the updates that wait would be lost"],
    guards: &["G1", "G8"],
};

pub(super) const PARTNER_DOWN: Text = Text {
    id: "kea-partner-down",
    headline: "{ill} serves all; {other} counts as down",
    unattended: &["{ill} goes on alone and keeps count of what {other} does not know"],
    next: &["start {other}: it synchronises, and both return to their mode by themselves"],
    avoid: &[
        "do not start {other} where it cannot reach {ill}",
        "a synchronisation deletes nothing: if {other} served meanwhile, run `dhcpair leases audit {rel}` afterwards",
    ],
    guards: &["G2", "G6", "G7"],
};

pub(super) const BOTH_SERVE: Text = Text {
    id: "kea-both-serve",
    headline: super::BOTH_SERVE,
    unattended: &[
        "each gives out addresses that the other does not know of",
        "when they meet again, one fetches the leases of the other and not the other way: what the other does not \
         know stays missing there",
    ],
    next: &[
        "stop Kea on one of the two, at once: the one that fewer clients reach",
        "then repair the link, and start it again: it synchronises",
        "afterwards run `dhcpair leases audit {rel}`",
    ],
    avoid: &["do not wait for the link while both serve"],
    guards: &["G1", "G2", "G7"],
};

/// The way out of `terminated` since Kea 2.5.8, before, and where the versions are not known.
pub(in super::super) const RESETS: [&str; 3] = [
    "then reset the secondary (`ha-reset`) and, at once, the primary: a side that was reset serves nobody until the other \
     one is, too, and falls back after ten minutes; where the clocks were the cause, restart them so instead, or \
     `config-reload`: `ha-reset` keeps the old difference, and falls back at once",
    "then restart both together: before Kea 2.5.8 a side that waits beside a terminated one falls back at once; expect up \
     to a minute without service",
    "then reset the secondary (`ha-reset`) and, at once, the primary, or restart them so where the clocks were the cause \
     (`ha-reset` keeps the old difference); before Kea 2.5.8 restart both together",
];

pub(super) const TERMINATED: Text = Text {
    id: "kea-terminated",
    headline: "{uncoordinated}{clocks}",
    unattended: &[
        "it never ends by itself; the two lease databases drift apart",
        "a side that waits beside a terminated one falls back to it: after ten minutes, before Kea 2.5.8 at once",
    ],
    next: &[
        "repair the cause: the time service (clocks within 10 s), subnet ids that differ, versions that do not fit",
        "{reset}",
        "afterwards run `dhcpair leases audit {rel}`",
    ],
    avoid: &[
        "do not reset before the cause is gone",
        "do not leave one side reset and the other not",
    ],
    guards: &["G7", "G12"],
};

pub(super) const MAINTENANCE: Text = Text {
    id: "kea-maintenance",
    headline: "one of {ill} and {other} is parked for maintenance; its partner serves all",
    unattended: &["it stays so until the maintenance is cancelled or the parked side goes down"],
    next: &["done: `ha-maintenance-cancel` on the side that serves"],
    avoid: &["do not cancel on the parked side"],
    guards: &["G3"],
};

pub(super) const HALF_LOADED: Text = Text {
    id: "kea-half-loaded",
    headline: "{ill} is configured for High Availability and runs without it",
    unattended: &["it serves uncoordinated, as if it were alone"],
    next: &[
        "set the last good configuration again, at once; the log says why the library did not load",
    ],
    avoid: &["do not reload the same file again"],
    guards: &["G6"],
};

pub(super) const UNSERVED: Text = Text {
    id: "kea-unserved",
    headline: "{nobody}: {set}",
    unattended: &[
        "they get no address, and those who have one lose it when their lease ends; scopes stay as they were set until the \
         state of that side changes",
    ],
    next: &[
        "find out who set the scopes and why, then set them as the state has them, over the control channel. On {mend}",
        "afterwards `dhcpair status` says whether all clients are answered",
    ],
    avoid: &["do not declare the partner down for it: both run"],
    guards: &["G1"],
};

pub(super) const SCOPES_SET: Text = Text {
    id: "kea-scopes-set",
    headline: "{set}{twice}",
    unattended: &[
        "it stays so until the state of that side changes: a restart, a maintenance, a partner that goes",
        "clients whom both answer may get an address from each, and one address may be offered to two of them",
    ],
    next: &[
        "find out who set the scopes and why; what is done: set them as the state has them, over the control channel. On \
         {mend}",
    ],
    avoid: &["do not restart the side that serves: while it starts it answers nobody"],
    guards: &["G6"],
};
