use std::fs;

use config_text::Sources;
use dhcpair_testbed::{Dice, hostile_text};

use super::*;
use crate::class::{
    Class, ClassType, DnsSetting, DynamicUpdates, InDirectory, Lease, LeaseState, OptionValue,
    Scope,
};
use crate::fake::{FakeFault, FakePair};
use crate::fault::Code;
use crate::hop::Session;
use crate::{check, read};

fn when() -> Instant {
    "2026-11-22T13:58:04Z".parse().unwrap()
}

/// The recorded states of the examples, as they lie there.
fn examples() -> Vec<RecordedState> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    let files = ["campus", "campus-clean"].iter().flat_map(|campus| {
        ["win-1", "win-2"].map(|win| format!("{folder}/{campus}/{win}/state.json"))
    });
    files.map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap()).collect()
}

fn recorded(pair: &mut FakePair, leases: bool) -> Result<Record, RecordError> {
    let server = ServerName::new(&pair.servers[0].server.name).unwrap();
    let mut number = 0;
    let ids = || {
        number += 1;
        RunId::new(&format!("run{number:08}")).unwrap()
    };
    record(pair, ids, &server, leases, when(), "tests")
}

/// What is recorded of the first server must be, but for how it was recorded.
fn wanted(pair: &FakePair, leases: bool) -> RecordedState {
    let mut state = pair.servers[0].state(when());
    let recording = &mut state.recorded.record;
    (recording.by, recording.on) = (Some("tests".to_owned()), Some(pair.computer()));
    if state.server.setting.is_domain_joined {
        state.server.record.in_directory = Some(pair.directory.iter().cloned().collect());
    }
    for scope in state.v4.record.scopes.0.iter_mut().filter(|_| !leases) {
        scope.record.leases = None;
    }
    state
}

fn pair_of(state: &RecordedState) -> FakePair {
    let mut other = state.clone();
    other.server.record.name = "elsewhere".to_owned();
    let mut pair = FakePair::of([state, &other]);
    let address = "192.0.2.31".parse().unwrap();
    pair.directory = vec![InDirectory { dns_name: state.server.name.clone(), ip_address: address }];
    pair
}

#[test]
fn what_a_server_has_is_recorded_by_the_scripts_alone() {
    let mut parts = 0;
    for state in examples() {
        for leases in [false, true] {
            let mut pair = pair_of(&state);
            let Record { state, lacks } = recorded(&mut pair, leases).unwrap();
            assert_eq!(lacks, []);
            assert_eq!(state, wanted(&pair, leases));
            // The document is sound for those who read it.
            let mut sources = Sources::new();
            let text = serde_json::to_vec_pretty(&state).unwrap();
            let file = sources.add("state.json", text);
            let reading = read(&mut sources, file).unwrap();
            assert_eq!((reading.incomplete, reading.diagnostics.len()), (None, 0));
            let (again, places) = reading.state.unwrap();
            let found = check(&again, &places);
            assert!(found.iter().all(|one| one.rule.id != "win-state-contradiction"));
            parts += state
                .v4
                .scopes
                .iter()
                .map(|scope| {
                    let of_reservations: usize =
                        scope.reservations.iter().map(|one| one.options.len()).sum();
                    let of_policies: usize =
                        scope.policies.iter().map(|one| one.options.len() + one.ranges.len()).sum();
                    scope.exclusions.len() + scope.options.len() + of_reservations + of_policies
                })
                .sum::<usize>();
        }
    }
    assert!(parts > 20, "{parts}");
}

