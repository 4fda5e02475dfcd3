//! Commands of the HA library. They act on one relationship: the only one of most servers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use kea_config::{Json, Release};

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect, Library};
use super::refusal::Refusal;
use super::reply::Answer;
use super::request::{Command, Server};
use super::service::period_is_good;
use super::word::Word;
use crate::State;

/// The release that has several relationships, and tells them apart by `server-name`.
const SEVERAL: Release = Release::new(2, 5, 5);

const fn command(name: &'static str, effect: Effect) -> CommandInfo {
    CommandInfo::new(name, effect).of(Library::HighAvailability)
}

/// An argument that came later than the command.
fn known_from(
    info: CommandInfo,
    argument: &'static str,
    since: Release,
    is_there: bool,
    server: &Server,
) -> Result<(), Refusal> {
    if !is_there || server.version.may_be(|release| release >= since) {
        return Ok(());
    }
    let version = server.version;
    Err(Refusal::NewArgument { command: info.name, argument, since, version })
}

/// Puts the members into a map that are there; [`None`] for none.
fn members<const N: usize>(members: [(&'static str, Option<Json>); N]) -> Option<Json> {
    let there = members.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let there: Vec<_> = there.collect();
    (!there.is_empty()).then(|| Json::map(there))
}

fn text(text: Option<&String>) -> Option<Json> {
    text.map(|text| Json::from(text.as_str()))
}

/// Commands whose only argument is the relationship, and whose only answer is that it is done.
macro_rules! of_relationship {
    ($($(#[$about:meta])* $name:ident = $info:expr;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct $name {
            /// The name of any of its servers tells which relationship is meant (2.5.5 and later);
            /// [`None`] for the first one.
            pub server_name: Option<String>,
        }

        impl Command for $name {
            const INFO: CommandInfo = $info;

            type Response = ();

            fn arguments(&self) -> Option<Json> {
                members([("server-name", text(self.server_name.as_ref()))])
            }

            fn allowed(&self, server: &Server) -> Result<(), Refusal> {
                let named = self.server_name.is_some();
                known_from(Self::INFO, "server-name", SEVERAL, named, server)
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
                answer.done()
            }
        }
    )*};
}

of_relationship! {
    /// `ha-continue`: goes on where the state machine was told to pause. Done as well where it does
    /// not.
    HaContinue = command("ha-continue", Effect::Once);
    /// `ha-reset`: begins anew in the state `waiting`, whatever the state is: also out of
    /// `terminated`. The server does not serve until its partner and it have found together.
    HaReset = command("ha-reset", Effect::Once).for_partners();
}

/// `ha-heartbeat`: what a server does, asked as its partner asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HaHeartbeat {
    /// The name of any of its servers tells which relationship is meant (2.5.5 and later); [`None`]
    /// for the first one.
    pub server_name: Option<String>,
}

/// What a server does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heartbeat {
    /// Its state.
    pub state: Word<State>,
    /// Its clock, to the second.
    pub clock: DateTime<Utc>,
    /// The peers whose clients it answers, by name.
    pub scopes: Vec<String>,
    /// Leases given since it started that its partner was not told of.
    pub unsent_updates: Option<u64>,
}

impl Command for HaHeartbeat {
    const INFO: CommandInfo = command("ha-heartbeat", Effect::Read).for_partners();

    type Response = Heartbeat;

    fn arguments(&self) -> Option<Json> {
        members([("server-name", text(self.server_name.as_ref()))])
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        known_from(Self::INFO, "server-name", SEVERAL, self.server_name.is_some(), server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Heartbeat, ReplyError> {
        answer.done()?;
        let fields = answer.arguments()?;
        let clock: String = fields.required("date-time")?;
        let clock = DateTime::parse_from_rfc2822(&clock).map_err(|_| {
            fields.wrong("date-time", "a time such as `Sun, 29 Nov 2026 20:15:00 GMT`")
        })?;
        Ok(Heartbeat {
            state: fields.required("state")?,
            clock: clock.to_utc(),
            scopes: fields.optional("scopes")?.unwrap_or_default(),
            unsent_updates: fields.optional("unsent-update-count")?,
        })
    }
}

/// `ha-sync`: fetches the partner's leases, and answers when that is done. Leases that the partner does
/// not have stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaSync {
    /// The name of the partner whose leases are fetched. One that is no peer was not answered at all
    /// before 2.5.8.
    pub server_name: String,
    /// How long the partner may keep from serving for it, in whole seconds, at least one; [`None`] for
    /// `sync-timeout`.
    pub max_period: Option<Duration>,
}

impl Command for HaSync {
    const INFO: CommandInfo = command("ha-sync", Effect::Once);

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        let seconds = self.max_period.map(|period| period.as_secs());
        members([
            ("server-name", Some(Json::from(self.server_name.as_str()))),
            ("max-period", seconds.and_then(|seconds| u32::try_from(seconds).ok()).map(Json::from)),
        ])
    }

