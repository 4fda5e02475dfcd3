//! Two servers.

use std::time::{Duration, SystemTime};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab};
use omapi::{FailoverState, Role, SettableState, State};

use super::{PORT, ask, wait_for};

/// How long a pair may take to find together.
const TOGETHER: Duration = Duration::from_secs(40);

/// How long a state may take to be told once a server is in it.
const SOON: Duration = Duration::from_secs(5);

fn text(local: &Host, partner: &Host, role: &str) -> String {
    format!(
        "omapi-port {PORT};\n\
         ping-check off;\n\
         failover peer \"campus\" {{\n\
           {role};\n\
           address {}; port 647; peer address {}; peer port 648;\n\
           max-response-delay 30; max-unacked-updates 10; load balance max seconds 3;\n\
         }}\n\
         subnet 10.77.0.0 netmask 255.255.255.0 {{\n\
           pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.119; }}\n\
         }}\n",
        local.address(),
        partner.address(),
    )
}

fn state(host: &Host) -> FailoverState {
    ask(host, None, async |server| server.failover_state("campus").await).unwrap()
}

fn states(host: &Host) -> [State; 2] {
    let state = state(host);
    [state.local.state, state.partner.state]
}

fn wait_for_states(host: &Host, within: Duration, expected: [State; 2]) {
    wait_for(within, || states(host), |states| *states == expected);
}

fn set(host: &Host, state: SettableState) {
    let set =
        async |server: &mut omapi::Connection| server.set_failover_state("campus", state).await;
    ask(host, None, set).unwrap();
}

#[test]
fn a_pair_is_told_from_both_sides() {
    let Some(lab) = Lab::new(&["dhcpd"]).unwrap() else { return };
    let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
    let [one, two] = &hosts;
    let before = SystemTime::now() - Duration::from_secs(1);
    let primary = text(one, two, "primary; mclt 60; split 64");
    let secondary = text(two, one, "secondary").replace("port 647; peer", "port 648; peer");
    let secondary = secondary.replace("peer port 648", "peer port 647");
    let _first = Dhcpd::start(one, primary).unwrap();
    let mut second = Dhcpd::start(two, secondary).unwrap();
    for host in &hosts {
        wait_for_states(host, TOGETHER, [State::Normal; 2]);
    }

    let [mine, theirs] = [state(one), state(two)];
    assert_eq!([mine.role, theirs.role], [Role::Primary, Role::Secondary]);
    assert_eq!([mine.local_port, mine.partner_port], [647, 648]);
    assert_eq!([theirs.local_port, theirs.partner_port], [648, 647]);
    let now = SystemTime::now();
    for side in [&mine, &theirs] {
        assert_eq!(side.name, b"campus");
        assert_eq!(side.mclt, Duration::from_secs(60));
        assert_eq!(side.max_response_delay, Duration::from_secs(30));
        assert_eq!((side.max_unacked_updates, side.load_balance_max_seconds), (10, 3));
        for since in [side.local.since, side.partner.since] {
            assert!(since.is_some_and(|since| before <= since && since <= now), "{side:?}");
        }
    }
    // The first 64 of 256 clients are the primary's, and the rest the secondary's.
    let hba = mine.load_balance_hba.unwrap();
    assert_eq!((&hba[..8], &hba[8..]), (&[0xff; 8][..], &[0; 24][..]));
    assert_eq!(theirs.load_balance_hba, Some(hba));

    // Half of the pool goes to the secondary.
    for host in &hosts {
        let counters = || {
            let counters = async |server: &mut omapi::Connection| {
                server.pool_of([10, 77, 0, 100].into()).await
            };
            let pool = ask(host, None, counters).unwrap();
            [pool.total, pool.free, pool.backup]
        };
        wait_for(TOGETHER, counters, |pool| *pool == [20, 10, 10]);
    }
    wait_for(TOGETHER, || state(one).unacked_updates, |count| *count == 0);

    set(two, SettableState::Shutdown);
    wait_for_states(two, SOON, [State::Shutdown, State::PartnerDown]);
    wait_for_states(one, SOON, [State::PartnerDown, State::Shutdown]);
    set(two, SettableState::Recover);
    for host in &hosts {
        wait_for_states(host, TOGETHER, [State::Normal; 2]);
    }

    let cut = SystemTime::now() - Duration::from_secs(1);
    second.daemon().kill().unwrap();
    wait_for_states(one, SOON, [State::CommunicationsInterrupted, State::Normal]);
    let alone = state(one);
    assert!(alone.local.since.is_some_and(|since| cut <= since), "{alone:?}");
    set(one, SettableState::PartnerDown);
    wait_for_states(one, SOON, [State::PartnerDown, State::Normal]);
}
