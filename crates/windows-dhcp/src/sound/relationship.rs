//! Relationships: what their mode needs, and which scopes they list.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::class::{Failover, FailoverMode};
use crate::record::Recorded;
use crate::rules::{WIN_STATE_CONTRADICTION, WIN_STATE_PROPERTY};
use crate::scalar::Address4;
use crate::state::RecordedState;

pub(super) fn check(state: &RecordedState, report: &mut Report<'_>) {
    let scopes: BTreeSet<Address4> = state.v4.scopes.iter().map(|scope| scope.scope_id).collect();
    let mut owners: BTreeMap<Address4, &Recorded<Failover>> = BTreeMap::new();
    for relationship in &state.v4.failover {
        shares(relationship, report);
        let name = &relationship.name;
        for id in &relationship.scope_id {
            if !scopes.contains(id) {
                let message = format!("`{name}` lists the scope {id}, which the server lacks");
                report.add(&WIN_STATE_CONTRADICTION, relationship.at, "ScopeId", message);
            }
            if let Some(other) = owners.insert(*id, relationship) {
                let message =
                    format!("the scope {id} is in the relationships `{}` and `{name}`", other.name);
                report.add(&WIN_STATE_CONTRADICTION, relationship.at, "ScopeId", message).label(
                    other.at,
                    "ScopeId",
                    "listed here, too",
                );
            }
        }
    }
}

/// The share that belongs to the mode must be there, and fit.
fn shares(relationship: &Recorded<Failover>, report: &mut Report<'_>) {
    let (name, mode) = (&relationship.name, relationship.mode);
    let (property, share) = match mode {
        FailoverMode::LoadBalance => ("LoadBalancePercent", relationship.load_balance_percent),
        FailoverMode::HotStandby => ("ReservePercent", relationship.reserve_percent),
    };
    let mut lacks = |property: &str| {
        let message = format!("`{name}` is in {mode} mode and has no `{property}`");
        report.add(&WIN_STATE_PROPERTY, relationship.at, property, message);
    };
    match share {
        None => lacks(property),
        Some(0..=100) => {}
        Some(share) => {
            let message = format!("`{property}` of `{name}` is {share}: it is 0 to 100");
            report.add(&WIN_STATE_PROPERTY, relationship.at, property, message);
            return;
        }
    }
    if mode == FailoverMode::HotStandby && relationship.server_role.is_none() {
        lacks("ServerRole");
    }
    if relationship.auto_state_transition && relationship.state_switch_interval.is_none() {
        let message = format!("`{name}` has `AutoStateTransition` on and no `StateSwitchInterval`");
        report.add(&WIN_STATE_PROPERTY, relationship.at, "StateSwitchInterval", message);
    }
}
