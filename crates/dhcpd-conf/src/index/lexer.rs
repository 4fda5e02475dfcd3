//! Bytes to tokens, as dhcpd's own lexer cuts them.
//!
//! INVARIANT: tokens are in order and do not overlap; what lies between two tokens is white space,
//! comments and bytes that dhcpd drops. So the text can always be put together again.

use super::addresses::{dotted, six_octets};
use super::bytes::{class_of, part, run};
use super::eight::{Eight, folded_head};
use super::kind::Kind;
use super::tokens::{Flaw, Tokens};

/// dhcpd's buffer for one token or one run of white space.
pub(crate) const BUFFER: usize = 1500;

/// Cuts a file into tokens. Files are smaller than 4 GiB (loaders see to that). `boundary` is called
/// behind each token that may end a statement or open a block.
pub(super) fn lex(bytes: &[u8], mut boundary: impl FnMut(&Tokens, Kind)) -> Tokens {
    let mut tokens = Tokens::for_text(bytes.len());
    let mut end = 0;
    while let at = behind_blank(bytes, end, &mut tokens)
        && let Some(text @ &[byte, ..]) = bytes.get(at..)
    {
        let class = class_of(byte);
        end = if !class.is_long() {
            at + single(bytes, at, byte, &mut tokens, &mut boundary)
        } else if class.is_letter() {
            at + word(text, at, &mut tokens)
        } else if class.is_space() {
            space(bytes, end, &mut tokens)
        } else if byte == b'"' {
            at + string(text, at, &mut tokens)
        } else if byte == b'#' {
            at + comment(text)
        } else {
            at + number(text, at, &mut tokens)
        };
    }
    tokens.close();
    super::secret::complete(bytes, &mut tokens);
    tokens
}

/// The place itself, or the end of the blanks that begin there. Nearly every token stands behind the one
/// before it or behind one blank.
#[inline]
fn behind_blank(bytes: &[u8], from: usize, tokens: &mut Tokens) -> usize {
    if bytes.get(from) != Some(&b' ') {
        return from;
    }
    if bytes.get(from + 1) == Some(&b' ') {
        return space(bytes, from, tokens);
    }
    from + 1
}

/// The end of the white space that begins at a place.
#[inline(never)]
fn space(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let spaces = run(bytes, at, |byte| class_of(byte).is_space());
    if spaces >= BUFFER {
        tokens.flaw(Flaw::LongSpace);
    }
    at + spaces
}

/// A byte that is a token by itself.
#[inline]
fn single(
    bytes: &[u8],
    at: usize,
    byte: u8,
    tokens: &mut Tokens,
    boundary: &mut impl FnMut(&Tokens, Kind),
) -> usize {
    let len = match byte {
        0 => nuls(bytes, at, tokens),
        // dhcpd cannot put it back after a word, so it is lost.
        0xff if ends_word(bytes, at, tokens) => return 1,
        _ => 1,
    };
    let kind = Kind::of_byte(byte);
    tokens.push(kind, at, len);
    if kind.is_boundary() {
        boundary(tokens, kind);
    }
    len
}

/// Whether a word or number ends right before this place; a string that is too long may end in the
/// middle of one.
fn ends_word(bytes: &[u8], at: usize, tokens: &Tokens) -> bool {
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    before.is_some_and(|before| class_of(*before).is_word())
        && tokens.last_kind() != Some(Kind::Quoted)
}

/// A run of NUL is one token. dhcpd skips one where it only looked ahead, but not several.
fn nuls(bytes: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let len = run(bytes, at, |byte| byte == 0);
    tokens.nul.get_or_insert(tokens.count());
    if len > 1 || tokens.last_kind() == Some(Kind::Nul) {
        tokens.flaw(Flaw::Nuls);
    }
    len
}

/// To the end of the line, or to a byte 0xFF, which dhcpd takes for the end of the file and then
/// reads on behind it.
fn comment(text: &[u8]) -> usize {
    memchr::memchr2(b'\n', 0xff, text).map_or(text.len(), |len| len + 1)
}

