//! Situations by what the sides say, and the words for them.

mod alive;
mod scopes;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::relationship::{Mode, Role};
use crate::state::{FailoverState, Mute, Reported, StateSource, Unanswered, all};
use crate::{Family, Program, Stopped};

fn now() -> DateTime<Utc> {
    "2026-11-22T14:02:11Z".parse().expect("a time")
}

fn side(server: &str, own: &str, partner: Option<&str>) -> SideView {
    let reported = |word: &str| Reported {
        state: FailoverState(word.into()),
        since: Some(now() - TimeDelta::minutes(41)),
    };
    let mut state = SideState::new(FailoverState(own.into()), StateSource::Omapi);
    state.own = reported(own);
    state.partner = partner.map(reported);
    SideView::new(server, Knowledge::Known(state))
}

fn pair(vendor: Vendor, sides: [SideView; 2]) -> PairView {
    let mclt = Some(Seconds(3_600));
    PairView {
        relationship: "campus".to_owned(),
        vendor,
        mode: None,
        mclt,
        sides: sides.into(),
        full: Vec::new(),
    }
}

fn of(vendor: Vendor, a: (&str, &str), b: (&str, &str)) -> Situation {
    situation(&pair(vendor, [side("a", a.0, Some(a.1)), side("b", b.0, Some(b.1))]))
}

#[test]
fn two_sides_of_dhcpd_name_the_situation() {
    let isc = |a, b| of(Vendor::Isc, a, b);
    let (down, lost) = ("partner-down", "communications-interrupted");
    assert_eq!(isc(("normal", "normal"), ("normal", "normal")), Situation::Well);
    assert_eq!(isc((lost, "normal"), (lost, "normal")), Situation::IscInterrupted);
    assert_eq!(isc((down, "unknown-state"), ("recover", down)), Situation::IscRecover);
    assert_eq!(isc((down, "recover-wait"), ("recover-wait", down)), Situation::IscRecoverWait);
    assert_eq!(isc((down, "recover-done"), ("recover-done", down)), Situation::IscRecoverDone);
    assert_eq!(isc(("recover-done", "normal"), ("normal", "recover-done")), Situation::IscRecover);
    let apart = isc(("recover", "unknown-state"), ("recover", "unknown-state"));
    assert_eq!(apart, Situation::IscApart);
    assert_eq!(isc((down, "shutdown"), ("shutdown", down)), Situation::IscOff);
    let started = isc(("startup", "normal"), ("startup", "normal"));
    assert_eq!(started, Situation::IscStartup);
    assert_eq!(isc(("startup", "normal"), (lost, "normal")), Situation::IscStartup);
    assert_eq!(isc(("startup", "unknown-state"), ("recover", down)), Situation::IscRecover);
    let conflict = isc(("potential-conflict", "conflict-done"), ("conflict-done", "normal"));
    assert_eq!(conflict, Situation::IscConflict);
    assert_eq!(isc(("unknown-state", "normal"), (lost, "normal")), Situation::IscLost);
}

#[test]
fn two_sides_of_kea_name_the_situation() {
    let kea = |a, b| of(Vendor::Kea, a, b);
    let lb = "load-balancing";
    assert_eq!(kea((lb, lb), (lb, lb)), Situation::Well);
    assert_eq!(kea((lb, "unavailable"), (lb, "unavailable")), Situation::KeaInterrupted);
    assert_eq!(
        kea(("partner-down", "syncing"), ("syncing", "partner-down")),
        Situation::KeaSyncing
    );
    assert_eq!(kea(("partner-down", "waiting"), ("waiting", "")), Situation::KeaPartnerDown);
    assert_eq!(kea(("terminated", lb), ("waiting", "terminated")), Situation::KeaTerminated);
    let parked = kea(("in-maintenance", ""), ("partner-in-maintenance", ""));
    assert_eq!(parked, Situation::KeaMaintenance);
    let recovery = kea(("communication-recovery", "unavailable"), (lb, lb));
    assert_eq!(recovery, Situation::KeaCommunicationRecovery);
}

