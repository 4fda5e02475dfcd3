//! A fault at every step of every operation, before its effect and behind it: what is left is what
//! the documents say, and what a second try says to it.

use std::io;

use super::*;
use crate::recreate;
use crate::runner::{Output, RunError};

/// Both servers in a few words: relationships with this server's percentage and their scopes; scopes
/// with `+` where they are served and the number of their exclusions.
fn story(pair: &FakePair) -> String {
    let side = |server: &FakeServer| {
        let relationships = server.v4.failover.iter().map(|one| {
            let percent = one.load_balance_percent.or(one.reserve_percent).unwrap();
            let thirds: Vec<String> =
                one.scope_id.iter().map(|id| id.0.octets()[2].to_string()).collect();
            let role = match one.server_role {
                Some(ServerRole::Active) => "a",
                Some(ServerRole::Standby) => "s",
                None => "",
            };
            format!("{}{percent}{role}[{}]", one.name, thirds.join(","))
        });
        let scopes = server.v4.scopes.iter().map(|scope| {
            let served = if scope.state == ScopeState::Active { "+" } else { "-" };
            let third = scope.scope_id.0.octets()[2];
            format!("{third}{served}{}", scope.exclusions.len())
        });
        relationships.chain(scopes).collect::<Vec<_>>().join(" ")
    };
    format!("{} | {}", side(&pair.servers[A]), side(&pair.servers[B]))
}

/// A Windows computer whose answer, or whose whole run, is lost.
struct Lost<'p> {
    pair: &'p mut FakePair,
    runs: bool,
    /// How much of the answer arrives.
    part: usize,
}

impl PowerShellRunner for Lost<'_> {
    fn run(&mut self, command_line: &str, stdin: &[u8]) -> io::Result<Output> {
        if !self.runs {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let mut output = self.pair.run(command_line, stdin)?;
        output.stdout.truncate(output.stdout.len() * self.part / 100);
        Ok(output)
    }
}

/// Runs commands with every fault there is. `states` are both servers before, and behind each step
/// that changes one; what the same commands say when they are run again stands beside.
fn walk(before: &FakePair, commands: &[Command], states: &[(&str, &str)]) -> usize {
    let run_of = || Run::new(RunId::new("abcd1234").unwrap(), commands, AfterError::Stop).unwrap();
    let mut clean = before.clone();
    done(&mut clean, commands);
    let steps = clean.steps() - before.steps();
    let found: Vec<String> = (0..steps)
        .map(|step| broken(before, commands, step, false))
        .chain([clean])
        .map(|pair| {
            let mut again = pair.clone();
            again.fault = None;
            again.settle();
            let report = run(&mut again, commands, AfterError::Stop);
            let said = report.faults.first().and_then(|fault| fault.id.code());
            format!(
                "{} / {}",
                story(&pair),
                said.map_or_else(|| "done".to_owned(), |code| code.0.to_string())
            )
        })
        .collect();
    let wanted: Vec<String> =
        states.iter().map(|(state, again)| format!("{state} / {again}")).collect();
    assert_eq!(found, wanted);
    // A fault behind an effect leaves what one before the next effect does.
    for step in 0..steps {
        let behind = story(&broken(before, commands, step, true));
        assert_eq!(behind, states[step + 1].0, "{step}");
    }
    // A run that did not come to the computer did nothing; one whose answer is lost did everything,
    // and nobody is told that it did.
    for (runs, part) in [(false, 0), (true, 0), (true, 50), (true, 90)] {
        let mut pair = before.clone();
        let lost = carry_out(&mut Lost { pair: &mut pair, runs, part }, &run_of());
        assert!(matches!(lost, Err(RunError::Runner(_) | RunError::NoReport { .. })));
        assert_eq!(story(&pair), if runs { states[steps].0 } else { states[0].0 });
    }
    steps
}

/// The pair after a run with a fault.
fn broken(before: &FakePair, commands: &[Command], step: usize, done: bool) -> FakePair {
    let mut pair = before.clone();
    pair.fault = Some(FakeFault { step: before.steps() + step, code: Code(20122), done });
    let report = run(&mut pair, commands, AfterError::Stop);
    let failed = report.faults[0].step.unwrap();
    assert_eq!(report.faults[0].id.code(), Some(Code(20122)));
    assert_eq!(report.faults.len(), 1);
    for step in 0..commands.len() {
        assert_eq!(report.is_done(step), step < failed, "{step}");
    }
    assert_eq!(pair.steps() - before.steps(), step + 1);
    pair.fault = None;
    pair
}

/// Related, with an exclusion on the first server that the second does not have.
fn differing() -> FakePair {
    let mut pair = related();
    for third in [1, 2] {
        let at = |last| Ipv4Addr::new(10, 0, third, last);
        let exclude = AddExclusion { scope: net(third), start: at(90), end: at(91) };
        done(&mut pair, &[exclude.at(&server(A))]);
    }
    pair
}

