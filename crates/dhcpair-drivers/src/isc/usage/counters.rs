//! The counters of pools, as the running server tells them.

use std::collections::HashMap;

use omapi::{Connection, Error, LeaseKey, PoolCounters};

use super::Stock;
use crate::causes::in_full;
use crate::isc::live::Omapi;

/// How many pools are asked for: each is a question to the one thread that also serves clients.
const MOST: usize = 1_000;

/// The counters of all pools, over one connection; declarations that the server has made one pool of are put together.
///
/// # Errors
/// Why they are not known, as a clause.
pub(super) async fn ask(
    way: &Omapi,
    stocks: &[Stock],
) -> Result<Vec<(Stock, PoolCounters)>, String> {
    if stocks.len() > MOST {
        return Err(format!("its {} pools are too many to be asked for one by one", stocks.len()));
    }
    let failed = |error: &Error| format!("OMAPI: {}", in_full(error));
    let server = Connection::connect(way.address, way.key.clone(), way.limits).await;
    let mut server = server.map_err(|error| failed(&error))?;
    let mut known = HashMap::new();
    let mut found: Vec<(Vec<Stock>, PoolCounters)> = Vec::new();
    for stock in stocks {
        let Some(first) = stock.first() else { continue };
        let lease = match server.lease(&LeaseKey::Address(first)).await {
            Ok(lease) => lease,
            Err(Error::NotFound { .. }) => {
                return Err(format!(
                    "the running server does not have `{first}`: its configuration has changed since it started"
                ));
            }
            Err(error) => return Err(failed(&error)),
        };
        let handle = lease.pool.ok_or_else(|| format!("it does not tell the pool of `{first}`"))?;
        let place = known.get(&handle).and_then(|at: &usize| found.get_mut(*at));
        if let Some((pool, _)) = place {
            pool.push(stock.clone());
            continue;
        }
        let counters = server.pool(handle).await.map_err(|error| failed(&error))?;
        known.insert(handle, found.len());
        found.push((vec![stock.clone()], counters));
    }
    let found = found.into_iter();
    Ok(found.filter_map(|(pool, counters)| Some((Stock::merged(pool)?, counters))).collect())
}
