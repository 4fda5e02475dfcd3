//! How many addresses of a Windows server are free, its partner's and in use (`Get-DhcpServerv4ScopeStatistics -Failover`), and
//! how fast new ones are taken, as far as that is told.
//!
//! Windows counts new clients of no scope. A server counts its offers since it was started: at least as many as new clients, since
//! a client that lost its address is offered it again. That bounds the new clients of all scopes together, and so those of each.

use std::collections::HashMap;

use failover_model::usage::{Counts, Taken, TakenBy, Usage, UsageSource};
use failover_model::{Knowledge, RelationshipIx};
use windows_dhcp::{Address4, RecordedState, Scope, ScopeState};

use super::lower::Lower;

/// Why there is no rate where the offers are not told.
const UNCOUNTED: &str = "Windows does not count the new clients of each scope";

impl Lower<'_> {
    /// Says how the addresses of all scopes stand, where statistics were told.
    pub(super) fn usage(&mut self) {
        let usage = usage(self.state, |scope| self.members.get(&scope).copied());
        self.config.set_usage(usage);
    }
}

fn usage(
    state: &RecordedState,
    member: impl Fn(Address4) -> Option<RelationshipIx>,
) -> Knowledge<Vec<Usage>> {
    let mut stocks: Vec<Usage> = Vec::new();
    let mut networks = HashMap::new();
    for scope in state.v4.scopes.iter().filter(|scope| scope.state == ScopeState::Active) {
        let Some(net) = scope.network() else { continue };
        let relationship = member(scope.scope_id);
        let Some(counts) = counts(scope, relationship.is_some()) else {
            return Knowledge::unknown(format!("there are no statistics of `{net}`"));
        };
        let network = scope.superscope_name.as_deref().filter(|name| !name.is_empty());
        let together = network.and_then(|network| {
            let at = *networks.entry((network, relationship)).or_insert(stocks.len());
            stocks.get_mut(at)
        });
        match together {
            Some(known) => {
                known.nets.push(net.into());
                known.counts = known.counts.plus(counts);
            }
            None => stocks.push(Usage {
                nets: vec![net.into()],
                network: network.map(Into::into),
                relationship,
                counts,
                taken: Knowledge::unknown(UNCOUNTED),
                source: UsageSource::Cmdlet,
            }),
        }
    }
    stocks.iter_mut().for_each(|stock| stock.nets.sort_unstable());
    // All of them together are more than those of any one.
    if let Some(taken) = offers(state) {
        stocks.iter_mut().for_each(|stock| stock.taken = Knowledge::Known(taken));
    }
    Knowledge::Known(stocks)
}

fn counts(scope: &Scope, in_relationship: bool) -> Option<Counts> {
    let told = scope.statistics.as_ref()?;
    let (free, partner) =
        match (told.addresses_free_on_this_server, told.addresses_free_on_partner_server) {
            (Some(free), Some(partner)) if in_relationship => (free, Some(partner.into())),
            _ if in_relationship => return None,
            _ => (told.addresses_free, None),
        };
    let total = u64::from(told.addresses_free) + u64::from(told.addresses_in_use);
    Some(Counts { total, free: free.into(), partner, ended: None, declined: None })
}

/// The offers of the server since it was started: more than new clients.
fn offers(state: &RecordedState) -> Option<Taken> {
    let counters = state.v4.statistics.as_ref()?;
    let window = state.recorded.when.0 - counters.server_start_time?.0;
    Some(Taken {
        clients: counters.offers.into(),
        window: window.max(Taken::SHORTEST),
        by: TakenBy::Server,
        at_most: true,
        source: UsageSource::Cmdlet,
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use windows_dhcp::Instant;

    use super::*;

    fn example() -> RecordedState {
        let path =
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/campus-clean/win-1/state.json");
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    #[test]
    fn offers_are_at_least_the_new_clients_of_each_stock() {
        let mut state = example();
        let member = |_| None;
        let of = |state: &RecordedState| usage(state, member).known().cloned().unwrap();
        // Two scopes of one superscope, and six by themselves.
        let stocks = of(&state);
        assert_eq!(stocks.len(), 7);
        assert_eq!(
            (stocks[0].nets.len(), stocks[0].counts.total, stocks[0].counts.free),
            (2, 442, 254)
        );
        assert!(stocks.iter().all(|stock| stock.taken.known().is_none()));
        let counters = serde_json::json!({
            "Discovers": 0, "Offers": 90, "Requests": 0, "Acks": 0, "Naks": 0, "Declines": 0, "Releases": 0,
            "TotalScopes": 8, "TotalAddresses": 1768, "AddressesInUse": 944, "AddressesAvailable": 824
        });
        state.v4.record.statistics = Some(serde_json::from_value(counters).unwrap());
        assert!(of(&state)[0].taken.known().is_none(), "since when is not told");
        let start = Instant(state.recorded.when.0 - TimeDelta::hours(6));
        state.v4.record.statistics.as_mut().unwrap().record.server_start_time = Some(start);
        for stock in of(&state) {
            let taken = stock.taken.known().unwrap();
            assert_eq!((taken.clients, taken.window), (90, TimeDelta::hours(6)));
            assert!(taken.at_most);
        }
        // Without statistics nothing is known.
        state.v4.record.scopes.0[0].record.statistics = None;
        assert!(usage(&state, member).known().is_none());
    }

    #[test]
    fn a_half_is_what_is_free_on_this_server() {
        let state = example();
        let scope = &state.v4.scopes.0[2].record;
        let both = counts(scope, true).unwrap();
        assert_eq!((both.total, both.free, both.partner, both.in_use()), (221, 52, Some(51), 118));
        let mut scope = scope.clone();
        scope.statistics.as_mut().unwrap().record.addresses_free_on_partner_server = None;
        assert!(counts(&scope, true).is_none(), "its half is not told");
        assert_eq!(counts(&scope, false).unwrap().free, 103);
    }
}
