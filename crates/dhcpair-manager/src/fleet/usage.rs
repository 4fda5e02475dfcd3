//! How the addresses of each scope stand at the servers that have it.

use std::collections::HashMap;

use config_text::escape_control;
use failover_model::authority::{Authority, ScopeRow};
use failover_model::pairing::Relationship;
use failover_model::usage::Usage;
use failover_model::{Family, Freshness, Observation, RelationshipIx, ServerName};
use ipnet::IpNet;

use super::Fleet;
use super::headroom::addresses;
use crate::contract::UsageRecord;

/// What all servers say, by scope: there may be thousands.
pub(super) struct Usages<'a> {
    stocks: HashMap<(&'a ServerName, Family, IpNet), Vec<&'a Usage>>,
    relationships: HashMap<&'a str, &'a Relationship>,
}

impl Fleet {
    pub(super) fn usages(&self) -> Usages<'_> {
        let mut stocks: HashMap<_, Vec<_>> = HashMap::new();
        // What was recorded once is history.
        let live = |seen: &&Observation| matches!(seen.freshness, Freshness::Live(_));
        for seen in self.observations.iter().filter(live) {
            for config in seen.configs.known().into_iter().flatten() {
                for one in config.usage().known().into_iter().flatten() {
                    for net in &one.nets {
                        let place = (&seen.server, config.family(), *net);
                        stocks.entry(place).or_default().push(one);
                    }
                }
            }
        }
        let relationships = self.relationships.iter().rev();
        Usages { stocks, relationships: relationships.map(|one| (one.id.as_str(), one)).collect() }
    }
}

impl Usages<'_> {
    /// How the addresses of a row stand at its servers, where these run: those of its relationship, or those in none.
    pub(super) fn of(&self, row: &ScopeRow<'_>) -> Vec<UsageRecord> {
        let of = match &row.authority {
            Authority::Relationship(id) => self.relationships.get(id.as_str()),
            _ => None,
        };
        let mut found = Vec::new();
        for held in &row.holdings {
            let side: Option<RelationshipIx> = of.and_then(|of| {
                let member = of.members().find(|one| one.server() == Some(held.server));
                member?.observed().map(|at| at.side)
            });
            let here = self.stocks.get(&(held.server, row.family, row.net)).into_iter().flatten();
            found.extend(here.filter(|one| one.relationship == side).map(|one| UsageRecord {
                server: escape_control(held.server.as_str()),
                scopes: one.nets.iter().map(ToString::to_string).collect(),
                addresses: addresses(&one.counts),
                source: one.source.as_str(),
            }));
        }
        found
    }
}
