//! A whole configuration on its way to a server, and the one that a server runs.

use std::fmt;

use kea_config::{Daemon, Document, Family, Json, JsonError, Kind, Node};

use super::failure::ReplyError;
use super::read::Fields;
use super::refusal::Refusal;

/// What a configuration is called at its top.
const fn key(family: Family) -> &'static str {
    match family {
        Family::V4 => Daemon::Dhcp4.key(),
        Family::V6 => Daemon::Dhcp6.key(),
    }
}

/// A whole configuration as commands take it: without comments, includes and `hash`.
///
/// It holds secrets as they are: `Debug` shows the family.
#[derive(Clone, PartialEq)]
pub struct Configuration {
    family: Family,
    json: Json,
}

impl Configuration {
    /// What a file says, or an answer to [`ConfigGet`](super::ConfigGet).
    ///
    /// A member `comment` goes into `user-context`, where Kea itself puts it when it reads a file: of
    /// a command it refuses it, or drops it without a word. `hash` is left out.
    ///
    /// # Errors
    /// [`Refusal::Configuration`] where it is no whole configuration of a DHCP server, or has a comment
    /// twice.
    pub fn of(document: &Document) -> Result<Self, Refusal> {
        let bad = |reason: &str| Refusal::Configuration { reason: reason.to_owned() };
        if let Some(reason) = document.incomplete() {
            return Err(bad(reason));
        }
        let server =
            document.server().ok_or_else(|| bad("it is not one of kea-dhcp4 or kea-dhcp6"))?;
        let (top, family) = (server.node(), server.family());
        // What is not too deep can be walked.
        Json::of(top).map_err(|error: JsonError| bad(&error.to_string()))?;
        Ok(Self { family, json: Json::map([(key(family), strict(top)?)]) })
    }

    /// The family of its server.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The map with `Dhcp4` or `Dhcp6`.
    #[must_use]
    pub const fn json(&self) -> &Json {
        &self.json
    }
}

impl fmt::Debug for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Configuration").field("family", &self.family).finish_non_exhaustive()
    }
}

/// A value with its comments where commands have them. The caller knows that it is not too deep.
fn strict(node: Node<'_>) -> Result<Json, Refusal> {
    let failed = |error: JsonError| Refusal::Configuration { reason: error.to_string() };
    match node.kind() {
        Kind::List => Ok(Json::list(node.items().map(strict).collect::<Result<Vec<_>, _>>()?)),
        Kind::Map => {
            let mut map = Json::map::<&str>([]);
            let mut comment = None;
            for member in node.members() {
                match &*member.key {
                    "comment" => comment = Some(Json::of(member.value).map_err(failed)?),
                    // These are others': what they hold is theirs.
                    "user-context" | "parameters" => {
                        map.set(&member.key, Json::of(member.value).map_err(failed)?);
                    }
                    key => map.set(key, strict(member.value)?),
                }
            }
            let Some(comment) = comment else { return Ok(map) };
            let mut context =
                map.get("user-context").cloned().unwrap_or_else(|| Json::map::<&str>([]));
            if context.kind() != Kind::Map || context.get("comment").is_some() {
                let path = node.path();
                let reason = format!("`{path}` has a `comment` and another one in `user-context`");
                return Err(Refusal::Configuration { reason });
            }
            context.set("comment", comment);
            map.set("user-context", context);
            Ok(map)
        }
        _ => Json::of(node).map_err(failed),
    }
}

/// The configuration that a server runs: all defaults in it, and no comments and includes.
///
/// It holds passwords as they are: `Debug` shows how long it is.
#[derive(Clone, PartialEq, Eq)]
pub struct RunningConfiguration {
    family: Family,
    text: Vec<u8>,
    hash: Option<String>,
}

impl RunningConfiguration {
    pub(super) fn read(arguments: Fields<'_>) -> Result<Self, ReplyError> {
        let there = [Family::V4, Family::V6].into_iter();
        let found = there.map(|family| (family, arguments.optional::<Json>(key(family))));
        for (family, json) in found {
            if let Some(json) = json? {
                let text = Json::map([(key(family), json)]).to_bytes();
                return Ok(Self { family, text, hash: arguments.optional("hash")? });
            }
        }
        Err(arguments.wrong(key(Family::V4), "the configuration of kea-dhcp4 or kea-dhcp6"))
    }

    /// The family of the server.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// Its text, without `hash`, as [`kea_config::read`] takes it.
    #[must_use]
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Its SHA-256 (2.4.0 and later). Partners have different ones, and so have two versions for one
    /// configuration: it tells whether one server's has changed.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.hash.as_deref()
    }
}

impl fmt::Debug for RunningConfiguration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningConfiguration")
            .field("family", &self.family)
            .field("bytes", &self.text.len())
            .field("hash", &self.hash)
            .finish()
    }
}
