//! How long, and how much.

use std::time::Duration;

/// What a connection is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long it may take until the server has taken the connection. 3 s where nothing else is said.
    pub connect: Duration,
    /// How long each answer may take, from its question to its last byte; signing in counts as one. 5 s where nothing else is
    /// said; dhcpd has one thread and answers in milliseconds.
    pub answer: Duration,
    /// The largest answer in bytes. 64 KiB where nothing else is said; answers of dhcpd have some hundred bytes, those for
    /// leases with long variables some thousand.
    pub largest_answer: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            answer: Duration::from_secs(5),
            largest_answer: 64 * 1024,
        }
    }
}