/// Whom each side answers, in a pair of Keas of which one is the standby.
fn standby(states: [&str; 2]) -> PairView {
    let roles = [Role::Primary, Role::Secondary];
    let mut sides = [side("a", states[0], None), side("b", states[1], None)];
    for (side, role) in sides.iter_mut().zip(roles) {
        side.role = Some(role);
    }
    PairView { mode: Some(Mode::HotStandby), ..pair(Vendor::Kea, sides) }
}

#[test]
fn a_side_that_counts_as_down_and_serves_is_the_worst() {
    let (down, lost) = ("partner-down", "communications-interrupted");
    for both in [(down, down), (down, lost), (lost, down)] {
        let found = of(Vendor::Isc, (both.0, "normal"), (both.1, "normal"));
        assert_eq!(found, Situation::IscBothServe, "{both:?}");
    }
    for other in [down, "load-balancing", "communication-recovery"] {
        let found = of(Vendor::Kea, (other, ""), (down, "unavailable"));
        assert_eq!(found, Situation::KeaBothServe, "{other}");
    }
    let windows = of(Vendor::Windows, ("PartnerDown", ""), ("CommunicationInterrupted", ""));
    assert_eq!(windows, Situation::WindowsBothServe);
    assert_eq!(windows.standing(), Some(Standing::Ill));
    // The standby took over, and the primary goes on; the other way round the standby stays silent.
    assert_eq!(situation(&standby(["hot-standby", down])), Situation::KeaBothServe);
    assert_eq!(situation(&standby([down, "hot-standby"])), Situation::KeaPartnerDown);
    let told = explain(&standby(["hot-standby", down]), now());
    assert_eq!(
        told.headline,
        "b took a for down, and both serve: addresses may be given out twice"
    );
}

#[test]
fn a_standby_answers_nobody_while_all_is_well() {
    let told = explain(&standby(["hot-standby", "hot-standby"]), now());
    assert_eq!(told.serving, ["a answers every client", "b answers nobody"]);
}

#[test]
fn two_sides_out_of_touch_are_both_named() {
    let lost = "communications-interrupted";
    let both = [side("a", lost, Some("normal")), side("b", lost, Some("normal"))];
    let told = explain(&pair(Vendor::Isc, both), now());
    assert_eq!(told.headline, "no link between a and b: both serve all, each from its own half");
}

#[test]
fn two_sides_that_have_just_started_are_both_named() {
    let both = [side("a", "startup", Some("normal")), side("b", "startup", Some("normal"))];
    let told = explain(&pair(Vendor::Isc, both), now());
    let headline = "a and b have just started and look for each other: nobody answers yet";
    assert_eq!(told.headline, headline);
    let one = [side("a", "startup", Some("normal")), side("b", "partner-down", Some("normal"))];
    let told = explain(&pair(Vendor::Isc, one), now());
    assert_eq!(told.headline, "a has just started and looks for b; it serves nobody yet");
    let never = [side("a", "startup", None), side("b", "startup", None)];
    let told = explain(&pair(Vendor::Isc, never), now());
    assert_eq!(told.headline, "a and b do not find each other: nobody answers clients");
}

#[test]
fn the_way_out_of_terminated_is_that_of_the_older_version() {
    let told = |versions: [Option<&str>; 2]| {
        let mut sides = [side("a", "terminated", None), side("b", "terminated", None)];
        for (side, version) in sides.iter_mut().zip(versions) {
            side.version = version.map(str::to_owned);
        }
        explain(&pair(Vendor::Kea, sides), now()).next[1].clone()
    };
    for new in ["2.5.8", "2.6.3", "3.0.1-git", "2.10.0"] {
        let way = told([Some("3.0.0"), Some(new)]);
        assert!(way.starts_with("then reset") && !way.contains("2.5.8"), "{new}: {way}");
        assert!(way.contains("`config-reload`"), "a real one falls back: {way}");
    }
    for old in ["2.2.0", "2.5.7"] {
        assert!(told([Some("3.0.0"), Some(old)]).starts_with("then restart both"), "{old}");
    }
    for unknown in [None, Some("new"), Some("3.0")] {
        let way = told([Some("3.0.0"), unknown]);
        assert!(way.starts_with("then reset") && way.contains("before Kea 2.5.8"), "{way}");
    }
}

