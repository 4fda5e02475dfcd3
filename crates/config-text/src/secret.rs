//! Secrets that can be compared and never shown, and text that is safe to print.

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
    fn control_characters_are_written_out() {
        assert_eq!(escape_control("a\x1b[31m\nb\u{202e}"), "a\\x1b[31m\\nb\\u{202e}");
    }
}
