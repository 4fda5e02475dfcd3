//! Which host declarations are for a client.
//!
//! dhcpd finds hosts by hardware address, by client identifier and by an option. Hosts that are
//! found alike are a chain in reading order, and a host is in one chain only: one that is in a
//! chain by its hardware address goes on with that chain when it is found by its identifier.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::Resolver;
use super::code::Opt;
use super::execute;
use super::option_state::{OptionState, Stored};
use super::state::State;
use super::undecided::{Reason, Reasons, because};
use crate::read::steps::Step;
use crate::read::{Cursor, Grammar, decode};
use crate::view::{Config, Host, HostAddress, HostIdentifier, ItemKind, ScopeIx};

/// One host.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) scope: ScopeIx,
    pub(super) name: String,
    /// Fixed addresses; `None` where it has none.
    addresses: Option<Vec<HostAddress>>,
    /// Fixed prefixes with their lengths.
    pub(super) prefixes: Vec<(Ipv6Addr, u8)>,
    /// `uid`, or the client identifier of the host.
    pub(super) identifier: Vec<u8>,
    /// The next one of its chain.
    next: Option<usize>,
}

impl Entry {
    pub(super) fn is_fixed(&self) -> bool {
        self.addresses.is_some()
    }

    /// The one fixed address that dhcpd looks at for DHCPv6.
    pub(super) fn address6(&self) -> Result<Option<Ipv6Addr>, Reasons> {
        match self.addresses.iter().flatten().next() {
            Some(HostAddress::V6(address)) => Ok(Some(*address)),
            Some(HostAddress::Name(name)) => Err(because(Reason::HostName(name.clone()))),
            Some(HostAddress::V4(_)) | None => Ok(None),
        }
    }
}

/// An option that hosts are known by, at the client or at a relay of it.
#[derive(Debug)]
struct ByOption {
    option: Opt,
    relays: usize,
    values: HashMap<Vec<u8>, usize>,
}

impl ByOption {
    /// The options among which it is looked for.
    fn options<'s>(&self, state: &'s State) -> Option<&'s OptionState> {
        /// Higher numbers mean the last relay, however many there are.
        const MOST: usize = 32;
        let there = state.relays.len();
        match self.relays.min(there) {
            _ if self.relays > there && self.relays <= MOST => None,
            0 => Some(&state.input),
            at => state.relays.get(at - 1),
        }
    }
}

/// All hosts.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    list: Vec<Entry>,
    by_hardware: HashMap<Vec<u8>, usize>,
    by_identifier: HashMap<Vec<u8>, usize>,
    by_option: Vec<ByOption>,
}

/// A chain may be so long: dhcpd could make a ring of one.
const LONGEST: usize = 100_000;

impl Hosts {
    pub(super) fn of(resolver: &Resolver<'_>) -> Self {
        let mut hosts = Self::default();
        for host in resolver.config.hosts() {
            if host.deleted {
                hosts.remove(&host.name);
            } else {
                hosts.add(resolver, &host);
            }
        }
        hosts
    }

    fn add(&mut self, resolver: &Resolver<'_>, host: &Host) {
        let at = self.list.len();
        let hardware = host.hardware.as_ref().and_then(|hardware| octets(&hardware.value));
        let fixed = host.addresses.iter().map(|address| address.value.clone()).collect();
        self.list.push(Entry {
            scope: host.scope,
            name: host.name.clone(),
            addresses: (!host.addresses.is_empty()).then_some(fixed),
            prefixes: host.prefixes.iter().filter_map(|one| prefix(&one.value)).collect(),
            identifier: identifier(host, |scope| execute::identifier(resolver, scope))
                .unwrap_or_default(),
            next: None,
        });
        let mut chained = false;
        if let Some(hardware) = hardware {
            match self.by_hardware.get(&hardware).copied() {
                None => drop(self.by_hardware.insert(hardware, at)),
                Some(first) => {
                    self.append(first, at);
                    chained = true;
                }
            }
        }
        let identifier = self.list.get(at).map(|host| host.identifier.clone()).unwrap_or_default();
        if !identifier.is_empty() {
            match self.by_identifier.get(&identifier).copied() {
                None => drop(self.by_identifier.insert(identifier, at)),
                Some(first) if !chained => {
                    self.append(first, at);
                    chained = true;
                }
                Some(_) => {}
            }
        }
        if let Some((option, relays, value)) = by_option(resolver.config, host) {
            // dhcpd takes options of one number in two spaces for the same.
            let same = |one: &ByOption| one.option.code == option.code && one.relays == relays;
            let place = self.by_option.iter().position(same);
            let place = place.unwrap_or_else(|| {
                // dhcpd tries the newest option first.
                self.by_option.insert(0, ByOption { option, relays, values: HashMap::new() });
                0
            });
            let values = self.by_option.get_mut(place).map(|one| &mut one.values);
            match values.as_ref().and_then(|values| values.get(&value)).copied() {
                None => drop(values.map(|values| values.insert(value, at))),
                Some(first) if !chained => self.append(first, at),
                Some(_) => {}
            }
        }
    }

