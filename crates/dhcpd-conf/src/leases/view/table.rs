//! A table that wastes little: values in blocks that never move, and numbers of them by hash.

use std::hash::{BuildHasher, Hash, RandomState};

/// Values of a block. A table has at most one block that is not full.
const BLOCK: usize = 512;

/// No value.
const FREE: u32 = u32::MAX;

/// Values by key. They are only ever added and changed; their numbers stay.
#[derive(Debug, Clone)]
pub(super) struct Table<T> {
    blocks: Vec<Vec<T>>,
    /// Open addressing; the length is a power of two or 0.
    slots: Vec<u32>,
    count: u32,
    hasher: RandomState,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), slots: Vec::new(), count: 0, hasher: RandomState::new() }
    }
}

/// What tells values apart.
pub(super) trait Keyed {
    type Key: Hash + PartialEq + ?Sized;

    fn key(&self) -> &Self::Key;
}

impl<T: Keyed> Table<T> {
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let number = number as usize;
        self.blocks.get(number / BLOCK)?.get(number % BLOCK)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let number = number as usize;
        self.blocks.get_mut(number / BLOCK)?.get_mut(number % BLOCK)
    }

    /// All values, in the order in which they were added.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flatten()
    }

    pub(super) const fn len(&self) -> usize {
        self.count as usize
    }

    /// The number of the value with a key.
    pub(super) fn find(&self, key: &T::Key) -> Option<u32> {
        let mut slot = self.hash(key);
        loop {
            // Where there is no slot, there is no value.
            let number = *self.slots.get(self.wrapped(slot))?;
            match self.get(number) {
                None => return None,
                Some(value) if value.key() == key => return Some(number),
                Some(_) => slot = slot.wrapping_add(1),
            }
        }
    }

    /// Adds a value whose key is not there yet; its number. A table holds 4 thousand million.
    pub(super) fn add(&mut self, value: T) -> u32 {
        // At most three quarters are used, so that every search ends.
        if (self.count as usize + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let number = self.count;
        self.occupy(self.hash(value.key()), number);
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        if let Some(block) = self.blocks.last_mut() {
            block.push(value);
        }
        self.count = self.count.saturating_add(1);
        number
    }

    fn grow(&mut self) {
        let longer = (self.slots.len() * 2).max(16);
        self.slots = Vec::new();
        self.slots = vec![FREE; longer];
        for number in 0..self.count {
            if let Some(slot) = self.get(number).map(|value| self.hash(value.key())) {
                self.occupy(slot, number);
            }
        }
    }

    fn occupy(&mut self, mut slot: usize, number: u32) {
        loop {
            let at = self.wrapped(slot);
            match self.slots.get_mut(at) {
                Some(free) if *free == FREE => {
                    *free = number;
                    return;
                }
                Some(_) => slot = slot.wrapping_add(1),
                None => return,
            }
        }
    }

    fn hash(&self, key: &T::Key) -> usize {
        // The cut loses nothing that matters.
        self.hasher.hash_one(key) as usize
    }

    fn wrapped(&self, slot: usize) -> usize {
        slot & self.slots.len().wrapping_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Keyed for (u32, u32) {
        type Key = u32;

        fn key(&self) -> &u32 {
            &self.0
        }
    }

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        let mut table = Table::default();
        assert_eq!(table.find(&1), None);
        for key in 0..5_000u32 {
            assert_eq!(table.find(&(key * 7)), None);
            assert_eq!(table.add((key * 7, key)), key);
        }
        for key in 0..5_000u32 {
            let number = table.find(&(key * 7)).unwrap();
            assert_eq!(table.get(number), Some(&(key * 7, key)));
            assert_eq!(table.find(&(key * 7 + 1)), None);
        }
        table.get_mut(3).unwrap().1 = 99;
        assert_eq!(table.iter().nth(3), Some(&(21, 99)));
        assert_eq!((table.len(), table.iter().count()), (5_000, 5_000));
    }
}
