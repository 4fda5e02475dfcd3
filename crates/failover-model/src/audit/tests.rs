use super::*;
use crate::lease::{LeaseState, LeaseTableBuilder};
use crate::state::{FailoverState, SideState, StateSource};

const NOW: i64 = 1_000_000;
const RULES: AuditRules =
    AuditRules { apart: Some(Seconds(3_600)), under_way: Seconds(20), clocks: Seconds(60) };

fn key() -> LeaseKey {
    LeaseKey::address("10.0.0.9".parse().unwrap())
}

/// A lease of client 1, a day old, for one more day, known to both.
fn held() -> LeaseRecord<'static> {
    let mut record = LeaseRecord::new(key(), LeaseState::Active);
    (record.client, record.hardware) = (b"\x01client-1", &[2, 0, 0, 0, 0, 1]);
    record.times.starts = Some(Moment::from_unix(NOW - 86_400));
    record.times.expires = Some(Moment::from_unix(NOW + 86_400));
    record.times.told_partner = Some(Moment::from_unix(NOW + 100_000));
    record.times.partner_knows = Some(Moment::from_unix(NOW + 100_000));
    record
}

fn state(state: LeaseState) -> LeaseRecord<'static> {
    LeaseRecord { state, ..held() }
}

fn ends(mut record: LeaseRecord<'static>, end: i64) -> LeaseRecord<'static> {
    record.times.expires = Some(Moment::from_unix(end));
    record
}

fn started(mut record: LeaseRecord<'static>, start: i64) -> LeaseRecord<'static> {
    record.times.starts = Some(Moment::from_unix(start));
    record
}

fn client(client: &'static [u8], mut record: LeaseRecord<'static>) -> LeaseRecord<'static> {
    record.client = client;
    record
}

type Says = Option<LeaseRecord<'static>>;

fn snapshot(says: Says, state: Option<SideState>) -> Snapshot {
    let mut leases = LeaseTableBuilder::default();
    says.iter().for_each(|record| leases.set(record));
    Snapshot { taken: Moment::from_unix(NOW), leases: leases.finish(), state }
}

/// What the first look makes of an address, from either side.
fn fault(one: Says, other: Says) -> Option<Fault> {
    let (first, second) = (snapshot(one, None), snapshot(other, None));
    let found = audit(Sides { first: &first, second: &second }, &RULES, |_| true);
    let turned = audit(Sides { first: &second, second: &first }, &RULES, |_| true);
    let turned = turned.first().map(|suspect| match suspect.fault {
        Fault::Missing { on } => Fault::Missing { on: on.other() },
        Fault::Declined { on } => Fault::Declined { on: on.other() },
        fault => fault,
    });
    let fault = found.first().map(|suspect| suspect.fault);
    assert_eq!(fault, turned, "it matters which side is named first");
    fault
}

/// What two looks at the same say: a finding, or something owed.
fn verdict(one: Says, other: Says, states: [Option<SideState>; 2]) -> &'static str {
    let [first_state, second_state] = states;
    let (first, second) = (snapshot(one, first_state), snapshot(other, second_state));
    let sides = Sides { first: &first, second: &second };
    let outcome = confirm(&audit(sides, &RULES, |_| true), sides, sides, &RULES);
    match (outcome.findings.len(), outcome.owed.len(), outcome.unsettled.len()) {
        (0, 0, 0) => "nothing",
        (1, 0, 0) => "finding",
        (0, 1, 0) => "owed",
        other => panic!("{other:?}"),
    }
}

fn since(word: &str, since: i64) -> Option<SideState> {
    let mut state = SideState::new(FailoverState(word.into()), StateSource::LeaseFile);
    state.own.since = chrono::DateTime::from_timestamp(since, 0);
    Some(state)
}

#[test]
fn a_lease_that_one_side_does_not_know_is_missing_there() {
    let missing = Some(Fault::Missing { on: Side::Second });
    assert_eq!(fault(Some(held()), None), missing);
    for word in [LeaseState::Free, LeaseState::Backup, LeaseState::Released, LeaseState::Reset] {
        assert_eq!(fault(Some(held()), Some(state(word))), missing, "{word}");
    }
    // Another client had it before.
    let before = client(b"other", ends(state(LeaseState::Expired), NOW - 10));
    assert_eq!(fault(Some(held()), Some(before)), missing);
    assert_eq!(fault(None, None), None);
}

