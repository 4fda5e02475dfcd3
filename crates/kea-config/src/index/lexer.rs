//! One file's bytes to tokens, as Kea's scanner cuts them.
//!
//! INVARIANT: tokens of one file come in order and do not overlap; what lies between two tokens is
//! white space, comments and include directives. So the text can always be put together again.

use super::token::{Flaw, Kind};

/// What the lexer meets next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexeme {
    pub(crate) what: What,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) flaw: Option<Flaw>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Token(Kind),
    /// `<?include "..."?>`; the range of the path without its quotes.
    Include(usize, usize),
    /// No token, but something to complain about.
    Trivia,
    End,
}

/// Where the lexer is in one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexer {
    pub(crate) at: usize,
}

impl Lexer {
    /// The next token, directive or complaint.
    pub(crate) fn next(&mut self, bytes: &[u8]) -> Lexeme {
        self.at = skip_space(bytes, self.at);
        let lexeme = lexeme(bytes, self.at);
        self.at = lexeme.end;
        lexeme
    }
}

fn token(kind: Kind, start: usize, end: usize) -> Lexeme {
    Lexeme { what: What::Token(kind), start, end, flaw: None }
}

fn flawed(kind: Kind, start: usize, end: usize, flaw: Flaw) -> Lexeme {
    Lexeme { what: What::Token(kind), start, end, flaw: Some(flaw) }
}

fn trivia(start: usize, end: usize, flaw: Option<Flaw>) -> Lexeme {
    Lexeme { what: What::Trivia, start, end, flaw }
}

fn rest(bytes: &[u8], at: usize) -> &[u8] {
    bytes.get(at..).unwrap_or(&[])
}

/// How many bytes from `at` on satisfy `wanted`.
fn run(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = rest(bytes, at);
    rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len())
}

