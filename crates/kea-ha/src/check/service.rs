//! Libraries, switches and the state machine: what keeps a pair from working together.

use kea_config::view::HookLibrary;
use kea_config::{Kind, Node};

use super::judge::{Judge, has_partner, place};
use crate::generate::LEASE_COMMANDS;
use crate::peer::Role;
use crate::relationship::Relationship;
use crate::rules;

pub(super) fn check(
    judge: &mut Judge<'_>,
    libraries: &[HookLibrary<'_>],
    relationships: &[Relationship<'_>],
) {
    lease_commands(judge, libraries, relationships);
    for relationship in relationships {
        updates(judge, *relationship);
        threads(judge, *relationship);
        open_commands(judge, *relationship);
        auto_failover(judge, *relationship);
        pauses(judge, *relationship);
    }
    offers(judge, relationships);
}

fn exchanges(judge: &Judge<'_>, relationship: Relationship<'_>) -> bool {
    let on = |key| judge.flag(relationship, key) != Some(false);
    on("send-lease-updates") || (has_partner(relationship) && on("sync-leases"))
}

fn lease_commands(
    judge: &mut Judge<'_>,
    libraries: &[HookLibrary<'_>],
    relationships: &[Relationship<'_>],
) {
    let needed = relationships.iter().any(|relationship| exchanges(judge, *relationship));
    let loaded = judge.server.hook_libraries();
    let found = loaded.iter().any(|hook| hook.name().as_deref() == Some(LEASE_COMMANDS));
    if let (true, false, Some(library)) = (needed, found, libraries.first()) {
        let at = library.node().get("library").unwrap_or_else(|| library.node());
        let message = format!("`{LEASE_COMMANDS}.so` is not loaded beside the HA library");
        judge.find(&rules::LEASE_CMDS_MISSING, at, message);
    }
}

/// Both may be off where the database itself has the partner's leases; one alone never.
fn updates(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let off = |key| judge.flag(relationship, key) == Some(false);
    let (no_updates, no_sync) = (off("send-lease-updates"), off("sync-leases"));
    let at = |key| place(relationship, key);
    let kind = judge.server.lease_database().and_then(|database| database.get("type"));
    let replicated = kind.and_then(Node::as_str).is_some_and(|kind| kind != "memfile");
    let (key, message) = match (no_updates, no_sync && has_partner(relationship)) {
        (true, true) if replicated => return,
        (true, true) => (
            "send-lease-updates",
            "neither lease updates nor synchronisation, and the leases are in a file of this host",
        ),
        (true, false) if !has_partner(relationship) && replicated => return,
        (true, false) => ("send-lease-updates", "the partner gets no lease updates"),
        (false, true) => ("sync-leases", "what happened during an outage is never synchronised"),
        (false, false) => return,
    };
    judge.find(&rules::UPDATES_OFF, at(key), message);
}

/// Without a listener of its own HA is reached through a Control Agent, or through an HTTP control socket: whether one is
/// there, no file of this server says.
fn threads(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let (enable, listener) =
        ("multi-threading.enable-multi-threading", "multi-threading.http-dedicated-listener");
    let off = |key| judge.flag(relationship, key) == Some(false);
    let (at, why) = if judge.threads() == Some(false) {
        let map = judge.server.node().get("multi-threading");
        let written = map.and_then(|map| map.get("enable-multi-threading"));
        (written.unwrap_or_else(|| relationship.node()), "the server uses one thread")
    } else if off(enable) {
        (place(relationship, enable), "HA uses one thread")
    } else if off(listener) {
        (place(relationship, listener), "its listener is off")
    } else {
        return;
    };
    let partner = "its partner has to find a Control Agent at the `url` of this server";
    let message = match has_partner(relationship) {
        true => format!("HA has no listener of its own, as {why}: {partner}"),
        false => format!("HA has no listener of its own, as {why}"),
    };
    judge.find(&rules::THREADS_OFF, at, message);
}

fn open_commands(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let key = "restrict-commands";
    if judge.flag(relationship, key) != Some(false) || judge.has_no_listener(relationship) {
        return;
    }
    // Certificates of clients keep strangers out.
    let own = relationship.own();
    let tls = own.is_some_and(|own| relationship.tls(own).iter().all(|(_, node)| node.is_some()));
    if tls && judge.flag(relationship, "require-client-certs") == Some(true) {
        return;
    }
    // In the same words where it is written and where it is the default: a running server writes out all of them.
    let message = "the HA listener takes every command, not only those of HA";
    judge.find(&rules::COMMANDS_OPEN, place(relationship, key), message);
}

/// Only a server's own entry counts.
fn auto_failover(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let Some(own) = relationship.own() else { return };
    if !has_partner(relationship) || own.role() == Some(Role::Backup) || own.auto_failover() {
        return;
    }
    let at = own.node().get("auto-failover").unwrap_or_else(|| own.node());
    let message = "this server does not take over by itself when its partner is gone";
    judge.find(&rules::AUTO_FAILOVER_OFF, at, message);
}

fn pauses(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    for (entry, state, pause) in relationship.pauses() {
        if matches!(&*pause, "once" | "always") {
            let at = entry.get("pause").unwrap_or(entry);
            let when = if pause == "once" {
                "once, the next time it enters"
            } else {
                "whenever it enters"
            };
            let message = format!("the server waits for an operator {when} `{state}`");
            judge.find(&rules::PAUSE_LEFT, at, message);
        }
    }
}

/// DHCPv4 only; any level may set it.
fn offers(judge: &mut Judge<'_>, relationships: &[Relationship<'_>]) {
    if !relationships.iter().any(|relationship| exchanges(judge, *relationship)) {
        return;
    }
    let server = judge.server;
    let mut levels = vec![server.node()];
    levels.extend(server.client_classes().iter().map(|class| class.node()));
    levels.extend(server.shared_networks().iter().map(|network| network.node()));
    levels.extend(server.subnets().iter().map(|subnet| subnet.node()));
    for level in levels {
        if let Some(at) = level.get("offer-lifetime")
            && at.kind() == Kind::Integer
            && at.as_i64().is_some_and(|seconds| seconds > 0)
        {
            let message =
                format!("leases of {} s made at offer time stay on this server", at.shown());
            judge.find(&rules::OFFER_LIFETIME, at, message);
        }
    }
}
