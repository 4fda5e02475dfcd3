//! Option definitions.

use std::collections::HashMap;

use super::judge::Judge;
use crate::node::Node;
use crate::option::Definitions;
use crate::rules;
use crate::table::Type;
use crate::view::{Family, OptionDefinition};

pub(super) fn check(judge: &mut Judge<'_>) {
    let server = judge.server;
    let written = server.option_definitions();
    let standard = Definitions::new(judge.family(), judge.version, &[]);
    let mut seen = Seen::default();
    for definition in &written {
        one(judge, *definition);
        clash(judge, *definition, &standard);
        seen.add(judge, *definition);
    }
    for class in server.client_classes() {
        let mut seen = Seen::default();
        for definition in class.option_definitions() {
            one(judge, definition);
            local(judge, definition);
            clash(judge, definition, &standard);
            seen.add(judge, definition);
        }
    }
}

/// Letters, digits, `-` and `_`, the latter two not at the ends.
pub(super) fn is_space_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let outer = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    bytes.iter().all(|byte| inner(*byte)) && outer(bytes.first()) && outer(bytes.last())
}

fn one(judge: &mut Judge<'_>, definition: OptionDefinition<'_>) {
    let node = definition.node();
    if let Some(name) = definition.name()
        && !is_space_name(&name)
        && let Some(at) = node.get("name")
    {
        judge.find(&rules::OPTION_DEF, at, format!("`{}` cannot name an option", at.shown()));
    }
    for key in ["space", "encapsulate"] {
        let space = node.get(key).filter(|space| {
            let text = space.as_str().unwrap_or_default();
            !is_space_name(&text) && (!text.is_empty() || key != "encapsulate")
        });
        if let Some(at) = space {
            let message = format!("`{}` cannot name an option space", at.shown());
            judge.find(&rules::OPTION_DEF, at, message);
        }
    }
    code(judge, definition);
    types(judge, definition);
    if let Some(inner) = definition.encapsulates()
        && let Some(at) = node.get("encapsulate")
    {
        if definition.is_array() {
            let message = "an option with an array of values cannot encapsulate others";
            judge.find(&rules::OPTION_DEF, at, message);
        } else if inner == definition.space() {
            let message = "an option cannot encapsulate the space that it belongs to";
            judge.find(&rules::OPTION_DEF, at, message);
        }
    }
}

fn code(judge: &mut Judge<'_>, definition: OptionDefinition<'_>) {
    let (Some(code), Some(at)) = (definition.code(), definition.node().get("code")) else {
        return;
    };
    let most = if judge.family() == Family::V4 { 255 } else { 65_535 };
    if !(0..=most).contains(&code) {
        let message = format!("the option code {code} is not in the range 0 to {most}");
        judge.find(&rules::OPTION_DEF, at, message);
        return;
    }
    let reserved = match &*definition.space() {
        "dhcp4" => code == 0 || code == 255,
        "dhcp6" => code == 0,
        _ => false,
    };
    if reserved {
        judge.find(&rules::OPTION_DEF, at, format!("the option code {code} is reserved"));
    }
}

fn types(judge: &mut Judge<'_>, definition: OptionDefinition<'_>) {
    let node = definition.node();
    let (Some(word), Some(at)) = (definition.data_type(), node.get("type")) else { return };
    let fields = definition.record_types();
    let record = node.get("record-types").unwrap_or(at);
    if word != "record" {
        match Type::of(&word) {
            None => {
                let message = format!("`{}` is no type of option data", at.shown());
                judge.find(&rules::OPTION_DEF, at, message);
            }
            Some(_) if !fields.is_empty() => {
                let message = format!("`record-types` needs the type `record`, not `{word}`");
                judge.find(&rules::OPTION_DEF, record, message);
            }
            Some(Type::Text | Type::Binary | Type::Empty) if definition.is_array() => {
                let message = format!("an array of `{word}` values cannot be told apart");
                judge.find(&rules::OPTION_DEF, at, message);
            }
            Some(_) => {}
        }
        return;
    }
    if let Some(why) = bad_record(&fields, definition.is_array()) {
        judge.find(&rules::OPTION_DEF, record, why);
    }
}

fn bad_record(fields: &[String], array: bool) -> Option<String> {
    let types: Vec<_> = fields.iter().map(|word| Type::of(word)).collect();
    for (word, kind) in fields.iter().zip(&types) {
        match kind {
            None => return Some(format!("`{}` is no type of a field", crate::text::shorten(word))),
            Some(Type::Empty) => return Some("a field cannot be `empty`".to_owned()),
            Some(_) => {}
        }
    }
    if fields.len() < 2 {
        return Some("a record has at least two fields".to_owned());
    }
    let open = |kind: &Option<Type>| matches!(kind, Some(Type::Text | Type::Binary));
    let (last, before) = types.split_last()?;
    if before.iter().any(open) {
        return Some("`string` and `binary` can only be the last field".to_owned());
    }
    (array && open(last)).then(|| "a repeated last field cannot be `string` or `binary`".to_owned())
}

/// Only the options that clients and vendors use as they like can be defined in a class.
fn local(judge: &mut Judge<'_>, definition: OptionDefinition<'_>) {
    let open = matches!(definition.code(), Some(43 | 224..=254)) && definition.space() == "dhcp4";
    if !open && let Some(at) = definition.node().get("code") {
        let message = "a class can define the options 43 and 224 to 254 only";
        judge.find(&rules::OPTION_DEF, at, message);
    }
}

fn clash(judge: &mut Judge<'_>, definition: OptionDefinition<'_>, standard: &Definitions) {
    let (Some(name), Some(code)) = (definition.name(), definition.code()) else { return };
    let Ok(code) = u16::try_from(code) else { return };
    if let Some(known) = standard.standard_clash(&definition.space(), &name, code) {
        let message = format!("this would replace the standard option `{known}`");
        judge.find(&rules::OPTION_DEF, definition.node(), message);
    }
}

/// Definitions so far, by space and code, and by space and name.
#[derive(Default)]
struct Seen<'d> {
    codes: HashMap<(String, i64), Node<'d>>,
    names: HashMap<(String, String), Node<'d>>,
}

impl<'d> Seen<'d> {
    fn add(&mut self, judge: &mut Judge<'_>, definition: OptionDefinition<'d>) {
        let (Some(name), Some(code)) = (definition.name(), definition.code()) else { return };
        let space = definition.space().into_owned();
        let node = definition.node();
        let same_code = self.codes.insert((space.clone(), code), node);
        let same_name = self.names.insert((space.clone(), name.clone().into_owned()), node);
        if let Some(first) = same_code.or(same_name) {
            let what = if same_code.is_some() { code.to_string() } else { name.into_owned() };
            let message = format!("option `{what}` of the space `{space}` is defined twice");
            judge.twice(&rules::OPTION_DEF, node, first, message);
        }
    }
}
