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
use crate::target::KeaWay;

/// How many addresses are asked for one by one.
const FEW: usize = 100;

/// How many leases a page has of a socket on another machine, and how many are asked for one by one: each question
/// takes a program to be started there.
const FAR: (u32, usize) = (5_000, 10);

/// Asks a server for its leases.
pub(super) async fn read(
    way: &KeaWay,
    far: Option<&Arc<dyn Host>>,
    (family, wanted, now): (Family, &Wanted, Moment),
    look: Look,
    time: Duration,
) -> Result<LeaseReading, LeasesError> {
    let table = table(way, far, family, wanted, look, time);
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
    family: Family,
    wanted: &Wanted,
    look: Look,
    time: Duration,
) -> Result<LeaseTable, AskError> {
    let far = far.filter(|_| matches!(way, KeaWay::Socket(_)));
    // Logging in takes longer than connecting.
    let connect = if far.is_some() { time } else { look.connect() };
    let at_once = match (&far, PageSize::new(FAR.0)) {
        (Some(_), Some(page)) => AtOnce { page, few: FAR.1 },
        _ => AtOnce { page: PageSize::default(), few: FEW },
    };
    let endpoint = endpoint(way, far.cloned())?;
    let limits = Limits { connect, answer: time, ..Limits::default() };
    let client = KeaClient::connect(&endpoint, of_kea(family), limits).await?;
    let table = match family {
        Family::V4 => told::read::<V4>(&client, wanted, at_once).await?,
        Family::V6 => told::read::<V6>(&client, wanted, at_once).await?,
    };
    Ok(table)
}
