//! Leases of a running Kea, over its control channel.

use std::sync::Arc;
use std::time::Duration;

use dhcpair_exec::Host;
use failover_model::Family;
use failover_model::lease::{LeaseTable, Moment};
use kea_control::{KeaClient, Limits};
use kea_ha::command::{PageSize, V4, V6};

use super::{LeaseReading, LeasesError, Wanted};
use crate::kea::leases::told::{self, AtOnce};
use crate::server::Look;
use crate::server::kea_channel::{AskError, endpoint, of_kea};
use crate::target::{KeaWay, SshClient, SshWay};

/// How many leases a page has, and how many addresses are asked for one by one. The time that Kea takes for a page
/// grows with the square of its size: 4 ms for 500 leases, 250 ms for 5,000.
const NEAR: (u32, usize) = (500, 200);

/// The same of a socket on another machine, where each question takes a program to be started.
const FAR: (u32, usize) = (1_500, 50);

/// The same where each question takes a connection to be made and a login.
const FAR_SYSTEM: (u32, usize) = (5_000, 10);

/// Asks a server for its leases.
pub(super) async fn read(
    way: &KeaWay,
    far: Option<(&Arc<dyn Host>, &SshWay)>,
    (family, wanted, now): (Family, &Wanted, Moment),
    (look, time): (Look, Duration),
) -> Result<LeaseReading, LeasesError> {
    let far = far.filter(|_| matches!(way, KeaWay::Socket(_)));
    let (page, few) = match far.map(|(_, ssh)| &ssh.client) {
        None => NEAR,
        Some(SshClient::Own { .. }) => FAR,
        Some(SshClient::System { .. }) => FAR_SYSTEM,
    };
    let at_once = AtOnce { page: PageSize::new(page).unwrap_or_default(), few };
    let far = far.map(|(host, _)| host);
    let table = table(way, far, (family, wanted, at_once), look, time);
    let table = tokio::time::timeout(time, table).await;
    match table {
        Ok(Ok(leases)) => Ok(LeaseReading::running(now, leases)),
        Ok(Err(error)) => Err(LeasesError::Channel(Box::new(error))),
        Err(_) => Err(LeasesError::Late { after: time }),
    }
}

async fn table(
    way: &KeaWay,
    far: Option<&Arc<dyn Host>>,
    (family, wanted, at_once): (Family, &Wanted, AtOnce),
    look: Look,
    time: Duration,
) -> Result<LeaseTable, AskError> {
    // Logging in takes longer than connecting.
    let connect = if far.is_some() { time } else { look.connect() };
    let endpoint = endpoint(way, far.cloned())?;
    let limits = Limits { connect, answer: time, ..Limits::default() };
    let client = KeaClient::connect(&endpoint, of_kea(family), limits).await?;
    let table = match family {
        Family::V4 => told::read::<V4>(&client, wanted, at_once).await?,
        Family::V6 => told::read::<V6>(&client, wanted, at_once).await?,
    };
    Ok(table)
}
