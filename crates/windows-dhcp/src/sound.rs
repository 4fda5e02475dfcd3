//! Whether a state can be what a server has.
//!
//! A server keeps its own records consistent. Where a recorded state is not, it was edited or put
//! together by hand: values that make no sense and things that stand there twice leave it open what
//! the server has; a record that only contradicts another one is reported and taken as it is.

mod place;
mod relationship;
#[cfg(test)]
mod tests;
mod twice;
mod value;

use config_text::{Diagnostic, Rule};

use crate::places::Places;
use crate::record::Place;
use crate::state::RecordedState;

/// What is not sound, grouped by kind of check.
pub(crate) fn check(state: &RecordedState, places: &Places) -> Vec<Diagnostic> {
    let mut report = Report { places, found: Vec::new() };
    relationship::check(state, &mut report);
    place::check(state, &mut report);
    twice::check(state, &mut report);
    value::check(state, &mut report);
    let mut found = report.found;
    found.sort_by_key(|one| one.span().map(|span| span.start));
    found
}

/// Gathers what is found.
pub(super) struct Report<'p> {
    places: &'p Places,
    found: Vec<Diagnostic>,
}

impl Report<'_> {
    /// Blames a property of a record.
    fn add(
        &mut self,
        rule: &'static Rule,
        record: Place,
        property: &str,
        message: String,
    ) -> &mut Self {
        let span = self.places.property(record, property);
        self.found.push(Diagnostic::new(rule, span, message));
        self
    }

    /// Points at a second record in what was found last.
    fn label(&mut self, record: Place, property: &str, text: &str) {
        let span = self.places.property(record, property);
        if let Some(last) = self.found.pop() {
            self.found.push(last.with_label(span, text));
        }
    }
}
