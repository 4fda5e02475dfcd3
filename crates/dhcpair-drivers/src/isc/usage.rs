//! How many addresses of a running dhcpd are free, its partner's, in use or declined, and how fast new ones are taken.
//!
//! Over OMAPI the server tells the counters of its pools: all, free, and free for the secondary. Its lease file says more
//! ([`written`]): what has ended and waits for the partner, what is declined, and how many addresses went from free to a
//! client of late ([`history`]). Without OMAPI all comes from there. Of a large file the end alone is read, which tells only
//! how many addresses this server has given to new clients of late.

mod counters;
pub(crate) mod history;
mod made;
mod stocks;
#[cfg(test)]
mod tests;
mod written;

use chrono::{DateTime, Utc};
use failover_model::lease::Moment;
use failover_model::usage::{Counts, Taken, TakenBy, Usage, UsageSource};
use failover_model::{Knowledge, Made, Role, ServerConfig, Unseen};
use omapi::PoolCounters;

use super::live::{LeaseFile, Omapi};
use history::Found;
use stocks::Stock;
use written::{Extent, Written};

/// Why the file does not tell all.
const TOO_LARGE: &str = "its lease file is too large to be read whole for a look";

/// What is needed for the numbers of one server.
#[derive(Debug, Clone)]
pub(crate) struct Question<'a> {
    /// How the server is asked.
    pub omapi: Option<&'a Omapi>,
    /// Its lease file.
    pub lease_file: Option<LeaseFile>,
    /// When its process was started.
    pub started: Option<DateTime<Utc>>,
    /// Whether it runs: a lease file alone does not tell.
    pub runs: bool,
    /// The time of the look.
    pub now: DateTime<Utc>,
}

/// What is learnt of one server.
#[derive(Debug)]
pub(crate) struct Told {
    /// How its addresses stand.
    pub usage: Knowledge<Vec<Usage>>,
    /// What was made while it ran: what its lease file says, and its next start reads.
    pub made: Knowledge<Vec<Made>>,
}

/// How the addresses of a configuration of `dhcpd -4` stand, and what was made over OMAPI. Changes nothing.
pub(crate) async fn usage(config: &ServerConfig, question: Question<'_>) -> Told {
    let stocks = stocks::of(config);
    if stocks.is_empty() {
        let made = Knowledge::unknown("it has no addresses to hand out");
        return Told { usage: Knowledge::Known(Vec::new()), made };
    }
    let counted = match question.omapi {
        Some(way) => Some(counters::ask(way, &stocks).await),
        None => None,
    };
    let (stocks, counters, refused) = match counted {
        Some(Ok(counted)) => {
            let (stocks, counters): (Vec<_>, Vec<_>) = counted.into_iter().unzip();
            (stocks, Some(counters), None)
        }
        Some(Err(why)) => (stocks::joined(stocks), None, Some(why)),
        None => (stocks::joined(stocks), None, None),
    };
    let sets = stocks.iter().map(|stock| stock.addresses.clone()).collect();
    let mut written = written::read(question.lease_file.clone(), sets, question.started).await;
    let made = match &mut written {
        Ok(Written { extent: Extent::End, .. }) => Knowledge::unknown(TOO_LARGE),
        Ok(written) => Knowledge::Known(std::mem::take(&mut written.made)),
        Err(why) => Knowledge::unknown(why.as_str()),
    };
    Told { usage: known(stocks, counters, refused, written, &question), made }
}

/// What the counters of a server and its lease file say together.
fn known(
    stocks: Vec<Stock>,
    counters: Option<Vec<PoolCounters>>,
    refused: Option<String>,
    written: Result<Written, String>,
    question: &Question<'_>,
) -> Knowledge<Vec<Usage>> {
    let written = match (written, &counters) {
        (Ok(Written { extent: Extent::End, .. }), None) => {
            let why = format!("{TOO_LARGE}, and its pools are not known without OMAPI");
            return Knowledge::unknown(refused.unwrap_or(why));
        }
        (Ok(written), _) => Ok(written),
        (Err(why), Some(_)) => Err(why),
        (Err(why), None) => return Knowledge::Unknown(Unseen { reason: refused.unwrap_or(why) }),
    };
    if counters.is_none() && !question.runs {
        return Knowledge::unknown(refused.unwrap_or_else(|| "it does not run".to_owned()));
    }
    let all = stocks.into_iter().enumerate();
    Knowledge::Known(
        all.map(|(at, stock)| {
            let counters = counters.as_ref().and_then(|all| all.get(at)).copied();
            one(stock, counters, at, &written, question.now)
        })
        .collect(),
    )
}