/// A server whose texts are hostile, with something at every level; names of policies only where
/// that is asked.
fn hostile(dice: &mut Dice, names: bool) -> RecordedState {
    let mut state = examples().swap_remove(0);
    let v4 = &mut state.v4.record;
    let any = |dice: &mut Dice| hostile_text(dice).to_string();
    let option = |dice: &mut Dice| OptionValue {
        option_id: dice.between(1, 254),
        kind: None,
        user_class: Some(any(dice)).filter(|text| !text.is_empty()),
        vendor_class: Some(any(dice)).filter(|text| !text.is_empty()),
        value: (0..dice.below(3)).map(|_| any(dice)).collect(),
        name: None,
        policy_name: None,
    };
    let dns = |update| DnsSetting {
        dynamic_updates: update,
        delete_dns_rr_on_lease_expiry: false,
        update_dns_rr_for_older_clients: true,
        name_protection: true,
        disable_dns_ptr_rr_update: true,
        dns_suffix: None,
    };
    v4.dns_setting = dns(DynamicUpdates::Always).into();
    v4.options = (0..3).map(|_| option(dice)).collect();
    let kind = ClassType::Vendor;
    let class =
        |dice: &mut Dice| Class { name: any(dice), kind, data: any(dice), description: None };
    v4.classes = (0..3).map(|_| class(dice)).collect();
    for scope in &mut v4.scopes.0 {
        let scope: &mut Scope = &mut scope.record;
        scope.name = any(dice);
        scope.options = (0..2).map(|_| option(dice)).collect();
        scope.dns_setting = dice.one_in(2).then(|| dns(DynamicUpdates::Never).into());
        for policy in &mut scope.policies.0 {
            if names {
                policy.record.name = format!("p{}", any(dice));
            }
            policy.record.options = (0..2).map(|_| option(dice)).collect();
            policy.record.user_class = vec![any(dice), any(dice)];
            policy.record.dns_setting = dice.one_in(2).then(|| dns(DynamicUpdates::Never).into());
        }
        for reservation in &mut scope.reservations.0 {
            reservation.record.options = (0..2).map(|_| option(dice)).collect();
        }
        let lease = |last: u32| Lease {
            address_state: LeaseState::Active,
            ip_address: crate::scalar::Address4((u32::from(scope.start_range.0) + last).into()),
            scope_id: None,
            description: None,
            client_id: Some("00-11".to_owned()),
            host_name: Some(any(&mut Dice::new(last.into()))).filter(|text| !text.is_empty()),
            client_type: None,
            lease_expiry_time: Some(when()),
            nap_capable: None,
            nap_status: None,
            probation_ends: None,
            policy_name: None,
            dns_rr: None,
            dns_registration: None,
            server_ip: None,
        };
        scope.leases = Some((0..3).map(lease).collect());
    }
    state
}

/// Any text at any level comes back, or it is said what does not.
#[test]
fn hostile_texts_are_recorded_or_told() {
    let mut dice = Dice::new(0x5EC0);
    let (mut whole, mut told) = (0, 0);
    for round in 0..24 {
        let mut pair = pair_of(&hostile(&mut dice, round % 2 == 0));
        let record = recorded(&mut pair, true).unwrap();
        let failed = &record.state.recorded.failed;
        if failed.is_empty() {
            assert_eq!(record.state, wanted(&pair, true));
            whole += 1;
            continue;
        }
        // Policies whose names nobody can give: everything else is there.
        told += 1;
        let mut rest = record.state.clone();
        rest.recorded.record.failed = Records::default();
        let mut wanted = wanted(&pair, true);
        for (one, scope) in wanted.v4.record.scopes.0.iter_mut().zip(&rest.v4.scopes) {
            for (policy, known) in one.record.policies.0.iter_mut().zip(&scope.policies) {
                if crate::command::Name::new(&policy.name).is_err() {
                    policy.record.options = known.options.clone();
                    policy.record.dns_setting = known.dns_setting.clone();
                    assert!(failed.iter().any(|one| {
                        let about = one.about.as_deref().unwrap_or_default();
                        about.ends_with(policy.name.as_str())
                    }));
                }
            }
        }
        assert_eq!(rest, wanted);
    }
    assert!(whole >= 12 && told > 5, "{whole} {told}");
}

/// A fault at any call: nothing that is missing looks as if it were not there.
#[test]
fn what_could_not_be_read_is_never_shown_as_missing() {
    let state = examples().swap_remove(0);
    let mut clean = pair_of(&state);
    recorded(&mut clean, true).unwrap();
    let (mut incomplete, mut lacking, mut none) = (0, 0, 0);
    for step in 0..clean.steps() {
        let code = [20_013, 5, 1_722][step % 3];
        let mut pair = pair_of(&state);
        pair.fault = Some(FakeFault { step, code: Code(code), done: false });
        match recorded(&mut pair, true) {
            Err(RecordError::Missing(failed)) => {
                none += 1;
                assert!(failed.error.ends_with(&code.to_string()), "{failed:?}");
            }
            Err(other) => panic!("{other}"),
            Ok(record) => {
                let Record { state, lacks } = record;
                let all = state.recorded.failed.iter().map(|one| &one.record).chain(&lacks);
                // What was told of something that failed belongs to nothing.
                let own = all.filter(|one| !one.error.contains("could belong to"));
                let own: Vec<_> = own.map(|one| &one.error).collect();
                assert!(own.len() == 1 && own[0].ends_with(&code.to_string()), "{own:?}");
                lacking += lacks.len();
                incomplete += state.recorded.failed.len();
                // Optional parts may say what they would have said elsewhere: superscopes.
                if lacks.is_empty() {
                    let text = serde_json::to_vec(&state).unwrap();
                    let mut sources = Sources::new();
                    let file = sources.add("state.json", text);
                    assert!(read(&mut sources, file).unwrap().incomplete.is_some(), "{step}");
                }
            }
        }
    }
    assert_eq!(none, 4);
    assert!(incomplete > 50 && lacking >= 9, "{incomplete} {lacking}");
}

