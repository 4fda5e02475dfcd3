//! Lists of things that have names: what they have in common.

use super::{Body, Editor, Refusal};
use crate::json::{Json, Value};
use crate::node::{Kind, Node};
use crate::view::Server;

impl<'d> Editor<'d> {
    /// The server that is changed.
    pub(super) fn server(&self) -> Result<Server<'d>, Refusal> {
        self.document.server().ok_or(Refusal::NoServer)
    }

    /// Adds an element to a list that is a member of a map, and the list where there is none.
    ///
    /// # Errors
    /// Those of [`Editor::push`] and [`Editor::insert`].
    pub fn push_member(
        &mut self,
        map: Node<'d>,
        key: &str,
        value: impl Into<Json>,
    ) -> Result<(), Refusal> {
        let value = value.into();
        if let Some(list) = map.get(key) {
            return self.push(list, value);
        }
        self.expect(map, Kind::Map)?;
        let mut news = self.of(map).inserted.values_mut().flatten();
        let new = news.find(|new| new.key.as_deref() == Some(key.as_bytes()));
        match new.map(|new| &mut new.body) {
            Some(Body::Json(Json(Value::List(items)))) => items.push(value),
            _ => self.insert(map, key, Json::list([value]))?,
        }
        Ok(())
    }

    /// Takes an element out, and its list where nothing is left in it.
    pub(super) fn take(&mut self, item: Node<'d>) -> Result<(), Refusal> {
        let Some(list) = item.parent() else { return self.remove(item) };
        self.remove(item)?;
        let changes = self.of(list);
        let all = changes.removed.len() == list.item_count() && changes.inserted.is_empty();
        if all { self.remove(list) } else { Ok(()) }
    }
}

/// The only one of several; `None` where there is none.
pub(super) fn only<'d>(
    what: &'static str,
    name: impl ToString,
    found: impl IntoIterator<Item = Node<'d>>,
) -> Result<Option<Node<'d>>, Refusal> {
    let mut found = found.into_iter();
    let first = found.next();
    let rest: Vec<_> = found.collect();
    match first {
        Some(first) if !rest.is_empty() => {
            let places = std::iter::once(first).chain(rest).map(Node::name_span).collect();
            Err(Refusal::Several { what, name: name.to_string(), places })
        }
        first => Ok(first),
    }
}

/// The only one of several; there must be one.
pub(super) fn one<'d>(
    what: &'static str,
    name: impl ToString,
    found: impl IntoIterator<Item = Node<'d>>,
) -> Result<Node<'d>, Refusal> {
    let name = name.to_string();
    only(what, &name, found)?.ok_or(Refusal::NoSuch { what, name })
}

/// There must be none.
pub(super) fn free<'d>(
    what: &'static str,
    name: impl ToString,
    found: impl IntoIterator<Item = Node<'d>>,
) -> Result<(), Refusal> {
    match found.into_iter().next() {
        None => Ok(()),
        Some(there) => {
            Err(Refusal::Taken { what, name: name.to_string(), span: there.name_span() })
        }
    }
}
