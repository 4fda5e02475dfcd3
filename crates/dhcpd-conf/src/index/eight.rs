//! Eight bytes of a text at a time, in one register: words and numbers are short, and a loop over
//! their bytes costs more than it looks at.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// Eight bytes, the first one lowest.
#[derive(Clone, Copy)]
pub(super) struct Eight(u64);

impl Eight {
    /// The bytes from a place on; `None` where fewer than eight follow.
    #[inline]
    pub(super) fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let bytes = bytes.get(at..)?.first_chunk()?;
        Some(Self(u64::from_le_bytes(*bytes)))
    }

    /// How many leading bytes may continue a word: letters, digits, `-` and `_`.
    #[inline]
    pub(super) const fn word_len(self) -> usize {
        let low = self.0 & !HIGH;
        // A byte without its high bit overflows into it where it is at least the first of a range.
        let small = low | (0x20 * ONES);
        let letters = (small + 0x1f * ONES) & !(small + 0x05 * ONES);
        let other_than_dash = (low ^ (0x2d * ONES)) + 0x7f * ONES;
        let other_than_underscore = (low ^ (0x5f * ONES)) + 0x7f * ONES;
        let marks = !(other_than_dash & other_than_underscore);
        leading((letters | self.digits() | marks) & !self.0)
    }

    /// The high bit of each byte that is a digit; of others too where their own high bit is set.
    const fn digits(self) -> u64 {
        let low = self.0 & !HIGH;
        (low + 0x50 * ONES) & !(low + 0x46 * ONES)
    }

    /// The first `len` bytes as [`folded_head`] gives them.
    #[inline]
    pub(super) const fn folded(self, len: usize) -> u64 {
        let kept = if len < 8 { (1u64 << (len * 8)) - 1 } else { u64::MAX };
        (self.0 | (0x20 * ONES)) & kept
    }
}

/// How many bytes from the lowest on have their high bit set.
#[inline]
const fn leading(marked: u64) -> usize {
    // The highest bit stands for a ninth byte: a number that is never 0 has its zeros counted faster.
    let other = (!marked & HIGH) >> 7 | 1 << 63;
    (other.trailing_zeros() as usize + 7) >> 3
}

/// The first eight bytes of a word, capital letters made small, the first one lowest; zeros behind its end. Two words of letters, digits, `-` and
/// `_` that have it alike begin alike but for letter case.
pub(super) const fn folded_head(word: &[u8]) -> u64 {
    if let Some(eight) = word.first_chunk() {
        return Eight(u64::from_le_bytes(*eight)).folded(8);
    }
    let (mut head, mut rest, mut shift) = (0, word, 0);
    while let [first, behind @ ..] = rest {
        head |= ((*first | 0x20) as u64) << shift;
        shift += 8;
        rest = behind;
    }
    head
}

/// The last eight bytes of a word in the same way; 0 for a shorter word.
pub(super) const fn folded_tail(word: &[u8]) -> u64 {
    match word.last_chunk() {
        Some(eight) => Eight(u64::from_le_bytes(*eight)).folded(8),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::class_of;
    use super::*;

    #[test]
    fn every_byte_in_every_place_counts_as_its_class_says() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for around in [b'a', b'Z', b'0', b'_', b'-'] {
                    let mut bytes = [around; 8];
                    bytes[place] = byte;
                    let eight = Eight::at(&bytes, 0).unwrap();
                    let word = bytes.iter().position(|byte| !class_of(*byte).is_word());
                    assert_eq!(eight.word_len(), word.unwrap_or(8), "{bytes:?}");
                }
            }
        }
    }

    #[test]
    fn heads_and_tails_are_alike_but_for_letter_case() {
        assert_eq!(folded_head(b"Host"), folded_head(b"hOST"));
        assert_eq!(folded_head(b"Host"), Eight::at(b"HOST-name", 0).unwrap().folded(4));
        assert_ne!(folded_head(b"host"), folded_head(b"host-"));
        assert_eq!(folded_head(b"fixed-address"), folded_head(b"FIXED-AD"));
        assert_eq!(folded_tail(b"fixed-address"), folded_head(b"-address"));
        assert_eq!(folded_tail(b"host"), 0);
    }
}