#[test]
fn a_side_that_was_not_seen_proves_nothing() {
    let unseen = || SideView::new("b", Knowledge::unknown("no answer within 5 s"));
    let half = pair(Vendor::Isc, [side("a", "normal", Some("normal")), unseen()]);
    assert_eq!(situation(&half), Situation::HalfSeen);
    assert_eq!(Situation::HalfSeen.standing(), None);
    let none = pair(Vendor::Isc, [SideView::new("a", Knowledge::unknown("refused")), unseen()]);
    let told = explain(&none, now());
    assert_eq!(told.situation, Situation::Unseen);
    assert_eq!(told.says, ["a: not seen: refused", "b: not seen: no answer within 5 s"]);
    let other = pair(Vendor::Kea, [side("a", "normal", None), unseen()]);
    assert_eq!(situation(&other), Situation::Strange, "dhcpd's word is not Kea's");
}

/// A side whose program does not run.
fn stopped(server: &str, vendor: Vendor) -> SideView {
    let (family, machine) = (Family::V4, server.to_owned());
    let stopped = Stopped { family, program: Program::of(vendor, family), machine };
    let state = Knowledge::unknown(stopped.to_string());
    SideView { stopped: Some(stopped), ..SideView::new(server, state) }
}

#[test]
fn what_does_not_run_is_known_and_what_was_not_reached_is_not() {
    for (vendor, name) in
        [(Vendor::Isc, "dhcpd"), (Vendor::Kea, "kea-dhcp4"), (Vendor::Windows, "DHCPServer")]
    {
        let both = [stopped("a", vendor), stopped("b", vendor)];
        let told = explain(&pair(vendor, both), now());
        assert_eq!(told.situation, Situation::NobodyRuns);
        assert_eq!(told.situation.standing(), Some(Standing::Ill));
        let headline = format!("{name} does not run on a, nor on b: nobody answers clients");
        assert_eq!(told.headline, headline);
        assert_eq!(told.says[1], format!("b: `{name}` does not run on `b`"));
        assert_eq!(told.serving[0], format!("a answers nobody: {name} does not run"));
        assert!(told.next[1].contains("start"), "{told:?}");

        let unseen = || SideView::new("b", Knowledge::unknown("no answer within 5 s"));
        let told = explain(&pair(vendor, [stopped("a", vendor), unseen()]), now());
        assert_eq!(told.situation, Situation::HalfStopped);
        assert_eq!(told.situation.standing(), None, "the other one may serve");
        assert_eq!(told.headline, format!("{name} does not run on a; b was not seen"));
        assert_eq!(told.serving[1], "b was not seen: it may be answering, or not");
    }
    let alone = PairView {
        sides: vec![stopped("a", Vendor::Kea)],
        ..pair(Vendor::Kea, [stopped("a", Vendor::Kea), stopped("b", Vendor::Kea)])
    };
    let told = explain(&alone, now());
    assert_eq!(told.headline, "kea-dhcp4 does not run on a: nobody answers clients");
}

#[test]
fn a_partner_that_is_known_not_to_run_is_named_with_how_it_is_started() {
    let beside = |state: &str| {
        let sides = [side("a", state, Some("normal")), stopped("b", Vendor::Isc)];
        explain(&pair(Vendor::Isc, sides), now())
    };
    let told = beside("normal");
    assert_eq!(told.situation, Situation::StoppedUnnoticed);
    assert_eq!(told.headline, "dhcpd does not run on b, and a has not noticed yet");
    for (state, situation) in [
        ("communications-interrupted", Situation::IscInterrupted),
        ("partner-down", Situation::IscPartnerDown),
        ("startup", Situation::IscStartup),
    ] {
        let told = beside(state);
        assert_eq!(told.situation, situation);
        assert!(told.next[0].starts_with("dhcpd does not run on b: "), "{told:?}");
        assert!(told.next[0].contains("systemctl start isc-dhcp-server"), "{told:?}");
    }
}

