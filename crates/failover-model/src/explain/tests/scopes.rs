//! Scopes of Keas that were set by hand.

use super::*;
use crate::state::Scopes;

/// A pair that says in which state each side is and whose clients it answers.
fn told(mode: Mode, sides: [(&str, &[&str]); 2]) -> PairView {
    let names = ["one", "two"];
    let mut at = 0;
    let sides = sides.map(|(state, answered)| {
        let (own, partner) = (names[at], names[1 - at]);
        let mut view = side(&format!("kea-{own}"), state, None);
        view.role = Some([Role::Primary, Role::Secondary][at]);
        if let Knowledge::Known(state) = &mut view.state {
            state.scopes = Some(Scopes {
                own: own.to_owned(),
                partner: Some(partner.to_owned()),
                answered: answered.iter().map(|name| (*name).to_owned()).collect(),
            });
        }
        at += 1;
        view
    });
    PairView { mode: Some(mode), ..pair(Vendor::Kea, sides) }
}

const LB: &str = "load-balancing";
const HS: &str = "hot-standby";
const DOWN: &str = "partner-down";

#[test]
fn scopes_as_the_states_have_them_are_nothing_to_speak_of() {
    let well = told(Mode::LoadBalance, [(LB, &["one"]), (LB, &["two"])]);
    assert_eq!(situation(&well), Situation::Well);
    let well = told(Mode::HotStandby, [(HS, &["one"]), (HS, &[])]);
    assert_eq!(situation(&well), Situation::Well);
    let serving = explain(&well, now()).serving;
    assert_eq!(serving, ["kea-one answers every client", "kea-two answers nobody"]);
    let down = told(Mode::LoadBalance, [(DOWN, &["one", "two"]), ("waiting", &[])]);
    assert_eq!(situation(&down), Situation::KeaPartnerDown);
    // A service that is off answers nobody, whatever its scopes are.
    let parked = [("in-maintenance", &["one"][..]), ("partner-in-maintenance", &["one", "two"])];
    assert_eq!(situation(&told(Mode::LoadBalance, parked)), Situation::KeaMaintenance);
    // Of one that comes back the clients wait: its state says so.
    let syncing = told(Mode::LoadBalance, [(LB, &["one"]), ("syncing", &[])]);
    assert_eq!(situation(&syncing), Situation::KeaSyncing);
}

#[test]
fn clients_that_nobody_answers_are_the_worst() {
    for (mode, sides, headline, mend) in [
        (
            Mode::LoadBalance,
            [(LB, &[][..]), (LB, &["two"][..])],
            "nobody answers the clients of kea-one: kea-one is set to answer nobody",
            "On kea-one: `ha-scopes` with `\"scopes\": [\"one\"]`",
        ),
        (
            Mode::LoadBalance,
            [(LB, &["two"]), (LB, &["two"])],
            "nobody answers the clients of kea-one: kea-one is set to answer the clients of kea-two",
            "On kea-one: `ha-scopes` with `\"scopes\": [\"one\"]`",
        ),
        (
            Mode::LoadBalance,
            [(LB, &[]), (LB, &[])],
            "nobody answers clients: kea-one is set to answer nobody, and kea-two is set to answer nobody",
            "kea-two: `ha-scopes` with `\"scopes\": [\"two\"]`",
        ),
        (
            Mode::HotStandby,
            [(HS, &[]), (HS, &[])],
            "nobody answers clients: kea-one is set to answer nobody",
            "On kea-one: `ha-scopes` with `\"scopes\": [\"one\"]`",
        ),
        // Where all clients are the primary's, the standby's scope is nobody.
        (
            Mode::HotStandby,
            [(HS, &["two"]), (HS, &["two"])],
            "nobody answers clients: kea-one is set to answer nobody",
            "On kea-one: `ha-scopes` with `\"scopes\": [\"one\"]`",
        ),
        // One that took over and does not answer the other's clients: `auto-failover` is off, or it was told so.
        (
            Mode::LoadBalance,
            [(DOWN, &["one"]), ("waiting", &[])],
            "nobody answers the clients of kea-two: kea-one is set to answer the clients of kea-one",
            "On kea-one: `ha-scopes` with `\"scopes\": [\"one\", \"two\"]`",
        ),
    ] {
        let told = explain(&told(mode, sides), now());
        assert_eq!(told.situation, Situation::KeaUnserved, "{sides:?}");
        assert_eq!(told.situation.standing(), Some(Standing::Ill));
        assert_eq!(told.headline, headline, "{sides:?}");
        assert!(told.next[0].contains(mend), "{told:?}");
    }
    let none = explain(&told(Mode::LoadBalance, [(LB, &[]), (LB, &["two"])]), now());
    assert_eq!(
        none.serving,
        [
            "kea-one answers nobody: its scopes were set so",
            "kea-two answers its part of the clients"
        ]
    );
}

#[test]
fn a_partner_that_was_not_seen_may_answer_them() {
    let mut pair = told(Mode::LoadBalance, [(LB, &[]), (LB, &["two"])]);
    pair.sides[1].state = Knowledge::unknown("no answer");
    assert_eq!(situation(&pair), Situation::KeaScopesSet);
    pair.sides[1] = stopped("kea-two", Vendor::Kea);
    assert_eq!(situation(&pair), Situation::KeaUnserved);
}

#[test]
fn clients_that_both_answer_are_named() {
    let set = |mode, sides| {
        let told = explain(&told(mode, sides), now());
        assert_eq!(told.situation, Situation::KeaScopesSet);
        assert_eq!(told.situation.standing(), Some(Standing::Passing));
        told
    };
    let both = set(Mode::LoadBalance, [(LB, &["one", "two"]), (LB, &["one", "two"])]);
    assert_eq!(
        both.headline,
        "kea-one is set to answer all clients, and kea-two is set to answer all clients; both answer all clients"
    );
    let one = set(Mode::LoadBalance, [(LB, &["one", "two"]), (LB, &["two"])]);
    assert!(one.headline.ends_with("; both answer the clients of kea-two"), "{one:?}");
    let standby = set(Mode::HotStandby, [(HS, &["one"]), (HS, &["one"])]);
    assert_eq!(standby.headline, "kea-two is set to answer all clients; both answer all clients");
    assert!(standby.next[0].ends_with("On kea-two: `ha-scopes` with `\"scopes\": []`"));
    // All are answered, each once, and not as the states say.
    let moved = set(Mode::LoadBalance, [(LB, &["one", "two"]), (LB, &[])]);
    assert_eq!(
        moved.headline,
        "kea-one is set to answer all clients, and kea-two is set to answer nobody"
    );
}
