//! Lease files at hand.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use config_text::DiskLoader;
use failover_model::lease::Moment;
use failover_model::{Family, ServerName, Vendor};

use super::{LeaseReader, LeaseReading, LeasesError, Wanted};
use crate::files::loader;
use crate::kea::leases::NotRead;
use crate::target::{Access, Target};
use crate::{isc, kea};

/// The reader of a server's leases.
#[must_use]
pub fn lease_reader(target: Target) -> Box<dyn LeaseReader> {
    let loader = match &target.access {
        Access::Files { root, cwd } => Some((loader(Some(root), cwd.as_deref()), true)),
        Access::Local { cwd } => Some((loader(None, cwd.as_deref()), false)),
        Access::Ssh { .. } | Access::Asked | Access::Lacking { .. } => None,
    };
    match loader {
        Some((loader, copy)) => {
            Box::new(Files { target: Arc::new(target), loader: Arc::new(loader), copy })
        }
        None => Box::new(NoWay { target }),
    }
}

/// A server whose leases cannot be reached.
struct NoWay {
    target: Target,
}

#[async_trait]
impl LeaseReader for NoWay {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn leases(&self, _: Family, _: Wanted, _: Moment) -> Result<LeaseReading, LeasesError> {
        let kind = match &self.target.access {
            Access::Lacking { kind } => kind.clone(),
            Access::Ssh { .. } => "ssh".to_owned(),
            Access::Asked => "asking the server".to_owned(),
            Access::Files { .. } | Access::Local { .. } => "its files".to_owned(),
        };
        Err(LeasesError::NoWay { kind })
    }
}

/// A server whose lease files are at hand.
struct Files {
    target: Arc<Target>,
    loader: Arc<DiskLoader>,
    copy: bool,
}

#[async_trait]
impl LeaseReader for Files {
    fn server(&self) -> &ServerName {
        &self.target.name
    }

    async fn leases(
        &self,
        family: Family,
        wanted: Wanted,
        now: Moment,
    ) -> Result<LeaseReading, LeasesError> {
        let path = path(&self.target, family)?;
        let path = self.loader.locate(path);
        let (vendor, copy) = (self.target.vendor, self.copy);
        let file = path.clone();
        // A large file takes a while: not on a thread that serves other servers.
        let read =
            tokio::task::spawn_blocking(move || read(vendor, family, &file, &wanted, now, copy));
        let failed = |failure: tokio::task::JoinError| LeasesError::Unreadable {
            path,
            source: io::Error::other(failure),
        };
        read.await.map_err(failed)?
    }
}

fn path(target: &Target, family: Family) -> Result<&Path, LeasesError> {
    if target.vendor == Vendor::Windows {
        return Err(LeasesError::NoWay { kind: "recorded state".to_owned() });
    }
    let (v6, key) = match family {
        Family::V4 => (false, "leases"),
        Family::V6 => (true, "leases6"),
    };
    let file = target.leases.iter().find(|file| file.v6 == v6);
    file.map(|file| file.path.as_path()).ok_or(LeasesError::NoFile { key })
}

fn read(
    vendor: Vendor,
    family: Family,
    path: &Path,
    wanted: &Wanted,
    now: Moment,
    copy: bool,
) -> Result<LeaseReading, LeasesError> {
    let unreadable =
        |source: io::Error| LeasesError::Unreadable { path: PathBuf::from(path), source };
    let (written, leases, states, problems) = match vendor {
        Vendor::Isc => {
            let file = File::open(path).map_err(unreadable)?;
            let written = file.metadata().and_then(|metadata| metadata.modified()).ok();
            let found = isc::leases::read(file, family, wanted).map_err(unreadable)?;
            (written, found.leases, found.states, found.problems)
        }
        Vendor::Kea => {
            let found = kea::leases::read(path, family, wanted).map_err(|error| match error {
                NotRead::Unreadable(source) => unreadable(source),
                NotRead::WrongKind(path) => {
                    let expected = match family {
                        Family::V4 => "a lease file of kea-dhcp4",
                        Family::V6 => "a lease file of kea-dhcp6",
                    };
                    LeasesError::WrongKind { path, expected }
                }
            })?;
            (found.written, found.leases, Vec::new(), found.problems)
        }
        Vendor::Windows => return Err(LeasesError::NoWay { kind: vendor.to_string() }),
    };
    let taken = match written.and_then(moment).filter(|_| copy) {
        Some(written) => written.min(now),
        None => now,
    };
    Ok(LeaseReading { taken, copy, leases, states, problems })
}

fn moment(time: SystemTime) -> Option<Moment> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok().map(Moment::from_unix)
}
