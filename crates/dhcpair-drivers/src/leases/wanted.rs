//! Which leases a question is about.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use failover_model::lease::{LeaseKey, LeaseRecord, LeaseTableBuilder};

/// Which leases are asked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those of these addresses and prefixes.
    Only(Arc<BTreeSet<LeaseKey>>),
    /// Those of which a record fits, and the newest record of an address of which an older one did: of a file of a million leases
    /// the others need no room.
    Fitting(Fits),
}

/// Whether a record is one that is looked for.
#[derive(Clone)]
pub struct Fits(Arc<dyn Fn(&LeaseRecord<'_>) -> bool + Send + Sync>);

impl Fits {
    /// By this function.
    pub fn new(fits: impl Fn(&LeaseRecord<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(fits))
    }
}

impl fmt::Debug for Fits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fits")
    }
}

impl Wanted {
    /// Whether the lease of this address or prefix may be asked for.
    #[must_use]
    pub fn has(&self, key: &LeaseKey) -> bool {
        match self {
            Self::All | Self::Fitting(_) => true,
            Self::Only(keys) => keys.contains(key),
        }
    }

    /// Takes over a record behind those that were taken over before, where it is asked for.
    pub(crate) fn take(&self, record: &LeaseRecord<'_>, to: &mut LeaseTableBuilder) {
        let takes = match self {
            Self::All | Self::Only(_) => self.has(&record.key),
            Self::Fitting(Fits(fits)) => fits(record) || to.has(&record.key),
        };
        if takes {
            to.set(record);
        }
    }
}
