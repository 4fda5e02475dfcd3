//! Partners of Kea 2.2 that have no listener of their own: whether they meet depends on who listens at the `url`s.

mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Daemon, Host, Kea, Lab};
use serde_json::json;
use support::{Run, dhcpair, folder};

/// What a server says of threads: its own, HA's, and HA's listener. Nothing is Kea's default.
type Threads = [Option<bool>; 3];

fn hooks() -> Option<PathBuf> {
    let all = std::fs::read_dir("/usr/lib").ok()?.flatten();
    all.map(|one| one.path().join("kea/hooks")).find(|path| path.is_dir())
}

fn config(me: &str, hosts: &[Host; 2], threads: Threads, folder: &Path) -> String {
    let hooks = hooks().unwrap();
    let peers = [("kea-1", "primary"), ("kea-2", "standby")].into_iter().zip(hosts);
    let peers = peers.map(|((name, role), host)| {
        json!({ "name": name, "url": format!("http://{}:8001/", host.address()), "role": role })
    });
    let mut ha = json!({
        "this-server-name": me, "mode": "hot-standby", "peers": peers.collect::<Vec<_>>(),
        "heartbeat-delay": 500, "max-response-delay": 2000, "max-unacked-clients": 5,
    });
    let mut server = json!({
        "interfaces-config": { "interfaces": [] },
        "control-socket": { "socket-type": "unix", "socket-name": folder.join("kea.sock") },
        "lease-database": { "type": "memfile", "persist": false },
        "subnet4": [{ "id": 1, "subnet": "10.20.1.0/24", "pools": [{ "pool": "10.20.1.10 - 10.20.1.99" }] }],
    });
    let [own, of_ha, listener] = threads;
    if let Some(on) = own {
        server["multi-threading"] = json!({ "enable-multi-threading": on });
    }
    if let Some(on) = of_ha {
        ha["multi-threading"]["enable-multi-threading"] = json!(on);
    }
    if let Some(on) = listener {
        ha["multi-threading"]["http-dedicated-listener"] = json!(on);
    }
    server["hooks-libraries"] = json!([
        { "library": hooks.join("libdhcp_lease_cmds.so") },
        { "library": hooks.join("libdhcp_ha.so"), "parameters": { "high-availability": [ha] } },
    ]);
    json!({ "Dhcp4": server }).to_string()
}

struct Pair {
    keas: [Kea; 2],
    agents: Vec<Daemon>,
    hosts: [Host; 2],
    _lab: Lab,
}

impl Pair {
    fn start(threads: Threads) -> Option<Self> {
        hooks()?;
        let lab = Lab::new(&["kea-dhcp4", "kea-ctrl-agent"]).unwrap()?;
        let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
        let start = |at: usize| {
            let name = ["kea-1", "kea-2"][at];
            Kea::start(&hosts[at], Family::V4, |folder| config(name, &hosts, threads, folder))
                .unwrap()
        };
        Some(Self { keas: [start(0), start(1)], agents: Vec::new(), hosts, _lab: lab })
    }

    /// Control Agents where the partners expect each other.
    fn start_agents(&mut self) {
        for (kea, host) in self.keas.iter().zip(&self.hosts) {
            let socket = kea.inside().join("kea.sock");
            let agent = json!({ "Control-agent": {
                "http-host": host.address(), "http-port": 8001,
                "control-sockets": { "dhcp4": { "socket-type": "unix", "socket-name": socket } },
            } });
            self.agents.push(kea.start_agent(host, &agent.to_string()).unwrap());
        }
    }

    fn inventory(&self) -> String {
        let server = |at: usize| {
            let (folder, file) = (self.keas[at].folder().display(), self.keas[at].file());
            format!(
                "[servers.kea-{}]\nvendor = \"kea\"\nconfig = \"{}\"\naccess = {{ type = \"local\" }}\n\
                 control = {{ socket = \"{folder}/kea.sock\" }}\n",
                at + 1,
                file.display()
            )
        };
        server(0) + &server(1)
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let folder = folder(&[("dhcpair.toml", self.inventory().as_bytes())]);
        self.hosts[0].inside("run dhcpair", || Ok(dhcpair(folder.path(), arguments))).unwrap()
    }

    /// Both states, as soon as they are these, or after a while.
    fn states(&self, wanted: &str, within: Duration) -> [String; 2] {
        let began = Instant::now();
        loop {
            let status = self.run(&["status", "-o", "json"]).json();
            let row = &status["relationships"][0];
            let states = ["primary", "secondary"]
                .map(|side| row[side]["state"].as_str().unwrap_or_default().to_owned());
            if states.iter().all(|state| state == wanted) || began.elapsed() > within {
                return states;
            }
        }
    }
}

/// What `server show`, `doctor` and `explain` say of the first server.
fn told(pair: &Pair) -> [String; 3] {
    let calls: [&[&str]; 3] =
        [&["server", "show", "kea-1"], &["doctor", "kea-1"], &["explain", "kea-1+kea-2"]];
    calls.map(|call| pair.run(call).stdout.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn apart(threads: Threads, why: &str) {
    let Some(mut pair) = Pair::start(threads) else { return };
    // Without clients each takes the other for down.
    let states = pair.states("partner-down", Duration::from_secs(30));
    assert_eq!(states, ["partner-down"; 2], "{threads:?}");
    let [show, doctor, explain] = told(&pair);
    assert!(show.contains(&format!("HA has no listener of its own, as {why}")), "{show}");
    assert!(doctor.contains("nothing listens there"), "{doctor}");
    for text in [&show, &doctor, &explain] {
        assert!(text.contains("kea-ha-threads-off"), "{threads:?}: {text}");
    }
    assert!(explain.contains("kea-1 and kea-2: High Availability has no listener"), "{explain}");
    // Control Agents at the addresses of the partners are what was missing.
    pair.start_agents();
    let states = pair.states("hot-standby", Duration::from_secs(30));
    assert_eq!(states, ["hot-standby"; 2], "{threads:?}");
    let [_, doctor, explain] = told(&pair);
    assert!(!doctor.contains("kea-ha-threads-off"), "{doctor}");
    assert!(!explain.contains("kea-ha-threads-off"), "{explain}");
}

fn together(threads: Threads) {
    let Some(pair) = Pair::start(threads) else { return };
    let states = pair.states("hot-standby", Duration::from_secs(30));
    assert_eq!(states, ["hot-standby"; 2], "{threads:?}");
    let text = told(&pair).concat();
    assert!(!text.contains("kea-ha-threads-off"), "{text}");
}

/// All three are needed, and before 2.3.5 and 2.3.7 each is off where the file is silent.
#[test]
fn partners_without_a_listener_meet_only_where_an_agent_listens() {
    let (on, off) = (Some(true), Some(false));
    std::thread::scope(|scope| {
        scope.spawn(|| together([on, on, on]));
        scope.spawn(|| apart([None, None, None], "the server uses one thread"));
        scope.spawn(|| apart([off, on, on], "the server uses one thread"));
        scope.spawn(|| apart([on, None, None], "HA uses one thread"));
        scope.spawn(|| apart([on, on, None], "its listener is off"));
    });
}
