//! Which of many hashes are there twice, found without a table of them: that would be larger than a
//! processor's cache, and slower than everything else.

/// The places of hashes that were met more than once. Two hashes may share a place, so that a few
/// that were met once are here, too.
pub(super) struct Twice(Bits);

impl Twice {
    pub(super) fn among(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let places = hashes.len().saturating_mul(8).next_power_of_two();
        let (mut met, mut again) = (Bits::new(places), Bits::new(places));
        for hash in hashes {
            if met.set(hash) {
                again.set(hash);
            }
        }
        Self(again)
    }

    /// Whether a hash may have been met twice; always true for one that was.
    pub(super) fn may_hold(&self, hash: u64) -> bool {
        self.0.has(hash)
    }
}

/// Bits by a hash.
struct Bits(Vec<u64>);

impl Bits {
    /// As many as `places`, a power of two.
    fn new(places: usize) -> Self {
        Self(vec![0; (places / 64).max(1)])
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & (self.0.len() - 1), 1 << (hash & 63))
    }

    /// Sets a bit; true where it was set.
    fn set(&mut self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        let Some(word) = self.0.get_mut(word) else {
            return true;
        };
        let before = *word;
        *word |= bit;
        before & bit != 0
    }

    fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.0.get(word).is_none_or(|word| word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_there_twice_is_found_and_little_else() {
        let mixed = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
        let hashes: Vec<u64> = (0..10_000).chain(0..10).map(mixed).collect();
        let twice = Twice::among(hashes.iter().copied());
        assert!((0..10).map(mixed).all(|hash| twice.may_hold(hash)));
        let others = (10..10_000).map(mixed).filter(|hash| twice.may_hold(*hash)).count();
        assert!(others < 3_000, "{others}");
        assert!(!Twice::among([1, 2].into_iter()).may_hold(1));
        assert!(!Twice::among(std::iter::empty()).may_hold(1));
    }
}
