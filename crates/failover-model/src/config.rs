//! What one server runs for one address family.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use config_text::Span;
use ipnet::IpNet;

use crate::address::{AddressRange, AddressSet};
use crate::identity::{Family, Identifier};
use crate::knowledge::{Knowledge, Unseen};
use crate::made::Made;
use crate::relationship::{RelationshipIx, RelationshipSide};
use crate::setting::{Context, ContextIx, Effective, Level, Setting, Value};
use crate::usage::Usage;

/// A scope by its index in [`ServerConfig::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeIx(pub(crate) u32);

/// What a pool hands out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolKind {
    /// Addresses.
    Addresses,
    /// Prefixes of this length, cut from the pool's addresses (DHCPv6 prefix delegation).
    Prefixes {
        /// Length of the prefixes handed out.
        delegated: u8,
    },
}

/// A part of a scope from which addresses are handed out under the same conditions.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Addresses or prefixes.
    pub kind: PoolKind,
    /// What can be handed out.
    pub addresses: AddressSet,
    /// The relationship this pool is in, where membership is a matter of pools (ISC).
    pub relationship: Option<RelationshipIx>,
    /// Settings of the pool itself: permits, guards, options.
    pub context: ContextIx,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A subnet with what is handed out in it.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The network.
    pub net: IpNet,
    /// Where it inherits from and what it sets itself.
    pub context: ContextIx,
    /// The shared network (superscope) it belongs to.
    pub network: Option<Arc<str>>,
    /// Whether the server answers for it.
    pub enabled: bool,
    /// The relationship it is in, where membership is a matter of scopes (Kea, Windows).
    pub relationship: Option<RelationshipIx>,
    /// Its pools.
    pub pools: Vec<Pool>,
    /// Addresses inside the pools that are never handed out (Windows exclusions).
    pub excluded: Vec<(AddressRange, Option<Span>)>,
    /// Where it is written.
    pub span: Option<Span>,
}

impl Scope {
    /// Every address the scope hands out by itself: pools without exclusions.
    #[must_use]
    pub fn dynamic_addresses(&self) -> AddressSet {
        let pools = self.pools.iter().filter(|pool| pool.kind == PoolKind::Addresses);
        let all: AddressSet = pools.flat_map(|pool| pool.addresses.ranges()).copied().collect();
        all.difference(&self.excluded.iter().map(|(range, _)| *range).collect())
    }

    /// The relationships its pools, or the scope itself, are in; each once, in order.
    #[must_use]
    pub fn relationships(&self) -> Vec<RelationshipIx> {
        let pools = self.pools.iter().filter_map(|pool| pool.relationship);
        let mut all: Vec<_> = self.relationship.into_iter().chain(pools).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A client with a fixed address or settings of its own.
#[derive(Debug, Clone)]
pub struct Reservation {
    /// Its name, where it has one.
    pub name: Option<Arc<str>>,
    /// What the client is recognised by, sorted.
    pub identifiers: Vec<Identifier>,
    /// Fixed addresses, in written order.
    pub addresses: Vec<IpAddr>,
    /// Delegated prefixes (DHCPv6).
    pub prefixes: Vec<IpNet>,
    /// The scope it is written in (Kea, Windows); dhcpd's hosts belong to one by address only.
    pub scope: Option<ScopeIx>,
    /// Settings of its own.
    pub context: ContextIx,
    /// Where it is written.
    pub span: Option<Span>,
}

/// What a [`Definition`] defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DefinitionKind {
    /// A client class.
    Class,
    /// A member entry of a class (dhcpd's subclass).
    Subclass,
    /// The type of an option.
    OptionDefinition,
    /// A policy (Windows).
    Policy,
    /// A key for dynamic DNS.
    Key,
    /// A zone for dynamic DNS.
    Zone,
    /// A loaded hook library (Kea).
    Hook,
    /// A hardware address on an allow or deny list (Windows).
    Filter,
}

impl DefinitionKind {
    /// The word used in drift paths.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Subclass => "subclass",
            Self::OptionDefinition => "option-definition",
            Self::Policy => "policy",
            Self::Key => "key",
            Self::Zone => "zone",
            Self::Hook => "hook",
            Self::Filter => "filter",
        }
    }
}

