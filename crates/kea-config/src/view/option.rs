//! Options and their definitions.

use std::borrow::Cow;

use super::{Family, maps};
use crate::node::Node;

/// The space that a member names, or the family's own.
fn space(given: Option<Node<'_>>, family: Family) -> Cow<'_, str> {
    let given = given.and_then(Node::as_str);
    given.unwrap_or(Cow::Borrowed(family.option_space()))
}

/// One member of `option-data`.
#[derive(Debug, Clone, Copy)]
pub struct OptionData<'d> {
    node: Node<'d>,
    family: Family,
    // Looked for once: a configuration has millions of options.
    pub(crate) code_at: Option<Node<'d>>,
    pub(crate) name_at: Option<Node<'d>>,
    pub(crate) space_at: Option<Node<'d>>,
    pub(crate) data_at: Option<Node<'d>>,
    csv_format_at: Option<Node<'d>>,
    always_send_at: Option<Node<'d>>,
}

pub(crate) fn options(node: Node<'_>, family: Family) -> Vec<OptionData<'_>> {
    maps(node, "option-data").map(|node| OptionData::new(node, family)).collect()
}

impl<'d> OptionData<'d> {
    fn new(node: Node<'d>, family: Family) -> Self {
        let keys = ["name", "data", "code", "space", "csv-format", "always-send"];
        let [name_at, data_at, code_at, space_at, csv_format_at, always_send_at] =
            node.get_each(keys);
        Self { node, family, code_at, name_at, space_at, data_at, csv_format_at, always_send_at }
    }

    /// The map it is made from.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// The family of the server.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// Its name, where it is given.
    #[must_use]
    pub fn name(&self) -> Option<Cow<'d, str>> {
        self.name_at?.as_str()
    }

    /// Its code, where it is given.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.code_at?.as_i64()
    }

    /// Its space; `dhcp4` or `dhcp6` unless given.
    #[must_use]
    pub fn space(&self) -> Cow<'d, str> {
        space(self.space_at, self.family)
    }

    /// Its data as written; empty where it has none.
    #[must_use]
    pub fn data(&self) -> Cow<'d, str> {
        self.data_at.and_then(Node::as_str).unwrap_or(Cow::Borrowed(""))
    }

    /// Whether the data is comma-separated text (else hexadecimal digits); `None` where not said:
    /// text then for options with a definition, digits for those without.
    #[must_use]
    pub fn csv_format(&self) -> Option<bool> {
        self.csv_format_at?.as_bool()
    }

    /// Whether it is sent unasked; `false` unless given.
    #[must_use]
    pub fn always_send(&self) -> bool {
        self.always_send_at.and_then(Node::as_bool).unwrap_or(false)
    }
}

/// One member of `option-def`.
#[derive(Debug, Clone, Copy)]
pub struct OptionDefinition<'d> {
    node: Node<'d>,
    family: Family,
}

pub(crate) fn definitions(node: Node<'_>, family: Family) -> Vec<OptionDefinition<'_>> {
    maps(node, "option-def").map(|node| OptionDefinition { node, family }).collect()
}

impl<'d> OptionDefinition<'d> {
    /// The map it is made from.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<Cow<'d, str>> {
        self.node.get("name")?.as_str()
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.node.get("code")?.as_i64()
    }

    /// Its space; `dhcp4` or `dhcp6` unless given.
    #[must_use]
    pub fn space(&self) -> Cow<'d, str> {
        space(self.node.get("space"), self.family)
    }

    /// The type of its data: `ipv4-address`, `record` ...
    #[must_use]
    pub fn data_type(&self) -> Option<Cow<'d, str>> {
        self.node.get("type")?.as_str()
    }

    /// The types of a record's fields, in order.
    #[must_use]
    pub fn record_types(&self) -> Vec<String> {
        let text = self.node.get("record-types").and_then(Node::as_str).unwrap_or_default();
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// Whether the value (of a record, its last field) repeats.
    #[must_use]
    pub fn is_array(&self) -> bool {
        self.node.get("array").and_then(Node::as_bool).unwrap_or(false)
    }

    /// The space of the options inside it.
    #[must_use]
    pub fn encapsulates(&self) -> Option<Cow<'d, str>> {
        self.node.get("encapsulate")?.as_str().filter(|space| !space.is_empty())
    }
}
