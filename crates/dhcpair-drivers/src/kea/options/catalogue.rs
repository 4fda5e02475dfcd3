//! Which definition an option's name or code stands for.

use std::collections::HashMap;
use std::sync::Arc;

use kea_config::{Kind, Node};

use super::layout::{Layout, Row};
use super::standard;

/// What an option is called and how its value is made up.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) code: u16,
    pub(crate) name: Arc<str>,
    pub(crate) layout: Layout,
}

/// The definitions of a configuration, beside those that the server knows by itself.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    v6: bool,
    by_code: HashMap<(Arc<str>, u16), Arc<Definition>>,
    by_name: HashMap<(Arc<str>, Arc<str>), Arc<Definition>>,
}

impl Catalogue {
    /// What the server knows by itself and what an `option-def` list adds.
    pub(crate) fn new(v6: bool, definitions: Option<Node<'_>>) -> Self {
        let mut catalogue = Self { v6, ..Self::default() };
        for node in definitions.into_iter().flat_map(Node::items) {
            let space: Arc<str> = match node.get("space").and_then(Node::as_str) {
                Some(space) => space.into(),
                None => catalogue.main_space().into(),
            };
            if let Some(definition) = definition(node) {
                catalogue.add(space, definition);
            }
        }
        catalogue
    }

    fn add(&mut self, space: Arc<str>, definition: Definition) {
        let definition = Arc::new(definition);
        let by_name = (Arc::clone(&space), Arc::clone(&definition.name));
        self.by_code.insert((space, definition.code), Arc::clone(&definition));
        self.by_name.insert(by_name, definition);
    }

    /// Whether it is for DHCPv6.
    pub(crate) const fn v6(&self) -> bool {
        self.v6
    }

    /// The space that is meant where none is named.
    pub(crate) const fn main_space(&self) -> &'static str {
        if self.v6 { "dhcp6" } else { "dhcp4" }
    }

    /// The definition of a code: the server's own one wins.
    pub(crate) fn by_code(&self, space: &str, code: u16) -> Option<Arc<Definition>> {
        let row = standard::rows(space, self.v6).iter().find(|row| row.0 == code);
        let own = row.map(|row| Arc::new(Definition::from(*row)));
        own.or_else(|| self.by_code.get(&(space.into(), code)).cloned())
    }

    /// The definition of a name: the server's own one wins.
    pub(crate) fn by_name(&self, space: &str, name: &str) -> Option<Arc<Definition>> {
        let row = standard::rows(space, self.v6).iter().find(|row| row.1 == name);
        let own = row.map(|row| Arc::new(Definition::from(*row)));
        own.or_else(|| self.by_name.get(&(space.into(), name.into())).cloned())
    }
}

impl From<Row> for Definition {
    fn from((code, name, layout): Row) -> Self {
        Self { code, name: name.into(), layout: Layout::parse(layout) }
    }
}

/// What an `option-def` entry defines; `None` where it lacks what it must have.
fn definition(node: Node<'_>) -> Option<Definition> {
    let text = |key: &str| node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
    let code = u16::try_from(node.get("code")?.as_i64()?).ok()?;
    let array = node.get("array").and_then(Node::as_bool).unwrap_or(false);
    let types = match text("type")?.as_ref() {
        "record" => text("record-types")?.into_owned(),
        single => single.to_owned(),
    };
    let encapsulates = text("encapsulate").map(|space| space.into());
    (node.kind() == Kind::Map).then_some(())?;
    Some(Definition {
        code,
        name: text("name")?.into(),
        layout: Layout::new(&types, array, encapsulates),
    })
}
