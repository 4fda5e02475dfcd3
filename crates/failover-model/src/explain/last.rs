//! Which side of a pair served last, where neither runs: it is to be started first.

use chrono::{DateTime, TimeDelta, Utc};

use super::{PairView, SideView, short};
use crate::identity::Vendor;
use crate::lease::Moment;
use crate::state::{Serves, SideState, StateSource, facts};

/// Files of two servers that were changed no further apart say nothing: both write when one of them gives a lease.
const SAME: TimeDelta = TimeDelta::minutes(1);

/// What is to be started first.
pub(super) fn first(pair: &PairView, start: &str) -> String {
    match served_last(pair) {
        Ok((server, why)) => format!("start {server} first, which served last ({why}): {start}"),
        Err(why) => format!(
            "start first the one that served last, which of the two that is, is not known ({why}): {start}"
        ),
    }
}

/// Sides that wait for a command after their start, since they were switched off on purpose.
pub(super) fn switched_off(pair: &PairView) -> Vec<String> {
    let off = pair.sides.iter().filter(|side| is(side, &["shutdown", "paused"]));
    let told = off.map(|side| {
        format!(
            "{} was switched off on purpose before it ended, and stays so: resume it after its start (state recover)",
            side.server
        )
    });
    told.collect()
}

/// The side that served last and what says so, or why that is not known. Of dhcpd alone: its lease file has its state.
fn served_last(pair: &PairView) -> Result<(&str, String), String> {
    let [one, two] = pair.sides.as_slice() else {
        return Err("there is no other".to_owned());
    };
    if pair.vendor != Vendor::Isc {
        return Err("their files have no state".to_owned());
    }
    let lacks = |side: &SideView| format!("the last state of {} was not seen", side.server);
    let [first, second] = [one, two].map(|side| side.last.as_ref().ok_or_else(|| lacks(side)));
    let (first, second) = (first?, second?);
    let [serve_one, serve_two] = [first, second].map(serves);
    let has = |side: &SideView, state: &SideState| {
        let since = state
            .own
            .since
            .map_or_else(String::new, |since| format!(" since {}", Moment::from(since)));
        let (source, server) = (state.source.as_str(), &side.server);
        format!("the {source} of {server} has {}{since}", state.own.state)
    };
    match (serve_one, serve_two) {
        (Some(Serves::Nobody), Some(Serves::Nobody)) => Err("neither served any more".to_owned()),
        (Some(Serves::All), Some(Serves::All)) => Err("each took the other for down".to_owned()),
        // Who has lost the other has outlived it, unless the other says so, too.
        (Some(Serves::All), Some(_)) => Ok((&one.server, has(one, first))),
        (Some(_), Some(Serves::All)) => Ok((&two.server, has(two, second))),
        (Some(_), Some(Serves::Nobody)) => Ok((&one.server, has(two, second))),
        (Some(Serves::Nobody), Some(_)) => Ok((&two.server, has(one, first))),
        (Some(Serves::AllFromHalf), Some(Serves::Share)) => Ok((&one.server, has(one, first))),
        (Some(Serves::Share), Some(Serves::AllFromHalf)) => Ok((&two.server, has(two, second))),
        (Some(_), Some(_)) => by_files((one, first), (two, second)),
        _ => Err("a state is none that is known".to_owned()),
    }
}

