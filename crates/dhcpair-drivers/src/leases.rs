//! The leases of a server: who has which address, by its lease file.
//!
//! A [`LeaseReader`] belongs to one server, as a [`Driver`](crate::Driver) does. [`lease_reader`] makes
//! the one for a [`Target`](crate::Target): of dhcpd it reads `dhcpd.leases`, of Kea the files of the `memfile` backend.
//! It changes nothing, and takes a lease file as it is: the server may write on.

mod files;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use failover_model::lease::{LeaseKey, LeaseTable, Moment};
use failover_model::state::SideState;
use failover_model::{Family, ServerName};

pub use files::lease_reader;

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

/// What a lease file says.
#[derive(Debug, Clone)]
pub struct LeaseReading {
    /// When it was as it says. Of a running server's file the time of the look; of a copy the time when
    /// the copy was written last.
    pub taken: Moment,
    /// Whether this is a copy, which stays as it is.
    pub copy: bool,
    /// The leases that were asked for.
    pub leases: LeaseTable,
    /// What the server wrote of the states of its relationships, by their names (dhcpd).
    pub states: Vec<(String, SideState)>,
    /// How many places of the file make no sense; what they say is not in `leases`.
    pub problems: u64,
}

/// Why leases could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LeasesError {
    /// Nobody said where they are.
    #[error("the inventory names no lease file for it: add `{key} = \"FILE\"`")]
    NoFile {
        /// The key of the inventory that is missing: `leases` or `leases6`.
        key: &'static str,
    },
    /// The file cannot be read.
    #[error("lease file `{}` cannot be read: {source}", path.display())]
    Unreadable {
        /// The file, on this machine.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("`{}` is not {expected}", path.display())]
    WrongKind {
        /// The file, on this machine.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// It is reached in a way that cannot read leases yet.
    #[error("leases cannot be read by `{kind}` in this version")]
    NoWay {
        /// The inventory's word for the way.
        kind: String,
    },
}

/// The way to the leases of one server.
#[async_trait]
pub trait LeaseReader: Send + Sync {
    /// The server's name in the inventory.
    fn server(&self) -> &ServerName;

    /// Reads leases of a family as they are `now`, changing nothing.
    ///
    /// # Errors
    /// [`LeasesError`] where they cannot be read.
    async fn leases(
        &self,
        family: Family,
        wanted: Wanted,
        now: Moment,
    ) -> Result<LeaseReading, LeasesError>;
}
