//! Which leases a question is about.

use std::collections::BTreeSet;
use std::sync::Arc;

use failover_model::lease::LeaseKey;

/// Which leases are asked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// All of them.
    All,
    /// Those of these addresses and prefixes.
    Only(Arc<BTreeSet<LeaseKey>>),
}

impl Wanted {
    /// Whether the lease of this address or prefix is asked for.
    #[must_use]
    pub fn has(&self, key: &LeaseKey) -> bool {
        match self {
            Self::All => true,
            Self::Only(keys) => keys.contains(key),
        }
    }
}
