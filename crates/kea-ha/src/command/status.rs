//! `status-get`: what a server says of itself, of its service and of its partners.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use kea_config::{Json, Kind};

use super::failure::ReplyError;
use super::info::{CommandInfo, Effect};
use super::read::Fields;
use super::reply::Answer;
use super::request::Command;
use super::word::{Vocabulary, Word};
use crate::{Mode, Role, State};

/// `status-get`: the server's [`Status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatusGet;

impl Command for StatusGet {
    const INFO: CommandInfo = CommandInfo::new("status-get", Effect::Read).for_partners();

    type Response = Status;

    fn arguments(&self) -> Option<Json> {
        None
    }

    fn decode(&self, answer: &Answer<'_>) -> Result<Status, ReplyError> {
        answer.done()?;
        Status::read(answer.arguments()?)
    }
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Its process id.
    pub pid: i64,
    /// How long the process has been running.
    pub uptime: Option<Duration>,
    /// How long ago the configuration was set or read last; High Availability began anew then.
    pub since_configured: Option<Duration>,
    /// Its threads, where it has several.
    pub threads: Option<Threads>,
    /// Its sockets for clients.
    pub sockets: Option<Sockets>,
    /// Who has switched its service off (2.7.1 and later, and some releases of 2.6).
    pub service: Option<Service>,
    /// The file with its leases (3.1.2 and later, memfile only).
    pub lease_file: Option<String>,
    /// Whether it keeps tables of relays and remote ids (DHCPv6 on memfile, 2.3.8 and later).
    pub extended_info_tables: Option<bool>,
    /// Its relationships, in the order of the configuration; none where High Availability is not loaded.
    pub relationships: Vec<RelationshipStatus>,
    /// Members that this crate does not know.
    pub others: Json,
}

/// The threads that answer clients.
#[derive(Debug, Clone, PartialEq)]
pub struct Threads {
    /// How many there are.
    pub pool: i64,
    /// How many packets may wait for each of them; 0 for no limit.
    pub queue: i64,
    /// How many packets waited on average, over the last 10, 100 and 1000 of them.
    pub waiting: Vec<f64>,
}

/// The sockets for clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sockets {
    /// How they are.
    pub status: Word<SocketState>,
    /// Why those that failed did.
    pub errors: Vec<String>,
}

/// How the sockets for clients are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SocketState {
    /// `ready`: all are open.
    Ready,
    /// `retrying`: some are not open, and the server goes on trying.
    Retrying,
    /// `failed`: some are not open, and stay so.
    Failed,
}

impl Vocabulary for SocketState {
    fn of_word(word: &str) -> Option<Self> {
        [Self::Ready, Self::Retrying, Self::Failed].into_iter().find(|one| one.word() == word)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Retrying => "retrying",
            Self::Failed => "failed",
        }
    }
}

/// Whether clients are answered, and who has switched that off. The service is on only when nobody
/// has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Whether it is off for all clients.
    pub is_off: bool,
    /// A user switched it off, with `dhcp-disable`.
    pub by_user: bool,
    /// The numbers of this server's own relationships that did.
    pub by_own_relationships: Vec<u32>,
    /// The numbers of partners that did: they fetch leases.
    pub by_partners: Vec<u32>,
    /// The numbers of databases that cannot be reached.
    pub by_databases: Vec<u32>,
}

/// One relationship, as a server sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationshipStatus {
    /// How it works. Of several relationships Kea says the first one's.
    pub mode: Option<Word<Mode>>,
    /// The server itself.
    pub local: LocalStatus,
    /// Its partner; none in passive backup, and none for backup servers.
    pub remote: Option<RemoteStatus>,
}

/// What a server says of itself in a relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalStatus {
    /// Its name there (2.5.5 and later).
    pub server_name: Option<String>,
    /// What it is.
    pub role: Word<Role>,
    /// What it does; none before the state machine has started.
    pub state: Option<Word<State>>,
    /// The peers whose clients it answers, by name.
    pub scopes: Vec<String>,
    /// Its clock when the partner's was looked at last (2.7.2 and later).
    pub clock: Option<DateTime<Utc>>,
}

/// What a server knows of its partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteStatus {
    /// Its name (2.5.5 and later).
    pub server_name: Option<String>,
    /// What it is; none where no partner is found among the peers.
    pub role: Option<Word<Role>>,
    /// Whether it has answered at all since this server began; else nothing else is known.
    pub in_touch: bool,
    /// How long ago it answered last.
    pub age: Duration,
    /// What it said it did then; [`State::Unavailable`] where it did not answer, none before it has.
    pub last_state: Option<Word<State>>,
    /// The peers whose clients it answered then, by name.
    pub last_scopes: Vec<String>,
    /// Whether it has been silent for longer than `max-response-delay`.
    pub communication_interrupted: Option<bool>,
    /// Clients of the partner's that ask while communication is interrupted.
    pub connecting_clients: Option<u64>,
    /// Those of them that have asked for longer than `max-ack-delay`.
    pub unacked_clients: Option<u64>,
    /// How many more of these it takes until the partner counts as down; 0 while communication works.
    pub unacked_clients_left: Option<u64>,
    /// Packets of the partner's clients that were looked at while communication is interrupted.
    pub analyzed_packets: Option<u64>,
    /// Its clock when it was looked at last (2.7.2 and later).
    pub clock: Option<DateTime<Utc>>,
    /// How far its clock was ahead of this server's then (2.7.2 and later).
    pub clock_skew: Option<TimeDelta>,
}