/// Something that is defined once and used by name.
#[derive(Debug, Clone)]
pub struct Definition {
    /// What it is.
    pub kind: DefinitionKind,
    /// Its name, unique among its kind.
    pub name: Arc<str>,
    /// The scope it is limited to, if any.
    pub scope: Option<ScopeIx>,
    /// Whether the order among definitions of this kind has a meaning.
    pub ordered: bool,
    /// Its content.
    pub context: ContextIx,
    /// Where it is written.
    pub span: Option<Span>,
}

/// What one server runs for one address family.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    family: Family,
    contexts: Vec<Context>,
    scopes: Vec<Scope>,
    relationships: Vec<RelationshipSide>,
    reservations: Vec<Reservation>,
    definitions: Vec<Definition>,
    follows: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    implied: BTreeMap<Arc<str>, Value>,
    identities: Vec<Setting>,
    admission: BTreeSet<(DefinitionKind, Arc<str>)>,
    known: BTreeSet<ScopeIx>,
    usage: Knowledge<Vec<Usage>>,
    made: Knowledge<Vec<Made>>,
    groups: BTreeSet<Arc<str>>,
    gap: Option<Unseen>,
}

impl ServerConfig {
    /// A server that sets nothing.
    #[must_use]
    pub fn new(family: Family) -> Self {
        let server = Context { parent: None, level: Level::Server, settings: Vec::new() };
        Self {
            family,
            contexts: vec![server],
            scopes: Vec::new(),
            relationships: Vec::new(),
            reservations: Vec::new(),
            definitions: Vec::new(),
            follows: BTreeMap::new(),
            implied: BTreeMap::new(),
            identities: Vec::new(),
            admission: BTreeSet::new(),
            known: BTreeSet::new(),
            usage: Knowledge::unknown("the server was not asked"),
            made: Knowledge::unknown("the server was not asked"),
            groups: BTreeSet::new(),
            gap: None,
        }
    }

    /// Why a part of it was not read, outside of everything that is here: what is here is there, and what is not here may be there
    /// all the same.
    #[must_use]
    pub const fn gap(&self) -> Option<&Unseen> {
        self.gap.as_ref()
    }

    /// Says that a part of it was not read, and why: a short clause in lower case.
    pub fn set_gap(&mut self, reason: impl Into<String>) {
        self.gap = Some(Unseen { reason: reason.into() });
    }

    /// How many addresses are free and in use, where the server itself was asked.
    pub const fn usage(&self) -> &Knowledge<Vec<Usage>> {
        &self.usage
    }

    /// Says how many addresses are free and in use.
    pub fn set_usage(&mut self, usage: Knowledge<Vec<Usage>>) {
        self.usage = usage;
    }

    /// What was made while the server ran, where that is known.
    pub const fn made(&self) -> &Knowledge<Vec<Made>> {
        &self.made
    }

    /// Says what was made while the server ran.
    pub fn set_made(&mut self, made: Knowledge<Vec<Made>>) {
        self.made = made;
    }

    /// Whether there is a group of that name for hosts to refer to (dhcpd).
    #[must_use]
    pub fn has_group(&self, name: &str) -> bool {
        self.groups.contains(name)
    }

    /// Says that there is a group of that name.
    pub fn name_group(&mut self, name: impl Into<Arc<str>>) {
        let _new = self.groups.insert(name.into());
    }

    /// DHCPv4 or DHCPv6.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// The context of the whole server.
    #[must_use]
    pub const fn root(&self) -> ContextIx {
        ContextIx(0)
    }

    /// A new place for settings that inherits from `parent`.
    pub fn add_context(&mut self, parent: ContextIx, level: Level) -> ContextIx {
        let ix = ContextIx(index(self.contexts.len()));
        self.contexts.push(Context { parent: Some(parent), level, settings: Vec::new() });
        ix
    }

