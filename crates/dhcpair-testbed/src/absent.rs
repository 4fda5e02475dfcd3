//! What happens when a test's needs are not met: a skip that says why, or a failure on CI.

use std::env;

/// Whether skipping is forbidden: `CI=true` in the environment.
pub(crate) fn skips_are_forbidden() -> bool {
    env::var_os("CI").is_some_and(|value| value == "true")
}

/// Says that a test is skipped and why.
///
/// # Panics
/// If `strict`, because then a skipped test would look like one that passed.
#[expect(clippy::panic, reason = "on CI a test that cannot run has to fail")]
#[expect(clippy::print_stderr, reason = "a skip has to be seen in the test's output")]
pub(crate) fn skip(why: &str, strict: bool) {
    if strict {
        panic!("{why}, and `CI=true` forbids skipping");
    }
    eprintln!("skipped: {why}");
}
