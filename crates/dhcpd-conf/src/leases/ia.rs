//! `ia-na`, `ia-ta` and `ia-pd`: what one interface of a DHCPv6 client has.

use std::net::Ipv6Addr;

use super::parser::{Fate, Parser};
use super::piece::{Kept, Piece, Statement, StatementKind, statements};
use super::problem::ProblemKind;
use super::scan::Token;
use super::state::{BindingState, ByteOrder};
use super::time::Stamp;
use crate::index::kind::Kind;

/// What an identity association is about (RFC 8415, section 4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IaKind {
    /// `ia-na`: addresses.
    Na,
    /// `ia-ta`: temporary addresses.
    Ta,
    /// `ia-pd`: delegated prefixes.
    Pd,
}

#[derive(Debug, Clone)]
pub(super) struct IaParts {
    pub(super) kind: IaKind,
    pub(super) key: Piece,
    pub(super) cltt: i32,
}

/// An address or prefix of an IA, over its text.
#[derive(Debug, Clone)]
pub(super) struct AddressParts {
    pub(super) address: Ipv6Addr,
    pub(super) length: u8,
    pub(super) state: Option<BindingState>,
    pub(super) ends: i32,
    pub(super) preferred: u32,
    pub(super) valid: u32,
    /// Its statements among those of the record.
    kept: (u32, u32),
}

/// One `ia-na`, `ia-ta` or `ia-pd` record (dhcpd.leases(5), "THE IA DECLARATION").
#[derive(Debug, Clone, Copy)]
pub struct Ia<'a> {
    pub(super) text: &'a [u8],
    pub(super) parts: &'a IaParts,
    pub(super) addresses: &'a [AddressParts],
    pub(super) kept: &'a [Kept],
}

impl<'a> Ia<'a> {
    /// What it is about.
    #[must_use]
    pub const fn kind(&self) -> IaKind {
        self.parts.kind
    }

    /// The IAID and behind it the DUID, as they are written: what tells IAs of a kind apart. The
    /// first four octets are the IAID in the [byte order](super::Record::ByteOrder) of the file.
    #[must_use]
    pub fn key(&self) -> super::Data<'a> {
        self.parts.key.data(self.text)
    }

    /// The IAID, in a file of this byte order; [`None`] where the key is shorter than four octets.
    #[must_use]
    pub fn iaid(&self, order: ByteOrder) -> Option<u32> {
        iaid(self.key().bytes(), order)
    }

    /// The client's DUID.
    pub fn duid(&self) -> impl Iterator<Item = u8> {
        self.key().bytes().skip(4)
    }

    /// `cltt`: when the client was last heard of.
    #[must_use]
    pub const fn cltt(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.cltt)
    }

    /// The addresses or prefixes, in order.
    pub fn addresses(&self) -> impl Iterator<Item = IaAddress<'a>> {
        let (text, kept) = (self.text, self.kept);
        self.addresses.iter().map(move |parts| IaAddress { text, parts, kept })
    }
}

/// The IAID at the start of a key.
pub(super) fn iaid(mut key: impl Iterator<Item = u8>, order: ByteOrder) -> Option<u32> {
    let bytes = [key.next()?, key.next()?, key.next()?, key.next()?];
    Some(match order {
        ByteOrder::Little => u32::from_le_bytes(bytes),
        ByteOrder::Big => u32::from_be_bytes(bytes),
    })
}

/// `iaaddr` or `iaprefix`.
#[derive(Debug, Clone, Copy)]
pub struct IaAddress<'a> {
    text: &'a [u8],
    parts: &'a AddressParts,
    kept: &'a [Kept],
}

impl<'a> IaAddress<'a> {
    /// The address, or the first one of the prefix.
    #[must_use]
    pub const fn address(&self) -> Ipv6Addr {
        self.parts.address
    }

    /// The length of the prefix; 128 for an address.
    #[must_use]
    pub const fn prefix_length(&self) -> u8 {
        self.parts.length
    }

    /// `binding state`. dhcpd writes none but `active`, `expired`, `released` and `abandoned`.
    #[must_use]
    pub const fn state(&self) -> Option<BindingState> {
        self.parts.state
    }

    /// `ends`: until when the client has it.
    #[must_use]
    pub const fn ends(&self) -> Option<Stamp> {
        Stamp::of_stored(self.parts.ends)
    }

    /// `preferred-life`: seconds, counted from `cltt`.
    #[must_use]
    pub const fn preferred_life(&self) -> u32 {
        self.parts.preferred
    }

    /// `max-life`: the valid lifetime in seconds, counted from `cltt`.
    #[must_use]
    pub const fn max_life(&self) -> u32 {
        self.parts.valid
    }

