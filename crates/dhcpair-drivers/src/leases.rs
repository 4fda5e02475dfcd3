//! The leases of a server: who has which address, by its lease file, or by itself.
//!
//! A [`LeaseReader`] belongs to one server, as a [`Driver`](crate::Driver) does. [`lease_reader`] makes
//! the one for a [`Target`]: of dhcpd it reads `dhcpd.leases`, of Kea the files of the `memfile` backend, here or
//! over SSH; a Kea whose files are not to be had is asked page by page over its control channel.
//! It changes nothing, and takes a lease file as it is: the server may write on.

mod channel;
mod far;
mod files;
pub(crate) mod wanted;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use config_text::DiskLoader;
use dhcpair_exec::{ExecError, Host};
use failover_model::lease::{LeaseTable, Moment};
use failover_model::state::SideState;
use failover_model::{Family, ServerName};

use crate::causes::in_full;
use crate::files::loader;
use crate::server::{Look, far as machine};
use crate::target::{Access, KeaWay, Target};
pub use wanted::{Fits, Wanted};

/// How long reading all leases of a server may take where nobody says.
const LIMIT: Duration = Duration::from_secs(60);

/// What a server or its lease file says.
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
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// The file is on another machine and cannot be read there.
    #[error("lease file: {}", in_full(.0))]
    Far(#[source] ExecError),
    /// Where the file is on another machine is not known.
    #[error("lease file `{}` is on another machine, and where a relative path starts there is not known: say `cwd`, or the whole path", path.display())]
    Relative {
        /// The file as the inventory names it.
        path: PathBuf,
    },
    /// The server was asked, and did not tell.
    #[error("{}", in_full(&**.0))]
    Channel(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server took too long to tell all.
    #[error("it did not tell all its leases within {} s", after.as_secs_f32())]
    Late {
        /// The time that it had.
        after: Duration,
    },
    /// Neither way leads to them.
    #[error("{first}; {second}")]
    Neither {
        /// Why the better way does not.
        first: Box<LeasesError>,
        /// Why the other one does not.
        second: Box<LeasesError>,
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

/// The reader of a server's leases. To be used in a runtime of tokio with its timer and its sockets on, but for a
/// server of files alone.
#[must_use]
pub fn lease_reader(target: Target, look: Look) -> Box<dyn LeaseReader> {
    let time = look.limit.map_or(LIMIT, |_| look.within());
    let files = match &target.access {
        Access::Files { root, cwd } => Some(Files::Copy(loader(Some(root), cwd.as_deref()))),
        Access::Local { cwd } => Some(Files::Here(loader(None, cwd.as_deref()))),
        Access::Ssh { .. } => machine::host(&target.access, time).map(Files::There),
        Access::Asked | Access::Lacking { .. } => None,
    };
    Box::new(Reader { target, files, look, time })
}

/// Where a server's lease files are.
enum Files {
    /// Copies in a folder.
    Copy(DiskLoader),
    /// Of this machine.
    Here(DiskLoader),
    /// Of another one.
    There(Arc<dyn Host>),
}

/// The ways to the leases of a server.
struct Reader {
    target: Target,
    files: Option<Files>,
    look: Look,
    time: Duration,
}

#[async_trait]
impl LeaseReader for Reader {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn leases(
        &self,
        family: Family,
        wanted: Wanted,
        now: Moment,
    ) -> Result<LeaseReading, LeasesError> {
        let channel = self.target.ask.kea(family);
        let what = (family, wanted, now);
        match (&self.files, channel) {
            (None, None) => Err(LeasesError::NoWay { kind: self.way().to_owned() }),
            (None, Some(way)) => self.asked(way, &what).await,
            (Some(files), None) => self.read(files, what).await,
            // A server that runs knows better than a copy.
            (Some(files @ Files::Copy(_)), Some(way)) => match self.asked(way, &what).await {
                Err(error) => or_neither(error, self.read(files, what).await),
                told => told,
            },
            (Some(files), Some(way)) => match self.read(files, what.clone()).await {
                // That no file is named is no complaint where the server can be asked.
                Err(LeasesError::NoFile { .. }) => self.asked(way, &what).await,
                Err(error) => or_neither(error, self.asked(way, &what).await),
                read => read,
            },
        }
    }
}

/// Which leases: of which family, which of them, and at what time.
type What = (Family, Wanted, Moment);

impl Reader {
    async fn read(&self, files: &Files, what: What) -> Result<LeaseReading, LeasesError> {
        match files {
            Files::Copy(loader) => files::read(&self.target, loader, true, what).await,
            Files::Here(loader) => files::read(&self.target, loader, false, what).await,
            Files::There(host) => far::read(&self.target, host, what, self.time).await,
        }
    }

    async fn asked(
        &self,
        way: &KeaWay,
        (family, wanted, now): &What,
    ) -> Result<LeaseReading, LeasesError> {
        let far = match (&self.files, &self.target.access) {
            (Some(Files::There(host)), Access::Ssh { way, .. }) => Some((host, way)),
            _ => None,
        };
        channel::read(way, far, (*family, wanted, *now), (self.look, self.time)).await
    }

    /// The inventory's word for a way that leads to no leases.
    fn way(&self) -> &str {
        match &self.target.access {
            Access::Lacking { kind } => kind,
            _ => "asking the server",
        }
    }
}

/// What the second way brings, else why neither leads there.
fn or_neither(
    first: LeasesError,
    second: Result<LeaseReading, LeasesError>,
) -> Result<LeaseReading, LeasesError> {
    second.map_err(|second| match second {
        LeasesError::NoFile { .. } => first,
        second => LeasesError::Neither { first: Box::new(first), second: Box::new(second) },
    })
}
