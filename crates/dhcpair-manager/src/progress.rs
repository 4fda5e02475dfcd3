//! What a long answer waits for, for whoever wants to show it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doing {
    /// A server is looked at.
    Asking,
    /// The leases of a server are read.
    Leases,
    /// Time passes before the leases that looked wrong are read again.
    Pausing,
}

/// Told by the functions of this crate that take long what they wait for. Clones tell of the same.
///
/// ```
/// use dhcpair_manager::Progress;
///
/// let progress = Progress::default();
/// let shown = progress.clone();
/// // `observe(inventory, now, look, &progress)` runs, and another thread asks from time to time:
/// assert!(shown.waiting().left.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    begun: u64,
    left: Vec<(u64, Doing, String)>,
}

/// What was waited for at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// How many steps there were so far: those that are done, and `left`.
    pub begun: u64,
    /// The steps that go on, the oldest first: what is done, and the server.
    pub left: Vec<(Doing, String)>,
}

impl Progress {
    /// What is waited for now.
    #[must_use]
    pub fn waiting(&self) -> Waiting {
        let state = self.state();
        let left = state.left.iter().map(|(_, doing, of)| (*doing, of.clone())).collect();
        Waiting { begun: state.begun, left }
    }

    /// A step has begun; it is over when what comes back is dropped.
    pub(crate) fn begin(&self, doing: Doing, of: &str) -> Step {
        let mut state = self.state();
        let number = state.begun;
        state.begun += 1;
        state.left.push((number, doing, of.to_owned()));
        drop(state);
        Step { progress: self.clone(), number }
    }

    /// A thread that panicked has left nothing half done here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A step that goes on.
#[derive(Debug)]
#[must_use]
pub(crate) struct Step {
    progress: Progress,
    number: u64,
}

impl Drop for Step {
    fn drop(&mut self) {
        self.progress.state().left.retain(|(number, ..)| *number != self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_while_they_go_on() {
        let progress = Progress::default();
        let one = progress.begin(Doing::Asking, "dhcp-a");
        let other = progress.begin(Doing::Asking, "dhcp-b");
        drop(one);
        let left = vec![(Doing::Asking, "dhcp-b".to_owned())];
        assert_eq!(progress.clone().waiting(), Waiting { begun: 2, left });
        drop(other);
        assert_eq!(progress.waiting(), Waiting { begun: 2, left: Vec::new() });
    }

    #[test]
    fn a_step_that_panics_is_over() {
        let progress = Progress::default();
        let inside = progress.clone();
        let ended = std::thread::spawn(move || {
            let _step = inside.begin(Doing::Leases, "kea-1");
            panic!("on purpose");
        });
        assert!(ended.join().is_err());
        assert!(progress.waiting().left.is_empty());
    }
}
