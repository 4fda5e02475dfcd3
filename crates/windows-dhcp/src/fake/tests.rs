mod half;
mod relationship;
mod strict;

use std::net::Ipv4Addr;

use dhcpair_testbed::Dice;

use super::*;
use crate::class::{ClientType, Failover, FailoverState, ScopeState, ServerRole};
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
        for secret in servers.iter_mut().flat_map(|server| server.secrets.values_mut()) {
            secret.clear();
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
