//! What the records of a lease file have in common: values, statements, and going on after an error.

use super::piece::{Hardware, Kept, Piece, StatementKind};
use super::problem::{Flaw, ProblemKind};
use super::scan::{Scan, Token};
use super::time::{Date, Stamp, WRITTEN, written_date};
use crate::index::bytes::digit_of;
use crate::index::kind::Kind;
use crate::read::literal::atoi;

/// What a record has a variable number of, in buffers that are used again for each record.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) kept: Vec<Kept>,
    pub(super) addresses: Vec<super::ia::AddressParts>,
    pub(super) flaws: Vec<Flaw>,
}

impl Notes {
    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.addresses.clear();
        self.flaws.clear();
    }
}

/// More problems of one record than anybody reads: the rest is not kept.
const FLAWS: usize = 16;

/// Reads one record from the start of a piece of a file.
pub(super) struct Parser<'a, 'n> {
    pub(super) scan: Scan<'a>,
    pub(super) notes: &'n mut Notes,
    pub(super) fate: Fate,
}

/// What a record is worth although something is wrong with it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fate {
    /// It stops in the middle.
    pub(super) truncated: bool,
    /// dhcpd loses it.
    pub(super) lost: bool,
}

impl Parser<'_, '_> {
    pub(super) fn flaw(&mut self, kind: ProblemKind, word: Token) {
        if self.notes.flaws.len() < FLAWS {
            self.notes.flaws.push(Flaw { kind, start: word.start, end: word.end });
        }
    }

    /// The value of the statement that begins with `word` cannot be read: goes on behind it.
    pub(super) fn malformed(&mut self, word: Token) {
        self.flaw(ProblemKind::Malformed, word);
        self.skip();
    }

    /// The first word of the next statement of the record that `record` begins; [`None`] where the
    /// closing brace was taken, or the record stops in the middle.
    pub(super) fn step(&mut self, record: Token) -> Option<Token> {
        let word = self.scan.next();
        match word.kind {
            Kind::RBrace => None,
            Kind::End => {
                self.truncated(record);
                None
            }
            _ if self.begins_record(word) => {
                self.scan.at = word.start;
                self.fate.lost = true;
                self.truncated(record);
                None
            }
            _ => Some(word),
        }
    }

    fn truncated(&mut self, record: Token) {
        if !self.fate.truncated {
            self.fate.truncated = true;
            self.flaw(ProblemKind::Truncated, record);
        }
    }

    /// Whether a word at the start of a line begins a record, and can be nothing else: there a
    /// record that was cut off ends.
    fn begins_record(&self, word: Token) -> bool {
        let begins = matches!(
            word.kind,
            Kind::Lease
                | Kind::IaNa
                | Kind::IaTa
                | Kind::IaPd
                | Kind::Failover
                | Kind::ServerDuid
                | Kind::AuthoringByteOrder
        );
        begins && word.start > 0 && self.scan.bytes.get(word.start - 1) == Some(&b'\n')
    }

    /// Goes on behind the semicolon or the block that ends a statement, or before a brace that
    /// closes the record; gives the end of the statement, and whether it has one.
    pub(super) fn skip(&mut self) -> (usize, bool) {
        let mut depth = 0u32;
        let mut end = self.scan.at;
        loop {
            let token = self.scan.next();
            match token.kind {
                Kind::Semicolon if depth == 0 => return (token.end, true),
                Kind::RBrace if depth == 1 => return (token.end, true),
                Kind::LBrace => depth += 1,
                Kind::RBrace if depth > 0 => depth -= 1,
                Kind::End => return (end, false),
                _ if token.kind == Kind::RBrace || self.begins_record(token) => {
                    self.scan.at = token.start;
                    return (end, false);
                }
                _ => {}
            }
            end = token.end;
        }
    }

    /// Takes the semicolon that ends the statement.
    pub(super) fn semicolon(&mut self, word: Token) -> bool {
        let at = self.scan.at;
        if self.scan.bytes.get(at) == Some(&b';') {
            self.scan.at += 1;
            return true;
        }
        let taken = self.scan.next().kind == Kind::Semicolon;
        if !taken {
            self.scan.at = at;
            self.malformed(word);
        }
        taken
    }

    /// Keeps a statement as text; whether it has an end.
    pub(super) fn keep(&mut self, kind: StatementKind, word: Token) -> bool {
        let (end, whole) = self.skip();
        if kind == StatementKind::Unknown {
            self.fate.lost = true;
            self.flaw(ProblemKind::UnknownStatement, word);
        }
        self.notes.kept.push(Kept { kind, piece: Piece::new(word.start, end) });
        whole
    }

    /// A date with its semicolon.
    pub(super) fn date(&mut self, word: Token) -> Option<Stamp> {
        let rest = self.scan.bytes.get(self.scan.at..).unwrap_or(&[]);
        if let Some(stamp) = rest.first_chunk::<WRITTEN>().and_then(written_date) {
            self.scan.at += WRITTEN;
            return Some(stamp);
        }
        let at = self.scan.at;
        let Some(stamp) = self.any_date() else {
            self.scan.at = at;
            self.malformed(word);
            return None;
        };
        self.semicolon(word).then_some(stamp)
    }

