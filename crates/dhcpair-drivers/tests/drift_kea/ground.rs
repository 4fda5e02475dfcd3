//! The pairs that the tests start from: the clean examples, and pairs made by chance.

use std::path::{Path, PathBuf};

use dhcpair_testbed::Dice;
use serde_json::{Value, json};

use crate::known::subnets;
use crate::render::parse;

/// Two configurations that mean the same, the primary's first.
pub(crate) struct Ground {
    pub(crate) v6: bool,
    pub(crate) sides: [Value; 2],
}

impl Ground {
    /// The pairs of `examples/campus-clean`: one for each family.
    pub(crate) fn clean() -> [Self; 2] {
        let server = |name: &str, file: &str| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/campus-clean");
            let on_disk = |path: &str| root.join(name).join(path.trim_start_matches('/'));
            let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
            let main = read(on_disk(&format!("/etc/kea/{file}")));
            parse(&main, &|path| read(on_disk(path))).unwrap()
        };
        let v4 = ["kea-1", "kea-2"].map(|name| server(name, "kea-dhcp4.conf"));
        let v6 = ["kea-3", "kea-4"].map(|name| server(name, "kea-dhcp6.conf"));
        [Self { v6: false, sides: v4 }, Self { v6: true, sides: v6 }]
    }

    /// A pair made by chance: any number of networks and subnets, with whatever may stand in them.
    pub(crate) fn random(v6: bool, dice: &mut Dice) -> Self {
        let config = Maker { v6, dice, reserved: 0 }.config();
        let side = |name: &str| {
            let mut config = config.clone();
            *config.pointer_mut(&ha_pointer(&config, "this-server-name")).unwrap() = json!(name);
            config
        };
        Self { v6, sides: [side("server1"), side("server2")] }
    }
}

/// The name of the map around everything.
pub(crate) const fn top(v6: bool) -> &'static str {
    if v6 { "Dhcp6" } else { "Dhcp4" }
}

/// Where a member of the relationship stands.
pub(crate) fn ha_pointer(config: &Value, member: &str) -> String {
    let (top, server) = config.as_object().unwrap().iter().next().unwrap();
    let libraries = server["hooks-libraries"].as_array().unwrap();
    let at = libraries
        .iter()
        .position(|one| one["library"].as_str().unwrap().ends_with("libdhcp_ha.so"))
        .unwrap();
    format!("/{top}/hooks-libraries/{at}/parameters/high-availability/0/{member}")
}

/// The folder of the hook libraries on Debian.
pub(crate) const HOOKS: &str = "/usr/lib/x86_64-linux-gnu/kea/hooks";

struct Maker<'a> {
    v6: bool,
    dice: &'a mut Dice,
    reserved: u32,
}

