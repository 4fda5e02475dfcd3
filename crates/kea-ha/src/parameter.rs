//! The parameters of a relationship: units, ranges, defaults, and since when they exist
//! (Kea ARM, "The HA Hook Library"; `libdhcp_ha`).

use std::borrow::Cow;
use std::fmt;

use kea_config::{Kind, Node, Release, Version};

use crate::mode::Mode;

/// What a parameter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Milliseconds.
    Milliseconds,
    /// Distinct clients.
    Clients,
    /// Lease updates.
    Updates,
    /// Leases in one page.
    Leases,
    /// Threads; 0 takes as many as the server itself has.
    Threads,
    /// No number: true or false.
    Flag,
    /// No number: a file, or for `trust-anchor` a folder.
    Path,
}

/// A value as written, or a default.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterValue<'d> {
    /// A number.
    Number(u64),
    /// A boolean.
    Flag(bool),
    /// A path.
    Text(Cow<'d, str>),
}

impl ParameterValue<'_> {
    /// The same with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> ParameterValue<'static> {
        match self {
            Self::Number(number) => ParameterValue::Number(number),
            Self::Flag(flag) => ParameterValue::Flag(flag),
            Self::Text(text) => ParameterValue::Text(Cow::Owned(text.into_owned())),
        }
    }
}

impl From<u32> for ParameterValue<'_> {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for ParameterValue<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'d> From<&'d str> for ParameterValue<'d> {
    fn from(text: &'d str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl fmt::Display for ParameterValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A default, which may depend on mode and version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Default {
    None,
    Number(u64),
    Flag(bool),
    /// The first number in load balancing, else the second.
    LoadBalancing(u64, u64),
    /// False before this release, true from it on.
    TrueFrom(Release),
}

/// What is known of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterInfo {
    /// Its key; those of the map `multi-threading` with that name in front.
    pub key: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The release it appeared in.
    pub since: Release,
    default: Default,
}

/// The release in which timers grew from 16 to 32 bits.
const WIDE_TIMERS: Release = Release::new(3, 3, 0);
/// The release in which HA's own threads and listener became the default.
const THREADS_ON: Release = Release::new(2, 3, 7);
/// The release in which the listener's commands became restricted by default.
const RESTRICTED: Release = Release::new(3, 0, 0);

impl ParameterInfo {
    const fn new(key: &'static str, unit: Unit, since: Release, default: Default) -> Self {
        Self { key, unit, since, default }
    }

    /// The parameter of a key.
    #[must_use]
    pub fn of(key: &str) -> Option<&'static Self> {
        PARAMETERS.iter().find(|info| info.key == key)
    }

    /// What counts where the file is silent; `None` where there is no default, or where it depends
    /// on a version that is not known well enough.
    #[must_use]
    pub fn default(
        &self,
        mode: Option<Mode>,
        version: Option<Version>,
    ) -> Option<ParameterValue<'static>> {
        match self.default {
            Default::None => None,
            Default::Number(number) => Some(ParameterValue::Number(number)),
            Default::Flag(flag) => Some(ParameterValue::Flag(flag)),
            Default::LoadBalancing(yes, no) => mode.map(|mode| {
                ParameterValue::Number(if mode == Mode::LoadBalancing { yes } else { no })
            }),
            Default::TrueFrom(release) => {
                let version = version.unwrap_or(Version::ANY);
                let from = |at: Release| at >= release;
                if version.is_always(from) {
                    Some(ParameterValue::Flag(true))
                } else if version.may_be(from) {
                    None
                } else {
                    Some(ParameterValue::Flag(false))
                }
            }
        }
    }

    /// The greatest number that every release of `version` accepts at most; 0 is the least. `None`
    /// for parameters that are no numbers.
    #[must_use]
    pub fn maximum(&self, version: Option<Version>) -> Option<u64> {
        if matches!(self.unit, Unit::Flag | Unit::Path) {
            return None;
        }
        let narrow = self.is_timer();
        let wide = version.unwrap_or(Version::ANY).may_be(|release| release >= WIDE_TIMERS);
        Some(if narrow && !wide { u64::from(u16::MAX) } else { u64::from(u32::MAX) })
    }

    /// The greatest number that all releases of `version` accept. `None` for parameters that are no
    /// numbers.
    #[must_use]
    pub fn safe_maximum(&self, version: Version) -> Option<u64> {
        let wide = self.maximum(Some(version))?;
        let narrow = self.is_timer() && !version.is_always(|release| release >= WIDE_TIMERS);
        Some(if narrow { u64::from(u16::MAX) } else { wide })
    }

    /// Whether it is one of the timers that were kept in 16 bits up to 3.2.
    pub(crate) fn is_timer(&self) -> bool {
        ["heartbeat-delay", "max-response-delay", "max-ack-delay"].contains(&self.key)
    }

    /// The value written in a relationship.
    pub(crate) fn node<'d>(&self, relationship: Node<'d>) -> Option<Node<'d>> {
        match self.key.split_once('.') {
            Some((map, key)) => relationship.get(map)?.get(key),
            None => relationship.get(self.key),
        }
    }
}