const KNOWN: [&str; 12] = [
    "pid",
    "uptime",
    "reload",
    "multi-threading-enabled",
    "thread-pool-size",
    "packet-queue-size",
    "packet-queue-statistics",
    "sockets",
    "dhcp-state",
    "csv-lease-file",
    "extended-info-tables",
    "high-availability",
];

impl Status {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        let threads = fields.optional("multi-threading-enabled")?.unwrap_or(false);
        Ok(Self {
            pid: fields.required("pid")?,
            uptime: fields.optional("uptime")?,
            since_configured: fields.optional("reload")?,
            threads: if threads { Some(Threads::read(fields)?) } else { None },
            sockets: fields.optional_map("sockets")?.map(Sockets::read).transpose()?,
            service: fields.optional_map("dhcp-state")?.map(Service::read).transpose()?,
            lease_file: fields.optional("csv-lease-file")?,
            extended_info_tables: fields.optional("extended-info-tables")?,
            relationships: relationships(fields)?,
            others: fields.others(&KNOWN),
        })
    }
}

impl Threads {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            pool: fields.required("thread-pool-size")?,
            queue: fields.required("packet-queue-size")?,
            waiting: fields.optional("packet-queue-statistics")?.unwrap_or_default(),
        })
    }
}

impl Sockets {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            status: fields.required("status")?,
            errors: fields.optional("errors")?.unwrap_or_default(),
        })
    }
}

impl Service {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        let numbers = |key| Ok::<_, ReplyError>(fields.optional(key)?.unwrap_or_default());
        Ok(Self {
            is_off: fields.required("globally-disabled")?,
            by_user: fields.optional("disabled-by-user")?.unwrap_or(false),
            by_own_relationships: numbers("disabled-by-local-command")?,
            by_partners: numbers("disabled-by-remote-command")?,
            by_databases: numbers("disabled-by-db-connection")?,
        })
    }
}

fn relationships(fields: Fields<'_>) -> Result<Vec<RelationshipStatus>, ReplyError> {
    match fields.node().get("high-availability").map(kea_config::Node::kind) {
        None | Some(Kind::Null) => Ok(Vec::new()),
        _ => fields.maps("high-availability")?.into_iter().map(relationship).collect(),
    }
}

fn relationship(fields: Fields<'_>) -> Result<RelationshipStatus, ReplyError> {
    let servers = fields.map("ha-servers")?;
    Ok(RelationshipStatus {
        mode: fields.optional("ha-mode")?,
        local: LocalStatus::read(servers.map("local")?)?,
        remote: servers.optional_map("remote")?.map(RemoteStatus::read).transpose()?,
    })
}

impl LocalStatus {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            server_name: fields.optional("server-name")?,
            role: fields.required("role")?,
            state: said(fields, "state")?,
            scopes: fields.required("scopes")?,
            clock: clock(fields)?,
        })
    }
}

impl RemoteStatus {
    fn read(fields: Fields<'_>) -> Result<Self, ReplyError> {
        Ok(Self {
            server_name: fields.optional("server-name")?,
            role: said(fields, "role")?,
            in_touch: fields.required("in-touch")?,
            age: fields.required("age")?,
            last_state: said(fields, "last-state")?,
            last_scopes: fields.required("last-scopes")?,
            communication_interrupted: fields.optional("communication-interrupted")?,
            connecting_clients: fields.optional("connecting-clients")?,
            unacked_clients: fields.optional("unacked-clients")?,
            unacked_clients_left: fields.optional("unacked-clients-left")?,
            analyzed_packets: fields.optional("analyzed-packets")?,
            clock: clock(fields)?,
            clock_skew: skew(fields)?,
        })
    }
}

/// A word; an empty one says nothing.
fn said<T: Vocabulary>(fields: Fields<'_>, key: &str) -> Result<Option<Word<T>>, ReplyError> {
    let word: Option<Word<T>> = fields.optional(key)?;
    Ok(word.filter(|word| !word.as_str().is_empty()))
}

/// `system-time`: UTC, to the second.
fn clock(fields: Fields<'_>) -> Result<Option<DateTime<Utc>>, ReplyError> {
    let Some(text) = fields.optional::<String>("system-time")? else { return Ok(None) };
    let read = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S");
    let wrong = |_| fields.wrong("system-time", "a time such as `2026-11-29 20:15:00`");
    read.map(|time| Some(time.and_utc())).map_err(wrong)
}

fn skew(fields: Fields<'_>) -> Result<Option<TimeDelta>, ReplyError> {
    let Some(seconds) = fields.optional::<i64>("clock-skew")? else { return Ok(None) };
    let skew = TimeDelta::try_seconds(seconds);
    skew.map(Some).ok_or_else(|| fields.wrong("clock-skew", "seconds"))
}
