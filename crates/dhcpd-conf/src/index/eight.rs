//! Eight bytes of a text at a time, in one register: words and numbers are short, and a loop over
//! their bytes costs more than it looks at.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// Eight bytes, the first one lowest.
#[derive(Clone, Copy)]
pub(super) struct Eight(u64);

impl Eight {
    /// The first bytes of a text; `None` where there are fewer.
    #[inline]
    pub(super) fn first(text: &[u8]) -> Option<Self> {
        Some(Self(u64::from_le_bytes(*text.first_chunk()?)))
    }

    /// The word that they begin with: how many of them may continue one (letters, digits, `-` and `_`),
    /// and these as [`folded_head`] gives them.
    #[inline]
    pub(super) const fn word(self) -> (usize, u64) {
        let other = !self.word_bytes() & HIGH;
        if other == 0 {
            return (8, self.folded());
        }
        // All bits below the byte that ends the word.
        let kept = (other ^ (other - 1)) >> 8;
        (other.trailing_zeros() as usize >> 3, self.folded() & kept)
    }

    /// The high bit of each byte that may continue a word; other bits mean nothing.
    const fn word_bytes(self) -> u64 {
        let low = self.0 & !HIGH;
        // A byte without its high bit overflows into it where it is at least the first of a range.
        let small = low | (0x20 * ONES);
        let letters = (small + 0x1f * ONES) & !(small + 0x05 * ONES);
        let digits = (low + 0x50 * ONES) & !(low + 0x46 * ONES);
        let other_than_dash = (low ^ (0x2d * ONES)) + 0x7f * ONES;
        let other_than_underscore = (low ^ (0x5f * ONES)) + 0x7f * ONES;
        let marks = !(other_than_dash & other_than_underscore);
        (letters | digits | marks) & !self.0
    }

    /// Capital letters made small.
    const fn folded(self) -> u64 {
        self.0 | (0x20 * ONES)
    }
}

/// The first eight bytes of a word, capital letters made small, the first one lowest; zeros behind its end. Two words of letters, digits, `-` and
/// `_` that have it alike begin alike but for letter case.
pub(super) const fn folded_head(word: &[u8]) -> u64 {
    if let Some(eight) = word.first_chunk() {
        return Eight(u64::from_le_bytes(*eight)).folded();
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
        Some(eight) => Eight(u64::from_le_bytes(*eight)).folded(),
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
                    let (len, head) = Eight::first(&bytes).unwrap().word();
                    let word = bytes.iter().position(|byte| !class_of(*byte).is_word());
                    assert_eq!(len, word.unwrap_or(8), "{bytes:?}");
                    assert_eq!(head, folded_head(&bytes[..len]));
                }
            }
        }
    }

    #[test]
    fn heads_and_tails_are_alike_but_for_letter_case() {
        assert_eq!(folded_head(b"Host"), folded_head(b"hOST"));
        assert_eq!(folded_head(b"Host"), Eight::first(b"HOST name").unwrap().word().1);
        assert_ne!(folded_head(b"host"), folded_head(b"host-"));
        assert_eq!(folded_head(b"fixed-address"), folded_head(b"FIXED-AD"));
        assert_eq!(folded_tail(b"fixed-address"), folded_head(b"-address"));
        assert_eq!(folded_tail(b"host"), 0);
    }
}