#[inline]
fn word(text: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let (len, head) = match Eight::first(text).map(Eight::word) {
        Some((8, head)) => (8 + run(text, 8, |byte| class_of(byte).is_word()), head),
        Some(found) => found,
        None => {
            let len = run(text, 0, |byte| class_of(byte).is_word());
            (len, folded_head(text.get(..len).unwrap_or(&[])))
        }
    };
    let word = text.get(..len).unwrap_or(text);
    let kind = Kind::of_folded(head, word, Kind::Name);
    match kind {
        Kind::Name => {
            name(word, at, tokens);
            return address(text, len, at, tokens);
        }
        Kind::Secret => {
            let token = tokens.count();
            tokens.secrets.push(token);
        }
        Kind::Key => {
            let token = tokens.count();
            tokens.keys.push(token);
        }
        _ => {}
    }
    tokens.push(kind, at, len);
    len
}

/// A word that is no keyword.
#[inline]
fn name(text: &[u8], at: usize, tokens: &mut Tokens) {
    if text.len() >= BUFFER {
        tokens.flaw(Flaw::LongWord);
    }
    if holds_secret(text, tokens) {
        let token = tokens.count();
        tokens.secrets.push(token);
    } else if is(text, b"omapi-key") {
        let token = tokens.count();
        tokens.keys.push(token);
    }
    let kind = if is_hex(text.get(1..).unwrap_or(&[])) { Kind::NumberOrName } else { Kind::Name };
    tokens.push(kind, at, text.len());
}

fn is_hex(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| class_of(*byte).is_hex())
}

/// Whether a word names a statement or an option that holds a secret: builds with LDAP have
/// `ldap-password`, and anybody may define such an option.
fn holds_secret(word: &[u8], tokens: &Tokens) -> bool {
    // Few words end like these, and there are millions of words.
    let is_option =
        || tokens.last_kind().is_some_and(|before| matches!(before, Kind::Dot | Kind::Option));
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

#[inline]
fn number(text: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let digits = 1 + run(text, 1, |byte| byte.is_ascii_digit());
    let ends = text.get(digits).is_none_or(|next| !class_of(*next).is_word());
    if ends && digits < BUFFER {
        tokens.push(Kind::Number, at, digits);
        return address(text, digits, at, tokens);
    }
    let len = digits + run(text, digits, |byte| class_of(byte).is_word());
    if len >= BUFFER {
        tokens.flaw(Flaw::LongWord);
    }
    tokens.push(number_kind(text.get(..len).unwrap_or(text)), at, len);
    address(text, len, at, tokens)
}

/// Takes the rest of an address of which a word of this length, taken already, is the beginning. Gives
/// the length of both.
#[inline]
fn address(text: &[u8], first: usize, at: usize, tokens: &mut Tokens) -> usize {
    let rest = match text.get(first) {
        Some(b':') if first == 2 => six_octets(text, at, tokens),
        Some(b'.') => dotted(text, first, at, tokens),
        _ => None,
    };
    rest.unwrap_or(first)
}

/// What a word is that begins with a digit or `-`.
fn number_kind(text: &[u8]) -> Kind {
    let behind = text.get(1..).unwrap_or(&[]);
    let hex = match text {
        _ if behind.iter().all(u8::is_ascii_digit) => return Kind::Number,
        [b'0', b'x' | b'X', rest @ ..] if !rest.is_empty() => is_hex(rest),
        _ => is_hex(behind),
    };
    if hex { Kind::NumberOrName } else { Kind::Name }
}

fn string(text: &[u8], at: usize, tokens: &mut Tokens) -> usize {
    let plain = run(text, 1, |byte| !matches!(byte, b'"' | b'\\' | 0xff));
    let len = match text.get(1 + plain) {
        Some(b'"') if plain < BUFFER => plain + 2,
        _ => {
            let mut decoded = Unescape::new(text, 1);
            while decoded.next().is_some() {}
            if let Some(flaw) = decoded.flaw {
                tokens.flaw(flaw);
            }
            decoded.at
        }
    };
    tokens.push(Kind::Quoted, at, len);
    len
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
