//! Which values are secrets.

use config_text::Span;

use crate::index::{Kind as Token, Stream, unescape};
use crate::node::{Kind, Node};

/// Endings of keys whose values are secrets. Kea itself hides `password` and `secret` in its logs;
/// the others are what hook libraries and neighbouring programs use.
const ENDINGS: [&[u8]; 10] = [
    b"password",
    b"passwd",
    b"passphrase",
    b"secret",
    b"token",
    b"credential",
    b"credentials",
    b"api-key",
    b"apikey",
    b"private-key",
];

/// Whether a key names a secret. `password-file` and the like name files, which are none.
#[must_use]
pub fn is_secret_key(key: &str) -> bool {
    names_secret(key.as_bytes())
}

/// Words that are a secret's when they are the last word of a key; so are slips of them.
const WORDS: [&str; 4] = ["password", "passwd", "passphrase", "secret"];
/// The same, too short for slips.
const SHORT_WORDS: [&[u8]; 4] = [b"pass", b"passwort", b"pwd", b"psk"];

fn names_secret(key: &[u8]) -> bool {
    ends_like_secret(key) || is_nearly_secret(key)
}

/// Whether the last word of a key is a secret's, perhaps mistyped: whoever mistypes `password` has a
/// password behind it all the same.
fn is_nearly_secret(key: &[u8]) -> bool {
    let from = key.iter().rposition(|byte| matches!(byte, b'-' | b'_')).map_or(0, |at| at + 1);
    let Some(word) = key.get(from..) else { return false };
    let letter = |at: usize| word.get(at).map(u8::to_ascii_lowercase);
    // Slips spare the start of a word, or exchange two letters there.
    let starts = [letter(0), letter(1)].iter().any(|one| matches!(one, Some(b'p' | b's')));
    if !starts || !(3..=12).contains(&word.len()) {
        return false;
    }
    if SHORT_WORDS.iter().any(|short| short.eq_ignore_ascii_case(word)) {
        return true;
    }
    // A document has millions of keys: their letters alone tell nearly all of them apart.
    let apart = |known: &str| {
        letters_apart(word, known.as_bytes()) > crate::text::slips(word.len(), known.len())
    };
    if WORDS.iter().all(|known| apart(known)) {
        return false;
    }
    let lower = word.to_ascii_lowercase();
    std::str::from_utf8(&lower).is_ok_and(|word| crate::text::nearest(word, WORDS).is_some())
}

/// How many letters one of two words has and the other has not: their edit distance is not smaller.
fn letters_apart(one: &[u8], other: &[u8]) -> usize {
    let letters = |word: &[u8]| word.iter().fold(0_u32, |all, byte| all | 1 << (byte & 31));
    let (one, other) = (letters(one), letters(other));
    (one & !other).count_ones().max((other & !one).count_ones()) as usize
}

fn ends_like_secret(key: &[u8]) -> bool {
    // Most keys are sorted out by their last letter.
    let last = key.last().map(u8::to_ascii_lowercase);
    if !matches!(last, Some(b'd' | b'e' | b't' | b'n' | b'l' | b's' | b'y')) {
        return false;
    }
    ENDINGS.iter().any(|ending| {
        key.len()
            .checked_sub(ending.len())
            .and_then(|at| key.get(at..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    })
}

/// Whether a map, or a list of maps, says how to log in somewhere.
fn is_login(key: &[u8]) -> bool {
    matches!(
        key,
        b"authentication"
            | b"clients"
            | b"config-databases"
            | b"hosts-database"
            | b"hosts-databases"
            | b"lease-database"
    )
}

/// Whether a key has its place in a map that says how to log in. What stands behind any other key
/// there may be anything, a password as well.
fn is_known_in_login(key: &[u8]) -> bool {
    std::str::from_utf8(key).is_ok_and(|key| LOGIN_KEYS.contains(&key))
}

/// Keys of databases, of `authentication` and of its `clients`.
const LOGIN_KEYS: [&str; 33] = [
    "cert-file",
    "cipher-list",
    "clients",
    "comment",
    "connect-timeout",
    "directory",
    "host",
    "key-file",
    "keyspace",
    "lfc-interval",
    "max-reconnect-tries",
    "max-row-errors",
    "name",
    "on-fail",
    "password",
    "password-file",
    "persist",
    "port",
    "read-timeout",
    "readonly",
    "realm",
    "reconnect-wait-time",
    "request-timeout",
    "retry-on-startup",
    "ssl-mode",
    "tcp-keepalive",
    "tcp-user-timeout",
    "trust-anchor",
    "type",
    "user",
    "user-context",
    "user-file",
    "write-timeout",
];

/// What a key says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Secret,
    Login,
    Nothing,
}

impl Says {
    fn of(key: &[u8]) -> Self {
        if names_secret(key) || (key.contains(&b'\\') && names_secret(&unescape(key))) {
            Self::Secret
        } else if is_login(key) {
            Self::Login
        } else {
            Self::Nothing
        }
    }
}

/// The keys that came last: a document has few different ones, a million times.
struct Known<'s>([Option<(&'s [u8], Says)>; 64]);

