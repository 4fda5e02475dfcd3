//! The program beside a running pair of dhcpds: what a user would see when all is well, and when a server is
//! gone.

mod support;

use std::time::{Duration, Instant};

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark};
use support::{Run, dhcpair, folder};

/// The secret of the key of both servers, in base 64.
const SECRET: &str = "c2VjcmV0IG9mIHR3ZW50eS1mb3VyIQ==";

/// Its lead time, in seconds.
const MCLT: u32 = 60;

fn half(role: &str, own: &Host, partner: &Host) -> String {
    let primary =
        if role == "primary" { format!("mclt {MCLT}; split 128;") } else { String::new() };
    let (own, partner) = (own.address(), partner.address());
    format!(
        "omapi-port 7911;
         key dhcpair {{ algorithm hmac-sha256; secret {SECRET}; }}
         omapi-key dhcpair;
         ping-check off;
         failover peer \"campus\" {{
           {role};
           address {own}; port 647;
           peer address {partner}; peer port 647;
           max-response-delay 10; max-unacked-updates 10;
           load balance max seconds 3;
           {primary}
         }}
         subnet 10.77.0.0 netmask 255.255.255.0 {{
           pool {{ failover peer \"campus\"; range 10.77.0.100 10.77.0.199; }}
         }}"
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
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let hosts = ["dhcp-a", "dhcp-b"].map(|name| lab.host(name).unwrap());
        let [a, b] = &hosts;
        let mut dhcpds = [
            Dhcpd::start(a, half("primary", a, b)).unwrap(),
            Dhcpd::start(b, half("secondary", b, a)).unwrap(),
        ];
        for dhcpd in &mut dhcpds {
            let normal = "failover peer campus: Both servers normal";
            dhcpd.wait_for(normal, Mark::default(), Duration::from_secs(60)).unwrap();
        }
        Some(Self { hosts, dhcpds, _lab: lab })
    }

    fn inventory(&self, key: &str) -> String {
        let server = |at: usize| {
            let name = ["dhcp-a", "dhcp-b"][at];
            let (conf, leases) = (self.dhcpds[at].conf(), self.dhcpds[at].leases());
            let (conf, leases) = (conf.display(), leases.display());
            let address = self.hosts[at].address();
            format!(
                "[servers.{name}]\nvendor = \"isc\"\naddresses = [\"{address}\"]\nconfig = \"{conf}\"\n\
                 leases = \"{leases}\"\nomapi = {{ host = \"{address}\", {key} }}\n"
            )
        };
        format!("name = \"lab\"\n{}{}", server(0), server(1))
    }

    /// Runs the program on the first server.
    fn run(&self, inventory: &str, arguments: &[&str]) -> Run {
        let files = [("dhcpair.toml", inventory.as_bytes()), ("key", SECRET.as_bytes())];
        let folder = folder(&files);
        let run = || Ok(dhcpair(folder.path(), arguments));
        self.hosts[0].inside("run dhcpair", run).unwrap()
    }

    /// Waits until `explain` names a situation; gives how long that took.
    fn becomes(&self, situation: &str, within: Duration) -> Duration {
        let began = Instant::now();
        loop {
            let told = self.run(&self.inventory(KEY), &["explain", "campus", "-o", "json"]);
            if told.json()["situation"] == situation {
                return began.elapsed();
            }
            assert!(began.elapsed() < within, "not {situation}: {}", told.all());
        }
    }
}

const KEY: &str = r#"key = "dhcpair", algorithm = "hmac-sha256", secret-file = "key""#;

#[test]
fn a_pair_is_seen_as_it_is() {
    let Some(mut pair) = Pair::start() else { return };
    let inventory = pair.inventory(KEY);
    let status = pair.run(&inventory, &["status", "-o", "json"]).json();
    let row = &status["relationships"][0];
    for side in ["primary", "secondary"] {
        assert_eq!(row[side]["state"], "normal", "{status}");
        assert_eq!(row[side]["source"], "omapi", "{status}");
        assert!(row[side]["since"].is_string(), "{status}");
    }
    assert_eq!(row["health"], "well", "{status}");

    // A key that is refused is said, and the lease file stands in.
    let wrong = KEY.replace("hmac-sha256", "hmac-md5");
    let status = pair.run(&pair.inventory(&wrong), &["status", "-o", "json"]).json();
    assert_eq!(status["relationships"][0]["primary"]["source"], "lease file", "{status}");

    pair.dhcpds[1].daemon().kill().unwrap();
    pair.becomes("isc-communications-interrupted", Duration::from_secs(20));
    let status = pair.run(&inventory, &["status"]);
    assert!(status.stdout.contains("XX campus"), "{}", status.all());
    assert!(status.stdout.contains("dhcp-a COMM-INT"), "{}", status.all());
    // What the lease file of a dead server says is history.
    assert!(status.stdout.contains("dhcp-b ? no state"), "{}", status.all());
    let told = pair.run(&inventory, &["explain", "campus"]);

    assert!(told.stdout.contains("dhcp-a answers every client"), "{}", told.all());
    assert!(told.stdout.contains("lease file has normal since"), "{}", told.all());
}
