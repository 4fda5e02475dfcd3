//! The entries of `peers` and of `states`.

use std::collections::HashMap;

use kea_config::{Kind, Node};

use super::judge::Judge;
use super::words::{is_blank, unknown_word};
use crate::peer::Role;
use crate::rules;
use crate::state::{Pause, State};

pub(super) fn check(judge: &mut Judge<'_>, peers: Node<'_>) {
    let mut names: HashMap<String, Node<'_>> = HashMap::new();
    for peer in peers.items() {
        if !judge.is_a(Kind::Map, peer, "a peer") {
            continue;
        }
        let name = judge.required(peer, "name", Kind::String, "a peer");
        if let Some(name) = name {
            self::name(judge, name, &mut names);
        }
        judge.required(peer, "url", Kind::String, "a peer");
        for key in ["trust-anchor", "cert-file", "key-file"] {
            judge.optional(peer, key, Kind::String);
        }
        if let Some(role) = judge.required(peer, "role", Kind::String, "a peer")
            && Role::parse(&role.as_str().unwrap_or_default()).is_none()
        {
            unknown_word(judge, role, "role", &Role::ALL.map(Role::as_str));
        }
        judge.optional(peer, "auto-failover", Kind::Boolean);
        credentials(judge, peer);
    }
}

/// Names are told apart as they are written, blanks and all.
fn name<'d>(judge: &mut Judge<'_>, name: Node<'d>, names: &mut HashMap<String, Node<'d>>) {
    if is_blank(name) {
        return judge.find(&rules::VALUE, name, "the name of a peer must not be blank");
    }
    let text = name.as_str().unwrap_or_default().into_owned();
    if let Some(first) = names.get(&text) {
        let message = format!("two peers have the name `{}`", name.shown());
        return judge.find_with(&rules::TWICE, name, (*first, "first here"), message);
    }
    names.insert(text, name);
}

fn credentials(judge: &mut Judge<'_>, peer: Node<'_>) {
    exclusive(judge, peer, "basic-auth-password", "basic-auth-password-file");
    judge.optional(peer, "basic-auth-password", Kind::String);
    judge.optional(peer, "basic-auth-password-file", Kind::String);
    // Older versions do not know the key, and ignore it.
    if !judge.version.is_before(3, 1, 2) {
        if judge.version.is_from(3, 1, 2) {
            exclusive(judge, peer, "basic-auth-user", "basic-auth-user-file");
        }
        judge.optional(peer, "basic-auth-user-file", Kind::String);
    }
    if let Some(user) = judge.optional(peer, "basic-auth-user", Kind::String)
        && user.as_str().is_some_and(|text| text.contains(':'))
    {
        judge.find(&rules::CREDENTIALS, user, "a user must not have a colon in its name");
    }
}

fn exclusive(judge: &mut Judge<'_>, peer: Node<'_>, value: &str, file: &str) {
    if let (Some(first), Some(second)) = (peer.get(value), peer.get(file)) {
        let message = format!("`{value}` and `{file}` exclude one another");
        judge.find_with(&rules::CREDENTIALS, second, (first, "the other one"), message);
    }
}

pub(super) fn states(judge: &mut Judge<'_>, states: Node<'_>) {
    let mut seen: HashMap<String, Node<'_>> = HashMap::new();
    for entry in states.items() {
        if !judge.is_a(Kind::Map, entry, "an entry of `states`") {
            continue;
        }
        if let Some(state) = judge.required(entry, "state", Kind::String, "an entry of `states`") {
            let word = state.as_str().unwrap_or_default().into_owned();
            if State::parse(&word).is_none() {
                unknown_word(judge, state, "state", &State::ALL.map(State::as_str));
            } else if let Some(first) = seen.get(&word) {
                let message = format!("the state `{word}` is there twice");
                judge.find_with(&rules::TWICE, state, (*first, "first here"), message);
            } else {
                seen.insert(word, state);
            }
        }
        if let Some(pause) = judge.optional(entry, "pause", Kind::String)
            && Pause::parse(&pause.as_str().unwrap_or_default()).is_none()
        {
            unknown_word(judge, pause, "pause", &Pause::ALL.map(Pause::as_str));
        }
    }
}
