//! What applies where, and what a client is answered.
//!
//! dhcpd executes the statements of one scope after the other, the outermost first, and a later
//! value replaces an earlier one. Which scopes these are, and in which order, is not in every case
//! what the braces of the file say: [`Resolver::layers`] knows. [`Resolver::resolved`] gives the settings
//! of a place, and a [`Server`] says what a described [`Client`] is sent.
//!
//! A server there is only where dhcpd takes the configuration: [`Resolver::server`] for DHCPv4, and
//! [`Resolver::server6`] for DHCPv6, which has clients and answers of its own: [`v6`].
//!
//! # What is not in an answer
//!
//! * Leases. The answer is that of a server that has just started with an empty lease database and has
//!   heard from nobody else; where others may hold addresses, each place that an address may
//!   come from has a [`Reply`] of its own.
//! * Failover. A pool under a peer counts as usable, and its lease times are those of a lease that the
//!   partner knows; [`LeaseTime::unacknowledged`] says what others are cut to.
//! * What a name server, the clock, the server's interfaces or a lease would have to say: a value that
//!   depends on it is [undecided](Told::Undecided), with the [`Reason`]. Regular expressions with groups,
//!   counts or named sets of signs are not read here either.
//! * Wires that `interface` gives to a network: the wire of a client on the link follows from the address
//!   of the server's interface.

mod answer;
mod authority;
mod classes;
mod client;
mod code;
mod evaluate;
mod execute;
mod groups;
mod hosts;
mod input;
mod networks;
mod option_state;
mod parameters;
mod permits;
mod ponds;
mod reply;
mod resolved;
mod scope;
mod sender;
mod server;
mod state;
mod undecided;
pub mod v6;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

pub use answer::{
    Answer, Field, LeaseTime, Membership, Outcome, Packet, PacketKind, Reply, SentOption, Silence,
    Source, Told,
};
pub use authority::Authority;
pub use client::{Client, Message};
pub use resolved::{Applied, Effective, Resolved};
pub use server::{NoServer, Server};
pub use undecided::Reason;

use crate::view::{Config, ScopeIx, ScopeKind};
use classes::Classes;
use code::{Code, Opt};
use evaluate::Function;
use groups::Groups;
use hosts::Hosts;
use networks::Networks;
use ponds::Ponds;
use scope::Scope;
use undecided::Reasons;

/// Resolves one configuration. Making it takes time in proportion to the file, each question much
/// less: keep it for several questions.
///
/// ```
/// use std::path::Path;
///
/// use config_text::{MemoryLoader, Sources};
/// use dhcpd_conf::Family;
///
/// let text = r#"
///     default-lease-time 600;
///     option domain-name-servers 192.0.2.53;
///     shared-network campus {
///       default-lease-time 1200;
///       subnet 198.51.100.0 netmask 255.255.255.0 {
///         option routers 198.51.100.1;
///         if exists user-class { option domain-name-servers 192.0.2.54; }
///       }
///     }
/// "#;
/// let loader = MemoryLoader::new().with("dhcpd.conf", text);
/// let mut sources = Sources::new();
/// let config = dhcpd_conf::read(&mut sources, &loader, Path::new("dhcpd.conf"), Family::V4)?;
///
/// let resolver = config.resolver();
/// let subnet = config.subnets()[0].scope;
/// let resolved = resolver.resolved(subnet);
/// let time = resolved.get("default-lease-time").unwrap();
/// assert_eq!(time.value(), Some("1200"));
/// // The statement it comes from stands in the shared network.
/// assert_eq!(time.parts[0].scope, config.networks()[0].scope);
/// // Which name servers a client gets depends on what it sends.
/// assert_eq!(resolved.get("option domain-name-servers").unwrap().value(), None);
/// # Ok::<(), config_text::LoadError>(())
/// ```
#[derive(Debug)]
pub struct Resolver<'c> {
    config: &'c Config,
    groups: Groups,
    authority: Vec<Authority>,
    /// What only some questions need is made when the first of them comes.
    code: Vec<OnceLock<Arc<Code>>>,
    classes: OnceLock<Classes>,
    hosts: OnceLock<Hosts>,
    networks: OnceLock<Networks>,
    ponds: OnceLock<Ponds>,
    /// What the file says `on commit` that may change an answer.
    commits: OnceLock<Vec<Function>>,
    global: OnceLock<(Scope, Reasons)>,
    /// Spaces with the option that holds each.
    holders: OnceLock<Vec<(u16, Opt)>>,
}

