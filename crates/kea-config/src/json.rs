//! Values to be written into a configuration.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use config_text::{MemoryLoader, Sources};

use crate::document::Document;
use crate::node::{Kind, Node};

/// How deep a [`Json`] that is read from a text may be: Kea's newest releases go no deeper.
pub const DEEPEST: usize = 100;

/// A value to be written into a configuration: JSON without layout and comments.
///
/// Two values are equal where Kea cannot tell them apart, but for the order of a map's members.
/// Values may be secrets: `Debug` shows the kind alone.
///
/// ```
/// use kea_config::Json;
///
/// let pool = Json::map([("pool", Json::from("192.0.2.10 - 192.0.2.99"))]);
/// let subnet = Json::map([("id", 1.into()), ("pools", Json::list([pool]))]);
/// assert_eq!(
///     subnet.to_string(),
///     r#"{ "id": 1, "pools": [ { "pool": "192.0.2.10 - 192.0.2.99" } ] }"#
/// );
/// assert_eq!(Json::parse(subnet.to_string())?, subnet);
/// # Ok::<(), kea_config::JsonError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Json(pub(crate) Value);

/// What a value is. Numbers are kept as they are written.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    Integer(i64),
    /// A number with a fraction, or one that no 64 bits hold.
    Number(String),
    /// Kea's strings are bytes.
    String(Vec<u8>),
    List(Vec<Json>),
    Map(Vec<(Vec<u8>, Json)>),
}

/// Why a text or a node is no value to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is not JSON as Kea reads it.
    #[error("this is not JSON as Kea reads it: {reason}")]
    Syntax {
        /// A clause.
        reason: String,
    },
    /// Maps and lists in one another.
    #[error("maps and lists are nested more than {DEEPEST} levels deep")]
    TooDeep,
}

impl Json {
    /// `null`
    #[must_use]
    pub const fn null() -> Self {
        Self(Value::Null)
    }

    /// A list.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self(Value::List(items.into_iter().collect()))
    }

    /// A map; of two members with one key the later one counts, in the place of the first.
    #[must_use]
    pub fn map<K: Into<String>>(members: impl IntoIterator<Item = (K, Self)>) -> Self {
        let mut map = Self(Value::Map(Vec::new()));
        for (key, value) in members {
            map.set(&key.into(), value);
        }
        map
    }

    /// What a text says, comments left out.
    ///
    /// # Errors
    /// [`JsonError`] where Kea's parser would refuse it, includes among them: there is no folder to
    /// look for them in.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, JsonError> {
        let document = Document::of_value(text)?;
        document.root().map_or_else(|| Err(empty()), Self::of)
    }

    /// What a value of a document says.
    ///
    /// # Errors
    /// [`JsonError::TooDeep`]
    pub fn of(node: Node<'_>) -> Result<Self, JsonError> {
        within(node, DEEPEST)
    }

    /// The value of a map's member.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Map(members) = &self.0 else { return None };
        members.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value)
    }

    /// Sets a member of a map, in its place or behind all others; nothing for other kinds.
    pub fn set(&mut self, key: &str, value: impl Into<Self>) {
        let Value::Map(members) = &mut self.0 else { return };
        let value = value.into();
        match members.iter_mut().find(|(name, _)| name == key.as_bytes()) {
            Some((_, old)) => *old = value,
            None => members.push((key.as_bytes().to_vec(), value)),
        }
    }

    /// Takes a member out of a map.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Value::Map(members) = &mut self.0 else { return None };
        let at = members.iter().position(|(name, _)| name == key.as_bytes())?;
        Some(members.remove(at).1)
    }

    /// The text on one line, byte for byte what Kea is to read. It holds secrets as they are.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::edit::on_one_line(self)
    }

    /// The elements of a list; nothing for other kinds.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match &self.0 {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a string, with replacement characters where it is not UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<std::borrow::Cow<'_, str>> {
        match &self.0 {
            Value::String(bytes) => Some(String::from_utf8_lossy(bytes)),
            _ => None,
        }
    }

    /// An integer.
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.0 {
            Value::Null => Kind::Null,
            Value::Boolean(_) => Kind::Boolean,
            Value::Integer(_) => Kind::Integer,
            Value::Number(text)
                if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') =>
            {
                Kind::Integer
            }
            Value::Number(_) => Kind::Float,
            Value::String(_) => Kind::String,
            Value::List(_) => Kind::List,
            Value::Map(_) => Kind::Map,
        }
    }

    /// Whether a value of a document says the same; the order of a map's members does not count.
    #[must_use]
    pub fn is_said_by(&self, node: Node<'_>) -> bool {
        if self.kind() != node.kind() {
            return false;
        }
        match &self.0 {
            Value::Map(members) => {
                let values: HashMap<_, _> =
                    members.iter().map(|(key, value)| (key.as_slice(), value)).collect();
                node.item_count() == members.len()
                    && node.items().all(|item| {
                        let own = values.get(&*item.key_bytes().unwrap_or_default());
                        own.is_some_and(|value| value.is_said_by(item))
                    })
            }
            Value::List(items) => {
                let mut others = node.items();
                items.iter().all(|item| others.next().is_some_and(|other| item.is_said_by(other)))
                    && others.next().is_none()
            }
            _ => *self == scalar(node),
        }
    }
}

