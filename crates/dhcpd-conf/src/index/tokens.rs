//! Tokens as positions in a text, four bytes each: the index of a file stays smaller than the file.

use super::kind::Kind;

/// One token: from the lowest bit on the distance of its first byte to the first byte of its block
/// (16 bits), its kind (9 bits) and its length (7 bits).
#[derive(Debug, Clone, Copy)]
struct Token(u32);

/// The length of a token whose place does not fit: it is in [`Tokens::long`] then.
const LONG: u32 = 127;

impl Token {
    const fn new(distance: u32, kind: Kind, len: u32) -> Self {
        Self(distance | (kind.number() as u32) << 16 | len << 25)
    }

    #[inline]
    fn kind(self) -> Kind {
        Kind::numbered((self.0 >> 16) as u16 & 0x1ff)
    }

    const fn distance(self) -> u32 {
        self.0 & 0xffff
    }

    const fn len(self) -> u32 {
        self.0 >> 25
    }
}

/// How many tokens a block has.
const BLOCK: usize = 256;

/// Where a row of tokens begins in a block at most: none of them is too far from its first byte.
const NEAR: u32 = 0xf000;

/// More flaws than anybody reads: the rest is not kept.
const FLAWS: usize = 1_000;

/// Something the lexer itself refuses, whatever the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A string without its closing quote, or with a byte 0xFF in it.
    OpenString,
    /// A string of more than 1,499 bytes.
    LongString,
    /// A `\x` without two hexadecimal digits, or an octal escape with a bad digit.
    Escape,
    /// A word or number of more than 1,499 bytes.
    LongWord,
    /// Two or more bytes NUL with nothing between them but white space.
    Nuls,
    /// 1,500 or more bytes of white space in a row: dhcpd gives up.
    LongSpace,
}

/// The tokens of one file.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    tokens: Vec<Token>,
    /// The first byte of each block of tokens.
    blocks: Vec<u32>,
    /// The last of them.
    block: u32,
    /// First byte and length of tokens that do not fit, by token, in order.
    long: Vec<(u32, u32, u32)>,
    /// Flaws by token: the flawed one, or the next one for white space.
    pub(crate) flaws: Vec<(u32, Flaw)>,
    /// The first NUL outside strings and comments.
    pub(crate) nul: Option<u32>,
    /// Tokens behind which a secret stands, in order.
    pub(crate) secrets: Vec<u32>,
    /// Words that begin something about keys, in order.
    pub(super) keys: Vec<u32>,
    /// Length of the text.
    len: u32,
}

impl Tokens {
    /// None yet, with room for those of a text of this many bytes.
    pub(super) fn for_text(len: usize) -> Self {
        let mut tokens = Self { len: u32::try_from(len).unwrap_or(u32::MAX), ..Self::default() };
        // Real files have a token for every three to five bytes; what is not used is never touched.
        tokens.tokens.reserve(len / 3);
        tokens.blocks.reserve(len / 3 / BLOCK + 1);
        tokens
    }

    pub(crate) fn count(&self) -> u32 {
        // INVARIANT: the text is smaller than 4 GiB, and no token is empty.
        self.tokens.len() as u32
    }

    /// The kind of a token; [`Kind::End`] behind the last one.
    #[inline]
    pub(crate) fn kind(&self, at: u32) -> Kind {
        self.tokens.get(at as usize).map_or(Kind::End, |token| token.kind())
    }

    /// First and one-behind-last byte of a token; the end of the text behind the last one.
    #[inline]
    pub(crate) fn range(&self, at: u32) -> (u32, u32) {
        let block = self.blocks.get(at as usize / BLOCK);
        let (Some(token), Some(block)) = (self.tokens.get(at as usize), block) else {
            return (self.len, self.len);
        };
        if token.len() == LONG {
            return self.long_range(at);
        }
        let start = block.wrapping_add(token.distance());
        (start, start.wrapping_add(token.len()))
    }

    #[cold]
    fn long_range(&self, at: u32) -> (u32, u32) {
        let found = self.long.binary_search_by_key(&at, |(token, ..)| *token);
        let found = found.ok().and_then(|found| self.long.get(found));
        found.map_or((self.len, self.len), |(_, start, len)| (*start, start + len))
    }

    /// Bytes that the index itself takes.
    pub(crate) fn memory(&self) -> usize {
        self.tokens.capacity() * size_of::<Token>()
            + self.blocks.capacity() * 4
            + self.long.capacity() * 12
    }

    #[inline]
    pub(super) fn push(&mut self, kind: Kind, start: usize, len: usize) {
        // INVARIANT: the text is smaller than 4 GiB.
        let (start, len) = (start as u32, len as u32);
        if self.tokens.len().is_multiple_of(BLOCK) {
            self.blocks.push(start);
            self.block = start;
        }
        let distance = start.wrapping_sub(self.block);
        let token = if len < LONG && distance <= 0xffff {
            Token::new(distance, kind, len)
        } else {
            self.long.push((self.count(), start, len));
            Token::new(0, kind, LONG)
        };
        self.tokens.push(token);
    }

    /// Adds a row of tokens with nothing between them, by kind and length; all of them are short.
    #[inline]
    pub(super) fn push_row<const COUNT: usize>(
        &mut self,
        start: usize,
        parts: [(Kind, u32); COUNT],
    ) {
        let in_block = self.tokens.len() % BLOCK;
        let mut distance = (start as u32).wrapping_sub(self.block);
        if in_block == 0 || in_block + COUNT > BLOCK || distance > NEAR {
            return self.push_each(start, &parts);
        }
        self.tokens.extend_from_slice(&parts.map(|(kind, len)| {
            let token = Token::new(distance, kind, len);
            distance += len;
            token
        }));
    }

    /// A row at the edge of a block.
    fn push_each(&mut self, start: usize, parts: &[(Kind, u32)]) {
        let mut start = start;
        for (kind, len) in parts {
            self.push(*kind, start, *len as usize);
            start += *len as usize;
        }
    }

    /// The kind of the token read last.
    pub(super) fn last_kind(&self) -> Option<Kind> {
        self.tokens.last().map(|token| token.kind())
    }

    pub(super) fn flaw(&mut self, flaw: Flaw) {
        if self.flaws.len() < FLAWS {
            self.flaws.push((self.count(), flaw));
        }
    }

    /// All tokens are there.
    pub(super) fn close(&mut self) {
        self.tokens.shrink_to_fit();
        self.blocks.shrink_to_fit();
    }
}
