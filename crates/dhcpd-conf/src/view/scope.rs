//! Lexical scopes: the braces that settings stand in.

use config_text::{FileId, Span};
use ipnet::{Ipv4Net, Ipv6Net};

/// Numbers a scope within one [`Config`](crate::Config); the outermost one is [`ScopeIx::ROOT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeIx(pub(crate) u32);

impl ScopeIx {
    /// The outermost scope.
    pub const ROOT: Self = Self(0);

    /// Its place among [`Config::scopes`](crate::Config::scopes).
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a scope is (dhcpd.conf(5), declarations).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeKind {
    /// Outside all braces.
    Root,
    /// `group [NAME] { }`
    Group {
        /// Hosts may refer to a named group.
        name: Option<Box<str>>,
    },
    /// `shared-network NAME { }`
    SharedNetwork {
        /// As written, without quotes.
        name: Box<str>,
    },
    /// `subnet A netmask M { }`
    Subnet {
        /// The network. A netmask with holes gives the prefix of its leading ones.
        net: Ipv4Net,
    },
    /// `subnet6 P/len { }`
    Subnet6 {
        /// The network.
        net: Ipv6Net,
    },
    /// `pool { }`
    Pool,
    /// `pool6 { }`
    Pool6,
    /// `host NAME { }`
    Host {
        /// As written; dhcpd compares host names with regard to letter case.
        name: Box<str>,
    },
    /// `class "NAME" { }`; also `vendor-class` and `user-class`, which extend a class of that name.
    Class {
        /// The name; letter case counts.
        name: Box<str>,
    },
    /// `subclass "NAME" DATA { }`, or without a block.
    Subclass {
        /// The class it belongs to.
        class: Box<str>,
        /// The data it matches, canonical: in quotes where printable, else octets.
        data: Box<str>,
    },
}

impl ScopeKind {
    /// Whether it says something of clients, not of addresses.
    pub(crate) const fn is_client(&self) -> bool {
        matches!(self, Self::Host { .. } | Self::Class { .. } | Self::Subclass { .. })
    }
}

/// One scope.
#[derive(Debug, Clone)]
pub struct ScopeNode {
    /// What it is.
    pub kind: ScopeKind,
    /// The scope around it; `None` for the root. A scope from an include has the scope of the
    /// include statement around it.
    pub parent: Option<ScopeIx>,
    /// The whole declaration, from its first word to its closing brace. The root's is empty, at the
    /// start of the main file.
    pub span: Span,
    /// The name or address, or the first word where there is none.
    pub name_span: Span,
    /// First and last item, in reading order; [`NO_ITEM`] twice for none.
    pub(crate) items: (u32, u32),
}

impl ScopeNode {
    /// One that is still to be filled.
    pub(crate) const NEW: Self = Self {
        kind: ScopeKind::Root,
        parent: None,
        span: Span::new(FileId::MAIN, 0, 0),
        name_span: Span::new(FileId::MAIN, 0, 0),
        items: (NO_ITEM, NO_ITEM),
    };
}

/// The number of no item.
pub(crate) const NO_ITEM: u32 = u32::MAX;

/// A statement that stands directly in a scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub(crate) kind: ItemKind,
    /// Depends on the kind: an option, an entry of a list, or nothing.
    pub(crate) payload: u32,
    /// The file, as the reading counts them.
    pub(crate) file: u32,
    /// The statement in its file's tree.
    pub(crate) node: u32,
    /// The next item of the same scope, or [`NO_ITEM`].
    pub(crate) next: u32,
}

/// What an [`Item`] is; comments give the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// `NAME VALUE;` of the server's parameters: the option.
    Parameter,
    /// `allow|deny|ignore WORD;`: the parameter it sets.
    Permission,
    /// `option NAME VALUE;` and `supersede`: the option.
    Option,
    /// The same with another operator: the option.
    DefaultOption,
    PrependOption,
    AppendOption,
    SendOption,
    /// `server-identifier A;`: the option.
    ServerIdentifier,
    Authoritative,
    NotAuthoritative,
    /// `if`, `switch`, `on`, `set`, a function call and the like.
    Executable,
    /// `interface`, `server-duid`, `lease-id-format`, `db-time-format`.
    Plain,
    /// Not known to dhcpd, or wrong.
    Broken,
    Hardware,
    FixedAddress,
    FixedAddress6,
    FixedPrefix6,
    Uid,
    HostIdentifier,
    HostGroup,
    Dynamic,
    Deleted,
    Static,
    MatchIf,
    Match,
    SpawnWith,
    LeaseLimit,
    /// Ranges, permits and the peer of a pool are in lists of their own.
    Listed,
}

impl ItemKind {
    /// Whether it gives an option or a parameter a value.
    pub(crate) const fn sets_a_value(self) -> bool {
        matches!(
            self,
            Self::Parameter
                | Self::Permission
                | Self::Option
                | Self::DefaultOption
                | Self::PrependOption
                | Self::AppendOption
                | Self::SendOption
                | Self::ServerIdentifier
        )
    }
}