#[test]
fn nobody_serves_where_one_is_dead_and_the_other_waits_for_it() {
    for (vendor, states) in [
        (Vendor::Isc, &["recover", "recover-wait", "recover-done", "shutdown", "paused"][..]),
        (Vendor::Windows, &["Recover", "RecoverWait"][..]),
        (Vendor::Kea, &["in-maintenance"][..]),
    ] {
        for state in states {
            let sides = [stopped("a", vendor), side("b", state, None)];
            let told = explain(&pair(vendor, sides), now());
            assert_eq!(told.situation, Situation::StoppedAndWaiting, "{state}");
            assert_eq!(told.situation.standing(), Some(Standing::Ill), "{state}");
            assert!(told.headline.ends_with("b serves nobody: nobody answers clients"), "{told:?}");
            assert!(told.next[0].starts_with("on a: "), "{told:?}");
        }
    }
    // These go on by themselves, or serve.
    for (vendor, state) in
        [(Vendor::Isc, "startup"), (Vendor::Isc, "partner-down"), (Vendor::Kea, "waiting")]
    {
        let sides = [stopped("a", vendor), side("b", state, None)];
        assert_ne!(situation(&pair(vendor, sides)), Situation::StoppedAndWaiting, "{state}");
    }
}

#[test]
fn the_side_that_a_situation_is_named_after_is_named() {
    for (situation, own, partner) in [
        (Situation::IscOff, "shutdown", "partner-down"),
        (Situation::IscOff, "paused", "communications-interrupted"),
        (Situation::IscRecoverWait, "recover-wait", "partner-down"),
        (Situation::IscRecover, "recover", "partner-down"),
        (Situation::IscLost, "unknown-state", "partner-down"),
    ] {
        for swap in [false, true] {
            let mut sides = [side("b", own, Some(partner)), side("a", partner, Some(own))];
            if swap {
                sides.reverse();
            }
            let told = explain(&pair(Vendor::Isc, sides), now());
            assert_eq!(told.situation, situation, "{own}");
            assert!(told.headline.starts_with("b "), "{own}: {}", told.headline);
        }
    }
}

#[test]
fn clocks_that_keep_two_servers_apart_come_first() {
    let clock = |ahead| {
        let (ahead, within) = (TimeDelta::seconds(ahead), TimeDelta::milliseconds(500));
        Some(ClockOffset { ahead, within })
    };
    for (ahead, said) in [(75, true), (30, false)] {
        let mut sides = [side("a", "partner-down", None), side("b", "recover", None)];
        (sides[0].clock, sides[1].clock) = (clock(0), clock(ahead));
        let told = explain(&pair(Vendor::Isc, sides), now());
        assert_eq!(told.situation, Situation::IscRecover);
        assert_eq!(told.next[0].starts_with("set the clocks first"), said, "{told:?}");
        assert_eq!(told.headline.ends_with("; clocks 74 s apart"), said, "{told:?}");
    }
}

#[test]
fn every_state_by_itself_has_words_without_open_braces() {
    for known in all() {
        let alone = SideView::new("b", Knowledge::unknown("no answer"));
        let one = pair(known.vendor, [side("a", known.word, None), alone]);
        let told = explain(&one, now());
        let lines = [&told.says, &told.serving, &told.unattended, &told.next, &told.avoid];
        let mut lines = lines.into_iter().flatten().chain([&told.headline]);
        assert!(lines.all(|line| !line.contains(['{', '}'])), "{told:?}");
        let well = known.standing == Standing::Well;
        assert_eq!(well, told.situation == Situation::HalfSeen, "{told:?}");
    }
}

#[test]
fn the_lead_time_is_counted_from_the_side_that_declared_its_partner_down() {
    let view = pair(
        Vendor::Isc,
        [
            side("a", "partner-down", Some("unknown-state")),
            side("b", "recover-wait", Some("partner-down")),
        ],
    );
    let told = explain(&view, now());
    assert_eq!(
        told.unattended,
        ["it ends by itself from 2026-11-22T14:21:11Z on (in 19m); until then a serves everybody"]
    );
    assert_eq!(told.serving, ["a answers every client", "b answers nobody"]);
    assert_eq!(
        told.says[1],
        "b: recover-wait since 2026-11-22T13:21:11Z (41m); takes its partner to be partner-down since \
         2026-11-22T13:21:11Z (41m); over OMAPI"
    );
}

