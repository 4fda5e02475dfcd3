//! Classes that say which server a query is for.

use std::collections::{HashMap, HashSet};

use kea_config::view::Server;
use kea_config::{Kind, Node};

use crate::mode::Mode;
use crate::peer::Role;
use crate::relationship::Relationship;

/// What a server's class begins with; its peer name follows.
const PREFIX: &str = "HA_";

/// The guards of one level, each with its place.
pub(super) fn of(level: Node<'_>) -> Vec<(Node<'_>, String)> {
    let one = level.get("client-class");
    let list = level.get("client-classes").into_iter().flat_map(Node::items);
    let strings = one.into_iter().chain(list).filter(|node| node.kind() == Kind::String);
    let named = strings.filter_map(|node| Some((node, node.as_str()?.into_owned())));
    named.filter(|(_, name)| !name.is_empty()).collect()
}

/// The peers of all relationships, and which of them answer clients.
pub(super) struct Servers {
    roles: HashMap<String, Role>,
    answering: HashSet<String>,
}

impl Servers {
    /// `None` where a mode or role is not known: then nothing can be said.
    pub(super) fn of(relationships: &[Relationship<'_>]) -> Option<Self> {
        let mut servers = Self { roles: HashMap::new(), answering: HashSet::new() };
        for relationship in relationships {
            let mode = relationship.mode()?;
            for peer in relationship.peers() {
                let (name, role) = (peer.name()?.into_owned(), peer.role()?);
                // A standby that takes over answers under the primary's class.
                let second = mode == Mode::LoadBalancing && role == Role::Secondary;
                if role == Role::Primary || second {
                    servers.answering.insert(name.clone());
                }
                servers.roles.insert(name, role);
            }
        }
        (!servers.roles.is_empty()).then_some(servers)
    }

    /// Whether queries are ever in the class of the server.
    pub(super) fn answers(&self, name: &str) -> bool {
        self.answering.contains(name)
    }

    /// Why no query is ever in the class; `None` for all others, which may have somebody in them.
    pub(super) fn why_dead(&self, class: &str) -> Option<String> {
        let name = class.strip_prefix(PREFIX)?;
        if self.answers(name) {
            return None;
        }
        Some(match self.roles.get(name) {
            Some(role) => format!("a `{role}` answers no clients of its own"),
            None => "no peer has that name".to_owned(),
        })
    }
}

/// What the server's classes ask about.
pub(super) struct Classes {
    /// By name: the servers whose classes it asks about, by itself or by other classes; `None`
    /// where that cannot be told.
    asks: HashMap<String, Option<HashSet<String>>>,
    /// Whether there may be classes that the file does not show.
    open: bool,
}

impl Classes {
    pub(super) fn of(server: Server<'_>) -> Self {
        let open = !server.config_databases().is_empty();
        let mut classes = Self { asks: HashMap::new(), open };
        // A class asks about classes above it only.
        for class in server.client_classes() {
            let Some(name) = class.name() else { continue };
            let asked = class.members().and_then(|members| {
                let mut servers = HashSet::new();
                for member in members {
                    servers.extend(classes.servers(&member)?);
                }
                Some(servers)
            });
            classes.asks.insert(name.into_owned(), asked);
        }
        classes
    }

    /// The servers that a class tells apart; `None` where that cannot be told.
    pub(super) fn servers(&self, class: &str) -> Option<HashSet<String>> {
        if let Some(name) = class.strip_prefix(PREFIX) {
            return Some(HashSet::from([name.to_owned()]));
        }
        match self.asks.get(class) {
            Some(asked) => asked.clone(),
            None if self.open => None,
            None => Some(HashSet::new()),
        }
    }

    /// Whether the class may keep one of the servers out.
    pub(super) fn may_split(&self, class: &str) -> bool {
        self.servers(class).is_none_or(|servers| !servers.is_empty())
    }
}
