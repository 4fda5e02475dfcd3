//! Bytes to tokens, as dhcpd's own lexer cuts them.
//!
//! INVARIANT: tokens are in order and do not overlap; what lies between two tokens is white space,
//! comments and bytes that dhcpd drops. So the text can always be put together again.

use super::bytes::{class_of, part, run};
use super::kind::Kind;

/// One token: eight bytes, so that the index stays smaller than the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    start: u32,
    /// `LONG` where the length does not fit; the lengths are in [`Tokens::long`] then.
    len: u16,
    kind: Kind,
}

const LONG: u16 = u16::MAX;

/// More flaws than anybody reads: the rest is not kept.
const FLAWS: usize = 1_000;

/// dhcpd's buffer for one token or one run of white space.
pub(crate) const BUFFER: usize = 1500;

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
    /// Lengths of tokens that do not fit in 16 bits, by token, in order.
    long: Vec<(u32, u32)>,
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
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.tokens.len()).unwrap_or(u32::MAX)
    }

    /// The kind of a token; [`Kind::End`] behind the last one.
    pub(crate) fn kind(&self, at: u32) -> Kind {
        self.tokens.get(at as usize).map_or(Kind::End, |token| token.kind)
    }

    /// First and one-behind-last byte of a token; the end of the text behind the last one.
    pub(crate) fn range(&self, at: u32) -> (u32, u32) {
        let Some(token) = self.tokens.get(at as usize) else {
            return (self.len, self.len);
        };
        if token.len != LONG {
            return (token.start, token.start + u32::from(token.len));
        }
        let found = self.long.binary_search_by_key(&at, |(token, _)| *token);
        let len = found.ok().and_then(|found| self.long.get(found)).map_or(0, |(_, len)| *len);
        (token.start, token.start + len)
    }

    /// Bytes that the index itself takes.
    pub(crate) fn memory(&self) -> usize {
        self.tokens.capacity() * size_of::<Token>() + self.long.capacity() * 8
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        // INVARIANT: the text is smaller than 4 GiB.
        let wide = (end - start) as u32;
        let len = match u16::try_from(wide) {
            Ok(len) if len != LONG => len,
            _ => {
                self.long.push((self.count(), wide));
                LONG
            }
        };
        self.tokens.push(Token { start: start as u32, len, kind });
    }

    fn flaw(&mut self, flaw: Flaw) {
        if self.flaws.len() < FLAWS {
            self.flaws.push((self.count(), flaw));
        }
    }
}

/// Cuts a file into tokens. Files are smaller than 4 GiB (loaders see to that).
pub(crate) fn lex(bytes: &[u8]) -> Tokens {
    let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut tokens = Tokens { len, ..Tokens::default() };
    // Real files have a token for every three to five bytes; what is not used is never touched.
    tokens.tokens.reserve(bytes.len() / 3);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let class = class_of(byte);
        let end = if !class.is_long() {
            let end = if byte == 0 { nuls(bytes, at, &mut tokens) } else { at + 1 };
            tokens.push(Kind::of_byte(byte), at, end);
            end
        } else if class.is_space() {
            let spaces = run(bytes, at, |byte| class_of(byte).is_space());
            if spaces >= BUFFER {
                tokens.flaw(Flaw::LongSpace);
            }
            at + spaces
        } else if class.is_letter() {
            word(bytes, at, &mut tokens)
        } else if byte == b'"' {
            string(bytes, at, &mut tokens)
        } else if byte == b'#' {
            comment(bytes, at)
        } else {
            number(bytes, at, &mut tokens)
        };
        at = end;
    }
    tokens.tokens.shrink_to_fit();
    super::secret::complete(bytes, &mut tokens);
    tokens
}

/// A run of NUL is one token. dhcpd skips one where it only looked ahead, but not several.
fn nuls(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let len = run(bytes, at, |byte| byte == 0);
    tokens.nul.get_or_insert(tokens.count());
    if len > 1 || tokens.tokens.last().is_some_and(|token| token.kind == Kind::Nul) {
        tokens.flaw(Flaw::Nuls);
    }
    at + len
}

