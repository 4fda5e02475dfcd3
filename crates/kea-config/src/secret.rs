//! Which values are secrets.

use std::borrow::Cow;

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

fn names_secret(key: &[u8]) -> bool {
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

/// The places of a document that must not be shown. One pass over the tokens: a document may hold
/// millions.
pub(crate) fn places(stream: &Stream) -> Vec<Span> {
    let mut places = Vec::new();
    let mut at = 0;
    while at < stream.count() {
        if stream.kind(at) != Token::String {
            at += 1;
            continue;
        }
        let is_key = stream.kind(at + 1) == Token::Colon;
        let text = stream.inside(at);
        if !is_key {
            places.extend(url_place(stream, at, text));
            at += 1;
        } else if names_secret(text) || (text.contains(&b'\\') && names_secret(&unescape(text))) {
            at = value_places(stream, at + 2, &mut places);
        } else {
            at += 2;
        }
    }
    places
}

fn url_place(stream: &Stream, at: u32, inside: &[u8]) -> Option<Span> {
    if !inside.contains(&b'@') {
        return None;
    }
    let (from, to) = credentials_in_url(inside)?;
    let span = stream.span(at)?;
    // One byte for the opening quote.
    let place = |offset: usize| span.start + 1 + u32::try_from(offset).unwrap_or(0);
    Some(Span { start: place(from), end: place(to), ..span })
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
    /// Whether the value is a secret: its key, or a key above it, names one.
    #[must_use]
    pub fn is_secret(self) -> bool {
        let mut at = Some(self);
        while let Some(node) = at {
            if node.key_bytes().is_some_and(|key| names_secret(&key)) {
                return true;
            }
            at = node.parent();
        }
        false
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
                let masked = mask_url(&text);
                crate::text::shorten(&String::from_utf8_lossy(&masked))
            }
            _ => crate::text::shorten(&String::from_utf8_lossy(self.token_bytes())),
        }
    }
}

/// Where `user:password` stands in a URL's text.
fn credentials_in_url(text: &[u8]) -> Option<(usize, usize)> {
    let scheme = text.windows(3).position(|window| window == b"://")?;
    let from = scheme + 3;
    let rest = text.get(from..)?;
    let authority = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b'"'));
    let authority = rest.get(..authority.unwrap_or(rest.len()))?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    authority.get(..at)?.contains(&b':').then_some((from, from + at))
}

/// A text with the credentials of a URL in it written over.
pub(crate) fn mask_url(text: &[u8]) -> Cow<'_, [u8]> {
    let Some((from, to)) = credentials_in_url(text) else {
        return Cow::Borrowed(text);
    };
    let mut masked = text.get(..from).unwrap_or(&[]).to_vec();
    masked.extend_from_slice(b"(secret)");
    masked.extend_from_slice(text.get(to..).unwrap_or(&[]));
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_name_secrets() {
        for key in ["password", "basic-auth-password", "secret", "shared-SECRET", "api-key"] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["password-file", "user", "secretary", "key-file", "key"] {
            assert!(!is_secret_key(key), "{key}");
        }
    }

    #[test]
    fn credentials_in_urls_are_masked() {
        assert_eq!(
            &*mask_url(b"http://u:p@10.0.0.1:8000/x@y"),
            b"http://(secret)@10.0.0.1:8000/x@y"
        );
        assert_eq!(&*mask_url(b"http://10.0.0.1:8000/"), b"http://10.0.0.1:8000/");
        assert_eq!(&*mask_url(b"a@b:c"), b"a@b:c");
    }
}
