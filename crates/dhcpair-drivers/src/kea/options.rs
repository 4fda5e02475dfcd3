//! Options: `option-data` lists as settings that compare alike when the server sends the same.
//!
//! An option may be named or numbered, its value may be written with commas or in hexadecimal, and
//! what lies inside it may be written out or as options of the inner space.

mod canonical;
mod catalogue;
mod layout;
mod standard;
mod standard_spaces;
mod standard_v4;
mod standard_v6;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use config_text::Span;
use failover_model::{Setting, Value};
use kea_config::Node;

pub(super) use canonical::octets;
pub(super) use catalogue::Catalogue;
use catalogue::Definition;
use layout::Layout;

use super::value;

/// One entry of an `option-data` list.
struct Entry {
    space: Arc<str>,
    code: Option<u16>,
    name: String,
    value: String,
    /// What stands behind the fields of a value in hexadecimal: the options inside.
    inner: Option<(Arc<str>, Vec<u8>)>,
    marks: String,
    span: Span,
}

/// The settings of an `option-data` list, one for each option.
///
/// Options that stand there several times (for different classes) are one setting, as the first
/// that suits the client is sent.
pub(super) fn settings(list: Node<'_>, known: &[&Catalogue]) -> Vec<Setting> {
    let mut entries: Vec<_> = list.items().map(|node| Entry::new(node, known)).collect();
    resolve_inner(&mut entries, known);
    let mut settings: Vec<Setting> = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = entry.key(known);
        let value = entry.shown();
        match settings.iter_mut().find(|setting| *setting.key == *key) {
            Some(known) => known.value = Value::text(format!("{} / {value}", known.value)),
            None => settings.push(Setting::new(key, value, Some(entry.span))),
        }
    }
    settings
}

impl Entry {
    fn new(node: Node<'_>, known: &[&Catalogue]) -> Self {
        let text = |key: &str| node.get(key).and_then(value::text);
        let main = known.first().map_or("", |catalogue| catalogue.main_space());
        let space: Arc<str> = text("space").unwrap_or_else(|| main.to_owned()).into();
        let code =
            node.get("code").and_then(Node::as_i64).and_then(|code| u16::try_from(code).ok());
        let name = text("name");
        let definition = find(&space, code, name.as_deref(), known);
        let data = text("data").unwrap_or_default();
        let csv = node.get("csv-format").and_then(Node::as_bool);
        let (value, inner) = match &definition {
            Some(definition) if csv != Some(false) => {
                (canonical::from_text(&definition.layout, &data), Vec::new())
            }
            _ => in_octets(definition.as_deref(), &data, known),
        };
        let encapsulates = definition.as_ref().and_then(|one| one.layout.encapsulates.clone());
        Self {
            code: definition.as_ref().map(|one| one.code).or(code),
            // A name without a definition is a remark on the code.
            name: match (definition, code) {
                (Some(definition), _) => definition.name.to_string(),
                (None, Some(code)) => code.to_string(),
                (None, None) => name.unwrap_or_default(),
            },
            inner: encapsulates.filter(|_| !inner.is_empty()).map(|space| (space, inner)),
            space,
            value,
            marks: marks(node),
            span: node.span(),
        }
    }

    /// `option routers`, or with its space in front where that is not the main one.
    fn key(&self, known: &[&Catalogue]) -> String {
        let main = known.first().map_or("", |catalogue| catalogue.main_space());
        if *self.space == *main {
            format!("option {}", self.name)
        } else {
            format!("option {}.{}", self.space, self.name)
        }
    }

    fn shown(&self) -> String {
        let inner = self.inner.as_ref().map(|(_, octets)| canonical::spell_octets(octets));
        let parts = [self.value.as_str(), inner.as_deref().unwrap_or(""), self.marks.as_str()];
        let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        said.join(" ")
    }
}

fn find(
    space: &str,
    code: Option<u16>,
    name: Option<&str>,
    known: &[&Catalogue],
) -> Option<Arc<Definition>> {
    known.iter().find_map(|catalogue| match (code, name) {
        (Some(code), _) => catalogue.by_code(space, code),
        (None, Some(name)) => catalogue.by_name(space, name),
        (None, None) => None,
    })
}

/// The value of data in hexadecimal, and the octets behind its fields.
fn in_octets(
    definition: Option<&Definition>,
    data: &str,
    known: &[&Catalogue],
) -> (String, Vec<u8>) {
    let Some(octets) = octets(data) else { return (data.to_owned(), Vec::new()) };
    let v6 = known.first().is_some_and(|catalogue| catalogue.v6());
    let fits = |layout: &Layout| {
        let (value, rest) = canonical::from_octets(layout, &octets, v6)?;
        Some((value, rest.to_vec()))
    };
    let taken = definition.and_then(|definition| fits(&definition.layout));
    taken.unwrap_or_else(|| (canonical::spell_octets(&octets), Vec::new()))
}

/// What an entry says beside its value.
fn marks(node: Node<'_>) -> String {
    let mut marks = Vec::new();
    for member in node.members() {
        let said = match &*member.key {
            "code" | "name" | "space" | "data" | "csv-format" => None,
            "user-context" | "comment" | "metadata" => None,
            "always-send" | "never-send" if member.value.as_bool() == Some(false) => None,
            "always-send" | "never-send" => Some(format!("[{}]", member.key)),
            "client-classes" => {
                let mut classes = Vec::new();
                for class in member.value.items().filter_map(value::text) {
                    if !classes.contains(&class) {
                        classes.push(class);
                    }
                }
                (!classes.is_empty()).then(|| format!("[for {}]", classes.join(" or ")))
            }
            key => Some(format!("[{key} {}]", member.value.canonical().text)),
        };
        marks.extend(said);
    }
    marks.sort_unstable();
    marks.join(" ")
}

/// Takes out of each value in hexadecimal what the list says as options of the inner space, too:
/// `config-get` writes both.
fn resolve_inner(entries: &mut [Entry], known: &[&Catalogue]) {
    let v6 = known.first().is_some_and(|catalogue| catalogue.v6());
    for at in 0..entries.len() {
        let Some((space, octets)) = entries.get(at).and_then(|entry| entry.inner.clone()) else {
            continue;
        };
        let mut left = Vec::new();
        let mut rest = octets.as_slice();
        while let Some((code, data, whole, behind)) = split_option(rest, v6) {
            let definition = find(&space, Some(code), None, known);
            let (value, _) =
                in_octets(definition.as_deref(), &canonical::spell_octets(data), known);
            let said = entries.iter().any(|entry| {
                entry.space == space && entry.code == Some(code) && entry.value == value
            });
            if !said {
                left.extend_from_slice(whole);
            }
            rest = behind;
        }
        left.extend_from_slice(rest);
        if let Some(entry) = entries.get_mut(at) {
            entry.inner = (!left.is_empty()).then_some((space, left));
        }
    }
}

/// An option in a row: its code, its data, all of it, and what follows.
type Split<'a> = (u16, &'a [u8], &'a [u8], &'a [u8]);

/// The first option in a row of options: its code, its data, all of it, and what follows.
fn split_option(octets: &[u8], v6: bool) -> Option<Split<'_>> {
    let header = if v6 { 4 } else { 2 };
    let (code, length) = match octets {
        [a, b, c, d, ..] if v6 => (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d])),
        [code, length, ..] if !v6 => (u16::from(*code), u16::from(*length)),
        _ => return None,
    };
    let (whole, behind) = octets.split_at_checked(header + usize::from(length))?;
    Some((code, whole.get(header..)?, whole, behind))
}
