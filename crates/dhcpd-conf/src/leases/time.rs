//! Points in time, as dhcpd keeps them.

use std::fmt;

/// A point in time: seconds since 1970-01-01 00:00 UTC, or never.
///
/// dhcpd keeps 32 bits: a year from 2038 on is read as never (dhcpd.leases(5), "DATES").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(i32);

impl Stamp {
    /// No end. Later than every other point in time.
    pub const NEVER: Self = Self(i32::MAX);

    /// The point in time `seconds` after the start of 1970.
    #[must_use]
    pub const fn from_unix(seconds: i32) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970 (UTC); [`None`] for never.
    #[must_use]
    pub const fn unix_seconds(self) -> Option<i64> {
        if self.0 == i32::MAX { None } else { Some(self.0 as i64) }
    }

    /// Whether it lies behind `now`, in seconds since 1970. Never does.
    #[must_use]
    pub fn is_after(self, now: i64) -> bool {
        self.unix_seconds().is_none_or(|seconds| seconds > now)
    }

    /// As it is kept in tables: 0 is absent, as for dhcpd, which does not write a 0.
    pub(super) const fn stored(stamp: Option<Self>) -> i32 {
        match stamp {
            Some(stamp) => stamp.0,
            None => 0,
        }
    }

    pub(super) const fn of_stored(seconds: i32) -> Option<Self> {
        if seconds == 0 { None } else { Some(Self(seconds)) }
    }

    /// The calendar date that dhcpd makes of these numbers, with its own arithmetic; [`None`] for a
    /// month that there is not.
    pub(super) fn of_date(date: &Date) -> Option<Self> {
        const DAYS_BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let month = date.month.wrapping_sub(1);
        let before = DAYS_BEFORE.get(usize::try_from(month).ok()?)?;
        let year = if date.year > 1900 { date.year - 1900 } else { date.year };
        if year >= 138 {
            return Some(Self::NEVER);
        }
        let leap_day = i32::from(month > 1 && year.wrapping_sub(72) & 3 == 0);
        let days = year
            .wrapping_sub(70)
            .wrapping_mul(365)
            .wrapping_add(year.wrapping_sub(69) / 4)
            .wrapping_add(before + leap_day)
            .wrapping_add(date.day)
            .wrapping_sub(1);
        let hours = days.wrapping_mul(24).wrapping_add(date.hour);
        let minutes = hours.wrapping_mul(60).wrapping_add(date.minute);
        let seconds = minutes.wrapping_mul(60).wrapping_add(date.second);
        Some(Self(seconds.wrapping_add(date.zone)))
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(seconds) = self.unix_seconds() else {
            return f.write_str("never");
        };
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Year, month and day of a day counted from 1970-01-01. Years are counted from March, so that a
/// leap day is a year's last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

/// The numbers of a date, as they are written.
#[derive(Debug, Default)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: i32,
    pub(super) day: i32,
    pub(super) hour: i32,
    pub(super) minute: i32,
    pub(super) second: i32,
    pub(super) zone: i32,
}

/// How many bytes the date has that dhcpd itself writes, from the blank before it to its semicolon.
pub(super) const WRITTEN: usize = 23;

/// A date exactly as dhcpd writes it: ` 4 2026/11/25 12:00:00;`.
pub(super) fn written_date(text: &[u8; WRITTEN]) -> Option<Stamp> {
    let [b' ', _, b' ', date @ .., b';'] = text else { return None };
    let [y1, y2, y3, y4, b'/', m1, m2, b'/', d1, d2, b' ', h1, h2, b':', n1, n2, b':', s1, s2] =
        *date
    else {
        return None;
    };
    let [_, weekday, ..] = *text;
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2, weekday];
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let two = |tens: u8, ones: u8| i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
    Stamp::of_date(&Date {
        year: two(y1, y2) * 100 + two(y3, y4),
        month: two(m1, m2),
        day: two(d1, d2),
        hour: two(h1, h2),
        minute: two(n1, n2),
        second: two(s1, s2),
        zone: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_date_is_shown_as_it_was_meant() {
        let stamp = written_date(b" 4 2026/11/25 12:34:56;").unwrap();
        assert_eq!(stamp.unix_seconds(), Some(1_795_610_096));
        assert_eq!(stamp.to_string(), "2026-11-25T12:34:56Z");
        assert_eq!(
            written_date(b" 6 2000/02/29 23:59:59;").unwrap().to_string(),
            "2000-02-29T23:59:59Z"
        );
        assert_eq!(
            written_date(b" 6 2000/03/01 00:00:00;").unwrap().to_string(),
            "2000-03-01T00:00:00Z"
        );
        assert_eq!(written_date(b" 4 2026/11/25 12:34;56;"), None);
        assert_eq!(written_date(b" x 2026/11/25 12:34:56;"), None);
        assert_eq!(written_date(b" 4 2026/13/25 12:34:56;"), None);
    }

    #[test]
    fn every_day_of_the_epoch_comes_back() {
        for day in (0..24_837).step_by(7) {
            let stamp = Stamp::from_unix(day * 86_400);
            let text = stamp.to_string();
            let text = format!(" 1 {}/{}/{} 00:00:00;", &text[..4], &text[5..7], &text[8..10]);
            assert_eq!(written_date(text.as_bytes().try_into().unwrap()), Some(stamp), "{text}");
        }
    }

    #[test]
    fn from_2038_on_it_is_never() {
        assert_eq!(written_date(b" 5 2038/01/01 00:00:00;"), Some(Stamp::NEVER));
        assert!(Stamp::NEVER.is_after(i64::MAX) && Stamp::NEVER > Stamp::from_unix(1));
        assert_eq!(Stamp::NEVER.to_string(), "never");
        assert!(!Stamp::from_unix(5).is_after(5) && Stamp::from_unix(5).is_after(4));
    }
}
