//! Dates: `W YYYY/MM/DD HH:MM:SS [OFFSET]`, `epoch SECONDS` or `never` (dhcpd.leases(5)).

use super::cursor::{Checked, Cursor};
use super::literal::atoi;
use crate::index::kind::Kind;
use crate::rules;

/// A moment as dhcpd stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Date {
    Never,
    /// Seconds since 1970, UTC.
    Seconds(i32),
}

impl Date {
    /// `never` or `epoch SECONDS`.
    pub(crate) fn canonical(self) -> String {
        match self {
            Self::Never => "never".to_owned(),
            Self::Seconds(seconds) => format!("epoch {seconds}"),
        }
    }
}

impl Cursor<'_> {
    /// Takes a date, without a `;` behind it.
    pub(crate) fn date(&mut self) -> Checked<Date> {
        if self.eat(Kind::Never) {
            return Ok(Date::Never);
        }
        if self.eat(Kind::Epoch) {
            return Ok(Date::Seconds(self.date_number("seconds since 1970")?));
        }
        self.date_number("the number of a weekday")?;
        let year = self.date_number("a year")?;
        self.date_part(Kind::Slash, "`/`")?;
        let month = self.date_number("a month")?;
        self.date_part(Kind::Slash, "`/`")?;
        let day = self.date_number("a day of the month")?;
        let hour = self.date_number("an hour")?;
        self.date_part(Kind::Colon, "`:`")?;
        let minute = self.date_number("a minute")?;
        self.date_part(Kind::Colon, "`:`")?;
        let second = self.date_number("a second")?;
        let offset = match self.peek() {
            Kind::Semicolon => 0,
            _ => self.date_number("an offset in seconds or `;`")?,
        };
        let year = if year > 1900 { year.wrapping_sub(1900) } else { year };
        if year >= 138 {
            return Ok(Date::Never);
        }
        let days = days(year, month.wrapping_sub(1), day);
        let seconds = [(24, hour), (60, minute), (60, second)];
        let seconds = seconds
            .iter()
            .fold(days, |sum, (factor, more)| sum.wrapping_mul(*factor).wrapping_add(*more));
        Ok(Date::Seconds(seconds.wrapping_add(offset)))
    }

    fn date_number(&mut self, what: &str) -> Checked<i32> {
        self.date_part(Kind::Number, what)?;
        Ok(atoi(self.text()))
    }

    /// dhcpd takes the wrong token unless it is the `;`.
    fn date_part(&mut self, kind: Kind, what: &str) -> Checked {
        if self.eat(kind) {
            return Ok(());
        }
        let message = format!("expected {what} of a date, found {}", self.quote(self.pos));
        if self.peek() == Kind::Semicolon {
            return Err(self.fail_ahead(&rules::SYNTAX, message));
        }
        self.pos += 1;
        Err(self.fail(&rules::SYNTAX, message))
    }
}

/// Days since 1970 as dhcpd counts them: the year counts from 1900, the month from 0.
fn days(year: i32, month: i32, day: i32) -> i32 {
    const BEFORE: [i32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let before = usize::try_from(month).ok().and_then(|month| BEFORE.get(month)).copied();
    let leap = i32::from(month > 1 && year.wrapping_sub(72) & 3 == 0);
    365i32
        .wrapping_mul(year.wrapping_sub(70))
        .wrapping_add(year.wrapping_sub(69) / 4)
        .wrapping_add(before.unwrap_or(0))
        .wrapping_add(leap)
        .wrapping_add(day.wrapping_sub(1))
}
