//! Two computations side by side.

use std::thread::{Builder, ScopedJoinHandle, available_parallelism, scope};

/// Runs two computations that need nothing of each other: the second one on a thread of its own where
/// `large` says that it pays, else, and where there is one processor or no thread to be had, one after
/// the other.
///
/// ```
/// let words = ["a", "bc"];
/// let (bytes, count) = config_text::join(true, || words.concat().len(), || words.len());
/// assert_eq!((bytes, count), (3, 2));
/// ```
pub fn join<A, B: Send>(
    large: bool,
    one: impl FnOnce() -> A,
    other: impl Fn() -> B + Sync,
) -> (A, B) {
    // On one processor a thread gains nothing, and takes memory of its own.
    let pays = large && available_parallelism().is_ok_and(|number| number.get() > 1);
    scope(|scope| {
        let thread = pays.then(|| Builder::new().spawn_scoped(scope, &other).ok()).flatten();
        let one = one();
        let other = match thread.map(ScopedJoinHandle::join) {
            Some(Ok(other)) => other,
            // A panic stays one.
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => other(),
        };
        (one, other)
    })
}
