//! How long the addresses of a relationship last, and how many are what.

use config_text::escape_control;
use failover_model::Knowledge;
use failover_model::headroom::{Headroom, Stock, headroom};
use failover_model::pairing::Relationship;
use failover_model::usage::{Counts, Taken};

use super::Fleet;
use crate::contract::{AddressesRecord, AloneRecord, StockRecord, TakenRecord};

impl Fleet {
    pub(super) fn headroom(&self, one: &Relationship) -> Headroom {
        headroom(&self.observations, one, self.now)
    }

    /// The worst scope of a relationship, if only one side were left.
    pub(super) fn alone(&self, headroom: &Headroom) -> AloneRecord {
        let without = |verdict, reason: &str| AloneRecord {
            verdict,
            seconds: None,
            reason: Some(escape_control(reason)),
            worst: None,
        };
        let reason = |knowledge: &Knowledge<&Stock>| {
            knowledge.unseen().map(|unseen| unseen.reason.clone()).unwrap_or_default()
        };
        let worst = headroom.worst();
        match (headroom, &worst) {
            (Headroom::Files, _) => without("file", &reason(&worst)),
            (Headroom::Senseless(why), _) => without("not-applicable", why),
            (_, Knowledge::Unknown(unseen)) => without("unknown", &unseen.reason),
            (_, Knowledge::Known(stock)) => {
                let record = stock_record(stock);
                AloneRecord {
                    verdict: if record.at_least { "at-least" } else { "known" },
                    seconds: record.seconds,
                    reason: None,
                    worst: Some(record),
                }
            }
        }
    }
}

pub(super) fn stock_record(stock: &Stock) -> StockRecord {
    let lasts = stock.lasts.known();
    let unknown = [stock.lasts.unseen(), stock.taken.unseen()].into_iter().flatten().next();
    StockRecord {
        survivor: escape_control(stock.survivor.as_str()),
        scopes: stock.nets.iter().map(ToString::to_string).collect(),
        network: stock.network.as_deref().map(escape_control),
        usable: stock.usable,
        addresses: addresses(&stock.counts),
        taken: stock.taken.known().map(taken),
        seconds: lasts.map(|lasts| lasts.time.num_seconds()),
        at_least: lasts.is_some_and(|lasts| lasts.at_least),
        reason: unknown.map(|unseen| escape_control(&unseen.reason)),
    }
}

pub(super) fn addresses(counts: &Counts) -> AddressesRecord {
    let Counts { total, free, partner, ended, declined } = *counts;
    AddressesRecord { total, free, partner, ended, declined, in_use: counts.in_use() }
}

fn taken(taken: &Taken) -> TakenRecord {
    TakenRecord {
        clients: taken.clients,
        seconds: taken.window.num_seconds(),
        at_most: taken.at_most,
        source: taken.source.as_str(),
    }
}