/// One stock, by the counters where there are any.
fn one(
    stock: Stock,
    counters: Option<PoolCounters>,
    at: usize,
    written: &Result<Written, String>,
    now: DateTime<Utc>,
) -> Usage {
    let found = written.as_ref().ok().and_then(|written| written.found.get(at));
    let taken = match (written, found) {
        (Ok(Written { since: Ok(since), extent, .. }), Some(found)) => {
            taken(*since, *extent, found, now)
        }
        (Ok(Written { since: Err(why), .. }) | Err(why), _) => Knowledge::unknown(why.as_str()),
        (Ok(_), None) => Knowledge::unknown("its lease file says nothing of them"),
    };
    let whole = matches!(written, Ok(Written { extent: Extent::Whole, .. }));
    let file = found.filter(|_| whole).map(|found| in_file(found, &stock));
    let (counts, source) = match (counters, file) {
        (Some(counters), file) => (counted(counters, &stock, file), UsageSource::Omapi),
        (None, file) => (file.unwrap_or_default(), UsageSource::LeaseFile),
    };
    let (nets, network, relationship) = (stock.nets, stock.network, stock.relationship);
    Usage { nets, network, relationship, counts, taken, source }
}

/// The new clients of the lease file. What has times that are still to come was written by a clock that was wrong: in how long they
/// came is not known then.
fn taken(
    since: DateTime<Utc>,
    extent: Extent,
    found: &Found,
    now: DateTime<Utc>,
) -> Knowledge<Taken> {
    let newest = found.newest.and_then(|newest| DateTime::from_timestamp(newest, 0));
    let newest = newest.map_or(since, |newest| newest.max(since));
    if newest - now > Taken::SHORTEST {
        let newest = Moment::from(newest);
        return Knowledge::unknown(format!(
            "its lease file has times that are still to come, up to {newest}: the clock was wrong when they were written"
        ));
    }
    let (clients, by, source) = match extent {
        Extent::Whole => (found.taken, TakenBy::Pair, UsageSource::LeaseFile),
        Extent::End => (found.given, TakenBy::Server, UsageSource::LeaseFileEnd),
    };
    let window = (now - since).max(Taken::SHORTEST);
    Knowledge::Known(Taken { clients, window, by, at_most: false, source })
}

/// The counters of the server, with what only the file tells.
fn counted(counters: PoolCounters, stock: &Stock, file: Option<Counts>) -> Counts {
    let (free, backup) = (u64::from(counters.free), u64::from(counters.backup));
    Counts {
        total: counters.total.into(),
        ended: file.and_then(|file| file.ended),
        declined: file.and_then(|file| file.declined),
        ..halves(stock, free, backup)
    }
}

/// What the file says by itself. Addresses that it does not name were never given away: the primary's.
fn in_file(found: &Found, stock: &Stock) -> Counts {
    let total = u64::try_from(stock.addresses.count()).unwrap_or(u64::MAX);
    let named = [found.free, found.backup, found.ended, found.declined, found.active];
    let rest = named.into_iter().fold(total, u64::saturating_sub);
    Counts {
        total,
        ended: Some(found.ended),
        declined: Some(found.declined),
        ..halves(stock, found.free.saturating_add(rest), found.backup)
    }
}

/// Whose the free addresses are: those in state `free` the primary's, those in `backup` the secondary's.
fn halves(stock: &Stock, free: u64, backup: u64) -> Counts {
    let (free, partner) = match stock.role {
        None => (free.saturating_add(backup), None),
        Some(Role::Secondary | Role::Backup) => (backup, Some(free)),
        Some(Role::Primary) => (free, Some(backup)),
    };
    Counts { free, partner, ..Counts::default() }
}
