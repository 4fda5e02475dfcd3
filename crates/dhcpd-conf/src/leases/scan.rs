//! Bytes to tokens, one at a time, over a piece of a file that may end anywhere.
//!
//! Tokens are cut as [`crate::index::lexer`] cuts them. INVARIANT: where the piece ends before it is
//! clear what the last bytes mean, [`Scan::short`] is set; whatever was read is then worth nothing.

use crate::index::bytes::class_of;
use crate::index::kind::Kind;
use crate::index::lexer::{BUFFER, Unescape};

/// One token and its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A place in a piece of a file.
pub(super) struct Scan<'a> {
    pub(super) bytes: &'a [u8],
    /// The next byte.
    pub(super) at: usize,
    /// Whether the file ends with the piece.
    last: bool,
    /// Whether more of the file is needed.
    pub(super) short: bool,
}

impl<'a> Scan<'a> {
    pub(super) const fn new(bytes: &'a [u8], last: bool) -> Self {
        Self { bytes, at: 0, last, short: false }
    }

    /// The bytes of a token.
    pub(super) fn text(&self, token: Token) -> &'a [u8] {
        self.bytes.get(token.start..token.end).unwrap_or(&[])
    }

    /// Takes the next token; [`Kind::End`] at the end of the piece only.
    pub(super) fn next(&mut self) -> Token {
        while let Some(&byte) = self.bytes.get(self.at) {
            let (class, start) = (class_of(byte), self.at);
            if class.is_space() {
                self.at += 1;
            } else if class.is_letter() {
                return self.word(start);
            } else if !class.is_long() {
                self.at += 1;
                // To dhcpd a byte 0xFF is the end of the file.
                let kind = if byte == 0xff { Kind::Other } else { Kind::of_byte(byte) };
                return Token { kind, start, end: self.at };
            } else if byte == b'"' {
                return self.string(start);
            } else if byte == b'#' {
                self.comment();
            } else {
                return self.number(start);
            }
        }
        self.needs_more();
        Token { kind: Kind::End, start: self.at, end: self.at }
    }

    /// The kind of the next token, which stays.
    pub(super) fn peek(&mut self) -> Kind {
        let at = self.at;
        let kind = self.next().kind;
        self.at = at;
        kind
    }

    fn needs_more(&mut self) {
        self.short |= !self.last;
    }

    fn comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.at = memchr::memchr2(b'\n', 0xff, rest)
            .map_or(self.bytes.len(), |length| self.at + length + 1);
    }

    /// The end of the bytes that continue a word.
    fn run(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        let length = rest.iter().position(|byte| !class_of(*byte).is_word());
        from + length.unwrap_or(rest.len())
    }

    fn word(&mut self, start: usize) -> Token {
        let end = self.run(start + 1);
        let text = self.bytes.get(start..end).unwrap_or(&[]);
        let kind = frequent(text).unwrap_or_else(|| match Kind::of_word(text, Kind::End) {
            Kind::End if text.iter().skip(1).all(|byte| class_of(*byte).is_hex()) => {
                Kind::NumberOrName
            }
            Kind::End => Kind::Name,
            kind => kind,
        });
        self.finish(kind, start, end)
    }

    fn number(&mut self, start: usize) -> Token {
        let end = self.run(start + 1);
        let rest = self.bytes.get(start + 1..end).unwrap_or(&[]);
        let kind = if rest.iter().all(u8::is_ascii_digit) {
            Kind::Number
        } else if rest.iter().all(|byte| class_of(*byte).is_hex()) {
            Kind::NumberOrName
        } else {
            Kind::Name
        };
        self.finish(kind, start, end)
    }

    fn finish(&mut self, kind: Kind, start: usize, end: usize) -> Token {
        self.at = end;
        match self.bytes.get(end) {
            // dhcpd cannot put this byte back, so it is lost.
            Some(0xff) => self.at += 1,
            Some(_) => {}
            None => self.needs_more(),
        }
        Token { kind, start, end }
    }

    fn string(&mut self, start: usize) -> Token {
        let end = self.quick_string(start + 1).unwrap_or_else(|| {
            let mut decoded = Unescape::new(self.bytes, start + 1);
            while decoded.next().is_some() {}
            decoded.at
        });
        if end >= self.bytes.len() {
            self.needs_more();
        }
        self.at = end;
        Token { kind: Kind::Quoted, start, end }
    }

    /// The end of a string in which nothing is odd.
    fn quick_string(&self, mut at: usize) -> Option<usize> {
        let limit = at + BUFFER;
        while at < limit {
            at += match self.bytes.get(at..)? {
                [b'"', ..] => return Some(at + 1),
                [b'\\', b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', ..] => 4,
                [b'\\', b'0'..=b'3' | b'x' | 0xff, ..] | [b'\\'] | [0xff, ..] | [] => return None,
                [b'\\', ..] => 2,
                _ => 1,
            };
        }
        None
    }
}

/// What nearly all words of a lease file are: [`Kind::of_word`] would find them too, but later.
fn frequent(word: &[u8]) -> Option<Kind> {
    Some(match word {
        b"uid" => Kind::Uid,
        b"set" => Kind::Set,
        b"ends" => Kind::Ends,
        b"tstp" => Kind::Tstp,
        b"tsfp" => Kind::Tsfp,
        b"cltt" => Kind::Cltt,
        b"next" => Kind::Next,
        b"free" => Kind::Free,
        b"lease" => Kind::Lease,
        b"state" => Kind::State,
        b"atsfp" => Kind::Atsfp,
        b"active" => Kind::Active,
        b"starts" => Kind::Starts,
        b"rewind" => Kind::Rewind,
        b"binding" => Kind::Binding,
        b"expired" => Kind::Expired,
        b"hardware" => Kind::Hardware,
        b"ethernet" => Kind::Ethernet,
        b"client-hostname" => Kind::ClientHostname,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frequent_word_is_the_keyword_that_it_spells() {
        let words = "uid set ends tstp tsfp cltt next free lease state atsfp active starts rewind \
                     binding expired hardware ethernet client-hostname";
        for word in words.split(' ') {
            let kind = frequent(word.as_bytes()).unwrap();
            assert_eq!(kind, Kind::of_word(word.as_bytes(), Kind::End), "{word}");
        }
        assert_eq!(frequent(b"UID"), None);
    }
}
