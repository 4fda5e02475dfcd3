//! What of a map or list must change so that it says something else.

use std::collections::HashMap;

use super::{Body, Editor, New, Refusal};
use crate::json::{Json, Value};
use crate::node::{Kind, Node};

/// What an element of a list is known by, the first of them that it has.
const NAMES: [&str; 10] = [
    "subnet",
    "pool",
    "prefix",
    "name",
    "library",
    "code",
    "hw-address",
    "duid",
    "client-id",
    "ip-address",
];

impl<'d> Editor<'d> {
    /// Makes a map say what another map says, or a list what another list says.
    pub(super) fn differ(&mut self, old: Node<'d>, new: Json) -> Result<(), Refusal> {
        match new.0 {
            Value::Map(members) => self.members(old, members),
            Value::List(items) => self.elements(old, items),
            _ => Ok(()),
        }
    }

    fn members(&mut self, map: Node<'d>, wanted: Vec<(Vec<u8>, Json)>) -> Result<(), Refusal> {
        let mut order = Vec::new();
        let mut values = HashMap::new();
        for (key, value) in wanted {
            order.push(key.clone());
            values.insert(key, value);
        }
        for item in map.items() {
            match values.remove(&*item.key_bytes().unwrap_or_default()) {
                Some(value) => self.replace(item, value)?,
                None => self.remove(item)?,
            }
        }
        let behind = map.item_count();
        for key in order {
            let Some(value) = values.remove(&key) else { continue };
            let new = New { key: Some(key), body: Body::Json(value) };
            self.of(map).inserted.entry(behind).or_default().push(new);
        }
        Ok(())
    }

    /// Elements that say the same, or are known by the same, stay where their order allows it.
    fn elements(&mut self, list: Node<'d>, wanted: Vec<Json>) -> Result<(), Refusal> {
        let old: Vec<_> = list.items().collect();
        let mut places: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
        for (at, item) in old.iter().enumerate().rev() {
            places.entry(name_of(*item)).or_default().push(at);
        }
        // Up to here the old elements are dealt with.
        let mut done = 0;
        for value in wanted {
            let found = places.get_mut(&name_in(&value)).and_then(|places| {
                while places.last().is_some_and(|at| *at < done) {
                    places.pop();
                }
                places.pop()
            });
            let Some(at) = found else {
                let new = New { key: None, body: Body::Json(value) };
                self.of(list).inserted.entry(done).or_default().push(new);
                continue;
            };
            for gone in old.get(done..at).unwrap_or(&[]) {
                self.remove(*gone)?;
            }
            done = at + 1;
            if let Some(item) = old.get(at) {
                self.replace(*item, value)?;
            }
        }
        for gone in old.get(done..).unwrap_or(&[]) {
            self.remove(*gone)?;
        }
        Ok(())
    }
}

/// What an element is known by.
fn name_of(item: Node<'_>) -> Vec<u8> {
    if item.kind() != Kind::Map {
        return Json::of(item).map(|json| super::on_one_line(&json)).unwrap_or_default();
    }
    let name = NAMES.iter().find_map(|key| Some((key, item.get(key)?)));
    name.and_then(|(key, node)| named(key, Json::of(node).ok()?)).unwrap_or_default()
}

fn name_in(json: &Json) -> Vec<u8> {
    if json.kind() != Kind::Map {
        return super::on_one_line(json);
    }
    let name = NAMES.iter().find_map(|key| Some((key, json.get(key)?.clone())));
    name.and_then(|(key, value)| named(key, value)).unwrap_or_default()
}

fn named(key: &str, value: Json) -> Option<Vec<u8>> {
    Some([key.as_bytes(), b" ", &super::on_one_line(&value)].concat())
}
