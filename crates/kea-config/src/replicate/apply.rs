//! The changes that make differences go away.

use std::collections::HashMap;

use super::walk::{Walk, is_added, is_interface, is_own_way};
use super::{Change, Difference, Note, ReplicationError};
use crate::edit::{Editor, Refusal};
use crate::json::{Json, JsonError, Value};
use crate::node::{Kind, Node};
use crate::share::{Classed, Share};

impl<'d, 's> Walk<'_, 'd, 's> {
    /// Makes the changes, where nothing stands in their way.
    pub(super) fn apply(self, editor: &mut Editor<'d>) -> Result<Vec<Note>, ReplicationError> {
        let found = &self.found;
        if !found.unknown.is_empty() {
            return Err(ReplicationError::Unknown { places: found.unknown.clone() });
        }
        if !found.disabled.is_empty() {
            return Err(ReplicationError::Disabled { places: found.disabled.clone() });
        }
        if !found.wanting.is_empty() {
            return Err(ReplicationError::Wanting { places: found.wanting.clone() });
        }
        for difference in &found.differences {
            self.change(editor, difference)?;
        }
        Ok(self.found.notes)
    }

    fn change(
        &self,
        editor: &mut Editor<'d>,
        difference: &Difference<'d, 's>,
    ) -> Result<(), Refusal> {
        let old = difference.destination;
        let Some(source) = difference.source else {
            return old.map_or(Ok(()), |old| editor.remove(old));
        };
        let json = self.made(old, source)?;
        match (difference.change, old) {
            (Change::Replace, Some(old)) => return editor.replace(old, json),
            (Change::Put(..) | Change::Push(..), Some(old)) => editor.remove(old)?,
            _ => {}
        }
        match difference.change {
            Change::Insert(map) => editor.insert(map, &source.key().unwrap_or_default(), json),
            Change::Put(list, at) => editor.insert_at(list, at, json),
            Change::Push(map, key) => editor.push_member(map, key, json),
            Change::Replace | Change::Remove => Ok(()),
        }
    }

    /// What the source says, with what is the destination's own where it has such a value.
    fn made(&self, own: Option<Node<'_>>, source: Node<'_>) -> Result<Json, JsonError> {
        match source.kind() {
            Kind::Map => self.made_map(own, source),
            Kind::List => self.made_list(own, source),
            _ if source.key().as_deref() == Some("library") => Ok(self.library(own, source)),
            _ => Json::of(source),
        }
    }

    fn made_map(&self, own: Option<Node<'_>>, source: Node<'_>) -> Result<Json, JsonError> {
        let mut members = Vec::new();
        let own = own.filter(|own| own.kind() == Kind::Map);
        let there = Classed::of(source);
        let own_way = |item: Node<'_>| is_own_way(self.sharing, item, [own, Some(source)]);
        for item in source.items() {
            let key = item.key_bytes().unwrap_or_default().into_owned();
            let mine = own.and_then(|own| own.get(&item.key()?));
            if self.is_own_member(there, item) || own_way(item) {
                members.extend(mine.map(Json::of).transpose()?.map(|json| (key, json)));
            } else if self.share(there, item).is_some() || !is_added(item) {
                members.push((key, self.made(mine, item)?));
            }
        }
        let here = own.map(Classed::of);
        let is_own = |item: &Node<'_>| {
            here.is_some_and(|here| self.is_own_member(here, *item) || own_way(*item))
        };
        for item in own.into_iter().flat_map(Node::items).filter(is_own) {
            if item.key().is_some_and(|key| source.get(&key).is_none()) {
                let key = item.key_bytes().unwrap_or_default().into_owned();
                members.push((key, Json::of(item)?));
            }
        }
        Ok(Json(Value::Map(members)))
    }

    fn is_own_member(&self, around: Classed, item: Node<'_>) -> bool {
        is_interface(item) || self.share(around, item) == Some(Share::Identity)
    }

    fn made_list(&self, own: Option<Node<'_>>, source: Node<'_>) -> Result<Json, JsonError> {
        let Some(names) = self.theirs.of(source) else { return Json::of(source) };
        let mine = own.and_then(|own| Some((own, self.own.of(own)?)));
        let old: Vec<_> = mine.iter().flat_map(|(own, names)| own.items().zip(names)).collect();
        let by_name: HashMap<_, _> = old.iter().map(|(item, name)| (*name, *item)).collect();
        let mut items = Vec::new();
        for (item, name) in source.items().zip(&names) {
            if !self.theirs.is_own(source, name) {
                items.push(self.made(by_name.get(name).copied(), item)?);
            }
        }
        for (item, name) in old {
            if own.is_some_and(|own| self.own.is_own(own, name)) {
                items.push(Json::of(item)?);
            }
        }
        Ok(Json::list(items))
    }

    /// A library in the destination's folder.
    fn library(&self, own: Option<Node<'_>>, source: Node<'_>) -> Json {
        let text = |node: Node<'_>| node.as_str().unwrap_or_default().into_owned();
        if let Some(own) = own.filter(|own| super::names::same("library", *own, source)) {
            return Json::from(text(own));
        }
        let path = text(source);
        let file = path.rsplit('/').next().unwrap_or_default();
        Json::from(format!("{}{file}", self.folder().unwrap_or_default()))
    }
}
