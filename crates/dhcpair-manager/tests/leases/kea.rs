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

use crate::plant::{Planted, address, address6};
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
    family: Family,
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

    fn start(&self, host: &Host, family: Family, text: impl FnOnce(&Path) -> String) -> Kea {
        let kea = match self {
            Self::Own => Kea::start(host, family, text),
            Self::Of(root) => Kea::start_in(root, host, family, text),
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

fn configuration(family: Family, hooks: &str, leases: u32, folder: &Path) -> String {
    let folder = folder.display();
    let (daemon, subnets) = match family {
        Family::V4 => {
            let (first, last) = (address(0), address(leases + 400));
            let pool =
                format!(r#""subnet": "10.32.0.0/14", "pools": [ {{ "pool": "{first}-{last}" }} ]"#);
            ("Dhcp4", format!(r#""subnet4": [ {{ "id": 1, {pool} }} ]"#))
        }
        Family::V6 => {
            let (first, last) = (address6(0), address6(leases + 400));
            let pool = format!(
                r#""subnet": "2001:db8::/32", "pools": [ {{ "pool": "{first}-{last}" }} ]"#
            );
            ("Dhcp6", format!(r#""subnet6": [ {{ "id": 1, {pool} }} ]"#))
        }
    };
    let socket = if family == Family::V4 { r#", "dhcp-socket-type": "udp""# } else { "" };
    format!(
        r#"{{ "{daemon}": {{
          "interfaces-config": {{ "interfaces": [ "eth0" ]{socket} }},
          "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv", "lfc-interval": 7 }},
          "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/kea.sock" }},
          "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
          "valid-lifetime": 86400,
          {subnets},
          "hooks-libraries": {hooks} }} }}"#
    )
}

impl Pair {
    /// A pair with room for so many leases, without any; [`None`] where there can be no lab.
    pub(crate) fn start(
        make: &Make,
        family: Family,
        leases: u32,
        exchange: Leases,
    ) -> Option<Self> {
        let lab = Lab::new(&["kea-dhcp4", "kea-dhcp6"]).unwrap()?;
        let hosts = ["a", "b"].map(|name| lab.host(name).unwrap());
        let relay = lab.relay().unwrap();
        let hooks = hooks(make, &hosts, exchange)?;
        let start = |own: usize| {
            let text = |folder: &Path| configuration(family, &hooks[own], leases, folder);
            make.start(&hosts[own], family, text)
        };
        let servers = [start(0), start(1)];
        Some(Self { servers, hosts, relay, hooks, family, leases, _lab: lab })
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
            let (family, hooks, leases) = (self.family, &self.hooks[own], self.leases);
            let text = |folder: &Path| configuration(family, hooks, leases, folder);
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
            let key = |name: &str| match self.family {
                Family::V4 => name.to_owned(),
                Family::V6 => format!("{name}6"),
            };
            let [config, file, channel] = ["config", "leases", "socket"].map(key);
            let rest = match way {
                Way::Asked => {
                    return format!(
                        "{head}access = {{ type = \"kea-unix\", {channel} = {socket:?} }}\n"
                    );
                }
                Way::Channel | Way::ChannelOverSsh(_) => {
                    format!("control = {{ {channel} = {socket:?} }}")
                }
                Way::Files | Way::Ssh(_) | Way::SystemSsh(_) => format!("{file} = {leases:?}"),
            };
            format!("{head}{config} = {:?}\n{rest}\n", kea.file())
        };
        let name = "[relationships.campus]\nvendor = \"kea\"\nprimary = \"dhcp-a\"\nsecondary = \"dhcp-b\"\n";
        server(0) + &server(1) + name
    }
}
