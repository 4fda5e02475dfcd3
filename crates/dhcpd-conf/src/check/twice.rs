//! Which of many hashes are there twice, found without a table of them: that would be larger than a
//! processor's cache, and slower than everything else.

/// The hashes that were met more than once.
pub(super) struct Twice {
    /// Their places. Hashes that were met once may share one.
    places: Bits,
    /// In order.
    hashes: Vec<u64>,
}

impl Twice {
    pub(super) fn among(hashes: impl ExactSizeIterator<Item = u64> + Clone) -> Self {
        let places = hashes.len().saturating_mul(8).next_power_of_two();
        let (mut met, mut again) = (Bits::new(places), Bits::new(places));
        for hash in hashes.clone() {
            if met.set(hash) {
                again.set(hash);
            }
        }
        // One in ten shares its place: few enough to be compared.
        let mut some: Vec<u64> = hashes.filter(|hash| again.has(*hash)).collect();
        some.sort_unstable();
        let same = some.chunk_by(|one, next| one == next).filter(|same| same.len() > 1);
        let hashes = same.filter_map(|same| same.first().copied()).collect();
        Self { places: again, hashes }
    }

    /// Whether a hash was met twice.
    pub(super) fn has(&self, hash: u64) -> bool {
        !self.hashes.is_empty() && self.places.has(hash) && self.hashes.binary_search(&hash).is_ok()
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
    fn whatever_is_there_twice_is_found_and_nothing_else() {
        let mixed = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
        let hashes: Vec<u64> = (0..10_000).chain(0..10).map(mixed).collect();
        let twice = Twice::among(hashes.iter().copied());
        assert!((0..10).map(mixed).all(|hash| twice.has(hash)));
        assert!(!(10..10_000).map(mixed).any(|hash| twice.has(hash)));
        // These two share a place.
        assert!(!Twice::among([1, 1 << 32 | 1].into_iter()).has(1));
        assert!(Twice::among([1, 1 << 32 | 1, 1].into_iter()).has(1));
        assert!(!Twice::among(std::iter::empty()).has(1));
    }
}
