//! Relationships: one element each of `high-availability`.

use std::borrow::Cow;

use kea_config::view::HookLibrary;
use kea_config::{Document, Family, Kind, Node, Version};

use crate::mode::Mode;
use crate::parameter::{PARAMETERS, Parameter, ParameterInfo};
use crate::peer::{Peer, Role};

/// The library's name, whatever its folder and extension.
pub const LIBRARY: &str = "libdhcp_ha";

/// The HA libraries that a server loads; one is what makes sense.
pub(crate) fn libraries(document: &Document) -> Vec<HookLibrary<'_>> {
    let libraries = document.server().map(|server| server.hook_libraries()).unwrap_or_default();
    libraries.into_iter().filter(|hook| hook.name().as_deref() == Some(LIBRARY)).collect()
}

/// Every relationship of a server, in written order; what is not a map is left out.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_ha::{Mode, relationships};
///
/// let text = r#"{ "Dhcp4": { "hooks-libraries": [ {
///     "library": "/usr/lib/kea/hooks/libdhcp_ha.so",
///     "parameters": { "high-availability": [ {
///         "this-server-name": "a", "mode": "hot-standby",
///         "peers": [
///             { "name": "a", "url": "http://10.0.0.1:8001/", "role": "primary" },
///             { "name": "b", "url": "http://10.0.0.2:8001/", "role": "standby" } ] } ] } } ] } }"#;
/// let loader = MemoryLoader::new().with("kea.conf", text);
/// let document = kea_config::read(&mut Sources::new(), &loader, "kea.conf".as_ref()).unwrap();
/// let all = relationships(&document);
/// assert_eq!(all[0].mode(), Some(Mode::HotStandby));
/// assert_eq!(all[0].own().unwrap().name().as_deref(), Some("a"));
/// assert_eq!(all[0].partner().unwrap().name().as_deref(), Some("b"));
/// ```
#[must_use]
pub fn relationships(document: &Document) -> Vec<Relationship<'_>> {
    let Some(family) = document.server().map(|server| server.family()) else {
        return Vec::new();
    };
    let lists = libraries(document).into_iter().filter_map(|hook| {
        let list = hook.parameters()?.get("high-availability")?;
        (list.kind() == Kind::List).then_some(list)
    });
    let maps = lists.flat_map(Node::items).filter(|node| node.kind() == Kind::Map);
    maps.map(|node| Relationship::new(node, family)).collect()
}

/// One relationship as one server writes it down.
#[derive(Debug, Clone, Copy)]
pub struct Relationship<'d> {
    node: Node<'d>,
    family: Family,
}

impl<'d> Relationship<'d> {
    pub(crate) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// The map it is made from.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// The family of the server.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The name by which this server knows itself, trimmed as the library trims it.
    #[must_use]
    pub fn this_server_name(&self) -> Option<String> {
        Some(self.node.get("this-server-name")?.as_str()?.trim().to_owned())
    }

    /// The mode.
    #[must_use]
    pub fn mode(&self) -> Option<Mode> {
        Mode::parse(&self.node.get("mode")?.as_str()?)
    }

    /// The peers, in written order.
    #[must_use]
    pub fn peers(&self) -> Vec<Peer<'d>> {
        let list = self.node.get("peers").filter(|list| list.kind() == Kind::List);
        let maps = list.into_iter().flat_map(Node::items);
        maps.filter(|node| node.kind() == Kind::Map).map(Peer::new).collect()
    }

    /// This server's own entry.
    #[must_use]
    pub fn own(&self) -> Option<Peer<'d>> {
        let name = self.this_server_name()?;
        self.peers().into_iter().find(|peer| peer.name().as_deref() == Some(&*name))
    }

    /// The other server that is active: neither this one nor a backup.
    #[must_use]
    pub fn partner(&self) -> Option<Peer<'d>> {
        let name = self.this_server_name()?;
        self.peers().into_iter().find(|peer| {
            peer.name().as_deref() != Some(&*name) && peer.role().is_some_and(Role::is_active)
        })
    }

    /// The backup servers.
    #[must_use]
    pub fn backups(&self) -> Vec<Peer<'d>> {
        let peers = self.peers().into_iter();
        peers.filter(|peer| peer.role() == Some(Role::Backup)).collect()
    }

    /// The peer with a role that only one may have.
    #[must_use]
    pub fn peer_with(&self, role: Role) -> Option<Peer<'d>> {
        self.peers().into_iter().find(|peer| peer.role() == Some(role))
    }

    /// What counts for TLS with a peer: trust anchor, certificate and key, the peer's own or else
    /// the relationship's. An empty string stands for none.
    #[must_use]
    pub fn tls(&self, peer: Peer<'d>) -> [(&'static str, Option<Node<'d>>); 3] {
        ["trust-anchor", "cert-file", "key-file"].map(|key| {
            let node = peer.node().get(key).or_else(|| self.node.get(key));
            (key, node.filter(|node| node.as_str().is_some_and(|path| !path.is_empty())))
        })
    }

    /// Every parameter of [`PARAMETERS`] with its default filled in, in that order.
    #[must_use]
    pub fn parameters(&self, version: Option<Version>) -> Vec<Parameter<'d>> {
        let of = |info| Parameter::of(info, self.node, self.mode(), version);
        PARAMETERS.iter().map(of).collect()
    }

    /// One parameter by its key: `heartbeat-delay`, `multi-threading.enable-multi-threading`.
    #[must_use]
    pub fn parameter(&self, key: &str, version: Option<Version>) -> Option<Parameter<'d>> {
        let info = ParameterInfo::of(key)?;
        Some(Parameter::of(info, self.node, self.mode(), version))
    }

    /// The states of the state machine that are configured, with the word behind `pause`.
    #[must_use]
    pub fn pauses(&self) -> Vec<(Node<'d>, Cow<'d, str>, Cow<'d, str>)> {
        let states = self.node.get("state-machine").and_then(|machine| machine.get("states"));
        let maps = states.into_iter().flat_map(Node::items);
        maps.filter_map(|entry| {
            let pause = entry.get("pause").map_or(Some(Cow::Borrowed("never")), Node::as_str)?;
            Some((entry, entry.get("state")?.as_str()?, pause))
        })
        .collect()
    }
}
