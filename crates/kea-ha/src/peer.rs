//! The servers of a relationship.

use std::borrow::Cow;
use std::fmt;

use kea_config::Node;

use crate::url::{Url, UrlError};

/// What a peer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `primary`: in every mode.
    Primary,
    /// `secondary`: the other server in load balancing.
    Secondary,
    /// `standby`: the other server in hot standby.
    Standby,
    /// `backup`: gets lease updates and serves nobody by itself.
    Backup,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 4] = [Self::Primary, Self::Secondary, Self::Standby, Self::Backup];

    /// Kea's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Standby => "standby",
            Self::Backup => "backup",
        }
    }

    /// The role of a word; letter case matters.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }

    /// Whether such a server answers clients in normal times or takes over by itself.
    #[must_use]
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Backup)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One entry of `peers`.
#[derive(Debug, Clone, Copy)]
pub struct Peer<'d> {
    node: Node<'d>,
}

impl<'d> Peer<'d> {
    pub(crate) const fn new(node: Node<'d>) -> Self {
        Self { node }
    }

    /// The map it is made from.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// Its name as written; the library looks its own name up among these without trimming them.
    #[must_use]
    pub fn name(&self) -> Option<Cow<'d, str>> {
        self.node.get("name")?.as_str()
    }

    /// Its URL as written.
    #[must_use]
    pub fn url_text(&self) -> Option<Cow<'d, str>> {
        self.node.get("url")?.as_str()
    }

    /// Its URL; `None` where it has none.
    #[must_use]
    pub fn url(&self) -> Option<Result<Url, UrlError>> {
        self.url_text().map(|text| Url::parse(&text))
    }

    /// What it does.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        Role::parse(&self.node.get("role")?.as_str()?)
    }

    /// Whether this server takes over the other's clients by itself; true unless said. Only a
    /// server's own entry counts.
    #[must_use]
    pub fn auto_failover(&self) -> bool {
        self.node.get("auto-failover").and_then(Node::as_bool).unwrap_or(true)
    }

    /// The user it is asked as, where authentication is on: an empty name turns it off.
    #[must_use]
    pub fn user(&self) -> Option<Node<'d>> {
        let user = self.node.get_any(&["basic-auth-user", "basic-auth-user-file"])?;
        user.as_str().filter(|name| !name.is_empty()).map(|_| user)
    }

    /// The password, where it stands in the configuration itself. Never show the value.
    #[must_use]
    pub fn plain_password(&self) -> Option<Node<'d>> {
        self.node.get("basic-auth-password")
    }

    /// The password, or the file it is in. Never show the value.
    #[must_use]
    pub fn password(&self) -> Option<Node<'d>> {
        self.node.get_any(&["basic-auth-password", "basic-auth-password-file"])
    }
}
