//! `authoritative`, which dhcpd inherits at the moment a block is opened.
//!
//! Everything else that is set around a block applies to it wherever it stands. Authority is copied
//! when the block begins: `authoritative;` below a subnet does not reach it.

use std::collections::HashMap;

use config_text::{FileId, Span};

use super::groups::Groups;
use crate::view::{Config, ItemKind, ScopeIx};

/// Whether dhcpd is the authority for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Authority {
    /// `authoritative`; dhcpd's default is not to be.
    pub value: bool,
    /// The statement that says so; `None` where none does.
    pub span: Option<Span>,
}

/// The authority of every scope, by its number.
pub(super) fn of(config: &Config, groups: &Groups) -> Vec<Authority> {
    let mut said: Vec<Said> = Vec::with_capacity(config.scopes.len());
    let files = Files::of(config);
    for (at, node) in config.scopes() {
        let from = groups.next(at).or(node.parent).and_then(|from| said.get(from.index()));
        let at_first = from.map(|from| from.before(&files, node.span)).unwrap_or_default();
        said.push(Said { at_first, later: statements(config, at) });
    }
    said.iter().map(Said::at_last).collect()
}

/// What a scope says of authority.
struct Said {
    /// Before its own statements.
    at_first: Authority,
    /// Its statements, in order.
    later: Vec<Authority>,
}

impl Said {
    fn at_last(&self) -> Authority {
        self.later.last().copied().unwrap_or(self.at_first)
    }

    /// What is said above a block.
    fn before(&self, files: &Files, block: Span) -> Authority {
        if self.later.is_empty() {
            return self.at_first;
        }
        let here = files.position(block);
        let is_above = |one: &&Authority| one.span.is_some_and(|span| files.position(span) < here);
        self.later.iter().rev().find(is_above).copied().unwrap_or(self.at_first)
    }
}

fn statements(config: &Config, scope: ScopeIx) -> Vec<Authority> {
    let statement = |item: &crate::view::Item| {
        let value = match item.kind {
            ItemKind::Authoritative => true,
            ItemKind::NotAuthoritative => false,
            _ => return None,
        };
        let file = config.file_of(item)?;
        let span = file.node_span(file.tree.node(item.node)?);
        Some(Authority { value, span: Some(span) })
    };
    config.items_of(scope).filter_map(statement).collect()
}

/// The include statement of each file but the main one.
pub(super) struct Files(HashMap<FileId, Span>);

impl Files {
    pub(super) fn of(config: &Config) -> Self {
        let files = config.files().iter().rev();
        Self(files.filter_map(|file| Some((file.file, file.statement?))).collect())
    }

    /// Where dhcpd comes to a place: its offset in the main file, or that of the include statement
    /// and the offset in the included file, and so on.
    pub(super) fn position(&self, place: Span) -> Vec<u32> {
        let mut offsets = vec![place.start];
        let mut file = place.file;
        while let Some(statement) = self.0.get(&file)
            // A file cannot be open twice at the same time.
            && offsets.len() <= self.0.len()
        {
            offsets.push(statement.start);
            file = statement.file;
        }
        offsets.reverse();
        offsets
    }
}
