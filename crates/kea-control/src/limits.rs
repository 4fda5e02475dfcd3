//! How long a command may take, and how much may come back.

use std::time::Duration;

/// How long a command may take, and how much may come back. A command is over when [`Limits::connect`] and
/// [`Limits::answer`] have passed, whatever happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take until there is a connection, with names looked up and certificates shown: 3 s.
    pub connect: Duration,
    /// How long the whole answer may take from then on: 15 s. A server with 100,000 reservations needs 2 s
    /// for its configuration, `ha-sync` as long as there are leases to come.
    pub answer: Duration,
    /// How many bytes an answer may have: 64 MiB. The configuration of a server with 100,000 reservations has 20 MB.
    pub largest: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(15),
            largest: 64 * 1024 * 1024,
        }
    }
}

impl Limits {
    /// When a command is over, whatever happens.
    #[must_use]
    pub const fn all(&self) -> Duration {
        self.connect.saturating_add(self.answer)
    }
}
