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
    if let Some(unacked) = unacked
        && let Some(addresses) = addresses(judge)
        && u128::from(unacked) >= addresses
    {
        let message =
            format!("{unacked} clients are more than the {addresses} addresses there are");
        judge.find(&rules::UNACKED_HIGH, at("max-unacked-clients"), message);
    }
    if unacked == Some(0) {
        let message = "a cut link alone makes this server take over";
        judge.find(&rules::UNACKED_ZERO, at("max-unacked-clients"), message);
    }
}

/// The addresses of all pools and reservations; `None` where there are none, or not all are here.
fn addresses(judge: &Judge<'_>) -> Option<u128> {
    let server = judge.server;
    if !server.config_databases().is_empty() || !server.hosts_databases().is_empty() {
        return None;
    }
    let mut sum = u128::try_from(server.reservations().len()).ok()?;
    for subnet in server.subnets() {
        if !subnet.pd_pools().is_empty() {
            return None;
        }
        for pool in subnet.pools() {
            sum = sum.saturating_add(pool.range()?.count());
        }
        sum = sum.saturating_add(u128::try_from(subnet.reservations().len()).ok()?);
    }
    (sum > 0).then_some(sum)
}