    fn any_date(&mut self) -> Option<Stamp> {
        match self.scan.peek() {
            Kind::Never => {
                self.scan.next();
                return Some(Stamp::NEVER);
            }
            Kind::Epoch => {
                self.scan.next();
                return self.number().map(Stamp::from_unix);
            }
            _ => {}
        }
        self.number()?;
        let year = self.number()?;
        let month = self.number_behind(Kind::Slash)?;
        let day = self.number_behind(Kind::Slash)?;
        let hour = self.number()?;
        let minute = self.number_behind(Kind::Colon)?;
        let second = self.number_behind(Kind::Colon)?;
        let zone = if self.scan.peek() == Kind::Number { self.number()? } else { 0 };
        Stamp::of_date(&Date { year, month, day, hour, minute, second, zone })
    }

    fn number_behind(&mut self, sign: Kind) -> Option<i32> {
        (self.scan.next().kind == sign).then(|| self.number()).flatten()
    }

    pub(super) fn number(&mut self) -> Option<i32> {
        let token = self.scan.next();
        (token.kind == Kind::Number).then(|| atoi(self.scan.text(token)))
    }

    /// A string, or octets in hexadecimal.
    pub(super) fn data(&mut self) -> Option<Piece> {
        let token = self.scan.next();
        if token.kind == Kind::Quoted {
            return Some(Piece::new(token.start, token.end));
        }
        let mut end = self.is_octet(token).then_some(token.end)?;
        loop {
            let at = self.scan.at;
            if self.scan.next().kind != Kind::Colon {
                self.scan.at = at;
                return Some(Piece::new(token.start, end));
            }
            let octet = self.scan.next();
            if octet.kind == Kind::End {
                // As for dhcpd, what was read so far counts.
                self.scan.at = at;
                return Some(Piece::new(token.start, end));
            }
            end = self.is_octet(octet).then_some(octet.end)?;
        }
    }

    fn is_octet(&self, token: Token) -> bool {
        let text = self.scan.text(token);
        token.kind.is_hex_data()
            && matches!(text.len(), 1 | 2)
            && text.iter().all(|byte| digit_of(*byte) < 16)
    }

    /// A string, or words with dots between them.
    pub(super) fn name(&mut self) -> Option<Piece> {
        let first = self.scan.next();
        if first.kind == Kind::Quoted {
            return Some(Piece::new(first.start, first.end));
        }
        let is_word = |token: Token| token.kind.is_identifier() || token.kind == Kind::Number;
        let mut end = is_word(first).then_some(first.end)?;
        while self.scan.peek() == Kind::Dot {
            end = self.scan.next().end;
            let at = self.scan.at;
            let word = self.scan.next();
            if !is_word(word) {
                self.scan.at = at;
                break;
            }
            end = word.end;
        }
        Some(Piece::new(first.start, end))
    }

    /// `ethernet 00:53:00:00:00:01;`, with the semicolon. As for dhcpd, a type without an address
    /// that can be read is a hardware address of no octets.
    pub(super) fn hardware(&mut self, word: Token) -> Option<Hardware> {
        let at = self.scan.at;
        let Some(kind) = self.hardware_kind() else {
            self.scan.at = at;
            self.malformed(word);
            return None;
        };
        let at = self.scan.at;
        let rest = self.scan.bytes.get(at..).unwrap_or(&[]);
        if let Some((address, taken)) = written_hardware(kind, rest) {
            self.scan.at += taken;
            return Some(address);
        }
        let address = match self.scan.peek() {
            Kind::Semicolon => Hardware::new(kind, &[]),
            _ => self.hardware_address(kind),
        };
        if address.is_none() {
            self.scan.at = at;
            self.malformed(word);
            return Hardware::new(kind, &[]);
        }
        self.semicolon(word);
        address
    }

    fn hardware_kind(&mut self) -> Option<u8> {
        let kind = self.scan.next();
        Some(match (kind.kind, self.scan.text(kind)) {
            (Kind::Ethernet, _) => 1,
            (Kind::TokenRing, _) => 6,
            (Kind::Fddi, _) => 8,
            (Kind::Infiniband, _) => 32,
            // The cut is what dhcpd does.
            (_, text) => atoi(text.strip_prefix(b"unknown-")?) as u8,
        })
    }

    fn hardware_address(&mut self, kind: u8) -> Option<Hardware> {
        if self.scan.peek() == Kind::Quoted {
            return None;
        }
        let mut address = [0; 32];
        let mut length = 0;
        let piece = self.data()?;
        for byte in piece.data(self.scan.bytes).bytes() {
            *address.get_mut(length)? = byte;
            length += 1;
        }
        Hardware::new(kind, address.get(..length)?)
    }
}

/// A hardware address exactly as dhcpd writes it, and how many bytes it takes: a blank, pairs of
/// digits with colons, a semicolon.
fn written_hardware(kind: u8, text: &[u8]) -> Option<(Hardware, usize)> {
    let mut address = [0; 20];
    let mut length = 0;
    let mut rest = text.strip_prefix(b" ")?;
    loop {
        let [high, low, sign, behind @ ..] = rest else { return None };
        let (high, low) = (digit_of(*high), digit_of(*low));
        if high > 15 || low > 15 {
            return None;
        }
        *address.get_mut(length)? = high << 4 | low;
        length += 1;
        rest = behind;
        match sign {
            b':' => {}
            b';' => break,
            _ => return None,
        }
    }
    Some((Hardware::new(kind, address.get(..length)?)?, length * 3 + 1))
}
