//! What the tests said, as a page.

use super::Fate;
use super::flips::Flip;

/// The page with a row for each flip.
pub(super) fn page(fates: &[(&Flip, Fate)], policies: &str) -> String {
    let missed = fates.iter().filter(|(_, fate)| *fate == Fate::Missed).count();
    let mut text = format!(
        "# Flipped rules\n\n\
         Each rule of the [access model](access.md) is turned around in a copy of the permission engine, one place at a time, and the\n\
         test that compares the engine with a second evaluator (`tests/agreement`) is run on up to {policies} random policies. It must fail.\n\
         `cargo xtask mutants` does this and writes the page; the flips are `xtask/src/mutants/flips.rs`, and a test there holds them\n\
         against the code. The reason is the first thing that differed.\n\n\
         {} flips, {missed} missed.\n\n\
         | rule | what is believed then | file | result |\n|---|---|---|---|\n",
        fates.len()
    );
    text.extend(fates.iter().map(|(flip, fate)| row(flip, fate)));
    text
}

/// The row of one flip.
pub(super) fn row(flip: &Flip, fate: &Fate) -> String {
    let result = match fate {
        Fate::Caught(message) => format!("caught: {}", cell(message)),
        Fate::Missed => "**missed**".to_owned(),
    };
    format!("| {} | {} | `{}` | {result} |\n", flip.rule, flip.what, flip.file)
}

/// Longest message in a cell, in characters.
const LONGEST: usize = 110;

/// Text that is one cell of a table.
fn cell(message: &str) -> String {
    let one_line: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = one_line.replace('|', "/").replace('`', "'");
    let mut kept: String = plain.chars().take(LONGEST).collect();
    if kept.len() < plain.len() {
        kept.push('…');
    }
    format!("`{kept}`")
}

/// The message of the first test that panicked.
pub(super) fn first_complaint(output: &str) -> String {
    let mut lines = output.lines().skip_while(|line| !line.contains(" panicked at "));
    let first = lines.nth(1).unwrap_or("a test failed without a message");
    // A comparison says its name, then the two sides.
    let more: Vec<&str> = lines.take(2).take_while(|line| line.starts_with("  ")).collect();
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_complaint_is_told() {
        let output = "running 2 tests\n\nthread '<unnamed>' (7) panicked at tests/a.rs:1:2:\n\
                      assertion `left == right` failed: user `ann`\n  left: General\n right: Denied\n\
                      thread 'b' panicked at x:\nother\n";
        assert_eq!(
            first_complaint(output),
            "assertion `left == right` failed: user `ann`   left: General"
        );
        assert_eq!(first_complaint(""), "a test failed without a message");
    }

    #[test]
    fn a_message_stays_in_its_cell() {
        assert_eq!(cell("a | b\n  `c`"), "`a / b 'c'`");
        assert_eq!(cell(&"x".repeat(200)).chars().count(), LONGEST + 3);
    }
}
