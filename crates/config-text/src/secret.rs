//! Secrets that can be compared and never shown, and text that is safe to print.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

/// A secret, reduced to something that can only be compared within this process.
///
/// Two keyed hashes (SipHash, keys drawn when the process first needs them) of the bytes: the
/// secret itself is not kept, `Debug` and `Display` show `(secret)`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// The fingerprint of a secret's bytes.
    #[must_use]
    pub fn of(secret: &[u8]) -> Self {
        static KEYS: OnceLock<[RandomState; 2]> = OnceLock::new();
        let [first, second] = KEYS.get_or_init(|| [RandomState::new(), RandomState::new()]);
        Self([first.hash_one(secret), second.hash_one(secret)])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// `text` with control characters written out (`\x1b`), so that a file cannot steer a terminal.
///
/// Line breaks are written out, too. Unicode's bidirectional overrides count as control characters.
#[must_use]
pub fn escape_control(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if steers_terminal(c) => {
                out.push_str(&if (c as u32) < 0x100 {
                    format!("\\x{:02x}", c as u32)
                } else {
                    format!("\\u{{{:x}}}", c as u32)
                });
            }
            _ => out.push(c),
        }
    }
    out
}

/// Where in a text the credentials of URLs stand (`user:password` in `http://user:password@host/`),
/// as ranges of bytes in order. A URL whose end is missing or whose password has a `/` in it counts,
/// and so does one whose slashes are escaped as JSON may have them.
pub fn url_credentials(text: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut done = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(done..)?;
            let colon = rest.iter().position(|byte| *byte == b':')?;
            let behind = rest.get(colon + 1..)?;
            let slashes = [&b"//"[..], b"\\/\\/"].into_iter().find(|way| behind.starts_with(way));
            done += colon + 1;
            let Some(slashes) = slashes else { continue };
            done += slashes.len();
            let from = done;
            if let Some(length) = credentials(text.get(from..)?) {
                done += length;
                return Some(from..from + length);
            }
        }
    })
}

/// The length of the credentials at the start of what stands behind `://`.
fn credentials(rest: &[u8]) -> Option<usize> {
    let end = |stop: fn(&u8) -> bool| rest.iter().position(stop).unwrap_or(rest.len());
    let authority = rest.get(
        ..end(|byte| {
            byte.is_ascii_whitespace() || matches!(byte, b'/' | b'\\' | b'?' | b'#' | b'"' | b'\'')
        }),
    )?;
    if let Some(at) = authority.iter().rposition(|byte| *byte == b'@') {
        return (at > 0).then_some(at);
    }
    // `user:pass/word@host`, or a text that ends too soon: what follows the colon is no port.
    let colon = authority.iter().position(|byte| *byte == b':')?;
    let behind = authority.get(colon + 1..)?;
    let is_port = behind.iter().all(u8::is_ascii_digit);
    let is_v6 = behind.contains(&b':')
        && authority.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'));
    if is_port || is_v6 || authority.starts_with(b"[") {
        return None;
    }
    let whole = rest.get(..end(u8::is_ascii_whitespace))?;
    Some(whole.iter().rposition(|byte| *byte == b'@').unwrap_or(authority.len()))
}

/// `text` with `(secret)` where the credentials of a URL stand in it.
#[must_use]
pub fn mask_urls(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for place in url_credentials(text.as_bytes()) {
        out.push_str(text.get(done..place.start).unwrap_or_default());
        out.push_str("(secret)");
        done = place.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a character can change what a terminal does or the order in which it shows text.
pub(crate) fn steers_terminal(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_compare_and_do_not_show() {
        assert_eq!(Fingerprint::of(b"abc"), Fingerprint::of(b"abc"));
        assert_ne!(Fingerprint::of(b"abc"), Fingerprint::of(b"abd"));
        assert_eq!(format!("{:?} {0}", Fingerprint::of(b"abc")), "(secret) (secret)");
    }

    #[test]
    fn credentials_of_urls_are_masked() {
        for (text, expected) in [
            ("http://u:p@10.0.0.1:8000/x@y", "http://(secret)@10.0.0.1:8000/x@y"),
            (
                "a http://token@h b https://u:p:q@r@[::1]/",
                "a http://(secret)@h b https://(secret)@[::1]/",
            ),
            ("http://u:p/w@10.0.0.1/", "http://(secret)@10.0.0.1/"),
            ("http://u:p\"w@10.0.0.1/", "http://(secret)@10.0.0.1/"),
            ("http:\\/\\/u:p@10.0.0.1", "http:\\/\\/(secret)@10.0.0.1"),
            ("http://u:hunter", "http://(secret)"),
        ] {
            assert_eq!(mask_urls(text), expected);
        }
        for text in [
            "http://10.0.0.1:8000/",
            "a@b:c",
            "http://h/a@b",
            "http://[::1]:80/",
            "http://::1:80/",
            "tftp://server:",
            "",
            "http://",
            "http://@h",
        ] {
            assert_eq!(mask_urls(text), text);
        }
    }

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(escape_control("a\x1b[31m\nb\u{202e}"), "a\\x1b[31m\\nb\\u{202e}");
    }
}
