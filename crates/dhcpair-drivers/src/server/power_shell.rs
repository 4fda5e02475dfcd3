//! A Windows server that is asked by its cmdlets.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use dhcpair_exec::{Host, Limits, Local, PowerShell};
use windows_dhcp::command::ServerName as Address;
use windows_dhcp::script::RunId;

use super::{Look, far};
use crate::target::{SshWay, Target};
use crate::windows::live::{Live, Surroundings};

/// The most that a server's whole state may be: 10,000 reservations have some 10 MB.
const LARGEST: usize = 256 << 20;

/// How long a look may take where nobody says: a PowerShell takes seconds to start, and a large server a minute
/// to tell all.
const LIMIT: Duration = Duration::from_secs(120);

/// The driver of a server that the PowerShell of this machine, or of another one, asks.
///
/// # Errors
/// Where nothing says what cmdlets know the server as: why, as a clause.
pub(super) fn driver(target: &Target, way: Option<&SshWay>, look: Look) -> Result<Live, String> {
    let limit = look.limit.map_or(LIMIT, |_| look.within());
    let host: Arc<dyn Host> = match way {
        None => Arc::new(Local::new()),
        Some(way) => far::over_ssh(way, limit, true),
    };
    let named = target.addresses.first().cloned().or_else(|| way.map(|way| way.host.clone()));
    let named = named.unwrap_or_else(|| target.name.as_str().to_owned());
    let address = Address::new(&named).map_err(|error| format!("`{named}`: {error}"))?;
    let limits = Limits { time: limit, output: LARGEST };
    let surroundings = Surroundings { now: look.clock, run_id, within: limit };
    let shell = PowerShell::new(limits);
    Ok(Live::new(target.clone(), address, host, shell, surroundings))
}

/// An id that no other run has: the keys of a new hasher are random.
fn run_id() -> RunId {
    RandomState::new().build_hasher().finish().into()
}