impl Maker<'_> {
    fn config(&mut self) -> Value {
        let mut server = json!({
            "interfaces-config": { "interfaces": ["*"] },
            "lease-database": { "type": "memfile", "persist": false },
            "valid-lifetime": 4000 + self.dice.below(1000),
            "multi-threading": { "enable-multi-threading": true },
            "hooks-libraries": self.hooks(),
            "client-classes": [
                { "name": "red", "test": "option[77].hex == 'red'" },
                { "name": "green", "test": "option[77].hex == 'green'" },
                { "name": "blue" },
            ],
            "option-def": [
                { "name": "own-text", "code": if self.v6 { 32_001 } else { 230 }, "type": "string" },
                { "name": "own-spare", "code": if self.v6 { 32_002 } else { 231 }, "type": "uint16" },
            ],
            "option-data": self.options(4),
        });
        self.scalars(&mut server, 4);
        if self.v6 {
            server["preferred-lifetime"] = json!(3000 + self.dice.below(900));
        }
        let key = if self.v6 { "subnet6" } else { "subnet4" };
        let mut third = 0;
        let networks: Vec<Value> = (0..self.dice.below(3))
            .map(|at| {
                let subnets: Vec<_> =
                    (0..=self.dice.between(1, 3)).map(|_| self.subnet(&mut third, true)).collect();
                let mut network = json!({
                    "name": format!("net-{at}"),
                    "relay": { "ip-addresses": [if self.v6 { "2001:db8:ffff::77" } else { "192.0.2.77" }] },
                    "option-data": self.options(2),
                });
                network[key] = json!(subnets);
                self.scalars(&mut network, 3);
                network
            })
            .collect();
        server["shared-networks"] = json!(networks);
        let alone: Vec<_> =
            (0..self.dice.between(4, 7)).map(|_| self.subnet(&mut third, false)).collect();
        server[key] = json!(alone);
        let mut config = json!({});
        config[top(self.v6)] = server;
        if self.dice.one_in(2) {
            self.common_option(&mut config);
        }
        config
    }

    /// An option that every subnet says for itself.
    fn common_option(&self, config: &mut Value) {
        let (name, data) = match self.v6 {
            true => ("bootfile-url", "tftp://boot.example/kernel"),
            false => ("domain-name", "common.example"),
        };
        for subnet in subnets(config) {
            let place = config.pointer_mut(&subnet.pointer).unwrap();
            place["option-data"]
                .as_array_mut()
                .unwrap()
                .push(json!({ "name": name, "data": data }));
        }
    }

    fn hooks(&mut self) -> Value {
        let mode = if self.v6 { "load-balancing" } else { "hot-standby" };
        let second = if self.v6 { "secondary" } else { "standby" };
        let url = |last: u8| match self.v6 {
            true => format!("http://[2001:db8:ffff::{last}]:8001/"),
            false => format!("http://192.0.2.{last}:8001/"),
        };
        json!([
            { "library": format!("{HOOKS}/libdhcp_lease_cmds.so") },
            { "library": format!("{HOOKS}/libdhcp_ha.so"), "parameters": { "high-availability": [ {
                "this-server-name": "server1",
                "mode": mode,
                "heartbeat-delay": 8000,
                "max-unacked-clients": 7,
                "peers": [
                    { "name": "server1", "url": url(1), "role": "primary" },
                    { "name": "server2", "url": url(2), "role": second },
                ],
            } ] } },
        ])
    }

    /// Some plain parameters that may stand at any level.
    fn scalars(&mut self, place: &mut Value, most: usize) {
        for _ in 0..self.dice.below(most + 1) {
            let (key, value) = match self.dice.below(6) {
                0 => ("renew-timer", json!(1000 + self.dice.below(100))),
                1 => ("rebind-timer", json!(2000 + self.dice.below(100))),
                2 => ("ddns-qualifying-suffix", json!(format!("d{}.example.", self.dice.below(9)))),
                3 => ("ddns-send-updates", json!(self.dice.one_in(2))),
                4 => ("reservations-out-of-pool", json!(self.dice.one_in(2))),
                _ => ("store-extended-info", json!(self.dice.one_in(2))),
            };
            place[key] = value;
        }
    }

    fn options(&mut self, most: usize) -> Value {
        let mut options: Vec<Value> = Vec::new();
        for _ in 0..self.dice.below(most + 1) {
            let last = self.dice.between(1, 250);
            let (name, data) = match (self.dice.below(4), self.v6) {
                (0, false) => ("ntp-servers", format!("192.0.2.{last}")),
                (0, true) => ("sntp-servers", format!("2001:db8:ffff::{last}")),
                (1, false) => ("domain-name-servers", format!("192.0.2.{last}, 192.0.2.9")),
                (1, true) => ("dns-servers", format!("2001:db8:ffff::{last}")),
                (2, _) => ("domain-search", format!("s{last}.example, example.net")),
                _ => ("own-text", format!("text {last}")),
            };
            if options.iter().all(|one| one["name"] != name) {
                options.push(json!({ "name": name, "data": data }));
            }
        }
        json!(options)
    }

    fn subnet(&mut self, third: &mut u32, in_network: bool) -> Value {
        *third += 1;
        let (v6, third) = (self.v6, *third);
        let host = |low: u32| match v6 {
            true => format!("2001:db8:{third:x}::{low:x}"),
            false => format!("10.7.{third}.{low}"),
        };
        let length = if self.v6 { 64 } else { 24 };
        let (split, end) = (self.dice.between(40, 120), self.dice.between(150, 200));
        let guards: [Value; 2] = match self.v6 {
            true => [json!("HA_server1"), json!("HA_server2")],
            false => [json!(""), json!(self.dice.pick(&["", "red", "green"]))],
        };
        let pools: Vec<Value> = [(10, split), (split + 5, end)]
            .into_iter()
            .zip(guards)
            .map(|((from, to), guard)| {
                json!({ "pool": format!("{} - {}", host(from), host(to)), "client-class": guard })
            })
            .collect();
        let mut subnet = json!({
            "id": 1000 + third,
            "subnet": format!("{}/{length}", host(0)),
            "pools": pools,
        });
        let reservations = self.dice.below(4) as u32;
        let reserved: Vec<Value> =
            (0..reservations).map(|at| self.reservation(&host(201 + at))).collect();
        subnet["reservations"] = json!(reserved);
        if self.v6 && self.dice.one_in(3) {
            subnet["pd-pools"] = json!([
                { "prefix": format!("2001:db8:{:x}::", 0x8000 + third * 16), "prefix-len": 44,
                  "delegated-len": 56, "client-class": "HA_server1" },
            ]);
        }
        if self.dice.one_in(3) {
            subnet["client-class"] = json!("red");
        }
        if !in_network && self.dice.one_in(2) {
            subnet["relay"] = json!({ "ip-addresses": [host(1)] });
        }
        subnet["pools"][1]["option-data"] = self.options(1);
        subnet["option-data"] = self.options(3);
        self.scalars(&mut subnet, 3);
        subnet
    }

    fn reservation(&mut self, address: &str) -> Value {
        self.reserved += 1;
        let at = self.reserved;
        let mut one = json!({ "hostname": format!("host-{at}") });
        match (self.dice.below(2), self.v6) {
            (0, true) => one["duid"] = json!(format!("00:01:00:{:02x}:{:02x}", at / 256, at % 256)),
            (0, false) if at.is_multiple_of(2) => one["circuit-id"] = json!(format!("'port {at}'")),
            _ => {
                one["hw-address"] = json!(format!("00:00:5e:00:{:02x}:{:02x}", at / 256, at % 256))
            }
        }
        match self.v6 {
            true => one["ip-addresses"] = json!([address]),
            false => one["ip-address"] = json!(address),
        }
        if self.dice.one_in(3) {
            one["client-classes"] = json!(["blue"]);
        }
        one["option-data"] = self.options(1);
        one
    }
}
