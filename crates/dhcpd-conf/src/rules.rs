//! The rules that a reading can fire.

mod failover;
mod language;
mod network;

use config_text::Rule;

pub(crate) use failover::*;
pub(crate) use language::*;
pub(crate) use network::*;

/// Declares rules: name, id, phase and level, then summary, why, fix.
macro_rules! rules {
    ($list:ident: $(
        $name:ident $id:literal $phase:ident $severity:ident $summary:literal $why:literal $fix:literal
    )*) => {
        $(
            pub(crate) static $name: config_text::Rule = config_text::Rule {
                id: $id,
                phase: config_text::Phase::$phase,
                severity: config_text::Severity::$severity,
                summary: $summary,
                why: $why,
                fix: $fix,
            };
        )*
        pub(super) const $list: &[&config_text::Rule] = &[$(&$name,)*];
    };
}
use rules;

/// Every rule that a reading can fire.
pub static RULES: &[&Rule] = &joined::<{ LANGUAGE.len() + FAILOVER.len() + NETWORK.len() }>();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler; the sizes are the lists'")]
const fn joined<const COUNT: usize>() -> [&'static Rule; COUNT] {
    let mut all = [LANGUAGE[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = if at < LANGUAGE.len() {
            LANGUAGE[at]
        } else if at < LANGUAGE.len() + FAILOVER.len() {
            FAILOVER[at - LANGUAGE.len()]
        } else {
            NETWORK[at - LANGUAGE.len() - FAILOVER.len()]
        };
        at += 1;
    }
    all
}

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
