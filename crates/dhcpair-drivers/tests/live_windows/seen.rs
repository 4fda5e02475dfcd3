//! What is seen of servers that answer.

use chrono::TimeDelta;
use config_text::{MemoryLoader, Sources};
use dhcpair_drivers::{Driver, Sighting, windows};
use failover_model::state::{StateSource, facts};
use failover_model::{
    FailoverState, Freshness, Knowledge, Observation, ServerName, Vendor, drift, pairing,
};
use windows_dhcp::FailoverState as State;
use windows_dhcp::hop::Session;

use crate::campus::{Campus, SERVERS, example};

/// What a file with the state of a server gives.
fn recorded(at: usize) -> Observation {
    let path = std::path::Path::new("/state.json");
    let text = serde_json::to_vec(&example(at)).unwrap();
    let loader = MemoryLoader::new().with(path, text);
    let read = windows::read(&mut Sources::new(), &loader, path).unwrap();
    Observation {
        server: ServerName::new(SERVERS[at]),
        vendor: Vendor::Windows,
        addresses: read.addresses,
        freshness: Freshness::Recorded(read.at),
        version: read.version,
        configs: Knowledge::Known(vec![read.reading.config]),
        bases: Vec::new(),
        running: Knowledge::unknown("a file"),
        processes: Vec::new(),
        stopped: Vec::new(),
        open_secrets: Knowledge::unknown("its files were not looked at"),
    }
}

fn differences(both: [Observation; 2]) -> usize {
    let relationships = pairing::pair(&both, &[]);
    assert!(relationships.iter().any(|one| one.both().is_some()), "{relationships:?}");
    let drift = drift::compare(&both, &relationships, &[]);
    assert!(drift.unread.is_empty(), "{:?}", drift.unread);
    drift.differences.len()
}

/// Names and states of the relationships of a server.
pub(crate) fn states(sighting: &Sighting) -> Vec<(String, FailoverState)> {
    let config = &sighting.observation.configs.known().unwrap()[0];
    let sides = config.relationships().iter();
    sides
        .map(|side| {
            let state = side.state.known().unwrap();
            assert_eq!(state.source, StateSource::Cmdlet);
            (side.name.as_deref().unwrap().to_owned(), state.own.state.clone())
        })
        .collect()
}

#[tokio::test]
async fn servers_are_as_their_files_say_and_stay_as_they_are() {
    let Some(campus) = Campus::new() else { return };
    let before = campus.pair.lock().unwrap().servers.clone();
    let seen = campus.look().await;
    for (at, sighting) in seen.iter().enumerate() {
        let Observation { server, freshness, addresses, running, .. } = &sighting.observation;
        assert_eq!(server.as_str(), SERVERS[at]);
        assert!(matches!(freshness, Freshness::Live(_)));
        assert_eq!(addresses[0], format!("{}.example.net", SERVERS[at]));
        let clock = running.known().unwrap().clock.known().unwrap();
        assert!(clock.ahead.abs() <= clock.within, "{clock:?}");
        assert!(running.known().unwrap().started.unseen().is_some());
        assert!(states(sighting).iter().all(|(_, state)| &*state.0 == "Normal"));
    }
    let [first, second] = seen.map(|one| one.observation);
    assert_eq!(differences([first.clone(), second.clone()]), 0);
    assert_eq!(differences([first, recorded(1)]), 0);
    assert_eq!(differences([recorded(0), second]), 0);
    assert_eq!(campus.pair.lock().unwrap().servers, before);
}

#[tokio::test]
async fn every_state_is_named_on_the_side_that_has_it() {
    let Some(campus) = Campus::new() else { return };
    let servers = [campus.server(0), campus.server(1)];
    for (own, partner) in [
        (State::CommunicationInterrupted, State::CommunicationInterrupted),
        (State::PartnerDown, State::Startup),
        (State::PotentialConflict, State::PotentialConflict),
        (State::RecoverWait, State::PartnerDown),
        (State::NoState, State::Init),
    ] {
        for (at, state) in [(0, own), (1, partner)] {
            let servers = &mut campus.pair.lock().unwrap().servers;
            let all = &mut servers[at].v4.failover.0;
            all.iter_mut().for_each(|one| one.record.state = state);
        }
        for (server, state) in servers.iter().zip([own, partner]) {
            let sighting = server.observe().await;
            for (name, told) in states(&sighting) {
                assert_eq!(&*told.0, state.as_str(), "{name}");
                assert!(facts(Vendor::Windows, &told).is_some(), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn the_server_s_clock_is_read_where_it_runs() {
    let Some(campus) = Campus::new() else { return };
    campus.pair.lock().unwrap().ahead = TimeDelta::seconds(-74);
    let sighting = campus.server(0).observe().await;
    let clock = *sighting.observation.running.known().unwrap().clock.known().unwrap();
    assert!((clock.ahead + TimeDelta::seconds(74)).abs() <= clock.within, "{clock:?}");

    // Somebody who is logged on on another computer can ask, and that one's clock says nothing.
    campus.pair.lock().unwrap().session = Session::LoggedOn;
    let server = campus.by(0, campus.key(0, "manage", "manage-1.example.net"));
    let observation = server.observe().await.observation;
    assert!(observation.configs.known().is_some());
    let clock = &observation.running.known().unwrap().clock;
    assert!(clock.unseen().unwrap().reason.contains("MANAGE-1"), "{clock:?}");
}
