//! What servers say of their partners in other modes, of several, and of lost ones.

use dhcpair_testbed::Family;
use kea_config::Json;
use kea_ha::command::{
    AddressFamily, Channel, HaHeartbeat, HaScopes, ReplyError, Server, StatusGet, V6,
};
use kea_ha::generate::hub;
use kea_ha::{Mode, Role, State};

use crate::kea::{self, Make};
use crate::pair::{LISTENER, Pair, peer, relationship};

pub(crate) fn partners_are_told_apart(make: &Make) {
    let Some(pair) = Pair::start(make, Family::V4, Mode::LoadBalancing) else { return };
    for (peer, role, other) in
        [(&pair.one, Role::Primary, Role::Secondary), (&pair.two, Role::Secondary, Role::Primary)]
    {
        peer.wait_for(State::LoadBalancing);
        let status = peer.ask(&StatusGet).unwrap();
        let relationship = &status.relationships[0];
        assert!(relationship.mode.as_ref().unwrap().is(Mode::LoadBalancing));
        assert!(relationship.local.role.is(role), "{relationship:?}");
        let remote = relationship.remote.as_ref().unwrap();
        assert!(remote.role.as_ref().unwrap().is(other), "{remote:?}");
    }
    drop(pair);
    // Backups are never told of, and tell of nobody.
    let Some(pair) = Pair::start(make, Family::V4, Mode::PassiveBackup) else { return };
    for (peer, role, state) in
        [(&pair.one, Role::Primary, State::PassiveBackup), (&pair.two, Role::Backup, State::Backup)]
    {
        peer.wait_for(state);
        let status = peer.ask(&StatusGet).unwrap();
        let relationship = &status.relationships[0];
        assert!(relationship.local.role.is(role) && relationship.remote.is_none());
        assert!(relationship.local.state.as_ref().unwrap().is(state));
    }
}

pub(crate) fn a_lost_partner_is_told(make: &Make) {
    let Some(mut pair) = Pair::start(make, Family::V4, Mode::HotStandby) else { return };
    let status = pair.one.ask(&StatusGet).unwrap();
    let remote = status.relationships[0].remote.as_ref().unwrap();
    assert_eq!(remote.in_touch, remote.last_state.is_some(), "{remote:?}");
    pair.together();
    pair.two.kea.daemon().kill().unwrap();
    // A Control Agent answers for a server that it does not reach, and for one that it does not have.
    if pair.two.channels().contains(&Channel::ControlAgent) {
        let gone = pair.two.ask_over(Channel::ControlAgent, &StatusGet);
        assert!(matches!(&gone, Err(ReplyError::Failed(one)) if one.is_unreached()), "{gone:?}");
        let other = Server { family: V6::FAMILY, ..pair.one.server(Channel::ControlAgent) };
        let request = other.request(&StatusGet).unwrap();
        let none = request.decode(&pair.one.exchange(Channel::ControlAgent, request.body()));
        assert!(matches!(&none, Err(ReplyError::Failed(one)) if one.is_unreached()), "{none:?}");
    }
    pair.one.wait_for(State::PartnerDown);
    let status = pair.one.ask(&StatusGet).unwrap();
    let relationship = &status.relationships[0];
    assert_eq!(relationship.local.scopes, ["one"]);
    let remote = relationship.remote.as_ref().unwrap();
    assert!(remote.last_state.as_ref().unwrap().is(State::Unavailable), "{remote:?}");
    assert_eq!(remote.communication_interrupted, Some(true));
}

pub(crate) fn a_hub_tells_its_relationships(make: &Make) {
    let Some(lab) = make.lab() else { return };
    let [middle, first, second] = ["middle", "one", "two"].map(|name| lab.host(name).unwrap());
    let both = [(&first, 1), (&second, 2)].map(|(host, number)| {
        let spoke = peer(make, &format!("spoke{number}"), host, LISTENER, Role::Primary);
        let port = LISTENER + number;
        let hub = peer(make, &format!("hub{number}"), &middle, port, Role::Standby);
        relationship(Mode::HotStandby, vec![spoke, hub])
    });
    let libraries = hub(&[(&both[0], "hub1"), (&both[1], "hub2")]).unwrap();
    let mut context = Json::map::<&str>([]);
    context.set("user-context", both[0].subnet_context());
    let hub = kea::start_with(make, middle, Family::V4, &libraries, &context);
    let spoke = |host, nth: usize| {
        let own = both[nth].configurations().unwrap();
        kea::start(make, host, Family::V4, &own[0].hooks_libraries)
    };
    let spokes = [spoke(first, 0), spoke(second, 1)];
    for spoke in &spokes {
        spoke.wait_for(State::HotStandby);
    }
    let heartbeat = |number: u16| HaHeartbeat { server_name: Some(format!("spoke{number}")) };
    for number in [1, 2] {
        hub.ask_until(&heartbeat(number), |told| told.state.is(State::HotStandby));
    }
    let status = hub.ask(&StatusGet).unwrap();
    for (relationship, number) in status.relationships.iter().zip([1, 2]) {
        assert_eq!(relationship.local.server_name, Some(format!("hub{number}")));
        let remote = relationship.remote.as_ref().unwrap();
        assert_eq!(remote.server_name, Some(format!("spoke{number}")));
    }
    assert_eq!(status.relationships.len(), 2);
    // A name says which relationship is meant, and none the first one.
    let scopes = vec!["hub2".to_owned()];
    hub.ask(&HaScopes { scopes, server_name: Some("spoke2".to_owned()) }).unwrap();
    assert_eq!(hub.ask(&heartbeat(2)).unwrap().scopes, ["hub2"]);
    for told in [heartbeat(1), HaHeartbeat::default()] {
        assert!(hub.ask(&told).unwrap().scopes.is_empty());
    }
}