/// Kea's white space: form feeds and vertical tabs are none.
fn skip_space(bytes: &[u8], at: usize) -> usize {
    at + run(bytes, at, |byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r'))
}

fn lexeme(bytes: &[u8], at: usize) -> Lexeme {
    let Some(&byte) = bytes.get(at) else {
        return Lexeme { what: What::End, start: at, end: at, flaw: None };
    };
    match byte {
        b'"' => string(bytes, at),
        b'{' => token(Kind::LBrace, at, at + 1),
        b'}' => token(Kind::RBrace, at, at + 1),
        b'[' => token(Kind::LBracket, at, at + 1),
        b']' => token(Kind::RBracket, at, at + 1),
        b',' => token(Kind::Comma, at, at + 1),
        b':' => token(Kind::Colon, at, at + 1),
        b'0'..=b'9' | b'-' | b'+' | b'.' => number(bytes, at),
        b'#' => line_comment(bytes, at),
        b'/' if bytes.get(at + 1) == Some(&b'/') => line_comment(bytes, at),
        b'/' if bytes.get(at + 1) == Some(&b'*') => block_comment(bytes, at),
        b'<' if bytes.get(at + 1) == Some(&b'?') => directive(bytes, at),
        0xef if at == 0 && bytes.starts_with(b"\xef\xbb\xbf") => {
            trivia(0, 3, Some(Flaw::ByteOrderMark))
        }
        _ if byte.is_ascii_alphabetic() => word(bytes, at),
        _ => garbage(bytes, at),
    }
}

fn line_comment(bytes: &[u8], at: usize) -> Lexeme {
    trivia(at, at + run(bytes, at, |byte| byte != b'\n'), None)
}

fn block_comment(bytes: &[u8], at: usize) -> Lexeme {
    let mut from = at + 2;
    loop {
        from += run(bytes, from, |byte| byte != b'*');
        match rest(bytes, from) {
            [] => return trivia(at, bytes.len(), Some(Flaw::OpenComment)),
            [b'*', b'/', ..] => return trivia(at, from + 2, None),
            _ => from += 1,
        }
    }
}

/// White space may stand between the parts; the path knows no escapes.
fn directive(bytes: &[u8], at: usize) -> Lexeme {
    let bad = |end: usize| trivia(at, end, Some(Flaw::Directive));
    let line_end = at + run(bytes, at, |byte| byte != b'\n');
    let word = skip_space(bytes, at + 2);
    if !rest(bytes, word).starts_with(b"include") {
        return bad(line_end);
    }
    let quote = skip_space(bytes, word + b"include".len());
    if bytes.get(quote) != Some(&b'"') {
        return bad(line_end);
    }
    let length = run(bytes, quote + 1, |byte| byte != b'"' && byte != b'\n');
    let close = quote + 1 + length;
    if length == 0 || bytes.get(close) != Some(&b'"') {
        return bad(line_end);
    }
    let end = skip_space(bytes, close + 1);
    let closed = rest(bytes, end).starts_with(b"?>");
    Lexeme {
        what: What::Include(quote + 1, close),
        start: at,
        end: if closed { end + 2 } else { close + 1 },
        flaw: (!closed).then_some(Flaw::Directive),
    }
}

fn string(bytes: &[u8], at: usize) -> Lexeme {
    let mut flaw: Option<Flaw> = None;
    let mut escapes = false;
    let mut end = at + 1;
    loop {
        end += run(bytes, end, |byte| byte >= 0x20 && byte != b'"' && byte != b'\\');
        match rest(bytes, end) {
            [b'"', ..] => {
                let high = || if escapes { high_escape(bytes, at, end) } else { None };
                let flaw = flaw.or_else(high);
                return Lexeme { what: What::Token(Kind::String), start: at, end: end + 1, flaw };
            }
            // Kea would go on to the next quote; the line is what people mean.
            [] | [b'\n', ..] => return flawed(Kind::Bad, at, end, Flaw::OpenString),
            [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()) => {
                escapes = true;
                end += 6;
            }
            [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => end += 2,
            [b'\\', ..] => {
                flaw = flaw.or(Some(Flaw::Escape));
                end += 1;
            }
            _ => {
                flaw = flaw.or(Some(Flaw::Control));
                end += 1;
            }
        }
    }
}

/// Kea knows Latin-1 escapes only.
fn high_escape(bytes: &[u8], start: usize, end: usize) -> Option<Flaw> {
    let text = bytes.get(start..end).unwrap_or(&[]);
    let mut from = 0;
    loop {
        from += run(text, from, |byte| byte != b'\\');
        match rest(text, from) {
            [] => return None,
            [b'\\', b'u', high, low, ..] if [high, low] != [&b'0', &b'0'] => {
                return Some(Flaw::HighEscape);
            }
            _ => from += 2,
        }
    }
}

/// `-?[0-9]+` is an integer, anything else of digits, signs, dot and exponent a float.
fn number(bytes: &[u8], at: usize) -> Lexeme {
    let digits = |from: usize| run(bytes, from, |byte| byte.is_ascii_digit());
    let sign = usize::from(matches!(bytes.get(at), Some(b'-' | b'+')));
    let whole = digits(at + sign);
    let mut end = at + sign + whole;
    let mut integer = whole > 0 && bytes.get(at) != Some(&b'+');
    let mut some_digit = whole > 0;
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        some_digit |= fraction > 0;
        integer = false;
        end += 1 + fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        if exponent > 0 {
            integer = false;
            end += 1 + sign + exponent;
        }
    }
    if !some_digit {
        return flawed(Kind::Bad, at, end.max(at + 1), Flaw::Number);
    }
    let text = std::str::from_utf8(bytes.get(at..end).unwrap_or(&[])).unwrap_or("");
    if integer {
        let flaw = text.parse::<i64>().is_err().then_some(Flaw::BigInteger);
        Lexeme { what: What::Token(Kind::Integer), start: at, end, flaw }
    } else {
        let finite = text.parse::<f64>().is_ok_and(f64::is_finite);
        let flaw = (!finite).then_some(Flaw::Number);
        Lexeme { what: What::Token(Kind::Float), start: at, end, flaw }
    }
}

fn word(bytes: &[u8], at: usize) -> Lexeme {
    let end =
        at + run(bytes, at, |byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    let text = bytes.get(at..end).unwrap_or(&[]);
    match text {
        b"true" => token(Kind::True, at, end),
        b"false" => token(Kind::False, at, end),
        b"null" => token(Kind::Null, at, end),
        _ => {
            let kind = match text.to_ascii_lowercase().as_slice() {
                b"true" => Kind::True,
                b"false" => Kind::False,
                b"null" => Kind::Null,
                _ => return flawed(Kind::Bad, at, end, Flaw::Character),
            };
            flawed(kind, at, end, Flaw::Case)
        }
    }
}

/// A run of bytes that begin nothing, as one token: a binary file is one complaint a line.
fn garbage(bytes: &[u8], at: usize) -> Lexeme {
    let begins = |byte: u8| {
        matches!(byte, b'"' | b'{' | b'}' | b'[' | b']' | b',' | b':' | b'#' | b'\n' | b' ' | b'\t')
            || byte.is_ascii_alphanumeric()
    };
    let more = run(bytes, at + 1, |byte| !begins(byte));
    flawed(Kind::Bad, at, at + 1 + more, Flaw::Character)
}
