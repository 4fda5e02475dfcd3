//! What dhcpd does where a file is silent: saying it changes nothing.

use std::collections::BTreeSet;

use failover_model::{ServerConfig, Setting, Value};

use super::order;

/// Parameters with a default that dhcpd.conf(5) states, sorted, in canonical spelling.
static DEFAULTS: &[(&str, &str)] = &[
    ("abandon-lease-time", "86400"),
    ("allow-booting", "true"),
    ("allow-bootp", "true"),
    ("boot-unknown-clients", "true"),
    ("ddns-update-style", "none"),
    ("ddns-updates", "true"),
    ("default-lease-time", "43200"),
    ("dhcp-cache-threshold", "25"),
    ("do-forward-updates", "true"),
    ("dont-use-fsync", "false"),
    ("duplicates", "true"),
    ("echo-client-id", "false"),
    ("get-lease-hostnames", "false"),
    ("ignore-client-uids", "false"),
    ("infinite-is-reserved", "false"),
    ("leasequery", "false"),
    ("max-lease-time", "86400"),
    ("ping-check", "true"),
    ("server-id-check", "false"),
    ("stash-agent-options", "true"),
    ("update-conflict-detection", "true"),
    ("update-optimization", "true"),
    ("update-static-leases", "false"),
];

/// The parameters that classes and executed statements set: where they do, saying a default around
/// them may overrule them, and is not nothing.
#[derive(Default)]
pub(super) struct Elsewhere(BTreeSet<String>);

impl Elsewhere {
    /// Notes what is written in one scope.
    pub(super) fn note(&mut self, settings: &[Setting], in_class: bool) {
        for setting in settings.iter().filter(|setting| in_class || setting.accumulates) {
            self.0.extend(order::effects(setting));
        }
    }

    /// Says which defaults the server has.
    pub(super) fn imply(&self, config: &mut ServerConfig) {
        if ["allow", "deny", "ignore"].iter().any(|word| self.0.contains(*word)) {
            return;
        }
        for (key, value) in DEFAULTS.iter().filter(|(key, _)| !self.0.contains(*key)) {
            config.imply(*key, Value::text(*value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DEFAULTS;

    #[test]
    fn the_table_is_sorted() {
        assert!(DEFAULTS.is_sorted());
    }
}
