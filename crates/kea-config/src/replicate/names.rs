//! What the elements of lists are known by.

use std::net::Ipv6Addr;

use super::Sharing;
use super::scope::Use;
use crate::edit::on_one_line;
use crate::json::Json;
use crate::node::{Kind, Node};
use crate::option::{Definitions, Wanted, octets};
use crate::version::Version;
use crate::view::{Family, HookLibrary, IdentifierKind, hexadecimal, parse_net, parse_range};

/// Lists whose elements are maps that are known by something.
const NAMED: [&str; 9] = [
    "subnet4",
    "subnet6",
    "shared-networks",
    "client-classes",
    "option-def",
    "option-data",
    "pools",
    "pd-pools",
    "reservations",
];

/// The option with which a server names itself.
const SERVER_IDENTIFIER: &str = "dhcp4.54";

/// The names of one configuration.
pub(super) struct Names<'n> {
    family: Family,
    definitions: Definitions,
    sharing: &'n dyn Sharing,
}

impl<'n> Names<'n> {
    pub(super) fn new(server: crate::view::Server<'_>, sharing: &'n dyn Sharing) -> Self {
        let written = server.option_definitions();
        let definitions = Definitions::new(server.family(), Version::ANY, &written);
        Self { family: server.family(), definitions, sharing }
    }

    /// What each element of a list is known by; `None` where the list is one value.
    pub(super) fn of(&self, list: Node<'_>) -> Option<Vec<String>> {
        if list.kind() != Kind::List || list.items().any(|item| item.kind() != Kind::Map) {
            return None;
        }
        let key = list.key()?;
        list.items().map(|item| self.called(&key, item)).collect()
    }

    /// What one element of a list of maps is known by.
    pub(super) fn one(&self, list: Node<'_>, item: Node<'_>) -> Option<String> {
        self.called(&list.key()?, item)
    }

    fn called(&self, key: &str, item: Node<'_>) -> Option<String> {
        if NAMED.contains(&key) || key == "hooks-libraries" {
            return Some(self.name(key, item).unwrap_or_else(|| whole(item)));
        }
        self.sharing.element(item)
    }

    /// Whether some version has a definition of an option, or the configuration.
    pub(super) fn defines(&self, used: &Use) -> bool {
        let found = used.wanted().map(|wanted| self.definitions.find(&used.space, wanted, &[]));
        found.is_none_or(|found| !found.candidates.is_empty())
    }

    /// Whether a list's elements are known by something.
    pub(super) fn are_named(&self, list: Node<'_>) -> bool {
        let maps = list.kind() == Kind::List && list.items().all(|item| item.kind() == Kind::Map);
        let named = |key: &str| NAMED.contains(&key) || key == "hooks-libraries";
        maps && list.key().is_some_and(|key| {
            named(&key) || list.items().all(|item| self.sharing.element(item).is_some())
        })
    }

    /// Whether a name is that of an element that each server has its own of.
    pub(super) fn is_own(&self, list: Node<'_>, name: &str) -> bool {
        name == SERVER_IDENTIFIER && list.key().as_deref() == Some("option-data")
    }

    fn name(&self, key: &str, item: Node<'_>) -> Option<String> {
        let text = |key: &str| item.get(key).and_then(Node::as_str);
        match key {
            "subnet4" | "subnet6" => Some(parse_net(&text("subnet")?)?.trunc().to_string()),
            "option-def" | "option-data" => self.option(item),
            "pools" => parse_range(&text("pool")?).map(|range| range.to_string()),
            "pd-pools" => {
                let prefix: Ipv6Addr = text("prefix")?.parse().ok()?;
                Some(format!("{prefix}/{}", item.get("prefix-len")?.as_i64()?))
            }
            "reservations" => IdentifierKind::ALL.into_iter().find_map(|kind| {
                Some(format!("{} {}", kind.key(), identifier(item.get(kind.key())?)?))
            }),
            "hooks-libraries" => HookLibrary::new(item).name(),
            _ => text("name").map(std::borrow::Cow::into_owned),
        }
    }

    /// Space and code, or the name where no code is known.
    fn option(&self, item: Node<'_>) -> Option<String> {
        let space = item.get("space").and_then(Node::as_str);
        let space = space.as_deref().unwrap_or(self.family.option_space());
        if let Some(code) = item.get("code").and_then(Node::as_i64) {
            return Some(format!("{space}.{code}"));
        }
        let name = item.get("name")?.as_str()?;
        let found = self.definitions.find(space, Wanted::Name(&name), &[]);
        Some(match found.candidates.first() {
            Some(one) => format!("{space}.{}", one.code),
            None => format!("{space}.{name}"),
        })
    }
}

/// Whether two values of a key are one name in two spellings, or one library in two folders.
pub(super) fn same(key: &str, one: Node<'_>, other: Node<'_>) -> bool {
    let equal = |of: &dyn Fn(Node<'_>) -> Option<String>| {
        of(one).is_some_and(|name| Some(name) == of(other))
    };
    match key {
        "pool" => equal(&|node| Some(parse_range(&node.as_str()?)?.to_string())),
        "subnet" => equal(&|node| Some(parse_net(&node.as_str()?)?.trunc().to_string())),
        "prefix" => equal(&|node| Some(node.as_str()?.parse::<Ipv6Addr>().ok()?.to_string())),
        "library" => equal(&|node| HookLibrary::new(node.parent()?).name()),
        _ if IdentifierKind::ALL.iter().any(|kind| kind.key() == key) => equal(&identifier),
        _ => false,
    }
}

fn identifier(node: Node<'_>) -> Option<String> {
    let octets = octets(&node.as_bytes()?).filter(|octets| !octets.is_empty());
    octets.map(|octets| hexadecimal(&octets)).or_else(|| Some(node.as_str()?.into_owned()))
}

fn whole(item: Node<'_>) -> String {
    let json = Json::of(item).map(|json| on_one_line(&json)).unwrap_or_default();
    String::from_utf8_lossy(&json).into_owned()
}
