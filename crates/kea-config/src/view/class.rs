//! Client classes.

use std::borrow::Cow;

use super::{Family, OptionDefinition, level};
use crate::expression::{Reference, Wants, examine};
use crate::node::Node;
use crate::version::Version;

/// A class of clients.
#[derive(Debug, Clone, Copy)]
pub struct ClientClass<'d> {
    node: Node<'d>,
    family: Family,
}

level!(ClientClass);

impl<'d> ClientClass<'d> {
    pub(super) const fn new(node: Node<'d>, family: Family) -> Self {
        Self { node, family }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> Option<Cow<'d, str>> {
        self.node.get("name")?.as_str()
    }

    /// The expression that puts clients in it (or, of a template class, names the class to spawn).
    #[must_use]
    pub fn test(&self) -> Option<Node<'d>> {
        self.node.get_any(&["test", "template-test"])
    }

    /// The classes that its expression asks about (`member('x')`), in written order; `None` where
    /// no version understands the expression.
    #[must_use]
    pub fn members(&self) -> Option<Vec<String>> {
        let class = |reference| match reference {
            Reference::Class(name) => Some(name),
            Reference::Option(_) => None,
        };
        Some(self.references()?.into_iter().filter_map(class).collect())
    }

    /// The options that its expression names (`option[x]`), in written order; `None` where no version
    /// understands the expression.
    #[must_use]
    pub fn named_options(&self) -> Option<Vec<String>> {
        let option = |reference| match reference {
            Reference::Option(name) => Some(name),
            Reference::Class(_) => None,
        };
        Some(self.references()?.into_iter().filter_map(option).collect())
    }

    fn references(&self) -> Option<Vec<Reference>> {
        let Some(test) = self.test().and_then(Node::as_bytes).filter(|test| !test.is_empty())
        else {
            return Some(Vec::new());
        };
        let wants = if self.node.get("test").is_some() { Wants::Boolean } else { Wants::Text };
        examine(&test, self.family, Version::ANY, wants).ok()
    }

    /// Option definitions of its own; DHCPv4 only.
    #[must_use]
    pub fn option_definitions(&self) -> Vec<OptionDefinition<'d>> {
        super::option::definitions(self.node, self.family)
    }

    /// Whether it is evaluated only where a subnet or pool asks for it.
    #[must_use]
    pub fn only_in_additional_list(&self) -> bool {
        let keys = ["only-in-additional-list", "only-if-required"];
        self.node.get_any(&keys).and_then(Node::as_bool).unwrap_or(false)
    }
}
