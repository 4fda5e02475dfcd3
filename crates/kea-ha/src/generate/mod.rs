//! The configuration of all servers of a relationship, from one set of parameters.
//!
//! [`RelationshipParameters`] are what the servers have in common; [`RelationshipParameters::checked`]
//! makes a [`CheckedRelationship`] of those that Kea takes and can work with, and
//! [`CheckedRelationship::configurations`] gives every server its part: the same list of peers, its own
//! name, the hook libraries in the form of its version. DHCPv4 and DHCPv6 take the same.
//!
//! ```
//! use kea_config::Version;
//! use kea_ha::generate::{Installation, PeerParameters, RelationshipParameters};
//! use kea_ha::{Mode, Role, Url};
//!
//! let kea = Installation::of(Version::parse("3.0.4").unwrap());
//! let peer = |name: &str, url, role| {
//!     PeerParameters::new(name, Url::parse(url).unwrap(), role, kea.clone())
//! };
//! let peers = vec![
//!     peer("a", "http://192.0.2.1:8001/", Role::Primary),
//!     peer("b", "http://192.0.2.2:8001/", Role::Secondary),
//! ];
//! let mut parameters = RelationshipParameters::new(Mode::LoadBalancing, peers);
//! parameters.settings.set("max-unacked-clients", 5)?;
//! let pair = parameters.checked()?;
//!
//! let both = pair.configurations()?;
//! let relationship = both[1].relationship.to_string();
//! assert!(relationship.starts_with(r#"{ "this-server-name": "b", "mode": "load-balancing", "#));
//! assert!(both[0].hooks_libraries.to_string().starts_with(
//!     r#"[ { "library": "libdhcp_lease_cmds.so" }, { "library": "libdhcp_ha.so", "#
//! ));
//! let pools = pair.pools("192.0.2.10-192.0.2.99".parse()?);
//! let pools: Vec<_> = pools.iter().map(|pool| pool[0].to_string()).collect();
//! assert_eq!(pools, [
//!     r#"{ "pool": "192.0.2.10 - 192.0.2.54", "client-classes": [ "HA_a" ] }"#,
//!     r#"{ "pool": "192.0.2.55 - 192.0.2.99", "client-classes": [ "HA_b" ] }"#,
//! ]);
//!
//! let mut parameters = pair.parameters().clone();
//! parameters.settings.set("heartbeat-delay", 70_000)?;
//! let error = parameters.checked().unwrap_err();
//! assert_eq!(error.to_string(), "`heartbeat-delay` is `70000`: it must be 0 to 65535");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limitations
//!
//! * Kea gives relationships no names: dhcpair tells them by their peers.
//! * Files of passwords, certificates and keys must be there when Kea starts; nobody looks here.

mod check;
mod error;
mod peer;
mod pools;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kea_config::view::AddressRange;
use kea_config::{Json, Release};

pub use error::ParameterError;
pub use peer::{Authentication, Credential, Installation, PeerParameters, PeerTls};
pub use pools::{guard, halves};
pub use settings::Settings;

use crate::mode::Mode;
use crate::peer::Role;
use crate::relationship::{LIBRARY, Relationship};
use crate::state::{Pause, State};

/// The library that carries the partner's lease updates out.
pub(crate) const LEASE_COMMANDS: &str = "libdhcp_lease_cmds";

/// The release in which a server may have several relationships.
const SEVERAL: Release = Release::new(2, 5, 5);

/// What the servers of a relationship have in common (Kea ARM, "The HA Hook Library").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipParameters {
    /// How the work is shared.
    pub mode: Mode,
    /// The servers: one `primary`; the `secondary` or `standby` that the mode wants; any number of
    /// backups.
    pub peers: Vec<PeerParameters>,
    /// Timers, limits and switches; for what is not stated Kea's defaults count.
    pub settings: Settings,
    /// States in which a server waits for an operator, each once.
    pub pauses: Vec<(State, Pause)>,
}

impl RelationshipParameters {
    /// Parameters that suit most: Kea's timers and limits, threads and a listener of HA's own, and a
    /// listener that takes no other commands; the three are stated, because their defaults depend on
    /// the version.
    #[must_use]
    pub fn new(mode: Mode, peers: Vec<PeerParameters>) -> Self {
        let mut settings = Settings::new();
        for key in [
            "multi-threading.enable-multi-threading",
            "multi-threading.http-dedicated-listener",
            "restrict-commands",
        ] {
            // They are known, and switches.
            let _ = settings.set(key, true);
        }
        Self { mode, peers, settings, pauses: Vec::new() }
    }

