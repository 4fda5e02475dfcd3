//! Bytes that nobody sees.

use std::fmt;

use zeroize::Zeroizing;

/// The secret of a key. `Debug` shows `(secret)`, and its memory is overwritten when it goes.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Why a text is no secret. It does not say what the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// A character that base64 does not have.
    #[error("the secret has a character that base64 does not have, after {0} others")]
    Character(usize),
    /// Its end is missing.
    #[error(
        "the secret is not complete: base64 comes in groups of four characters, the last one filled with `=`"
    )]
    Incomplete,
    /// There is nothing: dhcpd drops such a key without a word.
    #[error("the secret is empty")]
    Empty,
}

impl Secret {
    /// Reads a secret as it stands in the declaration of a key, `secret BASE64;`, and as dhcpd reads it: blanks do not matter,
    /// and `=` at the end may be missing.
    ///
    /// # Errors
    /// If it is not base64, or empty.
    pub fn from_base64(text: &str) -> Result<Self, SecretError> {
        // Room for all, so that no copies of it stay behind in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
        let (mut rest, mut digits, mut filling) = (Zeroizing::new(0_u32), 0_usize, 0_usize);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                b'=' => {
                    filling += 1;
                    continue;
                }
                _ => {}
            }
            let digit = digit(byte).filter(|_| filling == 0).ok_or(SecretError::Character(at))?;
            *rest = *rest << 6 | u32::from(digit);
            // Bits that are left over behind this digit; the first of four makes no byte.
            let left = [6, 4, 2, 0].get(digits % 4).copied().unwrap_or(0);
            if left < 6 {
                bytes.push((*rest >> left) as u8);
                *rest &= (1 << left) - 1;
            }
            digits += 1;
        }
        if *rest != 0 && !(digits + filling).is_multiple_of(4) {
            return Err(SecretError::Incomplete);
        }
        if bytes.is_empty() {
            return Err(SecretError::Empty);
        }
        Ok(Self(bytes))
    }

    /// The bytes themselves, for one that is not written in base64.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}
