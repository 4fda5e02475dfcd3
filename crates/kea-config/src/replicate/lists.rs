//! Lists whose elements are known by something.

use std::collections::{HashMap, HashSet, VecDeque};

use super::walk::Walk;
use super::{Change, Place, Side};
use crate::node::{Kind, Node};
use crate::share::Share;
use crate::view::DISABLED;

impl<'d, 's> Walk<'_, 'd, 's> {
    pub(super) fn list(
        &mut self,
        share: Share,
        (own, own_names): (Node<'d>, Vec<String>),
        (theirs, names): (Node<'s>, Vec<String>),
    ) {
        let old: Vec<_> = own.items().collect();
        let mut places: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (at, name) in own_names.iter().enumerate() {
            places.entry(name).or_default().push_back(at);
        }
        let wanted = theirs.items().zip(&names);
        let wanted = wanted.filter(|(_, name)| !self.theirs.is_own(theirs, name));
        let pairs: Vec<_> = wanted
            .map(|(item, name)| (item, places.get_mut(&**name).and_then(VecDeque::pop_front)))
            .collect();
        let found: Vec<_> = pairs.iter().filter_map(|(_, at)| *at).collect();
        let stays = if self.is_ordered(own) { rising(&found) } else { found.clone() };
        let mut slot = 0;
        let mut stays = stays.into_iter().peekable();
        for (item, at) in pairs {
            let old = at.and_then(|at| Some((at, *old.get(at)?)));
            match old {
                Some((at, old)) if stays.next_if_eq(&at).is_some() => {
                    slot = at + 1;
                    self.element(share, old, item);
                }
                Some((_, old)) => {
                    self.lost(old);
                    self.new_in_place(old, item);
                    self.differ(share, Some(old), Some(item), Change::Put(own, slot));
                }
                None => {
                    self.new_from_source(item);
                    self.differ(share, None, Some(item), Change::Put(own, slot));
                }
            }
        }
        let found: HashSet<_> = found.into_iter().collect();
        for (at, (item, name)) in old.iter().zip(&own_names).enumerate() {
            if !found.contains(&at) && !self.own.is_own(own, name) {
                self.lost(*item);
                self.differ(share, Some(*item), None, Change::Remove);
            }
        }
    }

    /// Two elements of one name.
    pub(super) fn element(&mut self, share: Share, own: Node<'d>, theirs: Node<'s>) {
        if self.is_strange(Side::Destination, own) || self.is_strange(Side::Source, theirs) {
            return;
        }
        if let Some(place) = disabled_apart(own, theirs) {
            self.found.disabled.push(place);
            return;
        }
        if own.kind() == Kind::Map && theirs.kind() == Kind::Map {
            return self.map(own, theirs);
        }
        self.differ(share, Some(own), Some(theirs), Change::Replace);
    }

    /// What an element that changes its place gets from the source, looked at as if it stayed.
    pub(super) fn new_in_place(&mut self, own: Node<'d>, theirs: Node<'s>) {
        let before = self.found.differences.len();
        self.element(Share::Equal, own, theirs);
        self.found.differences.truncate(before);
    }

    /// Whether the order of a list's elements has a meaning.
    fn is_ordered(&self, list: Node<'_>) -> bool {
        match list.key().as_deref() {
            Some("client-classes" | "hooks-libraries") => true,
            // Up to 2.5 Kea numbers them itself.
            Some("subnet4" | "subnet6" | "shared-networks") => self.unnumbered,
            _ => false,
        }
    }
}

/// A scope that is disabled on one side only: its place.
fn disabled_apart(own: Node<'_>, theirs: Node<'_>) -> Option<Place> {
    let list = own.parent().and_then(Node::key);
    if !matches!(list.as_deref(), Some("subnet4" | "subnet6")) {
        return None;
    }
    let kept = |node: Node<'_>| {
        node.get("user-context").and_then(|context| context.get(DISABLED)).is_some()
    };
    match (kept(own), kept(theirs)) {
        (true, false) => Some(Place::of(Side::Destination, own)),
        (false, true) => Some(Place::of(Side::Source, theirs)),
        _ => None,
    }
}

/// The longest part of different numbers that rises.
fn rising(numbers: &[usize]) -> Vec<usize> {
    // For each length the part that ends lowest, by the place of its end; and what is before each end.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    let number = |at: &usize| numbers.get(*at).copied().unwrap_or_default();
    for (at, wanted) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| number(end) < *wanted);
        before.push(length.checked_sub(1).and_then(|last| ends.get(last).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let back = |at: &usize| before.get(*at).copied().flatten();
    let mut part: Vec<_> =
        std::iter::successors(ends.last().copied(), back).map(|at| number(&at)).collect();
    part.reverse();
    part
}

#[cfg(test)]
mod tests {
    use super::rising;

    #[test]
    fn as_few_as_can_be_are_moved() {
        assert!(rising(&[]).is_empty());
        assert_eq!(rising(&[0, 1, 2]), [0, 1, 2]);
        assert_eq!(rising(&[2, 0, 1]), [0, 1]);
        assert_eq!(rising(&[1, 2, 0, 4, 3]), [1, 2, 3]);
    }
}
