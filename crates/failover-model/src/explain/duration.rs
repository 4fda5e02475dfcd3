//! Durations for people.

use chrono::TimeDelta;

/// A duration in at most two units and five or six characters: `15 s`, `41m`, `2d03h`, `88d`.
///
/// ```
/// use chrono::TimeDelta;
/// use failover_model::explain::short;
///
/// assert_eq!(short(TimeDelta::seconds(15)), "15 s");
/// assert_eq!(short(TimeDelta::minutes(41)), "41m");
/// assert_eq!(short(TimeDelta::minutes(185)), "3h05m");
/// assert_eq!(short(TimeDelta::hours(51)), "2d03h");
/// assert_eq!(short(TimeDelta::hours(88 * 24 + 5)), "88d");
/// ```
#[must_use]
pub fn short(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    if seconds < 0 {
        return format!("-{}", short(-span));
    }
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes}m"),
        3_600..86_400 => format!("{hours}h{:02}m", minutes % 60),
        86_400..864_000 => format!("{days}d{:02}h", hours % 24),
        _ => format!("{days}d"),
    }
}
