//! Running pairs of Kea are brought into every state of High Availability; both sides name it, and what they
//! say of one another.

mod leases;
mod over_host;
mod pair;
mod proxy;
mod server;
mod slow;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use config_text::{DiskLoader, Sources};
use dhcpair_drivers::kea::{self, live};
use dhcpair_testbed::Family;
use failover_model::state::SideState;
use failover_model::{Knowledge, Parameters, RelationshipSide, Value};
use kea_config::{Json, Release, Version};
use kea_ha::command::{
    ConfigGet, HaContinue, HaMaintenanceCancel, HaMaintenanceStart, HaReset, HaScopes,
};
use kea_ha::{Mode, State};

use pair::{Pair, Peer};
use proxy::Manner;
use server::Make;

/// The states that a test can hold.
const HELD: [State; 3] = [State::Waiting, State::Syncing, State::Ready];

/// How long a change may take to be seen.
const SEEN: Duration = Duration::from_secs(5);

/// From the first look to the common state, step by step, and into those of a common failure.
fn load_balancing(make: &Make) {
    let Some(pair) = Pair::start(make, Family::V4, Mode::LoadBalancing, &HELD) else { return };
    let goes_on = HaContinue::default();
    pair.both_are(State::Waiting, State::Waiting);
    for (who, one, two) in [
        (&pair.one, State::Syncing, State::Waiting),
        (&pair.one, State::Ready, State::Waiting),
        (&pair.two, State::Ready, State::Syncing),
        (&pair.two, State::Ready, State::Ready),
        (&pair.one, State::LoadBalancing, State::Ready),
        (&pair.two, State::LoadBalancing, State::LoadBalancing),
    ] {
        who.ask(&goes_on).unwrap();
        pair.both_are(one, two);
    }
    assert!(pair.sides().iter().all(|side| side.in_touch == Some(true)));

    pair.manner(Manner::Refuse);
    pair.own_are(State::CommunicationRecovery, State::CommunicationRecovery);
    for side in pair.sides() {
        assert_eq!(&*side.partner.unwrap().state.0, "unavailable");
        assert_eq!(side.in_touch, Some(false));
        assert!(side.heard.unwrap() < TimeDelta::seconds(20));
    }
    for peer in [&pair.one, &pair.two] {
        let counted = peer.counts();
        assert_eq!((counted.clients, counted.left, counted.connecting), (0, 11, 0));
    }
    pair.manner(Manner::Pass);
    pair.both_are(State::LoadBalancing, State::LoadBalancing);
    scopes_by_hand(&pair);
}

/// Scopes stay as they were set, in whatever state that is.
fn scopes_by_hand(pair: &Pair) {
    let answered = |peer: &Peer| {
        let SideState { own, scopes, .. } = peer.side();
        assert_eq!(&*own.state.0, "load-balancing");
        scopes.unwrap().answered
    };
    let set = |scopes: &[&str]| {
        let scopes = scopes.iter().map(|name| (*name).to_owned()).collect();
        pair.one.ask(&HaScopes { scopes, server_name: None }).unwrap();
    };
    assert_eq!(
        (answered(&pair.one), answered(&pair.two)),
        (vec!["one".into()], vec!["two".into()])
    );
    let told = pair.one.side().scopes.unwrap();
    assert_eq!((told.own.as_str(), told.partner.as_deref()), ("one", Some("two")));
    for scopes in [&["two"][..], &["one", "two"], &[]] {
        set(scopes);
        assert_eq!(answered(&pair.one), scopes);
    }
    // Two heartbeats change nothing.
    std::thread::sleep(Duration::from_millis(900));
    assert_eq!(answered(&pair.one), <[String; 0]>::default());
    set(&["one"]);
    assert_eq!(answered(&pair.one), ["one"]);
}