/// To the end of the line, or to a byte 0xFF, which dhcpd takes for the end of the file and then
/// reads on behind it.
fn comment(bytes: &[u8], at: usize) -> usize {
    let len = run(bytes, at, |byte| byte != b'\n' && byte != 0xff);
    (at + len + 1).min(bytes.len())
}

fn word(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let (len, hex) = word_run(bytes.get(at + 1..).unwrap_or(&[]));
    let end = at + 1 + len;
    let text = bytes.get(at..end).unwrap_or(&[]);
    let plain = if hex { Kind::NumberOrName } else { Kind::Name };
    if text.len() >= BUFFER {
        tokens.flaw(Flaw::LongWord);
    }
    let kind = Kind::of_word(text, plain);
    if kind == Kind::Secret || holds_secret(text, tokens) {
        let token = tokens.count();
        tokens.secrets.push(token);
    } else if kind == Kind::Key || is(text, b"omapi-key") {
        let token = tokens.count();
        tokens.keys.push(token);
    }
    tokens.push(kind, at, end);
    skip_dropped(bytes, end)
}

/// How many leading bytes continue a word, and whether all of them are hexadecimal digits.
fn word_run(bytes: &[u8]) -> (usize, bool) {
    let mut hex = true;
    for (at, byte) in bytes.iter().enumerate() {
        let class = class_of(*byte);
        if !class.is_word() {
            return (at, hex);
        }
        hex &= class.is_hex();
    }
    (bytes.len(), hex)
}

/// Whether a word names a statement or an option that holds a secret: builds with LDAP have
/// `ldap-password`, and anybody may define such an option.
fn holds_secret(word: &[u8], tokens: &Tokens) -> bool {
    // Few words end like these, and there are millions of words.
    let is_option = || {
        tokens.tokens.last().is_some_and(|before| matches!(before.kind, Kind::Dot | Kind::Option))
    };
    names_secret(word) && (!matches!(word.last(), Some(b'h' | b'H')) || is_option())
}

fn names_secret(word: &[u8]) -> bool {
    match word.last() {
        Some(b'd' | b'D') => ends(word, b"password") || ends(word, b"passwd"),
        Some(b'e' | b'E') => ends(word, b"passphrase"),
        Some(b't' | b'T') => ends(word, b"-secret"),
        Some(b'h' | b'H') => is(word, b"auth") || ends(word, b"-auth"),
        _ => false,
    }
}

/// Whether the value of a setting (`option dhcp6.auth`) is a secret by its name.
#[must_use]
pub fn is_secret_key(key: &str) -> bool {
    key.rsplit(['.', ' ']).next().is_some_and(|word| names_secret(word.as_bytes()))
}

fn ends(word: &[u8], known: &[u8]) -> bool {
    let from = word.len().checked_sub(known.len());
    from.and_then(|from| word.get(from..)).is_some_and(|tail| is(tail, known))
}

fn is(word: &[u8], known: &[u8]) -> bool {
    word.len() == known.len() && word.eq_ignore_ascii_case(known)
}

fn number(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let digits = at + 1 + run(bytes, at + 1, |byte| class_of(byte).is_digit());
    let (len, hex) = word_run(bytes.get(digits..).unwrap_or(&[]));
    let end = digits + len;
    let kind = match (len, bytes.get(at..end)) {
        (0, _) => Kind::Number,
        (_, Some([b'0', b'x' | b'X', rest @ ..])) if !rest.is_empty() => match word_run(rest) {
            (_, true) => Kind::NumberOrName,
            _ => Kind::Name,
        },
        _ if hex => Kind::NumberOrName,
        _ => Kind::Name,
    };
    if end - at >= BUFFER {
        tokens.flaw(Flaw::LongWord);
    }
    tokens.push(kind, at, end);
    skip_dropped(bytes, end)
}

