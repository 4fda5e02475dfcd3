use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use super::*;
use crate::class::{ClientType, Failover, FailoverState, ServerRole};
use crate::command::failover::*;
use crate::command::option::{OptionLevel, SetOption};
use crate::command::reservation::AddReservation;
use crate::command::scope::*;
use crate::command::tests::builders;
use crate::command::{
    Builder, ClientId, Command, Many, One, Percent, RelationshipName, ScopeName, Scopes, Secret,
    ServerName, Time,
};
use crate::hop;
use crate::preflight::{self, Side};
use crate::quote::Text;
use crate::report::Report;
use crate::runner::carry_out;
use crate::script::{AfterError, Reading, RunId, readable};

const A: usize = 0;
const B: usize = 1;

fn server(at: usize) -> ServerName {
    ServerName::new(["win-1", "win-2"][at]).unwrap()
}

fn name(text: &str) -> RelationshipName {
    RelationshipName::new(text).unwrap()
}

fn net(third: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, 0, third, 0)
}

fn nets(thirds: &[u8]) -> Scopes {
    Scopes::new(thirds.iter().copied().map(net).collect()).unwrap()
}

fn percent(percent: u32) -> Percent {
    Percent::new(percent).unwrap()
}

fn scope(third: u8, activity: Activity) -> AddScope {
    let at = |last| Ipv4Addr::new(10, 0, third, last);
    let scope = ScopeName::new(&format!("it\u{2019}s {third}")).unwrap();
    AddScope::new(scope, at(10), at(200), Ipv4Addr::new(255, 255, 255, 0), activity)
}

/// Runs commands through text alone.
fn run(pair: &mut FakePair, commands: &[Command], after: AfterError) -> Report {
    let run = Run::new(RunId::new("abcd1234").unwrap(), commands, after).unwrap();
    carry_out(pair, &run).unwrap()
}

/// Runs commands that must all succeed, and holds the readable form against the other.
fn done(pair: &mut FakePair, commands: &[Command]) -> Report {
    let mut pasted = pair.clone();
    let report = run(pair, commands, AfterError::Stop);
    assert_eq!(report.faults, []);
    assert_eq!(pasted.paste(&readable(commands, Reading::Pasted).unwrap()), Ok(commands.len()));
    let without_secrets = |mut servers: [FakeServer; 2]| {
        for one in servers.iter_mut().flat_map(|server| server.relationships.values_mut()) {
            one.secret = one.secret.take().map(|_| String::new());
        }
        servers
    };
    assert_eq!(without_secrets(pasted.servers), without_secrets(pair.servers.clone()));
    report
}

/// The error that a single command ends with.
fn error(pair: &mut FakePair, command: &Command) -> String {
    let report = run(pair, std::slice::from_ref(command), AfterError::Stop);
    report.faults[0].id.to_string()
}

/// A pair whose first server has scopes 1 to 4, with an exclusion, a reservation and an option.
fn pair() -> FakePair {
    let mut pair = FakePair::new("win-1", "win-2");
    let mut commands: Vec<Command> =
        (1..=4).map(|third| scope(third, Activity::Active).at(&server(A))).collect();
    let at = |last| Ipv4Addr::new(10, 0, 1, last);
    let exclude = AddExclusion { scope: net(1), start: at(20), end: at(30) };
    let client = ClientId::new("1a2b3c4d5e6f").unwrap();
    let level = OptionLevel::Scope { scope: net(1), user_class: None };
    let router = Many::one(Text::new("10.0.1.1").unwrap());
    commands.extend([
        exclude.at(&server(A)),
        AddReservation::new(net(1), at(50), client).at(&server(A)),
        SetOption::new(level, 3, router).at(&server(A)),
    ]);
    done(&mut pair, &commands);
    pair
}

/// The same with a relationship in load balance that has scopes 1 and 2 and is Normal.
fn related() -> FakePair {
    let mut pair = pair();
    let add = AddLoadBalance::new(
        name("branch"),
        server(B),
        nets(&[1, 2]),
        percent(70),
        Authentication::None,
    );
    done(&mut pair, &[add.at(&server(A))]);
    pair.settle();
    pair
}

