//! A dhcpd pair on a link, and a relay that stands for all clients.

use std::fs;
use std::net::Ipv4Addr;
use std::time::Duration;

use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark};

use crate::plant::{MCLT, Planted, address};
use crate::ways::Way;

/// How long two servers may take to find each other.
const NORMAL: Duration = Duration::from_secs(90);

pub(crate) struct Pair {
    // In the order in which they go: servers before hosts, hosts before the link.
    servers: [Dhcpd; 2],
    hosts: [Host; 2],
    pub(crate) relay: Host,
    leases: u32,
    _lab: Lab,
}

fn configuration(hosts: &[Host; 2], leases: u32, own: usize) -> String {
    let last = address(leases + 400);
    let (own_role, shares) = match own {
        0 => ("primary", format!("mclt {MCLT}; split 128;")),
        _ => ("secondary", String::new()),
    };
    format!(
        "failover peer \"campus\" {{ {own_role}; address {}; peer address {}; \
           max-response-delay 20; max-unacked-updates 100; load balance max seconds 3; {shares} }}\n\
         ping-check off; default-lease-time 86400; max-lease-time 86400; authoritative;\n\
         dhcp-cache-threshold 0; dont-use-fsync true;\n\
         subnet 10.77.0.0 netmask 255.255.255.0 {{ }}\n\
         subnet 10.32.0.0 netmask 255.252.0.0 {{\n\
           pool {{ failover peer \"campus\"; range 10.32.0.1 {last}; }}\n\
           pool {{ range 10.35.0.1 10.35.0.250; }}\n\
         }}\n",
        hosts[own].address(),
        hosts[1 - own].address(),
    )
}

impl Pair {
    /// A pair with room for so many leases, without any; [`None`] where there can be no lab.
    pub(crate) fn start(leases: u32) -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let hosts = ["a", "b"].map(|name| lab.host(name).unwrap());
        let relay = lab.relay().unwrap();
        let start = |own| Dhcpd::start(&hosts[own], configuration(&hosts, leases, own)).unwrap();
        let servers = [start(0), start(1)];
        Some(Self { servers, hosts, relay, leases, _lab: lab })
    }

    /// Stops both servers, gives them lease files, and has them find each other with these.
    pub(crate) fn plant(&mut self, planted: &Planted) {
        for (server, text) in self.servers.iter_mut().zip(&planted.files) {
            server.daemon().kill().unwrap();
            fs::write(server.leases(), text).unwrap();
        }
        for own in 0..2 {
            let text = configuration(&self.hosts, self.leases, own);
            self.servers[own].restart(&self.hosts[own], text).unwrap();
        }
        for server in &mut self.servers {
            server.wait_for("Both servers normal", Mark::default(), NORMAL).unwrap();
        }
    }

    pub(crate) fn addresses(&self) -> [Ipv4Addr; 2] {
        [self.hosts[0].address(), self.hosts[1].address()]
    }

    pub(crate) fn inventory(&self, way: Way<'_>) -> String {
        let access = way.access();
        let server = |at: usize| {
            let leases = self.servers[at].leases();
            format!(
                "[servers.dhcp-{}]\nvendor = \"isc\"\naddresses = [\"{}\"]\nconfig = {:?}\nleases = {leases:?}\n{access}",
                ["a", "b"][at],
                self.hosts[at].address(),
                leases.with_file_name("dhcpd.conf"),
            )
        };
        server(0) + &server(1)
    }
}
