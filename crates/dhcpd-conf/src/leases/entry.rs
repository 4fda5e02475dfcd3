//! One record of a lease file, whatever it is.

use super::declaration::{Declaration, DeclarationKind, DeclarationParts};
use super::failover::{FailoverParts, FailoverRecord};
use super::ia::{Ia, IaKind, IaParts};
use super::lease::{Lease, LeaseParts};
use super::parser::{Fate, Notes, Parser};
use super::piece::{Data, Piece, StatementKind};
use super::problem::{Problem, ProblemKind};
use super::scan::{Scan, Token};
use super::state::ByteOrder;
use crate::index::kind::Kind;

/// One record with its place. Valid until the next one is read.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The line that it begins on, counted from 1.
    pub line: u64,
    /// The byte of the file that it begins with, counted from 0.
    pub offset: u64,
    /// Its text, from its first word to its closing brace or semicolon. Empty for bytes NUL and for
    /// a record that is too long.
    pub text: &'a [u8],
    /// What it says.
    pub record: Record<'a>,
    /// What is wrong with it, at most 16.
    pub problems: &'a [Problem],
    pub(super) fate: Fate,
}

impl Entry<'_> {
    /// Whether it replaces what the file said before about the same thing.
    ///
    /// Not where it is cut off in a way that makes dhcpd lose it, and not where nothing is known of
    /// it. A whole record with a statement that dhcpd does not know does, although dhcpd 4.4 loses
    /// it: another server must have written it.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        let cut_off = self.fate.truncated && self.fate.lost;
        !cut_off && !matches!(self.record, Record::Unknown)
    }
}

/// What a record says.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Record<'a> {
    /// `lease`
    Lease(Lease<'a>),
    /// `ia-na`, `ia-ta`, `ia-pd`
    Ia(Ia<'a>),
    /// `host`, `group`, `class`, `subclass`
    Declaration(Declaration<'a>),
    /// `failover peer NAME state`
    Failover(FailoverRecord<'a>),
    /// `server-duid`: the octets of the server's own DUID.
    ServerDuid(Data<'a>),
    /// `authoring-byte-order`
    ByteOrder(ByteOrder),
    /// Nothing that dhcpd knows, or with a head that cannot be read. The text is kept.
    Unknown,
}

/// A [`Record`] without its text.
#[derive(Debug)]
pub(super) enum Parts {
    Lease(LeaseParts),
    Ia(IaParts),
    Declaration(DeclarationParts),
    Failover(FailoverParts),
    ServerDuid(Piece),
    ByteOrder(ByteOrder),
    Unknown,
}

impl Parts {
    pub(super) fn over<'a>(&'a self, text: &'a [u8], notes: &'a Notes) -> Record<'a> {
        let kept = notes.kept.as_slice();
        match self {
            Self::Lease(parts) => Record::Lease(Lease { text, parts, kept }),
            Self::Ia(parts) => Record::Ia(Ia { text, parts, addresses: &notes.addresses, kept }),
            Self::Declaration(parts) => Record::Declaration(Declaration { text, parts, kept }),
            Self::Failover(parts) => Record::Failover(FailoverRecord { text, parts }),
            Self::ServerDuid(duid) => Record::ServerDuid(duid.data(text)),
            Self::ByteOrder(order) => Record::ByteOrder(*order),
            Self::Unknown => Record::Unknown,
        }
    }
}

/// What was read at the start of some bytes.
pub(super) struct Read {
    pub(super) parts: Parts,
    pub(super) length: usize,
    pub(super) fate: Fate,
}

/// Reads the record that `bytes` begin with; the first byte is no blank. [`None`] where the bytes
/// end before the record does, unless the file ends there (`last`).
pub(super) fn read(bytes: &[u8], last: bool, notes: &mut Notes) -> Option<Read> {
    notes.clear();
    let scan = Scan::new(bytes, last);
    let mut parser = Parser { scan, notes, fate: Fate::default() };
    let parts = parser.record();
    // INVARIANT: at least the first byte was taken.
    let length = parser.scan.at.max(1);
    (!parser.scan.short).then_some(Read { parts, length, fate: parser.fate })
}

impl Parser<'_, '_> {
    fn record(&mut self) -> Parts {
        let word = self.scan.next();
        let parts = match word.kind {
            Kind::Lease => self.lease(word).map(Parts::Lease),
            Kind::IaNa => self.ia(IaKind::Na, word).map(Parts::Ia),
            Kind::IaTa => self.ia(IaKind::Ta, word).map(Parts::Ia),
            Kind::IaPd => self.ia(IaKind::Pd, word).map(Parts::Ia),
            Kind::Host => self.declared(DeclarationKind::Host, word),
            Kind::Group => self.declared(DeclarationKind::Group, word),
            Kind::Class => self.declared(DeclarationKind::Class, word),
            Kind::Subclass => self.declared(DeclarationKind::Subclass, word),
            Kind::Failover => self.failover(word).map(Parts::Failover),
            Kind::ServerDuid => self.data().map(Parts::ServerDuid),
            Kind::AuthoringByteOrder => ByteOrder::of(self.scan.next().kind).map(Parts::ByteOrder),
            _ => return self.unknown(word),
        };
        let Some(parts) = parts else {
            // Not from where the head went wrong: a brace may have been taken.
            self.scan.at = word.end;
            self.malformed(word);
            return Parts::Unknown;
        };
        if matches!(word.kind, Kind::ServerDuid | Kind::AuthoringByteOrder) {
            self.semicolon(word);
        }
        parts
    }

    fn declared(&mut self, kind: DeclarationKind, word: Token) -> Option<Parts> {
        self.declaration(kind, word).map(Parts::Declaration)
    }

    fn unknown(&mut self, word: Token) -> Parts {
        if matches!(word.kind, Kind::Semicolon | Kind::RBrace) {
            self.flaw(ProblemKind::UnknownStatement, word);
        } else {
            self.scan.at = word.start;
            self.keep(StatementKind::Unknown, word);
        }
        Parts::Unknown
    }
}
