//! The commands that make a recorded scope again.
//!
//! Taking a scope out of a relationship deletes the partner's copy. A copy that is to be *disabled*
//! instead is recorded first, and made again afterwards, [`Inactive`](Activity::Inactive): in several
//! calls, of which any can be the last one. None of them has the scope served before all is there. Leases are not
//! made again: nothing can.
//!
//! ```
//! use windows_dhcp::command::ServerName;
//! use windows_dhcp::command::scope::Activity;
//! use windows_dhcp::{Scope, recreate};
//!
//! let scope: Scope = serde_json::from_str(r#"{
//!     "ScopeId": "10.30.8.0", "Name": "lab", "SubnetMask": "255.255.255.0",
//!     "StartRange": "10.30.8.10", "EndRange": "10.30.8.200", "LeaseDuration": "8.00:00:00",
//!     "State": "Active", "reservations": [], "policies": [],
//!     "exclusions": [{ "StartRange": "10.30.8.20", "EndRange": "10.30.8.29" }],
//!     "options": [{ "OptionId": 3, "Value": ["10.30.8.1"] }]
//! }"#)?;
//! let commands = recreate::scope(&scope, Activity::Inactive, &ServerName::new("win-2")?)?;
//! let cmdlets: Vec<_> = commands.iter().map(|one| one.cmdlet().as_str()).collect();
//! assert_eq!(cmdlets, [
//!     "Add-DhcpServerv4Scope", "Add-DhcpServerv4ExclusionRange", "Set-DhcpServerv4OptionValue",
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::TimeSpan;
use crate::class::{DnsSetting, OptionValue, Policy, Reservation, Scope};
use crate::command::option::{OptionLevel, SetOption};
use crate::command::policy::{AddPolicy, AddPolicyRange, Level};
use crate::command::reservation::AddReservation;
use crate::command::scope::{Activity, AddExclusion, AddScope};
use crate::command::server::{DnsLevel, SetDnsSetting};
use crate::command::{
    Builder, ClientId, Command, Given, LimitError, Many, Name, ScopeName, ServerName, Time,
};
use crate::quote::Text;

/// Something of a scope cannot be given to a cmdlet, so that the scope would not be the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} of scope `{scope}` cannot be made again; write it down and set it by hand")]
pub struct RecreateError {
    /// Its network address.
    pub scope: std::net::Ipv4Addr,
    /// What it is.
    pub what: String,
    /// Why.
    #[source]
    pub why: LimitError,
}

/// The commands that make a scope as it was recorded, served or not, on a server that does not have
/// it and has the classes that it names. A superscope is joined, and made where it is not there.
///
/// # Errors
/// [`RecreateError`] where a value is none that can be given, such as a lease time without an end.
pub fn scope(
    scope: &Scope,
    activity: Activity,
    server: &ServerName,
) -> Result<Vec<Command>, RecreateError> {
    let mut making = Making { scope, server, commands: Vec::new() };
    making.all(activity)?;
    Ok(making.commands)
}

struct Making<'s> {
    scope: &'s Scope,
    server: &'s ServerName,
    commands: Vec<Command>,
}

