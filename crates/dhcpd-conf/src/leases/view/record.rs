//! Records that are few: they are kept with their text.

use std::collections::BTreeMap;

use super::super::declaration::{Declaration, DeclarationKind, DeclarationParts};
use super::super::failover::{FailoverParts, FailoverRecord};
use super::super::piece::Kept;

type Key = (DeclarationKind, Vec<u8>, Vec<u8>);

#[derive(Debug, Clone, Default)]
pub(super) struct Records {
    declarations: BTreeMap<Key, Declared>,
    failover: BTreeMap<Vec<u8>, Stated>,
}

#[derive(Debug, Clone)]
struct Declared {
    text: Box<[u8]>,
    parts: DeclarationParts,
    kept: Box<[Kept]>,
}

#[derive(Debug, Clone)]
struct Stated {
    text: Box<[u8]>,
    parts: FailoverParts,
}

impl Records {
    pub(super) fn set_declaration(&mut self, declaration: &Declaration<'_>, text: &[u8]) {
        let data = declaration.subclass_data().map(|data| data.to_vec()).unwrap_or_default();
        let key = (declaration.kind(), declaration.name().to_vec(), data);
        let (parts, kept) = (declaration.parts.clone(), declaration.kept.into());
        self.declarations.insert(key, Declared { text: text.into(), parts, kept });
    }

    pub(super) fn set_failover(&mut self, failover: &FailoverRecord<'_>, text: &[u8]) {
        let stated = Stated { text: text.into(), parts: failover.parts.clone() };
        self.failover.insert(failover.name().to_vec(), stated);
    }

    pub(super) fn declarations(&self) -> impl Iterator<Item = Declaration<'_>> {
        self.declarations.values().map(Declared::declaration)
    }

    pub(super) fn declaration(
        &self,
        kind: DeclarationKind,
        name: &[u8],
    ) -> Option<Declaration<'_>> {
        let key = (kind, name.to_vec(), Vec::new());
        self.declarations.get(&key).map(Declared::declaration)
    }

    pub(super) fn failover(&self) -> impl Iterator<Item = FailoverRecord<'_>> {
        self.failover
            .values()
            .map(|stated| FailoverRecord { text: &stated.text, parts: &stated.parts })
    }
}

impl Declared {
    fn declaration(&self) -> Declaration<'_> {
        Declaration { text: &self.text, parts: &self.parts, kept: &self.kept }
    }
}
