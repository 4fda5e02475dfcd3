//! Hosts that are made over OMAPI while a pair of dhcpds runs.

mod support;

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark};
use serde_json::Value;
use support::{dhcpair, folder};

fn half(role: &str, own: &Host, partner: &Host) -> String {
    let primary = if role == "primary" { "mclt 60; split 128;" } else { "" };
    let (own, partner) = (own.address(), partner.address());
    format!(
        "omapi-port 7911;
         failover peer \"campus\" {{
           {role}; address {own}; port 647; peer address {partner}; peer port 647;
           max-response-delay 10; max-unacked-updates 10; load balance max seconds 3; {primary}
         }}
         subnet 10.77.0.0 netmask 255.255.255.0 {{
           pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }}
         }}\n"
    )
}

struct Pair {
    hosts: [Host; 2],
    dhcpds: [Dhcpd; 2],
    _lab: Lab,
}

impl Pair {
    /// Both, as soon as they are normal.
    fn start() -> Option<Self> {
        let _lab = Lab::new(&["dhcpd"]).unwrap()?;
        let _omshell = dhcpair_testbed::program("omshell")?;
        let hosts = ["made-a", "made-b"].map(|name| _lab.host(name).unwrap());
        let [a, b] = &hosts;
        let mut dhcpds = [
            Dhcpd::start(a, half("primary", a, b)).unwrap(),
            Dhcpd::start(b, half("secondary", b, a)).unwrap(),
        ];
        for dhcpd in &mut dhcpds {
            let normal = "failover peer campus: Both servers normal";
            dhcpd.wait_for(normal, Mark::default(), Duration::from_secs(60)).unwrap();
        }
        Some(Self { hosts, dhcpds, _lab })
    }

    /// Has omshell(1) do something to an object of a server.
    fn omshell(&self, at: usize, object: &str, lines: &[&str]) {
        let host = &self.hosts[at];
        let said = format!(
            "server {}\nport 7911\nconnect\nnew {object}\n{}\n",
            host.address(),
            lines.join("\n")
        );
        let told = host.inside("run omshell", || {
            let mut omshell =
                Command::new("omshell").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
            omshell.stdin.take().unwrap().write_all(said.as_bytes())?;
            omshell.wait_with_output()
        });
        let told = String::from_utf8_lossy(&told.unwrap().stdout).into_owned();
        assert!(!told.contains("can't"), "{said}{told}");
    }

    fn make_host(&self, at: usize, name: &str) {
        let name = format!("set name = \"{name}\"");
        let address = "set hardware-address = 02:00:00:00:00:77";
        self.omshell(at, "host", &[&name, address, "set hardware-type = 1", "create"]);
    }

    fn lease_file(&self, at: usize) -> String {
        std::fs::read_to_string(self.dhcpds[at].leases()).unwrap()
    }

    /// What is found of hosts that were made, by rule and message; whether OMAPI is asked.
    fn found(&self, omapi: bool) -> Vec<(String, String)> {
        let server = |at: usize| {
            let (name, address) = (["dhcp-a", "dhcp-b"][at], self.hosts[at].address());
            let (conf, leases) = (self.dhcpds[at].conf(), self.dhcpds[at].leases());
            let omapi =
                if omapi { format!("omapi = {{ host = \"{address}\" }}") } else { String::new() };
            format!(
                "[servers.{name}]\nvendor = \"isc\"\naddresses = [\"{address}\"]\nconfig = \"{}\"\nleases = \
                 \"{}\"\n{omapi}\n",
                conf.display(),
                leases.display()
            )
        };
        let inventory = format!("name = \"lab\"\n{}{}", server(0), server(1));
        let folder = folder(&[("dhcpair.toml", inventory.as_bytes())]);
        let words = ["relationship", "show", "campus", "-o", "json"];
        let shown = self.hosts[0].inside("run dhcpair", || Ok(dhcpair(folder.path(), words)));
        let joint = shown.unwrap().json()["joint"].as_array().unwrap().clone();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let all = joint.iter().map(|one| (text(one, "rule"), text(one, "message")));
        all.filter(|(rule, _)| rule.contains("dynamic-host")).collect()
    }
}

#[test]
fn hosts_that_are_made_on_one_side_or_shadowed_are_found() {
    let Some(mut pair) = Pair::start() else { return };
    assert_eq!(pair.found(true), []);

    // On one side, with and without OMAPI to ask.
    pair.make_host(0, "printer");
    let one_sided = |message: &str| ("isc-dynamic-host-one-sided".to_owned(), message.to_owned());
    let alone =
        [one_sided("host `printer` was made over OMAPI at `dhcp-a`, and `dhcp-b` has none")];
    assert_eq!(pair.found(true), alone);
    assert_eq!(pair.found(false), alone);

    // On both.
    pair.make_host(1, "printer");
    assert_eq!(pair.found(true), []);

    // What was removed is not there.
    pair.omshell(1, "host", &["set name = \"printer\"", "open", "remove"]);
    assert_eq!(pair.found(true), alone);
    pair.make_host(1, "printer");

    // A group and a class.
    pair.omshell(
        1,
        "group",
        &["set name = \"printers\"", "set statements = \"min-secs 1;\"", "create"],
    );
    pair.omshell(1, "class", &["set name = \"phones\"", "create"]);
    let two =
        "group `printers`, class `phones` were made over OMAPI at `dhcp-b`, and `dhcp-a` has none";
    assert_eq!(pair.found(true), [one_sided(two)]);

    // The file of one gets a host of that name, and at the next start the server drops its own.
    let text = std::fs::read_to_string(pair.dhcpds[0].conf()).unwrap();
    let more = "host printer { hardware ethernet 02:00:00:00:00:78; fixed-address 10.77.0.20; }\n\
                group printers { min-secs 1; }\n";
    std::fs::write(pair.dhcpds[0].conf(), text + more).unwrap();
    let found = pair.found(true);
    let said = "host `printer` was made over OMAPI at `dhcp-a`, and the file there has a host `printer`, too";
    assert!(
        found.contains(&("isc-dynamic-host-shadowed".to_owned(), said.to_owned())),
        "{found:?}"
    );

    // Which is so: the next start says it, and drops what was made.
    let text = std::fs::read_to_string(pair.dhcpds[0].conf()).unwrap();
    let made = "hardware ethernet 02:00:00:00:00:77;";
    assert!(pair.lease_file(0).contains(made));
    pair.dhcpds[0].restart(&pair.hosts[0], text).unwrap();
    let log = pair.dhcpds[0].log();
    assert!(log.contains("host printer: already exists"), "{log}");
    assert!(!pair.lease_file(0).contains(made));
    // What one has made and the other has written is on both.
    let one = "class `phones` was made over OMAPI at `dhcp-b`, and `dhcp-a` has none";
    assert_eq!(pair.found(true), [one_sided(one)]);
}
