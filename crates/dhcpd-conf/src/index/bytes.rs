//! The one place where byte classes are looked up by index.

/// What a byte can start or continue.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Class(u8);

impl Class {
    const SPACE: u8 = 1;
    const DIGIT: u8 = 2;
    const HEX: u8 = 4;
    const LETTER: u8 = 8;
    const WORD: u8 = 16;
    const LONG: u8 = 32;

    /// C's `isspace` in the C locale.
    pub(crate) const fn is_space(self) -> bool {
        self.0 & Self::SPACE != 0
    }
    pub(crate) const fn is_hex(self) -> bool {
        self.0 & Self::HEX != 0
    }
    pub(crate) const fn is_letter(self) -> bool {
        self.0 & Self::LETTER != 0
    }
    /// Whether a token that begins with it, or white space or a comment, may have more bytes.
    pub(crate) const fn is_long(self) -> bool {
        self.0 & Self::LONG != 0
    }
    /// A letter, a digit, `-` or `_`: what continues a word.
    pub(crate) const fn is_word(self) -> bool {
        self.0 & Self::WORD != 0
    }
}

const fn class(byte: u8) -> u8 {
    let mut class = 0;
    if matches!(byte, b' ' | 9..=13) {
        class |= Class::SPACE;
    }
    if byte.is_ascii_digit() {
        class |= Class::DIGIT;
    }
    if byte.is_ascii_hexdigit() {
        class |= Class::HEX;
    }
    if byte.is_ascii_alphabetic() {
        class |= Class::LETTER;
    }
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
        class |= Class::WORD;
    }
    if byte.is_ascii_alphanumeric() || matches!(byte, b' ' | 9..=13 | b'-' | b'"' | b'#') {
        class |= Class::LONG;
    }
    class
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler; the loop ends at the array"
)]
static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = class(byte as u8);
        byte += 1;
    }
    classes
};

/// The class of a byte.
#[expect(clippy::indexing_slicing, reason = "a byte is always inside an array of 256")]
pub(crate) fn class_of(byte: u8) -> Class {
    Class(CLASSES[byte as usize])
}

/// The value of a hexadecimal digit; 0xff for another byte.
#[expect(clippy::indexing_slicing, reason = "a byte is always inside an array of 256")]
pub(crate) fn digit_of(byte: u8) -> u8 {
    DIGITS[byte as usize]
}

#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler; the loop ends at the array"
)]
static DIGITS: [u8; 256] = {
    let mut digits = [0xff; 256];
    let mut byte = 0;
    while byte < 256 {
        if let Some(digit) = (byte as u8 as char).to_digit(16) {
            digits[byte] = digit as u8;
        }
        byte += 1;
    }
    digits
};

/// The bytes of a range; empty where it does not fit.
pub(crate) fn part(bytes: &[u8], start: u32, end: u32) -> &[u8] {
    bytes.get(start as usize..end as usize).unwrap_or(&[])
}

/// How many leading bytes satisfy `wanted`.
pub(crate) fn run(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or(&[]);
    rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len())
}
