//! High Availability put into a server's configuration, changed there, and taken out of it.
//!
//! An [`HaEditor`] uses an [`Editor`] of `kea-config`: comments and layout stay, only what differs is
//! written, and what cannot be changed without guessing is refused with the places that stand in the
//! way. The parameters come [checked](crate::generate).

mod error;
mod guards;
mod put;
mod remove;
#[cfg(test)]
mod tests;

use kea_config::view::{HookLibrary, Server};
use kea_config::{Document, Editor, Kind, Node, Refusal};

pub use error::ChangeError;

use crate::generate::{CheckedRelationship, PeerParameters};
use crate::relationship::{Relationship, libraries, relationships};

/// Makes changes of High Availability with an editor.
///
/// ```
/// use config_text::{MemoryLoader, Sources};
/// use kea_config::{Editor, Version};
/// use kea_ha::generate::{Installation, PeerParameters, RelationshipParameters, Settings};
/// use kea_ha::{HaEditor, Mode, Role, Url};
///
/// let text = r#"{ "Dhcp4": {
///   "subnet4": [], // to come
///   "hooks-libraries": [ { "library": "libdhcp_lease_cmds.so" } ]
/// } }
/// "#;
/// let loader = MemoryLoader::new().with("kea.conf", text);
/// let mut sources = Sources::new();
/// let document = kea_config::read(&mut sources, &loader, "kea.conf".as_ref())?;
///
/// let kea = Installation::of(Version::parse("3.0.4").unwrap());
/// let peer = |name: &str, url, role| {
///     PeerParameters::new(name, Url::parse(url).unwrap(), role, kea.clone())
/// };
/// let peers = vec![
///     peer("a", "http://192.0.2.1:8001/", Role::Primary),
///     peer("b", "http://192.0.2.2:8001/", Role::Standby),
/// ];
/// let mut parameters = RelationshipParameters::new(Mode::HotStandby, peers);
/// parameters.settings = Settings::new();
/// let pair = parameters.checked()?;
///
/// let mut editor = Editor::new(&document)?;
/// HaEditor::new(&mut editor)?.put(&pair, "a")?;
/// let edits = editor.finish()?;
///
/// let after = edits.apply(&sources, document.files().next().unwrap())?;
/// assert_eq!(String::from_utf8(after)?, r#"{ "Dhcp4": {
///   "subnet4": [], // to come
///   "hooks-libraries": [ { "library": "libdhcp_lease_cmds.so" }, { "library": "libdhcp_ha.so", "parameters": { "high-availability": [ { "this-server-name": "a", "mode": "hot-standby", "peers": [ { "name": "a", "url": "http://192.0.2.1:8001/", "role": "primary" }, { "name": "b", "url": "http://192.0.2.2:8001/", "role": "standby" } ] } ] } } ]
/// } }
/// "#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct HaEditor<'e, 'd> {
    editor: &'e mut Editor<'d>,
    server: Server<'d>,
}

impl<'e, 'd> HaEditor<'e, 'd> {
    /// Uses an editor, which keeps its changes.
    ///
    /// # Errors
    /// [`Refusal::NoServer`] for what is no configuration of a DHCP server.
    pub fn new(editor: &'e mut Editor<'d>) -> Result<Self, ChangeError> {
        let server = editor.document().server().ok_or(Refusal::NoServer)?;
        Ok(Self { editor, server })
    }

    fn document(&self) -> &'d Document {
        self.editor.document()
    }

    /// The HA library, where it is loaded.
    fn library(&self) -> Result<Option<HookLibrary<'d>>, ChangeError> {
        let mut all = libraries(self.document()).into_iter();
        let first = all.next();
        let mut places: Vec<_> = all.map(|hook| hook.node().name_span()).collect();
        if let (Some(first), false) = (first, places.is_empty()) {
            places.insert(0, first.node().name_span());
            return Err(ChangeError::LibraryTwice { places });
        }
        Ok(first)
    }

    /// The relationship in which this server has one of the names of the peers of another one.
    fn same(&self, relationship: &CheckedRelationship, own: &str) -> Option<Relationship<'d>> {
        let all = relationships(self.document());
        let named = all.iter().find(|one| one.this_server_name().as_deref() == Some(own));
        let has = |one: &&Relationship<'_>| {
            let peers = one.peers();
            let names = peers.iter().filter_map(|peer| peer.name());
            names.into_iter().filter(|name| relationship.peer(name).is_some()).count() > 1
        };
        named.or_else(|| all.iter().find(has)).copied()
    }

    fn own<'p>(
        &self,
        relationship: &'p CheckedRelationship,
        own: &str,
    ) -> Result<&'p PeerParameters, ChangeError> {
        let refuse = || ChangeError::NoPeer { name: config_text::escape_control(own) };
        relationship.peer(own).ok_or_else(refuse)
    }

    /// Shared networks, subnets and pools of all kinds, each in front of those inside it.
    fn levels(&self) -> Vec<Node<'d>> {
        let mut levels = Vec::new();
        levels.extend(self.server.shared_networks().iter().map(|network| network.node()));
        for subnet in self.server.subnets() {
            levels.push(subnet.node());
            levels.extend(subnet.pools().iter().map(|pool| pool.node()));
            levels.extend(subnet.pd_pools().iter().map(|pool| pool.node()));
        }
        levels
    }
}

/// The list of relationships of a library.
fn list<'d>(library: &HookLibrary<'d>) -> Option<Node<'d>> {
    let list = library.parameters()?.get("high-availability")?;
    (list.kind() == Kind::List).then_some(list)
}
