//! All that one reading knows.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use config_text::{Diagnostic, FileId, Phase, Severity, Span};

use super::host::{FixedV4, Identity};
use super::range::AnyRange;
use super::{
    Class, FailoverPeer, Host, Item, Key, NetworkIx, Pool, PoolIx, PrefixRange, Range, Range6,
    ScopeIx, ScopeKind, ScopeNode, Setting, SharedNetwork, Subclass, Subnet, SubnetIx, Zone,
};
use crate::options::Options;
use crate::read::{FileIndex, option_type};
use crate::{Build, Family};

/// An include whose file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadInclude {
    /// The file, as the statement names it.
    pub path: PathBuf,
    /// Where that stands.
    pub span: Span,
    /// Why, with file and line: a clause in small letters.
    pub because: String,
}

/// A file that was read: the main one, or one that an `include` names.
#[derive(Debug, Clone)]
pub struct IncludedFile {
    /// The file, in the caller's `Sources`. A file that is included twice has one id.
    pub file: FileId,
    /// The path as it is written.
    pub path: PathBuf,
    /// The include statement; `None` for the main file.
    pub statement: Option<Span>,
}

/// `option [SPACE.]NAME code N = TYPE;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionDefinition {
    /// The option as statements name it: `routers`, `dhcp6.name-servers`. In small letters.
    pub name: String,
    /// The option space, in small letters; `dhcp` where none is written.
    pub space: String,
    /// Its code.
    pub code: u32,
    /// Its type in canonical words: `array of ip-address`, `{ unsigned integer 8, text }`.
    pub kind: String,
    /// The definition.
    pub span: Span,
}

/// One dhcpd.conf with its includes, read and checked.
///
/// A `Config` keeps the texts and their index, so that settings and hosts are computed only when
/// asked for. It can be shared between threads.
pub struct Config {
    pub(crate) family: Family,
    pub(crate) files: Vec<Arc<FileIndex>>,
    pub(crate) included: Vec<IncludedFile>,
    pub(crate) scopes: Vec<ScopeNode>,
    /// All scopes but hosts, classes and subclasses, in order: few of many.
    pub(crate) places: Vec<ScopeIx>,
    pub(crate) items: Vec<Item>,
    pub(crate) options: Options,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) peers: Vec<FailoverPeer>,
    pub(crate) networks: Vec<SharedNetwork>,
    pub(crate) subnets: Vec<Subnet>,
    pub(crate) pools: Vec<Pool>,
    pub(crate) ranges: Vec<Range>,
    pub(crate) ranges6: Vec<Range6>,
    pub(crate) prefixes: Vec<PrefixRange>,
    pub(crate) classes: Vec<Class>,
    pub(crate) subclasses: Vec<Subclass>,
    pub(crate) keys: Vec<Key>,
    pub(crate) zones: Vec<Zone>,
    pub(crate) fixed: Vec<FixedV4>,
    pub(crate) identities: Vec<Identity>,
    pub(crate) lost: Option<String>,
    pub(crate) unread: Vec<UnreadInclude>,
    /// Whether something is lost beside these.
    pub(crate) garbled: bool,
}

impl Config {
    pub(crate) fn new(family: Family, build: Build) -> Self {
        Self {
            family,
            files: Vec::new(),
            included: Vec::new(),
            scopes: Vec::new(),
            places: Vec::new(),
            items: Vec::new(),
            options: Options::new(build),
            diagnostics: Vec::new(),
            peers: Vec::new(),
            networks: Vec::new(),
            subnets: Vec::new(),
            pools: Vec::new(),
            ranges: Vec::new(),
            ranges6: Vec::new(),
            prefixes: Vec::new(),
            classes: Vec::new(),
            subclasses: Vec::new(),
            keys: Vec::new(),
            zones: Vec::new(),
            fixed: Vec::new(),
            identities: Vec::new(),
            lost: None,
            unread: Vec::new(),
            garbled: false,
        }
    }

    /// The address family it was read for.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// What is wrong with the files, in the order of files and places.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether `dhcpd -t` would accept the files.
    #[must_use]
    pub fn is_loadable(&self) -> bool {
        self.load_error().is_none()
    }

    /// The first reason for which `dhcpd -t` would refuse the files.
    pub(crate) fn load_error(&self) -> Option<&Diagnostic> {
        let refuses =
            |one: &&Diagnostic| one.phase == Phase::Load && one.severity == Severity::Error;
        self.diagnostics.iter().find(refuses)
    }