    fn allowed(&self, _: &Server) -> Result<(), Refusal> {
        period_is_good(Self::INFO, self.max_period)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `ha-scopes`: answers the clients of these peers, and of no others, until the state changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaScopes {
    /// Names of peers, as they are: `server1`, not `HA_server1`, which the manual has. None is no clients.
    pub scopes: Vec<String>,
    /// The name of any of its servers tells which relationship is meant (2.5.5 and later); [`None`]
    /// for the first one.
    pub server_name: Option<String>,
}

impl Command for HaScopes {
    const INFO: CommandInfo = command("ha-scopes", Effect::Repeatable);

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        let scopes = self.scopes.iter().map(|scope| Json::from(scope.as_str()));
        members([
            ("scopes", Some(Json::list(scopes))),
            ("server-name", text(self.server_name.as_ref())),
        ])
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        known_from(Self::INFO, "server-name", SEVERAL, self.server_name.is_some(), server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}

/// `ha-maintenance-start`: the server takes over all clients and its partner goes into maintenance, in
/// all relationships. It is sent to the server that goes on serving.
///
/// Where the partner cannot be reached it is done as well, and the state is `partner-down`: [`StatusGet`]
/// tells. The answer is the server's words.
///
/// [`StatusGet`]: super::StatusGet
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HaMaintenanceStart;

/// `ha-maintenance-cancel`: ends a maintenance, in all relationships. It is sent to the server that was
/// sent [`HaMaintenanceStart`]. The answer is the server's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HaMaintenanceCancel;

macro_rules! of_server {
    ($($name:ident = $word:literal;)*) => {$(
        impl Command for $name {
            const INFO: CommandInfo = command($word, Effect::Once);

            type Response = String;

            fn arguments(&self) -> Option<Json> {
                None
            }

            fn decode(&self, answer: &Answer<'_>) -> Result<String, ReplyError> {
                answer.done()?;
                answer.text()
            }
        }
    )*};
}

of_server! {
    HaMaintenanceStart = "ha-maintenance-start";
    HaMaintenanceCancel = "ha-maintenance-cancel";
}

/// `ha-maintenance-notify`: what a server tells its partner for [`HaMaintenanceStart`] and
/// [`HaMaintenanceCancel`]; nobody else should. A partner that must not is
/// [`ResultCode::Other`](super::ResultCode::Other)`(1001)`.
///
/// The answer is the partner's state after a cancel (2.7.5 and later).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaMaintenanceNotify {
    /// Whether the maintenance ends.
    pub cancel: bool,
    /// The state of who tells it (2.7.5 and later).
    pub state: Option<State>,
    /// The name of any of its servers tells which relationship is meant (2.5.5 and later); [`None`]
    /// for the first one.
    pub server_name: Option<String>,
}

impl Command for HaMaintenanceNotify {
    const INFO: CommandInfo = command("ha-maintenance-notify", Effect::Once).for_partners();

    type Response = Option<Word<State>>;

    fn arguments(&self) -> Option<Json> {
        members([
            ("cancel", Some(self.cancel.into())),
            ("state", self.state.map(|state| state.as_str().into())),
            ("server-name", text(self.server_name.as_ref())),
        ])
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        let since = Release::new(2, 7, 5);
        known_from(Self::INFO, "state", since, self.state.is_some(), server)?;
        known_from(Self::INFO, "server-name", SEVERAL, self.server_name.is_some(), server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Self::Response, ReplyError> {
        answer.done()?;
        let arguments = answer.fields().optional_map("arguments")?;
        arguments.map_or(Ok(None), |fields| fields.optional("state"))
    }
}

/// `ha-sync-complete-notify`: what a server tells its partner when it has fetched its leases; the partner
/// serves again. Nobody else should.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HaSyncCompleteNotify {
    /// Who had switched the service off (2.5.8 and later): 2000 and the number of the relationship;
    /// [`None`] for the first one.
    pub origin_id: Option<u32>,
    /// The name of any of its servers tells which relationship is meant (2.5.5 and later); [`None`]
    /// for the first one.
    pub server_name: Option<String>,
}

impl Command for HaSyncCompleteNotify {
    const INFO: CommandInfo = command("ha-sync-complete-notify", Effect::Repeatable).for_partners();

    type Response = ();

    fn arguments(&self) -> Option<Json> {
        members([
            ("origin-id", self.origin_id.map(Json::from)),
            ("server-name", text(self.server_name.as_ref())),
        ])
    }

    fn allowed(&self, server: &Server) -> Result<(), Refusal> {
        let since = Release::new(2, 5, 8);
        known_from(Self::INFO, "origin-id", since, self.origin_id.is_some(), server)?;
        known_from(Self::INFO, "server-name", SEVERAL, self.server_name.is_some(), server)
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<(), ReplyError> {
        answer.done()
    }
}