#[test]
fn a_lease_near_its_end_is_not_missing_since_clocks_differ() {
    assert_eq!(fault(Some(ends(held(), NOW + 60)), None), None);
    assert!(fault(Some(ends(held(), NOW + 61)), None).is_some());
    let gone = ends(state(LeaseState::Expired), NOW + 50);
    assert_eq!(fault(Some(ends(held(), NOW + 50)), Some(gone)), None);
}

#[test]
fn two_clients_are_told_apart_by_identifier_or_else_by_hardware() {
    assert_eq!(fault(Some(held()), Some(held())), None);
    let other = Some(Fault::OtherClient);
    assert_eq!(fault(Some(held()), Some(client(b"other", held()))), other);
    let card = LeaseRecord { hardware: &[2, 0, 0, 0, 0, 2], ..held() };
    assert_eq!(fault(Some(held()), Some(card)), None, "a new card in the same client");
    assert_eq!(fault(Some(client(b"", held())), Some(client(b"", card))), other);
    assert_eq!(fault(Some(client(b"", held())), Some(held())), None);
    assert_eq!(fault(Some(held()), Some(LeaseRecord { iaid: 7, ..held() })), other);
}

#[test]
fn ends_are_not_judged_where_nobody_knows_how_far_apart_they_may_be() {
    let rules = AuditRules { apart: None, ..RULES };
    let found = |one: Says, other: Says| {
        let (first, second) = (snapshot(one, None), snapshot(other, None));
        audit(Sides { first: &first, second: &second }, &rules, |_| true).len()
    };
    assert_eq!(found(Some(held()), Some(ends(held(), NOW + 400))), 0);
    // All else is.
    assert_eq!(found(Some(held()), None), 1);
    assert_eq!(found(Some(held()), Some(client(b"other", held()))), 1);
    assert_eq!(AuditRules::of([]).apart, None);
}

#[test]
fn ends_may_be_as_far_apart_as_the_rules_say_and_no_further() {
    let apart = |seconds| fault(Some(held()), Some(ends(held(), NOW + 86_400 - seconds)));
    assert_eq!((apart(3_600), apart(3_601)), (None, Some(Fault::Expiry)));
    // Ended for one side, hours to go for the other one.
    assert_eq!(apart(86_401), Some(Fault::Expiry));
    let mut never = held();
    never.times.expires = Some(Moment::NEVER);
    assert_eq!(fault(Some(held()), Some(never)), Some(Fault::Expiry));
    assert_eq!(fault(Some(never), Some(never)), None);
}

#[test]
fn an_address_that_one_side_keeps_back_is_a_fault_until_its_time_is_up() {
    let declined = Some(Fault::Declined { on: Side::First });
    let kept = LeaseRecord { client: b"", hardware: &[], ..state(LeaseState::Declined) };
    assert_eq!(fault(Some(kept), None), declined);
    assert_eq!(fault(Some(kept), Some(state(LeaseState::Free))), declined);
    assert_eq!(fault(Some(kept), Some(held())), declined);
    assert_eq!(fault(Some(kept), Some(ends(kept, NOW + 5_000))), None);
    assert_eq!(fault(Some(ends(kept, NOW + 60)), None), None);
    let mut forever = kept;
    forever.times.expires = None;
    assert_eq!(fault(Some(forever), None), declined);
}

#[test]
fn who_may_give_a_free_address_away_is_not_compared() {
    let free = [LeaseState::Free, LeaseState::Backup, LeaseState::Expired, LeaseState::Released];
    for one in free {
        for other in free {
            let ended = |word| Some(ends(state(word), NOW - 10));
            assert_eq!(fault(ended(one), ended(other)), None, "{one} {other}");
            assert_eq!(fault(ended(one), None), None, "{one}");
        }
    }
}

