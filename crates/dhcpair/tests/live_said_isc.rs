//! What is said of pairs of dhcpds of which something is wrong that no state tells.

mod support;

use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{MessageType, Packet, Station};
use omapi::{Connection, Limits, SettableState};
use serde_json::Value;
use support::dhcpds::Pair;

/// A scope of the pair, which answers without a key.
const REST: &str = "omapi-port 7911;
    ping-check off;
    subnet 10.77.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }
    }
    subnet 10.21.0.0 netmask 255.255.255.0 {
      pool { failover peer \"campus\"; range 10.21.0.10 10.21.0.13; }
    }\n";

impl Pair {
    /// The row of the relationship on the first screen, both asked over OMAPI.
    fn row(&self) -> Value {
        self.row_of(&self.inventory(|at| self.omapi(at)))
    }

    fn row_of(&self, inventory: &str) -> Value {
        self.run(inventory, &["status", "-o", "json"]).json()["relationships"][0].take()
    }

    /// What is explained, both asked over OMAPI.
    fn explained(&self) -> Value {
        let inventory = self.inventory(|at| self.omapi(at));
        self.run(&inventory, &["explain", "campus", "-o", "json"]).json()
    }

    fn wait_for_states(&self, one: &str, two: &str) {
        self.wait_for(&format!("{one} and {two}"), |pair| {
            let row = pair.row();
            row["primary"]["state"] == one && row["secondary"]["state"] == two
        });
    }

    /// Sets the state of one.
    fn set(&self, at: usize, state: SettableState) {
        let host = &self.hosts[at];
        let set = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let to = (host.address(), 7911).into();
                let server = Connection::connect(to, None, Limits::default()).await;
                let mut server = server.map_err(std::io::Error::other)?;
                let set = server.set_failover_state("campus", state).await;
                set.map(drop).map_err(std::io::Error::other)
            })
        };
        host.inside("set a state", set).unwrap();
    }
}

/// The lines of a part of an explanation, one behind the other.
fn lines(told: &Value, part: &str) -> String {
    let lines = told[part].as_array().unwrap().iter();
    lines.map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
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

/// dhcpd keeps the state over its end, and waits for somebody.
#[test]
fn a_dhcpd_that_was_switched_off_does_not_recover_by_itself() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    pair.set(1, SettableState::Shutdown);
    pair.wait_for_states("partner-down", "shutdown");
    assert_eq!(pair.explained()["situation"], "isc-off");
    pair.dhcpds[1].daemon().kill().unwrap();
    let told = pair.explained();
    assert_eq!(told["situation"], "isc-partner-down", "{told:#}");
    let next = lines(&told, "next");
    assert!(next.contains("start it, then resume it (state recover)"), "{told:#}");
    assert!(!next.contains("by itself"), "{told:#}");

    // It is what the servers do.
    let text = std::fs::read(pair.dhcpds[1].conf()).unwrap();
    let Pair { hosts, dhcpds, .. } = &mut pair;
    dhcpds[1].restart(&hosts[1], text).unwrap();
    pair.wait_for_states("partner-down", "shutdown");
    let told = pair.explained();
    assert_eq!(told["situation"], "isc-off", "{told:#}");
    assert!(lines(&told, "next").contains("resume dhcp-b (state recover)"), "{told:#}");
    pair.set(1, SettableState::Recover);
    pair.wait_for_states("normal", "normal");
}

/// Of two that are both dead it is the lease files that tell.
#[test]
fn the_dead_server_that_served_last_is_the_one_to_start() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    pair.set(1, SettableState::Shutdown);
    pair.wait_for_states("partner-down", "shutdown");
    for dhcpd in &mut pair.dhcpds {
        dhcpd.daemon().kill().unwrap();
    }
    // The processes of the second one are those of this machine where it is asked on it.
    let [a, b] = [0, 1].map(|at| format!("host = \"{}\"", pair.hosts[at].address()));
    let inventory = pair.inventory(|at| pair.omapi(at)).replace(&b, &format!("{a}, port = 7912"));
    let told = pair.run(&inventory, &["explain", "campus", "-o", "json"]).json();
    assert_eq!(told["situation"], "nobody-runs", "{told:#}");
    let next = lines(&told, "next");
    let first =
        "start dhcp-a first, which served last (the lease file of dhcp-a has partner-down since";
    assert!(next.contains(first), "{told:#}");
    assert!(next.contains("dhcp-b was switched off on purpose before it ended"), "{told:#}");
}

