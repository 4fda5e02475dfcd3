//! Time that this thread spent on a processor.
//!
//! The time on the wall also counts what other programs do on a busy machine. What is measured here
//! neither waits nor sleeps, so that on an idle machine both are the same.

use std::time::{Duration, Instant};

/// A started clock.
pub struct Clock {
    processor: Option<Duration>,
    wall: Instant,
}

impl Clock {
    /// Starts a clock.
    pub fn start() -> Self {
        Self { processor: processor(), wall: Instant::now() }
    }

    /// Time on a processor since the start; on the wall where the system does not say.
    pub fn elapsed(&self) -> Duration {
        let wall = self.wall.elapsed();
        match self.processor.zip(processor()) {
            Some((before, now)) => now.saturating_sub(before),
            None => wall,
        }
    }
}

/// What the kernel counted for this thread, some milliseconds late at most.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleeping_is_not_work() {
        let clock = Clock::start();
        std::thread::sleep(Duration::from_millis(300));
        let slept = clock.elapsed();
        let mut sum = 0_u64;
        while clock.wall.elapsed() < Duration::from_millis(600) {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        let worked = clock.elapsed();
        if clock.processor.is_some() {
            assert!(slept < Duration::from_millis(100), "{slept:?}");
            assert!(worked > slept + Duration::from_millis(20), "{worked:?}");
        }
    }
}
