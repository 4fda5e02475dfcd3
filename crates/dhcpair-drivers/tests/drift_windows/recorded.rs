//! States recorded by the emitted scripts: they say what the servers have, also when an operation
//! broke off.

use windows_dhcp::RecordedState;
use windows_dhcp::command::failover::{RemoveFailover, RemoveFailoverScopes, SetShare};
use windows_dhcp::command::{Builder, Command, One, Percent, RelationshipName, Scopes, ServerName};
use windows_dhcp::fake::{FakeFault, FakePair};
use windows_dhcp::fault::Code;
use windows_dhcp::recorder::record;
use windows_dhcp::runner::carry_out;
use windows_dhcp::script::{AfterError, Run, RunId};

use crate::ground::Ground;
use crate::pair::{Seen, compare, observe, rules};

/// The campus on two fake servers, whose names for each other lead to each other.
fn campus() -> FakePair {
    let ground = Ground::campus();
    let [first, second] = ground.states.map(|state| {
        let state: RecordedState = serde_json::from_value(state).unwrap();
        state
    });
    FakePair::of([&first, &second])
}

fn name_of(pair: &FakePair, at: usize) -> ServerName {
    ServerName::new(&pair.servers[at].server.name).unwrap()
}

/// Both servers, recorded by scripts and read as files are.
fn seen(pair: &mut FakePair) -> [Seen; 2] {
    [0, 1].map(|at| {
        let when = "2026-11-22T13:58:04Z".parse().unwrap();
        let ids = || RunId::new("5f3a9c01d2").unwrap();
        let server = name_of(pair, at);
        let record = record(pair, ids, &server, true, when, "tests").unwrap();
        observe(&serde_json::to_vec_pretty(&record.state).unwrap(), at).unwrap()
    })
}

#[test]
fn recorded_servers_are_as_clean_as_the_pair_they_were_made_of() {
    let mut pair = campus();
    let [first, second] = seen(&mut pair);
    assert_eq!(compare([&first, &second]), []);
    assert_eq!(rules([&first, &second]), Vec::<&str>::new());
    // Each against what the other was made of: nothing was lost on the way.
    let ground = Ground::campus();
    let given = [0, 1].map(|at| observe(&crate::pretty(&ground.states[at]), at).unwrap());
    assert_eq!(compare([&first, &given[1]]), []);
    assert_eq!(compare([&given[0], &second]), []);
}

/// What is told after each step of an operation at which it broke off.
fn told(command: impl Fn(&FakePair) -> Command) -> Vec<Vec<&'static str>> {
    let before = campus();
    let command = command(&before);
    let run = Run::new(RunId::new("5f3a9c01d2").unwrap(), &[command], AfterError::Stop).unwrap();
    let mut all = Vec::new();
    for step in 0.. {
        let mut pair = before.clone();
        pair.fault = Some(FakeFault { step, code: Code(20122), done: true });
        carry_out(&mut pair, &run).unwrap();
        if pair.steps() <= step {
            break;
        }
        pair.fault = None;
        let [first, second] = seen(&mut pair);
        all.push(rules([&first, &second]));
    }
    all
}

/// Half of an operation is told by the rules, once both servers are read again.
#[test]
fn what_broke_off_is_seen() {
    let branch = || RelationshipName::new("branch").unwrap();
    let removed = told(|pair| RemoveFailover { name: One(branch()) }.at(&name_of(pair, 0)));
    // The partner alone has it; then neither, and both serve its scopes until the last copy is gone.
    assert_eq!(removed[0], ["win-relationship-one-sided", "win-scope-uncoordinated"]);
    let (last, middle) = removed[1..].split_last().unwrap();
    assert!(middle.len() > 2 && middle.iter().all(|rules| *rules == ["win-scope-uncoordinated"]));
    assert_eq!(*last, Vec::<&str>::new());
    let scope = Scopes::one("10.30.1.0".parse().unwrap());
    let left = told(|pair| {
        RemoveFailoverScopes { name: branch(), scopes: scope.clone() }.at(&name_of(pair, 0))
    });
    let share = Percent::new(10).unwrap();
    let shared = told(|pair| SetShare { name: branch(), share }.at(&name_of(pair, 0)));
    assert_eq!(left[0], ["win-partners-not-mutual"]);
    assert_eq!(left[1], ["win-scope-uncoordinated"]);
    // Done: the scope is in no relationship now, and the partner of the others does not have it.
    assert_eq!(left[2..], [["win-scope-one-sided"]]);
    assert_eq!(shared, [vec!["win-parameters-differ"], Vec::new()]);
}