    /// Whether everything the files say is in this value. A file that dhcpd refuses may still be
    /// complete: a failover peer without pools is an error, yet nothing of it is lost.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.lost.is_none()
    }

    /// Why something is lost: the first unreadable include or statement, as a clause in small
    /// letters that names file and line. `None` where nothing is lost.
    #[must_use]
    pub fn incomplete_because(&self) -> Option<&str> {
        self.lost.as_deref()
    }

    /// The includes outside every declaration whose file could not be read, where nothing else is lost: what this value says is
    /// there, and any statement may be there besides. Empty where nothing is lost, or more than that.
    ///
    /// ```
    /// use config_text::{MemoryLoader, Sources};
    /// use dhcpd_conf::Family;
    ///
    /// let loader = MemoryLoader::new().with("dhcpd.conf", "include \"/etc/bind/ddns.key\"; authoritative;");
    /// let config = dhcpd_conf::read(&mut Sources::new(), &loader, "dhcpd.conf".as_ref(), Family::V4)?;
    /// assert!(!config.is_complete());
    /// assert_eq!(config.unread_includes()[0].path.to_str(), Some("/etc/bind/ddns.key"));
    /// # Ok::<(), config_text::LoadError>(())
    /// ```
    #[must_use]
    pub fn unread_includes(&self) -> &[UnreadInclude] {
        if self.garbled { &[] } else { &self.unread }
    }

    /// The files, main file first, then includes as they were met; a file that is included twice
    /// is there twice.
    #[must_use]
    pub fn files(&self) -> &[IncludedFile] {
        &self.included
    }

    /// The text of a file, put together from its tokens and what lies between them: byte for byte
    /// what was read. `None` for a file that this reading did not read.
    #[must_use]
    pub fn text(&self, file: FileId) -> Option<Vec<u8>> {
        self.files.iter().find(|index| index.id == file).map(|index| index.print())
    }

    /// A scope; `None` for an index of another configuration.
    #[must_use]
    pub fn scope(&self, scope: ScopeIx) -> Option<&ScopeNode> {
        self.scopes.get(scope.index())
    }

    /// All scopes in reading order, the root first. A scope stands behind the scope around it.
    pub fn scopes(&self) -> impl Iterator<Item = (ScopeIx, &ScopeNode)> {
        (0u32..).map(ScopeIx).zip(&self.scopes)
    }

    /// A scope and the scopes around it, innermost first, the root last.
    pub fn chain(&self, scope: ScopeIx) -> impl Iterator<Item = (ScopeIx, &ScopeNode)> {
        let step = |ix: ScopeIx| self.scope(ix).map(|node| (ix, node));
        // INVARIANT: a scope's parent is opened before it, so the chain ends.
        std::iter::successors(step(scope), move |(_, node)| node.parent.and_then(step))
    }

    /// What is written directly in a scope, in reading order: parameters, options and executable
    /// statements, and whatever else has no typed view. Ranges, permits, peers, and the statements
    /// of [`hosts`](Self::hosts) and [`classes`](Self::classes) that have a field there are left
    /// out.
    pub fn settings(&self, scope: ScopeIx) -> impl Iterator<Item = Setting> {
        self.items_of(scope).filter_map(move |item| super::setting::setting(self, scope, item))
    }

    /// The failover peers, in reading order.
    #[must_use]
    pub fn failover_peers(&self) -> &[FailoverPeer] {
        &self.peers
    }

    /// All wires: shared networks, and one for each lone subnet. By [`NetworkIx::index`].
    #[must_use]
    pub fn networks(&self) -> &[SharedNetwork] {
        &self.networks
    }

    /// One wire.
    #[must_use]
    pub fn network(&self, network: NetworkIx) -> Option<&SharedNetwork> {
        self.networks.get(network.index())
    }

    /// All subnets, in reading order. By [`SubnetIx::index`].
    #[must_use]
    pub fn subnets(&self) -> &[Subnet] {
        &self.subnets
    }

    /// One subnet.
    #[must_use]
    pub fn subnet(&self, subnet: SubnetIx) -> Option<&Subnet> {
        self.subnets.get(subnet.index())
    }

    /// All pools, in reading order. By [`PoolIx::index`].
    #[must_use]
    pub fn pools(&self) -> &[Pool] {
        &self.pools
    }

    /// One pool.
    #[must_use]
    pub fn pool(&self, pool: PoolIx) -> Option<&Pool> {
        self.pools.get(pool.index())
    }

    /// The IPv4 ranges, in reading order.
    #[must_use]
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// The IPv6 ranges, in reading order.
    #[must_use]
    pub fn ranges6(&self) -> &[Range6] {
        &self.ranges6
    }

    /// The prefixes for delegation, in reading order.
    #[must_use]
    pub fn prefixes(&self) -> &[PrefixRange] {
        &self.prefixes
    }

    /// All ranges of addresses and prefixes: `range`, then `range6`, then `prefix6`.
    pub fn all_ranges(&self) -> impl DoubleEndedIterator<Item = AnyRange> + Clone {
        let v4 = self.ranges.iter().copied().map(AnyRange::V4);
        let v6 = self.ranges6.iter().copied().map(AnyRange::V6);
        v4.chain(v6).chain(self.prefixes.iter().copied().map(AnyRange::Prefixes))
    }

    /// The hosts, in reading order; each is computed when the iterator comes to it.
    pub fn hosts(&self) -> impl Iterator<Item = Host> {
        let hosts = self.scopes().filter(|(_, node)| matches!(node.kind, ScopeKind::Host { .. }));
        hosts.filter_map(|(scope, _)| self.host(scope))
    }

    /// The host of a scope.
    #[must_use]
    pub fn host(&self, scope: ScopeIx) -> Option<Host> {
        super::host::host(self, scope)
    }

    /// The classes, by first mention.
    #[must_use]
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The subclasses, in reading order.
    #[must_use]
    pub fn subclasses(&self) -> &[Subclass] {
        &self.subclasses
    }

    /// The keys for updates and OMAPI, in reading order.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The zones for dynamic updates, in reading order.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// The options that the files define, in reading order.
    pub fn option_definitions(&self) -> impl Iterator<Item = OptionDefinition> {
        self.options.defined().map(|(def, span)| OptionDefinition {
            name: self.options.full_name(def),
            space: self.options.space_name(def.space).to_ascii_lowercase(),
            code: def.code,
            kind: option_type(&def.format),
            span,
        })
    }

    /// The statements directly in a scope, in reading order.
    pub(crate) fn items_of(&self, scope: ScopeIx) -> impl Iterator<Item = &Item> {
        let first = self.scope(scope).map(|node| node.items.0);
        let item = |at: u32| self.items.get(at as usize);
        std::iter::successors(first.and_then(item), move |before| item(before.next))
    }

    /// Whether the scope of a class is declared with `class`, not with `vendor-class` or `user-class`.
    pub(crate) fn is_class(&self, scope: ScopeIx) -> bool {
        let span = self.scope(scope).map(|node| node.span);
        let file = span.and_then(|span| self.files.iter().find(|index| index.id == span.file));
        let start = span.map_or(0, |span| span.start as usize);
        let text = file.and_then(|file| file.bytes.get(start..));
        text.and_then(|text| text.get(..5)).is_some_and(|word| word.eq_ignore_ascii_case(b"class"))
    }

    pub(crate) fn file_of(&self, item: &Item) -> Option<&Arc<FileIndex>> {
        self.files.get(item.file as usize)
    }

    /// Bytes that the index takes, beside the texts.
    #[must_use]
    pub fn memory(&self) -> usize {
        let trees: usize = self.distinct_files().map(|file| file.tree.memory()).sum();
        trees
            + self.items.capacity() * size_of::<Item>()
            + self.scopes.capacity() * size_of::<ScopeNode>()
    }

    pub(crate) fn distinct_files(&self) -> impl Iterator<Item = &Arc<FileIndex>> {
        let files = self.files.iter().enumerate();
        let earlier = |at: usize, file: &FileIndex| {
            self.files.iter().take(at).any(|other| other.id == file.id)
        };
        files.filter(move |(at, file)| !earlier(*at, file)).map(|(_, file)| file)
    }
}

/// Counts only: the texts may hold secrets.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("family", &self.family)
            .field("files", &self.included)
            .field("scopes", &self.scopes.len())
            .field("subnets", &self.subnets.len())
            .field("pools", &self.pools.len())
            .field("failover_peers", &self.peers)
            .field("diagnostics", &self.diagnostics.len())
            .field("incomplete_because", &self.lost)
            .finish_non_exhaustive()
    }
}
