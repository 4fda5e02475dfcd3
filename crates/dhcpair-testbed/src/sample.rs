//! How many of many generated cases to try.

use crate::absent;
use crate::find::servers_are_off;

/// One in so many is tried in a quick run. Odd, so that cases which alternate are tried in turn.
const QUICK: usize = 7;

/// Which of many generated cases to try: all of them, or every seventh where `DHCPAIR_SERVERS` is
/// `off` as in `cargo xtask ci --quick`. With `CI=true` always all.
#[derive(Debug, Default)]
pub struct Sample {
    seen: usize,
}

impl Sample {
    /// Has seen no case yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { seen: 0 }
    }

    /// Whether every case is tried.
    #[must_use]
    pub fn is_full() -> bool {
        absent::skips_are_forbidden() || !servers_are_off()
    }

    /// Whether to try the next case. The first one is always tried.
    pub fn takes(&mut self) -> bool {
        let at = self.seen;
        self.seen += 1;
        Self::is_full() || at.is_multiple_of(QUICK)
    }

    /// How many cases must have been tried: `full` of them, or a tenth in a quick run.
    #[must_use]
    pub fn least(full: usize) -> usize {
        if Self::is_full() { full } else { full / 10 }
    }
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    #[test]
    fn a_quick_run_tries_a_seventh_and_a_full_one_all() {
        let mut sample = Sample::new();
        let taken = (0..700).filter(|_| sample.takes()).count();
        let full = env::var_os("DHCPAIR_SERVERS").is_none_or(|value| value != "off")
            || env::var_os("CI").is_some_and(|value| value == "true");
        assert_eq!((taken, Sample::least(1_000)), if full { (700, 1_000) } else { (100, 100) });
    }
}
