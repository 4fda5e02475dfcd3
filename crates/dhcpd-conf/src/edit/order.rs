//! Which of two places dhcpd comes to first.

use std::cmp::Ordering;

use config_text::Span;

use crate::view::Config;

/// The place in the main file, then in the file that is included there, and so on.
fn place(config: &Config, span: Span) -> Vec<u32> {
    let mut place = vec![span.start];
    let mut file = span.file;
    // A file is not in itself, so there are no more steps than files.
    for _ in config.files() {
        let found = config.files().iter().find(|one| one.file == file);
        let Some(statement) = found.and_then(|one| one.statement) else { break };
        place.push(statement.start);
        file = statement.file;
    }
    place.reverse();
    place
}

/// Where in the main file a place is, or the `include` that leads to it.
pub(super) fn in_main(config: &Config, span: Span) -> u32 {
    place(config, span).first().copied().unwrap_or(0)
}

/// Whether a place lies within another one, perhaps in a file that is included there.
pub(super) fn is_within(config: &Config, mut span: Span, outer: Span) -> bool {
    for _ in config.files() {
        if span.file == outer.file {
            return outer.start <= span.start && span.end <= outer.end;
        }
        let found = config.files().iter().find(|one| one.file == span.file);
        let Some(statement) = found.and_then(|one| one.statement) else { return false };
        span = statement;
    }
    false
}

/// Compares two places of one reading. A file that is included twice counts where it is first.
pub(super) fn compare(config: &Config, one: Span, other: Span) -> Ordering {
    if one.file == other.file {
        return one.start.cmp(&other.start);
    }
    place(config, one).cmp(&place(config, other))
}