impl Document {
    /// Reads one value of any kind, such as an answer of a server.
    ///
    /// # Errors
    /// [`JsonError::Syntax`] where Kea's parser would refuse it, includes among them: there is no
    /// folder to look for them in.
    pub fn of_value(text: impl AsRef<[u8]>) -> Result<Self, JsonError> {
        let loader = MemoryLoader::new().with("value", text.as_ref());
        let syntax = |reason: &str| JsonError::Syntax { reason: reason.to_owned() };
        let document = crate::read(&mut Sources::new(), &loader, Path::new("value"))
            .map_err(|error| syntax(&error.to_string()))?;
        if let Some(finding) = document.syntax_error() {
            return Err(syntax(&finding.message));
        }
        if let Some(reason) = document.incomplete() {
            return Err(syntax(reason));
        }
        if document.root().is_none() {
            return Err(empty());
        }
        Ok(document)
    }
}

fn empty() -> JsonError {
    JsonError::Syntax { reason: "it is empty".to_owned() }
}

fn within(node: Node<'_>, depth: usize) -> Result<Json, JsonError> {
    match node.kind() {
        Kind::Map | Kind::List if depth == 0 => Err(JsonError::TooDeep),
        Kind::Map => {
            let members = node.items().map(|item| {
                let key = item.key_bytes().unwrap_or_default().into_owned();
                Ok((key, within(item, depth - 1)?))
            });
            Ok(Json(Value::Map(members.collect::<Result<_, JsonError>>()?)))
        }
        Kind::List => {
            let items = node.items().map(|item| within(item, depth - 1));
            Ok(Json(Value::List(items.collect::<Result<_, _>>()?)))
        }
        _ => Ok(scalar(node)),
    }
}

fn scalar(node: Node<'_>) -> Json {
    let as_written = || String::from_utf8_lossy(node.token_bytes()).into_owned();
    Json(match node.kind() {
        Kind::Boolean => Value::Boolean(node.as_bool().unwrap_or_default()),
        Kind::Integer => node.as_i64().map_or_else(|| Value::Number(as_written()), Value::Integer),
        Kind::Float => Value::Number(as_written()),
        Kind::String => Value::String(node.as_bytes().unwrap_or_default().into_owned()),
        _ => Value::Null,
    })
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self(Value::Boolean(value))
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self(Value::Integer(value))
    }
}

impl From<u32> for Json {
    fn from(value: u32) -> Self {
        Self(Value::Integer(value.into()))
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self(Value::Integer(value.into()))
    }
}

impl From<&str> for Json {
    fn from(value: &str) -> Self {
        Self(Value::String(value.as_bytes().to_vec()))
    }
}

impl From<String> for Json {
    fn from(value: String) -> Self {
        Self(Value::String(value.into_bytes()))
    }
}

/// A string literal with its quotes. Kea takes all bytes as they are but these.
pub(crate) fn literal(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'"'];
    for byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', *byte]),
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            0..0x20 => out.extend(format!("\\u{byte:04x}").bytes()),
            _ => out.push(*byte),
        }
    }
    out.push(b'"');
    out
}

/// The text of a scalar; of a map or list its kind, which no caller wants.
pub(crate) fn scalar_text(value: &Value) -> Vec<u8> {
    match value {
        Value::Null | Value::List(_) | Value::Map(_) => b"null".to_vec(),
        Value::Boolean(flag) => flag.to_string().into_bytes(),
        Value::Integer(number) => number.to_string().into_bytes(),
        Value::Number(text) => text.clone().into_bytes(),
        Value::String(bytes) => literal(bytes),
    }
}

/// One line, with replacement characters where it is not UTF-8. It holds secrets as they are.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.to_bytes()))
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Json").field(&self.kind()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_and_read_again() {
        for text in [
            r#"{ "a": [ 1, -2, 0.5, 1e3 ], "b": { "c": null, "d": true } }"#,
            r#"[ "\"\\\n\t\u0001", "", {}, [], "\u00e4" ]"#,
        ] {
            let json = Json::parse(text).unwrap();
            assert_eq!(Json::parse(json.to_bytes()).unwrap(), json, "{text}");
        }
        assert_eq!(Json::parse("[1, # one\n ]").unwrap(), Json::list([1.into()]));
    }

    #[test]
    fn what_kea_refuses_is_refused() {
        for text in ["", "{", "[1 2]", "{\"a\": 1, \"a\": 2}", "[,1]", "<?include \"x\"?>", "[] []"]
        {
            assert!(matches!(Json::parse(text), Err(JsonError::Syntax { .. })), "{text}");
        }
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Json::parse(deep(DEEPEST)).is_ok());
        assert_eq!(Json::parse(deep(DEEPEST + 1)), Err(JsonError::TooDeep));
        assert_eq!(Json::parse(deep(100_000)), Err(JsonError::TooDeep));
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(format!("{:?}", Json::from("hunter2")), "Json(String)");
    }
}
