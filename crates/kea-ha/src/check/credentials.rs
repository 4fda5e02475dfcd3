//! Users and passwords that are never checked or sent.

use kea_config::{Node, PLAIN_PASSWORD};

use super::judge::Judge;
use crate::relationship::Relationship;
use crate::rules;

pub(super) fn check(judge: &mut Judge<'_>, relationship: Relationship<'_>) {
    for peer in relationship.peers() {
        if let (None, Some(password)) = (peer.user(), peer.password()) {
            let message = "a password without a user is never sent";
            judge.find(&rules::AUTH_NOT_ENFORCED, password, message);
        }
    }
    let filled = |at: &Node<'_>| at.as_bytes().is_some_and(|text| !text.is_empty());
    for password in
        relationship.peers().iter().filter_map(|peer| peer.plain_password()).filter(filled)
    {
        let message = "this password stands in the file itself";
        judge.find(PLAIN_PASSWORD, password, message);
    }
    let Some(own) = relationship.own() else { return };
    let tls = relationship.tls(own).iter().all(|(_, node)| node.is_some());
    let demanded = tls && judge.flag(relationship, "require-client-certs") == Some(true);
    if !judge.version.is_before(3, 3, 1) || demanded || judge.has_no_listener(relationship) {
        return;
    }
    if let Some(user) = own.user() {
        let message = "up to 3.3.0 the HA listener does not check this server's own credentials";
        judge.find(&rules::AUTH_NOT_ENFORCED, user, message);
    }
}