    /// Puts a host at the end of a chain.
    fn append(&mut self, first: usize, at: usize) {
        let last = self.chain(Some(first)).last().map(|(last, _)| last);
        if let Some(last) = last.filter(|last| *last != at)
            && let Some(host) = self.list.get_mut(last)
        {
            host.next = Some(at);
        }
    }

    /// Takes out the host of a name.
    fn remove(&mut self, name: &str) {
        let Some(at) = self.list.iter().rposition(|host| host.name == name) else { return };
        let next = self.list.get(at).and_then(|host| host.next);
        for host in &mut self.list {
            if host.next == Some(at) {
                host.next = next;
            }
        }
        let maps = [&mut self.by_hardware, &mut self.by_identifier];
        for map in maps.into_iter().chain(self.by_option.iter_mut().map(|one| &mut one.values)) {
            map.retain(|_, first| match (*first == at, next) {
                (true, None) => false,
                (true, Some(next)) => {
                    *first = next;
                    true
                }
                (false, _) => true,
            });
        }
        if let Some(host) = self.list.get_mut(at) {
            host.next = None;
            host.name.clear();
        }
    }

    /// A host and those behind it.
    pub(super) fn chain(&self, first: Option<usize>) -> impl Iterator<Item = (usize, &Entry)> {
        let entry = |at: usize| self.list.get(at).map(|host| (at, host));
        std::iter::successors(first.and_then(entry), move |(_, host)| host.next.and_then(entry))
            .take(LONGEST)
    }

    pub(super) fn get(&self, at: usize) -> Option<&Entry> {
        self.list.get(at)
    }

    pub(super) fn of_hardware(&self, kind: u8, address: &[u8]) -> Option<usize> {
        let mut key = vec![kind];
        key.extend_from_slice(address);
        self.by_hardware.get(&key).copied()
    }

    /// Whether any host is known by an identifier.
    pub(super) fn has_identifiers(&self) -> bool {
        !self.by_identifier.is_empty()
    }

    pub(super) fn of_identifier(&self, identifier: &[u8]) -> Option<usize> {
        self.by_identifier.get(identifier).copied()
    }

    pub(super) fn of_options(&self, state: &State) -> Option<usize> {
        self.by_option.iter().find_map(|one| {
            match &one.options(state)?.get(one.option.space, one.option.code)?.value {
                Stored::Octets(octets) => one.values.get(&octets[..]).copied(),
                _ => None,
            }
        })
    }

    /// The host of a chain that counts on a DHCPv6 wire: the first whose fixed address is there, else the
    /// last one without an address.
    pub(super) fn on_wire(
        &self,
        first: Option<usize>,
        is_there: impl Fn(Ipv6Addr) -> bool,
    ) -> Result<Option<usize>, Reasons> {
        let mut without = None;
        for (at, host) in self.chain(first) {
            if !host.is_fixed() {
                without = Some(at);
            } else if host.address6()?.is_some_and(&is_there) {
                return Ok(Some(at));
            }
        }
        Ok(without)
    }

