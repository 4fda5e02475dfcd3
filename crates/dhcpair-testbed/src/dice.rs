//! Random choices that are the same in every run.

/// A small generator of numbers (SplitMix64): all that a test needs, and the same everywhere.
///
/// ```
/// use dhcpair_testbed::Dice;
///
/// let (mut one, mut other) = (Dice::new(7), Dice::new(7));
/// assert_eq!(one.between(1, 6), other.between(1, 6));
/// ```
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Choices that follow from `seed` alone.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n - 1`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let number = self.next() % u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(number).unwrap_or(0)
    }

    /// `from` to `to`, both included; `from` where `to` is less.
    pub fn between(&mut self, from: u32, to: u32) -> u32 {
        let span = u64::from(to.saturating_sub(from)) + 1;
        from + u32::try_from(self.next() % span).unwrap_or(0)
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several.
    ///
    /// # Panics
    /// If there are none.
    #[expect(clippy::panic, reason = "a test must not go on when its data is missing")]
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len());
        from.get(at).unwrap_or_else(|| panic!("nothing to choose from"))
    }

    /// Puts them in any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_stay_in_their_bounds_and_reach_both_ends() {
        let mut dice = Dice::new(1);
        let seen: std::collections::BTreeSet<u32> = (0..200).map(|_| dice.between(3, 6)).collect();
        assert!(seen.into_iter().eq(3..=6));
        assert_eq!((dice.below(0), dice.below(1), dice.between(5, 2)), (0, 0, 5));
        let mut all: Vec<u32> = (0..50).collect();
        dice.shuffle(&mut all);
        assert!(!all.is_sorted());
        all.sort_unstable();
        assert!(all.into_iter().eq(0..50));
    }
}
