//! Hardware addresses, client identifiers and DUIDs.

use std::fmt;
use std::str::FromStr;

use kea_config::Node;

use super::read::FromAnswer;

/// Octets that tell clients apart. Displays as `02:00:00:00:00:01`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Octets(Box<[u8]>);

/// A text that is no octets in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not octets such as `02:00:00:00:00:01`")]
pub struct OctetsError {
    text: String,
}

impl Octets {
    /// The octets.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Octets {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl<const N: usize> From<[u8; N]> for Octets {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.into())
    }
}

/// Two digits an octet, with or without colons; of an octet between colons one digit is enough.
impl FromStr for Octets {
    type Err = OctetsError;

    fn from_str(text: &str) -> Result<Self, OctetsError> {
        let octet = |digits: &[u8]| {
            let text = std::str::from_utf8(digits).ok()?;
            let digits = digits.iter().all(u8::is_ascii_hexdigit);
            u8::from_str_radix(text, 16).ok().filter(|_| digits)
        };
        let octets: Option<Box<[u8]>> = if text.is_empty() {
            Some(Box::default())
        } else if text.contains(':') {
            text.split(':').map(|digits| octet(digits.as_bytes())).collect()
        } else {
            let pairs = text.as_bytes().chunks(2);
            pairs.map(|pair| octet(pair).filter(|_| pair.len() == 2)).collect()
        };
        octets.map(Self).ok_or_else(|| OctetsError { text: config_text::escape_control(text) })
    }
}

impl fmt::Display for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (nth, octet) in self.0.iter().enumerate() {
            write!(f, "{}{octet:02x}", if nth > 0 { ":" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromAnswer for Octets {
    const WANTED: &'static str = "octets in hexadecimal";

    fn from_answer(node: Node<'_>) -> Option<Self> {
        node.as_str()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_with_and_without_colons() {
        for (text, written) in [
            ("02:00:00:0A:0b:ff", "02:00:00:0a:0b:ff"),
            ("2:0:a", "02:00:0a"),
            ("0200ff", "02:00:ff"),
            ("", ""),
        ] {
            assert_eq!(text.parse::<Octets>().unwrap().to_string(), written, "{text}");
        }
        for text in ["02:", ":", "0:zz", "020", "+2:00", "100:00", "é", "02-00"] {
            assert!(text.parse::<Octets>().is_err(), "{text}");
        }
    }
}
