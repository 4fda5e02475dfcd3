//! Texts on their way into PowerShell: the one place that writes a string literal.
//!
//! A [`Text`] is any text that Windows can keep. [`Text::literal`] writes it as one single-quoted
//! literal, in which PowerShell reads nothing but quotes (about_Quoting_Rules): `$`, backticks,
//! semicolons and line ends are characters there. PowerShell takes five characters for a single
//! quote, not one: U+2018 to U+201B end a literal just as `'` does, so each of the five is doubled.
//! Double-quoted literals, bare words and here-strings are never written.
//!
//! A literal that is right in a file can still be wrong in a console: an escape character that is
//! pasted clears the line, and what stands behind it is a command. [`Text::pasteable`] refuses what
//! a console acts on or does not show.
//!
//! The proof is the tokenizer in [`token`](crate::token), which shares nothing with this.
//!
//! ```
//! use windows_dhcp::quote::Text;
//!
//! let name = Text::new("it\u{2019}s; Remove-Item C:\\ #")?;
//! assert_eq!(name.literal(), "'it\u{2019}\u{2019}s; Remove-Item C:\\ #'");
//! # Ok::<(), windows_dhcp::quote::TextError>(())
//! ```

use std::fmt;
use std::net::Ipv4Addr;

use config_text::steers_terminal;

#[cfg(test)]
mod tests;

/// A text that Windows can keep: any but one with a NUL, at which Windows would end it.
///
/// Windows keeps texts as 16-bit units, and half a surrogate pair among them is possible there. No
/// Rust string can hold one: [`Text::from_utf16`] refuses it instead of naming something else.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

/// The text cannot be given to PowerShell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Windows ends texts at a NUL: what stands behind it would be lost, and a name would be
    /// another name.
    #[error("NUL at character {at}: Windows would end the text there; leave it out")]
    Nul {
        /// How many characters (16-bit units, where it was read from them) stand before it.
        at: usize,
    },
    /// Half a surrogate pair is no character.
    #[error("unit {at} is 0x{unit:04x}, half a character: rename it on the server first")]
    Unpaired {
        /// How many 16-bit units stand before it.
        at: usize,
        /// The unit.
        unit: u16,
    },
}

/// A console would act on the text, or not show it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "character {at} is U+{:04X}, which a console acts on or does not show: run the script, do not paste it",
    *c as u32
)]
pub struct Unpasteable {
    /// The character.
    pub c: char,
    /// How many characters stand before it.
    pub at: usize,
}

impl Text {
    /// Takes a text.
    ///
    /// # Errors
    /// [`TextError::Nul`] where there is one in it.
    pub fn new(text: impl Into<String>) -> Result<Self, TextError> {
        let text = text.into();
        match text.chars().position(|c| c == '\0') {
            Some(at) => Err(TextError::Nul { at }),
            None => Ok(Self(text)),
        }
    }

    /// Takes a text as Windows keeps it.
    ///
    /// # Errors
    /// [`TextError::Unpaired`] for half a surrogate pair, [`TextError::Nul`] for a NUL, whichever
    /// comes first.
    pub fn from_utf16(units: &[u16]) -> Result<Self, TextError> {
        let (mut text, mut at) = (String::with_capacity(units.len()), 0);
        for decoded in char::decode_utf16(units.iter().copied()) {
            match decoded {
                Ok('\0') => return Err(TextError::Nul { at }),
                Ok(c) => {
                    text.push(c);
                    at += c.len_utf16();
                }
                Err(lone) => {
                    return Err(TextError::Unpaired { at, unit: lone.unpaired_surrogate() });
                }
            }
        }
        Ok(Self(text))
    }

    /// The text itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How many 16-bit units it has, which is what Windows limits.
    #[must_use]
    pub fn units(&self) -> usize {
        self.0.encode_utf16().count()
    }

    /// The text as one PowerShell literal, for a file or an encoded command.
    #[must_use]
    pub fn literal(&self) -> String {
        let mut out = String::with_capacity(self.0.len() + 2);
        out.push('\'');
        for c in self.0.chars() {
            out.push(c);
            if ends_literal(c) {
                // Two of any kind are one of the second's kind: doubling keeps the character.
                out.push(c);
            }
        }
        out.push('\'');
        out
    }

    /// Whether it may stand in a text that somebody pastes into a console.
    ///
    /// # Errors
    /// [`Unpasteable`] with the first character that a console acts on (control characters, line
    /// ends among them) or that is not shown where it stands (bidirectional controls, characters
    /// without a width).
    pub fn pasteable(&self) -> Result<(), Unpasteable> {
        let first = self.0.chars().enumerate().find(|(_, c)| steers_terminal(*c));
        first.map_or(Ok(()), |(at, c)| Err(Unpasteable { c, at }))
    }
}

/// The characters that PowerShell takes for a single quote.
const fn ends_literal(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Ipv4Addr> for Text {
    fn from(address: Ipv4Addr) -> Self {
        Self(address.to_string())
    }
}

impl TryFrom<&str> for Text {
    type Error = TextError;

    fn try_from(text: &str) -> Result<Self, TextError> {
        Self::new(text)
    }
}
