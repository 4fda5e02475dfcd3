use super::*;

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
    let mut spare = related().servers[A].relationship("branch").unwrap().clone();
    spare.scope_id.clear();
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
                let one = Failover { name: format!("r{number}"), ..spare.clone() };
                pair.servers[full].v4.failover.0.push(one.into());
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
        let names = commands.iter().map(|one| one.server().map(ToString::to_string));
        // The server that a command addresses is there, whatever its name.
        for (at, name) in names.enumerate() {
            pair.servers[A].server.name = name.unwrap_or_default();
            let report = run(&mut pair, &commands[at..=at], AfterError::GoOn);
            for fault in &report.faults {
                let id = fault.id.to_string();
                let understood = id.starts_with("DHCP ") || id.starts_with("WIN32 ");
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
