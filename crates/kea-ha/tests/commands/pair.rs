//! Pairs of Kea that can be asked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Daemon, Host, Kea, Lab, Mark};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::{Json, Version};
use kea_ha::command::{Channel, Command, HaHeartbeat, Library, ReplyError, Server};
use kea_ha::generate::{Installation, PeerParameters, RelationshipParameters};
use kea_ha::{Mode, Role, Scheme, State, Url};

use crate::transport;

/// How long servers may take to find together, and how long anything else may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The port of the listener of High Availability, and the one of commands over HTTP.
const PORTS: [u16; 2] = [8001, 8000];

/// Kea in one version, and where its hook libraries are.
pub(crate) struct Make {
    root: Option<KeaRoot>,
    pub(crate) version: Version,
    installation: Installation,
}

impl Make {
    /// The Kea of this machine.
    pub(crate) fn own() -> Option<Self> {
        let version = Version::parse("2.2.0").unwrap();
        let all = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir())?;
        let installation = Installation::with_hooks(version, hooks.to_str().unwrap());
        Some(Self { root: None, version, installation })
    }

    /// The Kea of a release of Debian.
    pub(crate) fn of(release: &str) -> Option<Self> {
        let root = KeaRoot::find(release)?;
        let version = Version::parse(root.version()).unwrap();
        Some(Self { installation: Installation::of(version), root: Some(root), version })
    }

    pub(crate) fn lab(&self) -> Option<Lab> {
        let programs: &[&str] = if self.root.is_some() {
            &["chroot"]
        } else {
            &["kea-dhcp4", "kea-dhcp6", "kea-ctrl-agent"]
        };
        Lab::new(programs).unwrap()
    }

    /// The libraries that everybody has of this version, beside the two of High Availability.
    pub(crate) fn libraries(&self) -> Vec<Library> {
        let more = [Library::HostCommands, Library::SubnetCommands, Library::ClassCommands];
        more.into_iter().filter(|library| library.is_free(self.version)).collect()
    }

    fn has_agent(&self) -> bool {
        self.version.is_before(2, 7, 2)
    }

    /// The entry of `hooks-libraries` of a library, as the others are named.
    fn library(&self, name: &str, like: &Json) -> Json {
        let all = like.items().iter().map(|entry| entry.get("library").unwrap());
        let ha = all.map(|path| path.as_str().unwrap().into_owned());
        let ha = ha.into_iter().find(|path| path.contains("libdhcp_ha")).unwrap();
        Json::map([("library", Json::from(ha.replace("libdhcp_ha", name)))])
    }
}

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
            _ => transport::http(&self.host, Ipv4Addr::LOCALHOST, PORTS[1], body),
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

/// A pair in hot standby, `one` and `two`, with all libraries that everybody has.
pub(crate) struct Pair {
    pub(crate) one: Peer,
    pub(crate) two: Peer,
    _lab: Lab,
}