#[test]
fn half_made_relationships() {
    let (partner, scopes, half) = (server(B), nets(&[3, 4]), percent(30));
    let add = AddLoadBalance::new(name("new"), partner, scopes, half, Authentication::None);
    let steps = walk(
        &related(),
        &[add.at(&server(A))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            // The partner has copies that nobody serves: they are in the way of a second try.
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0 3-0", "20052"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0 3-0 4-0", "20052"),
            // The relationship is on one side: a second try finds the name taken.
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] new70[3,4] 1+1 2+0 3-0 4-0", "20114"),
            (
                "branch70[1,2] new30[3,4] 1+1 2+0 3+0 4+0 | branch30[1,2] new70[3,4] 1+1 2+0 3-0 4-0",
                "20114",
            ),
            (
                "branch70[1,2] new30[3,4] 1+1 2+0 3+0 4+0 | branch30[1,2] new70[3,4] 1+1 2+0 3+0 4-0",
                "20114",
            ),
            (
                "branch70[1,2] new30[3,4] 1+1 2+0 3+0 4+0 | branch30[1,2] new70[3,4] 1+1 2+0 3+0 4+0",
                "20114",
            ),
        ],
    );
    assert_eq!(steps, 6);
    // The other way: the addressed server waits, and it is the second one.
    let mut before = FakePair::new("win-1", "win-2");
    done(&mut before, &[scope(9, Activity::Active).at(&server(B))]);
    let (partner, scopes, role) = (server(A), nets(&[9]), ServerRole::Standby);
    let hs =
        AddHotStandby::new(name("hs"), partner, scopes, role, percent(5), Authentication::None);
    walk(
        &before,
        &[hs.at(&server(B))],
        &[
            (" | 9+0", "done"),
            ("9-0 | 9+0", "20052"),
            ("hs5a[9] 9-0 | 9+0", "20114"),
            ("hs5a[9] 9-0 | hs5s[9] 9+0", "20114"),
            ("hs5a[9] 9+0 | hs5s[9] 9+0", "20114"),
        ],
    );
}

#[test]
fn half_added_scopes() {
    let add = AddFailoverScopes { name: name("branch"), scopes: nets(&[3, 4]) };
    walk(
        &related(),
        &[add.at(&server(A))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0 3-0", "20052"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0 3-0 4-0", "20052"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2,3,4] 1+1 2+0 3-0 4-0", "20052"),
            ("branch70[1,2,3,4] 1+1 2+0 3+0 4+0 | branch30[1,2,3,4] 1+1 2+0 3-0 4-0", "20113"),
            ("branch70[1,2,3,4] 1+1 2+0 3+0 4+0 | branch30[1,2,3,4] 1+1 2+0 3+0 4-0", "20113"),
            ("branch70[1,2,3,4] 1+1 2+0 3+0 4+0 | branch30[1,2,3,4] 1+1 2+0 3+0 4+0", "20113"),
        ],
    );
}

#[test]
fn half_removed_scopes_and_relationships() {
    let both = RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1, 2]) };
    walk(
        &related(),
        &[both.at(&server(A))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch70[] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "20116"),
            // Both serve the same addresses and tell each other nothing: the worst that is left.
            ("branch70[] 1+1 2+0 3+0 4+0 | branch30[] 1+1 2+0", "20116"),
            ("branch70[] 1+1 2+0 3+0 4+0 | branch30[] 2+0", "20116"),
            ("branch70[] 1+1 2+0 3+0 4+0 | branch30[]", "20116"),
        ],
    );
    // The second server keeps them.
    let one = RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) };
    walk(
        &related(),
        &[one.at(&server(B))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[2] 1+1 2+0", "20116"),
            ("branch70[2] 1+1 2+0 3+0 4+0 | branch30[2] 1+1 2+0", "20116"),
            ("branch70[2] 2+0 3+0 4+0 | branch30[2] 1+1 2+0", "20116"),
        ],
    );
    let remove = RemoveFailover { name: One(name("branch")) };
    walk(
        &related(),
        &[remove.at(&server(A))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "20115"),
            ("1+1 2+0 3+0 4+0 | 1+1 2+0", "20115"),
            ("1+1 2+0 3+0 4+0 | 2+0", "20115"),
            ("1+1 2+0 3+0 4+0 | ", "20115"),
        ],
    );
    walk(
        &related(),
        &[remove.at(&server(B))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | 1+1 2+0", "20115"),
            ("1+1 2+0 3+0 4+0 | 1+1 2+0", "20115"),
            ("2+0 3+0 4+0 | 1+1 2+0", "20115"),
            ("3+0 4+0 | 1+1 2+0", "20115"),
        ],
    );
}