    /// What a server says of a relationship. `installations` says by name what the peers run.
    ///
    /// # Errors
    /// [`ParameterError`] where it says something that makes no sense.
    pub fn of(
        relationship: &Relationship<'_>,
        installation: impl Fn(&str) -> Installation,
    ) -> Result<Self, ParameterError> {
        let word =
            relationship.node().get("mode").and_then(|node| Some(node.as_str()?.into_owned()));
        let modes = "load-balancing, hot-standby or passive-backup";
        let no_mode = || ParameterError::value("mode", word.unwrap_or_default(), modes);
        let mode = relationship.mode().ok_or_else(no_mode)?;
        let peers = relationship.peers();
        let peers = peers
            .iter()
            .map(|peer| PeerParameters::of(peer, installation(&peer.name().unwrap_or_default())));
        let pauses = relationship.pauses().into_iter().map(|(_, state, pause)| {
            let refuse = || ParameterError::value("state", &state, "a state and a pause of Kea");
            State::parse(&state).zip(Pause::parse(&pause)).ok_or_else(refuse)
        });
        Ok(Self {
            mode,
            peers: peers.collect::<Result<_, _>>()?,
            settings: Settings::of(relationship),
            pauses: pauses.collect::<Result<_, _>>()?,
        })
    }

    /// The relationship with these parameters.
    ///
    /// # Errors
    /// Where Kea refuses one of them in a version that a peer runs, ignores it without a word, or cannot
    /// work with it.
    pub fn checked(self) -> Result<CheckedRelationship, ParameterError> {
        check::check(&self)?;
        Ok(CheckedRelationship(self))
    }
}

/// A relationship whose parameters Kea takes on all its servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRelationship(RelationshipParameters);

/// What one server of a relationship needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Configuration {
    /// Its name in the relationship.
    pub name: String,
    /// Its element of `high-availability`.
    pub relationship: Json,
    /// The value of `hooks-libraries`: the lease commands, and HA behind them.
    pub hooks_libraries: Json,
    /// Whether the server itself must use several threads (`multi-threading.enable-multi-threading`):
    /// up to 2.3.4 it does not unless told so, and then HA has no listener.
    pub needs_threads: bool,
}

impl CheckedRelationship {
    /// The parameters.
    #[must_use]
    pub const fn parameters(&self) -> &RelationshipParameters {
        &self.0
    }

    /// The peer of a name.
    #[must_use]
    pub fn peer(&self, name: &str) -> Option<&PeerParameters> {
        self.0.peers.iter().find(|peer| peer.name == name)
    }

    /// What every server of the relationship needs, in the order of the peers.
    ///
    /// # Errors
    /// [`ParameterError::NoFolder`] where a version needs the folder of its hook libraries.
    pub fn configurations(&self) -> Result<Vec<Configuration>, ParameterError> {
        let one = |peer: &PeerParameters| {
            let hooks_libraries = libraries(peer, vec![self.relationship(peer)])?;
            Ok(Configuration {
                name: peer.name.clone(),
                relationship: self.relationship(peer),
                hooks_libraries,
                needs_threads: self.has_listener(),
            })
        };
        self.0.peers.iter().map(one).collect()
    }

    /// The element of `high-availability` on one of its servers.
    pub(crate) fn relationship(&self, own: &PeerParameters) -> Json {
        let mut json = Json::map([
            ("this-server-name", Json::from(own.name.as_str())),
            ("mode", self.0.mode.as_str().into()),
        ]);
        self.0.settings.write(&mut json);
        json.set("peers", Json::list(self.0.peers.iter().map(PeerParameters::json)));
        if !self.0.pauses.is_empty() {
            let states = self.0.pauses.iter().map(|(state, pause)| {
                Json::map([("state", state.as_str().into()), ("pause", Json::from(pause.as_str()))])
            });
            json.set("state-machine", Json::map([("states", Json::list(states))]));
        }
        json
    }

    /// Whether HA listens by itself, which it only can where the server uses several threads.
    pub(crate) fn has_listener(&self) -> bool {
        let on = |key| self.0.settings.flag(key) == Some(true);
        on("multi-threading.enable-multi-threading")
            && on("multi-threading.http-dedicated-listener")
    }

    /// The servers that answer clients of their own, each with its class: in load balancing both, else
    /// the primary. Pools for the others would never be used.
    #[must_use]
    pub fn answering(&self) -> Vec<&PeerParameters> {
        let answers = |role| {
            role == Role::Primary || (role == Role::Secondary && self.0.mode == Mode::LoadBalancing)
        };
        let mut all: Vec<_> = self.0.peers.iter().filter(|peer| answers(peer.role)).collect();
        all.sort_by_key(|peer| peer.role);
        all
    }

