//! Values inside a record: places in its text, and what the bytes there mean.

use std::fmt;

use crate::index::bytes::digit_of;
use crate::index::lexer::Unescape;

/// A part of a record's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Piece {
    /// A reader keeps no record of 4 GiB.
    pub(super) fn new(start: usize, end: usize) -> Self {
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: small(start), end: small(end) }
    }

    pub(super) fn of(self, text: &[u8]) -> &[u8] {
        crate::index::bytes::part(text, self.start, self.end)
    }

    /// A string, or octets in hexadecimal.
    pub(super) fn data(self, text: &[u8]) -> Data<'_> {
        Data { raw: self.of(text), words: false }
    }

    /// A string, or words.
    pub(super) fn name(self, text: &[u8]) -> Data<'_> {
        Data { raw: self.of(text), words: true }
    }
}

/// What an executable statement of a record is, or another one that has no typed field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// `set NAME = VALUE;`: what the server remembers with the lease.
    Set,
    /// `on expiry { ... }`, `on release { ... }`: what is done then.
    On,
    /// `option agent.NAME VALUE;`: what the relay said.
    Option,
    /// `billing class "NAME";`: the class whose limit the lease counts against.
    Billing,
    /// Any statement of a host, group or class that has no field of its own.
    Other,
    /// No statement of a lease file.
    Unknown,
}

/// A statement that is kept as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// What it is.
    pub kind: StatementKind,
    /// Its text, from its first word to its semicolon or closing brace.
    pub text: &'a [u8],
}

/// A [`Statement`] whose text is not at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub(super) kind: StatementKind,
    pub(super) piece: Piece,
}

/// The statements of a record, over its text.
pub(super) fn statements<'a>(
    text: &'a [u8],
    kept: &'a [Kept],
) -> impl Iterator<Item = Statement<'a>> {
    kept.iter().map(|kept| Statement { kind: kept.kind, text: kept.piece.of(text) })
}

/// A value as it is written: a quoted string, octets in hexadecimal with colons, or plain words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Data<'a> {
    raw: &'a [u8],
    /// Whether a text without quotes is words, not octets.
    words: bool,
}

impl<'a> Data<'a> {
    /// The text, quotes included.
    #[must_use]
    pub const fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// The octets that the text means: escapes are resolved, hexadecimal octets are numbers.
    pub fn bytes(self) -> impl Iterator<Item = u8> {
        let (quoted, plain): (&[u8], &[u8]) = match self.raw {
            [b'"', ..] => (self.raw, &[]),
            plain => (&[], plain),
        };
        let (words, octets): (&[u8], &[u8]) = if self.words { (plain, &[]) } else { (&[], plain) };
        let words = words.iter().copied().filter(|byte| !byte.is_ascii_whitespace());
        Unescape::new(quoted, 1).chain(Octets { rest: octets }).chain(words)
    }

    /// [`bytes`](Self::bytes) as a new vector.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        self.bytes().collect()
    }
}

/// Octets in hexadecimal: one or two digits, divided by whatever is no digit.
struct Octets<'a> {
    rest: &'a [u8],
}

impl Iterator for Octets<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while let [first, rest @ ..] = self.rest {
            let high = digit_of(*first);
            self.rest = rest;
            if high > 15 {
                continue;
            }
            let Some(low) = rest.first().map(|byte| digit_of(*byte)).filter(|low| *low < 16) else {
                return Some(high);
            };
            self.rest = rest.get(1..).unwrap_or(&[]);
            return Some(high << 4 | low);
        }
        None
    }
}

/// The longest hardware address that dhcpd keeps.
const LONGEST: usize = 20;

/// A link-layer address with its type.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hardware {
    kind: u8,
    length: u8,
    bytes: [u8; LONGEST],
}

impl Hardware {
    /// 0 to 20 octets; [`None`] for more.
    #[must_use]
    pub fn new(kind: u8, address: &[u8]) -> Option<Self> {
        let mut bytes = [0; LONGEST];
        bytes.get_mut(..address.len())?.copy_from_slice(address);
        Some(Self { kind, length: u8::try_from(address.len()).ok()?, bytes })
    }

    /// The type: 1 is Ethernet, 6 token ring, 8 FDDI, 32 InfiniBand (IANA, "Hardware Types").
    #[must_use]
    pub const fn kind(&self) -> u8 {
        self.kind
    }

    /// The octets.
    #[must_use]
    pub fn address(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or(&[])
    }
}

impl fmt::Display for Hardware {
    /// As dhcpd writes it: `ethernet 00:53:00:00:00:01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            1 => f.write_str("ethernet")?,
            6 => f.write_str("token-ring")?,
            8 => f.write_str("fddi")?,
            32 => f.write_str("infiniband")?,
            other => write!(f, "unknown-{other}")?,
        }
        for (at, byte) in self.address().iter().enumerate() {
            write!(f, "{}{byte:02x}", if at == 0 { ' ' } else { ':' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Hardware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hardware({self})")
    }
}
