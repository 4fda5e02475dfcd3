//! The clock of a server.

use std::str;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::command::Command;
use crate::error::ExecError;
use crate::host::Host;

/// A server's clock beside ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// What the server's clock said.
    pub theirs: DateTime<Utc>,
    /// What ours said in the middle of the round trip.
    pub ours: DateTime<Utc>,
    /// How far off the difference may be: half of the round trip, during which the server's clock
    /// was read at an unknown moment.
    pub uncertainty: Duration,
}

impl Clock {
    /// How far the server's clock is ahead of ours; negative where it is behind.
    #[must_use]
    pub fn ahead(&self) -> TimeDelta {
        self.theirs - self.ours
    }
}

pub(crate) async fn read<H: Host + ?Sized>(
    host: &H,
    now: fn() -> DateTime<Utc>,
) -> Result<Clock, ExecError> {
    let command = Command::new("date").arguments(["-u", "+%s.%N"]);
    // A connection is made before the time is taken.
    host.run(&Command::new("true")).await?;
    let (sent, start) = (now(), Instant::now());
    let output = host.run(&command).await?;
    let half = start.elapsed() / 2;
    let moment = seconds(&output.stdout).and_then(|(theirs, exact)| {
        let ours = sent.checked_add_signed(TimeDelta::from_std(half).ok()?)?;
        let rounding = if exact { Duration::ZERO } else { Duration::from_secs(1) };
        Some(Clock { theirs, ours, uncertainty: half + rounding })
    });
    let program =
        || ExecError::Garbled { host: host.name().to_owned(), program: "date".to_owned() };
    moment.ok_or_else(program)
}

/// A time of `date +%s.%N`, and whether it has a fraction: some do not know `%N`.
pub(crate) fn seconds(text: &[u8]) -> Option<(DateTime<Utc>, bool)> {
    let (seconds, fraction) = str::from_utf8(text).ok()?.trim().split_once('.')?;
    let nanoseconds = (fraction.len() == 9).then(|| fraction.parse::<u32>().ok()).flatten();
    let moment = DateTime::from_timestamp(seconds.parse().ok()?, nanoseconds.unwrap_or(0))?;
    Some((moment, nanoseconds.is_some()))
}
