//! Lease files of this machine.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use config_text::{DiskLoader, open_regular};
use failover_model::lease::Moment;
use failover_model::{Family, Vendor};

use super::{LeaseReading, LeasesError, Wanted};
use crate::kea::leases::NotRead;
use crate::target::Target;
use crate::{isc, kea};

/// Reads the lease files of a server that are files of this machine.
pub(super) async fn read(
    target: &Target,
    loader: &DiskLoader,
    copy: bool,
    (family, wanted, now): (Family, Wanted, Moment),
) -> Result<LeaseReading, LeasesError> {
    let path = loader.locate(path(target, family)?);
    let (vendor, file) = (target.vendor, path.clone());
    // A large file takes a while: not on a thread that serves other servers.
    let read =
        tokio::task::spawn_blocking(move || read_at(vendor, family, &file, &wanted, now, copy));
    let failed = |failure: tokio::task::JoinError| LeasesError::Unreadable {
        path,
        source: io::Error::other(failure),
    };
    read.await.map_err(failed)?
}

/// The lease file of a family, as the server names it.
pub(super) fn path(target: &Target, family: Family) -> Result<&Path, LeasesError> {
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

/// What a lease file of Kea should be.
pub(super) const fn expected(family: Family) -> &'static str {
    match family {
        Family::V4 => "a lease file of kea-dhcp4",
        Family::V6 => "a lease file of kea-dhcp6",
    }
}

fn read_at(
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
            let (file, metadata) = open_regular(path).map_err(unreadable)?;
            let file = file.take(metadata.len());
            let found = isc::leases::read(file, family, wanted).map_err(unreadable)?;
            let written = metadata.modified().ok();
            (written, found.leases, found.states, found.problems)
        }
        Vendor::Kea => {
            let found = kea::leases::read(path, family, wanted).map_err(|error| match error {
                NotRead::Unreadable(source) => unreadable(source),
                NotRead::WrongKind(path) => {
                    LeasesError::WrongKind { path, expected: expected(family) }
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
