//! A pair of real dhcpds on links of their own.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use dhcpair_testbed::OpenSsh;
use dhcpair_testbed::lab::{Dhcpd, Host, Lab, Mark};
use omapi::{Connection, Limits, PoolCounters};

use super::{Run, dhcpair, folder};

/// What they are called in the inventory.
pub(crate) const NAMES: [&str; 2] = ["dhcp-a", "dhcp-b"];

/// The relationship `campus` as one of them has it; the first one is the primary.
pub(crate) fn peer(at: usize, mclt: u32, own: Ipv4Addr, partner: Ipv4Addr) -> String {
    let role = match at {
        0 => format!("primary; mclt {mclt}; split 128;"),
        _ => "secondary;".to_owned(),
    };
    format!(
        "failover peer \"campus\" {{
           {role}
           address {own}; port 647;
           peer address {partner}; peer port 647;
           max-response-delay 10; max-unacked-updates 10;
           load balance max seconds 3;
         }}\n"
    )
}

/// A running pair.
pub(crate) struct Pair {
    pub(crate) hosts: [Host; 2],
    pub(crate) dhcpds: [Dhcpd; 2],
    pub(crate) lab: Lab,
}

impl Pair {
    /// Both, with what each says beside [`peer`], as soon as they are normal.
    pub(crate) fn start(mclt: u32, rest: impl Fn(usize) -> String) -> Option<Self> {
        let lab = Lab::new(&["dhcpd"]).unwrap()?;
        let hosts = NAMES.map(|name| lab.host(name).unwrap());
        let own = hosts.each_ref().map(Host::address);
        let mut pair = Self::begin(lab, hosts, own, |at, [own, partner]| {
            peer(at, mclt, own, partner) + &rest(at)
        });
        pair.wait_until_normal();
        Some(pair)
    }

    /// Both, as they come up: each with what is made of its number, and of the addresses that it has written for its own and its
    /// partner's.
    pub(crate) fn begin(
        lab: Lab,
        hosts: [Host; 2],
        written: [Ipv4Addr; 2],
        conf: impl Fn(usize, [Ipv4Addr; 2]) -> String,
    ) -> Self {
        let dhcpds = [0, 1]
            .map(|at| Dhcpd::start(&hosts[at], conf(at, [written[at], written[1 - at]])).unwrap());
        Self { hosts, dhcpds, lab }
    }

    pub(crate) fn wait_until_normal(&mut self) {
        for dhcpd in &mut self.dhcpds {
            let normal = "failover peer campus: Both servers normal";
            dhcpd.wait_for(normal, Mark::default(), Duration::from_secs(60)).unwrap();
        }
    }

    /// Waits at most half a minute.
    pub(crate) fn wait_for(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !holds(self) {
            assert!(began.elapsed() < Duration::from_secs(30), "not {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The section of one in the inventory, with what else it says.
    pub(crate) fn section(&self, at: usize, more: &str) -> String {
        let (conf, leases) = (self.dhcpds[at].conf(), self.dhcpds[at].leases());
        format!(
            "[servers.{}]\nvendor = \"isc\"\naddresses = [\"{}\"]\nconfig = \"{}\"\nleases = \"{}\"\n{more}\n",
            NAMES[at],
            self.hosts[at].address(),
            conf.display(),
            leases.display(),
        )
    }

    /// Both, with what else each says.
    pub(crate) fn inventory(&self, more: impl Fn(usize) -> String) -> String {
        let [a, b] = [0, 1].map(|at| self.section(at, &more(at)));
        format!("name = \"lab\"\n{a}{b}")
    }

    /// Asks one over OMAPI without a key.
    pub(crate) fn omapi(&self, at: usize) -> String {
        format!("omapi = {{ host = \"{}\" }}", self.hosts[at].address())
    }

    /// Runs the program on the first server.
    pub(crate) fn run(&self, inventory: &str, arguments: &[&str]) -> Run {
        self.run_beside(&[], inventory, arguments)
    }

    /// The same with files beside the inventory that only their owner can read.
    pub(crate) fn run_beside(
        &self,
        secrets: &[(&str, &[u8])],
        inventory: &str,
        arguments: &[&str],
    ) -> Run {
        let files = [&[("dhcpair.toml", inventory.as_bytes())], secrets].concat();
        let folder = folder(&files);
        for (secret, _) in secrets {
            dhcpair_testbed::set_mode(folder.path().join(secret), 0o600).unwrap();
        }
        let run = || Ok(dhcpair(folder.path(), arguments));
        self.hosts[0].inside("run dhcpair", run).unwrap()
    }

    /// What a server itself counts in the pool of an address, asked without a key.
    pub(crate) fn counters(&self, at: usize, address: [u8; 4]) -> PoolCounters {
        let host = &self.hosts[at];
        let ask = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let to = (host.address(), 7911).into();
                let mut server = Connection::connect(to, None, Limits::default()).await;
                let counters = server.as_mut().map(|server| server.pool_of(address.into()));
                counters.unwrap().await.map_err(std::io::Error::other)
            })
        };
        host.inside("ask the server", ask).unwrap()
    }
}

/// The access to files of this machine over a real SSH server.
pub(crate) fn over_ssh(ssh: &OpenSsh) -> String {
    format!(
        "access = {{ type = \"ssh\", host = \"127.0.0.1\", port = {}, user = \"{}\", identity-file = \"{}\", \
         known-hosts = \"{}\" }}",
        ssh.port(),
        ssh.user(),
        ssh.key().display(),
        ssh.known_hosts().display()
    )
}
