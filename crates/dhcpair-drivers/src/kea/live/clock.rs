//! How far a server's clock is ahead, from times that it told.

use chrono::{DateTime, TimeDelta, Utc};
use failover_model::state::ClockOffset;

/// Kea tells times to the second: the true one is up to a second later.
const RESOLUTION: TimeDelta = TimeDelta::seconds(1);

/// Between what and what the offset of a clock must be, after all that was seen.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window(Option<(TimeDelta, TimeDelta)>);

impl Window {
    /// The server told a time between a moment before and one behind that, by the clock of the one who asked.
    pub(super) fn saw(
        &mut self,
        before: DateTime<Utc>,
        told: DateTime<Utc>,
        behind: DateTime<Utc>,
    ) {
        // Differences first: a server may tell the last second that there is.
        let (least, most) = (told - behind, (told - before) + RESOLUTION);
        self.0 = Some(match self.0 {
            // Where they contradict one another a clock was set: the last one counts.
            Some((low, high)) if least.max(low) <= most.min(high) => {
                (least.max(low), most.min(high))
            }
            _ => (least, most),
        });
    }

    /// The middle, and how far it is to either end.
    pub(super) fn offset(self) -> Option<ClockOffset> {
        let (low, high) = self.0?;
        let within = (high - low) / 2;
        Some(ClockOffset { ahead: low + within, within })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A moment, in milliseconds.
    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn one_time_is_known_to_its_second() {
        let mut window = Window::default();
        assert_eq!(window.offset(), None);
        // Asked at 0.100, answered at 0.300: told was 0, so it was 0 to 1 there at some moment between.
        window.saw(at(100), at(0), at(300));
        let ClockOffset { ahead, within } = window.offset().unwrap();
        assert_eq!(
            (ahead - within, ahead + within),
            (TimeDelta::milliseconds(-300), TimeDelta::milliseconds(900))
        );
    }

    #[test]
    fn several_times_are_known_better() {
        let mut window = Window::default();
        // A clock that is 72.35 s ahead, asked every 300 ms.
        for sent in (0..3_000).step_by(300) {
            let true_time = sent + 20 + 72_350;
            window.saw(at(sent), at(true_time / 1_000 * 1_000), at(sent + 40));
        }
        let ClockOffset { ahead, within } = window.offset().unwrap();
        assert!(within < TimeDelta::milliseconds(250), "{within}");
        assert!((ahead - TimeDelta::milliseconds(72_350)).abs() <= within, "{ahead}");
    }

    #[test]
    fn any_time_can_be_told() {
        for told in [DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MIN_UTC] {
            let mut window = Window::default();
            window.saw(at(0), told, at(10));
            let ClockOffset { ahead, within } = window.offset().unwrap();
            assert!((ahead - (told - at(5))).abs() <= within, "{ahead} {within}");
        }
    }

    #[test]
    fn a_clock_that_was_set_is_seen_anew() {
        let mut window = Window::default();
        window.saw(at(0), at(90_000), at(10));
        window.saw(at(100), at(0), at(110));
        let ClockOffset { ahead, within } = window.offset().unwrap();
        assert!(ahead.abs() <= within + RESOLUTION, "{ahead} {within}");
    }
}
