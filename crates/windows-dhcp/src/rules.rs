//! The rules that one recorded state can break.

mod lease;
mod relationship;
mod reserve;
mod scope;
mod server;
#[cfg(test)]
mod tests;
mod texts;

use config_text::Diagnostic;

pub use texts::RULES;
pub(crate) use texts::*;

use crate::places::Places;
use crate::state::RecordedState;

/// What is known of a state while it is checked.
pub(crate) struct Checked<'a> {
    pub(crate) state: &'a RecordedState,
    pub(crate) places: &'a Places,
    pub(crate) found: Vec<Diagnostic>,
}

/// What is bad about a server, as far as its own state shows it: what only both servers of a
/// relationship show is drift.
#[must_use]
pub fn check(state: &RecordedState, places: &Places) -> Vec<Diagnostic> {
    let mut checked = Checked { state, places, found: Vec::new() };
    server::check(&mut checked);
    relationship::check(&mut checked);
    scope::check(&mut checked);
    lease::check(&mut checked);
    checked.found
}
