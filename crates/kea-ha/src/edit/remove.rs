//! A relationship taken out of a configuration, with all that only it needs.

use kea_config::{Kind, Node};

use super::{ChangeError, HaEditor, list};
use crate::relationship::{Relationship, relationships};

impl<'d> HaEditor<'_, 'd> {
    /// Takes the relationship out in which this server has a name: the library, too, where it is the
    /// only one; the classes of its servers out of subnets and pools, and their names out of
    /// `user-context`. Pools that were halves stay two; the lease commands stay loaded.
    ///
    /// # Errors
    /// [`ChangeError::NoRelationship`], and what stands in the way of the text.
    pub fn remove(&mut self, own: &str) -> Result<(), ChangeError> {
        let all = relationships(self.document());
        let found = all.iter().find(|one| one.this_server_name().as_deref() == Some(own));
        let refuse = || ChangeError::NoRelationship { name: config_text::escape_control(own) };
        let relationship = *found.ok_or_else(refuse)?;
        let library = self.library()?;
        match library.as_ref().and_then(list) {
            Some(list) if list.item_count() > 1 => self.editor.remove(relationship.node())?,
            _ => {
                if let Some(library) = library {
                    self.editor.remove(library.node())?;
                }
            }
        }
        let names = names(&relationship);
        for level in self.levels() {
            self.unguard(level, &names)?;
            self.untag(level, &names)?;
        }
        Ok(())
    }

    /// Takes the classes of servers out of a level's guards.
    fn unguard(&mut self, level: Node<'d>, names: &[String]) -> Result<(), ChangeError> {
        let is_own = |node: &Node<'_>| {
            let class = node.as_str().unwrap_or_default();
            class.strip_prefix("HA_").is_some_and(|name| names.iter().any(|own| own == name))
        };
        if let Some(guard) = level.get("client-class").filter(is_own) {
            self.editor.remove(guard)?;
        }
        let Some(guards) = level.get("client-classes").filter(|list| list.kind() == Kind::List)
        else {
            return Ok(());
        };
        let own: Vec<_> = guards.items().filter(is_own).collect();
        if own.is_empty() {
            return Ok(());
        }
        if own.len() == guards.item_count() {
            self.editor.remove(guards)?;
            return Ok(());
        }
        own.into_iter().try_for_each(|guard| self.editor.remove(guard))?;
        Ok(())
    }

    /// Takes the name of a server out of a level's `user-context`.
    fn untag(&mut self, level: Node<'d>, names: &[String]) -> Result<(), ChangeError> {
        let context = level.get("user-context");
        let tag = context.and_then(|context| context.get("ha-server-name"));
        let own =
            |tag: &Node<'_>| tag.as_str().is_some_and(|tag| names.iter().any(|own| *own == tag));
        let (Some(context), Some(tag)) = (context, tag.filter(own)) else { return Ok(()) };
        self.editor.remove(if context.item_count() == 1 { context } else { tag })?;
        Ok(())
    }
}

fn names(relationship: &Relationship<'_>) -> Vec<String> {
    let peers = relationship.peers();
    peers.iter().filter_map(|peer| Some(peer.name()?.into_owned())).collect()
}