#[test]
fn only_what_belongs_to_the_relationship_is_looked_at() {
    let (first, second) = (snapshot(Some(held()), None), snapshot(None, None));
    let sides = Sides { first: &first, second: &second };
    assert_eq!(audit(sides, &RULES, |_| false), []);
}

#[test]
fn a_change_is_under_way_for_a_while() {
    let young = started(held(), NOW - 20);
    assert_eq!(verdict(Some(young), None, [None, None]), "owed");
    assert_eq!(verdict(Some(started(held(), NOW - 21)), None, [None, None]), "finding");
    // The partner's news is young: the client gave it back.
    let released = started(ends(state(LeaseState::Released), NOW - 5), NOW - 5);
    assert_eq!(verdict(Some(held()), Some(released), [None, None]), "owed");
}

#[test]
fn while_cut_off_the_news_since_then_is_owed() {
    let cut = NOW - 1_000;
    let states = || [since("communications-interrupted", cut), since("normal", cut - 9)];
    assert_eq!(verdict(Some(started(held(), cut)), None, states()), "owed");
    assert_eq!(verdict(Some(started(held(), cut - 1)), None, states()), "finding");
    let kept = started(state(LeaseState::Declined), cut + 5);
    assert_eq!(verdict(Some(kept), Some(state(LeaseState::Free)), states()), "owed");
    // Each side gives away its own addresses: this must not happen even then.
    let other = client(b"other", started(held(), cut + 5));
    assert_eq!(verdict(Some(other), Some(held()), states()), "finding");
    // Before partner-down there was a time of interruption that nothing tells of.
    let mut alone = started(held(), cut - 100);
    alone.times.told_partner = Some(Moment::from_unix(NOW + 200_000));
    assert_eq!(verdict(Some(alone), None, [since("partner-down", cut), None]), "owed");
}

#[test]
fn behind_an_interruption_what_is_not_confirmed_is_owed_for_a_while() {
    let mut queued = held();
    queued.times.told_partner = Some(Moment::from_unix(NOW + 200_000));
    let normal = |seconds| [since("normal", NOW - seconds), since("normal", NOW - seconds)];
    assert_eq!(verdict(Some(queued), None, normal(600)), "owed");
    assert_eq!(verdict(Some(queued), None, normal(601)), "finding");
    assert_eq!(verdict(Some(held()), None, normal(600)), "finding", "it has been confirmed");
}

#[test]
fn alone_an_end_may_go_as_far_as_the_lead_time_and_no_further() {
    let cut = NOW - 50_000;
    let states = || [since("communications-interrupted", cut), None];
    let mut known = started(ends(held(), NOW - 40_000), cut - 10);
    known.times.partner_knows = Some(Moment::from_unix(NOW));
    let renewed = |end| started(ends(held(), end), NOW - 100);
    assert_eq!(verdict(Some(renewed(NOW + 3_600)), Some(known), states()), "owed");
    assert_eq!(verdict(Some(renewed(NOW + 3_661)), Some(known), states()), "finding");
}

#[test]
fn what_changes_between_the_looks_is_no_finding_yet() {
    let (first, empty) = (snapshot(Some(held()), None), snapshot(None, None));
    let then = Sides { first: &first, second: &empty };
    let suspects = audit(then, &RULES, |_| true);
    let renewed = snapshot(Some(ends(held(), NOW + 90_000)), None);
    let now = Sides { first: &renewed, second: &empty };
    let outcome = confirm(&suspects, then, now, &RULES);
    assert_eq!((outcome.findings.len(), outcome.unsettled.len()), (0, 1));
    // It was in flight, and has arrived.
    let arrived = Sides { first: &first, second: &first };
    assert_eq!(confirm(&suspects, then, arrived, &RULES), Outcome::default());
}

#[test]
fn of_two_copies_what_is_younger_than_the_older_one_is_owed() {
    let first = snapshot(Some(started(held(), NOW - 500)), None);
    let second = Snapshot { taken: Moment::from_unix(NOW - 1_000), ..snapshot(None, None) };
    let sides = Sides { first: &first, second: &second };
    let outcome = confirm(&audit(sides, &RULES, |_| true), sides, sides, &RULES);
    assert_eq!((outcome.findings.len(), outcome.owed.len()), (0, 1));
}
