//! Permissions and sets of them.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::strict::word;

/// A permission of one [`Catalogue`](crate::Catalogue): small, copyable, meaningless in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(pub(crate) u16);

/// What a role says about a permission.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Gives the permission where the role applies, unless another role denies it.
    Allow,
    /// Takes the permission away, whatever other roles say ("block").
    Deny,
    /// Gives nothing and hides nothing.
    #[default]
    Unset,
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let states = [Self::Allow, Self::Deny, Self::Unset];
        word(deserializer, &["allow", "deny", "unset"], &states)
    }
}

/// A set of permissions, as bits.
#[derive(Debug, Clone, Default)]
pub struct PermissionSet {
    words: Vec<u64>,
}

const BITS: usize = u64::BITS as usize;

impl PermissionSet {
    /// The empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { words: Vec::new() }
    }

    /// Puts a permission in; whether it was not there before.
    pub fn insert(&mut self, permission: Permission) -> bool {
        let (word, bit) = split(permission);
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let Some(word) = self.words.get_mut(word) else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    /// Takes a permission out; whether it was there.
    pub fn remove(&mut self, permission: Permission) -> bool {
        let (word, bit) = split(permission);
        let Some(word) = self.words.get_mut(word) else { return false };
        let there = *word & bit != 0;
        *word &= !bit;
        there
    }

    /// Whether a permission is in.
    #[must_use]
    pub fn contains(&self, permission: Permission) -> bool {
        let (word, bit) = split(permission);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Whether no permission is in.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// How many permissions are in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Puts all of another set in.
    pub fn extend_from(&mut self, other: &Self) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine |= theirs;
        }
    }

    /// Takes all of another set out.
    pub fn remove_all(&mut self, other: &Self) {
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            *mine &= !theirs;
        }
    }

    /// Keeps what another set has as well.
    pub fn keep(&mut self, other: &Self) {
        let theirs = other.words.iter().copied().chain(std::iter::repeat(0));
        for (mine, theirs) in self.words.iter_mut().zip(theirs) {
            *mine &= theirs;
        }
    }

    /// Whether the two have a permission in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// The permissions, in the catalogue's order.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(Permission(u16::try_from(at * BITS + bit).unwrap_or(u16::MAX)))
            })
        })
    }
}

const fn split(permission: Permission) -> (usize, u64) {
    let at = permission.0 as usize;
    (at / BITS, 1 << (at % BITS))
}

impl PartialEq for PermissionSet {
    fn eq(&self, other: &Self) -> bool {
        let longer = self.words.len().max(other.words.len());
        let word = |set: &Self, at| set.words.get(at).copied().unwrap_or(0);
        (0..longer).all(|at| word(self, at) == word(other, at))
    }
}

impl Eq for PermissionSet {}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        let mut set = Self::new();
        for permission in permissions {
            set.insert(permission);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_different_length_compare_by_content() {
        let small: PermissionSet = [Permission(3)].into_iter().collect();
        let mut long: PermissionSet = [Permission(3), Permission(200)].into_iter().collect();
        assert_ne!(small, long);
        assert!(long.remove(Permission(200)));
        assert_eq!(small, long);
        long.keep(&PermissionSet::new());
        assert!(long.is_empty());
    }

    #[test]
    fn members_come_in_order() {
        let set: PermissionSet = [130, 0, 64, 63].map(Permission).into_iter().collect();
        assert_eq!(set.iter().map(|one| one.0).collect::<Vec<_>>(), [0, 63, 64, 130]);
        assert_eq!(set.len(), 4);
    }
}