/// The relationship as both servers see it.
fn views(pair: &mut FakePair) -> [Failover; 2] {
    let report = done(pair, &[GetFailovers {}.at(&server(A)), GetFailovers {}.at(&server(B))]);
    [0, 1].map(|step| report.answer(step).unwrap().pop().unwrap())
}

#[test]
fn load_balance_is_made_on_both_servers() {
    let mut pair = pair();
    let secret = Secret::new(Text::new("it\u{2019}s; secret").unwrap());
    let mut add = AddLoadBalance::new(
        name("branch"),
        server(B),
        nets(&[1, 2]),
        percent(70),
        Authentication::Secret(secret),
    );
    add.lead_time = Some(Time::seconds(86_400).unwrap());
    add.switch = Some(AutomaticSwitch::After(Time::seconds(600).unwrap()));
    done(&mut pair, &[add.at(&server(A))]);
    let [a, b] = views(&mut pair);
    assert_eq!((a.load_balance_percent, b.load_balance_percent), (Some(70), Some(30)));
    assert_eq!((a.partner_server.as_str(), b.partner_server.as_str()), ("win-2", "win-1"));
    assert_eq!((a.server_role, b.reserve_percent), (None, None));
    for one in [&a, &b] {
        assert_eq!(one.scope_id.len(), 2);
        assert_eq!((one.max_client_lead_time.seconds(), one.enable_auth), (86_400, true));
        assert_eq!(one.state_switch_interval.map(|span| span.seconds()), Some(600));
        // Add returns before the two have found together.
        assert_eq!(one.state, FailoverState::Startup);
    }
    assert_eq!(pair.servers[B].scopes.get(&net(1)), pair.servers[A].scopes.get(&net(1)));
    assert_eq!(pair.servers[B].scopes.len(), 2);
    assert_eq!(
        pair.servers[B].relationships["branch"].secret.as_deref(),
        Some("it\u{2019}s; secret")
    );
    pair.settle();
    assert_eq!(views(&mut pair).map(|one| one.state), [FailoverState::Normal; 2]);
}

#[test]
fn hot_standby_has_one_active_server() {
    for (role, other) in
        [(ServerRole::Active, ServerRole::Standby), (ServerRole::Standby, ServerRole::Active)]
    {
        let mut pair = pair();
        let (partner, scopes) = (server(B), nets(&[3]));
        let add = AddHotStandby::new(
            name("hs"),
            partner,
            scopes,
            role,
            percent(10),
            Authentication::None,
        );
        done(&mut pair, &[add.at(&server(A))]);
        let [a, b] = views(&mut pair);
        assert_eq!((a.server_role, b.server_role), (Some(role), Some(other)));
        assert_eq!((a.reserve_percent, b.reserve_percent), (Some(10), Some(10)));
        assert!(a.state_switch_interval.is_none() && !a.auto_state_transition && !a.enable_auth);
    }
}

