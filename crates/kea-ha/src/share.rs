//! What the keys of High Availability are to the partners, and a server made equal to its partner.

use config_text::{Span, escape_control};
use kea_config::view::HookLibrary;
use kea_config::{Document, Editor, KeaSharing, Node, Note, ReplicationError, Share, Sharing};

use crate::parameter::ParameterInfo;
use crate::relationship::{LIBRARY, Relationship, relationships};

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
/// Mode and peers, with URLs, roles, users and passwords, must be equal; timers, limits and the state
/// machine are better equal. Keys that the library does not look at have no class.
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
    let keys: Vec<_> = keys.iter().map(String::as_str).collect();
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
        // Who asks sends what is in the other one's entry, and who is asked compares with its own.
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

/// Why a server is not made equal to its partner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// Both must be in the same relationships.
    #[error("the destination is in {own} relationships and the source in {theirs}")]
    Relationships {
        /// How many the destination has.
        own: usize,
        /// How many the source has.
        theirs: usize,
    },
    /// The destination's name in a relationship is no peer of the source's.
    #[error(
        "`{name}`, as the destination calls itself, is no other peer of a relationship of the source"
    )]
    NoPeer {
        /// `this-server-name`, empty where it is not given.
        name: String,
        /// The destination's relationship.
        span: Span,
    },
    /// What `kea-config` refuses.
    #[error(transparent)]
    Replication(#[from] ReplicationError),
}

impl MirrorError {
    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Relationships { .. } => {
                "put the relationship into both first, or replicate scope by scope"
            }
            Self::NoPeer { .. } => "correct `this-server-name`, or add the peer to the source",
            Self::Replication(error) => error.help(),
        }
    }
}

/// Makes everything that is shared say what the partner says, as [`kea_config::replicate()`] does. High
/// Availability is mirrored: the parameters become equal, and the destination keeps its name.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::Editor;
///
/// let text = |name, delay, floor| format!(r#"{{ "Dhcp4": {{
///   "hooks-libraries": [ {{ "library": "libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
///     "this-server-name": "{name}", // us
///     "mode": "hot-standby", "heartbeat-delay": {delay}, "peers": [
///       {{ "name": "a", "url": "http://192.0.2.1:8001/", "role": "primary" }},
///       {{ "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" }} ] }} ] }} }} ],
///   "subnet4": [ {{ "id": 1, "subnet": "192.0.2.0/24" }} ] // {floor}
/// }} }}"#);
/// let mut sources = Sources::new();
/// let loader = MemoryLoader::new()
///     .with("a.conf", text("a", 5000, ""))
///     .with("b.conf", text("b", 9000, "ground floor"));
/// let source = kea_config::read(&mut sources, &loader, "a.conf".as_ref())?;
/// let destination = kea_config::read(&mut sources, &loader, "b.conf".as_ref())?;
///
/// let mut editor = Editor::new(&destination)?;
/// kea_ha::replicate(&mut editor, &source)?;
/// let after = editor.finish()?.apply(&sources, destination.files().next().unwrap())?;
/// assert_eq!(String::from_utf8(after)?, text("b", 5000, "ground floor"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`MirrorError::Relationships`], [`MirrorError::NoPeer`], and those of [`kea_config::replicate()`].
pub fn replicate(editor: &mut Editor<'_>, source: &Document) -> Result<Vec<Note>, MirrorError> {
    let (own, theirs) = (relationships(editor.document()), relationships(source));
    if own.len() != theirs.len() {
        return Err(MirrorError::Relationships { own: own.len(), theirs: theirs.len() });
    }
    for one in own {
        let name = one.this_server_name().unwrap_or_default();
        let other = |theirs: &&Relationship<'_>| {
            let peers = theirs.peers();
            let is = peers.iter().any(|peer| peer.name().as_deref() == Some(&*name));
            is && theirs.this_server_name().as_deref() != Some(&*name)
        };
        if theirs.iter().filter(other).count() != 1 {
            let name = escape_control(&name);
            return Err(MirrorError::NoPeer { name, span: one.node().name_span() });
        }
    }
    Ok(kea_config::replicate(editor, source, &HaSharing)?)
}

#[cfg(test)]
mod tests {
    use config_text::{MemoryLoader, Sources};

    use super::*;

    fn server(list: &str) -> Document {
        let text = format!(
            r#"{{ "Dhcp4": {{ "hooks-libraries": [ {{ "library": "libdhcp_ha.so",
                "parameters": {{ "high-availability": [ {list} ] }} }} ] }} }}"#
        );
        let loader = MemoryLoader::new().with("m", text);
        kea_config::read(&mut Sources::new(), &loader, "m".as_ref()).unwrap()
    }

    fn member(own: &str) -> String {
        format!(
            r#"{{ "this-server-name": "{own}", "mode": "hot-standby", "peers": [
                {{ "name": "a", "url": "http://192.0.2.1:1/", "role": "primary" }},
                {{ "name": "b", "url": "http://192.0.2.2:1/", "role": "standby" }} ] }}"#
        )
    }

    #[test]
    fn only_another_peer_of_the_same_relationship_is_made_equal() {
        let source = server(&member("a"));
        let of = |list: &str| replicate(&mut Editor::new(&server(list)).unwrap(), &source);
        assert_eq!(of(&member("b")), Ok(Vec::new()));
        assert!(matches!(of(&member("a")), Err(MirrorError::NoPeer { name, .. }) if name == "a"));
        assert!(matches!(of(&member("c")), Err(MirrorError::NoPeer { name, .. }) if name == "c"));
        assert_eq!(of(""), Err(MirrorError::Relationships { own: 0, theirs: 1 }));
        let strange = member("b").replace("\"mode\"", "\"max-ack-delai\": 1, \"mode\"");
        let error = of(&strange).unwrap_err();
        let unknown = ReplicationError::Unknown { places: Vec::new() };
        let MirrorError::Replication(error) = error else { panic!("{error}") };
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&unknown));
    }
}
