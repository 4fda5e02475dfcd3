//! Lease files of another machine: read as they are at one moment, in constant memory.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use dhcpair_exec::{FileSet, Host, Limits, OpenFiles};
use failover_model::lease::{LeaseTable, Moment};
use failover_model::{Family, Vendor};

use super::files::{expected, path};
use super::{LeaseReading, LeasesError, Wanted};
use crate::kea::leases::NotRead;
use crate::target::{Access, Target};
use crate::{isc, kea};

/// The most that the lease files of one server may have: a million leases of dhcpd have some 400 MB.
const LARGEST: usize = 2 << 30;

/// Reads the lease files of a server over a host.
pub(super) async fn read(
    target: &Target,
    host: &Arc<dyn Host>,
    (family, wanted, now): (Family, Wanted, Moment),
    time: Duration,
) -> Result<LeaseReading, LeasesError> {
    let path = path(target, family)?;
    let path = match &target.access {
        Access::Ssh { cwd: Some(cwd), .. } => cwd.join(path),
        _ if path.is_relative() => return Err(LeasesError::Relative { path: path.to_owned() }),
        _ => path.to_owned(),
    };
    let set = FileSet::new(&path).limits(Limits { time, output: LARGEST });
    let read = if target.vendor == Vendor::Kea {
        let set = set.beside(kea::leases::beside(&path));
        set.read(&**host, move |files| kea_files(files, &path, family, &wanted, now)).await
    } else {
        set.read(&**host, move |files| dhcpd_file(files, family, &wanted, now)).await
    };
    read.map_err(LeasesError::Far)?
}

/// A defect of a file is none of reading it.
type Read = io::Result<Result<LeaseReading, LeasesError>>;

fn dhcpd_file(files: &mut OpenFiles, family: Family, wanted: &Wanted, now: Moment) -> Read {
    let file = files.next_file()?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let isc::leases::Leases { leases, states, problems } = isc::leases::read(file, family, wanted)?;
    Ok(Ok(LeaseReading { taken: now, copy: false, leases, states, problems }))
}

fn kea_files(
    files: &mut OpenFiles,
    path: &Path,
    family: Family,
    wanted: &Wanted,
    now: Moment,
) -> Read {
    match kea::leases::read_opened(files, path, family, wanted) {
        Ok(found) => Ok(Ok(LeaseReading {
            problems: found.problems,
            ..LeaseReading::running(now, found.leases)
        })),
        Err(NotRead::Unreadable(error)) => Err(error),
        Err(NotRead::WrongKind(path)) => {
            Ok(Err(LeasesError::WrongKind { path, expected: expected(family) }))
        }
    }
}

impl LeaseReading {
    /// What a running server has, without states and problems.
    pub(super) const fn running(taken: Moment, leases: LeaseTable) -> Self {
        Self { taken, copy: false, leases, states: Vec::new(), problems: 0 }
    }
}