    /// The first host of a chain with a fixed address that is wanted, and that address.
    pub(super) fn fixed(
        &self,
        first: Option<usize>,
        wanted: impl Fn(Ipv4Addr) -> bool,
    ) -> Result<Option<(usize, Ipv4Addr)>, Reasons> {
        for (at, host) in self.chain(first) {
            for address in host.addresses.iter().flatten() {
                match address {
                    HostAddress::V4(address) if wanted(*address) => {
                        return Ok(Some((at, *address)));
                    }
                    HostAddress::Name(name) => {
                        return Err(because(Reason::HostName(name.clone())));
                    }
                    _ => {}
                }
            }
        }
        Ok(None)
    }

    /// The first host of a chain without a fixed address.
    pub(super) fn without_address(&self, first: Option<usize>) -> Option<usize> {
        self.chain(first).find(|(_, host)| !host.is_fixed()).map(|(at, _)| at)
    }
}

/// Type and octets of `ethernet 00:16:3e:00:00:01`.
fn octets(hardware: &str) -> Option<Vec<u8>> {
    let (kind, address) = hardware.split_once(' ').unwrap_or((hardware, ""));
    let kind = match kind {
        "ethernet" => 1,
        "token-ring" => 6,
        "fddi" => 8,
        "infiniband" => 32,
        other => crate::read::literal::atoi(other.strip_prefix("unknown-")?.as_bytes()) as u8,
    };
    let mut octets = vec![kind];
    if !address.is_empty() {
        octets.extend(decode::data(address)?);
    }
    Some(octets)
}

/// What dhcpd knows the client by: `uid`, unless the option is there and has no value when the file is
/// read, which takes the `uid` with it; else the option.
fn identifier(host: &Host, computed: impl FnOnce(ScopeIx) -> Vec<u8>) -> Option<Vec<u8>> {
    let uid = |one: &HostIdentifier| match one {
        HostIdentifier::Uid(data) => decode::data(data).filter(|data| !data.is_empty()),
        _ => None,
    };
    let option = |one: &HostIdentifier| match one {
        HostIdentifier::ClientIdentifier(data) => Some(data.clone()),
        _ => None,
    };
    let identifiers = || host.identifiers.iter().map(|one| &one.value);
    let uid = identifiers().find_map(uid);
    let Some(option) = identifiers().find_map(option) else { return uid };
    let option = decode::data(&option).unwrap_or_else(|| computed(host.scope));
    uid.filter(|_| !option.is_empty()).or(Some(option))
}

/// `PREFIX/LENGTH`
fn prefix(text: &str) -> Option<(Ipv6Addr, u8)> {
    let (address, length) = text.split_once('/')?;
    Some((address.parse().ok()?, length.parse().ok()?))
}

/// `host-identifier option NAME VALUE;` or `v6relopt NUMBER NAME VALUE;`
fn by_option(config: &Config, host: &Host) -> Option<(Opt, usize, Vec<u8>)> {
    let find = |one: &HostIdentifier| match one {
        HostIdentifier::Option { option, .. } => Some((option.clone(), 0)),
        HostIdentifier::RelayOption { relays, option, .. } => {
            Some((option.clone(), usize::try_from(*relays).unwrap_or(0)))
        }
        _ => None,
    };
    let (name, relays) = host.identifiers.iter().find_map(|one| find(&one.value))?;
    let (space, name) = name.split_once('.').unwrap_or(("dhcp", &name));
    let space = config.options.space(space.as_bytes())?;
    let code = match config.options.find(space, name.as_bytes()) {
        crate::options::Lookup::Def(def) => config.options.def(def)?.code,
        crate::options::Lookup::Code(code) => code,
        _ => return None,
    };
    let item = config.items_of(host.scope).find(|item| item.kind == ItemKind::HostIdentifier)?;
    let file = config.file_of(item)?;
    let node = file.tree.node(item.node)?;
    let mut grammar = Grammar::steps(Cursor::new(file, node.first + 1), &config.options);
    grammar.host_identifier().ok()?;
    let mut value = Vec::new();
    for step in grammar.out.take_steps() {
        match step {
            Step::Data(data) => value.extend_from_slice(&data),
            _ => return None,
        }
    }
    Some((Opt { space, code }, relays, value))
}

impl Resolver<'_> {
    /// The host that the name of a client's reservation is in.
    pub(super) fn host(&self, at: usize) -> Option<&Entry> {
        self.hosts().get(at)
    }
}
