//! What is written alike on both sides, and so needs no look at its values: most of two partners.

use super::Side;
use super::walk::{Walk, is_added, is_interface};
use crate::node::{Kind, Node};
use crate::share::{Classed, Share};

impl<'d, 's> Walk<'_, 'd, 's> {
    /// Whether two values have the same tokens and so say the same. Hook libraries are always looked at:
    /// they may be strange. Where the definitions of options differ, equal text is not equal.
    pub(super) fn is_alike(&self, own: Node<'_>, theirs: Node<'_>) -> bool {
        self.same_definitions && own.is_written_like(theirs) && !are_libraries(own)
    }

    /// Compares lists whose elements are known by something, each with the one in its place; `false`
    /// where they have to be looked for by what they are known by.
    pub(super) fn beside(&mut self, share: Share, own: Node<'d>, theirs: Node<'s>) -> bool {
        let fit = own.item_count() == theirs.item_count() && !are_libraries(own);
        if !fit || !self.own.are_named(own) || !self.theirs.are_named(theirs) {
            return false;
        }
        let mut others = Vec::new();
        for (one, other) in own.items().zip(theirs.items()) {
            if !self.is_alike(one, other) {
                if !self.are_called_alike((own, one), (theirs, other)) {
                    return false;
                }
                others.push(one.index());
            }
        }
        let mut others = others.into_iter().peekable();
        let here = Classed::of(own);
        for (one, other) in own.items().zip(theirs.items()) {
            if others.next_if_eq(&one.index()).is_some() {
                self.element(share, one, other);
            } else {
                self.known_below(here, one);
            }
        }
        true
    }

    /// Whether two elements have one name, and not that of something which each server has its own of.
    fn are_called_alike(&self, own: (Node<'_>, Node<'_>), theirs: (Node<'_>, Node<'_>)) -> bool {
        let (own_name, name) = (self.own.one(own.0, own.1), self.theirs.one(theirs.0, theirs.1));
        own_name.is_some_and(|own_name| {
            Some(&own_name) == name.as_ref() && !self.own.is_own(own.0, &own_name)
        })
    }

    /// Looks for what is not known in a value that both have.
    pub(super) fn known(&mut self, item: Node<'d>) {
        self.known_below(Classed::of(item), item);
    }

    fn known_below(&mut self, here: Classed, item: Node<'d>) {
        match item.kind() {
            Kind::Map => {
                for inner in item.items() {
                    let there = here.enter(inner);
                    match there.share().or_else(|| self.sharing.beyond(inner)) {
                        None if is_added(inner) => {}
                        None => self.unknown(Side::Destination, inner),
                        Some(Share::Identity) => {}
                        Some(_) if is_interface(inner) => {}
                        Some(_) if inner.kind().is_scalar() => {}
                        Some(_) => self.known_below(there, inner),
                    }
                }
            }
            Kind::List if self.own.are_named(item) => {
                for inner in item.items() {
                    self.known_below(here, inner);
                }
            }
            _ => {}
        }
    }
}

fn are_libraries(list: Node<'_>) -> bool {
    list.key().is_some_and(|key| key == "hooks-libraries")
}