#[test]
fn a_state_that_was_written_down_has_its_age_and_why_it_stands_in() {
    let mut one = side("a", "normal", None);
    if let Knowledge::Known(state) = &mut one.state {
        state.source = StateSource::LeaseFile;
        state.as_of = Some(now() - TimeDelta::minutes(3));
        state.instead = Some("OMAPI: the server refused the key `k`".to_owned());
    }
    let told = explain(&pair(Vendor::Isc, [one, side("b", "normal", None)]), now());
    assert_eq!(
        told.says[0],
        "a: normal since 2026-11-22T13:21:11Z (41m); from the lease file, written 3m ago; OMAPI: the server refused \
         the key `k`"
    );
}

#[test]
fn a_lead_time_beyond_all_calendars_is_no_end() {
    let sides = [side("a", "partner-down", None), side("b", "recover-wait", Some("partner-down"))];
    let mut view = pair(Vendor::Isc, sides);
    // The second one is a number of seconds, and more than a span of time can be.
    for mclt in [u64::MAX, 1 << 62] {
        view.mclt = Some(Seconds(mclt));
        let told = explain(&view, now());
        assert!(told.unattended[0].contains("once the lead time"), "{told:?}");
    }
}

#[test]
fn kea_says_how_many_clients_it_waits_for_and_how_far_clocks_are_apart() {
    let mut one = side("kea-1", "hot-standby", Some("unavailable"));
    if let Knowledge::Known(state) = &mut one.state {
        state.in_touch = Some(false);
        state.unanswered = Some(Unanswered { clients: 3, left: 8, connecting: 9 });
    }
    let two = SideView::new("kea-2", Knowledge::unknown("no answer"));
    let told = explain(&pair(Vendor::Kea, [two, one]), now());
    assert_eq!(told.headline, "kea-1 has lost touch with kea-2 and has not taken over");
    assert!(told.unattended[0].contains("(3 so far, 8 more)"), "{told:?}");
    let clock = |ahead| {
        let (ahead, within) = (TimeDelta::seconds(ahead), TimeDelta::milliseconds(500));
        Some(ClockOffset { ahead, within })
    };
    let mut sides = [side("a", "terminated", None), side("b", "terminated", None)];
    (sides[0].clock, sides[1].clock) = (clock(0), clock(75));
    let told = explain(&pair(Vendor::Kea, sides), now());
    assert_eq!(told.headline, "both serve uncoordinated; clocks 74 s apart");
}

#[test]
fn the_primary_of_a_hot_standby_serves_whether_it_reaches_the_standby_or_not() {
    let of = |primary: Option<&str>, standby: Option<&str>| {
        let view = |server: &str, role, state: Option<&str>| match state {
            Some(word) => {
                let mut seen = side(server, word, Some("unavailable"));
                if let Knowledge::Known(state) = &mut seen.state {
                    state.in_touch = Some(false);
                    state.source = StateSource::ControlChannel;
                }
                SideView { role: Some(role), ..seen }
            }
            None => SideView {
                role: Some(role),
                ..SideView::new(server, Knowledge::unknown("no answer"))
            },
        };
        let sides = [view("one", Role::Primary, primary), view("two", Role::Secondary, standby)];
        let pair = PairView { mode: Some(Mode::HotStandby), ..pair(Vendor::Kea, sides) };
        let told = explain(&pair, now());
        (told.situation, told.headline)
    };
    let (hot, goes_on) = (Some("hot-standby"), Situation::KeaGoesOn);
    let said = "one has lost touch with two, and serves all as before";
    assert_eq!(of(hot, None), (goes_on, said.to_owned()));
    assert_eq!(goes_on.standing(), Some(Standing::Passing));
    let cut = "one and two both run, and do not reach each other: one serves all";
    assert_eq!(of(hot, hot), (goes_on, cut.to_owned()));
    // Nobody knows of the primary: the standby serves nobody yet.
    assert_eq!(of(None, hot).0, Situation::KeaInterrupted);
}

