//! A relationship as a whole: names, URLs, TLS, roles, and what the mode allows.

use config_text::Diagnostic;
use kea_config::{Node, nearest};

use super::judge::Judge;
use crate::mode::Mode;
use crate::peer::{Peer, Role};
use crate::relationship::Relationship;
use crate::rules;
use crate::url::Scheme;

pub(super) fn check(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    own_name(judge, relationship);
    let mut peers = relationship.peers();
    // The library goes through them by name.
    peers.sort_by(|one, other| one.name().cmp(&other.name()));
    for peer in &peers {
        address(judge, relationship, *peer);
    }
    roles(judge, relationship, &peers);
    only_in_mode(judge, relationship);
}

fn own_name(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let Some(name) = relationship.this_server_name() else { return };
    if relationship.own().is_some() {
        return;
    }
    let at = relationship.node().get("this-server-name").unwrap_or_else(|| relationship.node());
    let message = format!("no peer has the name `{}`", at.shown());
    let mut finding = Diagnostic::new(&rules::SELF_UNKNOWN, at.name_span(), message);
    let peers = relationship.peers();
    let named = |peer: &Peer<'_>| peer.name().map(|name| name.into_owned());
    if let Some(blank) = peers.iter().find(|peer| named(peer).is_some_and(|n| n.trim() == name)) {
        let place = blank.node().get("name").unwrap_or_else(|| blank.node());
        finding = finding.with_label(place.name_span(), "this name has blanks around it");
    } else {
        let names: Vec<_> = peers.iter().filter_map(named).collect();
        let same = names.iter().find(|other| other.eq_ignore_ascii_case(&name));
        let near = same.map(String::as_str);
        if let Some(near) = near.or_else(|| nearest(&name, names.iter().map(String::as_str))) {
            finding = finding.with_help(format!("did you mean `{near}`?"));
        }
    }
    judge.push(finding);
}

fn address(judge: &mut Judge<'_>, relationship: Relationship<'_>, peer: Peer<'_>) {
    let at = peer.node().get("url").unwrap_or_else(|| peer.node());
    let url = match peer.url() {
        Some(Ok(url)) => Some(url),
        Some(Err(error)) => {
            judge.find(&rules::URL, at, format!("`{}` is no URL of a peer: {error}", at.shown()));
            None
        }
        None => None,
    };
    let set = relationship.tls(peer);
    let absent: Vec<_> =
        set.iter().filter(|(_, node)| node.is_none()).map(|(key, _)| *key).collect();
    let first = set.iter().find_map(|(_, node)| *node);
    match first {
        Some(at) if !absent.is_empty() => incomplete(judge, at, &absent, peer),
        None if url.is_some_and(|url| url.scheme == Scheme::Https) => {
            let message = "`https` needs trust anchor, certificate and key, and none is set";
            judge.find(&rules::TLS_INCOMPLETE, at, message);
        }
        _ => {}
    }
}

fn incomplete(judge: &mut Judge<'_>, at: Node<'_>, absent: &[&str], peer: Peer<'_>) {
    let listed: Vec<_> = absent.iter().map(|key| format!("`{key}`")).collect();
    let name = peer.node().get("name").map(Node::shown).unwrap_or_default();
    let message = format!("TLS for the peer `{name}` lacks {}", listed.join(" and "));
    judge.find_with(&rules::TLS_INCOMPLETE, at, (peer.node(), "for this peer"), message);
}

fn roles<'d>(judge: &mut Judge<'_>, relationship: Relationship<'d>, peers: &[Peer<'d>]) {
    let with = |wanted: Role| -> Vec<Node<'d>> {
        let mut places: Vec<_> = peers.iter().filter(|peer| peer.role() == Some(wanted)).collect();
        places.sort_by_key(|peer| peer.node().index());
        places.into_iter().filter_map(|peer| peer.node().get("role")).collect()
    };
    for role in [Role::Primary, Role::Secondary, Role::Standby] {
        if let [first, second, ..] = with(role).as_slice() {
            let message = format!("two peers have the role `{role}`");
            judge.find_with(&rules::ROLES, *second, (*first, "first here"), message);
        }
    }
    let Some(mode) = relationship.mode() else { return };
    for role in [Role::Secondary, Role::Standby] {
        if Some(role) == mode.second_role() {
            continue;
        }
        if let Some(at) = with(role).first() {
            judge.find(&rules::ROLES, *at, format!("the mode `{mode}` has no `{role}`"));
        }
    }
    let list = relationship.node().get("peers").unwrap_or_else(|| relationship.node());
    for role in mode.second_role().into_iter().chain([Role::Primary]) {
        if with(role).is_empty() {
            judge.find(&rules::ROLES, list, format!("the mode `{mode}` needs a `{role}`"));
        }
    }
}

fn only_in_mode(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    let Some(mode) = relationship.mode() else { return };
    let node = relationship.node();
    if mode != Mode::PassiveBackup
        && let Some(at) = node.get("wait-backup-ack").filter(|at| at.as_bool() == Some(true))
    {
        let message = format!("`wait-backup-ack` must be false in the mode `{mode}`");
        judge.find(&rules::MODE_ONLY, at, message);
    }
    if mode != Mode::LoadBalancing
        && let Some(at) = node.get("delayed-updates-limit")
        && at.as_i64().is_some_and(|limit| limit > 0)
    {
        let message = format!("`delayed-updates-limit` must be 0 in the mode `{mode}`");
        judge.find(&rules::MODE_ONLY, at, message);
    }
}
