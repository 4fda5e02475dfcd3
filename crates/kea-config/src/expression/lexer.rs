//! Expressions to tokens, as Kea's scanner cuts them: the longest token wins, words need nothing
//! around them.

use std::net::IpAddr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text in single quotes, without them.
    Text(&'t [u8]),
    /// `0x...`
    Hex,
    Integer(i64),
    /// A name in front of a `]`.
    Name(&'t [u8]),
    Address,
    /// A word or sign with a meaning.
    Word(&'static str),
    End,
}

/// Words and signs, those of newer versions included.
const WORDS: &[&str] = &[
    "==",
    "option",
    "relay4",
    "relay6",
    "peeraddr",
    "linkaddr",
    "text",
    "hex",
    "exists",
    "pkt",
    "iface",
    "src",
    "dst",
    "len",
    "pkt4",
    "mac",
    "hlen",
    "htype",
    "ciaddr",
    "giaddr",
    "yiaddr",
    "siaddr",
    "pkt6",
    "msgtype",
    "transid",
    "vendor",
    "vendor-class",
    "data",
    "enterprise",
    "substring",
    "split",
    "all",
    "concat",
    "ifelse",
    "hexstring",
    "addrtotext",
    "int8totext",
    "int16totext",
    "int32totext",
    "uint8totext",
    "uint16totext",
    "uint32totext",
    "not",
    "and",
    "or",
    "member",
    ".",
    "(",
    ")",
    "[",
    "]",
    ",",
    "*",
    "+",
    "lcase",
    "ucase",
    "sifelse",
    "sand",
    "sor",
    "match",
];

/// Something that is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bad(pub(super) String);

pub(super) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) const fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    /// Where the next token begins, in bytes.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or(&[])
    }

    pub(super) fn next(&mut self) -> Result<Token<'t>, Bad> {
        self.at += run(self.rest(), |byte| matches!(byte, b' ' | b'\t' | b'\n'));
        let rest = self.rest();
        if rest.is_empty() {
            return Ok(Token::End);
        }
        let (length, token) = longest(rest)?;
        self.at += length;
        Ok(token)
    }
}

fn run(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !wanted(*byte)).unwrap_or(bytes.len())
}

fn longest(rest: &[u8]) -> Result<(usize, Token<'_>), Bad> {
    if rest.first() == Some(&b'\'') {
        let inside = rest.get(1..).unwrap_or(&[]);
        let length = run(inside, |byte| byte != b'\'' && byte != b'\n');
        if inside.get(length) != Some(&b'\'') {
            return Err(Bad("a text has no closing quote".to_owned()));
        }
        return Ok((length + 2, Token::Text(inside.get(..length).unwrap_or(&[]))));
    }
    let candidates = [hex(rest), integer(rest)?, name(rest), address(rest), word(rest)];
    let mut best: Option<(usize, usize, Token<'_>)> = None;
    for (weight, length, token) in candidates.into_iter().flatten() {
        if best.as_ref().is_none_or(|(most, ..)| weight > *most) {
            best = Some((weight, length, token));
        }
    }
    let Some((_, length, token)) = best else {
        let odd = String::from_utf8_lossy(rest).chars().next().unwrap_or(' ');
        return Err(Bad(format!("`{odd}` means nothing here")));
    };
    if token == Token::Address {
        let text = rest.get(..length).and_then(|text| std::str::from_utf8(text).ok());
        let text = text.unwrap_or_default();
        if text.parse::<IpAddr>().is_err() {
            return Err(Bad(format!("`{}` is not an address", crate::text::shorten(text))));
        }
    }
    Ok((length, token))
}

/// A candidate: what it weighs against others, its length, the token.
type Candidate<'t> = Option<(usize, usize, Token<'t>)>;

fn hex(rest: &[u8]) -> Candidate<'_> {
    let digits = match rest {
        [b'0', b'x' | b'X', digits @ ..] => run(digits, |byte| byte.is_ascii_hexdigit()),
        _ => 0,
    };
    (digits > 0).then_some((digits + 2, digits + 2, Token::Hex))
}

fn integer(rest: &[u8]) -> Result<Candidate<'_>, Bad> {
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = run(rest.get(sign..).unwrap_or(&[]), |byte| byte.is_ascii_digit());
    if digits == 0 {
        return Ok(None);
    }
    let length = sign + digits;
    let text = rest.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    match text.and_then(|text| text.parse().ok()) {
        Some(number) => Ok(Some((length, length, Token::Integer(number)))),
        None => Err(Bad("an integer does not fit in 64 bits".to_owned())),
    }
}

/// An option's name: the blanks behind it and the `]` weigh, but do not belong to it.
fn name(rest: &[u8]) -> Candidate<'_> {
    if !rest.first()?.is_ascii_alphabetic() {
        return None;
    }
    let length = run(rest, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let behind = rest.get(length..)?;
    let blanks = run(behind, |byte| matches!(byte, b' ' | b'\t' | b'\n'));
    let name =
        rest.get(..length).filter(|name| name.last().is_some_and(u8::is_ascii_alphanumeric))?;
    let weight = length + blanks + 1;
    (behind.get(blanks) == Some(&b']')).then_some((weight, length + blanks, Token::Name(name)))
}

fn address(rest: &[u8]) -> Candidate<'_> {
    let length = v4(rest).max(v6(rest));
    (length > 0).then_some((length, length, Token::Address))
}

fn v4(rest: &[u8]) -> usize {
    let mut length = 0;
    for part in 0..4 {
        if part > 0 {
            if rest.get(length) != Some(&b'.') {
                return 0;
            }
            length += 1;
        }
        let digits = run(rest.get(length..).unwrap_or(&[]), |byte| byte.is_ascii_digit());
        if digits == 0 {
            return 0;
        }
        length += digits;
    }
    length
}

fn v6(rest: &[u8]) -> usize {
    let mut length = 0;
    for _ in 0..2 {
        length += run(rest.get(length..).unwrap_or(&[]), |byte| byte.is_ascii_hexdigit());
        if rest.get(length) != Some(&b':') {
            return 0;
        }
        length += 1;
    }
    let more = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    length + run(rest.get(length..).unwrap_or(&[]), more)
}

fn word(rest: &[u8]) -> Candidate<'_> {
    let fits = WORDS.iter().filter(|word| rest.starts_with(word.as_bytes()));
    let word = fits.max_by_key(|word| word.len())?;
    Some((word.len(), word.len(), Token::Word(word)))
}
