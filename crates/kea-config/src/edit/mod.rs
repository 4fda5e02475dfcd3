//! Changes of a configuration that keep its comments and its layout.
//!
//! An [`Editor`] turns intentions ("this pool into that subnet") into replacements of text: each
//! touches only the lines it must, in the file that holds the text, and looks like its neighbours. A
//! comment directly above an entry, or behind it on its line, goes with it. A comma is left behind the
//! last entry only where there was one before. What cannot be changed without guessing, such as a map
//! that two files share, is refused with the places that stand in the way.
//!
//! All replacements are made from one reading. Whoever applies them reads the result again before
//! trusting it: an editor knows the text, not what Kea thinks of the values.

mod class;
mod difference;
mod disable;
mod empty;
mod list;
mod look;
mod lower;
mod network;
mod option;
mod place;
mod pool;
mod refusal;
mod render;
mod reservation;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use config_text::Edits;

pub use refusal::Refusal;
pub(crate) use render::on_one_line;

use crate::document::Document;
use crate::json::Json;
use crate::node::{Kind, Node};
use crate::path::Path;
use lower::Changes;

/// A new member of a map or element of a list.
struct New {
    /// The key of a member.
    key: Option<Vec<u8>>,
    body: Body,
}

/// The value of a new entry.
enum Body {
    Json(Json),
    /// A text that was in the file before.
    Verbatim(Vec<u8>),
}

/// Collects changes of one configuration.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{Editor, Json};
///
/// let text = r#"{ "Dhcp4": {
///     "valid-lifetime": 4000, // an hour and a bit
///     "subnet4": [
///         // the first floor
///         { "id": 1, "subnet": "192.0.2.0/24" }
///     ]
/// } }
/// "#;
/// let loader = MemoryLoader::new().with("kea.conf", text);
/// let mut sources = Sources::new();
/// let document = kea_config::read(&mut sources, &loader, "kea.conf".as_ref())?;
///
/// let mut editor = Editor::new(&document)?;
/// editor.set_at(&"Dhcp4.valid-lifetime".parse()?, 3600)?;
/// let subnets = editor.at(&"Dhcp4.subnet4".parse()?)?;
/// editor.push(subnets, Json::parse(r#"{ "id": 2, "subnet": "198.51.100.0/24" }"#)?)?;
/// let edits = editor.finish()?;
///
/// let file = document.files().next().unwrap();
/// let after = String::from_utf8(edits.apply(&sources, file)?)?;
/// assert_eq!(after, r#"{ "Dhcp4": {
///     "valid-lifetime": 3600, // an hour and a bit
///     "subnet4": [
///         // the first floor
///         { "id": 1, "subnet": "192.0.2.0/24" },
///         { "id": 2, "subnet": "198.51.100.0/24" }
///     ]
/// } }
/// "#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Editor<'d> {
    document: &'d Document,
    /// By the number of the map or list.
    changes: BTreeMap<u32, Changes>,
}

/// Numbers only: configurations hold secrets.
impl fmt::Debug for Editor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Editor")
            .field("document", self.document)
            .field("changed", &self.changes.len())
            .finish()
    }
}

impl<'d> Editor<'d> {
    /// Starts with no changes.
    ///
    /// # Errors
    /// [`Refusal::Incomplete`] where the reading has lost something, and [`Refusal::Syntax`] where Kea
    /// cannot read the text: what is not known cannot be kept.
    pub fn new(document: &'d Document) -> Result<Self, Refusal> {
        if let Some(finding) = document.syntax_error() {
            let span = finding.span().unwrap_or_else(|| document.token_span(u32::MAX));
            return Err(Refusal::Syntax { because: finding.message.clone(), span });
        }
        if let Some(because) = document.incomplete() {
            return Err(Refusal::Incomplete { because: because.to_owned() });
        }
        Ok(Self { document, changes: BTreeMap::new() })
    }

