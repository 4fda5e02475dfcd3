//! A link with hosts on it: network namespaces, joined by a bridge in a namespace of its own.

use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use super::LabError;
use super::ip::Ip;
use super::names::{Names, remove_remains};
use crate::absent;
use crate::find::program;

/// The interface of every host.
pub(super) const INTERFACE: &str = "eth0";

/// The bridge, in its own namespace.
const BRIDGE: &str = "hub";

/// One link, 10.77.0.0/24 and fd77::/64, on which hosts can be put.
#[derive(Debug)]
pub struct Lab {
    link: Arc<Link>,
    hosts: AtomicU8,
}

#[derive(Debug)]
struct Link {
    ip: Ip,
    names: Names,
    bridge: Namespace,
}

impl Lab {
    /// The address of the host that [`Lab::relay`] makes, to which every other host sends what is
    /// not for the link.
    pub const RELAY: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 254);

    /// A link without hosts, for tests that need these programs. Removes what killed processes
    /// left behind.
    ///
    /// Where one of the programs is missing, where this process is not root, or where the system
    /// has no network namespaces, says so and gives [`None`].
    ///
    /// # Errors
    /// If the names or the remains of other labs cannot be read.
    ///
    /// # Panics
    /// If a lab cannot be had and `CI=true`.
    pub fn new(programs: &[&str]) -> Result<Option<Self>, LabError> {
        let here = programs.iter().chain(&["prlimit"]).all(|name| program(name).is_some());
        let Some(ip) = Ip::find().filter(|_| here) else { return Ok(None) };
        if !rustix::process::geteuid().is_root() {
            absent::skip("only root can build a lab", absent::skips_are_forbidden());
            return Ok(None);
        }
        remove_remains(&ip)?;
        let names = Names::new()?;
        let bridge = match Namespace::new(&ip, names.of(BRIDGE)) {
            Ok(bridge) => bridge,
            Err(error) => {
                absent::skip(&format!("no lab: {error}"), absent::skips_are_forbidden());
                return Ok(None);
            }
        };
        let add = ["link", "add", "name", BRIDGE, "type", "bridge", "forward_delay", "0"];
        bridge.ip(&add)?;
        bridge.ip(&["link", "set", BRIDGE, "up"])?;
        Ok(Some(Self { link: Arc::new(Link { ip, names, bridge }), hosts: AtomicU8::new(1) }))
    }

    /// A host with the next address: 10.77.0.1 and `fd77::1`, 10.77.0.2 and `fd77::2`, and so on. The name is 1 to 13 letters
    /// or digits, and no other host on the link has it.
    ///
    /// # Errors
    /// If the system refuses it, or 253 hosts are there already.
    pub fn host(&self, name: &str) -> Result<Host, LabError> {
        let number = self.hosts.fetch_add(1, Ordering::Relaxed);
        if !(1..254).contains(&number) {
            self.hosts.store(254, Ordering::Relaxed);
            return Err(LabError::Full);
        }
        let host = self.add(name, Ipv4Addr::new(10, 77, 0, number))?;
        let relay = Self::RELAY.to_string();
        host.namespace.ip(&["route", "add", "default", "via", &relay])?;
        Ok(host)
    }

    /// The host [`Lab::RELAY`], which answers for every address outside of the link: it can be the
    /// relay of any network.
    ///
    /// # Errors
    /// If the system refuses it, for instance because there already is one.
    pub fn relay(&self) -> Result<Host, LabError> {
        let host = self.add("relay", Self::RELAY)?;
        host.namespace.ip(&["route", "add", "local", "default", "dev", "lo", "table", "main"])?;
        Ok(host)
    }

    fn add(&self, name: &str, address: Ipv4Addr) -> Result<Host, LabError> {
        let Link { ip, names, bridge } = &*self.link;
        let namespace = Namespace::new(ip, names.of(name))?;
        let port = format!("p-{name}");
        let pair = ["type", "veth", "peer", "name", INTERFACE, "netns", &namespace.name];
        bridge.ip(&[&["link", "add", "name", &port], &pair[..]].concat())?;
        bridge.ip(&["link", "set", &port, "master", BRIDGE, "up"])?;
        namespace.ip(&["link", "set", "lo", "up"])?;
        // Addresses of IPv6 that can be used at once: nobody else has them.
        namespace.ip(&["link", "set", INTERFACE, "addrgenmode", "none"])?;
        namespace.ip(&["link", "set", INTERFACE, "up"])?;
        namespace.ip(&["address", "add", &format!("{address}/24"), "dev", INTERFACE])?;
        for prefix in ["fd77::", "fe80::"] {
            let [.., number] = address.octets();
            let address = format!("{prefix}{number:x}/64");
            namespace.ip(&["address", "add", &address, "dev", INTERFACE, "nodad"])?;
        }
        // A client's broadcast goes to the link, whatever else is routed.
        namespace.ip(&["route", "add", "255.255.255.255", "dev", INTERFACE])?;
        Ok(Host { namespace, address, port, link: Arc::clone(&self.link) })
    }
}

