//! What the keys of High Availability are to the partners.

use kea_config::view::HookLibrary;
use kea_config::{KeaSharing, Node, Share, Sharing};

use crate::parameter::ParameterInfo;
use crate::relationship::LIBRARY;

/// What `kea-config` knows of keys, and those of High Availability beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HaSharing;

impl Sharing for HaSharing {
    fn beyond(&self, node: Node<'_>) -> Option<Share> {
        of_library(node)
    }

    fn knows_library(&self, name: &str) -> bool {
        name == LIBRARY || KeaSharing.knows_library(name)
    }

    /// Users and passwords may stand in files instead, on each server in its own.
    fn instead(&self, item: Node<'_>) -> Option<&'static str> {
        let file = match &*item.key()? {
            "basic-auth-user" => "basic-auth-user-file",
            "basic-auth-password" => "basic-auth-password-file",
            _ => return None,
        };
        Some(file).filter(|_| of_library(item).is_some())
    }

    /// Peers by name, states by their word, relationships by their primary: there is one in each. The
    /// only relationship is the partner's only one, whatever its names.
    fn element(&self, item: Node<'_>) -> Option<String> {
        let text = |node: Node<'_>, key| Some(node.get(key)?.as_str()?.trim().to_owned());
        let list = item.parent().filter(|list| !below(*list).is_empty())?;
        match &*list.key()? {
            "peers" => text(item, "name"),
            "states" => text(item, "state"),
            "high-availability" if list.item_count() == 1 => Some(String::new()),
            "high-availability" => {
                let peers = item.get("peers").into_iter().flat_map(Node::items);
                let is = |peer: &Node<'_>| text(*peer, "role").as_deref() == Some("primary");
                peers.filter(is).find_map(|peer| text(peer, "name"))
            }
            _ => None,
        }
    }
}

/// What a value is to the partners: [`kea_config::share()`] with the keys of High Availability.
///
/// A server's own are `this-server-name`, files (for TLS, users and passwords), and numbers of threads.
/// Mode and peers, with URLs, roles, users and passwords, must be equal; timers, limits, the state
/// machine, and what `comment` and `user-context` note are better equal. Other keys that the library does
/// not look at have no class.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::Share;
/// use kea_ha::{relationships, share};
///
/// let text = r#"{ "Dhcp4": { "hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": {
///     "high-availability": [ { "this-server-name": "a", "mode": "hot-standby", "max-ack-delai": 1 } ]
/// } } ] } }"#;
/// let loader = MemoryLoader::new().with("kea.conf", text);
/// let document = kea_config::read(&mut Sources::new(), &loader, "kea.conf".as_ref())?;
/// let relationship = relationships(&document)[0].node();
/// let of = |key| relationship.get(key).and_then(share);
/// assert_eq!(of("this-server-name"), Some(Share::Identity));
/// assert_eq!(of("mode"), Some(Share::Equal));
/// assert_eq!(of("max-ack-delai"), None);
/// # Ok::<(), config_text::LoadError>(())
/// ```
#[must_use]
pub fn share(node: Node<'_>) -> Option<Share> {
    kea_config::share(node).or_else(|| of_library(node))
}

/// What a value in the parameters of the HA library is.
fn of_library(node: Node<'_>) -> Option<Share> {
    let keys = below(node);
    let mut keys: Vec<_> = keys.iter().map(String::as_str).collect();
    // What an operator notes stands anywhere, and means nothing to the library.
    if let Some(noted) = keys.iter().position(|key| NOTES.contains(key)) {
        keys.truncate(noted);
        return is_map(&keys).then_some(Share::Advisory);
    }
    match *keys.as_slice() {
        ["high-availability"] => Some(Share::Equal),
        ["high-availability", key] => of_relationship(key),
        ["high-availability", "peers", key] => of_peer(key),
        ["high-availability", "multi-threading", key] => of_threads(key),
        ["high-availability", "state-machine", "states"]
        | ["high-availability", "state-machine", "states", "state" | "pause"] => {
            Some(Share::Advisory)
        }
        _ => None,
    }
}

/// Notes of an operator.
const NOTES: [&str; 2] = ["comment", "user-context"];

/// Whether these keys lead to a map that the library reads.
fn is_map(keys: &[&str]) -> bool {
    matches!(
        keys,
        ["high-availability"]
            | ["high-availability", "peers" | "multi-threading" | "state-machine"]
            | ["high-availability", "state-machine", "states"]
    )
}

fn of_relationship(key: &str) -> Option<Share> {
    match key {
        "this-server-name" | "trust-anchor" | "cert-file" | "key-file" => Some(Share::Identity),
        "mode" | "peers" => Some(Share::Equal),
        "multi-threading" | "state-machine" => Some(Share::Advisory),
        _ => ParameterInfo::of(key).map(|_| Share::Advisory),
    }
}

fn of_threads(key: &str) -> Option<Share> {
    match key {
        "http-listener-threads" | "http-client-threads" => Some(Share::Identity),
        _ => ParameterInfo::of(&format!("multi-threading.{key}")).map(|_| Share::Advisory),
    }
}

fn of_peer(key: &str) -> Option<Share> {
    match key {
        // Who asks sends what is in the other one's entry. From 3.3.1 on who is asked compares it with its
        // own, and up to 3.3.0 does not look: equal entries work with all of them.
        "name" | "url" | "role" | "basic-auth-user" | "basic-auth-password" => Some(Share::Equal),
        "auto-failover" => Some(Share::Advisory),
        "basic-auth-user-file" | "basic-auth-password-file" => Some(Share::Identity),
        "trust-anchor" | "cert-file" | "key-file" => Some(Share::Identity),
        _ => None,
    }
}

/// The keys from the parameters of the HA library down to a value; none where it is not in them.
fn below(node: Node<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    let mut at = node;
    while let Some(parent) = at.parent() {
        let hooks = || parent.parent().and_then(Node::key);
        match at.key() {
            Some(key) if key == "parameters" && hooks().as_deref() == Some("hooks-libraries") => {
                let loaded = node.document().server().map(|server| server.hook_libraries());
                let is = |hook: &HookLibrary<'_>| {
                    hook.node() == parent && hook.name().as_deref() == Some(LIBRARY)
                };
                keys.reverse();
                return if loaded.is_some_and(|all| all.iter().any(is)) {
                    keys
                } else {
                    Vec::new()
                };
            }
            Some(key) => keys.push(key.into_owned()),
            None => {}
        }
        at = parent;
    }
    Vec::new()
}
