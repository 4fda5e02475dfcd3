//! What is said of pairs of dhcpds of which something is wrong that no state tells.

mod support;

use serde_json::Value;
use support::dhcpds::Pair;

/// A scope of the pair, which answers without a key.
const REST: &str = "omapi-port 7911;
    ping-check off;
    subnet 10.77.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }
    }\n";

impl Pair {
    /// The row of the relationship on the first screen, both asked over OMAPI.
    fn row(&self) -> Value {
        self.row_of(&self.inventory(|at| self.omapi(at)))
    }

    fn row_of(&self, inventory: &str) -> Value {
        self.run(inventory, &["status", "-o", "json"]).json()["relationships"][0].take()
    }
}

#[test]
fn a_dhcpd_that_runs_is_asked_though_its_file_is_broken() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    let text = std::fs::read_to_string(pair.dhcpds[1].conf()).unwrap();
    std::fs::write(pair.dhcpds[1].conf(), text + "subnet 10.9.0.0 netmask {\n").unwrap();
    let row = pair.row();
    assert_eq!(row["health"], "at-risk", "{row:#}");
    let detail = row["detail"].as_str().unwrap();
    assert!(detail.starts_with("dhcp-b runs, and would not start again: "), "{row:#}");
    assert_eq!(row["next"], "dhcpair server show dhcp-b", "{row:#}");
    for side in ["primary", "secondary"] {
        assert_eq!(
            (&row[side]["state"], &row[side]["source"]),
            (&"normal".into(), &"omapi".into())
        );
    }
    let inventory = pair.inventory(|at| pair.omapi(at));
    let told = pair.run(&inventory, &["explain", "campus", "-o", "json"]).json();
    assert!(told["says"][1].as_str().unwrap().starts_with("dhcp-b: normal since"), "{told:#}");
    // Without OMAPI its state is not known. It is not said that it does not run.
    let row = pair.row_of(&pair.inventory(|_| String::new()));
    assert_eq!(
        (&row["health"], &row["secondary"]["source"]),
        (&"unknown".into(), &"not read".into())
    );

    pair.dhcpds[1].daemon().kill().unwrap();
    let row = pair.row();
    assert_eq!(row["health"], "broken", "{row:#}");
    let detail = row["detail"].as_str().unwrap();
    assert!(detail.starts_with("dhcp-b would not start: "), "{row:#}");
    // Neither its file nor the server tells the state: both say why.
    let reason = row["secondary"]["reason"].as_str().unwrap();
    assert!(reason.contains("; OMAPI: ") && reason.contains("refused the connection"), "{reason}");
}
