//! One configuration made to say what its partner's says, but for what is a server's own.
//!
//! [`compare`] walks both configurations at once and tells which shared members differ; [`replicate`]
//! makes exactly these changes with an [`Editor`], so that what is equal keeps its text. Elements of lists
//! are found by what they are known by (subnets by their network, reservations by their client, options
//! by space and code ...); their order is the source's only where it has a meaning. What is known of
//! keys comes from a [`Sharing`]: this crate's [`KeaSharing`], or one that knows more libraries.
//!
//! The source is a server's explicit settings. `hash` and `metadata`, which `config-get` adds, do not
//! count.

mod alike;
mod apply;
mod error;
mod lists;
mod names;
mod scope;
mod walk;

#[cfg(test)]
mod tests;

use config_text::Span;

pub use error::ReplicationError;
pub use scope::{Scope, replicate_scope};

use crate::document::Document;
use crate::edit::{Editor, Refusal};
use crate::json::{DEEPEST, JsonError};
use crate::node::Node;
use crate::share::Share;
use crate::table::Library;
use walk::Walk;

/// What is known of a configuration beyond what this crate knows of its keys.
pub trait Sharing {
    /// What a value is to the partners of which [`share`](crate::share()) says nothing; `None` where its
    /// key is not known here either.
    fn beyond(&self, node: Node<'_>) -> Option<Share>;

    /// Whether the parameters of a hook library, by its name without folder and extension, are known.
    fn knows_library(&self, name: &str) -> bool;

    /// What an element of a list inside a library's parameters is known by. `None` makes the list one
    /// value.
    fn element(&self, item: Node<'_>) -> Option<String>;

    /// The member that says the same in a way of each server's own, in the place of this one: the file with
    /// a password, for a password. Where one of the two has it, this one is neither compared nor
    /// replicated.
    fn instead(&self, item: Node<'_>) -> Option<&'static str> {
        let _ = item;
        None
    }
}

/// Nothing beyond this crate: nothing of High Availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeaSharing;

impl Sharing for KeaSharing {
    fn beyond(&self, _: Node<'_>) -> Option<Share> {
        None
    }

    fn knows_library(&self, name: &str) -> bool {
        Library::find(name).is_some()
    }

    fn element(&self, _: Node<'_>) -> Option<String> {
        None
    }
}

/// One of the two configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one that is changed.
    Destination,
    /// The one that it is made equal to.
    Source,
}

/// A place in one of the two configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which one.
    pub side: Side,
    /// The path of the value.
    pub path: String,
    /// Its key, or where it begins.
    pub span: Span,
}

impl Place {
    fn of(side: Side, node: Node<'_>) -> Self {
        Self { side, path: node.path(), span: node.name_span() }
    }
}

/// Something shared that is not equal.
#[derive(Debug, Clone, Copy)]
pub struct Difference<'d, 's> {
    /// What its key is to the partners; never a server's own.
    pub share: Share,
    /// The destination's value; `None` where it has none.
    pub destination: Option<Node<'d>>,
    /// The source's value; `None` where it has none. Equal values differ in their order.
    pub source: Option<Node<'s>>,
    pub(super) change: Change<'d>,
}

impl Difference<'_, '_> {
    /// Where it is: in the destination, or in the source where the destination has none.
    #[must_use]
    pub fn path(&self) -> String {
        let own = self.destination.map(Node::path);
        own.or_else(|| self.source.map(Node::path)).unwrap_or_default()
    }
}

/// What makes a difference go away.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change<'d> {
    /// The value says what the source's says.
    Replace,
    /// It goes.
    Remove,
    /// The map gets the member.
    Insert(Node<'d>),
    /// The list gets the element behind so many others; an old one elsewhere goes.
    Put(Node<'d>, usize),
    /// The list that is a member of the map gets the element, and the map the list.
    Push(Node<'d>, &'static str),
}

/// What is said about a replication.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// A database holds a part of the configuration: that part is not compared and not replicated.
    ConfigBackend(Place),
    /// A database holds reservations: they are not compared and not replicated.
    HostsDatabase(Place),
    /// A server's own value of the source inside of something that the destination does not have, or the
    /// interface of a network for which the destination has none: it is not copied, and the destination's
    /// default counts.
    LeftOut(Place),
}

/// What two configurations do not have in common.
#[derive(Debug, Clone, Default)]
pub struct Comparison<'d, 's> {
    /// What is shared and not equal, in the order of the destination's text where it can be.
    pub differences: Vec<Difference<'d, 's>>,
    /// Keys and libraries of which it is not known whether they are shared; the first hundred. Where
    /// there are some, nothing can be replicated.
    pub unknown: Vec<Place>,
    /// Values that each server has its own of, and that the destination would need and does not have.
    pub wanting: Vec<Place>,
    /// Scopes that are disabled on one side only.
    pub disabled: Vec<Place>,
    /// What is not compared.
    pub notes: Vec<Note>,
}

/// Which shared members differ between two configurations, as they are written.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{KeaSharing, Share, compare};
///
/// let read = |text: &str| {
///     let loader = MemoryLoader::new().with("a.conf", text);
///     kea_config::read(&mut Sources::new(), &loader, "a.conf".as_ref())
/// };
/// let here = read(r#"{ "Dhcp4": { "valid-lifetime": 600, "server-tag": "a" } }"#)?;
/// let there = read(r#"{ "Dhcp4": { "valid-lifetime": 900, "server-tag": "b" } }"#)?;
/// let found = compare(&here, &there, &KeaSharing)?;
/// assert_eq!(found.differences.len(), 1);
/// assert_eq!(found.differences[0].path(), "Dhcp4.valid-lifetime");
/// assert_eq!(found.differences[0].share, Share::Advisory);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ReplicationError::Incomplete`], [`ReplicationError::NoServer`], [`ReplicationError::Family`], and
/// [`Refusal::Value`] for values that are nested too deep.
pub fn compare<'d, 's>(
    destination: &'d Document,
    source: &'s Document,
    sharing: &dyn Sharing,
) -> Result<Comparison<'d, 's>, ReplicationError> {
    let mut walk = Walk::new(destination, source, sharing)?;
    walk.servers();
    Ok(walk.found)
}

/// Makes everything that is shared say what the source says. Interfaces, sockets, databases, loggers,
/// folders of libraries and all else that is the destination's own stay, and so do comments and layout
/// of what is equal.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{Editor, KeaSharing, replicate};
///
/// let mut sources = Sources::new();
/// let loader = MemoryLoader::new()
///     .with("a.conf", r#"{ "Dhcp4": { "server-tag": "a", "subnet4": [
///     { "id": 1, "subnet": "192.0.2.0/24" }, { "id": 2, "subnet": "198.51.100.0/24" } ] } }"#)
///     .with("b.conf", r#"{ "Dhcp4": {
///   "server-tag": "b", // ours
///   "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ] // floors
/// } }"#);
/// let source = kea_config::read(&mut sources, &loader, "a.conf".as_ref())?;
/// let destination = kea_config::read(&mut sources, &loader, "b.conf".as_ref())?;
/// let mut editor = Editor::new(&destination)?;
/// replicate(&mut editor, &source, &KeaSharing)?;
/// let after = editor.finish()?.apply(&sources, destination.files().next().unwrap())?;
/// assert_eq!(String::from_utf8(after)?, r#"{ "Dhcp4": {
///   "server-tag": "b", // ours
///   "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" }, { "id": 2, "subnet": "198.51.100.0/24" } ] // floors
/// } }"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`compare`]; [`ReplicationError::Unknown`], [`ReplicationError::Wanting`] and
/// [`ReplicationError::Disabled`]; and [`ReplicationError::Refused`] for what stands in the way of the
/// text. Nothing is changed then.
pub fn replicate(
    editor: &mut Editor<'_>,
    source: &Document,
    sharing: &dyn Sharing,
) -> Result<Vec<Note>, ReplicationError> {
    let mut walk = Walk::new(editor.document(), source, sharing)?;
    walk.servers();
    walk.apply(editor)
}

/// Whether a configuration is known, of a DHCP server, and not nested deeper than Kea goes: the walk
/// recurses.
fn fit(document: &Document, side: Side) -> Result<(), ReplicationError> {
    if let Some(because) = document.incomplete() {
        return Err(ReplicationError::Incomplete { side, because: because.to_owned() });
    }
    if let Some(finding) = document.syntax_error() {
        return Err(ReplicationError::Incomplete { side, because: finding.message.clone() });
    }
    let mut depths: Vec<usize> = Vec::new();
    for node in document.nodes() {
        let around = node.parent().and_then(|parent| depths.get(parent.index() as usize));
        let depth = around.map_or(0, |around| around + 1);
        if depth > DEEPEST {
            return Err(Refusal::from(JsonError::TooDeep).into());
        }
        depths.push(depth);
    }
    Ok(())
}
