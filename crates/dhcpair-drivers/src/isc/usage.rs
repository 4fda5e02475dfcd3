//! How many addresses of a running dhcpd are free, its partner's, in use or declined, and how fast new ones are taken.
//!
//! Over OMAPI the server tells the counters of its pools: all, free, and free for the secondary. Its lease file, where it is
//! one of this machine or a small one of another, says more: what has ended and waits for the partner, what is declined, and
//! how many addresses went from free to a client since the file was written anew ([`history`]). Without OMAPI all comes from
//! there.

mod counters;
pub(crate) mod history;
mod made;
mod stocks;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use dhcpair_exec::{FileQuery, Host};
use failover_model::usage::{Counts, Taken, TakenBy, Usage, UsageSource};
use failover_model::{Knowledge, Made, Role, ServerConfig, Unseen};
use omapi::PoolCounters;

use super::live::Omapi;
use crate::causes::in_full;
use history::{Found, History};
use made::Declared;
use stocks::Stock;

/// The most that lease files may be in bytes, to be read for a look: a file of 100,000 leases has some 40 MB.
const LARGEST: u64 = 256 << 20;

/// The most that one of another machine may be: some 6,000 leases.
const LARGEST_THERE: usize = 2 << 20;

/// How often dhcpd writes its lease file anew, in seconds, unless it starts: not earlier than that
/// (`LEASE_REWRITE_PERIOD`).
const REWRITE: i64 = 3_600;

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

