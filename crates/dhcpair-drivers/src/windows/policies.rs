//! Policies: whom they match, and what their clients get.

use std::collections::BTreeSet;
use std::sync::Arc;

use failover_model::{AddressSet, ContextIx, Definition, DefinitionKind, Level};
use windows_dhcp::{Place, Policy, hardware_pattern};

use super::lower::{Lower, flag, time};
use super::options::texts;
use super::scopes::{Limit, range};

/// A list of a policy: its name, its values, and how a value is spelled.
type Condition<'a> = (&'a str, &'a [String], fn(&str) -> String);

impl Lower<'_> {
    /// The number of a policy is only its place in the order, which the model keeps.
    pub(super) fn policy(&mut self, policy: &Policy, at: Place, scope: Limit) {
        let context = self.config.add_context(self.config.root(), Level::Definition);
        self.set_text(context, at, "Description", policy.description.as_deref());
        self.set(context, at, "Enabled", flag(policy.enabled));
        self.set(context, at, "Condition", policy.condition.as_str());
        self.matches(context, at, policy);
        if let Some(lease) = policy.lease_duration {
            self.set(context, at, "LeaseDuration", time(lease));
        }
        let ranges = policy.ranges.iter();
        let addresses: AddressSet =
            ranges.filter_map(|one| range(one.start_range, one.end_range)).collect();
        if let Some(first) = policy.ranges.first() {
            self.set_as(context, "IPRange", (first.at, "StartRange"), addresses.to_string());
        }
        for one in &policy.ranges {
            self.keep_unknown(context, one.at, &format!("IPRange {} ", one.start_range));
        }
        if let Some(dns) = &policy.dns_setting {
            self.dns(context, dns);
        }
        let kept = (policy.lease_duration, policy.dns_setting.is_some());
        self.options(context, &policy.options, kept);
        self.keep_unknown(context, at, "");
        let span = self.text.property(at, "Name");
        self.config.add_definition(Definition {
            kind: DefinitionKind::Policy,
            name: Arc::from(policy.name.as_str()),
            scope,
            ordered: true,
            context,
            span,
        });
    }

    fn matches(&mut self, context: ContextIx, at: Place, policy: &Policy) {
        let as_written: fn(&str) -> String = str::to_owned;
        let lists: [Condition<'_>; 9] = [
            ("VendorClass", &policy.vendor_class, as_written),
            ("UserClass", &policy.user_class, as_written),
            ("MacAddress", &policy.mac_address, hardware_pattern),
            ("ClientId", &policy.client_id, hardware_pattern),
            ("RelayAgent", &policy.relay_agent, hardware_pattern),
            ("CircuitId", &policy.circuit_id, hardware_pattern),
            ("RemoteId", &policy.remote_id, hardware_pattern),
            ("SubscriberId", &policy.subscriber_id, hardware_pattern),
            ("Fqdn", &policy.fqdn, str::to_ascii_lowercase),
        ];
        for (property, list, spelled) in lists {
            if !list.is_empty() {
                self.set(context, at, property, match_list(list, spelled));
            }
        }
    }
}

/// A match list in one spelling: an operator stands in front of its values, sorted, once each. All
/// conditions of a policy are combined alike, so their order makes no difference.
fn match_list(list: &[String], spelled: fn(&str) -> String) -> String {
    let (mut equal, mut other) = (BTreeSet::new(), BTreeSet::new());
    let mut negated = None;
    for word in list {
        match word.trim().to_ascii_uppercase().as_str() {
            "EQ" => negated = Some(false),
            "NE" => negated = Some(true),
            _ => match negated {
                Some(false) => drop(equal.insert(spelled(word))),
                Some(true) => drop(other.insert(spelled(word))),
                // Without an operator nobody knows what it means: as it is written.
                None => return texts(list.iter().map(String::as_str)),
            },
        }
    }
    let part = |operator: &str, values: &BTreeSet<String>| {
        let values = texts(values.iter().map(String::as_str));
        (!values.is_empty()).then(|| format!("{operator} {values}"))
    };
    let parts: Vec<_> = [part("EQ", &equal), part("NE", &other)].into_iter().flatten().collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_spelling_of_a_match_list_make_no_difference() {
        let list = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
            match_list(&words, hardware_pattern)
        };
        let wanted = "EQ 00-1b-aa-*, 00-1b-ab-*; NE 00-1b-ac-01-02-03";
        assert_eq!(list(&["EQ", "001BAA*", "00-1B-AB*", "NE", "00-1B-AC-01-02-03"]), wanted);
        assert_eq!(list(&["ne", "001BAC010203", "EQ", "001BAB*", "eq", "001baa*"]), wanted);
        assert_eq!(list(&["001BAA*"]), "001BAA*");
    }
}
