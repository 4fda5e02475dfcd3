//! The two sides of a comparison, so that no index can be wrong.

use std::ops::{Index, IndexMut};

/// One of the two servers that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The first of the two: the relationship's primary, where roles are known.
    First,
    /// The second.
    Second,
}

impl Side {
    /// Both, in order.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The partner of this side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// Something that each of the two sides has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sides<T> {
    first: T,
    second: T,
}

impl<T> Sides<T> {
    /// What the first side has, and what the second.
    #[must_use]
    pub const fn new(first: T, second: T) -> Self {
        Self { first, second }
    }

    /// Asks each side.
    #[must_use]
    pub fn of(mut each: impl FnMut(Side) -> T) -> Self {
        Self { first: each(Side::First), second: each(Side::Second) }
    }

    /// Each side's value, changed.
    #[must_use]
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Sides<U> {
        Sides { first: change(self.first), second: change(self.second) }
    }

    /// Each side's value together with another one.
    #[must_use]
    pub fn zip<U>(self, other: Sides<U>) -> Sides<(T, U)> {
        Sides { first: (self.first, other.first), second: (self.second, other.second) }
    }

    /// References to both.
    #[must_use]
    pub const fn as_ref(&self) -> Sides<&T> {
        Sides { first: &self.first, second: &self.second }
    }

    /// Both values, in order.
    #[must_use]
    pub fn into_array(self) -> [T; 2] {
        [self.first, self.second]
    }

    /// The sides exchanged.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self { first: self.second, second: self.first }
    }

    /// Each side with its value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Side, &T)> {
        Side::BOTH.into_iter().zip([&self.first, &self.second])
    }
}

impl<T: PartialEq> Sides<T> {
    /// Whether both sides have the same.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.first == self.second
    }
}

impl<T> Index<Side> for Sides<T> {
    type Output = T;

    fn index(&self, side: Side) -> &T {
        match side {
            Side::First => &self.first,
            Side::Second => &self.second,
        }
    }
}

impl<T> IndexMut<Side> for Sides<T> {
    fn index_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_keeps_its_own() {
        let sides = Sides::new("a", "b");
        assert_eq!((sides[Side::First], sides[Side::First.other()]), ("a", "b"));
        assert_eq!(sides.swapped(), Sides::new("b", "a"));
        assert_eq!(
            sides.zip(Sides::of(|side| side)).into_array(),
            [("a", Side::First), ("b", Side::Second)]
        );
        assert!(!sides.agree());
    }
}