impl Making<'_> {
    fn add(&mut self, builder: &impl Builder) {
        self.commands.push(builder.at(self.server));
    }

    /// A value as a parameter takes it.
    fn able<T, E: Into<LimitError>>(
        &self,
        what: impl Into<String>,
        made: Result<T, E>,
    ) -> Result<T, RecreateError> {
        let failed = |why: E| RecreateError {
            scope: self.scope.scope_id.0,
            what: what.into(),
            why: why.into(),
        };
        made.map_err(failed)
    }

    fn text(&self, what: &str, text: Option<&String>) -> Result<Option<Text>, RecreateError> {
        let given = text.filter(|text| !text.is_empty());
        given.map(|text| self.able(what, Text::new(text.as_str()))).transpose()
    }

    fn name(&self, what: &str, name: Option<&String>) -> Result<Option<Name>, RecreateError> {
        let given = name.filter(|name| !name.is_empty());
        given.map(|name| self.able(format!("{what} `{name}`"), Name::new(name))).transpose()
    }

    fn time(&self, what: &str, time: TimeSpan) -> Result<Time, RecreateError> {
        self.able(what, Time::seconds(time.seconds()))
    }

    fn all(&mut self, activity: Activity) -> Result<(), RecreateError> {
        let scope = self.scope;
        let id = scope.scope_id.0;
        let name = self.able("the name", ScopeName::new(&scope.name))?;
        let range = (scope.start_range.0, scope.end_range.0);
        let mut add = AddScope::new(name, range.0, range.1, scope.subnet_mask.0, activity);
        add.description = self.text("the description", scope.description.as_ref())?;
        add.superscope = self.name("superscope", scope.superscope_name.as_ref())?;
        add.lease_time = Some(self.time("the lease time", scope.lease_duration)?);
        add.delay = Some(scope.delay);
        add.kind = Some(scope.kind);
        add.bootp_clients = Some(scope.max_bootp_clients);
        add.policies = Some(scope.activate_policies);
        add.nap_profile = self.text("the profile", scope.nap_profile.as_ref())?;
        add.nap = scope.nap_enable.then_some(Given);
        self.add(&add);
        for one in &scope.exclusions {
            let (start, end) = (one.start_range.0, one.end_range.0);
            self.add(&AddExclusion { scope: id, start, end });
        }
        for one in &scope.options {
            self.option(one, |user_class| OptionLevel::Scope { scope: id, user_class })?;
        }
        if let Some(dns) = &scope.dns_setting {
            self.dns(dns, DnsLevel::Scope(id))?;
        }
        for one in &scope.policies {
            self.policy(one)?;
        }
        for one in &scope.reservations {
            self.reservation(one)?;
        }
        Ok(())
    }

    fn option(
        &mut self,
        option: &OptionValue,
        level: impl Fn(Option<Name>) -> OptionLevel,
    ) -> Result<(), RecreateError> {
        let what = format!("option {}", option.option_id);
        let user_class = self.name("user class", option.user_class.as_ref())?;
        let values: Result<_, LimitError> =
            option.value.iter().map(|value| Ok(Text::new(value.as_str())?)).collect();
        let values = self.able(what, values.and_then(Many::new))?;
        let mut set = SetOption::new(level(user_class), option.option_id, values);
        set.vendor_class = self.name("vendor class", option.vendor_class.as_ref())?;
        self.add(&set);
        Ok(())
    }

    fn dns(&mut self, dns: &DnsSetting, level: DnsLevel) -> Result<(), RecreateError> {
        let mut set = SetDnsSetting::new(level);
        set.updates = Some(dns.dynamic_updates);
        set.delete_on_expiry = Some(dns.delete_dns_rr_on_lease_expiry);
        set.for_older_clients = Some(dns.update_dns_rr_for_older_clients);
        set.name_protection = Some(dns.name_protection);
        set.without_ptr = Some(dns.disable_dns_ptr_rr_update);
        set.suffix = self.text("the DNS suffix", dns.dns_suffix.as_ref())?;
        self.add(&set);
        Ok(())
    }

    fn policy(&mut self, policy: &Policy) -> Result<(), RecreateError> {
        let id = self.scope.scope_id.0;
        let what = format!("policy `{}`", policy.name);
        let name = self.able(what.as_str(), Name::new(&policy.name))?;
        let level = Level::Scope(id);
        let mut add = AddPolicy::new(name.clone(), level, policy.condition, policy.enabled);
        add.description = self.text(&what, policy.description.as_ref())?;
        add.order = Some(policy.processing_order);
        let time = policy.lease_duration;
        add.lease_time = time.map(|time| self.time(&what, time)).transpose()?;
        for (list, field) in [
            (&policy.vendor_class, &mut add.vendor_class),
            (&policy.user_class, &mut add.user_class),
            (&policy.mac_address, &mut add.mac_address),
            (&policy.client_id, &mut add.client_id),
            (&policy.relay_agent, &mut add.relay_agent),
            (&policy.circuit_id, &mut add.circuit_id),
            (&policy.remote_id, &mut add.remote_id),
            (&policy.subscriber_id, &mut add.subscriber_id),
            (&policy.fqdn, &mut add.fqdn),
        ] {
            let texts: Result<Vec<Text>, LimitError> =
                list.iter().map(|text| Ok(Text::new(text.as_str())?)).collect();
            *field = Many::new(self.able(what.as_str(), texts)?).ok();
        }
        self.add(&add);
        for range in &policy.ranges {
            let (start, end) = (range.start_range.0, range.end_range.0);
            self.add(&AddPolicyRange { policy: name.clone(), scope: id, start, end });
        }
        for one in &policy.options {
            self.option(one, |_none| OptionLevel::ScopePolicy(id, name.clone()))?;
        }
        match &policy.dns_setting {
            Some(dns) => self.dns(dns, DnsLevel::ScopePolicy(id, name)),
            None => Ok(()),
        }
    }

    fn reservation(&mut self, reservation: &Reservation) -> Result<(), RecreateError> {
        let address = reservation.ip_address.0;
        let what = format!("reservation `{address}`");
        let client = self.able(what.as_str(), ClientId::new(&reservation.client_id))?;
        let mut add = AddReservation::new(self.scope.scope_id.0, address, client);
        add.name = self.text(&what, reservation.name.as_ref())?;
        add.description = self.text(&what, reservation.description.as_ref())?;
        add.kind = Some(reservation.kind);
        self.add(&add);
        for one in &reservation.options {
            self.option(one, |user_class| OptionLevel::Reservation { address, user_class })?;
        }
        match &reservation.dns_setting {
            Some(dns) => self.dns(dns, DnsLevel::Reservation(address)),
            None => Ok(()),
        }
    }
}
