//! Points in time in documents: all of them are written in one way.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use failover_model::lease::Moment;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// A point in time, written as RFC 3339 in UTC to the second: `2026-11-22T14:02:11Z`.
///
/// ```
/// use dhcpair_manager::contract::Time;
///
/// let time = Time::from(chrono::DateTime::UNIX_EPOCH);
/// assert_eq!(serde_json::to_string(&time)?, r#""1970-01-01T00:00:00Z""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(DateTime<Utc>);

/// The end of something: a [`Time`], or `never`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// It ends then.
    At(Time),
    /// It does not end.
    Never,
}

impl From<DateTime<Utc>> for Time {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time)
    }
}

/// Never, and what is later than every calendar, is the last time that there is.
impl From<Moment> for Time {
    fn from(moment: Moment) -> Self {
        let time = moment.unix().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        Self(time.unwrap_or(DateTime::<Utc>::MAX_UTC))
    }
}

impl From<Moment> for End {
    fn from(moment: Moment) -> Self {
        if moment == Moment::NEVER { Self::Never } else { Self::At(moment.into()) }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Moment::from(self.0).fmt(f)
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => time.fmt(f),
            Self::Never => Moment::NEVER.fmt(f),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for End {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A point in time: RFC 3339 in UTC, to the second.",
            "type": "string",
            "format": "date-time",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
        })
    }
}

impl JsonSchema for End {
    fn schema_name() -> Cow<'static, str> {
        "End".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The end of something: a point in time, or `never`.",
            "anyOf": [generator.subschema_for::<Time>(), { "const": "never" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_is_one_of_rfc_3339() {
        let utc = |text: &str| text.ends_with('Z') && DateTime::parse_from_rfc3339(text).is_ok();
        for seconds in
            [i64::MIN, -62_167_219_201, -1, 0, 1_795_356_131, 253_402_300_800, i64::MAX - 1]
        {
            let moment = Moment::from_unix(seconds);
            let texts = [Time::from(moment).to_string(), End::from(moment).to_string()];
            assert!(texts.iter().all(|text| utc(text)), "{seconds}: {texts:?}");
        }
        for time in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert!(utc(&Time::from(time).to_string()), "{}", Time::from(time));
        }
        assert_eq!(End::from(Moment::NEVER).to_string(), "never");
    }
}
