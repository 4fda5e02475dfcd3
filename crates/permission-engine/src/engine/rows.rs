//! Rows of bits, one bit for each role, all of one width and in one piece of memory.

use std::collections::HashMap;

/// Bit rows of equal width.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    width: usize,
    words: Vec<u64>,
}

const BITS: usize = u64::BITS as usize;

impl Rows {
    /// Room for `rows` empty rows of at least `bits` bits.
    pub(super) fn new(bits: usize, rows: usize) -> Self {
        let width = bits.div_ceil(BITS).max(1);
        Self { width, words: vec![0; width * rows] }
    }

    /// A row; empty for one that is not there.
    #[inline]
    pub(super) fn row(&self, at: u32) -> &[u64] {
        let start = at as usize * self.width;
        self.words.get(start..start + self.width).unwrap_or(&[])
    }

    pub(super) fn set(&mut self, at: u32, bit: usize) {
        let word = at as usize * self.width + bit / BITS;
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << (bit % BITS);
        }
    }

    /// The bits set in a row.
    pub(super) fn bits(row: &[u64]) -> impl Iterator<Item = usize> + '_ {
        row.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * BITS + bit)
            })
        })
    }

    fn push(&mut self, row: &[u64]) {
        self.words.extend_from_slice(row);
    }
}

/// Collects rows, each different one once.
#[derive(Debug)]
pub(super) struct Interner {
    rows: Rows,
    known: HashMap<Box<[u64]>, u32>,
    scratch: Vec<u64>,
}

impl Interner {
    pub(super) fn new(bits: usize) -> Self {
        let rows = Rows::new(bits, 0);
        let scratch = vec![0; rows.width];
        Self { rows, known: HashMap::new(), scratch }
    }

    /// The row with these bits, and without bits that are out of its width.
    pub(super) fn intern(&mut self, bits: impl Iterator<Item = usize>) -> u32 {
        self.scratch.fill(0);
        for bit in bits {
            if let Some(word) = self.scratch.get_mut(bit / BITS) {
                *word |= 1 << (bit % BITS);
            }
        }
        if let Some(at) = self.known.get(self.scratch.as_slice()) {
            return *at;
        }
        let at = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.rows.push(&self.scratch);
        self.known.insert(self.scratch.as_slice().into(), at);
        at
    }

    pub(super) fn into_rows(mut self) -> Rows {
        self.rows.words.shrink_to_fit();
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_are_stored_once() {
        let mut interner = Interner::new(70);
        let one = interner.intern([3, 69].into_iter());
        assert_ne!(interner.intern([3].into_iter()), one);
        assert_eq!(interner.intern([69, 3].into_iter()), one);
        let rows = interner.into_rows();
        assert_eq!(Rows::bits(rows.row(one)).collect::<Vec<_>>(), [3, 69]);
        assert_eq!(rows.row(9), &[] as &[u64], "a row that is not there has no bit");
    }
}
