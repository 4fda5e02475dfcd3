//! `System.DateTime`.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ParseScalarError;

/// A point in time.
///
/// Written in UTC as ISO 8601 has it (`2026-11-22T13:58:04Z`). Other offsets are read, too, and
/// `/Date(ms)/`, which is what Windows PowerShell 5.1 writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub DateTime<Utc>);

const EXPECTED: &str = "a point in time (`2026-11-22T13:58:04Z`)";

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl FromStr for Instant {
    type Err = ParseScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let failed = || ParseScalarError { text: text.to_owned(), expected: EXPECTED };
        let old = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/"));
        match old {
            Some(ms) => {
                let ms = ms.parse().map_err(|_| failed())?;
                DateTime::from_timestamp_millis(ms).map(Self).ok_or_else(failed)
            }
            None => {
                let read = DateTime::parse_from_rfc3339(text);
                read.map(|time| Self(time.with_timezone(&Utc))).map_err(|_| failed())
            }
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Instant;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Instant {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Instant".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A point in time in UTC, as ISO 8601 has it.",
            "type": "string",
            "format": "date-time",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_the_old_form_are_the_same_time() {
        let wanted = "2026-11-22T13:58:04Z";
        for text in [wanted, "2026-11-22T14:58:04+01:00", "/Date(1795355884000)/"] {
            assert_eq!(text.parse::<Instant>().map(|i| i.to_string()).as_deref(), Ok(wanted));
        }
        assert!("22.11.2026".parse::<Instant>().is_err());
        assert!("/Date(x)/".parse::<Instant>().is_err());
    }
}
