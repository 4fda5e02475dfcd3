//! Hosts, groups, classes and subclasses that were made while the server ran.

use super::parser::Parser;
use super::piece::{Data, Hardware, Kept, Piece, Statement, StatementKind, statements};
use super::scan::Token;
use crate::index::kind::Kind;

/// What is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeclarationKind {
    /// `host NAME { ... }`
    Host,
    /// `group NAME { ... }`
    Group,
    /// `class "NAME" { ... }`
    Class,
    /// `subclass "NAME" DATA { ... }`
    Subclass,
}

#[derive(Debug, Clone)]
pub(super) struct DeclarationParts {
    pub(super) kind: DeclarationKind,
    pub(super) name: Piece,
    data: Option<Piece>,
    dynamic: bool,
    fixed: bool,
    pub(super) deleted: bool,
    hardware: Option<Hardware>,
    uid: Option<Piece>,
    addresses: Option<Piece>,
    group: Option<Piece>,
}

/// One `host`, `group`, `class` or `subclass` record (dhcpd.leases(5)).
#[derive(Debug, Clone, Copy)]
pub struct Declaration<'a> {
    pub(super) text: &'a [u8],
    pub(super) parts: &'a DeclarationParts,
    pub(super) kept: &'a [Kept],
}

impl<'a> Declaration<'a> {
    /// What is declared.
    #[must_use]
    pub const fn kind(&self) -> DeclarationKind {
        self.parts.kind
    }

    /// The name; of a subclass, the name of its class.
    #[must_use]
    pub fn name(&self) -> Data<'a> {
        self.parts.name.name(self.text)
    }

    /// The data that a subclass is for.
    #[must_use]
    pub fn subclass_data(&self) -> Option<Data<'a>> {
        self.parts.data.map(|data| data.data(self.text))
    }

    /// `dynamic;`: made while the server ran, not in its configuration.
    #[must_use]
    pub const fn is_dynamic(&self) -> bool {
        self.parts.dynamic
    }

    /// `static;`: a change of a group of the configuration.
    #[must_use]
    pub const fn is_static(&self) -> bool {
        self.parts.fixed
    }

    /// `deleted;`: there is no such thing any more, whatever stands before or in the configuration.
    #[must_use]
    pub const fn is_deleted(&self) -> bool {
        self.parts.deleted
    }

    /// `hardware` of a host.
    #[must_use]
    pub const fn hardware(&self) -> Option<Hardware> {
        self.parts.hardware
    }

    /// `uid` of a host: the client identifier.
    #[must_use]
    pub fn uid(&self) -> Option<Data<'a>> {
        self.parts.uid.map(|uid| uid.data(self.text))
    }

    /// What stands behind `fixed-address` of a host, one by one: addresses, or host names that
    /// dhcpd resolves.
    pub fn fixed_addresses(&self) -> impl Iterator<Item = &'a [u8]> {
        let list = self.parts.addresses.map_or(&[][..], |list| list.of(self.text));
        let list = list.strip_suffix(b";").unwrap_or(list);
        let each = list.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        each.filter(|address| !address.is_empty())
    }

    /// `group` of a host: the name of a named group.
    #[must_use]
    pub fn group(&self) -> Option<Data<'a>> {
        self.parts.group.map(|group| group.name(self.text))
    }

    /// Everything else, in order.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'a>> {
        statements(self.text, self.kept)
    }
}

impl Parser<'_, '_> {
    /// The declaration that `record`, the word taken last, begins; [`None`] without name and brace.
    pub(super) fn declaration(
        &mut self,
        kind: DeclarationKind,
        record: Token,
    ) -> Option<DeclarationParts> {
        let name = self.name()?;
        let data = match kind {
            DeclarationKind::Subclass => Some(self.data()?),
            _ => None,
        };
        let mut parts = DeclarationParts {
            kind,
            name,
            data,
            dynamic: false,
            fixed: false,
            deleted: false,
            hardware: None,
            uid: None,
            addresses: None,
            group: None,
        };
        match self.scan.next().kind {
            Kind::LBrace => {}
            // A subclass without a body.
            Kind::Semicolon if kind == DeclarationKind::Subclass => return Some(parts),
            _ => return None,
        }
        while let Some(word) = self.step(record) {
            self.declaration_statement(&mut parts, word);
        }
        Some(parts)
    }

    fn declaration_statement(&mut self, parts: &mut DeclarationParts, word: Token) {
        let host = parts.kind == DeclarationKind::Host;
        match word.kind {
            Kind::Dynamic => parts.dynamic |= self.semicolon(word),
            Kind::Deleted => parts.deleted |= self.semicolon(word),
            Kind::Static => parts.fixed |= self.semicolon(word),
            Kind::Hardware if host => parts.hardware = self.hardware(word),
            Kind::Uid if host => parts.uid = self.valued(word, Self::data),
            Kind::Group if host => parts.group = self.valued(word, Self::name),
            Kind::FixedAddress if host => {
                let start = self.scan.at;
                let (end, _) = self.skip();
                parts.addresses = Some(Piece::new(start, end));
            }
            _ => _ = self.keep(StatementKind::Other, word),
        }
    }
}