/// dhcpd has the time of its state from its lease file.
#[test]
fn a_state_that_is_older_than_the_process_did_not_hold_without_a_break() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    let row = pair.row();
    let before = row["secondary"]["since"].clone();
    assert!(before.is_string() && row["secondary"]["restarted"].is_null(), "{row:#}");
    // Times of states have whole seconds.
    let began = Instant::now();
    pair.wait_for("older than that", |_| began.elapsed() > Duration::from_secs(4));
    let text = std::fs::read(pair.dhcpds[1].conf()).unwrap();
    let Pair { hosts, dhcpds, .. } = &mut pair;
    dhcpds[1].restart(&hosts[1], text).unwrap();
    pair.wait_for_states("normal", "normal");
    let row = pair.row();
    // It says so itself.
    assert_eq!(row["secondary"]["since"], before, "{row:#}");
    let restarted = row["secondary"]["restarted"].as_str().unwrap();
    assert!(restarted > before.as_str().unwrap(), "{row:#}");
    // Its partner was alone meanwhile, and has a state since then.
    assert!(row["primary"]["restarted"].is_null(), "{row:#}");
    assert!(row["primary"]["since"].as_str().unwrap() >= restarted, "{row:#}");
    assert_eq!(row["since"], row["primary"]["since"], "{row:#}");
    let says = lines(&pair.explained(), "says");
    let since = format!("dhcp-b: normal since {} (", before.as_str().unwrap());
    let kept = "), and kept that over its start at ";
    assert!(says.contains(&since) && says.contains(kept), "{says}");
}

/// The clock of its machine was wrong when clients came, and has been set since.
#[test]
fn clients_of_a_time_to_come_say_nothing_of_how_long_addresses_last() {
    let Some(mut pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    pair.dhcpds[1].daemon().kill().unwrap();
    let lease = |last: u32| {
        format!(
            "lease 10.77.0.{last} {{ starts 1 2035/01/01 00:00:00; ends 2 2035/01/02 00:00:00; \
             cltt 1 2035/01/01 00:00:00; binding state active; next binding state free; \
             hardware ethernet 02:00:00:00:00:{last:02x}; }}\n"
        )
    };
    let mut leases = std::fs::read_to_string(pair.dhcpds[1].leases()).unwrap();
    leases.extend((100..130).map(lease));
    std::fs::write(pair.dhcpds[1].leases(), leases).unwrap();
    let text = std::fs::read(pair.dhcpds[1].conf()).unwrap();
    let Pair { hosts, dhcpds, .. } = &mut pair;
    dhcpds[1].restart(&hosts[1], text).unwrap();
    pair.wait_for_states("normal", "normal");
    let row = pair.row();
    assert_eq!(row["alone"]["verdict"], "unknown", "{row:#}");
    let reason = row["alone"]["reason"].as_str().unwrap();
    assert!(reason.contains("still to come, up to 2035-01-01T00:00:00Z"), "{reason}");
}

/// Of many addresses that are left in all, none is in the scope that is full.
#[test]
fn the_scope_that_is_full_on_both_sides_is_named() {
    let Some(pair) = Pair::start(600, |_| REST.to_owned()) else { return };
    let relay = pair.lab.relay().unwrap();
    let mut station = Station::relay(&relay).unwrap();
    let counted = |pair: &Pair, free: u32, backup: u32| {
        [0, 1].iter().all(|at| {
            let counters = pair.counters(*at, [10, 21, 0, 10]);
            (counters.free, counters.backup) == (free, backup)
        })
    };
    pair.wait_for("both halves", |pair| counted(pair, 2, 2));
    let row = pair.row();
    assert!(!row["detail"].as_str().unwrap_or_default().contains("no address is left"), "{row:#}");
    for number in 0..4 {
        let server = pair.hosts[usize::from(number % 2)].address();
        let packet = |kind| {
            let mut packet = Packet::new(kind, [2, 0, 0, 0, 21, number]);
            packet.relay = [10, 21, 0, 1].into();
            packet.seconds = 10;
            packet
        };
        let offer = station.ask(server, &packet(MessageType::Discover)).unwrap().packet;
        let request = packet(MessageType::Request).with(50, offer.yours.octets());
        let ack = station.ask(server, &request.with(54, server.octets())).unwrap().packet;
        assert_eq!(ack.message_type(), Some(MessageType::Ack));
    }
    pair.wait_for("used up", |pair| counted(pair, 0, 0));
    let row = pair.row();
    let said = "no address is left for new clients in 10.21.0.0/24, on either side";
    assert_eq!((&row["health"], &row["detail"]), (&"at-risk".into(), &said.into()), "{row:#}");
    let told = pair.explained();
    assert_eq!((&told["situation"], &told["headline"]), (&"full".into(), &said.into()), "{told:#}");
}