/// Into maintenance and out of it, and what is left when one server goes.
fn hot_standby(make: &Make) {
    let Some(mut pair) = Pair::start(make, Family::V6, Mode::HotStandby, &[]) else { return };
    pair.both_are(State::HotStandby, State::HotStandby);
    all_that_is_told(&pair, make);
    let nobody = HaScopes { scopes: Vec::new(), server_name: None };
    pair.one.ask(&nobody).unwrap();
    let answered = || pair.sides().map(|side| side.scopes.unwrap().answered);
    assert_eq!(answered(), [Vec::<String>::new(), Vec::new()]);
    // A change of state sets them anew.
    pair.one.ask(&HaMaintenanceStart).unwrap();
    pair.both_are(State::PartnerInMaintenance, State::InMaintenance);
    assert_eq!(answered(), [vec!["one".to_owned()], Vec::new()]);
    pair.one.ask(&HaMaintenanceCancel).unwrap();
    pair.both_are(State::HotStandby, State::HotStandby);
    assert_eq!(answered(), [vec!["one".to_owned()], Vec::new()]);
    pair.two.kea.daemon().kill().unwrap();
    pair.one.comes_to(State::PartnerDown);
    let side = pair.one.side();
    assert_eq!(&*side.partner.unwrap().state.0, "unavailable");
    assert_eq!(side.in_touch, Some(false));
    assert!(pair.two.look().is_err());
}

/// Clocks that are two minutes apart, as each of them sees it.
fn terminated(make: &Make) {
    let Some(pair) = Pair::start(make, Family::V4, Mode::HotStandby, &[]) else { return };
    pair.both_are(State::HotStandby, State::HotStandby);
    pair.manner(Manner::Ahead(TimeDelta::seconds(120)));
    // Each heard last of what the other was before: they do not speak to one another any more.
    pair.own_are(State::Terminated, State::Terminated);
    let answered = || pair.sides().map(|side| side.scopes.unwrap().answered);
    // The standby serves nobody then, either.
    assert_eq!(answered(), [vec!["one".to_owned()], Vec::new()]);
    // It was told wrongly: the clocks themselves are alike.
    for peer in [&pair.one, &pair.two] {
        let Knowledge::Known(clock) = peer.look().unwrap().clock else { panic!("no clock") };
        assert!(clock.ahead.abs() <= clock.within + TimeDelta::milliseconds(100), "{clock:?}");
    }
    way_out(&pair, make);
}

/// Out of `terminated`, once the clocks are right.
fn way_out(pair: &Pair, make: &Make) {
    pair.manner(Manner::Pass);
    let version = Version::parse(make.version()).unwrap();
    if version.is_always(|release| release >= Release::new(2, 5, 8)) {
        // It keeps what it knew of the clocks, and gives up again at once.
        pair.one.ask(&HaReset::default()).unwrap();
        let own = pair.one.side().own.state;
        assert_eq!(&*own.0, "terminated");
        reload(&pair.one);
        pair.own_are(State::Waiting, State::Terminated);
        let answered = pair.sides().map(|side| side.scopes.unwrap().answered);
        assert_eq!(answered, [Vec::<String>::new(), Vec::new()], "nobody serves");
        reload(&pair.two);
        pair.both_are(State::HotStandby, State::HotStandby);
    }
}