    /// Adds a setting to a context.
    pub fn set(&mut self, context: ContextIx, setting: Setting) {
        if let Some(context) = self.contexts.get_mut(context.0 as usize) {
            context.settings.push(setting);
        }
    }

    /// Adds several settings to a context, in order.
    pub fn set_all(&mut self, context: ContextIx, mut settings: Vec<Setting>) {
        if let Some(context) = self.contexts.get_mut(context.0 as usize) {
            if context.settings.is_empty() {
                // Most contexts are hosts with one or two settings, and there may be millions.
                settings.shrink_to_fit();
                context.settings = settings;
            } else {
                context.settings.append(&mut settings);
            }
        }
    }

    /// Says that the server makes settings of `key` of those of `source` where no text states them;
    /// a key may have several sources.
    ///
    /// Such a setting (one without a span) that differs because a source differs is no difference
    /// of its own.
    pub fn follow(&mut self, key: impl Into<Arc<str>>, source: impl Into<Arc<str>>) {
        let (sources, source) = (self.follows.entry(key.into()).or_default(), source.into());
        if !sources.contains(&source) {
            sources.push(source);
        }
    }

    /// Says what the server does where nothing that applies says anything of `key`: whether somebody
    /// says so or not is no difference. Unlike a setting of the whole server it never shows.
    pub fn imply(&mut self, key: impl Into<Arc<str>>, value: Value) {
        self.implied.insert(key.into(), value);
    }

    /// Says what this server alone is or has, wherever that is written: its identifier, its lease
    /// database. Never drift; the same on two servers may be a mistake.
    pub fn identify(&mut self, setting: Setting) {
        self.identities.push(setting);
    }

    /// What this server alone is or has, in written order.
    #[must_use]
    pub fn identities(&self) -> &[Setting] {
        &self.identities
    }

    /// Says that a class decides who is given an address: a pool lets its members in or keeps them
    /// out. Where it only sets options, a difference of it weighs less.
    pub fn admit_by(&mut self, kind: DefinitionKind, name: impl Into<Arc<str>>) {
        self.admission.insert((kind, name.into()));
    }

    /// Says that a pool of a scope asks whether a client is known, that is, has a reservation.
    pub fn admit_known(&mut self, scope: ScopeIx) {
        self.known.insert(scope);
    }

    pub(crate) fn admits_by(&self, kind: DefinitionKind, name: &str) -> bool {
        self.admission.iter().any(|(one, class)| *one == kind && **class == *name)
    }

    pub(crate) fn admits_by_any(&self, kind: DefinitionKind) -> bool {
        self.admission.iter().any(|(one, _)| *one == kind)
    }

    /// Whether a pool asks who is known: one on the wire of a scope, or of any scope where none is
    /// given.
    pub(crate) fn admits_known(&self, net: Option<IpNet>) -> bool {
        let of = net.map(|net| self.scopes.iter().filter(move |scope| scope.net == net));
        let Some(of) = of else { return !self.known.is_empty() };
        let networks: BTreeSet<_> = of.filter_map(|scope| scope.network.clone()).collect();
        self.known.iter().filter_map(|asking| self.scope(*asking)).any(|asking| {
            Some(asking.net) == net
                || asking.network.as_ref().is_some_and(|name| networks.contains(name))
        })
    }

    /// What counts where nothing is said.
    pub(crate) fn implied(&self, key: &str) -> Option<&Value> {
        self.implied.get(key)
    }

    /// The keys that a setting is made of, where no text states it.
    pub(crate) fn sources(&self, setting: &Setting) -> &[Arc<str>] {
        let unwritten = setting.span.is_none();
        let known = unwritten.then(|| self.follows.get(&setting.key)).flatten();
        known.map_or(&[], Vec::as_slice)
    }

