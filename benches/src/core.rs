//! One processor core for those who are compared on one.

use std::io;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// A core of this machine.
#[derive(Debug, Clone, Copy)]
pub struct Core {
    number: usize,
    /// All that this program may use.
    all: CpuSet,
}

impl Core {
    /// The last one that this program may use: what else runs is mostly on the first ones.
    ///
    /// # Errors
    /// If the system does not say which there are.
    pub fn last() -> io::Result<Self> {
        let all = sched_getaffinity(None)?;
        let number = (0..CpuSet::MAX_CPU).rev().find(|number| all.is_set(*number));
        let number = number.ok_or_else(|| io::Error::other("this program may use no core"))?;
        Ok(Self { number, all })
    }

    /// Does something on this core alone. Threads and processes that it starts stay there.
    ///
    /// # Errors
    /// If the system refuses, or as `work`.
    pub fn alone<T>(self, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let mut one = CpuSet::new();
        one.set(self.number);
        sched_setaffinity(None, &one)?;
        let done = work();
        sched_setaffinity(None, &self.all)?;
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_done_alone_has_one_core() -> io::Result<()> {
        let before = sched_getaffinity(None)?.count();
        let core = Core::last()?;
        assert_eq!(core.alone(|| Ok(sched_getaffinity(None)?.count()))?, 1);
        assert_eq!(sched_getaffinity(None)?.count(), before);
        Ok(())
    }
}