const OLD: Release = Release::new(1, 4, 0);
const TLS: Release = Release::new(1, 9, 7);

/// Every parameter of a relationship but names, mode, peers and the state machine, in the order in
/// which the library reads them.
#[rustfmt::skip]
pub static PARAMETERS: &[ParameterInfo] = &[
    ParameterInfo::new("send-lease-updates", Unit::Flag, OLD, Default::Flag(true)),
    ParameterInfo::new("sync-leases", Unit::Flag, OLD, Default::Flag(true)),
    ParameterInfo::new("sync-timeout", Unit::Milliseconds, OLD, Default::Number(60_000)),
    ParameterInfo::new("sync-page-limit", Unit::Leases, Release::new(1, 5, 0), Default::Number(10_000)),
    ParameterInfo::new("delayed-updates-limit", Unit::Updates, Release::new(1, 9, 4), Default::LoadBalancing(100, 0)),
    ParameterInfo::new("heartbeat-delay", Unit::Milliseconds, OLD, Default::Number(10_000)),
    ParameterInfo::new("max-response-delay", Unit::Milliseconds, OLD, Default::Number(60_000)),
    ParameterInfo::new("max-ack-delay", Unit::Milliseconds, OLD, Default::Number(10_000)),
    ParameterInfo::new("max-unacked-clients", Unit::Clients, OLD, Default::Number(10)),
    ParameterInfo::new("max-rejected-lease-updates", Unit::Clients, Release::new(2, 3, 1), Default::Number(10)),
    ParameterInfo::new("wait-backup-ack", Unit::Flag, Release::new(1, 7, 8), Default::Flag(false)),
    ParameterInfo::new("multi-threading.enable-multi-threading", Unit::Flag, TLS, Default::TrueFrom(THREADS_ON)),
    ParameterInfo::new("multi-threading.http-dedicated-listener", Unit::Flag, TLS, Default::TrueFrom(THREADS_ON)),
    ParameterInfo::new("multi-threading.http-listener-threads", Unit::Threads, TLS, Default::Number(0)),
    ParameterInfo::new("multi-threading.http-client-threads", Unit::Threads, TLS, Default::Number(0)),
    ParameterInfo::new("trust-anchor", Unit::Path, TLS, Default::None),
    ParameterInfo::new("cert-file", Unit::Path, TLS, Default::None),
    ParameterInfo::new("key-file", Unit::Path, TLS, Default::None),
    ParameterInfo::new("require-client-certs", Unit::Flag, Release::new(2, 1, 7), Default::Flag(true)),
    ParameterInfo::new("restrict-commands", Unit::Flag, Release::new(2, 1, 7), Default::TrueFrom(RESTRICTED)),
];

/// Keys of a relationship that are not in [`PARAMETERS`].
pub static RELATIONSHIP_KEYS: &[&str] =
    &["this-server-name", "mode", "peers", "multi-threading", "state-machine"];

/// Keys of a peer.
pub static PEER_KEYS: &[&str] = &[
    "name",
    "url",
    "role",
    "auto-failover",
    "basic-auth-user",
    "basic-auth-user-file",
    "basic-auth-password",
    "basic-auth-password-file",
    "trust-anchor",
    "cert-file",
    "key-file",
];

/// A parameter of one relationship, defaults filled in.
#[derive(Debug, Clone)]
pub struct Parameter<'d> {
    /// What is known of it.
    pub info: &'static ParameterInfo,
    /// Its value; `None` where the file is silent and there is no certain default, or where what
    /// is written makes no sense.
    pub value: Option<ParameterValue<'d>>,
    /// Where it is written; `None` for a default.
    pub node: Option<Node<'d>>,
}

impl<'d> Parameter<'d> {
    pub(crate) fn of(
        info: &'static ParameterInfo,
        relationship: Node<'d>,
        mode: Option<Mode>,
        version: Option<Version>,
    ) -> Self {
        let node = info.node(relationship);
        let value = match node {
            Some(node) => written(info, node),
            None => info.default(mode, version),
        };
        Self { info, value, node }
    }
}

fn written<'d>(info: &ParameterInfo, node: Node<'d>) -> Option<ParameterValue<'d>> {
    match info.unit {
        Unit::Flag => node.as_bool().map(ParameterValue::Flag),
        Unit::Path => node.as_str().map(ParameterValue::Text),
        _ if node.kind() == Kind::Integer => {
            u64::try_from(node.as_i64()?).ok().map(ParameterValue::Number)
        }
        _ => None,
    }
}
