//! How many addresses of a running Kea are free, in use or declined, and how fast new ones are taken.
//!
//! The server counts itself: `stat-lease4-get` where `libdhcp_stat_cmds` is loaded, else `statistic-get-all`. No lease is read.
//! Free ones are not divided between partners: whoever is left takes over all of them.

use std::collections::HashMap;

use chrono::TimeDelta;
use failover_model::usage::{Counts, Taken, TakenBy, Usage, UsageSource};
use failover_model::{Knowledge, Scope, ServerConfig, Value};
use kea_config::Family;
use kea_control::KeaClient;
use kea_ha::command::{
    Command, CommandList, StatLeaseGet, StatisticGetAll, Status, SubnetStatistics, V4, V6,
};
use tokio::time::Instant;

use super::live::in_half;

/// How many subnets a server may have that is asked for all its numbers: some kilobytes for each.
const MOST: usize = 1_000;

/// What a server counts.
#[derive(Debug, Clone)]
pub(crate) struct Statistics {
    subnets: Vec<SubnetStatistics>,
    source: UsageSource,
    /// Since when it has counted.
    since: Option<TimeDelta>,
}

/// Asks a server that has so many subnets for its numbers, in half of the time that is left until then.
pub(crate) async fn ask(
    kea: &KeaClient,
    family: Family,
    (commands, status): (&Knowledge<CommandList>, &Status),
    subnets: usize,
    until: Instant,
) -> Knowledge<Statistics> {
    let by_lease = match family {
        Family::V4 => <StatLeaseGet<V4> as Command>::INFO,
        Family::V6 => <StatLeaseGet<V6> as Command>::INFO,
    };
    let by_lease = commands.known().is_some_and(|list| list.has(&by_lease));
    if !by_lease && subnets > MOST {
        return Knowledge::unknown(format!(
            "it has {subnets} subnets, which are too many to ask for all that it counts; with \
             `libdhcp_stat_cmds` it would tell what is needed"
        ));
    }
    let v4 = kea.ask(&StatLeaseGet(V4));
    let v6 = kea.ask(&StatLeaseGet(V6));
    let all = kea.ask(&StatisticGetAll);
    let (answer, source) = match (by_lease, family) {
        (true, Family::V4) => {
            (in_half::<StatLeaseGet<V4>>(until, v4).await, UsageSource::LeaseStatistics)
        }
        (true, Family::V6) => {
            (in_half::<StatLeaseGet<V6>>(until, v6).await, UsageSource::LeaseStatistics)
        }
        (false, _) => (in_half::<StatisticGetAll>(until, all).await, UsageSource::Statistics),
    };
    // The numbers of subnets begin anew when they are configured.
    let since = [status.uptime, status.since_configured].into_iter().flatten().min();
    let since = since.and_then(|since| TimeDelta::from_std(since).ok());
    match answer {
        Knowledge::Known(subnets) => Knowledge::Known(Statistics { subnets, source, since }),
        Knowledge::Unknown(unseen) => Knowledge::Unknown(unseen),
    }
}

/// The stocks of a configuration: each scope by itself, those of a shared network together.
pub(crate) fn of(config: &ServerConfig, told: &Knowledge<Statistics>) -> Knowledge<Vec<Usage>> {
    let told = match told {
        Knowledge::Known(told) => told,
        Knowledge::Unknown(unseen) => return Knowledge::Unknown(unseen.clone()),
    };
    let counted: HashMap<u32, &SubnetStatistics> =
        told.subnets.iter().rev().map(|subnet| (subnet.subnet, subnet)).collect();
    let mut stocks: Vec<Usage> = Vec::new();
    let mut networks = HashMap::new();
    for scope in config.scopes().iter().filter(|scope| scope.enabled) {
        let Some(counted) = id(config, scope).and_then(|id| counted.get(&id)) else {
            let why = format!("the running server counts nothing of `{}`", scope.net);
            return Knowledge::unknown(why);
        };
        let stock = one(scope, counted, told);
        let together = scope.network.as_deref().and_then(|network| {
            let at = *networks.entry((network, scope.relationship)).or_insert(stocks.len());
            stocks.get_mut(at)
        });
        match together {
            Some(known) => add(known, stock),
            None => stocks.push(stock),
        }
    }
    stocks.iter_mut().for_each(|stock| stock.nets.sort_unstable());
    Knowledge::Known(stocks)
}

fn id(config: &ServerConfig, scope: &Scope) -> Option<u32> {
    let effective = config.effective(scope.context);
    match &effective.single.get("id")?.0.value {
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn one(scope: &Scope, counted: &SubnetStatistics, told: &Statistics) -> Usage {
    let SubnetStatistics { total, assigned, declined, cumulative, .. } = *counted;
    let taken = match (cumulative, told.since) {
        (Some(clients), Some(since)) => Knowledge::Known(Taken {
            clients,
            window: since.max(Taken::SHORTEST),
            by: TakenBy::Server,
            at_most: false,
            source: told.source,
        }),
        _ => Knowledge::unknown(
            "the server does not tell how many leases it has made, and since when",
        ),
    };
    Usage {
        nets: vec![scope.net],
        network: scope.network.clone(),
        relationship: scope.relationship,
        counts: Counts {
            total,
            free: total.saturating_sub(assigned),
            partner: None,
            ended: Some(0),
            declined: Some(declined),
        },
        taken,
        source: told.source,
    }
}

/// Puts another scope of the same shared network to it.
fn add(stock: &mut Usage, other: Usage) {
    stock.nets.extend(other.nets);
    stock.counts = stock.counts.plus(other.counts);
    match (&mut stock.taken, other.taken) {
        (Knowledge::Known(taken), Knowledge::Known(more)) => {
            taken.clients = taken.clients.saturating_add(more.clients);
        }
        (taken, Knowledge::Unknown(unseen)) => *taken = Knowledge::Unknown(unseen),
        (Knowledge::Unknown(_), Knowledge::Known(_)) => {}
    }
}
