//! Scopes: what they are and hand out, and their own settings.

use failover_model::{AddressRange, AddressSet, ContextIx, ScopeIx};
use ipnet::IpNet;
use windows_dhcp::{Address4, Place, Recorded, Scope, ScopeState};

use super::lower::{Lower, flag, time};

impl Lower<'_> {
    pub(super) fn scopes(&mut self) {
        let state = self.state;
        for scope in &state.v4.scopes {
            // A scope without a network makes the state incomplete: nobody concludes from it.
            if let Some(net) = scope.network() {
                self.scope(scope, net.into());
            }
        }
    }

    fn scope(&mut self, scope: &Recorded<Scope>, net: IpNet) {
        let ix = self.config.add_scope(net);
        let excluded = scope.exclusions.iter().filter_map(|one| {
            let place = self.text.property(one.at, "StartRange");
            Some((range(one.start_range, one.end_range)?, place))
        });
        let excluded = excluded.collect();
        let place = self.text.property(scope.at, "ScopeId");
        if let Some(made) = self.config.scope_mut(ix) {
            made.network =
                scope.superscope_name.as_deref().filter(|n| !n.is_empty()).map(Into::into);
            made.enabled = scope.state == ScopeState::Active;
            made.relationship = self.members.get(&scope.scope_id).copied();
            made.excluded = excluded;
            made.span = place;
        }
        let pool: AddressSet = range(scope.start_range, scope.end_range).into_iter().collect();
        let place = self.text.property(scope.at, "EndRange");
        if let Some(pool) = self.config.add_pool(ix, pool) {
            pool.span = place;
        }
        let Some(context) = self.config.scope(ix).map(|made| made.context) else { return };
        self.scope_settings(scope, context);
        self.reservations(scope, ix, context);
        for (policy, at) in by_order(&scope.policies) {
            self.policy(policy, at, Some(ix));
        }
    }

    fn scope_settings(&mut self, scope: &Recorded<Scope>, context: ContextIx) {
        let at = scope.at;
        self.set(context, at, "Name", scope.name.as_str());
        self.set_text(context, at, "Description", scope.description.as_deref());
        self.set(context, at, "LeaseDuration", time(scope.lease_duration));
        self.set(context, at, "Type", scope.kind.as_str());
        self.set(context, at, "MaxBootpClients", scope.max_bootp_clients.to_string());
        self.set(context, at, "Delay", scope.delay.to_string());
        self.set(context, at, "NapEnable", flag(scope.nap_enable));
        self.set_text(context, at, "NapProfile", scope.nap_profile.as_deref());
        self.set(context, at, "ActivatePolicies", flag(scope.activate_policies));
        self.keep_unknown(context, at, "");
        for one in &scope.exclusions {
            self.keep_unknown(context, one.at, &format!("exclusion {} ", one.start_range));
        }
        if let Some(dns) = &scope.dns_setting {
            self.dns(context, dns);
        }
        let kept = (Some(scope.lease_duration), scope.dns_setting.is_some());
        self.options(context, &scope.options, kept);
    }
}

/// Policies in the order in which they are tried.
pub(super) fn by_order(
    policies: &[Recorded<windows_dhcp::Policy>],
) -> Vec<(&windows_dhcp::Policy, Place)> {
    let mut ordered: Vec<_> = policies.iter().map(|one| (&one.record, one.at)).collect();
    ordered.sort_by_key(|(policy, _)| policy.processing_order);
    ordered
}

/// A range of addresses.
pub(super) fn range(start: Address4, end: Address4) -> Option<AddressRange> {
    AddressRange::new(start.0.into(), end.0.into())
}

/// The scope a definition is limited to.
pub(super) type Limit = Option<ScopeIx>;
