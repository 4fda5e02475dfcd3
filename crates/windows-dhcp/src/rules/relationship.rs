//! Failover relationships.

use config_text::{Diagnostic, Rule, Severity};

use super::{
    Checked, WIN_AUTH_OFF, WIN_STANDBY_RESERVE_ZERO, WIN_STATE_NOT_NORMAL, WIN_SWITCHOVER_OFF,
    WIN_SWITCHOVER_SHORT, reserve,
};
use crate::class::{Failover, FailoverMode, FailoverState};
use crate::record::Recorded;
use crate::scalar::TimeSpan;

/// A partner that is declared down sooner may just be rebooting.
const SHORT: TimeSpan = TimeSpan::from_seconds(600);

pub(super) fn check(checked: &mut Checked<'_>) {
    for relationship in &checked.state.v4.failover {
        live_state(checked, relationship);
        reserve(checked, relationship);
        switchover(checked, relationship);
        if !relationship.enable_auth {
            let message = format!("`{}` does not authenticate its messages", relationship.name);
            report(checked, relationship, "EnableAuth", &WIN_AUTH_OFF, message);
        }
    }
}

fn report<'c>(
    checked: &'c mut Checked<'_>,
    relationship: &Recorded<Failover>,
    property: &str,
    rule: &'static Rule,
    message: String,
) -> Option<&'c mut Diagnostic> {
    let span = checked.places.property(relationship.at, property);
    checked.found.push(Diagnostic::new(rule, span, message));
    checked.found.last_mut()
}

fn live_state(checked: &mut Checked<'_>, relationship: &Recorded<Failover>) {
    use FailoverState::{Normal, PartnerDown, PotentialConflict};
    let state = relationship.state;
    if state == Normal {
        return;
    }
    let message = format!("`{}` is in the state `{state}`", relationship.name);
    let found = report(checked, relationship, "State", &WIN_STATE_NOT_NORMAL, message);
    if let (Some(found), PartnerDown | PotentialConflict) = (found, state) {
        found.severity = Severity::Error;
    }
}

fn reserve(checked: &mut Checked<'_>, relationship: &Recorded<Failover>) {
    let percent = match (relationship.mode, relationship.reserve_percent) {
        (FailoverMode::HotStandby, Some(percent)) => percent,
        _ => return,
    };
    let (name, rule) = (&relationship.name, &WIN_STANDBY_RESERVE_ZERO);
    if percent == 0 {
        let message = format!("`{name}` keeps no addresses for the standby");
        report(checked, relationship, "ReservePercent", rule, message);
        return;
    }
    let kept = reserve::kept(checked.state, relationship, percent);
    let Some(clients) = reserve::clients_of_a_day(checked.state, relationship) else { return };
    if clients > kept {
        let message = format!(
            "`{name}` keeps {kept} addresses for the standby, and up to {clients} new clients come in a day"
        );
        let found = report(checked, relationship, "ReservePercent", rule, message);
        if let Some(found) = found {
            found.severity = Severity::Note;
        }
    }
}

fn switchover(checked: &mut Checked<'_>, relationship: &Recorded<Failover>) {
    let name = &relationship.name;
    match (relationship.auto_state_transition, relationship.state_switch_interval) {
        (false, _) => {
            let message = format!("`{name}` never declares its partner down by itself");
            let rule = &WIN_SWITCHOVER_OFF;
            report(checked, relationship, "AutoStateTransition", rule, message);
        }
        (true, Some(interval)) if interval < SHORT => {
            let message = format!("`{name}` declares its partner down after {interval}");
            let rule = &WIN_SWITCHOVER_SHORT;
            report(checked, relationship, "StateSwitchInterval", rule, message);
        }
        (true, _) => {}
    }
}