/// Where a lease file lies.
#[derive(Debug, Clone)]
pub(crate) enum LeaseFile {
    /// On this machine.
    Here(PathBuf),
    /// On another one.
    There(Arc<dyn Host>, PathBuf),
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
    let mut written = written(&stocks, &question).await;
    let made = match &mut written {
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
        (Ok(Written { since: Ok(since), .. }), Some(found)) => Knowledge::Known(Taken {
            clients: found.taken,
            window: (now - *since).max(Taken::SHORTEST),
            by: TakenBy::Pair,
            at_most: false,
            source: UsageSource::LeaseFile,
        }),
        (Ok(Written { since: Err(why), .. }) | Err(why), _) => Knowledge::unknown(why.as_str()),
        (Ok(_), None) => Knowledge::unknown("its lease file says nothing of them"),
    };
    let file = found.map(|found| in_file(found, &stock));
    let (counts, source) = match (counters, file) {
        (Some(counters), file) => (counted(counters, &stock, file), UsageSource::Omapi),
        (None, file) => (file.unwrap_or_default(), UsageSource::LeaseFile),
    };
    let (nets, network, relationship) = (stock.nets, stock.network, stock.relationship);
    Usage { nets, network, relationship, counts, taken, source }
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

/// What the lease file says.
struct Written {
    /// Of each stock.
    found: Vec<Found>,
    /// From when on the file has every change of an address, or why that is not known.
    since: Result<DateTime<Utc>, String>,
    /// What was made over OMAPI and is still there.
    made: Vec<Made>,
}

/// Reads the lease file, and the one before it, on a thread that may wait.
async fn written(stocks: &[Stock], question: &Question<'_>) -> Result<Written, String> {
    let sets: Vec<_> = stocks.iter().map(|stock| stock.addresses.clone()).collect();
    let started = question.started;
    let read = match question.lease_file.clone() {
        None => return Err("its lease file is not at hand".to_owned()),
        Some(LeaseFile::Here(path)) => {
            tokio::task::spawn_blocking(move || read(&path, &sets, started))
        }
        Some(LeaseFile::There(host, path)) => {
            let before = fetch(&*host, &before(&path)).await.ok();
            let file = fetch(&*host, &path).await?;
            tokio::task::spawn_blocking(move || fetched(&file, before.as_ref(), &sets, started))
        }
    };
    read.await.unwrap_or_else(|failure| Err(in_full(&failure)))
}

/// The file that was there before this one.
fn before(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("~");
    name.into()
}

/// A small lease file of another machine.
async fn fetch(host: &dyn Host, path: &Path) -> Result<dhcpair_exec::File, String> {
    let read = host.read(&FileQuery::new(path).growing().limit(LARGEST_THERE)).await;
    read.map_err(|error| format!("lease file `{}`: {}", path.display(), in_full(&error)))
}

/// What files of another machine say. When the newer one was begun is not told.
fn fetched(
    file: &dhcpair_exec::File,
    before: Option<&dhcpair_exec::File>,
    sets: &[failover_model::AddressSet],
    started: Option<DateTime<Utc>>,
) -> Result<Written, String> {
    let since = begin(None, before.map(|before| before.stat.modified), started);
    let from = since.as_ref().map_or(i64::MAX, DateTime::timestamp);
    let mut history = History::new(sets, from);
    let mut declared = Declared::default();
    if let Some(part) = before {
        history.read(part.bytes.as_slice(), |_| {}).map_err(|error| in_full(&error))?;
    }
    let read = history.read(file.bytes.as_slice(), |declaration| declared.take(declaration));
    read.map_err(|error| in_full(&error))?;
    Ok(Written { found: history.finish(), since, made: declared.finish() })
}

fn read(
    path: &Path,
    sets: &[failover_model::AddressSet],
    started: Option<DateTime<Utc>>,
) -> Result<Written, String> {
    let wrong =
        |error: &std::io::Error| format!("lease file `{}`: {}", path.display(), in_full(error));
    // Whoever opens a pipe waits for one who writes.
    let open = |path: &Path| match std::fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(std::io::Error::other("it is not a regular file")),
    };
    // In this order: the server may write it anew meanwhile, and then there is one file under both names.
    let before = open(&before(path)).ok();
    let file = open(path).map_err(|error| wrong(&error))?;
    let size = |file: &File| file.metadata().map_or(0, |metadata| metadata.len());
    let sizes = [Some(&file), before.as_ref()].into_iter().flatten().map(size);
    if sizes.sum::<u64>() > LARGEST {
        return Err(format!("lease file `{}` is too large to be read for a look", path.display()));
    }
    let since = since(&file, before.as_ref(), started);
    let from = since.as_ref().map_or(i64::MAX, DateTime::timestamp);
    let mut history = History::new(sets, from);
    // What is declared stands in every file anew.
    let mut declared = Declared::default();
    if let Some(part) = &before {
        history.read(part, |_| {}).map_err(|error| wrong(&error))?;
    }
    let read = history.read(&file, |declaration| declared.take(declaration));
    read.map_err(|error| wrong(&error))?;
    Ok(Written { found: history.finish(), since, made: declared.finish() })
}

/// From when on the two files have every change: the file from its own beginning on, the one before
/// it the hour before that, since it is not written anew more often, unless the server was started meanwhile.
fn since(
    file: &File,
    before: Option<&File>,
    started: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>, String> {
    let made = file.metadata().and_then(|metadata| metadata.created()).ok();
    let changed = |file: &File| file.metadata().and_then(|metadata| metadata.modified()).ok();
    let utc = |time: SystemTime| DateTime::<Utc>::from(time);
    begin(made.map(utc), before.and_then(changed).map(utc), started)
}

/// The same by the times at which the file was made and the one before it was changed last.
fn begin(
    made: Option<DateTime<Utc>>,
    changed: Option<DateTime<Utc>>,
    started: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>, String> {
    let begin = match (made, changed, started) {
        (Some(made), Some(_), Some(_)) => made.checked_sub_signed(TimeDelta::seconds(REWRITE)),
        (Some(made), ..) => Some(made),
        // What it held to its end stands in the next one, too.
        (None, Some(changed), _) => Some(changed),
        (None, None, _) => None,
    };
    let begin = begin.ok_or("when its lease file was begun is not known")?;
    Ok(started.map_or(begin, |started| begin.max(started)))
}