    /// Adds an enabled scope that inherits from the server and is in no relationship.
    pub fn add_scope(&mut self, net: IpNet) -> ScopeIx {
        self.add_scope_in(self.root(), net)
    }

    /// Adds an enabled scope that inherits from `parent` and is in no relationship.
    pub fn add_scope_in(&mut self, parent: ContextIx, net: IpNet) -> ScopeIx {
        let context = self.add_context(parent, Level::Scope);
        let ix = ScopeIx(index(self.scopes.len()));
        self.scopes.push(Scope {
            net,
            context,
            network: None,
            enabled: true,
            relationship: None,
            pools: Vec::new(),
            excluded: Vec::new(),
            span: None,
        });
        ix
    }

    /// Adds a pool of addresses to a scope, with a context of its own, and returns it for filling in.
    pub fn add_pool(&mut self, scope: ScopeIx, addresses: AddressSet) -> Option<&mut Pool> {
        let parent = self.scope(scope)?.context;
        let context = self.add_context(parent, Level::Pool);
        let pools = &mut self.scopes.get_mut(scope.0 as usize)?.pools;
        pools.push(Pool {
            kind: PoolKind::Addresses,
            addresses,
            relationship: None,
            context,
            span: None,
        });
        pools.last_mut()
    }

    /// Adds one side of a relationship.
    pub fn add_relationship(&mut self, side: RelationshipSide) -> RelationshipIx {
        let ix = RelationshipIx(index(self.relationships.len()));
        self.relationships.push(side);
        ix
    }

    /// Adds a reservation.
    pub fn add_reservation(&mut self, mut reservation: Reservation) {
        reservation.identifiers.sort_unstable();
        self.reservations.push(reservation);
    }

    /// Adds a definition.
    pub fn add_definition(&mut self, definition: Definition) {
        self.definitions.push(definition);
    }

    /// The scopes, in written order.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// A scope by index.
    #[must_use]
    pub fn scope(&self, scope: ScopeIx) -> Option<&Scope> {
        self.scopes.get(scope.0 as usize)
    }

    /// A scope by index, for filling in.
    pub fn scope_mut(&mut self, scope: ScopeIx) -> Option<&mut Scope> {
        self.scopes.get_mut(scope.0 as usize)
    }

    /// This server's sides of relationships, in written order.
    #[must_use]
    pub fn relationships(&self) -> &[RelationshipSide] {
        &self.relationships
    }

    /// The same, for filling in what their servers say of them.
    pub fn relationships_mut(&mut self) -> &mut [RelationshipSide] {
        &mut self.relationships
    }

    /// One relationship side by index.
    #[must_use]
    pub fn relationship(&self, relationship: RelationshipIx) -> Option<&RelationshipSide> {
        self.relationships.get(relationship.0 as usize)
    }

    /// The reservations, in written order.
    #[must_use]
    pub fn reservations(&self) -> &[Reservation] {
        &self.reservations
    }

    /// The definitions, in written order.
    #[must_use]
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// A context by index.
    #[must_use]
    pub fn context(&self, context: ContextIx) -> Option<&Context> {
        self.contexts.get(context.0 as usize)
    }

    /// The contexts from one outwards, itself first.
    pub fn ancestors(&self, from: ContextIx) -> impl Iterator<Item = (ContextIx, &Context)> {
        let step = move |ix: ContextIx| self.context(ix).map(|context| (ix, context));
        std::iter::successors(step(from), move |(ix, context)| {
            // A parent is always made before its child: a loop cannot be built.
            context.parent.filter(|parent| parent < ix).and_then(step)
        })
    }

    /// What applies in a context after everything it inherits.
    #[must_use]
    pub fn effective(&self, context: ContextIx) -> Effective<'_> {
        let mut chain: Vec<_> = self.ancestors(context).map(|(_, context)| context).collect();
        chain.reverse();
        let mut effective = Effective::default();
        for context in chain {
            effective.overlay(context);
        }
        effective
    }
}

/// Indexes are 32 bits wide; a configuration with more entries does not fit into 4 GiB of text.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
