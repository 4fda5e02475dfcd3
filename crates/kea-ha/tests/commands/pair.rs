//! Pairs of Kea that can be asked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Daemon, Host, Kea, Lab};
use kea_config::Version;
use kea_ha::command::{Channel, Command, HaHeartbeat, ReplyError, Server};
use kea_ha::generate::{CheckedRelationship, PeerParameters, RelationshipParameters};
use kea_ha::{Mode, Role, Scheme, State, Url};

use crate::kea::{self, Make};
use crate::transport;

/// How long servers may take to find together, and how long anything else may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The port of the listener of High Availability.
pub(crate) const LISTENER: u16 = 8001;
/// The port of commands over HTTP.
const COMMANDS: u16 = 8000;

/// A server on a host, with its sockets for commands.
pub(crate) struct Peer {
    pub(crate) host: Host,
    pub(crate) kea: Kea,
    family: kea_config::Family,
    version: Version,
    agent: Option<Daemon>,
    turn: Cell<bool>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl Peer {
    pub(crate) fn new(
        host: Host,
        kea: Kea,
        agent: Option<Daemon>,
        family: kea_config::Family,
        version: Version,
    ) -> Self {
        let (turn, asked) = (Cell::default(), RefCell::default());
        Self { host, kea, family, version, agent, turn, asked }
    }

    /// What it is, over a channel.
    pub(crate) fn server(&self, channel: Channel) -> Server {
        Server { family: self.family, version: self.version, channel }
    }

    /// What it serves.
    pub(crate) fn family(&self) -> kea_config::Family {
        self.family
    }

    /// The channels that it has.
    pub(crate) fn channels(&self) -> [Channel; 2] {
        let http = if self.agent.is_some() { Channel::ControlAgent } else { Channel::Http };
        [Channel::UnixSocket, http]
    }

    /// Sends bytes, and gives those that come back.
    pub(crate) fn exchange(&self, channel: Channel, body: &[u8]) -> Vec<u8> {
        match channel {
            Channel::UnixSocket => {
                self.kea.command("kea.sock", str::from_utf8(body).unwrap()).unwrap().into_bytes()
            }
            _ => transport::http(&self.host, Ipv4Addr::LOCALHOST, COMMANDS, body),
        }
    }

    /// Asks it over a channel.
    pub(crate) fn ask_over<C: Command>(
        &self,
        channel: Channel,
        command: &C,
    ) -> Result<C::Response, ReplyError> {
        let request = self.server(channel).request(command).unwrap();
        let reply = self.exchange(channel, request.body());
        let answer = request.decode(&reply);
        if !matches!(answer, Ok(_) | Err(ReplyError::Failed(_))) {
            println!("{}", String::from_utf8_lossy(&reply));
        }
        self.asked.borrow_mut().insert(C::INFO.name);
        answer
    }

    /// Asks it: what only reads over all its channels, and what does more over one after the other.
    pub(crate) fn ask<C: Command>(&self, command: &C) -> Result<C::Response, ReplyError> {
        let [unix, http] = self.channels();
        if C::INFO.only_reads() {
            let other = self.ask_over(http, command);
            let answer = self.ask_over(unix, command);
            assert_eq!(answer.as_ref().err(), other.as_ref().err());
            return answer;
        }
        let channel = if self.turn.replace(!self.turn.get()) { unix } else { http };
        self.ask_over(channel, command)
    }

    /// Asks again until the answer is as wanted.
    pub(crate) fn ask_until<C: Command>(
        &self,
        command: &C,
        wanted: impl Fn(&C::Response) -> bool,
    ) -> C::Response {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask_over(Channel::UnixSocket, command).unwrap();
            if wanted(&answer) {
                return answer;
            }
            assert!(Instant::now() < deadline, "{}", self.kea.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until it is in a state.
    pub(crate) fn wait_for(&self, state: State) {
        self.ask_until(&HaHeartbeat::default(), |heartbeat| heartbeat.state.is(state));
    }

    /// What it has been asked.
    pub(crate) fn asked(&self) -> BTreeSet<&'static str> {
        self.asked.borrow().clone()
    }
}

/// A pair, `one` and `two`, with all libraries that everybody has.
pub(crate) struct Pair {
    pub(crate) one: Peer,
    pub(crate) two: Peer,
    _lab: Lab,
}

/// A peer of a relationship, on a host.
pub(crate) fn peer(make: &Make, name: &str, host: &Host, port: u16, role: Role) -> PeerParameters {
    let address = host.address().into();
    let url = Url { scheme: Scheme::Http, address, port: Some(port.into()) };
    PeerParameters::new(name, url, role, make.installation.clone())
}

/// A relationship that finds together soon.
pub(crate) fn relationship(mode: Mode, peers: Vec<PeerParameters>) -> CheckedRelationship {
    let mut parameters = RelationshipParameters::new(mode, peers);
    for (key, value) in
        [("heartbeat-delay", 1_000), ("max-response-delay", 5_000), ("max-unacked-clients", 2)]
    {
        parameters.settings.set(key, value).unwrap();
    }
    parameters.checked().unwrap()
}

impl Pair {
    pub(crate) fn start(make: &Make, family: Family, mode: Mode) -> Option<Self> {
        let lab = make.lab()?;
        let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
        let second = mode.second_role().unwrap_or(Role::Backup);
        let peers = vec![
            peer(make, "one", &hosts[0], LISTENER, Role::Primary),
            peer(make, "two", &hosts[1], LISTENER, second),
        ];
        let configurations = relationship(mode, peers).configurations().unwrap();
        let mut configurations = configurations.iter();
        let [one, two] = hosts.map(|host| {
            kea::start(make, host, family, &configurations.next().unwrap().hooks_libraries)
        });
        Some(Self { one, two, _lab: lab })
    }

    /// Waits until both serve.
    pub(crate) fn together(&self) {
        for peer in [&self.one, &self.two] {
            peer.wait_for(State::HotStandby);
        }
    }
}
