//! `System.TimeSpan`.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ParseScalarError;

/// A length of time, in .NET's ticks of 100 ns; never negative.
///
/// Written `d.hh:mm:ss`, without the days where there are none: the constant format of
/// `TimeSpan.ToString()`. A number is read as whole seconds, an object by its `Ticks`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    ticks: u64,
}

const TICKS_PER_SECOND: u64 = 10_000_000;
const EXPECTED: &str = "a time span (`d.hh:mm:ss`)";

impl TimeSpan {
    /// So many whole seconds, or the longest time span where they do not fit.
    #[must_use]
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { ticks: seconds.saturating_mul(TICKS_PER_SECOND) }
    }

    /// So many ticks of 100 ns.
    #[must_use]
    pub const fn from_ticks(ticks: u64) -> Self {
        Self { ticks }
    }

    /// Whole seconds; what is beyond them is cut off.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.ticks / TICKS_PER_SECOND
    }

    /// Ticks of 100 ns.
    #[must_use]
    pub const fn ticks(self) -> u64 {
        self.ticks
    }

    /// Whether it means *for ever*: DHCP counts in 32 bits of seconds, of which all ones is
    /// infinity (RFC 2131, section 3.3); Windows shows it as the longest time span.
    #[must_use]
    pub const fn is_unlimited(self) -> bool {
        self.seconds() >= 0xffff_ffff
    }

    /// Whether both mean the same: *for ever* has two spellings.
    #[must_use]
    pub const fn means(self, other: Self) -> bool {
        self.ticks == other.ticks || (self.is_unlimited() && other.is_unlimited())
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds();
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        if days > 0 {
            write!(f, "{days}.")?;
        }
        write!(f, "{:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)?;
        match self.ticks % TICKS_PER_SECOND {
            0 => Ok(()),
            fraction => write!(f, ".{fraction:07}"),
        }
    }
}

impl FromStr for TimeSpan {
    type Err = ParseScalarError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseScalarError { text: text.to_owned(), expected: EXPECTED })
    }
}

fn parse(text: &str) -> Option<TimeSpan> {
    let number = |digits: &str, below: u64| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u64>().ok().filter(|number| plain && *number < below)
    };
    let (hours, rest) = text.split_once(':')?;
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    let (minutes, seconds) = rest.split_once(':')?;
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let ticks = number(fraction, TICKS_PER_SECOND).filter(|_| fraction.len() <= 7)?;
    let ticks = ticks * 10u64.pow(7 - u32::try_from(fraction.len()).ok()?);
    let day = number(hours, 24)? * 3_600 + number(minutes, 60)? * 60 + number(seconds, 60)?;
    let seconds = number(days, u64::MAX)?.checked_mul(86_400)?.checked_add(day)?;
    let ticks = seconds.checked_mul(TICKS_PER_SECOND)?.checked_add(ticks)?;
    Some(TimeSpan { ticks })
}

impl Serialize for TimeSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeSpan {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = TimeSpan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<TimeSpan, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<TimeSpan, E> {
        Ok(TimeSpan::from_seconds(seconds))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<TimeSpan, A::Error> {
        let mut ticks = None;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "Ticks" => ticks = Some(map.next_value::<u64>()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        ticks.map(TimeSpan::from_ticks).ok_or_else(|| de::Error::missing_field("Ticks"))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TimeSpan {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeSpan".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A length of time as `TimeSpan.ToString()` writes it: `d.hh:mm:ss`, the days only where there are any.",
            "type": "string",
            "pattern": r"^([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_dotnet_writes() {
        let seconds = |text: &str| text.parse::<TimeSpan>().map(TimeSpan::seconds).ok();
        assert_eq!(seconds("8.00:00:00"), Some(691_200));
        assert_eq!(seconds("01:00:00"), Some(3_600));
        assert_eq!(seconds("00:00:01.5000000"), Some(1));
        assert_eq!("00:00:00.5".parse(), Ok(TimeSpan::from_ticks(5_000_000)));
        // A bare number would be days to .NET and seconds to everybody else.
        for bad in ["8", "25:00:00", "00:60:00", "-01:00:00", "1:2", "", "1.+2:00:00", "::"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }

    #[test]
    fn unlimited_has_two_spellings() {
        let longest: TimeSpan = "10675199.02:48:05.4775807".parse().unwrap();
        assert!(longest.is_unlimited() && TimeSpan::from_seconds(0xffff_ffff).is_unlimited());
        assert!(!TimeSpan::from_seconds(0xffff_fffe).is_unlimited());
        assert!(longest.means(TimeSpan::from_seconds(0xffff_ffff)));
        assert!(!longest.means(TimeSpan::from_seconds(3_600)));
    }

    #[test]
    fn raw_objects_and_numbers_are_read() {
        let of = |json: &str| serde_json::from_str::<TimeSpan>(json).ok();
        let hour = Some(TimeSpan::from_seconds(3_600));
        assert_eq!(of(r#""01:00:00""#), hour);
        assert_eq!(of("3600"), hour);
        assert_eq!(of(r#"{"Ticks": 36000000000, "Days": 0, "TotalHours": 1.0}"#), hour);
        assert_eq!(of(r#"{"Days": 0}"#), None);
        assert_eq!(of("true"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(ticks in 0..i64::MAX as u64) {
            let span = TimeSpan::from_ticks(ticks);
            prop_assert_eq!(span.to_string().parse(), Ok(span));
        }
    }
}
