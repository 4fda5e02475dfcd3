//! Reading of answers: what should be there is there and is of the right kind, or an error says where
//! it is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use chrono::{DateTime, Utc};
use config_text::escape_control;
use ipnet::{Ipv4Net, Ipv6Net};
use kea_config::{Json, Kind, Node};

use super::failure::ReplyError;

/// A map in an answer.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'d> {
    command: &'static str,
    node: Node<'d>,
}

/// Something that can be read from one value of an answer.
pub trait FromAnswer: Sized {
    /// What the value should be, for messages: `an IPv4 address`.
    const WANTED: &'static str;

    /// Reads it; [`None`] where it is something else.
    fn from_answer(node: Node<'_>) -> Option<Self>;
}

impl<'d> Fields<'d> {
    /// The members of a map in the answer to a command.
    ///
    /// # Errors
    /// [`ReplyError::Value`] where it is no map.
    pub fn new(command: &'static str, node: Node<'d>) -> Result<Self, ReplyError> {
        match node.kind() {
            Kind::Map => Ok(Self { command, node }),
            _ => Err(wrong(command, node, "a map")),
        }
    }

    /// The map.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// The command that it is an answer to.
    #[must_use]
    pub const fn command(&self) -> &'static str {
        self.command
    }

    /// A member that is there.
    ///
    /// # Errors
    /// [`ReplyError`] where it is missing, `null`, or of another kind.
    pub fn required<T: FromAnswer>(&self, key: &str) -> Result<T, ReplyError> {
        self.optional(key)?.ok_or_else(|| self.missing(key))
    }

    /// A member that may be missing or `null`.
    ///
    /// # Errors
    /// [`ReplyError::Value`] where it is of another kind.
    pub fn optional<T: FromAnswer>(&self, key: &str) -> Result<Option<T>, ReplyError> {
        let Some(node) = self.member(key) else { return Ok(None) };
        T::from_answer(node).map(Some).ok_or_else(|| wrong(self.command, node, T::WANTED))
    }

    /// A map that is there.
    ///
    /// # Errors
    /// [`ReplyError`] where it is missing or no map.
    pub fn map(&self, key: &str) -> Result<Self, ReplyError> {
        Self::new(self.command, self.member(key).ok_or_else(|| self.missing(key))?)
    }

    /// A map that may be missing or `null`.
    ///
    /// # Errors
    /// [`ReplyError::Value`] where it is no map.
    pub fn optional_map(&self, key: &str) -> Result<Option<Self>, ReplyError> {
        self.member(key).map(|node| Self::new(self.command, node)).transpose()
    }

    /// The maps of a list that is there.
    ///
    /// # Errors
    /// [`ReplyError`] where it is missing, no list, or has other things than maps.
    pub fn maps(&self, key: &str) -> Result<Vec<Self>, ReplyError> {
        let list = self.member(key).ok_or_else(|| self.missing(key))?;
        if list.kind() != Kind::List {
            return Err(wrong(self.command, list, "a list of maps"));
        }
        list.items().map(|item| Self::new(self.command, item)).collect()
    }

    /// All of it, as it is.
    ///
    /// # Errors
    /// [`ReplyError::Value`] where it is nested too deep.
    pub fn json(&self) -> Result<Json, ReplyError> {
        Json::of(self.node).map_err(|_| wrong(self.command, self.node, "nested less deep"))
    }

    /// All members that are not among `known`, as they are.
    #[must_use]
    pub fn others(&self, known: &[&str]) -> Json {
        let others = self.node.members().filter(|member| !known.contains(&&*member.key));
        Json::map(
            others
                .filter_map(|member| Some((member.key.into_owned(), Json::of(member.value).ok()?))),
        )
    }

    /// Another member than it should be.
    pub(super) fn wrong(&self, key: &str, wanted: &'static str) -> ReplyError {
        match self.member(key) {
            Some(node) => wrong(self.command, node, wanted),
            None => self.missing(key),
        }
    }

    fn member(&self, key: &str) -> Option<Node<'d>> {
        self.node.get(key).filter(|node| node.kind() != Kind::Null)
    }

    fn missing(&self, key: &str) -> ReplyError {
        let around = self.node.path();
        let dot = if around.is_empty() { "" } else { "." };
        ReplyError::Missing { command: self.command, path: format!("{around}{dot}{key}") }
    }
}

fn wrong(command: &'static str, node: Node<'_>, wanted: &'static str) -> ReplyError {
    let path = Some(node.path()).filter(|path| !path.is_empty());
    let found = match node.kind() {
        Kind::Map | Kind::List | Kind::Null => node.kind().with_article().to_owned(),
        _ => format!("`{}`", escape_control(&node.shown())),
    };
    ReplyError::Value { command, path: path.unwrap_or_else(|| ".".to_owned()), found, wanted }
}

macro_rules! from_answer {
    ($($kind:ty, $wanted:literal, $node:ident => $read:expr;)*) => {$(
        impl FromAnswer for $kind {
            const WANTED: &'static str = $wanted;

            fn from_answer($node: Node<'_>) -> Option<Self> {
                $read
            }
        }
    )*};
}

from_answer! {
    String, "a string", node => node.as_str().map(std::borrow::Cow::into_owned);
    bool, "true or false", node => node.as_bool();
    i64, "an integer", node => node.as_i64();
    u64, "an integer, 0 or more", node => node.as_i64()?.try_into().ok();
    u32, "an integer from 0 to 4294967295", node => node.as_i64()?.try_into().ok();
    u8, "an integer from 0 to 255", node => node.as_i64()?.try_into().ok();
    f64, "a number", node => node.as_f64().filter(|number| number.is_finite());
    Ipv4Addr, "an IPv4 address", node => node.as_str()?.parse().ok();
    Ipv6Addr, "an IPv6 address", node => node.as_str()?.parse().ok();
    IpAddr, "an IP address", node => node.as_str()?.parse().ok();
    Ipv4Net, "an IPv4 network", node => node.as_str()?.parse().ok();
    Ipv6Net, "an IPv6 network", node => node.as_str()?.parse().ok();
    Duration, "seconds, 0 or more", node =>
        Some(Self::from_secs(node.as_i64()?.try_into().ok()?));
    Json, "a value", node => Self::of(node).ok();
}

/// Seconds since 1970.
impl FromAnswer for DateTime<Utc> {
    const WANTED: &'static str = "seconds since 1970";

    fn from_answer(node: Node<'_>) -> Option<Self> {
        Self::from_timestamp(node.as_i64()?, 0)
    }
}

impl<T: FromAnswer> FromAnswer for Vec<T> {
    const WANTED: &'static str = "a list of the right kind";

    fn from_answer(node: Node<'_>) -> Option<Self> {
        if node.kind() != Kind::List {
            return None;
        }
        node.items().map(T::from_answer).collect()
    }
}
