//! Pairs that can be brought into a state, and looked at.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use config_text::Sources;
use dhcpair_drivers::kea::live::{self, Look};
use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Host, Kea, Lab};
use failover_model::ServerConfig;
use failover_model::state::{SideState, Unanswered};
use kea_control::{ControlError, Endpoint, KeaClient, Limits};
use kea_ha::command::{Command, ConfigGet, Vocabulary};
use kea_ha::generate::{PeerParameters, RelationshipParameters};
use kea_ha::{Mode, Pause, Role, Scheme, State, Url};
use tokio::runtime::Runtime;

use crate::SEEN;
use crate::proxy::{Manner, Proxy};
use crate::server::Make;

/// The port of the listener of High Availability.
const LISTENER: u16 = 8001;
/// The port of what stands before it, as the partner knows it.
const BEFORE: u16 = 8002;

/// How long a pair may take for its next state.
const PATIENCE: Duration = Duration::from_secs(40);

/// How often to look.
const LOOK: Duration = Duration::from_millis(50);

/// A server of a pair.
pub(crate) struct Peer {
    pub(crate) kea: Kea,
    family: kea_config::Family,
    proxy: Proxy,
    runtime: Runtime,
    _host: Arc<Host>,
}

/// A pair, `one` and `two`, and what stands between them.
pub(crate) struct Pair {
    pub(crate) one: Peer,
    pub(crate) two: Peer,
    _lab: Lab,
}

impl Peer {
    fn client(&self) -> Result<KeaClient, ControlError> {
        let endpoint = Endpoint::Socket(self.kea.folder().join("kea.sock"));
        self.runtime.block_on(KeaClient::connect(&endpoint, self.family, Limits::default()))
    }

    /// Looks at it.
    pub(crate) fn look(&self) -> Result<Look, ControlError> {
        let client = self.client()?;
        let until = tokio::time::Instant::now() + PATIENCE;
        self.runtime.block_on(live::look(&client, &Utc::now, until))
    }

    /// Gives it a command.
    pub(crate) fn ask<C: Command>(&self, command: &C) -> Result<C::Response, ControlError> {
        let client = self.client()?;
        self.runtime.block_on(client.ask(command))
    }

    /// The configuration that it runs.
    pub(crate) fn config(&self) -> ServerConfig {
        let running = self.ask(&ConfigGet).unwrap();
        live::read_running(&mut Sources::new(), &running, "here", None).unwrap().config
    }

    /// What it says of its relationship.
    pub(crate) fn side(&self) -> SideState {
        let mut config = self.config();
        self.look().unwrap().tell(&mut config);
        config.relationships()[0].state.known().cloned().unwrap()
    }

    /// Waits until it comes to a state, as it says itself in its log, and sees it there in time.
    pub(crate) fn comes_to(&self, state: State) {
        let log = format!("to {} state", state.word().to_uppercase());
        let deadline = Instant::now() + PATIENCE;
        // It begins in this one.
        while state != State::Waiting
            && !self.last_transition().is_some_and(|line| line.contains(&log))
        {
            assert!(Instant::now() < deadline, "not {state:?}: {}", self.log());
            std::thread::sleep(LOOK);
        }
        let since = Instant::now();
        loop {
            let status = self.look().unwrap().status;
            let own = status.relationships[0].local.state.as_ref();
            if own.is_some_and(|own| own.is(state)) {
                break;
            }
            std::thread::sleep(LOOK);
            assert!(since.elapsed() < SEEN, "{own:?}, not {state:?}: {}", self.log());
        }
    }

    /// What it has said of High Availability.
    fn log(&self) -> String {
        let log = self.kea.log();
        let lines: Vec<_> = log.lines().filter(|line| line.contains(" HA_")).collect();
        lines.join("\n")
    }

    fn last_transition(&self) -> Option<String> {
        let log = self.kea.log();
        log.lines().rfind(|line| line.contains("HA_STATE_TRANSITION")).map(str::to_owned)
    }

    /// Waits until it counts the clients of its silent partner.
    pub(crate) fn counts(&self) -> Unanswered {
        let since = Instant::now();
        loop {
            if let Some(counted) = self.side().unanswered {
                return counted;
            }
            std::thread::sleep(LOOK);
            assert!(since.elapsed() < SEEN, "{}", self.log());
        }
    }

    /// Waits until it has heard that its partner is in a state.
    fn hears_of(&self, state: State) {
        let since = Instant::now();
        loop {
            let side = self.side();
            if side.partner.as_ref().is_some_and(|partner| &*partner.state.0 == state.word()) {
                break;
            }
            std::thread::sleep(LOOK);
            assert!(since.elapsed() < SEEN, "{side:?}, not {state:?}: {}", self.log());
        }
    }
}

impl Pair {
    /// Starts one whose state machines wait for the word in these states.
    pub(crate) fn start(make: &Make, family: Family, mode: Mode, held: &[State]) -> Option<Self> {
        let lab = make.lab()?;
        let hosts = ["one", "two"].map(|name| Arc::new(lab.host(name).unwrap()));
        let second = mode.second_role().unwrap_or(Role::Backup);
        let addresses = [hosts[0].address(), hosts[1].address()];
        let start = |own: usize, name: &str| {
            let peers = [("one", Role::Primary), ("two", second)].into_iter().enumerate();
            let peers = peers.map(|(nth, (name, role))| {
                let port = if nth == own { LISTENER } else { BEFORE };
                let address = addresses[nth].into();
                let url = Url { scheme: Scheme::Http, address, port: Some(port.into()) };
                PeerParameters::new(name, url, role, make.installation.clone())
            });
            let mut parameters = RelationshipParameters::new(mode, peers.collect());
            for (key, value) in [("heartbeat-delay", 400), ("max-response-delay", 1_500)] {
                parameters.settings.set(key, value).unwrap();
            }
            parameters.pauses = held.iter().map(|state| (*state, Pause::Always)).collect();
            let all = parameters.checked().unwrap().configurations().unwrap();
            all.iter().find(|one| one.name == name).unwrap().hooks_libraries.clone()
        };
        let [one, two] = [(0, "one"), (1, "two")].map(|(nth, name)| {
            let host = &hosts[nth];
            let proxy = Proxy::start(host, BEFORE, LISTENER);
            let kea = make.start(host, family, &start(nth, name));
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let family = match family {
                Family::V4 => kea_config::Family::V4,
                Family::V6 => kea_config::Family::V6,
            };
            Peer { kea, family, proxy, runtime: runtime.unwrap(), _host: Arc::clone(host) }
        });
        Some(Self { one, two, _lab: lab })
    }

    /// How what they say to one another gets there from now on.
    pub(crate) fn manner(&self, manner: Manner) {
        self.one.proxy.set(manner);
        self.two.proxy.set(manner);
    }

    /// What both say.
    pub(crate) fn sides(&self) -> [SideState; 2] {
        [self.one.side(), self.two.side()]
    }

    /// Waits until they come to these states.
    pub(crate) fn own_are(&self, one: State, two: State) {
        self.one.comes_to(one);
        self.two.comes_to(two);
    }

    /// The same, and that each hears of the other.
    pub(crate) fn both_are(&self, one: State, two: State) {
        self.own_are(one, two);
        self.one.hears_of(two);
        self.two.hears_of(one);
    }
}
