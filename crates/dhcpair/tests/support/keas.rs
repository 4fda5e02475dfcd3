//! A pair of real Keas on hosts of their own.

use std::path::Path;
use std::time::Duration;

use dhcpair_testbed::Family;
use dhcpair_testbed::lab::{Host, Kea, Lab, Mark};

/// One half of a pair that balances its load, with its control socket in its folder.
pub(crate) fn half(me: &str, hosts: &[Host; 2], folder: &Path) -> String {
    let all = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let hooks = all.map(|folder| folder.join("kea/hooks")).find(|folder| folder.is_dir()).unwrap();
    let (hooks, folder) = (hooks.display(), folder.display());
    let [one, two] = [hosts[0].address(), hosts[1].address()];
    format!(
        r#"{{ "Dhcp4": {{
  "interfaces-config": {{ "interfaces": [] }},
  "control-socket": {{ "socket-type": "unix", "socket-name": "{folder}/control" }},
  "lease-database": {{ "type": "memfile", "name": "{folder}/leases.csv", "lfc-interval": 0 }},
  "multi-threading": {{ "enable-multi-threading": true, "thread-pool-size": 2 }},
  "hooks-libraries": [
    {{ "library": "{hooks}/libdhcp_lease_cmds.so" }},
    {{ "library": "{hooks}/libdhcp_ha.so", "parameters": {{ "high-availability": [ {{
      "this-server-name": "{me}", "mode": "load-balancing",
      "heartbeat-delay": 1000, "max-response-delay": 4000, "max-unacked-clients": 2,
      "multi-threading": {{ "enable-multi-threading": true, "http-dedicated-listener": true }},
      "peers": [
        {{ "name": "kea-1", "url": "http://{one}:8001/", "role": "primary" }},
        {{ "name": "kea-2", "url": "http://{two}:8001/", "role": "secondary" }} ] }} ] }} }} ],
  "subnet4": [ {{ "id": 1, "subnet": "10.20.1.0/24", "pools": [
    {{ "pool": "10.20.1.10-10.20.1.49", "client-class": "HA_kea-1" }},
    {{ "pool": "10.20.1.50-10.20.1.89", "client-class": "HA_kea-2" }} ] }} ]
}} }}"#
    )
}

/// The same for DHCPv6.
pub(crate) fn half_v6(me: &str, hosts: &[Host; 2], folder: &Path) -> String {
    let id = r#""server-id": { "type": "EN", "enterprise-id": 2495, "identifier": "01SELF", "persist": false },"#;
    let v4 = half(me, hosts, folder).replace("subnet4", "subnet6");
    let id = id.replace("SELF", if me == "kea-1" { "23" } else { "45" });
    let v6 = v4.replacen(r#""Dhcp4": {"#, &format!(r#""Dhcp6": {{ {id}"#), 1);
    v6.replace("10.20.1.0/24", "2001:db8:1::/64").replace("10.20.1.", "2001:db8:1::")
}

/// The configuration of one half: of the server with this name, on these hosts, in this folder.
pub(crate) type Half = fn(&str, &[Host; 2], &Path) -> String;

/// A running pair on this machine.
pub(crate) struct Pair {
    pub(crate) hosts: [Host; 2],
    pub(crate) keas: [Kea; 2],
    _lab: Lab,
}

impl Pair {
    /// One that balances its load.
    pub(crate) fn start() -> Option<Self> {
        Self::start_for(Family::V4, half)
    }

    /// One with these configurations, when both are as they should be.
    pub(crate) fn start_for(family: Family, half: Half) -> Option<Self> {
        let lab = Lab::new(&["kea-dhcp4", "kea-dhcp6"]).unwrap()?;
        let hosts = ["kea-1", "kea-2"].map(|name| lab.host(name).unwrap());
        let start = |at: usize, me: &str| {
            Kea::start(&hosts[at], family, |folder| half(me, &hosts, folder)).unwrap()
        };
        let mut keas = [start(0, "kea-1"), start(1, "kea-2")];
        for kea in &mut keas {
            let is_hot = std::fs::read_to_string(kea.file()).unwrap().contains("hot-standby");
            let state = if is_hot { "to HOT-STANDBY state" } else { "to LOAD-BALANCING state" };
            kea.wait_for(state, Mark::default(), Duration::from_secs(60)).unwrap();
        }
        Some(Self { hosts, keas, _lab: lab })
    }

    /// An inventory of both, with their files and without.
    pub(crate) fn inventory(&self, files: bool) -> String {
        let server = |at: usize| {
            let name = ["kea-1", "kea-2"][at];
            let (folder, file) = (self.keas[at].folder().display(), self.keas[at].file());
            let file =
                if files { format!("config = \"{}\"\n", file.display()) } else { String::new() };
            format!(
                "[servers.{name}]\nvendor = \"kea\"\n{file}\
                 access = {{ type = \"kea-unix\", socket = \"{folder}/control\" }}\n"
            )
        };
        format!("name = \"lab\"\n{}{}", server(0), server(1))
    }
}

/// One half of a pair of which the second server is the standby.
pub(crate) fn hot(me: &str, hosts: &[Host; 2], folder: &Path) -> String {
    let text = half(me, hosts, folder).replace(r#""role": "secondary""#, r#""role": "standby""#);
    text.replace("load-balancing", "hot-standby").replace(r#", "client-class": "HA_kea-2""#, "")
}
