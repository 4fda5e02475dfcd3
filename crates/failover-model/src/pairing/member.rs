//! The servers of a relationship, observed or not.

use super::Seen;
use super::host::url_host;
use super::score::{goes_by, matches_any};
use crate::identity::ServerName;
use crate::observation::Observation;
use crate::relationship::{Parameters, RelationshipIx, Role};

/// Where an observed side stands: indexes into the observations that were paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Observed {
    /// Which observation.
    pub observation: usize,
    /// Which of its configurations (address family).
    pub config: usize,
    /// Which relationship of that configuration.
    pub side: RelationshipIx,
}

/// A server's place in a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// It was read and has its side of the relationship.
    Observed {
        /// The server.
        server: ServerName,
        /// Where its side stands.
        at: Observed,
    },
    /// It is in the inventory and could not be read: nothing is known of its side.
    Unread {
        /// The server.
        server: ServerName,
        /// Why it was not read.
        reason: String,
    },
    /// It was read and knows nothing of this relationship.
    Silent {
        /// The server.
        server: ServerName,
    },
    /// It is not in the inventory.
    Foreign {
        /// What its partner calls it; may be empty.
        known_as: String,
    },
    /// Several servers or relationships fit equally well, or the one that fits has another that fits
    /// as well.
    Ambiguous {
        /// Those that fit, sorted; at least one.
        candidates: Vec<ServerName>,
    },
}

impl Member {
    /// Where its side stands, if it was observed.
    #[must_use]
    pub const fn observed(&self) -> Option<Observed> {
        match self {
            Self::Observed { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// The server, if it is in the inventory and known to be the one.
    #[must_use]
    pub const fn server(&self) -> Option<&ServerName> {
        match self {
            Self::Observed { server, .. }
            | Self::Unread { server, .. }
            | Self::Silent { server } => Some(server),
            Self::Foreign { .. } | Self::Ambiguous { .. } => None,
        }
    }

    /// A name for it in output: never empty.
    #[must_use]
    pub fn known_as(&self) -> String {
        match self {
            Self::Observed { server, .. }
            | Self::Unread { server, .. }
            | Self::Silent { server } => server.to_string(),
            Self::Foreign { known_as } if known_as.is_empty() => "?".to_owned(),
            Self::Foreign { known_as } => known_as.clone(),
            Self::Ambiguous { candidates } => {
                let names: Vec<_> = candidates.iter().map(ServerName::as_str).collect();
                names.join("|")
            }
        }
    }
}

/// The partner of a side that no other side fits: by address among the servers of the inventory.
///
/// `None` in Kea's passive-backup mode, where there is none to look for.
pub(super) fn find_partner(seen: &Seen<'_>, observations: &[Observation]) -> Option<Member> {
    if let Parameters::Kea(_) = seen.side.parameters {
        let partner = kea_partners(seen, observations, Role::Secondary).into_iter().next();
        let passive = seen.side.mode == Some(crate::Mode::PassiveBackup);
        let unknown = || Member::Foreign { known_as: String::new() };
        return partner.or_else(|| (!passive).then(unknown));
    }
    let names: Vec<&str> = seen.side.partner.names().collect();
    Some(by_address(seen, &names, observations))
}

/// The other peers that a Kea side lists: backups, or the one that takes part.
pub(super) fn kea_partners(
    seen: &Seen<'_>,
    observations: &[Observation],
    wanted: Role,
) -> Vec<Member> {
    let Parameters::Kea(kea) = &seen.side.parameters else { return Vec::new() };
    let this = kea.this_server.as_ref().map(|this| &*this.value);
    let others = kea.peers.iter().filter(|peer| {
        Some(&*peer.name) != this && (&*peer.role == "backup") == (wanted == Role::Backup)
    });
    others
        .map(|peer| {
            let host = peer.url.as_deref().map(url_host);
            let names: Vec<&str> = host.into_iter().collect();
            match by_address(seen, &names, observations) {
                Member::Foreign { .. } => by_name(seen, &peer.name, observations),
                member => member,
            }
        })
        .collect()
}

/// A peer whose address no server of the inventory has: most likely the server of its name, where that one
/// was not read and so could not say what it is. A server that was read has its chance by its own peers.
fn by_name(seen: &Seen<'_>, name: &str, observations: &[Observation]) -> Member {
    let named = observations.iter().find(|other| {
        other.vendor == seen.observation.vendor
            && other.server != seen.observation.server
            && other.server.as_str() == name
    });
    let unseen = |one: &Observation| {
        let gap = one.gap_of(seen.family);
        one.configs.unseen().or(gap).cloned()
    };
    match named.and_then(|one| Some((one, unseen(one)?))) {
        Some((one, unseen)) => Member::Unread { server: one.server.clone(), reason: unseen.reason },
        None => Member::Foreign { known_as: name.to_owned() },
    }
}

fn by_address(seen: &Seen<'_>, names: &[&str], observations: &[Observation]) -> Member {
    let fits = |other: &&Observation| {
        other.vendor == seen.observation.vendor
            && other.server != seen.observation.server
            && matches_any(names, &goes_by(other, None))
    };
    let found: Vec<_> = observations.iter().filter(fits).collect();
    match found.as_slice() {
        [] => Member::Foreign { known_as: names.first().copied().unwrap_or("").to_owned() },
        [one] => match one.configs.unseen() {
            Some(unseen) => {
                Member::Unread { server: one.server.clone(), reason: unseen.reason.clone() }
            }
            None => match one.gap_of(seen.family) {
                // It may say so where it was not read.
                Some(gap) => {
                    Member::Unread { server: one.server.clone(), reason: gap.reason.clone() }
                }
                None => Member::Silent { server: one.server.clone() },
            },
        },
        several => Member::Ambiguous {
            candidates: several.iter().map(|seen| seen.server.clone()).collect(),
        },
    }
}
