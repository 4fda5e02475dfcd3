//! Keas that both run: what one says of the other is no word on whether that is alive.

use super::*;

/// Two that were seen, with whether each reaches the other.
fn told(mode: Mode, sides: [(&str, Option<bool>); 2]) -> Explanation {
    let mut at = 0;
    let sides = sides.map(|(state, in_touch)| {
        let mut view = side(["kea-1", "kea-2"][at], state, None);
        view.role = Some([Role::Primary, Role::Secondary][at]);
        if let Knowledge::Known(state) = &mut view.state {
            state.in_touch = in_touch;
        }
        at += 1;
        view
    });
    let told = explain(&PairView { mode: Some(mode), ..pair(Vendor::Kea, sides) }, now());
    let lines = [&told.unattended, &told.next, &told.avoid];
    let lines: Vec<&String> = lines.into_iter().flatten().chain([&told.headline]).collect();
    assert!(lines.iter().all(|line| !line.contains(['{', '}'])), "{told:?}");
    told
}

const CUT: Option<bool> = Some(false);
const LB: Mode = Mode::LoadBalance;
const HS: Mode = Mode::HotStandby;

#[test]
fn two_that_run_and_do_not_reach_each_other_are_not_said_to_be_dead() {
    let recovery = "communication-recovery";
    let serves_all = "kea-1 and kea-2 both run, and do not reach each other: kea-1 serves all";
    for (mode, states, headline) in [
        (
            LB,
            [(recovery, CUT), (recovery, CUT)],
            "kea-1 and kea-2 both run, and do not reach each other",
        ),
        (
            LB,
            [("load-balancing", CUT), ("load-balancing", CUT)],
            "kea-1 and kea-2 both run, and do not reach each other",
        ),
        (HS, [("hot-standby", CUT), ("hot-standby", CUT)], serves_all),
        // As a real pair is 20 s after its link was cut.
        (HS, [("partner-down", CUT), ("hot-standby", CUT)], serves_all),
    ] {
        let told = told(mode, states);
        assert_eq!(told.headline, headline, "{states:?}");
        assert!(told.next[0].starts_with("repair what is between kea-1 and kea-2"), "{told:?}");
        let all = [&told.next, &told.unattended].into_iter().flatten();
        assert!(
            all.clone().all(|line| !line.contains("dead") && !line.starts_with("start ")),
            "{told:?}"
        );
        assert!(told.avoid[0].contains("both are alive"), "{told:?}");
    }
    // One that was not seen may be dead.
    let mut view = pair(Vendor::Kea, [side("a", recovery, None), side("b", recovery, None)]);
    view.sides[1].state = Knowledge::unknown("no answer");
    assert!(explain(&view, now()).headline.starts_with("a keeps its updates for b"));
}

#[test]
fn a_partner_that_is_back_has_not_to_be_started() {
    let back = told(HS, [("partner-down", Some(true)), ("waiting", Some(true))]);
    assert_eq!(back.headline, "kea-1 serves all; kea-2 runs, and is to fetch its leases");
    assert!(back.next.iter().all(|line| !line.contains("start kea-2")), "{back:?}");
}

#[test]
fn one_that_is_ready_does_not_fetch_leases_any_more() {
    let ready = told(HS, [("ready", Some(true)), ("partner-down", Some(true))]);
    assert_eq!(ready.situation, Situation::KeaReady);
    assert_eq!(
        ready.headline,
        "kea-1 has all leases and waits until kea-2 takes notice; kea-2 serves all meanwhile"
    );
    let nobody = told(LB, [("ready", Some(true)), ("waiting", Some(true))]);
    assert!(nobody.headline.ends_with("; nobody answers clients meanwhile"), "{nobody:?}");
    let syncing = told(LB, [("load-balancing", Some(true)), ("syncing", Some(true))]);
    assert_eq!(
        syncing.headline,
        "kea-2 fetches the leases of kea-1; kea-1 serves its part meanwhile"
    );
}

#[test]
fn beside_one_that_waits_a_terminated_side_serves_alone() {
    for (mode, states, headline, serving) in [
        (
            LB,
            ["terminated", "waiting"],
            "kea-1 serves uncoordinated, kea-2 serves nobody",
            "kea-1 answers its part of the clients, without telling its partner",
        ),
        (
            LB,
            ["terminated", "terminated"],
            "both serve uncoordinated",
            "kea-1 answers its part of the clients, without telling its partner",
        ),
        (
            HS,
            ["terminated", "terminated"],
            "kea-1 serves uncoordinated, kea-2 serves nobody",
            "kea-1 answers every client, without telling its partner",
        ),
        (
            HS,
            ["waiting", "terminated"],
            "High Availability is given up, and nobody answers clients",
            "kea-1 answers nobody",
        ),
    ] {
        let told = told(mode, states.map(|state| (state, Some(true))));
        assert_eq!(told.situation, Situation::KeaTerminated);
        assert_eq!(told.headline, headline, "{states:?}");
        assert_eq!(told.serving[0], serving, "{states:?}");
    }
}