fn reload(peer: &Peer) {
    let answer = peer.kea.command("kea.sock", r#"{ "command": "config-reload" }"#).unwrap();
    assert!(answer.contains(r#""result": 0"#), "{answer}");
}

fn passive_backup(make: &Make) {
    let Some(mut pair) = Pair::start(make, Family::V4, Mode::PassiveBackup, &[]) else { return };
    pair.own_are(State::PassiveBackup, State::Backup);
    assert!(pair.sides().iter().all(|side| side.partner.is_none() && side.in_touch.is_none()));
    half_loaded(&mut pair);
}

/// A server that lost its library in the middle of a change.
fn half_loaded(pair: &mut Pair) {
    let config = pair.one.config();
    assert!(pair.one.look().unwrap().check(&config).is_empty());
    let text = std::fs::read_to_string(pair.one.kea.file()).unwrap();
    // A mode that the library does not know; the server itself does not look at it.
    let broken = text.replacen("passive-backup", "passive", 1);
    assert_ne!(text, broken);
    let command = format!(r#"{{ "command": "config-set", "arguments": {broken} }}"#);
    let answer = pair.one.kea.command("kea.sock", &command).unwrap();
    let result = Json::parse(&answer).unwrap();
    assert_ne!(result.get("result").unwrap().to_string(), "0", "{answer}");
    let seen = pair.one.look().unwrap();
    let config = pair.one.config();
    let found = seen.check(&config);
    assert_eq!(found.first().map(|one| one.rule.id), Some("kea-ha-half-loaded"), "{answer}");
    let mut config = config;
    seen.tell(&mut config);
    let unseen = config.relationships()[0].state.unseen().unwrap();
    assert_eq!(unseen.reason, "the server runs without High Availability");
}

/// Version, process, clock; and the configuration that it runs says what its file says.
fn all_that_is_told(pair: &Pair, make: &Make) {
    let seen = pair.one.look().unwrap();
    assert_eq!(seen.version, Knowledge::Known(make.version().to_owned()));
    let running = seen.running();
    let clock = *running.clock.known().unwrap();
    assert!(clock.ahead.abs() <= clock.within + TimeDelta::milliseconds(100), "{clock:?}");
    assert!(clock.within < TimeDelta::seconds(2));
    let age = running.at - *running.started.known().unwrap();
    assert!((0..60).contains(&age.num_seconds()), "{age}");
    assert!(running.loaded.known().unwrap() >= running.started.known().unwrap());

    let mut sources = Sources::new();
    let file =
        kea::read(&mut sources, &DiskLoader::new(), &pair.one.kea.file(), Some(make.version()));
    let answer = pair.one.ask(&ConfigGet).unwrap();
    let running =
        live::read_running(&mut sources, &answer, "/run/kea/kea.sock", Some(make.version()));
    let mut both = [file.unwrap(), running.unwrap()];
    for reading in &mut both {
        assert_eq!(reading.incomplete, None);
        seen.tell(&mut reading.config);
        assert!(seen.check(&reading.config).is_empty());
    }
    let [file, running] = both.map(|reading| reading.config.relationships()[0].clone());
    assert_eq!(file.state, running.state);
    assert_eq!((file.role, file.mode), (running.role, running.mode));
    assert_eq!(parameters(&file), parameters(&running));
    assert_eq!(file.state.known().unwrap().source.as_str(), "control channel");
}

/// The parameters of a relationship and its peers, wherever they are written.
fn parameters(side: &RelationshipSide) -> Vec<String> {
    let Parameters::Kea(kea) = &side.parameters else { panic!("{side:?}") };
    let timers = [&kea.heartbeat_delay, &kea.max_response_delay];
    let timers = timers.map(|timer| format!("{:?}", timer.as_ref().map(|stated| stated.value)));
    let said = |(key, value, _): &(Arc<str>, Value, _)| format!("{key} {value}");
    let peers = kea.peers.iter().flat_map(|peer| {
        let known = [&*peer.name, &*peer.role, peer.url.as_deref().unwrap_or_default()];
        known.map(str::to_owned).into_iter().chain(peer.others.iter().map(said))
    });
    timers.into_iter().chain(kea.others.iter().map(said)).chain(peers).collect()
}

/// All that is to be seen of a Kea, side by side: servers wait more than they work.
fn everything(make: Option<Make>) {
    let Some(make) = &make else { return };
    std::thread::scope(|scope| {
        for seen in [load_balancing, hot_standby, terminated, passive_backup] {
            scope.spawn(move || seen(make));
        }
    });
}

#[test]
fn kea_2_2_is_seen_in_every_state() {
    everything(Make::own());
}

#[test]
fn kea_2_6_is_seen_in_every_state() {
    everything(Make::of("trixie"));
}

#[test]
fn kea_3_0_is_seen_in_every_state() {
    everything(Make::of("forky"));
}