/// The side whose lease file was changed last, which dhcpd does at every lease; by the clock of the one who looks.
fn by_files<'a>(
    (one, first): (&'a SideView, &SideState),
    (two, second): (&'a SideView, &SideState),
) -> Result<(&'a str, String), String> {
    let lacks = || "when their lease files were changed cannot be compared".to_owned();
    let changed = |side: &SideView, state: &SideState| -> Option<(DateTime<Utc>, TimeDelta)> {
        // Others write into a log, too.
        let clock = side.clock.filter(|_| state.source == StateSource::LeaseFile)?;
        Some((state.as_of?.checked_sub_signed(clock.ahead)?, clock.within))
    };
    let (at_one, near_one) = changed(one, first).ok_or_else(lacks)?;
    let (at_two, near_two) = changed(two, second).ok_or_else(lacks)?;
    let later = at_one - at_two;
    if later.abs() - near_one - near_two <= SAME {
        return Err("their lease files were changed at the same time".to_owned());
    }
    let (newer, older) = if later > TimeDelta::zero() { (one, two) } else { (two, one) };
    let by = short(later.abs());
    Ok((&newer.server, format!("its lease file was changed {by} after that of {}", older.server)))
}

fn serves(state: &SideState) -> Option<Serves> {
    Some(facts(Vendor::Isc, &state.own.state)?.serves)
}

fn is(side: &SideView, words: &[&str]) -> bool {
    side.last.as_ref().is_some_and(|last| words.contains(&&*last.own.state.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Knowledge;
    use crate::state::{ClockOffset, FailoverState, Reported};

    /// A side with the last state of its lease file, and how many minutes ago that was changed.
    fn side(server: &str, state: &str, minutes: i64) -> SideView {
        let now: DateTime<Utc> = "2026-11-22T14:02:11Z".parse().expect("a time");
        let own =
            Reported { state: FailoverState(state.into()), since: Some(now - TimeDelta::days(1)) };
        let as_of = Some(now - TimeDelta::minutes(minutes));
        let new = SideState::new(own.state.clone(), StateSource::LeaseFile);
        let clock = ClockOffset { ahead: TimeDelta::zero(), within: TimeDelta::seconds(1) };
        SideView {
            last: Some(SideState { own, as_of, ..new }),
            clock: Some(clock),
            ..SideView::new(server, Knowledge::unknown("it does not run"))
        }
    }

    fn told(sides: [SideView; 2]) -> Result<(String, String), String> {
        let pair = PairView {
            relationship: "campus".to_owned(),
            vendor: Vendor::Isc,
            mode: None,
            mclt: None,
            sides: sides.into(),
            full: Vec::new(),
        };
        served_last(&pair).map(|(server, why)| (server.to_owned(), why))
    }

    #[test]
    fn the_side_that_went_on_alone_served_last() {
        let (down, lost) = ("partner-down", "communications-interrupted");
        let cases = [
            (down, lost, "a"),
            ("normal", down, "b"),
            (lost, "normal", "a"),
            ("shutdown", "normal", "b"),
            (lost, "recover-wait", "a"),
        ];
        for (one, two, first) in cases {
            // Its file may well be the older one: the other was started again, or its clock is wrong.
            let (server, why) = told([side("a", one, 600), side("b", two, 600)]).expect(one);
            assert_eq!(server, first, "{one}, {two}");
            assert!(why.contains("the lease file of "), "{why}");
        }
        let (_, why) = told([side("a", "shutdown", 5), side("b", "normal", 5)]).expect("b");
        assert_eq!(why, "the lease file of a has shutdown since 2026-11-21T14:02:11Z");
    }

    #[test]
    fn files_tell_where_states_do_not_and_only_by_known_clocks() {
        let (server, why) = told([side("a", "normal", 50), side("b", "normal", 9)]).expect("b");
        assert_eq!((&*server, &*why), ("b", "its lease file was changed 41m after that of a"));
        let same = told([side("a", "normal", 10), side("b", "normal", 9)]);
        assert_eq!(same, Err("their lease files were changed at the same time".to_owned()));
        // An hour of one clock is no hour of the other.
        let mut ahead = side("b", "normal", 9);
        ahead.clock = ahead.clock.map(|clock| ClockOffset { ahead: TimeDelta::hours(1), ..clock });
        let (server, _) = told([side("a", "normal", 50), ahead.clone()]).expect("a");
        assert_eq!(server, "a");
        let unknown = told([side("a", "normal", 50), SideView { clock: None, ..ahead }]);
        let mut logged = side("b", "normal", 9);
        logged.last = logged.last.map(|last| SideState { source: StateSource::Log, ..last });
        assert!(told([side("a", "normal", 50), logged]).is_err(), "that is no lease file");
        assert!(unknown.expect_err("no clock").contains("cannot be compared"));
    }

    #[test]
    fn what_is_not_known_is_said() {
        let both = |word| told([side("a", word, 50), side("b", word, 9)]).expect_err(word);
        assert_eq!(both("partner-down"), "each took the other for down");
        assert_eq!(both("shutdown"), "neither served any more");
        assert_eq!(both("strange"), "a state is none that is known");
        let unseen = SideView { last: None, ..side("b", "normal", 9) };
        let unseen = told([side("a", "partner-down", 50), unseen]).expect_err("b");
        assert_eq!(unseen, "the last state of b was not seen");
    }
}
