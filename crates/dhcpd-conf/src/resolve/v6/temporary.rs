//! Temporary addresses (IA_TA).

use super::Association;
use super::addresses::NONE;
use super::answer::Outcome;
use super::case::Case;
use super::draft::{Draft, Hinted};
use super::lease::is_any;

impl Case<'_> {
    pub(super) fn temporary(&mut self, association: &Association) -> Result<(), Outcome> {
        let mut draft = Draft::new(association);
        let mut wrong = false;
        for hint in &association.hints {
            draft.note(hint);
            if wrong {
                continue;
            }
            let (config, networks) = (self.resolver.config, self.resolver.networks());
            let there = networks.subnet_in(config, self.network, hint.address).is_some();
            let place = match there && !is_any(hint) {
                true => self.wanted(hint.address, true)?,
                false => None,
            };
            match place {
                Some(place) => self.give(&mut draft, place)?,
                None => {
                    // All or nothing: it gets others.
                    wrong = true;
                    draft.wipe();
                    draft.given = 0;
                }
            }
        }
        if draft.given == 0 {
            for place in self.free(true)? {
                self.give(&mut draft, place)?;
            }
            if draft.given == 0 && !self.wants_new() {
                return self.leave_empty(&draft);
            }
            if draft.given == 0 {
                draft.refuse(NONE.0, NONE.1);
            }
        }
        self.finish(draft, false, Hinted::Done)
    }
}