#[test]
fn relationships_are_modified_on_both_servers() {
    let mut pair = related();
    let time = |seconds| Time::seconds(seconds).unwrap();
    done(
        &mut pair,
        &[
            SetShare { name: name("branch"), share: percent(20) }.at(&server(B)),
            SetLeadTime { name: name("branch"), lead_time: time(1_800) }.at(&server(A)),
            SetAutomaticSwitch { name: name("branch"), switch: AutomaticSwitch::After(time(60)) }
                .at(&server(A)),
        ],
    );
    let [a, b] = views(&mut pair);
    assert_eq!((a.load_balance_percent, b.load_balance_percent), (Some(80), Some(20)));
    assert_eq!(a.max_client_lead_time, b.max_client_lead_time);
    assert_eq!(b.state_switch_interval.map(|span| span.seconds()), Some(60));
    let reserve = SetReserve { name: name("branch"), reserve: percent(5) }.at(&server(A));
    assert_eq!(error(&mut pair, &reserve), "WIN32 87 (ERROR_INVALID_PARAMETER)");
    let secret = Secret::new(Text::new("s").unwrap());
    done(
        &mut pair,
        &[
            SwitchToHotStandby { name: name("branch"), reserve: percent(5) }.at(&server(A)),
            SetSharedSecret { name: name("branch"), secret }.at(&server(A)),
            SetAutomaticSwitch { name: name("branch"), switch: AutomaticSwitch::Off }
                .at(&server(A)),
        ],
    );
    let [a, b] = views(&mut pair);
    assert!(a.server_role != b.server_role && a.enable_auth && b.enable_auth);
    assert_eq!((a.reserve_percent, b.state_switch_interval), (Some(5), None));
    done(
        &mut pair,
        &[
            RemoveAuthentication { name: name("branch") }.at(&server(A)),
            SwitchToLoadBalance { name: name("branch"), share: percent(50) }.at(&server(A)),
        ],
    );
    let [a, b] = views(&mut pair);
    assert!(!a.enable_auth && !b.enable_auth);
    assert_eq!((a.load_balance_percent, b.server_role), (Some(50), None));
    pair.connected = false;
    done(&mut pair, &[DeclarePartnerDown { name: name("branch") }.at(&server(A))]);
    let states = views(&mut pair).map(|one| one.state);
    assert_eq!(states, [FailoverState::PartnerDown, FailoverState::Normal]);
}

#[test]
fn scopes_join_when_both_are_normal() {
    let mut pair = related();
    let add = AddFailoverScopes { name: name("branch"), scopes: nets(&[3, 4]) }.at(&server(A));
    pair.connected = false;
    pair.settle();
    assert_eq!(error(&mut pair, &add), "DHCP 20122 (ERROR_DHCP_SERVER_NOT_REACHABLE)");
    pair.connected = true;
    assert_eq!(error(&mut pair, &add), "DHCP 20120 (ERROR_DHCP_FO_STATE_NOT_NORMAL)");
    pair.settle();
    done(&mut pair, std::slice::from_ref(&add));
    assert_eq!(pair.servers[B].scopes.len(), 4);
    assert!(pair.servers[B].scopes.values().all(|scope| scope.active));
    assert_eq!(error(&mut pair, &add), "DHCP 20113 (ERROR_DHCP_FO_SCOPE_ALREADY_IN_RELATIONSHIP)");
    let report = done(&mut pair, &[GetFailoverOfScopes { scopes: nets(&[4]) }.at(&server(B))]);
    assert_eq!(report.answer::<Failover>(0).unwrap()[0].name, "branch");
}

#[test]
fn replication_replaces_the_partner_s_copy_each_way() {
    for (from, to) in [(A, B), (B, A)] {
        let mut pair = related();
        let at = |last| Ipv4Addr::new(10, 0, 1, last);
        let client = ClientId::new("000102030405").unwrap();
        done(
            &mut pair,
            &[
                AddExclusion { scope: net(1), start: at(60), end: at(61) }.at(&server(from)),
                AddReservation::new(net(1), at(70), client).at(&server(to)),
            ],
        );
        assert_ne!(pair.servers[A].scopes[&net(1)], pair.servers[B].scopes[&net(1)]);
        let source = pair.servers[from].scopes[&net(1)].clone();
        let one = ReplicateScopes { scopes: nets(&[1]) };
        let all = ReplicateRelationship { name: One(name("branch")) };
        let every = ReplicateWholeServer {};
        for command in [one.at(&server(from)), all.at(&server(from)), every.at(&server(from))] {
            let mut pair = pair.clone();
            let report = done(&mut pair, &[command]);
            assert!(report.texts(0).unwrap().contains(&"10.0.1.0"));
            assert_eq!(
                [A, B].map(|at| pair.servers[at].scopes[&net(1)].clone()),
                [source.clone(), source.clone()]
            );
        }
    }
}

