//! The scopes as dhcpd links them.
//!
//! dhcpd gives every block a group of statements, and links it to the group that its own goes on from.
//! That is the block around it, with exceptions: subnets and DHCPv4 pools go on from their shared
//! network, hosts from the group that they name, and all blocks of one class are one group.

use std::collections::HashMap;

use crate::view::{Config, ItemKind, ScopeIx, ScopeKind};

/// The links. A group is known by the scope of its first block.
#[derive(Debug)]
pub(super) struct Groups {
    /// The group that each scope's group goes on from, by the scope's number.
    next: Vec<Option<ScopeIx>>,
    /// The group that the statements of a scope belong to, where it is not the scope itself.
    joined: HashMap<ScopeIx, ScopeIx>,
    /// Further blocks of a group.
    more: HashMap<ScopeIx, Vec<ScopeIx>>,
}

impl Groups {
    pub(super) fn of(config: &Config) -> Self {
        let mut links = Links::new(config);
        let next = config.scopes().map(|(at, _)| links.next(at)).collect();
        let Links { joined, more, .. } = links;
        Self { next, joined, more }
    }

    /// The group that a scope's statements belong to.
    pub(super) fn group(&self, scope: ScopeIx) -> ScopeIx {
        self.joined.get(&scope).copied().unwrap_or(scope)
    }

    /// The group that a group goes on from.
    pub(super) fn next(&self, group: ScopeIx) -> Option<ScopeIx> {
        self.next.get(group.index()).copied().flatten()
    }

    /// A scope's group and those it goes on from, the root last.
    pub(super) fn chain(&self, scope: ScopeIx) -> Vec<ScopeIx> {
        // INVARIANT: a group goes on from one that was opened before it, so this ends.
        std::iter::successors(Some(self.group(scope)), |group| self.next(*group)).collect()
    }

    /// The blocks of a group, in the order of their statements.
    pub(super) fn blocks(&self, group: ScopeIx) -> impl Iterator<Item = ScopeIx> {
        let more = self.more.get(&group).into_iter().flatten().copied();
        std::iter::once(group).chain(more)
    }
}

/// What is needed to find the links.
struct Links<'c> {
    config: &'c Config,
    /// The scope that stands for each wire, by the scope of its subnets and pools.
    wires: HashMap<ScopeIx, ScopeIx>,
    /// Named groups so far.
    named: HashMap<&'c str, ScopeIx>,
    /// Classes so far.
    classes: HashMap<&'c str, ScopeIx>,
    /// The last block of each subclass so far.
    subclasses: HashMap<(&'c str, &'c str), ScopeIx>,
    joined: HashMap<ScopeIx, ScopeIx>,
    more: HashMap<ScopeIx, Vec<ScopeIx>>,
}

impl<'c> Links<'c> {
    fn new(config: &'c Config) -> Self {
        let wire = |network| config.network(network).map(|network| network.scope);
        let subnets = config.subnets().iter();
        let subnets = subnets.filter_map(|subnet| Some((subnet.scope, wire(subnet.network)?)));
        let pools = config.pools().iter();
        let pools = pools.filter_map(|pool| Some((pool.scope, wire(pool.network)?)));
        Self {
            config,
            wires: subnets.chain(pools).collect(),
            named: HashMap::new(),
            classes: HashMap::new(),
            subclasses: HashMap::new(),
            joined: HashMap::new(),
            more: HashMap::new(),
        }
    }

    /// What a scope's group goes on from. Scopes come in reading order.
    fn next(&mut self, at: ScopeIx) -> Option<ScopeIx> {
        let node = self.config.scope(at)?;
        let around = node.parent.map(|parent| self.joined.get(&parent).copied().unwrap_or(parent));
        match &node.kind {
            // A DHCPv6 pool goes on from its subnet.
            ScopeKind::Pool6 => around,
            ScopeKind::Subnet { .. } | ScopeKind::Subnet6 { .. } | ScopeKind::Pool => {
                // A lone subnet is its own wire.
                self.wires.get(&at).copied().filter(|wire| *wire != at).or(around)
            }
            ScopeKind::Group { name } => {
                if let Some(name) = name
                    && !self.is_deleted(at)
                {
                    self.named.insert(name, at);
                }
                around
            }
            ScopeKind::Host { .. } => {
                let refers = !self.named.is_empty() && self.refers(at);
                let named = refers.then(|| self.config.host(at)?.group).flatten();
                named.and_then(|name| self.named.get(name.value.as_str()).copied()).or(around)
            }
            ScopeKind::Class { name } if self.config.is_class(at) => {
                let first = *self.classes.entry(name).or_insert(at);
                if first != at {
                    self.joined.insert(at, first);
                    self.more.entry(first).or_default().push(at);
                }
                if self.is_deleted(at) {
                    self.classes.remove(&**name);
                }
                around
            }
            // `vendor-class` and `user-class` are subclasses of the class that they name.
            ScopeKind::Class { name } => self.subclass(name, name, at).or(around),
            ScopeKind::Subclass { class, data } => self.subclass(class, data, at).or(around),
            ScopeKind::Root | ScopeKind::SharedNetwork { .. } => around,
        }
    }

    fn subclass(&mut self, class: &'c str, data: &'c str, at: ScopeIx) -> Option<ScopeIx> {
        let before = self.subclasses.insert((class, data), at);
        before.or_else(|| self.classes.get(class).copied())
    }

    fn is_deleted(&self, scope: ScopeIx) -> bool {
        self.config.items_of(scope).any(|item| item.kind == ItemKind::Deleted)
    }

    fn refers(&self, host: ScopeIx) -> bool {
        self.config.items_of(host).any(|item| item.kind == ItemKind::HostGroup)
    }
}