    /// The configuration as it was read: changes do not show in it.
    #[must_use]
    pub const fn document(&self) -> &'d Document {
        self.document
    }

    /// The value at a path.
    ///
    /// # Errors
    /// [`Refusal::Nothing`]
    pub fn at(&self, path: &Path) -> Result<Node<'d>, Refusal> {
        self.document.get(path).ok_or_else(|| Refusal::Nothing { path: path.to_string() })
    }

    /// Makes the value at a path say something else, or adds it where only its map is there.
    ///
    /// # Errors
    /// Those of [`Editor::at`], [`Editor::set`] and [`Editor::replace`].
    pub fn set_at(&mut self, path: &Path, value: impl Into<Json>) -> Result<(), Refusal> {
        if let Some(node) = self.document.get(path) {
            return self.replace(node, value);
        }
        let steps = path.steps();
        let Some((crate::Step::Key(key), above)) = steps.split_last() else {
            return Err(Refusal::Nothing { path: path.to_string() });
        };
        let map = self.at(&above.iter().cloned().collect())?;
        self.set(map, key, value)
    }

    /// Gives a member of a map this value: in the place of the one that is there, else behind all
    /// others.
    ///
    /// # Errors
    /// [`Refusal::Kind`] for what is no map, and those of [`Editor::replace`] and [`Editor::insert`].
    pub fn set(&mut self, map: Node<'d>, key: &str, value: impl Into<Json>) -> Result<(), Refusal> {
        self.expect(map, Kind::Map)?;
        match map.get(key) {
            Some(old) => self.replace(old, value),
            None => self.insert(map, key, value),
        }
    }

    /// Makes a value say something else. Of a map or list only what differs is changed: what stays
    /// keeps its text and its comments.
    ///
    /// # Errors
    /// [`Refusal::Conflict`], and of [`Editor::finish`] what stands in the way of the text.
    pub fn replace(&mut self, old: Node<'d>, value: impl Into<Json>) -> Result<(), Refusal> {
        self.free(old)?;
        let value = value.into();
        if value.is_said_by(old) {
            return Ok(());
        }
        if old.kind() == value.kind() && !value.kind().is_scalar() {
            return self.differ(old, value);
        }
        let parent = old.parent().ok_or_else(|| not_inside(old))?;
        self.forget_inside(old);
        self.of(parent).replaced.insert(old.index(), value);
        Ok(())
    }

    /// Adds a member to a map, behind all others.
    ///
    /// # Errors
    /// [`Refusal::Kind`] for what is no map, [`Refusal::Exists`], and [`Refusal::Conflict`].
    pub fn insert(
        &mut self,
        map: Node<'d>,
        key: &str,
        value: impl Into<Json>,
    ) -> Result<(), Refusal> {
        let behind = map.item_count();
        self.put_member(map, key, Body::Json(value.into()), behind)
    }

    /// Adds an element to a list, behind all others.
    ///
    /// # Errors
    /// [`Refusal::Kind`] for what is no list, and [`Refusal::Conflict`].
    pub fn push(&mut self, list: Node<'d>, value: impl Into<Json>) -> Result<(), Refusal> {
        let behind = list.item_count();
        self.insert_at(list, behind, value)
    }

    /// Adds an element to a list, behind so many others of those that were read.
    ///
    /// # Errors
    /// Those of [`Editor::push`].
    pub fn insert_at(
        &mut self,
        list: Node<'d>,
        index: usize,
        value: impl Into<Json>,
    ) -> Result<(), Refusal> {
        self.expect(list, Kind::List)?;
        let index = index.min(list.item_count());
        let new = New { key: None, body: Body::Json(value.into()) };
        self.of(list).inserted.entry(index).or_default().push(new);
        Ok(())
    }

    /// Takes a member out of its map, or an element out of its list.
    ///
    /// # Errors
    /// [`Refusal::Conflict`], and [`Refusal::Kind`] for the outermost value.
    pub fn remove(&mut self, node: Node<'d>) -> Result<(), Refusal> {
        self.free(node)?;
        let parent = node.parent().ok_or_else(|| not_inside(node))?;
        self.forget_inside(node);
        self.of(parent).removed.insert(node.index());
        Ok(())
    }

    /// The replacements of all changes.
    ///
    /// # Errors
    /// [`Refusal::Crosses`] where a text that would change lies in more than one file, or a comma does
    /// not stand beside its entry; [`Refusal::Includes`] where an include would go with a text that is
    /// replaced, and [`Refusal::IncludedTwice`].
    pub fn finish(mut self) -> Result<Edits, Refusal> {
        let mut edits = Edits::new();
        for (ix, changes) in std::mem::take(&mut self.changes) {
            let Some(container) = self.document.node(ix) else { continue };
            for (span, text) in lower::lower(container, changes)? {
                edits.replace(span, text);
            }
        }
        Ok(edits)
    }

    fn put_member(
        &mut self,
        map: Node<'d>,
        key: &str,
        body: Body,
        index: usize,
    ) -> Result<(), Refusal> {
        self.expect(map, Kind::Map)?;
        let gone = |node: &Node<'_>| {
            self.changes.get(&map.index()).is_some_and(|own| own.removed.contains(&node.index()))
        };
        if let Some(there) = map.get(key).filter(|node| !gone(node)) {
            return Err(Refusal::Exists { key: key.to_owned(), span: there.name_span() });
        }
        let new = New { key: Some(key.as_bytes().to_vec()), body };
        let changes = self.of(map);
        let twice = changes.inserted.values().flatten().any(|other| other.key == new.key);
        if twice {
            return Err(Refusal::Conflict { path: map.path(), span: map.name_span() });
        }
        changes.inserted.entry(index).or_default().push(new);
        Ok(())
    }

    /// Changes inside of what goes as a whole.
    fn forget_inside(&mut self, node: Node<'d>) {
        let inside = self.changes.range(node.index()..node.end_index());
        let inside: Vec<_> = inside.map(|(container, _)| *container).collect();
        for container in inside {
            self.changes.remove(&container);
        }
    }

    /// The changes of a map or list.
    fn of(&mut self, container: Node<'d>) -> &mut Changes {
        self.changes.entry(container.index()).or_default()
    }

    /// Whether a value is of a kind, and may be changed.
    fn expect(&self, node: Node<'d>, kind: Kind) -> Result<(), Refusal> {
        self.free(node)?;
        if node.kind() == kind {
            return Ok(());
        }
        let (path, span) = (node.path(), node.name_span());
        Err(Refusal::Kind { path, wanted: kind.with_article(), span })
    }

    /// Whether nothing around a value goes or is replaced.
    fn free(&self, node: Node<'d>) -> Result<(), Refusal> {
        if !std::ptr::eq(node.document(), self.document) {
            return Err(Refusal::Foreign);
        }
        let around = std::iter::successors(Some(node), |node| node.parent());
        for node in around {
            let changes = node.parent().and_then(|parent| self.changes.get(&parent.index()));
            let taken = changes.is_some_and(|changes| {
                let ix = &node.index();
                changes.removed.contains(ix)
                    || changes.bare.contains(ix)
                    || changes.replaced.contains_key(ix)
            });
            if taken {
                return Err(Refusal::Conflict { path: node.path(), span: node.name_span() });
            }
        }
        Ok(())
    }
}

fn not_inside(node: Node<'_>) -> Refusal {
    let wanted = "a member of a map or an element of a list";
    Refusal::Kind { path: node.path(), wanted, span: node.name_span() }
}