#[test]
fn whoever_is_addressed_keeps_the_scopes() {
    for (keeps, loses) in [(A, B), (B, A)] {
        let mut whole = related();
        done(&mut whole, &[RemoveFailover { name: One(name("branch")) }.at(&server(keeps))]);
        assert!(whole.servers.iter().all(|server| server.relationships.is_empty()));
        assert!(whole.servers[keeps].scopes.contains_key(&net(1)));
        assert!(!whole.servers[loses].scopes.contains_key(&net(1)));

        let mut one = related();
        done(
            &mut one,
            &[RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) }.at(&server(keeps))],
        );
        assert!(one.servers[keeps].scopes.contains_key(&net(1)));
        assert!(!one.servers[loses].scopes.contains_key(&net(1)));
        assert!(one.servers.iter().all(|server| server.scopes.contains_key(&net(2))));
        // Disabled instead of deleted: made again where it was lost, not served.
        done(&mut one, &[scope(1, Activity::Inactive).at(&server(loses))]);
        assert!(!one.servers[loses].scopes[&net(1)].active);
        assert!(one.servers[keeps].scopes[&net(1)].active);
        // The last scope leaves an empty relationship.
        done(
            &mut one,
            &[RemoveFailoverScopes { name: name("branch"), scopes: nets(&[2]) }.at(&server(keeps))],
        );
        assert!(views(&mut one).iter().all(|view| view.scope_id.is_empty()));
    }
}

#[test]
fn scopes_leave_in_any_state_only_when_forced() {
    let mut pair = related();
    pair.servers[A].relationships.get_mut("branch").unwrap().state = FailoverState::Recover;
    let gentle = RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) };
    assert_eq!(
        error(&mut pair, &gentle.at(&server(A))),
        "DHCP 20120 (ERROR_DHCP_FO_STATE_NOT_NORMAL)"
    );
    let forced = RemoveFailoverScopesInAnyState { name: name("branch"), scopes: nets(&[1]) };
    done(&mut pair, &[forced.at(&server(A))]);
}

/// Every fault at every step: what was done before it stays, and nothing behind it is done.
#[test]
fn a_fault_leaves_half_of_the_work() {
    let add = AddLoadBalance::new(
        name("second"),
        server(B),
        nets(&[3, 4]),
        percent(50),
        Authentication::None,
    );
    let commands = [
        add.at(&server(A)),
        AddFailoverScopes { name: name("branch"), scopes: nets(&[3, 4]) }.at(&server(A)),
        RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1, 2]) }.at(&server(A)),
        RemoveFailover { name: One(name("branch")) }.at(&server(A)),
        ReplicateWholeServer {}.at(&server(A)),
        SetShare { name: name("branch"), share: percent(50) }.at(&server(A)),
    ];
    let mut halves = 0;
    for command in &commands {
        let mut before = related();
        for third in [1, 2] {
            let at = |last| Ipv4Addr::new(10, 0, third, last);
            let exclude = AddExclusion { scope: net(third), start: at(90), end: at(91) };
            done(&mut before, &[exclude.at(&server(A))]);
        }
        let mut after = before.clone();
        done(&mut after, std::slice::from_ref(command));
        let steps = after.steps() - before.steps();
        let mut last = before.servers.clone();
        for step in 0..steps {
            let mut broken = before.clone();
            broken.fault = Some((before.steps() + step, Code(20122)));
            let report = run(&mut broken, std::slice::from_ref(command), AfterError::Stop);
            assert_eq!(report.faults[0].id.code(), Some(Code(20122)));
            assert!(!report.is_done(0));
            // The source's scopes are never touched.
            assert_eq!(broken.servers[A].scopes, before.servers[A].scopes);
            assert_eq!(broken.steps() - before.steps(), step + 1);
            if broken.servers != before.servers && broken.servers != after.servers {
                halves += 1;
            }
            // What is new on the partner is not served before both know the relationship.
            let known = |at: usize, id| broken.servers[at].holder(id).is_some();
            for (id, copy) in &broken.servers[B].scopes {
                let new = !before.servers[B].scopes.contains_key(id);
                assert!(
                    !new || !copy.active || (known(A, *id) && known(B, *id)),
                    "{command:?} {step}"
                );
            }
            last = broken.servers;
        }
        assert!(steps > 1 && last != after.servers, "{command:?}");
    }
    assert!(halves >= 10, "{halves}");
}

