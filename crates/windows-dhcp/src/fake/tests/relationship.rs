use super::*;

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
    assert_eq!(pair.servers[B].scope(net(1)), pair.servers[A].scope(net(1)));
    assert_eq!(pair.servers[B].v4.scopes.len(), 2);
    assert_eq!(
        pair.servers[B].secrets.get("branch").map(String::as_str),
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
    assert_eq!(pair.servers[B].v4.scopes.len(), 4);
    assert!(pair.servers[B].v4.scopes.iter().all(|scope| scope.state == ScopeState::Active));
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
        assert_ne!(pair.servers[A].scope(net(1)), pair.servers[B].scope(net(1)));
        let source = pair.servers[from].scope(net(1)).cloned();
        let one = ReplicateScopes { scopes: nets(&[1]) };
        let all = ReplicateRelationship { name: One(name("branch")) };
        let every = ReplicateWholeServer {};
        for command in [one.at(&server(from)), all.at(&server(from)), every.at(&server(from))] {
            let mut pair = pair.clone();
            let report = done(&mut pair, &[command]);
            assert!(report.texts(0).unwrap().contains(&"10.0.1.0"));
            assert_eq!(
                [A, B].map(|at| pair.servers[at].scope(net(1)).cloned()),
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
        assert!(whole.servers.iter().all(|server| server.v4.failover.is_empty()));
        assert!(whole.servers[keeps].scope(net(1)).is_some());
        assert!(whole.servers[loses].scope(net(1)).is_none());

        let mut one = related();
        done(
            &mut one,
            &[RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) }.at(&server(keeps))],
        );
        assert!(one.servers[keeps].scope(net(1)).is_some());
        assert!(one.servers[loses].scope(net(1)).is_none());
        assert!(one.servers.iter().all(|server| server.scope(net(2)).is_some()));
        // Disabled instead of deleted: made again where it was lost, not served.
        done(&mut one, &[scope(1, Activity::Inactive).at(&server(loses))]);
        assert!(one.servers[loses].scope(net(1)).unwrap().state == ScopeState::Inactive);
        assert!(one.servers[keeps].scope(net(1)).unwrap().state == ScopeState::Active);
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
    pair.servers[A].relationship_mut("branch").unwrap().state = FailoverState::Recover;
    let gentle = RemoveFailoverScopes { name: name("branch"), scopes: nets(&[1]) };
    assert_eq!(
        error(&mut pair, &gentle.at(&server(A))),
        "DHCP 20120 (ERROR_DHCP_FO_STATE_NOT_NORMAL)"
    );
    let forced = RemoveFailoverScopesInAnyState { name: name("branch"), scopes: nets(&[1]) };
    done(&mut pair, &[forced.at(&server(A))]);
}
