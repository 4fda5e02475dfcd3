//! Hook libraries.

use std::borrow::Cow;

use crate::node::{Kind, Node};

/// A hook library that the server loads.
#[derive(Debug, Clone, Copy)]
pub struct HookLibrary<'d> {
    node: Node<'d>,
}

impl<'d> HookLibrary<'d> {
    pub(crate) const fn new(node: Node<'d>) -> Self {
        Self { node }
    }

    /// The map it is made from.
    #[must_use]
    pub const fn node(&self) -> Node<'d> {
        self.node
    }

    /// The library's file, with or without a folder.
    #[must_use]
    pub fn library(&self) -> Option<Cow<'d, str>> {
        self.node.get("library")?.as_str()
    }

    /// The library's name without folder and extension: `libdhcp_ha`.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let library = self.library()?;
        let file = library.rsplit('/').next()?;
        Some(file.split('.').next().unwrap_or(file).to_owned())
    }

    /// Its parameters; anything may stand in them.
    #[must_use]
    pub fn parameters(&self) -> Option<Node<'d>> {
        self.node.get("parameters").filter(|node| node.kind() == Kind::Map)
    }
}
