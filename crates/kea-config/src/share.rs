//! What each key of a configuration is to the partners of a pair: the never-replicate list.
//!
//! Every key of [`check()`](crate::check()) is classed where the tables name it, so none can be
//! forgotten. A key that they do not know has no class: nothing may be concluded of it, and whoever
//! copies settings must stop there.

use std::fmt;

use crate::node::Node;
use crate::table::{Key, LIBRARIES, Level, Library, SERVER, Shape};
use crate::view::{Family, HookLibrary};

/// What a key is to the partners of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Share {
    /// A server's own: interfaces, sockets, databases and their accounts, files, identifiers. Never
    /// compared, never copied.
    Identity,
    /// Must be equal: partners that differ here harm each other's clients, or refuse each other's
    /// lease updates.
    Equal,
    /// Better equal: what differs shows when the other one answers.
    Advisory,
}

impl Share {
    /// `identity`, `equal`, `advisory`
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Equal => "equal",
            Self::Advisory => "advisory",
        }
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a value below `Dhcp4` or `Dhcp6` is to the partners, by its key and the keys around it.
///
/// An element of a list is what the list is. What stands in something that is a server's own is so
/// too, unless the list says else; so is a folder before the name of a hook library, which this
/// cannot say of a single string. `None` for a key that is not known, and for the parameters of
/// libraries that are not: High Availability is `kea-ha`'s.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{Share, share};
///
/// let text = r#"{ "Dhcp4": { "valid-lifetime": 600, "server-tag": "a", "valid-time": 1 } }"#;
/// let loader = MemoryLoader::new().with("a.conf", text);
/// let document = kea_config::read(&mut Sources::new(), &loader, "a.conf".as_ref())?;
/// let server = document.server().unwrap().node();
/// let of = |key| server.get(key).and_then(share);
/// assert_eq!(of("valid-lifetime"), Some(Share::Advisory));
/// assert_eq!(of("server-tag"), Some(Share::Identity));
/// assert_eq!(of("valid-time"), None);
/// # Ok::<(), config_text::LoadError>(())
/// ```
#[must_use]
pub fn share(node: Node<'_>) -> Option<Share> {
    Classed::of(node).share()
}

/// A value and what it is, for walks from the top down: looking for each value's way from the server's
/// map costs as much as the whole way.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Classed {
    /// Where it is; `None` behind a key that is not known.
    place: Option<Place>,
    share: Option<Share>,
}

impl Classed {
    const TOP: Self = Self { place: Some(Place::Level(&SERVER)), share: None };
    const UNKNOWN: Self = Self { place: None, share: None };

    /// A value anywhere in a configuration.
    pub(crate) fn of(node: Node<'_>) -> Self {
        let Some(top) = node.document().server() else { return Self::UNKNOWN };
        let mut way = Vec::new();
        let mut at = node;
        while at != top.node() {
            way.push(at);
            let Some(parent) = at.parent() else { return Self::UNKNOWN };
            at = parent;
        }
        way.into_iter().rev().fold(Self::TOP, Self::enter)
    }

    /// A member or an element of this value. An element of a list has no key, and is what the list is.
    pub(crate) fn enter(self, item: Node<'_>) -> Self {
        let Some(key) = item.key_bytes() else { return self };
        let inner = self.place.and_then(|place| place.enter(item, &key, self.share));
        inner.map_or(Self::UNKNOWN, |(place, share)| Self { place: Some(place), share })
    }

    /// The members without which Kea refuses a map that stands here.
    pub(crate) fn required(self) -> &'static [&'static str] {
        match self.place {
            Some(Place::Level(level)) => level.required,
            _ => &[],
        }
    }

    /// What it is to the partners; `None` where it is not known.
    pub(crate) const fn share(self) -> Option<Share> {
        self.share
    }
}

/// Where a walk from the server's map has come to.
#[derive(Debug, Clone, Copy)]
enum Place {
    Level(&'static Level),
    /// In the parameters of a library; `None` where the library is not known.
    Parameters(Option<&'static Library>),
    /// In a parameter of a library.
    Parameter(&'static Library, &'static str),
    /// Where keys have no meaning of their own.
    Free,
}

impl Place {
    /// Into a member, given what the map around it is.
    fn enter(
        self,
        node: Node<'_>,
        key: &[u8],
        around: Option<Share>,
    ) -> Option<(Self, Option<Share>)> {
        match self {
            Self::Level(level) => match level.key(key) {
                Some((_, known)) => Some((Self::behind(node, known), Some(known.share))),
                None if level.open || around == Some(Share::Identity) => Some((Self::Free, around)),
                None => None,
            },
            Self::Parameters(library) => {
                let (name, share) = library?.parameter(std::str::from_utf8(key).ok()?)?;
                Some((Self::Parameter(library?, name), Some(share)))
            }
            Self::Parameter(library, name) => {
                let key = String::from_utf8_lossy(key);
                let inner = library.parameter(&format!("{name}.{key}")).map(|(_, share)| share);
                Some((Self::Free, inner.or(around)))
            }
            Self::Free => Some((Self::Free, around)),
        }
    }

    /// What the value behind a known key leads to.
    fn behind(node: Node<'_>, key: &Key) -> Self {
        match key.shape {
            Shape::Map(level) | Shape::List(level) | Shape::SomeList(level) => Self::Level(level),
            Shape::Parameters => {
                let name = node.parent().and_then(|hook| HookLibrary::new(hook).name());
                Self::Parameters(name.and_then(|name| Library::find(&name)))
            }
            _ => Self::Free,
        }
    }
}

/// A key and what it is to the partners, for documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassedKey {
    /// The map it stands in: `the server`, `a subnet`, the name of a hook library.
    pub place: &'static str,
    /// The key.
    pub key: &'static str,
    /// What it is.
    pub share: Share,
    /// The family that has it; `None` where both do.
    pub family: Option<Family>,
    /// The versions that have it: `from 2.7.5 on`, `before 2.6.0`, `in every version`.
    pub versions: String,
}

/// Every key that is classed, by the map that it stands in.
#[must_use]
pub fn classed_keys() -> Vec<ClassedKey> {
    let mut levels: Vec<&'static Level> = vec![&SERVER];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(level) = levels.get(at).copied() {
        at += 1;
        for (group, key) in level.keys() {
            if let Shape::Map(inner) | Shape::List(inner) | Shape::SomeList(inner) = key.shape
                && !levels.iter().any(|known| std::ptr::eq(*known, inner))
            {
                levels.push(inner);
            }
            found.push(ClassedKey {
                place: level.name,
                key: key.name,
                share: key.share,
                family: key.family(),
                versions: group.lifespan(key),
            });
        }
    }
    for library in LIBRARIES {
        found.extend(library.parameters().map(|(key, share)| ClassedKey {
            place: library.name,
            key,
            share,
            family: None,
            versions: "in every version".to_owned(),
        }));
    }
    found
}
