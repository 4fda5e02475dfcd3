//! Keywords by their first eight bytes and their length: a word is compared with one or two of them.

use super::eight::{folded_head, folded_tail};
use super::kind::{KEYWORDS, Kind};

/// A power of two, more than twice the number of keywords.
const SLOTS: usize = 1024;

/// Found by trial: with it, every keyword stands in its own slot or in the next one.
const SPREAD: u64 = 0xc48e_bcf9_25f1_ad81;

/// The keywords of dhcpd's lexer.
pub(super) struct Words {
    /// Where a keyword stands in the list, from 1 on; 0 for none.
    slots: [u16; SLOTS],
    words: [Word; KEYWORDS.len()],
}

#[derive(Clone, Copy)]
struct Word {
    head: u64,
    tail: u64,
    text: &'static [u8],
    kind: Kind,
}

static WORDS: Words = Words::new();

impl Kind {
    /// The keyword a word spells (letter case does not matter), or `otherwise`.
    pub(crate) fn of_word(word: &[u8], otherwise: Self) -> Self {
        WORDS.find(folded_head(word), word).unwrap_or(otherwise)
    }

    /// The same for a word whose first eight bytes are at hand, as [`folded_head`] gives them.
    pub(super) fn of_folded(head: u64, word: &[u8], otherwise: Self) -> Self {
        WORDS.find(head, word).unwrap_or(otherwise)
    }
}

impl Words {
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, which checks the bounds"
    )]
    pub(super) const fn new() -> Self {
        let mut words = [Word { head: 0, tail: 0, text: b"", kind: Kind::End }; KEYWORDS.len()];
        let mut slots = [0u16; SLOTS];
        let mut at = 0;
        while at < words.len() {
            let (text, kind) = KEYWORDS[at];
            let text = text.as_bytes();
            words[at] = Word { head: folded_head(text), tail: folded_tail(text), text, kind };
            let mut free = slot(words[at].head, text.len());
            while slots[free] != 0 {
                free = (free + 1) % SLOTS;
            }
            at += 1;
            slots[free] = at as u16;
        }
        Self { slots, words }
    }

    /// The keyword that a word with this head spells in any letter case.
    #[inline]
    pub(super) fn find(&self, head: u64, word: &[u8]) -> Option<Kind> {
        let mut at = slot(head, word.len());
        loop {
            let number = usize::from(*self.slots.get(at)?);
            let known = self.words.get(number.checked_sub(1)?)?;
            if known.head == head && known.text.len() == word.len() && known.ends(word) {
                return Some(known.kind);
            }
            at = (at + 1) % SLOTS;
        }
    }
}

impl Word {
    /// Whether a word of the same length and head goes on alike.
    fn ends(&self, word: &[u8]) -> bool {
        if word.len() <= 8 {
            return true;
        }
        // Head and tail leave nothing between them in a word of up to sixteen bytes.
        self.tail == folded_tail(word) && (word.len() <= 16 || self.text.eq_ignore_ascii_case(word))
    }
}

const fn slot(head: u64, len: usize) -> usize {
    let mixed = (head ^ len as u64).wrapping_mul(SPREAD);
    (mixed >> 54) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_stands_in_its_own_slot_or_in_the_next_one() {
        let words = Words::new();
        let at = |slot: usize| words.slots[slot % SLOTS];
        for (number, word) in (1..).zip(&words.words) {
            let own = slot(word.head, word.text.len());
            assert!(at(own) == number || at(own + 1) == number, "{:?}", word.kind);
        }
    }
}
