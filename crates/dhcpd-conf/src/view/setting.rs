//! Statements as key and value, in canonical text.

use std::sync::Arc;

use config_text::Span;

use super::{Config, Item, ItemKind, ScopeIx, ScopeKind};
use crate::index::kind::Kind;
use crate::read::decode;
use crate::read::text::{executable_text, plain_text};
use crate::read::{Cursor, FileIndex, Grammar, permission_value};

/// How a statement changes what is inherited (dhcp-eval(5)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Replaces: `option`, `supersede`, every parameter.
    Set,
    /// Only where nothing is set yet: `default`.
    Default,
    /// In front of what is set: `prepend`.
    Prepend,
    /// Behind what is set: `append`.
    Append,
    /// `send`: for clients; dhcpd takes it for `supersede`.
    Send,
}

impl Operator {
    /// The word in front of the option: `option`, `default`, `prepend`, `append`, `send`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Set => "option",
            Self::Default => "default",
            Self::Prepend => "prepend",
            Self::Append => "append",
            Self::Send => "send",
        }
    }
}

/// One statement of a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Canonical name: `default-lease-time`, `option routers`, `option dhcp6.name-servers`,
    /// `authoritative`, or the first word of an executable statement: `if`, `on`, `set`.
    /// `allow booting;` and its like have the name of the parameter that they set: `allow-booting`.
    pub key: Arc<str>,
    /// Canonical value, without the `;`. An executable statement is here as a whole, its body and
    /// all `else` parts with it.
    pub value: String,
    /// What the statement does to an inherited value.
    pub operator: Operator,
    /// Whether it is executed one after the other with its like, instead of replacing them.
    pub executable: bool,
    /// Whether the value was understood. Else it is the statement's own words, one blank between
    /// them, and the reading says why in its diagnostics.
    pub understood: bool,
    /// The statement.
    pub span: Span,
}

/// The setting that an item is, if any.
pub(crate) fn setting(config: &Config, scope: ScopeIx, item: &Item) -> Option<Setting> {
    let file = config.file_of(item)?;
    let node = file.tree.node(item.node)?;
    let span = file.node_span(node);
    let cur = Cursor::new(file, node.first);
    let made = match item.kind {
        ItemKind::Parameter
        | ItemKind::Permission
        | ItemKind::Option
        | ItemKind::DefaultOption
        | ItemKind::PrependOption
        | ItemKind::AppendOption
        | ItemKind::SendOption
        | ItemKind::ServerIdentifier => option(config, item, cur).map(|(key, value)| Setting {
            key,
            value,
            operator: operator(item.kind),
            executable: false,
            understood: true,
            span,
        }),
        ItemKind::Authoritative => Some(flag("authoritative", "true", span)),
        ItemKind::NotAuthoritative => Some(flag("authoritative", "false", span)),
        ItemKind::Executable => executable(config, file, item, span),
        ItemKind::Plain => {
            let (key, value) = plain_text(file, node);
            Some(flag(&key, &value, span))
        }
        ItemKind::Dynamic | ItemKind::Deleted | ItemKind::Static => {
            let host = config.scope(scope).map(|node| &node.kind);
            if matches!(host, Some(ScopeKind::Host { .. })) {
                return None;
            }
            let (key, _) = plain_text(file, node);
            Some(flag(&key, "true", span))
        }
        ItemKind::Broken => None,
        ItemKind::Hardware
        | ItemKind::FixedAddress
        | ItemKind::FixedAddress6
        | ItemKind::FixedPrefix6
        | ItemKind::Uid
        | ItemKind::HostIdentifier
        | ItemKind::HostGroup
        | ItemKind::MatchIf
        | ItemKind::Match
        | ItemKind::SpawnWith
        | ItemKind::LeaseLimit
        | ItemKind::Listed => return None,
    };
    Some(made.unwrap_or_else(|| {
        let (key, value) = plain_text(file, node);
        Setting { understood: false, ..flag(&key, &value, span) }
    }))
}

fn flag(key: &str, value: &str, span: Span) -> Setting {
    Setting {
        key: key.into(),
        value: value.to_owned(),
        operator: Operator::Set,
        executable: false,
        understood: true,
        span,
    }
}

fn operator(kind: ItemKind) -> Operator {
    match kind {
        ItemKind::DefaultOption => Operator::Default,
        ItemKind::PrependOption => Operator::Prepend,
        ItemKind::AppendOption => Operator::Append,
        ItemKind::SendOption => Operator::Send,
        _ => Operator::Set,
    }
}

/// Key and value of an option or parameter.
fn option(config: &Config, item: &Item, mut cur: Cursor<'_>) -> Option<(Arc<str>, String)> {
    let def = config.options.def(item.payload)?;
    let key = config.options.key(item.payload)?;
    let word = cur.next();
    if item.kind == ItemKind::Permission {
        return Some((key, permission_value(word).to_owned()));
    }
    let mut grammar = Grammar::text(cur, &config.options);
    // `option server.NAME VALUE;` sets a parameter, too.
    if matches!(word, Kind::Option | Kind::Supersede | Kind::Default | Kind::Prepend)
        || matches!(word, Kind::Append | Kind::Send)
    {
        grammar.skip_option_name()?;
    }
    grammar.option_value(&def.format).ok()?;
    let text = grammar.out.into_text();
    let value = decode::constant(&def.format, &text).unwrap_or(text);
    Some((key, value))
}

fn executable(config: &Config, file: &FileIndex, item: &Item, span: Span) -> Option<Setting> {
    let (key, value, end) = executable_text(file, &config.options, item.node)?;
    let span = Span { end, ..span };
    Some(Setting { executable: true, ..flag(&key, &value, span) })
}
