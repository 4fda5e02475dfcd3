//! The rules that a reading can fire.

mod failover;
mod language;
mod network;

use config_text::{Rule, joined_rules};

pub(crate) use failover::*;
pub(crate) use language::*;
pub(crate) use network::*;

/// Every rule that a reading can fire.
pub static RULES: &[&Rule] =
    &joined_rules::<{ LANGUAGE.len() + FAILOVER.len() + NETWORK.len() }>(&[
        LANGUAGE, FAILOVER, NETWORK,
    ]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_texts_are_sentences() {
        for (at, rule) in RULES.iter().enumerate() {
            assert!(rule.id.starts_with("isc-"), "{}", rule.id);
            assert!(!RULES[..at].iter().any(|other| other.id == rule.id), "{}", rule.id);
            assert!(rule.summary.len() > 10 && !rule.summary.ends_with('.'), "{}", rule.id);
            assert!(rule.why.ends_with('.') && rule.fix.ends_with('.'), "{}", rule.id);
        }
    }
}
