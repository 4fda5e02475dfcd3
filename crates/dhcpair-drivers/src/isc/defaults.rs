//! What dhcpd does where a file is silent: saying it changes nothing.

use std::collections::BTreeSet;

use dhcpd_conf::{Family, unsaid_value, unsaid_values};
use failover_model::{ServerConfig, Setting, Value};

use super::order;

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

    /// Says which defaults the server has, and what it takes for nothing said, with options that it defines itself.
    pub(super) fn imply(&self, config: &mut ServerConfig, defined: impl Iterator<Item = String>) {
        if ["allow", "deny", "ignore"].iter().any(|word| self.0.contains(*word)) {
            return;
        }
        for (key, value) in dhcpd_conf::default_values().filter(|(key, _)| !self.0.contains(*key)) {
            config.imply(key, Value::text(value));
        }
        let family = match config.family() {
            failover_model::Family::V4 => Family::V4,
            failover_model::Family::V6 => Family::V6,
        };
        let defined = defined.filter_map(|name| {
            let key = format!("option {name}");
            Some((unsaid_value(family, &key)?, key))
        });
        let defined = defined.map(|(value, key)| (key, value));
        let unsaid = unsaid_values(family).chain(defined);
        for (key, value) in unsaid.filter(|(key, _)| !self.0.contains(key)) {
            config.imply(key, Value::text(value));
        }
    }
}