/// A replication that broke off is done by a second one.
#[test]
fn half_replicated_scopes() {
    let before = differing();
    let (one, all) = (
        ReplicateScopes { scopes: nets(&[2]) },
        ReplicateRelationship { name: One(name("branch")) },
    );
    let start = "branch70[1,2] 1+2 2+1 3+0 4+0 | branch30[1,2] 1+1 2+0";
    walk(
        &before,
        &[one.at(&server(A))],
        &[(start, "done"), ("branch70[1,2] 1+2 2+1 3+0 4+0 | branch30[1,2] 1+1 2+1", "done")],
    );
    walk(
        &before,
        &[one.at(&server(B))],
        &[(start, "done"), ("branch70[1,2] 1+2 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done")],
    );
    for forth in [all.at(&server(A)), ReplicateWholeServer {}.at(&server(A))] {
        walk(
            &before,
            &[forth],
            &[
                (start, "done"),
                ("branch70[1,2] 1+2 2+1 3+0 4+0 | branch30[1,2] 1+2 2+0", "done"),
                ("branch70[1,2] 1+2 2+1 3+0 4+0 | branch30[1,2] 1+2 2+1", "done"),
            ],
        );
    }
    for back in [all.at(&server(B)), ReplicateWholeServer {}.at(&server(B))] {
        walk(
            &before,
            &[back],
            &[
                (start, "done"),
                ("branch70[1,2] 1+1 2+1 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
                ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ],
        );
    }
}

#[test]
fn half_modified_relationships() {
    let share = SetShare { name: name("branch"), share: percent(10) };
    walk(
        &related(),
        &[share.at(&server(A))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            // Together 40 percent of the clients: a second try puts it right.
            ("branch10[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch10[1,2] 1+1 2+0 3+0 4+0 | branch90[1,2] 1+1 2+0", "done"),
        ],
    );
    let switch = SwitchToHotStandby { name: name("branch"), reserve: percent(5) };
    walk(
        &related(),
        &[switch.at(&server(B))],
        &[
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0", "done"),
            ("branch70[1,2] 1+1 2+0 3+0 4+0 | branch5a[1,2] 1+1 2+0", "done"),
            ("branch5s[1,2] 1+1 2+0 3+0 4+0 | branch5a[1,2] 1+1 2+0", "done"),
        ],
    );
}

/// Disabled instead of deleted: recorded, taken out, made again without being served.
#[test]
fn half_disabled_scopes() {
    for (keeps, loses) in [(A, B), (B, A)] {
        let before = related();
        let recorded = before.servers[loses].scope(net(1)).unwrap();
        let remove = RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) };
        let mut commands = vec![remove.at(&server(keeps))];
        commands.extend(recreate::scope(recorded, Activity::Inactive, &server(loses)).unwrap());
        let side = |at: usize, words: &str| match at == keeps {
            true => format!("branch{}[2] 1+1 2+0{words}", if at == A { 70 } else { 30 }),
            false => words.to_owned(),
        };
        let whole = "branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0";
        let state = |lost: &str| {
            // Scopes 3 and 4 are the first server's alone.
            let (a, b) = (
                if keeps == A {
                    side(A, " 3+0 4+0")
                } else {
                    format!("branch70[2] {lost}2+0 3+0 4+0")
                },
                if keeps == B { side(B, "") } else { format!("branch30[2] {lost}2+0") },
            );
            format!("{a} | {b}")
        };
        let first = match keeps {
            A => "branch70[2] 1+1 2+0 3+0 4+0 | branch30[1,2] 1+1 2+0",
            _ => "branch70[1,2] 1+1 2+0 3+0 4+0 | branch30[2] 1+1 2+0",
        };
        let (gone, bare, full) = (state(""), state("1-0 "), state("1-1 "));
        let both_serve = state("1+1 ");
        let steps = walk(
            &before,
            &commands,
            &[
                (whole, "done"),
                (first, "20116"),
                (&both_serve, "20116"),
                // It is nowhere but in the recording: as if it had been deleted.
                (&gone, "20116"),
                // From here on it is there and not served, and lacks what was not made yet.
                (&bare, "20116"),
                (&full, "20116"),
                (&full, "20116"),
                (&full, "20116"),
            ],
        );
        assert_eq!(steps, 7);
        let mut after = before.clone();
        done(&mut after, &commands);
        let mut wanted = recorded.clone();
        wanted.state = ScopeState::Inactive;
        assert_eq!(after.servers[loses].scope(net(1)), Some(&wanted));
        assert_eq!(after.servers[keeps].scope(net(1)), before.servers[keeps].scope(net(1)));
    }
}
