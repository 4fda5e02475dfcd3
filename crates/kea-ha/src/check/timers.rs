//! Timers and limits that the library accepts and nobody wants.

use super::judge::{Judge, has_partner, place};
use crate::relationship::Relationship;
use crate::rules;

/// Heartbeats that may be lost before the partner counts as out of reach.
const HEARTBEATS: u64 = 3;

pub(super) fn check(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    if !has_partner(relationship) {
        return;
    }
    let number = |key: &str| judge.number(relationship, key);
    let (heartbeat, response) = (number("heartbeat-delay"), number("max-response-delay"));
    let (page, unacked) = (number("sync-page-limit"), number("max-unacked-clients"));
    let at = |key: &str| place(relationship, key);
    if heartbeat == Some(0) {
        let message = "without heartbeats a lost partner is never noticed";
        judge.find(&rules::HEARTBEAT_OFF, at("heartbeat-delay"), message);
    } else if let (Some(heartbeat), Some(response)) = (heartbeat, response)
        && response < heartbeat.saturating_mul(HEARTBEATS)
    {
        let written = relationship.node().get("max-response-delay");
        let key = if written.is_some() { "max-response-delay" } else { "heartbeat-delay" };
        let message = format!(
            "`max-response-delay` is {response} ms, less than {HEARTBEATS} heartbeats of \
             {heartbeat} ms"
        );
        judge.find(&rules::RESPONSE_DELAY, at(key), message);
    }
    if page == Some(0) {
        let message = "with pages of 0 leases every synchronisation fails";
        judge.find(&rules::PAGE_ZERO, at("sync-page-limit"), message);
    }
    if unacked == Some(0) {
        let message = "a cut link alone makes this server take over";
        judge.find(&rules::UNACKED_ZERO, at("max-unacked-clients"), message);
    }
}