#[test]
fn two_keas_that_run_and_do_not_meet_are_told_of_the_missing_listener() {
    let next = |a: (&str, &str), b: (&str, &str), deaf: [bool; 2]| {
        let mut sides = [side("a", a.0, Some(a.1)), side("b", b.0, Some(b.1))];
        for (side, deaf) in sides.iter_mut().zip(deaf) {
            side.no_listener = deaf;
        }
        let told = explain(&pair(Vendor::Kea, sides), now());
        told.next.iter().position(|line| line.contains("kea-ha-threads-off"))
    };
    let down = ("partner-down", "unavailable");
    let waits = ("waiting", "unavailable");
    // Before anything is looked into one of two that both serve is stopped.
    assert_eq!(next(down, down, [true, true]), Some(1));
    assert_eq!(next(waits, waits, [false, true]), Some(0));
    assert_eq!(next(waits, waits, [false, false]), None);
    let well = ("hot-standby", "hot-standby");
    assert_eq!(next(well, well, [true, true]), None);
    // One that is down may be just that.
    let mut alone = [side("a", "partner-down", Some("unavailable")), side("b", "waiting", None)];
    alone[0].no_listener = true;
    alone[1].state = Knowledge::unknown("it does not answer");
    let told = explain(&pair(Vendor::Kea, alone), now());
    assert!(told.next.iter().all(|line| !line.contains("threads-off")), "{:?}", told.next);
}

/// Runs, and answers nobody.
fn mute(pair: &mut PairView, at: usize, why: Mute) {
    if let Knowledge::Known(state) = &mut pair.sides[at].state {
        state.mute = Some(why);
    }
}

#[test]
fn a_side_that_runs_and_answers_nobody_is_not_well() {
    let lb = |name| side(name, "load-balancing", Some("load-balancing"));
    let mut two = pair(Vendor::Kea, [lb("kea-1"), lb("kea-2")]);
    mute(&mut two, 0, Mute::Disabled);
    let told = explain(&two, now());
    assert_eq!(told.situation, Situation::OneMute);
    assert_eq!(told.situation.standing(), Some(Standing::Passing));
    assert!(told.headline.starts_with("kea-1 is switched off by command"), "{}", told.headline);
    assert!(told.serving[0].starts_with("kea-1 answers nobody: it is switched off"), "{told:?}");
    assert_eq!(told.serving[1], "kea-2 answers its part of the clients");
    assert!(told.next[0].contains("`dhcp-enable`"), "{told:?}");
    mute(&mut two, 1, Mute::NotListening("port 67 is in use".to_owned()));
    let told = explain(&two, now());
    assert_eq!(
        (told.situation, told.situation.standing()),
        (Situation::NobodyServes, Some(Standing::Ill))
    );
    let said = "kea-1 is switched off by command (`dhcp-disable`), and kea-2 does not listen for clients: \
                port 67 is in use: nobody answers clients";
    assert_eq!(told.headline, said);
    // The standby answers nobody while its primary is there, and does not take over from it.
    let mut hot = standby(["hot-standby", "hot-standby"]);
    mute(&mut hot, 1, Mute::Disabled);
    assert_eq!(situation(&hot), Situation::OneMute);
    mute(&mut hot, 0, Mute::Disabled);
    assert_eq!(situation(&hot), Situation::NobodyServes);
    let mut hot = standby(["hot-standby", "hot-standby"]);
    mute(&mut hot, 0, Mute::Disabled);
    assert_eq!(situation(&hot), Situation::NobodyServes);
}

#[test]
fn a_scope_that_is_full_is_said_whatever_else_is_wrong() {
    let of = |state: &str, nets: u8| {
        let sides = [side("a", state, Some("normal")), side("b", state, Some("normal"))];
        let full = (0..nets).map(|net| format!("10.0.{net}.0/24").parse().expect("a network"));
        let pair = PairView { full: full.collect(), ..pair(Vendor::Isc, sides) };
        let told = explain(&pair, now());
        (told.situation, told.headline)
    };
    let said = "no address is left for new clients in 10.0.0.0/24, on either side";
    assert_eq!(of("normal", 1), (Situation::Full, said.to_owned()));
    assert_eq!(Situation::Full.standing(), Some(Standing::Passing));
    let (situation, headline) = of("communications-interrupted", 5);
    assert_eq!(situation, Situation::IscInterrupted);
    let also =
        "; no address is left for new clients in 10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24 and 2 more";
    assert!(headline.ends_with(also), "{headline}");
}