/// What both servers say, through scripts.
fn sides(pair: &mut FakePair) -> [Side; 2] {
    [A, B].map(|at| {
        let report = run(
            pair,
            &[GetFailovers {}.at(&server(at)), GetAllScopes {}.at(&server(at))],
            AfterError::Stop,
        );
        let scopes = report.objects(1).unwrap();
        let scopes = scopes.iter().map(|scope| {
            let kind: ClientType = serde_json::from_value(scope["Type"].clone()).unwrap();
            (scope["ScopeId"].as_str().unwrap().parse().unwrap(), kind)
        });
        let scopes = scopes.collect();
        Side { server: server(at).to_string(), relationships: report.answer(0).unwrap(), scopes }
    })
}

#[test]
fn what_is_foretold_is_what_happens() {
    let mut dice = Dice::new(0xF0);
    let (mut refused, mut taken) = (std::collections::BTreeSet::new(), 0);
    let mut spare = related().servers[A].relationships["branch"].clone();
    spare.scopes.clear();
    for _ in 0..40 {
        let mut pair = pair();
        for third in 5..=6 {
            let mut one = scope(third, Activity::Active);
            one.kind = dice.one_in(3).then_some(ClientType::Bootp);
            done(&mut pair, &[one.at(&server(dice.below(2)))]);
        }
        // What is left of a split scope.
        done(&mut pair, &[A, B].map(|at| scope(7, Activity::Active).at(&server(at))));
        if dice.one_in(4) {
            let full = dice.below(2);
            for number in 0..31 {
                pair.servers[full].relationships.insert(format!("r{number}"), spare.clone());
            }
        }
        for _ in 0..12 {
            if dice.one_in(2) {
                pair.settle();
            }
            let at = dice.below(2);
            let wanted = name(dice.pick::<&str>(&["x", "y"]));
            let mut all: Vec<u8> = (1..=7).collect();
            dice.shuffle(&mut all);
            let scopes = nets(&all[..=dice.below(2)]);
            let [a, b] = sides(&mut pair);
            let (here, there) = if at == A { (a, b) } else { (b, a) };
            let (foretold, command) = match dice.below(3) {
                0 => {
                    let (partner, half) = (server(1 - at), percent(50));
                    let add = AddLoadBalance::new(
                        wanted.clone(),
                        partner,
                        scopes.clone(),
                        half,
                        Authentication::None,
                    );
                    (preflight::create(&here, &there, &wanted, &scopes), add.at(&server(at)))
                }
                1 => {
                    let add = AddFailoverScopes { name: wanted.clone(), scopes: scopes.clone() };
                    (preflight::add(&here, &there, &wanted, &scopes), add.at(&server(at)))
                }
                _ => {
                    let remove =
                        RemoveFailoverScopes { name: wanted.clone(), scopes: scopes.clone() };
                    (preflight::remove(&here, &there, &wanted, &scopes), remove.at(&server(at)))
                }
            };
            let report = run(&mut pair, &[command], AfterError::Stop);
            match report.faults.first() {
                None => {
                    taken += 1;
                    assert_eq!(foretold, []);
                }
                Some(fault) => {
                    let code = fault.id.code().unwrap();
                    refused.insert(code.0);
                    assert!(foretold.iter().any(|one| one.code() == code), "{fault}: {foretold:?}");
                }
            }
        }
    }
    assert!(taken > 30, "{taken}");
    let wanted = [20005, 20052, 20113, 20114, 20115, 20116, 20120, 20128, 20131];
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn second_hops_without_credentials_are_refused_as_foretold() {
    let all = [
        GetFailovers {}.at(&server(A)),
        GetFailovers {}.at(&server(B)),
        GetFailovers {}.here(),
        ReplicateWholeServer {}.at(&server(A)),
        ReplicateWholeServer {}.here(),
        SetShare { name: name("branch"), share: percent(5) }.at(&server(B)),
    ];
    for session in [Session::SshKey, Session::SshPassword, Session::WinRm] {
        for command in &all {
            let mut pair = related();
            (pair.session, pair.on) = (session, "win-1".to_owned());
            let foretold = hop::check(command, &server(A), session);
            let report = run(&mut pair, std::slice::from_ref(command), AfterError::Stop);
            let denied = report.faults.first().map(|fault| fault.id.code() == Some(Code(5)));
            assert_eq!(denied, foretold.is_err().then_some(true), "{session:?} {command:?}");
        }
    }
}

/// Any text in any parameter of any builder is taken as it was meant, or refused for what it means.
#[test]
fn every_builder_is_understood() {
    let mut dice = Dice::new(0xF1);
    let builders = builders();
    for round in 0..15 {
        let commands: Vec<Command> = builders.iter().map(|one| (one.sample)(&mut dice)).collect();
        let mut pair = related();
        let names = commands.iter().map(|one| one.server().unwrap().to_string());
        // The server that a command addresses is there, whatever its name.
        for (at, name) in names.enumerate() {
            pair.servers[A].name = name;
            let report = run(&mut pair, &commands[at..=at], AfterError::GoOn);
            for fault in &report.faults {
                let id = fault.id.to_string();
                let understood = id.starts_with("DHCP ")
                    || id.starts_with("WIN32 ")
                    || id.starts_with("NotInTheFake");
                assert!(understood, "{round} {}: {id}", builders[at].name);
            }
        }
    }
}

#[test]
fn what_the_tables_do_not_have_is_refused() {
    let run_as = |change: &dyn Fn(&str) -> String| {
        let commands =
            [AddFailoverScopes { name: name("branch"), scopes: nets(&[3]) }.at(&server(A))];
        let run = Run::new(RunId::new("abcd1234").unwrap(), &commands, AfterError::Stop).unwrap();
        let text = String::from_utf8(run.input().as_bytes().to_vec()).unwrap();
        let changed = change(&text);
        let mut pair = related();
        let output = pair.run(&Run::command_line(), changed.as_bytes()).unwrap();
        let report = crate::report::read_report(&run, &output.stdout).unwrap();
        report.faults.first().map(|fault| fault.id.to_string())
    };
    assert_eq!(run_as(&str::to_owned), None);
    for (from, to, wanted) in [
        (
            "Add-DhcpServerv4FailoverScope",
            "Add-DhcpServerv4FailoverScopes",
            "CommandNotFoundException",
        ),
        (" -Confirm:$false", "", "WouldAsk"),
        (" -Confirm:$false", " -Force -Confirm:$false", "NamedParameterNotFound"),
        (" -ErrorAction Stop", "", "ErrorsWouldNotStop"),
        ("[ipaddress[]]", "[string[]]", "ParameterArgumentTransformationError"),
        (" -ScopeId ([ipaddress[]]$call.ScopeId)", "", "MissingMandatoryParameter"),
        (" -Name", " -Name 'x' -Name", "ParameterAlreadyBound"),
        ("10.0.3.0", "10.0.3", "ParameterArgumentTransformationError"),
        ("Out-Null", "Out-File", "expected"),
        ("-replace '^='", "-replace '='", "expected"),
    ] {
        let found = run_as(&|text| text.replace(from, to)).unwrap_or_default();
        assert!(found.starts_with(wanted), "{from} -> {to}: {found}");
    }
    let mut pair = related();
    let output = pair.run("powershell.exe -Command Get-Process", b"").unwrap();
    assert_eq!((output.stdout.len(), output.code), (0, Some(1)));
}