    /// `set` and `on` statements, and what dhcpd does not know.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'a>> {
        let (from, to) = self.parts.kept;
        statements(self.text, self.kept.get(from as usize..to as usize).unwrap_or(&[]))
    }
}

impl Parser<'_, '_> {
    /// The IA that `record`, the word taken last, begins; [`None`] without key and brace.
    pub(super) fn ia(&mut self, kind: IaKind, record: Token) -> Option<IaParts> {
        let key = self.data()?;
        if self.scan.next().kind != Kind::LBrace {
            return None;
        }
        let mut ia = IaParts { kind, key, cltt: 0 };
        while let Some(word) = self.step(record) {
            match (word.kind, kind) {
                (Kind::Cltt, _) => ia.cltt = Stamp::stored(self.date(word)),
                (Kind::Iaaddr, IaKind::Na | IaKind::Ta) | (Kind::Iaprefix, IaKind::Pd) => {
                    self.ia_address(kind, word);
                }
                _ => _ = self.keep(StatementKind::Unknown, word),
            }
        }
        // dhcpd keeps nothing of an IA that was cut off.
        self.fate.lost |= self.fate.truncated;
        Some(ia)
    }

    fn ia_address(&mut self, kind: IaKind, record: Token) {
        let at = self.scan.at;
        let head = self.ia_head(kind);
        let Some((address, length)) = head else {
            self.scan.at = at;
            return self.malformed(record);
        };
        let mut parts = AddressParts {
            address,
            length,
            state: None,
            ends: 0,
            preferred: 0,
            valid: 0,
            kept: (self.kept(), 0),
        };
        while let Some(word) = self.step(record) {
            self.ia_statement(&mut parts, word);
        }
        parts.kept.1 = self.kept();
        if parts.state.is_none() || parts.ends == 0 {
            self.fate = Fate { truncated: true, lost: true };
            self.flaw(ProblemKind::Incomplete, record);
        }
        self.notes.addresses.push(parts);
    }

    fn kept(&self) -> u32 {
        u32::try_from(self.notes.kept.len()).unwrap_or(u32::MAX)
    }

    /// `ADDRESS {` or `ADDRESS/LENGTH {`.
    fn ia_head(&mut self, kind: IaKind) -> Option<(Ipv6Addr, u8)> {
        let first = self.scan.next();
        let mut end = first.end;
        let mut token = first;
        // An address is words, keywords among them (`add`), colons and dots.
        while matches!(token.kind, Kind::Colon | Kind::Dot | Kind::Number)
            || token.kind.is_identifier()
        {
            end = token.end;
            token = self.scan.next();
        }
        let address = self.scan.bytes.get(first.start..end).unwrap_or(&[]);
        let address = std::str::from_utf8(address).ok()?.parse().ok()?;
        let length = match kind {
            IaKind::Pd if token.kind == Kind::Slash => {
                let length = u8::try_from(self.number()?).ok().filter(|length| *length <= 128)?;
                token = self.scan.next();
                length
            }
            IaKind::Pd => return None,
            IaKind::Na | IaKind::Ta => 128,
        };
        (token.kind == Kind::LBrace).then_some((address, length))
    }

    fn ia_statement(&mut self, parts: &mut AddressParts, word: Token) {
        match word.kind {
            Kind::Binding => {
                let at = self.scan.at;
                let state = match self.scan.next().kind {
                    Kind::State => BindingState::of(self.scan.next().kind),
                    _ => None,
                };
                parts.state = state.or(parts.state);
                if state.is_none() {
                    self.scan.at = at;
                    self.malformed(word);
                } else {
                    self.semicolon(word);
                }
            }
            Kind::PreferredLife => parts.preferred = self.seconds(word),
            Kind::MaxLife => parts.valid = self.seconds(word),
            Kind::Ends => parts.ends = Stamp::stored(self.date(word)),
            Kind::Set => _ = self.keep(StatementKind::Set, word),
            Kind::On => _ = self.keep(StatementKind::On, word),
            _ => _ = self.keep(StatementKind::Unknown, word),
        }
    }

    /// A number with its semicolon; 0 where it cannot be read. Early servers wrote no semicolon.
    fn seconds(&mut self, word: Token) -> u32 {
        let at = self.scan.at;
        let Some(number) = self.number() else {
            self.scan.at = at;
            self.malformed(word);
            return 0;
        };
        if self.scan.peek() == Kind::Semicolon {
            self.scan.next();
        } else {
            self.flaw(ProblemKind::Malformed, word);
        }
        // The cut is what C does.
        number as u32
    }
}