impl Pair {
    pub(crate) fn start(make: &Make, family: Family) -> Option<Self> {
        let lab = make.lab()?;
        let hosts = ["one", "two"].map(|name| lab.host(name).unwrap());
        let peer = |nth: usize, name: &str, role| {
            let address = hosts[nth].address().into();
            let url = Url { scheme: Scheme::Http, address, port: Some(PORTS[0].into()) };
            PeerParameters::new(name, url, role, make.installation.clone())
        };
        let peers = vec![peer(0, "one", Role::Primary), peer(1, "two", Role::Standby)];
        let mut parameters = RelationshipParameters::new(Mode::HotStandby, peers);
        for (key, value) in
            [("heartbeat-delay", 1_000), ("max-response-delay", 4_000), ("max-unacked-clients", 2)]
        {
            parameters.settings.set(key, value).unwrap();
        }
        let configurations = parameters.checked().unwrap().configurations().unwrap();
        let mut configurations = configurations.iter();
        let [one, two] = hosts.map(|host| {
            let hooks = &configurations.next().unwrap().hooks_libraries;
            let more = make.libraries().into_iter();
            let more = more.map(|library| make.library(library.name(), hooks));
            let hooks = Json::list(hooks.items().iter().cloned().chain(more));
            start(make, host, family, &hooks)
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

fn start(make: &Make, host: Host, family: Family, hooks: &Json) -> Peer {
    let configuration = |folder: &Path| {
        let folder = folder.to_str().unwrap();
        whole(make, family, hooks, folder).to_string()
    };
    let kea = match &make.root {
        Some(root) => Kea::start_in(root, &host, family, configuration),
        None => Kea::start(&host, family, configuration),
    };
    let kea = kea.unwrap();
    let agent = make.has_agent().then(|| agent(make, &host, family, &kea));
    let family = match family {
        Family::V4 => kea_config::Family::V4,
        Family::V6 => kea_config::Family::V6,
    };
    let (turn, asked) = (Cell::default(), RefCell::default());
    Peer { host, kea, family, version: make.version, agent, turn, asked }
}

/// The whole configuration of a server, one subnet in it.
fn whole(make: &Make, family: Family, hooks: &Json, folder: &str) -> Json {
    let unix = format!(r#"{{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }}"#);
    let sockets = if make.has_agent() {
        format!(r#""control-socket": {unix}"#)
    } else {
        let http =
            r#"{ "socket-type": "http", "socket-address": "127.0.0.1", "socket-port": 8000 }"#;
        format!(r#""control-sockets": [ {unix}, {http} ]"#)
    };
    let (daemon, subnets) = match family {
        Family::V4 => (
            "Dhcp4",
            r#""subnet4": [ { "id": 1, "subnet": "10.20.1.0/24", "pools": [ { "pool": "10.20.1.10-10.20.1.99" } ] } ]"#,
        ),
        Family::V6 => (
            "Dhcp6",
            r#""server-id": { "type": "EN", "enterprise-id": 2495, "identifier": "0123", "persist": false },
               "subnet6": [ { "id": 1, "subnet": "2001:db8:1::/48", "pools": [ { "pool": "2001:db8:1::10-2001:db8:1::99" } ],
                              "pd-pools": [ { "prefix": "2001:db8:1:8000::", "prefix-len": 56, "delegated-len": 64 } ] } ]"#,
        ),
    };
    let mut server = Json::parse(format!(
        r#"{{ "interfaces-config": {{ "interfaces": [] }}, "lease-database": {{ "type": "memfile", "persist": false }},
              "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }}, {sockets}, {subnets} }}"#
    ))
    .unwrap();
    server.set("hooks-libraries", hooks.clone());
    Json::map([(daemon, server)])
}

/// A Control Agent for a server.
fn agent(make: &Make, host: &Host, family: Family, kea: &Kea) -> Daemon {
    let service = match family {
        Family::V4 => "dhcp4",
        Family::V6 => "dhcp6",
    };
    let folder = kea.inside();
    let (socket, file) = (folder.join("kea.sock"), folder.join("agent.json"));
    let text = format!(
        r#"{{ "Control-agent": {{ "http-host": "127.0.0.1", "http-port": 8000, "control-sockets": {{
            "{service}": {{ "socket-type": "unix", "socket-name": "{}" }} }} }} }}"#,
        socket.display()
    );
    fs::write(kea.folder().join("agent.json"), text).unwrap();
    let mut arguments = vec!["-c".as_ref(), file.as_os_str()];
    let program = match &make.root {
        Some(root) => {
            arguments.splice(..0, [root.folder().as_os_str(), "kea-ctrl-agent".as_ref()]);
            "chroot"
        }
        None => "kea-ctrl-agent",
    };
    let environment = ["KEA_PIDFILE_DIR", "KEA_LOCKFILE_DIR", "KEA_CONTROL_SOCKET_DIR"];
    let environment = environment.map(|name| (name, folder.as_path()));
    let mut agent = Daemon::start(host, program, &arguments, &environment, kea.folder()).unwrap();
    agent.wait_for("CTRL_AGENT_STARTED", Mark::default(), PATIENCE).unwrap();
    agent
}
