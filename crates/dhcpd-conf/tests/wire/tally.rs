//! What came of comparisons of answers with packets.

use std::fmt::Debug;

/// What came of comparisons.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Fields that were foretold.
    pub(crate) decided: usize,
    /// Fields of which the answer says that they depend on something else.
    pub(crate) undecided: usize,
    /// Where the server does something else.
    pub(crate) differences: Vec<String>,
}

impl Tally {
    /// Adds another one, whose differences are those of a named client.
    pub(crate) fn add(&mut self, name: &str, other: Self) {
        self.decided += other.decided;
        self.undecided += other.undecided;
        self.differences.extend(other.differences.iter().map(|one| format!("{name}: {one}")));
    }

    pub(crate) fn differs(&mut self, what: &str, foretold: impl Debug, sent: impl Debug) {
        self.differences.push(format!("{what}: foretold {foretold:?}, sent {sent:?}"));
    }

    pub(crate) fn same<T: PartialEq + Debug>(
        &mut self,
        what: &str,
        foretold: Option<&T>,
        sent: &T,
    ) {
        match foretold {
            None => self.undecided += 1,
            Some(foretold) => {
                self.decided += 1;
                if foretold != sent {
                    self.differs(what, foretold, sent);
                }
            }
        }
    }
}