#[test]
fn errors_that_mean_nothing_is_there() {
    let state = examples().swap_remove(0);
    let mut clean = pair_of(&state);
    recorded(&mut clean, false).unwrap();
    let mut none = 0;
    for step in 0..clean.steps() {
        let mut pair = pair_of(&state);
        pair.fault = Some(FakeFault { step, code: Code(259), done: false });
        match recorded(&mut pair, false) {
            Ok(record) => assert!(
                record
                    .state
                    .recorded
                    .failed
                    .iter()
                    .all(|one| { one.error.contains("could belong to") })
            ),
            Err(error) => {
                assert!(matches!(error, RecordError::Missing(_)));
                none += 1;
            }
        }
    }
    // Those of which there is always one.
    assert_eq!(none, 4);
}

#[test]
fn a_session_without_credentials_reads_its_own_server() {
    let state = examples().swap_remove(0);
    let mut pair = pair_of(&state);
    (pair.session, pair.on) = (Session::SshKey, state.server.name.clone());
    let record = recorded(&mut pair, false).unwrap();
    let lacks: Vec<_> = record.lacks.iter().map(|one| (&*one.cmdlet, &*one.error)).collect();
    assert_eq!(lacks, [("Get-DhcpServerInDC", "WIN32 5")]);
    assert!(record.state.recorded.failed.is_empty() && record.state.server.in_directory.is_none());
    // From another computer, nothing can be read at all.
    pair.on = "elsewhere".to_owned();
    assert!(matches!(recorded(&mut pair, false), Err(RecordError::Missing(_))));
}

#[test]
fn a_server_in_no_domain_has_no_directory_to_ask() {
    let mut state = examples().swap_remove(0);
    state.server.record.setting.record.is_domain_joined = false;
    let mut pair = pair_of(&state);
    let record = recorded(&mut pair, false).unwrap();
    assert_eq!((record.state.server.in_directory.is_none(), record.lacks.len()), (true, 0));
}

/// Runs are divided, and what was not run is asked again.
#[test]
fn many_scopes_are_recorded_in_several_runs() {
    let mut state = examples().swap_remove(0);
    let scope = state.v4.scopes[0].record.clone();
    state.v4.record.failover = Records::default();
    state.v4.record.scopes = (0..80u32)
        .map(|n| {
            let mut one = scope.clone();
            let move_by = |address: &mut crate::scalar::Address4| {
                address.0 = (u32::from(address.0) + n * 256).into();
            };
            move_by(&mut one.scope_id);
            move_by(&mut one.start_range);
            move_by(&mut one.end_range);
            one.exclusions.0.iter_mut().for_each(|range| {
                move_by(&mut range.record.start_range);
                move_by(&mut range.record.end_range);
            });
            one.reservations.0.iter_mut().for_each(|one| move_by(&mut one.record.ip_address));
            for policy in &mut one.policies.0 {
                policy.record.ranges = Records::default();
            }
            one
        })
        .collect();
    let mut pair = pair_of(&state);
    assert_eq!(recorded(&mut pair, false).unwrap().state, wanted(&pair, false));
    let server = ServerName::new(&state.server.name).unwrap();
    let mut recorder = Recorder::new(&server, false);
    let mut runs = 0;
    loop {
        let mut commands = recorder.commands();
        assert!(commands.len() <= CALLS);
        // Whoever runs them may run fewer.
        commands.truncate(7.max(commands.len() / 2));
        if commands.is_empty() {
            break;
        }
        runs += 1;
        let run = Run::new(RunId::new("abcd1234").unwrap(), &commands, AfterError::GoOn).unwrap();
        recorder.take(&carry_out(&mut pair, &run).unwrap()).unwrap();
    }
    assert!(runs > 5, "{runs}");
    assert_eq!(recorder.finish(when(), "tests").unwrap().state, wanted(&pair, false));
}
