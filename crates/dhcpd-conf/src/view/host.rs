//! Host declarations.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use config_text::Span;

use super::config::Config;
use super::failover::Spanned;
use super::scope::{Item, ItemKind, ScopeIx, ScopeKind};
use crate::index::kind::Kind;
use crate::read::{Cursor, FixedAddress, Grammar, decode, out};

/// `host NAME { ... }`, computed from its statements when asked for.
#[derive(Debug, Clone)]
pub struct Host {
    /// Its scope.
    pub scope: ScopeIx,
    /// The name; letter case counts.
    pub name: String,
    /// `hardware TYPE OCTETS;`, canonical: `ethernet 00:16:3e:00:00:01`.
    pub hardware: Option<Spanned<String>>,
    /// Addresses of `fixed-address` and `fixed-address6`, in order.
    pub addresses: Vec<Spanned<HostAddress>>,
    /// Prefixes of `fixed-prefix6`, canonical: `2001:db8::/56`.
    pub prefixes: Vec<Spanned<String>>,
    /// What else identifies the client, in order.
    pub identifiers: Vec<Spanned<HostIdentifier>>,
    /// `group NAME;`
    pub group: Option<Spanned<String>>,
    /// `deleted;`: the declaration removes a host.
    pub deleted: bool,
    /// `dynamic;`: written by the server itself.
    pub dynamic: bool,
}

/// A fixed address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostAddress {
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
    /// A host name, resolved when the server runs.
    Name(String),
}

impl HostAddress {
    /// The address, where it is one.
    #[must_use]
    pub const fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::V4(address) => Some(IpAddr::V4(*address)),
            Self::V6(address) => Some(IpAddr::V6(*address)),
            Self::Name(_) => None,
        }
    }
}

/// A client identifier, with canonical data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HostIdentifier {
    /// `uid DATA;`
    Uid(String),
    /// `option dhcp-client-identifier DATA;`; ignored where there is a `uid`.
    ClientIdentifier(String),
    /// `host-identifier option NAME DATA;`
    Option {
        /// The option.
        option: String,
        /// Its value.
        value: String,
    },
    /// `host-identifier v6relopt N NAME DATA;`
    RelayOption {
        /// How many relays away, 0 meaning none.
        relays: i32,
        /// The option.
        option: String,
        /// Its value.
        value: String,
    },
}

/// A hardware address or `uid` of a host, as the reading notes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity {
    /// Of its canonical octets.
    pub(crate) hash: u64,
    pub(crate) scope: ScopeIx,
}

/// A fixed address as the reading notes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FixedV4 {
    pub(crate) address: u32,
    pub(crate) scope: ScopeIx,
    pub(crate) span: Span,
}

/// The host of a scope.
pub(crate) fn host(config: &Config, scope: ScopeIx) -> Option<Host> {
    let ScopeKind::Host { name } = &config.scope(scope)?.kind else {
        return None;
    };
    let mut host = Host {
        scope,
        name: name.to_string(),
        hardware: None,
        addresses: Vec::new(),
        prefixes: Vec::new(),
        identifiers: Vec::new(),
        group: None,
        deleted: false,
        dynamic: false,
    };
    for item in config.items_of(scope) {
        // What was refused is not here; what was accepted reads again.
        let _ = add(config, &mut host, item);
    }
    Some(host)
}

/// Adds what a statement says about a host.
fn add(config: &Config, host: &mut Host, item: &Item) -> Option<()> {
    let file = config.file_of(item)?;
    let node = file.tree.node(item.node)?;
    let mut cur = Cursor::new(file, node.first);
    let span = file.node_span(node);
    let mut grammar = Grammar::text(cur, &config.options);
    cur.pos += 1;
    match item.kind {
        ItemKind::Hardware => {
            grammar.cur = cur;
            grammar.hardware_parts().ok()?;
            host.hardware = Some(Spanned { value: grammar.out.into_text(), span });
        }
        ItemKind::FixedAddress | ItemKind::FixedAddress6 => {
            let each = |address, span| {
                let value = match address {
                    FixedAddress::Ip(IpAddr::V4(address)) => HostAddress::V4(address),
                    FixedAddress::Ip(IpAddr::V6(address)) => HostAddress::V6(address),
                    FixedAddress::Name(name) => HostAddress::Name(out::plain(&name)),
                };
                host.addresses.push(Spanned { value, span });
            };
            grammar.fixed_addresses(each).ok()?;
        }
        ItemKind::FixedPrefix6 => {
            grammar.cur = cur;
            grammar.fixed_prefix().ok()?;
            host.prefixes.push(Spanned { value: grammar.out.into_text(), span });
        }
        ItemKind::Uid => {
            let bytes = if cur.eat(Kind::Quoted) { cur.string() } else { cur.octets().ok()? };
            let value = HostIdentifier::Uid(out::data(&bytes));
            host.identifiers.push(Spanned { value, span });
        }
        ItemKind::HostIdentifier => {
            grammar.cur = cur;
            let (relays, option) = grammar.host_identifier().ok()?;
            let value = grammar.out.into_text();
            let value = match relays {
                None => HostIdentifier::Option { option, value },
                Some(relays) => HostIdentifier::RelayOption { relays, option, value },
            };
            host.identifiers.push(Spanned { value, span });
        }
        ItemKind::Option => client_identifier(config, host, item, grammar, span)?,
        ItemKind::HostGroup => {
            let name = match cur.next() {
                Kind::Quoted => cur.c_string(),
                _ => cur.text().to_vec(),
            };
            host.group = Some(Spanned { value: out::plain(&name), span });
        }
        ItemKind::Deleted => host.deleted = true,
        ItemKind::Dynamic => host.dynamic = true,
        _ => {}
    }
    Some(())
}

/// `option dhcp-client-identifier DATA;` identifies the client as `uid` does.
fn client_identifier(
    config: &Config,
    host: &mut Host,
    item: &Item,
    mut grammar: Grammar<'_>,
    span: Span,
) -> Option<()> {
    let def = config.options.def(item.payload)?;
    if def.space != crate::table::DHCP || def.code != CLIENT_IDENTIFIER {
        return None;
    }
    // The word `option`, and the name.
    grammar.cur.pos += 1;
    grammar.skip_option_name()?;
    grammar.option_value(&def.format).ok()?;
    let text = grammar.out.into_text();
    let value = decode::constant(&def.format, &text).unwrap_or(text);
    let value = HostIdentifier::ClientIdentifier(value);
    host.identifiers.push(Spanned { value, span });
    Some(())
}

/// The code of the option `dhcp-client-identifier`.
const CLIENT_IDENTIFIER: u32 = 61;