    /// The pools for a range of addresses. In load balancing one half for each server, guarded by its
    /// class; a single address is the primary's. In other modes one pool without a guard. For each pool
    /// one text for each peer, in the order of the peers, because the guard's form depends on the
    /// version.
    #[must_use]
    pub fn pools(&self, range: AddressRange) -> Vec<Vec<Json>> {
        let for_each = |range: AddressRange, class: Option<&str>| {
            let one = |peer: &PeerParameters| match class {
                Some(class) => pools::pool(range, class, peer.installation.version),
                None => {
                    Json::map([("pool", Json::from(format!("{} - {}", range.first, range.last)))])
                }
            };
            self.0.peers.iter().map(one).collect()
        };
        let classes: Vec<_> = self.answering().into_iter().map(PeerParameters::class).collect();
        if self.0.mode != Mode::LoadBalancing {
            return vec![for_each(range, None)];
        }
        let parts = halves(range).map_or_else(|| vec![range], Vec::from);
        parts.into_iter().zip(&classes).map(|(part, class)| for_each(part, Some(class))).collect()
    }

    /// The `user-context` of subnets that belong to this relationship, where a server has several
    /// (Kea ARM, "Hub and Spoke Configuration"). It names the primary: any peer does.
    #[must_use]
    pub fn subnet_context(&self) -> Json {
        let primary = self.answering().first().map(|peer| peer.name.clone()).unwrap_or_default();
        Json::map([("ha-server-name", Json::from(primary))])
    }
}

/// The value of `hooks-libraries` of a hub: a server with several relationships, in each of which it has
/// a name, an address and a port of its own.
///
/// # Errors
/// [`ParameterError::Several`] where they cannot stand together, and [`ParameterError::NoFolder`].
pub fn hub(members: &[(&CheckedRelationship, &str)]) -> Result<Json, ParameterError> {
    let several = |reason: String| Err(ParameterError::Several { reason });
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    let mut own: Vec<&PeerParameters> = Vec::new();
    for (nth, (relationship, name)) in members.iter().enumerate() {
        let Some(peer) = relationship.peer(name) else {
            return several(format!("no peer is called `{}`", config_text::escape_control(name)));
        };
        together(members.len(), relationship, peer)?;
        for other in &relationship.0.peers {
            if names.insert(&other.name, nth).is_some() {
                return several(format!("`{}` is a peer of two of them", other.name));
            }
        }
        let taken = |other: &PeerParameters| {
            (other.url.address, other.url.port) == (peer.url.address, peer.url.port)
        };
        if let Some(other) = own.iter().find(|other| taken(other)) {
            return several(format!("`{}` and `{}` listen at one place", other.name, peer.name));
        }
        own.push(peer);
    }
    let Some(first) = own.first() else { return several("there is none".to_owned()) };
    let parts =
        members.iter().zip(&own).map(|((relationship, _), peer)| relationship.relationship(peer));
    libraries(first, parts.collect())
}

/// Whether a relationship may be one of several.
pub(crate) fn together(
    count: usize,
    relationship: &CheckedRelationship,
    own: &PeerParameters,
) -> Result<(), ParameterError> {
    if count < 2 {
        return Ok(());
    }
    let several = |reason: String| Err(ParameterError::Several { reason });
    if relationship.0.mode != Mode::HotStandby {
        return several(format!("each must be `hot-standby`, not `{}`", relationship.0.mode));
    }
    let version = own.installation.version;
    if !version.is_always(|release| release >= SEVERAL) {
        return several(format!("Kea {version} takes one alone; {SEVERAL} and later take more"));
    }
    Ok(())
}

/// The value of `hooks-libraries` of a server with some relationships.
pub(crate) fn libraries(
    own: &PeerParameters,
    relationships: Vec<Json>,
) -> Result<Json, ParameterError> {
    Ok(Json::list([
        lease_commands(own)?,
        Json::map([
            ("library", Json::from(own.installation.library(&own.name, LIBRARY)?)),
            ("parameters", Json::map([("high-availability", Json::list(relationships))])),
        ]),
    ]))
}

pub(crate) fn lease_commands(own: &PeerParameters) -> Result<Json, ParameterError> {
    let library = own.installation.library(&own.name, LEASE_COMMANDS)?;
    Ok(Json::map([("library", Json::from(library))]))
}
