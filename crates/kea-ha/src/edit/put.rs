//! A relationship put into a configuration, or changed there.

use kea_config::{Json, Node, Path, Refusal};

use super::{ChangeError, HaEditor, list};
use crate::generate::{
    CheckedRelationship, LEASE_COMMANDS, PeerParameters, hub, lease_commands, libraries, together,
};
use crate::parameter::{PARAMETERS, PEER_KEYS, RELATIONSHIP_KEYS};
use crate::relationship::relationships;

impl<'d> HaEditor<'_, 'd> {
    /// Makes this server, by its name in it, a member of a relationship. One that it is in already,
    /// under this name or with two of these peers, is changed in place: what stays keeps its text.
    /// Libraries are loaded where they are not, and the server's own threads are switched on where HA's
    /// listener needs it.
    ///
    /// # Errors
    /// [`ChangeError::NoPeer`], [`ChangeError::Another`] where the server is in another relationship and
    /// both cannot stand together, [`ChangeError::Parameters`] for a library without a folder, and what
    /// stands in the way of the text.
    pub fn put(
        &mut self,
        relationship: &CheckedRelationship,
        own: &str,
    ) -> Result<(), ChangeError> {
        let peer = self.own(relationship, own)?;
        let wanted = relationship.relationship(peer);
        match self.same(relationship, own) {
            Some(old) => self.editor.replace(old.node(), with_notes(old.node(), wanted)?)?,
            None => self.add(relationship, peer, wanted)?,
        }
        self.threads(relationship)
    }

    /// Makes this server the hub of several relationships at once, each with its name there.
    ///
    /// # Errors
    /// Those of [`hub`] and [`HaEditor::put`].
    pub fn put_several(
        &mut self,
        members: &[(&CheckedRelationship, &str)],
    ) -> Result<(), ChangeError> {
        let all = hub(members)?;
        if self.library()?.is_some() {
            return members.iter().try_for_each(|(relationship, own)| self.put(relationship, own));
        }
        self.load(&all)?;
        members.iter().try_for_each(|(relationship, _)| self.threads(relationship))
    }

    /// Adds hook libraries to a configuration without HA.
    fn load(&mut self, libraries: &Json) -> Result<(), ChangeError> {
        for one in libraries.items().iter().skip(usize::from(self.has_lease_commands())) {
            self.editor.push_member(self.server.node(), "hooks-libraries", one.clone())?;
        }
        Ok(())
    }

    fn has_lease_commands(&self) -> bool {
        let hooks = self.server.hook_libraries();
        hooks.iter().any(|hook| hook.name().as_deref() == Some(LEASE_COMMANDS))
    }

    fn add(
        &mut self,
        relationship: &CheckedRelationship,
        peer: &PeerParameters,
        wanted: Json,
    ) -> Result<(), ChangeError> {
        let Some(library) = self.library()? else {
            return self.load(&libraries(peer, vec![wanted])?);
        };
        self.beside(relationship, peer)?;
        if let (false, Some(all)) = (self.has_lease_commands(), library.node().parent()) {
            let at = all.items().take_while(|item| *item != library.node()).count();
            self.editor.insert_at(all, at, lease_commands(peer)?)?;
        }
        match (list(&library), library.parameters()) {
            (Some(list), _) => self.editor.push(list, wanted)?,
            (None, Some(parameters)) => {
                self.editor.set(parameters, "high-availability", Json::list([wanted]))?;
            }
            (None, None) => {
                let parameters = Json::map([("high-availability", Json::list([wanted]))]);
                self.editor.set(library.node(), "parameters", parameters)?;
            }
        }
        Ok(())
    }

    /// Whether one more relationship may stand beside those that are there.
    fn beside(
        &self,
        relationship: &CheckedRelationship,
        peer: &PeerParameters,
    ) -> Result<(), ChangeError> {
        for other in relationships(self.document()) {
            let another = |reason: String| {
                Err(ChangeError::Another { reason, span: other.node().name_span() })
            };
            if let Err(refusal) = together(2, relationship, peer) {
                return another(format!("cannot have this one: {refusal}"));
            }
            if other.mode() != Some(crate::Mode::HotStandby) {
                return another("several must all be `hot-standby`".to_owned());
            }
            let peers = other.peers();
            let twice = peers.iter().filter_map(|one| one.name());
            if let Some(name) = twice.into_iter().find(|name| relationship.peer(name).is_some()) {
                return another(format!("`{name}` is a peer of it"));
            }
            let url = other.own().and_then(|own| own.url()?.ok());
            if url.is_some_and(|url| (url.address, url.port) == (peer.url.address, peer.url.port)) {
                return another("it listens at this address and port".to_owned());
            }
        }
        Ok(())
    }

    /// HA's listener is there only where the server itself uses several threads: up to 2.3.4 it does
    /// not unless told so.
    fn threads(&mut self, relationship: &CheckedRelationship) -> Result<(), ChangeError> {
        if !relationship.has_listener() {
            return Ok(());
        }
        let enable = "enable-multi-threading";
        match self.server.node().get("multi-threading") {
            Some(map) if map.get(enable).and_then(Node::as_bool) == Some(true) => {}
            Some(map) => self.editor.set(map, enable, true)?,
            None => {
                let map = Json::map([(enable, Json::from(true))]);
                self.editor.set(self.server.node(), "multi-threading", map)?;
            }
        }
        Ok(())
    }

    /// Makes everything in a relationship's subnets known to it, where a server has several:
    /// `ha-server-name` in the `user-context` of a subnet or a shared network.
    ///
    /// # Errors
    /// [`Refusal::Nothing`] without such a level, and what stands in the
    /// way of the text.
    pub fn tag(
        &mut self,
        level: &Path,
        relationship: &CheckedRelationship,
    ) -> Result<(), ChangeError> {
        let level = self.editor.at(level)?;
        let tag = relationship.subnet_context();
        match (level.get("user-context"), tag.get("ha-server-name")) {
            (Some(context), Some(name)) => {
                self.editor.set(context, "ha-server-name", name.clone())?;
            }
            _ => self.editor.set(level, "user-context", tag)?,
        }
        Ok(())
    }
}

/// A relationship that keeps what the library does not look at in the old one, also of its peers:
/// notes of people, and keys that mean nothing.
fn with_notes(old: Node<'_>, mut new: Json) -> Result<Json, ChangeError> {
    let own: Vec<_> =
        PARAMETERS.iter().map(|info| info.key).chain(RELATIONSHIP_KEYS.iter().copied()).collect();
    notes(old, &own, &mut new)?;
    let of = |name: &Json| {
        let peers = old.get("peers").into_iter().flat_map(Node::items);
        let wanted = name.as_str().map(std::borrow::Cow::into_owned);
        peers
            .into_iter()
            .find(|peer| peer.get("name").and_then(Node::as_str).as_deref() == wanted.as_deref())
    };
    let peers = new.get("peers").map(|peers| peers.items().to_vec()).unwrap_or_default();
    let mut noted = Vec::new();
    for mut peer in peers {
        if let Some(old) = peer.get("name").and_then(of) {
            notes(old, PEER_KEYS, &mut peer)?;
        }
        noted.push(peer);
    }
    new.set("peers", Json::list(noted));
    Ok(new)
}

fn notes(old: Node<'_>, known: &[&str], new: &mut Json) -> Result<(), ChangeError> {
    for note in old.members().filter(|member| !known.contains(&&*member.key)) {
        new.set(&note.key, Json::of(note.value).map_err(Refusal::from)?);
    }
    Ok(())
}
