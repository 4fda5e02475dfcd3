//! What kind of file it is, and what may stand outermost.

use config_text::Diagnostic;

use crate::document::Document;
use crate::node::{Kind, Node};
use crate::rules;
use crate::view::{Family, Server};

/// The daemon that a configuration is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Daemon {
    /// `kea-dhcp4` (`Dhcp4`)
    Dhcp4,
    /// `kea-dhcp6` (`Dhcp6`)
    Dhcp6,
    /// `kea-ctrl-agent` (`Control-agent`)
    ControlAgent,
    /// `kea-dhcp-ddns` (`DhcpDdns`)
    DhcpDdns,
    /// `kea-netconf` (`Netconf`)
    Netconf,
}

impl Daemon {
    const ALL: [Self; 5] =
        [Self::Dhcp4, Self::Dhcp6, Self::ControlAgent, Self::DhcpDdns, Self::Netconf];

    /// The name of its map in the file.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Dhcp4 => "Dhcp4",
            Self::Dhcp6 => "Dhcp6",
            Self::ControlAgent => "Control-agent",
            Self::DhcpDdns => "DhcpDdns",
            Self::Netconf => "Netconf",
        }
    }

    /// The family a DHCP server serves; `None` for the other daemons.
    #[must_use]
    pub const fn family(self) -> Option<Family> {
        match self {
            Self::Dhcp4 => Some(Family::V4),
            Self::Dhcp6 => Some(Family::V6),
            _ => None,
        }
    }
}

/// What a document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Content {
    /// The configuration file of a daemon.
    File(Daemon),
    /// The answer to `config-get` (or the arguments of `config-set`): normalised by Kea, all
    /// defaults filled in, and with a `hash` beside it from 2.4 on.
    Answer(Daemon),
    /// Neither.
    Unknown,
}

impl Content {
    /// Whose configuration it is.
    #[must_use]
    pub const fn daemon(self) -> Option<Daemon> {
        match self {
            Self::File(daemon) | Self::Answer(daemon) => Some(daemon),
            Self::Unknown => None,
        }
    }
}

/// The map that has the daemons' maps as members.
fn outermost(document: &Document) -> Option<(Node<'_>, bool)> {
    let root = document.root()?;
    let message = if root.kind() == Kind::List { root.items().next()? } else { root };
    let answer = message.get("arguments").filter(|node| node.kind() == Kind::Map);
    match answer {
        Some(arguments) => Some((arguments, true)),
        None if root.kind() == Kind::Map => Some((root, root.get("hash").is_some())),
        None => None,
    }
}

pub(crate) fn find(document: &Document) -> Content {
    let Some((map, answer)) = outermost(document) else {
        return Content::Unknown;
    };
    let daemon = Daemon::ALL.into_iter().find(|daemon| map.get(daemon.key()).is_some());
    match daemon {
        Some(daemon) if answer => Content::Answer(daemon),
        Some(daemon) => Content::File(daemon),
        None => Content::Unknown,
    }
}

pub(crate) fn server(document: &Document) -> Option<Server<'_>> {
    let daemon = document.content().daemon()?;
    let family = daemon.family()?;
    let (map, _) = outermost(document)?;
    let node = map.get(daemon.key()).filter(|node| node.kind() == Kind::Map)?;
    Some(Server::new(node, family))
}

/// Kea takes a file with `Dhcp4` or `Dhcp6` alone, whatever its manual says.
pub(crate) fn check(document: &Document) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(root) = document.root() else {
        return found;
    };
    match document.content() {
        Content::Unknown => {
            let message = if root.kind() == Kind::Map {
                "this map has neither `Dhcp4` nor `Dhcp6` in it"
            } else {
                "a Kea configuration is a map with `Dhcp4` or `Dhcp6` in it"
            };
            found.push(Diagnostic::new(&rules::TOP_LEVEL, root.name_span(), message));
        }
        Content::Answer(_) => {
            let message = "this is what `config-get` answers: as a file, Kea refuses all around \
                           the server's own map";
            found.push(Diagnostic::new(&rules::ANSWER, root.name_span(), message));
        }
        Content::File(daemon) if daemon.family().is_some() => {
            for member in root.members() {
                let span = member.value.name_span();
                if member.value.raw_key() != Some(daemon.key().as_bytes()) {
                    let message = format!(
                        "`{}` beside `{}`: a DHCP server's file holds nothing else",
                        crate::text::shorten(&member.key),
                        daemon.key()
                    );
                    found.push(Diagnostic::new(&rules::TOP_LEVEL, span, message));
                } else if member.value.kind() != Kind::Map {
                    let message = format!("`{}` must be a map", daemon.key());
                    found.push(Diagnostic::new(&rules::TOP_LEVEL, span, message));
                }
            }
        }
        Content::File(_) => {}
    }
    found
}