/// A host on the link, with one interface, `eth0`. It goes when it is dropped, and all that runs on
/// it is killed.
#[derive(Debug)]
pub struct Host {
    // INVARIANT: goes before the link does, which holds the other end of its cable.
    namespace: Namespace,
    address: Ipv4Addr,
    port: String,
    link: Arc<Link>,
}

impl Host {
    /// The name of its namespace.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.namespace.name
    }

    /// Its address on the link.
    #[must_use]
    pub fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// Its address of IPv6 on the link: `fd77::1` where the other one is 10.77.0.1.
    #[must_use]
    pub fn address_v6(&self) -> Ipv6Addr {
        let [.., number] = self.address.octets();
        Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, number.into())
    }

    /// Pulls its cable out of the bridge: nothing comes through, and it does not notice.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn cut(&self) -> Result<(), LabError> {
        self.link.bridge.ip(&["link", "set", &self.port, "nomaster"])
    }

    /// Plugs it in again.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn mend(&self) -> Result<(), LabError> {
        self.link.bridge.ip(&["link", "set", &self.port, "master", BRIDGE])
    }

    /// Gives it one more address on the link, for instance that of a client which renews its lease.
    ///
    /// # Errors
    /// If the system refuses it.
    pub fn add_address(&self, address: Ipv4Addr) -> Result<(), LabError> {
        self.namespace.ip(&["address", "add", &format!("{address}/24"), "dev", INTERFACE])
    }

    /// Runs something on this host, on a thread of its own. A socket that it opens stays on the host.
    ///
    /// # Errors
    /// If the host cannot be entered, or what runs there fails.
    pub fn inside<T: Send>(
        &self,
        what: &str,
        run: impl FnOnce() -> io::Result<T> + Send,
    ) -> Result<T, LabError> {
        let entered = || {
            let namespace = File::open(format!("/run/netns/{}", self.namespace.name))?;
            let network = Some(LinkNameSpaceType::Network);
            move_into_link_name_space(namespace.as_fd(), network)?;
            run()
        };
        let result = thread::scope(|scope| scope.spawn(entered).join());
        result
            .unwrap_or_else(|_| Err(io::Error::other("it panicked")))
            .map_err(LabError::system(what))
    }

    /// A command that runs a program on this host.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        self.namespace.ip.exec(&self.namespace.name, program)
    }
}

/// A network namespace, as long as this lives.
#[derive(Debug)]
struct Namespace {
    ip: Ip,
    name: String,
}

impl Namespace {
    fn new(ip: &Ip, name: String) -> Result<Self, LabError> {
        ip.run(&["netns", "add", &name])?;
        Ok(Self { ip: ip.clone(), name })
    }

    /// Runs a command of `ip(8)` in it.
    fn ip(&self, arguments: &[&str]) -> Result<(), LabError> {
        self.ip.run(&[&["-n", &self.name], arguments].concat()).map(drop)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next lab after this process.
        let _ = self.ip.remove(&self.name);
    }
}
