//! The states of every vendor: dhcpd 4.4 (`dhcpd.leases(5)`, `includes/failover.h`), Kea (Kea ARM, "Server
//! States") and Windows (`Get-DhcpServerv4Failover`).

use super::Serves::{All, AllFromHalf, Nobody, Renewals, Share};
use super::Standing::{Ill, Passing, Well};
use super::{Serves, Standing, StateFacts};
use crate::identity::Vendor::{self, Isc, Kea, Windows};

const fn state(
    vendor: Vendor,
    word: &'static str,
    label: &'static str,
    serves: Serves,
    standing: Standing,
) -> StateFacts {
    StateFacts { vendor, word, label, serves, standing }
}

pub(super) const STATES: &[StateFacts] = &[
    state(Isc, "unknown-state", "UNKNOWN", Nobody, Ill),
    state(Isc, "startup", "STARTUP", Nobody, Passing),
    state(Isc, "normal", "normal", Share, Well),
    state(Isc, "communications-interrupted", "COMM-INT", AllFromHalf, Ill),
    state(Isc, "partner-down", "PARTNER-DOWN", All, Ill),
    state(Isc, "potential-conflict", "CONFLICT", Nobody, Passing),
    state(Isc, "recover", "RECOVER", Nobody, Passing),
    state(Isc, "paused", "PAUSED", Nobody, Ill),
    state(Isc, "shutdown", "SHUTDOWN", Nobody, Ill),
    state(Isc, "recover-done", "RECOVER-DONE", Nobody, Passing),
    state(Isc, "resolution-interrupted", "RES-INT", Nobody, Ill),
    state(Isc, "conflict-done", "CONFL-DONE", Nobody, Passing),
    state(Isc, "recover-wait", "RECOVER-WAIT", Nobody, Passing),
    state(Kea, "backup", "backup", Nobody, Well),
    state(Kea, "communication-recovery", "COMM-RECOV", Share, Ill),
    state(Kea, "hot-standby", "hot-standby", Share, Well),
    state(Kea, "in-maintenance", "MAINTENANCE", Nobody, Ill),
    state(Kea, "load-balancing", "load-balancing", Share, Well),
    state(Kea, "partner-down", "PARTNER-DOWN", All, Ill),
    state(Kea, "partner-in-maintenance", "PARTNER-MAIN", All, Ill),
    state(Kea, "passive-backup", "passive-backup", Share, Well),
    state(Kea, "ready", "READY", Nobody, Passing),
    state(Kea, "syncing", "SYNCING", Nobody, Passing),
    state(Kea, "terminated", "TERMINATED", Share, Ill),
    state(Kea, "unavailable", "UNAVAILABLE", Nobody, Ill),
    state(Kea, "waiting", "WAITING", Nobody, Passing),
    state(Windows, "NoState", "NO-STATE", Nobody, Passing),
    state(Windows, "Init", "INIT", Nobody, Passing),
    state(Windows, "Startup", "STARTUP", Nobody, Passing),
    state(Windows, "Normal", "Normal", Share, Well),
    state(Windows, "CommunicationInterrupted", "COMM-INT", AllFromHalf, Ill),
    state(Windows, "PartnerDown", "PARTNER-DOWN", All, Ill),
    state(Windows, "PotentialConflict", "CONFLICT", Nobody, Passing),
    state(Windows, "ConflictDone", "CONFL-DONE", Share, Passing),
    state(Windows, "ResolutionInterrupted", "RES-INT", Share, Ill),
    state(Windows, "Recover", "RECOVER", Nobody, Passing),
    state(Windows, "RecoverWait", "RECOVER-WAIT", Nobody, Passing),
    state(Windows, "RecoverDone", "RECOVER-DONE", Renewals, Passing),
];