/// dhcpd cannot put a byte 0xFF back after a word, so it is lost.
fn skip_dropped(bytes: &[u8], end: usize) -> usize {
    end + usize::from(bytes.get(end) == Some(&0xff))
}

fn string(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let plain = run(bytes, at + 1, |byte| !matches!(byte, b'"' | b'\\' | 0xff));
    let stop = at + 1 + plain;
    let end = match bytes.get(stop) {
        Some(b'"') if plain < BUFFER => stop + 1,
        _ => {
            let mut decoded = Unescape::new(bytes, at + 1);
            while decoded.next().is_some() {}
            if let Some(flaw) = decoded.flaw {
                tokens.flaw(flaw);
            }
            decoded.at
        }
    };
    tokens.push(Kind::Quoted, at, end);
    end
}

/// The bytes that a string means; at the end `at` is behind the closing quote.
pub(crate) struct Unescape<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
    escaped: bool,
    produced: usize,
    pub(crate) flaw: Option<Flaw>,
    done: bool,
}

impl<'a> Unescape<'a> {
    /// Reads from `at`, the byte behind the opening quote.
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, escaped: false, produced: 0, flaw: None, done: false }
    }

    /// The bytes that the string in `bytes[start..end]`, quotes included, means.
    pub(crate) fn of(bytes: &'a [u8], start: u32, end: u32) -> impl Iterator<Item = u8> {
        Self::new(part(bytes, 0, end), start as usize + 1)
    }

    fn stop(&mut self, flaw: Option<Flaw>) -> Step {
        self.done = true;
        self.flaw = self.flaw.or(flaw);
        Step::End
    }

    fn take(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        (byte != 0xff).then_some(byte)
    }

    fn step(&mut self) -> Step {
        if self.produced >= BUFFER {
            return self.stop(Some(Flaw::LongString));
        }
        let Some(byte) = self.take() else {
            return self.stop(Some(Flaw::OpenString));
        };
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            b't' if escaped => Step::Byte(b'\t'),
            b'r' if escaped => Step::Byte(b'\r'),
            b'n' if escaped => Step::Byte(b'\n'),
            b'b' if escaped => Step::Byte(8),
            b'0'..=b'3' if escaped => self.octal(byte - b'0'),
            b'x' if escaped => self.hex(),
            other if escaped => Step::Byte(other),
            b'"' => self.stop(None),
            b'\\' => {
                self.escaped = true;
                Step::Again
            }
            other => Step::Byte(other),
        }
    }

    fn octal(&mut self, mut value: u8) -> Step {
        for _ in 0..2 {
            let Some(byte) = self.take() else {
                return self.stop(Some(Flaw::OpenString));
            };
            if matches!(byte, b'0'..=b'7') {
                value = value.wrapping_mul(8).wrapping_add(byte - b'0');
            } else if value == 0 {
                // A short `\0` swallows this byte and makes an escape of the next one.
                self.escaped = true;
                return Step::Again;
            } else {
                self.flaw = self.flaw.or(Some(Flaw::Escape));
                return Step::Byte(value);
            }
        }
        Step::Byte(value)
    }

    fn hex(&mut self) -> Step {
        let mut value = 0u8;
        for _ in 0..2 {
            let Some(byte) = self.take() else {
                return self.stop(Some(Flaw::OpenString));
            };
            let Some(digit) = (byte as char).to_digit(16) else {
                self.flaw = self.flaw.or(Some(Flaw::Escape));
                return Step::Byte(value);
            };
            value = value.wrapping_mul(16).wrapping_add(u8::try_from(digit).unwrap_or(0));
        }
        Step::Byte(value)
    }
}

enum Step {
    Byte(u8),
    Again,
    End,
}

impl Iterator for Unescape<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        while !self.done {
            match self.step() {
                Step::Byte(byte) => {
                    self.produced += 1;
                    return Some(byte);
                }
                Step::Again => {}
                Step::End => return None,
            }
        }
        None
    }
}
