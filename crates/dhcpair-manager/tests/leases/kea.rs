//! A pair of Keas on a link, and a relay that stands for all clients.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Host, Kea, Lab};
use dhcpair_testbed::{Family, KeaRoot};
use kea_config::Version;
use kea_ha::generate::{Installation, PeerParameters, RelationshipParameters};
use kea_ha::{Mode, Role, Scheme, Url};

use crate::plant::{Planted, address};
use crate::ways::Way;

/// How long two servers may take to find each other.
const TOGETHER: Duration = Duration::from_secs(90);

/// What the servers do with their leases when they find each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leases {
    /// Each keeps what it has.
    Kept,
    /// They take over what the other one has.
    Exchanged,
}

pub(crate) struct Pair {
    // In the order in which they go: servers before hosts, hosts before the link.
    servers: [Kea; 2],
    hosts: [Host; 2],
    pub(crate) relay: Host,
    hooks: [String; 2],
    leases: u32,
    _lab: Lab,
}

/// Whose Kea.
#[derive(Clone)]
pub(crate) enum Make {
    /// This machine's.
    Own,
    /// That of another Debian.
    Of(KeaRoot),
}

impl Make {
    fn installation(&self) -> Option<Installation> {
        if let Self::Of(root) = self {
            return Some(Installation::of(Version::parse(root.version()).unwrap()));
        }
        let all = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let folder = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir())?;
        let version = Version::parse("2.2.0").unwrap();
        Some(Installation::with_hooks(version, folder.to_str().unwrap()))
    }

    fn start(&self, host: &Host, text: impl FnOnce(&Path) -> String) -> Kea {
        let kea = match self {
            Self::Own => Kea::start(host, Family::V4, text),
            Self::Of(root) => Kea::start_in(root, host, Family::V4, text),
        };
        kea.unwrap()
    }
}

/// The `hooks-libraries` of both servers.
fn hooks(make: &Make, hosts: &[Host; 2], leases: Leases) -> Option<[String; 2]> {
    let installation = make.installation()?;
    let peer = |name: &str, host: &Host, role| {
        let url = Url { scheme: Scheme::Http, address: host.address().into(), port: Some(8001) };
        PeerParameters::new(name, url, role, installation.clone())
    };
    let peers = vec![
        peer("one", &hosts[0], Role::Primary),
        peer("two", &hosts[1], Mode::HotStandby.second_role().unwrap()),
    ];
    let mut parameters = RelationshipParameters::new(Mode::HotStandby, peers);
    parameters.settings.set("heartbeat-delay", 1_000).unwrap();
    parameters.settings.set("max-response-delay", 5_000).unwrap();
    if leases == Leases::Kept {
        parameters.settings.set("sync-leases", false).unwrap();
    }
    let configurations = parameters.checked().unwrap().configurations().unwrap();
    let mut hooks = configurations.iter().map(|one| one.hooks_libraries.to_string());
    Some([hooks.next().unwrap(), hooks.next().unwrap()])
}

fn configuration(hooks: &str, leases: u32, folder: &Path) -> String {
    let folder = folder.display();
    let last = address(leases + 400);
    format!(
        r#"{{ "Dhcp4": {{
          "interfaces-config": {{ "interfaces": [ "eth0" ], "dhcp-socket-type": "udp" }},
          "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv", "lfc-interval": 7 }},
          "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }},
          "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
          "valid-lifetime": 86400,
          "subnet4": [ {{ "id": 1, "subnet": "10.32.0.0/14",
                          "pools": [ {{ "pool": "{first}-{last}" }} ] }} ],
          "hooks-libraries": {hooks} }} }}"#,
        first = address(0),
    )
}

impl Pair {
    /// A pair with room for so many leases, without any; [`None`] where there can be no lab.
    pub(crate) fn start(make: &Make, leases: u32, exchange: Leases) -> Option<Self> {
        let lab = Lab::new(&["kea-dhcp4"]).unwrap()?;
        let hosts = ["a", "b"].map(|name| lab.host(name).unwrap());
        let relay = lab.relay().unwrap();
        let hooks = hooks(make, &hosts, exchange)?;
        let start = |own: usize| {
            let text = |folder: &Path| configuration(&hooks[own], leases, folder);
            make.start(&hosts[own], text)
        };
        let servers = [start(0), start(1)];
        Some(Self { servers, hosts, relay, hooks, leases, _lab: lab })
    }

    /// Stops both servers, gives them lease files, and has them find each other with these.
    pub(crate) fn plant(&mut self, planted: &Planted) {
        for (server, text) in self.servers.iter_mut().zip(&planted.files) {
            server.daemon().kill().unwrap();
            for left in fs::read_dir(server.folder()).unwrap().map(|entry| entry.unwrap().path()) {
                let name = left.file_name().unwrap().to_str().unwrap();
                if name.starts_with("leases.csv.") {
                    fs::remove_file(left).unwrap();
                }
            }
            fs::write(server.folder().join("leases.csv"), text).unwrap();
        }
        for own in 0..2 {
            let (hooks, leases) = (&self.hooks[own], self.leases);
            let text = |folder: &Path| configuration(hooks, leases, folder);
            self.servers[own].restart(&self.hosts[own], text).unwrap();
        }
        let deadline = Instant::now() + TOGETHER;
        let well = |server: &Kea| {
            let said = server.command("kea.sock", r#"{ "command": "ha-heartbeat" }"#).unwrap();
            said.contains(r#""hot-standby""#)
        };
        while !self.servers.iter().all(well) {
            assert!(Instant::now() < deadline, "{}", self.servers[0].log());
            thread::sleep(Duration::from_millis(100));
        }
    }

    pub(crate) fn addresses(&self) -> [Ipv4Addr; 2] {
        [self.hosts[0].address(), self.hosts[1].address()]
    }

    pub(crate) fn inventory(&self, way: Way<'_>) -> String {
        let server = |at: usize| {
            let kea = &self.servers[at];
            let (name, address) = (["a", "b"][at], self.hosts[at].address());
            let head = format!(
                "[servers.dhcp-{name}]\nvendor = \"kea\"\naddresses = [\"{address}\"]\n{}",
                way.access()
            );
            let (leases, socket) = (kea.folder().join("leases.csv"), kea.folder().join("kea.sock"));
            let rest = match way {
                Way::Asked => {
                    return format!(
                        "{head}access = {{ type = \"kea-unix\", socket = {socket:?} }}\n"
                    );
                }
                Way::Channel | Way::ChannelOverSsh(_) => {
                    format!("control = {{ socket = {socket:?} }}")
                }
                Way::Files | Way::Ssh(_) | Way::SystemSsh(_) => format!("leases = {leases:?}"),
            };
            format!("{head}config = {:?}\n{rest}\n", kea.file())
        };
        let name = "[relationships.campus]\nvendor = \"kea\"\nprimary = \"dhcp-a\"\nsecondary = \"dhcp-b\"\n";
        server(0) + &server(1) + name
    }
}
