//! Hosts that are made over OMAPI while a pair of dhcpds runs.

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::dhcpds::Pair;

const REST: &str = "omapi-port 7911;
    subnet 10.77.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }
    }\n";

impl Pair {
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
        let inventory = self.inventory(|at| if omapi { self.omapi(at) } else { String::new() });
        let shown = self.run(&inventory, &["relationship", "show", "campus", "-o", "json"]);
        let joint = shown.json()["joint"].as_array().unwrap().clone();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        let all = joint.iter().map(|one| (text(one, "rule"), text(one, "message")));
        all.filter(|(rule, _)| rule.contains("dynamic-host")).collect()
    }
}

#[test]
fn hosts_that_are_made_on_one_side_or_shadowed_are_found() {
    let Some(_omshell) = dhcpair_testbed::program("omshell") else { return };
    let Some(mut pair) = Pair::start(60, |_| REST.to_owned()) else { return };
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