impl Config {
    /// What answers questions about inheritance in this configuration.
    #[must_use]
    pub fn resolver(&self) -> Resolver<'_> {
        let groups = Groups::of(self);
        let authority = authority::of(self, &groups);
        Resolver {
            config: self,
            groups,
            authority,
            code: self.scopes.iter().map(|_| OnceLock::new()).collect(),
            classes: OnceLock::new(),
            hosts: OnceLock::new(),
            networks: OnceLock::new(),
            ponds: OnceLock::new(),
            commits: OnceLock::new(),
            global: OnceLock::new(),
            holders: OnceLock::new(),
        }
    }
}

impl Resolver<'_> {
    /// The scopes whose statements dhcpd executes for a place, in that order: the value executed last
    /// counts. The place itself is the last one.
    ///
    /// * A subnet in a shared network has what the shared network and what is around that says.
    /// * A pool has what the subnet of its ranges has, in front of its own; where its ranges lie in
    ///   several subnets of a shared network, only what these have in common, which the shared network
    ///   says.
    /// * A host whose fixed address lies in a subnet has what that subnet has, then what stands
    ///   around it and is not there already, then its own. `group NAME;` takes the place of what
    ///   stands around the host.
    /// * A class has what stands around its first block, then all its blocks. A subclass has all
    ///   that in front of its own.
    ///
    /// Classes stand between the pool and the host of a client, but which these are depends on the
    /// client.
    #[must_use]
    pub fn layers(&self, place: ScopeIx) -> Vec<ScopeIx> {
        let base = match self.config.scope(place).map(|node| &node.kind) {
            Some(ScopeKind::Pool | ScopeKind::Pool6) => self.subnet_of_pool(place),
            Some(ScopeKind::Host { .. }) => self.subnet_of_host(place),
            _ => None,
        };
        let base = base.map(|subnet| self.groups.chain(subnet)).unwrap_or_default();
        let mut layers: Vec<ScopeIx> = base.iter().rev().copied().collect();
        let own = self.groups.chain(place);
        let own = own.iter().take_while(|scope| !base.contains(scope));
        let own: Vec<ScopeIx> = own.copied().collect();
        layers.extend(own.iter().rev());
        layers.into_iter().flat_map(|scope| self.groups.blocks(scope)).collect()
    }

    /// What is set in a place after inheritance.
    #[must_use]
    pub fn resolved(&self, place: ScopeIx) -> Resolved {
        Resolved::of(self.config, self.layers(place), self.authority(place))
    }

    /// Whether dhcpd is the authority for a place: whether it says NAK to clients with a wrong
    /// address. What is `authoritative` around a block counts only where it stands above the block.
    #[must_use]
    pub fn authority(&self, place: ScopeIx) -> Authority {
        self.authority.get(place.index()).copied().unwrap_or_default()
    }

    /// The statements of a scope.
    fn code(&self, scope: ScopeIx) -> Arc<Code> {
        let make = || Arc::new(code::compile(self.config, scope));
        match self.code.get(scope.index()) {
            Some(place) => Arc::clone(place.get_or_init(make)),
            None => make(),
        }
    }

    fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| Classes::of(self.config, &self.groups))
    }

    fn hosts(&self) -> &Hosts {
        self.hosts.get_or_init(|| Hosts::of(self))
    }

    fn networks(&self) -> &Networks {
        self.networks.get_or_init(|| Networks::of(self.config))
    }

    fn ponds(&self) -> &Ponds {
        self.ponds.get_or_init(|| Ponds::of(self.config, |scope| self.code(scope)))
    }

    fn commits(&self) -> &[Function] {
        self.commits.get_or_init(|| {
            let scopes = self.config.scopes();
            scopes.flat_map(|(scope, _)| execute::commits(&self.code(scope))).collect()
        })
    }

    /// The names of the whole server: what stands outside all blocks is executed when it starts.
    fn global(&self) -> Scope {
        self.global.get_or_init(|| execute::at_start(self)).0.clone()
    }

    /// Why the server may not have started.
    fn faults(&self) -> &Reasons {
        &self.global.get_or_init(|| execute::at_start(self)).1
    }

    /// The format of an option's values; octets for one without a definition.
    fn format(&self, option: Opt) -> std::borrow::Cow<'static, str> {
        let def = self.config.options.by_code(option.space, option.code);
        def.map_or(std::borrow::Cow::Borrowed("X"), |def| def.format.clone())
    }

    /// The name of an option without its space.
    fn name(&self, option: Opt) -> String {
        let def = self.config.options.by_code(option.space, option.code);
        def.map_or_else(|| format!("unknown-{}", option.code), |def| def.name.to_string())
    }

    /// The spaces that options of a space hold, with these options.
    fn spaces_in(&self, space: u16) -> impl Iterator<Item = (u16, Opt)> {
        let holders = self.holders.get_or_init(|| holders(self.config));
        holders.iter().copied().filter(move |(_, holder)| holder.space == space)
    }

    /// The one subnet that all ranges of a pool lie in.
    fn subnet_of_pool(&self, place: ScopeIx) -> Option<ScopeIx> {
        let (at, _) = (0u32..).zip(self.config.pools()).find(|(_, pool)| pool.scope == place)?;
        let own = |pool: &Option<crate::PoolIx>| pool.is_some_and(|pool| pool.0 == at);
        let ranges = self.config.ranges().iter().filter(|range| own(&range.pool));
        let ranges6 = self.config.ranges6().iter().filter(|range| own(&range.pool));
        let prefixes = self.config.prefixes().iter().filter(|range| own(&range.pool));
        let mut subnets = ranges.map(|range| range.subnet);
        let mut subnets6 =
            ranges6.map(|range| range.subnet).chain(prefixes.map(|range| range.subnet));
        let first = subnets.next().or_else(|| subnets6.next())?;
        let alike = subnets.chain(subnets6).all(|other| other == first);
        alike.then(|| self.config.subnet(first).map(|subnet| subnet.scope))?
    }

    /// The subnet of a host's first fixed address.
    fn subnet_of_host(&self, place: ScopeIx) -> Option<ScopeIx> {
        let host = self.config.host(place)?;
        let subnet = host.addresses.iter().find_map(|address| match &address.value {
            crate::HostAddress::V4(address) => {
                self.config.subnets().iter().find(|net| net.contains((*address).into()))
            }
            crate::HostAddress::V6(address) => {
                self.config.subnets().iter().find(|net| net.contains6(*address))
            }
            crate::HostAddress::Name(_) => None,
        })?;
        Some(subnet.scope)
    }
}

/// Spaces with the option that holds each, by space.
fn holders(config: &Config) -> Vec<(u16, Opt)> {
    let holds = |def: &crate::options::Def| {
        let name = def.format.strip_prefix('E')?.strip_suffix('.')?;
        let space = config.options.space(name.as_bytes()).filter(|_| !name.is_empty())?;
        Some((space, Opt { space: def.space, code: def.code }))
    };
    let mut holders: Vec<_> = config.options.coded().filter_map(holds).collect();
    holders.sort_unstable();
    holders
}
