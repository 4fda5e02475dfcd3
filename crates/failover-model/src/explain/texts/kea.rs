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
    headline: "{ill} fetches leases; its clients wait for {other}",
    unattended: &["it ends by itself when all pages have come; when it fails it begins again"],
    next: &[
        "minutes without end: look for `HA_SYNC_FAILED` in the log of {ill}; compare subnet ids, versions and \
         credentials (`dhcpair drift --relationship {rel}`); take smaller pages before longer timeouts",
    ],
    avoid: &["do not restart {other} meanwhile"],
    guards: &["G6"],
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
     one is, too, and falls back after ten minutes",
    "then restart both together: before Kea 2.5.8 a side that waits beside a terminated one falls back at once; expect up \
     to a minute without service",
    "then reset the secondary (`ha-reset`) and, at once, the primary; before Kea 2.5.8 restart both together",
];

pub(super) const TERMINATED: Text = Text {
    id: "kea-terminated",
    headline: "both serve uncoordinated{clocks}",
    unattended: &["it never ends by itself; the two lease databases drift apart"],
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