impl<'s> Known<'s> {
    fn says(&mut self, key: &'s [u8]) -> Says {
        let letter = key.first().copied().unwrap_or(0) as usize;
        let slot = self.0.get_mut((letter * 5 + key.len()) % 64);
        match slot {
            Some(Some((known, says))) if *known == key => *says,
            Some(slot) => slot.insert((key, Says::of(key))).1,
            None => Says::of(key),
        }
    }
}

/// The places of a document that must not be shown. One pass over the tokens: a document may hold
/// millions.
pub(crate) fn places(stream: &Stream) -> Vec<Span> {
    let mut places = Vec::new();
    let mut known = Known([None; 64]);
    let mut at = 0;
    while at < stream.count() {
        if stream.kind(at) != Token::String {
            at += 1;
            continue;
        }
        let text = stream.inside(at);
        if stream.kind(at + 1) != Token::Colon {
            url_places(stream, at, text, &mut places);
            at += 1;
            continue;
        }
        match known.says(text) {
            Says::Secret => at = value_places(stream, at + 2, &mut places),
            Says::Login => {
                login_places(stream, at + 2, &mut places);
                at += 2;
            }
            Says::Nothing => at += 2,
        }
    }
    places
}

fn url_places(stream: &Stream, at: u32, inside: &[u8], places: &mut Vec<Span>) {
    // Anything else costs more than this look, and nearly no text is a URL.
    if !inside.contains(&b'/') {
        return;
    }
    let Some(span) = stream.span(at) else { return };
    // One byte for the opening quote.
    let place = |offset: usize| span.start + 1 + u32::try_from(offset).unwrap_or(0);
    let found = config_text::url_credentials(inside);
    places.extend(found.map(|one| Span { start: place(one.start), end: place(one.end), ..span }));
}

/// Marks the texts behind keys that have no place in a map that says how to log in.
fn login_places(stream: &Stream, first: u32, places: &mut Vec<Span>) {
    let (mut at, mut depth) = (first, 0_u32);
    loop {
        match stream.kind(at) {
            Token::End => return,
            Token::LBrace | Token::LBracket => depth += 1,
            Token::RBrace | Token::RBracket => depth = depth.saturating_sub(1),
            Token::String if stream.kind(at + 1) == Token::Colon => {
                let known = is_known_in_login(&unescape(stream.inside(at)));
                if !known && stream.kind(at + 2) == Token::String {
                    places.extend(stream.span(at + 2));
                }
            }
            _ => {}
        }
        if depth == 0 {
            return;
        }
        at += 1;
    }
}

/// Marks a value from its first token on, a list or map with all scalars in it; returns the token
/// behind it.
fn value_places(stream: &Stream, first: u32, places: &mut Vec<Span>) -> u32 {
    let (mut at, mut depth) = (first, 0_u32);
    loop {
        match stream.kind(at) {
            Token::End => return at,
            Token::LBrace | Token::LBracket => depth += 1,
            Token::RBrace | Token::RBracket => depth = depth.saturating_sub(1),
            Token::Colon => {}
            Token::Comma if depth == 0 => return at,
            Token::Comma => {}
            _ if stream.kind(at + 1) == Token::Colon => {}
            _ => places.extend(stream.span(at)),
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
}

impl Node<'_> {
    /// Whether the value is a secret: its key, or a key above it, names one, or it is a text behind
    /// an unknown key where one logs in.
    #[must_use]
    pub fn is_secret(self) -> bool {
        let mut at = Some(self);
        if self.kind() == Kind::String && self.is_odd_in_login() {
            return true;
        }
        while let Some(node) = at {
            if node.key_bytes().is_some_and(|key| names_secret(&key)) {
                return true;
            }
            at = node.parent();
        }
        false
    }

    fn is_odd_in_login(self) -> bool {
        let around = std::iter::successors(self.parent(), |node| node.parent());
        let named = around.take(2).find_map(Node::key_bytes);
        named.is_some_and(|key| is_login(&key))
            && self.key_bytes().is_some_and(|key| !is_known_in_login(&key))
    }

    /// The value for a message: text as it is, a secret masked, a container by its kind.
    #[must_use]
    pub fn shown(self) -> String {
        if self.is_secret() {
            return "(secret)".to_owned();
        }
        match self.kind() {
            Kind::Map => "a map".to_owned(),
            Kind::List => "a list".to_owned(),
            Kind::String => {
                let text = self.as_bytes().unwrap_or_default();
                crate::text::shorten(&String::from_utf8_lossy(&text))
            }
            _ => crate::text::shorten(&String::from_utf8_lossy(self.token_bytes())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_name_secrets() {
        for key in ["password", "basic-auth-password", "secret", "shared-SECRET", "api-key"] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["passwrd", "basic-auth-pasword", "Secrett", "passwords", "psasword", "db-pass"]
        {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["pools", "subnet4", "sector", "bypass", "space", "server-hostname", "passive"] {
            assert!(!is_secret_key(key), "{key}");
        }
        for key in ["password-file", "user", "secretary", "key-file", "key"] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
